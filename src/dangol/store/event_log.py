"""The log of events inside one transaction, and what was seen before.

PostgreSQL takes new events by COPY, and is told at once what was seen; SQLite late (see `recent`).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from dangol.store import schema
from dangol.store.recent import Recent, Round, Row, Seen, message_key, read_newest, rows_of
from dangol.store.rows import EventRow
from dangol.store.statements import Statements, insert_into
from dangol.terms.instants import Instant

_SEEN = (
    "INSERT INTO seen (message_key, digest, received_at) {} ON CONFLICT (message_key) DO UPDATE "
    "SET digest = excluded.digest, received_at = excluded.received_at"
)
_EVENT_TYPES = [
    {
        "INTEGER": "int4",
        "SMALLINT": "int2",
        "BIGINT": "int8",
        "TEXT": "text",
        "BLOB": "bytea",
        "BOOLEAN": "bool",
    }[str(schema.events.c[name].type)]
    for name in ("workspace_id", *EventRow._fields)
]


class EventLog(Statements):
    """The events of one workspace."""

    def __init__(
        self, cursor: Any, workspace_id: str, *, is_postgres: bool, recent: Recent | None = None
    ) -> None:
        super().__init__(cursor, workspace_id, is_postgres=is_postgres)
        self._keys: dict[str, int] = {}
        # PostgreSQL, where many write at once and numbers are not given in order, has none.
        self._recent = None if is_postgres else recent or Recent()
        self._own: Seen = {}
        self._newest = 0
        self._round: Round | None = None
        self._since: Seen = {}
        self._has_followed = self._is_settled = False

    # what was seen before

    def read_seen(self, message_ids: Iterable[str], since: Instant) -> dict[str, int]:
        """The digests of those message ids that were received at `since` or later."""
        ids = {self._message_key(message_id): message_id for message_id in message_ids}
        recent = self._follow()
        seen: dict[str, int] = {}
        if recent is not None:
            for place in (self._own, recent.found):
                for key in ids.keys() & place.keys():
                    digest, received_at = place[key]
                    message_id = ids.pop(key)
                    if received_at >= since:
                        seen[message_id] = digest
        self._run(
            "SELECT message_key, digest FROM seen WHERE received_at >= ? AND "
            + self._among("message_key", of="bigint"),
            since,
            self._list(sorted(ids)),
        )
        seen.update((ids[key], digest) for key, digest in self._cursor.fetchall())
        return seen

    def _follow(self) -> Recent | None:
        if self._recent is not None and not self._has_followed:
            self._recent.follow(self._cursor)
            self._has_followed = True
        return self._recent

    # events

    def write_events(self, rows: Sequence[EventRow]) -> None:
        """The events stand in the log, in order, and their message ids are seen."""
        if not rows:
            return
        recent = self._follow()
        seen = {self._message_key(row.message_id): (row.digest, row.received_at) for row in rows}
        full = self._owned(rows)
        if recent is not None:
            self._write(insert_into(schema.events, EventRow._fields), full)
            self._settle(recent, seen)
            return
        columns = ", ".join(("workspace_id", *EventRow._fields))
        with self._cursor.copy(f"COPY events ({columns}) FROM STDIN WITH (FORMAT BINARY)") as copy:
            copy.set_types(_EVENT_TYPES)
            for row in full:
                copy.write_row(row)
        self._write_seen(rows_of(seen))

    def _settle(self, recent: Recent, new: Seen) -> None:
        """The table `seen` is told a part; and all, where memory would hold more than it may."""
        self._cursor.execute("SELECT max(seq) FROM events")
        (self._newest,) = self._cursor.fetchone()
        self._own.update(new)
        if self._is_settled or recent.is_full(self._newest):
            self.settle_seen()
            return
        step = self._round or recent.begin(self._own, self._newest)
        if step is None:
            return
        if self._newest > step.until:
            self._since.update(new)
        rows = step.next_rows(len(new))
        self._write_seen(rows)
        self._round = step._replace(told=step.told + len(rows))

    def settle_seen(self) -> None:
        """Every event of the log is in the table `seen`."""
        recent = self._follow()
        if recent is None:
            self._write_seen(rows_of(read_newest(self._cursor)))
        else:
            self._write_seen(rows_of(self._own if self._is_settled else recent.found | self._own))
            self._newest, self._is_settled = self._newest or recent.known, True

    def commit(self) -> None:
        """To be told that the transaction is committed."""
        if self._recent is not None and self._newest:
            if self._is_settled:
                self._recent.forget(self._newest)
            else:
                self._recent.take_over(self._own, self._since, self._newest, self._round)

    def _write_seen(self, rows: list[Row]) -> None:
        """The table `seen` holds these rows."""
        if not rows:
            return
        if self._is_postgres:
            values = "SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])"
            columns = [list(column) for column in zip(*rows, strict=True)]
            self._cursor.execute(_SEEN.format(values), columns)
        else:
            self._write(_SEEN, rows)

    def _message_key(self, message_id: str) -> int:
        """A key is asked for twice: to look it up, and to write it."""
        key = self._keys.get(message_id)
        if key is None:
            key = self._keys[message_id] = message_key(self.workspace_id, message_id)
        return key
