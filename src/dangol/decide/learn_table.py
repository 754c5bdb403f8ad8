"""A table of columns becomes a matrix of numbers, and says which columns it left out and why.

Numbers and booleans stand as they are. Text with few different values is coded by the place of
the value in the sorted list of values, so that the same table gives the same codes everywhere.
Identifiers, instants and texts with many values are left out and named: a model that learns who
somebody is, or when it was, tells nothing about the next person.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from dangol.terms.errors import InputError

Column = NDArray[Any]
"""int64, float64 (NaN is empty), bool, datetime64 or object (text or None)."""
Table = Mapping[str, Column]
Floats = NDArray[np.float64]

MAX_CATEGORIES = 256
"""Different values of a text that is still a category, and of a number that may be an id."""
IDENTIFIER = re.compile(
    r"(^|[_\s.-])(id|ids|key|uuid|guid|token|hash)$"
    r"|[a-z](Id|ID|Key|Uuid|UUID)$"
    r"|^(visitor|visit|user|session|customer|client|person|member|account|order|transaction"
    r"|device|cookie|event|message)_?(id|key|no|number)$"
    r"|(아이디|번호|ID|番号)$",
)


class LeftOut(msgspec.Struct, frozen=True):
    """A column that is not a feature."""

    column: str
    reason: str


class LearningTable(msgspec.Struct, frozen=True, eq=False):
    """A table made ready to learn from.

    Shape: `matrix` is rows by names; `label` is 0.0 or 1.0 a row; `groups` is a code a row.
    """

    names: tuple[str, ...]
    matrix: Floats
    label: Floats
    groups: NDArray[np.int64] | None
    categories: Mapping[str, tuple[str, ...]]
    left_out: tuple[LeftOut, ...]

    @property
    def base_rate(self) -> float:
        """The share of rows in which it happened."""
        return float(self.label.mean())


class MissingColumnError(InputError):
    """A column that the table does not have."""

    code = "learn.missing_column"

    def __init__(self, column: str, known: Sequence[str]) -> None:
        shown = ", ".join(known[:20]) + (", …" if len(known) > 20 else "")
        super().__init__(f"the table has no column {column!r}", hint=f"its columns are {shown}")


class LabelError(InputError):
    """A label that is not yes or no in every row."""

    code = "learn.label_unusable"


def access_column(table: Table, name: str) -> Column:
    """The column of that name.

    Raises: MissingColumnError (`learn.missing_column`).
    """
    if name not in table:
        raise MissingColumnError(name, list(table))
    return table[name]


def is_empty(value: object) -> bool:
    """Whether a cell says nothing."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def parse_label(name: str, column: Column) -> Floats:
    """The label as 0.0 and 1.0.

    Raises: LabelError (`learn.label_unusable`) for text, gaps, other values, or a single class.
    """
    if column.dtype.kind == "O":
        empty = sum(value is None for value in column)
        shown = ", ".join(repr(v)[:40] for v in sorted({v for v in column if v is not None})[:3])
        found = f"text such as {shown}" if empty < len(column) else "nothing"
        raise LabelError(
            f"the label {name!r} holds {found}",
            hint="recode it as 0 and 1, or as true and false",
        )
    if column.dtype.kind not in "iufb":
        raise LabelError(
            f"the label {name!r} holds instants", hint="recode it as 0 and 1, or as true and false"
        )
    label = column.astype(np.float64)
    if len(label) == 0:
        raise LabelError("the table has no rows", hint="give a table with at least 20 rows")
    empty = int(np.isnan(label).sum())
    if empty:
        raise LabelError(
            f"the label {name!r} is empty in {empty:,} of {len(label):,} rows",
            hint="leave these rows out, or fill them in",
        )
    values = np.unique(label)
    if not set(values.tolist()) <= {0.0, 1.0}:
        shown = ", ".join(f"{value:g}" for value in values[:5])
        raise LabelError(
            f"the label {name!r} is not yes or no: it holds {shown}{', …' * (len(values) > 5)}",
            hint="recode it as 0 and 1, or as true and false",
        )
    if len(values) == 1:
        raise LabelError(
            f"the label {name!r} is {values[0]:g} in every row",
            hint="there is nothing to learn until both answers occur",
        )
    return label


def code_groups(column: Column) -> NDArray[np.int64]:
    """A number for each row, equal where the column is; each empty value is a group of its own."""
    if column.dtype.kind == "O":
        texts = [f"\0{row}" if value is None else f"={value}" for row, value in enumerate(column)]
        column = np.array(texts, dtype=object)
    _, codes = np.unique(column, return_inverse=True, equal_nan=False)
    return codes.astype(np.int64)


def prepare_table(
    table: Table, label: str, *, group: str | None = None, drop: Sequence[str] = ()
) -> LearningTable:
    """The matrix, label and groups of a table.

    Laws: the label, the group and what is dropped are never features; column order does not
        change a column's codes.
    Raises: MissingColumnError, LabelError; InputError where no feature is left.
    """
    for name in (label, *([group] if group is not None else []), *drop):
        access_column(table, name)
    if group == label:
        raise InputError(
            f"{group!r} is both label and group", hint="group by the person, not by the outcome"
        )
    answers = parse_label(label, table[label])
    groups = None if group is None else code_groups(table[group])
    names: list[str] = []
    columns: list[Floats] = []
    categories: dict[str, tuple[str, ...]] = {}
    left_out: list[LeftOut] = []
    for name, column in table.items():
        if name in (label, group) or name in drop:
            continue
        reason = _reason_to_leave_out(name, column, is_grouped=groups is not None)
        if reason:
            left_out.append(LeftOut(name, reason))
            continue
        if column.dtype.kind == "O":
            categories[name] = _categories_of(column)
            columns.append(_code_texts(column, categories[name]))
        else:
            columns.append(column.astype(np.float64))
        names.append(name)
    if not names:
        raise InputError(
            "no column is left to learn from", hint="keep at least one number, boolean or category"
        )
    return LearningTable(
        names=tuple(names),
        matrix=np.column_stack(columns),
        label=answers,
        groups=groups,
        categories=categories,
        left_out=tuple(left_out),
    )


def _categories_of(column: Column) -> tuple[str, ...]:
    return tuple(sorted({str(value) for value in column if value is not None}))


def _code_texts(column: Column, known: Sequence[str]) -> Floats:
    place = {value: float(code) for code, value in enumerate(known)}
    return np.array([np.nan if v is None else place[str(v)] for v in column], np.float64)


def _reason_to_leave_out(name: str, column: Column, *, is_grouped: bool) -> str | None:
    if column.dtype.kind == "M":
        return "it is an instant: give what was known at it, such as an hour or a weekday"
    if column.dtype.kind == "O":
        different = len(_categories_of(column))
        if different > MAX_CATEGORIES:
            what = "it names rows" if different > len(column) / 4 else "it has too many values"
            return f"{what}: {different:,} different texts in {len(column):,} rows"
    elif column.dtype.kind == "i" and IDENTIFIER.search(name):
        different = len(np.unique(column))
        if different > MAX_CATEGORIES:
            # Rows of one person on both sides of a fold flatter every figure.
            repeats = different < len(column) and not is_grouped
            advice = f"; its rows repeat, so group by {name}" if repeats else ""
            return f"it looks like an identifier: {different:,} different numbers{advice}"
    if len({None if is_empty(value) else value for value in column.tolist()}) < 2:
        return "it has the same value in every row"
    return None
