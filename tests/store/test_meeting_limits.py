"""Nobody blocks a calendar with holds, or fills a stranger's mailbox with invitations."""

from hashlib import sha256

import pytest
from sqlalchemy import select
from tests.store.conftest import NOW
from tests.store.test_meetings import ask, given, guest, refused, time

from dangol.store.booking_counts import BookingCounts, forget_counts
from dangol.store.meeting_limits import MOST_ADDRESSES, MOST_CHANGES, MOST_OWN, MOST_TOLD
from dangol.store.meeting_rows import (
    Given,
    Guest,
    MeetingState,
    Network,
    NotGiven,
    NotGivenReason,
    TimeAsked,
)
from dangol.store.meetings import MOST_HELD, Meetings
from dangol.store.record import Record
from dangol.store.schema_sales import booking_counts
from dangol.store.workspaces import Workspace
from dangol.terms.instants import DAY_US, HOUR_US, MINUTE_US, Instant

TOO_OFTEN = refused(NotGivenReason.TOO_OFTEN)
VICTIM = "victim@buyer.example"


def alive_holds(record: Record, shop: Workspace) -> list[str]:
    with record.reading() as connection:
        found = Meetings(connection, shop.workspace_id).read_between(
            NOW, Instant(NOW + 400 * DAY_US), NOW
        )
    return [one.conversation_id for one in found if one.state is MeetingState.HELD]


def move(record: Record, shop: Workspace, meeting_id: str, where: TimeAsked) -> Given | NotGiven:
    with record.writing() as connection:
        meetings = Meetings(connection, shop.workspace_id)
        row = meetings.read_meeting(meeting_id)
        assert row is not None
        return meetings.move(meeting_id, row.version, where, now=NOW)


def test_one_person_holds_one_time_in_however_many_conversations(
    record: Record, shop: Workspace
) -> None:
    for place in range(4):
        who = Guest("person", f"talk-{place}", "ko", "Asia/Seoul", "", "")
        assert given(ask(record, shop, time(place), who)).state is MeetingState.HELD
    assert alive_holds(record, shop) == ["talk-3"]


def test_a_flood_of_holds_leaves_all_but_a_few_times_of_a_host_free(
    record: Record, shop: Workspace
) -> None:
    for place in range(MOST_HELD + 5):
        who = guest(f"bot{place:02}", "")
        assert given(ask(record, shop, time(place), who, now=Instant(NOW + place)))
    held = alive_holds(record, shop)
    assert held == [f"talk-bot{place:02}" for place in range(5, MOST_HELD + 5)]
    assert given(ask(record, shop, time(0), guest("buyer"))).state is MeetingState.BOOKED
    assert given(ask(record, shop, time(0, "h2"), guest("other", ""))).host_id == "h2"


@pytest.mark.parametrize("written", [VICTIM, "Victim@Buyer.example", "victim+{n}@buyer.example"])
def test_one_mailbox_has_so_many_meetings_to_come_whoever_types_it(
    record: Record, shop: Workspace, written: str
) -> None:
    for place in range(MOST_OWN):
        who = guest(f"bot{place}", written.replace("{n}", str(place)))
        assert given(ask(record, shop, time(place), who))
    assert ask(record, shop, time(50), guest("bot", VICTIM)) == TOO_OFTEN
    assert given(ask(record, shop, time(50), guest("buyer", "other@buyer.example")))


SPELLINGS = [
    "Victim@MÜNCHEN.example",
    "victim@münchen.example",
    "victim+{n}@xn--mnchen-3ya.example",
    "VICTIM@XN--MNCHEN-3YA.Example",
    "victim@mu\u0308nchen.example",
]


@pytest.mark.parametrize("written", SPELLINGS)
def test_a_mailbox_of_another_script_is_one_however_its_domain_is_spelled(
    record: Record, shop: Workspace, written: str
) -> None:
    for place in range(MOST_OWN):
        spelling = SPELLINGS[place % len(SPELLINGS)].replace("{n}", str(place))
        assert given(ask(record, shop, time(place), guest(f"bot{place}", spelling)))
    assert ask(record, shop, time(50), guest("bot", written)) == TOO_OFTEN
    assert given(ask(record, shop, time(50), guest("buyer", "other@münchen.example")))


def test_one_person_has_so_many_meetings_to_come(record: Record, shop: Workspace) -> None:
    def who(place: int) -> Guest:
        return Guest(
            "bot", f"talk-{place}", "ko", "Asia/Seoul", "", f"v{place}@buyer{place}.example"
        )

    for place in range(MOST_OWN):
        assert given(ask(record, shop, time(place), who(place)))
    assert ask(record, shop, time(50), who(50)) == TOO_OFTEN


def test_a_meeting_is_moved_so_often_and_can_still_be_cancelled(
    record: Record, shop: Workspace
) -> None:
    meeting = given(ask(record, shop, time(), guest("a", VICTIM)))
    for place in range(1, MOST_CHANGES + 1):
        assert given(move(record, shop, meeting.meeting_id, time(place)))
    assert move(record, shop, meeting.meeting_id, time(50)) == TOO_OFTEN
    assert ask(record, shop, time(50), guest("a", VICTIM)) == TOO_OFTEN
    with record.writing() as connection:
        done = Meetings(connection, shop.workspace_id).cancel(meeting.meeting_id, now=NOW)
    assert given(done).state is MeetingState.CANCELLED


