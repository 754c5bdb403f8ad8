"""One Segment call, from decoded JSON to an `Event`, or the reason why not.

Read `parse_event` from top to bottom: each check either passes or ends the event with a reason.
The same checks hold live, in imports and in rehearsal. Source: WIRE §1 (Segment specification);
ours are the limits on names, ids, dates and amounts.
"""

import math
from datetime import datetime
from typing import Any, cast

import msgspec
import xxhash

from dangol.listen.body import DEPTH_LIMIT, is_too_deep
from dangol.listen.outcomes import Quarantined, Reason, Rejected
from dangol.listen.parts import (
    AMOUNT_LIMIT,
    Part,
    bad_amount,
    part_of,
)
from dangol.terms.ids import MessageId
from dangol.terms.instants import DAY_US, EPOCH, Instant

EVENT_LIMIT_BYTES = 32 * 1024
MESSAGE_ID_LIMIT = 100
ID_LIMIT = 256
NAME_LIMIT = 512
EARLIEST = Instant(946_684_800_000_000)  # 2000-01-01
LATEST = Instant(4_102_444_800_000_000)  # 2100-01-01, the bound where no receipt is known

CALLS = frozenset({"track", "identify", "page", "screen", "group", "alias"})
UNJUDGED = frozenset({"sentAt", "receivedAt", "_metadata", "originalTimestamp", "writeKey"})
"""Fields that a retry may change: two payloads that differ only here are the same event."""

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class Event(msgspec.Struct, gc=False):
    """One accepted call with the ids it came with."""

    message_id: MessageId
    call: str
    name: str
    """The track event's or page's name; empty for identify, group, alias."""
    user_id: str
    anonymous_id: str
    instant: Instant
    """When it happened, after clock correction."""
    part: Part
    """The call's properties, with what was found out about them."""
    about: Part
    """The call's context."""
    payload: bytes
    """JSON without spaces, its keys in their order, without the fields a retry may change."""
    digest: int
    """Signed 64-bit hash of `payload`, by which a repeat is told from a conflict."""

    @property
    def properties(self) -> dict[str, Any]:
        """The call's properties, empty where it has none."""
        return self.part.values

    @property
    def context(self) -> dict[str, Any]:
        """The call's context, empty where it has none."""
        return self.about.values

    @property
    def body(self) -> dict[str, Any]:
        """The whole payload, decoded anew: for the rare call that has more to say."""
        return _decode(self.payload)


class Receipt(msgspec.Struct, frozen=True):
    """How an event reached us: what only the receiver can say."""

    received_at: Instant
    sent_at: Instant | None = None
    """The sender's clock when the batch left, by which clocks are corrected."""
    call: str = ""
    """The call that the path names; empty where the event says it itself."""
    is_live: bool = True
    """From the wire: no date later than a day from now. False for files."""


Parsed = Event | Quarantined | Rejected


def parse_event(body: Any, receipt: Receipt) -> Parsed:
    """The event of one decoded call, or why there is none. Never raises on any JSON value."""
    if type(body) is not dict:
        return _refuse(Reason.NOT_AN_OBJECT, f"an event is an object, not {_kind(body)}", body)
    body = cast("dict[str, Any]", body)
    if not UNJUDGED.isdisjoint(body):
        body = {key: value for key, value in body.items() if key not in UNJUDGED}
    payload = _encode(body)
    digest = digest_of(payload)
    get = body.get

    message_id = get("messageId")
    if message_id is None or message_id == "":
        message_id = _content_id(payload, receipt, has_timestamp="timestamp" in body)
    elif type(message_id) is not str or not _is_clean(message_id, MESSAGE_ID_LIMIT):
        return _refuse(Reason.BAD_IDENTIFIER, _id_rule("messageId", MESSAGE_ID_LIMIT), body)
    if len(payload) > EVENT_LIMIT_BYTES:
        detail = f"an event has at most {EVENT_LIMIT_BYTES} bytes; this one has {len(payload)}"
        return Rejected(Reason.EVENT_TOO_LARGE, detail, MessageId(message_id))
    if is_too_deep(payload):
        return _refuse(Reason.TOO_DEEP, f"an event is nested at most {DEPTH_LIMIT} deep", body)

    call = receipt.call or get("type")
    if type(call) is not str or call not in CALLS:
        return _refuse(Reason.UNKNOWN_TYPE, "type is one of " + ", ".join(sorted(CALLS)), body)
    properties = get("properties")
    for field, value in (
        ("properties", properties),
        ("context", get("context")),
        ("traits", get("traits")),
    ):
        if value is not None and type(value) is not dict:
            return _refuse(Reason.NOT_AN_OBJECT, f"{field} is an object, not {_kind(value)}", body)

    user_id = _text_id(get("userId"))
    anonymous_id = _text_id(get("anonymousId"))
    if user_id is None or anonymous_id is None:
        return _refuse(Reason.BAD_IDENTIFIER, _id_rule("userId and anonymousId", ID_LIMIT), body)
    if not user_id and not anonymous_id:
        return _refuse(Reason.NO_IDENTITY, "userId or anonymousId is needed", body)

    name = get("event" if call == "track" else "name") or ""
    if type(name) is not str or not _is_clean(name, NAME_LIMIT):
        detail = f"a name is a text of at most {NAME_LIMIT} characters without control characters"
        return _refuse(Reason.BAD_NAME, detail, body)
    if call == "track" and (not name or name.isspace()):
        return _refuse(Reason.NO_NAME, "a track call names its event", body)

    instant = _instant(get("timestamp"), receipt)
    if type(instant) is str:
        reason = Reason.BAD_TIMESTAMP if instant.startswith("timestamp") else Reason.IMPOSSIBLE_DATE
        return _refuse(reason, instant, body)

    bad = bad_amount(properties) if properties else ""
    if bad:
        return _refuse(Reason.BAD_AMOUNT, bad, body)
    return Event(
        message_id,  # pyright: ignore[reportArgumentType]  # checked above
        call,
        name,
        user_id,
        anonymous_id,
        instant,  # pyright: ignore[reportArgumentType]  # checked above
        part_of(properties),
        part_of(get("context")),
        payload,
        digest,
    )


