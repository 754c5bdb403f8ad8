"""`dangol import knowledge`: what the shop has written down, for answers with a source."""

from functools import partial
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from dangol.cli.console import LANGUAGES, print_json, print_note
from dangol.cli.workspace import URL_HELP
from dangol.cli.workspace_choice import WORKSPACE_HELP, now, opened_workspace
from dangol.speak.knowledge.article import Reading
from dangol.terms.errors import InputError
from dangol.terms.languages import Language

SHOWN = 10
EPILOG = """
[bold]Examples[/bold]

  dangol import knowledge policies/ faq.csv

  dangol import knowledge https://shop.example/sitemap.xml --workspace "나의 상점"
"""


class NoArticlesError(InputError):
    """Nothing that was named holds an article."""

    code = "knowledge.empty"

    def __init__(self, origin: str, reason: str) -> None:
        super().__init__(
            f"{origin} holds no article: {reason}",
            hint="name Markdown, HTML or CSV files, a folder of them, a page or a site map",
        )


class Source(msgspec.Struct, frozen=True):
    """What came from one path or address."""

    origin: str
    articles: int
    removed: int
    """Articles that it held at the last import and holds no more."""
    refused: int


class KnowledgeReport(msgspec.Struct, frozen=True):
    """What an import of knowledge changed."""

    workspace_id: str
    articles: int
    sources: list[Source]


def knowledge_command(
    origins: Annotated[
        list[str], typer.Argument(help="Files, folders, pages or site maps.", metavar="PATH|URL…")
    ],
    *,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    language: Annotated[
        Language | None,
        typer.Option(
            help="Of all that is read.",
            metavar=LANGUAGES,
            show_default="as a path says, else as the letters do",
        ),
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from private addresses too.")
    ] = False,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Take what the shop has written down: Markdown, HTML, CSV questions, a site map's pages.

    What was named before is replaced by what it holds now; what was not named stays. A running
    server answers with it a few seconds later.
    """
    from dangol.engine.chat.knowledge import take_knowledge

    sources: list[Source] = []
    with opened_workspace(url, workspace) as (record, chosen):
        readings = [_read(origin, language, is_private_allowed=allow_private) for origin in origins]
        for origin, reading in zip(origins, readings, strict=True):
            done = take_knowledge(record, chosen.workspace_id, origin, reading.articles, now())
            refused = len(reading.refusals)
            sources.append(Source(origin, done.stored, done.removed, refused))
    report = KnowledgeReport(chosen.workspace_id, sum(one.articles for one in sources), sources)
    for reading in readings:
        for refusal in reading.refusals[:SHOWN]:
            print_note(f"left out: {refusal.file}, line {refusal.line}: {refusal.reason}")
        if len(reading.refusals) > SHOWN:
            print_note(f"left out: {len(reading.refusals) - SHOWN:,} more")
    if as_json:
        print_json(report)
    else:
        for one in sources:
            typer.echo(f"{one.origin}: {one.articles:,} articles, {one.removed:,} removed")


def _read(origin: str, language: Language | None, *, is_private_allowed: bool) -> Reading:
    from dangol.cli.speak import read_knowledge
    from dangol.engine.chat.fetching import fetch
    from dangol.engine.chat.knowledge import read_address

    if not origin.lower().startswith(("http://", "https://")):
        return _in_language(read_knowledge(Path(origin)), language)
    fetcher = partial(fetch, is_private_allowed=is_private_allowed)
    reading = read_address(origin, language, fetcher=fetcher)
    if not reading.articles:
        reason = reading.refusals[0].reason if reading.refusals else "there is no text on it"
        raise NoArticlesError(origin, reason)
    return reading


def _in_language(reading: Reading, language: Language | None) -> Reading:
    if language is None:
        return reading
    articles = (msgspec.structs.replace(one, language=language) for one in reading.articles)
    return msgspec.structs.replace(reading, articles=tuple(articles))
