"""What a text is after, learned from about ten examples an intent.

A text is its sentence vector beside its words, pairs of words and pieces of words, weighed by how
telling they are; the vector is taken of the text as it stands and of what is left of it without
its frame (`phrasing`). Over both a multinomial logistic regression is learned, in its dual form:
its weights are on the examples. Prototypes beside it (the mean of an intent's examples) were tried
and made nothing better. Long numbers are one sign: which order it is says nothing about what is
asked.

Source: Zhu & Hastie, Kernel Logistic Regression and the Import Vector Machine (2005).
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from dangol.speak.knowledge.embedder import Embedder, Vectors
from dangol.speak.knowledge.tokens import fold, tokens_of
from dangol.speak.phrasing import Phrasing
from dangol.terms.errors import InputError

LEXICAL_SHARE = 0.25
"""Of the words in the likeness of two texts; the rest is the vectors'."""
PENALTY = 1e-5
STEPS = 150

_LONG_NUMBER = re.compile(r"\d{4,}")

Numbers = NDArray[np.floating[Any]]
"""In 32 bits, half the digits: enough to tell intents by, and half the time to learn them in."""


class TooFewExamplesError(InputError):
    """Nothing to choose between."""

    code = "intent.too_few_examples"

    def __init__(self) -> None:
        super().__init__(
            "there are fewer than two intents with examples",
            hint="give at least two intents, each with a few examples; ten are good",
        )


class Example(msgspec.Struct, frozen=True):
    """A text and what it is after."""

    text: str
    intent: str


class Guess(msgspec.Struct, frozen=True):
    """What a text may be after."""

    intent: str
    probability: float


class _Weights(NamedTuple):
    dense: Numbers
    """Shape: (dimensions of the vectors, intents)."""
    lexical: Numbers
    """Shape: (pieces of words, intents)."""


class IntentClassifier:
    """Knows intents by their examples; made by `learn_intents` and never changed."""

    def __init__(
        self,
        intents: Sequence[str],
        embedder: Embedder,
        words: "_Words",
        weights: "_Weights",
        phrasing: Phrasing | None = None,
    ) -> None:
        self.intents = tuple(intents)
        self._embedder = embedder
        self._phrasing = phrasing
        self._words = words
        self._weights = weights

    @property
    def weights(self) -> tuple[Numbers, Numbers]:
        """Of the vectors' dimensions and of the words' pieces, as `restore_intents` takes them."""
        return self._weights

    def classify(self, text: str, top: int = 3) -> list[Guess]:
        """What the text may be after, the likeliest first.

        Laws: probabilities of all intents add to one.
        """
        chances = self.chances([text])[0]
        order = np.argsort(-chances, kind="stable")[:top]
        places: list[int] = order.tolist()
        return [Guess(self.intents[place], float(chances[place])) for place in places]

    def chances(self, texts: Sequence[str], vectors: Vectors | None = None) -> Numbers:
        """For each text the probability of each intent.

        Vectors may be given where the classifier was taught with vectors, and not otherwise.

        Shape: (texts, intents).
        """
        if not texts:
            return np.zeros((0, len(self.intents)), np.float32)
        texts = [without_numbers(text) for text in texts]
        if self._phrasing is not None:
            vectors = self._phrasing.vectors(texts)
            texts = [self._phrasing.respelled(text) for text in texts]
        elif vectors is None:
            vectors = self._embedder.embed(texts)
        logits = np.asarray(vectors, np.float32) @ self._weights.dense
        for row, text in enumerate(texts):
            places, values = self._words.vector(text)
            logits[row] += values @ self._weights.lexical[places]
        return _softmax(logits)


def without_numbers(text: str) -> str:
    """The text with `#` for every number of four digits or more, as texts are compared."""
    return _LONG_NUMBER.sub("#", text)


def learn_intents(
    examples: Iterable[Example],
    embedder: Embedder,
    vectors: Vectors | None = None,
    penalty: float = PENALTY,
) -> IntentClassifier:
    """A classifier that knows these intents; the same examples give the same one.

    Where the vectors of the examples are given, texts are compared as they stand, and their
    phrasing is not looked at: one vector a text, which the asker may have already.

    More examples an intent, and less alike, want a higher penalty.

    Raises: TooFewExamplesError (`intent.too_few_examples`).
    """
    given = list(examples)
    intents = sorted({one.intent for one in given})
    if len(intents) < 2:
        raise TooFewExamplesError
    places = {intent: place for place, intent in enumerate(intents)}
    truth = np.zeros((len(given), len(intents)), np.float32)
    truth[np.arange(len(given)), [places[one.intent] for one in given]] = 1.0
    texts = [without_numbers(one.text) for one in given]
    phrasing = None
    if vectors is None:
        phrasing = Phrasing(texts, [one.intent for one in given], embedder)
        vectors = phrasing.vectors_of_examples(texts)
    dense = np.asarray(vectors, np.float32)
    words = _Words(texts)
    rows = [words.vector(text) for text in texts]
    share, rest = np.float32(LEXICAL_SHARE), np.float32(1 - LEXICAL_SHARE)
    likeness: Numbers = rest * (dense @ dense.T) + share * words.likeness(rows)
    counts = truth.sum(axis=0)
    weights = _dual_weights(likeness, truth, counts, penalty)
    return IntentClassifier(
        intents,
        embedder,
        words,
        _Weights(rest * (dense.T @ weights), share * words.spread(rows, weights)),
        phrasing,
    )


