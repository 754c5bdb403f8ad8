"""Openings on their way: from a decision to the browsers of its person, once.

An opening waits a few minutes for a browser that is between two pages; what was shown is
remembered a little longer, so that an answer to it is understood as one.
"""

from collections.abc import Iterable, Sequence
from threading import Lock

import msgspec

from dangol.decide.playbook import Opening, Playbook
from dangol.speak.understand.press import press_id
from dangol.terms.instants import MINUTE_US, Instant
from dangol.terms.languages import Language

KEPT_US = 5 * MINUTE_US
"""An opening nobody came for is old after this."""
ANSWERED_US = 60 * MINUTE_US
"""An answer later than this is no answer to it."""
OPENINGS_LIMIT = 20_000


class Pending(msgspec.Struct):
    """An opening, and what became of it."""

    decision_id: str
    workspace_id: str
    person_id: str
    anonymous_ids: frozenset[str]
    opening: Opening
    subject: str
    decided_at: Instant
    seen_at: Instant = Instant(0)
    """When a browser showed it; 0 before."""
    noted: frozenset[str] = frozenset()
    """What the log has of it: what a browser told."""
    is_over: bool = False
    """It was answered, dismissed or overtaken."""

    def text(self, language: Language) -> str:
        """Its words."""
        return self.opening.text.in_(language)

    def press_of(self, text: str, language: Language) -> str:
        """What the quick reply of these words is understood as, about what the opening speaks of;
        empty where it is no reply of its own, or means what its words say.
        """
        for one in self.opening.quick_replies:
            if one.in_(language) == text and one.means != "words":
                return press_id(one.means, self.subject)
        return ""

    def replies(self, language: Language) -> list[tuple[str, str]]:
        """Its quick replies: id and words."""
        replies = self.opening.quick_replies
        return [(f"{self.decision_id}:{n}", one.in_(language)) for n, one in enumerate(replies)]


def openings_of(playbooks: Iterable[Playbook]) -> dict[tuple[str, int, str], Opening]:
    """The openings that are said on the page, by playbook, its version, and their id."""
    return {
        (playbook.name, playbook.version, opening.id): opening
        for playbook in playbooks
        if playbook.channel == "web_chat"
        for opening in playbook.openings
    }


class Openings:
    """Openings by browser. Safe from any thread."""

    def __init__(self) -> None:
        self._by_id: dict[str, Pending] = {}
        self._by_browser: dict[tuple[str, str], list[Pending]] = {}
        self._lock = Lock()

    def add(self, pending: Pending, now: Instant) -> bool:
        """It waits for its browsers; False where it was there already."""
        with self._lock:
            if pending.decision_id in self._by_id:
                return False
            if len(self._by_id) >= OPENINGS_LIMIT:
                self._forget_old(now)
            self._by_id[pending.decision_id] = pending
            for one in pending.anonymous_ids:
                self._by_browser.setdefault((pending.workspace_id, one), []).append(pending)
        return True

    def waiting_for(self, workspace_id: str, anonymous_id: str, now: Instant) -> Pending | None:
        """The newest opening that this browser has not shown yet."""
        for pending in reversed(self._of(workspace_id, anonymous_id)):
            is_fresh = now - pending.decided_at < KEPT_US
            if is_fresh and not pending.seen_at and not pending.is_over:
                return pending
        return None

    def answerable(
        self, workspace_id: str, anonymous_id: str, now: Instant, decision_id: str = ""
    ) -> Pending | None:
        """What a word of this browser answers: that opening, or else the last one it showed."""
        for pending in reversed(self._of(workspace_id, anonymous_id)):
            if pending.is_over or now - pending.decided_at > ANSWERED_US:
                continue
            if pending.decision_id == decision_id or (not decision_id and pending.seen_at):
                return pending
        return None

    def find(self, workspace_id: str, anonymous_id: str, decision_id: str) -> Pending | None:
        """That opening, if it is one of this browser's."""
        theirs = self._of(workspace_id, anonymous_id)
        return next((one for one in theirs if one.decision_id == decision_id), None)

    def _of(self, workspace_id: str, anonymous_id: str) -> Sequence[Pending]:
        return tuple(self._by_browser.get((workspace_id, anonymous_id), ()))

    def _forget_old(self, now: Instant) -> None:
        kept = [one for one in self._by_id.values() if now - one.decided_at <= ANSWERED_US]
        kept = kept[-OPENINGS_LIMIT // 2 :]
        self._by_id = {one.decision_id: one for one in kept}
        self._by_browser = {}
        for pending in kept:
            for one in pending.anonymous_ids:
                self._by_browser.setdefault((pending.workspace_id, one), []).append(pending)
