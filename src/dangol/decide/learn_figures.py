"""How good stated probabilities are: rank, precision, distance and calibration, each in numpy."""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CALIBRATION_BINS = 10
"""Bins of equally many rows: with a low base rate, bins of equal width would hide the error."""
TINY = 1e-15


class Figures(msgspec.Struct, frozen=True):
    """How well probabilities foretold a label. None where a single class leaves it undefined."""

    n: int
    base_rate: float
    auc: float | None
    """Area under the ROC curve: the chance that a buyer is ranked above a non-buyer."""
    average_precision: float | None
    brier: float
    log_loss: float
    ece: float
    """Expected calibration error over ten bins of equally many rows."""


def figures_of(label: Floats, probability: Floats) -> Figures:
    """All figures of one set of predictions."""
    has_both = 0.0 < label.mean() < 1.0
    clipped = np.clip(probability, TINY, 1.0 - TINY)
    return Figures(
        n=len(label),
        base_rate=float(label.mean()),
        auc=auc_of(label, probability) if has_both else None,
        average_precision=average_precision_of(label, probability) if has_both else None,
        brier=float(np.mean((probability - label) ** 2)),
        log_loss=float(-np.mean(label * np.log(clipped) + (1 - label) * np.log1p(-clipped))),
        ece=calibration_error_of(label, probability),
    )


def mean_figures(each: list[Figures]) -> Figures:
    """The mean of the same figures over several fold seeds."""

    def mean(name: str) -> Any:
        values = [getattr(one, name) for one in each]
        return None if None in values else float(np.mean(values))

    return Figures(
        n=each[0].n,
        base_rate=each[0].base_rate,
        auc=mean("auc"),
        average_precision=mean("average_precision"),
        brier=mean("brier"),
        log_loss=mean("log_loss"),
        ece=mean("ece"),
    )


def auc_of(label: Floats, score: Floats) -> float:
    """The area under the ROC curve; ties count half.

    Source: Mann and Whitney (1947): the rank sum of the positives, normalised.
    """
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    last_rank = np.cumsum(counts)
    mean_rank = (last_rank - (counts - 1) / 2.0)[inverse]
    positives = float(label.sum())
    negatives = len(label) - positives
    rank_sum = float(mean_rank[label == 1.0].sum())
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def average_precision_of(label: Floats, score: Floats) -> float:
    """The mean precision at each step of recall, tied scores taken as one step."""
    values, inverse = np.unique(-score, return_inverse=True)
    hits = np.bincount(inverse, weights=label, minlength=len(values))
    seen = np.cumsum(np.bincount(inverse, minlength=len(values)))
    precision = np.cumsum(hits) / seen
    return float((precision * hits).sum() / label.sum())


def calibration_error_of(label: Floats, probability: Floats) -> float:
    """The mean distance of stated from observed rate, over bins of equally many rows.

    Rows with the same probability stay in one bin.
    Source: Naeini, Cooper and Hauskrecht (2015), with quantile bins.
    """
    inner = np.linspace(0.0, 1.0, CALIBRATION_BINS + 1)[1:-1]
    edges = np.unique(np.quantile(probability, inner))
    place = np.searchsorted(edges, probability, side="right")
    distance = np.bincount(place, weights=label - probability, minlength=CALIBRATION_BINS)
    return float(np.abs(distance).sum() / len(label))
