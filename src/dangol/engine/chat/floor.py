"""What everyone in a conversation shares: the record, the listeners, the clock, the counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from dangol.engine.chat.hub import Hub, News, Passed, Said, of_conversation, of_workspace
from dangol.engine.chat.log import ChatLog
from dangol.engine.chat.openings import Openings
from dangol.engine.chat.presence import Presence, alive_until
from dangol.engine.sales.calendars import Calendars
from dangol.speak.sales.known import Unkept
from dangol.store.chat_rows import ConversationRow, MessageRow, Sender
from dangol.store.record import Record
from dangol.store.visitors import read_operator_name
from dangol.terms.instants import Instant

NAMES_KEPT = 1_000


class Counts(Protocol):
    """What is counted of conversations; never by whom."""

    def count_message(self, sender: str) -> None: ...
    def count_turn(self, skill: str, seconds: float) -> None: ...
    def count_opening(self, what: str) -> None: ...
    def count_blocked(self, claims: int) -> None: ...
    def count_dropped_reply(self) -> None: ...
    def count_model(
        self, purpose: str, outcome: str, tokens: int, first_s: float | None
    ) -> None: ...
    def count_proposals(self, kept: int, unkept: Sequence[Unkept]) -> None: ...


class NoCounts:
    """Counts nothing."""

    def count_message(self, sender: str) -> None:
        """Nothing is counted."""

    def count_turn(self, skill: str, seconds: float) -> None:
        """Nothing is counted."""

    def count_opening(self, what: str) -> None:
        """Nothing is counted."""

    def count_blocked(self, claims: int) -> None:
        """Nothing is counted."""

    def count_dropped_reply(self) -> None:
        """Nothing is counted."""

    def count_model(self, purpose: str, outcome: str, tokens: int, first_s: float | None) -> None:
        """Nothing is counted."""

    def count_proposals(self, kept: int, unkept: Sequence[Unkept]) -> None:
        """Nothing is counted."""


@dataclass
class Floor:
    """Where conversations are held. Safe from any thread."""

    record: Record
    log: ChatLog
    clock: Callable[[], Instant]
    hub: Hub = field(default_factory=Hub)
    presence: Presence = field(default_factory=Presence)
    openings: Openings = field(default_factory=Openings)
    counts: Counts = field(default_factory=NoCounts)
    names: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    home_url: str = ""
    """Where browsers find this server: what a link in an invitation begins with."""
    calendars: Calendars | None = None
    """Of those who take meetings; without it only what was given here counts as taken."""
    bookings_per_network: int = 0
    """Meetings that are booked from one network within a day; 0 for as many as like."""

    def said(self, workspace_id: str, conversation: ConversationRow, message: MessageRow) -> None:
        """A new message is in the record; whoever listens knows."""
        self.counts.count_message(message.sender.value)
        until = alive_until(conversation.state, conversation.last_at)
        self.presence.note(workspace_id, conversation.anonymous_id, until)
        name = self.name_of(workspace_id, message)
        self.tell(workspace_id, conversation, Said(conversation.conversation_id, message, name))

    def passed(
        self, workspace_id: str, conversation: ConversationRow, name: str = "", promise: str = ""
    ) -> None:
        """The word has passed to another; whoever listens knows."""
        until = alive_until(conversation.state, conversation.last_at)
        self.presence.note(workspace_id, conversation.anonymous_id, until)
        news = Passed(conversation, conversation.state, name, promise)
        self.tell(workspace_id, conversation, news)

    def tell(self, workspace_id: str, conversation: ConversationRow, news: News) -> None:
        """Who listens to the conversation, or to all of the workspace's, hears it."""
        self.hub.tell(of_conversation(workspace_id, conversation.conversation_id), news)
        self.hub.tell(of_workspace(workspace_id), news)

    def name_of(self, workspace_id: str, message: MessageRow) -> str:
        """What the visitor calls the operator who said it."""
        if message.sender is not Sender.OPERATOR or not message.operator_id:
            return ""
        key = workspace_id, message.operator_id
        name = self.names.get(key)
        if name is None:
            with self.record.reading() as connection:
                name = read_operator_name(connection, *key)
            if len(self.names) >= NAMES_KEPT:
                self.names.clear()
            self.names[key] = name
        return name
