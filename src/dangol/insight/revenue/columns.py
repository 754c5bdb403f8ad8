"""Columns of a table as codes, numbers, days and months; what cannot be read is marked.

Nothing is guessed. Few distinct values stand in many rows, so texts are read once each and rows
by their code.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dangol.terms.errors import InputError

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NO_DAY = np.iinfo(np.int64).min
_DAY = re.compile(
    r"(?P<year>[12][0-9]{3}|9999)(?:[-/.년年] ?| )(?P<month>[0-9]{1,2})"
    r"(?:(?:[-/.월月] ?| )(?P<day>[0-9]{1,2})[일日]?)?[월月]?(?:[T ].*)?\.?"
)
_SOLID_DAY = re.compile(
    r"(?P<year>[12][0-9]{3}|9999)(?P<month>[0-9]{2})(?P<day>[0-9]{2})?(?:[T ].*)?"
)
ENDLESS_YEAR = 9999
"""An end in this year is how databases write that there is none."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDED = re.compile(r"(?P<month>[a-z]{3})[a-z]*[ .,-]+(?P<year>[12]\d{3})")


class UnknownZoneError(InputError):
    """Moments in a time zone that this computer does not know."""

    code = "revenue.unknown_zone"

    def __init__(self, kind: object) -> None:
        super().__init__(
            f"the time zone of {kind} is not known here",
            hint="install the system's time zones (tzdata), or write days without a zone",
        )


@dataclass(frozen=True, eq=False)
class Codes:
    """A column as places in a list of its values, in the order of the text; -1 is empty."""

    codes: Ints
    values: tuple[str, ...]


def codes_of(column: Any) -> Codes:
    """The column's distinct texts, trimmed, and which of them each row holds."""
    compute: Any = import_module("pyarrow.compute")
    pa: Any = import_module("pyarrow")
    encoded = column if pa.types.is_dictionary(column.type) else compute.dictionary_encode(column)
    is_chunked = isinstance(encoded, pa.ChunkedArray)
    whole = encoded.unify_dictionaries().combine_chunks() if is_chunked else encoded
    given = [_trimmed(value) for value in whole.dictionary.to_pylist()]
    values = tuple(sorted({value for value in given if value}))
    place = {value: code for code, value in enumerate(values)}
    # One more entry at the end: index -1, which stands for null, finds it.
    codes = np.array([place.get(value, -1) for value in given] + [-1], dtype=np.int64)
    return Codes(codes[ints_of(whole.indices, -1)], values)


def ints_of(column: Any, empty: int = 0) -> Ints:
    """The whole numbers of an Arrow column, `empty` for null; booleans are 0 and 1."""
    pa: Any = import_module("pyarrow")
    return _filled(column, pa.int64(), np.int64, empty)


def floats_of(column: Any) -> NDArray[np.float64]:
    """The numbers of an Arrow column; null is not a number."""
    pa: Any = import_module("pyarrow")
    return _filled(column, pa.float64(), np.float64, np.nan)


def _filled(column: Any, sort: Any, kind: Any, empty: Any) -> NDArray[Any]:
    """Read from the buffers: Arrow's own ways to numpy import pandas where there is one."""
    compute: Any = import_module("pyarrow.compute")
    values = _joined_chunks(column.cast(sort), kind)
    if column.null_count:
        pa: Any = import_module("pyarrow")
        is_there = _joined_chunks(compute.is_valid(column).cast(pa.uint8()), np.uint8)
        values[is_there == 0] = empty
    return values


def _joined_chunks(column: Any, kind: Any) -> NDArray[Any]:
    chunks = column.chunks if hasattr(column, "chunks") else [column]
    parts = [
        np.frombuffer(chunk.buffers()[1], dtype=kind)[chunk.offset : chunk.offset + len(chunk)]
        for chunk in chunks
        if len(chunk)
    ]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)


def days_of(column: Any, *, is_endless_read: bool = False) -> tuple[Ints, Flags]:
    """Days since 1970 (NO_DAY where empty), and which rows hold something that is no day.

    Days of the year 9999 are read where that is asked for, for they mean that there is no end.
    """
    pa: Any = import_module("pyarrow")
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        try:
            counted = column.cast(pa.date32()).cast(pa.int32()).cast(pa.int64())
        except pa.ArrowInvalid as fault:
            raise UnknownZoneError(column.type) from fault
        days = ints_of(counted, NO_DAY)
        return days, np.zeros(len(days), dtype=np.bool_)
    coded = codes_of(column)
    read = [parse_day(value, is_endless_read=is_endless_read) for value in coded.values]
    epoch = date(1970, 1, 1)
    known = [NO_DAY if day is None else (day - epoch).days for day in read]
    table = np.array([*known, NO_DAY], dtype=np.int64)
    days = table[coded.codes]
    return days, (days == NO_DAY) & (coded.codes >= 0)


def months_of(column: Any) -> tuple[Ints, Flags]:
    """The same in months since 1970-01."""
    pa: Any = import_module("pyarrow")
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        days, unread = days_of(column)
        return month_of_day(days), unread
    coded = codes_of(column)
    read = [parse_day(value) for value in coded.values]
    known = [NO_DAY if day is None else month_number(day) for day in read]
    months = np.array([*known, NO_DAY], dtype=np.int64)[coded.codes]
    return months, (months == NO_DAY) & (coded.codes >= 0)


def parse_day(text: str, *, is_endless_read: bool = False) -> date | None:
    """The day that a text names, the first of its month where it names a month; else nothing."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    worded = _WORDED.fullmatch(plain.casefold())
    if worded is not None:
        if worded["month"] not in _MONTHS:
            return None
        return date(int(worded["year"]), _MONTHS.index(worded["month"]) + 1, 1)
    found = _DAY.fullmatch(plain) or _SOLID_DAY.fullmatch(plain)
    if found is None or (int(found["year"]) == ENDLESS_YEAR and not is_endless_read):
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
    except ValueError:
        return None


def month_of_day(days: Ints) -> Ints:
    """The month of each day, counted from 1970-01; NO_DAY stays."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.where(days == NO_DAY, NO_DAY, months)


def first_of(month: int) -> date:
    """The first day of a month counted from 1970-01."""
    year, place = divmod(month, 12)
    return date(1970 + year, place + 1, 1)


def month_number(day: date) -> int:
    """The month of the day, counted from 1970-01."""
    return (day.year - 1970) * 12 + day.month - 1


def _trimmed(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip()
