"""Who is listening: news of a conversation reaches every browser and every operator's page at once.

The hub is never the record: whoever hears nothing, or too late, reads it there.
"""

from collections.abc import Callable
from threading import Lock
from typing import NamedTuple, TypeAlias

from dangol.store.chat_rows import ConversationRow, ConversationState, MessageRow, Sender


class Topic(NamedTuple):
    """What can be listened to."""

    kind: str
    """`conversation`, `browser` (by anonymous id) or `workspace` (by its own id)."""
    workspace_id: str
    subject: str


class Said(NamedTuple):
    """A message stands in the record."""

    conversation_id: str
    message: MessageRow
    name: str
    """Of the operator who said it; empty for anybody else."""


class Writing(NamedTuple):
    """Somebody is writing."""

    conversation_id: str
    sender: Sender


class Delta(NamedTuple):
    """Words of a reply in the making; the message that follows replaces them."""

    conversation_id: str
    client_id: str
    text: str


class Passed(NamedTuple):
    """The word has passed to another, or a person is waited for."""

    conversation: ConversationRow
    state: ConversationState
    name: str
    promise: str


class Offered(NamedTuple):
    """An opening is there for this browser."""

    decision_id: str


class Begun(NamedTuple):
    """A conversation has begun in a browser; its other tabs join in."""

    conversation_id: str
    ticket_hash: str


News: TypeAlias = Said | Writing | Delta | Passed | Offered | Begun


def of_conversation(workspace_id: str, conversation_id: str) -> Topic:
    """The topic of one conversation."""
    return Topic("conversation", workspace_id, conversation_id)


def of_browser(workspace_id: str, anonymous_id: str) -> Topic:
    """The topic of one browser."""
    return Topic("browser", workspace_id, anonymous_id)


def of_workspace(workspace_id: str) -> Topic:
    """The topic of all conversations of a workspace, for its operators."""
    return Topic("workspace", workspace_id, workspace_id)


class Ear:
    """One listener. What it is told must return at once; it is told from any thread."""

    def __init__(self, hub: "Hub", take: Callable[[News], None]) -> None:
        self.take = take
        self._hub = hub
        self._topics: set[Topic] = set()

    def add(self, topic: Topic) -> None:
        """It hears this topic too."""
        self._topics.add(topic)
        self._hub.join(topic, self)

    def close(self) -> None:
        """It hears nothing more."""
        for topic in self._topics:
            self._hub.leave(topic, self)
        self._topics.clear()


class Hub:
    """All listeners of this process. Safe to use from any thread."""

    elsewhere: Callable[[Topic, News], None] | None
    """Told all that is told, for the listeners of other processes; None where there are none."""

    def __init__(self) -> None:
        self.elsewhere = None
        self._ears: dict[Topic, set[Ear]] = {}
        self._lock = Lock()

    def listen(self, take: Callable[[News], None], *topics: Topic) -> Ear:
        """An ear for these topics; close it when done."""
        ear = Ear(self, take)
        for topic in topics:
            ear.add(topic)
        return ear

    def tell(self, topic: Topic, news: News) -> int:
        """Everybody who listens there knows; returns how many they are in this process."""
        elsewhere = self.elsewhere
        if elsewhere is not None:
            elsewhere(topic, news)
        return self.tell_here(topic, news)

    def tell_here(self, topic: Topic, news: News) -> int:
        """Those of this process know; returns how many they are."""
        with self._lock:
            ears = list(self._ears.get(topic, ()))
        for ear in ears:
            ear.take(news)
        return len(ears)

    def count(self, topic: Topic) -> int:
        """How many listen there."""
        return len(self._ears.get(topic, ()))

    def has_browser(self, workspace_id: str) -> bool:
        """At least one browser of that workspace listens."""
        with self._lock:
            return any(
                topic.kind == "browser" and topic.workspace_id == workspace_id
                for topic in self._ears
            )

    def join(self, topic: Topic, ear: Ear) -> None:
        """The ear hears that topic."""
        with self._lock:
            self._ears.setdefault(topic, set()).add(ear)

    def leave(self, topic: Topic, ear: Ear) -> None:
        """The ear hears that topic no more."""
        with self._lock:
            ears = self._ears.get(topic)
            if ears is not None:
                ears.discard(ear)
                if not ears:
                    del self._ears[topic]
