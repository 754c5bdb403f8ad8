"""What a theme file is learned from: sentences, each with its themes, and the mark they go by."""

from typing import NamedTuple

import msgspec
import numpy as np
from xxhash import xxh3_128_hexdigest

from dangol.insight.voc.learning import (
    STEADINESS,
    TELLING_SCALE,
    VECTOR_SCALE,
    Flags,
    Learned,
    Numbers,
    Tell,
    learn,
)
from dangol.insight.voc.telling import terms_of
from dangol.insight.voc.themes import ThemeFile, background, built_in_sentences

PROBE = "Words 단어들이 말한다 言葉は 伝える tell us"
RULES = (VECTOR_SCALE, TELLING_SCALE, STEADINESS, sorted(terms_of(PROBE)))
"""Of learning: what was learned under others is learned anew."""


class Lessons(NamedTuple):
    """Sentences, and the themes of each; many have none."""

    sentences: tuple[str, ...]
    themes: tuple[tuple[str, ...], ...]


def lessons_of(themes: ThemeFile) -> Lessons | None:
    """The sentences of the file: its examples, what it learns from, and what has no theme.

    None where it has no examples: then its words speak alone.
    """
    held: dict[str, list[str]] = {}
    for theme in themes.themes:
        for text in (*theme.examples.all, *filter(None, msgspec.structs.astuple(theme.what))):
            held.setdefault(text, []).append(theme.id)
    if not any(theme.examples.all for theme in themes.themes):
        return None
    for text in (*background(), *themes.nothing):
        held.setdefault(text, [])
    known = set(themes.ids)
    for text, ids in built_in_sentences(themes.learn) if themes.learn else ():
        if text not in held:
            held[text] = [one for one in ids if one in known]
    return Lessons(tuple(held), tuple(tuple(ids) for ids in held.values()))


def mark_of_lessons(themes: ThemeFile, encoder: str) -> str:
    """The same for the same sentences, themes, encoder and rules, and for no others."""
    said = (RULES, encoder, themes.ids, lessons_of(themes))
    return xxh3_128_hexdigest(msgspec.msgpack.encode(said))


def learned_from(
    lessons: Lessons, ids: tuple[str, ...], vectors: Numbers, tell: Tell = lambda _: None
) -> Learned:
    """The weights, a column for each of the ids."""
    truth: Flags = np.array([[one in held for one in ids] for held in lessons.themes], np.bool_)
    return learn(lessons.sentences, vectors, truth, tell)
