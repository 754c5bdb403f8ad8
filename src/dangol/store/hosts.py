"""Who takes meetings, who of the operators they are, and where their calendar is.

What a company writes of its hosts stands in the set-up `team`; here is what is no text of theirs:
the calendar, with its secret as `secrets` has encrypted it. A host who is not in the team any more
stays, without being met, so that their meetings have a name.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from dangol.store import schema_chat, schema_sales
from dangol.store.holding import hold, storable
from dangol.terms.instants import Instant

_TABLE = schema_sales.hosts
_OPERATORS = schema_chat.operators


class CalendarKind(StrEnum):
    """How a host's calendar is reached."""

    NONE = ""
    """Not at all: only meetings that were given here count."""
    CALDAV = "caldav"
    """Read, and meetings are written into it."""
    ICS = "ics"
    """An address that gives it as iCalendar, to be read alone. The address is the secret."""


class HostRow(NamedTuple):
    """One host."""

    host_id: str
    operator_id: str
    """Who they are in the inbox; empty where no operator has their address."""
    name: str
    email: str
    calendar_kind: CalendarKind
    calendar_url: str
    """Of a CalDAV calendar; of others the site alone, for showing."""
    calendar_user: str
    calendar_secret: bytes
    """Encrypted."""
    is_active: bool
    updated_at: Instant


class NamedHost(NamedTuple):
    """A host as the team names them."""

    host_id: str
    name: str
    email: str


_COLUMNS = tuple(_TABLE.c[name] for name in HostRow._fields)


def read_hosts(connection: Connection, workspace_id: str) -> list[HostRow]:
    """All hosts that there are or were, by id."""
    query = select(*_COLUMNS).where(_TABLE.c.workspace_id == workspace_id)
    return [_row(row) for row in connection.execute(query.order_by(_TABLE.c.host_id))]


def read_host(connection: Connection, workspace_id: str, host_id: str) -> HostRow | None:
    """The host of that id."""
    that = (_TABLE.c.workspace_id == workspace_id) & (_TABLE.c.host_id == host_id)
    row = connection.execute(select(*_COLUMNS).where(that)).first()
    return None if row is None else _row(row)


def write_hosts(
    connection: Connection, workspace_id: str, hosts: Iterable[NamedHost], now: Instant
) -> None:
    """These and no others are met; each keeps the calendar they had."""
    hold(connection, "hosts", workspace_id)
    known = {row.host_id: row for row in read_hosts(connection, workspace_id)}
    theirs = select(_OPERATORS.c.email, _OPERATORS.c.operator_id).where(
        _OPERATORS.c.workspace_id == workspace_id
    )
    operators = {row.email: row.operator_id for row in connection.execute(theirs)}
    named = {host.host_id: host for host in hosts}
    for host in named.values():
        before = known.get(host.host_id)
        after = (before or _unknown(host.host_id))._replace(
            operator_id=operators.get(host.email, ""),
            name=storable(host.name),
            email=host.email,
            is_active=True,
            updated_at=now,
        )
        if before is None:
            connection.execute(insert(_TABLE), {"workspace_id": workspace_id, **after._asdict()})
        else:
            _change(connection, workspace_id, host.host_id, after._asdict())
    for host_id, row in known.items():
        if host_id not in named and row.is_active:
            _change(connection, workspace_id, host_id, {"is_active": False, "updated_at": now})


def find_operator_id(connection: Connection, workspace_id: str, email: str) -> str:
    """The operator of that address; empty where there is none."""
    query = select(_OPERATORS.c.operator_id).where(
        _OPERATORS.c.workspace_id == workspace_id, _OPERATORS.c.email == email
    )
    return connection.execute(query).scalar() or ""


def read_operator_languages(connection: Connection, workspace_id: str, email: str) -> str:
    """The tags of what the operator of that address speaks, with commas between."""
    query = select(_OPERATORS.c.languages).where(
        _OPERATORS.c.workspace_id == workspace_id, _OPERATORS.c.email == email
    )
    return connection.execute(query).scalar() or ""


def write_calendar(
    connection: Connection,
    workspace_id: str,
    host_id: str,
    *,
    kind: CalendarKind,
    url: str = "",
    user: str = "",
    secret: bytes = b"",
    now: Instant,
) -> bool:
    """The host's calendar is that one; False where there is no such host.

    `secret` is encrypted.
    """
    values = {
        "calendar_kind": kind.value,
        "calendar_url": storable(url),
        "calendar_user": storable(user),
        "calendar_secret": secret,
        "updated_at": now,
    }
    return _change(connection, workspace_id, host_id, values)


def rotate_calendar_secrets(
    connection: Connection, workspace_id: str, rotate: Callable[[bytes], bytes]
) -> int:
    """Every secret of a calendar is encrypted anew; returns how many are."""
    kept = [row for row in read_hosts(connection, workspace_id) if row.calendar_secret]
    for row in kept:
        values = {"calendar_secret": rotate(row.calendar_secret)}
        _change(connection, workspace_id, row.host_id, values)
    return len(kept)


def _change(
    connection: Connection, workspace_id: str, host_id: str, values: Mapping[str, object]
) -> bool:
    that = (_TABLE.c.workspace_id == workspace_id) & (_TABLE.c.host_id == host_id)
    return connection.execute(update(_TABLE).where(that).values(values)).rowcount > 0


def _unknown(host_id: str) -> HostRow:
    nought = Instant(0)
    return HostRow(host_id, "", "", "", CalendarKind.NONE, "", "", b"", True, nought)


def _row(row: object) -> HostRow:
    found = HostRow(*row)  # pyright: ignore[reportGeneralTypeIssues]
    return found._replace(
        calendar_kind=CalendarKind(found.calendar_kind),
        calendar_secret=bytes(found.calendar_secret),
    )
