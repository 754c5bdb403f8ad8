"""A file of rows becomes a `pyarrow.Table`, and a row can be found in its file again.

CSV (comma, semicolon, tab or bar; UTF-8, UTF-16, CP949 or Shift_JIS), JSON lines, Parquet, XLSX;
the texts may be gzipped. Text files and workbooks give text columns, exact as written, empty
cells as null: what is a number or a month is for the reader of the column to say
(`insight/columns.py`). Parquet keeps its types.
"""

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec

from dangol.engine.insight.encodings import encoding_of, open_lines
from dangol.engine.insight.workbook import Workbook
from dangol.engine.tables import DELIMITERS, TableError

KINDS = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".parquet", ".xlsx")
BLOCK_BYTES = 1 << 24
SAMPLE_ROWS = 50
SHOWN_CHARS = 200
NO_ROWS_FAULTS = ("Empty CSV file", "Could not skip initial")

csv.field_size_limit(min(sys.maxsize, 1 << 30))


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
        what = "is a folder" if path.is_dir() else "does not exist"
        raise TableError(f"{path} {what}", hint="name a CSV, JSON lines, Parquet or XLSX file")
    if kind == ".parquet":
        rows = _read_parquet(path, columns, encoded)
    elif kind == ".xlsx":
        rows = _read_workbook(path, sheet)
    elif kind in (".jsonl", ".ndjson"):
        rows = _read_json_lines(path, kind)
    else:
        rows = _read_csv(path, kind, columns, encoded)
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
        return _head_of(path, encoding_of(path)).names
    if path.is_file() and kind == ".parquet":
        return tuple(_parquet_file(path).schema_arrow.names)
    return read_rows(path, sheet=sheet).columns


def sheets_of(path: Path) -> tuple[str, ...]:
    """The sheets of a workbook; none for other kinds."""
    return Workbook(path).sheets if _kind_of(path) == ".xlsx" and path.is_file() else ()


def _kind_of(path: Path) -> str:
    name = path.name.lower()
    bare = name.removesuffix(".gz")
    kind = Path(bare).suffix
    if kind not in KINDS or (bare != name and kind in (".parquet", ".xlsx")):
        raise TableError(
            f"{path.name} is of no kind that can be read",
            hint=f"name a file ending in {', '.join(KINDS)}; texts may be gzipped (.csv.gz)",
        )
    return kind


class _Head(NamedTuple):
    names: tuple[str, ...]
    delimiter: str
    lines: int
    """Lines up to the end of the header."""


def _head_of(path: Path, encoding: str) -> _Head:
    delimiter = max(DELIMITERS, key=lambda sign: _fitness(path, encoding, sign))
    with open_lines(path, encoding) as file:
        rows = csv.reader(file, delimiter=delimiter)
        try:
            header = next((row for row in rows if row), None)
        except csv.Error as fault:
            raise TableError(f"{path.name}, line {rows.line_num}: {fault}") from fault
        if header is None:
            raise TableError(f"{path.name} has no rows", hint="give a table with a header and rows")
        return _Head(_names_of(header, path), delimiter, rows.line_num)


def _fitness(path: Path, encoding: str, delimiter: str) -> tuple[bool, float, int]:
    """How well a delimiter divides the first rows: into several fields, as many in each."""
    with open_lines(path, encoding) as file:
        try:
            rows = csv.reader(file, delimiter=delimiter)
            widths = [len(row) for row in islice(rows, SAMPLE_ROWS) if row]
        except csv.Error:
            return False, 0.0, 0
    width = widths[0] if widths else 0
    return width > 1, sum(one == width for one in widths) / max(len(widths), 1), width


def _names_of(header: Sequence[str | None], path: Path) -> tuple[str, ...]:
    """Names without the space around them; a column without a name is called by its place."""
    names = tuple(
        (name or "").strip() or f"column {place}" for place, name in enumerate(header, start=1)
    )
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise TableError(
            f"{path.name} has two columns “{twice}”", hint="give each column a name of its own"
        )
    return names


