"""What the commands on the market take."""

from pathlib import Path
from typing import Annotated

import typer

from dangol.cli.console import LANGUAGES
from dangol.terms.languages import Language

TABLE_HELP = "CSV, JSON lines, Parquet or XLSX."
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
HtmlOption = Annotated[
    Path | None,
    typer.Option("--html", help="Write a page with charts to this file.", metavar="OUT"),
]
LangOption = Annotated[
    Language | None,
    typer.Option(help="The report's language.", metavar=LANGUAGES, show_default="the terminal's"),
]
KindOption = Annotated[
    str | None,
    typer.Option(
        help="The column of the kind: B2C, B2B or mixed.", metavar="COL", show_default="by its name"
    ),
]
VerticalOption = Annotated[
    str | None,
    typer.Option(help="The column of the vertical.", metavar="COL", show_default="by its name"),
]
CountOption = Annotated[
    str | None,
    typer.Option(
        help="The column of the number of customers; without one, each row is a customer.",
        metavar="COL",
        show_default="by its name",
    ),
]
ShareOption = Annotated[
    str | None,
    typer.Option(
        help="The column of printed shares, to hold against the counts.",
        metavar="COL",
        show_default="by its name",
    ),
]
LabelsOption = Annotated[
    Path | None,
    typer.Option(
        help="TOML file that maps labels to verticals.",
        metavar="FILE",
        show_default="one comes along",
    ),
]
DateOption = Annotated[
    str, typer.Option("--date", help="The date of the data, for the source line.", metavar="TEXT")
]
