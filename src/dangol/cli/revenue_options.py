"""How a ledger's file is to be read: the options that every command on revenue takes."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from dangol.cli.console import LANGUAGES
from dangol.terms.languages import Language

LedgerArgument = Annotated[
    Path,
    typer.Argument(
        help="Rows of account, feature, month, amount; or subscriptions with start and end."
        " CSV, JSON lines, Parquet, XLSX.",
        metavar="LEDGER",
    ),
]
AccountOption = Annotated[
    str | None,
    typer.Option(help="The column of the account.", metavar="COL", show_default="by its name"),
]
FeatureOption = Annotated[
    str | None,
    typer.Option(
        help="The column to divide revenue by: any.", metavar="COL", show_default="by its name"
    ),
]
MonthOption = Annotated[
    str | None,
    typer.Option(
        help="The column of the month, or a day in it.", metavar="COL", show_default="by its name"
    ),
]
AmountOption = Annotated[
    str | None,
    typer.Option(
        help="The column of the amount per month.", metavar="COL", show_default="by its name"
    ),
]
StartOption = Annotated[
    str | None,
    typer.Option(
        help="Of subscriptions: the column of the start.",
        metavar="COL",
        show_default="by its name",
    ),
]
EndOption = Annotated[
    str | None,
    typer.Option(
        help="Of subscriptions: the column of the end; empty is not ended.",
        metavar="COL",
        show_default="by its name",
    ),
]
EndIsOption = Annotated[
    Literal["gone", "last-day"],
    typer.Option(help="Whether the day of the end is the first without, or the last with."),
]
CurrencyOption = Annotated[
    str | None,
    typer.Option(
        help="The report's currency, by its code. Rows in another are left out and named.",
        metavar="CODE",
        show_default="the file's, if it has one only",
    ),
]
CurrencyColumnOption = Annotated[
    str | None,
    typer.Option(help="The column of the currency.", metavar="COL", show_default="by its name"),
]
IdColumnOption = Annotated[
    str | None,
    typer.Option(
        help="A column that tells rows apart: alike rows with ids of their own are not repeated.",
        metavar="COL",
        show_default="by its name",
    ),
]
SheetOption = Annotated[
    str | None, typer.Option(help="Of a workbook: the sheet.", show_default="the first")
]
UntilOption = Annotated[
    str | None,
    typer.Option(
        help="The last month.",
        metavar="YYYY-MM",
        show_default="the last one; of subscriptions, the last that is over and reached by a date",
    ),
]
NegativeOption = Annotated[
    Literal["count", "leave-out"],
    typer.Option(help="What becomes of amounts below nought; named in either case."),
]
DoubledOption = Annotated[
    Literal["count", "once"],
    typer.Option(help="What becomes of repeated rows; named in either case."),
]
LangOption = Annotated[
    Language | None,
    typer.Option(help="The report's language.", metavar=LANGUAGES, show_default="the terminal's"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
HtmlOption = Annotated[
    Path | None, typer.Option(help="Write the report as one HTML file.", metavar="OUT")
]
