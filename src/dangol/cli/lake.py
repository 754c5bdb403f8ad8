"""`dangol lake`: days that are over, as Parquet, and reports over them."""

import os
import time
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from dangol.cli.console import Working, language_of, print_json, print_note
from dangol.cli.tables import print_table
from dangol.cli.workspace import URL_HELP, open_chosen_record
from dangol.store.lake import ClosedDay
from dangol.terms.errors import InputError
from dangol.terms.instants import Instant
from dangol.terms.texts import render_text

app = typer.Typer(
    name="lake", no_args_is_help=True, help="Days that are over, as Parquet, and reports on them."
)

FOLDER = Path("dangol-data/lake")
Folder = Annotated[Path, typer.Option("--folder", help="Where the lake is.")]
Url = Annotated[str | None, typer.Option(help=URL_HELP)]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


class UnknownWorkspaceError(InputError):
    """Several workspaces, or none, could be meant."""

    code = "workspace.unknown"

    def __init__(self, found: int) -> None:
        super().__init__(
            f"which workspace is meant? The record holds {found}",
            hint="name its id with --workspace; dangol workspace list shows them",
        )


class ClosedReport(msgspec.Struct, frozen=True):
    """The days that were written now; days already whole are not named."""

    closed: list[ClosedDay]


class CheckReport(msgspec.Struct, frozen=True):
    """The files that are missing or changed; closing again mends them."""

    damaged: list[str]


class LakeReport(msgspec.Struct, frozen=True):
    """What the closed days of a workspace say."""

    workspace_id: str
    events: list[Any]
    decisions: list[Any]
    revenue: list[Any]
    funnel: list[Any]


@app.command("close")
def close_command(*, folder: Folder = FOLDER, url: Url = None, as_json: AsJson = False) -> None:
    """Write every UTC day that is over and not yet whole. Safe to call as often as you like."""
    from dangol.store.lake import close_days

    record = open_chosen_record(url, is_there=True)
    try:
        with Working(render_text("lake.closing", language_of(os.environ))) as working:
            now = Instant(time.time_ns() // 1000)
            closed = close_days(record, folder, now, progress=working.tell)
    finally:
        record.close()
    if as_json:
        print_json(ClosedReport(closed))
        return
    _print(["day", "dataset", "rows", "file"], [[d.day, d.dataset, d.rows, d.file] for d in closed])
    if not closed:
        print_note("Every day that is over is in the lake already.")


@app.command("check")
def check_command(*, folder: Folder = FOLDER, url: Url = None, as_json: AsJson = False) -> None:
    """Compare every file with the checksum it was written with; exit code 1 if one differs."""
    from dangol.store.lake import check_lake

    record = open_chosen_record(url, is_there=True)
    try:
        damaged = check_lake(record, folder)
    finally:
        record.close()
    if as_json:
        print_json(CheckReport(damaged))
    else:
        _print(["missing or changed"], [[file] for file in damaged])
        print_note(
            "`dangol lake close` writes them again." if damaged else "Every file is as written."
        )
    if damaged:
        raise typer.Exit(1)


@app.command("report")
def report_command(
    *,
    folder: Folder = FOLDER,
    workspace: Annotated[
        str | None, typer.Option(help="Its id; needed where there are several.")
    ] = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Events, decisions, revenue and the funnel of the closed days."""
    from dangol.store.reports import decisions_by_reason, events_by_day, funnel, revenue_by_day

    record = open_chosen_record(url, is_there=True)
    try:
        ids = [one.workspace_id for one in record.read_workspaces()]
    finally:
        record.close()
    chosen = [one for one in ids if workspace is None or one == workspace]
    if len(chosen) != 1:
        raise UnknownWorkspaceError(len(ids))
    with Working(render_text("lake.reporting", language_of(os.environ)), total=4) as working:
        events = list(events_by_day(folder, chosen[0]))
        working.tell(1)
        decisions = list(decisions_by_reason(folder, chosen[0]))
        working.tell(2)
        revenue = list(revenue_by_day(folder, chosen[0]))
        working.tell(3)
        steps = list(funnel(folder, chosen[0]))
        working.tell(4)
    report = LakeReport(chosen[0], events, decisions, revenue, steps)
    if as_json:
        print_json(report)
        return
    for rows in (report.events, report.decisions, report.revenue, report.funnel):
        if rows:
            _print(list(rows[0].__struct_fields__), [msgspec.structs.astuple(row) for row in rows])
    if not report.events and not report.decisions:
        print_note("No day is closed yet: dangol lake close")


def _print(titles: list[str], rows: list[Any]) -> None:
    if not rows:
        return
    print_table(titles, [[_shown(value) for value in row] for row in rows])


def _shown(value: Any) -> str:
    match value:
        case None:
            return "-"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:.1%}"
        case _:
            return str(value)
