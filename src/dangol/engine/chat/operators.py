"""An operator's side of a conversation: takes the word, writes, hands it back. The visitor sees
each of it, and the agent is silent in between, however far its reply had come."""

from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from dangol.engine.chat.floor import Floor
from dangol.engine.chat.hub import Writing
from dangol.engine.chat.log import RECEIVED
from dangol.engine.chat.turns import TurnKey, Turns
from dangol.engine.chat.visit import new_id
from dangol.speak.reply import Context
from dangol.store.chat_rows import (
    Appended,
    Changed,
    ConversationRow,
    ConversationState,
    MessageRow,
    Sender,
    Unchanged,
)
from dangol.store.conversations import Conversations
from dangol.store.handoffs import Handoffs
from dangol.store.holding import storable
from dangol.terms.instants import Instant

TEXT_LIMIT = 10_000
_encode = msgspec.json.Encoder().encode
_read_context = msgspec.json.Decoder(Context).decode


class _Notice(NamedTuple):
    state: str
    operator_id: str
    at: Instant
    name: str = ""


class Operators:
    """What operators do in the conversations of all workspaces. Safe from any thread.

    Who may do it was looked at before: an operator of that workspace, with that id.
    """

    def __init__(self, floor: Floor, turns: Turns) -> None:
        self._floor = floor
        self._turns = turns

    def join(
        self,
        workspace_id: str,
        conversation_id: str,
        operator_id: str,
        *,
        name: str,
        takes_over: bool = False,
    ) -> Changed | Unchanged:
        """The operator has the word, and the visitor sees who it is.

        Raises: RecordError.
        """
        now = self._floor.clock()
        with self._floor.record.writing() as connection:
            done = Handoffs(connection, workspace_id).join(
                conversation_id, operator_id, now=now, takes_over=takes_over
            )
            said = _notice(
                connection, workspace_id, done, _Notice("joined", operator_id, now, name)
            )
        self._tell(workspace_id, done, said, name)
        return done

    def hand_back(
        self, workspace_id: str, conversation_id: str, operator_id: str
    ) -> Changed | Unchanged:
        """The agent has the word again, and answers what was said last if nobody did.

        Raises: RecordError.
        """
        now, last = self._floor.clock(), None
        with self._floor.record.writing() as connection:
            done = Handoffs(connection, workspace_id).hand_back(
                conversation_id, operator_id, now=now
            )
            if isinstance(done, Changed) and done.is_new:
                rows = Conversations(connection, workspace_id)
                last = rows.read_message(conversation_id, done.conversation.last_seq)
                rows.write_context(conversation_id, _handed_back(done.conversation))
            said = _notice(connection, workspace_id, done, _Notice("ended", operator_id, now))
        self._tell(workspace_id, done, said, "")
        if last is not None and last.sender is Sender.VISITOR:
            self._turns.add(TurnKey(workspace_id, conversation_id, last.seq))
        return done

    def close(
        self, workspace_id: str, conversation_id: str, operator_id: str
    ) -> Changed | Unchanged:
        """The conversation is over, until the visitor writes again.

        Raises: RecordError.
        """
        now = self._floor.clock()
        with self._floor.record.writing() as connection:
            done = Handoffs(connection, workspace_id).close(
                conversation_id, now=now, operator_id=operator_id, reason="closed"
            )
            if isinstance(done, Changed) and done.is_new:
                rows = Conversations(connection, workspace_id)
                rows.write_context(conversation_id, _handed_back(done.conversation))
            said = _notice(connection, workspace_id, done, _Notice("ended", operator_id, now))
        self._tell(workspace_id, done, said, "")
        return done

    def say(
        self, workspace_id: str, conversation_id: str, operator_id: str, client_id: str, text: str
    ) -> Appended | Unchanged | None:
        """The operator has said it, once; None where there was nothing to say.

        Raises: RecordError.
        """
        floor, now = self._floor, self._floor.clock()
        words = storable(text[:TEXT_LIMIT]).strip()
        if not words:
            return None
        message = MessageRow(
            seq=0,
            message_id=new_id(now),
            client_id=client_id,
            sender=Sender.OPERATOR,
            operator_id=operator_id,
            at=now,
            parts=_encode([{"type": "text", "text": words}]),
            facts=b"[]",
            skill="",
        )
        with floor.record.writing() as connection:
            done = Conversations(connection, workspace_id).append_message(conversation_id, message)
        if isinstance(done, Appended) and done.is_new:
            floor.said(workspace_id, done.conversation, message._replace(seq=done.seq))
            floor.log.note(
                workspace_id,
                RECEIVED,
                message.message_id,
                anonymous_id=done.conversation.anonymous_id,
                at=now,
                properties={
                    "conversation_id": conversation_id,
                    "message_id": message.message_id,
                    "agent_id": operator_id,
                },
            )
        return done

    def see(self, workspace_id: str, conversation_id: str, seq: int) -> bool:
        """The operators have seen all up to that message; whether that is news.

        Raises: RecordError.
        """
        with self._floor.record.writing() as connection:
            rows = Conversations(connection, workspace_id)
            return rows.mark_seen(conversation_id, Sender.OPERATOR, seq)

    def typing(self, workspace_id: str, conversation: ConversationRow) -> None:
        """The visitor sees that a person writes."""
        news = Writing(conversation.conversation_id, Sender.OPERATOR)
        self._floor.tell(workspace_id, conversation, news)

    def _tell(
        self, workspace_id: str, done: Changed | Unchanged, said: MessageRow | None, name: str
    ) -> None:
        if isinstance(done, Changed) and said is not None:
            self._floor.said(workspace_id, done.conversation, said)
            self._floor.passed(workspace_id, done.conversation, name)


def _notice(
    connection: Connection, workspace_id: str, done: Changed | Unchanged, notice: _Notice
) -> MessageRow | None:
    """What has changed, as a message of the conversation."""
    if not isinstance(done, Changed) or not done.is_new:
        return None
    part = {"type": "handoff", "state": notice.state}
    if notice.name:
        part["name"] = notice.name
    message = MessageRow(
        seq=0,
        message_id=new_id(notice.at),
        client_id="",
        sender=Sender.SYSTEM,
        operator_id=notice.operator_id,
        at=notice.at,
        parts=_encode([part]),
        facts=b"[]",
        skill="",
    )
    said = Conversations(connection, workspace_id).append_message(
        done.conversation.conversation_id, message
    )
    return message._replace(seq=said.seq) if isinstance(said, Appended) else None


def can_answer(conversation: ConversationRow, operator_id: str) -> bool:
    """Whether that operator has the word."""
    is_joined = conversation.state is ConversationState.JOINED
    return is_joined and conversation.operator_id == operator_id


def _handed_back(conversation: ConversationRow) -> bytes:
    """What the agent remembers, and that nobody waits for a person any more."""
    try:
        context = _read_context(conversation.context) if conversation.context else Context()
    except msgspec.MsgspecError:
        context = Context()
    return _encode(msgspec.structs.replace(context, is_handed_off=False))
