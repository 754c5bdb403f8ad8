"""Every call ends as an event or as a refusal with a reason; nothing that arrives can raise.

`parse_line` (bytes) and `parse_event` (decoded JSON) hold the same checks: what one refuses the
other refuses, and what both accept is the same event. An accepted event can be read again from
its own payload, as a replay does.
"""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dangol.listen.event import Event, Receipt, parse_event
from dangol.listen.event_lines import parse_line
from dangol.listen.outcomes import Quarantined, Reason, Rejected
from dangol.terms.instants import (
    DAY_US,
    HOUR_US,
    MINUTE_US,
    SECOND_US,
    Instant,
    parse_instant,
    render_instant,
)

NOW = parse_instant("2026-11-22T03:00:00Z")
LIVE = Receipt(received_at=NOW)
FILE = Receipt(received_at=Instant(0), is_live=False)
CALL: dict[str, Any] = {
    "type": "track",
    "messageId": "m-1",
    "timestamp": "2026-11-22T02:59:00.000Z",
    "anonymousId": "a-1",
    "event": "Product Viewed",
    "properties": {"product_id": "니트-1", "price": 39_000, "currency": "KRW"},
    "context": {"locale": "ko-KR"},
}


def call(**changes: Any) -> dict[str, Any]:
    """The good call with some fields changed; `...` takes a field away."""
    fields = {**CALL, **changes}
    return {key: value for key, value in fields.items() if value is not ...}


def outcomes(body: dict[str, Any], receipt: Receipt = LIVE) -> list[Event | Quarantined | Rejected]:
    """What becomes of a call by every road: as bytes written in three ways, and decoded."""
    spellings = [
        json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        json.dumps(body, ensure_ascii=True, indent=1),
    ]
    if body.get("messageId"):  # without one, the order of the keys is part of what is hashed
        spellings.append(json.dumps(dict(reversed(body.items())), ensure_ascii=False))
    lines = [parse_line(text.encode(errors="surrogatepass"), receipt) for text in spellings]
    return [*lines, parse_event(body, receipt)]


def accepted(body: dict[str, Any], receipt: Receipt = LIVE) -> Event:
    """The event that all roads agree on."""
    first, *others = outcomes(body, receipt)
    assert isinstance(first, Event), first
    for event in others:
        assert isinstance(event, Event), event
        assert facts(event) == facts(first)
    return first


def facts(event: Event) -> tuple[object, ...]:
    """All that an event says, without the spelling of its payload."""
    return (
        event.message_id,
        event.call,
        event.name,
        event.user_id,
        event.anonymous_id,
        event.instant,
        event.properties,
        event.context,
        msgspec.json.decode(event.payload),
    )


def refusals(body: dict[str, Any], receipt: Receipt = LIVE) -> set[Reason]:
    """The reasons that the roads give."""
    found = outcomes(body, receipt)
    assert not [one for one in found if isinstance(one, Event)], found
    assert all(one.detail for one in found)
    return {one.reason for one in found}


def test_a_good_call_is_an_event() -> None:
    event = accepted(CALL)
    assert facts(event)[:6] == (
        "m-1",
        "track",
        "Product Viewed",
        "",
        "a-1",
        NOW - MINUTE_US,
    )
    assert event.properties["product_id"] == "니트-1"
    assert event.context == {"locale": "ko-KR"}


