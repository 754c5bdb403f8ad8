"""The same quantity with two values in a sentence and in the cell whose row and column it names.

A figure that some cell, sum or difference of the tables explains is left alone. Of the others, one
is told that stands where its row and column are named, is close to what the cell says, or its
digits turned, and has no word beside it that makes it another quantity.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

import msgspec

from dangol.insight.audit.finding import Finding
from dangol.insight.audit.kinds.twice_tables import may_be_stale, twice_finding
from dangol.insight.audit.reading.contexts import (
    CHANGED,
    are_slips,
    are_turned,
    content_words,
    marks_of,
    other_senses,
)
from dangol.insight.audit.reading.dates import read_periods
from dangol.insight.audit.reading.document import Sentence
from dangol.insight.audit.reading.figures import Figure, read_figures
from dangol.insight.audit.reading.grid import Cell, Grid
from dangol.insight.audit.reading.naming import bare, named_heads, near_heads
from dangol.insight.audit.reading.times import is_time
from dangol.insight.audit.reading.units import DAYS, PERCENT, POINTS, SECONDS, TIMES

MOST_COMBINED = 16
"""Rows or columns of which sums and differences of two are formed."""


_DEFINED = re.compile(r"정의|定義|\bdefin", re.IGNORECASE)
"""That a section tells apart what one word may mean."""


class Place(msgspec.Struct, frozen=True):
    """A cell that the words about a figure name."""

    grid: Grid
    row: int
    column: int
    is_total: bool = False
    """No row is named, or not by its whole name: it is that of all."""

    @property
    def cell(self) -> Cell:
        """What stands there."""
        return self.grid.cells[self.row][self.column]

    @property
    def subject(self) -> str:
        """Its row and column, in the document's words."""
        return f"{self.grid.labels[self.row].text} · {self.grid.heads[self.column].text}"


def check_text_against_tables(
    sentence: Sentence, grids: list[Grid], title: frozenset[str], prose: str
) -> list[Finding]:
    """Every figure of the sentence that a table shows otherwise for the same row and column."""
    if sentence.is_heading or _DEFINED.search(prose):
        return []
    found: list[Finding] = []
    figures = read_figures(sentence.text)
    for at, figure in enumerate(figures):
        line = sentence.line_at(figure.start)
        if not _is_told(figure):
            continue
        lead, tail = _words_about(sentence.text, figures, at)
        if re.match(r"\s?(?:에서|から|이던|だった(?=[^。、])|→|\bto\b)", tail):
            continue  # what it was before
        places = [
            place
            for grid in grids
            for place in _places(grid, lead, tail, figure)
            if place.cell.line != line and _is_meant(place, sentence, lead, tail, title)
        ]
        is_explained = appears(figure, grids, line) or _is_worked_out(figure, places)
        if not is_explained and (total := _turned_total(figure, sentence, grids)) is not None:
            places = [total]
        elif is_explained:  # but not where it stands: 가는 120건 of a table that gives 120 to 나
            places = [p for p in places if _is_right_behind(lead, tail, p)]
        if any(p.cell.figure and agrees(p.cell.figure, figure) for p in places):
            continue
        near = [p for p in places if _is_near(figure, p)]
        # A price a month and a year: of several columns the one is meant that was mistyped.
        if len(places) > len(near):
            near = [p for p in near if p.cell.figure and are_slips(figure, p.cell.figure)]
        if near and len({p.cell.text for p in near}) == 1:
            (cell, head) = (near[0].cell, near[0].grid.heads[near[0].column])
            subject, lines = near[0].subject, (cell.line, head.line)
            found.append(twice_finding(line, figure.text, cell.text, subject, lines))
    return found


def _is_told(figure: Figure) -> bool:
    if not figure.is_plain or figure.unit in (TIMES, POINTS) or figure.is_signed:
        return False
    return figure.value >= 10 * figure.step or figure.unit in (*DAYS, *SECONDS, "workday")


_PARTED = re.compile(
    r"[;。]|\.\s|그\s?중|중에서|이 가운데|가운데|うち|of which|지만|반면|하지만|\bwhile\b|"
    r"\bbut\b|\bwhereas\b"
)


def _words_about(text: str, figures: tuple[Figure, ...], at: int) -> tuple[str, str]:
    """The words before a figure, back to the last of its unit, and those behind it."""
    figure = figures[at]
    # A number within a name (95백분위, 2.8.0) ends nothing; one of the same unit does.
    start = max((f.end for f in figures[:at] if f.unit == figure.unit), default=0)
    lead = _PARTED.split(text[max(start, figure.start - 48) : figure.start])[-1]
    end = figures[at + 1].start if at + 1 < len(figures) else len(text)
    return lead, re.split(r"[,、。;]|\.\s", text[figure.end : min(end, figure.end + 32)])[0]


