"""Growth in sentences that does not follow from the two values beside it."""

import re
from itertools import pairwise

import msgspec

from dangol.insight.audit.finding import Finding
from dangol.insight.audit.interval import Interval
from dangol.insight.audit.kinds.growth_tables import expected_of, expected_points, growth_finding
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.document import Sentence
from dangol.insight.audit.reading.figures import Figure, read_figures
from dangol.insight.audit.reading.units import PERCENT, POINTS, TIMES

_BETWEEN = re.compile(
    r"\s?(?:이?었던 것이|이던 것이|(?:인|였던) .{0,8}|[)\]]\s?)?(?:에서|였다가|から|より|"
    r"→|⇒|->|➔|\bto\b|대비|が|\brising to\b|\bfalling to\b)"
    r"\s?.{0,18}?$"
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
        if _is_later_first(text, one, other):
            base, other = other, base  # noqa: PLW2901 -- told backwards
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
    changes = [one for one in figures if one.unit in (PERCENT, TIMES) and says_change(text, one)]
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
    if re.search(r";|[,;] (?:and|while|but|whereas) ", between):
        return None
    if not re.search(r"[A-Za-z]", between) and _is_of_another(between):
        return None
    is_down = bool(words.FELL.search(text)) and not words.GREW.search(text)
    first, last = sorted((one, other), key=lambda f: f.value, reverse=is_down)
    if bases:
        first = bases[0]
        last = other if first is one else one
    return first, last, growth


_MONTH_BEFORE = re.compile(
    r"([0-9]{1,4})\s?(?:월|月|年度?|년)(?:은|는|이|가|が|は|に|의|の)?\s?[^0-9]{0,4}$"
)


def _is_later_first(text: str, one: Figure, other: Figure) -> bool:
    """Whether the later month or year is told before the earlier: 10月が24,300人、9月が23,100人."""
    months = [_MONTH_BEFORE.search(text[max(0, f.start - 14) : f.start]) for f in (one, other)]
    told = [int(found[1]) for found in months if found]
    return len(told) == 2 and told[0] - told[1] == 1


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
                not says_change(text, figure, 64)
                and one.unit == PERCENT
                and figure.unit == PERCENT
                and not re.search(r"%p|포인트|points", text)
                and not says_change(text, figure, 64)
            ):
                break
            if (
                says_change(text, figure, 64)
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


def says_change(text: str, figure: Figure, reach: int = 24) -> bool:
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
    size = size_of(growth)
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


def size_of(growth: Figure) -> Interval:
    cut = growth.cut
    return cut if growth.value >= 0 else Interval(-cut.high, -cut.low)
