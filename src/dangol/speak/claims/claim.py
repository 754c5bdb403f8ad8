"""One thing that a text states, as something a fact can be held against."""

import re
from collections.abc import Iterator
from enum import StrEnum

import msgspec

from dangol.speak.facts import Value, ValueKind


class Form(StrEnum):
    """How a value is stated."""

    PLAIN = ""
    """As it is."""
    WITHIN = "within"
    """At the latest, at the most."""
    FROM = "from"
    """At the least."""
    MENTION = "mention"
    """Spoken of, but not promised: "free-delivery orders", "whether delivery is free"."""
    PROMOTED = "promoted"
    """A code that stands beside words about coupons."""


class Claim(msgspec.Struct, frozen=True):
    """One thing that a text states."""

    kind: ValueKind
    value: Value
    span: tuple[int, int]
    """Where it stands in the plain text."""
    text: str
    """Its words, as they were read."""
    others: tuple[Value, ...] = ()
    """What it may mean instead: the 24日 that is a date or a span."""
    form: Form = Form.PLAIN

    @property
    def readings(self) -> tuple[Value, ...]:
        """All that it may mean, the likeliest first."""
        return (self.value, *self.others)


class Taken:
    """Which places of a text have been read as something, so that nothing is read twice."""

    def __init__(self) -> None:
        self.spans: list[tuple[int, int]] = []

    def is_free(self, start: int, end: int) -> bool:
        """Whether nothing was read from `start` to before `end`."""
        return all(end <= first or last <= start for first, last in self.spans)

    def add(self, start: int, end: int) -> None:
        """Nothing else is read there."""
        self.spans.append((start, end))

    def free_matches(self, pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
        """The matches of a pattern where nothing was read yet; each is then taken."""
        for found in pattern.finditer(text):
            if self.is_free(*found.span()):
                self.add(*found.span())
                yield found


def claim_of(
    kind: ValueKind,
    found: re.Match[str],
    values: tuple[Value, ...],
    form: Form = Form.PLAIN,
) -> Claim:
    """The claim that a match makes; the first of `values` is the likeliest reading."""
    return Claim(kind, values[0], found.span(), found[0], values[1:], form)
