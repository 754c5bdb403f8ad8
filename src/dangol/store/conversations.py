"""Conversations and their messages.

    with record.writing() as connection:
        done = Conversations(connection, workspace_id).append_message(conversation_id, message)

Whatever changes a conversation first holds its row, so that on either engine the next one waits:
numbers have no gap, and a repeat finds what was written. Who has the word is `handoffs`' affair.
"""

from sqlalchemy import ColumnElement, Connection, bindparam, case, func, insert, select, update

from dangol.store import schema_chat
from dangol.store.chat_rows import (
    Appended,
    ConversationRow,
    ConversationState,
    MessageRow,
    Opened,
    Refused,
    Sender,
    Unchanged,
)
from dangol.store.conversation_table import (
    CONVERSATION,
    MESSAGE,
    conversation_of,
    find_conversation,
    message_of,
    that_conversation,
    write_conversation,
)
from dangol.store.holding import hold, storable
from dangol.store.merges import read_ids_of
from dangol.terms.ids import shard_of
from dangol.terms.instants import Instant

HIGHEST_SEQ = 2**62
"""A number beyond it comes from nobody who counts."""
PAGE = 200

_CONVERSATIONS = schema_chat.conversations
_MESSAGES = schema_chat.messages
_OF_CONVERSATION = (
    _MESSAGES.c.workspace_id == bindparam("workspace_id"),
    _MESSAGES.c.conversation_id == bindparam("conversation_id"),
)
_SAID_BEFORE = select(_MESSAGES.c.seq).where(
    *_OF_CONVERSATION,
    _MESSAGES.c.sender == bindparam("sender"),
    _MESSAGES.c.client_id == bindparam("client_id"),
)
_SAY = insert(_MESSAGES)
_BEHIND = (
    select(*MESSAGE)
    .where(*_OF_CONVERSATION, _MESSAGES.c.seq > bindparam("after"))
    .order_by(_MESSAGES.c.seq)
    .limit(bindparam("most"))
)


