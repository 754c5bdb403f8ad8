"""The promise: what stands in a host's calendar is known, and no calendar breaks or delays a turn.

Against a real Radicale server, which is stopped, started again and given wrong passwords.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

import msgspec
import pytest
from tests.engine.sales.outbox_desk import Desk, desk
from tests.outside import CUT, Reply, outside
from tests.sales_servers import PASSWORD, Radicale, radicale

from dangol.engine.sales.calendar_events import CalendarEvent, events_of
from dangol.engine.sales.calendars import NO_CALENDAR, UNKNOWN, Busy, Calendars
from dangol.engine.sales.delivery import Kind
from dangol.engine.sales.outbox import enqueue
from dangol.engine.sales.setups import keep_sales_setup
from dangol.speak.sales.team import Host
from dangol.speak.sales.team_file import parse_team
from dangol.store.deliveries import replay_dead
from dangol.store.hosts import CalendarKind, write_calendar
from dangol.store.meeting_rows import Given, MeetingRow, MeetingState
from dangol.store.secrets import secrets_of
from dangol.terms.instants import EPOCH, HOUR_US, Instant, instant_of

__all__ = ["desk"]

SEOUL = ZoneInfo("Asia/Seoul")
TEAM = """
[[hosts]]
id = "mina"
name = "김미나"
email = "mina@company.example"
languages = ["ko"]
zone = "Asia/Seoul"

