"""What it would be worth to know, before choosing: everything, or one unknown.

Choosing now earns the best mean. Knowing all, one would choose in each draw what is best there; the
mean of that less the best mean is the expected value of perfect information (EVPI). Knowing one
unknown only (EVPPI), one would choose what is best on average at its value. Those averages are
taken at evenly spaced ranks of the unknown, at each of them over the same draws of all the others
(nested sampling with common draws), so that what is compared differs by the unknown alone.

Source: Howard (1966), IEEE Trans. SSC 2(1); Brennan, Kharroubi, O'Hagan, Chilcott (2007), Medical
Decision Making 27(4), 448-470, for the nested estimate. An unknown that is correlated with another
tells of that one too, and has that worth in it.
"""

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct

from dangol.insight.market.draws import draw_ranks, values_given, values_of
from dangol.insight.market.scenario import Scenario, outcome_of, unknowns_of
from dangol.insight.market.unknowns import Floats, values_at

STEPS = 48
"""Ranks at which an unknown is held."""
INNER_DRAWS = 20_000
"""Draws of the others at each of them, at most."""


class Change(Struct, frozen=True):
    """A value of an unknown at which another option becomes the best on average."""

    value: float
    below: str
    above: str
    """The options that are best to either side."""


class Worth(Struct, frozen=True):
    """What knowing one unknown would be worth."""

    id: str
    evppi: float
    """In the scenario's unit; from 0 to the EVPI."""
    share_of_evpi: float
    """0 where there is nothing to know."""
    changes: Sequence[Change] = ()
    """Where the choice changes, the others as uncertain as they are; rising."""


def evpi_of(outcomes: Floats) -> float:
    """What knowing everything would be worth. Shape: options by draws."""
    return max(0.0, float(outcomes.max(axis=0).mean() - outcomes.mean(axis=1).max()))


def worths_of(
    scenario: Scenario, ids: Sequence[str], outcomes: Floats, tell: Callable[[int], None]
) -> list[Worth]:
    """What each unknown would be worth to know, the most first. `tell` hears how many are done.

    `outcomes` are those of all draws. Shape: options by draws.
    """
    evpi = evpi_of(outcomes)
    best = outcomes.mean(axis=1)
    drawn = draw_ranks(scenario, min(scenario.draws, INNER_DRAWS))
    values = values_of(scenario, drawn)
    options = list(scenario.options.values())
    means = np.array([outcome_of(scenario, one, values).mean() for one in options])
    depends = [set(unknowns_of(scenario, one)) for one in options]
    names = [one.id for one in options]
    found: list[Worth] = []
    for done, name in enumerate(ids, start=1):
        held = np.tile(means, (STEPS, 1))
        if np.ptp(values[name]) > 0:
            for step in range(STEPS):
                changed = values_given(scenario, drawn, name, (step + 0.5) / STEPS)
                for place, option in enumerate(options):
                    if not depends[place].isdisjoint(changed):
                        outcome = outcome_of(scenario, option, {**values, **changed})
                        held[step, place] = outcome.mean()
        # The means of all draws are nearer to the truth than those of the fewer draws here.
        held += best - held.mean(axis=0)
        worth = float(held.max(axis=1).mean() - best.max())
        worth = min(max(worth, 0.0), evpi)
        ranks = (np.arange(STEPS) + 0.5) / STEPS
        at = values_at(scenario.unknowns[name], ranks)
        # Options that are equal but for rounding change places without a worth.
        changes = _changes(held, at, names) if worth > 0 else ()
        found.append(Worth(name, worth, worth / evpi if evpi else 0.0, changes))
        tell(done)
    return sorted(found, key=lambda one: -one.evppi)


def _changes(held: Floats, at: Floats, names: Sequence[str]) -> list[Change]:
    """Where the best option changes between two steps, on the straight line between them."""
    best = held.argmax(axis=1)
    changes: list[Change] = []
    for step in range(len(best) - 1):
        one, other = int(best[step]), int(best[step + 1])
        if one != other:
            lead = held[step, one] - held[step, other]
            loss = held[step + 1, other] - held[step + 1, one]
            part = lead / (lead + loss) if lead + loss else 0.5
            value = at[step] + part * (at[step + 1] - at[step])
            changes.append(Change(float(value), names[one], names[other]))
    return changes
