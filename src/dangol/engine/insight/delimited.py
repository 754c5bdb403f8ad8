"""Delimited text becomes a table of texts, exactly as written; a fault is told with its line."""

import csv
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from dangol.engine.insight.encodings import encoding_of, open_lines
from dangol.engine.tables import DELIMITERS, TableError

BLOCK_BYTES = 1 << 24
SAMPLE_ROWS = 50
SHOWN_CHARS = 200
NO_ROWS_FAULTS = ("Empty CSV file", "Could not skip initial")

LONGEST_FIELD = 1 << 30
"""Characters: a note may be longer than the csv module allows by itself."""


class Delimited(NamedTuple):
    """The table of a delimited text, and how it was read."""

    table: Any
    encoding: str
    delimiter: str


class Header(NamedTuple):
    """The names of the columns, and what divides them."""

    names: tuple[str, ...]
    delimiter: str
    lines: int
    """Lines up to the end of the header."""


def header_of(path: Path, encoding: str) -> Header:
    """The header, with the delimiter that divides the first rows best.

    Raises: TableError.
    """
    delimiter = max(DELIMITERS, key=lambda sign: _fitness(path, encoding, sign))
    with open_lines(path, encoding) as file:
        try:
            end, header = next(
                ((end, row) for end, row in _rows(file, delimiter) if row), (0, None)
            )
        except csv.Error as fault:
            raise TableError(f"{path.name}, at its header: {fault}") from fault
        if header is None:
            raise TableError(f"{path.name} has no rows", hint="give a table with a header and rows")
        return Header(column_names(header, path), delimiter, end)


def _fitness(path: Path, encoding: str, delimiter: str) -> tuple[bool, float, int]:
    """How well a delimiter divides the first rows: into several fields, as many in each."""
    with open_lines(path, encoding) as file:
        try:
            widths = [len(row) for _, row in islice(_rows(file, delimiter), SAMPLE_ROWS) if row]
        except csv.Error:
            return False, 0.0, 0
    width = widths[0] if widths else 0
    return width > 1, sum(one == width for one in widths) / max(len(widths), 1), width


def column_names(header: Sequence[str | None], path: Path) -> tuple[str, ...]:
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


def read_delimited(path: Path, columns: Sequence[str] | None, encoded: Sequence[str]) -> Delimited:
    """The columns that were asked for, or all, as texts; `encoded` ones as dictionaries.

    Raises: TableError with the line of the fault, where there is one.
    """
    pa: Any = import_module("pyarrow")
    reader: Any = import_module("pyarrow.csv")
    encoding = encoding_of(path)
    head = header_of(path, encoding)
    coded = pa.dictionary(pa.int32(), pa.string())
    sorts = {name: coded if name in encoded else pa.string() for name in head.names}
    picked = [name for name in head.names if columns is None or name in columns]
    try:
        with pa.input_stream(
            str(path), compression="gzip" if path.name.lower().endswith(".gz") else None
        ) as file:
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
                    check_utf8=False,  # the whole file was, when its encoding was found
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
    return Delimited(table, encoding, head.delimiter)


def _check_last_quote(path: Path, encoding: str, head: Header, table: Any) -> None:
    """A quote that never ends would swallow all rows after it: it is told, not read."""
    last = table.slice(max(table.num_rows - 1, 0)).to_pylist()
    if not any("\n" in value for row in last for value in row.values() if value is not None):
        return
    begins = 1
    with open_lines(path, encoding) as file:
        try:
            for end, _ in _rows(file, head.delimiter, is_strict=True):
                begins = end + 1
        except csv.Error as fault:
            raise TableError(
                f"{path.name}, line {begins:,}: a quoted text begins and never ends",
                hint="close the quote, or leave it out",
            ) from fault


def _odd_line(path: Path, encoding: str, head: Header) -> str | None:
    """Which line does not have the fields that the header has."""
    end = 0
    with open_lines(path, encoding) as file:
        try:
            for end, row in _rows(file, head.delimiter):
                if row and len(row) != len(head.names):
                    found = f"{len(row)} field{'s' * (len(row) != 1)}"
                    return f"line {end:,} has {found}, the header {len(head.names)}"
        except (csv.Error, UnicodeError) as fault:
            return f"line {end + 1:,}: {fault}"
    return None


def first_lines(file: IO[str], delimiter: str) -> Iterator[int]:
    """The line on which each row begins, the header's first: a quoted text may run over several."""
    before = 0
    for end, row in _rows(file, delimiter):
        if row:
            yield before + 1
        before = end


def _rows(
    file: IO[str], delimiter: str, *, is_strict: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it ends, however long a field is.

    The csv module has one limit for the whole process: others find it as it was.
    """
    reader = csv.reader(file, delimiter=delimiter, strict=is_strict)
    while True:
        limit = csv.field_size_limit(LONGEST_FIELD)
        try:
            row = next(reader, None)
        finally:
            csv.field_size_limit(limit)
        if row is None:
            return
        yield reader.line_num, row
