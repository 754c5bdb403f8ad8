"""`dangol audit`: what does not agree in the figures of Markdown documents."""

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from dangol.cli.console import LANGUAGES, Working, language_of, print_json, printable
from dangol.engine.insight.audit_files import AuditedFile, SaidFinding, audit_file
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

app = typer.Typer(add_completion=False, rich_markup_mode="rich")

FOUND_EXIT_CODE = 1
EPILOG = """
[bold]Examples[/bold]

  dangol audit report.md

  dangol audit minutes/*.md --lang ko --json
"""


@app.command("audit", epilog=EPILOG)
def audit_command(
    files: Annotated[list[Path], typer.Argument(help="Markdown documents.", metavar="FILE.md…")],
    *,
    lang: Annotated[
        Language | None,
        typer.Option(
            help="Language of the sentences.",
            show_default="that of each document",
            metavar=LANGUAGES,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Read the tables and figures of documents, and say what does not agree.

    Totals that are not the sum of their rows, shares that do not fit their parts, percentages that
    miss 100, growth that does not follow from its two values, one quantity with two values, claims
    beyond their table, durations against their dates. What printed rounding explains is no finding.

    Exit code 1 where a finding of severity "error" exists; a warning alone is 0.
    """
    audited: list[AuditedFile] = []
    with Working("auditing", total=len(files)) as working:
        for done, file in enumerate(files, 1):
            audited.append(audit_file(file, lang))
            working.tell(done)
    findings = [one for each in audited for one in each.findings]
    if as_json:
        print_json({"files": audited, "findings": len(findings)})
    else:
        _print_findings(audited, findings, lang or language_of(os.environ))
    if any(one.severity == "error" for one in findings):
        raise typer.Exit(FOUND_EXIT_CODE)


def _print_findings(
    audited: list[AuditedFile], findings: list[SaidFinding], language: Language
) -> None:
    console = Console()
    if findings:
        table = Grid(box=None, pad_edge=False, show_lines=False)
        for name in ("place", "kind", "said"):
            heading = render_text(f"insight_audit.head.{name}", language)
            table.add_column(heading, overflow="fold", no_wrap=name == "kind")
        for one in findings:
            kind = render_text(f"insight_audit.kind.{one.kind}", language)
            severity = render_text(f"insight_audit.severity.{one.severity}", language)
            table.add_row(
                Text(printable(f"{one.file}:{one.line}")),
                Text(f"{kind} ({severity})", style="red" if one.severity == "error" else "yellow"),
                Text(printable(one.said)),
            )
        console.print(table)
    else:
        console.print(Text(render_text("insight_audit.none", language)))
    read = render_text(
        "insight_audit.read",
        language,
        n=len(audited),
        tables=sum(one.tables for one in audited),
        figures=sum(one.figures for one in audited),
        sentences=sum(one.sentences for one in audited),
    )
    console.print(Text(read, style="dim"), soft_wrap=True)
