"""One bad call never takes the good ones with it, and nothing that arrives can raise.

A body that is no JSON object, or whose envelope cannot be read, is refused whole. Where only
single calls are bad, those are refused with the very bytes they came in, and the others are kept.
"""

import json

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dangol.listen.body import Body, call_bytes, doubled_key, parse_body, parse_json
from dangol.listen.outcomes import Quarantined, Reason

GOOD = '{"type":"track","event":"상품 담기","anonymousId":"a1"}'.encode()
DEEP = b"[" * 20_000 + b"]" * 20_000

BAD_CALLS = {
    "malformed UTF-8": (b'{"event":"\xff\xfe"}', Reason.MALFORMED_JSON),
    "an overlong NUL": (b'{"event":"\xc0\x80"}', Reason.MALFORMED_JSON),
    "half of a surrogate pair": (rb'{"event":"\ud83d"}', Reason.MALFORMED_JSON),
    "a surrogate in UTF-8": (b'{"event":"\xed\xa0\x80"}', Reason.MALFORMED_JSON),
    "a raw control character": (b'{"event":"a\x00b"}', Reason.MALFORMED_JSON),
    "NaN": (b'{"price":NaN}', Reason.MALFORMED_JSON),
    "Infinity": (b'{"price":-Infinity}', Reason.MALFORMED_JSON),
    "a number beyond all": (b'{"price":1e999}', Reason.MALFORMED_JSON),
    "5,000 digits": (b'{"price":' + b"9" * 5000 + b"}", Reason.MALFORMED_JSON),
    "full-width digits": ('{"price":１２}'.encode(), Reason.MALFORMED_JSON),
    "lists 20,000 deep": (b'{"a":' + DEEP + b"}", Reason.TOO_DEEP),
    "objects 20,000 deep": (
        b'{"a":' + b'{"b":' * 20_000 + b"1" + b"}" * 20_000 + b"}",
        Reason.TOO_DEEP,
    ),
    "a doubled key": (b'{"type":"track","type":"page"}', Reason.DUPLICATE_KEY),
    "a doubled key deep inside": (
        b'{"properties":{"products":[{"price":1,"price":2}]}}',
        Reason.DUPLICATE_KEY,
    ),
    "a doubled key in other spelling": (rb'{"event":"a","\u0065vent":"b"}', Reason.DUPLICATE_KEY),
    "single quotes": (b"{'event':'a'}", Reason.MALFORMED_JSON),
    "a comment": (b'{"event":"a" /* or b */}', Reason.MALFORMED_JSON),
    "a bare word": (b"undefined", Reason.MALFORMED_JSON),
    "a trailing comma": (b'{"event":"a",}', Reason.MALFORMED_JSON),
}
BROKEN_BODIES = {
    "nothing": (b"", Reason.MALFORMED_JSON),
    "a list": (b"[" + GOOD + b"]", Reason.NOT_AN_OBJECT),
    "a text": (b'"batch"', Reason.NOT_AN_OBJECT),
    "null": (b"null", Reason.NOT_AN_OBJECT),
    "no batch": (b'{"writeKey":"k"}', Reason.NOT_AN_OBJECT),
    "a batch that is no list": (b'{"batch":' + GOOD + b"}", Reason.NOT_AN_OBJECT),
    "cut off": (b'{"batch":[' + GOOD + b"]", Reason.MALFORMED_JSON),
    "cut off inside a text": (b'{"batch":[{"event":"a', Reason.MALFORMED_JSON),
    "something behind it": (b'{"batch":[' + GOOD + b"]} and more", Reason.MALFORMED_JSON),
    "two bodies": ((b'{"batch":[' + GOOD + b"]}") * 2, Reason.MALFORMED_JSON),
    "two batches": (
        b'{"batch":[' + GOOD + b'],"batch":[' + GOOD + b"]}",
        Reason.DUPLICATE_KEY,
    ),
    "a doubled envelope": (
        b'{"sentAt":"2026-01-01","sentAt":"2026-01-02","batch":[' + GOOD + b"]}",
        Reason.DUPLICATE_KEY,
    ),
    "a trailing comma": (b'{"batch":[' + GOOD + b",]}", Reason.MALFORMED_JSON),
    "no colon": (b'{"batch" [' + GOOD + b"]}", Reason.MALFORMED_JSON),
    "a byte order mark": (b"\xef\xbb\xbf" + GOOD, Reason.MALFORMED_JSON),
    "UTF-16": ('{"batch":[]}'.encode("utf-16"), Reason.MALFORMED_JSON),
    "brackets crossed": (b'{"batch":[' + GOOD + b"}]", Reason.MALFORMED_JSON),
}


