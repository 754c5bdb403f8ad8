"""A list as a terminal shows it."""

from collections.abc import Iterable, Sequence

from dangol.cli.console import printable


def print_table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """The rows stand on stdout under their titles, each cell as it is: nothing in it is obeyed."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None)
    for title in titles:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    Console().print(table)
