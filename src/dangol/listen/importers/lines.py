"""A stream of bytes as lines, in a memory that no file can make larger."""

from collections.abc import Iterator
from typing import BinaryIO

from dangol.listen.importers.rows import BadRow
from dangol.terms.errors import InputError

LINE_LIMIT_BYTES = 500_000
CHUNK_BYTES = 256 * 1024
"""Below the limit, so that only the first line of a chunk can be too long."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes] | BadRow]:
    """Every line that is not blank, with its number from 1 and without its line feed.

    A line over 500,000 bytes is a bad row. A stream that breaks (a damaged archive) ends in a bad
    row, after all lines that could be read.
    """
    number = 0
    begun = b""  # of a line whose end has not been read
    is_too_long = False
    while True:
        try:
            chunk = stream.read(CHUNK_BYTES)
        except InputError as fault:
            yield BadRow(number + 1, fault.message, begun)
            return
        if not chunk:
            break
        lines = chunk.split(b"\n")
        if is_too_long:
            if len(lines) == 1:
                continue
            lines[0] = begun
        else:
            lines[0] = begun + lines[0]
        begun = lines.pop()
        if lines and number == 0:
            lines[0] = lines[0].removeprefix(BYTE_ORDER_MARK)
        if lines and (is_too_long or len(lines[0]) > LINE_LIMIT_BYTES):
            number += 1
            yield _too_long(number, lines.pop(0))
        is_too_long = len(begun) > LINE_LIMIT_BYTES
        if b"" not in lines and not any(map(bytes.isspace, lines)):
            yield from enumerate(lines, number + 1)
        else:
            for place, line in enumerate(lines, number + 1):
                if line and not line.isspace():
                    yield place, line
        number += len(lines)
    if number == 0:
        begun = begun.removeprefix(BYTE_ORDER_MARK)
    if is_too_long:
        yield _too_long(number + 1, begun)
    elif begun and not begun.isspace():
        yield number + 1, begun


def _too_long(number: int, line: bytes) -> BadRow:
    reason = f"the line is longer than {LINE_LIMIT_BYTES:,} bytes"
    return BadRow(number, reason, line[:LINE_LIMIT_BYTES])
