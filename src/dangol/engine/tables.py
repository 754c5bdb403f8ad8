"""A file of rows (CSV, Parquet, JSON lines) becomes columns of numpy arrays.

Every column is one of: int64, float64 (NaN is empty), bool, datetime64[us] (UTC, NaT is empty), or
object holding text or None. DuckDB reads; a file that it cannot read is an error that says why.
"""

import codecs
import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from dangol.terms.errors import InputError

JSON_READER = "read_json(?, format = 'newline_delimited', sample_size = -1)"
READERS = {
    # Only the types are guessed: a guessed dialect would read a broken file as another table.
    ".csv": "read_csv(?, header = true, skip = 0, delim = '{delim}', quote = '\"', escape = '\"',"
    " comment = '', strict_mode = true, sample_size = -1)",
    ".parquet": "read_parquet(?)",
    ".jsonl": JSON_READER,
    ".ndjson": JSON_READER,
}
READERS[".tsv"] = READERS[".csv"]
"""What reads a file of that ending; all but Parquet may be gzipped (`.csv.gz`)."""
DELIMITERS = (",", ";", "\t", "|")

INTEGERS = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT"}) | {
    "UINTEGER"
}
REALS = frozenset({"FLOAT", "DOUBLE", "UBIGINT", "HUGEINT", "UHUGEINT"})
EXACT_INTEGER = 2**53
"""Above this, a float64 can no longer tell two integers apart."""
READ_BYTES = 1 << 20


class TableError(InputError):
    """A table that cannot be read."""

    code = "table.unreadable"


def read_table(path: Path) -> dict[str, NDArray[Any]]:
    """The columns of the file, in its order.

    Raises: TableError (`table.unreadable`) where the file is missing, of an unknown kind, not
        UTF-8, broken, or empty.
    """
    kind = _kind_of(path)
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise TableError(f"{path} {what}", hint="name a CSV, Parquet or JSON lines file")
    if kind != ".parquet":
        _check_utf8(path)
    import duckdb

    delim = _delimiter_of(path) if kind in (".csv", ".tsv") else None
    source = READERS[kind].format(delim=delim)
    given = [_literal_glob(path)]
    connection = duckdb.connect(":memory:", config={"threads": "1"})
    try:
        connection.execute("SET TimeZone = 'UTC'")
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}", given).fetchall()
        sorts = {str(name): str(sort) for name, sort, *_ in described}
        # Columns are asked for by place: a hostile name never becomes part of a statement.
        places = ", ".join(f"c{place}" for place in range(len(described)))
        picked = ", ".join(_expression_of(p, s) for p, s in enumerate(sorts.values()))
        query = f"SELECT {picked} FROM {source} AS t({places})"
        columns = list(connection.execute(query, given).fetchnumpy().values())
    except (duckdb.Error, UnicodeDecodeError, MemoryError) as fault:
        raise TableError(
            f"{path.name} cannot be read: {_odd_line(path, delim) or _first_line(fault)}",
            hint="mend it there, or write the table again as Parquet",
        ) from fault
    finally:
        connection.close()
    pairs = zip(sorts.items(), columns, strict=True)
    table = {name: _plain(column, sort) for (name, sort), column in pairs}
    if not table or not len(next(iter(table.values()))):
        raise TableError(f"{path.name} has no rows", hint="give a table with a row per moment")
    return table


def _kind_of(path: Path) -> str:
    name = path.name.lower()
    bare = name.removesuffix(".gz")
    kind = Path(bare).suffix
    if kind not in READERS or (bare != name and kind == ".parquet"):
        raise TableError(
            f"{path.name} is of no kind that can be read",
            hint=f"name a file ending in {', '.join(READERS)}, or one of the texts with .gz",
        )
    return kind


def _check_utf8(path: Path) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    try:
        for piece in _pieces_of(path):
            decoder.decode(piece)
            line += piece.count(b"\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as fault:
        raise TableError(
            f"{path.name} is not UTF-8, near line {line:,}",
            hint="save it again as UTF-8 (a spreadsheet calls it “CSV UTF-8”)",
        ) from fault
    except (OSError, EOFError) as fault:
        raise TableError(
            f"{path.name} cannot be read: {_first_line(fault)}", hint="check the file"
        ) from fault


def _delimiter_of(path: Path) -> str:
    with _open_text(path) as file:
        header = file.readline(READ_BYTES)
    return max(DELIMITERS, key=header.count)


def _odd_line(path: Path, delim: str | None) -> str | None:
    """Which line of a delimited text does not have the fields that its header has."""
    if delim is None:
        return None
    with _open_text(path) as file:
        rows = csv.reader(file, delimiter=delim)
        try:
            expected = len(next(rows))
            for row in rows:
                if row and len(row) != expected:
                    found = f"{len(row)} field{'s' * (len(row) != 1)}"
                    return f"line {rows.line_num:,} has {found} where the header has {expected}"
        except StopIteration:
            return None
        except csv.Error as fault:
            return f"line {rows.line_num:,}: {fault}"
    return None


def _open_text(path: Path) -> IO[str]:
    if path.name.lower().endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _pieces_of(path: Path) -> Iterator[bytes]:
    with gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb") as file:
        while piece := file.read(READ_BYTES):
            yield piece


def _literal_glob(path: Path) -> str:
    # DuckDB reads a path as a pattern: a bracket in a file's name must stand for itself.
    text = str(path.resolve())
    return "".join(f"[{sign}]" if sign in "[*?" else sign for sign in text)


def _expression_of(place: int, sort: str) -> str:
    if sort == "BOOLEAN":
        return f"c{place}"
    if sort == "TIMESTAMP WITH TIME ZONE":
        # A cast would be pushed into the reader, which forgets the offset (DuckDB 2.0).
        return f"make_timestamp(epoch_us(c{place})) AS c{place}"
    if sort in INTEGERS:
        target = "BIGINT"
    elif sort in REALS or sort.startswith("DECIMAL"):
        target = "DOUBLE"
    elif sort == "DATE" or sort.startswith("TIMESTAMP"):
        target = "TIMESTAMP"
    else:
        target = "VARCHAR"
    return f"CAST(c{place} AS {target}) AS c{place}"


def _plain(column: Any, sort: str) -> NDArray[Any]:
    values: NDArray[Any] = np.ma.getdata(column)
    empty: NDArray[np.bool_] = np.ma.getmaskarray(column)
    if values.dtype.kind == "O":
        return _texts(values, empty)
    if values.dtype.kind == "M":
        instants = values.astype("datetime64[us]")
        instants[empty] = np.datetime64("NaT")
        return instants
    if not empty.any():
        return values.astype(np.bool_) if sort == "BOOLEAN" else values
    if values.dtype.kind == "i" and np.abs(values[~empty]).max(initial=0) > EXACT_INTEGER:
        return _texts(values, empty)
    filled = values.astype(np.float64)
    filled[empty] = np.nan
    return filled


def _texts(values: NDArray[Any], empty: NDArray[np.bool_]) -> NDArray[Any]:
    texts = np.empty(len(values), dtype=object)
    for row, value in enumerate(values.tolist()):
        texts[row] = None if empty[row] or value is None else str(value)
    return texts


def _first_line(fault: BaseException) -> str:
    lines = [line.strip() for line in str(fault).splitlines() if line.strip()]
    return lines[0][:300] if lines else type(fault).__name__
