"""Notes are read for themes: a score for each sentence and theme, and what reaches its threshold.

A score is what the examples teach (by the nearness of vectors and by telling letters and words),
and the words of the theme file that were found. Parts that are denied, said of others, supposed or
over are left out before (`voids`). Everything is a function of the theme file, the thresholds, the
vectors and the text.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from dangol.insight.voc.pieces import Piece, pieces_of
from dangol.insight.voc.telling import FEATURES, features_of, sums_over
from dangol.insight.voc.themes import ThemeFile, background
from dangol.insight.voc.voids import VoidKind, void_parts
from dangol.insight.voc.words import WordRules

VERSION = 3
"""Of the scoring: what was kept under another is read anew."""
RIDGE = 2.0
"""How far the examples are believed; larger is less."""
TELLING_WEIGHT = 1.0
"""Of telling letters beside vectors."""
WORD_WEIGHT = 0.8
MOST_WORDS = 2
"""Of a theme's rules in a sentence, those that count."""
GIVE_WAY = 0.6
"""A theme that is so far behind the sentence's clearest one gives way to it. Measured on sentences
of the theme file that were left out in turn."""
NEVER = -9.0
"""The score of what cannot be."""
EASE = 0.1
"""Where nothing was calibrated: so far above the line that parts the examples, since notes hold
much that is no theme, and examples do not."""
LINES = 81
WORDS_ALONE = -0.5
"""The threshold of a file without examples: one word of a theme is enough."""

Numbers: TypeAlias = NDArray[np.float32]
Embed: TypeAlias = Callable[[Sequence[str]], Numbers]
"""Texts to vectors of length one, a row a text."""


class Hit(msgspec.Struct, frozen=True):
    """A theme in a note, with the sentence that shows it."""

    theme: str
    begin: int
    end: int
    """Where the sentence stands in the note."""
    score: float
    """How far above the threshold."""


class NoteRead(msgspec.Struct, frozen=True):
    """What a note was read as."""

    hits: tuple[Hit, ...] = ()
    """Strongest first, one a theme."""
    voided: tuple[VoidKind, ...] = ()
    """Kinds of parts that did not count."""


class NoteScores(msgspec.Struct, frozen=True):
    """The best score of each theme in a note, and the piece that has it."""

    scores: Numbers
    places: NDArray[np.int64]
    pieces: tuple[Piece, ...]
    voided: tuple[VoidKind, ...] = ()


