"""Rows held against a figure: over 4.0, at least 90%, more than half, up by 10%, on target."""

import re
from collections.abc import Iterator

from dangol.insight.audit.kinds import overclaim_words as say
from dangol.insight.audit.kinds.overclaim_reading import (
    Test,
    Tested,
    holds,
    parts_of,
    unit_of_column,
)
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.counted import number_of
from dangol.insight.audit.reading.figures import Figure, read_figures
from dangol.insight.audit.reading.grid import Grid
from dangol.insight.audit.reading.naming import bare, named_heads, near_heads
from dangol.insight.audit.reading.times import times_named, times_of
from dangol.insight.audit.reading.units import PERCENT, POINTS, TIMES


def limits_of(view: Grid, clause: str) -> list[Figure]:
    """The figures that rows are held against: not how many rows there are."""
    size = len(parts_of(view))
    limits = [
        one
        for one in read_figures(clause)
        if not one.is_range
        and one.unit != TIMES
        and not (one.value == size and one.is_whole and one.unit != PERCENT)
        and not _counts_rows(view, clause, one)
    ]
    if not limits and (said := say.TIMES_IN_WORDS.search(clause)):
        often = number_of(said[2]) if said[2] else {"once": 1, "twice": 2}[said[1].lower()]
        return [Figure(said.start(), said.end(), said[0], float(often), 1.0)]
    if not limits and say.DOUBLE_DIGIT.search(clause):
        return [Figure(0, 0, "10%", 10.0, 1.0, PERCENT)]
    return limits


def _counts_rows(view: Grid, clause: str, figure: Figure) -> bool:
    """Whether the figure only says how many rows there are: 全8地域, all 6 branches."""
    if not figure.is_whole or figure.value > 60 or figure.unit == PERCENT:
        return False
    before, after = clause[: figure.start].rstrip(), clause[figure.end :].lstrip()
    kind = bare(view.corner).lower().rstrip("s")
    is_of_kind = len(kind) > 1 and re.match(
        rf"(?:個|개|つの|の|か所の)?\s?{re.escape(kind)}", after.lower()
    )
    return bool(
        is_of_kind or re.search(r"(?:全|모든|\ball|\beach of|\bthe)$", before, re.IGNORECASE)
    )


def limit_tests(
    view: Grid, clause: str, limit: Figure, compared: tuple[int, bool]
) -> Iterator[Tested]:
    """Tests of rows against a limit, in the columns that it may be of."""
    moved = say.WENT_BEYOND.sub(" ", clause)
    if limit.unit == PERCENT and (words.GREW.search(moved) or words.FELL.search(moved)):
        yield from _computed_growth(view, clause, limit, compared)
        return
    named = near_heads(view.heads, clause)
    columns = [c for c in range(len(view.heads)) if _may_be_limit(view, c, limit)]
    columns = [c for c in columns if c in named] or columns
    columns = [
        c for c in columns if limit.unit and unit_of_column(view, c) == limit.unit
    ] or columns
    if len(columns) > 1 and limit.unit:
        columns = [c for c in columns if limit.unit in view.heads[c].text] or columns
    if len(columns) != 1:
        better = [c for c in columns if _straddles(view, c, limit)]
        columns = better if len(better) == 1 and limit.unit else []
    for column in columns:
        yield _limit_test(view, column, limit, compared), column


def _limit_test(view: Grid, column: int, limit: Figure, compared: tuple[int, bool]) -> Test:
    def test(at: int) -> bool | None:
        figure = view.cells[at][column].figure
        if figure is None or not figure.is_plain:
            return None
        if figure.value == limit.value:
            return holds(figure.value, limit.value, compared)
        inner = figure.interval
        return holds(inner.high if compared[0] > 0 else inner.low, limit.value, compared)

    return test


def _may_be_limit(view: Grid, column: int, limit: Figure) -> bool:
    told = [cell.figure for cell in view.column(column) if cell.figure is not None]
    if len(told) < 2 or view.heads[column].is_rank:
        return False
    if limit.unit in (PERCENT, POINTS) or any(one.unit == PERCENT for one in told):
        return limit.unit == PERCENT and all(one.unit == PERCENT for one in told)
    if limit.unit and any(one.unit == limit.unit for one in told):
        return True
    if limit.unit and all(one.unit for one in told):
        return False
    values = [abs(one.value) for one in told]
    return min(values) / 2.5 <= limit.value <= max(values) * 2.5


def _straddles(view: Grid, column: int, limit: Figure) -> bool:
    values = [cell.figure.value for cell in view.column(column) if cell.figure is not None]
    return min(values) / 1.6 <= limit.value <= max(values) * 1.6


def _computed_growth(
    view: Grid, clause: str, limit: Figure, compared: tuple[int, bool]
) -> Iterator[Tested]:
    """Growth by at least so much between two columns of time, or in a column of growth."""
    by = -1.0 if words.FELL.search(clause) else 1.0
    for column, head in enumerate(view.heads):
        told = [c.figure for c in view.column(column) if c.figure is not None]
        if head.is_growth and len(told) > 1 and all(one.unit == PERCENT for one in told):

            def printed(at: int, column: int = column) -> bool | None:
                figure = view.cells[at][column].figure
                return None if figure is None else holds(figure.value * by, limit.value, compared)

            yield printed, column
    times = times_of(view, clause)
    named = times_named(view, times, clause)
    if len(times) < 2:
        return
    first, last = (named[0], named[-1]) if len(named) >= 2 else (times[0], times[-1])

    def test(at: int) -> bool | None:
        before, after = view.cells[at][first].figure, view.cells[at][last].figure
        if before is None or after is None or before.value <= 0 or before.unit != after.unit:
            return None
        if before.unit == PERCENT:
            return None
        growth = (after.value / before.value - 1) * 100 * by
        return holds(growth + 0.5 * compared[0], limit.value, compared)

    yield test, last


def goal_of_prose(view: Grid, clause: str, compared: tuple[int, bool]) -> Iterator[Tested]:
    """A goal that the words about the table put into a figure."""
    goals = [
        figures[0]
        for said in re.split(r"[.。\n]\s*|\)", f"{view.caption}\n{view.prose}")
        if say.GOAL.search(said) and len(figures := read_figures(said)) == 1
    ]
    if len({one.value for one in goals}) != 1:
        return
    columns = [c for c in range(len(view.heads)) if _may_be_limit(view, c, goals[0])]
    columns = [c for c in columns if c in named_heads(view.heads, clause)] or columns
    if len(columns) == 1:
        yield _limit_test(view, columns[0], goals[0], compared), columns[0]
