"""Durations in sentences that do not follow from their dates or times of day."""

import itertools
import re
from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from dangol.insight.audit.finding import Finding, Kind, plain
from dangol.insight.audit.interval import Interval
from dangol.insight.audit.reading.dates import (
    Clock,
    Day,
    date_of,
    days_between,
    months_between,
    read_clocks,
    read_days,
)
from dangol.insight.audit.reading.document import Document, Sentence
from dangol.insight.audit.reading.spans import Span, read_spans
from dangol.insight.audit.reading.units import DAYS, SECONDS

_RANGE = re.compile(
    r"^\s?(?:[(（][^()（）]{1,4}[)）])?\s?(?:~|–|—|-|→|부터|에서|から|より|\bto\b|"
    r"\buntil\b|\btill\b|\bthrough\b)"
)
_TIED = re.compile(
    (
        r"동안|걸렸|걸린|만에|뒤|후|간\b|남(?:았|은|아)|지났|사이|이어졌|지속|소요|기간|間|"
        r"かか|要し|계약|契約|임기|任期|残|後|経|ぶり|続|停止|期間|所要"
        r"|\bfor\b|\blast|\btook\b|\btaking\b|\bwithin\b|\blater\b|\bafter\b|\bleft\b|"
        r"\bremain|\bin all\b|\bwere\b|\bdown\b|\bduration\b|\blong\b|\bbetween\b|\bwe have\b|"
        r"\bspan|\bterm\b|\bran\b|\bgives?\b|\bthat is\b|\bor\b|\(|（"
    ),
    re.IGNORECASE,
)
_NOT_SPAN = re.compile(
    r"마다|매\s|연장|갱신|延び|延長|更新|さらに|\brenew|\bextend|\bfurther\b|\banother\b|"
    r"하루|일 전|전까지|이내|안에|ごと|毎|以内|前に|前まで|\bevery\b|\bper\b|"
    r"\ba (?:day|week|month|year)\b|\bnotice\b|\bdays? before\b|\bearlier\b|\bweekly\b|"
    r"\beach\b|\bof these\b"
    r"|평균|平均|\bmedian\b|\bmean\b|\baverage\b",
    re.IGNORECASE,
)


_GOES_ON = re.compile(r"\band\b|[)）].*\w|고 |、")
"""That what follows is another duration."""
_OF_IT = re.compile(
    r"(?:그\s?중|うち|内|of which|of them|診療日|営業日|영업일|진료일|출근일|평일|"
    r"平日)[^0-9、。,.]{0,8}$",
    re.IGNORECASE,
)
"""That a part of the days is told."""
Mark = TypeVar("Mark", Day, Clock)


_MONTHS = re.compile(
    r"(?:(?P<y1>20[0-9]{2})\s?[년年]\s?)?(?P<m1>1[0-2]|[1-9])\s?[월月]?\s?(?:부터|에서|~|"
    r"から|-|–)\s?(?:(?P<y2>20[0-9]{2})\s?[년年]\s?)?(?P<m2>1[0-2]|[1-9])\s?[월月](?:까지|"
    r"まで|末まで)?(?:의|の)?[\s(]{0,2}(?:총 |모두 |計)?(?P<n>[0-9]{1,2})\s?(?:개월|か月|"
    r"ヶ月|カ月|ヵ月)"
)
_YEARS = re.compile(
    r"(?P<a>(?:19|20)[0-9]{2})\s?[년年]?度?(?:부터|에서|から|~|–)\s?(?P<b>(?:19|"
    r"20)[0-9]{2})\s?[년年]?度?(?:까지|まで)?[の의]?[\s(]{0,2}(?:총 |"
    r"모두 )?(?P<n>[0-9]{1,2})\s?(?:년|年)(?:간|間)"
    r"|\b(?:from|between) (?P<c>(?:19|20)[0-9]{2}) (?:to|until|and) (?P<d>(?:19|"
    r"20)[0-9]{2})[ ,(]{1,3}(?:for |a span of |that is )?(?P<e>[0-9]{1,2}) years"
)


def check_duration_text(document: Document) -> list[Finding]:
    """Every duration of a sentence that its dates or times contradict."""
    year = year_of(document)
    found: list[Finding] = []
    for sentence in document.sentences:
        found += _check_sentence(sentence, year)
        found += _check_loose(sentence)
    return found


