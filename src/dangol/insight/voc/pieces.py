"""A note to its pieces, about a sentence each, with their places in the note.

Notes are lines, bullets and half sentences; an arrow or a numbered point begins another thought.
"""

import re
from typing import NamedTuple

SHORT = 8
"""A piece shorter than this belongs to the one before."""
LONG = 220
"""A piece longer than this is cut at a comma, or anywhere."""

_END = re.compile(
    r"(?:(?<=[.!?…])[\"'”’)」』]?\s+|(?<=[。！？])[\"'”’)」』]?\s*|\s*[\r\n]+\s*"
    r"|\s+(?:→|=>|/|\||—|–)\s+|\s*(?=[①-⑳])|\s+(?=\(?\d{1,2}[.)]\s))"
)
_COMMA = re.compile(r"(?<=[,;、，；])\s*|\s+")


class Piece(NamedTuple):
    """A part of a note; `text == note[begin:end]`."""

    text: str
    begin: int
    end: int


def pieces_of(note: str) -> list[Piece]:
    """The pieces of the note, in order; together they hold all of it but space and marks between.

    Laws: every piece's text stands at its place in the note; none is empty; they do not overlap.
    """
    spans: list[tuple[int, int]] = []
    begun = 0
    for found in [*_END.finditer(note), None]:
        # A closing quotation mark that the cut swallowed belongs to the piece before it.
        stop = len(note) if found is None else found.start()
        if found is not None and found[0] and found[0][0] in "\"'”’)」』":
            stop += 1
        spans += _bare(note, begun, stop)
        begun = len(note) if found is None else found.end()
    joined: list[tuple[int, int]] = []
    for begin, end in spans:
        if joined and end - begin < SHORT and "\n" not in note[joined[-1][1] : begin]:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((begin, end))
    return [Piece(note[b:e], b, e) for begin, end in joined for b, e in _cut(note, begin, end)]


def _bare(note: str, begin: int, end: int) -> list[tuple[int, int]]:
    """The span without space around it, if anything is left."""
    text = note[begin:end]
    left = begin + len(text) - len(text.lstrip())
    right = end - (len(text) - len(text.rstrip()))
    return [(left, right)] if right > left else []


def _cut(note: str, begin: int, end: int) -> list[tuple[int, int]]:
    """The span in parts that are not too long."""
    if end - begin <= LONG:
        return [(begin, end)]
    half = [at.end() for at in _COMMA.finditer(note, begin, begin + LONG) if at.end() > begin]
    cut = max(half, default=begin + LONG)
    return [*_bare(note, begin, cut), *_cut(note, *(_bare(note, cut, end) or [(end, end)])[0])]
