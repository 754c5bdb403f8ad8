"""How a conversation is found, held and written: what its messages and its hand-offs share."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, select, update

from dangol.store import schema_chat
from dangol.store.chat_rows import ConversationRow, ConversationState, MessageRow, Sender
from dangol.store.holding import storable
from dangol.terms.ids import shard_of
from dangol.terms.instants import Instant

_TABLE = schema_chat.conversations
_CHANGES = schema_chat.conversation_changes
CONVERSATION = tuple(_TABLE.c[name] for name in ConversationRow._fields)
MESSAGE = tuple(schema_chat.messages.c[name] for name in MessageRow._fields)

# What every turn says to the database is put together once: that costs more than the asking.
_BY_ID = select(*CONVERSATION).where(
    _TABLE.c.workspace_id == bindparam("workspace_id"),
    _TABLE.c.conversation_id == bindparam("conversation_id"),
)
_HELD = _BY_ID.with_for_update()
_CHANGE = update(_TABLE).where(
    _TABLE.c.workspace_id == bindparam("that_workspace_id"),
    _TABLE.c.conversation_id == bindparam("that_conversation_id"),
)
_NOTE_CHANGE = insert(_CHANGES)


def that_conversation(workspace_id: str, conversation_id: str) -> ColumnElement[bool]:
    """The condition under which a row is that conversation of that workspace."""
    is_theirs = _TABLE.c.workspace_id == workspace_id
    return is_theirs & (_TABLE.c.conversation_id == storable(conversation_id))


def find_conversation(
    connection: Connection, workspace_id: str, conversation_id: str, *, is_held: bool = False
) -> ConversationRow | None:
    """The conversation of that id; held, nobody else changes it until the transaction ends."""
    which = {"workspace_id": workspace_id, "conversation_id": storable(conversation_id)}
    row = connection.execute(_HELD if is_held else _BY_ID, which).first()
    return None if row is None else conversation_of(row)


def write_conversation(
    connection: Connection,
    workspace_id: str,
    was: ConversationRow,
    after: ConversationRow,
    *,
    operator_id: str = "",
    reason: str = "",
    now: Instant,
) -> None:
    """The conversation, held before, is as `after` says; of its state, who changed it and why."""
    changes = {
        name: new
        for name, old, new in zip(ConversationRow._fields, was, after, strict=True)
        if new != old
    }
    that = {"that_workspace_id": workspace_id, "that_conversation_id": was.conversation_id}
    if changes:
        connection.execute(_CHANGE, changes | that)
    if (was.state, was.operator_id) != (after.state, after.operator_id):
        change = {
            "workspace_id": workspace_id,
            "shard": shard_of(was.person_id),
            "conversation_id": was.conversation_id,
            "was": was.state,
            "state": after.state,
            "operator_id": operator_id,
            "reason": storable(reason),
            "at": now,
        }
        connection.execute(_NOTE_CHANGE, change)


def conversation_of(row: Sequence[Any]) -> ConversationRow:
    """The conversation that a row of `CONVERSATION` means."""
    plain = ConversationRow(*row)
    return plain._replace(state=ConversationState(plain.state), context=bytes(plain.context))


def message_of(row: Sequence[Any]) -> MessageRow:
    """The message that a row of `MESSAGE` means."""
    plain = MessageRow(*row)
    return plain._replace(
        sender=Sender(plain.sender), parts=bytes(plain.parts), facts=bytes(plain.facts)
    )
