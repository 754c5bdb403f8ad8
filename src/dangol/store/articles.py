"""What the shop has written down, as the record keeps it for every process that answers.

An import replaces all that came from its origin, and nothing else. An article that two origins
hold under one id and language belongs to the one that was imported last.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from dangol.store import schema_chat
from dangol.store.holding import hold, storable
from dangol.terms.instants import Instant

STEP = 200
"""Articles looked up or written in one statement."""

_TABLE = schema_chat.articles


class ArticleRow(NamedTuple):
    """One article in one language."""

    article_id: str
    language: str
    title: str
    text: str
    url: str
    """Where a reader finds it."""
    kind: str
    origin: str
    """The file, folder or site map from which it was imported."""
    imported_at: Instant


class Replaced(NamedTuple):
    """What an import changed."""

    stored: int
    removed: int
    """Articles that its origin no longer has."""


class ArticleStamp(NamedTuple):
    """Differs whenever the articles do: an index made at another one is old."""

    articles: int
    imported_at: Instant


_COLUMNS = tuple(_TABLE.c[name] for name in ArticleRow._fields)


def replace_articles(
    connection: Connection, workspace_id: str, origin: str, rows: Iterable[ArticleRow]
) -> Replaced:
    """The articles of that origin are these and no others; of one id and language, the last."""
    hold(connection, "articles", workspace_id)
    origin = storable(origin)
    wanted: dict[tuple[str, str], dict[str, str | int]] = {}
    for row in rows:
        values: dict[str, str | int] = {
            name: storable(value) if isinstance(value, str) else value
            for name, value in row._asdict().items()
        }
        key = str(values["article_id"]), str(values["language"])
        wanted[key] = values | {"workspace_id": workspace_id, "origin": origin}
    mine = (_TABLE.c.workspace_id == workspace_id) & (_TABLE.c.origin == origin)
    before = connection.execute(select(_TABLE.c.article_id, _TABLE.c.language).where(mine)).all()
    connection.execute(delete(_TABLE).where(mine))
    ids = sorted({article_id for article_id, _ in wanted})
    for start in range(0, len(ids), STEP):
        theirs = select(_TABLE.c.article_id, _TABLE.c.language).where(
            _TABLE.c.workspace_id == workspace_id,
            _TABLE.c.article_id.in_(ids[start : start + STEP]),
        )
        for article_id, language in connection.execute(theirs).all():
            if (article_id, language) in wanted:
                connection.execute(
                    delete(_TABLE).where(
                        _TABLE.c.workspace_id == workspace_id,
                        _TABLE.c.article_id == article_id,
                        _TABLE.c.language == language,
                    )
                )
    if wanted:
        connection.execute(insert(_TABLE), list(wanted.values()))
    gone = {(article_id, language) for article_id, language in before} - wanted.keys()
    return Replaced(len(wanted), len(gone))


def read_articles(connection: Connection, workspace_id: str) -> list[ArticleRow]:
    """All articles of the workspace, by id and language."""
    query = (
        select(*_COLUMNS)
        .where(_TABLE.c.workspace_id == workspace_id)
        .order_by(_TABLE.c.article_id, _TABLE.c.language)
    )
    return [ArticleRow(*row) for row in connection.execute(query)]


def read_article_stamp(connection: Connection, workspace_id: str) -> ArticleStamp:
    """By which a process knows that its index is old, without reading the articles."""
    query = select(func.count(), func.coalesce(func.max(_TABLE.c.imported_at), 0))
    row = connection.execute(query.where(_TABLE.c.workspace_id == workspace_id)).one()
    return ArticleStamp(*row)
