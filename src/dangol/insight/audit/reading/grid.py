"""A table whose figures are read: labels, heads and cells; the same when it is turned."""

import re

import msgspec

from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.figures import Figure
from dangol.insight.audit.reading.units import CURRENCIES, PARENS, PERCENT, POINTS, TIMES

MAX_HEADS = 24
"""Rules between columns are looked for up to so many."""
BLANKS = frozenset({"", "-", "–", "—", "―", "ー", "·", "…", "−", "--"})


class Cell(msgspec.Struct, frozen=True):
    """What stands in one place of a grid."""

    text: str
    line: int
    figure: Figure | None = None
    """With the unit and factor of its head, label or caption."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands here, or only a dash."""
        return self.text.strip() in BLANKS


class Head(msgspec.Struct, frozen=True):
    """The words over a column or before a row, and what they say it is."""

    text: str
    line: int
    is_total: bool = False
    is_weak_total: bool = False
    is_rate: bool = False
    is_growth: bool = False
    is_rank: bool = False
    is_numeric: bool = False
    is_of_which: bool = False

    @property
    def is_part(self) -> bool:
        """Whether it may be one of the parts of a sum."""
        return not (self.is_total or self.is_weak_total or self.is_of_which)


class Grid(msgspec.Struct, frozen=True):
    """Labelled rows under headed columns."""

    heads: tuple[Head, ...]
    labels: tuple[Head, ...]
    cells: tuple[tuple[Cell, ...], ...]
    """By row, then by column."""
    section: int
    caption: str
    prose: str
    """All that the section says in sentences."""
    is_list: bool = False
    is_turned: bool = False
    corner: str = ""
    """What the column of labels is called."""
    says_cut: bool = False
    """Whether the document says that figures are cut off instead of rounded."""

    def column(self, at: int) -> list[Cell]:
        """The cells of a column from the top."""
        return [row[at] for row in self.cells]

    def turned(self) -> "Grid":
        """The same with its rows as columns."""
        cells = tuple(tuple(row[at] for row in self.cells) for at in range(len(self.heads)))
        return msgspec.structs.replace(
            self, heads=self.labels, labels=self.heads, cells=cells, is_turned=not self.is_turned
        )


def is_count(cell: Cell, head: Head, other: Head) -> bool:
    """Whether what the cell says was counted one by one, so that nothing is rounded."""
    figure = cell.figure
    if figure is None or figure.step != 1.0 or figure.scale != 1.0 or figure.is_about:
        return False
    if figure.unit in CURRENCIES or figure.unit in (PERCENT, POINTS, TIMES):
        return False
    if figure.unit in ("ms", "s", "min", "h", "day", "week", "month", "year", "kg", "km", "kWh"):
        return False
    bare = [PARENS.sub("", one.text).strip() for one in (head, other)]
    inner = [found[1] for one in (head, other) for found in PARENS.finditer(one.text)]
    counting = re.compile(r"명|건|개|곳|회|사|社|名|件|人|店|台|冊|回|個")
    return (
        bool(figure.unit and re.fullmatch(counting, figure.unit))
        or any(counting.fullmatch(one.strip()) for one in inner)
        or any(words.COUNT_HEAD.search(one) for one in bare)
    )


def scope_of(section: int, grids: list[Grid]) -> list[Grid]:
    """The tables that a sentence of the section speaks of: its own, or else the last before it.

    What stands before any table sums up all of them.
    """
    own = [grid for grid in grids if grid.section == section]
    if any(not grid.is_list for grid in own):
        return own
    before = [grid.section for grid in grids if grid.section < section and not grid.is_list]
    if before:
        return own + [grid for grid in grids if grid.section == before[-1] and not grid.is_list]
    return own + [grid for grid in grids if grid.section > section and not grid.is_list]
