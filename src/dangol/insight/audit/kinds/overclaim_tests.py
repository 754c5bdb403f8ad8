"""The comparisons that a clause makes of each row of a table."""

import re
from collections.abc import Callable, Iterator

from dangol.insight.audit.kinds import overclaim_words as say
from dangol.insight.audit.kinds.overclaim_finding import named_in, parts_of
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.figures import Figure, read_figures
from dangol.insight.audit.reading.grid import Grid, Head
from dangol.insight.audit.reading.naming import near_heads
from dangol.insight.audit.reading.times import is_time, times_named, times_of
from dangol.insight.audit.reading.units import PERCENT, POINTS, TIMES

Test = Callable[[int], bool | None]
"""For a row: whether it does what the sentence says; None where nothing can be said."""


def tests_of(view: Grid, clause: str) -> Iterator[tuple[Test, Head | None, bool]]:
    """The comparisons that the clause makes of each row, the likeliest first."""
    figures = list(read_figures(clause))
    at_least, at_most = bool(say.AT_LEAST.search(clause)), bool(say.AT_MOST.search(clause))
    # All 5 branches: a number of rows is no limit.
    size = len(parts_of(view))
    thresholds = [
        one
        for one in figures
        if not one.is_range
        and one.unit != TIMES
        and not (one.value == size and one.is_whole and one.unit != PERCENT)
        and not _counts_rows(view, clause, one)
    ]
    if not thresholds and say.DOUBLE_DIGIT.search(clause):
        thresholds, at_least = [Figure(0, 0, "10%", 10.0, 1.0, PERCENT)], True
    columns = named_in(view.heads, clause)
    for test in (_against_another(view, clause, columns), _best_of(view, clause, columns)):
        if test is not None and not thresholds:
            yield test
            return
    if (test := _against_row(view, clause, columns)) and not thresholds:
        yield test
        return
    named = near_heads(view.heads, clause)
    if len(thresholds) == 1 and (at_least != at_most or thresholds[0].is_bound):
        limit = thresholds[0]
        if (
            test := _computed_growth(view, clause, limit, is_least=at_least)
        ) and at_least != at_most:
            yield test
            return
        columns = [c for c in range(len(view.heads)) if _may_be_limit(view, c, limit)]
        columns = [c for c in columns if c in named] or columns
        if len(columns) > 1 and limit.unit:
            columns = [c for c in columns if limit.unit in view.heads[c].text] or columns
        if len(columns) != 1:
            better = [c for c in columns if _straddles(view, c, limit)]
            if len(columns) > 1 and not (len(better) == 1 and limit.unit):
                return
            columns = better
        if len(columns) == 1 and at_least != at_most:
            yield (
                _limit_test(view, columns[0], limit, is_least=at_least, clause=clause),
                view.heads[columns[0]],
                True,
            )
        return
    if thresholds:
        return
    if test := _than_before(view, clause):
        yield test
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
        yield (
            _goal_test(
                view,
                goal,
                actual,
                is_least=at_least and not re.search(r"못|않|届か|達しな|missed|short", clause),
            ),
            view.heads[actual],
            True,
        )
        return
    grew, fell = bool(words.GREW.search(clause)), bool(words.FELL.search(clause))
    if grew != fell and (test := _direction_test(view, clause, named, is_up=grew)):
        yield test


def _counts_rows(view: Grid, clause: str, figure: Figure) -> bool:
    """Whether the figure only says how many rows there are: 全8地域, all 6 branches."""
    if not figure.is_whole or figure.value > 60 or figure.unit == PERCENT:
        return False
    before, after = clause[: figure.start].rstrip(), clause[figure.end :].lstrip()
    kind = re.sub(r"[(（].*", "", view.corner).strip().lower().rstrip("s")
    is_of_kind = len(kind) > 1 and re.match(
        rf"(?:개|つの|の|か所の)?\s?{re.escape(kind)}", after.lower()
    )
    return bool(
        is_of_kind or re.search(r"(?:全|모든|\ball|\beach of|\bthe)$", before, re.IGNORECASE)
    )


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
    # A보다 B가, AよりB: the one compared with stands before its mark.
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


