"""`dangol simulate`: a month of the sample shop, and the figures it is calibrated on."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Annotated

import msgspec
import typer

from dangol.cli.console import Working, print_json, whole_file
from dangol.sim.calibration import STATED, measure, render_calibration
from dangol.sim.month import Month, Tally, check_month, people_of, simulate_events
from dangol.sim.shop import sample_shop
from dangol.terms.instants import access_zone
from dangol.terms.languages import Language

app = typer.Typer(
    name="simulate", no_args_is_help=True, help="Shoppers whose truth is known, for rehearsals."
)


class SimulationReport(msgspec.Struct, frozen=True):
    """What was written."""

    file: str
    events: int
    """Rows, the repeated and the bad ones included."""
    people: int
    orders: int
    repeated: int
    late: int
    bad: int
    from_: str = msgspec.field(name="from")
    to: str
    elapsed_s: float
    events_per_s: int


@app.command("events")
def simulate_events_command(
    *,
    out: Annotated[Path, typer.Option("--out", help="The file of JSON lines to write.")],
    people: Annotated[
        int | None, typer.Option(help="How many people come.", min=1, show_default="16000")
    ] = None,
    events: Annotated[
        int | None,
        typer.Option(help="Write exactly so many rows instead, the last hours cut off.", min=1),
    ] = None,
    days: Annotated[int, typer.Option(help="How many days.", min=1, max=366)] = 30,
    start: Annotated[
        datetime,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="The first day, in the shop's zone.",
            show_default="2026-10-01",
        ),
    ] = datetime(2026, 10, 1),  # noqa: DTZ001 - a date of the shop's zone
    timezone: Annotated[str, typer.Option(help="The shop's time zone.")] = "Asia/Seoul",
    language: Annotated[Language, typer.Option(help="The shop's language.")] = Language.KO,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.", min=0)] = 7,
    mess: Annotated[
        float,
        typer.Option(help="Share of rows repeated, late or bad, as networks make them."),
    ] = 0.002,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write a month of a sample shop's events as Segment calls, one JSON object a line."""
    month = Month(
        shop=sample_shop(language),
        starts_on=start.date(),
        zone=access_zone(timezone),
        days=days,
        people=people,
        events=events,
        mess_ratio=mess,
        seed=seed,
    )
    check_month(month)
    tally = Tally()
    began = perf_counter()
    _write(out, month, tally)
    elapsed_s = perf_counter() - began
    report = SimulationReport(
        file=str(out),
        events=tally.events,
        people=tally.people,
        orders=tally.orders,
        repeated=tally.mess.repeated,
        late=tally.mess.late,
        bad=tally.mess.bad,
        from_=_second_text(tally.first_ms),
        to=_second_text(tally.last_ms),
        elapsed_s=round(elapsed_s, 3),
        events_per_s=round(tally.events / max(elapsed_s, 1e-9)),
    )
    if as_json:
        print_json(report)
    else:
        _print(report)


@app.command("calibrate")
def calibrate_command(
    data: Annotated[Path, typer.Option(help="The folder of retailrocket_abandon_times.")],
) -> None:
    """Measure the shopper model's parameters again, as JSON; say on stderr if they differ."""
    measured = measure(data)
    sys.stdout.write(render_calibration(measured) + "\n")
    same = measured == STATED
    sys.stderr.write("equal to the stated parameters\n" if same else "differs from the stated\n")
    if not same:
        raise typer.Exit(1)


def _write(out: Path, month: Month, tally: Tally) -> None:
    """The file is whole, or not there."""
    total = people_of(month) if month.events is None else month.events
    with Working("events", total=total) as working, whole_file(out) as file:
        for block in simulate_events(month, tally):
            file.write(block)
            working.tell(tally.people if month.events is None else tally.events)


def _print(report: SimulationReport) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(show_header=False, box=None)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_row("events", f"{report.events:,}")
    table.add_row("people", f"{report.people:,}")
    table.add_row("orders", f"{report.orders:,}")
    table.add_row("from", report.from_)
    table.add_row("to", report.to)
    mess = f"{report.repeated:,} repeated, {report.late:,} late, {report.bad:,} bad"
    table.add_row("messy rows", mess)
    table.add_row("file", report.file)
    Console().print(table)


def _second_text(at_ms: int | None) -> str:
    if at_ms is None:
        return ""
    return datetime.fromtimestamp(at_ms // 1000, UTC).isoformat().replace("+00:00", "Z")
