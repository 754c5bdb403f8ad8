"""What the server says to a widget, as JSON frames."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec

from dangol.engine.chat.chat import Welcome
from dangol.engine.chat.openings import Pending
from dangol.engine.chat.saying import Acked
from dangol.engine.chat.visit import Shown
from dangol.store.chat_rows import ConversationState, MessageRow
from dangol.store.workspaces import Workspace
from dangol.terms.instants import EPOCH, Instant
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

COLOR = "#2f5d50"
Frame = dict[str, Any]
encode = msgspec.json.Encoder().encode

HANDOFF = {
    ConversationState.OPEN: "none",
    ConversationState.WAITING: "waiting",
    ConversationState.JOINED: "joined",
    ConversationState.CLOSED: "none",
}


def render_time(instant: Instant) -> str:
    """As JavaScript writes it: 2026-11-22T06:00:00.000Z."""
    moment = EPOCH + timedelta(microseconds=instant)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def theme_of(workspace: Workspace) -> Mapping[str, str]:
    """How the widget looks in this shop."""
    return {"name": workspace.name, "color": COLOR, "launcher": "right"}


def message_fields(shown: Shown) -> Frame:
    """A message as the widget draws it; what it stood on stays here."""
    message: MessageRow = shown.message
    fields: Frame = {
        "seq": message.seq,
        "id": message.message_id,
        "from": message.sender.value,
        "at": render_time(message.at),
        "parts": msgspec.Raw(message.parts),
    }
    if message.client_id and message.sender.value in ("visitor", "system"):
        fields["clientId"] = message.client_id
    if shown.name:
        fields["name"] = shown.name
    return fields


def message_frame(shown: Shown) -> Frame:
    """That a message stands."""
    return {"t": "message", **message_fields(shown)}


def welcome_frame(welcome: Welcome, ticket: str, seq: int) -> Frame:
    """That the browser is in; `seq` is the last message it knows with this frame."""
    visit = welcome.visit
    return {
        "t": "welcome",
        "ticket": ticket,
        "conversationId": visit.conversation_id or None,
        "seq": seq,
        "lang": visit.language.value,
        "theme": theme_of(visit.workspace),
        "texts": {},
        "missed": [message_fields(shown) for shown in welcome.missed],
    }


def ack_frame(acked: Acked) -> Frame:
    """That the frame is in the record."""
    return {
        "t": "ack",
        "clientId": acked.client_id,
        "conversationId": acked.conversation_id,
        "seq": acked.seq,
    }


def state_frame(state: ConversationState, name: str = "", promise: str = "") -> Frame:
    """Who has the word."""
    frame: Frame = {"t": "state", "handoff": HANDOFF[state]}
    if name:
        frame["name"] = name
    if promise:
        frame["promise"] = promise
    return frame


def opening_frame(pending: Pending, language: Language) -> Frame:
    """Something said first."""
    return {
        "t": "opening",
        "decisionId": pending.decision_id,
        "text": pending.text(language),
        "replies": [{"id": key, "text": text} for key, text in pending.replies(language)],
        "subject": pending.subject,
    }


def error_frame(code: str, language: Language, client_id: str = "", detail: str = "") -> Frame:
    """That a frame was not taken, and why."""
    frame: Frame = {
        "t": "error",
        "code": code,
        "text": render_text(f"chat.refused.{code}", language),
    }
    if detail:
        frame["detail"] = detail
    if client_id:
        frame["clientId"] = client_id
    return frame
