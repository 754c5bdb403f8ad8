"""When people of a workspace answer: the spans of each weekday, and the days on which nobody does.

They are written as people write them, in parts with semicolons between, in English, Korean or
Japanese; the record keeps the English:

    mon-fri 10:00-12:30 13:30-18:00; sat 10:00-14:00; closed 2026-12-25 2027-01-01
    평일 10:00-18:00; 휴무 2026-12-25
    月-金 10:00〜18:00; 休業 2026-12-31
    never
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TypeAlias

import msgspec

from dangol.terms.errors import InputError

Span: TypeAlias = tuple[int, int]
"""From and until. Units: minutes of the day; until is not in it."""
Week: TypeAlias = tuple[tuple[Span, ...], ...]
"""The spans of Monday to Sunday."""

DAY_MIN = 24 * 60
CLOSED_LIMIT = 400
TEXT_LIMIT = 10_000
NEVER = "never"

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = {
    **{name: place for place, name in enumerate(DAYS)},
    **{name: place for place, name in enumerate("월화수목금토일")},
    **{name: place for place, name in enumerate("月火水木金土日")},
}
_GROUPS = {
    **dict.fromkeys(("weekdays", "평일", "平日"), range(5)),
    **dict.fromkeys(("weekend", "weekends", "주말", "週末", "土日"), range(5, 7)),
    **dict.fromkeys(("daily", "매일", "毎日"), range(7)),
}
_CLOSED = frozenset(("closed", "휴무", "휴무일", "休業", "休業日", "定休"))
_NEVERS = frozenset((NEVER, "없음", "なし"))
_WORD = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_DASHES = str.maketrans(dict.fromkeys("–—~〜～", "-") | {"：": ":", "；": ";", "、": ","})


class UnusableHoursError(InputError):
    """Hours that cannot be read."""

    code = "workspace.unusable_hours"

    def __init__(self, part: str, why: str) -> None:
        super().__init__(
            f"{part[:60]!r}: {why}",
            hint='write them as in "mon-fri 10:00-18:00; sat 10:00-14:00; closed 2026-12-25"',
        )


class OpeningHours(msgspec.Struct, frozen=True):
    """When somebody is there."""

    week: Week
    closed_on: frozenset[date] = frozenset()

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The spans of that day, in order; none where nobody is there."""
        return () if day in self.closed_on else self.week[day.weekday()]


USUAL = OpeningHours((*[((9 * 60, 18 * 60),)] * 5, (), ()))
"""What is taken to hold where nobody has said: weekdays from nine to six."""


@lru_cache(512)
def parse_hours(text: str) -> OpeningHours:
    """The hours that the text says; the usual ones where it says nothing.

    Raises: UnusableHoursError (`workspace.unusable_hours`).
    """
    if len(text) > TEXT_LIMIT:
        raise UnusableHoursError(text, "this is too long")
    plain = text.translate(_DASHES).casefold()
    parts = [part.split() for part in re.split(r"[;\n]", plain) if part.strip()]
    if not parts:
        return USUAL
    if len(parts) == 1 and parts[0][0] in _NEVERS and len(parts[0]) == 1:
        return OpeningHours(((),) * 7)
    week: list[tuple[Span, ...] | None] = [None] * 7
    closed: set[date] = set()
    for words in parts:
        head, *rest = words
        said = " ".join(words)
        if head in _CLOSED:
            closed.update(_date_of(word) for word in rest)
            continue
        days = _days_of(head)
        spans = _spans_of(said, rest)
        for day in days:
            if week[day] is not None:
                raise UnusableHoursError(said, f"the hours of {DAYS[day]} stand there twice")
            week[day] = spans
    if all(spans is None for spans in week):
        raise UnusableHoursError(text, "no day is named")
    if len(closed) > CLOSED_LIMIT:
        raise UnusableHoursError(text, f"these are more than {CLOSED_LIMIT} closed days")
    return OpeningHours(tuple(spans or () for spans in week), frozenset(closed))


def render_hours(hours: OpeningHours) -> str:
    """The hours as the record keeps them. Law: `parse_hours(render_hours(h)) == h`."""
    parts: list[str] = []
    place = 0
    while place < 7:
        spans, first = hours.week[place], place
        while place < 7 and hours.week[place] == spans:
            place += 1
        if spans:
            name = DAYS[first] if place - first == 1 else f"{DAYS[first]}-{DAYS[place - 1]}"
            parts.append(f"{name} {render_spans(spans)}")
    if not parts:
        return NEVER
    if hours.closed_on:
        parts.append(" ".join(("closed", *(day.isoformat() for day in sorted(hours.closed_on)))))
    return "; ".join(parts)


def render_spans(spans: Iterable[Span]) -> str:
    """As in 10:00-12:30 13:30-18:00."""
    return " ".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _days_of(word: str) -> list[int]:
    found: list[int] = []
    for piece in word.split(","):
        if piece in _GROUPS:
            found += _GROUPS[piece]
            continue
        first, _, last = piece.partition("-")
        start = _day_of(first)
        end = _day_of(last) if last else start
        found += range(start, end + 1) if start <= end else (*range(start, 7), *range(end + 1))
    return list(dict.fromkeys(found))


def _day_of(word: str) -> int:
    short = word.removesuffix("요일").removesuffix("曜日").removesuffix("曜")
    english = _WORD.fullmatch(word)
    found = _NAMES.get(english[1] if english else short)
    if found is None:
        raise UnusableHoursError(word, "this is no day of the week")
    return found


def _spans_of(said: str, words: list[str]) -> tuple[Span, ...]:
    if len(words) == 1 and words[0] in _CLOSED:
        return ()
    spans: list[Span] = []
    for word in words:
        found = _SPAN.fullmatch(word)
        hours = [int(piece) for piece in found.groups()] if found else []
        if not hours or hours[1] > 59 or hours[3] > 59:
            raise UnusableHoursError(said, "the times are as in 10:00-18:00")
        start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
        if not start < end <= DAY_MIN:
            raise UnusableHoursError(
                said, "a span ends after it begins, on the same day; after midnight is the next day"
            )
        if spans and start < spans[-1][1]:
            raise UnusableHoursError(said, "the spans follow one another")
        spans.append((start, end))
    if not spans:
        raise UnusableHoursError(said, "the times are missing, as in 10:00-18:00")
    return tuple(spans)


def _date_of(word: str) -> date:
    try:
        return date.fromisoformat(word.strip(","))
    except ValueError:
        raise UnusableHoursError(word, "a closed day is as in 2026-12-25") from None
