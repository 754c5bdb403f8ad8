"""From evidence to a probability: which article answers, and whether any does.

Two small models, one after the other. The ranking weighs the evidence for each article; a softmax
over the articles says which one, if any does. The scope is a logistic model of the best article's
evidence and of the question alone; it says whether any does. Their product is the probability that
a hit answers. Both are plain numbers, calibrated for one embedder, and stand in a file.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec
import numpy as np

from dangol.speak.knowledge.evidence import FEATURES, QUESTION_FEATURES, Numbers
from dangol.terms.errors import InputError, SettingError

SCOPE_FEATURES = (
    *FEATURES,
    *QUESTION_FEATURES,
    "nearer_than_background",
    "margin",
)
"""Of the best article and of the question; then by how much the article's nearest sentence is
nearer than the background, and how far the best article stands before the second."""


class UncalibratedError(SettingError):
    """An embedder whose cosines nobody has measured."""

    code = "embedder.uncalibrated"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"there is no calibration for the embedder {name!r}",
            hint="measure one: dangol speak calibrate QUESTIONS --knowledge FOLDER --out FILE",
        )


class CalibrationError(InputError):
    """A calibration that cannot be used."""

    code = "calibration.unreadable"


class Calibration(msgspec.Struct, frozen=True):
    """What was learned of one embedder's evidence."""

    embedder: str
    ranking: dict[str, float]
    """The weight of each of FEATURES."""
    scope: dict[str, float]
    """The weight of each of SCOPE_FEATURES."""
    scope_intercept: float
    threshold: float
    """The least probability that any article answers, from which on one is shown."""
    questions: int = 0
    """How many it was learned from."""

    def share(self, rows: Numbers, prior: Numbers | float = 0.0) -> Numbers:
        """For each article the probability that it answers, if any does.

        The prior is in log odds, from before the question came.
        """
        scores = rows @ _vector(self.ranking, FEATURES) + prior
        powers = np.exp(scores - scores.max()) if len(scores) else scores
        return powers / powers.sum() if len(scores) else powers

    def scope_of(self, rows: Numbers, shares: Numbers, question: Numbers) -> float:
        """The probability that any of the articles answers."""
        values = scope_row(rows, shares, question)
        weighed = float(values @ _vector(self.scope, SCOPE_FEATURES)) + self.scope_intercept
        return float(1 / (1 + np.exp(-np.clip(weighed, -30, 30))))


def scope_row(rows: Numbers, shares: Numbers, question: Numbers) -> Numbers:
    """The values of SCOPE_FEATURES for these articles and this question."""
    best = int(np.argmax(shares))
    ordered = np.sort(shares)[::-1]
    second = ordered[1] if len(ordered) > 1 else 0.0
    evidence = rows[best]
    nearest = float(evidence[:4].max())
    margin = float(np.log(ordered[0] + 1e-6) - np.log(second + 1e-6))
    return np.array([*evidence, *question, nearest - question[0], min(margin, 6.0)])


def _vector(weights: Mapping[str, float], names: tuple[str, ...]) -> Numbers:
    return np.array([weights.get(name, 0.0) for name in names])


def parse_calibrations(content: bytes | str) -> dict[str, Calibration]:
    """The calibrations of a file, by the embedder's name.

    Raises: CalibrationError (`calibration.unreadable`).
    """
    try:
        found = msgspec.json.decode(content, type=list[Calibration])
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise CalibrationError(
            f"the calibration cannot be read: {fault}", hint="write it anew: dangol speak calibrate"
        ) from fault
    return {one.embedder: one for one in found}


@cache
def shipped_calibrations() -> dict[str, Calibration]:
    """The calibrations that stand in the package."""
    folder = files("dangol.speak.knowledge")
    return parse_calibrations(folder.joinpath("calibration.json").read_bytes())


def calibration_for(embedder: str) -> Calibration:
    """The calibration that stands in the package for this embedder.

    Raises: UncalibratedError (`embedder.uncalibrated`).
    """
    found = shipped_calibrations().get(embedder)
    if found is None:
        raise UncalibratedError(embedder)
    return found
