"""Thresholds as bands of the number line: every number falls in exactly one of them.

A band is written as `x >= 0.5`, `0.3 <= x < 0.5` or `x = 0`. Bands that leave a number out, count
one twice, or run against their stated direction are a fault, told before any figure is looked at.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from math import inf, isfinite
from typing import Literal, TypeAlias

from msgspec import Struct

SIGNIFICANT = 12
"""Digits that a figure with a fraction is compared with: beyond is noise of binary fractions."""
NUMBER = r"-?(?:\d{1,15}(?:\.\d{1,12})?|\.\d{1,12})"
_BAND = re.compile(
    rf"(?:(?P<low>{NUMBER}) *(?P<after><=?) *)?x(?: *(?P<sign><=|>=|<|>|=) *(?P<high>{NUMBER}))?"
)

Direction: TypeAlias = Literal["higher", "lower"]
"""Whether higher or lower figures are the better ones."""


class Verdict(StrEnum):
    """What the evidence says of a hypothesis."""

    GREEN = "green"
    """It stands, by its threshold."""
    AMBER = "amber"
    """Between: neither stands nor falls."""
    RED = "red"
    """It falls, by its threshold."""
    UNKNOWN = "unknown"
    """The evidence that it needs is not there."""


KNOWN = (Verdict.GREEN, Verdict.AMBER, Verdict.RED)
"""From the best to the worst."""


class Band(Struct, frozen=True):
    """Numbers from `low` to `high`, each end in it or not."""

    low: float
    high: float
    has_low: bool
    has_high: bool
    written: str
    """As the file has it."""

    def holds(self, number: float) -> bool:
        """Whether the number is in the band."""
        above = number > self.low or (self.has_low and number == self.low)
        return above and (number < self.high or (self.has_high and number == self.high))

    @property
    def is_empty(self) -> bool:
        """Whether no number is in it."""
        return self.low > self.high or (
            self.low == self.high and not (self.has_low and self.has_high)
        )


class Bands(Struct, frozen=True):
    """A band for each colour; amber may be left out."""

    direction: Direction
    green: Band
    red: Band
    amber: Band | None = None

    def items(self) -> Sequence[tuple[Verdict, Band]]:
        """The bands there are, the best first."""
        named = ((Verdict.GREEN, self.green), (Verdict.AMBER, self.amber), (Verdict.RED, self.red))
        return [(verdict, band) for verdict, band in named if band is not None]


def parse_band(text: str) -> Band | None:
    """The band that a text describes; None where it describes none."""
    found = _BAND.fullmatch(text.strip())
    if found is None or (found["low"] is None and found["sign"] is None):
        return None
    low, has_low, high, has_high = -inf, False, inf, False
    if found["low"] is not None:
        low, has_low = float(found["low"]), found["after"] == "<="
    if found["sign"] is not None:
        end, sign = float(found["high"]), found["sign"]
        if sign in (">", ">=", "="):
            if found["low"] is not None:
                return None
            low, has_low = end, sign != ">"
        if sign in ("<", "<=", "="):
            high, has_high = end, sign != "<"
    return Band(low, high, has_low, has_high, text.strip())


def fault_of(bands: Bands) -> str:
    """What is wrong with the bands together; empty where every number falls in exactly one.

    Laws: empty if and only if each finite number is held by one band, and the bands follow each
    other in the stated direction.
    """
    for verdict, band in bands.items():
        if band.is_empty:
            return f"no number is {verdict.value}: {band.written}"
    ranked = bands.items() if bands.direction == "lower" else list(reversed(bands.items()))
    # From left to right along the line, as the direction has it.
    for (left, before), (right, after) in pairwise(ranked):
        if before.low > after.low or before.high > after.high:
            return (
                f"{left.value} ({before.written}) must lie below {right.value} ({after.written}),"
                f" where {bands.direction} is better"
            )
    if ranked[0][1].low != -inf:
        return f"numbers below {ranked[0][1].low:g} have no band"
    for (left, before), (right, after) in pairwise(ranked):
        if before.high < after.low:
            return f"numbers between {before.high:g} and {after.low:g} have no band"
        if before.high > after.low:
            return (
                f"numbers between {after.low:g} and {before.high:g} are both"
                f" {left.value} and {right.value}"
            )
        if before.has_high and after.has_low:
            return f"{after.low:g} is both {left.value} and {right.value}"
        if not (before.has_high or after.has_low):
            return f"{after.low:g} itself has no band"
    if ranked[-1][1].high != inf:
        return f"numbers above {ranked[-1][1].high:g} have no band"
    return ""


def verdict_of(bands: Bands, figure: float) -> Verdict:
    """The colour of the band that the figure falls in; unknown where it is no finite number."""
    if not isfinite(figure):
        return Verdict.UNKNOWN
    plain = figure if figure.is_integer() else float(f"{figure:.{SIGNIFICANT}g}")
    return next((verdict for verdict, band in bands.items() if band.holds(plain)), Verdict.UNKNOWN)


def worst_of(verdicts: Sequence[Verdict]) -> Verdict:
    """The worst of those that are known; unknown where none is."""
    return max(_known(verdicts), key=KNOWN.index, default=Verdict.UNKNOWN)


def best_of(verdicts: Sequence[Verdict]) -> Verdict:
    """The best of those that are known; unknown where none is."""
    return min(_known(verdicts), key=KNOWN.index, default=Verdict.UNKNOWN)


def _known(verdicts: Sequence[Verdict]) -> list[Verdict]:
    return [verdict for verdict in verdicts if verdict in KNOWN]


SIGNALS: Mapping[str, Verdict] = {verdict.value: verdict for verdict in Verdict}
"""Colours by their names."""
