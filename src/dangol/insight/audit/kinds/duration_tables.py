"""Durations in tables, lists and timelines that do not follow from their dates or times."""

import re
from collections.abc import Iterator

from dangol.insight.audit.finding import Finding
from dangol.insight.audit.interval import Interval
from dangol.insight.audit.kinds.duration_text import (
    allowed_days,
    are_workdays,
    clock_finding,
    day_finding,
    elapsed,
    year_of,
)
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.dates import Clock, Day, days_between, read_clocks, read_days
from dangol.insight.audit.reading.document import Document, RawCell, RawTable
from dangol.insight.audit.reading.figures import read_figures
from dangol.insight.audit.reading.naming import bare, says
from dangol.insight.audit.reading.spans import read_spans
from dangol.insight.audit.reading.units import DAYS, SECONDS

_START = re.compile(
    (
        r"시작|착수|개시|첫날|발생|접수|감지|입사|계약일|개통|出発|開始|着手|初日|発生|受付|"
        r"検知|契約日|"
        r"から|\bstart|\bfirst day|\bbegin|\bbegan|\bopens?\b|\bopened\b|\bfrom\b|\bdetected\b|"
        r"\bsigned\b|"
        r"\bkick"
    ),
    re.IGNORECASE,
)
_END = re.compile(
    (
        r"종료|완료|마감|마지막 날|복구|해소|만료|끝|終了|完了|最終日|満了|復旧|解消|締切|まで|"
        r"\bend|\blast day|\bfinish|"
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


_WHOLE_TIME = re.compile(
    (
        r"(?:장애|중단|정지|다운|복구|총|전체|모두|영향).{0,24}$|(?:停止|障害|復旧|影響|合計|"
        r"ダウン|中断).{0,24}$"
        r"|\b(?:outage|downtime|down|unavailable|lasted|in total|total|offline|affected|"
        r"recover\w*)\b.{0,24}$"
    ),
    re.IGNORECASE,
)


def check_duration_tables(document: Document) -> list[Finding]:
    """Every duration of a table, a list or a timeline that its dates or times contradict."""
    year = year_of(document)
    found: list[Finding] = [
        *_check_timeline(document),
        *_check_told(document, year),
        *_check_steps(document, year),
    ]
    for table in document.tables:
        if not table.is_list and table.head:
            found += _check_columns(table, year)
        found += _check_rows(table, year)
    return found


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
        gaps = [elapsed(a, b) for at, (a, _) in enumerate(times) for b, _ in times[at + 1 :]]
        for sentence in document.sentences:
            if any(sentence.line == line for _, line in times) or read_clocks(sentence.text):
                continue
            if re.search(
                (
                    r"목표|이내|기준|目標|以内|基準|target|objective|within|limit|평균|平均|"
                    r"average|지난|"
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
                yield clock_finding(
                    sentence.line_at(span.figure.start), said, max(gaps), sentence.text, lines
                )


_LASTED = re.compile(
    r"(?:동안|간 (?:이어|계속|운영|진행)|기간은|기간이|期間は|期間が|続い|かかっ|\bran for|"
    r"\blasted|\btook|\bran)",
    re.IGNORECASE,
)


Pairs = list[tuple[Day, Day, int]]
"""First and last days, with the line in which they stand."""


def _check_told(document: Document, year: int | None) -> Iterator[Finding]:
    """A length in a sentence that no first and last day of the document have."""
    periods = _told_periods(document)
    for sentence in document.sentences:
        spans = [one for one in read_spans(sentence.text) if one.unit in DAYS]
        if len(spans) != 1 or spans[0].figure.is_bound or not _LASTED.search(sentence.text):
            continue
        if read_days(sentence.text):
            continue
        pairs = periods.get(sentence.section) or (periods.get(-1, []))
        told = [allowed_days(spans[0], first, last, year) for first, last, _ in pairs]
        span = Interval(spans[0].low, spans[0].high)
        if not told or any(one.meets(span) for allowed, _ in told for one in allowed):
            continue
        count = min((count for _, count in told), key=lambda one: abs(one - span.middle))
        if 0.5 * count <= span.middle <= 2 * count:
            line = sentence.line_at(spans[0].figure.start)
            yield day_finding(line, spans[0], count, sentence.text, [one for *_, one in pairs])


def _told_periods(document: Document) -> dict[int, Pairs]:
    """The first and last days of each section's table; under -1 the one period of the document."""
    found: dict[int, Pairs] = {}
    for table in document.tables:
        rows = [row for row in table.rows if len(row) == len(table.head)]
        starts = [row for row in rows if _START.search(row[0].text) and not table.is_list]
        ends = [row for row in rows if _END.search(row[0].text) and row not in starts]
        if len(starts) == len(ends) == 1:
            for a, b in zip(starts[0][1:], ends[0][1:], strict=True):
                first, last = read_days(a.text), read_days(b.text)
                if len(first) == len(last) == 1:
                    found.setdefault(table.section, []).append((first[0], last[0], a.line))
                    found[table.section].append((first[0], last[0], b.line))
    named = [
        (days[0], days[1], one.line)
        for one in document.sentences
        if _PERIOD_NAME.search(one.text) and len(days := read_days(one.text)) == 2
    ]
    if len(named) == 1:
        found[-1] = named
    return found


def _check_steps(document: Document, year: int | None) -> Iterator[Finding]:
    """A length between two named steps of a table of dates: from kick-off to go-live."""
    for table in document.tables:
        dated = [(row[0], days) for row in table.rows if len(days := _days_of(row)) == 1]
        if table.is_list or len(dated) < 3:
            continue
        for sentence in document.sentences:
            spans = [one for one in read_spans(sentence.text) if one.unit in DAYS]
            named = [(a, b) for a, b in dated if says(sentence.text, bare(a.text))]
            if len(spans) != 1 or len(named) != 2 or read_days(sentence.text):
                continue
            if spans[0].figure.is_bound or spans[0].figure.is_about:
                continue
            (first, (begin,)), (last, (end,)) = named
            allowed, count = allowed_days(spans[0], begin, end, year)
            span = Interval(spans[0].low, spans[0].high)
            if (
                any(one.meets(span) for one in allowed)
                or not 0.4 <= span.middle / max(count, 1) <= 2.5
            ):
                continue
            line = sentence.line_at(spans[0].figure.start)
            yield day_finding(line, spans[0], count, sentence.text, [first.line, last.line])


def _days_of(row: tuple[RawCell, ...]) -> tuple[Day, ...]:
    return tuple(day for cell in row[1:] for day in read_days(cell.text))


_PERIOD_NAME = re.compile(
    r"^\W*(?:[가-힣]{2,4} )?(?:기간|期間|会期|日程|period|dates?|when)\s?[:：]", re.IGNORECASE
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
    if len(lengths) > 1:  # planned and taken
        lengths = [at for at in lengths if not words.TARGET.search(heads[at])]
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
        if not allowed or are_workdays(head.text + length.text):
            return None
        if any(one.meets(Interval(span.low, span.high)) for one in allowed):
            return True
        return day_finding(
            length.line, span, count, f"{first.text} – {last.text}", [first.line, last.line]
        )
    if len(clocks) == 2 and span.unit in SECONDS:
        seconds = elapsed(clocks[0], clocks[1])
        if len(days) == 2:
            seconds = (
                clocks[1].second
                - clocks[0].second
                + 86_400.0 * (days_between(days[0], days[1], year) or (0,))[0]
            )
        if Interval(seconds - 60, seconds + 60).meets(Interval(span.low, span.high)):
            return True
        said = length.text.strip()
        return clock_finding(
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
    """A list or a table of names and values that holds starts, ends and a length."""
    cells: dict[str, list[RawCell]] = {"start": [], "end": [], "length": []}
    heads: list[RawCell] = []
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
                cells[role].append(pair[1])
                heads += [pair[0]] if role == "length" else []
                break
    if not all(cells.values()) or len(heads) != 1:
        return
    # From the first alarm or from its notice, to the first repair or to the last: any may be meant.
    (length,) = cells["length"]
    verdicts = [
        _judge_cells(start, end, length, heads[0], year)
        for start in cells["start"]
        for end in reversed(cells["end"])
    ]
    findings = [one for one in verdicts if isinstance(one, Finding)]
    if findings and len(findings) == len(verdicts):
        yield findings[0]