def _check_loose(sentence: Sentence) -> Iterator[Finding]:
    """Months and years without their days: 3월부터 8월까지 6개월."""
    text = sentence.text
    for found in _MONTHS.finditer(text):
        years = int(found["y2"] or 0) - int(found["y1"] or 0) if found["y1"] and found["y2"] else 0
        months = (int(found["m2"]) - int(found["m1"])) + 12 * years
        months += 12 if months < 0 else 0
        if int(found["n"]) not in (months, months + 1):
            yield _loose_finding(sentence, found, found["n"], months + 1, "month")
    for found in _YEARS.finditer(text):
        first, last, said = (found[a] or found[b] for a, b in (("a", "c"), ("b", "d"), ("n", "e")))
        years = int(last) - int(first)
        if years > 0 and int(said) not in (years, years + 1):
            yield _loose_finding(sentence, found, said, years, "year")


def _loose_finding(
    sentence: Sentence, found: re.Match[str], said: str, count: int, unit: str
) -> Finding:
    line = sentence.line_at(found.end() - 1)
    return Finding(
        line,
        Kind.DURATION,
        said,
        str(count),
        "1",
        found[0],
        tuple(sorted({line, sentence.line_at(found.start())})),
        unit,
    )


def year_of(document: Document) -> int | None:
    """The year that the document names first."""
    for sentence in document.sentences:
        for day in read_days(sentence.text):
            if day.year:
                return day.year
    for text in (one.text for one in document.sentences):
        if named := re.search(r"(?<![0-9])(20[0-9]{2})(?![0-9])", text):
            return int(named[1])
    return None


def _check_sentence(sentence: Sentence, year: int | None) -> Iterator[Finding]:
    text = sentence.text
    spans = [one for one in read_spans(text) if not one.figure.is_bound]
    if not spans:
        return
    days, clocks = list(read_days(text)), list(read_clocks(text))
    dated = [one for one in spans if one.unit in DAYS]
    timed = [one for one in spans if one.unit in SECONDS]
    for span, pair in _tied(text, dated, _day_pairs(text, days)):
        finding = _judge_days(sentence, span, pair, year)
        if finding:
            yield finding
    if not days or len({(one.month, one.day) for one in days}) == 1:
        for span, pair in _tied(text, timed, _clock_pairs(text, clocks)):
            finding = _judge_clocks(sentence, span, pair)
            if finding:
                yield finding


def _day_pairs(text: str, days: list[Day]) -> list[tuple[Day, Day]]:
    if len(days) == 2:
        return [(days[0], days[1])]
    pairs = itertools.pairwise(days)
    return [
        (a, b) for a, b in pairs if _RANGE.match(text[a.end : b.start]) and b.start - a.end < 12
    ]


def _clock_pairs(text: str, clocks: list[Clock]) -> list[tuple[Clock, Clock]]:
    if len(clocks) == 2:
        return [(clocks[0], clocks[1])]
    pairs = itertools.pairwise(clocks)
    return [
        (a, b) for a, b in pairs if _RANGE.match(text[a.end : b.start]) and b.start - a.end < 12
    ]


def _tied(
    text: str, spans: list[Span], pairs: list[tuple[Mark, Mark]]
) -> Iterator[tuple[Span, tuple[Mark, Mark]]]:
    """Each duration with the pair of dates or times that the sentence gives it."""
    for span in spans:
        near = text[max(0, span.figure.start - 14) : span.end + 14]
        is_close = any(
            _RANGE.match(text[a.end : b.start])
            and (0 <= span.figure.start - b.end <= 12 or len(spans) == len(pairs) == 1)
            for a, b in pairs
        )
        if (
            _OF_IT.search(text[: span.figure.start])
            or _NOT_SPAN.search(near)
            or _is_of_another(text, span, pairs)
            or not (is_close or _TIED.search(near))
        ):
            continue
        if len(pairs) == 1:
            one, other = pairs[0]
            between = text[one.end : other.start]
            connected = _RANGE.match(between) or (
                len(between) <= 60
                and re.search(
                    (
                        r"\b(?:from|between|since)\b|부터|에서|から|까지|まで|until|→|~|시작|"
                        r"開始|발생|発生|"
                        r"started|began|starts|begins|ended|ends|始ま|終わ|끝나|끝났|뒤|후|後|"
                        r"later|after"
                    ),
                    text,
                )
            )
            if (connected and len(spans) == 1) or (
                connected
                and 0 <= span.figure.start - other.end <= 12
                and not _GOES_ON.search(text[other.end : span.figure.start])
            ):
                yield span, (one, other)
        else:
            for one, other in pairs:
                if 0 <= span.figure.start - other.end <= 6:
                    yield span, (one, other)


