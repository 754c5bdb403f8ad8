"""A scenario's answer: each option's outcome with its spread, which beats which, where they break
even, what moves the difference, and what would be worth knowing."""

from collections.abc import Callable, Mapping, Sequence
from math import ceil, floor, log10

import numpy as np
from msgspec import Struct

from dangol.insight.market.draws import draw_ranks, likely_values, values_of
from dangol.insight.market.information import Worth, evpi_of, worths_of
from dangol.insight.market.scenario import (
    Option,
    Scenario,
    fixed_of,
    outcome_of,
    slope_of,
    unknowns_of,
)
from dangol.insight.market.unknowns import Floats

CURVE_LABELS = 5
"""Round amounts on the curve of chances, about."""
CURVE_POINTS = 8
"""Points from one of them to the next."""
TAIL = 0.05


class Spread(Struct, frozen=True):
    """A quantity over all draws."""

    mean: float
    p5: float
    p25: float
    median: float
    p75: float
    p95: float


class OptionOutcome(Struct, frozen=True):
    """What an option brings."""

    id: str
    likely: float
    """With every unknown at its likely value."""
    outcome: Spread
    loss: float
    """The probability of an outcome below 0."""
    best: float
    """The probability that no other option brings more."""
    above: Sequence[float]
    """The probability of reaching at least each step of the curve."""


class BreakEven(Struct, frozen=True):
    """Which revenue per customer of the high-volume option makes both options equal."""

    high_volume: str
    low_volume: str
    customers_only: float | None
    """As a share of the low-volume option's revenue per customer, were adoption, time, fit and cost
    equal: the customers of the one over those of the other, at their likely values."""
    likely: float | None
    """The same share with every unknown at its likely value."""
    likely_revenue: float | None
    """In the scenario's unit per customer and month."""
    share: Spread | None
    """Over the draws in which any revenue could make them equal."""
    possible: float
    """The probability that there is such a revenue: the option has a month and a customer left."""
    reached: float
    """The probability that the assumed revenue per customer is at or above the break-even."""


class Move(Struct, frozen=True):
    """What the difference of two options becomes at the ends of one unknown."""

    id: str
    low_value: float
    high_value: float
    """The unknown's 5th and 95th percentile."""
    low: float
    high: float
    """The difference there, the others at their likely values."""


class Answer(Struct, frozen=True):
    """All that the scenario says. Amounts are in its unit over its horizon."""

    draws: int
    seed: int
    horizon_months: float
    options: Sequence[OptionOutcome]
    curve: Sequence[float]
    """The outcomes at which `above` stands."""
    beats: Mapping[str, Mapping[str, float]]
    """The probability that the first brings more than the second."""
    chosen: str
    """The option with the best mean: what would be chosen today."""
    break_even: BreakEven | None
    compared: tuple[str, str]
    """Whose difference the moves are of: the first less the second."""
    difference: float
    """With every unknown at its likely value."""
    moves: Sequence[Move]
    """The widest first."""
    evpi: float
    worths: Sequence[Worth]
    assumptions: Sequence[str]
    """Unknowns that are assumptions and that an option depends on."""


def answer_of(scenario: Scenario, tell: Callable[[int], None] = lambda _: None) -> Answer:
    """The scenario drawn and weighed; the same scenario gives the same answer.

    `tell` hears how many unknowns have been weighed.
    """
    values = values_of(scenario, draw_ranks(scenario, scenario.draws))
    options = list(scenario.options.values())
    outcomes = np.stack([outcome_of(scenario, option, values) for option in options])
    likely = likely_values(scenario)
    used = list(dict.fromkeys(one for option in options for one in unknowns_of(scenario, option)))
    means = outcomes.mean(axis=1)
    chosen = options[int(means.argmax())].id
    curve = _round_curve(*np.quantile(outcomes, [0.005, 0.995]).tolist())
    best = outcomes >= outcomes.max(axis=0)
    compared = _compared(scenario, options, means)
    return Answer(
        draws=scenario.draws,
        seed=scenario.seed,
        horizon_months=scenario.horizon_months,
        options=[
            OptionOutcome(
                option.id,
                float(outcome_of(scenario, option, likely)[0]),
                spread_of(outcomes[place]),
                float((outcomes[place] < 0).mean()),
                float(best[place].mean()),
                [float((outcomes[place] >= step).mean()) for step in curve],
            )
            for place, option in enumerate(options)
        ],
        curve=curve,
        beats={
            one.id: {
                other.id: float((outcomes[place] > outcomes[at]).mean())
                for at, other in enumerate(options)
                if at != place
            }
            for place, one in enumerate(options)
        },
        chosen=chosen,
        break_even=_break_even(scenario, values, likely),
        compared=compared,
        difference=_difference(scenario, compared, likely),
        moves=_moves(scenario, compared, values, likely),
        evpi=evpi_of(outcomes),
        worths=worths_of(scenario, used, outcomes, tell),
        assumptions=[one for one in used if scenario.unknowns[one].basis == "assumption"],
    )


