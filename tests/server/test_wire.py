"""Laws of reading a request, on any bytes at all."""

import base64
import gzip
import json
import zlib
from codecs import BOM_UTF8
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from dangol.listen.body import BODY_LIMIT_BYTES
from dangol.listen.event import Event
from dangol.listen.outcomes import Quarantined, Reason, Rejected
from dangol.server.wire import MEMBERS_LIMIT, basic_key, inflate, key_in_bytes, parse_calls
from dangol.terms.instants import Instant

NOW = Instant(1_800_000_000_000_000)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["track", "2026-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00", "u1"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=5)
            | st.sampled_from(
                [
                    *("type", "event", "userId", "anonymousId", "messageId", "timestamp", "sentAt"),
                    *("properties", "context", "traits", "price", "products", "batch", "writeKey"),
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(st.binary(), st.sampled_from(["", "track", "identify"]))
def test_any_bytes_become_calls_or_a_reason(raw: bytes, call: str) -> None:
    check_parsed(raw, call)


@given(VALUES, st.sampled_from(["", "track", "identify", "alias"]))
def test_any_json_becomes_calls_or_a_reason(value: Any, call: str) -> None:
    check_parsed(json.dumps(value).encode(), call)
    check_parsed(json.dumps({"batch": value}, ensure_ascii=False).encode(errors="replace"), "")


@given(st.lists(VALUES, max_size=5))
@example([{"type": []}, {"type": {}, "userId": "u"}])
def test_a_batch_has_as_many_calls_as_it_had(values: list[Any]) -> None:
    raw = json.dumps({"batch": values}).encode()
    parsed = parse_calls(raw, "", NOW)
    assert isinstance(parsed, tuple) and len(parsed[1]) == len(values)


def check_parsed(raw: bytes, call: str) -> None:
    parsed = parse_calls(raw, call, NOW)
    if isinstance(parsed, Quarantined):
        assert parsed.raw == raw and parsed.detail
        return
    key, calls = parsed
    assert isinstance(key, str)
    for one in calls:
        assert isinstance(one, Event | Quarantined | Rejected)
        if isinstance(one, Event):
            assert (one.user_id or one.anonymous_id) and one.message_id and json.loads(one.payload)
        else:
            assert one.detail and one.reason in Reason


@given(st.binary(), st.text(max_size=10))
def test_any_bytes_in_any_encoding_are_inflated_or_refused(raw: bytes, encoding: str) -> None:
    assert isinstance(inflate(raw, encoding), bytes | Quarantined | Rejected)


@given(st.binary(max_size=5000), st.sampled_from([gzip.compress, zlib.compress]))
def test_what_was_squeezed_comes_back(raw: bytes, squeeze: Any) -> None:
    assert inflate(squeeze(raw), "deflate") == raw.removeprefix(BOM_UTF8)


@given(st.lists(st.binary(max_size=500), min_size=1, max_size=20))
def test_gzip_streams_behind_one_another_are_one_body(parts: list[bytes]) -> None:
    raw = b"".join(gzip.compress(part) for part in parts)
    assert inflate(raw, "gzip") == b"".join(parts).removeprefix(BOM_UTF8)
    assert isinstance(inflate(raw + b"more", "gzip"), Quarantined)
    assert isinstance(inflate(raw[:-1], "gzip"), Quarantined)


@given(st.integers(-2, 2), st.integers(0, BODY_LIMIT_BYTES))
def test_the_limit_holds_for_all_gzip_streams_of_a_body_together(over: int, first: int) -> None:
    sizes = (first, BODY_LIMIT_BYTES - first + over)
    raw = b"".join(gzip.compress(b" " * size, 1) for size in sizes if size >= 0)
    assert isinstance(inflate(raw, "gzip"), bytes) == (over <= 0)


def test_streams_that_hold_nothing_end_too() -> None:
    assert inflate(gzip.compress(b"") * MEMBERS_LIMIT, "gzip") == b""
    refused = inflate(gzip.compress(b"") * (MEMBERS_LIMIT + 1), "gzip")
    assert isinstance(refused, Quarantined) and refused.reason is Reason.BAD_ENCODING


@given(VALUES, st.sampled_from(["", "gzip", "identity", "utf-8"]), st.booleans())
def test_a_byte_order_mark_before_json_says_nothing(
    value: Any, encoding: str, is_packed: bool
) -> None:
    plain = json.dumps({"batch": [value]}).encode()
    marked = BOM_UTF8 + plain
    assert inflate(gzip.compress(marked) if is_packed else marked, encoding) == plain


@given(st.integers(-2, 2))
def test_the_limit_after_inflating_is_exact(over: int) -> None:
    plain = inflate(gzip.compress(b" " * (BODY_LIMIT_BYTES + over)), "gzip")
    assert isinstance(plain, bytes) == (over <= 0)


@given(st.binary(max_size=300), st.integers(0, 300), st.integers(0, 255))
def test_damaged_gzip_is_refused_or_still_right(raw: bytes, at: int, byte: int) -> None:
    squeezed = bytearray(gzip.compress(raw))
    squeezed[at % len(squeezed)] = byte
    found = inflate(bytes(squeezed), "gzip")
    assert isinstance(found, Quarantined | Rejected) or found in (raw, bytes(squeezed))


@given(st.text())
def test_any_authorization_header_is_a_key_or_nothing(header: str) -> None:
    assert isinstance(basic_key(header), str)
    assert isinstance(basic_key("Basic " + header), str)


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"], exclude_characters=":")))
def test_the_key_of_basic_auth_is_its_user(key: str) -> None:
    header = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
    assert basic_key(header) == (key if len(key) <= 200 else "")


def test_a_key_is_found_in_broken_bytes() -> None:
    assert key_in_bytes(b'{"a": NaN, "writeKey" : "dgl_b_12"') == "dgl_b_12"
    assert key_in_bytes(b'{"a": NaN}') == ""
