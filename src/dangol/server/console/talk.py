"""One conversation as its operator sees it: who said what, on what it stood, and what to do."""

from collections.abc import Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from dangol.engine.sales.change_links import is_change_url
from dangol.server.console.access import Need, Seat
from dangol.server.console.lines import state_words
from dangol.server.console.parts import FactView, PartView, view_facts, view_parts
from dangol.server.console.people import name_person
from dangol.server.console.when import When
from dangol.store.chat_rows import ConversationRow, ConversationState, MessageRow, Sender
from dangol.store.conversations import Conversations
from dangol.store.operators import Operators
from dangol.store.saved_replies import read_saved_replies
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

_View = TypeVar("_View", PartView, FactView)
SHOWN = 100
"""Messages, the newest; earlier ones behind a link."""


class Bubble(msgspec.Struct, frozen=True):
    """One message."""

    side: str
    """visitor, agent, operator or system."""
    name: str
    time: str
    full: str
    day: str
    """Said above it where a new day begins with it."""
    is_first: bool
    """Whether somebody else spoke before."""
    parts: tuple[PartView, ...]
    facts: tuple[FactView, ...] = ()


class SavedView(msgspec.Struct, frozen=True):
    """A saved reply to put into the field."""

    title: str
    text: str


class TalkView(msgspec.Struct, frozen=True):
    """The conversation, and what this operator may do in it."""

    conversation_id: str
    who: str
    state: str
    state_words: str
    standing: str
    """Differs when what may be done here does."""
    holder: str
    """The colleague who has the word; empty where it is nobody or this operator."""
    waits: str
    """Since when the visitor waits for a person; empty where nobody waits."""
    bubbles: tuple[Bubble, ...]
    last_seq: int
    earlier: int
    """Behind which number the page before begins; -1 where there is none."""
    client_id: str
    """By which a repeat of the next answer is told."""
    may_answer: bool
    has_word: bool
    saved: tuple[SavedView, ...] = ()
    refusal: str = ""
    """Why what was just asked for did not happen."""
    draft: str = ""
    """What was written and not sent."""


def view_talk(
    connection: Connection,
    seat: Seat,
    conversation: ConversationRow,
    language: Language,
    client_id: str,
    *,
    before: int = 0,
    refusal: str = "",
    draft: str = "",
) -> TalkView:
    """The conversation for that operator; `before` a number, the page that ends there."""
    when = When(seat.now, ZoneInfo(seat.workspace.zone), language)
    last = min(before, conversation.last_seq) if before else conversation.last_seq
    first = max(0, last - SHOWN)
    rows = Conversations(connection, seat.workspace_id)
    messages = rows.read_messages(conversation.conversation_id, first, last - first)
    names = {
        one.operator_id: one.name
        for one in Operators(connection, seat.workspace_id).read_operators()
    }
    who = name_person(connection, seat, conversation, language)
    is_joined = conversation.state is ConversationState.JOINED
    has_word = is_joined and conversation.operator_id == seat.operator.operator_id
    waits = conversation.needs_person_at
    may_answer = seat.may(Need.ANSWER)
    saved = read_saved_replies(connection, seat.workspace_id) if has_word else []
    return TalkView(
        conversation_id=conversation.conversation_id,
        who=who,
        state=conversation.state.value,
        state_words=state_words(conversation, language),
        standing=standing_of(conversation),
        holder=names.get(conversation.operator_id, "") if is_joined and not has_word else "",
        waits=when.ago(waits) if waits else "",
        bubbles=_bubbles(messages, names, who, when, may_change=may_answer),
        last_seq=conversation.last_seq,
        earlier=first or -1,
        client_id=client_id,
        may_answer=may_answer,
        has_word=has_word and may_answer,
        saved=tuple(
            SavedView(one.title, one.text)
            for one in sorted(saved, key=lambda one: one.language != conversation.language)
        ),
        refusal=refusal,
        draft=draft,
    )


def standing_of(conversation: ConversationRow) -> str:
    """Who has the word, as a mark by which a page knows that it changed."""
    return f"{conversation.state.value}.{conversation.operator_id}"


def _bubbles(
    messages: Sequence[MessageRow],
    names: dict[str, str],
    who: str,
    when: When,
    *,
    may_change: bool,
) -> tuple[Bubble, ...]:
    bubbles: list[Bubble] = []
    spoke: tuple[Sender, str] | None = None
    day = None
    for message in messages:
        parts = view_parts(message.parts, when.language)
        facts = view_facts(message.facts, when.language)
        if not may_change:
            parts = tuple(_without_change(one) for one in parts)
            facts = tuple(_without_change(one) for one in facts)
        today, speaker = when.day(message.at), (message.sender, message.operator_id)
        is_agent = message.sender is Sender.AGENT
        bubbles.append(
            Bubble(
                side=message.sender.value,
                name=_name(message, names, who, when.language),
                time=when.clock(message.at),
                full=when.full(message.at),
                day=when.day_words(today) if today != day else "",
                is_first=speaker != spoke or today != day,
                parts=parts,
                facts=facts if is_agent else (),
            )
        )
        day, spoke = today, speaker
    return tuple(bubbles)


def _without_change(view: _View) -> _View:
    """The same without the address by which the guest moves or cancels a meeting: it is a key."""
    if not is_change_url(view.url):
        return view
    text = "" if view.text == view.url else view.text
    return msgspec.structs.replace(view, text=text, url="")


def _name(message: MessageRow, names: dict[str, str], who: str, language: Language) -> str:
    match message.sender:
        case Sender.VISITOR:
            return who
        case Sender.OPERATOR:
            return names.get(message.operator_id) or render_text("console.colleague", language)
        case Sender.AGENT:
            return render_text("console.agent", language)
        case Sender.SYSTEM:
            return ""
