"""A file of rows becomes a `pyarrow.Table`, and a row can be found in its file again.

CSV (comma, semicolon, tab or bar; UTF-8, UTF-16, CP949 or Shift_JIS), JSON lines, Parquet, XLSX;
the texts may be gzipped. Text files and workbooks give text columns, exact as written, empty
cells as null: what is a number or a month is for the reader of the column to say
(as in `insight/revenue/columns.py`). Parquet keeps its types.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from dangol.engine.insight.delimited import (
    column_names,
    first_lines,
    header_of,
    read_delimited,
)
from dangol.engine.insight.encodings import encoding_of, open_lines
from dangol.engine.insight.workbook import Workbook
from dangol.engine.tables import TableError

KINDS = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".parquet", ".xlsx")
SHOWN_CHARS = 200


class Place(NamedTuple):
    """Where a row stands in its file."""

    file: str
    line: int
    """The line of a text, the row of a sheet as shown, the number of a Parquet row; from 1."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class FileRows:
    """A file that was read, and how."""

    path: Path
    table: Any
    """A `pyarrow.Table`; text columns except from Parquet."""
    kind: str
    """One of KINDS."""
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns in the file's order."""
        return tuple(self.table.column_names)

    def require(self, column: str, *, option: str = "") -> str:
        """The name, if the file has that column.

        Raises: TableError that lists the columns and names the option that chooses another.
        """
        if column in self.columns:
            return column
        names = ", ".join(self.columns)
        hint = f"its columns are {names}" + (f"; choose one with {option}" if option else "")
        raise TableError(f"{self.path.name} has no column “{column}”", hint=hint)

    def places_of(self, rows: Iterable[int]) -> Mapping[int, Place]:
        """Where each of those rows (counted from 0) stands. Reads the file once more."""
        wanted = sorted(set(rows))
        if not wanted:
            return {}
        lines = _lines_of(self, wanted)
        name = self.path.name + (f" ({self.sheet})" if self.sheet else "")
        return {row: Place(name, line) for row, line in zip(wanted, lines, strict=True)}


def read_rows(
    path: Path,
    *,
    sheet: str | None = None,
    columns: Sequence[str] | None = None,
    encoded: Sequence[str] = (),
) -> FileRows:
    """The rows of the file, all columns or those named.

    `encoded` columns come as dictionaries where the file allows it (few values, many rows).
    Raises: TableError (`table.unreadable`) where the file is missing, of an unknown kind or
        encoding, broken, empty, or lacks a column, a sheet; with the line where there is one.
    """
    kind = _kind_of(path)
    if not path.is_file():
        raise TableError(
            f"{path} does not exist", hint="name a CSV, JSON lines, Parquet or XLSX file"
        )
    if kind == ".parquet":
        rows = _read_parquet(path, columns, encoded)
    elif kind == ".xlsx":
        rows = _read_workbook(path, sheet)
    elif kind in (".jsonl", ".ndjson"):
        rows = _read_json_lines(path, kind)
    else:
        read = read_delimited(path, columns, encoded)
        rows = FileRows(path, read.table, kind, read.encoding, read.delimiter)
    if not rows.table.num_columns or not rows.table.num_rows:
        raise TableError(f"{path.name} has no rows", hint="give a table with a header and rows")
    if columns is not None:
        for column in columns:
            rows.require(column)
        picked = rows.table.select(list(dict.fromkeys(columns)))
        rows = FileRows(rows.path, picked, rows.kind, rows.encoding, rows.delimiter, rows.sheet)
    return rows


def columns_of(path: Path, *, sheet: str | None = None) -> tuple[str, ...]:
    """The names of the file's columns, without reading all of it where that can be helped."""
    kind = _kind_of(path)
    if path.is_file() and kind in (".csv", ".tsv", ".txt"):
        return header_of(path, encoding_of(path)).names
    if path.is_file() and kind == ".parquet":
        return tuple(_parquet_file(path).schema_arrow.names)
    return read_rows(path, sheet=sheet).columns


def sheets_of(path: Path) -> tuple[str, ...]:
    """The sheets of a workbook; none for other kinds."""
    return Workbook(path).sheets if _kind_of(path) == ".xlsx" and path.is_file() else ()


def _kind_of(path: Path) -> str:
    if path.is_dir():
        raise TableError(f"{path} is a folder", hint="name a file in it")
    name = path.name.lower()
    bare = name.removesuffix(".gz")
    kind = Path(bare).suffix
    if kind not in KINDS or (bare != name and kind in (".parquet", ".xlsx")):
        raise TableError(
            f"{path.name} is of no kind that can be read",
            hint=f"name a file ending in {', '.join(KINDS)}; texts may be gzipped (.csv.gz)",
        )
    return kind


