"""The probability of buying without us inside the goal window.

A learned model is a few flat arrays: all trees' nodes end to end, where each tree starts, and two
numbers of calibration. `score` walks every tree at once: one gather and one comparison a level,
and a leaf points at itself. Before a workspace has learned anything, `prior_intent` states a
published base rate. This module needs numpy and nothing else; `learn` makes the models.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from dangol.decide.intent_prior import FEATURES, PRIORS, prior_intent
from dangol.terms.errors import InputError
from dangol.terms.instants import Instant, parse_instant, render_instant

__all__ = [
    "FEATURES",
    "PRIORS",
    "IntentModel",
    "ModelFileError",
    "align_model",
    "build_model",
    "dump_model",
    "load_model",
    "prior_intent",
]

Floats = NDArray[np.float64]
Places = NDArray[np.int32]
Claims = NDArray[np.bool_]

FORMAT = "dangol-intent"
VERSION = 1
LEAF = -1
"""The feature of a node that is a leaf."""
MAX_MODEL_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 64
MAX_MARGIN = 1e6
"""Beyond any log odds that learning gives; keeps a strange file from overflowing."""


class IntentModel(msgspec.Struct, frozen=True, eq=False):
    """A learned model as plain arrays.

    Shape: `feature`, `threshold`, `left`, `right`, `nan_left` and `value` have one entry a node;
        `roots` has one entry a tree. A child stands behind its parent; a leaf is its own child.
    Laws: before calibration, equal to the learner's own prediction to 1e-9, NaN included.
    """

    names: tuple[str, ...]
    categories: Mapping[str, tuple[str, ...]]
    """For a text column its categories; the place in the list is the number the model reads."""
    feature: Places
    threshold: Floats
    left: Places
    right: Places
    nan_left: Claims
    value: Floats
    roots: Places
    depth: int
    slope: float
    """Calibration: probability = sigmoid(slope * margin + intercept)."""
    intercept: float
    learned_at: Instant
    rows: int
    base_rate: float

    def score(self, features: Sequence[float] | Floats) -> float:
        """The calibrated probability for one vector in the order of `names`; NaN is unknown."""
        row = np.asarray(features, dtype=np.float64)
        return _sigmoid(self.slope * self.margin(row) + self.intercept)

    def margin(self, row: Floats) -> float:
        """The sum of the leaves that one vector falls into: log odds before calibration.

        Raises: InputError where the vector has not one number a name.
        """
        if row.shape != (len(self.names),):
            raise InputError(
                f"the model reads {len(self.names)} features and was given {row.shape}",
                hint="give one number for each of the model's names, NaN where it is unknown",
            )
        unknown = np.isnan(row)
        has_unknown = bool(unknown.any())
        node = self.roots
        for _ in range(self.depth):
            place = self.feature[node]
            goes_left = row[place] <= self.threshold[node]
            if has_unknown:
                goes_left |= unknown[place] & self.nan_left[node]
            node = np.where(goes_left, self.left[node], self.right[node])
        return float(self.value[node].sum())

    def vector(self, values: Mapping[str, object]) -> Floats:
        """One vector in the order of `names`: absent, empty and never-seen values are NaN."""
        return np.array([self._number(name, values.get(name)) for name in self.names], np.float64)

    def _number(self, name: str, value: object) -> float:
        known = self.categories.get(name)
        if known is not None:
            return float(known.index(value)) if value in known else math.nan
        return float(value) if isinstance(value, bool | int | float) else math.nan


def _sigmoid(margin: float) -> float:
    if margin >= 0:
        return 1.0 / (1.0 + math.exp(-margin))
    grown = math.exp(margin)
    return grown / (1.0 + grown)


def align_model(model: IntentModel, names: Sequence[str]) -> IntentModel:
    """The same model, reading vectors in the order of `names` (usually `FEATURES`).

    Raises: InputError where the model reads a feature that `names` lacks.
    """
    asked = {int(place) for place in model.feature if place != LEAF}
    missing = sorted({model.names[place] for place in asked} - set(names))
    if missing:
        raise InputError(
            f"the model reads {', '.join(missing)}, which nothing here can tell",
            hint="learn again with these columns dropped, or named as in FEATURES",
        )
    moved = np.array([names.index(name) if name in names else LEAF for name in model.names] or [0])
    feature = np.where(model.feature == LEAF, LEAF, moved[model.feature]).astype(np.int32)
    return msgspec.structs.replace(model, names=tuple(names), feature=feature)


class _Stored(msgspec.Struct, forbid_unknown_fields=True):
    """The file: JSON, so that a person can read it and nothing is unpickled."""

    format: str
    version: int
    learned_at: str
    rows: int
    base_rate: float
    names: list[str]
    categories: dict[str, list[str]]
    slope: float
    intercept: float
    roots: list[int]
    feature: list[int]
    threshold: list[float]
    left: list[int]
    right: list[int]
    nan_left: list[bool]
    value: list[float]


class ModelFileError(InputError):
    """Bytes that are no model of ours."""

    code: ClassVar[str] = "intent.model_unreadable"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"this is not a readable intent model: {reason}",
            hint="write it again with dump_model, or learn it again",
        )


def dump_model(model: IntentModel) -> bytes:
    """The model as JSON; `load_model` gives it back to the last bit."""
    stored = _Stored(
        format=FORMAT,
        version=VERSION,
        learned_at=render_instant(model.learned_at),
        rows=model.rows,
        base_rate=model.base_rate,
        names=list(model.names),
        categories={name: list(known) for name, known in model.categories.items()},
        slope=model.slope,
        intercept=model.intercept,
        roots=model.roots.tolist(),
        feature=model.feature.tolist(),
        threshold=model.threshold.tolist(),
        left=model.left.tolist(),
        right=model.right.tolist(),
        nan_left=model.nan_left.tolist(),
        value=model.value.tolist(),
    )
    return msgspec.json.encode(stored)


def load_model(content: bytes) -> IntentModel:
    """The model in these bytes, checked: a model that loads can be scored and always ends.

    Raises: ModelFileError (`intent.model_unreadable`) for anything else, however made.
    """
    if len(content) > MAX_MODEL_BYTES:
        raise ModelFileError("it is too large")
    try:
        stored = msgspec.json.decode(content, type=_Stored)
        learned_at = parse_instant(stored.learned_at)
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as fault:
        raise ModelFileError(str(fault)) from fault
    if (stored.format, stored.version) != (FORMAT, VERSION):
        raise ModelFileError(f"{stored.format!r} version {stored.version} is not known here")
    try:
        return build_model(
            names=tuple(stored.names),
            categories={name: tuple(known) for name, known in stored.categories.items()},
            nodes={
                "feature": stored.feature,
                "threshold": stored.threshold,
                "left": stored.left,
                "right": stored.right,
                "nan_left": stored.nan_left,
                "value": stored.value,
            },
            roots=stored.roots,
            calibration=(stored.slope, stored.intercept),
            learned_at=learned_at,
            rows=stored.rows,
            base_rate=stored.base_rate,
        )
    except (OverflowError, ValueError) as fault:
        raise ModelFileError(str(fault)) from fault


def build_model(
    *,
    names: tuple[str, ...],
    categories: Mapping[str, tuple[str, ...]],
    nodes: Mapping[str, Sequence[Any]],
    roots: Sequence[int],
    calibration: tuple[float, float],
    learned_at: Instant,
    rows: int,
    base_rate: float,
) -> IntentModel:
    """A model whose arrays agree with each other.

    Raises: ModelFileError where a node points outside, backwards or at a feature that is not there.
    """
    feature = np.asarray(nodes["feature"], np.int32)
    threshold = np.asarray(nodes["threshold"], np.float64)
    left = np.asarray(nodes["left"], np.int32)
    right = np.asarray(nodes["right"], np.int32)
    nan_left = np.asarray(nodes["nan_left"], np.bool_)
    value = np.asarray(nodes["value"], np.float64)
    starts = np.asarray(roots, np.int32)
    size = len(feature)
    itself = np.arange(size)
    is_leaf = feature == LEAF
    inner = ~is_leaf
    margins = np.concatenate([value, calibration])
    for is_true, reason in (
        (all(len(each) == size for each in nodes.values()), "its arrays differ in length"),
        (len(starts) > 0 and size > 0, "it holds no tree"),
        (0 < len(names) == len(set(names)), "its features have no names or the same name twice"),
        (set(categories) <= set(names), "it has categories of a feature that it does not read"),
        (bool((np.abs(margins) <= MAX_MARGIN).all()), "a leaf or its calibration is no number"),
        (bool(np.isfinite(threshold).all()), "a threshold is no number"),
        (0.0 <= base_rate <= 1.0 and rows >= 0, "its base rate or row count is impossible"),
        (bool(((starts >= 0) & (starts < size)).all()), "a tree starts outside its nodes"),
    ):
        if not is_true:
            raise ModelFileError(reason)
    for is_true, reason in (
        (((feature >= LEAF) & (feature < len(names))).all(), "a node asks an unknown feature"),
        (((left < size) & (right < size)).all(), "a node points outside"),
        ((left[inner] > itself[inner]).all(), "a node points backwards"),
        ((right[inner] > itself[inner]).all(), "a node points backwards"),
        (((left == itself) & (right == itself))[is_leaf].all(), "a leaf points away"),
    ):
        if not is_true:
            raise ModelFileError(reason)
    return IntentModel(
        names=names,
        categories=categories,
        feature=feature,
        threshold=threshold,
        left=left,
        right=right,
        nan_left=nan_left,
        value=value,
        roots=starts,
        depth=_depth_of(starts, left, right, is_leaf),
        slope=calibration[0],
        intercept=calibration[1],
        learned_at=learned_at,
        rows=rows,
        base_rate=base_rate,
    )


def _depth_of(roots: Places, left: Places, right: Places, is_leaf: Claims) -> int:
    level = np.unique(roots)
    for depth in range(MAX_DEPTH + 1):
        level = level[~is_leaf[level]]
        if not len(level):
            return depth
        level = np.unique(np.concatenate([left[level], right[level]]))
    raise ModelFileError(f"a tree is deeper than {MAX_DEPTH}")
