"""Arithmetic on what a printed figure may stand for.

A printed 0.6 stands for anything in [0.55, 0.65]. A sum, share or growth of printed figures is an
interval too, and two figures disagree only where their intervals do not meet.
"""

from collections.abc import Iterable
from typing import NamedTuple

_SLACK = 1e-9
"""Of the larger end: what binary fractions may differ by."""


class Interval(NamedTuple):
    """All values from `low` to `high`."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The value half way."""
        return (self.low + self.high) / 2

    def plus(self, other: "Interval") -> "Interval":
        """Every sum of a value of this and one of the other."""
        return Interval(self.low + other.low, self.high + other.high)

    def minus(self, other: "Interval") -> "Interval":
        """Every difference of a value of this and one of the other."""
        return Interval(self.low - other.high, self.high - other.low)

    def times(self, factor: float) -> "Interval":
        """Every value, `factor` times."""
        ends = (self.low * factor, self.high * factor)
        return Interval(min(ends), max(ends))

    def over(self, other: "Interval") -> "Interval | None":
        """Every quotient; None where the divisor may be nought or less."""
        if other.low <= 0:
            return None
        ends = [a / b for a in self for b in other]
        return Interval(min(ends), max(ends))

    def widened(self, by: float) -> "Interval":
        """The interval with `by` more on both sides."""
        return Interval(self.low - by, self.high + by)

    def meets(self, other: "Interval") -> bool:
        """Whether some value is in both."""
        slack = _SLACK * max(1.0, *(abs(end) for end in (*self, *other)))
        return self.low <= other.high + slack and other.low <= self.high + slack

    def distance(self, other: "Interval") -> float:
        """How far the two are apart; 0 where they meet."""
        return 0.0 if self.meets(other) else max(self.low - other.high, other.low - self.high)


def total_of(parts: Iterable[Interval]) -> Interval:
    """Every sum of one value from each part."""
    low = high = 0.0
    for part in parts:
        low, high = low + part.low, high + part.high
    return Interval(low, high)
