"""Words that speak for a theme, found in one pass over a text, however many there are.

`a/b+c` is found where one of `a` or `b`, and `c`, stand in the same text. Korean and Japanese are
looked for with all spaces left out, since people set them as they like; a Latin word where a word
begins.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힣]")
_SPACE = re.compile(r"\s+")
KEY_LENGTH = 2


class WordRules:
    """Rules by number; `found_in` says which hold in a text."""

    def __init__(self, rules: Sequence[str]) -> None:
        self._needed: list[int] = []
        self._close: dict[str, list[tuple[str, int, int]]] = {}
        self._latin: dict[str, list[tuple[str, int, int]]] = {}
        for number, rule in enumerate(rules):
            groups = [
                [bare for word in group.split("/") if (bare := plain_text(word).strip())]
                for group in rule.split("+")
            ]
            groups = [group for group in groups if group]
            self._needed.append((1 << len(groups)) - 1)
            for place, group in enumerate(groups):
                for word in group:
                    is_close = _CJK.search(word) is not None
                    bare = _SPACE.sub("", word) if is_close else word
                    held = self._close if is_close else self._latin
                    held.setdefault(bare[:KEY_LENGTH], []).append((bare, number, 1 << place))

    def found_in(self, text: str) -> set[int]:
        """The numbers of the rules that hold in the text."""
        plain = plain_text(text)
        seen: dict[int, int] = {}
        for number, bit in _met(_SPACE.sub("", plain), self._close, is_latin=False):
            seen[number] = seen.get(number, 0) | bit
        for number, bit in _met(plain, self._latin, is_latin=True):
            seen[number] = seen.get(number, 0) | bit
        return {number for number, bits in seen.items() if bits == self._needed[number] and bits}


def plain_text(text: str) -> str:
    """Small letters in one width, and single spaces."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text).lower())


def _met(
    text: str, held: dict[str, list[tuple[str, int, int]]], *, is_latin: bool
) -> Iterator[tuple[int, int]]:
    if not held:
        return
    before = " "
    for at, sign in enumerate(text):
        if not is_latin or not (before.isascii() and before.isalnum()):
            yield from _at(text, at, held.get(sign))
            yield from _at(text, at, held.get(text[at : at + KEY_LENGTH]))
        before = sign


def _at(
    text: str, at: int, words: Iterable[tuple[str, int, int]] | None
) -> Iterator[tuple[int, int]]:
    for word, number, bit in words or ():
        if text.startswith(word, at):
            yield number, bit
