"""When somebody wants to meet, as three languages say it: a moment, a part of a day, a day, a week.

Days are read apart from times of day, and put together in the zone of whoever speaks. An hour
without its half of the day is one at which people work: three is in the afternoon, ten is not.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from dangol.speak.understand.lexicon import Forms
from dangol.terms.instants import EPOCH, Instant, access_zone, instant_of

MORNING_AT = 8
"""Earlier hours without a half of the day are in the afternoon."""
MIDNIGHT = 24 * 60
EVENING = 18 * 60


class Wanted(msgspec.Struct, frozen=True):
    """A span in which somebody would meet; a moment begins and ends at once."""

    first: Instant
    last: Instant
    has_time: bool
    """An hour or a part of the day was named, and not only a day."""
    has_day: bool


_Days = tuple[date, date]
_MONTHS = list[str](
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
)
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_ENGLISH = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_KOREAN_DAYS, _JAPANESE_DAYS = list("월화수목금토일"), list("月火水木金土日")
_HOURS = {
    word: hour
    for hour, word in enumerate(
        ["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두"], 1
    )
}

_AHEAD = (
    (re.compile(r"(?:내일)?모레|明後日|あさって|day after tomorrow"), 2),
    (re.compile(r"글피|しあさって|明々後日"), 3),
    (re.compile(r"내일|낼(?![가-힣])|明日|あした|あす(?=[のにで午]|$)|\b(?:tomorrow|tmrw)\b"), 1),
    (re.compile(r"오늘|今日|本日|\btoday\b"), 0),
)
_WEEKDAY = (
    re.compile(
        r"(?P<week>이번주|다음주|담주|다다음주|차주)?(?:의)?(?P<ko>[월화수목금토일])(?:요일|욜)"
    ),
    re.compile(r"(?P<week>今週|来週|再来週|次)?の?(?P<ja>[月火水木金土日])曜"),
    re.compile(
        r"\b(?:(?P<week>this|next|coming|on) )?(?:week(?:'s)? (?:on )?)?"
        r"(?:(?P<en>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?days?\b"
        r"|(?P<short>mon|tues?|wed|thur?s?|fri|sat|sun)\b"
        r"(?:(?<=this ...)|(?<=next ...)|(?<=on ...)|(?= (?:at )?\d| morning| afternoon| evening)))"
        r"(?P<after> (?:of )?next week| week)?"
    ),
)
_WEEKS = {"이번주": 0, "今週": 0, "this": 0, "다음주": 1, "담주": 1, "차주": 1, "来週": 1} | {
    "next": 1,
    "다다음주": 2,
    "再来週": 2,
}
_WEEK = re.compile(
    r"(?P<two>다다음주|再来週|week after next)|(?P<one>다음주|담주|차주|来週|\bnext week\b)"
    r"|(?P<none>이번주|今週|\bthis week\b)"
)
_CALENDAR = (
    re.compile(r"(?<!\d)(?:(?P<y>20\d\d)[-/.年년])?(?P<m>1[0-2]|0?[1-9])[月월](?P<d>3[01]|[12]\d|0?[1-9])[日일]?"),
    re.compile(r"(?<!\d)(?P<y>20\d\d)[-/.](?P<m>1[0-2]|0?[1-9])[-/.](?P<d>3[01]|[12]\d|0?[1-9])(?!\d)"),
    re.compile(r"(?<![\d/.])(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])(?![\d/])"),
    re.compile(rf"\b{_MONTH} (?:the )?(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b(?!:)"),
    re.compile(rf"\b(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)? (?:of )?{_MONTH}\b"),
)  # fmt: skip
_DAY_ALONE = re.compile(
    r"(?<![\d월月.])(?P<d>3[01]|[12]\d|0?[1-9])(?:일(?!정|간|이내|안|[가-힣]?요일)|日(?!間|以内|程))"
    r"|\bthe (?P<e>3[01]|[12]\d|[1-9])(?:st|nd|rd|th)\b"
)

_LATE = r"오후|낮|저녁|밤|午後|昼|夕方|夜"
_EARLY = r"오전|아침|새벽|午前|朝"
_RANGE = re.compile(
    rf"(?P<part>{_EARLY}|{_LATE})?(?P<a>\d{{1,2}})(?:시|時|:00)?(?:~|-|–|에서|부터|から)"
    rf"(?:{_EARLY}|{_LATE})?(?P<b>\d{{1,2}})(?:시|時|:00)"
)
_RANGE_EN = re.compile(
    r"\b(?:between |from )?(?P<a>\d{1,2})(?::00)? ?(?P<pa>am|pm)?(?: and | to | ?- ?)"
    r"(?P<b>\d{1,2})(?::00)? ?(?P<pb>am|pm)\b"
)
_HOUR = re.compile(
    rf"(?P<part>{_EARLY}|{_LATE})?(?:に|の|에)?"
    r"(?:(?P<h>\d{1,2})|(?P<word>열한|열두|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열))"
    r"(?:시(?!간|작|즌|도)|時(?!間|期))(?:(?P<m>[0-5]?\d)[분分]|(?P<half>반|半))?"
)
_CLOCK = re.compile(
    rf"(?P<part>{_EARLY}|{_LATE})?(?<![\d:])(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?!\d)"
    r" ?(?P<after>a\.?m|p\.?m)?"
)
_AMPM = re.compile(
    r"(?<![\d:])(?P<h>1[0-2]|0?[1-9])(?::(?P<m>[0-5]\d))? ?(?P<after>a\.?m|p\.?m)(?![a-z])"
)
_AT = re.compile(
    r"\b(?:at|around|by) (?P<h>1[0-2]|[1-9])\b(?! ?(?:people|seats|%|:|/))"
    r"|\b(?P<o>1[0-2]|[1-9]) ?o'?clock"
)
_NOON = re.compile(r"정오|正午|\bnoon\b|\bmidday\b")
_PARTS: tuple[tuple[re.Pattern[str], int, int], ...] = (
    (re.compile(r"오전|아침|午前|朝|\bmorning\b"), 8 * 60, 12 * 60),
    (re.compile(r"점심|昼|\blunch"), 12 * 60, 14 * 60),
    (re.compile(r"오후|午後|\bafternoon\b"), 12 * 60, EVENING),
    (re.compile(r"저녁|夕方|夜|\bevening\b"), 17 * 60, 21 * 60),
)
_SINCE = re.compile(r"이후|후에|넘어서|以降|過ぎ|(?<!day )\bafter\b|\bonwards\b|\bor later\b")


def read_moment(forms: Forms, now: Instant, zone: str) -> Wanted | None:
    """The span that a text names; None where it names none.

    A span that is over is none. Laws: never raises; `first <= last`.
    """
    where = access_zone(zone)
    local = (EPOCH + timedelta(microseconds=now)).astimezone(where)
    days = _days(forms, local.date())
    minutes = _minutes(forms)
    if days is None and minutes is None:
        return None
    has_day, has_time = days is not None, minutes is not None
    if days is None:
        first = local.date()
        low = minutes[0] if minutes else 0
        if low <= local.hour * 60 + local.minute:
            first += timedelta(days=1)
        days = (first, first)
    low, high = minutes or (0, MIDNIGHT)
    if days[0] != days[1] and minutes is not None:
        days = (days[0], days[0])  # "next week at three": its first day, and the nearest to it
    first_at, last_at = _at(days[0], low, where), _at(days[1], high, where)
    if last_at < now:
        return None
    is_moment = low == high
    return Wanted(first_at if is_moment else max(first_at, now), last_at, has_time, has_day)


def _at(day: date, minute: int, zone: ZoneInfo) -> Instant:
    moment = datetime.combine(day, time(0), zone) + timedelta(minutes=min(minute, MIDNIGHT))
    return instant_of(moment)


def _days(forms: Forms, today: date) -> _Days | None:
    looks: tuple[Callable[[Forms, date], _Days | None], ...] = (
        _calendar_day,
        _weekday,
        _ahead,
        _week,
        _day_alone,
    )
    for look in looks:
        found = look(forms, today)
        if found is not None:
            return found
    return None


def _calendar_day(forms: Forms, today: date) -> _Days | None:
    for place, pattern in enumerate(_CALENDAR):
        found = pattern.search(forms.compact if place == 0 else forms.spaced)
        if found is None:
            continue
        groups = found.groupdict()
        month = int(groups["m"]) if groups.get("m") else _MONTHS.index(groups["month"][:3]) + 1
        year = int(groups["y"]) if groups.get("y") else today.year
        day = _date(year, month, int(groups["d"]))
        if day is not None and day < today and not groups.get("y"):
            day = _date(year + 1, month, int(groups["d"]))
        if day is not None:
            return day, day
    return None


def _weekday(forms: Forms, today: date) -> _Days | None:
    for place, pattern in enumerate(_WEEKDAY):
        found = pattern.search(forms.spaced if place == 2 else forms.compact)
        if found is None:
            continue
        number = (
            _KOREAN_DAYS.index(found["ko"])
            if place == 0
            else _JAPANESE_DAYS.index(found["ja"])
            if place == 1
            else _ENGLISH.index((found["en"] or found["short"])[:3])
        )
        week = found["week"] or ""
        if place == 2 and (found["after"] or _WEEK.search(forms.spaced)):
            week = "next" if "next week" in forms.spaced else week
        if place != 2 and not week and (named := _WEEK.search(forms.compact)):
            week = named[0]
        monday = today - timedelta(days=today.weekday())
        if week in _WEEKS:
            day = monday + timedelta(weeks=_WEEKS[week], days=number)
            day = day if day >= today else day + timedelta(weeks=1)
        else:
            day = today + timedelta(days=(number - today.weekday()) % 7)
        return day, day
    return None


def _ahead(forms: Forms, today: date) -> _Days | None:
    for pattern, days in _AHEAD:
        if pattern.search(forms.compact) or pattern.search(forms.spaced):
            day = today + timedelta(days=days)
            return day, day
    return None


def _week(forms: Forms, today: date) -> _Days | None:
    found = _WEEK.search(forms.compact) or _WEEK.search(forms.spaced)
    if found is None:
        return None
    weeks = {"two": 2, "one": 1, "none": 0}[str(found.lastgroup)]
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
    return max(monday, today), monday + timedelta(days=6)


def _day_alone(forms: Forms, today: date) -> _Days | None:
    found = _DAY_ALONE.search(forms.compact) or _DAY_ALONE.search(forms.spaced)
    if found is None:
        return None
    number = int(found["d"] or found["e"])
    month = today.replace(day=1)
    for _ in range(3):
        day = _date(month.year, month.month, number)
        if day is not None and day >= today:
            return day, day
        month = (month + timedelta(days=32)).replace(day=1)
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _minutes(forms: Forms) -> tuple[int, int] | None:
    """Minutes of the day, from and to; equal for a moment."""
    if found := _RANGE.search(forms.compact):
        first, last = int(found["a"]), int(found["b"])
        return _ordered(_hour(first, found["part"] or ""), _hour(last, found["part"] or ""))
    if found := _RANGE_EN.search(forms.spaced):
        after = found["pb"]
        return _ordered(_hour(int(found["a"]), found["pa"] or after), _hour(int(found["b"]), after))
    is_since = _SINCE.search(forms.compact) or _SINCE.search(forms.spaced)
    minute = _minute(forms)
    if minute is not None:
        return (minute, max(EVENING, minute)) if is_since else (minute, minute)
    for pattern, first, last in _PARTS:
        if pattern.search(forms.compact) or pattern.search(forms.spaced):
            return first, last
    return None


def _minute(forms: Forms) -> int | None:
    if found := _CLOCK.search(forms.spaced) or _CLOCK.search(forms.compact):
        part = found["part"] or found["after"] or ("24" if found["h"].startswith("0") else "")
        return _hour(int(found["h"]), part) + int(found["m"])
    if found := _AMPM.search(forms.spaced):
        return _hour(int(found["h"]), found["after"]) + int(found["m"] or 0)
    if found := _HOUR.search(forms.compact):
        hour = int(found["h"]) if found["h"] else _HOURS[found["word"]]
        if hour <= 24:
            return _hour(hour, found["part"] or "") + (
                30 if found["half"] else int(found["m"] or 0)
            )
    if found := _AT.search(forms.spaced):
        return _hour(int(found["h"] or found["o"]), "")
    if _NOON.search(forms.compact) or _NOON.search(forms.spaced):
        return 12 * 60
    return None


def _hour(hour: int, part: str) -> int:
    """Minutes of the day of that hour, by the half of the day that was named or that is likely."""
    part = part.replace(".", "")
    if hour > 12 or part == "24":
        return min(hour, 23) * 60
    if part == "pm" or (part and re.fullmatch(_LATE, part)):
        return (hour % 12 + 12) * 60
    if part == "am" or (part and re.fullmatch(_EARLY, part)):
        return (hour % 12) * 60
    return (hour if hour >= MORNING_AT else hour + 12) * 60


def _ordered(first: int, last: int) -> tuple[int, int]:
    return (first, last) if first <= last else (last, first)
