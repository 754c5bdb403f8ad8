"""A batch in its usual form is cut into its calls and each is read by itself.

Whatever the bytes, that must give what reading the body as a whole gives: the same events with the
same digests, and the same refusals for the same reasons.
"""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.listen.body import Body, cut_batch, parse_body
from dangol.listen.event import Event, Receipt, parse_event
from dangol.listen.event_lines import parse_line
from dangol.listen.outcomes import Quarantined
from dangol.terms.instants import Instant, parse_instant

NOW = parse_instant("2026-11-20T09:00:00Z")
RECEIPT = Receipt(received_at=NOW)

GOOD: dict[str, Any] = {
    "type": "track",
    "messageId": "m-1",
    "anonymousId": "a-1",
    "timestamp": "2026-11-20T08:59:00.123Z",
    "context": {"locale": "ko-KR", "page": {"path": "/상품/니트"}},
    "event": "Product Viewed",
    "properties": {"product_id": "니트-1", "price": 39000, "currency": "KRW"},
}


def whole(raw: bytes) -> list[Any]:
    """What becomes of the calls when the body is read as a whole."""
    body = parse_body(raw, is_batch=True)
    assert isinstance(body, Body), body
    return [
        one if isinstance(one, Quarantined) else parse_event(one, RECEIPT) for one in body.calls
    ]


def apart(cut: Body) -> list[Any]:
    """What becomes of the calls when each is read by itself."""
    assert cut.spans is not None
    return [parse_line(raw, RECEIPT) for raw in cut.spans]


def facts(one: Any) -> tuple[Any, ...]:
    """An event with all that it says, or the reason why there is none."""
    if isinstance(one, Event):
        plain = (name for name in Event.__struct_fields__ if name not in ("part", "about"))
        return (*(getattr(one, name) for name in plain), one.properties, one.context)
    return (type(one), one.reason, one.detail)


def compact(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-5, 2**54),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=8),
        st.sampled_from(
            ["", " ", "\x00", "\x7f", "\x85", "\\", '"', "니트 비니", "🧶", "39,000원"]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
changes = st.dictionaries(
    st.sampled_from(
        [*GOOD, "userId", "name", "traits", "sentAt", "integrations", "_metadata", "x"]
    ),
    values,
    max_size=3,
)


@settings(max_examples=300)
@given(
    st.lists(changes, min_size=1, max_size=3), st.sampled_from(["", " ", "1", ',"a":1', "\\u0041"])
)
def test_cut_calls_end_as_those_of_a_body_read_as_a_whole(
    batch: list[dict[str, Any]], noise: str
) -> None:
    calls = [GOOD | {"messageId": f"m-{place}"} | call for place, call in enumerate(batch)]
    raw = compact({"batch": calls})
    for body in (raw, raw.replace(b'"properties":{', f'"properties":{{{noise}'.encode(), 1)):
        cut = cut_batch(body)
        if cut is not None and isinstance(parse_body(body, is_batch=True), Body):
            assert list(map(facts, apart(cut))) == list(map(facts, whole(body)))


def test_the_usual_form_is_cut_and_says_who_sent_it_and_when() -> None:
    body = {"batch": [GOOD, GOOD], "sentAt": "2026-11-20T09:00:00Z", "writeKey": "w"}
    cut = cut_batch(compact(body))
    assert cut is not None
    assert cut.envelope == {"sentAt": "2026-11-20T09:00:00Z", "writeKey": "w"}
    assert cut.spans == [compact(GOOD)] * 2


@pytest.mark.parametrize(
    "raw",
    [
        b'{"batch":[1],"batch":[2]}',
        b'{"batch": [1]}',
        b'{"batch":[1, 2]}',
        b'{"batch":[1],"context":{}}',
        b'{"batch":{}}',
        b'{"batch":[1]',
        b'{"batch":[NaN]}',
        b'{"writeKey":"w"}',
        b"[]",
        b"\xff",
        b"",
    ],
)
def test_any_other_form_is_left_to_a_closer_look(raw: bytes) -> None:
    assert cut_batch(raw) is None


def test_what_is_broken_in_one_call_leaves_the_others_whole() -> None:
    raw = b'{"batch":[' + compact(GOOD) + b',{"a":1,"a":2},{"event":"\xff"},7]}'
    cut = cut_batch(raw)
    assert cut is not None
    good, doubled, torn, number = apart(cut)
    assert isinstance(good, Event)
    assert [one.reason for one in (doubled, torn, number)] == [
        "duplicate_key",
        "malformed_json",
        "not_an_object",
    ]
    assert [one.raw for one in (doubled, torn, number)] == [
        b'{"a":1,"a":2}',
        b'{"event":"\xff"}',
        b"7",
    ]


def test_a_part_read_before_gives_the_same_event_again() -> None:
    """Parts are remembered by their bytes: neither order nor neighbours change an event."""
    lines = [
        compact(GOOD | {"messageId": f"m-{place}", "properties": {"price": place % 3}})
        for place in range(9)
    ]
    first = [parse_line(line, RECEIPT) for line in lines]
    again = [parse_line(line, RECEIPT) for line in reversed(lines)][::-1]
    assert list(map(facts, first)) == list(map(facts, again))
    for line, event in zip(lines, first, strict=True):
        assert isinstance(event, Event)
        assert event.properties == msgspec.json.decode(line)["properties"]
        assert event.instant == Instant(parse_instant("2026-11-20T08:59:00.123Z"))