@pytest.mark.parametrize("name", BAD_CALLS)
def test_a_bad_call_among_good_ones_is_refused_alone_with_its_own_bytes(name: str) -> None:
    bad, reason = BAD_CALLS[name]
    raw = b' {"writeKey" : "k", "batch": [ ' + GOOD + b" ,\n" + bad + b"\t, " + GOOD + b" ] } "
    body = parse_body(raw, is_batch=True)
    assert isinstance(body, Body)
    assert body.envelope == {"writeKey": "k"}
    assert [body.calls[0], body.calls[2]] == [json.loads(GOOD)] * 2
    refused = body.calls[1]
    assert isinstance(refused, Quarantined)
    assert (refused.reason, refused.raw) == (reason, bad)
    assert [call_bytes(raw, body, index) for index in range(3)] == [GOOD, bad, GOOD]


@pytest.mark.parametrize("name", BAD_CALLS)
def test_a_bad_call_alone_in_its_body_is_the_body_refused(name: str) -> None:
    bad, reason = BAD_CALLS[name]
    refused = parse_body(bad, is_batch=False)
    assert isinstance(refused, Quarantined)
    assert (refused.reason, refused.raw) == (reason, bad)
    assert refused.detail


@pytest.mark.parametrize("name", BROKEN_BODIES)
def test_a_broken_body_is_one_refusal_with_all_its_bytes(name: str) -> None:
    raw, reason = BROKEN_BODIES[name]
    refused = parse_body(raw, is_batch=True)
    assert isinstance(refused, Quarantined)
    assert (refused.reason, refused.raw) == (reason, raw)


def test_an_unreadable_envelope_field_leaves_the_calls_as_they_are() -> None:
    body = parse_body(b'{"batch":[' + GOOD + b'],"sentAt":NaN}', is_batch=True)
    assert isinstance(body, Body)
    assert body.calls == [json.loads(GOOD)]
    assert "sentAt" not in body.envelope


def test_a_batch_shares_context_and_integrations_beneath_those_of_its_calls() -> None:
    shared = {
        "context": {"locale": "ko-KR", "page": {"path": "/"}},
        "integrations": {"All": True},
    }
    own = {"context": {"locale": "ja-JP"}, "integrations": {"Other": False}}
    calls = [{"type": "page"}, {"type": "track", **own}, {"type": "page", "context": 7}, "no call"]
    body = parse_body(msgspec.json.encode({**shared, "batch": calls}), is_batch=True)
    assert isinstance(body, Body)
    assert body.calls == [
        {"type": "page", **shared},
        {
            "type": "track",
            "context": {"locale": "ja-JP", "page": {"path": "/"}},
            "integrations": {"All": True, "Other": False},
        },
        {"type": "page", "context": 7, "integrations": {"All": True}},
        "no call",
    ]


def test_a_batch_with_a_bad_call_shares_its_context_all_the_same() -> None:
    raw = b'{"batch":[' + GOOD + b',{"a":NaN}],"context":{"locale":"ko"}}'
    body = parse_body(raw, is_batch=True)
    assert isinstance(body, Body)
    assert body.calls[0]["context"] == {"locale": "ko"}


