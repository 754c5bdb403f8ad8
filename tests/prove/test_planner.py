"""The planner says how long a proof takes; it agrees with a textbook and with simulated shops."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dangol.prove.planner import (
    FEWEST_BUYERS,
    LONGEST_DAYS,
    SHARES,
    SOON_DAYS,
    ImpossiblePlanError,
    Never,
    NeverReason,
    Plan,
    days_to_proof,
    people_for_buyers,
    people_needed,
    plan,
)

base_rates = st.floats(0.001, 0.9)
lifts = st.floats(0.001, 0.09)
shares = st.sampled_from(SHARES)
traffic = st.floats(0.01, 1e6)


def days_of(answer: Plan | Never) -> float:
    return answer.days if isinstance(answer, Plan) else math.inf


@pytest.mark.parametrize(
    ("base_rate", "lift_points", "power", "people_per_arm"),
    [
        # The example in the help page of R's power.prop.test: n = 76.7.
        (0.50, 0.25, 0.90, 76.7),
        # A rate of 25% against 40%: 152 in each arm.
        (0.25, 0.15, 0.80, 152),
    ],
)
def test_equal_arms_agree_with_known_values(
    base_rate: float, lift_points: float, power: float, people_per_arm: float
) -> None:
    people = people_needed(base_rate, lift_points, 0.5, power=power)
    assert people / 2 == pytest.approx(people_per_arm, abs=0.6)


@given(base_rates, lifts, shares)
def test_unequal_arms_agree_with_the_formula_as_it_is_printed(
    base_rate: float, lift_points: float, holdout_ratio: float
) -> None:
    """The book gives the first arm's size m for r times as many in the second."""
    p1, p2, r = base_rate, base_rate + lift_points, (1 - holdout_ratio) / holdout_ratio
    mean = (p1 + r * p2) / (r + 1)
    spread = 1.959963985 * math.sqrt((r + 1) * mean * (1 - mean))
    spread += 0.841621234 * math.sqrt(r * p1 * (1 - p1) + p2 * (1 - p2))
    m = spread**2 / (r * (p2 - p1) ** 2)
    people = people_needed(base_rate, lift_points, holdout_ratio)
    assert people == pytest.approx(m * (r + 1), abs=1.001, rel=1e-6)


@pytest.mark.parametrize(
    ("base_rate", "lift_points", "holdout_ratio"),
    [(0.10, 0.03, 0.5), (0.10, 0.03, 0.2), (0.04, 0.02, 0.1), (0.30, -0.05, 0.5)],
)
def test_simulated_shops_find_the_lift_as_often_as_promised(
    base_rate: float, lift_points: float, holdout_ratio: float
) -> None:
    chance = np.random.default_rng(20261101)
    people = people_needed(base_rate, lift_points, holdout_ratio)
    held = round(people * holdout_ratio)
    spoken = people - held
    shops = 20_000
    held_buyers = chance.binomial(held, base_rate, shops)
    spoken_buyers = chance.binomial(spoken, base_rate + lift_points, shops)
    pooled = (held_buyers + spoken_buyers) / people
    error = np.sqrt(pooled * (1 - pooled) * (1 / held + 1 / spoken))
    found = np.abs(spoken_buyers / spoken - held_buyers / held) > 1.959963985 * error
    assert found.mean() == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize("holdout_ratio", [0.5, 0.2])
def test_who_looks_every_day_finds_the_lift_in_time_and_is_rarely_fooled(
    holdout_ratio: float,
) -> None:
    base_rate, lift_points, alpha, looks, shops = 0.10, 0.03, 0.05, 40, 4_000
    people = people_needed(base_rate, lift_points, holdout_ratio, looks="any_time")
    # The tuning that makes the sequence narrowest at the last look: x = n rho^2, y = x + 1.
    y = 9.0
    for _ in range(50):
        y = 1 - 2 * math.log(alpha) + math.log(y)
    chance = np.random.default_rng(20261102)
    # Looking starts once the pooled variance is worth something, as the gate of 50 buyers has it.
    n = np.linspace(0, people, looks + 1)[1:, None]
    x = (y - 1) * n / people
    width = np.sqrt((x + 1) / x * np.log((x + 1) / alpha**2) / n)

    def share_of_shops_with_a_winner(lift: float) -> float:
        held_n, spoken_n = n * holdout_ratio, n * (1 - holdout_ratio)
        steps = (round(people * holdout_ratio / looks), round(people * (1 - holdout_ratio) / looks))
        held = chance.binomial(steps[0], base_rate, (looks, shops)).cumsum(axis=0)
        spoken = chance.binomial(steps[1], base_rate + lift, (looks, shops)).cumsum(axis=0)
        pooled = (held + spoken) / n
        spread = np.sqrt(pooled * (1 - pooled) / (holdout_ratio * (1 - holdout_ratio)))
        may_say = np.minimum(held, spoken) >= FEWEST_BUYERS
        is_shown = np.abs(spoken / spoken_n - held / held_n) > width * spread
        return float((is_shown & may_say).any(axis=0).mean())

    assert 0.79 <= share_of_shops_with_a_winner(lift_points) <= 0.87
    assert share_of_shops_with_a_winner(0.0) <= alpha


