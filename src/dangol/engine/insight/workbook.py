"""An XLSX workbook becomes rows of text, sheet by sheet.

Read with the standard library and defusedxml alone: shared and inline texts (without the reading
aids that Japanese workbooks carry), numbers as they are shown to be stored, dates as ISO text.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from dangol.engine.tables import TableError

MAX_MEMBER_BYTES = 1 << 30
"""A part of a workbook that unpacks to more is refused: it may be a bomb."""

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

DAY_FORMATS = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
"""Built-in formats that show a date (those above 22 in Korean and Japanese workbooks)."""

BROKEN = (
    *(BadZipFile, zlib.error, EOFError, OSError, RuntimeError),  # the zip, or it is locked
    *(SyntaxError, KeyError, IndexError, ValueError, OverflowError),  # what is in it
)
"""What the reading of a broken workbook raises."""

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_NO_LETTERS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class Workbook:
    """An opened workbook. `sheets` are the names of its sheets in order."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = ZipFile(path)
            self._parts = self._sheet_parts()
            self._is_1904, self._days = self._date_system(), self._day_styles()
            self._shared = self._shared_texts()
        except BROKEN as fault:
            raise self._broken(fault) from fault

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets in the workbook's order."""
        return tuple(self._parts)

    def rows_of(self, sheet: str | None = None) -> Iterator[tuple[int, list[str | None]]]:
        """Each row that holds anything, with its number as the spreadsheet shows it."""
        if sheet is not None and sheet not in self._parts:
            raise TableError(
                f"{self._path.name} has no sheet “{sheet}”",
                hint=f"its sheets are {', '.join(self._parts)}",
            )
        part = self._parts[sheet or next(iter(self._parts))]
        number = 0
        try:
            for element in self._elements(part, "row"):
                number = int(element.get("r") or number + 1)
                cells = self._cells_of(element)
                if any(cell is not None for cell in cells):
                    yield number, cells
        except BROKEN as fault:
            raise self._broken(fault) from fault

    def _broken(self, fault: Exception) -> TableError:
        return TableError(
            f"{self._path.name} is not a workbook that can be read: {str(fault)[:200]}",
            hint="save it again as .xlsx, or as CSV",
        )

    def _member(self, name: str) -> Any:
        if self._zip.getinfo(name).file_size > MAX_MEMBER_BYTES:
            raise ValueError(f"{name} is too large")
        return self._zip.open(name)

    def _tree(self, name: str) -> Any:
        from defusedxml.ElementTree import parse

        with self._member(name) as file:
            return parse(file).getroot()

    def _elements(self, name: str, tag: str) -> Iterator[Any]:
        from defusedxml.ElementTree import iterparse

        with self._member(name) as file:
            for _, element in iterparse(file, events=("end",)):
                if element.tag == MAIN + tag:
                    yield element
                    element.clear()

    def _sheet_parts(self) -> dict[str, str]:
        targets = {
            one.get("Id"): one.get("Target")
            for one in self._tree("xl/_rels/workbook.xml.rels")
            if not str(one.get("TargetMode") or "").lower().startswith("ext")
        }
        parts: dict[str, str] = {}
        for sheet in self._tree("xl/workbook.xml").iter(f"{MAIN}sheet"):
            target = targets[sheet.get(RELATED)]
            parts[sheet.get("name")] = target.lstrip("/") if target[0] == "/" else f"xl/{target}"
        if not parts:
            raise ValueError("it has no sheet")
        return parts

    def _date_system(self) -> bool:
        properties = self._tree("xl/workbook.xml").find(f"{MAIN}workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true")

    def _day_styles(self) -> frozenset[int]:
        """Which cell styles show a date."""
        if "xl/styles.xml" not in self._zip.namelist():
            return frozenset()
        root = self._tree("xl/styles.xml")
        own = {
            int(one.get("numFmtId")): _shows_day(one.get("formatCode") or "")
            for one in root.iter(f"{MAIN}numFmt")
        }
        styles = root.find(f"{MAIN}cellXfs")
        formats = [int(one.get("numFmtId") or 0) for one in (styles if styles is not None else ())]
        return frozenset(
            place for place, one in enumerate(formats) if own.get(one, one in DAY_FORMATS)
        )

    def _shared_texts(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self._zip.namelist():
            return []
        return [_text_of(element) for element in self._elements("xl/sharedStrings.xml", "si")]

    def _cells_of(self, row: Any) -> list[str | None]:
        cells: list[str | None] = []
        for cell in row:
            found = _REFERENCE.fullmatch(cell.get("r") or "")
            place = _column_of(found[1]) if found else len(cells)
            cells.extend([None] * (place + 1 - len(cells)))
            cells[place] = self._value_of(cell)
        return cells

    def _value_of(self, cell: Any) -> str | None:
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            inline = cell.find(f"{MAIN}is")
            return (_text_of(inline) or None) if inline is not None else None
        held = cell.findtext(f"{MAIN}v")
        if held is None or not held:
            return None
        if kind == "s":
            return self._shared[int(held)] or None
        if kind == "b":
            return "true" if held == "1" else "false"
        if kind == "e":
            return None  # an error such as #N/A holds no value
        if kind != "n":
            return held
        if int(cell.get("s") or 0) in self._days:
            return self._day_text(float(held))
        # A spreadsheet stores 0.3 as 0.29999999999999999: its shortest text is what was meant.
        return held if held.lstrip("-").isdigit() else repr(float(held)).removesuffix(".0")

    def _day_text(self, serial: float) -> str:
        epoch = datetime(1904, 1, 1) if self._is_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 a workbook knows no zone
        at = epoch + timedelta(milliseconds=round(serial * 86_400_000))
        return at.date().isoformat() if at.time() == at.min.time() else at.isoformat(" ", "seconds")


def is_workbook(path: Path) -> bool:
    """Whether the file's bytes are those of a zip, which every XLSX is."""
    return zipfile.is_zipfile(path)


def _text_of(element: Any) -> str:
    runs = [element.findtext(f"{MAIN}t") or ""]
    runs += [run.findtext(f"{MAIN}t") or "" for run in element.findall(f"{MAIN}r")]
    return "".join(runs)


def _column_of(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _shows_day(code: str) -> bool:
    bare = _NO_LETTERS.sub("", code.lower())
    return "y" in bare or "d" in bare
