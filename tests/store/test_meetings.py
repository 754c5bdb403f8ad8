"""The promise: no minute of a host is given twice, whoever asks, however often and at once."""

from collections import Counter
from itertools import pairwise

import pytest
from sqlalchemy import select
from tests.store.chat import another_shop, at_once
from tests.store.conftest import NOW

from dangol.store.holding import storable
from dangol.store.meeting_rows import (
    Given,
    Guest,
    MeetingRow,
    MeetingState,
    NotGiven,
    NotGivenReason,
    TimeAsked,
)
from dangol.store.meeting_table import day_span
from dangol.store.meetings import HOLD_US, Meetings
from dangol.store.record import Record
from dangol.store.schema_sales import taken_times
from dangol.store.taken_times import STEP_US
from dangol.store.workspaces import Workspace
from dangol.terms.instants import DAY_US, HOUR_US, MINUTE_US, Instant, parse_instant

NINE = parse_instant("2026-11-02T00:00:00Z")
"""Nine in the morning in Seoul, days after now."""


def time(hours: float = 0, host_id: str = "h1", *, buffer: int = 0, most: int = 0) -> TimeAsked:
    """Half an hour, that many hours after nine."""
    starts_at = Instant(int(NINE + hours * HOUR_US))
    ends_at = Instant(starts_at + 30 * MINUTE_US)
    return TimeAsked(host_id, starts_at, ends_at, buffer * MINUTE_US, most, "Asia/Seoul")


def guest(name: str = "a", email: str | None = None) -> Guest:
    email = f"{name}@buyer.example" if email is None else email
    return Guest(f"person-{name}", f"talk-{name}", "ko", "Asia/Seoul", name, email)


def ask(
    record: Record,
    shop: Workspace,
    time: TimeAsked,
    who: Guest | None = None,
    *,
    key: str = "",
    now: Instant = NOW,
) -> Given | NotGiven:
    who = who or guest()
    with record.writing() as connection:
        meetings = Meetings(connection, shop.workspace_id)
        key = key or f"{who.conversation_id}:{time.host_id}:{time.starts_at}:{who.email}"
        return meetings.give_time(time, who, key, f"m-{storable(key)}", now=now)


def given(found: Given | NotGiven) -> MeetingRow:
    assert isinstance(found, Given), found
    return found.meeting


def refused(reason: NotGivenReason) -> NotGiven:
    return NotGiven(reason)


def steps(record: Record, shop: Workspace) -> Counter[str]:
    """How many steps each meeting holds."""
    query = select(taken_times.c.meeting_id).where(taken_times.c.workspace_id == shop.workspace_id)
    with record.reading() as connection:
        return Counter(connection.execute(query).scalars())


def moved(
    record: Record, shop: Workspace, meeting: MeetingRow, time: TimeAsked, now: Instant = NOW
) -> Given | NotGiven:
    with record.writing() as connection:
        meetings = Meetings(connection, shop.workspace_id)
        return meetings.move(meeting.meeting_id, meeting.version, time, now=now)


def cancelled(
    record: Record, shop: Workspace, meeting_id: str, now: Instant = NOW
) -> Given | NotGiven:
    with record.writing() as connection:
        return Meetings(connection, shop.workspace_id).cancel(meeting_id, now=now)


def test_a_meeting_comes_back_as_it_was_given(record: Record, shop: Workspace) -> None:
    meeting = given(ask(record, shop, time()))
    with record.reading() as connection:
        meetings = Meetings(connection, shop.workspace_id)
        assert meetings.read_meeting(meeting.meeting_id) == meeting
        assert meetings.read_of_conversation("talk-a", NOW) == meeting
        assert meetings.read_of_conversation("talk-a", meeting.starts_at) is None
        assert meetings.read_of_conversation("talk-b", NOW) is None
        day = NINE, Instant(NINE + DAY_US)
        assert meetings.read_between(*day, NOW) == [meeting]
        assert meetings.read_between(*day, NOW, ("h2",)) == []
        assert meetings.read_between(meeting.ends_at, day[1], NOW) == []
    assert meeting.state is MeetingState.BOOKED


@pytest.mark.parametrize("offset_min", [-29, -25, 0, 1, 29])
def test_what_touches_a_taken_time_is_taken(
    record: Record, shop: Workspace, offset_min: int
) -> None:
    ask(record, shop, time())
    asked = ask(record, shop, time(offset_min / 60 + 0), guest("b"))
    assert asked == refused(NotGivenReason.TAKEN)


@pytest.mark.parametrize("offset_min", [-30, 30])
def test_times_may_follow_one_another(record: Record, shop: Workspace, offset_min: int) -> None:
    ask(record, shop, time())
    given(ask(record, shop, time(offset_min / 60), guest("b")))


