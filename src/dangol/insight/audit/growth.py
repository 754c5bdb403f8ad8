"""Growth that does not follow from its two values: in columns of a table, and in sentences."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import msgspec

from dangol.insight.audit import words
from dangol.insight.audit.document import Sentence
from dangol.insight.audit.figures import DAYS, PERCENT, POINTS, TIMES, Figure, read_figures
from dangol.insight.audit.finding import Finding, Kind, Severity, plain
from dangol.insight.audit.grid import (
    MAX_HEADS,
    Cell,
    Grid,
    Head,
    is_time,
    scope_of,
    times_named,
    times_of,
)
from dangol.insight.audit.interval import Interval
from dangol.insight.audit.naming import named_heads

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
        Severity.ERROR,
        said.strip(),
        f"{plain(expected.middle / scale, step)}{mark}",
        f"±{plain((expected.high - expected.low + printed.step) / 2 / scale, step / 10)}",
        subject.strip(" ·"),
        "insight_audit.finding.growth",
        tuple(sorted({line, *lines})),
    )


_BETWEEN = re.compile(
    r"\s?(?:이?었던 것이|이던 것이|(?:인|였던) .{0,8}|[)\]]\s?)?(?:에서|였다가|から|より|"
    r"→|⇒|->|➔|\bto\b|대비|が|\brising to\b|\bfalling to\b)"
    r"\s?.{0,18}?$"
)
_TO = re.compile(
    r"\s?[)\]]?\s?(?:으?로|까지|へ|に|まで|となり|になっ|となっ|가 되|이 되|,|\(|（|で|の|"
    r"が|、|\.|:|;|—|–|-|\bin\b|\bby\b|\ban?\b|=|$)"
)
_MULTIPLE_WORDS = (
    (re.compile(r"(?:두|2)\s?배|倍増|2倍|\bdoubl|\btwice\b"), 2.0),
    (re.compile(r"(?:세)\s?배|3倍|三倍|\btripl|\btrebl|\bthree times\b"), 3.0),
    (re.compile(r"(?:네)\s?배|4倍|四倍|\bquadrupl|\bfour times\b"), 4.0),
    (re.compile(r"절반(?:으로|이)|半減|半分に|\bhalv"), 0.5),
)
_FROM_EN = re.compile(r"\bfrom\s(?:about |around |some |the )?$", re.IGNORECASE)


def check_sentence_growth(sentence: Sentence) -> list[Finding]:
    """Every growth of the sentence that does not follow from the two values beside it."""
    text = sentence.text
    figures = list(read_figures(text))
    found: list[Finding] = []
    seen = False
    for one, other in pairwise(figures):
        if not _is_step(text, one, other):
            continue
        base = _with_unit(one, other) if other.unit and not one.unit else one
        growth = _growth_beside(text, figures, base, other)
        if growth is not None:
            seen = True
            finding = _judge(sentence, base, other, growth)
            if finding is not None:
                found.append(finding)
    if not seen and (loose := _loose_step(text, figures)) is not None:
        finding = _judge(sentence, *loose)
        found += [finding] if finding is not None else []
    return found


_BASE_BEFORE = re.compile(
    r"(?:전년|작년|지난해?|지난달|전월|전분기|직전|이전|기존|前年度?|昨年度?|前月|先月|"
    r"前期|前回|従来|以前|\blast (?:year|month|quarter|week|time)(?:'s)?|"
    r"\bprevious(?: \w+)?|\bprior(?: \w+)?|\ba year (?:ago|before|earlier)|\bfrom|"
    r"\bagainst|\bversus|\bvs\.?|\bthan|\bcompared (?:with|to)|\bwas|\bwere|"
    r"\bthe year before)"
    r"[^0-9]{0,14}$",
    re.IGNORECASE,
)
_BASE_AFTER = re.compile(
    (
        r"^\s?[)]?\s?(?:보다|대비|에 비해|에서|이었|였던|였다|이던|より|に対し|に比べ|から|"
        r"だった|であった|と比べ|the year before|a year (?:ago|before|earlier)|を[上下]回|"
        r"を超|last (?:year|month|quarter|week)|before\b|in the (?:year|month|quarter) before)"
    ),
    re.IGNORECASE,
)


def _loose_step(text: str, figures: list[Figure]) -> tuple[Figure, Figure, Figure] | None:
    """Two values and their growth in any order, where the sentence holds nothing else."""
    changes = [one for one in figures if one.unit in (PERCENT, TIMES) and _says_change(text, one)]
    values = [one for one in figures if one not in changes]
    if len(changes) != 1 or len(values) != 2:
        return None
    one, other = values
    bases = [
        v
        for v in values
        if _BASE_BEFORE.search(text[max(0, v.start - 32) : v.start])
        or _BASE_AFTER.search(text[v.end :])
    ]
    years = [
        re.search(r"((?:19|20)[0-9]{2})[^0-9]{0,10}$", text[max(0, v.start - 16) : v.start])
        for v in values
    ]
    if all(years) and len(bases) != 1:
        told = [int(y[1]) for y in years if y]
        bases = [values[told.index(min(told))]] if told[0] != told[1] else bases
    if len(bases) != 1 and not re.search(r"[→⇒]|->", text[one.end : other.start]):
        return None
    if one.unit and other.unit and one.unit != other.unit:
        return None
    if one.unit in (PERCENT, POINTS, TIMES, "day", "year"):
        return None
    if not (one.is_plain and other.is_plain) or min(one.value, other.value) <= 0:
        return None
    if max(one.value, other.value) > 20 * min(one.value, other.value):
        return None
    if re.search(
        (
            r"차이|差|difference|목표|目標|target|중\s|のうち| of (?:the|all|our|them|whom|which|"
            r"these)\b|합|計|合わせ|together|각각|それぞれ|each"
        ),
        text,
    ):
        return None
    growth = changes[0]
    before = max((v.end for v in values if v.end <= growth.start), default=-1)
    between = text[before : growth.start] if before >= 0 else ""
    if re.search(r"[,;] (?:and|while|but|whereas) ", between):
        return None
    if not re.search(r"[A-Za-z]", between) and _is_of_another(between):
        return None
    is_down = bool(words.FELL.search(text)) and not words.GREW.search(text)
    first, last = sorted((one, other), key=lambda f: f.value, reverse=is_down)
    if bases:
        first = bases[0]
        last = other if first is one else one
    return first, last, growth


def _with_unit(one: Figure, other: Figure) -> Figure:
    factor = (
        other.scale if one.scale == 1.0 and one.value * other.scale <= other.value * 100 else 1.0
    )
    return msgspec.structs.replace(
        one, unit=other.unit, value=one.value * factor, step=one.step * factor
    )


def _is_step(text: str, one: Figure, other: Figure) -> bool:
    """Whether the text goes from one value to the other."""
    between = text[one.end : other.start]
    if len(between) > 40 or not (one.is_plain or one.is_range) or one.is_bound or other.is_bound:
        return False
    if one.unit and other.unit and one.unit != other.unit:
        return False
    if {one.unit, other.unit} & {"week", "year", "month", TIMES, POINTS}:
        return False
    is_english = re.search(r"[A-Za-z]\s?$", text[: one.start]) and " to " in f"{between} "
    if is_english:
        return bool(_FROM_EN.search(text[: one.start]))
    return not ("~" in between or not _BETWEEN.search(between))


def _growth_beside(text: str, figures: list[Figure], one: Figure, other: Figure) -> Figure | None:
    """The percentage, points or multiple that the sentence gives to the step."""
    later = [f for f in figures if f.start >= other.end]
    for figure in later[:1]:
        between = text[other.end : figure.start]
        if len(between) > 32 or re.search(r"[;。]", between) or _is_of_another(between):
            break
        if figure.unit in (PERCENT, POINTS, TIMES) and figure is not other:
            if (
                not _says_change(text, figure, 64)
                and one.unit == PERCENT
                and figure.unit == PERCENT
                and not re.search(r"%p|포인트|points", text)
                and not _says_change(text, figure, 64)
            ):
                break
            if (
                _says_change(text, figure, 64)
                or figure.is_signed
                or between.strip().endswith(("(", ","))
            ):
                return figure
    for pattern, by in _MULTIPLE_WORDS:
        said = pattern.search(text, other.end, other.end + 32)
        if said and not re.search(
            r"거의|가까|약 |ほぼ|約|近く|nearly|almost|more than|over|넘|超", text
        ):
            step = 0.2 if by > 1 else 0.1
            return Figure(said.start(), said.end(), said[0], by, step, TIMES)
    sooner = [f for f in figures if f.end <= one.start]
    for figure in sooner[-1:]:
        between = text[figure.end : one.start]
        if (
            figure.unit in (PERCENT, POINTS, TIMES)
            and re.fullmatch(r"\s?(?:[a-z ,(]{0,24}\bfrom |[,(]? ?(?:.{0,6}))", between)
            and (
                "from" in between
                and re.search(
                    words.GREW.pattern + "|" + words.FELL.pattern,
                    text[: figure.start + 1] + text[figure.end : one.start],
                    re.IGNORECASE,
                )
            )
        ):
            return figure
    return None


_EN_LEAD = re.compile(
    (
        r"^(?:\W|\b(?:in|by|on|at|to|up|down|an?|the|increase|decrease|rise|fall|drop|gain|"
        r"growth|decline|reduction|improvement|jump|of|or|about|nearly|almost|roughly|around|"
        r"just|that|is|was|i\.e|which|equal|a|plus|minus|less|more|rising|falling|growing|so|"
        r"it|grew|rose|fell|[0-9]+|january|february|march|april|may|june|july|august|"
        r"september|october|november|december|q[1-4]|h[12]|this|last|month|quarter|year|week|"
        r"accounts?|users?|customers?|people|hours?|minutes?|tickets?|orders?|visits?)\b)*$"
    ),
    re.IGNORECASE,
)


def _is_of_another(between: str) -> bool:
    """Whether a new subject stands between the two values and the percentage."""
    tail = re.split(r"[,、]", between)[-1].strip(" (（")
    if re.search(r"[A-Za-z]{3}", between):
        return not _EN_LEAD.search(between)
    parts = re.split(r"[,、]", between)
    return len(parts) > 1 and bool(re.search(r"(?:は|が|も|은|는|도|이|가)\s?(?:약|約)?\s?$", tail))


_SHARE_AFTER = re.compile(r"^\s?(?:of\b|を占|차지|の割合|에 해당|에 이르)")


def _says_change(text: str, figure: Figure, reach: int = 24) -> bool:
    if _SHARE_AFTER.search(text[figure.end :]):
        return False
    if re.match(
        r"\s(?:more|less|fewer|higher|lower|longer|shorter|better|worse)\b", text[figure.end :]
    ):
        return True
    near = text[max(0, figure.start - reach) : figure.end + 18]
    return bool(words.GREW.search(near) or words.FELL.search(near) or figure.unit == TIMES)


_A_YEAR = re.compile(
    (
        r"연\s?평균|매년|年平均|年率|\bCAGR\b|\b(?:a|per) year\b|\bannually\b|\bcompound|"
        r"\bper month\b|\ba month\b|월평균|月平均"
    ),
    re.IGNORECASE,
)


def _judge(sentence: Sentence, one: Figure, other: Figure, growth: Figure) -> Finding | None:
    if growth.is_bound or growth.is_range or _A_YEAR.search(sentence.text):
        return None
    if one.unit == PERCENT and growth.unit == PERCENT:
        options = [expected_points(one, other), expected_of(growth, one, other, is_level=False)]
        ratio = other.interval.over(one.interval)
        options.append(
            None if ratio is None else Interval(ratio.low - 1, ratio.high - 1).times(100)
        )
    else:
        options = [expected_of(growth, one, other, is_level=False)]
    told = [option for option in options if option is not None]
    if not told:
        return None
    size = _size(growth)
    for expected in told:
        if expected.meets(size) or expected.times(-1).meets(size):
            return None
        if growth.unit == TIMES:  # "three times more" is four times to some
            if (
                Interval(expected.low - 1, expected.high - 1).meets(size)
                and "more" in sentence.text
            ):
                return None
            shrunk = one.interval.over(other.interval)
            if shrunk is not None and shrunk.meets(size):
                return None
        if growth.unit == PERCENT and Interval(expected.low + 100, expected.high + 100).meets(size):
            return None  # 104% of what it was
    line = sentence.line_at(growth.start)
    lines = tuple(sentence.line_at(at) for at in (one.start, other.start))
    subject = sentence.text[max(0, one.start - 24) : one.start]
    return growth_finding(line, growth.text, growth, told[-1], subject.strip(" ,.(:"), lines)


def _size(growth: Figure) -> Interval:
    cut = growth.cut
    return cut if growth.value >= 0 else Interval(-cut.high, -cut.low)


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
        if not _says_change(text, figure) or _is_elsewhere(text, figure):
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
        if not hits and len(changes) == 1 and not others:
            found += _judge_unnamed(sentence, figure, grids)
        if len(hits) != 1:
            continue
        view, at = hits[0]
        if finding := _judge_row(sentence, figure, view, at):
            found.append(finding)
    return found


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
                r"전년|작년|지난해|前年|昨年|last year|"
                r"year[- ]on[- ]year|yoy|a year (?:ago|earlier)|"
                r"지난달|전월|先月|前月|last month|"
                r"than before|목표|目標|target|plan|예산|budget|予算|"
                r"평균|平均|average"
                r"|업계|시장 전체|業界|"
                r"market|industry|경쟁|競合|연\s?평균|per year|a year|per month|"
                r"a month|매년|毎年|의\s?[0-9]|분기|四半期|quarter"
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
    size = _size(printed)
    for first, (c, before) in enumerate(told):
        for d, after in told[first + 1 :]:
            if len(named) == 1 and named[0] not in (c, d):
                continue
            for one, other in ((before, after), (after, before)):
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
