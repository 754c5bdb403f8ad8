"""Shares in tables: a column of percentages and what it is a percentage of.

What the whole is, the column has to show itself: the rule (of the total, of the row's other
column, of the first row, of a number in the heading) with which most of its cells agree.
"""

import re
from collections.abc import Callable, Iterator

from dangol.insight.audit import words
from dangol.insight.audit.figures import PERCENT, Figure, read_figures
from dangol.insight.audit.finding import Finding, Kind, Severity, plain
from dangol.insight.audit.grid import MAX_HEADS, Cell, Grid, Head
from dangol.insight.audit.interval import Interval, total_of
from dangol.insight.audit.totals import excluded_rows

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
            Severity.ERROR,
            figure.text.strip() if figure.unit == PERCENT else cell.text,
            f"{plain(part.value / whole.middle * 100, min(figure.step, 0.1))}%",
            f"±{plain(figure.step / 2, figure.step / 10)}",
            " · ".join(filter(None, (label.text, view.heads[column].text))),
            "insight_audit.finding.share",
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


def check_hundred(grid: Grid) -> list[Finding]:
    """Percentages of one whole that do not add to 100 within their roundings."""
    found: list[Finding] = []
    for view in (grid, grid.turned()):
        if len(view.heads) > MAX_HEADS:
            continue
        for column in range(len(view.heads)):
            found += _check_parts(view, column)
    return list({(one.line, one.printed): one for one in found}.values())


def _check_parts(view: Grid, column: int) -> Iterator[Finding]:
    head = view.heads[column]
    if head.is_growth and not words.STRONG_SHARE.search(head.text):
        return
    cells = view.column(column)
    rows = [at for at, label in enumerate(view.labels) if label.is_part and not _is_mean(label)]
    told = [(at, one) for at in rows if (one := cells[at].figure) is not None]
    if len(told) < 2 or any(one.unit != PERCENT or one.value < 0 for _, one in told):
        return
    if any(one.is_bound or one.is_range for _, one in told):
        return
    totals = [
        cells[at].figure
        for at, label in enumerate(view.labels)
        if (label.is_total or label.is_weak_total) and cells[at].figure is not None
    ]
    printed = [one.value for one in totals if one is not None]
    # A total of its own that is no hundred: rates, whose last line is the rate of all.
    sums = total_of(one.interval for _, one in told)
    expected = Interval(100, 100)
    if printed and not any(abs(one - 100) <= 5 for one in printed):
        if not any(sums.widened(3).meets(Interval(one, one)) for one in printed):
            return
        expected = Interval(100, 100)
    middle = sum(one.value for _, one in told)
    if sums.meets(expected) or (view.says_cut and sums.low <= 100 <= sums.high + len(told)):
        return
    if any(sums.meets(Interval(float(one * 100), float(one * 100))) for one in range(2, 13)):
        return  # several wholes in one column
    if _groups_are_whole(view, cells) or _is_whole_across(view):
        return
    if not _must_add(view, column, told, middle, [one for one in printed if abs(one - 100) <= 5]):
        return
    wrong = next((one for one in totals if one is not None and abs(one.value - 100) > 1e-9), None)
    lines = tuple(sorted({head.line, *(cells[at].line for at, _ in told)}))
    line = cells[told[-1][0]].line if not wrong else lines[-1]
    step = min(one.step for _, one in told)
    yield Finding(
        line,
        Kind.HUNDRED,
        Severity.ERROR,
        f"{plain(middle, step)}%",
        "100%",
        f"±{plain((sums.high - sums.low) / 2, step / 10)}",
        head.text or view.corner or view.caption.splitlines()[0],
        "insight_audit.finding.hundred",
        lines,
    )


def _is_whole_across(view: Grid) -> bool:
    """Whether the percentages add to 100 the other way, so that this way they need not."""
    whole = lines = 0
    for row in view.cells:
        told = [
            c.figure for c, head in zip(row, view.heads, strict=True) if c.figure and head.is_part
        ]
        told = [one for one in told if one.unit == PERCENT]
        if len(told) >= 2:
            lines += 1
            whole += total_of(one.interval for one in told).meets(Interval(100, 100))
    return lines >= 2 and whole * 2 >= lines


def _is_mean(label: Head) -> bool:
    return bool(re.search(r"평균|平均|average|mean", label.text, re.IGNORECASE))


def _groups_are_whole(view: Grid, cells: list[Cell]) -> bool:
    """Whether the parts of each subtotal, or of a part of the table, add to 100 by themselves."""
    group: list[Figure] = []
    for cell, label in zip(cells, view.labels, strict=True):
        if cell.figure is None or not label.is_part:
            if group and not total_of(one.interval for one in group).meets(Interval(100, 100)):
                return False
            group = []
        else:
            group.append(cell.figure)
    return not group or total_of(one.interval for one in group).meets(Interval(100, 100))


def _others_add(view: Grid, column: int) -> bool:
    """Whether most columns of this table, and at least one other, do add to 100."""
    adding = missing = 0
    for at, head in enumerate(view.heads):
        if head.is_growth:
            continue
        told = [
            c.figure
            for c, one in zip(view.column(at), view.labels, strict=True)
            if one.is_part and c.figure
        ]
        if len(told) < 2 or any(one.unit != PERCENT for one in told):
            continue
        if total_of(one.interval for one in told).meets(Interval(100, 100)):
            adding += at != column
        else:
            missing += 1
    return adding >= max(1, missing) and (adding > 1 or not view.is_turned or len(view.labels) > 2)


def _must_add(
    view: Grid,
    column: int,
    told: list[tuple[int, Figure]],
    middle: float,
    hundred: list[float],
) -> bool:
    """Whether the document shows that these are parts of one whole, and all of them."""
    said = f"{view.caption} {view.prose}"
    head = view.heads[column].text
    if words.OVERLAP.search(said) or (middle < 100 and words.PARTIAL.search(view.caption)):
        return False
    if any(one.unit == PERCENT and one.value > 100 for _, one in told):
        return False
    ruled = share_rule(view, column)
    if ruled is not None and (ruled[2] or not hundred):
        return False  # each has its own part and whole; a wrong one is told there
    has_other = any(words.OTHER.search(view.labels[at].text) for at, _ in told)
    strong = bool(words.STRONG_SHARE.search(f"{head} {view.corner}"))
    near = 100 - 16 <= middle <= 100 + 26
    if hundred or _others_add(view, column):
        return near
    if words.ONE_ANSWER.search(said):
        return near
    if words.ALLOCATED.search(view.caption):
        return near
    if middle < 100 and not (has_other or strong):
        return False
    if strong or words.STRONG_SHARE.search(view.caption) or words.ALLOCATED.search(view.caption):
        return near and (middle > 100 or has_other or middle >= 90)
    if not words.WEAK_SHARE.search(head) and not (has_other and not head):
        return False
    return has_other and near and len(told) >= 3
