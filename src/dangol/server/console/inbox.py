"""The inbox: the list, one conversation, and what an operator does in it."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar
from uuid import uuid4

import msgspec
from litestar import Response
from sqlalchemy import Connection

from dangol.server.console.access import access_conversation
from dangol.server.console.doors import Asked, go_to, problem
from dangol.server.console.forms import whole_number
from dangol.server.console.frame import render_page
from dangol.server.console.lines import ListView, Which, view_list
from dangol.server.console.people import PersonView, Row, view_person
from dangol.server.console.talk import TalkView, standing_of, view_talk
from dangol.store.chat_rows import Changed, ConversationRow, Unchanged
from dangol.store.contacts import read_back_for

BACK_SHOWN = 50
_V = TypeVar("_V")
_View = Callable[[Connection, ConversationRow], _V]


class InboxView(msgspec.Struct, frozen=True):
    """The page: a list, and beside it a conversation with its person."""

    list: ListView
    talk: TalkView | None = None
    person: PersonView | None = None
    back_for: tuple[Row, ...] = ()
    """Addresses of whoever waits for something that is back, with their conversations."""


class _Did(NamedTuple):
    """What became of an act: why it did not happen, if it did not."""

    refusal: str = ""
    draft: str = ""


async def show_first(_asked: Asked, _id: str) -> Response[bytes]:
    """The console begins with the inbox."""
    return go_to("/console/inbox")


async def show_inbox(asked: Asked, _id: str) -> Response[bytes]:
    """The list, with nothing beside it."""
    seen, back_for = await asked.office.run(lambda: (_list(asked, ""), _back_for(asked)))
    return render_page("inbox.html.jinja", asked.frame, InboxView(seen, back_for=back_for))


async def show_list(asked: Asked, _id: str) -> Response[bytes]:
    """The list alone, as it is now."""
    seen = await asked.office.run(lambda: _list(asked, asked.query("chosen")))
    return render_page("list.html.jinja", asked.frame, seen)


async def show_conversation(asked: Asked, conversation_id: str) -> Response[bytes]:
    """A conversation, between the list and its person."""
    seat, language = asked.seat, asked.language
    before = whole_number(asked.query("before"))

    def view() -> InboxView | None:
        with asked.office.record.reading() as connection:
            found = access_conversation(connection, seat, conversation_id)
            if found is None:
                return None
            talk = view_talk(connection, seat, found, language, new_client_id(), before=before)
            person = view_person(connection, seat, found, language)
            seen = view_list(connection, seat, language, Which(asked.query("tab"), conversation_id))
            return InboxView(seen, talk, person)

    page = await asked.office.run(view)
    if page is None:
        return problem(asked.frame, 404, "unknown")
    return render_page("inbox.html.jinja", asked.frame, page)


async def show_talk(asked: Asked, conversation_id: str) -> Response[bytes]:
    """The conversation alone, as it is now, with what may be done in it."""
    known = asked.query("known") if asked.is_part else ""
    if known:
        now = await _seen(asked, conversation_id, lambda _connection, row: standing_of(row))
        if now == known:  # whoever writes here is not disturbed for nothing
            return _nothing()
    return await _talk(asked, conversation_id, "talk.html.jinja", _Did())


async def show_messages(asked: Asked, conversation_id: str) -> Response[bytes]:
    """What was said, as it is now."""
    return await _talk(asked, conversation_id, "heard.html.jinja", _Did())


async def show_person(asked: Asked, conversation_id: str) -> Response[bytes]:
    """The person beside the conversation, as they are now."""
    found = await _seen(
        asked,
        conversation_id,
        lambda connection, row: view_person(connection, asked.seat, row, asked.language),
    )
    if found is None:
        return problem(asked.frame, 404, "unknown")
    return render_page("person.html.jinja", asked.frame, found)


async def join(asked: Asked, conversation_id: str) -> Response[bytes]:
    """The operator has the word; a colleague's only where they said so."""
    seat, is_sure = asked.seat, asked.form.get("takes_over") == "yes"
    operators = asked.office.chat.operators
    return await _act(
        asked,
        conversation_id,
        lambda: _did(
            operators.join(
                seat.workspace_id,
                conversation_id,
                seat.operator.operator_id,
                name=seat.operator.name,
                takes_over=is_sure,
            )
        ),
    )


async def hand_back(asked: Asked, conversation_id: str) -> Response[bytes]:
    """The agent has the word again."""
    seat, operators = asked.seat, asked.office.chat.operators
    who = seat.workspace_id, conversation_id, seat.operator.operator_id
    return await _act(asked, conversation_id, lambda: _did(operators.hand_back(*who)))


async def close(asked: Asked, conversation_id: str) -> Response[bytes]:
    """The conversation is over until the visitor writes again."""
    seat, operators = asked.seat, asked.office.chat.operators
    who = seat.workspace_id, conversation_id, seat.operator.operator_id
    return await _act(asked, conversation_id, lambda: _did(operators.close(*who)))


