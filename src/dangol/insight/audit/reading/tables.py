"""The grids of a document: its tables, and its lists that read like one."""

import re

import msgspec

from dangol.insight.audit.interval import total_of
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.document import Document, RawCell, RawTable
from dangol.insight.audit.reading.figures import Figure, read_figures
from dangol.insight.audit.reading.grid import BLANKS, Cell, Grid, Head
from dangol.insight.audit.reading.units import (
    DAYS,
    PERCENT,
    POINTS,
    TIMES,
    Unit,
    caption_unit,
    unit_of,
)

WORDY = 28
"""Letters that may stand beside a value in a table of names and values."""
MAX_ROWS = 2_000
"""A longer table is data and no table of a paper: it is left out."""


_MARKS = re.compile(r"[*†‡§¹²³⁴⁵]+|\[\^?[0-9a-z]+\]|※[0-9]*|\s(?:[0-9]\))|注[0-9]*")


def read_grids(document: Document) -> list[Grid]:
    """The tables of the document, and its lists that read like tables."""
    prose = document.proses()
    found = (
        (_grid_of_list if table.is_list else _grid_of_table)(table, prose[table.section])
        for table in document.tables
        if len(table.rows) <= MAX_ROWS
    )
    is_cut = any(words.CUT.search(one.text) for one in document.sentences)
    return [
        _with_unnamed_totals(msgspec.structs.replace(grid, says_cut=is_cut))
        for grid in found
        if grid is not None
    ]


def _with_unnamed_totals(grid: Grid) -> Grid:
    """The grid with its last or first row and column called a total where they are the sum."""
    labels = _with_unnamed_total(grid)
    heads = _with_unnamed_total(grid.turned())
    return msgspec.structs.replace(grid, labels=labels, heads=heads)


def _with_unnamed_total(view: Grid) -> tuple[Head, ...]:
    labels = view.labels
    if len(labels) < 3 or any(not one.is_part and not one.is_of_which for one in labels):
        return labels
    for at in (len(labels) - 1, 0):
        agree = differ = 0
        for column, head in enumerate(view.heads):
            cells = [row[column].figure for row in view.cells]
            told = [one for one in cells if one is not None]
            if head.is_rate or head.is_growth or head.is_rank or len(told) < len(cells):
                continue
            if len({one.unit for one in told}) > 1 or told[0].unit in (PERCENT, POINTS, TIMES):
                continue
            parts = [one for row, one in enumerate(told) if row != at and labels[row].is_part]
            if any(one.value < 0 for one in told) or sum(one.value > 0 for one in parts) < 2:
                continue
            sums = sum(one.value for one in parts)
            fits = total_of(one.interval for one in parts).meets(told[at].interval)
            if len(view.heads) == 1 and all(one.is_whole for one in told):
                fits = sums == told[at].value
            agree, differ = agree + fits, differ + (not fits)
        # Two parts that add to a third by chance are rare, but not so rare in one column alone.
        if agree >= (2 if len(labels) < 4 else 1) and not differ:
            named = msgspec.structs.replace(labels[at], is_weak_total=True)
            return (*labels[:at], named, *labels[at + 1 :])
    return labels


def _head(text: str, line: int, *, is_numeric: bool = False) -> Head:
    bare = text.strip()
    is_total = bool(words.TOTAL.search(bare))
    return Head(
        bare,
        line,
        is_total=is_total,
        is_weak_total=not is_total and bool(words.WEAK_TOTAL.search(bare)),
        is_rate=bool(words.RATE.search(bare)) and not (is_total and len(bare) < 4),
        is_growth=bool(words.GROWTH.search(bare)),
        is_rank=bool(words.RANK_HEAD.search(bare)),
        is_numeric=is_numeric,
        is_of_which=bool(words.OF_WHICH.search(bare)),
    )


def read_cell(text: str, most: int = 10) -> tuple[Figure | None, Figure | None]:
    """The one figure that a cell says in at most so many other letters, and its percentage."""
    bare = _MARKS.sub(" ", text).strip()
    if not bare or len(bare) > 60:
        return None, None
    figures = list(read_figures(bare))
    if not 1 <= len(figures) <= 2:
        return None, None
    first = figures[0]
    rest = bare[: first.start] + bare[first.end :]
    if len(figures) == 2:
        second = figures[1]
        between = bare[first.end : second.start].strip()
        if not between.startswith(("(", "/", "·", ",")) or second.unit != PERCENT:
            return None, None
        if len(bare[: first.start].strip()) > 4:
            return None, None
        return first, second
    if re.search(r"[0-9]", rest) or len(rest.strip(" ()")) > most:
        return None, None
    if re.fullmatch(r"\(.*\)", bare) and first.value > 0 and not first.is_signed:
        first = msgspec.structs.replace(first, value=-first.value, is_signed=True)
    return first, None


