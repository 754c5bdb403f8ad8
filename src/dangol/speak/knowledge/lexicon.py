"""The trade's concepts, and which of them a text speaks of, in whatever words and language."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import cast

import msgspec
from xxhash import xxh3_64_intdigest

from dangol.speak.knowledge.phrases import Runs, Words, without_run, without_words
from dangol.speak.knowledge.tokens import compact, fold
from dangol.terms.errors import InputError
from dangol.terms.languages import Language


class LexiconError(InputError):
    """A lexicon that cannot be read."""

    code = "lexicon.unreadable"


class Lexicon:
    """Concepts, each with the phrases that speak of it."""

    def __init__(self, phrases: Mapping[str, Mapping[Language, Iterable[str]]]) -> None:
        """Hold the concepts; a phrase `a+b` counts where both parts occur."""
        self.concepts = tuple(phrases)
        self._phrases = phrases
        unspaced = self._phrases_in(Language.KO, Language.JA)
        spaced = self._phrases_in(Language.EN)
        unspaced = [
            (concept, tuple(compact(fold(part)) for part in parts)) for concept, parts in unspaced
        ]
        self._runs = Runs(part for _, parts in unspaced for part in parts)
        self._words = Words(part for _, parts in spaced for part in parts)
        self._with_run = _by_part(unspaced)
        self._with_word = _by_part(spaced)

    def _phrases_in(self, *languages: Language) -> list[tuple[str, tuple[str, ...]]]:
        """Concepts with the parts of each of their phrases."""
        return [
            (concept, tuple(phrase.split("+")))
            for concept, tables in self._phrases.items()
            for language in languages
            for phrase in tables.get(language, ())
        ]

    def thinned(self, kept_ratio: float) -> "Lexicon":
        """The lexicon with about this share of its phrases, always the same ones.

        It stands for the words that shoppers will use and nobody has thought of.
        """
        bound = int(kept_ratio * 2**64)
        return Lexicon(
            {
                concept: {
                    language: [one for one in own if xxh3_64_intdigest(one.encode()) < bound]
                    for language, own in tables.items()
                }
                for concept, tables in self._phrases.items()
            }
        )

    def concepts_of(self, text: str) -> frozenset[str]:
        """The concepts that the text speaks of.

        Laws: full width, letter case and, in Korean and Japanese, spaces make no difference.
        """
        folded = fold(text)
        found = _concepts_with(self._runs.found_in(compact(folded)), self._with_run)
        if any("a" <= letter <= "z" for letter in folded):
            spoken = self._words.found_in(folded.replace("-", " "))
            found |= _concepts_with(spoken, self._with_word)
        return frozenset(found)

    def unsaid(self, text: str, mark: str) -> str:
        """The text, folded, with the mark in place of every phrase that is in it.

        Laws: a part of `a+b` is taken out only where the other is there as well.
        """
        folded = fold(text).replace("-", " ")
        for found, table, without in (
            (self._words.found_in(folded), self._with_word, without_words),
            (self._runs.found_in(compact(folded)), self._with_run, without_run),
        ):
            whole = {part for part in found if _concepts_with({part}, table, found)}
            for part in sorted(whole, key=lambda one: (-len(one), one)):
                folded = without(folded, part, mark)
        return folded


def _by_part(
    phrases: Iterable[tuple[str, tuple[str, ...]]],
) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """The phrases by each of their parts, with the concept that they speak of."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for concept, parts in phrases:
        for part in parts:
            found[part].append((concept, parts))
    return dict(found)


def _concepts_with(
    found: set[str],
    phrases: Mapping[str, Sequence[tuple[str, tuple[str, ...]]]],
    beside: set[str] | None = None,
) -> set[str]:
    """The concepts of which a phrase is there with all its parts, which may stand beside."""
    there = found if beside is None else beside
    return {
        concept
        for part in found
        for concept, parts in phrases[part]
        if len(parts) == 1 or there.issuperset(parts)
    }


def parse_lexicon(text: str) -> Lexicon:
    """The lexicon of a TOML text: a table a concept, a list of phrases a language.

    Raises: LexiconError (`lexicon.unreadable`).
    """
    hint = 'write a table a concept: [refund], then ko = ["환불"], ja = ["返金"], en = ["refund*"]'
    try:
        tables = msgspec.convert(tomllib.loads(text), dict[str, dict[Language, list[str]]])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise LexiconError(f"the lexicon cannot be read: {fault}", hint=hint) from fault
    for concept, phrases in tables.items():
        for phrase in (phrase for own in phrases.values() for phrase in own):
            if not all(compact(fold(part)).strip("*") for part in phrase.split("+")):
                raise LexiconError(f"a phrase of {concept!r} has an empty part", hint=hint)
    return Lexicon(cast("Mapping[str, Mapping[Language, Iterable[str]]]", tables))


@cache
def shop_lexicon() -> Lexicon:
    """The lexicon of shops that stands in the package."""
    folder = files("dangol.speak.knowledge")
    return parse_lexicon(folder.joinpath("lexicon.toml").read_text("utf-8"))


@cache
def example_sentences() -> tuple[tuple[str, str], ...]:
    """How shoppers ask: pairs of a concept and a sentence that speaks of it."""
    text = files("dangol.speak.knowledge").joinpath("examples.toml").read_text("utf-8")
    tables = msgspec.convert(tomllib.loads(text), dict[str, dict[str, list[str]]])
    return tuple(
        (concept, sentence)
        for concept, own in tables.items()
        for sentences in own.values()
        for sentence in sentences
    )


@cache
def background_sentences() -> tuple[str, ...]:
    """What people also ask that no article of a shop answers."""
    text = files("dangol.speak.knowledge").joinpath("background.toml").read_text("utf-8")
    tables = msgspec.convert(tomllib.loads(text), dict[str, list[str]])
    return tuple(sentence for sentences in tables.values() for sentence in sentences)
