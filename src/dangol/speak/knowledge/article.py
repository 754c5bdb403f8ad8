"""An article is one thing the shop has written down; a reading is what a file held of them."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from dangol.listen.catalogue.plaintext import one_line
from dangol.terms.languages import Language

MAX_TITLE = 300
MAX_TEXT = 20_000
MAX_ARTICLES = 5_000
"""Of one file."""


class ArticleKind(StrEnum):
    """Where an article stands in the shop."""

    FAQ = "faq"
    """A question with its answer."""
    POLICY = "policy"
    """A part of a written policy."""
    PAGE = "page"
    """A part of a page of the site."""


class Article(msgspec.Struct, frozen=True):
    """One thing the shop has written down, in one language."""

    article_id: str
    """The same in every language the article exists in."""
    language: Language
    title: str
    """The question, or the heading."""
    text: str
    source: str
    """Where a reader finds it: an address, or a file with its anchor or line."""
    kind: ArticleKind


class Refusal(msgspec.Struct, frozen=True):
    """A part of a file that could not be used, and why, in the reader's words."""

    file: str
    line: int
    reason: str


class Reading(msgspec.Struct, frozen=True):
    """What a file, or several, held."""

    articles: tuple[Article, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def guess_language(text: str, default: Language = Language.EN) -> Language:
    """The language that the letters of a text speak for.

    Kana is Japanese, Hangul is Korean; Han alone is Japanese, as Korean is written without it;
    Latin alone is English; a text without letters has the default.
    """
    sample = text[:MAX_TEXT]
    hangul = sum("가" <= letter <= "힣" or "ㄱ" <= letter <= "ㆎ" for letter in sample)
    kana = sum("ぁ" <= letter <= "ヿ" or "ｦ" <= letter <= "ﾟ" for letter in sample)
    if hangul or kana:
        return Language.KO if hangul >= kana else Language.JA
    if any("一" <= letter <= "鿿" for letter in sample):
        return Language.JA
    return Language.EN if any(letter.isalpha() for letter in sample) else default


def written_article(
    article_id: str,
    language: Language | None,
    title: str,
    text: str,
    *,
    source: str,
    kind: ArticleKind,
) -> Article:
    """The article on single lines and within bounds; without a language, in the one it speaks."""
    title, text = one_line(title, MAX_TITLE), one_line(text, MAX_TEXT)
    return Article(
        one_line(article_id, MAX_TITLE),
        language or guess_language(title + text),
        title,
        text,
        one_line(source, 2_000),
        kind,
    )


def merge_readings(readings: Iterable[Reading]) -> Reading:
    """All readings as one; an article that came before in its language is refused."""
    articles: dict[tuple[str, Language], Article] = {}
    refusals: list[Refusal] = []
    for reading in readings:
        refusals += reading.refusals
        for article in reading.articles:
            key = article.article_id, article.language
            first = articles.setdefault(key, article)
            if first is not article:
                reason = (
                    f"the article {article.article_id!r} stands already at {first.source}"
                    f" in {article.language.value}"
                )
                refusals.append(Refusal(article.source, 1, reason))
    return Reading(tuple(articles.values()), tuple(refusals))
