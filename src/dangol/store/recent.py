"""What was seen of late, which SQLite is not asked for and its table `seen` is not yet told.

Message ids are random. Written a group at a time, every id changes a page of its own, and those
pages were half of all that a commit wrote. So they are written many groups at a time and in order:
in rounds, each begun when `RECENT` events have come together, and told a part with every group, so
that none waits for all of it. Until then the log itself says what was seen.

Law: all events but the newest `2 * RECENT` are in `seen`; whoever asks looks at `seen` and at
those.
Memory only follows the log. It reads what is committed, whoever committed it, before a transaction
of ours writes events, and takes over that transaction's own once it is committed. So neither a
rollback nor a crash nor another process can make it say what the log does not.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from xxhash import xxh3_64_intdigest

from dangol.terms.instants import Instant

RECENT = 50_000
"""Events. At some 200 bytes each they take 10 MB, and twice that at the end of a round."""
TOLD_AT_LEAST = 500
"""Rows of a round that a transaction writes, if it has fewer than half as many of its own."""

Seen = dict[int, tuple[int, Instant]]
"""Digest and instant of receipt, by message key."""

Row = tuple[int, int, Instant]
"""Message key, digest, instant of receipt."""


class Round(NamedTuple):
    """Events on their way into `seen`."""

    rows: list[Row]
    """In order of their keys: neighbours in the table are written together."""
    until: int
    """When all rows are told, every event up to this number is in `seen`."""
    told: int
    """So many of the rows are in `seen`."""
    since: Seen
    """Of the events behind `until`."""

    def next_rows(self, written: int) -> list[Row]:
        """What a transaction tells that writes so many events: a round ends before the next."""
        return self.rows[self.told : self.told + max(2 * written, TOLD_AT_LEAST)]


def rows_of(seen: Seen) -> list[Row]:
    """The rows of the table, in order."""
    return [(key, *seen[key]) for key in sorted(seen)]


def message_key(workspace_id: str, message_id: str) -> int:
    """The signed 64 bits by which `seen` knows a message of a workspace."""
    key = xxh3_64_intdigest(f"{workspace_id}\0{message_id}".encode())
    return key - 2**64 if key >= 2**63 else key


class Recent:
    """The newest events of a log as one process knows them. One transaction uses it at a time."""

    def __init__(self) -> None:
        self.found: Seen = {}
        """Of the events behind `settled`, up to `known`."""
        self.settled = 0
        """Every event up to this number is in `seen`."""
        self.known = 0
        self.round: Round | None = None

    def follow(self, cursor: Any) -> None:
        """All that the log holds is known. For a transaction that has written no events yet."""
        (newest,) = cursor.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()
        settled = max(0, newest - 2 * RECENT)
        is_behind = settled > self.known or newest - self.settled > 2 * RECENT
        if is_behind or newest < self.known:  # others have written: by the law they settled it
            self.found, self.settled, self.known, self.round = {}, settled, settled, None
        if newest > self.known:
            others = _events_behind(cursor, self.known)
            self.found.update(others)
            if self.round is not None:
                self.round.since.update(others)
            self.known = newest

    def is_full(self, newest: int) -> bool:
        """Whether all up to that number must be settled before they are committed."""
        return newest - self.settled >= 2 * RECENT

    def begin(self, own: Seen, newest: int) -> Round | None:
        """The round under way, or one that begins with a transaction's own events, if it is time.

        Nothing changes until the transaction is committed.
        """
        if self.round is None and newest - self.settled >= RECENT:
            return Round(rows_of(self.found | own), newest, 0, {})
        return self.round

    def take_over(self, own: Seen, since: Seen, newest: int, round: Round | None) -> None:
        """A transaction's own events, up to that number, are committed, and what it told.

        `since` are those of its events that are behind the round.
        """
        self.found.update(own)
        if round is not None:
            round.since.update(since)
        if round is not None and round.told >= len(round.rows):
            self.found, self.settled, round = round.since, round.until, None
        self.known, self.round = newest, round

    def forget(self, newest: int) -> None:
        """A transaction is committed after which every event up to that number is in `seen`."""
        self.found, self.settled, self.known, self.round = {}, newest, newest, None


def read_newest(cursor: Any) -> Seen:
    """Of the newest events, as many as may be missing in `seen`, in a log of either engine."""
    cursor.execute("SELECT coalesce(max(seq), 0) FROM events")
    (newest,) = cursor.fetchone()
    return _events_behind(cursor, newest - 2 * RECENT)


def _events_behind(cursor: Any, seq: int) -> Seen:
    # A whole number: it needs no placeholder, which each engine writes in its own way.
    cursor.execute(
        "SELECT workspace_id, message_id, digest, received_at FROM events "
        f"WHERE seq > {int(seq)} ORDER BY seq"
    )
    rows: Iterable[tuple[str, str, int, Instant]] = cursor
    return {
        message_key(workspace_id, message_id): (digest, received_at)
        for workspace_id, message_id, digest, received_at in rows
    }
