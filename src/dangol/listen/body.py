"""One request body or one line of a file, from bytes to decoded calls.

The quick way decodes everything at once. Where that fails, or where an object says a key twice,
the careful way cuts the body into its calls first, so that one bad call does not take the good
ones with it.
"""

import json
import re
from typing import Any, cast

import msgspec

from dangol.listen.outcomes import Quarantined, Reason

BODY_LIMIT_BYTES = 500 * 1000
DEPTH_LIMIT = 100
"""How deep an event may be nested: by a rule of ours, for every Python has one of its own."""

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


_SHARED = ("context", "integrations")
"""What a batch says once for all its calls."""


class Body(msgspec.Struct):
    """A parsed request: what all calls share, and the calls (decoded, or already refused)."""

    envelope: dict[str, Any]
    """`writeKey`, `sentAt`, and for a batch the shared `context` and `integrations`."""
    calls: list[Any]
    spans: list[bytes] | None = None
    """The exact bytes of each call, where they were cut."""


def parse_json(raw: bytes) -> Any | Quarantined:
    """The value of some JSON bytes, or why there is none.

    Source: RFC 8259; stricter in one thing: an object that says a key twice is refused.
    """
    try:
        value = _decode(raw)
        is_plain = _encode(value) == raw
    except RecursionError:
        return Quarantined(Reason.TOO_DEEP, "the JSON is nested too deep", raw)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        return Quarantined(Reason.MALFORMED_JSON, f"no valid JSON: {_plain(fault)}", raw)
    # Encoded again a value is its source, unless the source had spaces, escapes or other
    # spellings, or said a key twice: only then look closely.
    if not is_plain:
        key = doubled_key(raw)
        if key is not None:
            return Quarantined(Reason.DUPLICATE_KEY, f"an object says {key!r} twice", raw)
    return value


def parse_body(raw: bytes, *, is_batch: bool) -> Body | Quarantined:
    """The calls of a request body, or why it cannot be parsed at all."""
    value = parse_json(raw)
    if type(value) is dict:
        value = cast("dict[str, Any]", value)
        if not is_batch:
            return Body(value, [value])
        calls = value.get("batch")
        if type(calls) is list:
            calls = cast("list[Any]", calls)
            return _unshareable(value, raw) or Body(value, _with_shared(value, calls))
        return Quarantined(Reason.NOT_AN_OBJECT, "a batch body has a list named batch", raw)
    if type(value) is Quarantined:
        return (_cut_batch(raw) if is_batch else None) or value
    return Quarantined(Reason.NOT_AN_OBJECT, "the body is a JSON object", raw)


