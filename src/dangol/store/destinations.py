"""Where leads, meetings, briefs and mail go. A secret is stored as `secrets` has encrypted it."""

from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from dangol.store import schema_sales
from dangol.store.holding import hold
from dangol.terms.instants import Instant

_ALL = schema_sales.destinations
_DELIVERIES = schema_sales.deliveries
REMOVED = "removed"
"""The problem of what waited for a destination that is gone."""


class DestinationRow(NamedTuple):
    """One system outside the house."""

    destination_id: str
    kind: str
    name: str
    """As its operator calls it; one name in a workspace is one destination."""
    settings: bytes
    """JSON, text by name; nothing secret."""
    secret: bytes
    """Encrypted."""
    is_active: bool
    updated_at: Instant

    def read_settings(self) -> dict[str, str]:
        """The settings, by name."""
        return msgspec.json.decode(self.settings, type=dict[str, str])


_COLUMNS = tuple(_ALL.c[name] for name in DestinationRow._fields)


def add_destination(connection: Connection, workspace_id: str, new: DestinationRow) -> bool:
    """The destination is there; False where one of its name is already."""
    hold(connection, "destinations", workspace_id)
    owned = _ALL.c.workspace_id == workspace_id
    taken = select(_ALL.c.destination_id).where(owned, _ALL.c.name == new.name)
    if connection.execute(taken).first() is not None:
        return False
    connection.execute(insert(_ALL), {"workspace_id": workspace_id, **new._asdict()})
    return True


def read_destinations(
    connection: Connection, workspace_id: str, kind: str | None = None
) -> list[DestinationRow]:
    """All destinations of the workspace, or those of one kind, the oldest first."""
    query = select(*_COLUMNS).where(_ALL.c.workspace_id == workspace_id)
    if kind is not None:
        query = query.where(_ALL.c.kind == kind)
    return [_row(row) for row in connection.execute(query.order_by(_ALL.c.destination_id))]


def read_destination(
    connection: Connection, workspace_id: str, destination_id: str
) -> DestinationRow | None:
    """The destination of that id."""
    that = (_ALL.c.workspace_id == workspace_id) & (_ALL.c.destination_id == destination_id)
    row = connection.execute(select(*_COLUMNS).where(that)).first()
    return None if row is None else _row(row)


def switch_destination(
    connection: Connection, workspace_id: str, destination_id: str, *, is_active: bool, now: Instant
) -> None:
    """The destination is on or off; while it is off, what is meant for it waits."""
    that = (_ALL.c.workspace_id == workspace_id) & (_ALL.c.destination_id == destination_id)
    connection.execute(update(_ALL).where(that).values(is_active=is_active, updated_at=now))


def write_secret(
    connection: Connection, workspace_id: str, destination_id: str, secret: bytes, now: Instant
) -> None:
    """The destination has that secret, which is encrypted."""
    that = (_ALL.c.workspace_id == workspace_id) & (_ALL.c.destination_id == destination_id)
    connection.execute(update(_ALL).where(that).values(secret=secret, updated_at=now))


def remove_destination(
    connection: Connection, workspace_id: str, destination_id: str, now: Instant
) -> int:
    """The destination and its secret are gone; returns how many deliveries died with it."""
    those = (
        (_DELIVERIES.c.workspace_id == workspace_id)
        & (_DELIVERIES.c.destination_id == destination_id)
        & (_DELIVERIES.c.state == "waiting")
    )
    dead = update(_DELIVERIES).where(those)
    died = connection.execute(dead.values(state="dead", problem=REMOVED, done_at=now)).rowcount
    that = (_ALL.c.workspace_id == workspace_id) & (_ALL.c.destination_id == destination_id)
    connection.execute(delete(_ALL).where(that))
    return died


def _row(row: object) -> DestinationRow:
    found = DestinationRow(*row)  # pyright: ignore[reportGeneralTypeIssues]
    return found._replace(is_active=bool(found.is_active))
