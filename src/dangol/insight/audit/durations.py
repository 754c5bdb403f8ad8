"""Durations that do not follow from their dates or times of day."""

import itertools
import re
from collections.abc import Iterator
from datetime import date
from typing import TypeVar

import msgspec

from dangol.insight.audit.dates import (
    Clock,
    Day,
    date_of,
    days_between,
    months_between,
    read_clocks,
    read_days,
)
from dangol.insight.audit.document import Document, RawCell, RawTable, Sentence
from dangol.insight.audit.figures import DAYS, SECONDS, Figure, read_figures
from dangol.insight.audit.finding import Finding, Kind, Severity, plain
from dangol.insight.audit.interval import Interval

_RANGE = re.compile(
    r"^\s?(?:[(（][^()（）]{1,4}[)）])?\s?(?:~|–|—|-|→|부터|에서|から|より|\bto\b|"
    r"\buntil\b|\btill\b|\bthrough\b|\band\b)"
)
_TIED = re.compile(
    (
        r"동안|걸렸|걸린|만에|뒤|후|간\b|남(?:았|은|아)|지났|사이|이어졌|지속|소요|기간|間|"
        r"かか|要し|残|後|経|ぶり|続|停止|期間|所要"
        r"|\bfor\b|\blast|\btook\b|\btaking\b|\bwithin\b|\blater\b|\bafter\b|\bleft\b|"
        r"\bremain|\bin all\b|\bwere\b|\bdown\b|\bduration\b|\blong\b|\bbetween\b|\bwe have\b|"
        r"\bspan|\bran\b|\bgives?\b|\bthat is\b|\bor\b|\(|（"
    ),
    re.IGNORECASE,
)
_NOT_SPAN = re.compile(
    r"마다|매\s|하루|일 전|전까지|이내|안에|ごと|毎|以内|前に|前まで|\bevery\b|\bper\b|"
    r"\ba (?:day|week|month|year)\b|\bnotice\b|\bdays? before\b|\bearlier\b|\bweekly\b|"
    r"\beach\b|\bof these\b"
    r"|평균|平均|\bmedian\b|\bmean\b|\baverage\b",
    re.IGNORECASE,
)
_START = re.compile(
    (
        r"시작|착수|개시|발생|접수|감지|입사|계약일|개통|出発|開始|着手|発生|受付|検知|契約日|"
        r"から|\bstart|\bbegin|\bbegan|\bopens?\b|\bopened\b|\bfrom\b|\bdetected\b|\bsigned\b|"
        r"\bkick"
    ),
    re.IGNORECASE,
)
_END = re.compile(
    (
        r"종료|완료|마감|복구|해소|만료|끝|終了|完了|満了|復旧|解消|締切|まで|\bend|\bfinish|"
        r"\bclosed?\b|\bresolved\b|\brestored\b|\brecovered\b|\buntil\b|\bto\b|\bexpire|"
        r"\bcomplete|\bgo-?live\b"
    ),
    re.IGNORECASE,
)
_LENGTH = re.compile(
    (
        r"기간|일수|소요|시간|걸린|장애 시간|지속|期間|日数|所要|時間|停止|\bdays\b|"
        r"\bduration\b|\blength\b|\bminutes\b|\bhours\b|\bweeks\b|\btime taken\b|\bdowntime\b|"
        r"\belapsed\b"
    ),
    re.IGNORECASE,
)


Mark = TypeVar("Mark", Day, Clock)


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


def check_durations(document: Document) -> list[Finding]:
    """Every duration that its dates or times contradict, in sentences and in tables."""
    year = _year_of(document)
    found: list[Finding] = [*_check_timeline(document)]
    for sentence in document.sentences:
        found += _check_sentence(sentence, year)
        found += _check_loose(sentence)
    for table in document.tables:
        if not table.is_list and table.head:
            found += _check_columns(table, year)
        found += _check_rows(table, year)
    return found


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
        Severity.ERROR,
        said,
        str(count),
        "1",
        found[0],
        f"insight_audit.finding.duration_{unit}",
        tuple(sorted({line, sentence.line_at(found.start())})),
    )


_WHOLE_TIME = re.compile(
    (
        r"(?:장애|중단|정지|다운|복구|총|전체|모두|영향).{0,24}$|(?:停止|障害|復旧|影響|合計|"
        r"ダウン|中断).{0,24}$"
        r"|\b(?:outage|downtime|down|unavailable|lasted|in total|total|offline|affected|"
        r"recover\w*)\b.{0,24}$"
    ),
    re.IGNORECASE,
)


