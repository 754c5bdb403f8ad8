"""The promise: a buyer comes to whom they can talk to, hears until when, and is never forgotten."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.speak.sales.routing import (
    Buyer,
    first_due_at,
    next_to_tell,
    ranked_hosts,
    render_promise,
    render_promise_of,
)
from dangol.speak.sales.team import Host, Team
from dangol.speak.sales.territory import country_of_zone
from dangol.speak.sales.work import due_at, work_spans
from dangol.terms.instants import HOUR_US, MINUTE_US, Instant, instant_of
from dangol.terms.languages import Language

KO, JA, EN = Language.KO, Language.JA, Language.EN
SEOUL = "Asia/Seoul"


def at(text: str, zone: str = SEOUL) -> Instant:
    return instant_of(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


MINA = Host(
    host_id="mina",
    name="김미나",
    email="mina@company.example",
    languages=(KO, EN),
    zone=SEOUL,
    hours="mon-fri 10:00-12:00 13:00-18:00",
    answers_within_min=120,
)


def host(host_id: str, **changes: object) -> Host:
    return msgspec.structs.replace(MINA, host_id=host_id, **changes)


MONDAY = at("2026-11-23 10:00")


def ids(hosts: tuple[Host, ...]) -> list[str]:
    return [one.host_id for one in hosts]


def test_nobody_is_met_whom_they_cannot_talk_to() -> None:
    team = Team((MINA, host("aoi", languages=(JA,))))
    assert ids(ranked_hosts(team, Buyer(JA), {}, MONDAY)) == ["aoi"]
    assert ids(ranked_hosts(Team((MINA,)), Buyer(JA), {}, MONDAY)) == []


def test_who_looks_after_the_country_and_the_size_comes_first() -> None:
    team = Team(
        (
            host("all"),
            host("japan", territories=("JP",)),
            host("korea", territories=("KR",)),
            host("large", territories=("KR",), min_size=100),
        )
    )
    assert ids(ranked_hosts(team, Buyer(KO, 20, 20, "KR"), {}, MONDAY)) == ["korea", "all"]
    assert ids(ranked_hosts(team, Buyer(KO, 100, None, "KR"), {}, MONDAY)) == [
        "korea",
        "large",
        "all",
    ]
    assert ids(ranked_hosts(team, Buyer(KO), {}, MONDAY)) == ["all", "japan", "korea", "large"]


def test_a_buyer_of_nobody_goes_to_who_comes_nearest() -> None:
    team = Team((host("small", max_size=10), host("japan", territories=("JP",))))
    assert ids(ranked_hosts(team, Buyer(KO, 50, 50, "KR"), {}, MONDAY)) == ["small", "japan"]


def test_who_is_at_work_comes_before_who_has_less_to_do_and_load_decides_between_equals() -> None:
    night = host("new-york", zone="America/New_York")
    team = Team((night, host("busy"), host("free")))
    load = {"busy": 5, "free": 2}
    assert ids(ranked_hosts(team, Buyer(KO), load, MONDAY)) == ["free", "busy", "new-york"]
    off = {date(2026, 11, 23)}
    ranked = ranked_hosts(
        team, Buyer(KO), load, MONDAY, lambda one: off if one.host_id == "free" else ()
    )
    assert ids(ranked) == ["busy", "new-york", "free"]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-23 10:00", "2026-11-23 12:00"),
        ("2026-11-23 10:07", "2026-11-23 13:15"),  # the lunch break is not theirs; to the quarter
        ("2026-11-23 12:30", "2026-11-23 15:00"),
        ("2026-11-23 16:00", "2026-11-23 18:00"),
        ("2026-11-23 17:30", "2026-11-24 11:30"),
        ("2026-11-27 17:00", "2026-11-30 11:00"),  # over the weekend
        ("2026-12-24 17:30", "2026-12-28 11:30"),  # over Christmas, which is a Friday
        ("2026-11-23 03:00", "2026-11-23 12:00"),
    ],
)
def test_an_answer_is_due_after_so_much_working_time(now: str, due: str) -> None:
    assert first_due_at(MINA, at(now), lambda _: {date(2026, 12, 25)}) == at(due)


def test_of_who_never_works_nothing_is_promised() -> None:
    assert first_due_at(host("gone", hours="never"), MONDAY) is None


@settings(max_examples=100, deadline=None)
@given(
    st.integers(at("2026-10-20 00:00"), at("2027-04-01 00:00")).map(Instant),
    st.integers(5, 3_000),
    st.sampled_from((SEOUL, "America/New_York", "UTC")),
    st.sampled_from(("", "daily 00:00-24:00", "mon 09:00-09:20 10:10-17:55; fri 13:00-14:00")),
)
def test_what_is_promised_is_working_time_and_no_more_than_a_quarter_too_much(
    now: Instant, minutes: int, zone: str, hours: str
) -> None:
    one = host("h", zone=zone, hours=hours, answers_within_min=minutes)
    due = due_at(one, (), now)
    if due is None:
        return
    worked = 0
    for work in work_spans(one, (), now, 61):
        worked += max(0, min(work.span.ends_at, due) - max(work.span.starts_at, now))
    assert 0 <= worked - minutes * MINUTE_US < 15 * MINUTE_US
    assert any(
        work.span.starts_at < due <= work.span.ends_at for work in work_spans(one, (), now, 61)
    )


def test_who_is_told_comes_from_the_list_one_after_the_other_and_the_list_ends() -> None:
    team = Team((MINA, host("jun")), ("jun", "boss@company.example"))
    assert next_to_tell(team, "mina") == "jun"
    assert next_to_tell(team, "jun") == "boss@company.example"
    assert next_to_tell(team, "boss@company.example") is None
    assert next_to_tell(Team((MINA,)), "mina") is None


@pytest.mark.parametrize(
    ("due", "language", "said"),
    [
        ("2026-11-23 15:00", KO, "오늘 오후 3:00까지"),
        ("2026-11-23 15:00", JA, "本日15:00まで"),
        ("2026-11-23 15:00", EN, "by 3:00 pm today"),
        ("2026-11-24 11:30", KO, "내일 오전 11:30까지"),
        ("2026-11-24 11:30", JA, "明日11:30まで"),
        ("2026-11-30 11:00", KO, "11월 30일(월) 오전 11:00까지"),
        ("2026-11-30 11:00", JA, "11月30日(月) 11:00まで"),
        ("2026-11-30 11:00", EN, "by Mon 30 Nov, 11:00 am"),
    ],
)
def test_a_promise_is_told_by_the_clock_of_who_reads_it(
    due: str, language: Language, said: str
) -> None:
    assert render_promise(at(due), MONDAY, SEOUL, language) == said


def test_today_in_seoul_may_be_yesterday_in_new_york() -> None:
    due = Instant(MONDAY + 2 * HOUR_US)
    assert render_promise(due, MONDAY, "America/New_York", EN) == "by 10:00 pm today"


def test_a_promise_names_who_answers_where_it_is_known() -> None:
    due = at("2026-11-23 15:00")
    said = render_promise_of(MINA.name, due, MONDAY, SEOUL, KO)
    assert said == "김미나님이 오늘 오후 3:00까지 답변드릴게요."
    assert render_promise_of("", due, MONDAY, SEOUL, JA) == (
        "担当者が確認のうえ、本日15:00までにお返事いたします。"
    )
    assert render_promise_of(MINA.name, due, MONDAY, SEOUL, EN) == (
        "김미나 will get back to you by 3:00 pm today."
    )


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Asia/Seoul", "KR"),
        ("Asia/Tokyo", "JP"),
        ("America/New_York", "US"),
        ("Europe/Berlin", "DE"),
        ("UTC", ""),
        ("", ""),
        ("Mars/Olympus", ""),
    ],
)
def test_a_clock_says_in_which_country_it_is(zone: str, country: str) -> None:
    assert country_of_zone(zone) == country
