"""Who has the word in a conversation: the agent, or an operator by name.

Every act holds the conversation's row first, so that two operators cannot both have the word and
the agent is silent from the moment at which one joins. Each change is kept with who and when.
"""

from sqlalchemy import Connection, insert, select

from dangol.store import schema_chat
from dangol.store.chat_rows import (
    Changed,
    ChangeRow,
    ConversationRow,
    ConversationState,
    Refused,
    Unchanged,
)
from dangol.store.conversation_table import find_conversation, write_conversation
from dangol.store.holding import storable
from dangol.terms.ids import shard_of
from dangol.terms.instants import Instant

_CHANGES = schema_chat.conversation_changes
_CHANGE = tuple(_CHANGES.c[name] for name in ChangeRow._fields)


class Handoffs:
    """Who has the word in the conversations of one workspace, on a connection that writes."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._connection = connection
        self._workspace_id = workspace_id

    def ask_person(
        self, conversation_id: str, *, now: Instant, reason: str = ""
    ) -> Changed | Unchanged:
        """A person is asked for, unless one was already or has the word."""
        found = self._held(conversation_id)
        if found is None:
            return Unchanged(Refused.UNKNOWN, None)
        if found.state in (ConversationState.WAITING, ConversationState.JOINED):
            return Changed(found, is_new=False)
        after = found._replace(state=ConversationState.WAITING, needs_person_at=now)
        return self._change(found, after, "", reason, now)

    def join(
        self, conversation_id: str, operator_id: str, *, now: Instant, takes_over: bool = False
    ) -> Changed | Unchanged:
        """The operator has the word; a colleague's only if it `takes_over`.

        Whoever waits for a person's word goes on waiting until the operator has written.
        """
        found = self._held(conversation_id)
        if found is None:
            return Unchanged(Refused.UNKNOWN, None)
        if found.state is ConversationState.JOINED:
            if found.operator_id == operator_id:
                return Changed(found, is_new=False)
            if not takes_over:
                return Unchanged(Refused.JOINED_BY_ANOTHER, found)
        after = found._replace(state=ConversationState.JOINED, operator_id=operator_id)
        return self._change(found, after, operator_id, "joined", now)

    def hand_back(
        self, conversation_id: str, operator_id: str, *, now: Instant
    ) -> Changed | Unchanged:
        """The agent has the word again, and nobody waits for a person."""
        found = self._held(conversation_id)
        if found is None:
            return Unchanged(Refused.UNKNOWN, None)
        match found.state:
            case ConversationState.OPEN:
                return Changed(found, is_new=False)
            case ConversationState.CLOSED:
                return Unchanged(Refused.CLOSED, found)
            case ConversationState.JOINED if found.operator_id != operator_id:
                return Unchanged(Refused.JOINED_BY_ANOTHER, found)
            case _:
                after = _nobody_waits(found, ConversationState.OPEN)
                return self._change(found, after, operator_id, "handed_back", now)

    def close(
        self, conversation_id: str, *, now: Instant, operator_id: str = "", reason: str = ""
    ) -> Changed | Unchanged:
        """The conversation is over, by an operator or, with none named, by the program."""
        found = self._held(conversation_id)
        if found is None:
            return Unchanged(Refused.UNKNOWN, None)
        if found.state is ConversationState.CLOSED:
            return Changed(found, is_new=False)
        after = _nobody_waits(found, ConversationState.CLOSED)
        return self._change(found, after, operator_id, reason, now)

    def note(self, conversation_id: str, *, operator_id: str, reason: str, now: Instant) -> None:
        """It stands among the changes that somebody was told of the conversation, and why.

        Nobody has the word for that.
        """
        found = self._held(conversation_id)
        if found is not None:
            change = {
                "workspace_id": self._workspace_id,
                "shard": shard_of(found.person_id),
                "conversation_id": found.conversation_id,
                "was": found.state,
                "state": found.state,
                "operator_id": operator_id,
                "reason": storable(reason),
                "at": now,
            }
            self._connection.execute(insert(_CHANGES), change)

    def read_changes(self, conversation_id: str) -> list[ChangeRow]:
        """Who had the word and since when, in order."""
        query = (
            select(*_CHANGE)
            .where(
                _CHANGES.c.workspace_id == self._workspace_id,
                _CHANGES.c.conversation_id == storable(conversation_id),
            )
            .order_by(_CHANGES.c.seq)
        )
        return [
            ChangeRow(*row)._replace(
                was=ConversationState(row.was), state=ConversationState(row.state)
            )
            for row in self._connection.execute(query)
        ]

    def _held(self, conversation_id: str) -> ConversationRow | None:
        return find_conversation(
            self._connection, self._workspace_id, conversation_id, is_held=True
        )

    def _change(
        self,
        found: ConversationRow,
        after: ConversationRow,
        operator_id: str,
        reason: str,
        now: Instant,
    ) -> Changed:
        write_conversation(
            self._connection,
            self._workspace_id,
            found,
            after,
            operator_id=operator_id,
            reason=reason,
            now=now,
        )
        return Changed(after, is_new=True)


def _nobody_waits(found: ConversationRow, state: ConversationState) -> ConversationRow:
    return found._replace(state=state, operator_id="", needs_person_at=Instant(0))
