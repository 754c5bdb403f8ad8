"""Values of all unknowns at once, drawn many times: Latin hypercube, joined by a Gaussian copula.

Each unknown's ranks are spread evenly (one in each of n equal steps, in random order), so that a
mean of many draws hardly depends on the seed. Where unknowns are correlated, their ranks are made
normal scores, mixed by a square root of the correlation matrix, and made ranks again.

Source: McKay, Beckman, Conover (1979), Technometrics 21(2), for the hypercube; Nelsen (2006), An
Introduction to Copulas, 2.3 and 5.1, for the copula. The file's correlation is that of the normal
scores; the rank correlation it makes is 6/pi * asin(value / 2), a little nearer to 0.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from dangol.insight.market.scenario import Scenario
from dangol.insight.market.scenario_file import correlation_matrix
from dangol.insight.market.unknowns import Floats, normal_cdf, normal_quantile, values_at


class Draws(Struct, frozen=True):
    """Where chance has put every unknown."""

    ids: Sequence[str]
    ranks: Floats
    """Shape: unknowns by draws."""
    joined: Sequence[int]
    """The places of the unknowns that are correlated with another."""
    scores: Floats
    """Their normal scores. Shape: joined by draws."""
    matrix: Floats
    """Their correlations. Shape: joined by joined."""


def draw_ranks(scenario: Scenario, draws: int) -> Draws:
    """Ranks of every unknown. The same seed and number give the same."""
    chance = np.random.default_rng(scenario.seed)
    ids = list(scenario.unknowns)
    ranks = np.empty((len(ids), draws))
    for place in range(len(ids)):
        ranks[place] = (chance.permutation(draws) + chance.random(draws)) / draws
    matrix = correlation_matrix(scenario)
    joined = [place for place in range(len(ids)) if np.count_nonzero(matrix[place]) > 1]
    matrix = matrix[np.ix_(joined, joined)]
    scores = np.empty((0, draws))
    if joined:
        sizes, axes = np.linalg.eigh(matrix)
        root = axes * np.sqrt(np.maximum(sizes, 0.0))
        scores = root @ normal_quantile(ranks[joined])
        ranks[joined] = normal_cdf(scores)
    return Draws(ids, ranks, joined, scores, matrix)


def values_of(scenario: Scenario, drawn: Draws) -> dict[str, Floats]:
    """Every unknown's values in all draws, by id."""
    return {
        name: values_at(scenario.unknowns[name], drawn.ranks[place])
        for place, name in enumerate(drawn.ids)
    }


def values_given(scenario: Scenario, drawn: Draws, name: str, rank: float) -> Mapping[str, Floats]:
    """The values that change in all draws where one unknown is known to be at that rank.

    Those correlated with it move as the copula says: a normal score given another is the score it
    had, moved by their correlation times how far the other was moved (Matheron's rule).
    """
    place = drawn.ids.index(name)
    at = np.array([rank])
    changed = {name: np.full(drawn.ranks.shape[1], values_at(scenario.unknowns[name], at)[0])}
    if place in drawn.joined:
        own = list(drawn.joined).index(place)
        moved = normal_quantile(at)[0] - drawn.scores[own]
        for other, row in enumerate(drawn.joined):
            if row != place and drawn.matrix[own, other]:
                scores = drawn.scores[other] + drawn.matrix[own, other] * moved
                fellow = drawn.ids[row]
                changed[fellow] = values_at(scenario.unknowns[fellow], normal_cdf(scores))
    return changed


def likely_values(scenario: Scenario) -> dict[str, Floats]:
    """Every unknown at its likely value, as one draw."""
    return {name: np.array([one.likely]) for name, one in scenario.unknowns.items()}
