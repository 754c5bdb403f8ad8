"""Themes learned from sentences: linear weights over vectors and over telling letters and words.

A sentence is on the right side of a theme's line by a margin, or is paid for by the square of what
it lacks (squared hinge); large weights are paid for too. The sum is smooth and convex, so that it
has one least, which the descent finds (L-BFGS). Everything is a function of the sentences, their
themes and their vectors.
"""

import zlib
from collections.abc import Callable, Sequence
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from dangol.insight.voc.telling import Places, features_of, known_in

VECTOR_SCALE = 1.0
"""Of vectors before learning: what is larger is believed more."""
TELLING_SCALE = 2.5
"""Of telling letters and words."""
FEW_SCALES = (3.0, 1.5)
"""Of both, where sentences are few: then vectors are the better witness."""
STEADINESS = 2e-4
"""How much large weights cost, for each sentence; more is steadier and less keen."""
STEPS = 80
"""Of the descent, at most."""
ROUGH_STEPS = 30
"""Where only the line is looked for."""
KEPT = 6
"""Steps that the descent remembers."""
PARTS = 5
"""Of the sentences, each left out in turn to find the line between yes and no."""
MANY = 2_000
"""So many sentences that leaving out one part will do, and that what only one has tells nothing."""
LINES = 121
COARSE = 127
"""Steps on either side of nothing in which the telling weights are kept."""

Numbers: TypeAlias = NDArray[np.float32]
Flags: TypeAlias = NDArray[np.bool_]
Tell: TypeAlias = Callable[[float], None]
"""Hears how much is done, from 0 to 1."""


class Learned(msgspec.Struct, frozen=True):
    """What was learned: a column a theme."""

    dense: Numbers
    """A row a number of the vector, and one that is always added."""
    known: Places
    """The features of `telling` that tell anything, rising."""
    telling: Numbers
    """A row each of them."""
    line: float
    """What parts yes and no best on sentences that were left out."""


class _Kept(msgspec.Struct, array_like=True):
    """As it stands in a file."""

    mark: str
    themes: int
    line: float
    dense: bytes
    known: bytes
    telling: bytes
    steps: bytes


def learn(
    texts: Sequence[str], vectors: Numbers, truth: Flags, tell: Tell = lambda _: None
) -> Learned:
    """The weights for those sentences: `truth` has a row a sentence, a column a theme."""
    rows = _Rows(texts, vectors)
    parts = np.arange(len(texts)) % PARTS
    rounds = 1 if len(texts) > MANY else PARTS
    scores = np.zeros(truth.shape)
    seen = np.zeros(len(texts), np.bool_)
    for part in range(rounds):
        is_out = parts == part
        if is_out.any() and not is_out.all():
            weights = rows.fit(np.flatnonzero(~is_out), truth, ROUGH_STEPS)
            scores[is_out] = rows.scores(np.flatnonzero(is_out), weights)
            seen |= is_out
        tell((part + 1) / (rounds + 1))
    weights = rows.fit(np.arange(len(texts)), truth)
    tell(1.0)
    dense = np.asarray(weights[: rows.width], np.float32)
    dense[:-1] *= rows.scales[0]
    telling = np.asarray(weights[rows.width :] * rows.scales[1], np.float32)
    line = _best_line(scores[seen], truth[seen]) if seen.any() else 0.0
    return Learned(dense, rows.known, telling, line)


def written(learned: Learned, mark: str) -> bytes:
    """The weights for a file, rounded, with the mark of what they were learned from."""
    steps = np.maximum(np.abs(learned.telling).max(axis=0, initial=0) / COARSE, 1e-9)
    coarse = np.rint(learned.telling / steps).astype(np.int8)
    kept = _Kept(
        mark,
        learned.dense.shape[1],
        round(learned.line, 3),
        learned.dense.astype("<f2").tobytes(),
        learned.known.astype("<u4").tobytes(),
        coarse.T.tobytes(),
        steps.astype("<f4").tobytes(),
    )
    return zlib.compress(msgspec.msgpack.encode(kept), 9)


def read_learned(data: bytes, mark: str) -> Learned | None:
    """What the file holds; None where it is broken or of other sentences."""
    try:
        kept = msgspec.msgpack.decode(zlib.decompress(data), type=_Kept)
        if kept.mark != mark:
            return None
        dense = np.frombuffer(kept.dense, "<f2").astype(np.float32).reshape(-1, kept.themes)
        known = np.frombuffer(kept.known, "<u4").astype(np.int64)
        coarse = np.frombuffer(kept.telling, np.int8).reshape(kept.themes, len(known)).T
        telling = np.ascontiguousarray(coarse * np.frombuffer(kept.steps, "<f4"))
    except (zlib.error, msgspec.DecodeError, ValueError):
        return None
    return Learned(dense, known, telling.astype(np.float32), kept.line)


