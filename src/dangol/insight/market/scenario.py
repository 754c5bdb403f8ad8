"""Options whose outcomes depend on unknowns: what a scenario file says.

An option's outcome over the horizon, in the file's unit:

    customers x adoption x revenue per month x months that are left x strategy fit
      - cost - opportunity cost

- *Months that are left* are the horizon less the time to market, at least 0. There is no ramp: all
  customers who adopt are there from that month on, and stay.
- *Strategy fit* is the part of the revenue that is not lost to pulling against the rest of the
  company: 1 loses nothing.
- *Opportunity cost* is what is not earned because something else is not done.

A combined option is several at once with split resources: each part has its share of the people,
so that its time to market is divided by that share, and its outcome is the sum of its parts' less a
cost of running them side by side.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from msgspec import Struct

from dangol.decide.playbook import Texts
from dangol.insight.market.unknowns import Floats, Unknown

LEAST_SHARE = 0.01
"""The smallest share of the people that a part can have."""


class Terms(Struct, frozen=True):
    """The unknowns of an option's outcome, by id. Empty where the term is left out."""

    customers: str
    adoption: str
    revenue: str
    months: str
    cost: str
    strategy_fit: str = ""
    opportunity_cost: str = ""


class Option(Struct, frozen=True):
    """Something that can be done."""

    id: str
    name: Texts
    terms: Terms | None
    """None where it combines others."""
    parts: Mapping[str, str] = {}
    """What it combines: option id to the unknown that is its share of the people."""
    running_both: str = ""
    """The unknown that is the cost of running the parts side by side."""
    fit: Texts | None = None
    """How it fits the company's strategy, in words."""
    instead: Texts | None = None
    """What is not done, in words."""


class Correlation(Struct, frozen=True):
    """That two unknowns tend to be high together (or, below 0, one high when the other is low)."""

    one: str
    other: str
    value: float
    """Of the normal scores, -1 to 1."""
    why: Texts


class Scenario(Struct, frozen=True):
    """Options, what they depend on, and how to draw."""

    title: Texts
    unit: Texts
    """Of revenue, cost and outcome."""
    horizon_months: float
    draws: int
    seed: int
    unknowns: Mapping[str, Unknown]
    options: Mapping[str, Option]
    correlations: Sequence[Correlation] = ()
    high_volume: str = ""
    low_volume: str = ""
    """The two options whose break-even is asked for; empty where it is not."""
    note: Texts | None = None


def outcome_of(scenario: Scenario, option: Option, values: Mapping[str, Floats]) -> Floats:
    """The option's outcome at those values of the unknowns."""
    return slope_of(scenario, option, values) + fixed_of(scenario, option, values)


def slope_of(
    scenario: Scenario,
    option: Option,
    values: Mapping[str, Floats],
    *,
    share: Floats | None = None,
    by_customer: bool = False,
) -> Floats:
    """The revenue over the horizon; by customer, what one unit of monthly revenue per customer
    would bring."""
    if option.terms is None:
        return _sum(
            slope_of(
                scenario,
                scenario.options[part],
                values,
                share=np.maximum(values[unknown], LEAST_SHARE),
                by_customer=by_customer,
            )
            for part, unknown in option.parts.items()
        )
    terms = option.terms
    months = values[terms.months] if share is None else values[terms.months] / share
    left = np.maximum(0.0, scenario.horizon_months - months)
    slope = values[terms.customers] * values[terms.adoption] * left
    if terms.strategy_fit:
        slope = slope * values[terms.strategy_fit]
    return slope if by_customer else slope * values[terms.revenue]


def fixed_of(scenario: Scenario, option: Option, values: Mapping[str, Floats]) -> Floats:
    """What the option costs whatever its revenue, as a number below 0."""
    if option.terms is None:
        parts = _sum(fixed_of(scenario, scenario.options[part], values) for part in option.parts)
        return parts - values[option.running_both] if option.running_both else parts
    terms = option.terms
    cost = values[terms.cost]
    return -(cost + values[terms.opportunity_cost] if terms.opportunity_cost else cost)


def unknowns_of(scenario: Scenario, option: Option) -> list[str]:
    """The ids of everything the option's outcome depends on, each once."""
    if option.terms is not None:
        terms = option.terms
        found = [terms.customers, terms.adoption, terms.revenue, terms.months, terms.cost]
        found += [terms.strategy_fit, terms.opportunity_cost]
    else:
        found = [*option.parts.values(), option.running_both]
        for part in option.parts:
            found += unknowns_of(scenario, scenario.options[part])
    return list(dict.fromkeys(one for one in found if one))


def _sum(parts: Iterable[Floats]) -> Floats:
    whole: Floats | None = None
    for part in parts:
        whole = part if whole is None else whole + part
    assert whole is not None
    return whole
