"""The promise: only what is free is offered, what is given is one person's alone, and whoever has
to know of it will be told once."""

import time
from collections import Counter

import msgspec
import pytest
from sqlalchemy import select
from tests.engine.chat.conftest import House, house, postgres_server
from tests.engine.sales.buyers import HOME, Buyer, booked_rows, buyer, mails, sell
from tests.store.chat import at_once

from dangol.engine.sales.booking import clean_name
from dangol.engine.sales.change_links import change_token
from dangol.engine.sales.changing import cancel_meeting, move_meeting, open_meeting
from dangol.speak.sales.motion import (
    Booked,
    HeldFor,
    MeetingTime,
    NotBooked,
    NotBookedReason,
    Times,
)
from dangol.store import schema
from dangol.store.booking_counts import BookingCounts
from dangol.store.contacts import read_contacts
from dangol.store.meeting_limits import MOST_OWN, mailbox
from dangol.store.meeting_rows import Given
from dangol.store.meetings import HOLD_US
from dangol.store.schema_sales import meetings
from dangol.terms.instants import DAY_US, HOUR_US, MINUTE_US, Instant

__all__ = ["house", "postgres_server"]


@pytest.fixture
def company(house: House) -> House:
    sell(house)
    return house


def booked(found: Booked | HeldFor | NotBooked) -> Booked:
    assert isinstance(found, Booked), found
    return found


def token_of(house: House) -> str:
    """Of the only meeting's page."""
    with house.record.reading() as connection:
        meeting_id = connection.execute(select(meetings.c.meeting_id)).scalar_one()
    return change_token(house.workspace, meeting_id)


def other_seq(one: Buyer) -> Buyer:
    one.says("그럼")
    return one


def test_three_free_times_are_offered_of_who_speaks_the_language(company: House) -> None:
    offered = buyer(company).times()
    assert {time.host_id for time in offered.times} == {"mina"}
    assert len(offered.times) == 3
    japanese = buyer(company, "客", lang="ja", zone="Asia/Tokyo").times()
    assert {time.host_name for time in japanese.times} == {"佐藤葵"}


def test_nobody_is_offered_where_nobody_takes_meetings(house: House) -> None:
    assert buyer(house).times().times == ()


def test_the_time_that_was_named_comes_first_where_it_is_free(company: House) -> None:
    tomorrow_at_three = company.now + DAY_US + 5 * HOUR_US
    offered = buyer(company).times(tomorrow_at_three)
    assert offered.is_wanted
    assert offered.times[0].starts_at == tomorrow_at_three
    booked(buyer(company, "a").books(offered.times[0], "a@buyer.example"))
    again = buyer(company, "b").times(tomorrow_at_three)
    assert not again.is_wanted
    assert abs(again.times[0].starts_at - tomorrow_at_three) == 30 * MINUTE_US


def test_one_click_books_where_the_address_is_known(company: House) -> None:
    one = buyer(company)
    time = one.times().times[0]
    done = booked(one.books(time, "kim@buyer.example", "김 하나"))
    assert done.time == time
    assert done.email == "k•••@buyer.example"
    assert done.change_url.startswith(HOME + "/m/")
    assert booked_rows(company) == [("booked", "mina", time.starts_at)]


def test_a_turn_that_is_taken_again_books_and_tells_once(company: House) -> None:
    one = buyer(company)
    time = one.times().times[0]
    first = one.books(time, "kim@buyer.example")
    assert one.books(time, "kim@buyer.example") == first
    assert len(mails(company)) == 2


def test_without_an_address_the_time_is_held_and_an_address_books_it(company: House) -> None:
    one = buyer(company)
    time = one.times().times[0]
    assert not one.times().has_address
    held = one.books(time)
    assert isinstance(held, HeldFor)
    assert held.held_until == company.now + HOLD_US
    assert mails(company) == []
    done = booked(other_seq(one).books(time, "kim@buyer.example"))
    assert other_seq(one).times().has_address
    assert done.meeting_id == held.meeting_id
    assert booked_rows(company) == [("booked", "mina", time.starts_at)]


def test_what_is_held_is_offered_to_nobody_else_until_it_is_over(company: House) -> None:
    one, other = buyer(company), buyer(company, "b")
    time = one.times().times[1]
    one.books(time)
    assert time not in other.times(time.starts_at).times
    company.now = Instant(company.now + HOLD_US)
    assert other.times(time.starts_at).times[0] == time


def test_a_held_time_is_booked_also_where_it_is_soon_by_now(company: House) -> None:
    one = buyer(company)
    time = one.times().times[0]
    one.books(time)
    company.now = Instant(company.now + HOLD_US - 1)
    done = booked(other_seq(one).books(time, "kim@buyer.example"))
    assert done.time == time


@pytest.mark.parametrize(
    "email", ["", "kim", "a..b@c.example", "a b@c.example", "a@b.example\nBcc: x@y.example"]
)
def test_what_is_no_address_holds_the_time(company: House, email: str) -> None:
    one = buyer(company)
    assert isinstance(one.books(one.times().times[0], email), HeldFor)


