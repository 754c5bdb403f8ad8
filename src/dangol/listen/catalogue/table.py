"""Tables of text, record by record: a broken record costs itself and not the file."""

import csv
from collections.abc import Iterable, Iterator

import msgspec

from dangol.listen.catalogue.product import SkippedRow
from dangol.listen.catalogue.row import raw_of
from dangol.terms.errors import InputError


class MissingColumnsError(InputError):
    """A table without the columns that name a product."""

    code = "catalogue.missing_columns"

    def __init__(self, missing: list[str], format_name: str) -> None:
        super().__init__(
            f"the first line does not name {' and '.join(missing)}",
            hint=f"is this a {format_name} file? Its first line must hold the column names",
        )


class TableRow(msgspec.Struct, frozen=True):
    """One record of a table of text."""

    line: int
    cells: list[str]


def read_table(lines: Iterable[str], delimiter: str) -> Iterator[TableRow | SkippedRow]:
    """Every record that holds anything, with the line on which it begins."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            yield SkippedRow(line, f"the row cannot be read: {fault}; is a quotation mark open?")
            continue
        if any(cell.strip() for cell in cells):
            yield TableRow(line, cells)


def fault_of_width(row: TableRow, columns: int) -> SkippedRow | None:
    """Why a record cannot belong to a table of so many columns; short records are padded."""
    cells = row.cells
    if len(cells) > columns and any(cell.strip() for cell in cells[columns:]):
        reason = f"the row has {len(cells)} cells, the first line {columns}"
    elif len(cells) < columns and "\n" in cells[-1]:
        reason = f"the row ends after {len(cells)} of {columns} cells; is a quotation mark open?"
    else:
        return None
    return SkippedRow(row.line, reason, raw_of(cells))