def _check_timeline(document: Document) -> Iterator[Finding]:
    """The length of an outage that no two times of its timeline are apart."""
    for table in document.tables:
        times: list[tuple[Clock, int]] = []
        for row in table.rows:
            clocks = read_clocks(row[0].text)
            if len(clocks) == 1 and clocks[0].start <= 12:
                times.append((clocks[0], row[0].line))
        if len(times) < 3 or len(times) != len(table.rows):
            continue
        gaps = [_elapsed(a, b) for at, (a, _) in enumerate(times) for b, _ in times[at + 1 :]]
        for sentence in document.sentences:
            if any(sentence.line == line for _, line in times) or read_clocks(sentence.text):
                continue
            if re.search(
                (
                    r"목표|이내|기준|目標|以内|基準|target|objective|within|limit|평균|平均|average|지난|"
                    r"前回|last time|previous"
                ),
                sentence.text,
                re.IGNORECASE,
            ):
                continue
            for span in read_spans(sentence.text):
                lead = sentence.text[: span.figure.start]
                if span.unit not in SECONDS or span.figure.is_bound or span.figure.is_about:
                    continue
                if span.high < 300 or not (
                    _WHOLE_TIME.search(lead[-40:])
                    or re.match(
                        r"\s?(?:동안|간 (?:장애|중단)|間(?:停止|続)|of downtime|down\b)",
                        sentence.text[span.end :],
                    )
                ):
                    continue
                if any(
                    Interval(gap - 60, gap + 60).meets(Interval(span.low, span.high))
                    for gap in gaps
                ):
                    continue
                said = sentence.text[span.figure.start : span.end]
                lines = [line for _, line in times]
                yield _clock_finding(
                    sentence.line_at(span.figure.start), said, max(gaps), sentence.text, lines
                )


def _year_of(document: Document) -> int | None:
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
        if _NOT_SPAN.search(near) or not (is_close or _TIED.search(near)):
            continue
        if len(pairs) == 1:
            one, other = pairs[0]
            between = text[one.end : other.start]
            connected = _RANGE.match(between) or (
                len(between) <= 60
                and re.search(
                    (
                        r"\b(?:from|between|since)\b|부터|에서|から|까지|まで|until|→|~|시작|開始|발생|発生|"
                        r"started|began|뒤|후|後|later|after"
                    ),
                    text,
                )
            )
            if (connected and len(spans) == 1) or (
                connected and 0 <= span.figure.start - other.end <= 12
            ):
                yield span, (one, other)
        else:
            for one, other in pairs:
                if 0 <= span.figure.start - other.end <= 6:
                    yield span, (one, other)


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
    if span.unit == "day" and _are_workdays(sentence.text):
        return None
    lines = [sentence.line_at(at) for at in (pair[0].start, pair[1].start)]
    return _finding(sentence.line_at(span.figure.start), span, days, sentence.text, lines)


def _are_workdays(text: str) -> bool:
    return bool(
        re.search(
            r"영업일|평일|근무일|営業日|平日|稼働日|working|business|weekday", text, re.IGNORECASE
        )
    )


def _finding(line: int, span: Span, days: float, subject: str, lines: list[int]) -> Finding:
    size = {"day": 1.0, "workday": 1.0} | DAYS
    expected = days / size.get(span.unit, 1.0)
    return Finding(
        line,
        Kind.DURATION,
        Severity.ERROR,
        span.figure.text,
        f"{plain(expected, 1.0 if span.unit == 'day' else 0.1)}",
        "1"
        if span.unit == "day"
        else plain((span.high - span.low) / 2 / size.get(span.unit, 1), 0.1),
        subject[:60],
        "insight_audit.finding.duration_" + (span.unit if span.unit in DAYS else "day"),
        tuple(sorted({line, *lines})),
    )


def _judge_clocks(sentence: Sentence, span: Span, pair: tuple[Clock, Clock]) -> Finding | None:
    seconds = _elapsed(*pair)
    by = 60.0 if span.unit in ("h", "min") else 1.0
    if Interval(seconds - by, seconds + by).meets(Interval(span.low, span.high)):
        return None
    lines = [sentence.line_at(at) for at in (pair[0].start, pair[1].start)]
    return _clock_finding(
        sentence.line_at(span.figure.start),
        sentence.text[span.figure.start : span.end],
        seconds,
        sentence.text,
        lines,
    )


def _elapsed(first: Clock, last: Clock) -> float:
    seconds = last.second - first.second
    return float(seconds if seconds >= 0 else seconds + 86_400)


def _clock_finding(line: int, said: str, seconds: float, subject: str, lines: list[int]) -> Finding:
    return Finding(
        line,
        Kind.DURATION,
        Severity.ERROR,
        said.strip(),
        plain(seconds / 60),
        "1",
        subject[:60],
        "insight_audit.finding.duration_min",
        tuple(sorted({line, *lines})),
    )


