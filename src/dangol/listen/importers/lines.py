"""A stream of bytes as lines, in a memory that no file can make larger."""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from dangol.listen.importers.rows import BadRow, Block
from dangol.terms.errors import InputError

LINE_LIMIT_BYTES = 500_000
CHUNK_BYTES = 128 * 1024
"""Below the limit, so that only the first line of a chunk can be too long."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes] | BadRow]:
    """Every line that is not blank, with its number from 1 and without its line feed.

    A line over 500,000 bytes is a bad row. A stream that breaks (a damaged archive) ends in a bad
    row, after all lines that could be read.
    """
    for block in read_blocks(stream):
        if isinstance(block, BadRow):
            yield block
        else:
            yield from zip(block.lines, block.raws, strict=True)


def read_blocks(stream: BinaryIO) -> Iterator[Block | BadRow]:
    """The lines of `read_lines`, each block those that were read together."""
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
        lines = _split(chunk)
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
        places = range(number + 1, number + 1 + len(lines))
        number += len(lines)
        if b"" in lines or any(map(bytes.isspace, lines)):
            places = [place for place, line in zip(places, lines, strict=True) if line.strip()]
            lines = [line for line in lines if line.strip()]
        if lines:
            yield Block(places, lines)
    if number == 0:
        begun = begun.removeprefix(BYTE_ORDER_MARK)
    if is_too_long:
        yield _too_long(number + 1, begun)
    elif begun and not begun.isspace():
        yield Block([number + 1], [begun])


def _split(chunk: bytes) -> list[bytes]:
    """As `chunk.split(b"\\n")`, which looks at every byte by itself: 3% of a rehearsal."""
    lines = BytesIO(chunk).readlines()
    last = b"" if lines[-1].endswith(b"\n") else lines.pop()
    lines = [line[:-1] for line in lines]
    lines.append(last)
    return lines


def _too_long(number: int, line: bytes) -> BadRow:
    reason = f"the line is longer than {LINE_LIMIT_BYTES:,} bytes"
    return BadRow(number, reason, line[:LINE_LIMIT_BYTES])
