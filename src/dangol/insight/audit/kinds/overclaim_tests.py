"""What a clause says of each row: the tests that it may mean, the likeliest first."""

from collections.abc import Iterator

from dangol.insight.audit.kinds import overclaim_words as say
from dangol.insight.audit.kinds.overclaim_columns import (
    beside_ours,
    beside_role,
    best,
    column_beside_column,
    variants,
)
from dangol.insight.audit.kinds.overclaim_limits import goal_of_prose, limit_tests, limits_of
from dangol.insight.audit.kinds.overclaim_reading import Tested
from dangol.insight.audit.kinds.overclaim_ways import direction
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.figures import Figure
from dangol.insight.audit.reading.grid import Grid
from dangol.insight.audit.reading.units import PERCENT


def tests_of(view: Grid, clause: str) -> Iterator[Tested]:
    """Every comparison that the clause may make of each row."""
    limits = limits_of(view, clause)
    compared = say.compared(clause)
    if not limits and (share := say.read_limit_of(clause)) is not None and compared is not None:
        limits = [Figure(0, 0, f"{share:g}%", share, 1.0, PERCENT)]
    if say.DOUBLE_DIGIT.search(clause):
        compared = compared or (1, False)
    if limits:
        if len(limits) == 1 and compared is not None:
            yield from limit_tests(view, clause, limits[0], compared)
        return
    found: list[Tested] = []
    if say.GOAL.search(clause) and compared is not None:
        found = [*beside_role(view, clause, say.GOAL, compared)]
        found = found or [*goal_of_prose(view, clause, compared)]
    elif say.PRIOR.search(clause) and compared is not None:
        found = [*beside_role(view, clause, say.PRIOR, compared)]
        found = found or [*direction(view, clause, compared[0])]
    for tests in (variants, column_beside_column, best, beside_ours):
        found = found or [*tests(view, clause)]
    if not found and (way := _way(clause)) is not None:
        found = [*direction(view, clause, way)]
    yield from found


def _way(clause: str) -> int | None:
    """1 where the clause says that something rose, -1 where it fell, 0 where it did not change."""
    if say.UNCHANGED.search(clause):
        return 0
    grew, fell = bool(words.GREW.search(clause)), bool(words.FELL.search(clause))
    if grew == fell:
        return None
    return 1 if grew else -1
