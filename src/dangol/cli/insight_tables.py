"""An insight page in a terminal: its words and tables. What is folded, or drawn, is in the HTML."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from dangol.cli.console import printable
from dangol.engine.insight.charts import Matrix
from dangol.engine.insight.pages import Cell, Column, Figure, Page, Section, Source, Table, cell_of
from dangol.terms.texts import render_text

TONES = {"green": "green", "amber": "yellow", "red": "red", "quiet": "dim", "strong": "bold"}
WORDS_CELLS = 24
"""A column of words is given at least so much room."""
SIGNED = ("green", "amber", "red", "unknown", "assumption")
"""Tones that are said in a word too."""


def print_page(page: Page, console: Console) -> None:
    """The page stands on the console, section by section."""
    console.print()
    console.print(Text(printable(page.title), style="bold"))
    if page.lead:
        console.print(Text(printable(page.lead)))
    for name, value in page.facts:
        console.print(Text(f"{printable(name)}: {printable(value)}", style="dim"))
    _print_figures(page.figures, page, console)
    for section in page.sections:
        _print_section(section, page, console)
    if page.footer:
        console.print(Text(printable(page.footer), style="dim"))
    console.print()


def _print_section(section: Section, page: Page, console: Console) -> None:
    console.print()
    console.print(Text(_toned(section.heading, section.tone, page), style="bold cyan"))
    for words in section.words:
        console.print(Text(printable(words)))
    _print_figures(section.figures, page, console)
    for chart in section.charts:
        if isinstance(chart, Matrix):
            _print_table(_table_of(chart), page, console)
    for table in section.tables:
        if table.is_folded:
            label = f"{table.caption}: {len(table.rows):,} (--html, --json)"
            console.print(Text(printable(label), style="dim"))
        else:
            _print_table(table, page, console)
    for quote in section.quotes:
        said = Text.assemble(
            "“", printable(quote.before), (printable(quote.telling), "bold"), printable(quote.after)
        )
        by = f"  {printable(quote.by)}" if quote.by else ""
        console.print(Text.assemble("  ", said, "”", (by, "dim")))
    for note in section.notes:
        console.print(Text(printable(note), style="dim"))
    if section.source is not None:
        _print_source(section.source, page, console)


def _table_of(chart: Matrix) -> Table:
    """The texts of a matrix, which a terminal can show as they are."""
    heads = [Column(name) for name in (chart.corner, *chart.columns)]
    return Table(
        chart.caption,
        heads,
        [[name, *(cell.shown for cell in cells)] for name, cells in chart.rows],
    )


def _print_figures(figures: Sequence[Figure], page: Page, console: Console) -> None:
    for one in figures:
        note = f"  {printable(one.note)}" if one.note else ""
        value = _toned(one.value, one.tone, page)
        console.print(Text.assemble(f"  {printable(one.label)}: ", (value, "bold"), (note, "dim")))


def _print_table(table: Table, page: Page, console: Console) -> None:
    """The table; one that is too wide goes on beneath itself, each part with the names of rows."""
    caption: str | None = printable(table.caption)
    for places in _parts(table, page, console.width):
        grid = Grid(
            title=None if caption is None else Text(caption),
            title_justify="left",
            title_style="italic",
            box=SIMPLE_HEAD,
            header_style="dim",
            pad_edge=False,
            padding=(0, 1, 0, 0),
        )
        for place in places:
            column = table.columns[place]
            is_number = column.is_number and place > 0
            grid.add_column(
                Text(printable(column.label)),
                justify="right" if is_number else "left",
                no_wrap=is_number or place == 0,
                overflow="fold",
                vertical="top",
            )
        for row in table.rows:
            grid.add_row(*(_cell_text(row[place], page) for place in places))
        if table.totals:
            grid.add_section()
            for row in table.totals:
                grid.add_row(*(_cell_text(row[place], page) for place in places), style="bold")
        console.print(grid)
        caption = None
    for note in table.notes:
        console.print(Text(printable(note), style="dim"))


def _parts(table: Table, page: Page, width: int) -> list[list[int]]:
    """The places of the columns of each part: as many as fit beside the first."""
    rows = [*table.rows, *table.totals]
    widths = [
        max(
            [cell_len(printable(column.label))]
            + [_cell_text(row[place], page).cell_len for row in rows]
        )
        + 2
        for place, column in enumerate(table.columns)
    ]
    # Words fold: they need not stand in one line.
    wanted = [
        one if table.columns[place].is_number or place == 0 else min(one, WORDS_CELLS)
        for place, one in enumerate(widths)
    ]
    parts: list[list[int]] = [[0]]
    left = width - 2 - wanted[0]
    for place in range(1, len(wanted)):
        if wanted[place] > left and len(parts[-1]) > 1:
            parts.append([0])
            left = width - 2 - wanted[0]
        parts[-1].append(place)
        left -= wanted[place]
    return parts


def _cell_text(raw: str | Cell, page: Page) -> Text:
    cell = cell_of(raw)
    return Text(_toned(cell.text, cell.tone, page), style=TONES.get(cell.tone, ""))


def _toned(text: str, tone: str, page: Page) -> str:
    """The text with its tone in a word: a colour alone says nothing."""
    plain = printable(text)
    if tone not in SIGNED:
        return plain
    return f"{plain} [{render_text(f'insight.page.tone.{tone}', page.language)}]"


def _print_source(source: Source, page: Page, console: Console) -> None:
    label = render_text("insight.page.source", page.language)
    dated = render_text("insight.page.dated", page.language, date=source.date)
    parts = [", ".join(source.files), dated if source.date else "", source.command]
    line = " · ".join(printable(part) for part in parts if part)
    console.print(Text(f"{label}: {line}", style="dim"), soft_wrap=True)