_BEST = re.compile(
    (
        r"가장|앞섰|높았|많았|더 (?:높|많|컸|좋)|이겼|最も|一番|上回|高かった|多かった|勝|"
        r"\b(?:won|wins|beat|beats|better|best|higher|highest|more|ahead|led|leads|"
        r"outperform\w*)\b"
    ),
    re.IGNORECASE,
)


def _than_before(view: Grid, clause: str) -> tuple[Test, Head | None, bool] | None:
    """In every row more, or less, at one named time than at another."""
    than = say.THAN.search(clause)
    is_more, is_less = bool(say.MORE.search(clause)), bool(say.LESS.search(clause))
    times = times_named(view, times_of(view, clause), clause)
    if than is None or is_more == is_less or len(times) != 2:
        return None
    return _change_test(view, times[0], times[1], is_up=is_more), view.heads[times[1]], True


def _best_of(view: Grid, clause: str, named: list[int]) -> tuple[Test, Head | None, bool] | None:
    """In every row one column is above the others of its kind."""
    if len(named) != 1 or not _BEST.search(clause) or view.heads[named[0]].is_growth:
        return None
    own = named[0]
    if is_time(view.heads[own].text):
        return None
    units = {c.figure.unit for c in view.column(own) if c.figure is not None}
    others = [
        at
        for at, head in enumerate(view.heads)
        if at != own
        and not head.is_growth
        and not head.is_total
        and not head.is_rank
        and {c.figure.unit for c in view.column(at) if c.figure is not None} == units
    ]
    if not others or len(units) != 1 or not _are_siblings(view, own, others):
        return None

    def test(at: int) -> bool | None:
        mine = view.cells[at][own].figure
        theirs = [one for other in others if (one := view.cells[at][other].figure) is not None]
        if mine is None or not theirs:
            return None
        return all(mine.value > one.value for one in theirs)

    return test, view.heads[own], True


def _are_siblings(view: Grid, own: int, others: list[int]) -> bool:
    """Whether the columns are of one measure: 안 A and 안 B, not orders and visits."""
    mine = view.heads[own].text.strip()
    return all(
        (
            len(mine) > 1
            and (
                mine[:-1] == view.heads[at].text.strip()[:-1]
                or mine[1:] == view.heads[at].text.strip()[1:]
            )
        )
        or mine.split(" ")[0] == view.heads[at].text.split(" ")[0] != mine
        or mine.split(" ")[-1] == view.heads[at].text.split(" ")[-1] != mine
        for at in others
    )


_OURS = re.compile(
    (
        r"^(?:us|we|ours?(?: \w+)?|우리(?: .{1,6})?|자사|당사|自社|当社|弊社|わが社)$|대조|"
        r"기존안?$|현행|\bcontrol\b|\bbaseline\b|対照|現行|既存"
    ),
    re.IGNORECASE,
)
_THAN_OURS = re.compile(
    (
        r"우리|자사|당사|대조|기존|현행|自社|当社|対照|現行|既存|\bthan (?:us|we|ours|our)\b|"
        r"\bcontrol\b|\bbaseline\b"
    ),
    re.IGNORECASE,
)


def _against_row(
    view: Grid, clause: str, named: list[int]
) -> tuple[Test, Head | None, bool] | None:
    """Every other row above or below the one that is ours, or the control."""
    bases = [at for at, one in enumerate(view.labels) if _OURS.search(one.text.strip())]
    is_more = bool(say.MORE.search(clause) or re.search(r"\bbeat\b|上回|넘", clause))
    is_less = bool(say.LESS.search(clause))
    columns = named or (list(range(len(view.heads))) if len(view.heads) == 1 else [])
    if len(bases) != 1 or not _THAN_OURS.search(clause) or is_more == is_less or len(columns) != 1:
        return None
    base, column = bases[0], columns[0]

    def test(at: int) -> bool | None:
        mine, theirs = view.cells[at][column].figure, view.cells[base][column].figure
        if at == base or mine is None or theirs is None or mine.unit != theirs.unit:
            return None
        return mine.value > theirs.value if is_more else mine.value < theirs.value

    return test, view.heads[column], True