def in_unit(figure: Figure | None, *units: Unit) -> Figure | None:
    """The figure in the first unit that is given, where it names none itself."""
    if figure is None or figure.unit in (PERCENT, POINTS, TIMES):
        return figure
    for unit in units:
        if not unit.name and unit.factor == 1.0:
            continue
        if figure.unit and unit.name and figure.unit != unit.name:
            return figure
        factor = unit.factor if figure.scale == 1.0 else 1.0
        return msgspec.structs.replace(
            figure,
            unit=figure.unit or unit.name,
            value=figure.value * factor,
            step=figure.step * factor,
            scale=figure.scale * factor,
        )
    return figure


def _grid_of_table(table: RawTable, prose: str) -> Grid | None:
    width = len(table.head)
    rows = [row for row in table.rows if len(row) == width]
    if width < 2 or not rows:
        return None
    numeric = [at > 0 and _is_numeric([row[at] for row in rows]) for at in range(width)]
    if width == 2 and not numeric[1]:  # names and values, of which some are figures
        numeric[1] = any(read_cell(row[1].text, WORDY)[0] is not None for row in rows)
    if not any(numeric):
        return None
    labelled = [at for at in range(width) if not numeric[at]]
    named = [at for at in labelled if not words.RANK_HEAD.search(table.head[at].text)] or [0]
    first = named[0]
    # Further words before the first figure belong to the label: 女性 | 20〜39歳.
    until = next(at for at in range(width) if numeric[at])
    leading = [at for at in named if at < until] or [first]
    shown = [at for at in range(width) if numeric[at]]
    caption = caption_unit(table.caption)
    labels: list[Head] = []
    lines: list[list[Cell]] = []
    seconds = [
        sum(read_cell(row[at].text)[1] is not None for row in rows) * 2 > len(rows)
        for at in range(width)
    ]
    for row in rows:
        label = " ".join(dict.fromkeys(row[at].text for at in leading if row[at].text)).strip()
        own = unit_of(label)
        labels.append(_label(label, row, leading))
        line: list[Cell] = []
        for at in shown:
            figure, second = read_cell(row[at].text, WORDY if width == 2 else 10)
            units = (own, unit_of(table.head[at].text), caption)
            line.append(Cell(row[at].text, row[at].line, in_unit(figure, *units)))
            if seconds[at]:
                line.append(Cell(second.text if second else "", row[at].line, second))
        lines.append(line)
    heads: list[Head] = []
    for at in shown:
        cell = table.head[at]
        heads.append(_head(cell.text, cell.line, is_numeric=True))
        if seconds[at]:
            told = [read_cell(row[at].text)[1] for row in rows]
            heads.append(
                Head(
                    f"{cell.text} %",
                    cell.line,
                    is_rate=True,
                    is_numeric=True,
                    is_growth=any(one is not None and one.is_signed for one in told),
                )
            )
    corner = table.head[first].text
    return Grid(
        tuple(heads),
        tuple(labels),
        tuple(map(tuple, lines)),
        table.section,
        table.caption,
        prose,
        corner=corner,
    )


def _label(label: str, row: tuple[RawCell, ...], leading: list[int]) -> Head:
    heads = [_head(row[at].text, row[at].line, is_numeric=True) for at in leading if row[at].text]
    whole = _head(label, row[0].line, is_numeric=True)
    if any(one.is_total for one in heads):
        return msgspec.structs.replace(whole, is_total=True)
    return whole


def _is_numeric(cells: list[RawCell]) -> bool:
    told = [cell.text for cell in cells if cell.text.strip() not in BLANKS]
    read = sum(read_cell(text)[0] is not None for text in told)
    return read > 0 and read * 2 >= len(told)


def _grid_of_list(table: RawTable, prose: str) -> Grid | None:
    """A list whose items say a name and one figure, or a figure and its percentage."""
    labels: list[Head] = []
    lines: list[tuple[Cell, ...]] = []
    caption = caption_unit(table.caption)
    for (item,) in table.rows:
        figures = list(read_figures(item.text))
        if not 1 <= len(figures) <= 2:
            continue
        label = item.text[: figures[0].start].strip(" :：·—–-　(,、=")
        tail = item.text[figures[-1].end :].strip(" )。.;,、")
        if not label and figures[0].unit == PERCENT and len(tail) <= 40:
            label, tail = tail, ""
        if not label or len(label) > 40 or len(tail) > 14 or re.search(r"[。.;!?]\s", label):
            continue
        second = figures[1] if len(figures) == 2 else None
        if second is not None and PERCENT not in (second.unit, figures[0].unit):
            continue
        if second is not None and figures[0].unit in DAYS:
            continue
        lines.append(
            (
                Cell(figures[0].text, item.line, in_unit(figures[0], caption)),
                Cell(second.text if second else "", item.line, second),
            )
        )
        labels.append(_head(label, item.line, is_numeric=True))
    if len(lines) < 2 or len(lines) * 10 < len(table.rows) * 7:
        return None
    line = lines[0][0].line
    heads = (Head("", line, is_numeric=True), Head("%", line, is_rate=True, is_numeric=True))
    return Grid(
        heads, tuple(labels), tuple(lines), table.section, table.caption, prose, is_list=True
    )
