"""Growth that a sentence gives to a row of a table, which shows another."""

import re
from collections.abc import Iterator

from dangol.insight.audit.finding import Finding
from dangol.insight.audit.interval import Interval
from dangol.insight.audit.kinds.growth_tables import expected_of, expected_points, growth_finding
from dangol.insight.audit.kinds.growth_text import says_change, size_of
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.dates import read_periods
from dangol.insight.audit.reading.document import Sentence
from dangol.insight.audit.reading.figures import Figure, read_figures
from dangol.insight.audit.reading.grid import MAX_HEADS, Grid, scope_of
from dangol.insight.audit.reading.naming import named_heads
from dangol.insight.audit.reading.times import is_time, times_named, times_of
from dangol.insight.audit.reading.units import DAYS, PERCENT, POINTS, TIMES


def check_table_growth(sentence: Sentence, grids: list[Grid]) -> list[Finding]:
    """Every growth that the sentence gives to a row of a table that does not show it."""
    text = sentence.text
    if sentence.is_heading:
        return []
    figures = read_figures(text)
    changes = [one for one in figures if one.unit in (PERCENT, POINTS, TIMES)]
    found: list[Finding] = []
    for figure in changes:
        if figure.is_bound or figure.is_range:
            continue
        if not says_change(text, figure) and not _MORE_OR_LESS.search(text[figure.end :][:16]):
            continue
        lead = text[max(0, figure.start - 48) : figure.start]
        lead = re.split(r"[,、;。(]|지만|으나|\bbut\b|\band\b|\bwhile\b|が、", lead)[-1]
        others = [
            one
            for one in figures
            if one is not figure and one.end <= figure.start and one.unit not in DAYS
        ]
        if any(one.end > figure.start - len(lead) for one in others):
            continue
        hits = [hit for grid in grids for hit in _rows_named(grid, lead)]
        if not hits and len(changes) == 1 and not others:
            hits = [hit for grid in grids for hit in _rows_named(grid, text[: figure.start])]
            hits = hits or [hit for grid in grids for hit in _rows_named(grid, text)]
        own = [hit for hit in hits if hit[0].section == sentence.section]
        hits = own or hits
        if not hits and len(changes) == 1 and not others and not _is_elsewhere(text, figure):
            found += _judge_unnamed(sentence, figure, grids)
        if len(hits) != 1:
            continue
        view, at = hits[0]
        is_of_last = _is_of_last(view, text)
        is_near = view.section == sentence.section or is_of_last or _is_of_times(view, text)
        is_of_two = len(times_named(view, times_of(view, text), text)) >= 2
        if not (is_of_two or says_change(text, figure)):
            continue
        if not is_near or (_is_elsewhere(text, figure) and not (is_of_last or is_of_two)):
            continue
        if finding := _judge_row(sentence, figure, view, at):
            found.append(finding)
    return found


_LAST = tuple(
    (sort, re.compile(one, re.IGNORECASE))
    for sort, one in (
        ("m", r"지난달|전월|先月|前月|\blast month|\b(?:previous|prior) month"),
        ("q", r"전분기|前四半期|\b(?:last|previous|prior) quarter"),
        (
            "y",
            (
                r"전년|작년|지난해|前年|昨年|\b(?:last|previous|prior) year|"
                r"\ba year (?:ago|earlier|before)|\bthe year before|\byear[- ]on[- ]year"
            ),
        ),
    )
)


def _is_of_last(view: Grid, text: str) -> bool:
    """Whether the growth is against the month or year before, which the table's two times are."""
    said = [sort for sort, pattern in _LAST if pattern.search(text)]
    times = times_of(view, text)
    if len(said) != 1 or len(times) != 2 or _FAR.search(text):
        return False
    first, last = (
        [int(one[1:]) for one in read_periods(view.heads[at].text) if one[0] == said[0]]
        for at in times
    )
    return len(first) == len(last) == 1 and last[0] - first[0] in (1, -11, -3)


_MORE_OR_LESS = re.compile(
    r"^\s?(?:많|적|높|낮|多|少な|高|低|を[上下]回|above|below|over|under|more|less|fewer|higher|"
    r"lower)",
    re.IGNORECASE,
)
_FAR = re.compile(
    r"同月|同期|동월|동기|목표|目標|\btarget|\bplan|예산|予算|budget|평균|平均|average|업계|"
    r"業界|industry",
    re.IGNORECASE,
)


def _is_of_times(view: Grid, text: str) -> bool:
    """Whether a table that stands elsewhere has the times of the sentence, or only two."""
    times = times_of(view, text)
    named = times_named(view, times, text)
    periods = {one for at in times for one in read_periods(view.heads[at].text)}
    return len(named) >= 2 or (len(times) <= 3 and read_periods(text) <= periods)