class _Batch(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """A batch in its usual form: nothing shared by its calls but who sends them, and when."""

    batch: list[msgspec.Raw]
    sent_at: str = ""
    write_key: str = ""


_decode_batch = msgspec.json.Decoder(_Batch).decode


def cut_batch(raw: bytes) -> Body | None:
    """A batch in its usual form, cut into the bytes of its calls, which are not yet read.

    None for any other body, which `parse_body` reads. Law: reading the cut calls each by itself
    gives what reading the body as a whole gives.
    """
    try:
        batch = _decode_batch(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if len(_encode(batch)) != len(raw):
        return None
    envelope = {"sentAt": batch.sent_at, "writeKey": batch.write_key}
    return Body(envelope, [], [bytes(call) for call in batch.batch])


def is_too_deep(raw: bytes, limit: int = DEPTH_LIMIT) -> bool:
    """Whether some valid JSON is nested deeper than that."""
    if raw.count(b"{") + raw.count(b"[") <= limit:
        return False
    depth = 0
    for mark in _MARK.finditer(raw):
        if mark[0] in (b"{", b"["):
            depth += 1
            if depth > limit:
                return True
        elif mark[0] in (b"}", b"]"):
            depth -= 1
    return False


def call_bytes(raw: bytes, body: Body, index: int) -> bytes:
    """The bytes of one call as they came."""
    if body.spans is None:
        body.spans = _batch_spans(raw) or []
    return body.spans[index] if index < len(body.spans) else raw


def doubled_key(raw: bytes) -> str | None:
    """A key that one object says twice, or None."""
    doubled: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        if len({key for key, _ in pairs}) != len(pairs):
            seen: set[str] = set()
            doubled.extend(key for key, _ in pairs if key in seen or seen.add(key))

    try:
        json.loads(raw, object_pairs_hook=look)
    except (ValueError, RecursionError):
        return None
    return doubled[0][:60] if doubled else None


def _with_shared(envelope: dict[str, Any], calls: list[Any]) -> list[Any]:
    """The calls with the batch's context and integrations beneath their own."""
    for field in _SHARED:
        shared = envelope.get(field)
        if type(shared) is dict and shared:
            for call in calls:
                if type(call) is dict:
                    call = cast("dict[str, Any]", call)
                    own = call.get(field)
                    if own is None or type(own) is dict:
                        call[field] = {**cast("dict[str, Any]", shared), **(own or {})}
    return calls


def _unshareable(envelope: dict[str, Any], raw: bytes) -> Quarantined | None:
    """Why what the calls share cannot be put beneath them: without it none is what was sent."""
    for field in _SHARED:
        value = envelope.get(field)
        if type(value) is Quarantined:
            return Quarantined(value.reason, f"the batch's {field}: {value.detail}", raw)
        if value is not None and type(value) is not dict:
            return Quarantined(Reason.NOT_AN_OBJECT, f"the batch's {field} is an object", raw)
    return None


def _cut_batch(raw: bytes) -> Body | Quarantined | None:
    """The batch call by call, the bad ones as refusals; None where it cannot even be cut."""
    members = _members(raw)
    spans = _batch_spans(raw)
    if members is None or spans is None:
        return None
    parsed = {key: parse_json(value) for key, value in members.items() if key != "batch"}
    envelope = {key: value for key, value in parsed.items() if type(value) is not Quarantined}
    calls = [parse_json(span) for span in spans]
    return _unshareable(parsed, raw) or Body(envelope, _with_shared(envelope, calls), spans)


_STRING = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
_MARK = re.compile(_STRING + rb'|["{}\[\],]', re.DOTALL)
_MEMBER = re.compile(rb"(" + _STRING + rb")[ \t\r\n]*:(.*)", re.DOTALL)
_SPACE = b" \t\r\n"
_CLOSING = {b"{": b"}", b"[": b"]"}


def _parts(container: bytes) -> list[bytes] | None:
    """What stands between the commas of an object or array; None where it does not end as one.

    Brackets are counted, not walked into: however deep a part is, the others are found.
    """
    depth = start = 0
    parts: list[bytes] = []
    for mark in _MARK.finditer(container):
        match mark[0]:
            case b"{" | b"[":
                depth += 1
                start = start or 1
            case b"}" | b"]":
                depth -= 1
                if not depth:
                    last = container[start : mark.start()].strip(_SPACE)
                    is_whole = mark.end() == len(container) and (last or not parts)
                    is_whole = is_whole and mark[0] == _CLOSING[container[:1]]
                    return [*parts, *filter(None, [last])] if is_whole else None
            case b"," if depth == 1:
                parts.append(container[start : mark.start()].strip(_SPACE))
                start = mark.end()
            case b'"':
                return None
            case _:
                pass
    return None


def _members(raw: bytes) -> dict[str, bytes] | None:
    """The outermost object's values as bytes, by key; None where it is no object of single keys."""
    raw = raw.strip(_SPACE)
    parts = _parts(raw) if raw[:1] == b"{" else None
    if parts is None:
        return None
    members: dict[str, bytes] = {}
    for part in parts:
        member = _MEMBER.fullmatch(part)
        key = parse_json(member[1]) if member else None
        if member is None or type(key) is not str or key in members:
            return None
        members[key] = member[2].strip(_SPACE)
    return members


def _batch_spans(raw: bytes) -> list[bytes] | None:
    batch = (_members(raw) or {}).get("batch", b"")
    return _parts(batch) if batch[:1] == b"[" else None


def _plain(fault: Exception) -> str:
    if isinstance(fault, UnicodeDecodeError):
        return "it is not UTF-8"
    return str(fault).removeprefix("JSON is malformed: ")
