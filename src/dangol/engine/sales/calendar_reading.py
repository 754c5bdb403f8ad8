"""iCalendar text to the times at which somebody is busy, and nothing else of what stands in it.

What repeats is expanded; what is cancelled, marked as free, or was declined by the host is left
out. A day without an hour, and an hour without a zone, are by the host's clock. What was written
here is left out too: the record knows better how it stands.

Source: RFC 5545. Outlook says what is free by X-MICROSOFT-CDO-BUSYSTATUS ([MS-OXCICAL]
2.1.3.1.1.20.31).
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from dangol.engine.sales.calendar_rules import MOST_STEPS, steps_of
from dangol.speak.sales.work import Span
from dangol.terms.instants import EPOCH, Instant, instant_of

OWN_HOST = "meetings.dangol"
"""What the UID of every event ends with that was written here."""
MOST_EVENTS = 5_000


class UnreadableCalendarError(Exception):
    """A text that is no calendar, or one that nobody could keep. `problem` is a word of ours."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def busy_in(
    texts: Iterable[bytes | str], zone: ZoneInfo, email: str, since: Instant, until: Instant
) -> tuple[Span, ...]:
    """When the host is busy between two instants, in order, each span once.

    Raises: UnreadableCalendarError (`no_calendar`, `too_many_events`).
    """
    spans: set[Span] = set()
    last, steps = (EPOCH + timedelta(microseconds=until) + timedelta(days=1)).date(), 0.0
    for text in texts:
        for calendar in _calendars(text):
            steps += sum(_steps(one, last) for one in calendar.subcomponents)
            if steps > MOST_STEPS:
                raise UnreadableCalendarError("too_many_events")
            spans.update(_of_events(calendar, zone, email, since, until))
            spans.update(_of_free_busy(calendar, zone))
            if len(spans) > MOST_EVENTS:
                raise UnreadableCalendarError("too_many_events")
    inside = (span for span in spans if span.starts_at < until and span.ends_at > since)
    return tuple(sorted(inside))


def _calendars(text: bytes | str) -> list[Any]:
    from icalendar import Calendar

    try:
        found = cast("list[Any]", Calendar.from_ical(text, multiple=True))
    except Exception as fault:  # the parser raises whatever a broken text leads it to
        raise UnreadableCalendarError("no_calendar") from fault
    calendars = [one for one in found if getattr(one, "name", "") == "VCALENDAR"]
    if not calendars:
        raise UnreadableCalendarError("no_calendar")
    for calendar in calendars:
        for component in calendar.walk():
            _drop_broken(component)
    return calendars


def _drop_broken(component: Any) -> None:
    """What could not be read of it is gone: an event without its rule still stands once."""
    from icalendar.prop import vBroken

    for name in list(component):
        if any(isinstance(one, vBroken) for one in _all(component, name)):
            del component[name]


def _of_events(
    calendar: Any, zone: ZoneInfo, email: str, since: Instant, until: Instant
) -> Iterator[Span]:
    from recurring_ical_events import of  # pyright: ignore[reportMissingTypeStubs]

    calendar.subcomponents = [one for one in calendar.subcomponents if not _is_own(one)]
    # A day more on both sides: what has no zone may be as far from where it is looked for.
    first = EPOCH + timedelta(microseconds=since) - timedelta(days=1)
    last = EPOCH + timedelta(microseconds=until) + timedelta(days=1)
    try:
        found = of(calendar, skip_bad_series=True).between(first, last)
    except Exception as fault:  # as above
        raise UnreadableCalendarError("no_calendar") from fault
    for event in cast("list[Any]", found):
        if _blocks(event, email):
            span = _span_of(event, zone)
            if span is not None:
                yield span


def _is_own(event: Any) -> bool:
    return str(event.get("UID", "")).endswith(f"@{OWN_HOST}")


def _steps(event: Any, until: date) -> float:
    """How long it takes to see when the event is, until then."""
    starts = getattr(event.get("DTSTART"), "dt", None)
    rules = [*_all(event, "RRULE"), *_all(event, "EXRULE")]
    if not rules or not isinstance(starts, date):
        return 0
    return steps_of(rules, starts, until)


def _blocks(event: Any, email: str) -> bool:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return False
    if str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return False
    if str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE":
        return False
    for attendee in _all(event, "ATTENDEE"):
        address = str(attendee).lower().removeprefix("mailto:")
        said = str(attendee.params.get("PARTSTAT", "")).upper()
        if address == email and said == "DECLINED":
            return False
    return True


def _span_of(event: Any, zone: ZoneInfo) -> Span | None:
    starts = event.get("DTSTART")
    if starts is None:
        return None
    begins = starts.dt
    ends_with, lasts = event.get("DTEND"), event.get("DURATION")
    if ends_with is not None:
        ends = ends_with.dt
    elif lasts is not None:
        ends = begins + lasts.dt
    else:
        ends = begins if isinstance(begins, datetime) else begins + timedelta(days=1)
    return Span(_instant(begins, zone), _instant(ends, zone))


def _of_free_busy(calendar: Any, zone: ZoneInfo) -> Iterator[Span]:
    for one in calendar.walk("VFREEBUSY"):
        for period in _all(one, "FREEBUSY"):
            if str(period.params.get("FBTYPE", "BUSY")).upper() != "FREE":
                begins, ends = period.dt
                ends = begins + ends if isinstance(ends, timedelta) else ends
                yield Span(_instant(begins, zone), _instant(ends, zone))


def _all(component: Any, name: str) -> list[Any]:
    """Every property of that name, however many there are."""
    found = component.get(name, [])
    return cast("list[Any]", found) if isinstance(found, list) else [found]


def _instant(moment: date, zone: ZoneInfo) -> Instant:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(0))
    return instant_of(moment.replace(tzinfo=zone) if moment.tzinfo is None else moment)
