"""What speaks for each article as the answer to a question, as a row of numbers an article.

Articles of one id are one group, whatever language they are in: a translation speaks for it too.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from dangol.speak.knowledge.article import Article
from dangol.speak.knowledge.embedder import Embedder
from dangol.speak.knowledge.lexical import LexicalIndex
from dangol.speak.knowledge.lexicon import Lexicon
from dangol.speak.knowledge.sections import BETWEEN
from dangol.speak.knowledge.sentences import sentences_of
from dangol.speak.knowledge.talk import BACKGROUND, SELDOM_ANSWERED, Talk, shop_talk
from dangol.speak.knowledge.tokens import tokens_of
from dangol.terms.languages import Language

FEATURES = (
    "title_cosine",
    "other_title_cosine",
    "text_cosine",
    "example_cosine",
    "example_chance",
    "example_odds",
    "bm25",
    "title_coverage",
    "concept_recall",
    "concept_precision",
    "concept_text",
)
"""The columns: cosines with the title in the question's language, with the title in the others,
with the best sentence of the text, and with the nearest example of a concept that the title names;
the probability of those concepts, plain and as log odds; the lexical scores; and which share of the
question's concepts the title names, which share of the title's concepts the question names, and
which share of the question's concepts the text names."""

QUESTION_FEATURES = (
    "background_cosine",
    "background_chance",
    "has_concept",
    "unknown_concepts",
    "words",
)
"""Of the question alone: how near it is to what nothing here answers, how probable that is,
whether it names any concept, the share of its concepts that no title names, and how long it is."""

FAR_CONCEPTS = SELDOM_ANSWERED | {BACKGROUND}

MAX_SENTENCES = 12
"""Of an article, embedded one by one."""

Numbers = NDArray[np.float64]