_ANOTHER = re.compile(r"(?:[,、;]|고 |며 ).*(?:은|는|이|가|は|が)\s?(?:약|約)?\s*$")


def _is_of_another(text: str, span: Span, pairs: list[tuple[Mark, Mark]]) -> bool:
    """Whether another subject stands between the last date or time and the duration."""
    before = [b.end for _, b in pairs if b.end <= span.figure.start]
    return bool(before) and bool(_ANOTHER.search(text[max(before) : span.figure.start]))


def allowed_days(span: Span, first: Day, last: Day, year: int | None) -> tuple[list[Interval], int]:
    """What the dates allow, in days as the span's unit counts them; and the plain difference."""
    allowed: list[Interval] = []
    plain_days = 0
    for days in days_between(first, last, year):
        plain_days = days
        if span.unit == "day":
            # Either end may be counted; both; or, before a deadline, neither.
            allowed += [Interval(days, days), Interval(days + 1, days + 1)]
        elif span.unit == "week":
            # Monday to Friday are a week too.
            allowed.append(Interval(days, days + 1))
            if days % 7 == 4:
                allowed.append(Interval(days + 3, days + 3))
        else:
            begin = date_of(first.year or year or 2023, first.month, first.day) or date(2023, 1, 1)
            low, _ = months_between(begin, days)
            _, high = months_between(begin, days + 1)
            size = DAYS["month"]
            allowed.append(Interval(low * size - 1, high * size + 1))
            if span.unit == "year":
                allowed.append(Interval(days - 40, days + 40))
    return allowed, plain_days


def _judge_days(
    sentence: Sentence, span: Span, pair: tuple[Day, Day], year: int | None
) -> Finding | None:
    allowed, days = allowed_days(span, *pair, year)
    if not allowed or any(one.meets(Interval(span.low, span.high)) for one in allowed):
        return None
    if span.unit == "day" and are_workdays(sentence.text):
        return None
    lines = [sentence.line_at(at) for at in (pair[0].start, pair[1].start)]
    return day_finding(sentence.line_at(span.figure.start), span, days, sentence.text, lines)


def are_workdays(text: str) -> bool:
    return bool(
        re.search(
            r"영업일|평일|근무일|営業日|平日|稼働日|working|business|weekday", text, re.IGNORECASE
        )
    )


def day_finding(line: int, span: Span, days: float, subject: str, lines: list[int]) -> Finding:
    size = {"day": 1.0, "workday": 1.0} | DAYS
    expected = days / size.get(span.unit, 1.0)
    return Finding(
        line,
        Kind.DURATION,
        span.figure.text,
        f"{plain(expected, 1.0 if span.unit == 'day' else 0.1)}",
        "1"
        if span.unit == "day"
        else plain((span.high - span.low) / 2 / size.get(span.unit, 1), 0.1),
        subject[:60],
        tuple(sorted({line, *lines})),
        span.unit if span.unit in DAYS else "day",
    )


def _judge_clocks(sentence: Sentence, span: Span, pair: tuple[Clock, Clock]) -> Finding | None:
    seconds = elapsed(*pair)
    by = 60.0 if span.unit in ("h", "min") else 1.0
    if Interval(seconds - by, seconds + by).meets(Interval(span.low, span.high)):
        return None
    lines = [sentence.line_at(at) for at in (pair[0].start, pair[1].start)]
    return clock_finding(
        sentence.line_at(span.figure.start),
        sentence.text[span.figure.start : span.end],
        seconds,
        sentence.text,
        lines,
    )


def elapsed(first: Clock, last: Clock) -> float:
    seconds = last.second - first.second
    return float(seconds if seconds >= 0 else seconds + 86_400)


def clock_finding(line: int, said: str, seconds: float, subject: str, lines: list[int]) -> Finding:
    return Finding(
        line,
        Kind.DURATION,
        said.strip(),
        plain(seconds / 60),
        "1",
        subject[:60],
        tuple(sorted({line, *lines})),
        "min",
    )