def spread_of(values: Floats) -> Spread:
    """The mean and the percentiles."""
    at = np.quantile(values, [TAIL, 0.25, 0.5, 0.75, 1 - TAIL])
    return Spread(float(values.mean()), *(float(one) for one in at))


def _round_curve(low: float, high: float) -> list[float]:
    """Evenly spaced amounts from below `low` to above `high`; each eighth is a round one."""
    if high <= low:
        return [low]
    rough = (high - low) / CURVE_LABELS
    scale = 10.0 ** floor(log10(rough))
    step = next(size * scale for size in (1, 2, 2.5, 5, 10) if size * scale >= rough * 0.999999)
    first, last = floor(low / step), ceil(high / step)
    count = (last - first) * CURVE_POINTS
    return [(first + place / CURVE_POINTS) * step for place in range(count + 1)]


def _compared(scenario: Scenario, options: Sequence[Option], means: Floats) -> tuple[str, str]:
    """The two options of the break-even, or the two of the best means."""
    if scenario.high_volume:
        return scenario.high_volume, scenario.low_volume
    order = np.argsort(-means)
    return options[int(order[0])].id, options[int(order[1])].id


def _difference(
    scenario: Scenario, compared: tuple[str, str], values: Mapping[str, Floats]
) -> float:
    one, other = (outcome_of(scenario, scenario.options[name], values) for name in compared)
    return float((one - other)[0])


def _moves(
    scenario: Scenario,
    compared: tuple[str, str],
    values: Mapping[str, Floats],
    likely: Mapping[str, Floats],
) -> list[Move]:
    moves: list[Move] = []
    used = dict.fromkeys(
        one for name in compared for one in unknowns_of(scenario, scenario.options[name])
    )
    for name in used:
        ends = np.quantile(values[name], [TAIL, 1 - TAIL])
        if ends[0] == ends[1]:
            continue
        low, high = (
            _difference(scenario, compared, {**likely, name: np.array([end])}) for end in ends
        )
        moves.append(Move(name, float(ends[0]), float(ends[1]), low, high))
    return sorted(moves, key=lambda move: -abs(move.high - move.low))


def _break_even(
    scenario: Scenario, values: Mapping[str, Floats], likely: Mapping[str, Floats]
) -> BreakEven | None:
    if not scenario.high_volume:
        return None
    high, low = scenario.options[scenario.high_volume], scenario.options[scenario.low_volume]
    assert high.terms is not None
    assert low.terms is not None
    drawn = _break_even_share(scenario, high, low, values)
    point = _break_even_share(scenario, high, low, likely)[0]
    possible = np.isfinite(drawn)
    customers = (likely[terms.customers][0] for terms in (low.terms, high.terms))
    fewer, more = (float(one) for one in customers)
    revenue = float(likely[low.terms.revenue][0])
    won = outcome_of(scenario, high, values) >= outcome_of(scenario, low, values)
    return BreakEven(
        high_volume=high.id,
        low_volume=low.id,
        customers_only=fewer / more if more else None,
        likely=float(point) if np.isfinite(point) else None,
        likely_revenue=float(point) * revenue if np.isfinite(point) else None,
        share=spread_of(drawn[possible]) if possible.any() else None,
        possible=float(possible.mean()),
        reached=float(won.mean()),
    )


def _break_even_share(
    scenario: Scenario, high: Option, low: Option, values: Mapping[str, Floats]
) -> Floats:
    """The revenue per customer at which both are equal, over the low-volume option's own.

    The high-volume outcome is a straight line in its revenue per customer, so that this is exact.
    NaN where the line is flat, or where the low-volume option has no revenue per customer.
    """
    assert low.terms is not None
    target = outcome_of(scenario, low, values) - fixed_of(scenario, high, values)
    slope = slope_of(scenario, high, values, by_customer=True)
    own = values[low.terms.revenue]
    whole = slope * own
    return np.divide(target, whole, out=np.full_like(whole, np.nan), where=whole > 0)
