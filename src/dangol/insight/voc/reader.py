"""Notes are read for themes: a score for each sentence and theme, and what reaches its threshold.

A score is what the sentences teach (by vectors and by telling letters and words), drawn towards the
sentences beside it, and the words of the theme file that were found. Parts that are denied, said of
others, supposed or over are left out before (`voids`). Everything is a function of the theme file,
what was learned, the thresholds, the vectors and the text.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from dangol.insight.voc.learning import Learned, Numbers
from dangol.insight.voc.lessons import learned_from, lessons_of
from dangol.insight.voc.pieces import Piece, pieces_of
from dangol.insight.voc.telling import sums_over
from dangol.insight.voc.themes import ThemeFile
from dangol.insight.voc.voids import VoidKind, void_parts
from dangol.insight.voc.words import WordRules

VERSION = 4
"""Of the scoring: what was kept under another is read anew."""
WORD_WEIGHT = 0.8
"""Of a word of a theme's rules, beside examples alone."""
WORD_BESIDE_SENTENCES = 0.2
"""Beside thousands of sentences, which teach most words better. They are mostly Korean, so that it
is for what holds Korean letters."""
NEIGHBOURS = 0.7
"""Of the mean with the better neighbour, beside a sentence's own score."""
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
WORDS_ALONE = -0.5
"""The threshold of a file without examples: one word of a theme is enough."""

_HANGUL = re.compile(r"[가-힣]")

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
    """A theme file ready to read notes.

    Without what was learned before it learns from the sentences itself: a moment for examples, half
    a minute for thousands.
    """

    def __init__(
        self,
        themes: ThemeFile,
        embed: Embed,
        thresholds: Mapping[str, float] | None = None,
        learned: Learned | None = None,
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
        lessons = lessons_of(themes)
        if learned is None and lessons is not None:
            learned = learned_from(lessons, themes.ids, embed(lessons.sentences))
        self._learned = learned
        default = NEVER if themes.exclusive else WORDS_ALONE
        if learned is not None and not themes.exclusive:
            default = learned.line + EASE
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
        rows = {text: place for place, text in enumerate(counted)}
        learned, said = self._learned_scores(counted), self._said(counted)
        nothing = np.full(len(self.themes.themes), NEVER, np.float32)
        found: list[NoteScores] = []
        for held, without in zip(pieces, voided, strict=True):
            kinds = tuple(dict.fromkeys(kind for one in without for kind in one.kinds))
            places = [at for at, one in enumerate(without) if one.text]
            if not places:
                found.append(
                    NoteScores(nothing, np.zeros(len(nothing), np.int64), tuple(held), kinds)
                )
                continue
            at = [rows[without[place].text] for place in places]
            table = np.maximum(_with_neighbours(learned[at]) + said[at], NEVER)
            table[table < table.max(axis=1, keepdims=True) - GIVE_WAY] = NEVER
            best = np.array(places, np.int64)[table.argmax(axis=0)]
            found.append(NoteScores(table.max(axis=0), best, tuple(held), kinds))
        return found

    def over(self, sentences: Sequence[str]) -> Numbers:
        """How far each sentence is above the threshold of its nearest theme; below, negative."""
        if not sentences:
            return np.empty(0, np.float32)
        scores = self._learned_scores(sentences) + self._said(sentences)
        return np.asarray((scores - self.thresholds).max(axis=1), np.float32)

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

    def _said(self, texts: Sequence[str]) -> Numbers:
        """A row a text: what the words say, closed by the gates."""
        scores = np.zeros((len(texts), len(self.themes.themes)), np.float32)
        for place, text in enumerate(texts):
            is_taught = self.themes.learn and _HANGUL.search(text)
            weight = WORD_BESIDE_SENTENCES if is_taught else WORD_WEIGHT
            counts: dict[int, int] = {}
            for rule in self._rules.found_in(text):
                theme = self._rule_themes[rule]
                counts[theme] = counts.get(theme, 0) + 1
            for theme, count in counts.items():
                scores[place, theme] = weight * min(count, MOST_WORDS)
            met = [self._gate_themes[gate] for gate in self._gates.found_in(text)]
            shut = {theme for theme, is_open in met if not is_open}
            shut |= set(self._needed) - {theme for theme, is_open in met if is_open}
            scores[place, list(shut)] = 2 * NEVER
        return scores

    def _learned_scores(self, texts: Sequence[str]) -> Numbers:
        if self._learned is None or not texts:
            return np.full((len(texts), len(self.themes.themes)), -1.0, np.float32)
        dense = self._learned.dense
        near = self._embed(texts) @ dense[:-1] + dense[-1]
        return np.asarray(
            near + sums_over(texts, self._learned.known, self._learned.telling), np.float32
        )


def _with_neighbours(scores: Numbers) -> Numbers:
    """The scores of a note's sentences, a row each, drawn towards what stands beside them."""
    between = (scores[1:] + scores[:-1]) / 2
    beside = np.full_like(scores, -np.inf)
    beside[1:] = between
    beside[:-1] = np.maximum(beside[:-1], between)
    if len(scores) == 1:
        beside = scores
    return np.asarray((scores + NEIGHBOURS * beside) / (1 + NEIGHBOURS), np.float32)
