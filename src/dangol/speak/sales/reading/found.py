"""A value and the place in the folded text that it follows from."""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

Spans: TypeAlias = Sequence[tuple[int, int]]
"""Places in the folded text."""


class Found(NamedTuple):
    """What one reader found."""

    value: str
    start: int
    end: int


def is_in(spans: Spans, start: int, end: int) -> bool:
    """Whether that stands, with a part at least, in one of the places."""
    return any(start < last and first < end for first, last in spans)