def _read_csv(
    path: Path, kind: str, columns: Sequence[str] | None, encoded: Sequence[str]
) -> FileRows:
    pa: Any = import_module("pyarrow")
    reader: Any = import_module("pyarrow.csv")
    encoding = encoding_of(path)
    head = _head_of(path, encoding)
    coded = pa.dictionary(pa.int32(), pa.string())
    sorts = {name: coded if name in encoded else pa.string() for name in head.names}
    picked = [name for name in head.names if columns is None or name in columns]
    try:
        with pa.input_stream(str(path), compression="gzip" if _is_zipped(path) else None) as file:
            table = reader.read_csv(
                file,
                reader.ReadOptions(
                    use_threads=False,
                    block_size=BLOCK_BYTES,
                    skip_rows=head.lines,
                    column_names=list(head.names),
                    encoding={"utf-8-sig": "utf8", "utf-8": "utf8"}.get(encoding, encoding),
                ),
                reader.ParseOptions(delimiter=head.delimiter, newlines_in_values=True),
                reader.ConvertOptions(
                    column_types=sorts,
                    include_columns=picked,
                    null_values=[""],
                    strings_can_be_null=True,
                ),
            )
    except (pa.ArrowException, UnicodeError, OSError) as fault:
        if str(fault).startswith(NO_ROWS_FAULTS):
            raise TableError(f"{path.name} has no rows", hint="give rows under the header") from (
                fault
            )
        said = _odd_line(path, encoding, head) or str(fault).splitlines()[0][:SHOWN_CHARS]
        raise TableError(
            f"{path.name} cannot be read: {said}",
            hint="mend it there, or write the table again as Parquet",
        ) from fault
    _check_last_quote(path, encoding, head, table)
    return FileRows(path, table, kind, encoding, head.delimiter)


def _check_last_quote(path: Path, encoding: str, head: _Head, table: Any) -> None:
    """A quote that never ends would swallow all rows after it: it is told, not read."""
    last = table.slice(max(table.num_rows - 1, 0)).to_pylist()
    if not any("\n" in value for row in last for value in row.values() if value is not None):
        return
    begins = 1
    with open_lines(path, encoding) as file:
        rows = csv.reader(file, delimiter=head.delimiter, strict=True)
        try:
            for _ in rows:
                begins = rows.line_num + 1
        except csv.Error as fault:
            raise TableError(
                f"{path.name}, line {begins:,}: a quoted text begins and never ends",
                hint="close the quote, or leave it out",
            ) from fault


def _odd_line(path: Path, encoding: str, head: _Head) -> str | None:
    """Which line does not have the fields that the header has."""
    with open_lines(path, encoding) as file:
        rows = csv.reader(file, delimiter=head.delimiter)
        try:
            for row in rows:
                if row and len(row) != len(head.names):
                    found = f"{len(row)} field{'s' * (len(row) != 1)}"
                    return f"line {rows.line_num:,} has {found}, the header {len(head.names)}"
        except (csv.Error, UnicodeError) as fault:
            return f"line {rows.line_num:,}: {fault}"
    return None


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
    if header is None:
        raise TableError(f"{path.name} ({name}) has no rows", hint="choose another sheet")
    names = _names_of(header[1], path)
    columns: list[list[str | None]] = [[] for _ in names]
    for number, cells in rows:
        if len(cells) > len(names) and any(cells[len(names) :]):
            raise TableError(
                f"{path.name} ({name}), row {number:,} has {len(cells)} cells, the header"
                f" {len(names)}",
                hint="the first row must name every column",
            )
        for place, column in enumerate(columns):
            column.append(cells[place] if place < len(cells) else None)
    pairs = zip(names, columns, strict=True)
    table = pa.table({one: pa.array(column, pa.string()) for one, column in pairs})
    return FileRows(path, table, ".xlsx", sheet=name)


def _parquet_file(path: Path, encoded: Sequence[str] = ()) -> Any:
    pa: Any = import_module("pyarrow")
    parquet: Any = import_module("pyarrow.parquet")
    try:
        return parquet.ParquetFile(path, read_dictionary=list(encoded))
    except (pa.ArrowException, OSError) as fault:
        raise TableError(
            f"{path.name} is not a Parquet file that can be read: {str(fault)[:SHOWN_CHARS]}",
            hint="write the table again",
        ) from fault


def _read_parquet(path: Path, columns: Sequence[str] | None, encoded: Sequence[str]) -> FileRows:
    pa: Any = import_module("pyarrow")
    file = _parquet_file(path, encoded)
    names = _names_of(file.schema_arrow.names, path)
    picked = None if columns is None else [name for name in names if name in columns]
    try:
        table = file.read(columns=picked, use_threads=False)
    except (pa.ArrowException, OSError) as fault:
        raise TableError(f"{path.name} cannot be read: {str(fault)[:SHOWN_CHARS]}") from fault
    return FileRows(path, table, ".parquet")


def _is_zipped(path: Path) -> bool:
    return path.name.lower().endswith(".gz")


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
        return _pick(islice(_first_lines(file, rows.delimiter), 1, None), wanted)


def _first_lines(file: IO[str], delimiter: str) -> Iterator[int]:
    """The line on which each row begins, the header's first: a quoted text may run over several."""
    reader = csv.reader(file, delimiter=delimiter)
    before = 0
    for row in reader:
        if row:
            yield before + 1
        before = reader.line_num


def _pick(lines: Iterable[int], wanted: Sequence[int]) -> list[int]:
    chosen = set(wanted)
    return [line for row, line in enumerate(islice(lines, wanted[-1] + 1)) if row in chosen]
