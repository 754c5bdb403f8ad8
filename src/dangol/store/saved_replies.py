"""Answers that operators keep to use again, in the language they are for."""

from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from dangol.store import schema_chat
from dangol.store.holding import hold, storable
from dangol.terms.instants import Instant

_TABLE = schema_chat.saved_replies


class SavedReplyRow(NamedTuple):
    """One answer to use again."""

    reply_id: str
    language: str
    title: str
    text: str
    operator_id: str
    """Who wrote it last."""
    updated_at: Instant


_COLUMNS = tuple(_TABLE.c[name] for name in SavedReplyRow._fields)


def write_saved_reply(connection: Connection, workspace_id: str, reply: SavedReplyRow) -> None:
    """The answer of that id is so."""
    hold(connection, "saved_replies", workspace_id)
    values = {
        name: storable(value) if isinstance(value, str) else value
        for name, value in reply._asdict().items()
    }
    that = (_TABLE.c.workspace_id == workspace_id) & (_TABLE.c.reply_id == values["reply_id"])
    if not connection.execute(update(_TABLE).where(that).values(values)).rowcount:
        connection.execute(insert(_TABLE), values | {"workspace_id": workspace_id})


def read_saved_replies(
    connection: Connection, workspace_id: str, language: str = ""
) -> list[SavedReplyRow]:
    """The workspace's answers, all or those of one language, by title."""
    query = select(*_COLUMNS).where(_TABLE.c.workspace_id == workspace_id)
    if language:
        query = query.where(_TABLE.c.language == language)
    rows = connection.execute(query.order_by(_TABLE.c.title, _TABLE.c.reply_id))
    return [SavedReplyRow(*row) for row in rows]


def delete_saved_reply(connection: Connection, workspace_id: str, reply_id: str) -> bool:
    """There is no such answer; False if there was none before."""
    that = (_TABLE.c.workspace_id == workspace_id) & (_TABLE.c.reply_id == storable(reply_id))
    return connection.execute(delete(_TABLE).where(that)).rowcount > 0