class Evidence:
    """All that is known of the articles before a question comes."""

    def __init__(
        self,
        articles: Sequence[Article],
        embedder: Embedder,
        lexicon: Lexicon,
        talk: Talk | None = None,
    ) -> None:
        """Count the words, name the concepts, embed titles and sentences."""
        self.group_ids = tuple(dict.fromkeys(article.article_id for article in articles))
        places = {group_id: place for place, group_id in enumerate(self.group_ids)}
        self._groups = np.array([places[article.article_id] for article in articles], np.intp)
        self._languages = np.array([article.language.value for article in articles], "U2")
        self._lexicon, self._embedder = lexicon, embedder
        titles = [article.title for article in articles]
        self._lexical = LexicalIndex(titles, [article.text for article in articles])
        # The name of the whole document says little about one part of it.
        heads = [title.rpartition(BETWEEN)[2] for title in titles]
        sentences = [sentences_of(article.text)[:MAX_SENTENCES] for article in articles]
        flat = [sentence for own in sentences for sentence in own]
        self._sentence_groups = np.repeat(self._groups, [len(own) for own in sentences])
        vectors = embedder.embed([*heads, *flat])
        self._titles = vectors[: len(heads)]
        self._sentences = vectors[len(heads) :]
        self._talk = talk or shop_talk(embedder)
        self._name_concepts(titles, [article.text for article in articles])
        # What most languages of a title name counts in full; what one slipped in, less.
        named = np.zeros((len(self.group_ids), len(self._talk.concepts)))
        for place, concept in enumerate(self._talk.concepts):
            if concept in self._columns:
                named[:, place] = np.minimum(
                    self._title_concepts[:, self._columns[concept]] * 1.5, 1.0
                )
        self._talk_named = named
        is_far = np.array([one in FAR_CONCEPTS for one in self._talk.concepts])
        self._is_strange = is_far & (named.max(axis=0, initial=0.0) < 0.5)

    def _name_concepts(self, titles: Sequence[str], texts: Sequence[str]) -> None:
        columns = {concept: place for place, concept in enumerate(self._lexicon.concepts)}
        size = len(self.group_ids)
        self._columns = columns
        self._title_concepts = np.zeros((size, len(columns)))
        self._text_concepts = np.zeros((size, len(columns)))
        variants = np.bincount(self._groups, minlength=size)
        for group, title, text in zip(self._groups.tolist(), titles, texts, strict=True):
            for concept in self._lexicon.concepts_of(title):
                self._title_concepts[group, columns[concept]] += 1 / variants[group]
            for concept in self._lexicon.concepts_of(text):
                self._text_concepts[group, columns[concept]] = 1.0
        # A concept that half of a group's languages name counts half.
        held = self._title_concepts.sum(axis=0)
        self._concept_idf = np.log(1 + (size - held + 0.5) / (held + 0.5)).clip(0)
        self._title_mass = self._title_concepts @ self._concept_idf
        self._is_known = held > 0

    def languages_of(self, language: Language) -> NDArray[np.bool_]:
        """For each group whether it exists in the language."""
        found = np.zeros(len(self.group_ids), np.bool_)
        found[self._groups[self._languages == language.value]] = True
        return found

    def weigh(
        self, question: str, language: Language, lexicon: Lexicon | None = None
    ) -> tuple[Numbers, Numbers]:
        """What speaks for each group, and what is to be said of the question alone.

        Another lexicon may read the question; it has the same concepts.

        Shape: (groups, FEATURES) and (QUESTION_FEATURES,).
        """
        vectors = self._embedder.embed([question])
        vector = vectors[0]
        size = len(self.group_ids)
        cosines = np.asarray(self._titles @ vector, np.float64)
        is_own = self._languages == language.value
        own = _best(cosines[is_own], self._groups[is_own], size)
        other = _best(cosines[~is_own], self._groups[~is_own], size)
        text = _best(np.asarray(self._sentences @ vector, np.float64), self._sentence_groups, size)
        heard, chances = self._talk.hear(question, vectors)
        tokens = tokens_of(question)
        bm25, covered = self._lexical.search(tokens)
        concepts = (lexicon or self._lexicon).concepts_of(question)
        recall, precision, in_text, named = self._share_concepts(concepts)
        rows = np.column_stack(
            (
                np.where(np.isnan(own), other, own),
                np.where(np.isnan(other), own, other),
                np.nan_to_num(text),
                np.max(self._talk_named * heard, axis=1, initial=0.0),
                np.sqrt(np.minimum(self._talk_named @ chances, 1.0)),
                _unlogged(self._talk_named @ chances),
                np.nan_to_num(_best(bm25, self._groups, size)),
                np.nan_to_num(_best(covered, self._groups, size)),
                recall,
                precision,
                in_text,
            )
        )
        strange = float(np.max(heard[self._is_strange], initial=0.0))
        strange_chance = float(chances[self._is_strange].sum())
        length = math.log1p(sum(tokens.values()))
        return rows, np.array([strange, strange_chance, *named, length])

    def _share_concepts(
        self, concepts: Iterable[str]
    ) -> tuple[Numbers, Numbers, Numbers, tuple[float, float]]:
        named = np.zeros(len(self._columns))
        for concept in concepts:
            named[self._columns[concept]] = 1.0
        worth = named * self._concept_idf
        whole = float(worth.sum())
        if not whole:
            nothing = np.zeros(len(self.group_ids))
            return nothing, nothing, nothing, (0.0, 0.0)
        shared = self._title_concepts @ worth
        precision = shared / np.maximum(self._title_mass, 1e-9)
        unknown = float((worth * ~self._is_known).sum()) / whole
        return shared / whole, precision, self._text_concepts @ worth / whole, (1.0, unknown)


def _unlogged(chances: Numbers) -> Numbers:
    """Log odds above one in ten thousand, 0 to 1: twice as probable counts the same anywhere."""
    return 1 + np.log(np.clip(chances, 1e-4, 1.0)) / np.log(1e4)


def _best(values: Numbers, groups: NDArray[np.intp], size: int) -> Numbers:
    """The greatest value of each group; NaN where it has none."""
    best = np.full(size, -np.inf)
    np.maximum.at(best, groups, values)
    return np.where(np.isneginf(best), np.nan, best)
