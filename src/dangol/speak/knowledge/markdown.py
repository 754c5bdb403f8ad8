"""A Markdown document becomes one article a heading."""

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dangol.listen.catalogue.encodings import opened_text
from dangol.speak.knowledge.article import ArticleKind, Reading
from dangol.speak.knowledge.sections import Document, Heading, Paragraph, section_articles
from dangol.terms.languages import Language, parse_language

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_CHARACTERS = 500_000
DEEPEST = 3
"""Headings deeper than this belong to the article above them."""

_FRONT = re.compile(r"\A---[ \t]*\n(.{0,5000}?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_OWN_ANCHOR = re.compile(r"\s*\{#([\w-]{1,100})\}\s*\Z")


def parse_markdown(
    content: bytes,
    file: str,
    language: Language | None = None,
    *,
    document_id: str = "",
    source: str = "",
) -> Reading:
    """One article a heading down to the third level, with its anchor.

    Front matter may give `id`, `lang`, `title` and `url`; a heading may name its anchor, `{#fee}`.

    Laws: never raises.
    """
    with opened_text(io.BytesIO(content), language) as stream:
        text = stream.read(MAX_CHARACTERS).replace("\r\n", "\n").replace("\r", "\n")
    front: dict[str, str] = {}
    skipped = 0
    if found := _FRONT.match(text):
        pairs = (line.partition(":") for line in found[1].splitlines())
        front = {key.strip().lower(): value.strip().strip("\"'") for key, _, value in pairs}
        skipped, text = found[0].count("\n"), text[found.end() :]
    tag = front.get("lang") or front.get("language")
    url = front.get("url", "")
    document = Document(
        file,
        front.get("id") or document_id or file,
        url if url.startswith(("https://", "http://", "/")) else source or file,
        ArticleKind.POLICY,
        parse_language(tag, language or Language.EN) if tag else language,
        front.get("title", ""),
    )
    return section_articles(_parts_of(text, skipped), document)


def _parts_of(text: str, skipped: int) -> Iterator[Heading | Paragraph]:
    from markdown_it import MarkdownIt

    # HTML inside Markdown is shown to nobody: its tags are left out and its words kept.
    tokens = MarkdownIt("commonmark", {"html": True, "maxNesting": 20}).enable("table").parse(text)
    level = 0
    for token in tokens:
        line = (token.map[0] if token.map else 0) + 1 + skipped
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "inline":
            words = _words_of(token)
            if level and level <= DEEPEST:
                own = _OWN_ANCHOR.search(words)
                name = _OWN_ANCHOR.sub("", words).strip()
                yield Heading(level, name, line, own[1] if own else "")
            elif words:
                yield Paragraph(words, line)
        elif token.type in ("fence", "code_block") and token.content.strip():
            yield Paragraph(token.content, line)
        elif token.type == "html_block":
            from dangol.listen.catalogue.plaintext import plain_text

            if words := plain_text(token.content):
                yield Paragraph(words, line)


def _words_of(inline: "Token") -> str:
    parts: list[str] = []
    for child in inline.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "image":
            parts.append(child.content)
    return "".join(parts).strip()
