"""What a clause says of each row: that it rose, met its target, passed a limit, led the others."""

import re
from collections.abc import Iterator
from itertools import pairwise

from dangol.insight.audit.kinds import overclaim_words as say
from dangol.insight.audit.kinds.overclaim_reading import Test, parts_of, times_in
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.contexts import content_words
from dangol.insight.audit.reading.counted import number_of
from dangol.insight.audit.reading.figures import Figure, read_figures
from dangol.insight.audit.reading.grid import Grid
from dangol.insight.audit.reading.naming import bare, named_heads, near_heads
from dangol.insight.audit.reading.times import is_time, times_named, times_of
from dangol.insight.audit.reading.units import PERCENT, POINTS, TIMES

Tested = tuple[Test, int]
"""A test and the column that it reads."""


def tests_of(view: Grid, clause: str) -> Iterator[Tested]:
    """Every comparison that the clause may make of each row."""
    limits = _limits(view, clause)
    compared = say.compared(clause)
    if not limits and (share := say.read_limit_of(clause)) is not None and compared is not None:
        limits = [Figure(0, 0, f"{share:g}%", share, 1.0, PERCENT)]
    if say.DOUBLE_DIGIT.search(clause):
        compared = compared or (1, False)
    if limits:
        if len(limits) == 1 and compared is not None:
            yield from _limit_tests(view, clause, limits[0], compared)
        return
    found: list[Tested] = []
    if say.GOAL.search(clause) and compared is not None:
        found = [*_beside_role(view, clause, say.GOAL, compared)]
        found = found or [*_goal_of_prose(view, clause, compared)]
    elif say.PRIOR.search(clause) and compared is not None:
        found = [*_beside_role(view, clause, say.PRIOR, compared)]
        found = found or [*_direction(view, clause, compared[0])]
    for tests in (_variants, _column_beside_column, _best, _beside_ours):
        found = found or [*tests(view, clause)]
    if not found and (way := _way(clause)) is not None:
        found = [*_direction(view, clause, way)]
    yield from found


def _way(clause: str) -> int | None:
    """1 where the clause says that something rose, -1 where it fell, 0 where it did not change."""
    if say.UNCHANGED.search(clause):
        return 0
    grew, fell = bool(words.GREW.search(clause)), bool(words.FELL.search(clause))
    if grew == fell:
        return None
    return 1 if grew else -1


def _limits(view: Grid, clause: str) -> list[Figure]:
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


def _holds(value: float, other: float, compared: tuple[int, bool]) -> bool | None:
    """Whether the value is on its side of the other; None where the two are as good as equal."""
    sign, is_strict = compared
    if value == other:
        return None if is_strict else True
    return (value > other) == (sign > 0)


# Limits that the clause puts into a figure


def _limit_tests(
    view: Grid, clause: str, limit: Figure, compared: tuple[int, bool]
) -> Iterator[Tested]:
    moved = say.WENT_BEYOND.sub(" ", clause)
    if limit.unit == PERCENT and (words.GREW.search(moved) or words.FELL.search(moved)):
        yield from _computed_growth(view, clause, limit, compared)
        return
    named = near_heads(view.heads, clause)
    columns = [c for c in range(len(view.heads)) if _may_be_limit(view, c, limit)]
    columns = [c for c in columns if c in named] or columns
    columns = [c for c in columns if limit.unit and _unit_of(view, c) == limit.unit] or columns
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
            return _holds(figure.value, limit.value, compared)
        inner = figure.interval
        return _holds(inner.high if compared[0] > 0 else inner.low, limit.value, compared)

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
                return None if figure is None else _holds(figure.value * by, limit.value, compared)

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
        return _holds(growth + 0.5 * compared[0], limit.value, compared)

    yield test, last


def _goal_of_prose(view: Grid, clause: str, compared: tuple[int, bool]) -> Iterator[Tested]:
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


# Columns that are held against each other


def _unit_of(view: Grid, column: int) -> str | None:
    units = {c.figure.unit for c in view.column(column) if c.figure is not None}
    return units.pop() if len(units) == 1 else None


def _is_difference(view: Grid, column: int) -> bool:
    """Whether a column prints differences, with their signs."""
    told = [c.figure for c in view.column(column) if c.figure is not None]
    signed = sum(one.is_signed or one.value == 0 for one in told)
    return len(told) > 1 and signed * 2 > len(told)


