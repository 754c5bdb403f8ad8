"""`dangol import`: a catalogue, or past events, into the record."""

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dangol.cli.console import LANGUAGES, Working, language_of, print_json, printable
from dangol.cli.knowledge import EPILOG as KNOWLEDGE_EPILOG
from dangol.cli.knowledge import knowledge_command
from dangol.cli.playbooks import PlaybooksOption, chosen_playbooks
from dangol.cli.rehearse import EVENT_FORMATS, read_column_map, sources_of
from dangol.cli.workspace import URL_HELP
from dangol.cli.workspace_choice import WORKSPACE_HELP, now, opened_workspace
from dangol.engine.catalogue import take_catalogue
from dangol.engine.files import open_stream
from dangol.engine.importing import ImportReport
from dangol.listen.catalogue.formats import CATALOGUE_FORMATS, detect_catalogue_format
from dangol.listen.catalogue.product import (
    CatalogueChanges,
    ChangeKind,
    Product,
    SkippedRow,
)
from dangol.listen.catalogue.row import FeedSettings
from dangol.listen.importers import ImportOptions
from dangol.terms.errors import InputError
from dangol.terms.instants import access_zone
from dangol.terms.languages import Language
from dangol.terms.texts import render_number, render_text

app = typer.Typer(
    name="import",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    help="Bring a catalogue, or past events, into the record.",
)

app.command("knowledge", epilog=KNOWLEDGE_EPILOG)(knowledge_command)

BEGINNING_BYTES = 8192
MOST_SHOWN = 10
"""Rows that are named one by one on a terminal."""

LANG_HELP = "The answer's language."

CATALOGUE_EPILOG = """
[bold]Examples[/bold]

  dangol import catalogue products_export.csv

  dangol import catalogue feed.xml --format google-xml --currency JPY --workspace "나의 상점"
"""
EVENTS_EPILOG = """
[bold]Examples[/bold]

  dangol import events month.jsonl

  dangol import events visits.csv --format csv --map columns.toml --workspace "나의 상점" --json
"""


class UnknownCatalogueError(InputError):
    """A catalogue whose format was neither named nor recognised."""

    code = "catalogue.format_unknown"

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file}: the catalogue's format is not recognised",
            hint=f"name it with --format: {', '.join(CATALOGUE_FORMATS)}",
        )


class Skipped(msgspec.Struct, frozen=True):
    """A part of a feed that gave no product."""

    file: str
    line: int
    reason: str


class CatalogueReport(msgspec.Struct, frozen=True):
    """What a feed changed. Law: new + updated + unchanged = products."""

    workspace_id: str
    products: int
    """Different ones that the files name."""
    new: int
    updated: int
    unchanged: int
    back_in_stock: int
    """Of the updated ones."""
    price_drops: int
    """Of the updated ones."""
    skipped: list[Skipped]


