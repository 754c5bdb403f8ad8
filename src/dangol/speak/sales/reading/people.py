"""How many people: numbers with a unit that makes them a team, and none of the others.

Each number is looked at with what stands before and after it. A unit of people makes it a
candidate; customers, prices, minutes and the like unmake it. Of several the one said of the team
that would use it wins, then the one that was not taken back, then the first.
"""

import re
from decimal import Decimal

import msgspec

from dangol.speak.sales.reading.found import Found, Spans, is_in
from dangol.speak.sales.reading.numerals import Amount, numbers_in
from dangol.speak.sales.reading.patterns import pattern
from dangol.speak.sales.reading.seen import Seen

MOST = 10_000_000
LARGE = 1_000
SHORT = 40
"""Letters of an answer that may be a bare number."""

_UNIT = pattern("people", "unit")
_MINUTES_OR_PEOPLE = pattern("people", "minutes_or_people")
_HITO = re.compile(r"ひとり|ふたり")
_AFTER = pattern("people", "after")
_BEFORE = pattern("people", "before")
_JOIN = pattern("people", "join")
_AGENTS = pattern("people", "agents")
_STAFF = pattern("people", "staff")
_CUSTOMERS = pattern("people", "customers")
_ADDED = pattern("people", "added")
_NOT_TEAM_AFTER = pattern("people", "not_team_after")
_TAKEN_BACK = pattern("people", "taken_back")
_NOT = re.compile(r"(?:not|n't) (?:a team of )?$")
_PAST, _PAST_AFTER = pattern("people", "past"), pattern("people", "past_after")
_FUTURE, _FUTURE_AFTER = pattern("people", "future"), pattern("people", "future_after")
_PRESENT = pattern("people", "present")
_MENDING = pattern("people", "mending")
_TEAM_BEFORE = pattern("people", "team_before")
_TRAP = pattern("people", "trap")
_BARE_AFTER = pattern("people", "bare_after")
_LABEL_BEFORE = pattern("people", "label_before")
_COUNTER_AFTER = pattern("people", "counter_after")
_MONEY_BEFORE = pattern("people", "money_before")
_ALONE = pattern("people", "alone")


class _Candidate(msgspec.Struct):
    low: Decimal
    high: Decimal | None
    start: int
    end: int
    rank: float
    is_taken_back: bool


def read_people(seen: Seen, *, is_asked: bool, pointed: Spans = ()) -> Found | None:
    """How many people are on the team, as `20`, `20-50`, `100-` or `-10`.

    A bare number in a place that is pointed at needs nothing beside it to be an answer, but what
    is known to be something else, a floor, an hour or a number of shops, stays that.

    Laws: never raises.
    """
    numbers = numbers_in(seen)
    found: list[_Candidate] = []
    place = 0
    while place < len(numbers):
        one, place = _joined(seen, numbers, place)
        candidate = _candidate(
            seen, one, has_earlier=bool(found), is_asked=is_asked, pointed=pointed
        )
        if candidate is not None:
            found.append(candidate)
    kept = [one for one in found if not one.is_taken_back]
    if not kept:
        alone = _ALONE.search(seen.plain)
        return Found("1", *alone.span()) if alone else None
    best = max(kept, key=lambda one: one.rank)
    return Found(render_range(best.low, best.high), best.start, best.end)


def render_range(low: Decimal, high: Decimal | None) -> str:
    """`20`, `20-50`, `100-` where there is no upper bound, `-10` where there is no lower one."""
    if high is None:
        return f"{_plain(low)}-"
    if low == high:
        return _plain(low)
    return f"-{_plain(high)}" if low == 0 else f"{_plain(low)}-{_plain(high)}"


def _plain(value: Decimal) -> str:
    return str(int(value)) if value == value.to_integral() else f"{value.normalize():f}"


def _joined(seen: Seen, numbers: list[Amount], place: int) -> tuple[Amount, int]:
    """The number at that place, with the next where the two are the ends of a range."""
    one = numbers[place]
    if place + 1 == len(numbers):
        return one, place + 1
    other = numbers[place + 1]
    between = seen.plain[one.end : other.start]
    joint = _JOIN.match(between) if len(between) <= 14 else None
    if joint is None or other.high <= one.low:
        return one, place + 1
    if between.strip() == "and" and not seen.head(one.start, 10).endswith("between "):
        return one, place + 1
    scale = other.scale if one.scale == 1 and other.scale >= 1000 and one.low < 1000 else 1
    low = one.low * scale if one.low * scale < other.high else one.low
    start = one.start - (len("between ") if between.strip() == "and" else 0)
    return Amount(low, other.high, start, other.end, other.scale), place + 2


