"""A dossier's tables and saved reports, as in their files: what is read, or why it is not there."""

import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import msgspec
from msgspec import Struct

from dangol.engine.insight.reading import FileRows, read_rows
from dangol.engine.tables import TableError
from dangol.insight.dossier.judge import Absence
from dangol.insight.dossier.model import TableSource

MOST_REPORT_BYTES = 50_000_000
KEPT_ROWS = 2_000
"""Of a table, to show."""
NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,17})(?:\.\d{1,15})?")


class Sheet(Struct, frozen=True):
    """A table of the dossier, as in its file; or why it is not there."""

    source: TableSource
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()
    """At most KEPT_ROWS of them."""
    count: int = 0
    """Of all rows."""
    typed: Any = None
    """A `pyarrow.Table` in which columns of numbers are numbers; None where it is not there."""
    absence: Absence | None = None
    detail: str = ""


class SavedReport(Struct, frozen=True):
    """A saved report, or why it is not there."""

    value: Any = None
    absence: Absence | None = None
    detail: str = ""


def is_number(text: str | None) -> bool:
    """Whether a cell holds a number, as it is written."""
    return text is not None and NUMBER.fullmatch(text) is not None


def read_sheet(folder: Path, source: TableSource) -> Sheet:
    """The table in its file, or why it is not there."""
    path = folder / source.file
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return Sheet(source, absence="no_file", detail=source.file)
    try:
        rows = read_rows(path)
    except TableError as fault:
        return Sheet(source, absence="unreadable", detail=fault.message)
    return _sheet_of(source, rows)


def _sheet_of(source: TableSource, read: FileRows) -> Sheet:
    columns, table = read.columns, read.table
    if len({column.lower() for column in columns}) != len(columns):
        return Sheet(source, absence="unreadable", detail=f"{source.file}: two columns of one name")
    texts = tuple(
        tuple(None if value is None else str(value) for value in row)
        for row in zip(*(one.to_pylist() for one in table.slice(0, KEPT_ROWS).columns), strict=True)
    )
    typed = table if read.kind == ".parquet" else _with_numbers(table)
    return Sheet(source, columns, texts, table.num_rows, typed)


def typed_of(columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> Any:
    """The rows of texts as a table in which columns of numbers are numbers."""
    pa: Any = import_module("pyarrow")
    texts = {
        name: pa.array([row[at] for row in rows], type=pa.string())
        for at, name in enumerate(columns)
    }
    return _with_numbers(pa.table(texts))


def _with_numbers(table: Any) -> Any:
    """The table of texts; a column in which every cell is a number or empty is one of numbers."""
    pa, compute = (
        cast("Any", import_module("pyarrow")),
        cast("Any", import_module("pyarrow.compute")),
    )
    columns: list[Any] = []
    for column in table.columns:
        texts = compute.utf8_trim_whitespace(compute.cast(column, pa.string()))
        texts = compute.if_else(compute.equal(texts, ""), None, texts)
        matches = compute.match_substring_regex(texts, f"^(?:{NUMBER.pattern})$")
        is_numbers = texts.null_count < len(texts) and compute.all(matches).as_py()
        columns.append(compute.cast(texts, pa.float64()) if is_numbers else texts)
    return pa.table(columns, names=table.column_names)


def read_report(folder: Path, file: str) -> SavedReport:
    """The saved report in its file, or why it is not there."""
    path = folder / file
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return SavedReport(absence="no_file", detail=file)
    try:
        if path.stat().st_size > MOST_REPORT_BYTES:
            return SavedReport(absence="unreadable", detail=f"{file}: too large")
        value = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError, RecursionError) as fault:
        return SavedReport(absence="unreadable", detail=f"{file}: {fault}"[:200])
    return SavedReport(value)
