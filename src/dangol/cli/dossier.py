"""`dangol dossier`: hypotheses judged by figures and stated thresholds, with what changed since."""

import os
import shlex
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from dangol.cli.console import (
    LANGUAGES,
    Working,
    language_of,
    print_error,
    print_json,
    print_note,
    write_whole,
)
from dangol.terms.errors import InputError
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Questions and hypotheses, judged by figures and stated thresholds.",
)

LangOption = Annotated[
    Language | None,
    typer.Option(help="The report's language.", metavar=LANGUAGES, show_default="the terminal's"),
]

BUILD_EPILOG = """
[bold]Examples[/bold]

  dangol dossier example decisions

  dangol dossier build decisions --lang ko

  dangol dossier build decisions --json
"""


class DayOptionError(InputError):
    """A day that is none."""

    code = "input.day_unreadable"


class FolderTakenError(InputError):
    """A folder that holds a dossier already."""

    code = "dossier.folder_taken"


@app.callback()
def dossier() -> None:
    """Questions and hypotheses, judged by figures and stated thresholds."""


@app.command(epilog=BUILD_EPILOG)
def build(
    folder: Annotated[
        Path, typer.Argument(help="A folder with dossier.toml and its tables.", metavar="DIR")
    ],
    *,
    html: Annotated[
        Path | None,
        typer.Option(
            help="The report as one HTML file.", metavar="OUT", show_default="DIR/dossier.html"
        ),
    ] = None,
    markdown: Annotated[
        Path | None,
        typer.Option(help="The report as Markdown.", metavar="OUT", show_default="DIR/dossier.md"),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            help="The day of the build, for the change log.",
            metavar="YYYY-MM-DD",
            show_default="today",
        ),
    ] = None,
    lang: LangOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Judge every hypothesis by its figures and thresholds; write the report and the change log.

    Evidence that is missing is unknown, never green; a query that cannot be answered as it is
    written is told, and ends with 1. Queries read the named tables and can do
    nothing else. DIR/changes.json keeps what changed from build to build.
    """
    from dangol.engine.insight.dossier import DOSSIER, LOG, read_log, read_sources, render_log
    from dangol.engine.insight.dossier import build as build_dossier
    from dangol.engine.insight.dossier_faults import faults_of
    from dangol.engine.insight.dossier_page import dossier_page
    from dangol.engine.insight.markdown import render_markdown
    from dangol.engine.insight.pages import render_insight
    from dangol.insight.dossier.changes import standing_of, with_build

    language = lang or language_of(os.environ)
    built_on = _day(on)
    sources, old = read_sources(folder), read_log(folder / LOG)
    with Working(render_text("dossier.building", language)):
        built = build_dossier(sources)
    log = with_build(old, built_on, standing_of(built.judgement))
    command = shlex.join(["dangol", *sys.argv[1:]])
    page = dossier_page(built, log, language, built_on=built_on, command=command)
    written = {
        html or folder / "dossier.html": render_insight(page).encode(),
        markdown or folder / "dossier.md": render_markdown(page).encode(),
        folder / LOG: render_log(log),
    }
    for file, content in written.items():
        write_whole(file, content)
        print_note(render_text("dossier.written", language, file=str(file)))
    if as_json:
        print_json(_as_json(built, log, old, built_on))
    else:
        from dangol.cli.insight_tables import print_page

        short = dossier_page(built, log, language, built_on=built_on, is_whole=False)
        print_page(short, Console())
    if faults := faults_of(built, language):
        for one in faults:
            where = f"{folder / DOSSIER} · {one.hypothesis} · {one.evidence}"
            print_error(f"{where}: {one.problem}", one.hint)
        raise typer.Exit(1)


@app.command()
def example(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.", metavar="DIR")],
    *,
    lang: LangOption = None,
) -> None:
    """Write the worked example: a dossier with its tables, to build and to change."""
    from dangol.engine.insight.dossier import DOSSIER, example_files

    if (folder / DOSSIER).exists():
        raise FolderTakenError(f"{folder} holds a dossier already", hint="name another folder")
    for name, content in example_files().items():
        write_whole(folder / name, content)
    language = lang or language_of(os.environ)
    print_note(render_text("dossier.example_written", language, folder=shlex.quote(str(folder))))


def _day(text: str | None) -> str:
    if text is None:
        return datetime.now(UTC).astimezone().date().isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as fault:
        raise DayOptionError(f"--on {text!r} is no day", hint="write it as 2026-02-28") from fault


def _as_json(built: Any, log: Any, old: Any, built_on: str) -> dict[str, Any]:
    is_new = len(log.builds) != len(old.builds)
    return {
        "built_on": built_on,
        "questions": [
            {
                "id": answer.question.id,
                "verdict": answer.verdict,
                "printed": answer.printed,
                "rule": answer.question.rule,
                "hypotheses": [
                    {
                        "id": judged.hypothesis.id,
                        "verdict": judged.verdict,
                        "printed": judged.printed,
                        "required": judged.hypothesis.is_required,
                        "evidence": [_evidence_json(one, built) for one in judged.weighed],
                    }
                    for judged in answer.judged
                ],
            }
            for answer in built.judgement.answers
        ],
        "missing_sources": list(built.sources.dossier.missing),
        "changes": log.builds[-1].changes if is_new else [],
    }


def _evidence_json(one: Any, built: Any) -> dict[str, Any]:
    from dangol.engine.insight.dossier_words import source_text

    bands = one.evidence.bands
    return {
        "id": one.evidence.id,
        "verdict": one.verdict,
        "value": one.found.value,
        "unit": one.evidence.unit,
        "absence": one.found.absence,
        "detail": one.found.detail,
        "required": one.evidence.is_required,
        "printed": one.evidence.printed,
        "direction": bands.direction if bands else None,
        "bands": {verdict: band.written for verdict, band in bands.items()} if bands else {},
        "source": source_text(one, built, Language.EN),
        "cells": one.found.cells,
    }