def test_looking_at_any_time_costs_nearly_twice_the_people() -> None:
    once = people_needed(0.1, 0.02, 0.5)
    any_time = people_needed(0.1, 0.02, 0.5, looks="any_time")
    assert any_time / once == pytest.approx(1.9, abs=0.05)


@given(base_rates, lifts)
def test_exchanging_the_arms_changes_nothing_at_half(base_rate: float, lift_points: float) -> None:
    there = people_needed(base_rate, lift_points, 0.5)
    back = people_needed(base_rate + lift_points, -lift_points, 0.5)
    assert abs(there - back) <= 1  # the sum of two floats may round a person up


@given(base_rates, lifts, st.floats(0.01, 0.99))
def test_exchanging_the_arms_and_their_shares_changes_nothing(
    base_rate: float, lift_points: float, holdout_ratio: float
) -> None:
    there = people_needed(base_rate, lift_points, holdout_ratio)
    back = people_needed(base_rate + lift_points, -lift_points, 1 - holdout_ratio)
    assert there == pytest.approx(back, abs=1.001, rel=1e-9)


@given(st.floats(0.001, 0.499), st.floats(0.01, 0.99))
def test_half_needs_the_fewest_people_where_variances_are_equal(
    distance: float, holdout_ratio: float
) -> None:
    base_rate, lift_points = 0.5 - distance, 2 * distance
    half = people_needed(base_rate, lift_points, 0.5)
    assert half <= people_needed(base_rate, lift_points, holdout_ratio) + 1


@given(base_rates, lifts, shares, traffic, st.floats(1, 100))
def test_more_traffic_never_takes_longer(
    base_rate: float, lift_points: float, share: float, people_per_day: float, times: float
) -> None:
    fewer = days_to_proof(people_per_day, base_rate, lift_points, share)
    more = days_to_proof(people_per_day * times, base_rate, lift_points, share)
    assert days_of(more) <= days_of(fewer)


@given(base_rates, lifts, traffic, st.floats(1, 100))
def test_more_traffic_never_holds_out_more_nor_leaves_the_four_weeks(
    base_rate: float, lift_points: float, people_per_day: float, times: float
) -> None:
    fewer = plan(people_per_day, base_rate, lift_points)
    more = plan(people_per_day * times, base_rate, lift_points)
    assert days_of(more) <= max(SOON_DAYS, days_of(fewer))
    if isinstance(fewer, Plan):
        assert isinstance(more, Plan)
        assert more.holdout_ratio <= fewer.holdout_ratio


@given(base_rates, lifts, lifts)
def test_a_larger_lift_never_needs_more_people_at_half(
    base_rate: float, one: float, other: float
) -> None:
    assume(base_rate + max(one, other) <= 0.5)
    small, large = sorted((one, other))
    assert people_needed(base_rate, large, 0.5) <= people_needed(base_rate, small, 0.5)


@given(base_rates, lifts, traffic)
def test_a_plan_expects_fifty_buyers_in_both_arms(
    base_rate: float, lift_points: float, people_per_day: float
) -> None:
    found = plan(people_per_day, base_rate, lift_points)
    assume(isinstance(found, Plan))
    assert isinstance(found, Plan)
    held = found.people * found.holdout_ratio
    assert held * base_rate >= FEWEST_BUYERS * (1 - 1e-9)
    assert (found.people - held) * (base_rate + lift_points) >= FEWEST_BUYERS * (1 - 1e-9)
    assert found.people >= people_needed(
        base_rate, lift_points, found.holdout_ratio, looks="any_time"
    )
    assert found.days <= LONGEST_DAYS