def _read_json_lines(path: Path, kind: str) -> FileRows:
    pa: Any = import_module("pyarrow")
    encoding = encoding_of(path)
    decoder = msgspec.json.Decoder(dict[str, Any], float_hook=str)
    columns: dict[str, list[str | None]] = {}
    count = 0
    with open_lines(path, encoding) as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                row = decoder.decode(line)
            except (msgspec.DecodeError, RecursionError) as fault:
                raise TableError(
                    f"{path.name}, line {number:,}: {fault}", hint="one JSON object a line"
                ) from fault
            for name, value in row.items():
                columns.setdefault(name, [None] * count).append(_text(value))
            count += 1
            if len(row) < len(columns):
                for held in columns.values():
                    held.extend([None] * (count - len(held)))
    table = pa.table({name: pa.array(held, pa.string()) for name, held in columns.items()})
    return FileRows(path, table, kind, encoding)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    return msgspec.json.encode(value).decode()


def _read_workbook(path: Path, sheet: str | None) -> FileRows:
    pa: Any = import_module("pyarrow")
    book = Workbook(path)
    name = sheet if sheet is not None else book.sheets[0]
    rows = book.rows_of(name)
    header = next(rows, None)
    others = ", ".join(one for one in book.sheets if one != name)
    hint = f"choose another with --sheet: {others}" if others else "give a header and rows"
    if header is None:
        raise TableError(f"the sheet “{name}” of {path.name} is empty", hint=hint)
    names = column_names(header[1], path)
    columns: list[list[str | None]] = [[] for _ in names]
    for number, cells in rows:
        if len(cells) > len(names) and any(cells[len(names) :]):
            raise TableError(
                f"{path.name} ({name}), row {number:,} has {len(cells)} cells, the header"
                f" {len(names)}",
                hint="the first row must name every column"
                + (f"; the other sheets are {others} (--sheet)" if others else ""),
            )
        for place, column in enumerate(columns):
            column.append(cells[place] if place < len(cells) else None)
    if not columns[0]:
        raise TableError(
            f"the sheet “{name}” of {path.name} has no rows under its first", hint=hint
        )
    pairs = zip(names, columns, strict=True)
    table = pa.table({one: pa.array(column, pa.string()) for one, column in pairs})
    return FileRows(path, table, ".xlsx", sheet=name)


def _parquet_file(path: Path, encoded: Sequence[str] = ()) -> Any:
    pa: Any = import_module("pyarrow")
    parquet: Any = import_module("pyarrow.parquet")
    try:
        file = parquet.ParquetFile(path)
        schema = file.schema_arrow
        column_names(schema.names, path)
        flat = [name for name in encoded if name in schema.names and _is_text(schema.field(name))]
        file = parquet.ParquetFile(path, read_dictionary=flat) if flat else file
    except (pa.ArrowException, OSError, UnicodeDecodeError) as fault:
        raise TableError(
            f"{path.name} is not a Parquet file that can be read: {str(fault)[:SHOWN_CHARS]}",
            hint="write the table again",
        ) from fault
    return file


def _read_parquet(path: Path, columns: Sequence[str] | None, encoded: Sequence[str]) -> FileRows:
    pa: Any = import_module("pyarrow")
    file = _parquet_file(path, encoded)
    names = column_names(file.schema_arrow.names, path)
    picked = None if columns is None else [name for name in names if name in columns]
    try:
        table = file.read(columns=picked, use_threads=False)
        table.validate(full=True)  # texts may be no UTF-8
    except (pa.ArrowException, OSError, UnicodeDecodeError) as fault:
        raise TableError(
            f"{path.name} cannot be read: {str(fault)[:SHOWN_CHARS]}", hint="write the table again"
        ) from fault
    return FileRows(path, _with_texts(table), ".parquet")


def _is_text(field: Any) -> bool:
    types: Any = import_module("pyarrow").types
    return types.is_string(field.type) or types.is_large_string(field.type)


def _with_texts(table: Any) -> Any:
    """The table with lists and records as JSON, and bytes as the text that they are, if they are.

    Some programs write texts as bytes.
    """
    pa: Any = import_module("pyarrow")
    for place, field in enumerate(table.schema):
        column = table.column(place)
        if pa.types.is_nested(field.type):
            texts = [_text(value) for value in column.to_pylist()]
            table = table.set_column(place, field.name, pa.array(texts, pa.string()))
        elif pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type):
            with suppress(pa.ArrowInvalid):
                table = table.set_column(place, field.name, column.cast(pa.string()))
    return table


def _lines_of(rows: FileRows, wanted: Sequence[int]) -> list[int]:
    """The line of each wanted row; both in rising order."""
    if rows.kind == ".parquet":
        return [row + 1 for row in wanted]
    if rows.kind == ".xlsx":
        numbers = (number for number, _ in islice(Workbook(rows.path).rows_of(rows.sheet), 1, None))
        return _pick(numbers, wanted)
    assert rows.encoding is not None
    with open_lines(rows.path, rows.encoding) as file:
        if rows.delimiter is None:
            lines = (number for number, line in enumerate(file, start=1) if line.strip())
            return _pick(lines, wanted)
        return _pick(islice(first_lines(file, rows.delimiter), 1, None), wanted)


def _pick(lines: Iterable[int], wanted: Sequence[int]) -> list[int]:
    chosen = set(wanted)
    return [line for row, line in enumerate(islice(lines, wanted[-1] + 1)) if row in chosen]
