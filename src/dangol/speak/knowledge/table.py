"""A table of questions and answers (CSV or TSV) becomes articles."""

import io
from collections.abc import Iterator

from dangol.listen.catalogue.encodings import opened_text
from dangol.listen.catalogue.product import SkippedRow
from dangol.listen.catalogue.table import TableRow, fault_of_width, read_table
from dangol.speak.knowledge.article import (
    MAX_ARTICLES,
    Article,
    ArticleKind,
    Reading,
    Refusal,
    written_article,
)
from dangol.terms.languages import Language, parse_language

COLUMNS = {
    "id": ("id", "article_id", "faq_id", "key", "번호", "番号"),
    "language": ("lang", "language", "locale", "언어", "言語"),
    "title": ("question", "title", "q", "subject", "질문", "제목", "質問", "タイトル"),
    "text": ("answer", "content", "text", "body", "a", "답변", "내용", "回答", "本文"),
    "source": ("url", "link", "source", "주소", "リンク"),
}
"""What a column may be called."""


def parse_table(content: bytes, file: str, language: Language | None = None) -> Reading:
    """Every row with a question and an answer is an article; every other one is refused.

    Without a language, a row has the one its column names, or the one it is written in.

    Laws: never raises; articles and refusals together are the rows.
    """
    articles: list[Article] = []
    refusals: list[Refusal] = []
    with opened_text(io.BytesIO(content), language) as text:
        first = text.readline(100_000)
        text.seek(0)
        delimiter = max(",;\t", key=first.count)
        rows = read_table(_unbroken(text), delimiter)
        head = next(rows, None)
        if not isinstance(head, TableRow):
            return Reading((), (Refusal(file, 1, "the file is empty, or no table"),))
        places = _places_of(head.cells)
        missing = [name for name in ("title", "text") if name not in places]
        if missing:
            names = " and ".join("question" if name == "title" else "answer" for name in missing)
            return Reading((), (Refusal(file, head.line, f"the first line names no {names}"),))
        for row in rows:
            if len(articles) >= MAX_ARTICLES:
                reason = f"a file may hold {MAX_ARTICLES:,} articles; the rest is left out"
                refusals.append(Refusal(file, row.line, reason))
                break
            found = _article_of(row, len(head.cells), places, file, language)
            if isinstance(found, Article):
                articles.append(found)
            else:
                refusals.append(found)
    return Reading(tuple(articles), tuple(refusals))


def _unbroken(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\0", "")


def _places_of(names: list[str]) -> dict[str, int]:
    plain = [name.strip().strip("\ufeff").lower() for name in names]
    found: dict[str, int] = {}
    for field, known in COLUMNS.items():
        place = next((plain.index(name) for name in known if name in plain), None)
        if place is not None:
            found[field] = place
    return found


def _article_of(
    row: TableRow | SkippedRow,
    width: int,
    places: dict[str, int],
    file: str,
    language: Language | None,
) -> Article | Refusal:
    fault = row if isinstance(row, SkippedRow) else fault_of_width(row, width)
    if fault is not None or isinstance(row, SkippedRow):
        return Refusal(file, row.line, fault.reason if fault else "the row cannot be read")
    cells = {
        field: row.cells[place] if place < len(row.cells) else "" for field, place in places.items()
    }
    tag = cells.get("language", "").strip()
    if tag:
        own = parse_language(tag, Language.EN)
        if own is Language.EN and not tag.lower().startswith("en"):
            return Refusal(file, row.line, f"the language {tag[:20]!r} is none of ko, ja and en")
        language = own
    article_id = cells.get("id", "").strip() or f"{file}:{row.line}"
    source = cells.get("source", "").strip()
    if not source.startswith(("https://", "http://", "/")):
        source = f"{file}:{row.line}"
    article = written_article(
        article_id,
        language,
        cells["title"],
        cells["text"],
        source=source,
        kind=ArticleKind.FAQ,
    )
    if not article.title or not article.text:
        empty = "question" if not article.title else "answer"
        return Refusal(file, row.line, f"the {empty} is empty")
    return article
