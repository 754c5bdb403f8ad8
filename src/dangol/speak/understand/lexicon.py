"""What shoppers call colours, sizes, kinds, materials and traits, found in a text.

A text is folded once and looked at in two forms: with single spaces, for Latin words, and without
any, for scripts that do not need them.
"""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from dangol.speak.knowledge.tokens import compact, fold

MAX_READ = 2_000
"""Characters of a message that are looked at."""

GROUPS = ("colour", "size", "kind", "material", "trait", "number")
_INVISIBLE = frozenset(("Cf", "Cc", "Co", "Cs", "Cn"))


class Forms(msgspec.Struct, frozen=True):
    """A text as it is looked at."""

    plain: str
    """What the visitor wrote, without what cannot be seen, on one line a line."""
    spaced: str
    """Folded, with single spaces."""
    compact: str
    """Folded, with no space."""


class Found(msgspec.Struct, frozen=True):
    """A word of the lexicon, and where it stands in the form it was found in."""

    key: str
    word: str
    start: int
    end: int


def forms_of(text: str) -> Forms:
    """The text ready to be looked at; of a long one only the beginning.

    Laws: never raises; nothing invisible remains.
    """
    # Twice as much is taken as is kept, so that padding with invisible signs does not hide words.
    seen = "".join(
        letter
        for letter in text[: 4 * MAX_READ]
        if letter in "\n\t" or unicodedata.category(letter) not in _INVISIBLE
    )[:MAX_READ]
    plain = "\n".join(" ".join(line.split()) for line in seen.splitlines()).strip()
    folded = fold(plain)
    return Forms(plain, " ".join(folded.split()), compact(folded))


def words_in(group: str, forms: Forms) -> tuple[Found, ...]:
    """The keys of the group that the text names, as they come; the longest word wins a place."""
    found: list[Found] = []
    latin, other = _patterns(group)
    for pattern, text in ((other, forms.compact), (latin, forms.spaced)):
        for match in pattern.finditer(text):
            word = match[0]
            found.append(Found(_keys(group)[word], word, match.start(), match.end()))
    return tuple(found)


def keys_in(group: str, forms: Forms) -> tuple[str, ...]:
    """The keys of the group that the text names, each once."""
    return tuple(dict.fromkeys(one.key for one in words_in(group, forms)))


@lru_cache(maxsize=8_192)
def keys_of(group: str, text: str) -> frozenset[str]:
    """Every key of the group that the text names, also those inside longer words of others.

    For names and options of products, which are asked about again and again.
    """
    forms = forms_of(text)
    return frozenset(
        key
        for key, words in _table()[group].items()
        for word in words
        if _stands(fold(word), forms)
    )


@cache
def colour_key(value: str) -> str:
    """The colour that an option's value names, or ""."""
    found = keys_in("colour", forms_of(value))
    return found[0] if found else ""


def _stands(word: str, forms: Forms) -> bool:
    if word.isascii():
        return re.search(rf"(?<![a-z0-9']){re.escape(word)}(?![a-z0-9])", forms.spaced) is not None
    return compact(word) in forms.compact


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    text = files("dangol.speak.understand").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _keys(group: str) -> dict[str, str]:
    keys: dict[str, str] = {}
    for key, words in _table()[group].items():
        for word in words:
            folded = fold(word)
            keys.setdefault(folded if word.isascii() else compact(folded), key)
    return keys


@cache
def _patterns(group: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = sorted(_keys(group), key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in words if word.isascii())
    other = "|".join(re.escape(word) for word in words if not word.isascii())
    # Latin letters end where another script begins: "Mサイズ", "블랙M", but not "I'm".
    bounded = rf"(?<![a-z0-9'])(?:{latin})(?![a-z0-9'])"
    return re.compile(bounded), re.compile(other or r"(?!)")