BAD: dict[str, tuple[dict[str, Any], Reason]] = {
    "no type": (call(type=...), Reason.UNKNOWN_TYPE),
    "a type of its own": (call(type="Track"), Reason.UNKNOWN_TYPE),
    "a type that is a list": (call(type=["track"]), Reason.UNKNOWN_TYPE),
    "a type that is an object": (call(type={}), Reason.UNKNOWN_TYPE),
    "nobody": (call(anonymousId=...), Reason.NO_IDENTITY),
    "ids that are empty": (call(anonymousId="", userId=""), Reason.NO_IDENTITY),
    "ids that are null": (call(anonymousId=None, userId=None), Reason.NO_IDENTITY),
    "NUL in an id": (call(userId="u\0"), Reason.BAD_IDENTIFIER),
    "NUL in a messageId": (call(messageId="m\0"), Reason.BAD_IDENTIFIER),
    "a new line in an id": (call(anonymousId="a\n1"), Reason.BAD_IDENTIFIER),
    "a C1 control in an id": (call(anonymousId="a\x9b1"), Reason.BAD_IDENTIFIER),
    "an id of 257 characters": (call(userId="ㄱ" * 257), Reason.BAD_IDENTIFIER),
    "a messageId of 101": (call(messageId="m" * 101), Reason.BAD_IDENTIFIER),
    "a messageId that is a number": (call(messageId=7), Reason.BAD_IDENTIFIER),
    "an id that is a fraction": (call(userId=1.5), Reason.BAD_IDENTIFIER),
    "an id that is true": (call(userId=True), Reason.BAD_IDENTIFIER),
    "an id that is a list": (call(userId=["u"]), Reason.BAD_IDENTIFIER),
    "an id beyond what a double holds": (call(userId=2**53), Reason.BAD_IDENTIFIER),
    "no event": (call(event=...), Reason.NO_NAME),
    "an empty event": (call(event=""), Reason.NO_NAME),
    "an event of spaces": (call(event=" \u3000"), Reason.NO_NAME),
    "an event that is a number": (call(event=7), Reason.BAD_NAME),
    "an event of 10,000 characters": (call(event="장" * 10_000), Reason.BAD_NAME),
    "an event with a bell": (call(event="Order\aCompleted"), Reason.BAD_NAME),
    "a page named by a list": (call(type="page", name=["home"]), Reason.BAD_NAME),
    "properties as a list": (call(properties=[1]), Reason.NOT_AN_OBJECT),
    "properties as a text": (call(properties="{}"), Reason.NOT_AN_OBJECT),
    "context as a number": (call(context=0), Reason.NOT_AN_OBJECT),
    "traits as false": (call(traits=False), Reason.NOT_AN_OBJECT),
    "a date that is none": (call(timestamp="yesterday"), Reason.BAD_TIMESTAMP),
    "a date of the 30th of February": (call(timestamp="2026-02-30"), Reason.BAD_TIMESTAMP),
    "a date as epoch": (call(timestamp=1_793_000_000), Reason.BAD_TIMESTAMP),
    "a date as epoch text": (call(timestamp="1793000000"), Reason.BAD_TIMESTAMP),
    "an empty date": (call(timestamp=""), Reason.BAD_TIMESTAMP),
    "a date in full-width digits": (
        call(timestamp="２０２６-11-22T02:59:00Z"),
        Reason.BAD_TIMESTAMP,
    ),
    "1970": (call(timestamp="1970-01-01T00:00:00Z"), Reason.IMPOSSIBLE_DATE),
    "the year 1": (call(timestamp="0001-01-01T00:00:00+14:00"), Reason.IMPOSSIBLE_DATE),
    "2100": (call(timestamp="2100-01-01T00:00:00Z"), Reason.IMPOSSIBLE_DATE),
    "the year 9999": (call(timestamp="9999-12-31T23:59:59-14:00"), Reason.IMPOSSIBLE_DATE),
    "a price below zero": (call(properties={"price": -1}), Reason.BAD_AMOUNT),
    "a price a little below zero": (call(properties={"price": -1e-9}), Reason.BAD_AMOUNT),
    "a text below zero": (call(properties={"price": " -39,000원"}), Reason.BAD_AMOUNT),
    "a text with a true minus": (call(properties={"price": "−1"}), Reason.BAD_AMOUNT),
    "a minus behind a sign": (call(properties={"price": "₩-5,000"}), Reason.BAD_AMOUNT),
    "a bookkeeper's minus": (call(properties={"price": "(5.00)"}), Reason.BAD_AMOUNT),
    "a price that is a word": (call(properties={"price": "abc"}), Reason.BAD_AMOUNT),
    "a price that is no number": (call(properties={"price": "NaN"}), Reason.BAD_AMOUNT),
    "a quantity that is a word": (call(properties={"quantity": "three"}), Reason.BAD_AMOUNT),
    "a price without end": (call(properties={"price": "Infinity"}), Reason.BAD_AMOUNT),
    "a full-width minus": (call(properties={"total": "－100"}), Reason.BAD_AMOUNT),
    "a quantity below zero": (call(properties={"quantity": -2}), Reason.BAD_AMOUNT),
    "a price that is true": (call(properties={"price": True}), Reason.BAD_AMOUNT),
    "a price beyond money": (call(properties={"revenue": 2**53}), Reason.BAD_AMOUNT),
    "a price of a product below zero": (
        call(event="Order Completed", properties={"products": [{"price": 1}, {"price": -1}]}),
        Reason.BAD_AMOUNT,
    ),
    "a quantity of a product below zero": (
        call(event="Order Completed", properties={"products": [{"quantity": -1}]}),
        Reason.BAD_AMOUNT,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_call_is_quarantined_with_its_reason(name: str) -> None:
    body, reason = BAD[name]
    assert refusals(body) == {reason}
    for one in outcomes(body):
        assert isinstance(one, Quarantined)
        known = body["messageId"]
        assert one.message_id == (known if isinstance(known, str) and len(known) < 101 else "")


@pytest.mark.parametrize("name", BAD)
def test_a_quarantined_line_keeps_its_very_bytes(name: str) -> None:
    raw = json.dumps(BAD[name][0], indent=2).encode()
    refused = parse_line(raw, LIVE)
    assert isinstance(refused, Quarantined)
    assert refused.raw == raw


def test_a_name_is_never_quoted_in_a_refusal() -> None:
    refused = parse_event(call(userId="kim@example.com\0", event="김단골\0"), LIVE)
    assert isinstance(refused, Quarantined)
    assert "kim" not in refused.detail
    assert "김단골" not in refused.detail


GOOD: dict[str, tuple[dict[str, Any], dict[str, object]]] = {
    "an id as a number": (call(userId=42), {"user_id": "42"}),
    "the largest id as a number": (call(userId=2**53 - 1), {"user_id": str(2**53 - 1)}),
    "a negative id as a number": (call(userId=-7), {"user_id": "-7"}),
    "the id nought": (call(userId=0), {"user_id": "0"}),
    "an id of 256 characters": (call(userId="ㄱ" * 256), {"user_id": "ㄱ" * 256}),
    "a name of 512": (call(event="장" * 512), {"name": "장" * 512}),
    "an emoji with joiners": (call(userId="👩‍👩‍👧"), {"user_id": "👩‍👩‍👧"}),
    "right to left": (call(event="\u202eتمت"), {"name": "\u202eتمت"}),
    "a price as a text": (call(properties={"price": "39,000원"}), {}),
    "a price in full-width digits": (call(properties={"price": "３９０００"}), {}),
    "a price that is nothing": (call(properties={"price": "무료"}), {}),
    "a value that is a word": (call(event="Survey Answered", properties={"value": "yes"}), {}),
    "a price that is empty": (call(properties={"price": "", "total": "  "}), {}),
    "a price of null": (call(properties={"price": None}), {}),
    "a price of nought": (call(properties={"price": 0}), {}),
    "negative numbers elsewhere": (call(properties={"discount": -5, "delta": -1}), {}),
    "no properties": (call(properties=...), {}),
    "null for everything optional": (call(properties=None, context=None, traits=None), {}),
    "a page without a name": (call(type="page", event=...), {"name": "", "call": "page"}),
    "an identify": (call(type="identify", event=..., userId="u"), {"name": "", "user_id": "u"}),
    "a date without offset": (call(timestamp="2026-11-22T02:59:00"), {"instant": NOW - MINUTE_US}),
    "a date in Seoul": (
        call(timestamp="2026-11-22T11:59:00+09:00"),
        {"instant": NOW - MINUTE_US},
    ),
    "a date to the microsecond": (
        call(timestamp="2026-11-22T02:59:59.999999Z"),
        {"instant": NOW - 1},
    ),
    "a date of nanoseconds": (
        call(timestamp="2026-11-22T02:59:59.999999999Z"),
        {"instant": NOW - 1},
    ),
    "the end of 2000's first second": (
        call(timestamp="2000-01-01T00:00:00Z"),
        {"instant": 946_684_800 * SECOND_US},
    ),
    "a day ahead": (call(timestamp=render_instant(Instant(NOW + DAY_US))), {}),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_strange_but_possible_call_is_an_event(name: str) -> None:
    body, expected = GOOD[name]
    event = accepted(body)
    assert {field: getattr(event, field) for field in expected} == expected


def test_a_microsecond_more_than_a_day_ahead_is_the_future() -> None:
    body = call(timestamp=render_instant(Instant(NOW + DAY_US + 1)))
    assert refusals(body) == {Reason.IMPOSSIBLE_DATE}


@pytest.mark.parametrize("year", [1970, 2100])
def test_a_wrong_clock_is_corrected_before_a_date_is_judged(year: int) -> None:
    said, sent = f"{year}-01-01T00:00:00Z", f"{year}-01-01T00:05:00Z"
    receipt = Receipt(received_at=NOW, sent_at=parse_instant(sent))
    assert accepted(call(timestamp=said), receipt).instant == NOW - 5 * MINUTE_US
    assert refusals(call(timestamp=said)) == {Reason.IMPOSSIBLE_DATE}


@pytest.mark.parametrize("sent", ["1970-01-01T00:00:00Z", "9999-12-31T00:00:00Z"])
def test_a_good_date_corrected_by_a_mad_clock_is_impossible(sent: str) -> None:
    receipt = Receipt(received_at=NOW, sent_at=parse_instant(sent))
    assert refusals(CALL, receipt) == {Reason.IMPOSSIBLE_DATE}


def test_without_a_timestamp_a_live_call_happened_when_it_arrived() -> None:
    assert accepted(call(timestamp=...)).instant == NOW
    skewed = Receipt(received_at=NOW, sent_at=Instant(NOW - HOUR_US))
    assert accepted(call(timestamp=...), skewed).instant == NOW


def test_a_file_may_speak_of_any_time_since_2000_but_must_say_it() -> None:
    assert refusals(call(timestamp=...), FILE) == {Reason.BAD_TIMESTAMP}
    assert accepted(call(timestamp="2015-05-01T00:00:00Z"), FILE).instant == parse_instant(
        "2015-05-01T00:00:00Z"
    )
    assert refusals(call(timestamp="2100-01-01T00:00:01Z"), FILE) == {Reason.IMPOSSIBLE_DATE}


def test_the_path_says_the_call_where_the_body_does_not() -> None:
    receipt = Receipt(received_at=NOW, call="page")
    assert accepted(call(type=..., name="홈"), receipt).call == "page"
    assert accepted(call(type="track", name="홈"), receipt).name == "홈"


def test_an_event_over_32_kb_is_rejected_and_named() -> None:
    for one in outcomes(call(properties={"note": "가" * 11_000})):
        assert isinstance(one, Rejected)
        assert (one.reason, one.message_id) == (Reason.EVENT_TOO_LARGE, "m-1")
    assert accepted(call(properties={"note": "a" * 32_000}))


@pytest.mark.parametrize("field", ["properties", "context", "traits", "x"])
@pytest.mark.parametrize(("levels", "is_too_deep"), [(99, False), (100, True), (1_000, True)])
def test_an_event_is_at_most_a_hundred_deep(field: str, levels: int, is_too_deep: bool) -> None:
    """The event itself is the first level; brackets inside a text are none."""
    for opening, closing in (('{"a":', "}"), ("[", "]")):
        inner = levels - 1
        text = '{"b":' + opening * inner + '"[{"' + closing * inner + "}"
        raw = json.dumps(call(**{field: 0}), separators=(",", ":")).replace(
            f'"{field}":0', f'"{field}":{text}'
        )
        for line in (raw, raw.replace('"b":', '"b" : ')):
            outcome = parse_line(line.encode(), LIVE)
            if is_too_deep:
                assert isinstance(outcome, Quarantined)
                assert (outcome.reason, outcome.raw) == (Reason.TOO_DEEP, line.encode())
            else:
                assert isinstance(outcome, Event)
                assert isinstance(parse_line(outcome.payload, LIVE), Event)


def test_many_brackets_side_by_side_are_not_deep() -> None:
    products = [{"product_id": "p", "tags": [[], {}]} for _ in range(500)]
    assert accepted(call(event="Order Completed", properties={"products": products}))


def test_what_a_retry_changes_is_not_the_event() -> None:
    first = accepted(call(sentAt="2026-11-22T02:59:01Z"))
    again = accepted(
        call(
            sentAt="2026-11-22T02:59:31Z",
            receivedAt="x",
            writeKey="k",
            originalTimestamp=1,
            _metadata={"retry": 2},
        )
    )
    assert again.digest == first.digest
    assert again.payload == first.payload
    assert accepted(call(properties={"price": 1})).digest != first.digest


def test_two_equal_calls_without_an_id_are_one_event_if_they_say_when() -> None:
    first, again = accepted(call(messageId=...)), accepted(call(messageId=...))
    later = Receipt(received_at=Instant(NOW + SECOND_US))
    assert first.message_id == again.message_id
    assert accepted(call(messageId=...), later).message_id == first.message_id
    assert accepted(call(messageId=..., event="Cart Viewed")).message_id != first.message_id
    assert (
        accepted(call(messageId=..., timestamp=...)).message_id
        != accepted(call(messageId=..., timestamp=...), later).message_id
    )


def test_an_empty_message_id_is_none() -> None:
    one, other = accepted(call(messageId="")), accepted(call(messageId="", event="Cart Viewed"))
    assert one.message_id
    assert one.message_id != other.message_id


def test_a_key_said_twice_is_refused_by_bytes() -> None:
    text = json.dumps(CALL, separators=(",", ":"), ensure_ascii=False)
    for raw in (
        text.replace('"price":39000', '"price":39000,"price":1'),
        text.replace('"event":', '"event":"Cart Viewed","event":'),
        text.replace('"context":{', '"context":{"locale":"ja",'),
        text.replace('"price":39000', '"price":1e5,"pric\\u0065":1e5'),
    ):
        refused = parse_line(raw.encode(), LIVE)
        assert isinstance(refused, Quarantined), raw
        assert refused.reason is Reason.DUPLICATE_KEY


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
instants = st.integers(NOW - 400 * DAY_US, NOW + 2 * DAY_US).map(
    lambda at: render_instant(Instant(at))
)
bodies = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["track", "page", "identify", "group", "alias", "screen"]) | values,
        "messageId": st.text(max_size=110) | values,
        "anonymousId": st.text(max_size=20) | values,
        "userId": st.text(max_size=20) | st.integers() | values,
        "event": st.text(max_size=20) | values,
        "name": st.text(max_size=20) | values,
        "timestamp": instants | st.text(max_size=30) | values,
        "properties": st.dictionaries(
            st.sampled_from(["price", "quantity", "product_id", "products", "currency", "x"]),
            values,
        )
        | values,
        "context": st.dictionaries(st.text(max_size=6), values, max_size=3) | values,
        "traits": values,
        "sentAt": values,
    },
)