async def say(asked: Asked, conversation_id: str) -> Response[bytes]:
    """The operator has said it, once."""
    seat, operators = asked.seat, asked.office.chat.operators
    text = asked.form.get("text", "")
    client_id = asked.form.get("client_id", "")[:64] or new_client_id()
    who = seat.workspace_id, conversation_id, seat.operator.operator_id

    def act() -> _Did:
        done = operators.say(*who, client_id, text)
        if isinstance(done, Unchanged):
            return _Did(done.reason.value, text)
        return _Did()

    return await _act(asked, conversation_id, act, "said.html.jinja")


async def typing(asked: Asked, conversation_id: str) -> Response[bytes]:
    """The visitor sees that a person writes, if that person has the word."""
    seat, operators = asked.seat, asked.office.chat.operators

    def tell(_connection: Connection, row: ConversationRow) -> bool:
        if row.operator_id == seat.operator.operator_id:
            operators.typing(seat.workspace_id, row)
        return True

    found = await _seen(asked, conversation_id, tell)
    return _nothing() if found else problem(asked.frame, 404, "unknown")


async def see(asked: Asked, conversation_id: str) -> Response[bytes]:
    """Nothing up to that message is unread any more."""
    seq, operators = whole_number(asked.form.get("seq", "")), asked.office.chat.operators
    if await _seen(asked, conversation_id, lambda _connection, _row: True) is None:
        return problem(asked.frame, 404, "unknown")
    is_new = await asked.office.run(
        lambda: operators.see(asked.seat.workspace_id, conversation_id, seq)
    )
    return _nothing({"hx-trigger": "dangol-inbox"} if is_new else {})


def new_client_id() -> str:
    """By which one answer is told from another."""
    return uuid4().hex


def _did(done: Changed | Unchanged) -> _Did:
    return _Did(done.reason.value if isinstance(done, Unchanged) else "")


async def _act(
    asked: Asked,
    conversation_id: str,
    act: Callable[[], _Did],
    template: str = "talk.html.jinja",
) -> Response[bytes]:
    """The act, in a conversation of the operator's own workspace; then the conversation."""
    if await _seen(asked, conversation_id, lambda _connection, _row: True) is None:
        return problem(asked.frame, 404, "unknown")
    did = await asked.office.run(act)
    if not asked.is_part and not did.refusal:
        return go_to(f"/console/conversations/{conversation_id}")
    if did.refusal:
        template = "talk.html.jinja"
    return await _talk(asked, conversation_id, template, did)


async def _talk(asked: Asked, conversation_id: str, template: str, did: _Did) -> Response[bytes]:
    before = whole_number(asked.query("before"))

    def view(connection: Connection, row: ConversationRow) -> InboxView:
        seat, language = asked.seat, asked.language
        talk = view_talk(
            connection,
            seat,
            row,
            language,
            new_client_id(),
            before=before,
            refusal=did.refusal,
            draft=did.draft,
        )
        if asked.is_part:
            return InboxView(_nothing_listed(), talk)
        seen = view_list(connection, seat, language, Which(chosen=conversation_id))
        return InboxView(seen, talk, view_person(connection, seat, row, language))

    page = await _seen(asked, conversation_id, view)
    if page is None:
        return problem(asked.frame, 404, "unknown")
    if not asked.is_part:
        return render_page("inbox.html.jinja", asked.frame, page)
    headers = {"hx-retarget": "#talk", "hx-reswap": "outerHTML"} if did.refusal else {}
    return render_page(template, asked.frame, page.talk, headers=headers)


async def _seen(asked: Asked, conversation_id: str, view: _View[_V]) -> _V | None:
    """A view of the conversation; None where the operator's workspace has none of that id."""

    def read() -> _V | None:
        with asked.office.record.reading() as connection:
            found = access_conversation(connection, asked.seat, conversation_id)
            return None if found is None else view(connection, found)

    return await asked.office.run(read)


def _list(asked: Asked, chosen: str) -> ListView:
    with asked.office.record.reading() as connection:
        which = Which(asked.query("tab"), chosen, asked.query("after"))
        return view_list(connection, asked.seat, asked.language, which)


def _back_for(asked: Asked) -> tuple[Row, ...]:
    """Nothing is sent to an address yet: a colleague may write to it."""
    with asked.office.record.reading() as connection:
        found = read_back_for(connection, asked.seat.workspace_id, BACK_SHOWN)
    return tuple(
        Row(
            " · ".join((one.title, *(value for _, value in one.options))),
            one.value,
            f"/console/conversations/{one.conversation_id}",
        )
        for one in found
    )


def _nothing_listed() -> ListView:
    return ListView("all", (), (), 0, "", "", "")


def _nothing(headers: dict[str, str] | None = None) -> Response[bytes]:
    return Response(b"", status_code=204, headers={"cache-control": "no-store", **(headers or {})})
