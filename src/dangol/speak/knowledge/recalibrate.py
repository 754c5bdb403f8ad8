"""Measuring an embedder anew, on a shop's own articles and questions."""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from dangol.speak.knowledge.article import Article
from dangol.speak.knowledge.calibration import Calibration
from dangol.speak.knowledge.embedder import Embedder, Vectors
from dangol.speak.knowledge.evidence import Evidence
from dangol.speak.knowledge.fitting import Example, fit_calibration
from dangol.speak.knowledge.lexicon import Lexicon, shop_lexicon
from dangol.speak.knowledge.questions import Question
from dangol.speak.knowledge.talk import Talk

KEPT_RATIO = 0.5
"""Each question is learned from twice: with the whole lexicon and all examples, and with this share
of both, as for words that nobody has thought of. Otherwise they would be trusted too much."""


ORPHAN_FOLDS = 5
ORPHAN_WEIGHT = 0.3
"""A question whose article is taken away is out of scope, and a hard one: it is about the shop.
It counts less, as an article that stays may half answer it."""


class Lesson(msgspec.Struct, frozen=True):
    """Articles, and questions that they answer or do not."""

    articles: tuple[Article, ...]
    questions: tuple[Question, ...]


def calibrate(lessons: Sequence[Lesson], embedder: Embedder) -> Calibration:
    """The calibration of the embedder on these lessons.

    Articles in several languages are learned from together and each language by itself, as shops
    come in both sorts.

    Raises: TooFewQuestionsError (`calibration.too_few_questions`).
    """
    lexicon = shop_lexicon()
    thin = lexicon.thinned(KEPT_RATIO)
    known = _Remembering(embedder)
    # Where a question is among the package's examples, its answer would be known beforehand.
    asked = frozenset(one.text for lesson in lessons for one in lesson.questions)
    heard = (
        (lexicon, Talk(known, asked)),
        (thin, Talk(known, asked, KEPT_RATIO)),
    )
    examples: list[Example] = []
    for lesson in lessons:
        for articles, questions in _settings(lesson):
            for words, talk in heard:
                evidence = Evidence(articles, known, lexicon, talk)
                examples += _examples(evidence, questions, words)
                for kept, orphans in _without_answers(articles, questions):
                    evidence = Evidence(kept, known, lexicon, talk)
                    examples += _examples(evidence, orphans, words, ORPHAN_WEIGHT)
    counted = sum(len(lesson.questions) for lesson in lessons)
    found = fit_calibration(embedder.name, examples)
    return msgspec.structs.replace(found, questions=counted)


def _settings(lesson: Lesson) -> Iterator[tuple[list[Article], list[Question]]]:
    yield list(lesson.articles), list(lesson.questions)
    languages = sorted({article.language for article in lesson.articles})
    if len(languages) > 1:
        for language in languages:
            own = [article for article in lesson.articles if article.language == language]
            yield own, [one for one in lesson.questions if one.language == language]


def _without_answers(
    articles: Sequence[Article], questions: Sequence[Question]
) -> Iterator[tuple[list[Article], list[Question]]]:
    """The articles with every fifth taken away in turn, and the questions left without answer."""
    ids = list(dict.fromkeys(article.article_id for article in articles))
    for fold in range(ORPHAN_FOLDS):
        gone = set(ids[fold::ORPHAN_FOLDS])
        kept = [article for article in articles if article.article_id not in gone]
        orphans = [
            msgspec.structs.replace(one, accept=frozenset[str]())
            for one in questions
            if one.accept and one.accept <= gone
        ]
        if kept:
            yield kept, orphans


def _examples(
    evidence: Evidence,
    questions: Sequence[Question],
    lexicon: Lexicon,
    weight: float = 1.0,
) -> Iterator[Example]:
    for question in questions:
        is_accepted = np.array([one in question.accept for one in evidence.group_ids])
        if question.accept and not is_accepted.any():
            continue
        rows, alone = evidence.weigh(question.text, question.language, lexicon)
        yield Example(rows, alone, is_accepted, weight)


class _Remembering:
    """An embedder that embeds each text once."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([self._known[text] for text in texts])
