"""What is not known, as a range with a named distribution, and values of it at any rank.

A rank is a number between 0 and 1: the value at rank 0.5 is the median. Drawing is taking values
at ranks that chance has chosen, which lets unknowns be joined by a copula.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from math import erf, log, sqrt
from typing import Any, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dangol.decide.playbook import Texts

Floats: TypeAlias = NDArray[np.float64]

Z_90 = 1.6448536269514722
"""The standard normal's 95th percentile."""
PERT_WEIGHT = 4.0
"""How much the likely value outweighs the ends. Source: Malcolm and others (1959), PERT."""
GRID = 8_192
SAME = 0.05
"""How far `likely` may be from the median that the bounds of a normal or lognormal imply."""


class Distribution(StrEnum):
    """How likely the values between low and high are."""

    FIXED = "fixed"
    """Only the likely one."""
    UNIFORM = "uniform"
    """All between low and high alike; the likely one only stands in the middle of a tornado."""
    TRIANGULAR = "triangular"
    """From low up to likely and down to high; nothing beyond."""
    PERT = "pert"
    """As triangular, smoother and closer to likely: a beta distribution; nothing beyond."""
    NORMAL = "normal"
    """Low and high are the 5th and the 95th percentile; likely is midway. Below 0 is 0."""
    LOGNORMAL = "lognormal"
    """Low and high are the 5th and the 95th percentile; likely is the root of their product."""


class Basis(StrEnum):
    """What a value rests on."""

    MEASURED = "measured"
    """Counted in data that are named."""
    PRINTED = "printed"
    """Taken from a document that is named."""
    ASSUMPTION = "assumption"
    """Somebody's judgement; nothing has tested it."""


class Unknown(Struct, frozen=True):
    """A quantity that an option depends on."""

    id: str
    name: Texts
    unit: Texts
    distribution: Distribution
    low: float
    likely: float
    high: float
    basis: Basis
    why: Texts
    """What speaks for the range."""
    source: str = ""
    """The file or paper; needed unless it is an assumption."""


def values_at(unknown: Unknown, ranks: Floats) -> Floats:
    """The unknown's values at those ranks."""
    return _QUANTILES[unknown.distribution](unknown, ranks)


def fault_of(unknown: Unknown) -> str | None:
    """Why the three numbers do not fit the distribution, in words; None where they do."""
    low, likely, high = unknown.low, unknown.likely, unknown.high
    if not low <= likely <= high:
        return f"low, likely and high must rise, but are {low:g}, {likely:g}, {high:g}"
    match unknown.distribution:
        case Distribution.FIXED:
            return None if low == high else "a fixed value has no low and high beside likely"
        case Distribution.NORMAL:
            middle = (low + high) / 2
        case Distribution.LOGNORMAL:
            if low <= 0:
                return f"a lognormal is over 0, but low is {low:g}"
            middle = sqrt(low * high)
        case _:
            return None if low < high else "low and high are the same: write it as fixed"
    if low == high:
        return "low and high are the same: write it as fixed"
    if abs(likely - middle) > SAME * (high - low):
        name = unknown.distribution.value
        return f"a {name} from {low:g} to {high:g} has its middle at {middle:g}, not at {likely:g}"
    return None


def normal_cdf(z: Floats) -> Floats:
    """The standard normal's rank of each value, within 2e-7."""
    at, ranks = _normal_table()
    return np.interp(z, at, ranks)


def normal_quantile(ranks: Floats) -> Floats:
    """The standard normal's value at each rank.

    Source: P. J. Acklam (2003), An algorithm for computing the inverse normal cumulative
    distribution function; relative error below 1.2e-9.
    """
    p = np.clip(ranks, 1e-15, 1 - 1e-15)
    a = (-39.69683028665376, 220.9460984245205, -275.9285104469687)
    a += (138.357751867269, -30.66479806614716, 2.506628277459239)
    b = (-54.47609879822406, 161.5858368580409, -155.6989798598866)
    b += (66.80131188771972, -13.28068155288572, 1.0)
    c = (-0.007784894002430293, -0.3223964580411365, -2.400758277161838)
    c += (-2.549732539343734, 4.374664141464968, 2.938163982698783)
    d = (0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1.0)
    q = p - 0.5
    r = q * q
    middle = np.polyval(a, r) * q / np.polyval(b, r)
    t = np.sqrt(-2 * np.log(np.minimum(p, 1 - p)))
    tail = np.polyval(c, t) / np.polyval(d, t) * np.where(p < 0.5, 1.0, -1.0)
    return np.where(np.abs(q) <= 0.47575, middle, tail)


def _fixed(unknown: Unknown, ranks: Floats) -> Floats:
    return np.full(len(ranks), unknown.likely)


def _uniform(unknown: Unknown, ranks: Floats) -> Floats:
    return unknown.low + (unknown.high - unknown.low) * ranks


def _triangular(unknown: Unknown, ranks: Floats) -> Floats:
    low, likely, high = unknown.low, unknown.likely, unknown.high
    width = high - low
    turn = (likely - low) / width
    rising = low + np.sqrt(ranks * width * (likely - low))
    falling = high - np.sqrt((1 - ranks) * width * (high - likely))
    return np.where(ranks < turn, rising, falling)


def _pert(unknown: Unknown, ranks: Floats) -> Floats:
    width = unknown.high - unknown.low
    turn = (unknown.likely - unknown.low) / width
    at, cumulated = _beta_table(1 + PERT_WEIGHT * turn, 1 + PERT_WEIGHT * (1 - turn))
    return unknown.low + width * np.interp(ranks, cumulated, at)


def _normal(unknown: Unknown, ranks: Floats) -> Floats:
    middle = (unknown.low + unknown.high) / 2
    spread = (unknown.high - unknown.low) / (2 * Z_90)
    return np.maximum(0.0, middle + spread * normal_quantile(ranks))


def _lognormal(unknown: Unknown, ranks: Floats) -> Floats:
    low, high = log(unknown.low), log(unknown.high)
    return np.exp((low + high) / 2 + (high - low) / (2 * Z_90) * normal_quantile(ranks))


_QUANTILES: Mapping[Distribution, Callable[[Unknown, Floats], Floats]] = {
    Distribution.FIXED: _fixed,
    Distribution.UNIFORM: _uniform,
    Distribution.TRIANGULAR: _triangular,
    Distribution.PERT: _pert,
    Distribution.NORMAL: _normal,
    Distribution.LOGNORMAL: _lognormal,
}


@cache
def _normal_table() -> tuple[Floats, Floats]:
    at = np.linspace(-8.3, 8.3, GRID)
    return at, np.array([(1 + erf(value / sqrt(2))) / 2 for value in at.tolist()])


@cache
def _beta_table(alpha: float, beta: float) -> tuple[Floats, Floats]:
    """The beta distribution's cumulated probability on a grid, for alpha and beta from 1."""
    at: Any = np.linspace(0.0, 1.0, GRID)
    density = at ** (alpha - 1) * (1 - at) ** (beta - 1)
    steps = (density[1:] + density[:-1]) / 2
    cumulated = np.concatenate([[0.0], np.cumsum(steps)])
    return at, cumulated / cumulated[-1]
