"""Percentages of one whole that do not add to 100, in tables, lists and sentences."""

import itertools
import re
from collections.abc import Iterator

from dangol.insight.audit.finding import Finding, Kind, plain
from dangol.insight.audit.interval import Interval, total_of
from dangol.insight.audit.kinds.share_tables import share_rule
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.document import Sentence
from dangol.insight.audit.reading.figures import Figure, read_figures
from dangol.insight.audit.reading.grid import MAX_HEADS, Cell, Grid, Head
from dangol.insight.audit.reading.units import PERCENT


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
        f"{plain(middle, step)}%",
        "100%",
        f"±{plain((sums.high - sums.low) / 2, step / 10)}",
        head.text or view.corner or view.caption.splitlines()[0],
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


def check_sentence_hundred(sentence: Sentence, prose: str) -> list[Finding]:
    """The percentages of the sentence, where they are the parts of one whole and miss 100."""
    text = sentence.text
    told = [one for one in read_figures(text) if one.unit == PERCENT]
    is_strong = bool(words.STRONG_SHARE.search(text) or words.ONE_ANSWER.search(text))
    is_strong = is_strong or bool(words.ALLOCATED.search(text))
    has_other = bool(
        re.search(
            r"기타|나머지|그\s?밖|その他|残り|\bothers?\b|\brest\b|\bremain", text, re.IGNORECASE
        )
    )
    if len(told) < (2 if is_strong and has_other else 3) or not (is_strong or has_other):
        return []
    if any(not one.is_plain or one.is_signed or one.value > 100 for one in told):
        return []
    if (
        words.OVERLAP.search(f"{text} {prose}")
        or words.GREW.search(text)
        or words.FELL.search(text)
    ):
        return []
    if any(len(text[a.end : b.start]) > 40 for a, b in itertools.pairwise(told)):
        return []
    sums = total_of(one.interval for one in told)
    middle = sum(one.value for one in told)
    nested = [total_of(o.interval for o in told if o is not one) for one in told]
    hundred = Interval(100, 100)
    if not 84 <= middle <= 126 or any(one.meets(hundred) for one in (sums, *nested)):
        return []
    if middle < 100 and not has_other:
        return []
    line = sentence.line_at(told[-1].start)
    step = min(one.step for one in told)
    lines = {sentence.line_at(one.start) for one in told}
    return [
        Finding(
            line,
            Kind.HUNDRED,
            f"{plain(middle, step)}%",
            "100%",
            plain((sums.high - sums.low) / 2, step / 10),
            text[:60],
            tuple(sorted(lines)),
        )
    ]
