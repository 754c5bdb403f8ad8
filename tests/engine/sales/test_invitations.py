"""The promise: a mail client shows an invitation as one, in the reader's language and clock; and
whatever somebody calls themselves, it says nothing that they did not."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from tests.hostile.payloads import TEXTS

from dangol.engine.sales.invitations import Invited, guest_mail, host_mail, render_calendar
from dangol.engine.sales.mail import Mail, render_mail
from dangol.speak.sales.team import Host
from dangol.store.meeting_rows import MeetingRow, MeetingState
from dangol.terms.instants import MINUTE_US, Instant, instant_of, parse_instant
from dangol.terms.languages import Language

URL = "https://chat.example/m/token"
AT = parse_instant("2026-11-25T06:00:00Z")
HOST = Host(
    host_id="mina",
    name="김미나",
    email="mina@company.example",
    languages=(Language.KO,),
    zone="Asia/Seoul",
)
SETTINGS = {"from": "meet@company.example", "from_name": "달빛솔루션", "host": "mail.example"}


def meeting(**other: Any) -> MeetingRow:
    row = MeetingRow(
        meeting_id="0193-meeting",
        person_id="p",
        conversation_id="c",
        host_id="mina",
        state=MeetingState.BOOKED,
        starts_at=AT,
        ends_at=Instant(AT + 30 * MINUTE_US),
        held_until=Instant(0),
        language="ko",
        zone="Asia/Seoul",
        guest_name="김하나",
        guest_email="hana@buyer.example",
        key="c:1",
        version=3,
        created_at=AT,
        updated_at=AT,
    )
    return row._replace(**other)


def invited(company: str = "달빛솔루션", host: Host = HOST, **other: Any) -> Invited:
    return Invited(meeting(**other), host, company, URL)


def event_of(mail: Mail) -> tuple[Any, Any]:
    """The calendar and its one event."""
    calendar: Any = Calendar.from_ical(mail.calendar)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


@pytest.mark.parametrize(
    ("language", "zone", "subject", "when"),
    [
        ("ko", "Asia/Seoul", "미팅 예약: 11월 25일(수) 오후 3:00", "11월 25일(수) 오후 3:00"),
        ("ja", "Asia/Tokyo", "お打ち合わせのご予約: 11月25日(水) 15:00", "11月25日(水) 15:00"),
        (
            "en",
            "America/New_York",
            "Meeting booked: Wed 25 Nov, 1:00 am, New York, UTC-5",
            "Wed 25 Nov, 1:00 am (New York, UTC-5) · Wed 25 Nov, 3:00 pm (Korea time)",
        ),
    ],
)
def test_the_guest_reads_their_own_language_and_clock(
    language: str, zone: str, subject: str, when: str
) -> None:
    mail = guest_mail(invited(language=language, zone=zone))
    assert mail.subject.startswith(subject)
    for text in (mail.text, mail.html):
        assert when in text
        assert URL in text
    assert f'lang="{language}"' in mail.html
    assert f"{URL}#cancel" in mail.html
    assert (mail.to, mail.reply_to) == ("hana@buyer.example", "mina@company.example")


@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/New_York", "Europe/Berlin", "UTC"])
def test_a_calendar_reads_when_it_is_and_who_is_asked(zone: str) -> None:
    calendar, event = event_of(guest_mail(invited(zone=zone)))
    assert str(calendar["METHOD"]) == "REQUEST"
    assert instant_of(event["DTSTART"].dt) == AT
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=30)
    zones = [str(one["TZID"]) for one in calendar.walk("VTIMEZONE")]
    assert zones == ([] if zone == "UTC" else [zone])
    assert event["SEQUENCE"] == 3
    assert str(event["STATUS"]) == "CONFIRMED"
    assert str(event["ORGANIZER"]) == "mailto:mina@company.example"
    assert event["ORGANIZER"].params["CN"] == "김미나"
    assert str(event["ATTENDEE"]) == "mailto:hana@buyer.example"
    assert URL in str(event["DESCRIPTION"])


def test_every_version_is_the_same_event_and_a_cancelled_one_takes_it_away() -> None:
    first = event_of(guest_mail(invited()))[1]
    moved = event_of(guest_mail(invited(version=4, starts_at=Instant(AT + MINUTE_US))))[1]
    mail = guest_mail(invited(version=5, state=MeetingState.CANCELLED))
    calendar, off = event_of(mail)
    assert str(first["UID"]) == str(moved["UID"]) == str(off["UID"])
    assert first["SEQUENCE"] < moved["SEQUENCE"] < off["SEQUENCE"]
    assert (str(calendar["METHOD"]), mail.calendar_method) == ("CANCEL", "CANCEL")
    assert str(off["STATUS"]) == "CANCELLED"
    assert URL not in mail.text + mail.html + mail.calendar


def test_the_host_reads_whom_they_meet_and_not_how_the_guest_changes_it() -> None:
    mail = host_mail(
        invited(language="en", zone="America/New_York")._replace(brief_text="20 seats")
    )
    assert mail.to == "mina@company.example"
    assert mail.subject == "새 미팅: 김하나, 11월 25일(수) 오후 3:00"
    assert "hana@buyer.example" in mail.text
    assert "20 seats" in mail.text
    assert URL not in mail.text + mail.html + mail.calendar


def test_a_mail_client_is_given_the_invitation_as_one_of_its_forms() -> None:
    message = render_mail(guest_mail(invited()), "delivery-1", AT, SETTINGS)
    kinds = {one.get_content_type() for one in message.walk()}
    assert {"text/plain", "text/html", "text/calendar"} <= kinds
    (part,) = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"


BREAKS = "\r\n\0\x0b\x0c\x1c\x85\u2028\u2029"
HOSTILE = st.sampled_from(TEXTS) | st.text(
    st.sampled_from(f'{BREAKS}";:,\\^=<>&@ab한BEGIN'), max_size=60
)


@settings(max_examples=50)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_name_adds_a_header_a_line_or_a_mark(guest: str, company: str, host: str) -> None:
    named = Host(
        host_id="mina",
        name=host,
        email="mina@company.example",
        languages=(Language.KO,),
        zone="Asia/Seoul",
    )
    one = invited(company, named, guest_name=guest)
    for mail in (guest_mail(one), host_mail(one)):
        assert mail.subject.isprintable()
        assert mail.to_name.isprintable()
        message = render_mail(mail, "delivery-1", AT, SETTINGS)
        assert len(message.get_all("To") or []) == 1
        assert not {"Bcc", "Cc"} & {name.title() for name, _ in message.items()}
        calendar, event = event_of(mail)
        assert [one.name for one in calendar.subcomponents] == ["VTIMEZONE", "VEVENT"]
        assert str(event["ATTENDEE"]) == "mailto:hana@buyer.example"
        assert str(event["ORGANIZER"]) == "mailto:mina@company.example"
        names = {"href", "style", "lang", "charset"}
        assert {name.partition("=")[0] for name in _attributes(mail.html)} <= names


def test_an_address_that_is_hostile_stays_one_address() -> None:
    calendar: Any = Calendar.from_ical(
        render_calendar(invited(guest_email="a;cn=x:mailto:b@c.example"), Language.KO)
    )
    (event,) = calendar.walk("VEVENT")
    assert str(event["ATTENDEE"]).endswith("b@c.example")
    assert not isinstance(event["ATTENDEE"], list)


def _attributes(html: str) -> list[str]:
    """Every attribute of every element, as a browser would find them."""
    from html.parser import HTMLParser

    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag in ("html", "head", "meta", "body", "div", "p", "span", "br", "a"), tag
            found.extend(name for name, _ in attrs)

    Reader().feed(html)
    return found


@pytest.mark.parametrize(
    "name",
    [
        "Win a phone at http://evil.example",
        "www.evil.example",
        "call 080-1234-5678 now",
        "Free $$$ for you",
        "무료 쿠폰 evil.kr 접속",
        "mail me: a@evil.example",
        "=?utf-8?q?evil?=",
        "You have won a new phone and need only to come and take it",
    ],
)
def test_a_stranger_is_sent_no_advertisement_by_way_of_a_name(name: str) -> None:
    mail = guest_mail(invited(guest_name=name))
    _, event = event_of(mail)
    shown = (mail.to_name, mail.subject, mail.text, mail.html, str(event["SUMMARY"]))
    assert not any(name in one for one in shown)
    assert name not in str(event["ATTENDEE"].params["CN"])


@pytest.mark.parametrize("name", ["김하나", "佐藤 葵", "J.R. O'Neil-Smith, Jr.", "María José"])
def test_a_name_is_what_a_guest_is_greeted_by(name: str) -> None:
    mail = guest_mail(invited(guest_name=name))
    assert mail.to_name == name
    assert name in mail.text
