"""Days: of the calendar, of the week, and counted from today."""

import re
from collections.abc import Iterator

from dangol.speak.claims.claim import Claim, Taken, claim_of
from dangol.speak.facts import Value, ValueKind

_NUMERALS = {sign: place for place, sign in enumerate("〇一二三四五六七八九")}
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_SHORT_MONTHS = "|".join(name[:3] for name in _MONTHS)
_MONTH = rf"(?:{'|'.join(_MONTHS)}|sept|{_SHORT_MONTHS})"
_SPOKEN = "[一二三四五六七八九十]{1,3}|[일이삼사오육륙칠팔구십시유]{1,3}"
_CALENDAR = (
    re.compile(
        r"(?<!\d)(?P<y>20\d\d)\s?(?:[-/.]|년|年)\s?(?P<m>1[0-2]|0?[1-9])\s?(?:[-/.]|월|月)\s?"
        r"(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)\s?(?:일|日)?"
    ),
    re.compile(
        r"(?<!\d)(?P<m>1[0-2]|0?[1-9])\s?(?:월|月)\s?(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)\s?(?:일|日)?"
    ),
    re.compile(rf"(?<!\w)(?P<m>{_SPOKEN})\s?(?:월|月)\s?(?P<d>{_SPOKEN})\s?(?:일|日)"),
    re.compile(
        rf"(?<![a-z])(?P<m>{_MONTH})\.?\s(?:the\s)?(?P<d>3[01]|[12]\d|[1-9])(?:st|nd|rd"
        rf"|th)?(?![\d:])"
        r"(?:,?\s(?P<y>20\d\d))?"
    ),
    re.compile(
        rf"(?<!\d)(?P<d>3[01]|[12]\d|[1-9])(?:st|nd|rd|th)?\s(?:of\s)?(?P<m>{_MONTH})(?![a-z])"
        r"(?:,?\s(?P<y>20\d\d))?"
    ),
    re.compile(r"(?<![\d/.])(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])(?![\d/%])"),
)
_NTH = re.compile(r"(?<![a-z])(?:the\s)(?P<d>3[01]|[12]\d|[1-9])(?:st|nd|rd|th)(?![a-z])")
_MONTH_ONLY = re.compile(
    rf"(?<!\d)(?P<m>1[0-2]|[1-9])\s?(?:월(?!요|[가-힣]*\s?\d)|月(?!曜|額|末))(?!\s?\d)"
    rf"|(?<![a-z])(?:in|by|until|before|early|late|mid"
    rf"|end of)\s(?:the\s)?(?P<word>{_MONTH})(?![a-z])"
)
_WEEKDAYS = re.compile(
    r"(?P<ko>[월화수목금토일])(?:요일|욜)|(?P<ja>[月火水木金土日])曜"
    r"|\((?P<mark>[월화수목금토일月火水木金土日])\)"
    r"|(?<![a-z])(?P<en>mon|tues|wednes|thurs|fri|satur|sun)days?(?![a-z])"
    r"|(?<![a-z])(?:by|on|this|next|until)\s(?P<short>mon|tue|wed|thu|fri|sat|sun)(?![a-z])"
)
_ORDERS = ("월화수목금토일", "月火水木金土日")
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_ARRIVE = re.compile(
    r"도착|배송|배달|받으|받아|받을|수령|와요|옵니다|갑니다|문\s?앞|届|配達|着|受け取|玄関|arriv|deliver|\bdoor"
    r"|get (?:it|them)"
    r"|receiv|reach|at your door|with you|due"
)
_LEAVE = re.compile(
    r"출고|발송|보내|나가|出荷|発送|送り|ship(?!ping)|dispatch|leave|send|goes? out|sent"
)
_HAPPENS = re.compile(
    _ARRIVE.pattern
    + "|"
    + _LEAVE.pattern
    + r"|환불|입금|교환|재입고|입고|할인|세일|쿠폰|만 |마감|한정|返金|入荷|割引|セール"
    r"|クーポン|限り|まで"
    r"|refund|restock|back in|off\b|sale|only|discount|deal|free|until|ends?\b|expires?"
)
_RELATIVE: tuple[tuple[str, str], ...] = (
    (r"내일\s?모레|모레|明後日|あさって|(?<![a-z])(?:the )?day after tomorrow", "2"),
    (r"글피|明々後日|しあさって", "3"),
    (
        r"내\s?일(?![가-힣]*배움)|明\s?日|(?<![ぁ-ゖ])あした|あす(?=[にはのまで,。])|tomorrow|tmrw",
        "1",
    ),
    (r"당일|즉일|即日|当日|same[\s-]day", "same_day"),
    (
        r"다음\s?날|이튿날|익일|翌日|(?<![a-z])(?:the )?(?:next|following)[\s-]day|overnight",
        "next_day",
    ),
    (r"오늘\s?(?:밤|저녁|중|안)|今夜|今晩|本日中|今日中|tonight|by the end of (?:the )?day", "0"),
    (
        (
            r"(?<!매)오늘(?!도\s?(?:좋은|즐거운|행복|편안|멋진))|本\s?日|今\s?日(?!も?は?\s?(?:良"
            r"|よ|いい))"
            r"|(?<![a-z])today(?![a-z])"
        ),
        "today",
    ),
    (r"이번\s?주말|今週末|this weekend", "weekend"),
    (r"다음\s?주|来週|next week", "next_week"),
    (r"이번\s?주|今週|this week(?!end)", "this_week"),
    (r"다음\s?달|来月|next month", "next_month"),
    (r"이번\s?달|今月|this month", "this_month"),
    (r"새벽\s?배송|早朝配達|(?:by|before) (?:the )?morning", "dawn"),
)
_RELATIVE_DAY = re.compile("|".join(f"(?P<r{i}>{words})" for i, (words, _) in enumerate(_RELATIVE)))
_CLAUSE_END = re.compile(r"[.!?。！？\n]")


