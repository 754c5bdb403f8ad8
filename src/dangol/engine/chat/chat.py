"""A visitor's side of a conversation: in, say, press, and what an opening became.

Whatever is said stands in the record before anybody is told so. Every method may be called from
any thread and waits for the record; frames of one visit come one after the other.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from dangol.decide.playbook import Playbook
from dangol.engine.chat.agent import Agent
from dangol.engine.chat.floor import Floor
from dangol.engine.chat.hub import Ear, Writing, of_browser, of_conversation, of_workspace
from dangol.engine.chat.openers import Openers
from dangol.engine.chat.openings import Pending
from dangol.engine.chat.operators import Operators
from dangol.engine.chat.restock import Restocks
from dangol.engine.chat.saying import Acked, Refusal, Taken, Words, take_words
from dangol.engine.chat.turns import TurnKey, Turns
from dangol.engine.chat.visit import (
    Greeting,
    NotTheirs,
    Shown,
    Visit,
    find_theirs,
    make_visit,
)
from dangol.engine.chat.vouching import Vouching
from dangol.engine.sales.escalation import Escalations
from dangol.speak.secrets import mask_secrets
from dangol.store.chat_rows import ConversationRow, ConversationState, Sender
from dangol.store.conversations import Conversations
from dangol.store.holding import storable
from dangol.store.inbox import read_unanswered

PAGE = 200
UNANSWERED_LIMIT = 1_000

_read_parts = msgspec.json.Decoder(list[dict[str, Any]]).decode


class Welcome(msgspec.Struct, frozen=True):
    """A browser is in."""

    visit: Visit
    conversation: ConversationRow | None
    missed: Sequence[Shown]
    """What it has not seen, at most a page of it; the rest is read behind the last of them."""
    opening: Pending | None


class Chat:
    """Conversations of all workspaces of a record."""

    def __init__(self, floor: Floor, agent: Agent, playbooks: Sequence[Playbook]) -> None:
        self.floor = floor
        self.openers = Openers(floor, playbooks)
        self.worlds = agent.worlds
        self.turns = Turns(agent.answer, agent.threads)
        self._agent = agent
        self._vouching = Vouching(floor.log)
        self.operators = Operators(floor, self.turns)
        self.restocks = Restocks(floor, self.worlds)
        self.escalations = Escalations(floor)

    def start(self) -> int:
        """Who is in conversation is known, and turns that were cut off are taken; returns how many.

        Raises: RecordError.
        """
        self._agent.start()
        floor = self.floor
        floor.presence.load(floor.record, floor.clock())
        cut_off = 0
        for workspace in floor.record.read_workspaces():
            with floor.record.reading() as connection:
                rows = read_unanswered(connection, workspace.workspace_id, UNANSWERED_LIMIT)
            for row in rows:
                self.turns.add(TurnKey(workspace.workspace_id, row.conversation_id, row.last_seq))
            cut_off += len(rows)
        self.restocks.start()
        self.escalations.start()
        return cut_off

    def close(self) -> None:
        """Turns under way are answered, and the engine has heard of them."""
        self.restocks.close()
        self.escalations.close()
        self.turns.close()
        self._agent.close()
        self.floor.log.close()

    def greet(self, greeting: Greeting, ear: Ear | None = None) -> Welcome | NotTheirs:
        """The browser is in, and hears all that follows; what it missed is in the welcome.

        Raises: RecordError.
        """
        floor, workspace_id = self.floor, greeting.workspace.workspace_id
        self.worlds.prepare(greeting.workspace, floor.clock())
        with floor.record.reading() as connection:
            visit = make_visit(connection, greeting)
            found = find_theirs(connection, visit)
            if isinstance(found, NotTheirs):
                return found
            self._vouching.tell(connection, greeting, floor.clock())
        missed: Sequence[Shown] = ()
        if ear is not None:
            ear.add(of_browser(workspace_id, visit.anonymous_id))
        if found is not None:
            visit.conversation_id = found.conversation_id
            if ear is not None:
                ear.add(of_conversation(workspace_id, found.conversation_id))
            is_same = greeting.conversation_id in ("", found.conversation_id)
            missed = self.read_messages(visit, greeting.seq if is_same else 0)
        return Welcome(visit, found, missed, self.openers.waiting_for(visit))

    def read_messages(self, visit: Visit, after: int) -> list[Shown]:
        """The next page of messages behind that number."""
        if not visit.conversation_id:
            return []
        with self.floor.record.reading() as connection:
            rows = Conversations(connection, visit.workspace_id)
            found = rows.read_messages(visit.conversation_id, after, PAGE)
        name_of = self.floor.name_of
        return [Shown(message, name_of(visit.workspace_id, message)) for message in found]

    def state_of(self, visit: Visit) -> ConversationState | None:
        """Who has the word in the visitor's conversation; None before there is one."""
        if not visit.conversation_id:
            return None
        with self.floor.record.reading() as connection:
            rows = Conversations(connection, visit.workspace_id)
            found = rows.read_conversation(visit.conversation_id)
        return None if found is None else found.state

    def say(
        self, visit: Visit, client_id: str, text: str, ear: Ear | None = None
    ) -> Acked | Refusal:
        """The visitor has said it, once, and it will be answered.

        Raises: RecordError; nothing is stored then, and the visitor may say it again.
        """
        words = mask_secrets(storable(text)).text.strip()
        if not words:
            return Refusal("empty", client_id)
        now = self.floor.clock()
        pending = self.floor.openings.answerable(visit.workspace_id, visit.anonymous_id, now)
        return self._take(visit, Words(client_id, words, pending=pending), ear)

    def press(
        self, visit: Visit, client_id: str, reply_id: str, seq: int, ear: Ear | None = None
    ) -> Acked | Refusal:
        """The visitor has pressed a quick reply, of a message or of an opening.

        Raises: RecordError.
        """
        if not seq:
            pending = self.openers.find(visit, reply_id.rpartition(":")[0])
            if pending is not None:
                label = dict(pending.replies(visit.language)).get(reply_id)
                if label is not None:
                    return self._take(visit, Words(client_id, label, pending=pending), ear)
            return Refusal("unknown_reply", client_id)
        label = self._label(visit, reply_id, seq)
        if label is None:
            return Refusal("unknown_reply", client_id)
        return self._take(visit, Words(client_id, label, press=reply_id), ear)

    def typing(self, visit: Visit) -> None:
        """Whoever looks at the conversation sees that the visitor writes."""
        if visit.conversation_id:
            writing = Writing(visit.conversation_id, Sender.VISITOR)
            topic = of_conversation(visit.workspace_id, visit.conversation_id)
            self.floor.hub.tell(topic, writing)
            self.floor.hub.tell(of_workspace(visit.workspace_id), writing)

    def read(self, visit: Visit, seq: int) -> None:
        """The visitor has seen everything up to there. Raises: RecordError."""
        if visit.conversation_id:
            which = visit.conversation_id, Sender.VISITOR, seq
            self.floor.record.write(
                lambda connection: Conversations(connection, visit.workspace_id).mark_seen(*which)
            )

    def turn_page(self, visit: Visit, url: str, title: str) -> None:
        """The visitor is on another page."""
        visit.url, visit.title = url, title

    def _take(self, visit: Visit, words: Words, ear: Ear | None) -> Acked | Refusal:
        taken = take_words(self.floor, visit, words, ear)
        if isinstance(taken, Taken):
            if taken.is_new and taken.state is not ConversationState.JOINED:
                acked = taken.acked
                self.turns.add(
                    TurnKey(visit.workspace_id, acked.conversation_id, acked.seq, visit.network)
                )
            return taken.acked
        return taken

    def _label(self, visit: Visit, reply_id: str, seq: int) -> str | None:
        """What stands on that button, if the message has it."""
        if not visit.conversation_id:
            return None
        with self.floor.record.reading() as connection:
            rows = Conversations(connection, visit.workspace_id)
            message = rows.read_message(visit.conversation_id, seq)
        if message is None or message.sender is Sender.VISITOR:
            return None
        for part in _read_parts(message.parts):
            if part.get("type") == "replies":
                for reply in part["replies"]:
                    if reply["id"] == reply_id:
                        return reply["text"]
        return None