def _turned_total(figure: Figure, sentence: Sentence, grids: list[Grid]) -> Place | None:
    """The total whose digits the figure turns, where the sentence speaks of it or of its money."""
    if len(re.sub(r"[^0-9]", "", figure.text)) < 3:
        return None
    said = content_words(sentence.text)
    places = [
        Place(grid, row, column)
        for grid in grids
        for row, label in enumerate(grid.labels)
        for column, head in enumerate(grid.heads)
        if (label.is_total or label.is_weak_total or head.is_total or head.is_weak_total)
        and (cell := grid.cells[row][column]).figure is not None
        and cell.figure.is_plain
        and are_comparable(figure, cell.figure)
        and are_turned(figure, cell.figure)
        and 0.5 <= figure.value / (cell.figure.value or 1) <= 2
        and (figure.is_money or said & content_words(f"{head.text} {grid.caption} {label.text}"))
    ]
    return places[0] if len({one.cell.text for one in places}) == 1 else None


def _is_meant(
    place: Place, sentence: Sentence, lead: str, tail: str, title: frozenset[str]
) -> bool:
    """Whether no word makes it another quantity, period, version or group than the cell's."""
    # What follows a Korean or Japanese figure tells of it only where it says a change.
    change = CHANGED.search(tail[:10])
    said = f"{lead} " + (tail if sentence.text.isascii() else change[0] if change else "")
    for name in (bare(one) for one in place.subject.split(" · ")):
        said = said.replace(name, " ") if name else said
    caption = place.grid.caption.replace(sentence.text, "")
    theirs = f"{place.subject} {caption} {place.grid.corner}"
    if not other_senses(said) <= other_senses(theirs):
        return False
    codes = {one for one in marks_of(lead) if not re.fullmatch(r"[mqhy]\w+", one)}
    if codes - marks_of(theirs):
        return False
    named, of = read_periods(lead), read_periods(theirs) | title
    # 7월 802건 is none of a table of August; without any month said it may be.
    return named <= of or not of


def _places(grid: Grid, lead: str, tail: str, figure: Figure) -> Iterator[Place]:
    """The cells of the table that the words about the figure name."""
    rows = _rows_named(grid, lead, tail)
    columns = [c for c in range(len(grid.heads)) if not grid.heads[c].is_growth]
    named = [c for c in named_heads(grid.heads, f"{lead} {tail}") if c in columns]
    close = [] if rows or grid.is_list else near_heads(grid.labels, lead)
    if len(close) == 1 and grid.labels[close[0]].is_part:  # orders, of a row of orders a day
        for column in named if len(named) == 1 else []:
            cell = grid.cells[close[0]][column]
            if cell.figure and are_comparable(figure, cell.figure):
                yield Place(grid, close[0], column, is_total=True)
    if rows:
        columns = named or _unnamed(grid, rows[0], columns, figure)
    else:
        named = named or [c for c in near_heads(grid.heads, _beside(lead, tail)) if c in columns]
        totals = [at for at, one in enumerate(grid.labels) if one.is_total or one.is_weak_total]
        rows, columns = (totals[-1:], named) if len(named) == 1 else ([], [])
        if len(totals) > 1 or grid.is_list:
            return
    is_total = bool(rows) and not grid.labels[rows[0]].is_part
    for row in rows:
        for column in columns:
            cell = grid.cells[row][column]
            if cell.figure and cell.figure.is_plain and are_comparable(figure, cell.figure):
                yield Place(grid, row, column, is_total)


def _rows_named(grid: Grid, lead: str, tail: str) -> list[int]:
    """The row that is named last before the figure, or behind it: 184 seats in Leeds."""
    rows = named_heads(grid.labels, lead)
    if len(rows) > 1:
        low = lead.lower()
        last = max(rows, key=lambda at: low.rfind(bare(grid.labels[at].text).lower()))
        after = low[low.rfind(bare(grid.labels[last].text).lower()) :]
        return [last] if re.search(r"[,、:]|は|은 |는 ", low) and len(after) < 24 else []
    if rows:
        return rows
    found = re.match(r"\s?(?:[a-z-]+ ){0,2}(?:in|at|for|from|by|on|of) (?:the )?(.{2,24})", tail)
    return named_heads(grid.labels, found[1])[:1] if found else []


def _beside(lead: str, tail: str) -> str:
    """The words directly about a figure, that say what is counted."""
    return f"{' '.join(lead.split()[-2:]) if ' ' in lead else lead[-12:]} {tail[:14]}"


def _unnamed(grid: Grid, row: int, columns: list[int], figure: Figure) -> list[int]:
    """The columns that may be meant where none is named: by their unit, or the only one."""
    told = [
        c for c in columns if (one := grid.cells[row][c].figure) and are_comparable(figure, one)
    ]
    same = [c for c in told if figure.unit and _units(grid, c) == {figure.unit}]
    return same or (told if len(told) == 1 else [])