@app.command("catalogue", epilog=CATALOGUE_EPILOG)
def catalogue_command(
    files: Annotated[list[Path], typer.Argument(help="Product feeds.", metavar="FILE…")],
    *,
    format_name: Annotated[
        str,
        typer.Option(
            "--format",
            help=f"{', '.join(CATALOGUE_FORMATS)}.",
            metavar="NAME",
            show_default="as the file begins",
        ),
    ] = "",
    playbooks: PlaybooksOption = None,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    currency: Annotated[
        str | None,
        typer.Option(help="Of prices that name none.", show_default="the workspace's"),
    ] = None,
    shop_url: Annotated[
        str, typer.Option(help="Where the shop stands, for feeds without products' addresses.")
    ] = "",
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    lang: Annotated[Language | None, typer.Option(help=LANG_HELP, metavar=LANGUAGES)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Take the products of a feed: new ones are added, known ones brought up to date.

    A product that the feed does not name stays as it is.
    """
    if format_name and format_name not in CATALOGUE_FORMATS:
        raise UnknownCatalogueError(format_name)
    language, rules = lang or language_of(os.environ), chosen_playbooks(playbooks)
    with opened_workspace(url, workspace) as (record, chosen):
        settings = FeedSettings(
            currency=(currency or chosen.currency).upper(),
            language=chosen.languages[0],
            shop_url=shop_url,
            at=now(),
        )
        with Working(render_text("import.reading", language)) as working:
            products, skipped = read_catalogues(files, format_name, settings, working)
        with Working(render_text("import.telling", language)) as working:
            changes = take_catalogue(record, chosen, rules, products, now(), progress=working.tell)
    report = catalogue_report_of(chosen.workspace_id, changes, skipped)
    if as_json:
        print_json(report)
    else:
        print_catalogue(report, language, Console())


@app.command("events", epilog=EVENTS_EPILOG)
def events_command(
    files: Annotated[
        list[Path],
        typer.Argument(help="Files of events, packed with gzip or not.", metavar="FILE…"),
    ],
    *,
    format_name: Annotated[
        str,
        typer.Option(
            "--format", help=EVENT_FORMATS, metavar="NAME", show_default="as the file begins"
        ),
    ] = "",
    column_map: Annotated[
        Path | None,
        typer.Option("--map", help="Which column means what, for --format csv.", metavar="TOML"),
    ] = None,
    playbooks: PlaybooksOption = None,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    lang: Annotated[Language | None, typer.Option(help=LANG_HELP, metavar=LANGUAGES)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Store past events, and what they say of people, as if they had come in then.

    Nobody is spoken to: those moments have passed. A row that cannot be used goes to quarantine
    with its file and line. Importing a file again stores nothing twice.
    """
    from dangol.engine.importing import import_events
    from dangol.engine.live import Live

    language, rules = lang or language_of(os.environ), chosen_playbooks(playbooks)
    with opened_workspace(url, workspace) as (record, chosen):
        options = ImportOptions(
            timezone=access_zone(chosen.zone),
            currency=chosen.currency,
            column_map=read_column_map(column_map) if column_map else None,
        )
        sources = sources_of(files, format_name, options)
        live = Live(record, clock=now, playbooks=rules)
        try:
            with Working(render_text("import.importing", language)) as working:
                report = import_events(
                    live, chosen.workspace_id, sources, clock=now, progress=working.tell
                )
        finally:
            live.close()
    if as_json:
        print_json(report)
    else:
        print_events(report, language, Console())


def read_catalogues(
    files: list[Path], format_name: str, settings: FeedSettings, working: Working
) -> tuple[list[Product], list[Skipped]]:
    """All products of the files, and what gave none, with file and line.

    Raises: InputError (a file unreadable, of unknown or wrong format).
    """
    products: list[Product] = []
    skipped: list[Skipped] = []
    for file in files:
        with open_stream(file) as stream:
            beginning = stream.read(BEGINNING_BYTES)
        name = format_name or detect_catalogue_format(file.name, beginning)
        if name is None:
            raise UnknownCatalogueError(file.name)
        with open_stream(file) as stream:
            for row in CATALOGUE_FORMATS[name](stream, settings):
                if isinstance(row, SkippedRow):
                    skipped.append(Skipped(file.name, row.line, row.reason))
                else:
                    products.append(row)
                    working.tell(len(products))
    return products, skipped


def catalogue_report_of(
    workspace_id: str, changes: CatalogueChanges, skipped: list[Skipped]
) -> CatalogueReport:
    """The changes, counted."""
    return CatalogueReport(
        workspace_id=workspace_id,
        products=len(changes.changes) + changes.unchanged,
        new=changes.count(ChangeKind.NEW),
        updated=changes.count(ChangeKind.UPDATED),
        unchanged=changes.unchanged,
        back_in_stock=sum(change.is_back_in_stock for change in changes.changes),
        price_drops=sum(change.price_drop is not None for change in changes.changes),
        skipped=skipped,
    )


def print_catalogue(report: CatalogueReport, language: Language, console: Console) -> None:
    """What the feed changed stands on the console."""
    t = partial(render_text, language=language)
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    for name, depth in (
        ("products", 0),
        ("new", 1),
        ("updated", 1),
        ("back_in_stock", 2),
        ("price_drops", 2),
        ("unchanged", 1),
    ):
        label = Text("  " * depth + t(f"catalogue.{name}"), style="" if depth else "bold")
        table.add_row(label, render_number(getattr(report, name)))
    console.print(table)
    if report.skipped:
        console.print()
        console.print(Text(t("catalogue.skipped", n=len(report.skipped)), style="yellow"))
        for one in report.skipped[:MOST_SHOWN]:
            place = f"  {printable(one.file)}:{one.line}  "
            console.print(Text(place, style="bold").append(printable(one.reason), style="default"))
        if len(report.skipped) > MOST_SHOWN:
            console.print(Text(t("import.more", n=len(report.skipped) - MOST_SHOWN), style="dim"))


def print_events(report: ImportReport, language: Language, console: Console) -> None:
    """What became of the rows stands on the console."""
    t = partial(render_text, language=language)
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    for name in report.events.__struct_fields__:
        is_whole = name == "received"
        label = Text(t(f"outcome.{name}") if is_whole else f"  {t(f'outcome.{name}')}")
        label.stylize("bold" if is_whole else "")
        table.add_row(label, render_number(getattr(report.events, name)))
    console.print(table)
    for kept in report.refused[:MOST_SHOWN]:
        place = f"  {printable(kept.file)}:{kept.line}  "
        console.print(
            Text(place, style="bold").append(t(f"refusal.{kept.reason}"), style="default")
        )
    more = sum(report.refusals.values()) - min(len(report.refused), MOST_SHOWN)
    if more > 0:
        console.print(Text(t("import.more", n=more), style="dim"))
    if report.events.quarantined:
        console.print(Text(t("import.quarantined"), style="dim"))
    made = t(
        "rehearsal.made_in",
        events=report.events.received,
        seconds=f"{report.elapsed_s:.1f}",
        rate=render_number(report.events_per_s),
    )
    console.print(Text(made, style="dim"))
