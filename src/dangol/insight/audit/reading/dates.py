"""Dates and times of day in a text, in Korean, Japanese and English."""

import re
from datetime import date, timedelta
from functools import lru_cache

import msgspec

_MONTHS = "january february march april may june july august september october november december"
_MONTH_OF = {name[:3]: at for at, name in enumerate(_MONTHS.split(), 1)}
_EN_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATE = (
    r"(?<![0-9A-Za-z])(?P<iy>(?:19|"
    r"20)[0-9]{2})(?P<is>[-/.]) ?(?P<im>[0-9]{1,2})(?P=is) ?(?P<id>[0-9]{1,2})(?![0-9])\.?"
    r"|(?:(?P<cy>(?:19|"
    r"20)[0-9]{2})\s?[년年]\s?)?(?P<cm>[0-9]{1,2})\s?[월月]\s?(?P<cd>[0-9]{1,2})\s?[일日](?![간間])"
    rf"|(?<![0-9.,])(?P<ed>[0-9]{{1,2}})(?:st|nd|rd|"
    rf"th)?(?: of)? (?P<em>{_EN_MONTH})(?:,? (?P<ey>(?:19|20)[0-9]{{2}}))?\b"
    rf"|\b(?P<fm>{_EN_MONTH}) (?P<fd>[0-9]{{1,2}})(?:st|nd|rd|"
    rf"th)?(?![0-9:])(?:,? (?P<fy>(?:19|20)[0-9]{{2}}))?\b"
)
_CLOCK = (
    r"(?P<half>오전|오후|午前|"
    r"午後)?\s?(?<![0-9:.])(?:(?P<h>[0-2]?[0-9]):(?P<m>[0-5][0-9])(?::(?P<s>[0-5][0-9]))?(?![0-9:])"
    r"|(?P<ch>[0-2]?[0-9])(?:시(?![간스])|時(?!間|"
    r"点))\s?(?:(?P<cmin>[0-5]?[0-9])\s?[분分](?![의間の]))?)"
    r"(?:\s?(?P<ampm>[ap]\.?m\.?)\b)?"
)
_LOOSE = (
    r"(?:(?:19|20)[0-9]{2}\s?[년年](?:度|"
    r"도)?\s?)?[0-9]{1,2}(?:\s?[~-]\s?[0-9]{1,2})?\s?(?:월|月)(?!\s?[0-9]{1,2}\s?[일日])"
    r"|(?:19|20)[0-9]{2}\s?(?:년도?|年度?)(?!\s?간)(?:\s?[1-4]\s?(?:분기|四半期|Q))?"
    r"|(?<![0-9.])[1-4]\s?(?:분기|四半期)|第[1-4]四半期|\b[QH][1-4]\b|\b[1-4][QH]\b|"
    r"[상하]반기|[上下]半?期|(?<![0-9.])[1-4]\s?(?:학기|学期)"
    r"|(?<![0-9A-Za-z])(?:19|20)[0-9]{2}[-/.](?:0?[1-9]|1[0-2])(?![0-9.-])"
    rf"|\b{_EN_MONTH}(?:,? (?:19|20)[0-9]{{2}})?\b(?! [0-9]{{1,2}}\b)"
    r"|(?<![0-9])[0-9]{1,2}/[0-9]{1,2}(?![0-9/%])|'[0-9]{2}\b"
    r"|(?<=[월月~])\s?[0-9]{1,2}\s?[일日](?![간間])|(?<![0-9])[0-9]{1,2}\s?日(?=まで|から|"
    r"に|時点|現在|、|時)"
    r"|(?<![0-9])[0-9]{1,2}일(?=까지|부터|에|자|,)"
)
DATE = re.compile(_DATE)
CLOCK = re.compile(_CLOCK)
TEMPORAL = re.compile(
    "|".join(
        re.sub(r"\?P<\w+>", "?:", part) for part in (_DATE.replace("(?P=is)", "[-/.]"), _CLOCK)
    )
    + "|"
    + _LOOSE
)
"""All that tells a date, a month or a time of day: none of it is a figure."""
_PERIOD = re.compile(
    r"(?:(?P<y>(?:19|20)[0-9]{2})\s?(?:年度?|년도?)?[-/. ]?\s?)?(?P<m>1[0-2]|0?[1-9])\s?(?:월|月)"
    r"|(?P<iy>(?:19|20)[0-9]{2})[-/.](?P<im>0[1-9]|1[0-2])(?![0-9])"
    rf"|\b(?P<em>{_EN_MONTH})(?!\w)(?:,? (?P<ey>(?:19|20)[0-9]{{2}}))?"
    r"|(?P<q>[1-4])\s?(?:분기|四半期|Q\b)|\bQ(?P<eq>[1-4])\b|第(?P<jq>[1-4])四半期"
    r"|(?P<half>[상하]반기|[上下]半?期|\bH[12]\b|[12]\s?(?:학기|学期))"
    r"|(?P<oy>(?:19|20)[0-9]{2})(?![0-9-]|[,.][0-9])"
)


class Day(msgspec.Struct, frozen=True):
    """A date as it stands in a text; without its year where that is not written."""

    start: int
    end: int
    year: int | None
    month: int
    day: int


