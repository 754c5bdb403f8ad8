"""Thresholds from a sample that a person labelled.

A theme's threshold is the one with which it agrees best (F1), drawn towards the one that is best
for all themes together: a handful of labels says little about one theme. The more notes have it,
the more its own counts.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from dangol.insight.voc.agreement import Flags
from dangol.terms.errors import InputError

PRIOR_NOTES = 20
"""A theme's own threshold counts as much as that of all when so many notes have it."""
STEPS = 121


class ThresholdsError(InputError):
    """A file of thresholds that cannot be used."""

    code = "thresholds.unusable"


class Thresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Thresholds by theme, and where they come from."""

    sample: str
    """The labelled notes, by the name of their file."""
    notes: int
    embedder: str
    scoring: int
    """The version of the scoring for which they hold."""
    all: float
    """For themes that the sample does not hold."""
    themes: dict[str, float] = {}
    macro_f1: float = 0.0
    """On the sample itself, which flatters."""


def calibrate(
    ids: Sequence[str],
    scores: NDArray[np.float32],
    human: Flags,
    *,
    sample: str,
    embedder: str,
    scoring: int,
) -> Thresholds:
    """The thresholds with which the scores agree best with the person."""
    seen = np.asarray(human.sum(axis=0) > 0)
    if not seen.any():
        raise InputError(f"no note of {sample} has a theme", hint="name the column with --human")
    low, high = (float(one) for one in np.quantile(scores[:, seen], [0.3, 0.999]))
    steps = np.linspace(low, high, STEPS)
    curves = np.stack([_f1(scores >= step, human) for step in steps])
    together = float(steps[_middle_of_best(curves[:, seen].mean(axis=1))])
    own: dict[str, float] = {}
    for place, one in enumerate(ids):
        if not seen[place]:
            continue
        count = int(human[:, place].sum())
        best = float(steps[_middle_of_best(curves[:, place])])
        share = count / (count + PRIOR_NOTES)
        own[one] = round(share * best + (1 - share) * together, 3)
    line = np.array([own.get(one, together) for one in ids], np.float32)
    reached = _f1(scores >= line, human)[seen].mean()
    return Thresholds(
        sample,
        len(scores),
        embedder,
        scoring,
        round(together, 3),
        own,
        round(float(reached), 3),
    )


def read_thresholds(text: bytes, name: str = "thresholds") -> Thresholds:
    """The thresholds that the JSON holds.

    Raises: ThresholdsError.
    """
    try:
        return msgspec.json.decode(text, type=Thresholds)
    except msgspec.DecodeError as fault:
        raise ThresholdsError(
            f"{name}: {fault}", hint="write it with dangol voc agree --calibrate"
        ) from fault


def _middle_of_best(curve: NDArray[np.float64]) -> int:
    """The middle of the longest run of steps that are as good as the best."""
    best = np.flatnonzero(curve >= curve.max() - 1e-9)
    runs = np.split(best, np.flatnonzero(np.diff(best) > 1) + 1)
    longest = max(runs, key=len)
    return int(longest[len(longest) // 2])


def _f1(found: Flags, human: Flags) -> NDArray[np.float64]:
    both = (found & human).sum(axis=0)
    either = found.sum(axis=0) + human.sum(axis=0)
    return np.divide(2.0 * both, either, out=np.zeros(len(both)), where=either > 0)
