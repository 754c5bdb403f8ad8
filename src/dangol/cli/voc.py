"""`dangol voc`: what customers say, in which stage, how often, and how sure that is."""

import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from dangol.cli.console import (
    LANGUAGES,
    Working,
    language_of,
    print_json,
    print_note,
    write_whole,
)
from dangol.engine.insight.pages import Page, Source, render_insight
from dangol.terms.errors import InputError
from dangol.terms.languages import Language

if TYPE_CHECKING:
    from dangol.engine.insight.voc import ThemesGiven
    from dangol.engine.insight.voc_inputs import ReadNotes

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="What customers say: themes of notes, each with the sentence that shows it.",
)

FILE_HELP = "CSV, JSON lines, Parquet or XLSX: a note a row. A Channel Talk desk export as it is."

FileArgument = Annotated[Path | None, typer.Argument(help=FILE_HELP, metavar="FILE")]
SampleArgument = Annotated[Path, typer.Argument(help=FILE_HELP, metavar="FILE")]
TextOption = Annotated[
    str | None,
    typer.Option(help="The column of the text.", metavar="COL", show_default="by its name"),
]
StageOption = Annotated[
    str | None,
    typer.Option(help="The column of the stage, such as lead or customer.", metavar="COL"),
]
AccountOption = Annotated[
    str | None, typer.Option(help="The column of the account.", metavar="COL")
]
AtOption = Annotated[str | None, typer.Option(help="The column of the date.", metavar="COL")]
ThemesOption = Annotated[
    str,
    typer.Option(help="A theme file, or one that comes along: messaging, shops.", metavar="FILE"),
]
ThresholdsOption = Annotated[
    Path | None,
    typer.Option(
        help="Thresholds that `agree --calibrate` wrote.",
        metavar="FILE",
        show_default="those beside the theme file",
    ),
]
SheetOption = Annotated[
    str | None, typer.Option(help="Of a workbook: the sheet.", show_default="the first")
]
WorkspaceOption = Annotated[
    str | None,
    typer.Option(help="Read this workspace's own conversations instead of a file.", metavar="NAME"),
]
DateOption = Annotated[
    str, typer.Option("--date", help="The date of the data, for the source line.", metavar="TEXT")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
HtmlOption = Annotated[
    Path | None, typer.Option(help="Write the report as one HTML file.", metavar="OUT")
]
LangOption = Annotated[
    Language | None,
    typer.Option(help="The report's language.", metavar=LANGUAGES, show_default="the terminal's"),
]
CacheOption = Annotated[
    bool,
    typer.Option(
        "--cache/--no-cache",
        help="Keep beside the file what its notes were read as (no texts), from 2,000 notes on.",
    ),
]

THEMES_EPILOG = """
[bold]Examples[/bold]

  dangol voc themes notes.csv --text note --stage stage --account account --at date

  dangol voc themes reviews.csv --text "Review Text" --themes shops --html reviews.html --lang ja

  dangol voc themes notes.csv --account account --at date --json > themes.json
"""
DISCOVER_EPILOG = """
[bold]Examples[/bold]

  dangol voc discover notes.csv --text note --out proposed.yaml
"""
AGREE_EPILOG = """
[bold]Examples[/bold]

  dangol voc agree sample.csv --text note --human themes

  dangol voc agree sample.csv --human themes --themes mine.yaml --calibrate mine.thresholds.json
"""


class NothingToReadError(InputError):
    """Neither a file nor a workspace was named, or both."""

    code = "voc.nothing_to_read"

    def __init__(self) -> None:
        super().__init__("name a file of notes, or a workspace", hint="not both")


@app.callback()
def voc() -> None:
    """What customers say: themes of notes, each with the sentence that shows it."""


@app.command(epilog=THEMES_EPILOG)
def themes(
    file: FileArgument = None,
    *,
    text: TextOption = None,
    stage: StageOption = None,
    account: AccountOption = None,
    at: AtOption = None,
    themes: ThemesOption = "messaging",
    thresholds: ThresholdsOption = None,
    sheet: SheetOption = None,
    workspace: WorkspaceOption = None,
    cache: CacheOption = True,
    show: Annotated[
        str | None,
        typer.Option(help="Print a theme file that comes along, to begin yours.", metavar="NAME"),
    ] = None,
    date: DateOption = "",
    as_json: JsonOption = False,
    html: HtmlOption = None,
    lang: LangOption = None,
) -> None:
    """Themes of notes: share by theme and stage, trend, what goes together, example sentences."""
    from dangol.engine.insight.voc import cache_beside, read_all
    from dangol.engine.insight.voc_page import themes_page
    from dangol.insight.voc.report import hit_rows, report_of
    from dangol.insight.voc.themes import built_in_text

    if show is not None:
        typer.echo(built_in_text(show), nl=False)
        return
    given = _themes(themes, thresholds)
    read = _notes(file, workspace, text=text, stage=stage, account=account, at=at, sheet=sheet)
    texts = [note.text for note in read.notes]
    beside = cache_beside(file) if cache and file is not None else None
    with Working("reading notes", total=len(texts)) as working:
        reads = read_all(texts, given, cache=beside, tell=working.tell)
    report = report_of(given.themes.ids, read.notes, reads)
    if as_json:
        print_json(
            {
                "report": report,
                "rows": hit_rows(read.notes, reads),
                "read": {
                    "source": read.source,
                    "rows": read.rows,
                    "empty": read.empty,
                    "odd": read.odd,
                    "undated": read.undated,
                    "cut": read.cut,
                },
                "thresholds": given.thresholds,
            }
        )
    words = ["themes", *([str(file)] if file else []), *_option("--workspace", workspace)]
    words += [*_option("--text", text), *_option("--stage", stage), *_option("--account", account)]
    words += [*_option("--at", at), "--themes", themes, *_option("--thresholds", thresholds)]
    _tell(
        lambda source, language: themes_page(report, read, given, source, language),
        source=Source([read.source, given.name], date, shlex.join(["dangol", "voc", *words])),
        to=(as_json, html, lang),
    )


@app.command(epilog=DISCOVER_EPILOG)
def discover(
    file: FileArgument = None,
    *,
    text: TextOption = None,
    themes: ThemesOption = "messaging",
    thresholds: ThresholdsOption = None,
    sheet: SheetOption = None,
    workspace: WorkspaceOption = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Write the proposals as a theme file to choose from.", metavar="YAML"),
    ] = None,
    most: Annotated[int, typer.Option(help="Proposals at most.", min=1, max=50)] = 12,
    seed: Annotated[int, typer.Option(help="Of the clusters' start.", min=0)] = 1,
    date: DateOption = "",
    as_json: JsonOption = False,
    html: HtmlOption = None,
    lang: LangOption = None,
) -> None:
    """Proposes themes that the file does not know, with their words, sentences and stability."""
    from dangol.engine.insight.voc import encoder, reader_of
    from dangol.engine.insight.voc_page import discover_page
    from dangol.insight.voc.discover import discover as discover_in
    from dangol.insight.voc.discover import entries_of

    given = _themes(themes, thresholds)
    read = _notes(file, workspace, text=text, sheet=sheet)
    with Working("looking for themes"):
        texts = [note.text for note in read.notes]
        found = discover_in(texts, reader_of(given), encoder(), most=most, seed=seed)
    if out is not None:
        write_whole(out, entries_of(found).encode())
        print_note(str(out))
    if as_json:
        print_json(found)
    words = ["discover", *([str(file)] if file else []), *_option("--workspace", workspace)]
    words += [*_option("--text", text), "--themes", themes, "--seed", str(seed)]
    _tell(
        lambda source, language: discover_page(found, read, source, language),
        source=Source([read.source, given.name], date, shlex.join(["dangol", "voc", *words])),
        to=(as_json, html, lang),
    )


