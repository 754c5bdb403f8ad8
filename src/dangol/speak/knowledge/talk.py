"""How shoppers talk, learned once an embedder: what a question is after, by likeness to examples.

The lexicon knows phrases; this knows sentences. It is the same few-shot classifier that tells
intents, taught with the examples of every concept and with what no shop answers.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from dangol.speak.intents import Example, learn_intents
from dangol.speak.knowledge.embedder import Embedder, Vectors
from dangol.speak.knowledge.lexicon import background_sentences, example_sentences

BACKGROUND = "(background)"
"""The intent of what no shop answers."""

Numbers = NDArray[np.float64]


class Talk:
    """The concepts a sentence may be after: by the nearest example, and by probability."""

    def __init__(
        self, embedder: Embedder, without: frozenset[str] = frozenset(), kept_ratio: float = 1.0
    ) -> None:
        """Embed the examples and learn from them, but for those in `without`.

        Of the rest about this share is kept, always the same ones.
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
        self._vectors = embedder.embed([one.text for one in given])
        self._classifier = learn_intents(given, embedder, self._vectors)
        self.concepts = self._classifier.intents
        places = {concept: place for place, concept in enumerate(self.concepts)}
        self._places = np.array([places[one.intent] for one in given], np.intp)

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
