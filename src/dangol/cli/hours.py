"""`dangol workspace hours`: when people of a shop answer, which a conversation promises by."""

import os
import sys
from typing import Annotated

import msgspec
import typer

from dangol.cli.console import LANGUAGES, language_of, print_json
from dangol.cli.sites import URL_HELP, WorkspaceOption
from dangol.store.workspaces import Workspace, write_hours
from dangol.terms.hours import parse_hours, render_hours, render_spans
from dangol.terms.languages import Language
from dangol.terms.texts import render_date, render_text


class Answering(msgspec.Struct, frozen=True):
    """When people of a workspace answer."""

    timezone: str
    hours: str
    """As `--set` takes it."""
    is_said: bool
    """The merchant has said so; else these are the usual hours."""


def hours_command(
    *,
    hours: Annotated[
        str | None,
        typer.Option(
            "--set",
            help='As in "mon-fri 10:00-18:00; sat 10:00-14:00; closed 2026-12-25",'
            ' "평일 10:00-18:00" or "never". Empty for the usual hours.',
            metavar="HOURS",
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    lang: Annotated[
        Language | None, typer.Option(help="The answer's language.", metavar=LANGUAGES)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show when people of a workspace answer, in its time zone, or say so.

    Whoever asks for a person outside these hours is told when somebody will be there. Conversations
    know within seconds; openings that need a person follow from the server's next start.
    """
    from dangol.cli.workspace_choice import chosen_workspace, opened_workspace

    with opened_workspace(url, workspace) as (record, chosen):
        if hours is not None:
            with record.writing() as connection:
                write_hours(connection, chosen.workspace_id, hours.strip())
        found = chosen_workspace(record, chosen.workspace_id)
    if as_json:
        said = render_hours(parse_hours(found.hours))
        print_json(Answering(found.zone, said, bool(found.hours)))
    else:
        sys.stdout.write(_lines(found, lang or language_of(os.environ)))


def _lines(workspace: Workspace, language: Language) -> str:
    hours = parse_hours(workspace.hours)
    lines = [render_text("hours.zone", language, zone=workspace.zone)]
    for day, spans in enumerate(hours.week):
        name = render_text(f"hours.day.{day}", language)
        told = render_spans(spans) if spans else render_text("hours.closed", language)
        lines.append(f"  {name}: {told}")
    if hours.closed_on:
        name = render_text("hours.closed_on", language)
        days = ", ".join(render_date(day, language) for day in sorted(hours.closed_on))
        lines.append(f"{name}: {days}")
    if not workspace.hours:
        lines.append(render_text("hours.usual", language))
    return "\n".join(lines) + "\n"
