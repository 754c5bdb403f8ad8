"""A rule of a few bytes that stands for more than anybody can count is refused before it is
expanded; what people write is not."""

from zoneinfo import ZoneInfo

import pytest

from dangol.engine.sales.calendar_reading import UnreadableCalendarError, busy_in
from dangol.terms.instants import DAY_US, parse_instant

NOW = parse_instant("2026-11-23T00:00:00Z")
HOURS, MINUTES = ",".join(map(str, range(24))), ",".join(map(str, range(60)))


def calendar(rule: str, starts: str = "20200101T000000Z", times: int = 1) -> bytes:
    event = (
        "BEGIN:VEVENT\r\nUID:{n}@x\r\nDTSTAMP:20200101T000000Z\r\n"
        f"DTSTART:{starts}\r\nDURATION:PT30M\r\n{rule}\r\nEND:VEVENT\r\n"
    )
    events = "".join(event.replace("{n}", str(n)) for n in range(times))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n".encode()


def count(text: bytes) -> int:
    until = type(NOW)(NOW + 14 * DAY_US)
    return len(busy_in([text], ZoneInfo("UTC"), "a@b.example", NOW, until))


@pytest.mark.parametrize(
    "text",
    [
        calendar("RRULE:FREQ=SECONDLY"),
        calendar("RRULE:FREQ=MINUTELY"),
        calendar("RRULE:FREQ=HOURLY", "00010101T000000Z"),
        calendar("RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30"),
        calendar(f"RRULE:FREQ=HOURLY;BYMINUTE={MINUTES};BYSECOND={MINUTES}"),
        calendar(f"RRULE:FREQ=DAILY;BYHOUR={HOURS};BYMINUTE={MINUTES};BYSECOND={MINUTES}"),
        calendar("RRULE:FREQ=DAILY;BYSETPOS=5"),
        calendar("RRULE:FREQ=DAILY;INTERVAL=0"),
        calendar("RRULE:FREQ=MONTHLY;BYMONTH=2,4;BYMONTHDAY=31"),
        calendar("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", times=50),
        calendar("RRULE:FREQ=DAILY\r\nEXRULE:FREQ=SECONDLY"),
        calendar("RRULE:FREQ=DAILY", times=500, starts="19000101T000000Z"),
    ],
)
def test_a_rule_that_nobody_can_expand_is_refused_at_once(text: bytes) -> None:
    with pytest.raises(UnreadableCalendarError, match="too_many_events"):
        count(text)


@pytest.mark.parametrize(
    ("rule", "times"),
    [
        ("RRULE:FREQ=DAILY", 14),
        ("RRULE:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", 10),
        ("RRULE:FREQ=DAILY;BYHOUR=9,15", 28),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", 1),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,FR;UNTIL=20261130T000000Z", 3),
        ("RRULE:FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", 1),
        ("RRULE:FREQ=MONTHLY;BYDAY=1TU", 1),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=31", 0),
        ("RRULE:FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=25", 1),
        ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", 0),
        ("RRULE:FREQ=HOURLY;INTERVAL=6", 56),
        ("RRULE:FREQ=DAILY;COUNT=5", 0),
    ],
)
def test_what_people_write_is_read(rule: str, times: int) -> None:
    assert count(calendar(rule)) == times


def test_many_calendars_of_a_few_rules_are_as_one_of_many() -> None:
    one = calendar("RRULE:FREQ=DAILY", times=20, starts="19000101T000000Z")
    until = type(NOW)(NOW + 14 * DAY_US)
    with pytest.raises(UnreadableCalendarError, match="too_many_events"):
        busy_in([one] * 30, ZoneInfo("UTC"), "a@b.example", NOW, until)
