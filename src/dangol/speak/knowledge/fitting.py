"""Learning the ranking, the scope and the threshold from questions with known answers."""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from dangol.speak.knowledge.calibration import SCOPE_FEATURES, Calibration, scope_row
from dangol.speak.knowledge.evidence import FEATURES, Numbers
from dangol.terms.errors import InputError

RANKING_PENALTY = 0.02
SCOPE_PENALTY = 0.02
RANKING_STEPS = 300
LEAST_QUESTIONS = 20
"""Of each sort, in scope and out of it."""


class TooFewQuestionsError(InputError):
    """Too few questions to learn from."""

    code = "calibration.too_few_questions"

    def __init__(self, inside: int, outside: int) -> None:
        super().__init__(
            f"there are {inside} questions with an answer and {outside} without",
            hint=f"give at least {LEAST_QUESTIONS} of each; without an answer is accept = NONE",
        )


class Example(msgspec.Struct, frozen=True):
    """The evidence for one question, and which articles answer it; none if out of scope."""

    rows: Numbers
    question: Numbers
    is_accepted: NDArray[np.bool_]
    weight: float = 1.0
    """How much it counts; only whole ones set the threshold."""


def fit_calibration(embedder: str, examples: Sequence[Example]) -> Calibration:
    """The calibration under which these examples are most probable, within a penalty.

    The threshold is where as many in scope are answered as out of scope are refused.

    Raises: TooFewQuestionsError (`calibration.too_few_questions`).
    """
    inside = [one for one in examples if one.is_accepted.any()]
    if min(len(inside), len(examples) - len(inside)) < LEAST_QUESTIONS:
        raise TooFewQuestionsError(len(inside), len(examples) - len(inside))
    ranking = _fit_ranking(inside)
    draft = Calibration(
        embedder, dict(zip(FEATURES, ranking.tolist(), strict=True)), {}, 0.0, 0.5, len(examples)
    )
    values = np.array(
        [scope_row(one.rows, draft.share(one.rows), one.question) for one in examples]
    )
    is_inside = np.array([one.is_accepted.any() for one in examples])
    counted = np.array([one.weight for one in examples])
    is_whole = counted >= 1
    weights, intercept = fit_logistic(values, is_inside, SCOPE_PENALTY, counted)
    scope = 1 / (1 + np.exp(-(values @ weights + intercept)))
    return msgspec.structs.replace(
        draft,
        scope=dict(zip(SCOPE_FEATURES, weights.tolist(), strict=True)),
        scope_intercept=intercept,
        threshold=balanced_threshold(scope[is_whole], is_inside[is_whole]),
    )


def _fit_ranking(examples: Sequence[Example]) -> Numbers:
    """Weights of a conditional logit, by gradient ascent with momentum (Adam)."""
    scale = np.maximum(np.vstack([one.rows for one in examples]).std(axis=0), 1e-6)
    scaled = [one.rows / scale for one in examples]
    weights = np.zeros(len(FEATURES))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, RANKING_STEPS + 1):
        slope = -RANKING_PENALTY * weights
        for one, rows in zip(examples, scaled, strict=True):
            powers = np.exp((scores := rows @ weights) - scores.max())
            shares = powers / powers.sum()
            accepted = shares * one.is_accepted
            slope += (accepted / max(accepted.sum(), 1e-12) - shares) @ rows / len(examples)
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        weights += 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights / scale


def fit_logistic(
    values: Numbers, is_true: NDArray[np.bool_], penalty: float, weight: Numbers
) -> tuple[Numbers, float]:
    """Weights and intercept of a logistic model, both sorts counting alike, by Newton's method."""
    mean, scale = values.mean(axis=0), np.maximum(values.std(axis=0), 1e-6)
    rows = np.column_stack(((values - mean) / scale, np.ones(len(values))))
    truth: Numbers = is_true.astype(np.float64)
    share = float(truth @ weight) / float(weight.sum())
    counts: Numbers = weight * np.where(is_true, 0.5 / share, 0.5 / (1 - share))
    ridge = penalty * np.eye(rows.shape[1])
    ridge[-1, -1] = 1e-9
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (counts * (chance - truth)) / len(rows) + ridge @ weights
        curve = (rows.T * (counts * chance * (1 - chance))) @ rows / len(rows) + ridge
        weights -= np.linalg.solve(curve, slope)
    plain = weights[:-1] / scale
    return plain, float(weights[-1] - plain @ mean)


def balanced_threshold(scope: Numbers, is_inside: NDArray[np.bool_]) -> float:
    """The threshold at which the lower of answered and refused is highest."""
    values = np.unique(scope)
    edges = np.concatenate(([0.0], (values[1:] + values[:-1]) / 2))
    answered = np.array([(scope[is_inside] >= edge).mean() for edge in edges])
    refused = np.array([(scope[~is_inside] < edge).mean() for edge in edges])
    worst = np.minimum(answered, refused)
    best = edges[worst >= worst.max() - 1e-12]
    return float(np.median(best))