@pytest.mark.parametrize("offset_min", [-35, 35])
def test_between_two_meetings_lies_the_buffer(
    record: Record, shop: Workspace, offset_min: int
) -> None:
    ask(record, shop, time(buffer=10))
    near = ask(record, shop, time(offset_min / 60, buffer=10), guest("b"))
    assert near == refused(NotGivenReason.TAKEN)
    further = (offset_min + (5 if offset_min > 0 else -5)) / 60
    given(ask(record, shop, time(further, buffer=10), guest("b")))


def test_hosts_and_workspaces_do_not_stand_in_one_anothers_way(
    record: Record, shop: Workspace
) -> None:
    ask(record, shop, time())
    given(ask(record, shop, time(host_id="h2"), guest("b")))
    given(ask(record, another_shop(record), time(), guest("b")))


def test_a_key_asks_once(record: Record, shop: Workspace) -> None:
    first = ask(record, shop, time(), key="talk-a:4")
    again = ask(record, shop, time(3), key="talk-a:4")
    assert isinstance(again, Given)
    assert not again.is_news
    assert again.meeting == given(first)


def test_a_key_of_what_was_cancelled_books_nothing(record: Record, shop: Workspace) -> None:
    first = given(ask(record, shop, time(), key="talk-a:4"))
    cancelled(record, shop, first.meeting_id)
    assert ask(record, shop, time(), key="talk-a:4") == refused(NotGivenReason.OVER)


def test_a_second_time_in_a_conversation_moves_the_first(record: Record, shop: Workspace) -> None:
    first = given(ask(record, shop, time(), key="talk-a:4"))
    again = ask(record, shop, time(2, "h2"), guest(email=""), key="talk-a:6")
    assert isinstance(again, Given)
    assert again.before == first
    assert again.meeting.meeting_id == first.meeting_id
    assert again.meeting.state is MeetingState.BOOKED
    assert again.meeting.guest_email == first.guest_email
    assert again.meeting.version == first.version + 1
    given(ask(record, shop, time(), guest("b")))
    assert set(steps(record, shop).values()) == {6}


def test_a_second_time_that_is_taken_leaves_the_first(record: Record, shop: Workspace) -> None:
    mine = given(ask(record, shop, time()))
    ask(record, shop, time(2), guest("b"))
    assert ask(record, shop, time(2)) == refused(NotGivenReason.TAKEN)
    with record.reading() as connection:
        still = Meetings(connection, shop.workspace_id).read_meeting(mine.meeting_id)
    assert still == mine
    assert steps(record, shop)[mine.meeting_id] == 6


def test_booking_again_what_is_booked_is_no_news(record: Record, shop: Workspace) -> None:
    first = given(ask(record, shop, time(), key="talk-a:4"))
    again = ask(record, shop, time(), key="talk-a:6")
    assert isinstance(again, Given)
    assert not again.is_news
    assert again.meeting.version == first.version


def test_a_time_without_an_address_is_held_until_it_is_over(
    record: Record, shop: Workspace
) -> None:
    held = given(ask(record, shop, time(), guest("a", "")))
    assert held.state is MeetingState.HELD
    assert held.held_until == NOW + HOLD_US
    late, over = Instant(NOW + HOLD_US - 1), Instant(NOW + HOLD_US)
    assert ask(record, shop, time(), guest("b"), now=late) == refused(NotGivenReason.TAKEN)
    given(ask(record, shop, time(), guest("b"), now=over))
    with record.reading() as connection:
        meetings = Meetings(connection, shop.workspace_id)
        found = meetings.read_meeting(held.meeting_id)
        assert found is not None
        assert found.state is MeetingState.EXPIRED
    assert held.meeting_id not in steps(record, shop)


def test_an_address_books_what_was_held(record: Record, shop: Workspace) -> None:
    held = given(ask(record, shop, time(), guest("a", ""), key="talk-a:4"))
    booked = given(ask(record, shop, time(), guest("a"), key="talk-a:6"))
    assert booked.meeting_id == held.meeting_id
    assert booked.state is MeetingState.BOOKED
    assert booked.held_until == 0
    assert steps(record, shop) == {held.meeting_id: 6}


def test_an_address_books_what_was_held_also_late(record: Record, shop: Workspace) -> None:
    held = given(ask(record, shop, time(), guest("a", "")))
    late = Instant(NOW + 2 * HOLD_US)
    booked = given(ask(record, shop, time(), guest("a"), now=late))
    assert booked.meeting_id == held.meeting_id
    assert steps(record, shop) == {held.meeting_id: 6}


def test_an_address_that_comes_too_late_books_nothing(record: Record, shop: Workspace) -> None:
    ask(record, shop, time(), guest("a", ""))
    late = Instant(NOW + HOLD_US)
    other = given(ask(record, shop, time(), guest("b"), now=late))
    done = ask(record, shop, time(), guest("a"), now=late)
    assert done == refused(NotGivenReason.TAKEN)
    assert steps(record, shop) == {other.meeting_id: 6}


