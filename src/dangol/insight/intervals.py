"""Intervals of shares, of their difference, and of sums of money."""

from math import sqrt
from statistics import NormalDist

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Ints = NDArray[np.int64]

LEVEL = 0.95
Z_95 = NormalDist().inv_cdf((1 + LEVEL) / 2)
"""How many standard errors the interval of 95% reaches to either side."""
MOST_DRAWN = 5_000
"""Of more amounts than this, the bootstrap's limit is taken: a normal distribution."""


class Interval(Struct, frozen=True):
    """An estimate and the bounds of its interval."""

    value: float
    low: float
    high: float


NOTHING_KNOWN = Interval(0.0, 0.0, 1.0)
"""The share of nobody may be anything."""


def wilson(count: int, of: int, level: float = LEVEL) -> Interval | None:
    """The Wilson score interval of a share; None of nobody.

    Source: Wilson 1927; Brown, Cai and DasGupta 2001, equation 4.
    """
    if of == 0:
        return None
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = count / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Interval(share, min(low, share), max(high, share))


def difference(one: Interval, other: Interval) -> Interval:
    """The interval of the difference of two independent shares, from their Wilson intervals.

    Source: Newcombe 1998, method 10.
    """
    value = one.value - other.value
    down = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    up = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Interval(value, max(-1.0, value - down), min(1.0, value + up))


def bootstrap_sum(
    amounts: Ints, seed: tuple[int, ...], draws: int, *, among: int | None = None
) -> Interval:
    """The percentile interval of a sum of money, had the accounts been drawn again.

    `among` is how many accounts there are in all: how many of the drawn ones are of this kind is
    then chance, too. Units: those of the amounts.
    """
    total = float(amounts.sum())
    if not len(amounts):
        return Interval(0.0, 0.0, 0.0)
    chance = np.random.default_rng(seed)
    size = len(amounts)
    if size > MOST_DRAWN:
        mean, variance = total / size, float(amounts.astype(np.float64).var())
        if among is not None:
            variance += mean * mean * (1 - size / among)
        half = Z_95 * sqrt(size * variance)
        return Interval(total, total - half, total + half)
    drawn = np.empty(draws)
    for place in range(draws):
        count = size if among is None else int(chance.binomial(among, size / among))
        drawn[place] = amounts[chance.integers(0, size, count)].sum()
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(total, float(low), float(high))