def _beside_role(
    view: Grid, clause: str, role: re.Pattern[str], compared: tuple[int, bool]
) -> Iterator[Tested]:
    """Rows held against the column of targets, or of the time before; and what is printed of it."""
    columns = [c for c in range(len(view.heads)) if _unit_of(view, c) is not None]
    told = {c: role.search(view.heads[c].text) for c in columns}
    levels = [
        c
        for c in columns
        if _is_level(view, c) and (told[c] or say.REACHED_HEAD.search(view.heads[c].text))
    ]
    gaps = [c for c in columns if told[c] and _is_difference(view, c)]
    bases = [c for c in columns if told[c] and c not in (*levels, *gaps)]
    for column in levels:
        yield _sign_test(view, column, compared, 100.0), column
    for column in gaps:
        yield _sign_test(view, column, compared, 0.0), column
    if len(bases) > 1:
        bases = [c for c in bases if c in named_heads(view.heads, clause)]
    if len(bases) != 1:
        return
    (base,) = bases
    others = [
        c
        for c in columns
        if c not in (base, *levels, *gaps)
        and _unit_of(view, c) == _unit_of(view, base)
        and not view.heads[c].is_growth
        and not _is_difference(view, c)
        and not say.GOAL.search(view.heads[c].text)
        and not say.PRIOR.search(view.heads[c].text)
    ]
    actual = [c for c in others if say.ACTUAL.search(view.heads[c].text)]
    named = [c for c in others if c in named_heads(view.heads, clause)]
    for other in named or actual or others:
        yield _pair_test(view, other, base, compared), other


def _pair_test(view: Grid, one: int, other: int, compared: tuple[int, bool]) -> Test:
    def test(at: int) -> bool | None:
        mine, theirs = view.cells[at][one].figure, view.cells[at][other].figure
        if mine is None or theirs is None or mine.unit != theirs.unit:
            return None
        return _holds(mine.value, theirs.value, compared)

    return test


def _sign_test(view: Grid, column: int, compared: tuple[int, bool], zero: float) -> Test:
    def test(at: int) -> bool | None:
        figure = view.cells[at][column].figure
        return None if figure is None else _holds(figure.value, zero, compared)

    return test


def _column_beside_column(view: Grid, clause: str) -> Iterator[Tested]:
    """In every row one named column more, or less, than another."""
    is_more, is_less = bool(say.MORE.search(clause)), bool(say.LESS.search(clause))
    than = say.THAN.search(clause)
    if than is None or is_more == is_less:
        return
    sign = 1 if is_more else -1
    named = named_heads(view.heads, clause)
    times = times_named(view, times_of(view, clause), clause)
    if len(times) == 2 and not set(named) - set(times):
        yield _pair_test(view, times[1], times[0], (sign, True)), times[1]
        return
    if len(named) != 2:
        return
    low = clause.lower()
    order = sorted(named, key=lambda at: low.find(bare(view.heads[at].text).lower()))
    places = [low.find(bare(view.heads[at].text).lower()) for at in order]
    # A보다 B가, AよりB: the one compared with stands before its mark; in English, behind it.
    if than[0].isascii():
        base = next((at for at, c in zip(order, places, strict=True) if c > than.start()), order[1])
        one, other = (next(at for at in named if at != base), base)
    else:
        base = order[1] if places[1] < than.start() else order[0]
        one, other = (next(at for at in named if at != base), base)
    yield _pair_test(view, one, other, (sign, True)), one


_LETTER = re.compile(r"(?<![A-Za-z])([A-E])(?![A-Za-z'’])")


def _variants(view: Grid, clause: str) -> Iterator[Tested]:
    """In every row variant B above, or below, variant A, of the measure that the clause names."""
    letters = {
        at: found for at, one in enumerate(view.heads) if (found := _LETTER.findall(one.text))
    }
    said = _LETTER.findall(clause)
    if said == ["A"] and not re.search(r"(?:\b(?:did|was|of|[a-z]+) |[가-힣一-龥])A", clause):
        return  # an article
    is_more = bool(say.MORE.search(clause) or say.LEADS.search(clause))
    is_less = bool(say.LESS.search(clause) or say.TRAILS.search(clause))
    measures: dict[str, dict[str, int]] = {}
    for at, found in letters.items():
        if len(found) == 1:
            measure = _LETTER.sub(" ", bare(view.heads[at].text)).strip().lower()
            measures.setdefault(measure, {})[found[0]] = at
    shared = {one: len(content_words(one) & content_words(clause)) for one in measures}
    most = max(shared.values(), default=0)
    chosen = [one for one in measures if shared[one] == most]
    chosen = chosen if len(chosen) == 1 else []
    pair = measures[chosen[0]] if chosen else {}
    if not said or len(pair) != 2 or is_more == is_less or any(one not in pair for one in said):
        return
    own = said[0]
    if (subject := re.search(r"([A-E])(?:가|이|는|은|が|は|의|の)", clause)) and len(said) > 1:
        own = subject[1]
    other = next(one for one in pair if one != own)
    yield _pair_test(view, pair[own], pair[other], (1 if is_more else -1, True)), pair[own]


