"""The promise: hours are read as people write them, in three languages, and kept in one way."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.terms.hours import (
    USUAL,
    OpeningHours,
    UnusableHoursError,
    parse_hours,
    render_hours,
)

WRITTEN = [
    ("mon-fri 10:00-18:00; closed 2026-12-25", "mon-fri 10:00-18:00; closed 2026-12-25"),
    ("평일 10:00~18:00; 휴무 2026-12-25", "mon-fri 10:00-18:00; closed 2026-12-25"),
    ("月-金 10：00〜18：00； 休業 2026-12-25", "mon-fri 10:00-18:00; closed 2026-12-25"),
    ("Monday-Friday 9:00–12:30 13:30–18:00", "mon-fri 09:00-12:30 13:30-18:00"),
    ("월요일,수요일 10:00-18:00; 일요일 휴무", "mon 10:00-18:00; wed 10:00-18:00"),
    ("土曜日 10:00-14:00", "sat 10:00-14:00"),
    ("fri-mon 00:00-24:00", "mon 00:00-24:00; fri-sun 00:00-24:00"),
    ("매일 09:00-18:00\nclosed 2027-01-01 2026-12-31", None),
    ("never", "never"),
    ("", "mon-fri 09:00-18:00"),
]


@pytest.mark.parametrize(("text", "kept"), WRITTEN)
def test_hours_are_read_as_people_write_them(text: str, kept: str | None) -> None:
    hours = parse_hours(text)
    assert kept is None or render_hours(hours) == kept
    assert parse_hours(render_hours(hours)) == hours


def test_a_closed_day_has_no_hours_and_the_day_after_has() -> None:
    hours = parse_hours("daily 09:00-18:00; closed 2026-12-25")
    assert hours.spans_on(date(2026, 12, 25)) == ()
    assert hours.spans_on(date(2026, 12, 26)) == ((540, 1080),)


WRONG = [
    ("10:00-18:00", "no day of the week"),
    ("mon-fri", "times are missing"),
    ("mon-fri 18:00-10:00", "ends after it begins"),
    ("mon-fri 10:00-25:00", "ends after it begins"),
    ("mon-fri 10:75-18:00", "times are as in"),
    ("mon-fri ten to six", "times are as in"),
    ("mon 10:00-18:00; mon 12:00-14:00", "mon stand there twice"),
    ("mon 10:00-13:00 12:00-18:00", "follow one another"),
    ("closed 2026-12-25", "no day is named"),
    ("mon 10:00-18:00; closed 크리스마스", "closed day is as in"),
    ("월급날 10:00-18:00", "no day of the week"),
    ("x" * 20_000, "too long"),
]


@pytest.mark.parametrize(("text", "why"), WRONG)
def test_what_cannot_be_meant_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(UnusableHoursError, match=why):
        parse_hours(text)


@given(st.text(max_size=60))
def test_any_text_is_hours_or_refused(text: str) -> None:
    try:
        hours = parse_hours(text)
    except UnusableHoursError:
        return
    assert parse_hours(render_hours(hours)) == hours


_SPAN = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda span: span[0] < span[1])


@given(
    st.lists(st.lists(_SPAN, max_size=1).map(tuple), min_size=7, max_size=7).map(tuple),
    st.frozensets(st.dates(date(2026, 1, 1), date(2030, 1, 1)), max_size=5),
)
def test_hours_come_back_as_they_were_kept(week: tuple, closed: frozenset[date]) -> None:
    hours = OpeningHours(week, closed if any(week) else frozenset())
    assert parse_hours(render_hours(hours)) == hours


def test_the_usual_hours_are_those_that_decisions_take() -> None:
    from dangol.decide.opportunity import WorkingHours

    usual = WorkingHours()
    span = usual.opens.hour * 60, usual.closes.hour * 60
    assert USUAL.week == tuple((span,) if day in usual.days else () for day in range(7))
