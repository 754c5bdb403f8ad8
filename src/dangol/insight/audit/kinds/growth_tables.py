"""Growth in columns of a table that does not follow from its two values."""

from collections.abc import Callable, Iterator

from dangol.insight.audit.finding import Finding, Kind, plain
from dangol.insight.audit.interval import Interval
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.figures import Figure
from dangol.insight.audit.reading.grid import MAX_HEADS, Cell, Grid, Head
from dangol.insight.audit.reading.units import PERCENT, POINTS, TIMES

MOST = 0.6
Pair = Callable[[int], tuple[Figure | None, Figure | None]]
"""For a row: the value before and the one after."""


def expected_of(
    printed: Figure, before: Figure, after: Figure, *, is_level: bool
) -> Interval | None:
    """What the growth may be, in the unit it is printed in; None where nothing can be said."""
    one, other = before.interval, after.interval
    if PERCENT == before.unit == after.unit and printed.unit in ("", POINTS):
        return other.minus(one)
    if printed.unit == TIMES:
        return other.over(one)
    if printed.unit == PERCENT:
        ratio = other.over(one)
        if ratio is None:
            return None
        shift = 0.0 if is_level else -1.0
        return Interval(ratio.low + shift, ratio.high + shift).times(100)
    return other.minus(one)


def check_growth(grid: Grid) -> list[Finding]:
    """Every cell of a column of growth that does not follow, where the column shows its rule."""
    found: list[Finding] = []
    if grid.is_list:
        return found
    for view in (grid, grid.turned()):
        if len(view.heads) > MAX_HEADS:
            continue
        for column, head in enumerate(view.heads):
            if words.STRONG_SHARE.search(head.text) or head.is_total:
                continue
            if head.is_growth or _is_multiple(view, column):
                found += _check_column(view, column)
    return list({(one.line, one.printed): one for one in found}.values())


def _is_multiple(view: Grid, column: int) -> bool:
    told = [cell.figure for cell in view.column(column) if cell.figure is not None]
    return len(told) > 1 and all(one.unit == TIMES for one in told)


def growth_rule(view: Grid, column: int) -> tuple[Pair, bool, list[int], list[int]] | None:
    """The pair of values that the column grows between, whether it prints a level, and its rows."""
    cells, head = view.column(column), view.heads[column]
    rows = [at for at, cell in enumerate(cells) if cell.figure is not None and cell.figure.is_plain]
    best: tuple[int, bool, Pair, bool, list[int], list[int]] | None = None
    pairs = list(_pairs(view, column))
    for pair, is_likely in pairs:
        for is_level in (False, True) if words.LEVEL.search(head.text) else (False,):
            agree: list[int] = []
            differ: list[int] = []
            for at in rows:
                printed = cells[at].figure
                before, after = pair(at)
                if printed is None or before is None or after is None:
                    continue
                if not (before.is_plain and after.is_plain) or before.unit != after.unit:
                    continue
                if before.unit == PERCENT and printed.unit == PERCENT and not printed.is_signed:
                    continue
                fits = _fits(printed, before, after, is_level=is_level)
                if fits is not None:
                    (agree if fits else differ).append(at)
            count = len(agree) + len(differ)
            is_sure = len(agree) >= 2 and len(agree) >= MOST * count
            is_sure = is_sure or (is_likely and count > 0 and len(agree) * 2 >= count)
            if is_sure and (best is None or (len(agree), is_likely) > best[:2]):
                best = (len(agree), is_likely, pair, is_level, agree, differ)
    if best is None:
        likely = [pair for pair, is_likely in pairs if is_likely]
        # Two values and their change, in one row alone: there is no other way to read it.
        numbers = [at for at, one in enumerate(view.heads) if at != column and not one.is_growth]
        told = (
            [at for at in rows if all(one is not None for one in likely[0](at))] if likely else []
        )
        if len(likely) == 1 and len(numbers) == 2 and len(told) == 1 and len(rows) == 1:
            return likely[0], False, [], told
        return None
    return best[2:]


def _fits(printed: Figure, before: Figure, after: Figure, *, is_level: bool) -> bool | None:
    expected = expected_of(printed, before, after, is_level=is_level)
    if expected is None:
        return None
    if expected.meets(printed.cut):
        return True
    if printed.unit == PERCENT and before.unit == PERCENT:
        return expected_points(before, after).meets(printed.cut)
    # 증감 with a word for its sign: 12.3% 감소 is printed without a minus.
    if printed.is_signed:
        return False
    return expected.times(-1).meets(printed.cut)


def expected_points(before: Figure, after: Figure) -> Interval:
    """The difference of two percentages."""
    return after.interval.minus(before.interval)


def _pairs(view: Grid, column: int) -> Iterator[tuple[Pair, bool]]:
    numbers = [
        at
        for at, head in enumerate(view.heads)
        if at != column and not head.is_rank and not head.is_growth
    ]
    near = [at for at in numbers if at < column][-2:]
    before = numbers[:2] if len(near) < 2 else near
    for first in numbers:
        for last in numbers:
            if first != last:
                is_likely = [first, last] == before and _are_alike(view, first, last)
                yield _across(view.column(first), view.column(last)), is_likely
    for number in numbers:
        yield _down(view.column(number), 1), False
        yield _down(view.column(number), -1), False


def _are_alike(view: Grid, first: int, last: int) -> bool:
    one, other = view.heads[first], view.heads[last]
    return not (one.is_total or other.is_total)


def _across(first: list[Cell], last: list[Cell]) -> Pair:
    return lambda at: (first[at].figure, last[at].figure)


def _down(cells: list[Cell], step: int) -> Pair:
    def pair(at: int) -> tuple[Figure | None, Figure | None]:
        before = at - step
        return (cells[before].figure if 0 <= before < len(cells) else None, cells[at].figure)

    return pair


def _check_column(view: Grid, column: int) -> Iterator[Finding]:
    ruled = growth_rule(view, column)
    if ruled is None:
        return
    pair, is_level, agree, differ = ruled
    if len(differ) > max(1, len(agree)):
        return
    head = view.heads[column]
    for at in differ:
        cell = view.cells[at][column]
        before, after = pair(at)
        if cell.figure is None or before is None or after is None:
            continue
        expected = expected_of(cell.figure, before, after, is_level=is_level)
        if expected is None or not _is_near(cell.figure, expected, view.labels[at]):
            continue
        yield growth_finding(
            cell.line,
            cell.text,
            cell.figure,
            expected,
            f"{view.labels[at].text} · {head.text}",
            (head.line, view.labels[at].line),
        )


def _is_near(printed: Figure, expected: Interval, label: Head) -> bool:
    """Whether the cell may be a growth at all: a rate of its own in a total row is none."""
    return not (label.is_weak_total and abs(printed.value) > 10 * abs(expected.middle) + 10)


def growth_finding(  # noqa: PLR0917 -- each is a part of the finding
    line: int, said: str, printed: Figure, expected: Interval, subject: str, lines: tuple[int, ...]
) -> Finding:
    """The finding that a printed growth does not follow from its values."""
    scale = printed.scale
    mark = {PERCENT: "%", POINTS: "pt", TIMES: "x"}.get(printed.unit, "")
    step = min(printed.step, 0.1) if printed.unit in (PERCENT, TIMES) else printed.step / scale
    return Finding(
        line,
        Kind.GROWTH,
        said.strip(),
        f"{plain(expected.middle / scale, step)}{mark}",
        f"±{plain((expected.high - expected.low + printed.step) / 2 / scale, step / 10)}",
        subject.strip(" ·"),
        tuple(sorted({line, *lines})),
    )