def _best(view: Grid, clause: str) -> Iterator[Tested]:
    """In every row one column above, or below, all others of its kind."""
    named = named_heads(view.heads, clause)
    high, low = bool(say.LEADS.search(clause)), bool(say.TRAILS.search(clause))
    if len(named) != 1 or high == low:
        return
    own = named[0]
    if is_time(view.heads[own].text) or view.heads[own].is_growth:
        return
    others = [
        at
        for at, head in enumerate(view.heads)
        if at != own
        and head.is_part
        and not (head.is_growth or head.is_rank)
        and _unit_of(view, at) == _unit_of(view, own)
        and _unit_of(view, at) is not None
    ]
    if not others or not (
        view.is_turned or _are_siblings(view, own, others) or _are_whole(view, [own, *others])
    ):
        return

    def test(at: int) -> bool | None:
        mine = view.cells[at][own].figure
        theirs = [one.value for c in others if (one := view.cells[at][c].figure) is not None]
        if mine is None or len(theirs) < len(others):
            return None
        best = max(theirs) if high else min(theirs)
        return _holds(mine.value, best, (1 if high else -1, True))

    yield test, own


def _are_siblings(view: Grid, own: int, others: list[int]) -> bool:
    """Whether the columns are of one measure: 안 A and 안 B, not orders and visits."""
    mine = view.heads[own].text.strip()
    names = [view.heads[at].text.strip() for at in others]
    return all(
        (len(mine) > 1 and (mine[:-1] == one[:-1] or mine[1:] == one[1:]))
        or mine.split(" ", maxsplit=1)[0] == one.split(" ", maxsplit=1)[0] != mine
        or mine.rsplit(" ", maxsplit=1)[-1] == one.rsplit(" ", maxsplit=1)[-1] != mine
        for one in names
    )


def _are_whole(view: Grid, columns: list[int]) -> bool:
    """Whether the columns are shares of one whole, row by row."""
    rows = [[row[at].figure for at in columns] for row in view.cells]
    told = [[one for one in row if one is not None and one.unit == PERCENT] for row in rows]
    whole = [abs(sum(one.value for one in row) - 100) <= 2 for row in told if row]
    return len(whole) > 1 and all(whole)


def _beside_ours(view: Grid, clause: str) -> Iterator[Tested]:
    """Every other row above or below the one that is ours, or the control."""
    bases = [at for at, one in enumerate(view.labels) if say.OURS.search(one.text.strip())]
    is_more = bool(say.MORE.search(clause) or re.search(r"\bbeat\b|上回|넘", clause))
    is_less = bool(say.LESS.search(clause))
    columns = named_heads(view.heads, clause)
    columns = columns or (list(range(len(view.heads))) if len(view.heads) == 1 else [])
    if len(bases) != 1 or not say.THAN_OURS.search(clause) or is_more == is_less:
        return
    (base,) = bases
    for column in columns[:1]:

        def test(at: int, column: int = column) -> bool | None:
            mine, theirs = view.cells[at][column].figure, view.cells[base][column].figure
            if at == base or mine is None or theirs is None or mine.unit != theirs.unit:
                return None
            return _holds(mine.value, theirs.value, (1 if is_more else -1, True))

        yield test, column


# What rose and fell


def _direction(view: Grid, clause: str, way: int) -> Iterator[Tested]:
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
        if head.is_growth and _is_difference(view, at):
            yield _way_test(view, at, way, 0.0), at
        elif _is_level(view, at):
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


def _is_level(view: Grid, at: int) -> bool:
    """Whether a column prints 104 where 4% more is meant."""
    told = [c.figure for c in view.column(at) if c.figure is not None]
    return (
        bool(
            words.LEVEL.search(view.heads[at].text) or say.REACHED_HEAD.search(view.heads[at].text)
        )
        and len(told) > 1
        and all(50 <= one.value <= 200 and not one.is_signed for one in told)
    )


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
