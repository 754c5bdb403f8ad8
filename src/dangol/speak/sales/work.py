"""When a host works: the spans of their days in their zone, without the holidays they keep."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dangol.speak.sales.team import Host
from dangol.terms.hours import parse_hours
from dangol.terms.instants import (
    MINUTE_US,
    QUARTER_US,
    Instant,
    access_zone,
    day_of,
    instant_of,
)

DUE_DAYS = 60
"""A host who does not work for so long is not waited for."""


class Span(NamedTuple):
    """From an instant until another, which is not in it."""

    starts_at: Instant
    ends_at: Instant


class WorkSpan(NamedTuple):
    """A span of one day in which a host works."""

    day: date
    first_min: int
    last_min: int
    """Of the day, by the host's clock."""
    span: Span


def work_spans(
    host: Host, holidays: Collection[date], since: Instant, days: int
) -> Iterator[WorkSpan]:
    """The spans of so many days in order, beginning with the day on which `since` is."""
    hours, zone = parse_hours(host.hours), access_zone(host.zone)
    first = day_of(since, zone)
    for ahead in range(days):
        day = first + timedelta(days=ahead)
        if day in holidays:
            continue
        for first_min, last_min in hours.spans_on(day):
            span = Span(clock_instant(day, first_min, zone), clock_instant(day, last_min, zone))
            if span.starts_at < span.ends_at:  # a clock put forward can swallow one
                yield WorkSpan(day, first_min, last_min, span)


def is_at_work(host: Host, holidays: Collection[date], now: Instant) -> bool:
    """Whether the host works at that instant."""
    today = work_spans(host, holidays, now, 1)
    return any(one.span.starts_at <= now < one.span.ends_at for one in today)


def due_at(host: Host, holidays: Collection[date], now: Instant) -> Instant | None:
    """When the host has answered at the latest: their working time counts, and nothing else.

    The quarter of an hour that it falls into is theirs. None where they do not work for long.
    """
    left_us = host.answers_within_min * MINUTE_US
    for one in work_spans(host, holidays, now, DUE_DAYS):
        begins = max(one.span.starts_at, now)
        if begins >= one.span.ends_at:
            continue
        if begins + left_us <= one.span.ends_at:
            due = -(-(begins + left_us) // QUARTER_US) * QUARTER_US
            return Instant(max(begins + left_us, min(due, one.span.ends_at)))
        left_us -= one.span.ends_at - begins
    return None


def clock_instant(day: date, minute: int, zone: ZoneInfo) -> Instant:
    """When the zone's clock shows that minute of that day; 1,440 is the next midnight.

    Of two such moments the earlier; a moment that a clock put forward skips is as long after
    midnight as if it had not been.
    """
    moment = datetime.combine(day, time(0)) + timedelta(minutes=minute)
    return instant_of(moment.replace(tzinfo=zone))
