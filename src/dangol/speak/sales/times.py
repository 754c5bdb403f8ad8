"""Which times of a host are free, and which few of them are offered.

A time begins on the clock's half hours within the host's working hours, or just when it was asked
for. It keeps the host's buffer before and after whatever stands in their calendar or has been
given to somebody, and a day holds no more than the host takes. Of those that are free the nearest
to what was wanted are offered; where nothing was wanted, three that lie apart, at hours at which
the visitor is awake.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dangol.speak.sales.motion import MeetingTime
from dangol.speak.sales.team import Host
from dangol.speak.sales.work import Span, WorkSpan, clock_instant, work_spans
from dangol.terms.instants import (
    DAY_US,
    EPOCH,
    HOUR_US,
    MINUTE_US,
    QUARTER_US,
    Instant,
    access_zone,
    day_of,
    hour_of,
)

MOST_OFFERED = 3
GRID_MIN = 30
NOTICE_US = 30 * MINUTE_US
"""Nobody is surprised by a meeting that begins sooner."""
HORIZON_DAYS = 14
APART_US = 3 * HOUR_US
SOONEST = Span(Instant(0), Instant(0))
"""What is wanted by whoever names no time; one who names a moment wants a span without length."""
AWAKE = range(8, 21)
"""Hours of the visitor's day at which a time may begin that they did not ask for."""


def free_times(
    host: Host,
    busy: Sequence[Span],
    taken: Sequence[Span],
    now: Instant,
    *,
    holidays: Collection[date] = (),
    wanted: Span = SOONEST,
) -> tuple[MeetingTime, ...]:
    """Every free time of the host in the coming fortnight, in order.

    `busy` is what stands in their calendar, `taken` the meetings that were given here. A moment
    that is wanted is looked at also where it is not on a half hour.
    Laws: none touches what is busy or taken, nor the buffer around it; all lie inside the hours
    and on no holiday; with those taken, no day has more than `most_per_day`.
    """
    zone = access_zone(host.zone)
    length_us = host.meeting_min * MINUTE_US
    blocked = _blocked((*busy, *taken), host.buffer_min * MINUTE_US)
    beginnings = [span.starts_at for span in blocked]
    given: dict[date, int] = {}
    for span in taken:
        day = day_of(span.starts_at, zone)
        given[day] = given.get(day, 0) + 1
    soonest, latest = now + NOTICE_US, now + HORIZON_DAYS * DAY_US
    moment = wanted.starts_at if wanted.starts_at == wanted.ends_at else Instant(0)
    free: list[MeetingTime] = []
    for work in work_spans(host, holidays, now, HORIZON_DAYS + 1):
        if given.get(work.day, 0) >= host.most_per_day:
            continue
        for starts_at in _starts(work, host.meeting_min, zone, moment):
            ends_at = Instant(starts_at + length_us)
            if not soonest <= starts_at <= latest:
                continue
            before = bisect_right(beginnings, ends_at - 1) - 1
            if before < 0 or blocked[before].ends_at <= starts_at:
                free.append(
                    MeetingTime(host.host_id, host.name, Instant(starts_at), ends_at, host.zone)
                )
    return tuple(free)


def offered_times(
    free: Iterable[MeetingTime],
    zone: str,
    *,
    wanted: Span = SOONEST,
) -> tuple[MeetingTime, ...]:
    """At most three of the free times, the nearest to what was wanted first.

    `zone` is the visitor's. Of several hosts at one time the first is meant: give the free times
    of the better host first.
    """
    once: dict[Instant, MeetingTime] = {}
    for one in free:
        once.setdefault(one.starts_at, one)
    times = sorted(once.values(), key=lambda one: one.starts_at)
    place = access_zone(zone)
    if wanted == SOONEST:
        return _apart(_awake(times, place), place)
    since, until = wanted
    if since == until:
        nearest = sorted(times, key=lambda one: (abs(one.starts_at - since), one.starts_at))
        return tuple(nearest[:MOST_OFFERED])
    inside = [one for one in times if since <= one.starts_at < until]
    chosen = _apart(_awake(inside, place), place)
    others = sorted(
        (one for one in times if one not in inside),
        key=lambda one: max(since - one.starts_at, one.starts_at - until),
    )
    others = _awake(others, place)
    return (*chosen, *others[: MOST_OFFERED - len(chosen)])


