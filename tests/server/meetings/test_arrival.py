"""The promise: who changes a meeting finds the change in their mail and the host finds it in their
calendar, once, whatever becomes of the server, the mail server and the calendar meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cryptography.fernet import Fernet
from icalendar import Calendar
from tests.mail_server import MailServer
from tests.sales_servers import PASSWORD, Radicale, radicale
from tests.server.conftest import Server, Shop, create_shop
from tests.server.meetings.desk import Booking, book, now
from tests.server.meetings.test_change_page import form_of, get, post, times_of
from tests.server.test_deliveries import add, states, time_passes, until

from dangol.engine.sales.delivery import Kind
from dangol.store.hosts import CalendarKind, write_calendar
from dangol.store.record import open_record
from dangol.store.secrets import secrets_of
from dangol.terms.instants import EPOCH, Instant, instant_of

Start = Callable[..., Server]


class Town(NamedTuple):
    """A company whose mail server and calendar stand on this machine."""

    shop: Shop
    post: MailServer
    calendars: Radicale
    start: Start

    def booking(self, **more: Any) -> Booking:
        """A booked meeting, and a host with a calendar."""
        made = book(self.shop, **more)
        record = open_record(self.shop.server.database_url)
        try:
            kept = secrets_of(record, self.shop.server.settings).encrypt(PASSWORD.encode())
            with record.writing() as connection:
                write_calendar(
                    connection,
                    self.shop.workspace_id,
                    "mina",
                    kind=CalendarKind.CALDAV,
                    url=f"{self.calendars.url}mina/meet/",
                    user="mina",
                    secret=kept,
                    now=now(),
                )
        finally:
            record.close()
        return made

    def restart(self) -> "Town":
        """The server as it is after a power cut."""
        server = self.shop.server
        server.kill()
        server.start()
        return self


@pytest.fixture
def town(start_server: Start, tmp_path: Path) -> Iterator[Town]:
    with ExitStack() as stack:
        calendars = stack.enter_context(radicale(tmp_path))
        calendars.make_calendar("mina")
        mails = MailServer()
        mails.start()
        allowed = f"{mails.place},{calendars.place}"
        key = Fernet.generate_key().decode()
        server = start_server(DANGOL_ALLOWED_HOSTS=allowed, DANGOL_SECRET_KEY=key)
        shop = create_shop(server, "달빛솔루션")
        add(
            shop,
            Kind.MAIL,
            "",
            host="127.0.0.1",
            port=str(mails.port),
            security="none",
            **{"from": "meet@company.example", "from_name": "달빛솔루션"},
        )
        yield Town(shop, mails, calendars, start_server)
        mails.stop()


def seen(booking: Booking) -> str:
    """The page, once the host's calendar has been looked at for the first time."""
    until(lambda: times_of(get(booking).text) != [])
    return get(booking).text


def move(booking: Booking, place: int = 4) -> str:
    """The meeting is moved on its page; returns where to."""
    page = seen(booking)
    time = times_of(page)[place]
    assert post(booking, form_of(page) | {"time": time}).status_code == 200
    return time


def invitation(mail: EmailMessage) -> Any:
    """The event of a mail, as a calendar reads it."""
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    content: Any = part.get_payload(decode=True)
    calendar: Any = Calendar.from_ical(content)
    assert part.get_param("method") == str(calendar["METHOD"])
    (event,) = calendar.walk("VEVENT")
    return event


def to(mails: list[EmailMessage], address: str) -> list[EmailMessage]:
    return [one for one in mails if address in str(one["to"])]


def event_in(town: Town) -> list[Any]:
    """What stands in the host's calendar."""
    return [
        event
        for text in town.calendars.events("mina/meet").values()
        for event in Calendar.from_ical(text).walk("VEVENT")
    ]


def starts(event: Any) -> Instant:
    return instant_of(event["DTSTART"].dt)


def test_a_change_arrives_in_the_mail_and_in_the_calendar(town: Town) -> None:
    booking = town.booking()
    time = move(booking)
    mails = town.post.wait_for(2)
    (guest,), (host,) = to(mails, "kim@buyer.example"), to(mails, "mina@company.example")
    assert guest.get_content_type() in ("multipart/alternative", "multipart/mixed")
    assert booking.token in guest.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert booking.token not in host.as_string()  # the guest's alone
    event = invitation(guest)
    assert time == f"mina:{starts(event)}"
    assert event["SEQUENCE"] == booking.row().version
    assert str(event["ORGANIZER"]) == "mailto:mina@company.example"
    assert str(event["ATTENDEE"]) == "mailto:kim@buyer.example"
    until(lambda: [starts(one) for one in event_in(town)] == [starts(event)])
    assert [str(one["UID"]) for one in event_in(town)] == [str(event["UID"])]
    page = get(booking).text
    post(booking, form_of(page) | {"act": "cancel"})
    mails = town.post.wait_for(4)
    off = invitation(to(mails, "kim@buyer.example")[1])
    assert (str(off["UID"]), str(off["STATUS"])) == (str(event["UID"]), "CANCELLED")
    assert off["SEQUENCE"] > event["SEQUENCE"]
    until(lambda: event_in(town) == [])


def test_what_was_changed_when_the_server_died_is_sent_once_afterwards(town: Town) -> None:
    booking = town.booking()
    town.post.says["MAIL"] = ["451 later"] * 6
    move(booking)
    town.restart()
    town.post.says.clear()
    time_passes(town.shop)
    mails = town.post.wait_for(2)
    until(lambda: set(states(town.shop).values()) == {"sent"})
    town.restart()
    time_passes(town.shop)
    post(booking, form_of(get(booking).text) | {"act": "cancel"})
    mails = town.post.wait_for(4)
    kinds = [str(invitation(one)["STATUS"]) for one in to(mails, "kim@buyer.example")]
    assert kinds == ["CONFIRMED", "CANCELLED"]


def test_a_mail_server_and_a_calendar_that_are_down_keep_nobody_waiting(town: Town) -> None:
    booking = town.booking()
    seen(booking)
    town.calendars.stop()
    town.post.says["MAIL"] = ["451 later"] * 6
    time = move(booking)
    assert f"mina:{booking.row().starts_at}" == time
    town.calendars.start()
    town.post.says.clear()
    time_passes(town.shop)
    town.post.wait_for(2)
    until(lambda: [f"mina:{starts(one)}" for one in event_in(town)] == [time])


def test_a_calendar_that_was_never_seen_offers_nothing_and_cancelling_is_left(town: Town) -> None:
    town.calendars.stop()
    booking = town.booking()
    page = get(booking).text
    assert times_of(page) == []
    assert "바꿀 수 있는 시간이 없어요" in page
    answer = post(booking, form_of(page) | {"act": "cancel"})
    assert "미팅을 취소했어요" in answer.text
    town.post.wait_for(2)


def test_what_stands_in_the_hosts_calendar_is_not_offered(town: Town) -> None:
    booking = town.booking()
    free = times_of(seen(booking))
    busy = int(free[5].rpartition(":")[2])
    lines = [f"{name}:{_utc(at)}" for name, at in (("DTSTART", busy), ("DTEND", busy + 60_000_000))]
    town.calendars.put("mina/meet", "dentist", *lines)
    town.restart()  # whatever was seen of the calendar is forgotten
    page = seen(booking)
    assert free[4] in times_of(page)
    assert free[5] not in times_of(page)
    answer = post(booking, form_of(page) | {"time": free[5]})
    assert answer.status_code == 409


def _utc(at: int) -> str:
    return f"{EPOCH + timedelta(microseconds=at):%Y%m%dT%H%M%SZ}"
