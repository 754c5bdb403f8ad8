"""From the bytes and headers of a request to a JSON body: keys, encodings, limits.

Values in, values out; nothing here waits for a network.
"""

import base64
import binascii
import re
import zlib
from codecs import BOM_UTF8
from typing import Any

from dangol.listen.body import BODY_LIMIT_BYTES, call_bytes, cut_batch, parse_body
from dangol.listen.event import Event, Receipt, parse_event
from dangol.listen.event_lines import parse_lines
from dangol.listen.outcomes import Quarantined, Reason, Rejected
from dangol.terms.instants import Instant, parse_instant

KEY_LIMIT = 200
_GZIP = b"\x1f\x8b"
MEMBERS_LIMIT = 1_000
"""Streams of gzip behind one another in a body: each costs time, even one that holds nothing."""
_KEY_IN_BYTES = re.compile(rb'"writeKey"\s*:\s*"([A-Za-z0-9_.-]{1,200})"')
TOO_LARGE = Rejected(
    Reason.BODY_TOO_LARGE,
    f"a body has at most {BODY_LIMIT_BYTES} bytes, before and after inflating",
)


def basic_key(header: str) -> str:
    """The write key of an `Authorization: Basic` header (`writeKey:`), or nothing."""
    scheme, _, coded = header.partition(" ")
    if scheme.lower() != "basic" or len(coded) > 4 * KEY_LIMIT:
        return ""
    try:
        text = base64.b64decode(coded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return _key(text.partition(":")[0])


def body_key(envelope: dict[str, Any]) -> str:
    """The `writeKey` that a body names, or nothing."""
    return _key(envelope.get("writeKey"))


def key_in_bytes(raw: bytes) -> str:
    """The write key that unreadable bytes still show, so that they can be kept, or nothing."""
    found = _KEY_IN_BYTES.search(raw)
    return found[1].decode("ascii") if found else ""


def _key(value: object) -> str:
    is_key = isinstance(value, str) and len(value) <= KEY_LIMIT and value.isprintable()
    return value if isinstance(value, str) and is_key else ""


def inflate(raw: bytes, encoding: str) -> bytes | Quarantined | Rejected:
    """The body as it was before compression, without a byte order mark, or why there is none.

    The bytes are believed more than the header: some SDKs gzip and do not say so, some proxies
    inflate and leave the header. Never holds more than the limit and a byte.
    """
    plain = _plain(raw, encoding.strip().lower())
    return plain.removeprefix(BOM_UTF8) if isinstance(plain, bytes) else plain


def _plain(raw: bytes, encoding: str) -> bytes | Quarantined | Rejected:
    if raw.startswith(_GZIP):
        return _inflated(raw)
    if (
        raw.startswith(BOM_UTF8)
        or raw.lstrip()[:1] in (b"{", b"[", b"")
        or encoding in ("", "identity")
    ):
        return raw
    if encoding == "deflate":
        return _inflated(raw)
    if encoding in ("gzip", "x-gzip"):
        return Quarantined(Reason.BAD_ENCODING, "the body says gzip and is not", raw)
    return Quarantined(Reason.BAD_ENCODING, "the Content-Encoding is gzip or none", raw)


def _inflated(raw: bytes) -> bytes | Quarantined | Rejected:
    """One stream of gzip or zlib; or several of gzip, which mean what they hold one after another.

    Source: RFC 1952, section 2.2.
    """
    plain, rest = b"", raw
    for _ in range(MEMBERS_LIMIT):
        stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # gzip or zlib, by its own header
        try:
            plain += stream.decompress(rest, BODY_LIMIT_BYTES + 1 - len(plain))
        except zlib.error:
            return Quarantined(Reason.BAD_ENCODING, "the compressed bytes are broken", raw)
        if len(plain) > BODY_LIMIT_BYTES:
            return TOO_LARGE
        if not stream.eof:
            return Quarantined(Reason.BAD_ENCODING, "the compressed bytes are cut off", raw)
        rest = stream.unused_data
        if not rest:
            return plain
        if not (raw.startswith(_GZIP) and rest.startswith(_GZIP)):
            return Quarantined(Reason.BAD_ENCODING, "more bytes follow the compressed ones", raw)
    return Quarantined(Reason.BAD_ENCODING, f"more than {MEMBERS_LIMIT} gzip streams", raw)


def parse_calls(
    raw: bytes, call: str, received_at: Instant
) -> tuple[str, list[Event | Quarantined | Rejected]] | Quarantined:
    """The key a plain body names and its calls, each an event or a refusal.

    `call` is what the path says; empty for a batch. A `Quarantined` answer means that the body as
    a whole cannot be read. Never raises on any bytes.
    """
    cut = None if call else cut_batch(raw)
    if cut is not None and cut.spans is not None:
        receipt = Receipt(received_at, _sent_at(cut.envelope))
        return body_key(cut.envelope), parse_lines(cut.spans, receipt)
    body = parse_body(raw, is_batch=not call)
    if isinstance(body, Quarantined):
        return body
    receipt = Receipt(received_at, _sent_at(body.envelope), call)
    calls: list[Event | Quarantined | Rejected] = []
    for index, one in enumerate(body.calls):
        if isinstance(one, Quarantined):
            calls.append(one)
            continue
        try:
            calls.append(parse_event(one, receipt))
        except RecursionError:
            # Decoded just within the interpreter's depth, and too deep to be written again.
            own = call_bytes(raw, body, index)
            calls.append(Quarantined(Reason.TOO_DEEP, "the JSON is nested too deep", own))
    return body_key(body.envelope), calls


def _sent_at(envelope: dict[str, Any]) -> Instant | None:
    sent_at = envelope.get("sentAt")
    if not isinstance(sent_at, str):
        return None
    try:
        return parse_instant(sent_at)
    except (ValueError, OverflowError):
        return None
