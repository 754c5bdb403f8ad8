"""Shares in tables: a column of percentages and what it is a percentage of.

What the whole is, the column has to show itself: the rule (of the total, of the row's other
column, of the first row, of a number in the heading) with which most of its cells agree.
"""

from collections.abc import Callable, Iterator

from dangol.insight.audit.finding import Finding, Kind, plain
from dangol.insight.audit.interval import Interval, total_of
from dangol.insight.audit.kinds.total_tables import excluded_rows
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.figures import Figure, read_figures
from dangol.insight.audit.reading.grid import MAX_HEADS, Cell, Grid, Head
from dangol.insight.audit.reading.units import PERCENT

Rule = Callable[[int], tuple[Figure, Interval] | None]
"""For a row: the part and the whole, where both are told."""
MOST = 0.6
"""Of the cells: the rule holds where so many agree."""


def check_shares(grid: Grid) -> list[Finding]:
    """Every percentage that does not fit its part and its whole, by the rule of its column."""
    found: list[Finding] = []
    for view in (grid, grid.turned()):
        if len(view.heads) > MAX_HEADS:
            continue
        for column, head in enumerate(view.heads):
            if not (head.is_growth and not words.STRONG_SHARE.search(head.text)):
                found += _check_column(view, column)
    return list({(one.line, one.printed): one for one in found}.values())


def share_rule(view: Grid, column: int) -> tuple[Rule, list[int], list[int]] | None:
    """The rule that a column of percentages follows, the rows that agree and those that do not."""
    cells = view.column(column)
    rows = [at for at, cell in enumerate(cells) if cell.figure and cell.figure.unit == PERCENT]
    rows = [at for at in rows if cells[at].figure and cells[at].figure.is_plain]  # type: ignore[union-attr]
    if len(rows) < 2:
        return None
    head = view.heads[column]
    best: tuple[int, Rule, list[int], list[int]] | None = None
    for rule, is_named in _rules(view, column):
        agree: list[int] = []
        differ: list[int] = []
        for at in rows:
            figure, pair = cells[at].figure, rule(at)
            if figure is None or pair is None:
                continue
            (agree if _fits(figure, *pair, is_cut=view.says_cut) else differ).append(at)
        is_sure = len(agree) >= 2 and len(agree) >= MOST * (len(agree) + len(differ))
        # A column that says it is a share needs less of its own witness.
        if is_named and _says_share(head) and len(agree) >= 1:
            is_sure = is_sure or len(agree) * 2 >= len(agree) + len(differ)
        if is_sure and (best is None or len(agree) > best[0]):
            best = (len(agree), rule, agree, differ)
    return best[1:] if best else None


def _says_share(head: Head) -> bool:
    return bool(words.STRONG_SHARE.search(head.text) or words.WEAK_SHARE.search(head.text))


def _fits(printed: Figure, part: Figure, whole: Interval, *, is_cut: bool) -> bool:
    if whole.low <= 0:
        return True
    if is_cut:
        whole = Interval(whole.low, whole.high + 2 * part.step)
    ratio = (part.cut if is_cut else part.interval).over(whole)
    return ratio is None or ratio.times(100).meets(printed.cut)


def _check_column(view: Grid, column: int) -> Iterator[Finding]:
    ruled = share_rule(view, column)
    if ruled is None:
        return
    rule, agree, differ = ruled
    if len(differ) > max(2, len(agree)):
        return
    totals = [at for at, one in enumerate(view.labels) if not one.is_part] or [-1]
    outside = set(excluded_rows(view, totals[-1]))
    if any(at in outside for at in differ):
        return
    for at in differ:
        pair, figure = rule(at), view.cells[at][column].figure
        label = view.labels[at]
        if pair is None or figure is None or not (label.is_part or label.is_total):
            continue
        part, whole = pair
        ratio = part.interval.over(whole)
        if ratio is None:
            continue
        cell = view.cells[at][column]
        yield Finding(
            cell.line,
            Kind.SHARE,
            figure.text.strip() if figure.unit == PERCENT else cell.text,
            f"{plain(part.value / whole.middle * 100, min(figure.step, 0.1))}%",
            f"±{plain(figure.step / 2, figure.step / 10)}",
            " · ".join(filter(None, (label.text, view.heads[column].text))),
            tuple(sorted({cell.line, view.heads[column].line})),
        )


def _rules(view: Grid, column: int) -> Iterator[tuple[Rule, bool]]:
    """Every way the column may be a share; and whether it is one of a whole column."""
    rows = range(len(view.labels))
    numbers = [
        at
        for at, head in enumerate(view.heads)
        if at != column
        and not head.is_rank
        and any(cell.figure and cell.figure.unit != PERCENT for cell in view.column(at))
    ]
    totals = [at for at in rows if view.labels[at].is_total or view.labels[at].is_weak_total]
    for number in numbers:
        cells = view.column(number)
        for at in totals:
            if (whole := cells[at].figure) is not None:
                yield _of(cells, whole.interval), True
        parts = [cells[at].figure for at in rows if view.labels[at].is_part]
        told = [one for one in parts if one is not None and one.unit != PERCENT]
        if len(told) > 1:
            yield _of(cells, total_of(one.interval for one in told)), True
        for other in numbers:
            if other != number:
                yield _of_other(cells, view.column(other)), False
        first = cells[0].figure
        if first is not None:
            yield _of(cells, first.interval), False
        yield _of_previous(cells), False
    for whole in _outside(view):
        for number in numbers:
            yield _of(view.column(number), whole.interval), False


def _outside(view: Grid) -> list[Figure]:
    """Numbers of the heading and the words before the table that the shares may be of."""
    said = f"{view.caption} " + " ".join(one.text for one in (*view.labels, *view.heads))
    figures = [one for one in read_figures(said) if one.unit != PERCENT and one.value >= 5]
    more = [one for one in read_figures(view.prose) if one.unit != PERCENT and one.value >= 5]
    return list({one.value: one for one in (*figures[:12], *more[:12]) if one.is_plain}.values())


def _of(cells: list[Cell], whole: Interval) -> Rule:
    def pair(at: int) -> tuple[Figure, Interval] | None:
        part = cells[at].figure
        return (part, whole) if part is not None and part.unit != PERCENT else None

    return pair


def _of_other(cells: list[Cell], wholes: list[Cell]) -> Rule:
    def pair(at: int) -> tuple[Figure, Interval] | None:
        part, whole = cells[at].figure, wholes[at].figure
        if part is None or whole is None or PERCENT in (part.unit, whole.unit):
            return None
        return (part, whole.interval)

    return pair


def _of_previous(cells: list[Cell]) -> Rule:
    def pair(at: int) -> tuple[Figure, Interval] | None:
        part, whole = cells[at].figure, cells[at - 1].figure if at else None
        if part is None or whole is None or PERCENT in (part.unit, whole.unit):
            return None
        return (part, whole.interval)

    return pair
