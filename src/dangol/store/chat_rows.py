"""Conversations and messages as the record holds them, and what becomes of an act on them."""

from enum import StrEnum
from typing import NamedTuple

from dangol.terms.instants import Instant


class ConversationState(StrEnum):
    """Who has the word."""

    OPEN = "open"
    """The agent answers."""
    WAITING = "waiting"
    """A person was asked for; until one comes the agent may speak."""
    JOINED = "joined"
    """An operator has the word; the agent is silent."""
    CLOSED = "closed"
    """It is over; the visitor's next message opens it again."""


class Sender(StrEnum):
    """Who said something."""

    VISITOR = "visitor"
    AGENT = "agent"
    OPERATOR = "operator"
    SYSTEM = "system"
    """A notice of the program: who joined, that a thing is back."""


class Refused(StrEnum):
    """Why a conversation was left as it was."""

    UNKNOWN = "unknown"
    """The workspace has no such conversation."""
    JOINED_BY_ANOTHER = "joined_by_another"
    """A colleague has the word."""
    NOT_JOINED = "not_joined"
    """The operator has not taken the word."""
    CLOSED = "closed"
    """It is over, and this does not open it."""
    A_PERSON_SPEAKS = "a_person_speaks"
    """The agent is silent while an operator has the word."""


class ConversationRow(NamedTuple):
    """One conversation."""

    conversation_id: str
    person_id: str
    """As it was when the conversation began; `merges` says who it is now."""
    anonymous_id: str
    ticket_hash: str
    """Of the secret of the browser that may read it; empty where there is none."""
    language: str
    state: ConversationState
    operator_id: str
    """Who has the word while it is joined; empty otherwise."""
    opened_at: Instant
    last_at: Instant
    last_seq: int
    seen_seq_visitor: int
    seen_seq_operator: int
    needs_person_at: Instant
    """Since when the visitor waits for a person's word; 0 where nobody waits."""
    decision_id: str
    """Of the opening that began it; empty where the visitor began."""
    context: bytes
    """What the agent remembers between turns."""


class MessageRow(NamedTuple):
    """One message. `seq` counts 1, 2, 3 … in its conversation, without a gap."""

    seq: int
    message_id: str
    client_id: str
    """By which its sender's repeats are told; empty where it has none."""
    sender: Sender
    operator_id: str
    at: Instant
    parts: bytes
    """JSON list of what is shown."""
    facts: bytes
    """JSON: what each claim stood on. For the console alone."""
    skill: str


class ChangeRow(NamedTuple):
    """That a conversation passed from one state to another, by whom and why."""

    was: ConversationState
    state: ConversationState
    operator_id: str
    """Who did it; empty for the visitor and the program."""
    reason: str
    at: Instant


class Opened(NamedTuple):
    """The conversation in which the visitor speaks."""

    conversation: ConversationRow
    is_new: bool


class Appended(NamedTuple):
    """The message stands, now or since an earlier try; the conversation as it is with it."""

    seq: int
    is_new: bool
    conversation: ConversationRow


class Changed(NamedTuple):
    """The conversation is in the state that was asked for; `is_new` if it was not before."""

    conversation: ConversationRow
    is_new: bool


class Unchanged(NamedTuple):
    """Nothing was written, for that reason; the conversation as it stands, if there is one."""

    reason: Refused
    conversation: ConversationRow | None


def begun_conversation(
    conversation_id: str,
    *,
    person_id: str,
    anonymous_id: str,
    ticket_hash: str,
    language: str,
    now: Instant,
    decision_id: str = "",
    context: bytes = b"",
) -> ConversationRow:
    """An open conversation in which nothing was said yet."""
    return ConversationRow(
        conversation_id=conversation_id,
        person_id=person_id,
        anonymous_id=anonymous_id,
        ticket_hash=ticket_hash,
        language=language,
        state=ConversationState.OPEN,
        operator_id="",
        opened_at=now,
        last_at=now,
        last_seq=0,
        seen_seq_visitor=0,
        seen_seq_operator=0,
        needs_person_at=Instant(0),
        decision_id=decision_id,
        context=context,
    )
