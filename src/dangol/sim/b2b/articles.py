"""What the company has written down: answers to questions, and its documentation."""

import csv
from functools import cache
from importlib.resources import files
from io import StringIO

from dangol.speak.knowledge.article import Article, ArticleKind
from dangol.terms.languages import Language

DOCS = ("start", "install", "channels", "answers", "routing", "reports")
"""The pages of the documentation, in the order in which they are read."""
_PACKAGE = "dangol.sim.b2b"


@cache
def company_articles(language: Language, site: str = "") -> tuple[Article, ...]:
    """The answers of one language in the order of the file, each with the address where it stands.

    Shape: `site` is where the company's site stands, without a slash at its end.
    """
    text = files(_PACKAGE).joinpath("knowledge/faq.csv").read_text("utf-8")
    return tuple(
        Article(
            row["id"],
            language,
            row["question"],
            row["answer"],
            f"{site}/faq?lang={language}#{row['id']}",
            ArticleKind.FAQ,
        )
        for row in csv.DictReader(StringIO(text))
        if row["lang"] == language
    )


@cache
def render_doc(name: str, language: Language) -> str:
    """A page of the documentation as HTML. Shape: `name` is one of DOCS."""
    from markdown_it import MarkdownIt

    text = files(_PACKAGE).joinpath(f"knowledge/docs/{language}/{name}.md").read_text("utf-8")
    return MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
