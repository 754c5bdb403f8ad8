"""The promise: a time is read as people say it, in three languages and in the zone of whoever says
it; what names no time is none."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.speak.sales.moments import read_moment
from dangol.speak.understand.lexicon import forms_of
from dangol.terms.instants import EPOCH, Instant, access_zone, parse_instant

NOW = parse_instant("2026-11-23T02:00:00Z")
"""A Monday, 11:00 in Seoul and Tokyo; still Sunday evening, 21:00, in New York."""
SEOUL, TOKYO, NEW_YORK = "Asia/Seoul", "Asia/Tokyo", "America/New_York"
MOMENTS = (
    (SEOUL, "내일 오후 3시 돼요?", "11-24 15:00"),
    (SEOUL, "내일 오후 세 시 반", "11-24 15:30"),
    (SEOUL, "낼 3시요", "11-24 15:00"),
    (SEOUL, "모레 14:30", "11-25 14:30"),
    (SEOUL, "목요일 10시", "11-26 10:00"),
    (SEOUL, "다음 주 화요일 오전 11시", "12-01 11:00"),
    (SEOUL, "12월 3일 오후 두시", "12-03 14:00"),
    (SEOUL, "27일 4시에 가능할까요", "11-27 16:00"),
    (SEOUL, "오후 2시", "11-23 14:00"),
    (SEOUL, "오전 10시", "11-24 10:00"),
    (TOKYO, "明日の15時は空いていますか", "11-24 15:00"),
    (TOKYO, "明日の１５時", "11-24 15:00"),
    (TOKYO, "来週の木曜日 午後2時半", "12-03 14:30"),
    (TOKYO, "12月3日の10時", "12-03 10:00"),
    (TOKYO, "明後日、午前11時でお願いします", "11-25 11:00"),
    (TOKYO, "木曜の午後3時", "11-26 15:00"),
    (SEOUL, "tomorrow at 3pm", "11-24 15:00"),
    (SEOUL, "does Thursday 10 am work?", "11-26 10:00"),
    (SEOUL, "Dec 3 at 2:30 pm", "12-03 14:30"),
    (SEOUL, "next Tuesday at noon", "12-01 12:00"),
    (SEOUL, "the day after tomorrow at 4", "11-25 16:00"),
    (SEOUL, "3rd of December, 15:00", "12-03 15:00"),
    (NEW_YORK, "tomorrow at 3pm", "11-23 15:00"),
)
SPANS = (
    (SEOUL, "다음 주 화요일 오전", "12-01 08:00", "12-01 12:00"),
    (SEOUL, "내일 오후", "11-24 12:00", "11-24 18:00"),
    (SEOUL, "내일 2시에서 4시 사이", "11-24 14:00", "11-24 16:00"),
    (SEOUL, "이번 주 금요일", "11-27 00:00", "11-28 00:00"),
    (SEOUL, "내일 3시 이후", "11-24 15:00", "11-24 18:00"),
    (SEOUL, "다음 주 중에", "11-30 00:00", "12-07 00:00"),
    (TOKYO, "来週の午前中", "11-30 08:00", "11-30 12:00"),
    (TOKYO, "明日の午後", "11-24 12:00", "11-24 18:00"),
    (TOKYO, "来週", "11-30 00:00", "12-07 00:00"),
    (TOKYO, "明日14時から16時の間", "11-24 14:00", "11-24 16:00"),
    (SEOUL, "next Tuesday afternoon", "12-01 12:00", "12-01 18:00"),
    (SEOUL, "tomorrow between 2 and 4pm", "11-24 14:00", "11-24 16:00"),
    (SEOUL, "Wednesday of next week", "12-02 00:00", "12-03 00:00"),
    (SEOUL, "next week", "11-30 00:00", "12-07 00:00"),
)
NONE = (
    "상담원 20명이고 젠데스크 써요",
    "다음 달에 바꾸려고요",
    "예산은 50만원이에요",
    "한 번 써볼게요",
    "일정 잡아 주세요",
    "オペレーターは20名です",
    "来月切り替えたいです",
    "予算は5万円です",
    "土地の管理",
    "We have 20 agents",
    "next month",
    "we sat down and satisfied monitors",
    "in 2027",
    "",
    "???",
)


def shown(instant: Instant, zone: str) -> str:
    moment = (EPOCH + timedelta(microseconds=instant)).astimezone(access_zone(zone))
    return f"{moment:%m-%d %H:%M}"


@pytest.mark.parametrize(("zone", "text", "at"), MOMENTS)
def test_a_moment_is_read(zone: str, text: str, at: str) -> None:
    found = read_moment(forms_of(text), NOW, zone)
    assert found is not None and found.first == found.last and found.has_time
    assert shown(found.first, zone) == at


@pytest.mark.parametrize(("zone", "text", "first", "last"), SPANS)
def test_a_span_is_read(zone: str, text: str, first: str, last: str) -> None:
    found = read_moment(forms_of(text), NOW, zone)
    assert found is not None
    assert (shown(found.first, zone), shown(found.last, zone)) == (first, last)


@pytest.mark.parametrize("text", NONE)
def test_what_names_no_time_is_none(text: str) -> None:
    assert read_moment(forms_of(text), NOW, SEOUL) is None


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60), zone=st.sampled_from((SEOUL, TOKYO, NEW_YORK)))
def test_any_text_is_read_without_a_fault_and_nothing_is_over(text: str, zone: str) -> None:
    found = read_moment(forms_of(text), NOW, zone)
    assert found is None or (found.first <= found.last and found.last >= NOW)


def test_a_day_on_which_clocks_change_has_its_own_hours() -> None:
    before = parse_instant("2026-10-31T12:00:00Z")
    found = read_moment(forms_of("tomorrow at 3pm"), before, NEW_YORK)
    assert found is not None and shown(found.first, NEW_YORK) == "11-01 15:00"
