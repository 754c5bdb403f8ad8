"""A text read more than once: as it stands, as the examples would spell it, and without the words
that nearly every intent's examples use.

"i dont know how i can cancfel it" is about cancelling. The frame round it stands in examples of
every intent, which is how it is known for a frame; and a word that no example has is taken for the
one word of the examples that is a slip of the finger away.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from dangol.speak.knowledge.embedder import Embedder, Vectors
from dangol.speak.knowledge.tokens import fold

FRAME_RATIO = 0.5
"""A word in the examples of more intents than this tells none from another."""
LEAST_INTENTS = 6
"""Of fewer intents no word is taken for a frame."""
CORE_SHARE = 0.5
"""Of the words without their frame in the likeness of two texts."""
LEAST_LETTERS = 4
"""Of a word that may be misspelled; a shorter one is a slip away from too many."""

_MARKS = ".,!?;:\"'()"


class Phrasing:
    """The words of examples, and how a text is read by them; the order of examples is nothing."""

    def __init__(self, texts: Sequence[str], intents: Sequence[str], embedder: Embedder) -> None:
        self._embedder = embedder
        self._held = Counter(word for text in texts for word in _words(text))
        used: dict[str, set[str]] = {}
        for text, intent in zip(texts, intents, strict=True):
            for word in _words(text):
                used.setdefault(word, set()).add(intent)
        total = len(set(intents))
        least = FRAME_RATIO * total if total >= LEAST_INTENTS else total
        self._frame = frozenset(word for word, own in used.items() if len(own) > least)
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(self._held):
            if _is_spelled(word):
                self._by_length.setdefault(len(word), []).append(word)
        self._respelled_word = lru_cache(maxsize=4_096)(self._nearest)

    def vectors_of_examples(self, texts: Sequence[str]) -> Vectors:
        """One row an example, as it stands and without its frame: the examples spell rightly."""
        return self._joined(self._embedder.embed(texts), texts)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row a text, as it stands and respelled, and without its frame."""
        respelled = [self.respelled(text) for text in texts]
        whole = self._embedder.embed(texts)
        places = [place for place, text in enumerate(texts) if respelled[place] != text]
        if places:
            mended = self._embedder.embed([respelled[place] for place in places])
            whole = np.array(whole)
            whole[places] = (whole[places] + mended) / 2
        return self._joined(whole, respelled)

    def respelled(self, text: str) -> str:
        """The text with each unknown word as the examples spell it, where one is a slip away."""
        return " ".join(self._respelled(part) for part in text.split())

    def core(self, text: str) -> str:
        """The text without the words of the frame; the whole text where nothing else is there."""
        kept = [part for part in text.split() if _bare(part) not in self._frame]
        return " ".join(kept) or text

    def _joined(self, whole: Vectors, texts: Sequence[str]) -> Vectors:
        cores = self._embedder.embed([self.core(text) for text in texts])
        first, second = np.float32((1 - CORE_SHARE) ** 0.5), np.float32(CORE_SHARE**0.5)
        return np.hstack((first * whole, second * cores))

    def _respelled(self, part: str) -> str:
        word = _bare(part)
        if not _is_spelled(word) or word in self._held:
            return part
        nearest = self._respelled_word(word)
        return fold(part).replace(word, nearest) if nearest else part

    def _nearest(self, word: str) -> str:
        """The commonest word of the examples that is one slip away; "" where none is."""
        lengths = (len(word) - 1, len(word), len(word) + 1)
        near = [one for size in lengths for one in self._by_length.get(size, ())]
        slips = [one for one in near if is_slip(word, one)]
        return max(slips, key=lambda one: (self._held[one], one), default="")


def is_slip(word: str, other: str) -> bool:
    """Whether one letter less, more or other, or two changed round, makes one word of the other.

    Laws: `is_slip(word, other) == is_slip(other, word)`.
    """
    shorter = min(len(word), len(other))
    start = 0
    while start < shorter and word[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and word[-1 - end] == other[-1 - end]:
        end += 1
    left, right = word[start : len(word) - end], other[start : len(other) - end]
    is_turned = len(left) == 2 and left == right[::-1]
    return is_turned or max(len(left), len(right)) <= 1


def _is_spelled(word: str) -> bool:
    """It is a Latin word, and long enough to know it by its other letters."""
    return len(word) >= LEAST_LETTERS and word.isascii() and word.isalpha()


def _words(text: str) -> Iterator[str]:
    return (word for word in map(_bare, text.split()) if word)


def _bare(part: str) -> str:
    return fold(part).strip(_MARKS)
