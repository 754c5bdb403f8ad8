"""Which cells a figure comes from, found by trying: those that change it when they change."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from dangol.engine.insight.asking import Asked, Desk
from dangol.engine.insight.dossier_sheets import KEPT_ROWS, Sheet, is_number
from dangol.insight.dossier.judge import CellPlace

MOST_TRIED = 400
"""Cells that are tried for one figure; with more of them, none is marked."""


def cells_of(
    query: str, asked: Asked, value: float | None, sheets: Mapping[str, Sheet], desk: Desk
) -> tuple[CellPlace, ...]:
    """The cells with numbers that change the figure when they change a little.

    Where there is no figure because a cell is empty: the empty ones that would give one.
    """
    if any(sheets[name].count > KEPT_ROWS for name in asked.tables):
        return ()
    candidates = [
        (CellPlace(name, row, column), cells[at])
        for name in asked.tables
        for at, column in enumerate(sheets[name].columns)
        if (asked.has_star or column.lower() in asked.columns) and _holds_numbers(sheets[name], at)
        for row, cells in enumerate(sheets[name].rows)
        if (is_number(cells[at]) if value is not None else not cells[at])
    ]
    if len(candidates) > MOST_TRIED:
        return ()
    telling: list[CellPlace] = []
    for place, text in candidates:
        number = float(text) if text else 0.5
        for moved in (number * 1.01 + 0.0001, number * 0.99 - 0.0001):
            desk.put(place.table, _moved(sheets[place.table], place, moved))
            if desk.run(query).value not in (value, None):
                telling.append(place)
                break
        desk.put(place.table, sheets[place.table].typed)
    return tuple(telling)


def _moved(sheet: Sheet, place: CellPlace, number: float) -> Any:
    pa: Any = import_module("pyarrow")

    at = sheet.columns.index(place.column)
    values = sheet.typed.column(at).to_pylist()
    values[place.row] = number
    floats = [None if value is None else float(value) for value in values]
    column = pa.array(floats, type=pa.float64())
    return sheet.typed.set_column(at, place.column, column)


def _holds_numbers(sheet: Sheet, at: int) -> bool:
    """Whether the column holds numbers, or nothing yet."""
    types: Any = import_module("pyarrow").types
    column = sheet.typed.column(at)
    kind = column.type
    is_number = types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind)
    return is_number or column.null_count == len(column)