def restore_intents(
    examples: Iterable[Example], embedder: Embedder, dense: Numbers, lexical: Numbers
) -> IntentClassifier:
    """The classifier that these examples taught, with its weights from then."""
    given = list(examples)
    words = _Words([without_numbers(one.text) for one in given])
    intents = sorted({one.intent for one in given})
    return IntentClassifier(intents, embedder, words, _Weights(dense, lexical))


def _dual_weights(likeness: Numbers, truth: Numbers, counts: Numbers, penalty: float) -> Numbers:
    """Weights of the examples under which they are most probable, by accelerated descent.

    Every intent counts alike, however many examples it has.
    """
    size = len(likeness)
    each = (truth @ (1 / counts))[:, None] * np.float32(size / truth.shape[1])
    vector = np.ones(size, np.float32)
    for _ in range(20):
        vector = likeness @ vector
        vector /= np.linalg.norm(vector) + np.float32(1e-12)
    steepest = float(vector @ likeness @ vector)
    stride = np.float32(1 / (0.5 * steepest * float(each.max()) / size + penalty))
    pull = each / np.float32(size)
    weights: Numbers = np.zeros_like(truth)
    ahead: Numbers = weights
    for step in range(1, STEPS + 1):
        slope = pull * (_softmax(likeness @ ahead) - truth) + np.float32(penalty) * ahead
        after: Numbers = ahead - stride * slope
        ahead = after + np.float32((step - 1) / (step + 2)) * (after - weights)
        weights = after
    return weights


def _softmax(logits: Numbers) -> Numbers:
    powers: Numbers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Numbers = powers / powers.sum(axis=1, keepdims=True)
    return shares


_Row = tuple[NDArray[np.intp], Numbers]
"""The places of a text's pieces, and their weights."""


class _Words:
    """The words that the examples use, and how telling each is."""

    def __init__(self, texts: Sequence[str]) -> None:
        held = Counter(piece for text in texts for piece in _pieces(text))
        self._places = {piece: place for place, piece in enumerate(held)}
        self._idf = np.array(
            [math.log((len(texts) + 1) / (count + 0.5)) for count in held.values()], np.float32
        )

    def vector(self, text: str) -> "_Row":
        """The places of the known pieces, and their weights, of length one together."""
        known = [(self._places[p], w) for p, w in _pieces(text).items() if p in self._places]
        places = np.array([place for place, _ in known], np.intp)
        values = np.array([weight for _, weight in known], np.float32) * self._idf[places]
        return places, values / np.float32(max(float(np.linalg.norm(values)), 1e-9))

    def likeness(self, rows: Sequence["_Row"]) -> Numbers:
        """The product of each row with each, found by the pieces that they share.

        Shape: (rows, rows).
        """
        holders: dict[int, list[tuple[int, float]]] = {}
        for row, (places, values) in enumerate(rows):
            for place, value in zip(places.tolist(), values.tolist(), strict=True):
                holders.setdefault(place, []).append((row, value))
        found = np.zeros((len(rows), len(rows)), np.float32)
        for held in holders.values():
            at = np.array([row for row, _ in held], np.intp)
            values = np.array([value for _, value in held], np.float32)
            found[at[:, None], at] += np.outer(values, values)
        return found

    def spread(self, rows: Sequence["_Row"], weights: Numbers) -> Numbers:
        """The weights of the rows, given to their pieces.

        Shape: (pieces, intents).
        """
        found = np.zeros((len(self._places), weights.shape[1]), np.float32)
        for row, (places, values) in enumerate(rows):
            found[places] += values[:, None] * weights[row]
        return found


def _pieces(text: str) -> dict[str, float]:
    """Tokens; for Latin also every word as it is, pairs of neighbours, and pieces of four."""
    found = {f"t:{token}": min(weight, 2.0) for token, weight in tokens_of(text).items()}
    words = [word for word in fold(text).split() if word.isascii()][:200]
    plain = [word.strip(".,!?;:\"'()") for word in words]
    for word in plain:
        found.setdefault(f"w:{word}", 0.5)
        padded = f"^{word}$"
        for at in range(max(len(padded) - 3, 0)):
            found.setdefault(f"c:{padded[at : at + 4]}", 0.3)
    for first, second in pairwise(plain):
        found.setdefault(f"p:{first} {second}", 0.6)
    return found
