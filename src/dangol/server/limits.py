"""How fast a workspace may send: one token bucket each.

A request is let in while the bucket holds anything, and may leave it in debt: a batch is never
refused for its size alone, it only makes the next one wait.
"""

import math

import msgspec


class Bucket(msgspec.Struct):
    """The events a workspace may still send now. Units: tokens are events, instants seconds."""

    rate: float
    tokens: float
    filled_at_s: float

    def wait_s(self, now_s: float) -> int:
        """Whole seconds until the next request is let in; 0 for now."""
        passed = max(0.0, now_s - self.filled_at_s)
        self.tokens = min(self.rate, self.tokens + passed * self.rate)
        self.filled_at_s = now_s
        return 0 if self.tokens > 0 else math.floor(-self.tokens / self.rate) + 1

    def take(self, events: int) -> None:
        """The events have been let in."""
        self.tokens -= events


class Buckets:
    """A bucket for every workspace that sends.

    Law: over t seconds at most rate * (t + 1) events and one body more are let in.
    """

    def __init__(self, rate: int) -> None:
        self._rate = float(rate)
        self._buckets: dict[str, Bucket] = {}

    def of(self, workspace_id: str, now_s: float) -> Bucket:
        """The workspace's bucket, full at first."""
        bucket = self._buckets.get(workspace_id)
        if bucket is None:
            bucket = Bucket(self._rate, self._rate, now_s)
            self._buckets[workspace_id] = bucket
        return bucket