def _check_columns(table: RawTable, year: int | None) -> Iterator[Finding]:
    """A table with columns of a start, an end and a length."""
    heads = [cell.text for cell in table.head]
    starts = [at for at, text in enumerate(heads) if _START.search(text)]
    ends = [at for at, text in enumerate(heads) if _END.search(text) and at not in starts]
    lengths = [
        at for at, text in enumerate(heads) if _LENGTH.search(text) and at not in (*starts, *ends)
    ]
    found: list[Finding] = []
    rows = [row for row in table.rows if len(row) == len(heads)]
    if len(lengths) != 1:
        return
    if len(starts) == 1 and len(ends) == 1:
        triples = [(row[starts[0]], row[ends[0]], row[lengths[0]]) for row in rows]
    else:
        ranged = [
            at
            for at in range(len(heads))
            if at != lengths[0]
            and rows
            and all(len(read_days(r[at].text) or read_clocks(r[at].text)) in (0, 2) for r in rows)
            and any(len(read_days(r[at].text) or read_clocks(r[at].text)) == 2 for r in rows)
        ]
        if len(ranged) != 1:
            return
        triples = [(row[ranged[0]], row[ranged[0]], row[lengths[0]]) for row in rows]
    head = table.head[lengths[0]]
    agreed = 0
    for first, last, length in triples:
        verdict = _judge_cells(first, last, length, head, year)
        if verdict is True:
            agreed += 1
        elif isinstance(verdict, Finding):
            found.append(verdict)
    if len(found) <= max(1, agreed):
        yield from found


def _judge_cells(
    first: RawCell, last: RawCell, length: RawCell, head: RawCell, year: int | None
) -> Finding | bool | None:
    spans = read_spans(length.text)
    figures = read_figures(length.text)
    if not spans and len(figures) == 1 and not figures[0].unit:
        unit = _unit_of_head(head.text)
        if not unit:
            return None
        spans = read_spans(f"{length.text.strip()}{unit}")
    if len(spans) != 1 or spans[0].figure.is_bound:
        return None
    span = spans[0]
    days = [*read_days(first.text)[:1], *read_days(last.text)[-1:]]
    clocks = [*read_clocks(first.text)[:1], *read_clocks(last.text)[-1:]]
    if len(days) == 2 and span.unit in DAYS:
        allowed, count = allowed_days(span, days[0], days[1], year)
        if not allowed or _are_workdays(head.text + length.text):
            return None
        if any(one.meets(Interval(span.low, span.high)) for one in allowed):
            return True
        return _finding(
            length.line, span, count, f"{first.text} – {last.text}", [first.line, last.line]
        )
    if len(clocks) == 2 and span.unit in SECONDS:
        seconds = _elapsed(clocks[0], clocks[1])
        if len(days) == 2:
            seconds = (
                clocks[1].second
                - clocks[0].second
                + 86_400.0 * (days_between(days[0], days[1], year) or (0,))[0]
            )
        if Interval(seconds - 60, seconds + 60).meets(Interval(span.low, span.high)):
            return True
        said = length.text.strip()
        return _clock_finding(
            length.line, said, seconds, f"{first.text} – {last.text}", [first.line]
        )
    return None


def _unit_of_head(text: str) -> str:
    for pattern, unit in (
        (r"시간\s?\(?분|分|minutes|\bmin\b|\(분\)|분$", "分"),
        (r"시간|時間|hours?\b", "時間"),
        (r"週|주(?:수|$|\))|weeks", "週"),
        (r"개월|か月|月数|months", "か月"),
        (r"일|日|days", "日"),
    ):
        if re.search(pattern, text, re.IGNORECASE):
            return unit
    return ""


def _check_rows(table: RawTable, year: int | None) -> Iterator[Finding]:
    """A list or a table of names and values that holds a start, an end and a length."""
    cells: dict[str, tuple[RawCell, RawCell]] = {}
    for row in table.rows:
        if table.is_list:
            name, mark, value = row[0].text.partition(":")
            if not mark or re.search(r"[0-9]$", name):
                continue
            pair = (RawCell(name, row[0].line), RawCell(value, row[0].line))
        elif len(row) == 2:
            pair = (row[0], row[1])
        else:
            return
        if len(pair[0].text) > 24:
            continue
        for role, pattern in (("start", _START), ("end", _END), ("length", _LENGTH)):
            if pattern.search(pair[0].text):
                if role in cells:
                    return
                cells[role] = pair
                break
    if len(cells) == 3:
        verdict = _judge_cells(
            cells["start"][1], cells["end"][1], cells["length"][1], cells["length"][0], year
        )
        if isinstance(verdict, Finding):
            yield verdict