[[hosts]]
id = "emma"
name = "Emma"
email = "emma@company.example"
languages = ["en"]
zone = "Asia/Seoul"
"""
TEAM_OF = parse_team(TEAM, "team.toml")
MINA, EMMA = TEAM_OF.hosts
MONDAY = instant_of(datetime(2026, 11, 23, 9, tzinfo=SEOUL))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


@pytest.fixture
def company(desk: Desk) -> Desk:
    desk.now = MONDAY
    with desk.record.writing() as connection:
        keep_sales_setup(connection, desk.shop.workspace_id, {"team": TEAM}, MONDAY)
    return desk


def give_calendar(
    company: Desk, host: Host, url: str, password: str = PASSWORD, kind: str = "caldav"
) -> None:
    is_ics = kind == "ics"
    secret = secrets_of(company.record).encrypt((url if is_ics else password).encode())
    with company.record.writing() as connection:
        assert write_calendar(
            connection,
            company.shop.workspace_id,
            host.host_id,
            kind=CalendarKind(kind),
            url="" if is_ics else url,
            user="" if is_ics else "mina",
            secret=secret,
            now=Instant(company.now),
        )


def calendars(company: Desk, *places: str, wait_s: float = 30.0) -> Calendars:
    return Calendars(
        company.record,
        lambda: Instant(company.now),
        allowed_hosts=frozenset(places),
        wait_s=wait_s,
    )


def look(company: Desk, seen: Calendars, host: Host = MINA, *, is_fresh: bool = False) -> Busy:
    return seen.busy(company.shop.workspace_id, [host], is_fresh=is_fresh)[host.host_id]


def clocks(busy: Busy) -> list[str]:
    return [
        "-".join(
            f"{(EPOCH + timedelta(microseconds=at)).astimezone(SEOUL):%m-%d.%H:%M}" for at in span
        )
        for span in busy.spans
    ]


def meeting(**changes: object) -> MeetingRow:
    row = MeetingRow(
        meeting_id="m-1",
        person_id="p-1",
        conversation_id="c-1",
        host_id="mina",
        state=MeetingState.BOOKED,
        starts_at=Instant(MONDAY + 30 * HOUR_US),
        ends_at=Instant(MONDAY + 31 * HOUR_US),
        held_until=Instant(0),
        language="ko",
        zone="Asia/Seoul",
        guest_name="박\n서준",
        guest_email="seojun@buyer.example",
        key="k",
        version=1,
        created_at=MONDAY,
        updated_at=MONDAY,
    )
    return row._replace(**changes)


def tell(company: Desk, after: MeetingRow, before: MeetingRow | None = None) -> int:
    """How many calendars are told."""
    with company.record.writing() as connection:
        told = events_of(
            connection,
            company.shop.workspace_id,
            TEAM_OF,
            Given(after, before, is_news=True),
            Instant(company.now),
        )
        return sum(enqueue(connection, company.shop.workspace_id, one) for one in told)


# reading


def test_events_of_a_calendar_are_busy_times_with_those_that_repeat(
    company: Desk, server: Radicale
) -> None:
    url = server.make_calendar("mina", "reading")
    place = "mina/reading"
    seoul = "TZID=Asia/Seoul"
    server.put(
        place,
        "once",
        f"DTSTART;{seoul}:20261124T150000",
        f"DTEND;{seoul}:20261124T160000",
        "SUMMARY:비밀",
    )
    server.put(
        place,
        "weekly",
        f"DTSTART;{seoul}:20260105T100000",
        f"DTEND;{seoul}:20260105T103000",
        "RRULE:FREQ=WEEKLY",
        f"EXDATE;{seoul}:20261130T100000",
    )
    server.put(place, "day", "DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261128")
    server.put(
        place,
        "free",
        f"DTSTART;{seoul}:20261125T150000",
        f"DTEND;{seoul}:20261125T160000",
        "TRANSP:TRANSPARENT",
    )
    server.put(place, "past", "DTSTART:20260101T000000Z", "DTEND:20260101T010000Z")
    give_calendar(company, MINA, url)
    busy = look(company, calendars(company, server.place))
    assert (busy.is_fresh, busy.is_known) == (True, True)
    assert clocks(busy) == [
        "11-23.10:00-11-23.10:30",
        "11-24.15:00-11-24.16:00",
        "11-27.00:00-11-28.00:00",
        "12-07.10:00-12-07.10:30",
    ]


def test_a_host_without_a_calendar_is_busy_with_what_was_given_here_alone(company: Desk) -> None:
    assert look(company, calendars(company)) == NO_CALENDAR


def test_a_stopped_server_leaves_what_was_known_for_a_day_and_is_back_by_itself(
    company: Desk, tmp_path: Path
) -> None:
    with radicale(tmp_path) as server:
        url = server.make_calendar("mina")
        server.put("mina/meet", "a", "DTSTART:20261124T060000Z", "DTEND:20261124T070000Z")
        give_calendar(company, MINA, url)
        seen = calendars(company, server.place)
        assert clocks(look(company, seen)) == ["11-24.15:00-11-24.16:00"]
        server.stop()
        company.wait(3600)
        busy = look(company, seen, is_fresh=True)
        assert clocks(busy) == ["11-24.15:00-11-24.16:00"]
        assert (busy.is_fresh, busy.is_known) == (False, True)
        company.wait(24 * 3600)
        assert look(company, seen) == UNKNOWN
        server.start()
        assert look(company, seen) == UNKNOWN  # it rests
        company.wait(31)
        assert look(company, seen).is_fresh


def test_where_nothing_was_ever_seen_nothing_is_known(company: Desk, tmp_path: Path) -> None:
    with radicale(tmp_path) as server:
        give_calendar(company, MINA, server.make_calendar("mina"))
        server.stop()
        assert look(company, calendars(company, server.place)) == UNKNOWN


def test_a_wrong_password_is_no_free_calendar(
    company: Desk, server: Radicale, caplog: pytest.LogCaptureFixture
) -> None:
    url = server.make_calendar("mina", "locked")
    give_calendar(company, MINA, url, password="wrong and secret")
    assert look(company, calendars(company, server.place)) == UNKNOWN
    assert "http_401" in caplog.text
    assert "wrong and secret" not in caplog.text and url not in caplog.text


def test_a_calendar_inside_the_house_is_not_read_unless_it_is_allowed(
    company: Desk, server: Radicale
) -> None:
    give_calendar(company, MINA, server.make_calendar("mina", "inside"))
    assert look(company, calendars(company)) == UNKNOWN


def test_what_was_seen_lately_is_not_looked_at_again_unless_a_time_is_given(
    company: Desk,
) -> None:
    listed = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
    with outside(lambda _: Reply(body=listed)) as site:
        give_calendar(company, MINA, f"{site.url}/private-key/basic.ics", kind="ics")
        seen = calendars(company, site.place)
        assert look(company, seen).is_fresh
        company.wait(120)
        assert not look(company, seen).is_fresh
        assert len(site.calls) == 1
        assert look(company, seen, is_fresh=True).is_fresh
        assert len(site.calls) == 2
        company.wait(16 * 60)
        assert look(company, seen).is_fresh


def test_a_slow_calendar_keeps_nobody_and_is_known_when_it_has_answered(company: Desk) -> None:
    answered = Event()
    listed = (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        b"DTSTAMP:20261101T000000Z\r\nDTSTART:20261124T060000Z\r\nDTEND:20261124T070000Z\r\n"
        b"END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    with outside(lambda _: Reply(body=listed, waits_for=answered)) as site:
        give_calendar(company, MINA, f"{site.url}/a.ics", kind="ics")
        hasty = calendars(company, site.place, wait_s=0.05)
        assert look(company, hasty) == UNKNOWN
        answered.set()
        found = (look(company, hasty) for _ in range(600))
        known = next(one for one in found if one.is_known)
        assert clocks(known) == ["11-24.15:00-11-24.16:00"]
        assert len(site.calls) == 1  # the look that was under way, and no second one


def test_what_may_soon_be_asked_for_is_seen_before_once_in_some_minutes(company: Desk) -> None:
    listed = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
    with outside(lambda _: Reply(body=listed)) as site:
        give_calendar(company, MINA, f"{site.url}/a.ics", kind="ics")
        seen = calendars(company, site.place)
        for _ in range(3):
            seen.prepare(company.shop.workspace_id, lambda: [MINA])
        site.wait_for(1)
        assert look(company, seen).is_known
        assert len(site.calls) == 1


@pytest.mark.parametrize(
    "reply",
    [CUT, Reply(status=500), Reply(status=404), Reply(body=b"<html>sign in</html>")],
    ids=["cut", "500", "404", "page"],
)
def test_an_address_that_gives_no_calendar_is_unknown(company: Desk, reply: Reply) -> None:
    with outside(lambda _: reply) as site:
        give_calendar(company, MINA, f"{site.url}/a.ics", kind="ics")
        assert look(company, calendars(company, site.place)) == UNKNOWN


def test_another_calendar_of_the_host_begins_anew(company: Desk, server: Radicale) -> None:
    first, second = server.make_calendar("mina", "first"), server.make_calendar("mina", "second")
    server.put("mina/first", "a", "DTSTART:20261124T060000Z", "DTEND:20261124T070000Z")
    give_calendar(company, MINA, first)
    seen = calendars(company, server.place)
    assert look(company, seen).spans
    give_calendar(company, MINA, second)
    assert look(company, seen) == Busy((), is_fresh=True, is_known=True)


# writing


def test_a_meeting_is_put_moved_and_taken_away_and_carries_no_more_than_it_must(
    company: Desk, server: Radicale
) -> None:
    place = "mina/writing"
    give_calendar(company, MINA, server.make_calendar("mina", "writing"))
    company.allowed = server.allowed
    booked = meeting()
    assert tell(company, booked) == 1
    assert tell(company, booked) == 0
    assert company.bring() == 1
    ((name, text),) = server.events(place).items()
    assert "DTSTART:20261124T060000Z" in text and "박 서준님과 미팅" in text
    assert "buyer.example" not in text and "METHOD" not in text
    moved = booked._replace(
        version=2,
        starts_at=Instant(booked.starts_at + HOUR_US),
        ends_at=Instant(booked.ends_at + HOUR_US),
    )
    tell(company, moved, booked)
    company.bring()
    ((again, text),) = server.events(place).items()
    assert again == name and "DTSTART:20261124T070000Z" in text and "SEQUENCE:2" in text
    off = moved._replace(version=3, state=MeetingState.CANCELLED)
    tell(company, off, moved)
    company.bring()
    assert server.events(place) == {}
    assert {state for state, _ in company.states()} == {"sent"}


def test_what_was_written_here_does_not_make_the_host_busy_a_second_time(
    company: Desk, server: Radicale
) -> None:
    give_calendar(company, MINA, server.make_calendar("mina", "own"))
    company.allowed = server.allowed
    tell(company, meeting())
    company.bring()
    assert server.events("mina/own")
    assert look(company, calendars(company, server.place)).spans == ()


def test_a_server_that_is_away_has_the_event_once_when_it_is_back(
    company: Desk, tmp_path: Path
) -> None:
    with radicale(tmp_path) as server:
        give_calendar(company, MINA, server.make_calendar("mina"))
        company.allowed = server.allowed
        server.stop()
        booked = meeting()
        tell(company, booked)
        off = booked._replace(version=2, state=MeetingState.CANCELLED)
        again = booked._replace(version=3, meeting_id="m-2")
        company.wait(1)
        tell(company, off, booked)
        company.wait(1)
        tell(company, again)
        company.bring()
        assert company.states()[0] == ("waiting", "unreachable")
        assert not (tmp_path / "kept/collection-root/mina/meet/x.ics").exists()
        server.start()
        for _ in range(3):
            company.wait(3600)
            company.bring()
        assert company.states() == [("sent", "")] * 3
        assert list(server.events("mina/meet")) == ["m-2-mina@meetings.dangol.ics"]


def test_an_event_that_is_brought_late_does_not_come_back_after_it_was_taken_away(
    company: Desk, server: Radicale
) -> None:
    url = server.make_calendar("mina", "late")
    give_calendar(company, MINA, "not an address")
    company.allowed = server.allowed
    booked = meeting()
    tell(company, booked)
    company.bring()
    assert company.states() == [("waiting", "bad_url")]
    for _ in range(12):
        company.wait(24 * 3600)
        company.bring()
    assert company.states() == [("dead", "bad_url")]
    give_calendar(company, MINA, url)
    tell(company, booked._replace(version=2, state=MeetingState.CANCELLED), booked)
    company.bring()
    with company.record.writing() as connection:
        assert replay_dead(connection, company.shop.workspace_id, Instant(company.now)) == 1
    company.bring()
    assert {state for state, _ in company.states()} == {"sent"}
    assert server.events("mina/late") == {}


def test_a_wrong_password_waits_for_the_right_one(company: Desk, server: Radicale) -> None:
    url = server.make_calendar("mina", "later")
    give_calendar(company, MINA, url, password="wrong")
    company.allowed = server.allowed
    tell(company, meeting())
    company.bring()
    assert company.states() == [("waiting", "http_401")]
    give_calendar(company, MINA, url)
    company.wait(3600)
    company.bring()
    assert company.states() == [("sent", "")]
    assert server.events("mina/later")


def test_a_meeting_that_goes_to_another_host_leaves_the_first_calendar(
    company: Desk, server: Radicale
) -> None:
    give_calendar(company, MINA, server.make_calendar("mina", "one"))
    give_calendar(company, EMMA, server.make_calendar("mina", "two"))
    company.allowed = server.allowed
    booked = meeting()
    tell(company, booked)
    company.bring()
    company.wait(1)
    other = booked._replace(host_id="emma", version=2)
    assert tell(company, other, booked) == 2
    company.bring()
    assert server.events("mina/one") == {}
    assert list(server.events("mina/two")) == ["m-1-emma@meetings.dangol.ics"]


def test_a_calendar_that_is_only_read_is_told_nothing(company: Desk) -> None:
    give_calendar(company, MINA, "https://calendar.example/a.ics", kind="ics")
    assert tell(company, meeting()) == 0
    assert tell(company, meeting(state=MeetingState.CANCELLED), meeting()) == 0


def test_a_calendar_that_was_taken_from_the_host_is_dead_and_not_tried(
    company: Desk, server: Radicale
) -> None:
    event = CalendarEvent("u", 1, MONDAY, is_off=True)
    company.put(Kind.CALDAV, msgspec.json.encode(event), to="mina")
    company.bring()
    assert company.states() == [("dead", "removed")]
