"""What a company wrote about how it sells, file by file, as every process that answers reads it."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from dangol.store import schema_sales
from dangol.store.holding import hold, storable
from dangol.terms.instants import Instant

_TABLE = schema_sales.setups


class SetupStamp(NamedTuple):
    """Differs whenever the files do: what was made at another one is old."""

    files: int
    updated_at: Instant


def read_setups(connection: Connection, workspace_id: str) -> dict[str, str]:
    """The text of every file by its name; none where the workspace does not sell to businesses."""
    query = select(_TABLE.c.name, _TABLE.c.text).where(_TABLE.c.workspace_id == workspace_id)
    rows = connection.execute(query.order_by(_TABLE.c.name)).all()
    return {name: text for name, text in rows}  # noqa: C416 (dict() of rows has no type)


def replace_setups(
    connection: Connection, workspace_id: str, texts: Mapping[str, str], now: Instant
) -> SetupStamp:
    """The workspace's files are these and no others. The stamp is a new one."""
    hold(connection, "setups", workspace_id)
    at = max(now, read_setup_stamp(connection, workspace_id).updated_at + 1)
    connection.execute(delete(_TABLE).where(_TABLE.c.workspace_id == workspace_id))
    rows = [
        {"workspace_id": workspace_id, "name": name, "text": storable(text), "updated_at": at}
        for name, text in texts.items()
    ]
    if rows:
        connection.execute(insert(_TABLE), rows)
    return SetupStamp(len(rows), Instant(at))


def read_setup_stamp(connection: Connection, workspace_id: str) -> SetupStamp:
    """By which a process knows that what it made of the files is old, without reading them."""
    query = select(func.count(), func.coalesce(func.max(_TABLE.c.updated_at), 0))
    row = connection.execute(query.where(_TABLE.c.workspace_id == workspace_id)).one()
    return SetupStamp(*row)
