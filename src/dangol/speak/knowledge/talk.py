"""How shoppers talk, learned once an embedder: what a question is after, by likeness to examples.

The lexicon knows phrases; this knows sentences. It is the same few-shot classifier that tells
intents, taught with the examples of every concept and with what no shop answers.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from dangol.speak.intents import (
    LEXICAL_SHARE,
    STEPS,
    Example,
    learn_intents,
    restore_intents,
)
from dangol.speak.knowledge.embedder import Embedder, Vectors
from dangol.speak.knowledge.learned import Learned, mark_of, read_learned
from dangol.speak.knowledge.lexicon import background_sentences, example_sentences

BACKGROUND = "(background)"
"""The intent of what no shop answers."""

SELDOM_ANSWERED = frozenset(
    [
        "review",
        "giftcard",
        "hiring",
        "partnership",
        "parking",
        "material",
        "secondhand",
        "price_match",
        "brand",
        "newsletter",
        "subscription",
        "sustainability",
        "app",
        "product_fact",
        "special_discount",
        "delivery_slot",
        "order_edit",
        "account_edit",
        "custom_made",
        "styling",
        "social",
        "facility",
        "complaint",
        "finance",
        "charity",
    ]
)
"""Concepts that many shops have no article on: where none of the titles names one, it is as good as
background. One that nearly every shop has an article on is not: what lies beside it may answer."""

PENALTY = 1.5e-4
"""Of the classifier here: it has many unlike examples a concept."""

Numbers = NDArray[np.float64]


class Talk:
    """The concepts a sentence may be after: by the nearest example, and by probability."""

    def __init__(
        self,
        embedder: Embedder,
        without: frozenset[str] = frozenset(),
        kept_ratio: float = 1.0,
        *,
        is_learned_anew: bool = False,
    ) -> None:
        """Learn from the examples, but for those in `without`; or read what they teach.

        Of the rest about the share `kept_ratio` is kept, always the same ones.
        """
        bound = int(kept_ratio * 2**64)
        known = [
            *(Example(sentence, concept) for concept, sentence in example_sentences()),
            *(Example(sentence, BACKGROUND) for sentence in background_sentences()),
        ]
        given = [
            one
            for one in known
            if one.text not in without and xxh3_64_intdigest(one.text.encode()) < bound
        ]
        self.mark = mark_of(given, embedder.name, f"{LEXICAL_SHARE} {PENALTY} {STEPS}")
        kept = None if is_learned_anew else read_learned(self.mark)
        if kept is None:
            self._vectors = embedder.embed([one.text for one in given])
            self._classifier = learn_intents(given, embedder, self._vectors, PENALTY)
        else:
            self._vectors = np.asarray(kept.vectors, np.float32)
            self._classifier = restore_intents(given, embedder, kept.dense, kept.lexical)
        self.concepts = self._classifier.intents
        places = {concept: place for place, concept in enumerate(self.concepts)}
        self._places = np.array([places[one.intent] for one in given], np.intp)

    @property
    def learned(self) -> Learned:
        """What was learned, to be kept."""
        return Learned(self._vectors, *self._classifier.weights)

    def hear(self, question: str, vectors: Vectors) -> tuple[Numbers, Numbers]:
        """For each concept the cosine with its nearest example, and its probability."""
        nearest = np.zeros(len(self.concepts))
        np.maximum.at(nearest, self._places, np.asarray(self._vectors @ vectors[0], np.float64))
        chances = self._classifier.chances([question], vectors)[0]
        return nearest, chances.astype(np.float64)


@lru_cache(maxsize=2)
def shop_talk(embedder: Embedder, without: frozenset[str] = frozenset()) -> Talk:
    """What the package's examples teach, learned once for each embedder."""
    return Talk(embedder, without)
