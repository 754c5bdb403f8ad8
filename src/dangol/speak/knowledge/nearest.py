"""The article whose title means nearly the same as a question, where there is clearly one.

What a shop is asked is learned, and with it which questions no shop answers. A company that sells
to businesses writes of things that no shop does, so there the titles alone are gone by: how near
the nearest is, in whichever language it is nearest, and how far before the next. Where that alone
does not say, the words that a title shares with the question do, or a sentence of the text that
says nearly the same.
"""

import numpy as np

from dangol.speak.knowledge.article import Article
from dangol.speak.knowledge.evidence import FEATURES, Numbers
from dangol.speak.knowledge.index import Index
from dangol.terms.languages import Language

SURE_COSINE = 0.70
"""So near, it is the same question."""
NEAR_COSINE, NEAR_MARGIN = 0.57, 0.09
"""So near and so far before the next, it answers. Measured with the built-in encoder on the
questions of `tests/speak/sales/questions.toml`."""
SHARED_COSINE, SHARED_MARGIN, SHARED_WORDS = 0.45, 0.08, 0.5
"""So near, and no title has more of the question's words than this one, which has half of them."""
SAID_COSINE, SAID_MARGIN, SAID_TITLE = 0.40, 0.20, 0.30
"""So near is a sentence of its text, and so far before those of every other article, whose title is
not far either: a short sentence is like many."""
_COVERAGE, _TEXT = FEATURES.index("title_coverage"), FEATURES.index("text_cosine")
_OWN, _OTHER = FEATURES.index("title_cosine"), FEATURES.index("other_title_cosine")


def nearest_title(index: Index, question: str, language: Language) -> Article | None:
    """The article with that title, in the language of the question where there is one."""
    if not index.articles or not question.strip():
        return None
    rows, _ = index.evidence.weigh(question, language)
    cosines = np.maximum(rows[:, _OWN], rows[:, _OTHER])
    order = np.argsort(-cosines, kind="stable")
    first = int(order[0])
    best, margin = _lead(cosines)
    is_near = best >= NEAR_COSINE and margin >= NEAR_MARGIN
    shared = rows[:, _COVERAGE]
    is_shared = float(shared[first]) >= max(SHARED_WORDS, float(shared.max()))
    is_shared = is_shared and best >= SHARED_COSINE and margin >= SHARED_MARGIN
    if not (is_near or is_shared or best >= SURE_COSINE):
        said, said_margin = _lead(rows[:, _TEXT])
        if said < SAID_COSINE or said_margin < SAID_MARGIN:
            return None
        first = int(np.argmax(rows[:, _TEXT]))
        if float(cosines[first]) < SAID_TITLE:
            return None
    return index.article_of(index.evidence.group_ids[first], language)


def _lead(values: Numbers) -> tuple[float, float]:
    """The greatest of them, and how far it is before the next."""
    ordered = np.sort(values)[::-1]
    best = float(ordered[0])
    return best, best - (float(ordered[1]) if len(ordered) > 1 else 0.0)
