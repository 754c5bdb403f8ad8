"""Which of many phrases occur in a text, found in one walk over it, however many they are."""

import re
from collections import defaultdict
from collections.abc import Iterable

from dangol.speak.knowledge.tokens import fold

_WORD_STARTS = re.compile(r"(?<![a-z0-9'])\S")


class Runs:
    """Strings that are looked for anywhere in a text without spaces."""

    def __init__(self, parts: Iterable[str]) -> None:
        by_start: dict[str, list[str]] = defaultdict(list)
        for part in dict.fromkeys(parts):
            by_start[part[:2]].append(part)
        self._by_start = dict(by_start)

    def found_in(self, run: str) -> set[str]:
        """Those that occur in it."""
        found: set[str] = set()
        by_start = self._by_start
        for place, letter in enumerate(run):
            for start in (letter, run[place : place + 2]):
                for part in by_start.get(start, ()):
                    if run.startswith(part, place):
                        found.add(part)
        return found


class Words:
    """Phrases of English that are looked for where a word begins; `refund*` has any ending."""

    def __init__(self, parts: Iterable[str]) -> None:
        by_start: dict[str, list[tuple[str, str, re.Pattern[str]]]] = defaultdict(list)
        for part in dict.fromkeys(parts):
            first = fold(part).replace("-", " ").split()[0].removesuffix("*")
            by_start[first[:2]].append((part, first, re.compile(_spoken(part))))
        self._by_start = dict(by_start)

    def found_in(self, text: str) -> set[str]:
        """Those that occur in the text, which is folded and has spaces for hyphens."""
        found: set[str] = set()
        by_start = self._by_start
        for match in _WORD_STARTS.finditer(text):
            place = match.start()
            for start in (text[place], text[place : place + 2]):
                for part, first, pattern in by_start.get(start, ()):
                    is_here = part not in found and text.startswith(first, place)
                    if is_here and pattern.match(text, place):
                        found.add(part)
        return found


def without_run(text: str, part: str, mark: str) -> str:
    """The text with the mark in place of what `Runs` finds in it, however it is spaced."""
    return re.sub(r"\s*".join(map(re.escape, part)), mark, text)


def without_words(text: str, part: str, mark: str) -> str:
    """The text with the mark in place of what `Words` finds in it."""
    return re.sub(_spoken(part), f" {mark} ", text)


def _spoken(part: str) -> str:
    words = fold(part).replace("-", " ").split()
    body = r"[\s]+".join(
        re.escape(word[:-1]) + r"[a-z]*" if word.endswith("*") else re.escape(word)
        for word in words
    )
    return (
        rf"(?<![a-z0-9']){body}(?![a-z0-9])" if not body.endswith("*") else rf"(?<![a-z0-9']){body}"
    )
