"""`dangol rehearse`: what would have been said, to whom and when, had Dangol been on."""

import os
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from dangol.cli.console import LANGUAGES, Working, language_of, print_json, print_note, write_whole
from dangol.cli.playbooks import PlaybooksOption, rehearsed_playbooks
from dangol.cli.rehearsal_tables import print_report
from dangol.cli.worth import (
    AVERAGE_ORDER_HELP,
    USUAL_ORDERS_HELP,
    ImpossibleOptionError,
    average_order_minor,
)
from dangol.decide.opportunity import Policy
from dangol.decide.playbook import Motion
from dangol.engine.files import UnreadableFileError
from dangol.engine.rehearse import Source, UnknownFormatError, rehearse
from dangol.listen.importers import IMPORTERS, ColumnMap, ImportOptions, parse_column_map
from dangol.terms.ids import WorkspaceId
from dangol.terms.instants import Instant, access_zone, instant_of
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

app = typer.Typer(add_completion=False, rich_markup_mode="rich")

ZONE, CURRENCY = "Asia/Seoul", "KRW"
SALT = "rehearsal"
"""Fixed, so that a rehearsal can be repeated; no live workspace has it."""

EVENT_FORMATS = f"{', '.join(IMPORTERS)}."

EPILOG = """
[bold]Examples[/bold]

  dangol rehearse events.jsonl --html report.html --lang ko

  dangol rehearse 2019-Oct.csv.gz --format rees46 --from 2019-10-01 --to 2019-10-07

  dangol rehearse orders.csv --format csv --map columns.toml --timezone Asia/Tokyo --currency JPY
"""


@app.command("rehearse", epilog=EPILOG)
def rehearse_command(
    files: Annotated[
        list[Path],
        typer.Argument(help="Files of events, packed with gzip or not.", metavar="FILE…"),
    ],
    *,
    format_name: Annotated[
        str,
        typer.Option(
            "--format",
            help=EVENT_FORMATS,
            metavar="NAME",
            show_default="as the file begins",
        ),
    ] = "",
    column_map: Annotated[
        Path | None,
        typer.Option("--map", help="Which column means what, for --format csv.", metavar="TOML"),
    ] = None,
    playbooks: PlaybooksOption = None,
    motion: Annotated[
        Motion | None,
        typer.Option(
            help="Only playbooks for a shop, or for sales to businesses.",
            metavar="shop|sales",
            show_default="all of a folder, else shop",
        ),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="The first day.", metavar="DATE"),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="The last day.", metavar="DATE"),
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(help="The shop's time zone.", show_default=ZONE)
    ] = None,
    currency: Annotated[
        str | None, typer.Option(help="The shop's currency, by its code.", show_default=CURRENCY)
    ] = None,
    average_order: Annotated[
        float | None,
        typer.Option(
            help=AVERAGE_ORDER_HELP,
            show_default=USUAL_ORDERS_HELP,
        ),
    ] = None,
    margin: Annotated[
        float, typer.Option(help="The margin of an order, as a share.", min=0, max=1)
    ] = 0.3,
    lang: Annotated[
        Language | None,
        typer.Option(
            help="The report's language.", metavar=LANGUAGES, show_default="the terminal's"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    html: Annotated[
        Path | None, typer.Option(help="Write the report as one HTML file.", metavar="OUT")
    ] = None,
) -> None:
    """Show what would have been said, to whom and when, had Dangol been on.

    Past events run through the decisions that are made live. Nothing is sent.
    """
    language = lang or language_of(os.environ)
    policy = policy_of(timezone or ZONE, currency or CURRENCY, average_order, margin)
    begins, ends = _span(since, until, policy.zone)
    options = ImportOptions(
        # What is not said is left to the format: some have a zone and a currency of their own.
        timezone=policy.zone if timezone or column_map else UTC,
        currency=policy.currency if currency else "",
        column_map=read_column_map(column_map) if column_map else None,
    )
    rules = rehearsed_playbooks(playbooks, motion)
    sources = sources_of(files, format_name, options)
    with Working(render_text("demo.rehearsing", language)) as working:
        report = rehearse(sources, rules, policy, since=begins, until=ends, progress=working.tell)
    if html is not None:
        from dangol.engine.page import render_page

        page = render_page(
            report,
            rules,
            policy,
            language,
            files=[file.name for file in files],
            version=dangol_version(),
        )
        write_whole(html, page.encode())
        print_note(render_text("rehearsal.written", language, file=str(html)))
    if as_json:
        print_json(report)
    elif html is None:
        print_report(report, rules, policy, language, Console())


def policy_of(
    timezone: str, currency: str, average_order: float | None = None, margin: float = 0.3
) -> Policy:
    """The policy that a rehearsal's options lay down. Units: `average_order` is major.

    Raises: SettingError (time zone), InputError (currency, amount).
    """
    currency = currency.upper()
    return Policy(
        workspace_id=WorkspaceId("rehearsal"),
        zone=access_zone(timezone),
        currency=currency,
        languages=tuple(Language),
        salt=SALT,
        average_order_minor=average_order_minor(currency, average_order),
        margin_ratio=margin,
    )


def read_column_map(file: Path) -> ColumnMap:
    """The column map that a file holds.

    Raises: ColumnMapError, UnreadableFileError, ImpossibleOptionError where it is not UTF-8.
    """
    try:
        return parse_column_map(_read(file).decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise ImpossibleOptionError(
            f"{file} is not written in UTF-8", hint="save the file as UTF-8 in the editor"
        ) from fault


def sources_of(files: list[Path], format_name: str, options: ImportOptions) -> list[Source]:
    """The files as they are to be read.

    Raises: InputError where the format is none, or needs a column map that is not there.
    """
    if format_name and format_name not in IMPORTERS:
        raise UnknownFormatError(format_name)
    if format_name == "csv" and options.column_map is None:
        raise ImpossibleOptionError(
            "a CSV file of one's own needs a column map",
            hint="write which column means what, and name that file with --map",
        )
    return [Source(file, format_name, options) for file in files]


def dangol_version() -> str:
    """The version that is installed."""
    from importlib.metadata import version

    return version("dangol")


def _span(
    since: datetime | None, until: datetime | None, zone: ZoneInfo
) -> tuple[Instant | None, Instant | None]:
    """The first instant of the first day, and the first after the last, in the shop's zone."""
    if since is not None and until is not None and until < since:
        raise ImpossibleOptionError(
            "--to is before --from", hint="exchange the two dates; both days are included"
        )
    begins = None if since is None else _midnight(since, zone)
    ends = None if until is None else _midnight(until + timedelta(days=1), zone)
    return begins, ends


def _midnight(day: datetime, zone: tzinfo) -> Instant:
    return instant_of(day.replace(tzinfo=zone))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise UnreadableFileError(file, fault.strerror or str(fault)) from fault
