"""`dangol sales`: how a company sells to businesses, and who takes its meetings."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from dangol.cli.console import print_json, print_note, write_whole
from dangol.cli.sales_calendar import calendar_command
from dangol.cli.sales_evaluate import evaluate_command
from dangol.cli.workspace import URL_HELP
from dangol.cli.workspace_choice import WORKSPACE_HELP, now, opened_workspace
from dangol.engine.files import UnreadableFileError
from dangol.engine.sales.setups import (
    SalesSetup,
    drop_sales_setup,
    keep_sales_setup,
    parse_sales_setup,
    read_sales_setup,
)
from dangol.speak.sales.defaults import read_default_texts
from dangol.store.hosts import CalendarKind, HostRow, read_hosts
from dangol.store.setups import read_setups
from dangol.terms.errors import InputError

app = typer.Typer(
    name="sales", no_args_is_help=True, help="How a company sells to businesses, and who meets."
)
app.command("evaluate")(evaluate_command)
NOT_YET = "it does not sell to businesses yet: dangol sales defaults FOLDER writes files to edit"

app.command("calendar")(calendar_command)


class NoSetupError(InputError):
    """A folder without files of a set-up."""

    code = "sales.no_setup"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} holds no *.toml file",
            hint="dangol sales defaults FOLDER writes files to edit",
        )


class FileThereError(InputError):
    """A file stands where another would be written."""

    code = "sales.file_there"

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} is there already", hint="name an empty folder")


class KeptSetup(msgspec.Struct, frozen=True):
    """What a workspace sells by."""

    workspace_id: str
    files: list[str]
    """Those that the company wrote; the others are as they come."""
    setup: SalesSetup | None
    calendars: dict[str, str] = {}
    """Of the hosts who have one: its kind and where it is."""


@app.command("set")
def set_command(
    folder: Annotated[Path, typer.Argument(help="It holds slots.toml, fit.toml, team.toml, …")],
    *,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check the files of a folder, all of them, and sell by them from now on.

    They replace those that were kept before. A running server follows within seconds.
    """
    texts = _read_folder(folder)
    with opened_workspace(url, workspace) as (record, found):
        with record.writing() as connection:
            keep_sales_setup(connection, found.workspace_id, texts, now())
        setup = read_sales_setup(record, found.workspace_id)
    if as_json:
        print_json(KeptSetup(found.workspace_id, sorted(texts), setup))
    else:
        print_note(f"{found.name} sells by " + ", ".join(f"{name}.toml" for name in sorted(texts)))


@app.command("show")
def show_command(
    *,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show what a company sells by: its questions, who fits, and who takes meetings."""
    with opened_workspace(url, workspace) as (record, found):
        with record.reading() as connection:
            files = sorted(read_setups(connection, found.workspace_id))
            rows = read_hosts(connection, found.workspace_id)
        setup = read_sales_setup(record, found.workspace_id)
    if as_json:
        print_json(KeptSetup(found.workspace_id, files, setup, _calendars(rows)))
    elif setup is None:
        print_note(f"{found.name}: {NOT_YET}")
    else:
        _print_setup(files, setup, _calendars(rows))


@app.command("defaults")
def defaults_command(
    folder: Annotated[Path, typer.Argument(help="Made where it is not there.")],
) -> None:
    """Write the files that come with Dangol into a folder, to be edited."""
    texts = {folder / f"{name}.toml": text for name, text in read_default_texts().items()}
    there = next((file for file in texts if file.exists()), None)
    if there is not None:
        raise FileThereError(there)
    for file, text in texts.items():
        write_whole(file, text.encode())
        typer.echo(str(file))
    print_note(f"edit them, the hosts first, then: dangol sales set {folder}")


@app.command("stop")
def stop_command(
    *,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
) -> None:
    """Sell to businesses no more: the files are gone, and nobody is met.

    Meetings that were given stay, and so do the hosts' calendars.
    """
    with opened_workspace(url, workspace) as (record, found), record.writing() as connection:
        drop_sales_setup(connection, found.workspace_id, now())
    print_note(f"{found.name} sells to businesses no more")


@app.command("check")
def check_command(
    folder: Annotated[Path, typer.Argument(help="It holds slots.toml, fit.toml, team.toml, …")],
) -> None:
    """Check the files of a folder and keep nothing."""
    texts = _read_folder(folder)
    parse_sales_setup(texts)
    print_note("nothing is wrong in " + ", ".join(f"{name}.toml" for name in sorted(texts)))


def _read_folder(folder: Path) -> dict[str, bytes]:
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except OSError as fault:
        raise UnreadableFileError(folder, fault.strerror or str(fault)) from fault
    if not files:
        raise NoSetupError(folder)
    texts: dict[str, bytes] = {}
    for file in files:
        try:
            texts[file.stem] = file.read_bytes()
        except OSError as fault:
            raise UnreadableFileError(file, fault.strerror or str(fault)) from fault
    return texts


def _calendars(rows: Iterable[HostRow]) -> dict[str, str]:
    return {
        row.host_id: f"{row.calendar_kind.value} {row.calendar_url}"
        for row in rows
        if row.calendar_kind is not CalendarKind.NONE
    }


def _print_setup(files: list[str], setup: SalesSetup, calendars: dict[str, str]) -> None:
    typer.echo("files: " + ", ".join(f"{name}.toml" for name in files))
    typer.echo("asks: " + ", ".join(slot.name for slot in setup.slots.slots))
    for host in setup.team.hosts:
        spoken = ", ".join(language.value for language in host.languages)
        calendar = calendars.get(host.host_id, "no calendar")
        typer.echo(f"meets: {host.name} ({host.host_id}), {spoken}, {host.zone}, {calendar}")
    if not setup.team.hosts:
        typer.echo("meets: nobody; team.toml names who does")