class _Rows:
    """Sentences as numbers: dense rows, and the features that each has."""

    def __init__(self, texts: Sequence[str], vectors: Numbers) -> None:
        ones = np.ones((len(texts), 1), np.float32)
        self.scales = (VECTOR_SCALE, TELLING_SCALE) if len(texts) > MANY else FEW_SCALES
        self._dense = np.hstack([self.scales[0] * vectors, ones]).astype(np.float32)
        self.width = self._dense.shape[1]
        features = [features_of(text) for text in texts]
        every, counts = np.unique(
            np.concatenate([np.empty(0, np.int64), *features]), return_counts=True
        )
        self.known = every[counts > 1] if len(texts) > MANY else every
        self._features = [known_in(one, self.known) for one in features]

    def fit(self, places: Places, truth: Flags, steps: int = STEPS) -> NDArray[np.float64]:
        """Weights for the sentences at those places: dense ones above, then telling ones."""
        dense, telling = (
            self._dense[places],
            _Sparse(self._at(places), len(self.known), self.scales[1]),
        )
        wanted = np.where(truth[places], 1, -1).astype(np.float32)
        cost = STEADINESS * len(places)
        costs = np.full((self.width + len(self.known), 1), cost)
        costs[self.width - 1] *= 0.01
        width, themes = self.width, truth.shape[1]

        def slope(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            weights = flat.reshape(-1, themes)
            small = weights.astype(np.float32)
            margins = wanted * (dense @ small[:width] + telling.times(small[width:]))
            lacks = np.maximum(0, 1 - margins)
            push = -wanted * lacks
            value = float((lacks * lacks).sum(dtype=np.float64) + (costs * weights**2).sum()) / 2
            down = np.concatenate([dense.T @ push, telling.back(push)]) + costs * weights
            return value, down.ravel()

        start = np.zeros((width + len(self.known)) * themes)
        return _descend(slope, start, steps).reshape(-1, themes)

    def scores(self, places: Places, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        telling = _Sparse(self._at(places), len(self.known), self.scales[1])
        small = weights.astype(np.float32)
        found = self._dense[places] @ small[: self.width] + telling.times(small[self.width :])
        return found.astype(np.float64)

    def _at(self, places: Places) -> list[Places]:
        return [self._features[int(place)] for place in places]


class _Sparse:
    """A matrix with a row a sentence, in which few numbers are not nothing."""

    def __init__(self, rows: Sequence[Places], columns: int, scale: float) -> None:
        counts = np.array([len(row) for row in rows], np.int64)
        self._full = np.flatnonzero(counts)
        self._shape = (len(rows), columns)
        self._columns = np.concatenate([np.empty(0, np.int64), *rows])
        owners = np.repeat(np.arange(len(rows)), counts)
        value = np.repeat(scale / np.sqrt(np.maximum(counts, 1)), counts)
        self._values = value.astype(np.float32)[:, None]
        self._begins = (np.cumsum(counts) - counts)[self._full]
        order = np.argsort(self._columns, kind="stable")
        self._turned = owners[order]
        self._turned_values = self._values[order]
        self._held, self._turned_begins = np.unique(self._columns[order], return_index=True)

    def times(self, weights: Numbers) -> Numbers:
        """A row a sentence: the sum of its features' weights."""
        out = np.zeros((self._shape[0], weights.shape[1]), np.float32)
        if len(self._full):
            parts = weights[self._columns] * self._values
            out[self._full] = np.add.reduceat(parts, self._begins, axis=0)
        return out

    def back(self, rows: Numbers) -> Numbers:
        """A row a feature: the sum over the sentences that have it."""
        out = np.zeros((self._shape[1], rows.shape[1]), np.float32)
        if len(self._held):
            parts = rows[self._turned] * self._turned_values
            out[self._held] = np.add.reduceat(parts, self._turned_begins, axis=0)
        return out


def _descend(
    slope: Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]],
    at: NDArray[np.float64],
    steps: int,
) -> NDArray[np.float64]:
    """Where the value is least, or nearly: steps along what the last slopes tell (L-BFGS)."""
    value, down = slope(at)
    past: list[tuple[NDArray[np.float64], NDArray[np.float64], float]] = []
    for _ in range(steps):
        way = _way(down, past)
        fall = float(way @ down)
        if fall > -1e-12:
            break
        length = 1.0 if past else min(1.0, 1.0 / (float(np.abs(down).sum()) + 1e-12))
        for _ in range(30):
            found, next_down = slope(at + length * way)
            if found <= value + 1e-4 * length * fall:
                break
            length /= 2
        else:
            break
        moved, turned = length * way, next_down - down
        at = at + moved
        bend = float(moved @ turned)
        if bend > 1e-12:
            past = [*past[1 - KEPT :], (moved, turned, bend)]
        is_done = value - found < 1e-5 * abs(value)
        value, down = found, next_down
        if is_done:
            break
    return at


def _way(
    down: NDArray[np.float64],
    past: Sequence[tuple[NDArray[np.float64], NDArray[np.float64], float]],
) -> NDArray[np.float64]:
    """The direction to go: against the slope, bent by how it turned before."""
    way = -down
    shares: list[float] = []
    for moved, turned, bend in reversed(past):
        shares.append(float(moved @ way) / bend)
        way = way - shares[-1] * turned
    if past:
        _, turned, bend = past[-1]
        way = way * (bend / float(turned @ turned))
    for (moved, turned, bend), share in zip(past, reversed(shares), strict=True):
        way = way + (share - float(turned @ way) / bend) * moved
    return way


def _best_line(scores: NDArray[np.float64], truth: Flags) -> float:
    """The line above which the scores agree best with the truth (macro F1)."""
    lines = np.linspace(-1.5, 1.0, LINES)
    agreed = [
        (2 * (above & truth).sum(axis=0) / (above.sum(axis=0) + truth.sum(axis=0) + 1e-9)).mean()
        for above in (scores >= line for line in lines)
    ]
    best = np.flatnonzero(np.asarray(agreed) >= max(agreed) - 1e-9)
    return float(lines[int(best[len(best) // 2])])
