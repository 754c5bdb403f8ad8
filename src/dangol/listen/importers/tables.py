"""Delimited text as records of fields, one bad record at a time.

A line without a quotation mark is split at once. One with quotation marks goes through Python's
strict `csv` reader, joined with the lines after it where a quoted field holds line feeds. If the
joined lines make no record, only the first of them is bad and the others are read anew, so that a
stray quotation mark costs one row and not the rest of the file.
"""

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from dangol.listen.importers.lines import LINE_LIMIT_BYTES, read_lines
from dangol.listen.importers.rows import BadRow, Record, WrongFormatError


def read_records(
    stream: BinaryIO, *, width: int = 0, delimiter: str = ",", encoding: str = "utf-8"
) -> Iterator[Record | BadRow]:
    """Every row with exactly `width` fields; others, and rows that are no text, are bad rows.

    Shape: with a width of 0 the first row is the header; it comes first and says the width.
    """
    table = _Table(stream, delimiter, encoding)
    while (line := table.next_line()) is not None:
        if isinstance(line, BadRow):
            yield line
            continue
        number, raw = line
        raw = raw.rstrip(b"\r")
        try:
            text = raw.decode(encoding)
        except UnicodeError:
            yield BadRow(number, f"the row is not {encoding.upper()} text", raw)
            continue
        if '"' in text:
            raw, fields = table.read_quoted(line, text, width)
            if fields is None:
                yield BadRow(number, "a quotation mark is out of place or never closed", raw)
                continue
        else:
            fields = text.split(delimiter)
        if b"\0" in raw:
            yield BadRow(number, "the row holds a NUL character", raw)
        elif len(fields) != width and width:
            yield BadRow(number, f"the row has {len(fields)} columns instead of {width}", raw)
        else:
            width = width or len(fields)
            yield number, raw, fields


def read_header(
    records: Iterator[Record | BadRow], required: Sequence[str], kind: str
) -> list[str]:
    """The column names in the first row; the records are then at the second.

    Raises: WrongFormatError, where there is no first row or a required column is not in it.
    """
    first = next(records, None)
    if first is None:
        raise WrongFormatError("the file is empty", hint=_expected(required, kind))
    if isinstance(first, BadRow):
        raise WrongFormatError(
            f"line {first.line} should name the columns, but {first.reason}",
            hint=_expected(required, kind),
        )
    header = [name.strip() for name in first[2]]
    missing = [name for name in required if name not in header]
    if missing:
        raise WrongFormatError(
            f"line {first[0]} does not name the column {', '.join(missing)}",
            hint=_expected(required, kind),
        )
    return header


def _expected(required: Sequence[str], kind: str) -> str:
    return f"the first line of a {kind} file names the columns {', '.join(required)}"


class _Table:
    """The lines still to be read: those put back, then those of the stream."""

    def __init__(self, stream: BinaryIO, delimiter: str, encoding: str) -> None:
        self._lines = read_lines(stream)
        self._put_back: deque[tuple[int, bytes] | BadRow] = deque()
        self._delimiter = delimiter
        self._encoding = encoding

    def next_line(self) -> tuple[int, bytes] | BadRow | None:
        return self._put_back.popleft() if self._put_back else next(self._lines, None)

    def read_quoted(
        self, line: tuple[int, bytes], text: str, width: int
    ) -> tuple[bytes, list[str] | None]:
        """The bytes and fields of the record that begins here; no fields where there is none."""
        raw = line[1].rstrip(b"\r")
        fields = self._split(text)
        if fields is not None or text.count('"') % 2 == 0:
            return raw, fields
        joined = self._join(line)
        if joined is not None:
            whole = b"\n".join(part for _, part in joined).rstrip(b"\r")
            try:
                fields = self._split(whole.decode(self._encoding))
            except UnicodeError:
                fields = None
            if fields is not None and len(fields) == (width or len(fields)):
                return whole, fields
            self._put_back.extendleft(reversed(joined[1:]))
        return raw, None

    def _join(self, line: tuple[int, bytes]) -> list[tuple[int, bytes]] | None:
        """The lines up to the one that closes the quotation, or None, with all put back."""
        joined, size = [line], len(line[1])
        while size <= LINE_LIMIT_BYTES:
            following = self.next_line()
            if following is None:
                break
            if isinstance(following, BadRow):
                self._put_back.appendleft(following)
                break
            joined.append(following)
            size += len(following[1])
            if following[1].count(b'"') % 2:
                return joined
        self._put_back.extendleft(reversed(joined[1:]))
        return None

    def _split(self, text: str) -> list[str] | None:
        try:
            return next(csv.reader([text], delimiter=self._delimiter, strict=True), None)
        except csv.Error:
            return None
