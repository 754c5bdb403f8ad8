"""How well knowledge answers questions whose answers are known."""

from collections.abc import Iterable, Sequence

import msgspec

from dangol.speak.knowledge.index import Hit, Index
from dangol.speak.knowledge.questions import Question


class Figures(msgspec.Struct, frozen=True):
    """Shares of questions; None where there is no such question."""

    n: int
    in_scope: int
    out_of_scope: int
    top1: float | None
    """Of those in scope: the first article answers."""
    top: float | None
    """Of those in scope: one of the first few answers."""
    refused_out_of_scope: float | None
    """Of those that nothing answers: nothing is shown as the answer."""
    answered_in_scope: float | None
    """Of those in scope: something is shown as the answer."""


class Asked(msgspec.Struct, frozen=True):
    """A question with what was found."""

    question: Question
    hits: tuple[Hit, ...]

    @property
    def is_answered(self) -> bool:
        """Whether something would be shown as the answer."""
        return bool(self.hits) and self.hits[0].is_confident

    def is_found(self, top: int) -> bool:
        """Whether one of the first hits answers."""
        return any(hit.article.article_id in self.question.accept for hit in self.hits[:top])


class Evaluation(msgspec.Struct, frozen=True):
    """The figures of all questions and of each language, and every question behind them."""

    top: int
    overall: Figures
    by_language: dict[str, Figures]
    asked: tuple[Asked, ...]


def evaluate(index: Index, questions: Sequence[Question], top: int = 3) -> Evaluation:
    """Every question asked of the index, and counted."""
    asked = tuple(
        Asked(one, tuple(index.search(one.text, one.language, max(top, 1)))) for one in questions
    )
    languages = sorted({one.language.value for one in questions})
    return Evaluation(
        top,
        _figures(asked, top),
        {
            tag: _figures([one for one in asked if one.question.language.value == tag], top)
            for tag in languages
        },
        asked,
    )


def unknown_answers(index: Index, questions: Iterable[Question]) -> list[str]:
    """The ids that questions accept and no article has, sorted."""
    known = {article.article_id for article in index.articles}
    return sorted({one for question in questions for one in question.accept} - known)


def report_of(found: Evaluation) -> dict[str, object]:
    """The evaluation as one JSON object; `top3` is named after the number asked for."""
    return {
        **_report(found.overall, found.top),
        "by_language": {tag: _report(own, found.top) for tag, own in found.by_language.items()},
    }


def _report(figures: Figures, top: int) -> dict[str, object]:
    shares = {
        "top1": figures.top1,
        f"top{top}": figures.top,
        "refused_out_of_scope": figures.refused_out_of_scope,
        "answered_in_scope": figures.answered_in_scope,
    }
    return {
        "n": figures.n,
        "in_scope": figures.in_scope,
        "out_of_scope": figures.out_of_scope,
        **{name: None if one is None else round(one, 4) for name, one in shares.items()},
    }


def _figures(asked: Sequence[Asked], top: int) -> Figures:
    inside = [one for one in asked if one.question.accept]
    outside = [one for one in asked if not one.question.accept]
    return Figures(
        len(asked),
        len(inside),
        len(outside),
        _share(one.is_found(1) for one in inside),
        _share(one.is_found(top) for one in inside),
        _share(not one.is_answered for one in outside),
        _share(one.is_answered for one in inside),
    )


def _share(held: Iterable[bool]) -> float | None:
    values = list(held)
    return sum(values) / len(values) if values else None