class Clock(msgspec.Struct, frozen=True):
    """A time of day as it stands in a text."""

    start: int
    end: int
    second: int
    """Since midnight."""


@lru_cache(maxsize=4096)
def read_days(text: str) -> tuple[Day, ...]:
    """The dates of the text; those that no calendar has are left out."""
    days: list[Day] = []
    text = text.replace("\n", " ")
    for found in DATE.finditer(text):
        year = found["iy"] or found["cy"] or found["ey"] or found["fy"]
        named = found["em"] or found["fm"]
        month = _MONTH_OF[named[:3].lower()] if named else int(found["im"] or found["cm"])
        day = int(found["id"] or found["cd"] or found["ed"] or found["fd"])
        if date_of(int(year) if year else 2024, month, day) is not None:
            own = Day(*found.span(), int(year) if year else None, month, day)
            if early := _EARLY.search(text, max(0, own.start - 12), own.start):
                days.append(_day(own, early.span(), own.month, int(early[1])))
            days.append(own)
            if late := _LATE.match(text, own.end):
                last = _day(own, late.span(), int(late[1] or month), int(late[2] or late[3]))
                days.append(last)
    for found in _SLASHED.finditer(text):
        a, b, c, d = (int(found[at]) for at in range(1, 5))
        one, other = (a, b), (c, d)
        if max(one[0], other[0]) > 12:
            one, other = one[::-1], other[::-1]
        if max(one[0], other[0]) <= 12:
            days.append(Day(found.start(1), found.end(2), None, *one))
            days.append(Day(found.start(3), found.end(4), None, *other))
    return tuple(one for one in days if date_of(one.year or 2024, one.month, one.day))


_LATE = re.compile(
    r"\s?(?:~|–|—|-|부터|에서|"
    r"から)\s?(?:(?:([0-9]{1,2})\s?[-./])\s?)?(?:([0-9]{1,2})\s?[일日](?![간間])|"
    r"(?<=[~–-])([0-9]{1,2})(?![0-9:./-]|\s?[월月년年시時일日]))"
)
_SLASHED = re.compile(
    r"(?<![0-9/.])([0-9]{1,2})/([0-9]{1,2})(?:\s?[(][^()]{1,4}[)])?\s?(?:~|–|—|-|から|"
    r"부터)\s?([0-9]{1,2})/([0-9]{1,2})(?![0-9/])"
)
_EARLY = re.compile(r"(?<![0-9])([0-9]{1,2})\s?(?:–|-|~|to|and)\s?$")


def _day(like: Day, span: tuple[int, int], month: int, day: int) -> Day:
    return Day(span[0], span[1], like.year, month, day)


@lru_cache(maxsize=4096)
def read_clocks(text: str) -> tuple[Clock, ...]:
    """The times of day of the text."""
    clocks: list[Clock] = []
    for found in CLOCK.finditer(text):
        hour = int(found["h"] or found["ch"])
        minute = int(found["m"] or found["cmin"] or 0)
        half = (found["half"] or found["ampm"] or "")[:2].lower()
        if half in ("오후", "午後", "pm", "p.") and hour < 12:
            hour += 12
        if half in ("오전", "午前", "am", "a.") and hour == 12:
            hour = 0
        if hour <= 24:
            second = hour * 3600 + minute * 60 + int(found["s"] or 0)
            clocks.append(Clock(*found.span(), second))
    return tuple(clocks)


def date_of(year: int, month: int, day: int) -> date | None:
    """The date, or None where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def days_between(first: Day, last: Day, year: int | None) -> tuple[int, ...]:
    """How many days lie between the two; in a leap year and another where no year is known."""
    known = first.year or last.year or year
    spans = {_days(first, last, one) for one in ([known] if known else [2023, 2024])}
    return tuple(sorted(span for span in spans if span is not None))


def _days(first: Day, last: Day, year: int) -> int | None:
    if first.year is None and last.year is not None:
        ends = [last.year]
        begins = [last.year, last.year - 1]
    else:
        begins = [first.year or year]
        ends = [last.year] if last.year else [begins[0], begins[0] + 1]
    for begin_year in begins:
        for end_year in ends:
            begin = date_of(begin_year, first.month, first.day)
            end = date_of(end_year, last.month, last.day)
            if begin is not None and end is not None and end >= begin:
                return (end - begin).days
    return None


def months_between(first: date, days: int) -> tuple[int, int]:
    """The full months, and those begun, in so many days from the first."""
    last = first + timedelta(days=days)
    months = (last.year - first.year) * 12 + last.month - first.month
    return (months - (last.day < first.day), months + (last.day > first.day))


@lru_cache(maxsize=4096)
def read_periods(text: str) -> frozenset[str]:
    """The months, quarters, halves and years that the text names, as `m8`, `q3`, `y2025`."""
    found: set[str] = set()
    for one in _PERIOD.finditer(text):
        named = one["em"]
        month = str(_MONTH_OF[named[:3].lower()]) if named else one["m"] or one["im"]
        if month:
            found.add(f"m{int(month)}")
        if quarter := one["q"] or one["eq"] or one["jq"]:
            found.add(f"q{quarter}")
        if one["half"]:
            found.add(f"h{one['half']}")
        if year := one["y"] or one["iy"] or one["ey"] or one["oy"]:
            found.add(f"y{year}")
    return frozenset(found)