def is_wanted(time: MeetingTime, wanted: Span) -> bool:
    """Whether that time is what was asked for; any is where nothing was."""
    if wanted.starts_at == wanted.ends_at:
        return wanted == SOONEST or time.starts_at == wanted.starts_at
    return wanted.starts_at <= time.starts_at < wanted.ends_at


def _starts(work: WorkSpan, length_min: int, zone: ZoneInfo, moment: Instant) -> list[Instant]:
    """When a meeting may begin so that it ends within the span, by the host's clock."""
    last_min = work.last_min - length_min
    first_on_grid = -(-work.first_min // GRID_MIN) * GRID_MIN
    minutes = {work.first_min, *range(first_on_grid, last_min + 1, GRID_MIN)}
    if moment % QUARTER_US == 0 and work.span.starts_at <= moment < work.span.ends_at:
        clock = _clock(moment, zone)
        minutes.add(clock.hour * 60 + clock.minute)
    inside = sorted(minute for minute in minutes if work.first_min <= minute <= last_min)
    if _is_even(work, zone):
        since = work.span.starts_at - work.first_min * MINUTE_US
        return [Instant(since + minute * MINUTE_US) for minute in inside]
    starts = ((clock_instant(work.day, minute, zone), minute) for minute in inside)
    return [at for at, minute in starts if _is_plain(at, minute, length_min, zone)]


def _is_even(work: WorkSpan, zone: ZoneInfo) -> bool:
    """Whether the clock runs through the whole span without being changed, as on nearly any day."""
    begins, ends = _clock(work.span.starts_at, zone), _clock(work.span.ends_at, zone)
    shows = begins.hour * 60 + begins.minute
    return shows == work.first_min and begins.utcoffset() == ends.utcoffset()


def _is_plain(starts_at: Instant, minute: int, length_min: int, zone: ZoneInfo) -> bool:
    """Whether the clock shows that minute then, and is not changed before the meeting ends."""
    begins, ends = (
        _clock(Instant(at), zone) for at in (starts_at, starts_at + length_min * MINUTE_US)
    )
    shows = begins.hour * 60 + begins.minute
    return shows == minute and begins.utcoffset() == ends.utcoffset()


def _clock(at: Instant, zone: ZoneInfo) -> datetime:
    return (EPOCH + timedelta(microseconds=at)).astimezone(zone)


def _blocked(spans: Iterable[Span], buffer_us: int) -> list[Span]:
    """The spans with the buffer around each, in order, none touching another."""
    merged: list[Span] = []
    for starts_at, ends_at in sorted(spans):
        if ends_at <= starts_at:
            continue
        first, last = Instant(starts_at - buffer_us), Instant(ends_at + buffer_us)
        if merged and first <= merged[-1].ends_at:
            merged[-1] = Span(merged[-1].starts_at, max(last, merged[-1].ends_at))
        else:
            merged.append(Span(first, last))
    return merged


def _awake(times: list[MeetingTime], zone: ZoneInfo) -> list[MeetingTime]:
    """Those at which the visitor is awake; all, where there are none of them."""
    return [one for one in times if hour_of(one.starts_at, zone) in AWAKE] or times


def _apart(times: list[MeetingTime], zone: ZoneInfo) -> tuple[MeetingTime, ...]:
    """The soonest, a later one, and one on another day; nearer ones where there are no others."""
    chosen: list[MeetingTime] = times[:1]
    rules: tuple[Callable[[MeetingTime, MeetingTime], bool], ...] = (
        lambda last, one: one.starts_at - last.starts_at >= APART_US,
        lambda last, one: day_of(one.starts_at, zone) != day_of(last.starts_at, zone),
    )
    for rule in rules:
        following = (one for one in times if one not in chosen and rule(chosen[-1], one))
        later = next((one for one in following if one.starts_at > chosen[-1].starts_at), None)
        if later is not None:
            chosen.append(later)
    while chosen and len(chosen) < min(MOST_OFFERED, len(times)):
        left = (one for one in times if one not in chosen)
        chosen.append(max(left, key=lambda one: _distance(one, chosen)))
    return tuple(sorted(chosen, key=lambda one: one.starts_at))


def _distance(one: MeetingTime, chosen: Sequence[MeetingTime]) -> int:
    return min(abs(one.starts_at - other.starts_at) for other in chosen)