def digest_of(payload: bytes) -> int:
    """The signed 64-bit hash by which payloads are told apart."""
    return xxhash.xxh3_64_intdigest(payload) - 2**63


def _instant(value: object, receipt: Receipt) -> Instant | str:
    """The corrected instant, or the sentence that says what is wrong with it."""
    if value is None:
        if not receipt.is_live:
            return "timestamp is missing: an event of a file says when it happened"
        instant = receipt.received_at
    elif type(value) is str:
        try:
            moment = datetime.fromisoformat(value)
            span = moment - EPOCH if moment.tzinfo else moment - _NAIVE_EPOCH
        except (ValueError, OverflowError):
            return "timestamp is an ISO 8601 date such as 2026-11-01T09:30:00.000Z"
        instant: Any = span.days * DAY_US + span.seconds * 1_000_000 + span.microseconds
        if receipt.sent_at is not None and receipt.is_live:
            instant += receipt.received_at - receipt.sent_at
    else:
        return "timestamp is an ISO 8601 text"
    latest = receipt.received_at + DAY_US if receipt.is_live else LATEST
    if instant < EARLIEST or instant > latest:
        return "the event lies before 2000 or in the future"
    return Instant(instant)


_NAIVE_EPOCH = EPOCH.replace(tzinfo=None)


def _text_id(value: object) -> str | None:
    """The id as text, "" where there is none, None where it cannot be one."""
    if value is None:
        return ""
    if type(value) is str:
        return value if _is_clean(value, ID_LIMIT) else None
    if type(value) is int:
        return str(value) if abs(value) < AMOUNT_LIMIT else None
    return None


def _is_clean(text: str, limit: int) -> bool:
    return len(text) <= limit and (text.isprintable() or not any(map(_is_control, text)))


def _is_control(character: str) -> bool:
    return ord(character) < 32 or 0x7F <= ord(character) < 0xA0


def _content_id(payload: bytes, receipt: Receipt, *, has_timestamp: bool) -> str:
    """An id for a call that brought none: the content's hash, so that a repeat is a duplicate.

    Without a timestamp two equal calls are two events, so the receipt's instant is hashed too.
    """
    salt = b"" if has_timestamp else str(receipt.received_at).encode()
    return "content-" + xxhash.xxh3_128_hexdigest(payload + salt)


def _id_rule(field: str, limit: int) -> str:
    return f"{field}: a text of at most {limit} characters without control characters"


def _refuse(reason: Reason, detail: str, body: object) -> Quarantined:
    message_id = cast("dict[str, Any]", body).get("messageId") if type(body) is dict else None
    known = message_id if type(message_id) is str and len(message_id) <= MESSAGE_ID_LIMIT else ""
    return Quarantined(reason, detail, _encode(body), MessageId(known))


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float) and math.isfinite(value):
        return "a number"
    return "a list" if isinstance(value, list) else "a text" if isinstance(value, str) else "that"
