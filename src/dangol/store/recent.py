"""What was seen of late, which SQLite is not asked for and its table `seen` is not yet told.

Message ids are random. Written a group at a time, every id changes a page of its own, and those
pages were half of all that a commit wrote. So they are written many groups at a time and in order,
and until then the log itself says what was seen.

Law: all events but the newest `RECENT` are in `seen`; whoever asks looks at `seen` and at those.
Memory only follows the log. It reads what is committed, whoever committed it, before a transaction
of ours writes events, and takes over that transaction's own once it is committed. So neither a
rollback nor a crash nor another process can make it say what the log does not.
"""

from collections.abc import Iterable
from typing import Any

from xxhash import xxh3_64_intdigest

from dangol.terms.instants import Instant

RECENT = 50_000
"""Events. At some 200 bytes each they take 10 MB; with many of other processes twice that."""

Seen = dict[int, tuple[int, Instant]]
"""Digest and instant of receipt, by message key."""


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

    def follow(self, cursor: Any) -> None:
        """All that the log holds is known. For a transaction that has written no events yet."""
        (newest,) = cursor.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()
        settled = max(0, newest - RECENT)
        is_behind = settled > self.known or newest - self.settled > 2 * RECENT
        if is_behind or newest < self.known:  # others have written: by the law they settled it
            self.found, self.settled, self.known = {}, settled, settled
        if newest > self.known:
            self.found.update(_events_behind(cursor, self.known))
            self.known = newest

    def is_full(self, newest: int) -> bool:
        """Whether the events up to that number must be settled before they are committed."""
        return newest - self.settled >= RECENT

    def take_over(self, own: Seen, newest: int, *, is_settled: bool) -> None:
        """A transaction's own events, up to that number, are committed."""
        if is_settled:
            self.found, self.settled = {}, newest
        else:
            self.found.update(own)
        self.known = newest


def read_newest(cursor: Any) -> Seen:
    """Of the newest events, as many as may be missing in `seen`, in a log of either engine."""
    cursor.execute("SELECT coalesce(max(seq), 0) FROM events")
    (newest,) = cursor.fetchone()
    return _events_behind(cursor, newest - RECENT)


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
