"""What the auditor says: one disagreement, where it stands, and what would have to be true."""

from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What does not agree."""

    TOTAL = "total"
    """A total is not the sum of its rows."""
    SHARE = "share"
    """A share does not fit its part and its whole."""
    HUNDRED = "hundred"
    """Percentages of one whole do not add to 100."""
    GROWTH = "growth"
    """A growth or multiple does not follow from its two values."""
    TWICE = "twice"
    """The same quantity has two values."""
    OVERCLAIM = "overclaim"
    """The text says more than its table."""
    DURATION = "duration"
    """A duration does not follow from its dates or times."""


class Severity(StrEnum):
    """How sure the disagreement is."""

    ERROR = "error"
    """The figures cannot all be right."""
    WARNING = "warning"
    """A sentence, read as the auditor reads it, goes beyond its table."""


class Finding(msgspec.Struct, frozen=True):
    """One disagreement in a document."""

    line: int
    kind: Kind
    printed: str
    """What the document says here."""
    expected: str
    """What the rest of the document leads to."""
    allowed: str
    """How far the two may be apart through rounding as printed."""
    subject: str
    """What the figure is of, in the document's words."""
    lines: tuple[int, ...] = ()
    """All lines that take part."""
    unit: str = ""
    """What a duration is told in: `day`, `week`, `month`, `year` or `min`."""

    @property
    def severity(self) -> Severity:
        """How sure it is: only what rests on how a sentence was read is a warning."""
        return Severity.WARNING if self.kind is Kind.OVERCLAIM else Severity.ERROR


def plain(value: float, step: float = 1.0) -> str:
    """The value with marks between thousands, as fine as the step."""
    places = 0
    while places < 6 and step < 0.999 * 10.0**-places:
        places += 1
    said = f"{value:,.{places}f}"
    return said.rstrip("0").rstrip(".") if places > 3 else said