def test_a_large_lift_waits_for_the_buyers() -> None:
    assert people_for_buyers(0.10, 0.40, 0.5) == pytest.approx(1_000)
    found = days_to_proof(100, 0.10, 0.40, 0.5)
    assert found == Plan(holdout_ratio=0.5, people=1_000, days=17)
    assert people_needed(0.10, 0.40, 0.5, looks="any_time") < 100


def test_a_small_shop_starts_at_half_and_a_large_one_holds_out_little() -> None:
    small, middle, large = (plan(n, 0.12, 0.03) for n in (60, 400, 5_000))
    assert isinstance(small, Plan)
    assert isinstance(middle, Plan)
    assert isinstance(large, Plan)
    assert small.holdout_ratio == 0.5
    assert 0.05 < middle.holdout_ratio < 0.5
    assert large.holdout_ratio == 0.05
    assert small.days > SOON_DAYS >= max(middle.days, large.days)


def test_the_share_chosen_is_the_smallest_that_knows_in_four_weeks() -> None:
    found = plan(400, 0.12, 0.03)
    assert isinstance(found, Plan)
    soon = [n for n in SHARES if days_of(days_to_proof(400, 0.12, 0.03, n)) <= SOON_DAYS]
    assert found.holdout_ratio == min(soon)


def test_a_long_goal_window_is_waited_for_and_does_not_force_half() -> None:
    week, month = (plan(5_000, 0.12, 0.03, outcome_days=days) for days in (7, 30))
    assert isinstance(week, Plan)
    assert isinstance(month, Plan)
    assert month.holdout_ratio == week.holdout_ratio
    assert month.days == week.days + 23


@pytest.mark.parametrize(
    ("people_per_day", "base_rate", "lift_points", "reason"),
    [
        (0, 0.1, 0.02, NeverReason.NO_TRAFFIC),
        (100, 0.1, 0.0, NeverReason.NO_EFFECT),
        (100, 0.0, 0.02, NeverReason.NO_BUYERS),
        (100, 0.02, -0.02, NeverReason.NO_BUYERS),
        (100, 0.99, 0.02, NeverReason.IMPOSSIBLE_RATE),
        (100, 0.01, -0.02, NeverReason.IMPOSSIBLE_RATE),
        (1, 0.1, 0.01, NeverReason.TOO_SLOW),
        (1e-300, 0.1, 1e-200, NeverReason.TOO_SLOW),
    ],
)
def test_never_has_its_reason(
    people_per_day: float, base_rate: float, lift_points: float, reason: NeverReason
) -> None:
    answer = plan(people_per_day, base_rate, lift_points)
    assert isinstance(answer, Never)
    assert answer.reason == reason


def test_too_slow_says_how_slow() -> None:
    answer = plan(10, 0.1, 0.01)
    assert isinstance(answer, Never)
    assert answer.days is not None
    assert answer.days > LONGEST_DAYS


@pytest.mark.parametrize(
    "numbers",
    [
        {"base_rate": math.nan},
        {"base_rate": 1.1},
        {"lift_points": math.inf},
        {"people_per_day": -1},
        {"people_per_day": math.inf},
        {"alpha": 0.0},
        {"power": 1.0},
        {"outcome_days": math.nan},
    ],
)
def test_a_number_that_is_none_is_refused_by_name(numbers: dict[str, float]) -> None:
    with pytest.raises(ImpossiblePlanError) as refused:
        plan(**{"people_per_day": 10, "base_rate": 0.1, "lift_points": 0.02, **numbers})
    assert next(iter(numbers)) in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize("holdout_ratio", [0.0, 1.0, math.nan])
def test_nobody_or_everybody_cannot_be_held_out(holdout_ratio: float) -> None:
    with pytest.raises(ImpossiblePlanError):
        people_needed(0.1, 0.02, holdout_ratio)


@pytest.mark.parametrize("lift_points", [0.0, 0.95, -0.2, 1e-200])
def test_a_lift_that_no_number_of_people_shows_is_refused(lift_points: float) -> None:
    with pytest.raises(ImpossiblePlanError):
        people_needed(0.1, lift_points, 0.5)
