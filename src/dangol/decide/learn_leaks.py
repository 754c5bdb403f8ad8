"""Columns that alone foretell the label too well to be known in advance."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from dangol.decide.learn_figures import auc_of
from dangol.decide.learn_table import Floats, LearningTable

LEAK_AUC = 0.80
"""At or above this, one column alone is suspected of having been written after the fact."""
BINS = 64
PRIOR_ROWS = 10.0
"""Rows of the base rate mixed into each bin, so that a bin of one row says little."""


class Leak(msgspec.Struct, frozen=True):
    """A column that looks as if it knew the answer."""

    column: str
    auc: float


def find_leaks(table: LearningTable, fold: NDArray[np.int64]) -> tuple[Leak, ...]:
    """The columns whose own AUC is at least LEAK_AUC, the worst first.

    A column is judged by its rank in either direction, and by the rate in its bins learned on the
    other folds: the second finds a column that gives the answer away without being monotonic.
    """
    leaks = [
        Leak(name, auc)
        for name, column in zip(table.names, table.matrix.T, strict=True)
        if (auc := column_auc(column, table.label, fold)) >= LEAK_AUC
    ]
    return tuple(sorted(leaks, key=lambda leak: (-leak.auc, leak.column)))


def column_auc(column: Floats, label: Floats, fold: NDArray[np.int64]) -> float:
    """How well one column alone ranks the label, at best."""
    known = np.where(np.isnan(column), -np.inf, column)
    ranked = auc_of(label, known)
    edges = np.unique(np.quantile(known[np.isfinite(known)], np.linspace(0, 1, BINS + 1)))
    distinct = np.unique(known)
    edges = distinct if len(distinct) <= BINS else edges
    place = np.searchsorted(edges, known, side="right")
    rate = np.empty(len(label))
    for held_out in np.unique(fold):
        is_out = fold == held_out
        base = label[~is_out].mean()
        rows = np.bincount(place[~is_out], minlength=len(edges) + 1)
        hits = np.bincount(place[~is_out], weights=label[~is_out], minlength=len(edges) + 1)
        # The fold's own base rate would rank folds against each other: take it out again.
        learned = (hits + PRIOR_ROWS * base) / (rows + PRIOR_ROWS) - base
        rate[is_out] = learned[place[is_out]]
    return max(ranked, 1.0 - ranked, auc_of(label, rate))
