"""How fast and how often one browser, and all of a workspace's, may speak."""

from collections import Counter

from dangol.server.limits import Bucket

STORED_PER_S, STORED_BURST = 2.0, 20.0
"""Frames of one browser that the record keeps."""
FRAMES_PER_S, FRAMES_BURST = 15.0, 120.0
"""Frames of one browser, of any kind."""
WORKSPACE_PER_S = 300.0
"""Stored frames of all browsers of one workspace."""
VISITOR_LINES = 12
"""Sockets and waiting requests of one browser: a dozen tabs."""
LINES = 10_000
VISITORS_KEPT = 50_000


class _Filled(Bucket):
    """A bucket whose burst is not its rate."""

    burst: float = 1.0

    def lets_in(self, now_s: float) -> bool:
        """Whether one more is let in; it is counted if so."""
        passed = max(0.0, now_s - self.filled_at_s)
        self.tokens = min(self.burst, self.tokens + passed * self.rate)
        self.filled_at_s = now_s
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


def _full(rate: float, burst: float, now_s: float) -> _Filled:
    return _Filled(rate, burst, now_s, burst)


class Pace:
    """Buckets by browser and workspace, and the lines that are open. For one event loop."""

    def __init__(self) -> None:
        self._stored: dict[tuple[str, str], _Filled] = {}
        self._frames: dict[tuple[str, str], _Filled] = {}
        self._workspaces: dict[str, _Filled] = {}
        self._lines: Counter[tuple[str, str]] = Counter()
        self._open = 0

    def lets_in(self, workspace_id: str, anonymous_id: str, now_s: float) -> bool:
        """Whether this browser may send one more frame of any kind."""
        who = workspace_id, anonymous_id
        return self._of(self._frames, who, FRAMES_PER_S, FRAMES_BURST, now_s).lets_in(now_s)

    def lets_store(self, workspace_id: str, anonymous_id: str, now_s: float) -> bool:
        """Whether this browser may say one more thing that is kept."""
        who = workspace_id, anonymous_id
        if not self._of(self._stored, who, STORED_PER_S, STORED_BURST, now_s).lets_in(now_s):
            return False
        shop = self._workspaces.setdefault(
            workspace_id, _full(WORKSPACE_PER_S, WORKSPACE_PER_S, now_s)
        )
        return shop.lets_in(now_s)

    def take_line(self, workspace_id: str, anonymous_id: str) -> bool:
        """Whether the browser may open one more line; give it back when it ends."""
        who = workspace_id, anonymous_id
        if self._open >= LINES or self._lines[who] >= VISITOR_LINES:
            return False
        self._lines[who] += 1
        self._open += 1
        return True

    def give_line(self, workspace_id: str, anonymous_id: str) -> None:
        """A line has ended."""
        who = workspace_id, anonymous_id
        self._open -= 1
        self._lines[who] -= 1
        if self._lines[who] <= 0:
            del self._lines[who]

    def _of(
        self,
        kept: dict[tuple[str, str], _Filled],
        who: tuple[str, str],
        rate: float,
        burst: float,
        now_s: float,
    ) -> _Filled:
        found = kept.get(who)
        if found is None:
            if len(kept) >= VISITORS_KEPT:
                kept.clear()  # whoever was near a limit has one more burst
            found = kept[who] = _full(rate, burst, now_s)
        return found
