"""How well a reading agrees with a person's: precision, recall, F1 and kappa, with intervals.

Precision and recall have Wilson intervals; F1, the macro F1 and kappa those of a bootstrap over
notes with a fixed seed. Kappa is Cohen's over notes and themes together, and per theme.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from dangol.insight.intervals import NOTHING_KNOWN, Interval, wilson

DRAWS = 1000
SEED = 20260226

Flags = NDArray[np.bool_]
"""A row a note, a column a theme."""


class ThemeAgreement(msgspec.Struct, frozen=True):
    """One theme: `human` and `found` are notes, `both` those in which the two agree that it is."""

    theme: str
    human: int
    found: int
    both: int
    precision: Interval
    recall: Interval
    f1: Interval
    kappa: Interval


class Agreement(msgspec.Struct, frozen=True):
    """All themes. The macro F1 is the mean over themes that a person found at least once."""

    notes: int
    macro_f1: Interval
    micro_f1: Interval
    kappa: Interval
    themes: tuple[ThemeAgreement, ...]
    never: tuple[str, ...] = ()
    """Themes that the person found nowhere; they are in no mean."""


def agree(ids: Sequence[str], human: Flags, found: Flags, *, draws: int = DRAWS) -> Agreement:
    """The agreement of the two readings of the same notes."""
    rng = np.random.default_rng(SEED)
    notes = len(human)
    both, either = human & found, (human.astype(np.int64) + found)
    picks = rng.integers(notes, size=(draws, notes)) if notes else np.zeros((0, 0), np.int64)
    counts = np.zeros((len(picks), notes))
    for row, pick in enumerate(picks):
        counts[row] = np.bincount(pick, minlength=notes)
    f1_draws = _ratio(2 * (counts @ both), counts @ either)
    is_seen: Flags = np.asarray(human.sum(axis=0) > 0, np.bool_)
    f1 = _ratio(2.0 * both.sum(axis=0), either.sum(axis=0))
    kappas = [
        _kappa(both[:, at].sum(), human[:, at].sum(), found[:, at].sum(), notes)
        for at in range(len(ids))
    ]
    kappa_draws = _kappa(counts @ both, counts @ human, counts @ found, notes)
    cells = notes * len(ids)
    all_draws = (counts @ both.sum(axis=1), counts @ human.sum(axis=1), counts @ found.sum(axis=1))
    micro = float(_ratio(np.array([2.0 * both.sum()]), np.array([either.sum()]))[0])
    themes = tuple(
        ThemeAgreement(
            theme,
            int(human[:, at].sum()),
            int(found[:, at].sum()),
            int(both[:, at].sum()),
            wilson(int(both[:, at].sum()), int(found[:, at].sum())) or NOTHING_KNOWN,
            wilson(int(both[:, at].sum()), int(human[:, at].sum())) or NOTHING_KNOWN,
            _range(float(f1[at]), f1_draws[:, at]),
            _range(float(kappas[at]), kappa_draws[:, at]),
        )
        for at, theme in enumerate(ids)
    )
    macro = float(f1[is_seen].mean()) if is_seen.any() else 0.0
    # A theme that a draw of notes does not hold says nothing in that draw.
    drawn = (counts @ human > 0)[:, is_seen]
    macros = _ratio((f1_draws[:, is_seen] * drawn).sum(axis=1), drawn.sum(axis=1))
    return Agreement(
        notes,
        _range(macro, macros),
        _range(micro, _ratio(2 * all_draws[0], all_draws[1] + all_draws[2])),
        _range(
            float(_kappa(both.sum(), human.sum(), found.sum(), cells)), _kappa(*all_draws, cells)
        ),
        themes,
        tuple(one for one, seen in zip(ids, is_seen.tolist(), strict=True) if not seen),
    )


def _range(value: float, draws: NDArray[np.float64]) -> Interval:
    if not len(draws):
        return Interval(value, value, value)
    low, high = np.percentile(draws, [2.5, 97.5])
    return Interval(value, min(float(low), value), max(float(high), value))


def _ratio(top: NDArray[np.float64], under: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(top, under, out=np.zeros_like(top, np.float64), where=np.asarray(under) > 0)


def _kappa(both: object, human: object, found: object, of: int) -> NDArray[np.float64]:
    """Cohen's kappa of yes and no over `of` cells; 0 where chance leaves nothing to agree on."""
    b, h, f = (np.asarray(one, np.float64) for one in (both, human, found))
    agreed = (of - h - f + 2 * b) / max(of, 1)
    chance = (h * f + (of - h) * (of - f)) / max(of * of, 1)
    return np.divide(
        agreed - chance, 1 - chance, out=np.zeros_like(agreed), where=np.abs(1 - chance) > 1e-12
    )
