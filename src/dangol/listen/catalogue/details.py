"""What a shop says of a product beyond name and price: what it is made of, how it is cared for and
how it falls, and what it measures in each size.

Feeds have no one name for these. They are read under the names that shops give them, and a size
table from JSON or from a plain table: a line for each size, the first line naming the columns.

    사이즈 | 총장 | 가슴단면 | 키      | 몸무게
    S      | 62   | 48       | 150-160 | 43-50
"""

import re
from collections.abc import Callable
from typing import cast

import msgspec

from dangol.listen.catalogue.plaintext import one_line, plain_text

MAX_SHEET = 2_000
MAX_NAME = 40
MAX_SIZES = 40
MAX_MEASURES = 12
MAX_TABLE = 20_000
MAX_CM = 1_000
MAX_BODY = 300
"""No height in centimetres and no weight in kilograms is more."""


class SizeRow(msgspec.Struct, frozen=True):
    """One size: what it measures lying flat, and whom it suits."""

    size: str
    cm: tuple[float, ...]
    """In the order of the table's measures."""
    height_cm: tuple[int, int] | None = None
    """From and to, both included; None where a size has nothing to do with height and weight."""
    weight_kg: tuple[int, int] | None = None


class SizeTable(msgspec.Struct, frozen=True):
    """What a product measures in each of its sizes."""

    measures: tuple[str, ...]
    rows: tuple[SizeRow, ...]

    def sizes_for(self, height_cm: float, weight_kg: float) -> tuple[str, ...]:
        """The sizes recommended for that body, smallest first; none where the table has none.

        Weight decides and height narrows it down; where the two disagree, weight alone stands.
        """
        fitting = [row for row in self.rows if _holds(row.weight_kg, weight_kg)]
        both = [row for row in fitting if _holds(row.height_cm, height_cm)]
        return tuple(row.size for row in both or fitting)

    def row_of(self, size: str) -> SizeRow | None:
        """The row of a size, however its letters are written."""
        for row in self.rows:
            if row.size.casefold() == size.casefold():
                return row
        return None


class Details(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a shop says of a product beyond its feed. Empty where it says nothing."""

    about: str = ""
    material: str = ""
    care: str = ""
    fit: str = ""
    size_table: SizeTable | None = None


NOTHING = Details()
DETAIL_NAMES = {
    "material": ("material", "fabric", "소재", "素材"),
    "care": ("care", "washing", "care_instructions", "세탁", "세탁방법", "お手入れ", "洗濯"),
    "fit": ("fit", "fit_note", "핏", "착용감", "着用感", "シルエット"),
    "size_table": ("size_table", "size_chart", "사이즈표", "실측사이즈", "サイズ表"),
}
"""Under which names a feed may say each."""


def parse_details(value_of: Callable[[str], object]) -> Details | None:
    """What the feed says under any of the names; None where it says nothing.

    A size table that cannot be read is left out, as if it had not been there.
    """

    def first_of(field: str) -> object:
        found = (value_of(name) for name in DETAIL_NAMES[field])
        return next((value for value in found if value not in (None, "")), None)

    def text_of(field: str) -> str:
        value = first_of(field)
        return plain_text(value, MAX_SHEET) if isinstance(value, str) else ""

    found = Details(
        material=text_of("material"),
        care=text_of("care"),
        fit=text_of("fit"),
        size_table=parse_size_table(first_of("size_table")),
    )
    return None if found == NOTHING else found


def parse_size_table(value: object) -> SizeTable | None:
    """The size table that a feed's JSON, or its plain table, says; None where it says none."""
    if isinstance(value, str):
        text = value[:MAX_TABLE].strip()
        if not text.startswith("{"):
            return _table_of_lines(text)
        try:
            value = cast(object, msgspec.json.decode(text))
        except (msgspec.DecodeError, RecursionError):
            return None
    try:
        table = msgspec.convert(value, SizeTable)
    except (msgspec.ValidationError, RecursionError):
        return None
    return _checked(table)


_HEIGHT = frozenset(("height", "키", "신장", "身長"))
_WEIGHT = frozenset(("weight", "몸무게", "체중", "体重"))
_UNIT = re.compile(r"\s*[\(\[（]?\s*(?:cm|kg|㎝|㎏)\s*[\)\]）]?\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,2})?")
_RANGE = re.compile(r"(\d{1,3})\s*(?:[-–—~〜～]|to)\s*(\d{1,3})")


def _table_of_lines(text: str) -> SizeTable | None:
    lines = [line for line in re.split(r"[\n;]+", text.replace("\r", "\n")) if line.strip()]
    cells = [_cells_of(line) for line in lines[: MAX_SIZES + 1]]
    if len(cells) < 2 or len(cells[0]) < 2:
        return None
    heads = [_UNIT.sub("", head) for head in cells[0]]
    measured = [
        place
        for place, head in enumerate(heads)
        if place and head.casefold() not in _HEIGHT | _WEIGHT
    ]
    rows: list[SizeRow] = []
    for row in cells[1:]:
        if len(row) != len(heads):
            return None
        cm = [_number(row[place]) for place in measured]
        if None in cm:
            return None
        body: dict[str, tuple[int, int] | None] = {"height": None, "weight": None}
        for place, head in enumerate(heads):
            if head.casefold() in _HEIGHT:
                body["height"] = _range(row[place])
            elif head.casefold() in _WEIGHT:
                body["weight"] = _range(row[place])
        told = tuple(value for value in cm if value is not None)
        rows.append(SizeRow(row[0], told, body["height"], body["weight"]))
    return _checked(SizeTable(tuple(heads[place] for place in measured), tuple(rows)))


def _cells_of(line: str) -> list[str]:
    mark = next((one for one in "|\t," if one in line), "|")
    return [one_line(cell, MAX_NAME) for cell in line.strip().strip("|").split(mark)]


def _number(cell: str) -> float | None:
    found = _NUMBER.fullmatch(_UNIT.sub("", cell))
    return float(found[0]) if found else None


def _range(cell: str) -> tuple[int, int] | None:
    found = _RANGE.fullmatch(_UNIT.sub("", cell))
    return (int(found[1]), int(found[2])) if found else None


def _checked(table: SizeTable) -> SizeTable | None:
    """The table as words that may be said, or None where it is none."""
    measures = tuple(plain_text(name, MAX_NAME) for name in table.measures[: MAX_MEASURES + 1])
    rows = tuple(
        msgspec.structs.replace(row, size=plain_text(row.size, MAX_NAME))
        for row in table.rows[: MAX_SIZES + 1]
    )
    is_table = (
        0 < len(rows) <= MAX_SIZES
        and len(measures) <= MAX_MEASURES
        and all(measures)
        and len({row.size.casefold() for row in rows}) == len(rows)
        and all(_is_row(row, len(measures)) for row in rows)
        and bool(measures or any(row.weight_kg for row in rows))
    )
    return SizeTable(measures, rows) if is_table else None


def _is_row(row: SizeRow, measures: int) -> bool:
    bodies = [bounds for bounds in (row.height_cm, row.weight_kg) if bounds is not None]
    return (
        bool(row.size)
        and len(row.cm) == measures
        and all(0 < value < MAX_CM for value in row.cm)
        and all(0 < low <= high <= MAX_BODY for low, high in bodies)
    )


def _holds(bounds: tuple[int, int] | None, value: float) -> bool:
    # Bounds are whole: 58.4 kg still belongs to "50-58".
    return bounds is not None and bounds[0] <= round(value) <= bounds[1]
