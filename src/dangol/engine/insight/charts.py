"""Charts as values: what is to be seen, in words and numbers. `drawing.py` says where it stands.

Every number is seen as a text too: no mark says more than the words beside it.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import Struct

from dangol.terms.texts import render_number


class Measured(Struct, frozen=True):
    """A number, and how it is written. None is a number that is not there."""

    value: float | None
    shown: str


class BarRow(Struct, frozen=True):
    """A thing that is measured, once for each series."""

    label: str
    values: Sequence[Measured]
    note: str = ""


class Bars(Struct, frozen=True):
    """Bars side by side: one a row, or one for every series. Negative ones go the other way."""

    caption: str
    rows: Sequence[BarRow]
    series: Sequence[str] = ()
    """Their names, where there is more than one."""
    most: float | None = None
    """The end of the scale; the largest value where it is left out."""


class Part(Struct, frozen=True):
    """A part of a whole, and which colour it has."""

    label: str
    value: float
    shown: str
    series: int | None = None
    """Which series' colour; its place among the parts where it is left out."""


class StackRow(Struct, frozen=True):
    """A whole, and its parts."""

    label: str
    parts: Sequence[Part]
    note: str = ""


class Stacks(Struct, frozen=True):
    """Wholes cut into the same parts, one beneath the other."""

    caption: str
    rows: Sequence[StackRow]


class Line(Struct, frozen=True):
    """A series over the points; None is a gap."""

    label: str
    values: Sequence[float | None]


class Lines(Struct, frozen=True):
    """Series over the same points, evenly spaced."""

    caption: str
    points: Sequence[str]
    series: Sequence[Line]
    shown: Callable[[float], str] = render_number
    """How a value is written."""
    first: str = ""
    """What the points are, as the head of the table's first column."""
    is_from_zero: bool = True
    label_every: int = 0
    """Each how many points there is a label beneath; as many as fit where it is left out."""


class IntervalRow(Struct, frozen=True):
    """An estimate between its bounds."""

    label: str
    low: float
    value: float
    high: float
    shown: str
    note: str = ""
    series: int = 0


class Intervals(Struct, frozen=True):
    """Estimates with their bounds on one scale."""

    caption: str
    rows: Sequence[IntervalRow]
    shown: Callable[[float], str] = render_number
    """How a tick of the scale is written."""
    least: float | None = None
    most: float | None = None
    mark: float | None = None
    """A value to compare with, drawn through all rows."""


class TornadoRow(Struct, frozen=True):
    """What becomes of the outcome when one unknown is low, and when it is high."""

    label: str
    low: float
    high: float
    shown_low: str
    shown_high: str
    note: str = ""


class Tornado(Struct, frozen=True):
    """Unknowns by how far each moves the outcome to either side of the middle."""

    caption: str
    rows: Sequence[TornadoRow]
    middle: float
    low_label: str
    high_label: str
    shown: Callable[[float], str] = render_number


class MatrixCell(Struct, frozen=True):
    """A text, as strongly shaded as its share of 1."""

    shown: str
    shade: float = 0.0


class Matrix(Struct, frozen=True):
    """Rows by columns; the shade says how much, the text how much exactly."""

    caption: str
    corner: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[MatrixCell]]]


Chart: TypeAlias = Bars | Stacks | Lines | Intervals | Tornado | Matrix