def _judge_unnamed(sentence: Sentence, printed: Figure, grids: list[Grid]) -> list[Finding]:
    """Growth between two named times of the one table at hand, of which no row is named."""
    tables = [grid for grid in scope_of(sentence.section, grids) if not grid.is_list]
    if len(tables) != 1:
        return []
    for view in (tables[0], tables[0].turned()):
        times = times_of(view, sentence.text)
        if len(times_named(view, times, sentence.text)) != 2 or len(view.labels) > 3:
            continue
        told = [_judge_row(sentence, printed, view, at) for at in range(len(view.labels))]
        if told and all(told):
            return [one for one in told[:1] if one is not None]
    return []


def _is_elsewhere(text: str, figure: Figure) -> bool:
    """Whether the growth is against something that a table of periods does not hold."""
    return bool(
        re.search(
            (
                r"전년|작년|지난해|前年|昨年|last year|the year before|"
                r"year[- ]on[- ]year|yoy|a year (?:ago|earlier)|"
                r"지난달|전월|先月|前月|last month|"
                r"than before|목표|目標|target|plan|예산|budget|予算|"
                r"평균|平均|average"
                r"|업계|시장 전체|業界|"
                r"market|industry|경쟁|競合|연\s?평균|per year|a year|per month|"
                r"a month|매년|毎年|의\s?[0-9]|전분기|前四半期|last quarter"
            ),
            text,
            re.IGNORECASE,
        )
    ) or (figure.is_about and figure.unit == TIMES)


def _rows_named(grid: Grid, lead: str) -> Iterator[tuple[Grid, int]]:
    for view in (grid, grid.turned()):
        if len(view.heads) > MAX_HEADS:
            continue
        times = [at for at, head in enumerate(view.heads) if is_time(head.text)]
        if len(times) < 2:
            continue
        named = named_heads(view.labels, lead)
        if len(named) == 1:
            yield view, named[0]


def _judge_row(sentence: Sentence, printed: Figure, view: Grid, at: int) -> Finding | None:
    times = times_of(view, sentence.text)
    named = times_named(view, times, sentence.text)
    if len(named) >= 2:
        times = [named[0], named[-1]]
    told = [(c, one) for c in times if (one := view.cells[at][c].figure) is not None]
    if len(told) < 2 or any(one.unit != told[0][1].unit or not one.is_plain for _, one in told):
        return None
    size = size_of(printed)
    for first, (c, before) in enumerate(told):
        for d, after in told[first + 1 :]:
            if len(named) == 1 and named[0] not in (c, d):
                continue
            for one, other in _ways(sentence.text, before, after):
                if _may_be(printed, one, other, size):
                    return None
    for cell in view.cells[at]:
        if cell.figure is None or cell.figure.unit not in (PERCENT, POINTS, TIMES):
            continue
        if cell.figure.interval.meets(size) or cell.figure.interval.times(-1).meets(size):
            return None
    if len(named) != 2 and len(told) > 4:
        return None
    before, after = told[0][1], told[-1][1]
    expected = expected_of(printed, before, after, is_level=False)
    if (printed.unit == POINTS and before.unit != PERCENT) or expected is None:
        return None
    if before.unit == PERCENT and printed.unit == PERCENT:
        expected = expected_points(before, after)
    line = sentence.line_at(printed.start)
    row = view.cells[at][told[0][0]].line
    return growth_finding(line, printed.text, printed, expected, view.labels[at].text, (row,))


def _ways(text: str, before: Figure, after: Figure) -> list[tuple[Figure, Figure]]:
    """From which value to which the growth may go: upwards where the sentence says that it rose."""
    grew, fell = bool(words.GREW.search(text)), bool(words.FELL.search(text))
    ways = [(before, after), (after, before)]
    if grew == fell:
        return ways
    return [(a, b) for a, b in ways if (b.value > a.value) == grew] or ways


def _may_be(printed: Figure, one: Figure, other: Figure, size: Interval) -> bool:
    expected = expected_of(printed, one, other, is_level=False)
    if expected is None:
        return True
    options = [expected, expected.times(-1), expected_points(one, other)]
    if printed.unit == TIMES:
        options.append(Interval(expected.low - 1, expected.high - 1))
    if printed.unit == PERCENT:
        options.append(Interval(expected.low + 100, expected.high + 100))
        if one.unit == PERCENT:
            options += (
                []
                if (ratio := other.interval.over(one.interval)) is None
                else [Interval(ratio.low - 1, ratio.high - 1).times(100)]
            )
    return any(option.meets(size) or option.times(-1).meets(size) for option in options)
