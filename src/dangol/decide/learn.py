"""Learning intent from a table, and judging honestly what was learned.

Evaluation is cross-validation with all rows of a group in one fold and the label's share kept,
repeated over several fold seeds. Each row is judged once a seed, by a model that saw neither it
nor any other row of its group; what a small table needs for calibration is learned inside the
training rows. The figures are of those pooled predictions, averaged over seeds.
LightGBM and scikit-learn are needed here and nowhere else (extra `ml`).
"""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from dangol.decide.intent import IntentModel, build_model
from dangol.decide.learn_figures import Figures, figures_of, mean_figures
from dangol.decide.learn_leaks import Leak, find_leaks
from dangol.decide.learn_table import (
    Column,
    LeftOut,
    Table,
    access_column,
    is_empty,
    prepare_table,
)
from dangol.decide.learn_trees import (
    SETTINGS,
    LearnSettings,
    export_trees,
    fold_rows,
    learn_trees,
    take_rows,
)
from dangol.terms.errors import InputError
from dangol.terms.instants import Instant

MAX_BY_VALUES = 100
"""Values of a `by` column that are still a report."""


class GroupFigures(msgspec.Struct, frozen=True):
    """The figures of the rows that share one value."""

    value: str
    figures: Figures


class Evaluation(msgspec.Struct, frozen=True):
    """What cross-validation found."""

    label: str
    group: str | None
    groups: int | None
    by: str | None
    folds: int
    seeds: int
    features: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    leaks: tuple[Leak, ...]
    overall: Figures
    auc_by_seed: tuple[float, ...]
    by_value: tuple[GroupFigures, ...]


def _no_progress(done: int, total: int) -> None:
    del done, total


def evaluate_intent(
    table: Table,
    label: str,
    *,
    group: str | None = None,
    by: str | None = None,
    drop: Sequence[str] = (),
    seeds: int = 5,
    settings: LearnSettings = SETTINGS,
    tell: Callable[[int, int], None] = _no_progress,
) -> Evaluation:
    """How well intent can be learned from this table, judged on people the model never saw.

    `tell` hears how many of how many models are done.
    Laws: the same table gives the same figures; no group stands on both sides of a fold.
    Raises: MissingColumnError, LabelError, InputError; MissingExtraError without the extra `ml`.
    """
    if seeds < 1:
        raise InputError("there must be at least one fold seed", hint="give --seeds 1 or more")
    ready = prepare_table(table, label, group=group, drop=drop)
    parts = None if by is None else _parts_of(by, access_column(table, by))
    each: list[Figures] = []
    each_by: dict[str, list[Figures]] = {value: [] for value, _ in parts or ()}
    leaks: tuple[Leak, ...] = ()
    total = seeds * settings.folds
    for seed in range(seeds):
        fold = fold_rows(ready, settings.folds, seed)
        leaks = find_leaks(ready, fold) if seed == 0 else leaks
        probability = np.empty(len(ready.label))
        for number in range(settings.folds):
            is_out = fold == number
            trees = learn_trees(take_rows(ready, ~is_out), settings, seed)
            probability[is_out] = trees.probabilities(ready.matrix[is_out])
            tell(seed * settings.folds + number + 1, total)
        each.append(figures_of(ready.label, probability))
        for value, rows in parts or ():
            each_by[value].append(figures_of(ready.label[rows], probability[rows]))
    return Evaluation(
        label=label,
        group=group,
        groups=None if ready.groups is None else int(ready.groups.max()) + 1,
        by=by,
        folds=settings.folds,
        seeds=seeds,
        features=ready.names,
        left_out=ready.left_out,
        leaks=leaks,
        overall=mean_figures(each),
        auc_by_seed=tuple(one.auc for one in each if one.auc is not None),
        by_value=tuple(GroupFigures(value, mean_figures(f)) for value, f in each_by.items()),
    )


def fit_intent(
    table: Table,
    label: str,
    *,
    learned_at: Instant,
    group: str | None = None,
    drop: Sequence[str] = (),
    seed: int = 0,
    settings: LearnSettings = SETTINGS,
) -> IntentModel:
    """A model learned from the whole table, as plain arrays.

    Laws: the same table, seed and instant give the same bytes.
    Raises: as `evaluate_intent`.
    """
    ready = prepare_table(table, label, group=group, drop=drop)
    trees = learn_trees(ready, settings, seed)
    nodes, roots = export_trees(trees.booster)
    return build_model(
        names=ready.names,
        categories=ready.categories,
        nodes=nodes,
        roots=roots,
        calibration=(trees.slope, trees.intercept),
        learned_at=learned_at,
        rows=len(ready.label),
        base_rate=ready.base_rate,
    )


def _parts_of(by: str, column: Column) -> tuple[tuple[str, NDArray[np.bool_]], ...]:
    cells = column.tolist()
    empty = np.array([is_empty(cell) for cell in cells])
    values = sorted({cell for cell in cells if not is_empty(cell)})
    if len(values) > MAX_BY_VALUES:
        raise InputError(
            f"{by!r} has {len(values):,} different values",
            hint=f"give --by a column with at most {MAX_BY_VALUES}",
        )
    parts = [(_text_of(value), column == value) for value in values]
    if empty.any():
        parts.append(("", empty))
    return tuple(parts)


def _text_of(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)
