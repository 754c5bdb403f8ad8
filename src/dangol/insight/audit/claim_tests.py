"""The comparisons that a clause makes of each row of a table."""

import re
from collections.abc import Callable, Iterator

from dangol.insight.audit import claim_words as say
from dangol.insight.audit import words
from dangol.insight.audit.claim_common import named_in, parts_of
from dangol.insight.audit.figures import PERCENT, POINTS, TIMES, Figure, read_figures
from dangol.insight.audit.grid import Grid, Head, is_time

Test = Callable[[int], bool | None]
"""For a row: whether it does what the sentence says; None where nothing can be said."""


def tests_of(view: Grid, clause: str) -> Iterator[tuple[Test, Head | None, bool]]:
    """The comparisons that the clause makes of each row, the likeliest first."""
    figures = [one for one in read_figures(clause)]
    at_least, at_most = bool(say.AT_LEAST.search(clause)), bool(say.AT_MOST.search(clause))
    # All 5 branches, three times in a row: a number of rows is no limit.
    thresholds = [
        one for one in figures
        if not one.is_range and one.unit != TIMES
        and not (one.value == len(parts_of(view)) and one.unit != PERCENT and len(figures) > 1)
    ]  # fmt: skip
    if not thresholds and say.DOUBLE_DIGIT.search(clause):
        thresholds, at_least = [Figure(0, 0, "10%", 10.0, 1.0, PERCENT)], True
    if test := _against_another(view, clause, named_in(view.heads, clause)):
        yield test
        return
    named = named_in(view.heads, clause)
    if len(thresholds) == 1 and (at_least != at_most or thresholds[0].is_bound):
        limit = thresholds[0]
        if (
            test := _computed_growth(view, clause, limit, is_least=at_least)
        ) and at_least != at_most:
            yield test
            return
        columns = [c for c in range(len(view.heads)) if _may_be_limit(view, c, limit)]
        columns = [c for c in columns if c in named] or columns
        if len(columns) != 1:
            better = [c for c in columns if _straddles(view, c, limit)]
            if len(columns) > 1 and not (len(better) == 1 and limit.unit):
                return
            columns = better
        if len(columns) == 1 and at_least != at_most:
            yield _limit_test(view, columns[0], limit, is_least=at_least, clause=clause), view.heads[columns[0]], True  # fmt: skip
        return
    if thresholds:
        return
    goal, actual = _goal_columns(view)
    if say.GOAL.search(clause) and goal is None and at_least != at_most:
        yield from _goal_of_prose(view, clause, is_least=at_least)
        return
    if (
        say.GOAL.search(clause)
        and goal is not None
        and actual is not None
        and (at_least or at_most)
    ):
        yield _goal_test(view, goal, actual, is_least=at_least and not re.search(r"못|않|届か|達しな|missed|short", clause)), view.heads[actual], True  # fmt: skip
        return
    grew, fell = bool(words.GREW.search(clause)), bool(words.FELL.search(clause))
    if grew != fell:
        if test := _direction_test(view, clause, named, is_up=grew):
            yield test


def _against_another(
    view: Grid, clause: str, named: list[int]
) -> tuple[Test, Head | None, bool] | None:
    """In every row one column more or less than another: B beat A in each segment."""
    is_more, is_less = bool(say.MORE.search(clause)), bool(say.LESS.search(clause))
    if re.search(r"\bbeat\b|\bwon\b|\bbetter\b|앞섰|앞선|이겼|勝", clause, re.IGNORECASE):
        is_more = True
    than = say.THAN.search(clause) or re.search(r"\bbeat\b|에 앞|を上回|を超え|を下回", clause)
    if len(named) != 2 or than is None or is_more == is_less:
        return None
    low = clause.lower()
    order = sorted(
        named, key=lambda at: low.find(view.heads[at].text.lower().split("(")[0].strip())
    )
    first, second = order
    # A보다 B가, AよりB: the one compared with stands before its mark; in English and with を behind.
    mark = than[0]
    if mark in ("보다", "より", "에 앞", "を上回", "を超え", "を下回"):
        place = than.start()
        before = [
            at
            for at in order
            if low.find(view.heads[at].text.lower().split("(")[0].strip()) < place
        ]
        base = before[-1] if before else second
        first, second = (next(at for at in named if at != base), base)

    def test(at: int) -> bool | None:
        mine, theirs = view.cells[at][first].figure, view.cells[at][second].figure
        if mine is None or theirs is None or mine.unit != theirs.unit:
            return None
        return mine.value > theirs.value if is_more else mine.value < theirs.value

    return test, view.heads[first], True


def _computed_growth(
    view: Grid, clause: str, limit: Figure, *, is_least: bool
) -> tuple[Test, Head | None, bool] | None:
    """Growth over or under a limit that no column prints."""
    is_up, is_down = bool(words.GREW.search(clause)), bool(words.FELL.search(clause))
    times = [at for at, head in enumerate(view.heads) if is_time(head.text) and not head.is_total]
    printed = [at for at, head in enumerate(view.heads) if head.is_growth]
    if limit.unit != PERCENT or is_up == is_down or len(times) != 2 or printed:
        return None
    first, last = times

    def test(at: int) -> bool | None:
        before, after = view.cells[at][first].figure, view.cells[at][last].figure
        if before is None or after is None or before.value <= 0 or before.unit != after.unit:
            return None
        if before.unit == PERCENT:
            return None
        growth = (after.value / before.value - 1) * (100 if is_up else -100)
        return growth >= limit.value - 0.5 if is_least else growth <= limit.value + 0.5

    return test, view.heads[last], True


