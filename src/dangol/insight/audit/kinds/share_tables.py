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
from dangol.insight.audit.reading.units import PERCENT, POINTS, TIMES

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
    for rule, is_named, least in _rules(view, column):
        agree: list[int] = []
        differ: list[int] = []
        for at in rows:
            figure, pair = cells[at].figure, rule(at)
            if figure is None or pair is None:
                continue
            (agree if _fits(figure, *pair, is_cut=view.says_cut) else differ).append(at)
        is_sure = len(agree) >= least and len(agree) >= MOST * (len(agree) + len(differ))
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
    ratio = (part.cut if is_cut else _told(part)).over(whole)
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
        ratio = _told(part).over(whole)
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


def _told(figure: Figure) -> Interval:
    """What an amount may stand for: small whole numbers are counted, and not rounded."""
    if figure.is_whole and figure.scale == 1.0 and not figure.is_money and figure.value < 300:
        return Interval(figure.value, figure.value)
    return figure.interval


def _is_amount(cell: Cell) -> bool:
    return cell.figure is not None and cell.figure.unit not in (PERCENT, POINTS, TIMES)


def _rules(view: Grid, column: int) -> Iterator[tuple[Rule, bool, int]]:
    """Every way the column may be a share, if of a whole column, and the rows it has to fit."""
    rows = range(len(view.labels))
    numbers = [
        at
        for at, head in enumerate(view.heads)
        if at != column and not head.is_rank and any(_is_amount(cell) for cell in view.column(at))
    ]
    totals = [at for at in rows if view.labels[at].is_total or view.labels[at].is_weak_total]
    for number in numbers:
        cells = view.column(number)
        for at in totals:
            if (whole := cells[at].figure) is not None:
                yield _of(cells, _told(whole)), True, 2
        parts = [cells[at].figure for at in rows if view.labels[at].is_part]
        told = [one for one in parts if one is not None and one.unit != PERCENT]
        if len(told) > 1:
            yield _of(cells, total_of(_told(one) for one in told)), True, 2
        for other in numbers:
            if other != number:
                yield _of_other(cells, view.column(other)), False, 2
        first = cells[0].figure
        if first is not None:
            yield _of(cells, _told(first)), False, 3
        yield _of_previous(cells), False, 2
    for whole in _outside(view):
        for number in numbers:
            yield _of(view.column(number), _told(whole)), False, 3


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
        return (part, _told(whole))

    return pair


def _of_previous(cells: list[Cell]) -> Rule:
    def pair(at: int) -> tuple[Figure, Interval] | None:
        part, whole = cells[at].figure, cells[at - 1].figure if at else None
        if part is None or whole is None or PERCENT in (part.unit, whole.unit):
            return None
        return (part, _told(whole))

    return pair
