"""A value and the place in the folded text that it follows from."""

from typing import NamedTuple


class Found(NamedTuple):
    """What one reader found."""

    value: str
    start: int
    end: int