def parse_date_claims(text: str, taken: Taken) -> Iterator[Claim]:
    """Days that are named."""
    for pattern in _CALENDAR:
        for found in taken.free_matches(pattern, text):
            groups = found.groupdict()
            month, day = _month(groups["m"] or ""), _small(groups["d"] or "")
            if not (1 <= month <= 12 and 1 <= day <= 31):
                continue
            year = groups.get("y") or "-"
            value = Value(ValueKind.DATE, f"{year}-{month:02d}-{day:02d}", "date")
            yield claim_of(ValueKind.DATE, found, (value,))
    for found in taken.free_matches(_NTH, text):
        yield claim_of(
            ValueKind.DATE, found, (Value(ValueKind.DATE, f"--{int(found['d']):02d}", "day"),)
        )
    for found in taken.free_matches(_MONTH_ONLY, text):
        month = int(found["m"]) if found["m"] else _month(found["word"])
        value = Value(ValueKind.DATE, f"-{month:02d}", "month")
        yield claim_of(ValueKind.DATE, found, (value,))
    for found in taken.free_matches(_WEEKDAYS, text):
        value = Value(ValueKind.DATE, _weekday(found), "weekday")
        yield claim_of(ValueKind.DATE, found, (value,))
    yield from _relative_claims(text, taken)


def _relative_claims(text: str, taken: Taken) -> Iterator[Claim]:
    for found in taken.free_matches(_RELATIVE_DAY, text):
        what = _RELATIVE[int(str(found.lastgroup)[1:])][1]
        start = max((end.end() for end in _CLAUSE_END.finditer(text, 0, found.start())), default=0)
        stop = _CLAUSE_END.search(text, found.end())
        end = stop.start() if stop else len(text)
        if what == "today":
            # It greets as often as it promises.
            if not _HAPPENS.search(text, start, end):
                continue
            what = "0"
        if what in ("same_day", "next_day"):
            what += _nearest(text, start, found.start(), found.end(), end)
        unit = "relative" if what.isdigit() else "token"
        yield claim_of(ValueKind.DATE, found, (Value(ValueKind.DATE, what, unit),))


def _nearest(text: str, start: int, first: int, last: int, end: int) -> str:
    """Whether that day is one of leaving or of arriving, by the nearest word; "" if neither.

    Korean and Japanese say it after the day; English before it, unless it follows at once.
    """
    after = _closest(text, last, end, is_first=True)
    if not text[first:last].isascii():
        return after[1] or _closest(text, start, first, is_first=False)[1]
    before = _closest(text, start, first, is_first=False)
    return after[1] if after[0] - last <= 2 and after[1] else before[1] or after[1]


def _closest(text: str, start: int, end: int, *, is_first: bool) -> tuple[int, str]:
    places = [
        (found.start(), name)
        for pattern, name in ((_LEAVE, ":leave"), (_ARRIVE, ":arrive"))
        for found in pattern.finditer(text, start, end)
    ]
    if not places:
        return (end + 99, "")
    return min(places) if is_first else max(places)


def _weekday(found: re.Match[str]) -> str:
    sign = found["ko"] or found["ja"] or found["mark"]
    if sign:
        order = _ORDERS[0] if sign in _ORDERS[0] else _ORDERS[1]
        return str(order.index(sign))
    return str(_ENGLISH_DAYS.index((found["en"] or found["short"])[:3]))


def _month(name: str) -> int:
    if name.isdigit():
        return int(name)
    for place, month in enumerate(_MONTHS, 1):
        if name[:3] == month[:3]:
            return place
    return _small(name)


_KOREAN = {sign: place for place, sign in enumerate("영일이삼사오육칠팔구")} | {"륙": 6, "유": 6}


def _small(text: str) -> int:
    """1 to 99 in digits or numerals; 0 where it is none. 시월 is ten, 유월 six."""
    if text.isdigit() and text.isascii():
        return int(text)
    text = text.replace("시", "십").replace("十", "십")
    tens, ten, ones = text.partition("십")
    reading = _KOREAN | _NUMERALS
    if not ten:
        tens, ones = "", text
    number = 10 * (reading.get(tens, 0) if tens else 1) if ten else 0
    return number + (reading.get(ones, -100) if ones else 0)