def test_calls_do_not_share_one_context_object() -> None:
    body = parse_body(b'{"batch":[{},{}],"context":{"locale":"ko"}}', is_batch=True)
    assert isinstance(body, Body)
    body.calls[0]["context"]["locale"] = "ja"
    assert body.calls[1]["context"]["locale"] == "ko"


def test_an_empty_batch_is_a_batch_of_nothing() -> None:
    body = parse_body(b'{"batch":[]}', is_batch=True)
    assert isinstance(body, Body)
    assert body.calls == []


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


@settings(max_examples=400)
@given(st.binary(max_size=300), st.booleans())
@example(b'{"batch":["\\"]}', True)
@example(b'{"batch":[{]}', True)
@example(b'{"batch":[]]}', True)
@example(b'{"batch":[' + b"[" * 100_000, True)
def test_no_bytes_raise(raw: bytes, is_batch: bool) -> None:
    body = parse_body(raw, is_batch=is_batch)
    assert isinstance(body, Body | Quarantined)


@settings(max_examples=200)
@given(st.lists(json_values, max_size=5), st.booleans(), st.data())
def test_every_call_of_a_body_comes_out_once_and_its_bytes_are_its_own(
    calls: list[object], is_ascii: bool, data: st.DataObject
) -> None:
    raw = json.dumps(
        {"writeKey": "k", "batch": calls},
        ensure_ascii=is_ascii,
        indent=data.draw(st.sampled_from([None, 1])),
    ).encode()
    body = parse_body(raw, is_batch=True)
    assert isinstance(body, Body)
    assert len(body.calls) == len(calls)
    assert [json.loads(call_bytes(raw, body, at)) for at in range(len(calls))] == calls
    bad = data.draw(st.sampled_from(sorted(name for name in BAD_CALLS if "20,000" not in name)))
    place = data.draw(st.integers(0, len(calls)))
    spans = [json.dumps(call, ensure_ascii=is_ascii).encode() for call in calls]
    spans.insert(place, BAD_CALLS[bad][0])
    cut = parse_body(b'{"batch":[' + b" , ".join(spans) + b"]}", is_batch=True)
    assert isinstance(cut, Body)
    assert cut.spans == spans
    refused = cut.calls.pop(place)
    assert isinstance(refused, Quarantined)
    assert refused.raw == spans[place]
    assert cut.calls == calls


@settings(max_examples=200)
@given(json_values, st.integers(0, 3))
def test_a_key_said_twice_is_found_at_any_depth(value: object, depth: int) -> None:
    raw = b'{"a":' + msgspec.json.encode(value) + b',"a":1}'
    for _ in range(depth):
        raw = b'[{"b":' + raw + b"}]"
    assert doubled_key(raw) == "a"
    refused = parse_json(raw)
    assert isinstance(refused, Quarantined)
    assert refused.reason is Reason.DUPLICATE_KEY


@settings(max_examples=200)
@given(json_values)
def test_valid_json_is_never_refused(value: object) -> None:
    for indent in (None, 2):
        parsed = parse_json(json.dumps(value, indent=indent).encode())
        assert parsed == value or parsed == pytest.approx(value)


@pytest.mark.parametrize(
    ("shared", "reason"),
    [
        (b'"context":{"locale":"ko","locale":"ja"}', Reason.DUPLICATE_KEY),
        (b'"context":"campaign=x"', Reason.NOT_AN_OBJECT),
        (b'"integrations":7', Reason.NOT_AN_OBJECT),
        (b'"context":{"a":NaN}', Reason.MALFORMED_JSON),
    ],
)
def test_a_batch_whose_shared_part_cannot_be_read_is_kept_whole(
    shared: bytes, reason: Reason
) -> None:
    raw = b'{"batch":[' + GOOD + b"]," + shared + b"}"
    refused = parse_body(raw, is_batch=True)
    assert isinstance(refused, Quarantined)
    assert (refused.reason, refused.raw) == (reason, raw)
    assert any(field in refused.detail for field in ("context", "integrations"))
