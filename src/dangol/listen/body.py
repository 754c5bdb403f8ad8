"""One request body or one line of a file, from bytes to decoded calls.

The quick way decodes everything at once. Where that fails, or where an object says a key twice,
the careful way cuts the body into its calls first, so that one bad call does not take the good
ones with it.
"""

import json
from json.decoder import scanstring  # type: ignore[attr-defined]  # missing in the stubs
from typing import Any, cast

import msgspec

from dangol.listen.outcomes import Quarantined, Reason

BODY_LIMIT_BYTES = 500 * 1000

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


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
    except RecursionError:
        return Quarantined(Reason.TOO_DEEP, "the JSON is nested too deep", raw)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        return Quarantined(Reason.MALFORMED_JSON, f"no valid JSON: {_plain(fault)}", raw)
    # Encoded without spaces a value is as long as its source, unless the source had spaces,
    # escapes or other spellings, or said a key twice: only then look closely.
    if len(_encode(value)) != len(raw):
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
            return Body(value, _with_shared(value, cast("list[Any]", calls)))
        return Quarantined(Reason.NOT_AN_OBJECT, "a batch body has a list named batch", raw)
    if type(value) is Quarantined:
        return (_cut_batch(raw) if is_batch else None) or value
    return Quarantined(Reason.NOT_AN_OBJECT, "the body is a JSON object", raw)


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
    for field in ("context", "integrations"):
        shared = envelope.get(field)
        if type(shared) is dict and shared:
            for call in calls:
                if type(call) is dict:
                    call = cast("dict[str, Any]", call)
                    own = call.get(field)
                    if own is None or type(own) is dict:
                        call[field] = {**cast("dict[str, Any]", shared), **(own or {})}
    return calls


def _cut_batch(raw: bytes) -> Body | None:
    """The batch call by call, the bad ones as refusals; None where it cannot even be cut."""
    spans = _batch_spans(raw)
    if spans is None:
        return None
    calls = [parse_json(span) for span in spans]
    envelope = _envelope(raw)
    return Body(envelope, _with_shared(envelope, calls), spans)


_scan = json.JSONDecoder(strict=False)


def _top_level(raw: bytes) -> list[tuple[str, str, int]] | None:
    """The keys of the outermost object with their value's text and its start, leniently read."""
    text = raw.decode("utf-8", "surrogateescape")
    try:
        at = _skip(text, 0)
        if text[at] != "{":
            return None
        found: list[tuple[str, str, int]] = []
        at = _skip(text, at + 1)
        while text[at] != "}":
            key, at = cast("tuple[str, int]", scanstring(text, at + 1, False))
            at = _skip(text, at)
            if text[at] != ":":
                return None
            start = _skip(text, at + 1)
            _, at = _scan.raw_decode(text, start)
            found.append((key, text[start:at], start))
            at = _skip(text, at)
            if text[at] == ",":
                at = _skip(text, at + 1)
        return found
    except (ValueError, IndexError, RecursionError):
        return None


def _batch_spans(raw: bytes) -> list[bytes] | None:
    members = _top_level(raw)
    arrays = [value for key, value, _ in members or () if key == "batch" and value[0] == "["]
    if len(arrays) != 1:
        return None
    text, spans = arrays[0], list[bytes]()
    at = _skip(text, 1)
    while text[at] != "]":
        _, end = _scan.raw_decode(text, at)
        spans.append(text[at:end].encode("utf-8", "surrogateescape"))
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return spans


def _envelope(raw: bytes) -> dict[str, Any]:
    envelope: dict[str, Any] = {}
    for key, value, _ in _top_level(raw) or ():
        if key != "batch":
            parsed = parse_json(value.encode("utf-8", "surrogateescape"))
            if type(parsed) is not Quarantined:
                envelope[key] = parsed
    return envelope


def _skip(text: str, at: int) -> int:
    while text[at] in " \t\r\n":
        at += 1
    return at


def _plain(fault: Exception) -> str:
    if isinstance(fault, UnicodeDecodeError):
        return "it is not UTF-8"
    return str(fault).removeprefix("JSON is malformed: ")
