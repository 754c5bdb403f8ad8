"""Who is in a conversation, and who wants no openings, for whoever decides to speak.

Kept in memory, because every opportunity asks; filled from the record when the server starts.
"""

from collections.abc import Callable, Iterable
from threading import Lock

from dangol.engine.path import Standing
from dangol.listen.people import Person
from dangol.store.chat_rows import ConversationState
from dangol.store.record import Record
from dangol.store.visitors import read_alive, read_refusals
from dangol.terms.instants import DAY_US, MINUTE_US, Instant

ALIVE_US = 30 * MINUTE_US
"""A conversation in which nothing was said for longer is no reason to keep silent."""
WAITING_US = DAY_US
"""Whoever waits for a person, or has one, is in conversation for so long."""
NOTED_LIMIT = 100_000


FREE = Standing(False, frozenset())
_NO_OPENINGS = frozenset({"web_chat"})


def alive_until(state: str, last_at: Instant) -> Instant:
    """Until when that conversation counts as one that is going on."""
    if state == ConversationState.CLOSED:
        return Instant(0)
    is_quick = state == ConversationState.OPEN
    return Instant(last_at + (ALIVE_US if is_quick else WAITING_US))


class Presence:
    """Safe to ask from any thread."""

    elsewhere: Callable[[str, str, Instant | None], None] | None
    """Told workspace, browser and until when it talks, or None where it refuses, for the other
    processes of this record; None where there are none."""

    def __init__(self) -> None:
        self.elsewhere = None
        self._until: dict[tuple[str, str], Instant] = {}
        self._refusing: set[tuple[str, str]] = set()
        self._lock = Lock()

    def load(self, record: Record, now: Instant) -> None:
        """It is as the record says."""
        with record.reading() as connection:
            alive = read_alive(connection, Instant(now - WAITING_US))
            refusals = read_refusals(connection)
        for row in alive:
            self.learn(row.workspace_id, row.anonymous_id, alive_until(row.state, row.last_at))
        for refusal in refusals:
            self.learn_refusal(refusal.workspace_id, refusal.anonymous_id)

    def note(self, workspace_id: str, anonymous_id: str, until: Instant) -> None:
        """That browser's conversation goes on until then; in the past, it is over."""
        self.learn(workspace_id, anonymous_id, until)
        if self.elsewhere is not None:
            self.elsewhere(workspace_id, anonymous_id, until)

    def learn(self, workspace_id: str, anonymous_id: str, until: Instant) -> None:
        """The same, known to the others already."""
        with self._lock:
            if len(self._until) >= NOTED_LIMIT:
                newest = sorted(self._until.items(), key=lambda one: one[1])[NOTED_LIMIT // 2 :]
                self._until = dict(newest)
            self._until[workspace_id, "a:" + anonymous_id] = until

    def refuse(self, workspace_id: str, anonymous_id: str) -> None:
        """That browser gets no openings."""
        self.learn_refusal(workspace_id, anonymous_id)
        if self.elsewhere is not None:
            self.elsewhere(workspace_id, anonymous_id, None)

    def learn_refusal(self, workspace_id: str, anonymous_id: str) -> None:
        """The same, known to the others already."""
        self._refusing.add((workspace_id, "a:" + anonymous_id))

    def is_refusing(self, workspace_id: str, anonymous_id: str) -> bool:
        """Whether that browser gets no openings."""
        return (workspace_id, "a:" + anonymous_id) in self._refusing

    def is_talking(self, workspace_id: str, identifiers: Iterable[str], now: Instant) -> bool:
        """Whether any of these browsers is in a conversation."""
        until = self._until
        return any(until.get((workspace_id, one), 0) > now for one in identifiers)

    def standing(self, workspace_id: str, person: Person, now: Instant) -> Standing:
        """How the person stands now."""
        identifiers = person.identifiers
        is_talking = self.is_talking(workspace_id, identifiers, now)
        refusing = self._refusing
        is_refusing = refusing and any((workspace_id, one) in refusing for one in identifiers)
        if not is_talking and not is_refusing:
            return FREE
        return Standing(is_talking, _NO_OPENINGS if is_refusing else frozenset())
