"""Measuring an embedder anew, on a shop's own articles and questions."""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from dangol.speak.knowledge.article import Article
from dangol.speak.knowledge.calibration import Calibration
from dangol.speak.knowledge.embedder import Embedder
from dangol.speak.knowledge.evidence import Evidence
from dangol.speak.knowledge.fitting import Example, fit_calibration
from dangol.speak.knowledge.lexicon import Lexicon, shop_lexicon
from dangol.speak.knowledge.questions import Question

KEPT_RATIO = 0.5
"""Each question is learned from twice: with the whole lexicon, and with this share of it, as for
words that nobody has thought of. Otherwise the phrases known would be trusted too much."""


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
    examples = [
        example
        for lesson in lessons
        for articles, questions in _settings(lesson)
        for example in _examples(Evidence(articles, embedder, lexicon), questions, (lexicon, thin))
    ]
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


def _examples(
    evidence: Evidence, questions: Sequence[Question], lexicons: Sequence[Lexicon]
) -> Iterator[Example]:
    for question in questions:
        is_accepted = np.array([one in question.accept for one in evidence.group_ids])
        if question.accept and not is_accepted.any():
            continue
        for lexicon in lexicons:
            rows, alone = evidence.weigh(question.text, question.language, lexicon)
            yield Example(rows, alone, is_accepted)
