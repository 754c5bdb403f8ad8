"""The inbox: who needs a person first, then what was last said first."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from dangol.store import schema_chat
from dangol.store.chat_rows import ConversationRow, ConversationState, MessageRow, Sender
from dangol.store.conversation_table import CONVERSATION, MESSAGE, conversation_of, message_of
from dangol.store.due_leads import promised_by

_TABLE = schema_chat.conversations
_MESSAGES = schema_chat.messages
PAGE = 50


class InboxRow(NamedTuple):
    """A conversation as a line of the inbox."""

    conversation: ConversationRow
    unread: int
    """Messages of the visitor that no operator has seen."""
    last: MessageRow | None
    """What was said last."""


class InboxCounts(NamedTuple):
    """How many conversations are not over, and how many of them need somebody."""

    needs_person: int
    open: int
    waiting: int
    joined: int


def read_inbox(
    connection: Connection,
    workspace_id: str,
    *,
    limit: int = PAGE,
    after: ConversationRow | None = None,
    states: tuple[ConversationState, ...] = (
        ConversationState.OPEN,
        ConversationState.WAITING,
        ConversationState.JOINED,
    ),
    operator_id: str = "",
    promised_by_email: str = "",
) -> list[InboxRow]:
    """The next lines behind that of `after`: who waits for a person, the longest waiting first;
    then the others, the newest first. `operator_id` keeps those in which that operator speaks, and
    with `promised_by_email` those that wait for the answer of whoever has that address.
    """
    found: list[ConversationRow] = []
    for is_needing in (True, False):
        is_before = after is not None and is_needing and not after.needs_person_at
        if len(found) == limit or is_before:
            continue
        behind = after if after and bool(after.needs_person_at) is is_needing else None
        query = _part(workspace_id, behind, is_needing=is_needing).where(_TABLE.c.state.in_(states))
        if operator_id:
            query = query.where(_of_operator(workspace_id, operator_id, promised_by_email))
        rows = connection.execute(query.limit(limit - len(found)))
        found += [conversation_of(row) for row in rows]
    return _with_messages(connection, workspace_id, found)


def _of_operator(workspace_id: str, operator_id: str, email: str) -> ColumnElement[bool]:
    speaks = _TABLE.c.operator_id == operator_id
    if not email:
        return speaks
    waits = (_TABLE.c.state == ConversationState.WAITING) & _TABLE.c.conversation_id.in_(
        promised_by(workspace_id, email)
    )
    return speaks | waits


def read_unanswered(
    connection: Connection, workspace_id: str, limit: int = PAGE
) -> list[ConversationRow]:
    """Conversations in which the visitor spoke last and the agent has the word, longest first.

    After a start these are the turns that were cut off.
    """
    query = (
        select(*CONVERSATION)
        .join(_MESSAGES, _IS_LAST)
        .where(
            _TABLE.c.workspace_id == workspace_id,
            _TABLE.c.state.in_((ConversationState.OPEN, ConversationState.WAITING)),
            _TABLE.c.state != ConversationState.CLOSED,
            _MESSAGES.c.sender == Sender.VISITOR,
        )
        .order_by(_TABLE.c.last_at, _TABLE.c.conversation_id)
        .limit(limit)
    )
    return [conversation_of(row) for row in connection.execute(query)]


def count_inbox(connection: Connection, workspace_id: str) -> InboxCounts:
    """How many conversations are open, waiting and joined, and in how many somebody waits."""
    query = (
        select(_TABLE.c.state, func.count())
        .where(_TABLE.c.workspace_id == workspace_id, _TABLE.c.state != ConversationState.CLOSED)
        .group_by(_TABLE.c.state)
    )
    by_state = {str(state): int(count) for state, count in connection.execute(query)}
    needing = select(func.count()).where(
        _TABLE.c.workspace_id == workspace_id, _TABLE.c.needs_person_at > 0
    )
    return InboxCounts(
        needs_person=connection.execute(needing).scalar_one(),
        open=by_state.get(ConversationState.OPEN, 0),
        waiting=by_state.get(ConversationState.WAITING, 0),
        joined=by_state.get(ConversationState.JOINED, 0),
    )


_IS_OF = and_(
    _MESSAGES.c.workspace_id == _TABLE.c.workspace_id,
    _MESSAGES.c.conversation_id == _TABLE.c.conversation_id,
)
_IS_LAST = _IS_OF & (_MESSAGES.c.seq == _TABLE.c.last_seq)


def _part(
    workspace_id: str, behind: ConversationRow | None, *, is_needing: bool
) -> Select[tuple[Any, ...]]:
    """One of the two parts of the inbox, in its order, behind a line of it."""
    query = select(*CONVERSATION).where(_TABLE.c.workspace_id == workspace_id)
    key = _TABLE.c.conversation_id
    if is_needing:
        since = _TABLE.c.needs_person_at
        if behind:
            later = (since == behind.needs_person_at) & (key > behind.conversation_id)
            query = query.where(or_(since > behind.needs_person_at, later))
        return query.where(since > 0).order_by(since, key)
    last = _TABLE.c.last_at
    if behind:
        earlier = (last == behind.last_at) & (key > behind.conversation_id)
        query = query.where(or_(last < behind.last_at, earlier))
    return query.where(_TABLE.c.needs_person_at == 0).order_by(last.desc(), key)


def _with_messages(
    connection: Connection, workspace_id: str, found: list[ConversationRow]
) -> list[InboxRow]:
    are_these = and_(
        _TABLE.c.workspace_id == workspace_id,
        _TABLE.c.conversation_id.in_([row.conversation_id for row in found]),
    )
    unseen = (
        select(_TABLE.c.conversation_id, func.count())
        .join(_MESSAGES, _IS_OF & (_MESSAGES.c.seq > _TABLE.c.seen_seq_operator))
        .where(are_these, _MESSAGES.c.sender == Sender.VISITOR)
        .group_by(_TABLE.c.conversation_id)
    )
    last = select(_TABLE.c.conversation_id, *MESSAGE).join(_MESSAGES, _IS_LAST).where(are_these)
    unread = {str(key): int(count) for key, count in connection.execute(unseen)}
    said = {str(key): message_of(row) for key, *row in connection.execute(last)}
    return [
        InboxRow(row, unread.get(row.conversation_id, 0), said.get(row.conversation_id))
        for row in found
    ]
