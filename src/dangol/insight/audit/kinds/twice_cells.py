"""The same quantity with two values in a sentence and in the cell whose row and column it names."""

import re
from collections.abc import Iterator

from dangol.insight.audit.finding import Finding
from dangol.insight.audit.kinds.twice_tables import may_be_stale, twice_finding
from dangol.insight.audit.reading.contexts import are_slips, other_senses
from dangol.insight.audit.reading.dates import read_periods
from dangol.insight.audit.reading.document import Sentence
from dangol.insight.audit.reading.figures import Figure, read_figures
from dangol.insight.audit.reading.grid import Cell, Grid, Head
from dangol.insight.audit.reading.naming import bare, named_heads
from dangol.insight.audit.reading.units import DAYS, PERCENT, POINTS, SECONDS, TIMES

_SAYS_ALL = re.compile(
    (
        r"총|전체|모두|합계|합하|합쳐|全体|合計|合わせ|全部|計|総|\btotal|\ball\b|"
        r"\baltogether\b|\boverall\b|\btogether\b"
    ),
    re.IGNORECASE,
)


def check_text_against_tables(
    sentence: Sentence, grids: list[Grid], title: frozenset[str]
) -> list[Finding]:
    """Every figure of the sentence that a table shows otherwise for the same row and column."""
    text = sentence.text
    if sentence.is_heading:
        return []
    found: list[Finding] = []
    figures = read_figures(text)
    for at, figure in enumerate(figures):
        if not figure.is_plain or figure.unit in (TIMES, POINTS) or figure.is_signed:
            continue
        if figure.value < 10 * figure.step and figure.unit not in (*DAYS, *SECONDS):
            continue
        # A number within a name (95백분위, 2.8.0) ends nothing; one of the same unit does.
        start = max((f.end for f in figures[:at] if f.unit == figure.unit), default=0)
        lead = text[max(start, figure.start - 48) : figure.start]
        lead = re.split(
            (
                r"[;。]|그\s?중|중에서|이 가운데|가운데|うち|of which|지만|반면|하지만|\bwhile\b|"
                r"\bbut\b|\bwhereas\b"
            ),
            lead,
        )[-1]
        tail = re.split(r"[,、。;.]", text[figure.end : figure.end + 24])[0]
        if re.match(r"\s?(?:에서|から|이던|だった(?=[^。、])|→|\bto\b)", text[figure.end :]):
            continue  # what it was before
        stated = f"{lead} {tail[:12]}"
        line = sentence.line_at(figure.start)
        if appears(figure, grids, line) and not _TIGHT.search(lead):
            continue
        hits = [hit for grid in grids for hit in _cells_named(grid, lead, tail, figure)]
        # Average, target, before tax: the table has to say so too, or it is another quantity.
        hits = [
            h
            for h in hits
            if h[1].line != line
            and _other_senses(stated, h) <= other_senses(f"{h[3]} {h[0].caption} {h[0].corner}")
        ]
        named = read_periods(lead)
        # 7월 802건 is none of a table of August; without any month said it may be.
        hits = [
            hit
            for hit in hits
            if named <= (of := read_periods(f"{hit[0].caption} {hit[3]}") | title) or not of
        ]
        near = [hit for hit in hits if hit[1].figure and may_be_stale(figure, hit[1].figure)]
        if appears(figure, grids, line):
            near = [h for h in near if len(h[0].heads) == 1 and _is_right_behind(lead, h[3])]
            hits = near if not any(_row_says(h, figure) for h in near) else []
        if near and len(near) == len(hits) <= 3:
            _, cell, head_line, subject = near[0]
            found.append(
                twice_finding(line, figure.text, cell.text, subject, (cell.line, head_line))
            )
    return found


_TIGHT = re.compile(r"(?:은|는|이|가|は|が|:| is| was| has| had| at| scored)\s?$")


def _is_right_behind(lead: str, subject: str) -> bool:
    """Whether nothing but a particle stands between the row's name and the figure."""
    name = re.escape(bare(subject.split(" · ", maxsplit=1)[0]))
    return bool(
        re.search(
            rf"(?:^|[\s,、「]){name}(?:은|는|이|가|は|が|:| is| was| has| had| at| scored)\s?$",
            lead,
            re.IGNORECASE,
        )
    )


