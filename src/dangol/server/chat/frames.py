"""What a widget sends, as values. The reference is `docs/reference/chat.md`.

Everything here comes from a stranger's browser: sizes are bounded, unknown fields are ignored,
and what cannot be read becomes a `BadFrame` that is answered, never an exception.
"""

from typing import Annotated, Literal, TypeVar

import msgspec

from dangol.listen.event import ID_LIMIT

FRAME_LIMIT_BYTES = 32 * 1024
TEXT_LIMIT = 10_000
"""Characters of one message."""
FRAMES_LIMIT = 50
"""Frames of one plain request."""

_T = TypeVar("_T")
_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=ID_LIMIT)]
_Short = Annotated[str, msgspec.Meta(max_length=200)]
_Address = Annotated[str, msgspec.Meta(max_length=2_000)]
_ClientId = Annotated[str, msgspec.Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
_Seq = Annotated[int, msgspec.Meta(ge=0, le=2**31)]


class PageSeen(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """Where the visitor is."""

    url: _Address = ""
    title: _Short = ""


class Hello(msgspec.Struct, frozen=True, tag_field="t", tag="hello", rename="camel"):
    """The first frame: who it is, and what was seen last."""

    key: _Id
    anonymous_id: _Id
    v: int = 1
    user_id: Annotated[str, msgspec.Meta(max_length=ID_LIMIT)] = ""
    token: _Address = ""
    """A JWT that the shop signed; without it a user id is only a claim."""
    ticket: _Short = ""
    """Opens the conversations of this browser; from an earlier welcome."""
    conversation_id: _Short = ""
    """Whose numbers `seq` counts in."""
    seq: _Seq = 0
    lang: Annotated[str, msgspec.Meta(max_length=35)] = ""
    zone: _Short = ""
    """The browser's time zone, as in Asia/Tokyo."""
    page: PageSeen = PageSeen()


class Send(msgspec.Struct, frozen=True, tag_field="t", tag="send", rename="camel"):
    """Words of the visitor."""

    client_id: _ClientId
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_LIMIT)]


class Press(msgspec.Struct, frozen=True, tag_field="t", tag="press", rename="camel"):
    """A quick reply was pressed."""

    client_id: _ClientId
    reply_id: _Id
    seq: _Seq = 0


class LeaveContact(msgspec.Struct, frozen=True, tag_field="t", tag="contact", rename="camel"):
    """An address was left, with the consent that stood beside the field."""

    client_id: _ClientId
    agreed: bool
    version: _Short
    seq: _Seq = 0
    email: _Short = ""
    phone: _Short = ""


class CartDone(msgspec.Struct, frozen=True, tag_field="t", tag="cart", rename="camel"):
    """What became of an add to the cart on the host page."""

    client_id: _ClientId
    seq: _Seq
    ok: bool
    error: _Short = ""


class Typing(msgspec.Struct, frozen=True, tag_field="t", tag="typing"):
    """The visitor is writing."""


class Read(msgspec.Struct, frozen=True, tag_field="t", tag="read"):
    """The visitor has seen everything up to here."""

    seq: _Seq


class OpeningDone(msgspec.Struct, frozen=True, tag_field="t", tag="opening", rename="camel"):
    """What the visitor did with an opening."""

    decision_id: _Id
    what: Literal["shown", "opened", "dismissed", "never"]


class PageChanged(msgspec.Struct, frozen=True, tag_field="t", tag="page"):
    """The visitor is on another page."""

    url: _Address = ""
    title: _Short = ""


class Ping(msgspec.Struct, frozen=True, tag_field="t", tag="ping"):
    """Asks whether anybody is there."""


Frame = Send | Press | LeaveContact | CartDone | Typing | Read | OpeningDone | PageChanged | Ping
"""Everything after the hello."""


class BadFrame(msgspec.Struct, frozen=True):
    """A frame that cannot be taken, and why, in the sender's words."""

    code: str
    text: str
    client_id: str = ""


class Request(msgspec.Struct, frozen=True):
    """Frames where sockets are blocked: the hello comes along every time."""

    hello: Hello
    frames: Annotated[tuple[msgspec.Raw, ...], msgspec.Meta(max_length=FRAMES_LIMIT)] = ()
    wait: Annotated[int, msgspec.Meta(ge=0, le=25)] = 0
    """Seconds to wait for something new."""


_hello = msgspec.json.Decoder(Hello)
_frame = msgspec.json.Decoder(Frame)
_request = msgspec.json.Decoder(Request)
_named = msgspec.json.Decoder(dict[str, msgspec.Raw])


def parse_hello(raw: bytes | str) -> Hello | BadFrame:
    """The hello, or what is wrong with it."""
    return _parsed(raw, _hello)


def parse_frame(raw: bytes | str) -> Frame | BadFrame:
    """Any later frame, or what is wrong with it."""
    return _parsed(raw, _frame)


def parse_request(raw: bytes) -> Request | BadFrame:
    """A plain request, or what is wrong with it; its frames are parsed one by one."""
    return _parsed(raw, _request, 2 * FRAME_LIMIT_BYTES)


def _parsed(
    raw: bytes | str, decoder: "msgspec.json.Decoder[_T]", limit: int = FRAME_LIMIT_BYTES
) -> "_T | BadFrame":
    if len(raw) > limit:
        return BadFrame("frame_too_large", f"a frame has at most {FRAME_LIMIT_BYTES} bytes")
    try:
        return decoder.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        why = "it is not UTF-8" if isinstance(fault, UnicodeDecodeError) else str(fault)
        return BadFrame("bad_frame", f"the frame cannot be read: {why}"[:300], _client_id(raw))


def _client_id(raw: bytes | str) -> str:
    """The id to answer with, where a bad frame still shows one."""
    try:
        told = msgspec.json.decode(_named.decode(raw).get("clientId", b'""'), type=_ClientId)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
    return told