def test_an_address_that_was_written_wide_gets_the_invitation(company: House) -> None:
    one = buyer(company)
    done = booked(one.books(one.times().times[0], "ｋｉｍ＠ｂｕｙｅｒ．ｅｘａｍｐｌｅ"))
    assert done.email == "k•••@buyer.example"
    assert "kim@buyer.example" in [mail["to"] for mail in mails(company)]


def test_an_address_once_left_is_known_afterwards(company: House) -> None:
    one = buyer(company)
    offered = one.times().times
    booked(one.books(offered[0], "kim@buyer.example"))
    moved = booked(other_seq(one).books(offered[1]))
    assert moved.email == "k•••@buyer.example"
    assert booked_rows(company) == [("booked", "mina", offered[1].starts_at)]


def test_the_consent_holds_the_words_by_which_the_address_was_given(company: House) -> None:
    one = buyer(company)
    time = one.times().times[0]
    one.says("kim@buyer.example 로 보내 주세요")
    booked(one.books(time, "kim@buyer.example"))
    with company.record.reading() as connection:
        workspace_id = company.workspace.workspace_id
        (left,) = read_contacts(connection, workspace_id, one.visit.person_id)
        (consent,) = connection.execute(select(schema.consents)).all()
    assert (left.value, left.purpose) == ("kim@buyer.example", "meeting")
    assert (consent.channel, consent.purpose, consent.is_given) == ("email", "meeting", True)
    assert consent.consent_id == left.consent_id
    evidence = msgspec.json.decode(consent.evidence)
    assert evidence["parts"][0]["text"] == "kim@buyer.example 로 보내 주세요"


@pytest.mark.parametrize(
    ("host_id", "shift"),
    [
        ("nobody", 0),
        ("mina'; DROP TABLE meetings; --", 0),
        ("mina", 7 * MINUTE_US),
        ("mina", 1),
        ("mina", 14 * HOUR_US),
        ("mina", 40 * DAY_US),
        ("mina", 2**62),
    ],
)
def test_what_was_never_possible_is_refused_with_what_is(
    company: House, host_id: str, shift: int
) -> None:
    one = buyer(company)
    time = one.times().times[0]
    refused = one.books(
        time, "kim@buyer.example", host_id=host_id, starts_at=Instant(time.starts_at + shift)
    )
    assert isinstance(refused, NotBooked)
    assert refused.reason is NotBookedReason.UNKNOWN
    assert refused.others.times[0] == time
    assert booked_rows(company) == []


def test_what_was_offered_may_be_chosen_a_little_later(company: House) -> None:
    one = buyer(company)
    time = one.times().times[0]
    company.now = Instant(company.now + 15 * MINUTE_US)
    assert time not in one.times(time.starts_at).times
    assert booked(one.books(time, "kim@buyer.example")).time == time


@pytest.mark.parametrize("starts_at", [0, -1, 1])
def test_what_is_over_is_refused(company: House, starts_at: int) -> None:
    one = buyer(company)
    time = one.times().times[0]
    refused = one.books(time, "kim@buyer.example", starts_at=Instant(starts_at))
    assert isinstance(refused, NotBooked)
    assert refused.reason is NotBookedReason.PAST


def test_of_a_hundred_who_choose_the_last_time_one_has_it_and_all_hear_of_others(
    company: House,
) -> None:
    people = [buyer(company, f"b{n}") for n in range(100)]
    time = people[0].times().times[0]
    found = at_once(100, lambda n: people[n].books(time, f"b{n}@buyer.example"))
    assert Counter(type(one) for one in found) == {Booked: 1, NotBooked: 99}
    for one in found:
        if isinstance(one, NotBooked):
            assert one.reason is NotBookedReason.TAKEN
            assert len(one.others.times) == 3
            assert time not in one.others.times
    assert booked_rows(company) == [("booked", "mina", time.starts_at)]
    assert len(mails(company)) == 2


def test_a_full_day_is_offered_to_nobody(house: House) -> None:
    sell(house, most=1)
    one = buyer(house)
    time = one.times().times[0]
    booked(one.books(time, "kim@buyer.example"))
    others = buyer(house, "b").times(time.starts_at, time.starts_at + HOUR_US).times
    assert all(other.starts_at > time.starts_at + 12 * HOUR_US for other in others)
    later = MeetingTime("mina", "", Instant(time.starts_at + 2 * HOUR_US), time.ends_at, "")
    refused = buyer(house, "c").books(later, "c@buyer.example")
    assert isinstance(refused, NotBooked)
    assert refused.reason is NotBookedReason.TAKEN


def test_moving_to_a_host_of_another_calendar_calls_the_first_off(company: House) -> None:
    one = buyer(company)
    time = one.times().times[0]
    booked(one.books(time, "kim@buyer.example"))
    other = buyer(company, "客", lang="ja", zone="Asia/Tokyo").times().times[0]
    company.now = Instant(company.now + 1_000_000)
    booked(other_seq(one).books(other))
    keys = [mail["key"].rpartition(":")[2] for mail in mails(company)]
    assert keys == ["guest", "host", "guest-before", "host-before", "guest", "host"]
    assert [mail.get("calendar_method", "REQUEST") for mail in mails(company)[2:4]] == [
        "CANCEL"
    ] * 2


