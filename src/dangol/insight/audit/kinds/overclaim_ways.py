"""Rows that rose, fell or did not change: between two times, at each step, in a printed change."""

from collections.abc import Iterator
from itertools import pairwise

from dangol.insight.audit.kinds import overclaim_words as say
from dangol.insight.audit.kinds.overclaim_reading import (
    Test,
    Tested,
    is_difference,
    is_level,
    parts_of,
    times_in,
)
from dangol.insight.audit.reading.grid import Grid
from dangol.insight.audit.reading.naming import near_heads
from dangol.insight.audit.reading.times import times_named, times_of


def direction(view: Grid, clause: str, way: int) -> Iterator[Tested]:
    """Tests of rows that rose, fell or did not change."""
    rows = times_in(view)
    if len(rows) >= 3 and len(rows) == len(parts_of(view)):
        columns = [at for at in near_heads(view.heads, clause) if not view.heads[at].is_growth]
        numbers = [at for at, one in enumerate(view.heads) if not one.is_growth and one.is_part]
        columns = columns if len(columns) == 1 else numbers if len(numbers) == 1 else []
        for column in columns:
            yield _step_test(view, column, rows, way), column
        return
    times = times_of(view, clause)
    if len(times) >= 3 and say.REPEATED.search(clause):
        steps = [_change_test(view, a, b, way) for a, b in pairwise(times)]
        yield (_some_of if say.NONE.search(clause) else _each_of)(steps), times[-1]
        return
    for first, last in _steps(view, clause, times):
        yield _change_test(view, first, last, way), last
    for at, head in enumerate(view.heads):
        if head.is_growth and is_difference(view, at):
            yield _way_test(view, at, way, 0.0), at
        elif is_level(view, at):
            yield _way_test(view, at, way, 100.0), at


def _steps(view: Grid, clause: str, times: list[int]) -> list[tuple[int, int]]:
    """From which time to which a clause may say that something went."""
    if len(times) < 2:
        return []
    said = [at for at in times if at in times_named(view, times, clause)]
    if len(said) >= 2:
        return [(said[0], said[-1])]
    if not said:
        return list(dict.fromkeys([(times[0], times[-1]), (times[-2], times[-1])]))
    place = times.index(said[0])
    if say.THAN.search(clause) or say.SINCE.search(clause):
        found = [(said[0], times[-1]), *((said[0], at) for at in times[place + 1 : place + 2])]
    else:
        found = [(times[place - 1], said[0])] if place else [(said[0], times[-1])]
        found += [(times[0], times[-1])] if said[0] == times[-1] else []
    return [one for one in dict.fromkeys(found) if one[0] != one[1]]


def _each_of(tests: list[Test]) -> Test:
    """A row rose every time where it rose at each step."""

    def test(at: int) -> bool | None:
        told = [one for each in tests if (one := each(at)) is not None]
        return all(told) if told else None

    return test


def _some_of(tests: list[Test]) -> Test:
    """A row fell at some time where it fell at one step."""

    def test(at: int) -> bool | None:
        told = [one for each in tests if (one := each(at)) is not None]
        return any(told) if told else None

    return test


def _went(before: float, after: float, way: int) -> bool:
    return after == before if way == 0 else (after - before) * way > 0


def _change_test(view: Grid, first: int, last: int, way: int) -> Test:
    def test(at: int) -> bool | None:
        before, after = view.cells[at][first].figure, view.cells[at][last].figure
        if before is None or after is None or before.unit != after.unit:
            return None
        return _went(before.value, after.value, way)

    return test


def _step_test(view: Grid, column: int, rows: list[int], way: int) -> Test:
    def test(at: int) -> bool | None:
        place = rows.index(at) if at in rows else 0
        if place == 0:
            return None
        before, after = view.cells[rows[place - 1]][column].figure, view.cells[at][column].figure
        if before is None or after is None or before.unit != after.unit:
            return None
        return _went(before.value, after.value, way)

    return test


def _way_test(view: Grid, column: int, way: int, zero: float) -> Test:
    def test(at: int) -> bool | None:
        figure = view.cells[at][column].figure
        return None if figure is None else _went(zero, figure.value, way)

    return test
