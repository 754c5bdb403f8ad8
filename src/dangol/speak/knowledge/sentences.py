"""A text to its sentences, in scripts with spaces and without."""

import re

_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*|\s*\n+\s*")
SHORT = 8
"""A piece shorter than this belongs to the one before."""


def sentences_of(text: str) -> list[str]:
    """The sentences of the text, in order.

    Laws: joined again without spaces they are the text without spaces.
    """
    found: list[str] = []
    for piece in _END.split(text):
        if not piece.strip():
            continue
        if found and len(piece) < SHORT:
            found[-1] += f" {piece.strip()}"
        else:
            found.append(piece.strip())
    return found