def _goal_of_prose(
    view: Grid, clause: str, *, is_least: bool
) -> Iterator[tuple[Test, Head | None, bool]]:
    """A goal that the words about the table put into a figure."""
    goals = [
        figures[0]
        for said in re.split(r"[.。\n]\s*|\)", f"{view.caption}\n{view.prose}")
        if say.GOAL.search(said) and len(figures := read_figures(said)) == 1
    ]
    if len({one.value for one in goals}) != 1:
        return
    limit = goals[0]
    columns = [c for c in range(len(view.heads)) if _may_be_limit(view, c, limit)]
    columns = [c for c in columns if c in named_in(view.heads, clause)] or columns
    if len(columns) == 1:
        test = _limit_test(view, columns[0], limit, is_least=is_least, clause="")
        yield test, view.heads[columns[0]], True


def _may_be_limit(view: Grid, column: int, limit: Figure) -> bool:
    told = [cell.figure for cell in view.column(column) if cell.figure is not None]
    if len(told) < 2:
        return False
    if limit.unit in (PERCENT, POINTS) or any(one.unit == PERCENT for one in told):
        return limit.unit == PERCENT and all(one.unit == PERCENT for one in told)
    if limit.unit and any(one.unit == limit.unit for one in told):
        return True
    if limit.unit and all(one.unit for one in told):
        return False
    values = [abs(one.value) for one in told]
    return min(values) / 4 <= limit.value <= max(values) * 4


def _straddles(view: Grid, column: int, limit: Figure) -> bool:
    values = [cell.figure.value for cell in view.column(column) if cell.figure is not None]
    return min(values) / 1.6 <= limit.value <= max(values) * 1.6


def _limit_test(view: Grid, column: int, limit: Figure, *, is_least: bool, clause: str) -> Test:
    is_strict = bool(re.search(r"초과|넘|웃돌|상회|超え|超過|上回|미만|밑돌|未満|下回|\babove\b|\bover\b|\bmore than\b|\bexceed|\bbelow\b|\bunder\b|\bless than\b", clause, re.IGNORECASE))  # fmt: skip

    def test(at: int) -> bool | None:
        figure = view.cells[at][column].figure
        if figure is None or not figure.is_plain:
            return None
        inner = figure.interval
        if figure.value == limit.value:
            return not is_strict or None
        if is_least:
            return inner.high >= limit.value
        return inner.low <= limit.value

    return test


def _goal_columns(view: Grid) -> tuple[int | None, int | None]:
    goals = [at for at, head in enumerate(view.heads) if say.GOAL.search(head.text) and not head.is_growth and not head.is_rate]  # fmt: skip
    actuals = [at for at, head in enumerate(view.heads) if say.ACTUAL.search(head.text) and at not in goals and not head.is_rate]  # fmt: skip
    if len(goals) == 1 and not actuals:
        actuals = [at for at, head in enumerate(view.heads) if at not in goals and not head.is_growth and not head.is_rate]  # fmt: skip
    if len(goals) == 1 and len(actuals) == 1:
        return goals[0], actuals[0]
    return None, None


def _goal_test(view: Grid, goal: int, actual: int, *, is_least: bool) -> Test:
    def test(at: int) -> bool | None:
        wished, reached = view.cells[at][goal].figure, view.cells[at][actual].figure
        if wished is None or reached is None:
            return None
        return (reached.value >= wished.value) if is_least else (reached.value < wished.value)

    return test


def _direction_test(
    view: Grid, clause: str, named: list[int], *, is_up: bool
) -> tuple[Test, Head | None, bool] | None:
    times = [at for at, head in enumerate(view.heads) if is_time(head.text) and not head.is_total]
    growths = [at for at, head in enumerate(view.heads) if head.is_growth and _is_signed(view, at)]
    if len(times) >= 2:
        mentioned = [at for at in times if at in named]
        first, last = (
            (mentioned[0], mentioned[-1]) if len(mentioned) >= 2 else (times[0], times[-1])
        )
        if len(times) > 2 and len(mentioned) < 2:
            return None
        return _change_test(view, first, last, is_up=is_up), view.heads[last], True
    rows = [at for at, one in enumerate(view.labels) if is_time(one.text) and one.is_part]
    if len(rows) >= 3 and len(named) == 1:
        return _monotone_test(view, named[0], rows, is_up=is_up), view.heads[named[0]], True
    if len(rows) >= 3 and len([h for h in view.heads if not h.is_growth]) == 1:
        return _monotone_test(view, 0, rows, is_up=is_up), view.heads[0], True
    if len(growths) == 1:
        return _sign_test(view, growths[0], is_up=is_up), view.heads[growths[0]], True
    return None


def _is_signed(view: Grid, at: int) -> bool:
    return any(cell.figure is not None and cell.figure.is_signed for cell in view.column(at))


def _change_test(view: Grid, first: int, last: int, *, is_up: bool) -> Test:
    def test(at: int) -> bool | None:
        before, after = view.cells[at][first].figure, view.cells[at][last].figure
        if before is None or after is None or before.unit != after.unit:
            return None
        return after.value > before.value if is_up else after.value < before.value

    return test


def _monotone_test(view: Grid, column: int, rows: list[int], *, is_up: bool) -> Test:
    def test(at: int) -> bool | None:
        place = rows.index(at) if at in rows else 0
        if place == 0:
            return None
        before, after = view.cells[rows[place - 1]][column].figure, view.cells[at][column].figure
        if before is None or after is None:
            return None
        return after.value > before.value if is_up else after.value < before.value

    return test


def _sign_test(view: Grid, column: int, *, is_up: bool) -> Test:
    def test(at: int) -> bool | None:
        figure = view.cells[at][column].figure
        if figure is None:
            return None
        return figure.value > 0 if is_up else figure.value < 0

    return test