def _computed_growth(
    view: Grid, clause: str, limit: Figure, *, is_least: bool
) -> tuple[Test, Head | None, bool] | None:
    """Growth over or under a limit that no column prints."""
    is_up, is_down = bool(words.GREW.search(clause)), bool(words.FELL.search(clause))
    times = times_of(view, clause)
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
    return min(values) / 2.5 <= limit.value <= max(values) * 2.5


def _straddles(view: Grid, column: int, limit: Figure) -> bool:
    values = [cell.figure.value for cell in view.column(column) if cell.figure is not None]
    return min(values) / 1.6 <= limit.value <= max(values) * 1.6


def _limit_test(view: Grid, column: int, limit: Figure, *, is_least: bool, clause: str) -> Test:
    is_strict = bool(
        re.search(
            (
                r"초과|넘|웃돌|상회|超え|超過|上回|미만|밑돌|未満|下回|\babove\b|\bover\b|"
                r"\bmore than\b|\bexceed|\bbelow\b|\bunder\b|\bless than\b"
            ),
            clause,
            re.IGNORECASE,
        )
    )

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
    goals = [
        at
        for at, head in enumerate(view.heads)
        if say.GOAL.search(head.text) and not head.is_growth and not head.is_rate
    ]
    actuals = [
        at
        for at, head in enumerate(view.heads)
        if say.ACTUAL.search(head.text) and at not in goals and not head.is_rate
    ]
    if len(goals) == 1 and not actuals:
        actuals = [
            at
            for at, head in enumerate(view.heads)
            if at not in goals and not head.is_growth and not head.is_rate
        ]
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
    times = times_of(view, clause)
    growths = [at for at, head in enumerate(view.heads) if head.is_growth and _is_signed(view, at)]
    if len(times) >= 2:
        mentioned = [at for at in times if at in named]
        if len(mentioned) >= 2:
            pairs = [(mentioned[0], mentioned[-1])]
        else:
            pairs = [(times[0], times[-1]), (times[-2], times[-1])]
        tests = [_change_test(view, first, last, is_up=is_up) for first, last in pairs]
        return _any_of(tests), view.heads[pairs[-1][1]], True
    rows = [at for at, one in enumerate(view.labels) if is_time(one.text) and one.is_part]
    if len(rows) >= 3 and len(named) == 1:
        return _monotone_test(view, named[0], rows, is_up=is_up), view.heads[named[0]], True
    if len(rows) >= 3 and len([h for h in view.heads if not h.is_growth]) == 1:
        return _monotone_test(view, 0, rows, is_up=is_up), view.heads[0], True
    levels = [at for at in range(len(view.heads)) if _is_level(view, at)]
    if len(levels) == 1 and not growths:
        return _sign_test(view, levels[0], is_up=is_up, zero=100.0), view.heads[levels[0]], True
    if len(growths) == 1:
        return _sign_test(view, growths[0], is_up=is_up), view.heads[growths[0]], True
    return None


def _any_of(tests: list[Test]) -> Test:
    """A row grew where it grew since the first time, or since the last."""

    def test(at: int) -> bool | None:
        told = [one for each in tests if (one := each(at)) is not None]
        return any(told) if told else None

    return test


def _is_level(view: Grid, at: int) -> bool:
    """Whether a column prints 104 where 4% more is meant."""
    told = [c.figure for c in view.column(at) if c.figure is not None]
    return (
        bool(words.LEVEL.search(view.heads[at].text))
        and len(told) > 1
        and all(60 <= one.value <= 160 and not one.is_signed for one in told)
    )


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


def _sign_test(view: Grid, column: int, *, is_up: bool, zero: float = 0.0) -> Test:
    def test(at: int) -> bool | None:
        figure = view.cells[at][column].figure
        if figure is None:
            return None
        return figure.value > zero if is_up else figure.value < zero

    return test
