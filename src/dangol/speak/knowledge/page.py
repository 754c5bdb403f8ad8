"""An HTML page becomes one article a heading of its main part."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dangol.listen.catalogue.encodings import opened_text
from dangol.listen.catalogue.plaintext import one_line
from dangol.speak.knowledge.article import ArticleKind, Reading
from dangol.speak.knowledge.sections import Document, Heading, Paragraph, section_articles
from dangol.terms.languages import Language, parse_language

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_CHARACTERS = 3_000_000
MAX_DEPTH = 200

MAIN = ("main", "[role=main]", "article", "#content", "body")
"""Where the words of a page stand, the narrowest first."""
ASIDE = (
    "script, style, template, noscript, svg, canvas, iframe, object, nav, header, footer, aside,"
    " form, button, select, input, textarea, dialog, [hidden], [aria-hidden=true],"
    " [role=navigation], [role=banner], [role=contentinfo]"
)
"""What is on a page and is no part of what it says."""
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "summary": 3, "dt": 3}
_BLOCKS = (
    "p div section article main ul ol li dl dd table tr td th blockquote pre details figure h4 h5"
    " h6 address br hr tbody thead caption figcaption"
)
BLOCKS = frozenset(_BLOCKS.split())


def parse_page(
    content: bytes,
    file: str,
    language: Language | None = None,
    *,
    document_id: str = "",
    source: str = "",
) -> Reading:
    """The words of the page's main part, one article a heading, `summary` or `dt`.

    Without a language, the page has the one its `lang` names, or the one it is written in.

    Laws: never raises; no tag, script or style remains.
    """
    from selectolax.lexbor import LexborHTMLParser

    with opened_text(io.BytesIO(content), language) as stream:
        markup = stream.read(MAX_CHARACTERS).replace("\0", "")
    tree = LexborHTMLParser(markup)
    root = tree.root
    if language is None and root is not None:
        tag = root.attributes.get("lang") or ""
        guess = parse_language(tag, Language.EN)
        language = guess if tag.lower().startswith(guess.value) else None
    title = tree.css_first("title")
    name = one_line(title.text(), 300) if title is not None else ""
    main = next((node for one in MAIN if (node := tree.css_first(one)) is not None), root)
    parts: list[Heading | Paragraph] = []
    if main is not None:
        for node in main.css(ASIDE):
            node.decompose()
        parts = list(_parts_of(main))
    has_heading = any(isinstance(part, Heading) and part.level == 1 for part in parts)
    document = Document(
        file,
        document_id or file,
        source or file,
        ArticleKind.PAGE,
        language,
        "" if has_heading else name,
    )
    return section_articles(parts, document)


def _parts_of(main: LexborNode) -> Iterator[Heading | Paragraph]:
    """The flow of the page. The walk keeps its own stack: a page may nest deeper than Python."""
    words: list[str] = []
    stack: list[tuple[LexborNode, int, bool]] = [(main, 0, False)]
    while stack:
        node, depth, is_left = stack.pop()
        tag = node.tag or ""
        if is_left or tag in HEADINGS or tag in BLOCKS:
            if text := one_line("".join(words), 20_000):
                yield Paragraph(text, 1)
            words = []
        if is_left:
            continue
        if tag in HEADINGS:
            if text := one_line(node.text(separator=" "), 300):
                yield Heading(HEADINGS[tag], text, 1, node.attributes.get("id") or "")
            continue
        if tag == "-text":
            words.append(node.text())
            continue
        if depth >= MAX_DEPTH:
            words.append(node.text(separator=" "))
            continue
        if tag in BLOCKS:
            stack.append((node, depth, True))
        children = list(node.iter(include_text=True))
        stack.extend((child, depth + 1, False) for child in reversed(children))
    if text := one_line("".join(words), 20_000):
        yield Paragraph(text, 1)
