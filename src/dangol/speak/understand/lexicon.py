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
_GAPS = re.compile(r"[^a-z0-9'-]+")
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
    # One sign may fold into eighteen letters.
    folded = fold(plain)[:MAX_READ]
    return Forms(plain, " ".join(folded.split()), compact(folded))


def words_in(group: str, forms: Forms) -> tuple[Found, ...]:
    """The keys of the group that the text names, as they come; the longest word wins a place."""
    found: list[Found] = []
    latin, other = _patterns(group)
    for pattern, text in ((other, forms.compact), (latin, forms.spaced)):
        for match in pattern.finditer(text):
            word = match[0]
            # One syllable is a word only by itself: 울 is wool, 어울리는 is not.
            if is_syllable(word) and not _by_itself(word).search(forms.spaced):
                continue
            found.append(Found(_keys(group)[word], word, match.start(), match.end()))
    return tuple(found)


def keys_in(group: str, forms: Forms) -> tuple[str, ...]:
    """The keys of the group that the text names, each once."""
    return tuple(dict.fromkeys(one.key for one in words_in(group, forms)))


@lru_cache(maxsize=1_024)
def keys_of(group: str, text: str) -> frozenset[str]:
    """Every key of the group that the text names, also those inside longer words of others."""
    forms = forms_of(text)
    padded = f" {_GAPS.sub(' ', forms.spaced)} "
    return frozenset(key for word, key in _every_word(group) if _stands(word, forms, padded))


@cache
def colour_key(value: str) -> str:
    """The colour that an option's value names, or ""."""
    found = keys_in("colour", forms_of(value))
    return found[0] if found else ""


def is_syllable(word: str) -> bool:
    """One Hangul syllable, which is part of many other words."""
    return len(word) == 1 and "가" <= word <= "힣"


@cache
def _by_itself(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![가-힣]){word}(?![가-힣])")


def _stands(word: str, forms: Forms, padded: str) -> bool:
    if is_syllable(word):
        return _by_itself(word).search(forms.spaced) is not None
    return f" {word} " in padded if word.isascii() else word in forms.compact


@cache
def _every_word(group: str) -> tuple[tuple[str, str], ...]:
    words = [(fold(word), key) for key, words in _table()[group].items() for word in words]
    return tuple((word if word.isascii() else compact(word), key) for word, key in words)


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