def _candidate(
    seen: Seen, one: Amount, *, has_earlier: bool, is_asked: bool, pointed: Spans
) -> _Candidate | None:
    head, tail = seen.head(one.start), seen.tail(one.end)
    unit = _UNIT.match(tail)
    if unit is None and (one.scale == 1 and tail[:2].strip().startswith("분")):
        is_native = not seen.plain[one.start].isdigit()
        people = _MINUTES_OR_PEOPLE.match(tail)
        has_team = bool(_AGENTS.search(head[-14:]) or _STAFF.search(head[-14:]))
        unit = people if people and (is_native or has_team) else None
    is_hito = _HITO.match(seen.plain[one.start : one.end]) is not None
    end = one.end + (unit.end() if unit else 0)
    before = _BEFORE.search(head[-24:])
    after = _AFTER.match(seen.tail(end, 24))
    if unit is None and not is_hito:
        whole = len(seen.plain.strip()) <= SHORT
        is_trap = _TRAP.match(tail) or _MONEY_BEFORE.search(head[-12:])
        led = head[: before.start() + len(head) - len(head[-24:])] if before else head
        is_named = _TEAM_BEFORE.search(head[-40:]) or _TEAM_BEFORE.search(led[-40:])
        is_mended = has_earlier and _MENDING.search(led[-30:])
        is_answer = is_asked and whole and _BARE_AFTER.match(seen.tail(end, 30))
        if pointed:
            is_answer = one.high < LARGE and is_in(pointed, one.start, one.end)
            is_answer = is_answer and not _COUNTER_AFTER.match(tail)
        is_answer = is_answer and not _LABEL_BEFORE.search(led[-40:])
        if is_trap or not (is_named or is_mended or is_answer):
            return None
    start = one.start - (len(before[0]) if before else 0)
    end += after.end() if after else 0
    left, right = seen.head(start), seen.tail(end, 30)
    gap = (unit["gap"] or "") if unit and unit.re is _UNIT.compiled else ""
    if (
        _CUSTOMERS.search(left[-24:])
        or _ADDED.search(left[-16:])
        or _NOT_TEAM_AFTER.match(right)
        or _NOT_TEAM_AFTER.match(tail[unit.end() :] if unit else "")
        or re.search(r"monthly|active|daily|more|new|other|minute|hour|day|percent|a month", gap)
        or re.match(r"(?:per|/) ?$", left[-4:])
        or (unit is not None and _MONEY_BEFORE.search(left[-3:]) is not None)
        or one.high > MOST
    ):
        return None
    low, high = one.low, one.high
    has_plus = unit is not None and unit.re is _UNIT.compiled and bool(unit["plus"])
    if low < high:
        bounds: tuple[Decimal, Decimal | None] = (low, high)
    elif (
        one.is_open
        or has_plus
        or (before and before["least"])
        or (after and (after["least"] or after[0] == "+"))
    ):
        bounds = (low, None)
    elif (before and before["most"]) or (after and after["most"]):
        bounds = (Decimal(0), high)
    else:
        bounds = (low, high)
    around = f"{left[-14:]} {unit[0] if unit else ''}{re.split('[、,]', right)[0][:8]}"
    rank = 3.0 if _AGENTS.search(around) else 2.0 if _STAFF.search(around) else 1.0
    is_users = unit is not None and "user" in unit[0]
    if low >= LARGE and not is_asked and (rank == 1.0 or is_users):
        return None  # so many are customers, unless somebody says whose they are
    is_present = _PRESENT.search(left[-30:]) is not None
    is_past = not is_present and bool(_PAST.search(left[-30:]) or _PAST_AFTER.match(right))
    if _FUTURE.search(left[-40:]) or _FUTURE_AFTER.match(right):
        rank -= 0.6
    rank += 0.3 * is_present
    is_taken_back = is_past or bool(_TAKEN_BACK.match(right) or _NOT.search(left[-16:]))
    if has_earlier and _MENDING.search(left[-30:]):
        rank = 9.0
    return _Candidate(bounds[0], bounds[1], start, end, rank, is_taken_back)
