"""The promise: of somebody's calendar only their busy times are taken, and all of them.

Each case is an event as calendars write it, and when the host is busy by it, in Seoul.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dangol.engine.sales.calendar_reading import UnreadableCalendarError, busy_in
from dangol.terms.instants import EPOCH, instant_of

SEOUL = ZoneInfo("Asia/Seoul")
SINCE = instant_of(datetime(2026, 11, 23, tzinfo=SEOUL))
UNTIL = instant_of(datetime(2026, 12, 8, tzinfo=SEOUL))
NEW_YORK = """\
BEGIN:VTIMEZONE
TZID:Eastern by another name
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*events: str, zones: str = "") -> bytes:
    whole = "".join(
        f"BEGIN:VEVENT\nUID:{place}\nDTSTAMP:20261101T000000Z\nSUMMARY:secret\n{one}\nEND:VEVENT\n"
        if "BEGIN:" not in one
        else f"{one}\n"
        for place, one in enumerate(events)
    )
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//T//EN\n{zones}{whole}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def busy(*texts: bytes) -> list[str]:
    spans = busy_in(texts, SEOUL, "mina@company.example", SINCE, UNTIL)
    return [
        "-".join(
            f"{(EPOCH + timedelta(microseconds=at)).astimezone(SEOUL):%d.%H:%M}" for at in span
        )
        for span in spans
    ]


CASES = [
    ("DTSTART:20261124T060000Z\nDTEND:20261124T070000Z", ["24.15:00-24.16:00"]),
    ("DTSTART:20261124T060000Z\nDURATION:PT45M", ["24.15:00-24.15:45"]),
    (
        "DTSTART;TZID=Asia/Seoul:20261124T150000\nDTEND;TZID=Asia/Seoul:20261124T160000",
        ["24.15:00-24.16:00"],
    ),
    (
        (
            "DTSTART;TZID=Korea Standard Time:20261124T150000\n"
            "DTEND;TZID=Korea Standard Time:20261124T160000"
        ),
        ["24.15:00-24.16:00"],
    ),
    ("DTSTART:20261124T150000\nDTEND:20261124T160000", ["24.15:00-24.16:00"]),
    ("DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261126", ["24.00:00-26.00:00"]),
    ("DTSTART;VALUE=DATE:20261124", ["24.00:00-25.00:00"]),
    ("DTSTART;VALUE=DATE:20261124\nTRANSP:TRANSPARENT", []),
    ("DTSTART:20261124T060000Z\nDTEND:20261124T070000Z\nTRANSP:TRANSPARENT", []),
    ("DTSTART:20261124T060000Z\nDTEND:20261124T070000Z\nSTATUS:CANCELLED", []),
    (
        "DTSTART:20261124T060000Z\nDTEND:20261124T070000Z\nSTATUS:TENTATIVE",
        ["24.15:00-24.16:00"],
    ),
    (
        "DTSTART:20261124T060000Z\nDTEND:20261124T070000Z\nX-MICROSOFT-CDO-BUSYSTATUS:FREE",
        [],
    ),
    (
        (
            "DTSTART:20261124T060000Z\nDTEND:20261124T070000Z\n"
            "ATTENDEE;PARTSTAT=DECLINED:mailto:Mina@Company.example"
        ),
        [],
    ),
    (
        (
            "DTSTART:20261124T060000Z\nDTEND:20261124T070000Z\n"
            "ATTENDEE;PARTSTAT=DECLINED:mailto:jun@company.example\n"
            "ATTENDEE;PARTSTAT=ACCEPTED:mailto:mina@company.example"
        ),
        ["24.15:00-24.16:00"],
    ),
    (
        (
            "DTSTART;TZID=Asia/Seoul:20261001T150000\nDTEND;TZID=Asia/Seoul:20261001T160000\n"
            "RRULE:FREQ=WEEKLY;BYDAY=TU,TH\nEXDATE;TZID=Asia/Seoul:20261126T150000"
        ),
        ["24.15:00-24.16:00", "01.15:00-01.16:00", "03.15:00-03.16:00"],
    ),
    (
        (
            "DTSTART;TZID=Asia/Seoul:20200101T150000\nDTEND;TZID=Asia/Seoul:20200101T160000\n"
            "RRULE:FREQ=MONTHLY;BYDAY=-1FR"
        ),
        ["27.15:00-27.16:00"],
    ),
    (
        "DTSTART;VALUE=DATE:20201125\nDTEND;VALUE=DATE:20201126\nRRULE:FREQ=YEARLY",
        ["25.00:00-26.00:00"],
    ),
    (
        "DTSTART:20261122T060000Z\nDTEND:20261124T070000Z",
        ["22.15:00-24.16:00"],
    ),
    ("DTSTART:20261224T060000Z\nDTEND:20261224T070000Z", []),
]