@pytest.mark.parametrize("zone", ["", "Mars/Base", "../../etc/passwd", "x" * 500, "\0"])
def test_a_zone_that_is_none_is_the_companys(company: House, zone: str) -> None:
    one = buyer(company, zone=zone)
    done = booked(one.books(one.times().times[0], "kim@buyer.example"))
    assert done.time.zone == "Asia/Seoul"
    assert "KST" in mails(company)[0]["calendar"] or "Asia/Seoul" in mails(company)[0]["calendar"]


def test_a_name_is_of_one_line() -> None:
    assert clean_name("  김\r\nBcc: a@b.example\0 \u2028하나 ") == "김 Bcc: a@b.example 하나"
    assert len(clean_name("a" * 500)) == 100


def test_what_became_of_a_meeting_is_in_the_log_without_whom_it_is_with(company: House) -> None:
    one = buyer(company)
    offered = one.times().times
    booked(one.books(offered[0], "kim@buyer.example", "김하나"))
    booked(other_seq(one).books(offered[1]))
    ends_s = time.monotonic() + 30
    events = schema.events
    while True:
        with company.record.reading() as connection:
            query = select(events.c.name, events.c.payload).where(events.c.name.like("Meeting %"))
            found = {row.name: bytes(row.payload) for row in connection.execute(query)}
        if len(found) == 2:
            break
        assert time.monotonic() < ends_s, found
        time.sleep(0.05)
    assert found.keys() == {"Meeting Booked", "Meeting Moved"}
    for payload in found.values():
        assert b"buyer.example" not in payload
        assert "김하나".encode() not in payload
        said = msgspec.json.decode(payload)["properties"]
        assert said.keys() == {"meeting_id", "conversation_id", "starts_at"}


def test_an_address_that_is_typed_again_and_again_is_left_to_a_person(company: House) -> None:
    for place in range(MOST_OWN):
        other = buyer(company, f"b{place}")
        booked(other.books(other.times().times[0], "victim@buyer.example"))
    before = len(mails(company))
    other = buyer(company, "again")
    refused = other.books(other.times().times[0], "victim+9@buyer.example")
    assert isinstance(refused, NotBooked)
    assert refused.others.times == ()
    assert len(mails(company)) == before


def test_every_mail_to_a_guest_counts_for_its_mailbox(company: House) -> None:
    one = buyer(company)
    first, second, third = one.times().times
    booked(one.books(first, "kim+a@buyer.example"))
    booked(other_seq(one).books(first, "lee@buyer.example"))
    booked(other_seq(one).books(second, "lee@buyer.example"))
    changed = open_meeting(company.chat.floor, token_of(company), company.now)
    assert changed is not None
    moved = move_meeting(
        company.chat.floor, changed, (third.host_id, third.starts_at), 2, company.now
    )
    assert isinstance(moved, Given) and moved.is_news
    again = changed._replace(meeting=moved.meeting)
    cancel_meeting(company.chat.floor, again, company.now)
    sent = Counter(mailbox(mail["to"]) for mail in mails(company) if "guest" in mail["key"])
    assert sent == {"kim@buyer.example": 2, "lee@buyer.example": 4}
    with company.record.reading() as connection:
        counts = BookingCounts(connection, company.workspace.workspace_id)
        assert {box: counts.read("mailbox", box, company.now) for box in sent} == sent


def test_a_network_that_booked_its_share_has_a_person_and_no_mail_goes_out(company: House) -> None:
    company.chat.floor.bookings_per_network = 2
    for place in range(2):
        other = buyer(company, f"b{place}", network="81.2.69.142")
        booked(other.books(other.times().times[0], f"b{place}@buyer{place}.example"))
    before = len(mails(company))
    other = buyer(company, "again", network="81.2.69.142")
    refused = other.books(other.times().times[0], "again@buyer.example")
    assert refused == NotBooked(NotBookedReason.TOO_OFTEN, Times(()))
    assert len(mails(company)) == before
    company.now = Instant(company.now + DAY_US)
    booked(other_seq(other).books(other.times().times[0], "again@buyer.example"))


def test_a_day_of_a_network_does_not_end_at_nine_in_seoul(company: House) -> None:
    company.chat.floor.bookings_per_network = 1
    company.now = Instant(company.now - company.now % DAY_US + DAY_US - MINUTE_US)
    one = buyer(company, "early", network="81.2.69.142")
    booked(one.books(one.times().times[0], "early@buyer.example"))
    company.now = Instant(company.now + 2 * MINUTE_US)
    late = buyer(company, "late", network="81.2.69.142")
    refused = late.books(late.times().times[0], "late@buyer.example")
    assert refused == NotBooked(NotBookedReason.TOO_OFTEN, Times(()))
