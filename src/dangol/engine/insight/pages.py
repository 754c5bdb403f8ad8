"""A report as one HTML file: sections with words, charts, tables and where each figure is from.

No script and no request: it is mailed, opened on a phone or in the dark, printed and kept. Whoever
has an answer makes a `Page` of it in the reader's language; all texts are hostile and escaped.
"""

import re
from collections.abc import Sequence
from functools import cache, partial
from typing import Any, Literal, TypeAlias

from msgspec import Struct

from dangol.engine.insight.charts import Chart
from dangol.engine.insight.drawing import draw
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

Tone: TypeAlias = Literal["", "green", "amber", "red", "unknown", "assumption", "quiet", "strong"]
"""How a cell or a figure is marked; each has a sign or a word too, never a colour alone."""

SAFE_LINKS = ("#", "./", "https://", "http://")
"""How the target of a link may begin."""


class Cell(Struct, frozen=True):
    """A text in a table, perhaps marked, perhaps leading somewhere."""

    text: str
    tone: Tone = ""
    href: str = ""
    """`#anchor` of a section, `./file` beside the page, or a web address; others are not linked."""
    lang: str = ""
    """The text's own language, where it is not the page's."""


class Column(Struct, frozen=True):
    """The head of a column."""

    label: str
    is_number: bool = True


class Table(Struct, frozen=True):
    """Rows beneath their heads. The first cell of a row is its name."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str | Cell]]
    totals: Sequence[Sequence[str | Cell]] = ()
    """Rows at the foot: what the others add up to."""
    notes: Sequence[str] = ()
    is_folded: bool = False
    """Whether the reader opens it."""
    is_phone_folded: bool = False
    """Folded where the screen is narrow, and open where it is wide."""


class Figure(Struct, frozen=True):
    """One number that stands large."""

    label: str
    value: str
    note: str = ""
    tone: Tone = ""
    href: str = ""


_HANGUL, _KANA, _HAN = (
    re.compile(letters) for letters in ("[\uac00-\ud7a3]", "[\u3041-\u30ff]", "[\u4e00-\u9fff]")
)


class Quote(Struct, frozen=True):
    """What somebody wrote, with the words that matter between what stands before and after."""

    before: str
    telling: str = ""
    after: str = ""
    by: str = ""
    lang: str = ""


class Source(Struct, frozen=True):
    """Where figures are from, and how to make them again."""

    files: Sequence[str]
    date: str = ""
    """Of the data, as the reader writes dates."""
    command: str = ""
    notes: Sequence[str] = ()


class Section(Struct, frozen=True):
    """A part of a report. Everything but the heading may be left out."""

    heading: str
    words: Sequence[str] = ()
    """Paragraphs."""
    figures: Sequence[Figure] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()
    quotes: Sequence[Quote] = ()
    notes: Sequence[str] = ()
    source: Source | None = None
    anchor: str = ""
    """What `#anchor` links to; small letters, digits and hyphens."""
    tone: Tone = ""


class Page(Struct, frozen=True):
    """A report."""

    title: str
    """The answer, in a sentence."""
    lead: str
    sections: Sequence[Section]
    language: Language
    kind: str = ""
    """What sort of report it is, such as “Market mix”."""
    facts: Sequence[tuple[str, str]] = ()
    """What was read: names and values, beneath the lead."""
    figures: Sequence[Figure] = ()
    footer: str = ""


def render_insight(page: Page) -> str:
    """The report as a whole HTML document."""
    language = page.language
    return _template().render(
        page=page,
        language=language.value,
        t=partial(_text, language),
        cell_of=cell_of,
        lang_of=lang_of,
        tone_word=partial(tone_word, language),
        sections=[
            (section, [draw(chart) for chart in section.charts]) for section in page.sections
        ],
    )


def lang_of(quote: Quote) -> str:
    """The language it was written in, as was said or as its letters tell: lines break by it."""
    text = quote.before + quote.telling + quote.after
    if quote.lang or not text:
        return quote.lang
    hangul, kana = len(_HANGUL.findall(text)), len(_KANA.findall(text))
    if hangul or kana:
        return "ko" if hangul >= kana else "ja"
    return "ja" if _HAN.search(text) else ""


def cell_of(cell: str | Cell) -> Cell:
    """The cell, with a link only where it leads somewhere safe."""
    if isinstance(cell, str):
        return Cell(cell)
    if cell.href and not cell.href.startswith(SAFE_LINKS):
        return Cell(cell.text, cell.tone, "", cell.lang)
    return cell


def tone_word(language: Language, tone: str) -> str:
    """The tone in a word: a colour alone says nothing."""
    return render_text(f"insight.page.tone.{tone}", language)


def _text(language: Language, key: str, /, **values: int | str) -> str:
    return render_text(key, language, **values)


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("dangol.engine", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("insight.html.jinja")
