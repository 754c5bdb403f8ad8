"""The features of a session at an instant, and nothing of what comes after."""

import math
from zoneinfo import ZoneInfo

import pytest

from dangol.decide.features import features_of
from dangol.decide.intent_prior import FEATURES, prior_intent
from dangol.listen.act import Act, Kind
from dangol.listen.rules import rules_of
from dangol.listen.session import State, advance
from dangol.listen.signals import SignalName
from dangol.terms.instants import HOUR_US, SECOND_US, Instant, parse_instant

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = parse_instant("2026-11-23T00:30:00Z")  # 09:30 in Seoul, Sunday evening in New York


def state_of(*deeds: tuple[int, Kind, str, int]) -> State:
    """The state after these: seconds since the start, what, product, quantity."""
    state = State()
    for seconds, kind, product, quantity in deeds:
        instant = Instant(MONDAY + seconds * SECOND_US)
        act = Act(instant, f"{seconds}", int(kind), product, "상의", 10_000, quantity)
        advance(state, act, rules_of())
    return state


def features(state: State, seconds: int, zone: ZoneInfo = SEOUL) -> dict[str, float]:
    """By name."""
    vector = features_of(state, Instant(MONDAY + seconds * SECOND_US), zone)
    return dict(zip(FEATURES, vector, strict=True))


def test_a_session_is_told_by_its_features() -> None:
    state = state_of(
        (0, Kind.VIEWED, "니트", 1),
        (10, Kind.SEARCHED, "", 1),
        (20, Kind.VIEWED, "니트", 1),
        (30, Kind.ADDED, "니트", 2),
        (50, Kind.VIEWED, "코트", 1),
        (60, Kind.ADDED, "코트", 1),
        (90, Kind.CHECKOUT, "", 1),
    )
    assert features(state, 100) == {
        "view_count": 3,
        "addtocart_count": 2,
        "unique_items_count": 2,
        "view_to_cart_ratio": 1.5,
        "seconds_since_first_event": 100,
        "seconds_since_first_cart": 70,
        "seconds_since_last_cart": 40,
        "seconds_since_previous_event": 10,
        "inter_event_interval_mean": 15,
        "events_after_cart": 1,
        "repeated_views_of_cart_items": 1,
        "hour_of_day": 9,
        "day_of_week": 0,
        "search_count": 1,
        "checkout_count": 1,
        "cart_items_count": 2,
        "cart_value_minor": 30_000,
    }


def test_what_is_not_known_yet_is_nan() -> None:
    found = features(state_of((0, Kind.OTHER, "", 1)), 0)
    unknown = {name for name, value in found.items() if math.isnan(value)}
    assert unknown == {
        "view_to_cart_ratio",
        "seconds_since_first_cart",
        "seconds_since_last_cart",
        "inter_event_interval_mean",
        "events_after_cart",
    }


def test_a_new_session_begins_anew_and_keeps_its_cart() -> None:
    state = state_of((0, Kind.ADDED, "니트", 1), (7_200, Kind.VIEWED, "코트", 1))
    found = features(state, 7_200)
    assert found["view_count"] == 1
    assert found["addtocart_count"] == 0
    assert found["seconds_since_first_event"] == 0
    assert math.isnan(found["seconds_since_first_cart"])
    assert found["cart_items_count"] == 1


@pytest.mark.parametrize(
    ("zone", "hour", "weekday"),
    [("Asia/Seoul", 9, 0), ("America/New_York", 19, 6), ("Asia/Kolkata", 6, 0), ("UTC", 0, 0)],
)
def test_hours_and_days_are_the_workspaces(zone: str, hour: int, weekday: int) -> None:
    found = features(state_of((0, Kind.OTHER, "", 1)), 0, ZoneInfo(zone))
    assert (found["hour_of_day"], found["day_of_week"]) == (hour, weekday)


@pytest.mark.parametrize("offset_us", [-1, 0, 1])
@pytest.mark.parametrize("hours", range(0, 48, 5))
def test_the_hour_turns_at_the_microsecond(hours: int, offset_us: int) -> None:
    state = state_of((0, Kind.OTHER, "", 1))
    turn = MONDAY - 30 * 60 * SECOND_US + hours * HOUR_US
    vector = features_of(state, Instant(turn + offset_us), SEOUL)
    expected = 9 + hours - (offset_us < 0)
    assert vector[FEATURES.index("hour_of_day")] == expected % 24


def test_features_change_nothing_and_intent_takes_them() -> None:
    state = state_of((0, Kind.ADDED, "니트", 1))
    before = repr(state)
    vector = features_of(state, Instant(MONDAY + SECOND_US), SEOUL)
    assert repr(state) == before
    for name in SignalName:
        assert 0 <= prior_intent(name, vector) <= 1
