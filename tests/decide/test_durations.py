"""A time is written as people write it and read strictly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.decide.durations import parse_duration_us, render_duration, suggest_duration
from dangol.terms.instants import DAY_US, HOUR_US, MINUTE_US, SECOND_US


@pytest.mark.parametrize(
    ("text", "duration_us"),
    [
        ("24 hours", 24 * HOUR_US),
        ("1 hour", HOUR_US),
        ("7 days", 7 * DAY_US),
        ("2 weeks", 14 * DAY_US),
        ("15 minutes", 15 * MINUTE_US),
        ("90 seconds", 90 * SECOND_US),
        ("0 seconds", 0),
    ],
)
def test_a_number_and_a_unit_are_read(text: str, duration_us: int) -> None:
    assert parse_duration_us(text) == duration_us


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "hours",
        "24hours",
        "24  hours",
        " 24 hours",
        "24 hours ",
        "-1 hours",
        "1.5 hours",
        "24 Hours",
        "24 hrs",
        "２４ hours",
        "1 month",
        "1 hourss",
        "99999999 days",
        "1 hour 5 minutes",
    ],
)
def test_anything_else_is_no_time(text: str) -> None:
    assert parse_duration_us(text) is None


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("24 hrs", 'did you mean "24 hours"?'),
        ("24h", 'did you mean "24 hours"?'),
        ("5 Minutes", 'did you mean "5 minutes"?'),
        ("a day", 'write a whole number and a unit, such as "7 days"'),
        ("24", 'write a whole number and a unit, such as "7 days"'),
    ],
)
def test_a_near_miss_is_answered_with_what_was_meant(text: str, hint: str) -> None:
    assert suggest_duration(text, "7 days") == hint


@given(st.integers(0, 9_999_999))
def test_a_rendered_time_reads_back_as_itself(seconds: int) -> None:
    assert parse_duration_us(render_duration(seconds * SECOND_US)) == seconds * SECOND_US
