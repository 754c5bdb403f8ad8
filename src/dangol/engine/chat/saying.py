"""What a visitor says goes into the record: with the opening it answers before it, and with what
the turn will need beside it, in one transaction. Only then does anybody hear of it."""

from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from dangol.engine.chat.floor import Floor
from dangol.engine.chat.hub import Begun, Ear, of_browser, of_conversation
from dangol.engine.chat.log import SENT, STARTED
from dangol.engine.chat.openings import Pending
from dangol.engine.chat.visit import Asked, Visit, new_id, person_now
from dangol.store.chat_rows import (
    Appended,
    ConversationRow,
    ConversationState,
    MessageRow,
    Sender,
    Unchanged,
    begun_conversation,
)
from dangol.store.conversations import Conversations
from dangol.store.visitors import find_message
from dangol.terms.instants import Instant

OPENING_SKILL = "opening"
_encode = msgspec.json.Encoder().encode


class Words(msgspec.Struct, frozen=True):
    """Something a visitor has written or pressed."""

    client_id: str
    text: str
    press: str = ""
    """The id of the quick reply of a message."""
    pending: Pending | None = None
    """The opening that it answers."""


class Acked(msgspec.Struct, frozen=True):
    """What the frame said is in the record."""

    client_id: str
    conversation_id: str
    seq: int


class Refusal(msgspec.Struct, frozen=True):
    """The frame was not taken; `chat.refused.<code>` says why in the visitor's language."""

    code: str
    client_id: str = ""


class Taken(msgspec.Struct, frozen=True):
    """It is in the record, now or since an earlier try."""

    acked: Acked
    is_new: bool
    state: ConversationState


def take_words(floor: Floor, visit: Visit, words: Words, ear: Ear | None) -> Taken | Refusal:
    """The words stand in the visitor's conversation, begun if there was none, and all know.

    Law: a client id is taken once, whatever it says the second time.
    Raises: RecordError; nothing is stored then.
    """
    workspace_id, now = visit.workspace_id, floor.clock()
    stored = floor.record.write(lambda connection: _store(connection, visit, words, now))
    conversation_id, message, done = stored.conversation_id, stored.message, stored.done
    if not isinstance(done, Appended):
        return Refusal("unknown_message", words.client_id)
    join(visit, conversation_id, ear)
    acked = Acked(words.client_id, conversation_id, done.seq)
    if not done.is_new:
        return Taken(acked, is_new=False, state=done.conversation.state)
    if stored.is_begun:
        _tell_begun(floor, visit, done.conversation)
    if words.pending is not None:
        words.pending.is_over = True
        floor.counts.count_opening("answered")
    for one in (*stored.before, message._replace(seq=done.seq)):
        floor.said(workspace_id, done.conversation, one)
    floor.log.note(
        workspace_id,
        SENT,
        message.message_id,
        anonymous_id=visit.anonymous_id,
        user_id=visit.user_id,
        at=now,
        properties={"conversation_id": conversation_id, "message_id": message.message_id},
    )
    return Taken(acked, is_new=True, state=done.conversation.state)


class _Stored(NamedTuple):
    """What one word of a visitor has written."""

    conversation_id: str
    is_begun: bool
    before: tuple[MessageRow, ...]
    """The opening, where these words begin the conversation with it."""
    message: MessageRow
    done: Appended | Unchanged


def _store(connection: Connection, visit: Visit, words: Words, now: Instant) -> _Stored:
    """The words are written, in the transaction of this connection."""
    rows = Conversations(connection, visit.workspace_id)
    # Since the browser came in, its events may have said who it is.
    who = visit.anonymous_id, visit.user_id
    visit.person_id = person_now(connection, visit.workspace, *who)
    message = _message(visit, words, now)
    conversation, is_begun = _conversation(connection, visit, words, now)
    conversation_id = conversation.conversation_id
    before: tuple[MessageRow, ...] = ()
    said = (Sender.VISITOR, words.client_id)
    if words.pending is not None and (
        find_message(connection, visit.workspace_id, conversation_id, *said) is None
    ):
        opening = opening_message(words.pending, visit, now)
        done = rows.append_message(conversation_id, opening)
        if isinstance(done, Appended) and done.is_new:
            before = (opening._replace(seq=done.seq),)
    done = rows.append_message(conversation_id, message)
    return _Stored(conversation_id, is_begun, before, message, done)


def join(visit: Visit, conversation_id: str, ear: Ear | None) -> None:
    """The visit goes on in that conversation, and hears it."""

    if visit.conversation_id != conversation_id:
        visit.conversation_id = conversation_id
        if ear is not None:
            ear.add(of_conversation(visit.workspace_id, conversation_id))


def opening_message(pending: Pending, visit: Visit, now: Instant) -> MessageRow:
    """The opening as the first message of the conversation that it began."""
    replies = [{"id": key, "text": text} for key, text in pending.replies(visit.language)]
    parts: list[dict[str, object]] = [{"type": "text", "text": pending.text(visit.language)}]
    if replies:
        parts.append({"type": "replies", "replies": replies})
    return MessageRow(
        seq=0,
        message_id=new_id(now),
        client_id=f"opening-{pending.decision_id}",
        sender=Sender.AGENT,
        operator_id="",
        at=now,
        parts=_encode(parts),
        facts=b"[]",
        skill=OPENING_SKILL,
    )


def _message(visit: Visit, words: Words, now: Instant) -> MessageRow:
    press = words.press
    if words.pending is not None and not press:
        press = words.pending.press_of(words.text, visit.language)
    asked = Asked(
        visit.person_id,
        bool(visit.user_id),
        press,
        visit.language,
        visit.url,
        visit.title,
        visit.zone,
    )
    return MessageRow(
        seq=0,
        message_id=new_id(now),
        client_id=words.client_id,
        sender=Sender.VISITOR,
        operator_id="",
        at=now,
        parts=_encode([{"type": "text", "text": words.text}]),
        facts=_encode(asked),
        skill="",
    )


def _conversation(
    connection: Connection, visit: Visit, words: Words, now: Instant
) -> tuple[ConversationRow, bool]:
    """The conversation in which the visitor speaks, and whether it begins with these words.

    An answer to an opening begins a new one where the last is over.
    """
    rows = Conversations(connection, visit.workspace_id)
    if visit.conversation_id:
        found = rows.read_conversation(visit.conversation_id)
        is_over = found is not None and found.state is ConversationState.CLOSED
        if found is not None and not (is_over and words.pending is not None):
            return found, False
    new = begun_conversation(
        new_id(now),
        person_id=visit.person_id,
        anonymous_id=visit.anonymous_id,
        ticket_hash=visit.ticket_hash,
        language=visit.language,
        now=now,
        decision_id=words.pending.decision_id if words.pending is not None else "",
    )
    opened = rows.open_conversation(new)
    return opened.conversation, opened.is_new


def _tell_begun(floor: Floor, visit: Visit, conversation: ConversationRow) -> None:
    """The browser's other tabs join in, and the log has it."""
    conversation_id = conversation.conversation_id
    topic = of_browser(visit.workspace_id, visit.anonymous_id)
    floor.hub.tell(topic, Begun(conversation_id, visit.ticket_hash))
    properties = {"conversation_id": conversation_id}
    if conversation.decision_id:
        properties["decision_id"] = conversation.decision_id
    floor.log.note(
        visit.workspace_id,
        STARTED,
        f"{conversation_id}:started",
        anonymous_id=visit.anonymous_id,
        user_id=visit.user_id,
        at=conversation.opened_at,
        properties=properties,
    )
