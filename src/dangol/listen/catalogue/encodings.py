"""Bytes to text, in the encoding that a shop's file is really in."""

import codecs
import io
from collections.abc import Generator
from contextlib import contextmanager
from typing import BinaryIO, TextIO

from dangol.terms.errors import InputError
from dangol.terms.languages import Language

MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
"""Formats that cannot be read piece by piece (JSON, HTML, YAML) are taken up to this size."""


class TooLargeError(InputError):
    """A document that must be read whole, and is too large for it."""

    code = "catalogue.too_large"

    def __init__(self) -> None:
        super().__init__(
            f"the document is larger than {MAX_DOCUMENT_BYTES // 1024 // 1024} MB",
            hint="split it, or use a feed that is read row by row (CSV, TSV, XML, JSON lines)",
        )


_OLD_ENCODINGS = {Language.KO: "cp949", Language.JA: "cp932"}
_CHUNK = 1 << 20


@contextmanager
def opened_text(source: BinaryIO, language: Language | None) -> Generator[TextIO]:
    """The source as text with its line ends kept, in the encoding that it is in.

    A byte order mark decides; else UTF-8 if all of it is; else the old encoding of the language
    (CP949 for Korean, CP932 for Japanese) if all of it is; else Windows-1252, else Latin-1.
    """
    if not source.seekable():
        source = io.BytesIO(source.read())
    start = source.tell()
    mark = source.read(4)
    source.seek(start)
    encoding = _marked_encoding(mark) or _fitting_encoding(source, start, language)
    text = io.TextIOWrapper(source, encoding=encoding, errors="replace", newline="")
    try:
        yield text
    finally:
        text.detach()


def _marked_encoding(mark: bytes) -> str | None:
    if mark.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return None


def _fitting_encoding(source: BinaryIO, start: int, language: Language | None) -> str:
    old = _OLD_ENCODINGS.get(language) if language else None
    for encoding in ("utf-8", old, "cp1252"):
        if encoding and _fits(source, encoding):
            source.seek(start)
            return encoding
        source.seek(start)
    return "latin-1"


def _fits(source: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := source.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def read_document(source: BinaryIO, language: Language | None) -> str:
    """The whole of a document as text.

    Raises: TooLargeError (`catalogue.too_large`).
    """
    whole = source.read(MAX_DOCUMENT_BYTES + 1)
    if len(whole) > MAX_DOCUMENT_BYTES:
        raise TooLargeError
    with opened_text(io.BytesIO(whole), language) as text:
        return text.read()
