"""The promise: what is offered is free, inside the hours, on no holiday, and near what was asked.

Laws over any hours, zone, calendar and day; and the days that people trip over by name.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.speak.sales.motion import MeetingTime
from dangol.speak.sales.team import Host
from dangol.speak.sales.times import (
    HORIZON_DAYS,
    NOTICE_US,
    free_times,
    is_wanted,
    offered_times,
)
from dangol.speak.sales.work import Span
from dangol.terms.hours import parse_hours
from dangol.terms.instants import DAY_US, EPOCH, HOUR_US, MINUTE_US, Instant, instant_of
from dangol.terms.languages import Language

SEOUL, NEW_YORK = "Asia/Seoul", "America/New_York"
ZONES = (SEOUL, "Asia/Tokyo", NEW_YORK, "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")
HOURS = (
    "",
    "mon-fri 10:00-12:00 13:00-18:00",
    "daily 00:00-24:00",
    "mon-sun 01:15-03:40; closed 2026-11-25",
    "sat 09:10-09:45",
    "never",
)


def at(text: str, zone: str = SEOUL) -> Instant:
    return instant_of(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def clock(instant: int, zone: str = SEOUL) -> str:
    shown = (EPOCH + timedelta(microseconds=instant)).astimezone(ZoneInfo(zone))
    return f"{shown:%m-%d %H:%M}"


def clocks(times: tuple[MeetingTime, ...], zone: str = SEOUL) -> list[str]:
    return [clock(one.starts_at, zone) for one in times]


MINA = Host(
    host_id="mina",
    name="김미나",
    email="mina@company.example",
    languages=(Language.KO,),
    zone=SEOUL,
    hours="mon-fri 10:00-12:00 13:00-18:00",
)
MONDAY = at("2026-11-23 09:00")

instants = st.integers(at("2026-10-20 00:00"), at("2027-03-20 00:00")).map(Instant)
hosts = st.builds(
    Host,
    host_id=st.just("h"),
    name=st.just("H"),
    email=st.just("h@company.example"),
    languages=st.just((Language.EN,)),
    zone=st.sampled_from(ZONES),
    hours=st.sampled_from(HOURS),
    most_per_day=st.integers(1, 4),
    buffer_min=st.sampled_from((0, 5, 15, 60)),
    meeting_min=st.sampled_from((10, 25, 30, 45, 60, 120)),
)


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Instant, list[Span], list[Span], set[date]]:
    now = draw(instants)
    offsets = st.integers(-2 * DAY_US, (HORIZON_DAYS + 1) * DAY_US)
    lengths = st.integers(0, 30 * HOUR_US)
    spans = st.builds(
        lambda offset, length: Span(Instant(now + offset), Instant(now + offset + length)),
        offsets,
        lengths,
    )
    today = (EPOCH + timedelta(microseconds=now)).date()
    days = st.sets(st.integers(0, 15).map(lambda ahead: today + timedelta(days=ahead)), max_size=4)
    return now, draw(st.lists(spans, max_size=8)), draw(st.lists(spans, max_size=8)), draw(days)


@settings(max_examples=150, deadline=None)
@given(hosts, calendars(), st.integers(0, 14 * DAY_US))
def test_every_free_time_keeps_the_laws(
    host: Host, calendar: tuple[Instant, list[Span], list[Span], set[date]], ahead: int
) -> None:
    now, busy, taken, holidays = calendar
    moment = Instant((now + ahead) // (15 * MINUTE_US) * 15 * MINUTE_US)
    free = free_times(host, busy, taken, now, holidays=holidays, wanted=Span(moment, moment))
    zone, hours = ZoneInfo(host.zone), parse_hours(host.hours)
    buffer_us = host.buffer_min * MINUTE_US
    given_on: dict[date, int] = {}
    for span in taken:
        day = (EPOCH + timedelta(microseconds=span.starts_at)).astimezone(zone).date()
        given_on[day] = given_on.get(day, 0) + 1
    for one in free:
        assert one.ends_at - one.starts_at == host.meeting_min * MINUTE_US
        assert now + NOTICE_US <= one.starts_at <= now + HORIZON_DAYS * DAY_US
        for span in (*busy, *taken):
            assert (
                one.ends_at + buffer_us <= span.starts_at
                or one.starts_at >= span.ends_at + buffer_us
                or span.starts_at >= span.ends_at
            )
        begins = (EPOCH + timedelta(microseconds=one.starts_at)).astimezone(zone)
        assert begins.date() not in holidays
        assert given_on.get(begins.date(), 0) < host.most_per_day
        spans = hours.spans_on(begins.date())
        for minute in range(host.meeting_min):
            moment_at = one.starts_at + minute * MINUTE_US
            shown = (EPOCH + timedelta(microseconds=moment_at)).astimezone(zone)
            of_day = shown.hour * 60 + shown.minute
            assert shown.date() == begins.date()
            assert any(first <= of_day < last for first, last in spans)
    assert [one.starts_at for one in free] == sorted({one.starts_at for one in free})


@settings(max_examples=100, deadline=None)
@given(
    hosts,
    calendars(),
    st.sampled_from(ZONES),
    st.integers(-DAY_US, 15 * DAY_US),
    st.sampled_from((0, 0, HOUR_US, DAY_US, 7 * DAY_US)),
)
def test_what_is_offered_is_free_and_nothing_free_is_nearer(
    host: Host,
    calendar: tuple[Instant, list[Span], list[Span], set[date]],
    zone: str,
    ahead: int,
    length: int,
) -> None:
    now, busy, taken, holidays = calendar
    wanted = Span(Instant(now + ahead), Instant(now + ahead + length))
    free = free_times(host, busy, taken, now, holidays=holidays, wanted=wanted)
    offered = offered_times(free, zone, wanted=wanted)
    assert len(offered) == min(3, len(free)) or length  # awake hours may leave fewer
    assert set(offered) <= set(free) and len(set(offered)) == len(offered)
    assert bool(offered) == bool(free)
    if length:
        assert is_wanted(offered[0], wanted) if any(is_wanted(f, wanted) for f in free) else True
        return
    left = min(
        (abs(one.starts_at - wanted.starts_at) for one in set(free) - set(offered)), default=0
    )
    for one in offered if len(free) > 3 else ():
        assert abs(one.starts_at - wanted.starts_at) <= left


def test_tomorrow_at_three_is_offered_first_when_it_is_free() -> None:
    three = at("2026-11-24 15:00")
    wanted = Span(three, three)
    offered = offered_times(free_times(MINA, (), (), MONDAY, wanted=wanted), SEOUL, wanted=wanted)
    assert clocks(offered) == ["11-24 15:00", "11-24 14:30", "11-24 15:30"]
    assert is_wanted(offered[0], wanted) and not is_wanted(offered[1], wanted)


def test_where_three_is_taken_the_nearest_are_offered_outside_the_buffer() -> None:
    three = at("2026-11-24 15:00")
    wanted = Span(three, three)
    taken = [Span(three, Instant(three + 30 * MINUTE_US))]
    offered = offered_times(
        free_times(MINA, (), taken, MONDAY, wanted=wanted), SEOUL, wanted=wanted
    )
    assert clocks(offered) == ["11-24 14:00", "11-24 16:00", "11-24 13:30"]
    assert not is_wanted(offered[0], wanted)


def test_a_quarter_past_is_given_where_it_was_asked_for() -> None:
    moment = at("2026-11-24 15:15")
    wanted = Span(moment, moment)
    free = free_times(MINA, (), (), MONDAY, wanted=wanted)
    assert clocks(offered_times(free, SEOUL, wanted=wanted))[0] == "11-24 15:15"


def test_three_that_nobody_named_lie_apart_and_on_two_days() -> None:
    offered = offered_times(free_times(MINA, (), (), MONDAY), SEOUL)
    assert clocks(offered) == ["11-23 10:00", "11-23 13:00", "11-24 10:00"]


def test_a_wanted_afternoon_is_filled_before_anything_else() -> None:
    wanted = Span(at("2026-11-25 12:00"), at("2026-11-25 18:00"))
    offered = offered_times(free_times(MINA, (), (), MONDAY, wanted=wanted), SEOUL, wanted=wanted)
    assert clocks(offered) == ["11-25 13:00", "11-25 14:30", "11-25 16:00"]
    busy = [Span(at("2026-11-25 12:00"), at("2026-11-25 16:45"))]
    free = free_times(MINA, busy, (), MONDAY, wanted=wanted)
    assert clocks(offered_times(free, SEOUL, wanted=wanted)) == [
        "11-25 17:00",
        "11-25 17:30",
        "11-25 11:00",
    ]


def test_no_time_is_offered_within_half_an_hour_or_after_a_fortnight() -> None:
    now = at("2026-11-23 10:05")
    free = free_times(MINA, (), (), now)
    assert clocks(free)[0] == "11-23 11:00"
    assert clocks(free)[-1] == "12-07 10:00"


def test_a_holiday_and_a_full_day_have_no_times() -> None:
    taken = [
        Span(at(f"2026-11-24 {hour}:00"), at(f"2026-11-24 {hour}:30")) for hour in (10, 13, 15)
    ]
    full = msgspec.structs.replace(MINA, most_per_day=3)
    free = free_times(full, (), taken, MONDAY, holidays={date(2026, 11, 23)})
    assert clocks(free)[0] == "11-25 10:00"
    one_more = msgspec.structs.replace(MINA, most_per_day=4)
    assert any(one.startswith("11-24") for one in clocks(free_times(one_more, (), taken, MONDAY)))


EMMA = msgspec.structs.replace(
    MINA, host_id="emma", zone=NEW_YORK, hours="mon-fri 09:00-17:00", languages=(Language.EN,)
)


@pytest.mark.parametrize(
    ("now", "before", "after"),
    [
        # Clocks go back on 1 November 2026 and forward on 14 March 2027.
        ("2026-10-30 08:00", "2026-10-30T13:00", "2026-11-02T14:00"),
        ("2027-03-12 08:00", "2027-03-12T14:00", "2027-03-15T13:00"),
    ],
)
def test_nine_in_new_york_is_nine_before_and_after_the_clocks_change(
    now: str, before: str, after: str
) -> None:
    free = free_times(EMMA, (), (), at(now, NEW_YORK))
    starts = [
        (EPOCH + timedelta(microseconds=one.starts_at)).astimezone(UTC).isoformat()[:16]
        for one in free
        if clock(one.starts_at, NEW_YORK).endswith("09:00")
    ]
    assert starts[:2] == [before, after]


def test_an_hour_that_the_clocks_skip_or_repeat_is_never_offered() -> None:
    owl = msgspec.structs.replace(EMMA, hours="daily 01:00-04:00", buffer_min=0, meeting_min=60)
    spring = free_times(owl, (), (), at("2027-03-13 12:00", NEW_YORK))
    of_day = [one for one in clocks(spring, NEW_YORK) if one.startswith("03-14")]
    assert of_day == ["03-14 03:00"]
    autumn = free_times(owl, (), (), at("2026-10-31 12:00", NEW_YORK))
    of_day = [one for one in clocks(autumn, NEW_YORK) if one.startswith("11-01")]
    assert of_day == ["11-01 02:00", "11-01 02:30", "11-01 03:00"]


def test_a_visitor_far_away_is_offered_hours_at_which_they_are_awake() -> None:
    now = at("2026-11-23 08:00", NEW_YORK)
    early = msgspec.structs.replace(EMMA, hours="mon-fri 06:00-17:00")
    offered = offered_times(free_times(early, (), (), now), SEOUL)
    assert clocks(offered) == ["11-24 20:00", "11-25 20:00", "11-26 20:00"]
    never_awake = offered_times(free_times(EMMA, (), (), now), SEOUL)
    assert len(never_awake) == 3


def test_of_two_hosts_at_one_time_the_first_is_meant() -> None:
    moment = at("2026-11-24 15:00")
    wanted = Span(moment, moment)
    second = msgspec.structs.replace(MINA, host_id="jun")
    both = [
        *free_times(MINA, (), (), MONDAY, wanted=wanted),
        *free_times(second, (), (), MONDAY, wanted=wanted),
    ]
    offered = offered_times(both, SEOUL, wanted=wanted)
    assert {one.host_id for one in offered} == {"mina"}
    assert len({one.starts_at for one in offered}) == 3
