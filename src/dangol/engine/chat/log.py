"""What happens in a conversation, as events of our own log under Segment's names for live chat.

No event holds what was said. Ids and instants follow from what happened, so a repeat is a
duplicate.
"""

import logging
from collections.abc import Mapping
from threading import Condition, Thread
from typing import Any

import msgspec

from dangol.engine.live import Arrival, Live
from dangol.listen.event import Event, Receipt
from dangol.listen.event_lines import parse_line
from dangol.terms.ids import WorkspaceId
from dangol.terms.instants import Instant, render_instant

STARTED = "Live Chat Conversation Started"
SENT = "Live Chat Message Sent"
RECEIVED = "Live Chat Message Received"
OPENING = {
    "shown": "Live Chat Opening Shown",
    "opened": "Live Chat Opening Opened",
    "dismissed": "Live Chat Opening Dismissed",
    "never": "Live Chat Opening Refused",
}

GATHERED_S = 0.25
"""How long what happened waits for what happens next."""

_encode = msgspec.json.Encoder().encode
_log = logging.getLogger(__name__)


class ChatLog:
    """Tells the engine what happened in conversations; never waits for it.

    What happens within a moment goes to the log in one commit: otherwise each word would cost two
    more. That a conversation begins is not waited with, nor that a shop vouches for somebody: by it
    the log comes to know whose it is, before anything can say that this person is another one's
    too. Messages themselves are in the
    record before.
    """

    def __init__(self, live: Live) -> None:
        self._live = live
        self._gathered: list[tuple[str, Instant, Event]] = []
        self._is_closed = False
        self._is_urgent = False
        self._news = Condition()
        self._thread = Thread(target=self._work, name="dangol-chat-log", daemon=True)
        self._thread.start()

    def note(
        self,
        workspace_id: str,
        name: str,
        key: str,
        *,
        anonymous_id: str,
        at: Instant,
        properties: Mapping[str, Any],
        user_id: str = "",
    ) -> None:
        """The event is on its way to the log; `user_id` only where the shop vouched for it."""
        call: dict[str, Any] = {
            "type": "track",
            "event": name,
            "messageId": f"chat:{key}"[:100],
            "anonymousId": anonymous_id,
            "timestamp": render_instant(at),
            "properties": dict(properties),
        }
        if user_id:
            call["userId"] = user_id
        self._tell(workspace_id, at, call, is_urgent=name == STARTED)

    def vouch(
        self,
        workspace_id: str,
        key: str,
        *,
        anonymous_id: str,
        user_id: str,
        at: Instant,
        traits: Mapping[str, Any],
    ) -> None:
        """Who that browser is, as the shop vouches for it, is on its way to the log."""
        call: dict[str, Any] = {
            "type": "identify",
            "messageId": f"chat:{key}"[:100],
            "anonymousId": anonymous_id,
            "userId": user_id,
            "timestamp": render_instant(at),
            "traits": dict(traits),
        }
        self._tell(workspace_id, at, call, is_urgent=True)

    def _tell(
        self, workspace_id: str, at: Instant, call: dict[str, Any], *, is_urgent: bool
    ) -> None:
        parsed = parse_line(_encode(call), Receipt(at))
        if not isinstance(parsed, Event):  # an anonymous id with a control character in it
            _log.warning("an event of a conversation is unusable")
            return
        with self._news:
            self._gathered.append((workspace_id, at, parsed))
            self._is_urgent |= is_urgent
            is_late = self._is_closed
            self._news.notify()
        if is_late:
            self._submit()

    def close(self) -> None:
        """Everything noted is with the engine; what is noted from now on goes there at once."""
        with self._news:
            self._is_closed = True
            self._news.notify()
        self._thread.join()
        self._submit()

    def _work(self) -> None:
        while not self._is_closed:
            with self._news:
                self._news.wait_for(lambda: self._gathered or self._is_closed)
                self._news.wait_for(lambda: self._is_urgent or self._is_closed, GATHERED_S)
            self._submit()

    def _submit(self) -> None:
        with self._news:
            gathered, self._gathered, self._is_urgent = self._gathered, [], False
        for workspace_id in dict.fromkeys(one for one, _, _ in gathered):
            theirs = [(at, event) for one, at, event in gathered if one == workspace_id]
            arrival = Arrival(
                workspace_id=WorkspaceId(workspace_id),
                received_at=max(at for at, _ in theirs),
                is_vouched=True,
                source="chat",
                calls=[event for _, event in theirs],
            )
            self._live.submit(arrival)