def test_booking_and_cancelling_again_and_again_comes_to_an_end_for_a_day(
    record: Record, shop: Workspace
) -> None:
    told = 0
    for place in range(MOST_TOLD):
        found = ask(record, shop, time(place), guest(f"bot{place}", VICTIM))
        if found == TOO_OFTEN:
            break
        with record.writing() as connection:
            Meetings(connection, shop.workspace_id).cancel(given(found).meeting_id, now=NOW)
        told += 2
    assert told == MOST_TOLD
    tomorrow = Instant(NOW + DAY_US + 1)
    assert given(ask(record, shop, time(50), guest("a", VICTIM), now=tomorrow))


def test_a_meeting_does_not_wander_from_stranger_to_stranger(
    record: Record, shop: Workspace
) -> None:
    for place in range(MOST_ADDRESSES + 1):
        assert given(ask(record, shop, time(), guest("a", f"v{place}@buyer.example")))
    assert ask(record, shop, time(), guest("a", VICTIM)) == TOO_OFTEN


def test_who_corrects_the_address_has_written_to_the_first_one_all_the_same(
    record: Record, shop: Workspace
) -> None:
    """An invitation and that it is off, twice a conversation: never told, it would be for ever."""
    for place in range(MOST_TOLD // 2):
        assert given(ask(record, shop, time(place), guest(f"bot{place}", VICTIM)))
        corrected = guest(f"bot{place}", f"bot{place}@elsewhere{place}.example")
        assert given(ask(record, shop, time(place), corrected))
    assert ask(record, shop, time(50), guest("again", VICTIM)) == TOO_OFTEN
    assert ask(record, shop, time(50), guest("again", "victim+1@buyer.example")) == TOO_OFTEN
    tomorrow = Instant(NOW + DAY_US + 1)
    assert given(ask(record, shop, time(50), guest("later", VICTIM), now=tomorrow))


def from_network(who: Guest, key: str = "office") -> Guest:
    return who._replace(network=Network(key, most_booked=4))


def test_fresh_browsers_with_fresh_addresses_fill_no_calendar_from_one_network(
    record: Record, shop: Workspace
) -> None:
    def fresh(place: int) -> Guest:
        return from_network(guest(f"bot{place}", f"bot{place}@fresh{place}.example"))

    for place in range(4):
        assert given(ask(record, shop, time(place), fresh(place)))
    assert ask(record, shop, time(50), fresh(50)) == TOO_OFTEN
    elsewhere = from_network(guest("buyer"), "another office")
    assert given(ask(record, shop, time(50), elsewhere))
    tomorrow = Instant(NOW + DAY_US + 1)
    assert given(ask(record, shop, time(60), fresh(60), now=tomorrow))


@pytest.mark.parametrize("early", [0, 1, 23, 24 * 60 - 1])
def test_no_moment_of_the_day_lets_a_network_book_twice_its_share(
    record: Record, shop: Workspace, early: int
) -> None:
    """One meeting opens whatever there is to open, the others come just before a day is over."""

    def fresh(place: int) -> Guest:
        return from_network(guest(f"bot{place}", f"bot{place}@fresh{place}.example"))

    first = Instant(NOW - NOW % DAY_US + early * MINUTE_US)
    late = Instant(first + DAY_US - MINUTE_US)
    assert given(ask(record, shop, time(200), fresh(0), now=first))
    for place in range(1, 4):
        assert given(ask(record, shop, time(200 + place), fresh(place), now=late))
    after = Instant(first + DAY_US + MINUTE_US)
    given(ask(record, shop, time(210), fresh(10), now=after))
    for minutes in (2, 24 * 60 - 3):
        now = Instant(first + DAY_US + minutes * MINUTE_US)
        assert ask(record, shop, time(211), fresh(11), now=now) == TOO_OFTEN
    now = Instant(late + DAY_US + HOUR_US)
    assert given(ask(record, shop, time(211), fresh(11), now=now))


def test_a_count_says_neither_who_was_written_to_nor_who_booked(
    record: Record, shop: Workspace
) -> None:
    assert given(ask(record, shop, time(), from_network(guest("a", VICTIM), "81.2.69.142")))
    tried = {
        sha256(f"{what}\0{name}".encode()).hexdigest()
        for what, name in (("mailbox", VICTIM), ("network", "81.2.69.142"))
    }
    with record.reading() as connection:
        kept = set(connection.execute(select(booking_counts.c.key_sha256)).scalars())
    assert len(kept) == 2 and not kept & tried


def test_a_network_may_hold_move_and_take_again_what_it_has_booked(
    record: Record, shop: Workspace
) -> None:
    def who(place: int) -> Guest:
        return from_network(guest(f"a{place}", f"a{place}@buyer{place}.example"))

    for place in range(4):
        assert given(ask(record, shop, time(place), who(place)))
    assert given(ask(record, shop, time(10), who(0))).version == 1
    assert given(ask(record, shop, time(20), who(9)._replace(email=""))).state is MeetingState.HELD
    assert ask(record, shop, time(20), who(9)) == TOO_OFTEN


def test_every_stranger_who_is_written_to_counts_for_the_network(
    record: Record, shop: Workspace
) -> None:
    for place in range(4):
        stranger = from_network(guest("a", f"v{place}@buyer.example"))
        assert given(ask(record, shop, time(), stranger))
    assert ask(record, shop, time(5), from_network(guest("b", VICTIM))) == TOO_OFTEN


def test_a_day_that_is_over_leaves_no_trace_of_who_booked_from_where(
    record: Record, shop: Workspace
) -> None:
    assert given(ask(record, shop, time(), from_network(guest("a", VICTIM))))
    with record.writing() as connection:
        counts = BookingCounts(connection, shop.workspace_id)
        assert (counts.read("network", "office", NOW), counts.read("mailbox", VICTIM, NOW)) == (
            1,
            1,
        )
        assert forget_counts(connection, Instant(NOW + DAY_US - 1)) == 0
        assert forget_counts(connection, Instant(NOW + DAY_US)) == 2