def _row_says(hit: tuple[Grid, Cell, int, str], figure: Figure) -> bool:
    return hit[1].figure is not None and agrees(hit[1].figure, figure)


def _other_senses(said: str, hit: tuple[Grid, Cell, int, str]) -> frozenset[str]:
    """The senses of what is said, but for those in the names of the row and column."""
    for name in hit[3].split(" · "):
        said = said.replace(bare(name), " ") if bare(name) else said
    return other_senses(said)


def appears(figure: Figure, grids: list[Grid], line: int) -> bool:
    """Whether some cell of the document, or the sum of a column, is what the figure says."""
    for grid in grids:
        for row in grid.cells:
            for cell in row:
                if cell.line == line or cell.figure is None:
                    continue
                if agrees(cell.figure, figure):
                    return True
        if grid.cells[0][0].line <= line <= grid.cells[-1][0].line:
            continue
        for view in (grid, grid.turned()):
            for at in range(len(view.heads)):
                told = [
                    c.figure
                    for c, label in zip(view.column(at), view.labels, strict=True)
                    if c.figure and label.is_part
                ]
                if (
                    len(told) > 1
                    and {one.unit for one in told} <= {figure.unit, ""}
                    and abs(sum(one.value for one in told) - figure.value) <= figure.step
                ):
                    return True
    return False


def agrees(cell: Figure, figure: Figure) -> bool:
    if figure.unit and cell.unit and figure.unit != cell.unit:
        return False
    # Far apart at a glance: most are.
    reach = cell.step + figure.step + 0.1 * max(abs(cell.value), abs(figure.value))
    if abs(cell.value - figure.value) > reach:
        return False
    return cell.interval.meets(figure.cut)


def _cells_named(
    grid: Grid, lead: str, tail: str, figure: Figure
) -> Iterator[tuple[Grid, Cell, int, str]]:
    """The cell whose row and column the words before the figure name."""
    low = f"{lead} "
    rows = named_heads(grid.labels, low) or _behind(grid.labels, tail)
    if not rows and _SAYS_ALL.search(low):
        totals = [at for at, one in enumerate(grid.labels) if one.is_total or one.is_weak_total]
        rows = totals if len(totals) == 1 and named_heads(grid.heads, low) else []
    columns = named_heads(grid.heads, low + figure.text + tail)
    if len(columns) != 1:
        columns = [
            at
            for at, head in enumerate(grid.heads)
            if _fits_unit(grid, at, figure)
            and (not columns or at in columns)
            and not head.is_growth
        ]
        if grid.is_list:
            columns = columns[:1]
        if len(columns) > 1 and len(rows) == 1:  # a month's price and a year's
            close = [
                at
                for at in columns
                if (c := grid.cells[rows[0]][at].figure) and may_be_stale(figure, c)
            ]
            if len(close) != 1:
                close = [
                    at
                    for at in columns
                    if (c := grid.cells[rows[0]][at].figure) and are_slips(figure, c)
                ]
            columns = close if len(close) == 1 else columns
    if len(rows) != 1 or len(columns) != 1:
        return
    cell = grid.cells[rows[0]][columns[0]]
    if cell.figure is None or not cell.figure.is_plain:
        return
    if (figure.unit == PERCENT) != (cell.figure.unit == PERCENT):
        return
    if figure.unit and cell.figure.unit and figure.unit != cell.figure.unit:
        return
    if figure.is_money != cell.figure.is_money:
        return
    label, head = grid.labels[rows[0]], grid.heads[columns[0]]
    yield grid, cell, head.line, f"{label.text} · {head.text}"


def _behind(labels: tuple[Head, ...], tail: str) -> list[int]:
    """The row that an English figure is followed by: 184 seats in Leeds."""
    found = re.match(r"\s?(?:[a-z-]+ ){0,2}(?:in|at|for|from|by|on|of) (?:the )?(.{2,24})", tail)
    return named_heads(labels, found[1]) if found else []


def _fits_unit(grid: Grid, at: int, figure: Figure) -> bool:
    units = {cell.figure.unit for cell in grid.column(at) if cell.figure is not None}
    if len(grid.heads) == 1:
        return True
    return bool(figure.unit) and units == {figure.unit}
