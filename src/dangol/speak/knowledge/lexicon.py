"""The trade's concepts, and which of them a text speaks of, in whatever words and language."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import cast

import msgspec
from xxhash import xxh3_64_intdigest

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
        self._unspaced = {
            concept: tuple(
                tuple(compact(fold(part)) for part in phrase.split("+"))
                for language in (Language.KO, Language.JA)
                for phrase in tables.get(language, ())
            )
            for concept, tables in phrases.items()
        }
        self._words = {
            concept: tuple(
                tuple(_spoken(part) for part in phrase.split("+"))
                for phrase in tables.get(Language.EN, ())
            )
            for concept, tables in phrases.items()
        }
        single = {
            concept: [parts[0] for parts in phrases if len(parts) == 1]
            for concept, phrases in self._words.items()
        }
        self._any_word = {
            concept: re.compile("|".join(parts)) for concept, parts in single.items() if parts
        }
        self._all_words = {
            concept: tuple(
                tuple(re.compile(part) for part in parts) for parts in phrases if len(parts) > 1
            )
            for concept, phrases in self._words.items()
        }

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
        run = compact(folded)
        found = {
            concept
            for concept, phrases in self._unspaced.items()
            if any(all(part in run for part in parts) for parts in phrases)
        }
        if any("a" <= letter <= "z" for letter in folded):
            spaced = folded.replace("-", " ")
            for concept in self.concepts:
                if concept in found:
                    continue
                pattern = self._any_word.get(concept)
                if (pattern is not None and pattern.search(spaced)) or any(
                    all(part.search(spaced) for part in parts) for parts in self._all_words[concept]
                ):
                    found.add(concept)
        return frozenset(found)


def _spoken(part: str) -> str:
    words = fold(part).replace("-", " ").split()
    body = r"[\s]+".join(
        re.escape(word[:-1]) + r"[a-z]*" if word.endswith("*") else re.escape(word)
        for word in words
    )
    return (
        rf"(?<![a-z0-9']){body}(?![a-z0-9])" if not body.endswith("*") else rf"(?<![a-z0-9']){body}"
    )


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
