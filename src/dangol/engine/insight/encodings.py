"""Which encoding a text file is in: told by its mark, by strictness, or by how ordinary it reads.

UTF-8 is strict enough to be its own proof. What is not UTF-8 is Korean (CP949) or Japanese
(CP932, which Shift_JIS files from Windows are): most bytes are legal in both, so the one that
gives more everyday letters is taken. Korean read as Japanese is a rain of half-width katakana;
Japanese read as Korean is rare syllables that no KS X 1001 text holds.
"""

import codecs
import gzip
import unicodedata
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, NamedTuple, cast

from dangol.engine.tables import TableError

READ_BYTES = 1 << 20
SAMPLE_BYTES = 1 << 18
BEFORE_BYTES = 1 << 12
"""How much is looked at before the first letter that is not UTF-8."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LEGACY = ("cp949", "cp932")
MIN_EASE = 0.3
"""With fewer everyday letters than this it is some other encoding, read by force."""


def encoding_of(path: Path) -> str:
    """The name of the encoding that reads the whole file: utf-8, utf-8-sig, utf-16, cp949 or cp932.

    Raises: TableError where none does.
    """
    try:
        state = path.stat()
        return _encoding_of(path, state.st_mtime_ns, state.st_size)
    except (OSError, EOFError, zlib.error) as fault:
        raise TableError(f"{path.name} cannot be read: {fault}", hint="check the file") from fault


@lru_cache(maxsize=16)
def _encoding_of(path: Path, _changed_at: int, _size: int) -> str:
    """The same, read once while the file stays as it is."""
    with open_bytes(path) as file:
        begins = file.read(SAMPLE_BYTES)
    marked = next((name for mark, name in MARKS if begins.startswith(mark)), None)
    fault = _first_fault(path, marked or "utf-8")
    if fault is None:
        return marked or "utf-8"
    with open_bytes(path) as file:
        file.seek(max(0, fault.offset - BEFORE_BYTES))
        sample = file.read(SAMPLE_BYTES)
    ease = {name: _ease(sample, name) for name in LEGACY}
    for name in sorted(LEGACY, key=lambda name: -ease[name]):
        if ease[name] >= MIN_EASE and _first_fault(path, name) is None:
            return name
    raise TableError(
        f"{path.name} is neither UTF-8 nor CP949 nor Shift_JIS, near line {fault.line}",
        hint="save it again as UTF-8 (a spreadsheet calls it “CSV UTF-8”)",
    )


def open_bytes(path: Path) -> IO[bytes]:
    """The file's bytes, unzipped where its name ends in .gz."""
    if path.name.lower().endswith(".gz"):
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def open_lines(path: Path, encoding: str) -> IO[str]:
    """The file's text with its line ends as they are, for `csv`."""
    if path.name.lower().endswith(".gz"):
        return gzip.open(path, "rt", encoding=encoding, newline="")
    return path.open(encoding=encoding, newline="")


class _Fault(NamedTuple):
    """Near which line and byte a file is not of an encoding."""

    line: int
    offset: int


def _first_fault(path: Path, name: str) -> _Fault | None:
    decoder = codecs.getincrementaldecoder(name)()
    has_ascii = name != "utf-16"
    read: list[int] = []
    try:
        for piece in _pieces(path):
            # What is ASCII is so in all of them, unless a letter began in the piece before.
            if not (has_ascii and piece.isascii() and not decoder.getstate()[0]):
                decoder.decode(piece)
            read.append(len(piece))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as fault:
        before = sum(piece.count(b"\n") for piece, _ in zip(_pieces(path), read, strict=False))
        line = 1 + before + fault.object[: fault.start].count(b"\n")
        return _Fault(line, sum(read) + fault.start)
    return None


def _pieces(path: Path) -> Iterator[bytes]:
    with open_bytes(path) as file:
        while piece := file.read(READ_BYTES):
            yield piece


def _ease(sample: bytes, name: str) -> float:
    """The share of everyday letters among all that is not ASCII, read in that encoding."""
    signs = [sign for sign in sample.decode(name, errors="replace") if sign > "\x7f"]
    letters = [sign for sign in signs if unicodedata.category(sign)[0] not in "PZ"]
    if not letters:
        return 0.5
    everyday = _is_korean if name == "cp949" else _is_japanese
    return sum(map(everyday, letters)) / len(letters)


def _is_korean(sign: str) -> bool:
    if not "가" <= sign <= "힣":
        return False
    try:
        sign.encode("euc_kr")
    except UnicodeEncodeError:
        return False
    return True


def _is_japanese(sign: str) -> bool:
    return "぀" <= sign <= "ヿ" or "一" <= sign <= "鿿" or sign in "ー々"
