"""What the shop promises, as its pages show it: the articles and the policies."""

import csv
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import StringIO

import msgspec

from dangol.terms.languages import Language

POLICIES = ("shipping", "returns", "payment", "privacy")


class Article(msgspec.Struct, frozen=True):
    """A question that customers ask, and the shop's answer."""

    article_id: str
    question: str
    answer: str


def knowledge_folder() -> Traversable:
    """Where `faq.csv` and `policies/{language}/*.md` stand."""
    return files("dangol.sim.site").joinpath("knowledge")


@cache
def sample_articles(language: Language) -> tuple[Article, ...]:
    """The shop's forty articles in one language, in the order of the file."""
    text = knowledge_folder().joinpath("faq.csv").read_text("utf-8")
    return tuple(
        Article(row["id"], row["question"], row["answer"])
        for row in csv.DictReader(StringIO(text))
        if row["lang"] == language
    )


@cache
def render_policy(name: str, language: Language) -> str:
    """A policy's page as HTML. Shape: `name` is one of POLICIES."""
    from markdown_it import MarkdownIt

    text = knowledge_folder().joinpath(f"policies/{language}/{name}.md").read_text("utf-8")
    return MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
