"""What a site has said of a person, as the log holds its identify and group calls."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from dangol.store import schema

LIMIT = 20


def read_told(connection: Connection, workspace_id: str, person_ids: Iterable[str]) -> list[bytes]:
    """The payloads of the newest calls that say something of the person, under any of their ids,
    the newest first."""
    table = schema.events
    query = (
        select(table.c.payload)
        .where(
            table.c.workspace_id == workspace_id,
            table.c.person_id.in_(sorted(person_ids)),
            schema.IS_TRAITS,
        )
        .order_by(table.c.seq.desc())
        .limit(LIMIT)
    )
    return [bytes(payload) for payload in connection.execute(query).scalars()]