@pytest.mark.parametrize(("event", "expected"), CASES)
def test_an_event_makes_busy_as_its_calendar_means_it(event: str, expected: list[str]) -> None:
    assert busy(calendar(event)) == expected


def test_a_zone_that_only_the_calendar_knows_is_followed() -> None:
    event = (
        "DTSTART;TZID=Eastern by another name:20261124T090000\n"
        "DTEND;TZID=Eastern by another name:20261124T100000"
    )
    assert busy(calendar(event, zones=NEW_YORK)) == ["24.23:00-25.00:00"]


def test_one_of_many_that_was_moved_counts_where_it_was_moved_to() -> None:
    series = (
        "BEGIN:VEVENT\nUID:s\nDTSTAMP:20261101T000000Z\nRRULE:FREQ=DAILY;COUNT=2\n"
        "DTSTART;TZID=Asia/Seoul:20261124T090000\nDTEND;TZID=Asia/Seoul:20261124T093000\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:s\nDTSTAMP:20261101T000000Z\n"
        "RECURRENCE-ID;TZID=Asia/Seoul:20261125T090000\n"
        "DTSTART;TZID=Asia/Seoul:20261125T140000\nDTEND;TZID=Asia/Seoul:20261125T143000\nEND:VEVENT"
    )
    assert busy(calendar(series)) == ["24.09:00-24.09:30", "25.14:00-25.14:30"]


def test_free_and_busy_alone_is_read_too() -> None:
    listed = (
        "BEGIN:VFREEBUSY\nUID:1\nDTSTAMP:20261101T000000Z\n"
        "FREEBUSY;FBTYPE=BUSY:20261124T010000Z/20261124T020000Z,20261124T050000Z/PT1H\n"
        "FREEBUSY;FBTYPE=FREE:20261125T010000Z/20261125T020000Z\nEND:VFREEBUSY"
    )
    assert busy(calendar(listed)) == ["24.10:00-24.11:00", "24.14:00-24.15:00"]


def test_what_was_written_here_is_left_to_the_record() -> None:
    own = (
        "BEGIN:VEVENT\nUID:0190-mina@meetings.dangol\nDTSTAMP:20261101T000000Z\n"
        "DTSTART:20261124T060000Z\nDTEND:20261124T070000Z\nEND:VEVENT"
    )
    assert busy(calendar(own), calendar(CASES[0][0])) == ["24.15:00-24.16:00"]
    assert busy(calendar(own)) == []


def test_a_broken_event_hides_no_other() -> None:
    broken = "DTSTART:20261124T060000Z\nDTEND:20261124T070000Z\nRRULE:FREQ=SOMETIMES"
    other = "DTSTART:20261125T060000Z\nDTEND:20261125T070000Z"
    assert "25.15:00-25.16:00" in busy(calendar(broken, other))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "no_calendar"),
        (b"<html>sign in</html>", "no_calendar"),
        (b"BEGIN:VCALENDAR", "no_calendar"),
        (b"\xff\xfe", "no_calendar"),
        (calendar("DTSTART:20261101T000000Z\nRRULE:FREQ=SECONDLY"), "too_many_events"),
    ],
)
def test_what_is_no_calendar_is_said_to_be_none(text: bytes, problem: str) -> None:
    with pytest.raises(UnreadableCalendarError) as caught:
        busy(text)
    assert caught.value.problem == problem
