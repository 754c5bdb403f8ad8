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
from dangol.insight.market.unknowns import Floats

STEPS = 48
"""Ranks at which an unknown is held."""
INNER_DRAWS = 20_000
"""Draws of the others at each of them, at most."""


class Worth(Struct, frozen=True):
    """What knowing one unknown would be worth."""

    id: str
    evppi: float
    """In the scenario's unit; from 0 to the EVPI."""
    share_of_evpi: float
    """0 where there is nothing to know."""


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
    found: list[tuple[str, float]] = []
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
        found.append((name, min(max(worth, 0.0), evpi)))
        tell(done)
    found.sort(key=lambda one: -one[1])
    return [Worth(name, worth, worth / evpi if evpi else 0.0) for name, worth in found]