class Reader:
    """A theme file ready to read notes. Learning from the examples takes a moment, once."""

    def __init__(
        self, themes: ThemeFile, embed: Embed, thresholds: Mapping[str, float] | None = None
    ) -> None:
        self.themes = themes
        self._embed = embed
        rules = [(place, word) for place, one in enumerate(themes.themes) for word in one.words]
        self._rules = WordRules([word for _, word in rules])
        self._rule_themes = [place for place, _ in rules]
        gates = [
            (place, is_open, "/".join(held))
            for place, one in enumerate(themes.themes)
            for is_open, held in ((True, one.any), (False, one.none))
            if held
        ]
        self._gates = WordRules([words for _, _, words in gates])
        self._gate_themes = [(place, is_open) for place, is_open, _ in gates]
        self._needed = [place for place, is_open in self._gate_themes if is_open]
        default = self._learn()
        given = thresholds or {}
        self.thresholds = np.array([given.get(one, default) for one in themes.ids], np.float32)

    def read(self, notes: Sequence[str]) -> list[NoteRead]:
        """What each note holds, in order."""
        return [self._above(one) for one in self.score(notes)]

    def score(self, notes: Sequence[str]) -> list[NoteScores]:
        """The scores that `read` compares with the thresholds."""
        pieces = [pieces_of(note) for note in notes]
        voided = [
            [void_parts(piece.text, does_praise_count=self.themes.praise) for piece in held]
            for held in pieces
        ]
        counted = list(dict.fromkeys(one.text for held in voided for one in held if one.text))
        rows: dict[str, Numbers] = dict(zip(counted, self._scores(counted), strict=True))
        nothing = np.full(len(self.themes.themes), NEVER, np.float32)
        found: list[NoteScores] = []
        for held, without in zip(pieces, voided, strict=True):
            kinds = tuple(dict.fromkeys(kind for one in without for kind in one.kinds))
            if not held:
                found.append(NoteScores(nothing, np.zeros(len(nothing), np.int64), (), kinds))
                continue
            table = np.stack([rows.get(one.text, nothing) for one in without])
            table[table < table.max(axis=1, keepdims=True) - GIVE_WAY] = NEVER
            found.append(NoteScores(table.max(axis=0), table.argmax(axis=0), tuple(held), kinds))
        return found

    def over(self, sentences: Sequence[str]) -> Numbers:
        """How far each sentence is above the threshold of its nearest theme; below, negative."""
        if not sentences:
            return np.empty(0, np.float32)
        return np.asarray((self._scores(sentences) - self.thresholds).max(axis=1), np.float32)

    def _above(self, one: NoteScores) -> NoteRead:
        over = one.scores - self.thresholds
        order = np.argsort(-over, kind="stable")
        if self.themes.exclusive:
            order = order[:1]
        hits: list[Hit] = []
        for place in order:
            if over[place] < 0 or not one.pieces:
                break
            piece = one.pieces[int(one.places[place])]
            score = round(float(over[place]), 3)
            hits.append(Hit(self.themes.ids[int(place)], piece.begin, piece.end, score))
        return NoteRead(tuple(hits), one.voided)

    def _scores(self, texts: Sequence[str]) -> Numbers:
        """A row a text: what the examples and the words say, closed by the gates."""
        scores = self._learned(texts)
        for place, text in enumerate(texts):
            counts: dict[int, int] = {}
            for rule in self._rules.found_in(text):
                theme = self._rule_themes[rule]
                counts[theme] = counts.get(theme, 0) + 1
            for theme, count in counts.items():
                scores[place, theme] += WORD_WEIGHT * min(count, MOST_WORDS)
            met = [self._gate_themes[gate] for gate in self._gates.found_in(text)]
            shut = {theme for theme, is_open in met if not is_open}
            shut |= set(self._needed) - {theme for theme, is_open in met if is_open}
            scores[place, list(shut)] = NEVER
        return scores

    def _learned(self, texts: Sequence[str]) -> Numbers:
        if len(self._dense) == 1 or not texts:
            return np.full((len(texts), len(self.themes.themes)), -1.0, np.float32)
        vectors = self._embed(texts)
        dense = vectors @ self._dense[:-1] + self._dense[-1]
        return np.asarray(dense + TELLING_WEIGHT * sums_over(texts, self._sparse), np.float32)

    def _learn(self) -> float:
        """Ridge regression in its dual form: one row an example, one column a theme.

        Returns the threshold where none is given: that which parts the examples best, each scored
        as if it had been left out. An exclusive theme needs none: the best one is taken.
        """
        themes = self.themes.themes
        texts = [
            (place, text)
            for place, theme in enumerate(themes)
            for text in (*theme.examples.all, *filter(None, msgspec.structs.astuple(theme.what)))
        ]
        learned = len(texts)
        texts += [(0, text) for text in (*background(), *self.themes.nothing)]
        if not learned:
            self._dense = np.full((1, len(themes)), -1.0, np.float32)
            self._sparse = np.zeros((FEATURES, len(themes)), np.float32)
            return WORDS_ALONE
        vectors = np.asarray(self._embed([text for _, text in texts]), np.float64)
        vectors = np.hstack([vectors, np.ones((len(vectors), 1))])
        features = [features_of(text) for _, text in texts]
        used = np.unique(np.concatenate(features))
        sparse = np.zeros((len(texts), len(used)), np.float32)
        for row, numbers in enumerate(features):
            if len(numbers):
                sparse[row, np.searchsorted(used, numbers)] = 1 / np.sqrt(len(numbers))
        wanted = -np.ones((len(texts), len(themes)))
        wanted[np.arange(learned), [place for place, _ in texts[:learned]]] = 1.0
        near = vectors @ vectors.T + TELLING_WEIGHT * (sparse @ sparse.T)
        inverse = np.linalg.inv(near + RIDGE * np.eye(len(near)))
        duals = inverse @ wanted
        self._dense = np.asarray(vectors.T @ duals, np.float32)
        self._sparse = np.zeros((FEATURES, len(themes)), np.float32)
        self._sparse[used] = sparse.T @ duals
        if self.themes.exclusive:
            return NEVER
        left_out = wanted - duals / np.diag(inverse)[:, None]
        return _best_line(left_out, wanted > 0) + EASE


def _best_line(scores: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    """The line above which the scores agree best with the truth (macro F1)."""
    lines = np.linspace(-1.0, 1.0, LINES)
    agreed = [
        (2 * (above & truth).sum(axis=0) / (above.sum(axis=0) + truth.sum(axis=0) + 1e-9)).mean()
        for above in (scores >= line for line in lines)
    ]
    best = np.flatnonzero(np.asarray(agreed) >= max(agreed) - 1e-9)
    return float(lines[int(best[len(best) // 2])])
