"""A text as it is read: folded, with the place of every letter in what was written.

What is found in the folded text is told in the words of the writer, exactly as they stand there.
"""

import re
import unicodedata
from bisect import bisect_right

import msgspec

from dangol.speak.knowledge.tokens import fold

MOST_WRITTEN, MOST_READ = 8_000, 2_000
"""Characters that are looked at, and letters of them that are read."""

_UNSEEN = frozenset(("Cf", "Cc", "Co", "Cs", "Cn", "Mn", "Me"))
# A letter and the marks that belong to it are folded together: ﾀﾞ, か + ゛, ᄒ + ᅡ + ᆫ.
_LETTER = re.compile(
    "[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?|.[\u0300-\u036f\u3099\u309a\uff9e\uff9f]{0,3}",
    re.DOTALL,
)
_SAME = str.maketrans("〜∼～–—‐−‑‒―", "~~~-------")
_END = re.compile(r"[!?。！？\n;]|(?<!\d)\.|\.(?!\d)(?! ?com\b)")


class Seen(msgspec.Struct, frozen=True):
    """A folded text that remembers what it was."""

    written: str
    plain: str
    """Small letters, half width, single spaces; nothing invisible but line ends."""
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    """Where each letter of `plain` begins and ends in `written`."""
    stops: tuple[int, ...]
    """Where sentences end in `plain`, ascending."""

    def words(self, start: int, end: int) -> str:
        """What was written there, without spaces around it.

        Laws: a part of `written`; not empty where the span holds a letter.
        """
        plain = self.plain
        while start < end and plain[start].isspace():
            start += 1
        while start < end and plain[end - 1].isspace():
            end -= 1
        return self.written[self.starts[start] : self.ends[end - 1]] if start < end else ""

    def head(self, at: int, most: int = 60) -> str:
        """What stands before, in the same sentence."""
        place = bisect_right(self.stops, at)
        first = self.stops[place - 1] if place else 0
        return self.plain[max(first, at - most) : at]

    def tail(self, at: int, most: int = 60) -> str:
        """What stands after, in the same sentence."""
        place = bisect_right(self.stops, at)
        last = self.stops[place] if place < len(self.stops) else len(self.plain)
        return self.plain[at : min(last, at + most)]

    def is_question(self, at: int) -> bool:
        """The sentence ends with a mark of question."""
        place = bisect_right(self.stops, at)
        return place < len(self.stops) and self.plain[self.stops[place] - 1] == "?"


def see(text: str) -> Seen:
    """The text ready to be read; of a long one only the beginning.

    Laws: never raises; in time that grows as the text does.
    """
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _LETTER.finditer(text[:MOST_WRITTEN]):
        folded = _folded(found[0])
        for letter in folded:
            if letter == " " and (not letters or letters[-1] in " \n"):
                continue
            letters.append(letter)
            starts.append(found.start())
            ends.append(found.end())
        if len(letters) >= MOST_READ:
            break
    plain = "".join(letters)
    stops = tuple(one.end() for one in _END.finditer(plain))
    return Seen(text, plain, tuple(starts), tuple(ends), stops)


def _folded(letter: str) -> str:
    if len(letter) == 1 and letter.isascii():
        if letter.isprintable():
            return letter.lower()
        return "\n" if letter in "\n\r" else " " if letter == "\t" else ""
    if letter[0] in "\u0085\u2028\u2029":
        return "\n"
    if letter.isspace():
        return " "
    if unicodedata.category(letter[0]) in _UNSEEN:
        return ""
    folded = fold(letter).translate(_SAME)
    return "".join(
        " " if one.isspace() else one for one in folded if unicodedata.category(one) not in _UNSEEN
    )
