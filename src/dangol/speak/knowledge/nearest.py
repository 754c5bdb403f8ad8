"""The article whose title means nearly the same as a question, where there is clearly one.

What a shop is asked is learned, and with it which questions no shop answers. A company that sells
to businesses writes of things that no shop does, so there the titles alone are gone by: how near
the nearest is, in whichever language it is nearest, and how far before the next.
"""

import numpy as np

from dangol.speak.knowledge.article import Article
from dangol.speak.knowledge.evidence import FEATURES
from dangol.speak.knowledge.index import Index
from dangol.terms.languages import Language

SURE_COSINE = 0.70
"""So near, it is the same question."""
NEAR_COSINE, NEAR_MARGIN = 0.57, 0.10
"""So near and so far before the next, it answers. Measured with the built-in encoder on the
questions of `tests/speak/sales/questions.toml`."""
_OWN, _OTHER = FEATURES.index("title_cosine"), FEATURES.index("other_title_cosine")


def nearest_title(index: Index, question: str, language: Language) -> Article | None:
    """The article with that title, in the language of the question where there is one."""
    if not index.articles or not question.strip():
        return None
    rows, _ = index.evidence.weigh(question, language)
    cosines = np.maximum(rows[:, _OWN], rows[:, _OTHER])
    order = np.argsort(-cosines, kind="stable")
    best = float(cosines[order[0]])
    next_best = float(cosines[order[1]]) if len(order) > 1 else 0.0
    is_near = best >= NEAR_COSINE and best - next_best >= NEAR_MARGIN
    if not (is_near or best >= SURE_COSINE):
        return None
    return index.article_of(index.evidence.group_ids[int(order[0])], language)
