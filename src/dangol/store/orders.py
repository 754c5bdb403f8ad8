"""What the log holds of a person's orders."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select

from dangol.store import schema
from dangol.terms.instants import Instant

LIMIT = 200


class OrderEventRow(NamedTuple):
    """An event of an order."""

    name: str
    happened_at: Instant
    payload: bytes
    is_vouched: bool


def read_order_events(
    connection: Connection, workspace_id: str, person_ids: Iterable[str], user_id: str
) -> list[OrderEventRow]:
    """The newest events of orders that name that user, under any of the person's ids.

    An event that names nobody is left out: whoever shares a browser with somebody would be shown
    what the other has bought. So is one that names the user and came as another person's, which is
    what a stranger's browser may claim.
    """
    table = schema.events
    query = (
        select(table.c.name, table.c.happened_at, table.c.payload, table.c.is_vouched)
        .where(
            table.c.workspace_id == workspace_id,
            table.c.person_id.in_(sorted(person_ids)),
            table.c.user_id == user_id,
            table.c.call == "track",
            schema.IS_ORDER,
        )
        .order_by(table.c.seq.desc())
        .limit(LIMIT)
    )
    return [
        OrderEventRow(name, at, bytes(payload), bool(is_vouched))
        for name, at, payload, is_vouched in connection.execute(query)
    ]
