"""Words of a list found in a text: Latin ones whole, those of other scripts where they may stand.

A Latin name in capitals alone (LINE, BASE) is one only in capitals. A name in Hangul or Katakana
does not begin within a word, and a name in Hangul is followed by a particle or by none of its
script: 라인 is not in 온라인 or 라인업.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from dangol.speak.knowledge.tokens import fold
from dangol.speak.sales.reading.patterns import pattern
from dangol.speak.sales.reading.seen import Seen

_PARTICLES = pattern("names", "particles")
_ADVERBS = pattern("names", "adverbs")


class Named(NamedTuple):
    """A word of the list, where it stands."""

    key: str
    start: int
    end: int


Table = tuple[tuple[str, tuple[str, ...]], ...]


def names_in(names: Mapping[str, tuple[str, ...]], seen: Seen) -> list[Named]:
    """Every name, as they come; the longest wins a place.

    Laws: spans ascend and do not overlap; never raises.
    """
    found: list[Named] = []
    pattern, keys = _names(tuple((key, tuple(words)) for key, words in names.items()))
    for match in pattern.finditer(seen.plain):
        key, is_loud = keys[_dense(match[0])]
        written = seen.words(*match.span())
        if is_loud and not written.isupper():
            continue
        found.append(Named(key, *match.span()))
    return found


def stems_in(names: Mapping[str, tuple[str, ...]], seen: Seen) -> list[Named]:
    """Every word of the list, those of Korean and Japanese wherever they stand."""
    pattern, keys = _stems(tuple((key, tuple(words)) for key, words in names.items()))
    return [
        Named(keys[_bare(match[0])][0], *match.span())
        for match in pattern.finditer(seen.plain)
        if _bare(match[0]) in keys
    ]


def _dense(text: str) -> str:
    return text.replace(" ", "")


def _bare(text: str) -> str:
    return _dense(_ADVERBS.compiled.sub("", text))


def _loose(folded: str) -> str:
    """With or without spaces, as Korean is typed."""
    if folded.isascii():
        return re.escape(folded).replace(r"\ ", "[ -]?" if len(folded) > 8 else " ?")
    return " ?".join(re.escape(part) for part in folded.split(" "))


@lru_cache(32)
def _names(table: Table) -> tuple[re.Pattern[str], dict[str, tuple[str, bool]]]:
    return _compiled(table, is_stem=False)


@lru_cache(32)
def _stems(table: Table) -> tuple[re.Pattern[str], dict[str, tuple[str, bool]]]:
    return _compiled(table, is_stem=True)


def _compiled(
    table: Table, *, is_stem: bool
) -> tuple[re.Pattern[str], dict[str, tuple[str, bool]]]:
    keys: dict[str, tuple[str, bool]] = {}
    words: list[str] = []
    for key, names in table:
        for name in names:
            folded = " ".join(fold(name).split())
            if not folded:
                continue
            is_loud = name.isascii() and name.isalpha() and name.isupper()
            keys.setdefault(_bare(folded) if is_stem else _dense(folded), (key, is_loud))
            keys.setdefault(_dense(folded).replace("-", ""), (key, is_loud))
            words.append(folded)
    words.sort(key=len, reverse=True)
    patterns = [_bounded(word, is_stem=is_stem) for word in words]
    return re.compile("|".join(patterns) or r"(?!)"), keys


def _bounded(word: str, *, is_stem: bool) -> str:
    first, last = word[0], word[-1]
    loose = _loose(word)
    if is_stem and not word.isascii():
        parts = [re.escape(part) for part in word.split(" ")]
        return f" ?{_ADVERBS.text}".join(parts).replace("が", f"が{_ADVERBS.text}")
    left = right = ""
    if first.isascii():
        left = "(?<![a-z0-9])"
    elif "가" <= first <= "힣":
        left = "(?<![가-힣])"
    elif "ァ" <= first <= "ヺ":
        left = "(?<![ァ-ヺー])"
    if last.isascii():
        right = "(?![a-z0-9])"
    elif "가" <= last <= "힣":
        right = f"(?=[^가-힣]|$|{_PARTICLES.text})"
    elif "ァ" <= last <= "ー":
        right = "(?![ァ-ヺー])"
    return left + loose + right
