"""How often a mailbox was written to, and how often a network booked, within a day.

The first time opens a day; what is counted later adds to it until that day is over. Rows are known
by a hash, and forgotten when nothing is counted by them any more. Whoever counts holds the
meetings of the workspace.
"""

from hashlib import sha256
from typing import Literal

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from dangol.store import schema_sales
from dangol.terms.instants import DAY_US, Instant

Counted = Literal["mailbox", "network"]
_TABLE = schema_sales.booking_counts


class BookingCounts:
    """The counts of one workspace."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._connection = connection
        self._workspace_id = workspace_id

    def read(self, what: Counted, name: str, now: Instant) -> int:
        """How often it was counted in the day that runs."""
        query = select(_TABLE.c.many).where(
            self._that(_key(what, name)), _TABLE.c.since > now - DAY_US
        )
        return int(self._connection.execute(query).scalar() or 0)

    def add(self, what: Counted, name: str, now: Instant) -> None:
        """It is counted once more."""
        key, many = _key(what, name), self.read(what, name, now)
        if many:
            changed = update(_TABLE).where(self._that(key)).values(many=many + 1)
            self._connection.execute(changed)
            return
        self._connection.execute(delete(_TABLE).where(self._that(key)))
        new = {"workspace_id": self._workspace_id, "key_sha256": key, "many": 1, "since": now}
        self._connection.execute(insert(_TABLE), new)

    def _that(self, key: str) -> ColumnElement[bool]:
        return (_TABLE.c.workspace_id == self._workspace_id) & (_TABLE.c.key_sha256 == key)


def forget_counts(connection: Connection, now: Instant) -> int:
    """Days that are over are forgotten, of every workspace; returns how many."""
    over = _TABLE.c.since <= now - DAY_US
    return connection.execute(delete(_TABLE).where(over)).rowcount


def _key(what: Counted, name: str) -> str:
    return sha256(f"{what}\0{name}".encode(errors="replace")).hexdigest()