bodies = bodies | bodies.map(lambda changes: {**CALL, **changes})
"""Calls of anything, and good calls of which something is changed."""


def is_unicode(value: object) -> bool:
    """Whether UTF-8 can hold it: hypothesis draws halves of surrogate pairs too."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


@settings(max_examples=500)
@given(st.binary(max_size=200), st.booleans())
@example(b"[" * 100_000, True)
@example(b'{"a":' * 100_000, False)
@example(b"", True)
def test_no_line_raises(raw: bytes, is_live: bool) -> None:
    outcome = parse_line(raw, Receipt(received_at=NOW, is_live=is_live))
    assert isinstance(outcome, Event | Quarantined | Rejected)
    if isinstance(outcome, Quarantined):
        assert outcome.raw == raw


@settings(max_examples=100)
@given(st.integers(150, 1100))
def test_no_depth_raises(depth: int) -> None:
    raw = b'{"type":"page","anonymousId":"a","properties":{"a":' + b"[" * depth + b"]" * depth
    assert isinstance(parse_line(raw + b"}}", LIVE), Event | Quarantined)


@settings(max_examples=400)
@given(bodies.filter(is_unicode), st.booleans(), st.sampled_from(["", "track", "page"]))
@example(call(), True, "")
@example(call(properties={"price": 1e16, "x": -0.0, "product_id": 10**40}), True, "")
def test_every_call_has_one_outcome_by_all_roads_and_its_payload_says_it_again(
    body: dict[str, Any], is_live: bool, path: str
) -> None:
    receipt = Receipt(received_at=NOW, call=path, is_live=is_live)
    lines = [
        parse_line(msgspec.json.encode(body), receipt),
        parse_line(json.dumps(body).encode(), receipt),
        parse_event(msgspec.json.decode(msgspec.json.encode(body)), receipt),
    ]
    assert len({type(one) for one in lines}) == 1
    assert len({getattr(one, "reason", None) for one in lines}) == 1
    for event in lines:
        if isinstance(event, Event):
            again = parse_line(event.payload, receipt)
            assert isinstance(again, Event)
            assert facts(again) == facts(event)
            assert (again.payload, again.digest) == (event.payload, event.digest)
    if isinstance(lines[0], Event):
        assert facts(lines[0]) == facts(lines[1]) == facts(lines[2])
        assert len({event.digest for event in lines if isinstance(event, Event)}) == 1
