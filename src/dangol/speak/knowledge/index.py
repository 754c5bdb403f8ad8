"""An index is a value: articles made ready to be asked."""

from collections.abc import Sequence
from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from dangol.speak.knowledge.article import Article, ArticleKind
from dangol.speak.knowledge.calibration import Calibration, calibration_for
from dangol.speak.knowledge.embedder import Embedder
from dangol.speak.knowledge.evidence import Evidence, Numbers
from dangol.speak.knowledge.lexicon import Lexicon, shop_lexicon
from dangol.terms.languages import Language

CLOSE_RATIO = 0.5
"""A hit is as good as the first if it is at least this probable beside it."""
NEAR_RATIO = 0.15
"""Of the threshold: a question less probable to be answered than this is another shop's."""
PRIOR = {ArticleKind.FAQ: 0.0, ArticleKind.POLICY: -1.0, ArticleKind.PAGE: -1.0}
"""In log odds: an answer written to a question is preferred to a part of a longer text that says
the same."""
MAX_QUESTION = 1_000
"""Characters of a question that are looked at."""
REMEMBERED = 256
"""Searches: several skills of one turn look for the same words."""


class Hit(msgspec.Struct, frozen=True):
    """An article that may answer."""

    article: Article
    score: float
    """The calibrated probability that this article answers, 0 to 1."""
    is_confident: bool
    """Whether it may be shown as the answer: some article answers with at least the calibrated
    probability, and this one is the best, or close to it."""
    is_near: bool = False
    """Whether the question may be the shop's matter at all, though what answers is unclear."""


class Index:
    """Articles made ready to be asked; made by `build_index` and never changed."""

    def __init__(
        self, articles: Sequence[Article], evidence: Evidence, calibration: Calibration
    ) -> None:
        self.articles = tuple(articles)
        self.evidence = evidence
        self.calibration = calibration
        kinds = {article.article_id: article.kind for article in articles}
        self._prior = np.array([PRIOR[kinds[group]] for group in evidence.group_ids])
        self._variants: dict[str, dict[Language, Article]] = {}
        for article in articles:
            own = self._variants.setdefault(article.article_id, {})
            own.setdefault(article.language, article)
        self._found = lru_cache(maxsize=REMEMBERED)(self._find)

    def search(self, question: str, language: Language, top: int = 3) -> list[Hit]:
        """The articles most likely to answer, the likeliest first.

        Articles in the question's language come first; those in another language stand before
        them only where they answer confidently and none of those does.

        Laws: scores are from 0 to 1 and fall within each language group; at most `top` hits; an
            article in another language is never shown where its translation exists; the same
            question has the same hits.
        """
        question = question[:MAX_QUESTION]
        if not self.articles or not question.strip() or top < 1:
            return []
        return list(self._found(question, language, top))

    def article_of(self, article_id: str, language: Language) -> Article:
        """The article in that language, else in English, else in whatever it was written in.

        Raises: KeyError where there is none of that id.
        """
        return self._variant(article_id, language)

    def _find(self, question: str, language: Language, top: int) -> tuple[Hit, ...]:
        rows, alone = self.evidence.weigh(question, language)
        is_own = self.evidence.languages_of(language)
        own = self._ranked(rows, alone, np.flatnonzero(is_own), language, top)
        if (own and own[0].is_confident) or is_own.all():
            return tuple(own)
        foreign = self._ranked(rows, alone, np.flatnonzero(~is_own), language, top)
        if foreign and foreign[0].is_confident:
            return (*foreign, *own)[:top]
        return (*own, *foreign)[:top]

    def _ranked(
        self, rows: Numbers, alone: Numbers, groups: NDArray[np.intp], language: Language, top: int
    ) -> list[Hit]:
        if not len(groups):
            return []
        here = rows[groups]
        shares = self.calibration.share(here, self._prior[groups])
        scope = self.calibration.scope_of(here, shares, alone)
        is_answered = scope >= self.calibration.threshold
        is_near = bool(scope >= self.calibration.threshold * NEAR_RATIO)
        order = np.argsort(-shares, kind="stable")
        least = float(shares[order[0]]) * CLOSE_RATIO
        return [
            Hit(
                self._variant(self.evidence.group_ids[groups[place]], language),
                float(scope * shares[place]),
                bool(is_answered and shares[place] >= least),
                is_near,
            )
            for place in order[:top].tolist()
        ]

    def _variant(self, article_id: str, language: Language) -> Article:
        """In the language, else in English, else in whatever it was written in."""
        variants = self._variants[article_id]
        own = variants.get(language) or variants.get(Language.EN)
        return own or next(iter(variants.values()))


def build_index(
    articles: Sequence[Article],
    embedder: Embedder,
    *,
    calibration: Calibration | None = None,
    lexicon: Lexicon | None = None,
) -> Index:
    """The articles made ready to be asked, with the calibration of the embedder.

    Raises: UncalibratedError (`embedder.uncalibrated`) where none is given and none is shipped.
    """
    measured = calibration or calibration_for(embedder.name)
    evidence = Evidence(articles, embedder, lexicon or shop_lexicon())
    return Index(articles, evidence, measured)
