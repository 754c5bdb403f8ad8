"""When a shopper comes, and what for."""

from datetime import date
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.sim.calibration import STATED
from dangol.sim.plans import APART_US, Purpose, Visit, abandon_minutes, plan_visits
from dangol.sim.population import (
    ACCOUNT,
    BOT,
    BUYS,
    CARTS,
    Habits,
    Shopper,
    calendar_of,
    draw_population,
)
from dangol.terms.instants import Instant

CALENDAR = calendar_of(date(2026, 10, 1), 30, ZoneInfo("Asia/Seoul"))
HABITS = Habits()
SPAN = CALENDAR.ends_at - CALENDAR.begins_at
ORDERING = (Purpose.FILL_AND_ORDER, Purpose.ORDER)
FILLING = (Purpose.FILL, Purpose.FILL_AND_ORDER)


def plan(shopper: Shopper, seed: int) -> list[Visit]:
    return plan_visits(shopper, CALENDAR, HABITS, STATED, Random(seed))


@st.composite
def shoppers(draw: st.DrawFn) -> Shopper:
    traits = draw(st.integers(0, 63))
    if traits & BOT:
        traits = BOT
    if traits & BUYS:
        traits |= CARTS
    return Shopper(
        index=draw(st.integers(0, 10**7)),
        kind=draw(st.integers(0, 3)),
        arrives_at=Instant(CALENDAR.begins_at + draw(st.integers(0, SPAN - 1))),
        response_ratio=0.1,
        traits=traits,
    )


@settings(max_examples=300)
@given(shoppers(), st.integers(0, 2**32))
def test_visits_follow_each_other_within_the_month(shopper: Shopper, seed: int) -> None:
    visits = plan(shopper, seed)
    assert visits[0].at == shopper.arrives_at
    assert [visit.number for visit in visits] == list(range(len(visits)))
    assert all(visit.at < CALENDAR.ends_at for visit in visits)
    for one, next_ in pairwise(visits):
        assert next_.at - one.at >= APART_US


@settings(max_examples=300)
@given(shoppers(), st.integers(0, 2**32))
def test_the_plan_keeps_to_the_shoppers_truth(shopper: Shopper, seed: int) -> None:
    purposes = [visit.purpose for visit in plan(shopper, seed)]
    assert sum(p in FILLING for p in purposes) == shopper.is_(CARTS)
    assert sum(p in ORDERING for p in purposes) == shopper.would_buy_anyway
    assert (Purpose.CRAWL in purposes) == shopper.is_(BOT)


@settings(max_examples=200)
@given(shoppers(), st.integers(0, 2**32))
def test_nobody_is_known_who_has_not_logged_in(shopper: Shopper, seed: int) -> None:
    logged_in: set[int] = set()
    for visit in plan(shopper, seed):
        assert not (visit.is_known and visit.device not in logged_in)
        if visit.logs_in:
            assert shopper.is_(ACCOUNT)
            logged_in.add(visit.device)


@settings(max_examples=50)
@given(shoppers(), st.integers(0, 2**32))
def test_the_same_chance_gives_the_same_plan(shopper: Shopper, seed: int) -> None:
    assert plan(shopper, seed) == plan(shopper, seed)


def test_minutes_to_abandonment_rise_with_the_level_and_meet_the_stated_shares() -> None:
    minutes = [abandon_minutes(level / 1000, STATED) for level in range(1000)]
    assert minutes == sorted(minutes)
    assert abs(sum(m == 0 for m in minutes) / 1000 - STATED.abandoned_at_once) < 0.005
    assert abs(sum(m < 30 for m in minutes) / 1000 - STATED.abandoned_under_30_min) < 0.01


def test_a_population_has_the_stated_rates_and_comes_in_order() -> None:
    people = 200_000
    population = draw_population(people, CALENDAR, np.random.default_rng(3), HABITS)
    assert (np.diff(population.arrivals) >= 0).all()
    carts, buys = population.traits & CARTS > 0, population.traits & BUYS > 0
    assert abs(carts.mean() - STATED.view_to_cart) < 0.0015
    assert abs(buys.sum() / carts.sum() - STATED.cart_to_purchase) < 0.025
    assert not (buys & ~carts).any()
    assert abs(population.responses.mean() - HABITS.response_ratio) < 0.005