@app.command(epilog=AGREE_EPILOG)
def agree(
    file: SampleArgument,
    *,
    human: Annotated[
        str,
        typer.Option(help="The column of a person's themes: ids, between commas.", metavar="COL"),
    ],
    text: TextOption = None,
    themes: ThemesOption = "messaging",
    thresholds: ThresholdsOption = None,
    sheet: SheetOption = None,
    calibrate: Annotated[
        Path | None,
        typer.Option(
            help="Take thresholds from this sample and write them here.", metavar="FILE.json"
        ),
    ] = None,
    date: DateOption = "",
    as_json: JsonOption = False,
    html: HtmlOption = None,
    lang: LangOption = None,
) -> None:
    """Holds the themes against a person's: precision, recall, F1, Cohen's kappa, with intervals."""
    from dangol.engine.insight.voc import agreement_with
    from dangol.engine.insight.voc_inputs import read_notes
    from dangol.engine.insight.voc_page import agree_page

    given = _themes(themes, thresholds)
    read = read_notes(file, text=text, human=human, sheet=sheet)
    with Working("reading notes", total=len(read.notes)) as working:
        found, taken, unknown = agreement_with(
            read, given, is_calibrated=calibrate is not None, tell=working.tell
        )
    if calibrate is not None:
        import msgspec

        written = msgspec.json.format(msgspec.json.encode(taken.thresholds), indent=2)
        write_whole(calibrate, written + b"\n")
        print_note(str(calibrate))
    if as_json:
        print_json({"agreement": found, "thresholds": taken.thresholds, "unknown": unknown})
    words = ["agree", str(file), "--human", human, *_option("--text", text), "--themes", themes]
    _tell(
        lambda source, language: agree_page(
            found,
            read,
            taken,
            source,
            language,
            unknown=unknown,
            is_own_sample=calibrate is not None,
        ),
        source=Source([read.source, given.name], date, shlex.join(["dangol", "voc", *words])),
        to=(as_json, html, lang),
    )


def _themes(name: str, thresholds: Path | None) -> "ThemesGiven":
    """The theme file, learned."""
    from dangol.engine.insight.voc import given_themes, taught

    given = given_themes(name, thresholds)
    with Working("learning from sentences", total=100) as working:
        return taught(given, working.tell)


def _notes(file: Path | None, workspace: str | None, **columns: str | None) -> "ReadNotes":
    """The notes of the file, or of the workspace."""
    from dangol.engine.insight.voc_inputs import read_notes, read_workspace

    if (file is None) == (workspace is None):
        raise NothingToReadError
    if file is not None:
        return read_notes(file, **columns)
    from dangol.cli.workspace_choice import opened_workspace

    with opened_workspace(None, workspace) as (record, chosen):
        return read_workspace(record, chosen.workspace_id, chosen.name)


def _tell(
    page_of: Callable[[Source, Language], Page],
    *,
    source: Source,
    to: tuple[bool, Path | None, Language | None],
) -> None:
    """The report stands where it was asked for: on the console, or in a file."""
    as_json, html, lang = to
    page = page_of(source, lang or language_of(os.environ))
    if html is not None:
        write_whole(html, render_insight(page).encode())
        print_note(str(html))
    elif not as_json:
        from dangol.cli.insight_tables import print_page

        print_page(page, Console())


def _option(name: str, value: object) -> list[str]:
    return [] if value is None else [name, str(value)]
