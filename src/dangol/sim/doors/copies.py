"""Copies of the worked dossier, one a visitor, in which numbers may be changed.

Nothing is written anywhere: a copy is forgotten when the demo ends, or when many others came after.
"""

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from msgspec import Struct

from dangol.engine.insight.dossier import (
    Built,
    build,
    example_files,
    read_sources,
    with_cell,
)
from dangol.engine.insight.dossier_sheets import Sheet, is_number
from dangol.insight.dossier.changes import ChangeLog, standing_of, with_build
from dangol.insight.dossier.judge import CellPlace

MOST_COPIES = 200
"""The oldest is forgotten beyond that."""
LONGEST_NUMBER = 24
LARGEST = Decimal("1e12")
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Copy(Struct, frozen=True):
    """A visitor's copy: how it stands, and what has changed in it."""

    built: Built
    log: ChangeLog
    changed: Mapping[CellPlace, str]
    """The cells that are not as in the tables, with their texts there."""


class Copies:
    """The copies of all visitors, and the original."""

    def __init__(self, began_on: str, *, most: int = MOST_COPIES) -> None:
        self._most = most
        self._began_on = began_on
        self._lock = Lock()
        self._original: Copy | None = None
        self._copies: OrderedDict[str, Copy] = OrderedDict()

    def original(self) -> Copy:
        """The worked example as it is in the package."""
        with self._lock:
            if self._original is None:
                built = _build_example()
                log = with_build(ChangeLog(), self._began_on, standing_of(built.judgement))
                self._original = Copy(built, log, {})
            return self._original

    def of(self, token: str) -> Copy:
        """The visitor's copy; the original where nothing was changed."""
        with self._lock:
            if token in self._copies:
                self._copies.move_to_end(token)
                return self._copies[token]
        return self.original()

    def change(self, token: str, texts: Mapping[CellPlace, str]) -> Copy:
        """The visitor's copy with these numbers, judged anew; what changed is in its log.

        Raises: KeyError, IndexError, ValueError where a place is none of the tables'.
        """
        original, before = self.original(), self.of(token)
        sources, changed = before.built.sources, dict(before.changed)
        for place, text in texts.items():
            column = sources.sheets[place.table].columns.index(place.column)
            now = sources.sheets[place.table].rows[place.row][column] or ""
            first = original.built.sources.sheets[place.table].rows[place.row][column] or ""
            if _is_same(now, text):
                continue
            is_first = _is_same(first, text)
            sources = with_cell(sources, place, first if is_first else text)
            changed[place] = first
            if is_first:
                del changed[place]
        if sources is before.built.sources:
            return before
        built = build(sources, before.built)
        label = f"{self._began_on} #{len(before.log.builds)}"
        log = with_build(before.log, label, standing_of(built.judgement))
        made = Copy(built, log, changed)
        with self._lock:
            self._copies[token] = made
            self._copies.move_to_end(token)
            while len(self._copies) > self._most:
                self._copies.popitem(last=False)
        return made

    def reset(self, token: str) -> None:
        """The visitor sees the original again."""
        with self._lock:
            self._copies.pop(token, None)


def parse_cell(text: str) -> str | None:
    """The number that was typed, as a table holds it; None where it is none.

    Commas between thousands, full-width digits and a per cent sign are understood.
    """
    plain = unicodedata.normalize("NFKC", text[: 4 * LONGEST_NUMBER]).strip()
    plain = plain.replace("\u2212", "-")
    is_share = plain.endswith("%")
    plain = plain.removesuffix("%").strip()
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    if len(plain) > LONGEST_NUMBER or not re.fullmatch(r"-?\d+(\.\d+)?", plain, re.ASCII):
        return None
    try:
        number = Decimal(plain) / 100 if is_share else Decimal(plain)
    except InvalidOperation:
        return None
    if abs(number) > LARGEST:
        return None
    written = f"{number.normalize():f}" if number else "0"
    return written if is_number(written) else None


def holds_shares(sheets: Mapping[str, Sheet], place: CellPlace) -> bool:
    """Whether the cell's column holds parts of 1: no number is outside, and one has a point."""
    sheet = sheets[place.table]
    column = sheet.columns.index(place.column)
    numbers = [text for row in sheet.rows if (text := row[column]) and is_number(text)]
    return any("." in text for text in numbers) and all(0 <= float(one) <= 1 for one in numbers)


def _is_same(cell: str, typed: str) -> bool:
    """Whether a cell, which may be empty, holds the number that was typed."""
    return bool(cell) and Decimal(cell) == Decimal(typed)


def _build_example() -> Built:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in example_files().items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(content)
        return build(read_sources(folder))
