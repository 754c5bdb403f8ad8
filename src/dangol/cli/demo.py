"""`dangol demo`: a month of a made-up shop, rehearsed with the eight recipes; then the shop itself
and a company that sells to businesses, open on loopback behind one address."""

import os
import shlex
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dangol.cli.console import (
    LANGUAGES,
    Working,
    language_of,
    print_json,
    printable,
    whole_file,
    write_whole,
)
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

app = typer.Typer(add_completion=False, rich_markup_mode="rich")

STARTS_ON = date(2026, 10, 1)


class Place(NamedTuple):
    """Where the made-up shop of a language stands."""

    zone: str
    currency: str
    options: str
    """What a rehearsal must be told of it."""


PLACES = {
    Language.KO: Place("Asia/Seoul", "KRW", ""),
    Language.JA: Place("Asia/Tokyo", "JPY", " --timezone Asia/Tokyo --currency JPY"),
    Language.EN: Place("America/New_York", "USD", " --timezone America/New_York --currency USD"),
}


@app.command("demo")
def demo_command(
    *,
    out: Annotated[
        Path, typer.Option(help="The folder for the report and the events.", metavar="DIR")
    ] = Path("demo"),
    people: Annotated[
        int, typer.Option(help="How many people come in the month.", min=1, max=1_000_000)
    ] = 16_000,
    lang: Annotated[
        Language | None,
        typer.Option(
            help="Of the shop and the report.",
            metavar=LANGUAGES,
            show_default="a Korean shop, the terminal's language",
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(help="Dangol's port; 0 takes a free one.", min=0, max=65_535)
    ] = 0,
    shop_port: Annotated[
        int, typer.Option(help="The shop's port; 0 takes a free one.", min=0, max=65_535)
    ] = 0,
    company_port: Annotated[
        int, typer.Option(help="The B2B site's port; 0 takes a free one.", min=0, max=65_535)
    ] = 0,
    start_port: Annotated[
        int, typer.Option(help="The start page's port; 0 takes a free one.", min=0, max=65_535)
    ] = 0,
    is_report_alone: Annotated[
        bool, typer.Option("--no-serve", help="End after the report.")
    ] = False,
    is_headless: Annotated[
        bool,
        typer.Option(
            "--headless", help="No report: scripted shoppers go through the shop, and are counted."
        ),
    ] = False,
    seconds: Annotated[
        int, typer.Option(help="With --headless: how long it may take at most.", min=5, max=3_600)
    ] = 60,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json", help="Print the rehearsal, or the counts, as one JSON object, and end."
        ),
    ] = False,
) -> None:
    """Make up a month of a shop, show what Dangol would have done in it, and open the doors.

    A start page leads to the shop, to a B2B site and to the inbox of each. All are open until
    Ctrl-C. Nothing is sent, and nothing leaves this machine.
    """
    ports = (port, shop_port, company_port, start_port)
    if is_headless:
        from dangol.cli.demo_live import play_through
        from dangol.cli.demo_shop import Ports

        code = play_through(
            out,
            ports=Ports(*ports),
            seconds=seconds,
            language=lang or language_of(os.environ),
            as_json=as_json,
        )
        raise typer.Exit(code)
    from dangol.cli.rehearsal_tables import print_report
    from dangol.cli.rehearse import dangol_version, policy_of
    from dangol.decide.recipes import read_recipes
    from dangol.engine.page import render_page
    from dangol.engine.rehearse import Source, rehearse
    from dangol.sim.month import Month, Tally, simulate_events
    from dangol.sim.shop import sample_shop
    from dangol.terms.instants import access_zone

    language = lang or language_of(os.environ)
    place, shop = PLACES[lang or Language.KO], sample_shop(lang or Language.KO)
    console = Console()
    if not as_json:
        console.print(Text(render_text("demo.title", language, shop=shop.name), style="bold cyan"))
    month = Month(shop=shop, starts_on=STARTS_ON, zone=access_zone(place.zone), people=people)
    events, page = out / "events.jsonl", out / "rehearsal.html"
    tally = Tally()
    _write(events, simulate_events(month, tally), tally, people, language)
    policy, recipes = policy_of(place.zone, place.currency), read_recipes()
    with Working(render_text("demo.rehearsing", language), total=tally.events) as working:
        report = rehearse([Source(events, "segment")], recipes, policy, progress=working.tell)
    html = render_page(
        report, recipes, policy, language, files=[events.name], version=dangol_version()
    )
    write_whole(page, html.encode())
    if as_json:
        print_json(report)
        return
    print_report(report, recipes, policy, language, console)
    _print_next(
        (
            (page, render_text("demo.report_is_at", language)),
            (events, render_text("demo.events_are_at", language, n=tally.events)),
        ),
        (
            (
                f"dangol rehearse {shlex.quote(str(events))}{place.options}",
                render_text("demo.next_again", language),
            ),
            (
                "dangol rehearse YOUR-EVENTS.jsonl --html report.html",
                render_text("demo.next_own", language),
            ),
            ("dangol serve", render_text("demo.next_serve", language)),
        ),
        console,
    )
    if not is_report_alone:
        from dangol.cli.demo_live import stay_open
        from dangol.cli.demo_shop import Ports

        stay_open(out, ports=Ports(*ports), language=language, console=console)


def _write(
    events: Path, blocks: Iterable[bytes], tally: object, people: int, language: Language
) -> None:
    """The month stands in the file, whole."""
    label = render_text("demo.simulating", language, n=people)
    with Working(label, total=people) as working, whole_file(events) as file:
        for block in blocks:
            file.write(block)
            working.tell(getattr(tally, "people", 0))


def _print_next(
    files: Sequence[tuple[Path, str]], commands: Sequence[tuple[str, str]], console: Console
) -> None:
    """Where everything is, and what to do next."""
    table = Table.grid(padding=(0, 2))
    for file, meaning in files:
        table.add_row(Text(printable(str(file)), style="bold green"), meaning)
    console.print()
    console.print(table)
    console.print()
    for command, meaning in commands:
        console.print(Text(f"  {printable(command)}", style="bold"), soft_wrap=True)
        console.print(Text(f"    {meaning}", style="dim"))
