"""Many calls' bytes at once: the quick way for those in which nothing is amiss."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
import xxhash

from dangol.listen.body import parse_json
from dangol.listen.event import (
    EARLIEST,
    EVENT_LIMIT_BYTES,
    ID_LIMIT,
    LATEST,
    MESSAGE_ID_LIMIT,
    NAME_LIMIT,
    Event,
    Parsed,
    Receipt,
    parse_event,
)
from dangol.listen.outcomes import Quarantined
from dangol.listen.parts import EMPTY, KNOWN, learn_part, read_part
from dangol.terms.ids import MessageId
from dangol.terms.instants import DAY_US, EPOCH, MICROSECOND

_Id = Annotated[str, msgspec.Meta(max_length=ID_LIMIT)]
_Name = Annotated[str, msgspec.Meta(max_length=NAME_LIMIT)]


class _Call(
    msgspec.Struct,
    gc=False,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename="camel",
):
    """The fields of nearly all calls, in the order in which they nearly always come.

    With any other field, or type, a call goes the long way.
    """

    type: Literal["track", "page", "identify", "screen", "group", "alias"]
    message_id: Annotated[MessageId, msgspec.Meta(min_length=1, max_length=MESSAGE_ID_LIMIT)]
    anonymous_id: _Id = ""
    user_id: _Id = ""
    timestamp: str
    context: msgspec.Raw = msgspec.Raw(b"")
    event: _Name = ""
    name: _Name = ""
    properties: msgspec.Raw = msgspec.Raw(b"")
    traits: msgspec.Raw = msgspec.Raw(b"")


_parse_iso = datetime.fromisoformat
_decode_calls = msgspec.json.Decoder(_Call).decode_lines
_encode_calls = msgspec.json.Encoder().encode_lines


def parse_line(raw: bytes, receipt: Receipt) -> Parsed:
    """The event of one call's bytes, or why there is none. Never raises on any bytes."""
    return parse_lines([raw], receipt)[0]


def parse_lines(lines: Sequence[bytes], receipt: Receipt) -> list[Parsed]:
    """The event of each call's bytes, or why there is none. Never raises on any bytes.

    The quick way reads calls whose bytes are their payload already and in which nothing is amiss;
    every other call goes the long way, alone. Law: both ways give the same.
    """
    if receipt.call:  # what the path names goes before what the call says
        return [_parse_slowly(raw, receipt) for raw in lines]
    block = b"\n".join(lines)
    try:
        calls = _decode_calls(block)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        calls = []
    # Nothing is as short as what the encoder writes. They are, so every one of them is: no key is
    # said twice, and no space stands between.
    if len(calls) == len(lines) and len(_encode_calls(calls)) == len(block) + 1:
        return _parse_quickly(lines, calls, receipt, is_plain=_is_plain(block))
    if len(lines) == 1:
        return [_parse_slowly(lines[0], receipt)]
    return [parse_line(raw, receipt) for raw in lines]


def _is_plain(block: bytes) -> bool:
    """Whether no text in it has a control character, neither escaped nor as it is."""
    return b"\\" not in block and b"\x7f" not in block and b"\xc2" not in block


def _parse_quickly(
    lines: Sequence[bytes], calls: Sequence[_Call], receipt: Receipt, *, is_plain: bool
) -> list[Parsed]:
    latest, late_us = LATEST, 0
    if receipt.is_live:
        latest = receipt.received_at + DAY_US
        late_us = 0 if receipt.sent_at is None else receipt.received_at - receipt.sent_at
    known, hash_of = KNOWN.get, xxhash.xxh3_64_intdigest
    parsed: list[Parsed] = []
    for raw, call in zip(lines, calls, strict=True):
        context = part = EMPTY
        if call.context:
            key = bytes(call.context)
            context = known(key) or learn_part(key)
        if call.properties:
            key = bytes(call.properties)
            part = known(key) or learn_part(key)
        message_id, user_id, anonymous_id = call.message_id, call.user_id, call.anonymous_id
        kind = call.type
        name = call.event if kind == "track" else call.name
        instant: Any
        try:
            instant = (_parse_iso(call.timestamp) - EPOCH) // MICROSECOND + late_us
        except (ValueError, OverflowError, TypeError):  # TypeError: the moment has no zone
            instant = 0
        if (
            not EARLIEST <= instant <= latest
            or part is None
            or part.fault
            or context is None
            or not (anonymous_id or user_id)
            or (kind == "track" and not name.strip())
            or (call.traits and read_part(bytes(call.traits)) is None)
            or not (is_plain or (message_id + user_id + anonymous_id + name).isprintable())
            or len(raw) > EVENT_LIMIT_BYTES
        ):
            parsed.append(_parse_slowly(raw, receipt))
            continue
        parsed.append(
            Event(
                message_id,
                kind,
                name,
                user_id,
                anonymous_id,
                instant,
                part,
                context,
                raw,
                hash_of(raw) - 2**63,  # as `digest_of`, without a call of our own
            )
        )
    return parsed


def _parse_slowly(raw: bytes, receipt: Receipt) -> Parsed:
    body = parse_json(raw)
    if type(body) is Quarantined:
        return body
    event = parse_event(body, receipt)
    if type(event) is Quarantined:
        return Quarantined(event.reason, event.detail, raw, event.message_id)
    return event