def _units(grid: Grid, column: int) -> set[str]:
    return {cell.figure.unit for cell in grid.column(column) if cell.figure is not None}


def are_comparable(figure: Figure, cell: Figure) -> bool:
    """Whether a figure of a sentence may be what a cell says, by their units."""
    if PERCENT in (figure.unit, cell.unit) or figure.is_money != cell.is_money:
        return figure.unit == cell.unit
    return not (figure.unit and cell.unit and figure.unit != cell.unit)


def _is_near(figure: Figure, place: Place) -> bool:
    cell = place.cell.figure
    if cell is None or not may_be_stale(figure, cell):
        return False
    # The row of all is not named: only a slip of the hand shows that it is meant.
    return not place.is_total or are_slips(figure, cell)


def _is_right_behind(lead: str, tail: str, place: Place) -> bool:
    """Whether the column is said, or alone, and only a particle parts the row's name and figure."""
    name = re.escape(bare(place.grid.labels[place.row].text))
    is_said = place.column in named_heads(place.grid.heads, f"{lead} {tail}")
    return (is_said or len(place.grid.heads) == 1) and bool(
        re.search(
            rf"(?:^|[\s,、「はが]){name}(?:은|는|이|가|は|が|:| is| was| has| had| at| scored)\s?$",
            lead,
            re.IGNORECASE,
        )
    )


def appears(figure: Figure, grids: list[Grid], line: int) -> bool:
    """Whether a cell of the document, or a sum or difference of cells, is what the figure says."""
    for grid in grids:
        if any(
            cell.figure and cell.line != line and agrees(cell.figure, figure)
            for row in grid.cells
            for cell in row
        ):
            return True
        is_inside = grid.cells[0][0].line <= line <= grid.cells[-1][0].line
        if not is_inside and any(
            are_comparable(figure, like)
            and abs(value - figure.value) <= figure.step * 0.501 + like.step
            for value, like in _derived(grid)
        ):
            return True
    return False


def _is_worked_out(figure: Figure, places: list[Place]) -> bool:
    """Whether a percentage is a share, a ratio or a growth that cells of the table give."""
    return figure.unit == PERCENT and any(
        abs(value - figure.value) <= figure.step
        for grid in dict.fromkeys(place.grid for place in places)
        for value in _percentages(grid)
    )


def agrees(cell: Figure, figure: Figure) -> bool:
    """Whether a cell and a figure of a sentence may be one value."""
    if figure.unit and cell.unit and figure.unit != cell.unit:
        return False
    # Far apart at a glance: most are.
    reach = cell.step + figure.step + 0.1 * max(abs(cell.value), abs(figure.value))
    if abs(cell.value - figure.value) > reach:
        return False
    return abs(cell.value - figure.value) < 0.4999 * (cell.step + figure.step)


@lru_cache(maxsize=64)
def _derived(grid: Grid) -> tuple[tuple[float, Figure], ...]:
    """The sums of columns and rows, and sums and differences of two of their cells."""
    found: list[tuple[float, Figure]] = []
    for view in (grid, grid.turned()):
        for at in range(len(view.heads)):
            told = [
                c.figure
                for c, label in zip(view.column(at), view.labels, strict=True)
                if c.figure and (label.is_part or is_time(label.text))
            ]
            if len(told) > 1 and len({one.unit for one in told}) == 1:
                found.append((sum(one.value for one in told), told[0]))
            for one, other in combinations(told[:MOST_COMBINED], 2):
                if one.unit != other.unit:
                    continue
                found.append((abs(one.value - other.value), one))
                if one.unit not in (*DAYS, *SECONDS, "workday") and (
                    one.unit != PERCENT or 95 <= sum(each.value for each in told) <= 105
                ):  # limits and terms are not added
                    found.append((one.value + other.value, one))
    return tuple(found)


@lru_cache(maxsize=64)
def _percentages(grid: Grid) -> tuple[float, ...]:
    """The shares of columns and rows, and the ratios and growths of two cells of a row."""
    found: list[float] = []
    for view in (grid, grid.turned()):
        for at in range(len(view.heads)):
            parts = zip(view.column(at), view.labels, strict=True)
            told = [c.figure for c, label in parts if c.figure and label.is_part]
            whole = sum(one.value for one in told)
            if len({one.unit for one in told}) == 1 and whole > 0 and told[0].unit != PERCENT:
                found += [one.value / whole * 100 for one in told]
        for row in view.cells:
            values = [c.figure.value for c in row if c.figure and c.figure.unit != PERCENT]
            for one, other in combinations(values[:MOST_COMBINED], 2):
                if one > 0 and other > 0:
                    found += [one / other * 100, other / one * 100]
                    found += [abs(one / other - 1) * 100, abs(other / one - 1) * 100]
    return tuple(found)
