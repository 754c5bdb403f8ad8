"""Where a command on the market shows its answer, with the command that makes it again."""

import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console

from dangol.cli.console import Working, language_of, print_note, write_whole
from dangol.engine.insight.pages import Page, Source, render_insight
from dangol.terms.languages import Language
from dangol.terms.texts import render_text


def working(what: str, lang: Language | None, *, total: int | None = None) -> Working:
    """A bar that says what is being done, in the reader's language."""
    label = render_text(f"insight.page.{what}", lang or language_of(os.environ))
    return Working(label, total=total)


def tell(
    page_of: Callable[[Source, Language], Page],
    *,
    files: list[Path | None],
    date: str,
    words: list[str],
    to: tuple[bool, Path | None, Language | None],
) -> None:
    """The report stands where it was asked for: on the console, or in a file."""
    as_json, html, lang = to
    language = lang or language_of(os.environ)
    shown = [
        *option_given("--html", html and html.name),
        *option_given("--lang", lang and lang.value),
    ]
    command = shlex.join(["dangol", "market", *words, *shown])
    source = Source([file.name for file in files if file is not None], date, command)
    page = page_of(source, language)
    if html is not None:
        write_whole(html, render_insight(page).encode())
        print_note(render_text("insight.page.written", language, file=str(html)))
    elif not as_json:
        from dangol.cli.insight_tables import print_page

        print_page(page, Console())


def options_given(chosen: Any) -> list[str]:
    """The columns that were named, as they were typed."""
    named = {name: getattr(chosen, name) for name in ("kind", "vertical", "count", "share")}
    return [word for name, column in named.items() for word in option_given(f"--{name}", column)]


def option_given(name: str, value: object) -> list[str]:
    """The option as it was typed; nothing where it was not."""
    return [] if value is None else [name, str(value)]