def test_a_day_has_no_more_than_the_host_takes(record: Record, shop: Workspace) -> None:
    given(ask(record, shop, time(0, most=2), guest("a")))
    mine = given(ask(record, shop, time(1, most=2), guest("b")))
    assert ask(record, shop, time(2, most=2), guest("c")) == refused(NotGivenReason.FULL)
    given(ask(record, shop, time(2, "h2", most=2), guest("c")))
    given(ask(record, shop, time(24, most=2), guest("d")))
    given(moved(record, shop, mine, time(3, most=2)))  # within the day, of which it is one
    assert ask(record, shop, time(4, most=2), guest("e")) == refused(NotGivenReason.FULL)


def test_the_day_is_the_hosts(record: Record, shop: Workspace) -> None:
    late = time(14.5, most=1)  # 23:30 in Seoul
    given(ask(record, shop, late, guest("a")))
    given(ask(record, shop, time(15, most=1), guest("b")))
    third = ask(record, shop, time(16, most=1), guest("c"))
    assert third == refused(NotGivenReason.FULL)


def test_a_day_on_which_clocks_change_is_whole() -> None:
    autumn = parse_instant("2026-11-01T12:00:00-05:00")
    since, until = day_span(autumn, "America/New_York")
    assert until - since == 25 * HOUR_US


def test_moving_takes_the_new_time_and_gives_back_the_old(record: Record, shop: Workspace) -> None:
    meeting = given(ask(record, shop, time()))
    after = given(moved(record, shop, meeting, time(0.25)))  # half of it lies in the old one
    assert after.version == meeting.version + 1
    assert steps(record, shop) == {meeting.meeting_id: 6}
    again = moved(record, shop, meeting, time(0.25))
    assert isinstance(again, Given)
    assert not again.is_news
    assert moved(record, shop, meeting, time(3)) == refused(NotGivenReason.CHANGED)
    given(moved(record, shop, after, time(3)))


def test_what_is_over_is_not_changed(record: Record, shop: Workspace) -> None:
    meeting = given(ask(record, shop, time()))
    late = Instant(meeting.starts_at)
    assert moved(record, shop, meeting, time(3), late) == refused(NotGivenReason.OVER)
    assert cancelled(record, shop, meeting.meeting_id, late) == refused(NotGivenReason.OVER)
    gone = given(cancelled(record, shop, meeting.meeting_id))
    assert gone.state is MeetingState.CANCELLED
    again = cancelled(record, shop, meeting.meeting_id)
    assert isinstance(again, Given)
    assert not again.is_news
    assert moved(record, shop, gone, time(3)) == refused(NotGivenReason.OVER)
    assert not steps(record, shop)
    assert cancelled(record, shop, "nothing") == refused(NotGivenReason.UNKNOWN)


def test_what_was_is_not_given(record: Record, shop: Workspace) -> None:
    past = ask(record, shop, time(), now=time().starts_at)
    assert past == refused(NotGivenReason.PAST)


def test_hostile_words_are_kept_and_not_obeyed(record: Record, shop: Workspace) -> None:
    who = Guest("p", "c\0", "ko", "Asia/Seoul", "x\0'; DROP", "a\ud800@b.example")
    meeting = given(ask(record, shop, time(), who, key="k\0"))
    with record.reading() as connection:
        found = Meetings(connection, shop.workspace_id).read_meeting(meeting.meeting_id)
    assert found == meeting
    assert meeting.key == "k\ufffd"


def test_of_a_hundred_who_ask_at_once_one_is_given_the_time(
    record: Record, shop: Workspace
) -> None:
    asked = at_once(100, lambda n: ask(record, shop, time(), guest(str(n))))
    assert sum(isinstance(one, Given) for one in asked) == 1
    assert asked.count(refused(NotGivenReason.TAKEN)) == 99
    assert list(steps(record, shop).values()) == [30 * MINUTE_US // STEP_US]


def test_of_many_at_once_no_two_overlap_and_no_day_is_too_full(
    record: Record, shop: Workspace
) -> None:
    def act(n: int) -> Given | NotGiven:
        return ask(record, shop, time((n * 7 % 24) / 4, most=5, buffer=10), guest(str(n)))

    asked = at_once(60, act)
    taken = sorted(one.meeting.starts_at for one in asked if isinstance(one, Given))
    assert len(taken) == 5
    assert all(b - a >= 40 * MINUTE_US for a, b in pairwise(taken))


def test_whoever_moves_at_once_does_not_stop_the_other(record: Record, shop: Workspace) -> None:
    """Two swap hosts again and again: no two wait for one another."""
    mine = [given(ask(record, shop, time(n, f"h{n}"), guest(str(n)))) for n in (1, 2)]

    def act(n: int) -> Given | NotGiven:
        one = mine[n % 2]
        who = guest(str(n % 2 + 1))
        return ask(record, shop, time(n + 5, f"h{n // 2 % 2 + 1}"), who, key=f"{one.key}:{n}")

    assert all(isinstance(one, Given) for one in at_once(16, act, threads=4))
    assert sorted(steps(record, shop).values()) == [6, 6]
