"""Saved replies: what operators say often, kept to be said again."""

import secrets
from collections.abc import Sequence

import msgspec
from litestar import Response

from dangol.server.console.doors import Asked, go_to, problem
from dangol.server.console.frame import render_page
from dangol.store.saved_replies import (
    SavedReplyRow,
    delete_saved_reply,
    read_saved_replies,
    write_saved_reply,
)
from dangol.terms.ids import uuid7
from dangol.terms.languages import parse_language

PATH = "/console/replies"
TITLE_LIMIT, TEXT_LIMIT, MOST = 80, 2_000, 200


class ReplyView(msgspec.Struct, frozen=True):
    """One saved reply."""

    reply_id: str
    language: str
    title: str
    text: str


class RepliesView(msgspec.Struct, frozen=True):
    """All of them, and a form for one more."""

    replies: Sequence[ReplyView]
    problem: str = ""
    title: str = ""
    text: str = ""
    language: str = ""


async def show_replies(asked: Asked, _id: str) -> Response[bytes]:
    """The workspace's saved replies."""
    return await _show(asked, RepliesView((), language=asked.language.value))


async def save_reply(asked: Asked, reply_id: str) -> Response[bytes]:
    """The reply is kept so; without an id it is a new one."""
    office, seat, form = asked.office, asked.seat, asked.form
    title, text = form.get("title", "").strip(), form.get("text", "").strip()
    language = parse_language(form.get("language", ""), asked.language)
    known = {one.reply_id for one in await office.run(lambda: _read(asked))}
    if reply_id and reply_id not in known:
        return problem(asked.frame, 404, "unknown")
    wrong = _wrong(title, text) or ("too_many" if not reply_id and len(known) >= MOST else "")
    if wrong:
        view = RepliesView((), wrong, title, text, language.value)
        return await _show(asked, view, status=422)
    now = office.clock()
    row = SavedReplyRow(
        reply_id or str(uuid7(now, secrets.randbits(74))),
        language.value,
        title,
        text,
        seat.operator.operator_id,
        now,
    )

    def write() -> None:
        with office.record.writing() as connection:
            write_saved_reply(connection, seat.workspace_id, row)

    await office.run(write)
    return go_to(PATH)


async def forget_reply(asked: Asked, reply_id: str) -> Response[bytes]:
    """There is no such reply any more."""

    def delete() -> bool:
        with asked.office.record.writing() as connection:
            return delete_saved_reply(connection, asked.seat.workspace_id, reply_id[:100])

    is_gone = await asked.office.run(delete)
    return go_to(PATH) if is_gone else problem(asked.frame, 404, "unknown")


def _wrong(title: str, text: str) -> str:
    if not title or not text:
        return "empty"
    return "too_long" if len(title) > TITLE_LIMIT or len(text) > TEXT_LIMIT else ""


async def _show(asked: Asked, view: RepliesView, *, status: int = 200) -> Response[bytes]:
    rows = await asked.office.run(lambda: _read(asked))
    replies = [ReplyView(row.reply_id, row.language, row.title, row.text) for row in rows]
    view = msgspec.structs.replace(view, replies=replies)
    return render_page("replies.html.jinja", asked.frame, view, status=status)


def _read(asked: Asked) -> list[SavedReplyRow]:
    with asked.office.record.reading() as connection:
        return read_saved_replies(connection, asked.seat.workspace_id)
