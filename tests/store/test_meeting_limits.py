"""Nobody blocks a calendar with holds, or fills a stranger's mailbox with invitations."""

import pytest
from tests.store.conftest import NOW
from tests.store.test_meetings import ask, given, guest, refused, time

from dangol.store.meeting_limits import MOST_ADDRESSES, MOST_CHANGES, MOST_OWN, MOST_TOLD
from dangol.store.meeting_rows import (
    Given,
    Guest,
    MeetingState,
    NotGiven,
    NotGivenReason,
    TimeAsked,
)
from dangol.store.meetings import MOST_HELD, Meetings
from dangol.store.record import Record
from dangol.store.workspaces import Workspace
from dangol.terms.instants import DAY_US, Instant

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
