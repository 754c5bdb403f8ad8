"""What is told in one process is told in the others, where several serve one record.

Between processes travel ids and instants alone; each looks up in the record what it needs for those
who listen to it. Whatever is lost on the way stands in the record, where the next to look finds it.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import uuid4

import msgspec

from dangol.engine.chat.floor import Floor
from dangol.engine.chat.hub import Begun, News, Offered, Passed, Said, Topic, Writing
from dangol.engine.chat.openers import Openers
from dangol.store.chat_rows import ConversationState, Sender
from dangol.store.conversations import Conversations
from dangol.store.visitors import read_operator_name
from dangol.terms.instants import Instant

Send = Callable[[str, bytes], None]
"""Told the workspace and a word for the other processes; returns at once, from any thread."""

_log = logging.getLogger(__name__)


class Word(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One thing that was told, as it travels."""

    by: str
    """The process it comes from."""
    what: str
    """`said`, `writing`, `passed`, `begun`, `offered`; or `talking` and `refusing`, of presence."""
    workspace_id: str
    topic: str = ""
    subject: str = ""
    conversation_id: str = ""
    seq: int = 0
    sender: str = ""
    promise: str = ""
    """When a person will look, in words."""
    decision_id: str = ""
    until: int = 0


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Word).decode


class Elsewhere:
    """Between this process and the others. Safe from any thread; `close` when done."""

    def __init__(self, floor: Floor, openers: Openers, send: Send) -> None:
        self._floor = floor
        self._openers = openers
        self._send = send
        self._name = uuid4().hex
        self._pool = ThreadPoolExecutor(1, "dangol-elsewhere")
        floor.hub.elsewhere = self._tell
        floor.presence.elsewhere = self._note

    def hear(self, payload: bytes) -> None:
        """Whoever listens here will know what was told there; returns at once."""
        try:
            word = _decode(payload)
        except msgspec.MsgspecError:  # of another version
            _log.warning("a word of another process cannot be read")
            return
        if word.by != self._name:
            with suppress(RuntimeError):  # this server is ending
                self._pool.submit(self._take, word)

    def close(self) -> None:
        """What was heard is told, and nothing is said to others any more."""
        self._floor.hub.elsewhere = None
        self._floor.presence.elsewhere = None
        self._pool.shutdown(wait=True)

    def _tell(self, topic: Topic, news: News) -> None:
        word = self._word_of(topic, news)
        if word is not None:
            self._send(topic.workspace_id, _encode(word))

    def _note(self, workspace_id: str, anonymous_id: str, until: Instant | None) -> None:
        what = "refusing" if until is None else "talking"
        word = Word(self._name, what, workspace_id, subject=anonymous_id, until=until or 0)
        self._send(workspace_id, _encode(word))

    def _word_of(self, topic: Topic, news: News) -> Word | None:
        """The news as it travels; None for words in the making, which the whole message follows."""
        match news:
            case Said(conversation_id, message, _):
                what, found = "said", {"conversation_id": conversation_id, "seq": message.seq}
            case Writing(conversation_id, sender):
                what, found = "writing", {"conversation_id": conversation_id, "sender": sender}
            case Passed(conversation, _, _, promise):
                key = conversation.conversation_id
                what, found = "passed", {"conversation_id": key, "promise": promise}
            case Begun(conversation_id, _):
                what, found = "begun", {"conversation_id": conversation_id}
            case Offered(decision_id):
                what, found = "offered", {"decision_id": decision_id}
            case _:
                return None
        plain = Word(self._name, what, topic.workspace_id, topic.kind, topic.subject)
        return msgspec.structs.replace(plain, **found)

    def _take(self, word: Word) -> None:
        floor = self._floor
        try:
            if word.what == "talking":
                floor.presence.learn(word.workspace_id, word.subject, Instant(word.until))
            elif word.what == "refusing":
                floor.presence.learn_refusal(word.workspace_id, word.subject)
            else:
                topic = Topic(word.topic, word.workspace_id, word.subject)
                if floor.hub.count(topic):
                    news = self._news_of(word)
                    if news is not None:
                        floor.hub.tell_here(topic, news)
        except Exception:
            _log.exception("what another process told could not be told here")

    def _news_of(self, word: Word) -> News | None:
        """The news as the record has it."""
        if word.what == "writing":
            return Writing(word.conversation_id, Sender(word.sender))
        if word.what == "offered":
            known = self._openers.recall(word.workspace_id, word.subject, word.decision_id)
            return Offered(word.decision_id) if known else None
        with self._floor.record.reading() as connection:
            rows = Conversations(connection, word.workspace_id)
            if word.what == "said":
                message = rows.read_message(word.conversation_id, word.seq)
                if message is None:
                    return None
                name = self._floor.name_of(word.workspace_id, message)
                return Said(word.conversation_id, message, name)
            found = rows.read_conversation(word.conversation_id)
            if found is None:
                return None
            if word.what == "begun":
                return Begun(word.conversation_id, found.ticket_hash)
            is_joined = found.state is ConversationState.JOINED
            operator_id = found.operator_id if is_joined else ""
            name = read_operator_name(connection, word.workspace_id, operator_id)
            return Passed(found, found.state, name, word.promise)
