"""What happens in a conversation, as events of our own log under Segment's names for live chat.

No event holds what was said. Ids and instants follow from what happened, so a repeat is a
duplicate.
"""

import logging
from collections.abc import Mapping
from typing import Any

import msgspec

from dangol.engine.live import Arrival, Live
from dangol.listen.event import Event, Receipt, parse_line
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

_encode = msgspec.json.Encoder().encode
_log = logging.getLogger(__name__)


class ChatLog:
    """Tells the engine what happened in conversations; never waits for it."""

    def __init__(self, live: Live) -> None:
        self._live = live

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
        parsed = parse_line(_encode(call), Receipt(at))
        if not isinstance(parsed, Event):  # an anonymous id with a control character in it
            _log.warning("an event of a conversation is unusable")
            return
        arrival = Arrival(WorkspaceId(workspace_id), at, True, "chat", [parsed])
        self._live.submit(arrival)
