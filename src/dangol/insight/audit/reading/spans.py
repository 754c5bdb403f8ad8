"""The durations of a text: 2시간 35분, three weeks, 90日."""

import re

import msgspec

from dangol.insight.audit.interval import Interval
from dangol.insight.audit.reading.figures import Figure, read_figures
from dangol.insight.audit.reading.units import DAYS, SECONDS


class Span(msgspec.Struct, frozen=True):
    """A duration as printed, with the units under it added: 2시간 35분."""

    figure: Figure
    low: float
    high: float
    """In seconds for times of day, in days for dates."""
    unit: str
    end: int


def read_spans(text: str) -> list[Span]:
    """The durations of a text; parts that follow each other are one."""
    spans: list[Span] = []
    for one in read_figures(text):
        is_time, is_day = one.unit in SECONDS, one.unit in DAYS or one.unit == "workday"
        if not (is_time or is_day) or one.is_range or one.value < 0:
            continue
        size = SECONDS.get(one.unit) or DAYS.get(one.unit, 1.0)
        last = spans[-1] if spans else None
        if (
            last is not None
            and is_time
            and last.unit in SECONDS
            and re.fullmatch(r"\s?(?:and\s|과\s)?", text[last.end : one.start])
            and size < SECONDS[last.unit]
        ):
            middle = (last.low + last.high) / 2 + one.value * size
            by = one.step * size / 2
            spans[-1] = Span(last.figure, middle - by, middle + by, one.unit, one.end)
            continue
        inside = one.interval
        if one.unit in ("month", "year") and one.is_plain and one.step == 1.0:
            inside = Interval(one.value, one.value)  # months are told, not rounded
        spans.append(Span(one, inside.low * size, inside.high * size, one.unit, one.end))
    spans.extend(_span_in_words(found) for found in _IN_WORDS.finditer(text))
    return spans


_NUMBERS = {
    word: at
    for words in (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
        "한 두 세 네 다섯 여섯 일곱 여덟 아홉 열",
        "一 二 三 四 五 六 七 八 九 十",
    )
    for at, word in enumerate(words.split(), 1)
} | {
    "석": 3,
    "넉": 4,
    "twenty": 20,
    "thirty": 30,
    "sixty": 60,
    "ninety": 90,
    "forty": 40,
    "fifty": 50,
}
_IN_WORDS = re.compile(
    r"(?<![가-힣A-Za-z])(?P<n>" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")[ -]?"
    r"(?P<u>days?|weeks?|months?|years?|hours?|minutes?|달|주|시간|년|か月|週間|年間|"
    r"時間)(?![a-z])",
    re.IGNORECASE,
)
_UNIT_WORDS = {
    "달": "month",
    "주": "week",
    "시간": "h",
    "년": "year",
    "か月": "month",
    "週間": "week",
    "年間": "year",
    "時間": "h",
}


def _span_in_words(found: re.Match[str]) -> Span:
    word = found["u"].lower()
    unit = _UNIT_WORDS.get(word) or {"hour": "h", "minute": "min"}.get(
        word.rstrip("s"), word.rstrip("s")
    )
    value = float(_NUMBERS[found["n"].lower()])
    size = SECONDS.get(unit) or DAYS[unit]
    figure = Figure(found.start(), found.end(), found[0], value, 1.0, unit)
    by = 0.0 if unit in ("month", "year") else 0.5
    return Span(figure, (value - by) * size, (value + by) * size, unit, found.end())
