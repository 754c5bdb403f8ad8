"""Finding articles by the tokens they share with a question.

BM25 over title and text as one field in which the title counts three times, divided by what the
question could score at best, so that the same bound means the same for short and long questions.

Source: Robertson & Zaragoza, The Probabilistic Relevance Framework (2009), eq. 3.15, with the
    inverse document frequency of Lucene, log(1 + (N - n + 0.5) / (n + 0.5)), which is never
    negative.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dangol.speak.knowledge.tokens import tokens_of

K1 = 1.2
B = 0.5
TITLE_TIMES = 3.0

Scores = NDArray[np.float64]


class LexicalIndex:
    """Titles and texts by their tokens."""

    def __init__(self, titles: Sequence[str], texts: Sequence[str]) -> None:
        """Count the tokens of every article."""
        counted_titles = [tokens_of(title) for title in titles]
        counted_texts = [tokens_of(text) for text in texts]
        self.size = len(titles)
        whole: list[dict[str, float]] = []
        for title, text in zip(counted_titles, counted_texts, strict=True):
            both = dict(text)
            for token, weight in title.items():
                both[token] = both.get(token, 0.0) + TITLE_TIMES * weight
            whole.append(both)
        lengths = np.array([sum(counts.values()) for counts in whole], np.float64)
        mean = float(lengths.mean()) if self.size else 1.0
        self._damping = K1 * (1 - B + B * lengths / (mean or 1.0))
        self._whole = _postings(whole)
        self._titles = _postings(counted_titles)

    def idf(self, token: str) -> float:
        """How telling the token is here; most where no article has it."""
        held = len(self._whole[token][0]) if token in self._whole else 0
        return math.log(1 + (self.size - held + 0.5) / (held + 0.5))

    def search(self, question: Mapping[str, float]) -> tuple[Scores, Scores]:
        """For each article its BM25 by the best possible, and what share of the question's weight
        its title holds; both 0 to 1.
        """
        score = np.zeros(self.size)
        covered = np.zeros(self.size)
        best = 0.0
        for token, weight in question.items():
            worth = self.idf(token) * weight
            best += worth
            if token in self._whole:
                rows, counts = self._whole[token]
                score[rows] += worth * counts * (K1 + 1) / (counts + self._damping[rows])
            if token in self._titles:
                covered[self._titles[token][0]] += worth
        if not best:
            return score, covered
        return score / (best * (K1 + 1)), covered / best


def _postings(
    counted: Sequence[Mapping[str, float]],
) -> dict[str, tuple[NDArray[np.intp], Scores]]:
    rows: dict[str, list[int]] = {}
    counts: dict[str, list[float]] = {}
    for row, tokens in enumerate(counted):
        for token, weight in tokens.items():
            rows.setdefault(token, []).append(row)
            counts.setdefault(token, []).append(weight)
    return {
        token: (np.array(held, np.intp), np.array(counts[token], np.float64))
        for token, held in rows.items()
    }
