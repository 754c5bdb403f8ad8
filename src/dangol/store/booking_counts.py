"""How often a mailbox was written to, and how often a network booked, within a day.

It is counted by the hour, and an hour counts until a day after the last that was counted in it: so
no boundary lets twice as much through, and at the most an hour passes too many. Rows are known by
a hash that follows from the workspace's salt and is another one every hour, and are forgotten when
nothing is counted by them any more. Whoever counts holds the meetings of the workspace.
"""

import hmac
from functools import cached_property
from hashlib import sha256
from typing import Literal

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from dangol.store import schema, schema_sales
from dangol.terms.instants import DAY_US, HOUR_US, Instant

Counted = Literal["mailbox", "network"]
_TABLE = schema_sales.booking_counts


class BookingCounts:
    """The counts of one workspace."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._connection = connection
        self._workspace_id = workspace_id

    def read(self, what: Counted, name: str, now: Instant) -> int:
        """How often it was counted within a day.

        Law: nothing of the last day is left out, whatever the hour.
        """
        hours = range(now // HOUR_US - DAY_US // HOUR_US, now // HOUR_US + 1)
        keys = [self._key(what, name, hour) for hour in hours]
        query = select(func.sum(_TABLE.c.many)).where(
            self._those(keys), _TABLE.c.since > now - DAY_US
        )
        return int(self._connection.execute(query).scalar() or 0)

    def add(self, what: Counted, name: str, now: Instant) -> None:
        """It is counted once more."""
        key = self._key(what, name, now // HOUR_US)
        that = self._those([key])
        changed = update(_TABLE).where(that).values(many=_TABLE.c.many + 1, since=now)
        if not self._connection.execute(changed).rowcount:
            new = {"workspace_id": self._workspace_id, "key_sha256": key, "many": 1, "since": now}
            self._connection.execute(insert(_TABLE), new)

    @cached_property
    def _salt(self) -> bytes:
        mine = schema.workspaces.c.workspace_id == self._workspace_id
        return str(
            self._connection.execute(select(schema.workspaces.c.salt).where(mine)).scalar_one()
        ).encode()

    def _those(self, keys: list[str]) -> ColumnElement[bool]:
        return (_TABLE.c.workspace_id == self._workspace_id) & _TABLE.c.key_sha256.in_(keys)

    def _key(self, what: Counted, name: str, hour: int) -> str:
        words = f"counted\0{what}\0{hour}\0{name}".encode(errors="replace")
        return hmac.new(self._salt, words, sha256).hexdigest()


def forget_counts(connection: Connection, now: Instant) -> int:
    """Hours that count no more are forgotten, of every workspace; returns how many."""
    over = _TABLE.c.since <= now - DAY_US
    return connection.execute(delete(_TABLE).where(over)).rowcount
