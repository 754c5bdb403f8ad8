"""Which feature passed which, in which month, and how long after its first month.

A passes B in month t if A has more than B in t and had less than B in the last month before in
which the two were not equal. A feature that is there in the ledger's first month has no known
launch: it may be older than the ledger.
"""

import numpy as np
from msgspec import Struct

from dangol.insight.revenue.columns import Ints

MOST_FEATURES = 60
"""Of more features than this, only the largest at their best are compared."""


class Passing(Struct, frozen=True):
    """One feature passes another."""

    feature: int
    passed: int
    month: int
    """Counted from the ledger's first."""
    months_since_launch: int | None
    feature_minor: int
    passed_minor: int
    is_lasting: bool
    """Whether it was ahead in every month since."""


def crossings_of(mrr: Ints, launched: Ints, compared: Ints) -> list[Passing]:
    """Every passing in the order of months. Shape: `mrr` is feature × month."""
    found: list[Passing] = []
    for one in compared.tolist():
        for other in compared.tolist():
            if one != other:
                found += _passings(mrr, launched, one, other)
    return sorted(found, key=lambda at: (at.month, -at.feature_minor, at.feature, at.passed))


def compared_of(mrr: Ints) -> Ints:
    """The features to compare: those that earned most in their best month."""
    best = mrr.max(axis=1, initial=0)
    order = np.argsort(-best, kind="stable")[:MOST_FEATURES]
    return np.sort(order[best[order] > 0])


def launches_of(mrr: Ints) -> Ints:
    """The first month above nought; -1 where it is the ledger's first month, or never."""
    above = mrr > 0
    first = above.argmax(axis=1)
    return np.where(above.any(axis=1) & (first > 0), first, -1)


def _passings(mrr: Ints, launched: Ints, one: int, other: int) -> list[Passing]:
    side = np.sign(mrr[one] - mrr[other])
    months = np.flatnonzero(side)
    sides = side[months]
    turns = np.flatnonzero((sides[1:] > 0) & (sides[:-1] < 0)) + 1
    found: list[Passing] = []
    for turn in turns.tolist():
        month = int(months[turn])
        since = month - int(launched[one]) if launched[one] >= 0 else None
        is_lasting = bool((side[month:] > 0).all())
        found.append(
            Passing(
                one,
                other,
                month,
                since,
                int(mrr[one, month]),
                int(mrr[other, month]),
                is_lasting,
            )
        )
    return found