class Conversations:
    """The conversations of one workspace, on a connection that reads or writes."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._connection = connection
        self._workspace_id = workspace_id

    # conversations

    def open_conversation(self, new: ConversationRow) -> Opened:
        """The visitor has a conversation that is not closed: theirs, or else this new one.

        Theirs is one of the same ticket and anonymous id; without a ticket there is none, for an
        anonymous id alone is no secret. Law: of any number of openings at once with one ticket,
        one is new. Of one conversation id, the second opening finds the first.
        """
        new = new._replace(anonymous_id=storable(new.anonymous_id))
        if new.ticket_hash:
            hold(self._connection, "ticket", self._workspace_id, new.ticket_hash)
            found = self._newest(
                _CONVERSATIONS.c.ticket_hash == new.ticket_hash,
                _CONVERSATIONS.c.anonymous_id == new.anonymous_id,
                _CONVERSATIONS.c.state != ConversationState.CLOSED,
            )
            if found is not None:
                return Opened(found, is_new=False)
        else:
            hold(self._connection, "conversation", self._workspace_id, new.conversation_id)
        known = self.read_conversation(new.conversation_id)
        if known is not None:
            return Opened(known, is_new=False)
        shard = shard_of(new.person_id)
        owned = {"workspace_id": self._workspace_id, "shard": shard}
        self._connection.execute(insert(_CONVERSATIONS), new._asdict() | owned)
        return Opened(new, is_new=True)

    def read_conversation(self, conversation_id: str) -> ConversationRow | None:
        """The conversation of that id, if the workspace has it."""
        return find_conversation(self._connection, self._workspace_id, conversation_id)

    def read_newest(self, ticket_hash: str) -> ConversationRow | None:
        """The conversation of that ticket in which something was last said, closed or not."""
        if not ticket_hash:
            return None
        return self._newest(_CONVERSATIONS.c.ticket_hash == ticket_hash)

    def read_of_person(self, person_id: str, limit: int = 20) -> list[ConversationRow]:
        """The person's conversations under any id they ever had, the newest first."""
        ids = read_ids_of(self._connection, self._workspace_id, person_id)
        query = (
            select(*CONVERSATION)
            .where(
                _CONVERSATIONS.c.workspace_id == self._workspace_id,
                _CONVERSATIONS.c.person_id.in_(sorted(ids)),
            )
            .order_by(_CONVERSATIONS.c.last_at.desc(), _CONVERSATIONS.c.conversation_id)
            .limit(limit)
        )
        return [conversation_of(row) for row in self._connection.execute(query)]

    def write_context(self, conversation_id: str, context: bytes) -> bool:
        """The agent remembers that; False where there is no such conversation."""
        that = that_conversation(self._workspace_id, conversation_id)
        done = self._connection.execute(update(_CONVERSATIONS).where(that).values(context=context))
        return done.rowcount > 0

    def mark_seen(self, conversation_id: str, by: Sender, seq: int) -> bool:
        """The visitor or the operators have seen all up to `seq`; whether that is news.

        Law: never goes back, and never beyond the last message.
        """
        is_visitor = by is Sender.VISITOR
        column = _CONVERSATIONS.c["seen_seq_visitor" if is_visitor else "seen_seq_operator"]
        last = _CONVERSATIONS.c.last_seq
        seq = max(0, min(seq, HIGHEST_SEQ))
        changed = self._connection.execute(
            update(_CONVERSATIONS)
            .where(
                that_conversation(self._workspace_id, conversation_id), column < seq, column < last
            )
            .values({column: case((last < seq, last), else_=seq)})
        )
        return changed.rowcount > 0

    # messages

    def append_message(
        self, conversation_id: str, message: MessageRow, *, context: bytes | None = None
    ) -> Appended | Unchanged:
        """The message stands at the end of its conversation, once; `seq` of the row is not read.

        A visitor may always speak, and opens a closed conversation again; the agent speaks while
        no operator has the word; an operator speaks while they have it. `context` is written
        along with a message that is new.

        Laws: numbers are 1, 2, 3 … without a gap; a second message of the same sender with the
        same client id is the first one, whatever it says.
        """
        found = find_conversation(
            self._connection, self._workspace_id, conversation_id, is_held=True
        )
        if found is None:
            return Unchanged(Refused.UNKNOWN, None)
        client_id = storable(message.client_id)
        if client_id:
            earlier = self._connection.execute(
                _SAID_BEFORE,
                self._that(conversation_id) | {"sender": message.sender, "client_id": client_id},
            ).scalar()
            if earlier is not None:
                return Appended(earlier, is_new=False, conversation=found)
        refused = _refused(found, message)
        if refused is not None:
            return Unchanged(refused, found)
        seq = found.last_seq + 1
        self._connection.execute(
            _SAY,
            message._replace(seq=seq, client_id=client_id)._asdict()
            | {
                "workspace_id": self._workspace_id,
                "conversation_id": conversation_id,
                "shard": shard_of(found.person_id),
            },
        )
        after = _after(found, message, seq)
        if context is not None:
            after = after._replace(context=context)
        write_conversation(
            self._connection,
            self._workspace_id,
            found,
            after,
            reason="visitor_wrote",
            now=message.at,
        )
        return Appended(seq, is_new=True, conversation=after)

    def read_messages(
        self, conversation_id: str, after: int = 0, limit: int = PAGE
    ) -> list[MessageRow]:
        """The next messages behind that number, in order."""
        after = max(-1, min(after, HIGHEST_SEQ))
        which = self._that(conversation_id) | {"after": after, "most": limit}
        return [message_of(row) for row in self._connection.execute(_BEHIND, which)]

    def read_message(self, conversation_id: str, seq: int) -> MessageRow | None:
        """The message of that number."""
        found = self.read_messages(conversation_id, seq - 1, 1)
        return found[0] if found and found[0].seq == seq else None

    def count_unread(self, conversation_id: str) -> int:
        """How many messages of others the visitor has not seen."""
        seen = (
            select(_CONVERSATIONS.c.seen_seq_visitor)
            .where(that_conversation(self._workspace_id, conversation_id))
            .scalar_subquery()
        )
        query = select(func.count()).where(
            self._messages_of(conversation_id),
            _MESSAGES.c.seq > seen,
            _MESSAGES.c.sender != Sender.VISITOR,
        )
        return self._connection.execute(query).scalar_one()

    # how it is said to the database

    def _newest(self, *conditions: ColumnElement[bool]) -> ConversationRow | None:
        query = (
            select(*CONVERSATION)
            .where(_CONVERSATIONS.c.workspace_id == self._workspace_id, *conditions)
            .order_by(_CONVERSATIONS.c.last_at.desc(), _CONVERSATIONS.c.conversation_id.desc())
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return None if row is None else conversation_of(row)

    def _that(self, conversation_id: str) -> dict[str, object]:
        which = storable(conversation_id)
        return {"workspace_id": self._workspace_id, "conversation_id": which}

    def _messages_of(self, conversation_id: str) -> ColumnElement[bool]:
        is_theirs = _MESSAGES.c.workspace_id == self._workspace_id
        return is_theirs & (_MESSAGES.c.conversation_id == storable(conversation_id))


def _refused(found: ConversationRow, message: MessageRow) -> Refused | None:
    """Why this sender may not speak now."""
    is_joined = found.state is ConversationState.JOINED
    match message.sender:
        case Sender.AGENT:
            if found.state is ConversationState.CLOSED:
                return Refused.CLOSED
            return Refused.A_PERSON_SPEAKS if is_joined else None
        case Sender.OPERATOR:
            if not is_joined:
                return Refused.NOT_JOINED
            is_theirs = found.operator_id == message.operator_id
            return None if is_theirs else Refused.JOINED_BY_ANOTHER
        case Sender.VISITOR | Sender.SYSTEM:
            return None


def _after(found: ConversationRow, message: MessageRow, seq: int) -> ConversationRow:
    """The conversation with that message at its end."""
    after = found._replace(last_seq=seq, last_at=max(found.last_at, message.at))
    match message.sender:
        case Sender.VISITOR:
            after = after._replace(seen_seq_visitor=seq)
            if found.state is ConversationState.CLOSED:
                return after._replace(state=ConversationState.OPEN)
            if found.state is ConversationState.JOINED and not found.needs_person_at:
                return after._replace(needs_person_at=message.at)
            return after
        case Sender.OPERATOR:
            return after._replace(seen_seq_operator=seq, needs_person_at=Instant(0))
        case Sender.AGENT | Sender.SYSTEM:
            return after
