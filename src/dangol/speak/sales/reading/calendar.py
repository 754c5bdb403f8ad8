"""The words for times to come, and what each means on a given day.

    a day      2026-12-14        a month  2026-12
    a quarter  2027-Q1           a year   2027

A month without a year is the next one of that name; so is a quarter. "Within two months" is the
month in which they end. The Japanese business year ends with March.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TypeAlias

from dangol.speak.sales.reading.patterns import Words

Reading: TypeAlias = Callable[[re.Match[str], date], str]
"""What a match means on a day; "" for nothing."""


_MONTHS = (
    "january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun", "july|jul",
    "august|aug", "september|sept|sep", "october|oct", "november|nov", "december|dec",
)  # fmt: skip
_MONTH_OF = {name: at for at, names in enumerate(_MONTHS, 1) for name in names.split("|")}
_COUNT_WORDS = (
    "한 일 一 a an one the",
    "두 두어 한두 이 二 一二 two couple a_couple a_couple_of couple_of",
    "세 석 두세 몇 삼 三 二三 数 three few a_few",
    "네 넉 서너 四 four",
    "다섯 五 five",
    "여섯 육 六 six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_COUNTS = {
    word.replace("_", " "): count
    for count, words in enumerate(_COUNT_WORDS, 1)
    for word in words.split()
}
_YEARS_KO = {
    "올해": 0,
    "금년": 0,
    "내년": 1,
    "내후년": 2,
    "명년": 1,
    "작년": -1,
    "재작년": -2,
    "지난해": -1,
}
_YEARS_JA = {"今年": 0, "本年": 0, "来年": 1, "再来年": 2, "昨年": -1, "去年": -1, "翌年": 1}
_QUARTERS = {
    sign: at for signs in ("1234", "一二三四", "일이삼사") for at, sign in enumerate(signs, 1)
}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_WEEKDAYS = (
    "월月", "화火", "수水", "목木", "금金", "토土", "일日",
)  # fmt: skip
_SEASONS = {
    1: "겨울 冬 winter",
    2: "봄 春 spring",
    3: "여름 夏 summer",
    4: "가을 秋 fall autumn",
}
_WEEKDAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _month(today: date, ahead: int) -> str:
    months = today.year * 12 + today.month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1).isoformat()[:7]


def _quarter(today: date, ahead: int) -> str:
    quarters = today.year * 4 + (today.month - 1) // 3 + ahead
    return f"{quarters // 4:04}-Q{quarters % 4 + 1}"


def _year_of(found: re.Match[str], today: date) -> int | None:
    """The year that the match names, by figures or relative to today."""
    said = found.groupdict().get("year")
    if not said:
        return None
    digits = re.search(r"\d{2,4}", said)
    if digits:
        year = int(digits[0])
        return year + 2000 if year < 100 else year
    said = said.replace("の", "").strip()
    known = {**_YEARS_KO, **_YEARS_JA, "next year": 1, "this year": 0, "of next year": 1}
    ahead = next((known[name] for name in sorted(known, key=len)[::-1] if name in said), None)
    return None if ahead is None else today.year + ahead


def _month_or_day(month: int, found: re.Match[str], today: date) -> str:
    if not 1 <= month <= 12:
        return ""
    year = _year_of(found, today)
    day = found.groupdict().get("day")
    if year is None:
        is_over = month < today.month or bool(day and month == today.month and int(day) < today.day)
        year = today.year + is_over
    if year < today.year or (year == today.year and month < today.month):
        return ""
    if day:
        at = date(year, month, int(day))
        return at.isoformat() if at >= today else ""
    return date(year, month, 1).isoformat()[:7]


def _figures_month(found: re.Match[str], today: date) -> str:
    return _month_or_day(int(found["month"]), found, today)


def _english_month(found: re.Match[str], today: date) -> str:
    return _month_or_day(_MONTH_OF[found["month"]], found, today)


def _named_quarter(found: re.Match[str], today: date) -> str:
    said = found["quarter"] or ""
    quarter = _QUARTERS.get(said) or _ORDINALS.get(said, 0)
    year = _year_of(found, today)
    if year is None:
        year = today.year + (quarter < (today.month + 2) // 3)
    is_over = (year, quarter) < (today.year, (today.month + 2) // 3)
    return "" if is_over or not quarter else f"{year:04}-Q{quarter}"


def _ahead(found: re.Match[str], today: date) -> str:
    """So many days, weeks, months or years from today."""
    said = re.split(r"~|-| to | or |、", found["count"])[-1].strip() if found["count"] else "1"
    count = int(said) if said.isdigit() else _COUNTS.get(said, 0)
    unit = found["unit"]
    if not 0 < count <= 120:
        return ""
    if unit in ("일", "日") or unit.startswith("day"):
        return (today + timedelta(days=count)).isoformat()
    if unit.startswith(("주", "週", "week")):
        return (today + timedelta(weeks=count)).isoformat()
    if unit.startswith(("년", "해", "年", "year")):
        return _month(today, 12 * count)
    return _month(today, count)


def _weekday(found: re.Match[str], today: date) -> str:
    said = found["weekday"]
    place = next(
        (at for at, signs in enumerate(_WEEKDAYS) if said in signs),
        _WEEKDAYS_EN.index(said) if said in _WEEKDAYS_EN else 0,
    )
    monday = today - timedelta(days=today.weekday())
    if found["next"]:
        monday += timedelta(weeks=1)
        return (monday + timedelta(days=place)).isoformat()
    at = monday + timedelta(days=place)
    return (at if at >= today else at + timedelta(weeks=1)).isoformat()


def _season(found: re.Match[str], today: date) -> str:
    said = found["season"]
    quarter = next(at for at, words in _SEASONS.items() if said in words.split())
    year = today.year + (quarter <= (today.month + 2) // 3)
    return f"{year:04}-Q{quarter}"


def _next_monday(today: date) -> str:
    return (today + timedelta(days=7 - today.weekday())).isoformat()


def _business_year_end(today: date) -> str:
    return f"{today.year + (today.month > 3)}-03"


def _half(found: re.Match[str], today: date) -> str:
    year = _year_of(found, today)
    if not found["half"]:
        return ""
    is_first = found["half"] in ("상", "上", "first", "h1", "1")
    if year is None:
        year = today.year + (is_first and today.month > 6)
    return "" if year < today.year else f"{year:04}"


def _some_year(found: re.Match[str], today: date) -> str:
    said = found["year"] or found["year2"]
    year = int(said) if said else today.year + 1
    return f"{year:04}" if year >= today.year else ""


def _part_of_year(found: re.Match[str], today: date) -> str:
    quarter = {"early": 1, "mid": 2, "late": 4}[found["part"]]
    return f"{int(found['year']):04}-Q{quarter}" if int(found["year"]) >= today.year else ""


def _few(found: re.Match[str], today: date) -> str:
    return _month(today, 3 if found["unit"] == "months" else 1)


_READINGS: Mapping[str, Reading] = {
    "iso": _figures_month,
    "half": _half,
    "quarter": _named_quarter,
    "month": _figures_month,
    "month_en": _english_month,
    "season": _season,
    "ahead": _ahead,
    "weekday": _weekday,
    "part_of_year": _part_of_year,
    "few": _few,
    "year": _some_year,
    "this_month": lambda _, today: _month(today, 0),
    "next_month": lambda _, today: _month(today, 1),
    "month_after_next": lambda _, today: _month(today, 2),
    "half_a_year": lambda _, today: _month(today, 6),
    "this_quarter": lambda _, today: _quarter(today, 0),
    "next_quarter": lambda _, today: _quarter(today, 1),
    "this_year": lambda _, today: f"{today.year:04}",
    "year_after_next": lambda _, today: f"{today.year + 2:04}",
    "new_year": lambda _, today: f"{today.year + 1:04}-Q1",
    "year_end": lambda _, today: f"{today.year:04}-12",
    "next_week": lambda _, today: _next_monday(today),
    "business_year": lambda _, today: _business_year_end(today),
    "next_business_year": lambda _, today: _business_year_end(today)[:5] + "04",
}


def value_of(words: Words, found: re.Match[str], today: date) -> str:
    """What a match of the words means on that day; "" where it means no time to come.

    Laws: never raises.
    """
    try:
        value = _READINGS[words.read](found, today)
    except (ValueError, OverflowError):  # the 31st of February, or a year far away
        return ""
    return value if value[4:5] in ("", "-") else ""
