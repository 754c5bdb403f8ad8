"""A document as a flow of headings and paragraphs becomes one article a heading."""

import re
from collections.abc import Iterable

import msgspec

from dangol.listen.catalogue.plaintext import one_line
from dangol.speak.knowledge.article import (
    MAX_ARTICLES,
    MAX_TEXT,
    Article,
    ArticleKind,
    Reading,
    Refusal,
    written_article,
)
from dangol.terms.languages import Language

BETWEEN = " › "
"""Between the title of a document and a heading in it."""


class Heading(msgspec.Struct, frozen=True):
    """A heading, with the anchor it has in its document, if it names one."""

    level: int
    text: str
    line: int
    anchor: str = ""


class Paragraph(msgspec.Struct, frozen=True):
    """Words that stand beneath the heading before."""

    text: str
    line: int


class Document(msgspec.Struct, frozen=True):
    """What the sections of a document have in common."""

    file: str
    document_id: str
    source: str
    kind: ArticleKind
    language: Language | None
    title: str = ""


class _Section(msgspec.Struct):
    heading: Heading
    paragraphs: list[str]


def section_articles(parts: Iterable[Heading | Paragraph], document: Document) -> Reading:
    """One article a heading that has words beneath it, with the document's title before its own.

    Laws: every word beneath a heading is in exactly one article; anchors differ in a document.
    """
    sections = [_Section(Heading(1, document.title, 1), [])]
    for part in parts:
        if isinstance(part, Heading):
            sections.append(_Section(part, []))
        else:
            sections[-1].paragraphs.append(part.text)
    first = next((place for place, one in enumerate(sections) if one.heading.text), 0)
    top = sections[first].heading.text
    language = document.language
    articles: list[Article] = []
    refusals: list[Refusal] = []
    anchors: set[str] = set()
    for place, section in enumerate(sections):
        heading, text = section.heading, one_line(" ".join(section.paragraphs), MAX_TEXT)
        anchor = _free_anchor(heading.anchor or anchor_of(heading.text), anchors)
        if not text:
            continue
        if len(articles) == MAX_ARTICLES:
            reason = f"a file may hold {MAX_ARTICLES:,} articles; the rest is left out"
            refusals.append(Refusal(document.file, heading.line, reason))
            break
        own = heading.text
        is_top = place <= first
        title = own or top or document.document_id
        if not is_top and top:
            title = f"{top}{BETWEEN}{own}"
        # What comes before the second heading is what the address of the whole shows.
        fragment = "" if is_top and not heading.anchor else f"#{anchor}"
        articles.append(
            written_article(
                f"{document.document_id}{fragment}",
                language,
                title,
                text,
                source=f"{document.source}{fragment}",
                kind=document.kind,
            )
        )
    if not articles:
        refusals.append(Refusal(document.file, 1, "the document holds no text"))
    return Reading(_distinct(articles), tuple(refusals))


def anchor_of(heading: str) -> str:
    """The anchor that Markdown hosts give a heading: lower case, words joined by hyphens."""
    kept = re.sub(r"[^\w\s-]", "", heading.strip().lower())
    return re.sub(r"\s+", "-", kept)[:100]


def _free_anchor(anchor: str, taken: set[str]) -> str:
    free, number = anchor, 0
    while free in taken:
        number += 1
        free = f"{anchor}-{number}"
    taken.add(free)
    return free


def _distinct(articles: list[Article]) -> tuple[Article, ...]:
    """Two sections of one id are one article: the text before the title and beneath it."""
    merged: dict[str, Article] = {}
    for article in articles:
        first = merged.get(article.article_id)
        if first is not None:
            text = f"{first.text} {article.text}"
            article = msgspec.structs.replace(article, text=text)  # noqa: PLW2901
        merged[article.article_id] = article
    return tuple(merged.values())
