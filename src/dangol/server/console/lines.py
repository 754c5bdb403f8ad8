"""The list of conversations: who, about what, since when; who needs a person stands first."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, func, select

from dangol.server.console.access import Seat, access_conversation
from dangol.server.console.parts import summary_of
from dangol.server.console.people import name_person
from dangol.server.console.titles import read_titles
from dangol.server.console.when import When
from dangol.speak.reply import Context
from dangol.speak.sales.routing import render_promise
from dangol.store import schema_chat
from dangol.store.chat_rows import ConversationRow, ConversationState, Sender
from dangol.store.due_leads import PromiseRow, read_promises
from dangol.store.inbox import PAGE, InboxRow, count_inbox, read_inbox
from dangol.store.operators import Operators
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

ALIVE = (ConversationState.OPEN, ConversationState.WAITING, ConversationState.JOINED)
TABS: Mapping[str, tuple[ConversationState, ...]] = {
    "all": ALIVE,
    "mine": (ConversationState.JOINED, ConversationState.WAITING),
    "closed": (ConversationState.CLOSED,),
}
_read_context = msgspec.json.Decoder(Context).decode


class Which(NamedTuple):
    """What of the list is asked for."""

    tab: str = "all"
    chosen: str = ""
    """The conversation that is open beside it."""
    after: str = ""
    """The last conversation of the page before."""


class Line(msgspec.Struct, frozen=True):
    """One conversation of the list."""

    conversation_id: str
    who: str
    about: str
    """The product it is about, where it is about one."""
    preview: str
    since: str
    since_full: str
    stamp: str
    state: str
    state_words: str
    holder: str
    """Who has the word; empty for the agent."""
    promised: str
    """Who was promised to answer and until when; empty where nobody was."""
    unread: int
    is_urgent: bool
    is_chosen: bool


class Tab(msgspec.Struct, frozen=True):
    """One of the lists."""

    name: str
    label: str
    count: str
    is_chosen: bool


class ListView(msgspec.Struct, frozen=True):
    """The list as it is drawn."""

    tab: str
    tabs: tuple[Tab, ...]
    lines: tuple[Line, ...]
    waiting: int
    """How many need a person."""
    chosen: str
    more: str
    """Behind which conversation the next page begins; empty where there is none."""
    after: str


def view_list(connection: Connection, seat: Seat, language: Language, which: Which) -> ListView:
    """The list for that operator."""
    tab, chosen, after = which
    tab = tab if tab in TABS else "all"
    behind = access_conversation(connection, seat, after)
    rows = read_inbox(
        connection,
        seat.workspace_id,
        limit=PAGE + 1,
        after=behind,
        states=TABS[tab],
        operator_id=seat.operator.operator_id if tab == "mine" else "",
        promised_by_email=seat.operator.email if seat.is_selling else "",
    )
    shown = rows[:PAGE]
    counts = count_inbox(connection, seat.workspace_id)
    alive = counts.open + counts.waiting + counts.joined
    numbers = {"all": f"{alive:,}" if alive else "", "mine": "", "closed": ""}
    tabs = tuple(
        Tab(name, render_text(f"console.tab.{name}", language), numbers[name], name == tab)
        for name in TABS
    )
    return ListView(
        tab=tab,
        tabs=tabs,
        lines=tuple(_lines(connection, seat, language, shown, chosen)),
        waiting=counts.needs_person,
        chosen=chosen,
        more=shown[-1].conversation.conversation_id if len(rows) > PAGE else "",
        after=after if behind is not None else "",
    )


def _lines(
    connection: Connection, seat: Seat, language: Language, rows: Sequence[InboxRow], chosen: str
) -> Iterable[Line]:
    when = When(seat.now, ZoneInfo(seat.workspace.zone), language)
    colleagues = {
        one.operator_id: one.name
        for one in Operators(connection, seat.workspace_id).read_operators()
    }
    about = _abouts(connection, seat, [row.conversation for row in rows])
    asked = _asked(connection, seat, [row.conversation for row in rows])
    ids = [row.conversation.conversation_id for row in rows if row.conversation.needs_person_at]
    promises = read_promises(connection, seat.workspace_id, ids)
    for row in rows:
        conversation = row.conversation
        since = conversation.needs_person_at or conversation.last_at
        is_urgent = bool(conversation.needs_person_at)
        yield Line(
            conversation_id=conversation.conversation_id,
            who=name_person(connection, seat, conversation, language),
            about=about.get(conversation.conversation_id, ""),
            preview=_preview(row, asked, language),
            since=when.ago(since),
            since_full=when.full(since),
            stamp=when.stamp(since),
            state=conversation.state.value,
            state_words=state_words(conversation, language),
            holder=colleagues.get(conversation.operator_id, ""),
            promised=_promised(promises.get(conversation.conversation_id), seat, language),
            unread=row.unread,
            is_urgent=is_urgent,
            is_chosen=conversation.conversation_id == chosen,
        )


def state_words(conversation: ConversationRow, language: Language) -> str:
    """How the conversation stands, in words."""
    if conversation.needs_person_at and conversation.state is ConversationState.JOINED:
        return render_text("console.state.asks", language)
    return render_text(f"console.state.{conversation.state.value}", language)


def _promised(promise: PromiseRow | None, seat: Seat, language: Language) -> str:
    if promise is None:
        return ""
    by = render_promise(promise.due_at, seat.now, seat.workspace.zone, language)
    return f"{promise.name} · {by}"


def _preview(row: InboxRow, asked: Mapping[str, bytes], language: Language) -> str:
    """What the visitor said last; before they said anything, what was said to them."""
    said = asked.get(row.conversation.conversation_id)
    if said is None and row.last is not None:
        said = row.last.parts
    return summary_of(said, language) if said is not None else ""


def _asked(
    connection: Connection, seat: Seat, conversations: Iterable[ConversationRow]
) -> dict[str, bytes]:
    """The last words of each visitor."""
    table = schema_chat.messages
    newest = (
        select(table.c.conversation_id, func.max(table.c.seq).label("seq"))
        .where(
            table.c.workspace_id == seat.workspace_id,
            table.c.conversation_id.in_([one.conversation_id for one in conversations]),
            table.c.sender == Sender.VISITOR,
        )
        .group_by(table.c.conversation_id)
        .subquery()
    )
    is_newest = (table.c.conversation_id == newest.c.conversation_id) & (
        table.c.seq == newest.c.seq
    )
    query = select(table.c.conversation_id, table.c.parts).join(newest, is_newest)
    rows = connection.execute(query.where(table.c.workspace_id == seat.workspace_id))
    return {str(key): bytes(parts) for key, parts in rows}


def _abouts(
    connection: Connection, seat: Seat, conversations: Iterable[ConversationRow]
) -> dict[str, str]:
    """What each conversation is about, as far as it is a product."""
    subjects = {one.conversation_id: _subject(one) for one in conversations}
    titles = read_titles(connection, seat.workspace_id, subjects.values())
    return {key: titles.get(product, "") for key, product in subjects.items()}


def _subject(conversation: ConversationRow) -> str:
    try:
        context = _read_context(conversation.context) if conversation.context else Context()
    except msgspec.MsgspecError:
        return ""
    return context.product_id or context.page_product_id
