"""What an event means to a session, whatever spelling of product, price and stock it comes in."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.listen.act import KINDS, Act, Kind, act_of, pricing_in
from dangol.listen.event import Event, Receipt
from dangol.listen.event_lines import parse_line
from dangol.listen.names import EventName
from dangol.listen.sales_act import SALES_KINDS
from dangol.terms.currencies import UnknownCurrencyError
from dangol.terms.instants import Instant

RECEIPT = Receipt(received_at=Instant(1_795_000_000_000_000))
WON, DOLLAR = pricing_in("KRW"), pricing_in("USD")


def act(event_name: str, properties: object, pricing: Any = WON, **call: Any) -> Act:
    """The act of a call that says this."""
    body = {"type": "track", "event": event_name, "userId": "u", "messageId": "m", **call}
    body["properties"] = properties
    event = parse_line(json.dumps(body, ensure_ascii=False).encode(), RECEIPT)
    assert isinstance(event, Event), event
    return act_of(event, pricing)


def test_names_of_the_specification_have_their_kinds() -> None:
    ours = {"Exit Intent", "Page Hidden", "Page Shown", "Page Idle", "Page Scrolled"}
    google = {"scroll", "user_engagement"}
    assert KINDS.keys() - ours - google <= set(EventName)
    to_sellers_alone = {*SALES_KINDS.values(), Kind.READ}
    assert set(KINDS.values()) == set(Kind) - {Kind.OTHER} - to_sellers_alone
    assert act("Product Viewed", {}).kind == Kind.VIEWED
    assert act("product viewed", {}).kind == Kind.OTHER
    assert act("장바구니 담기", {}).kind == Kind.OTHER


@pytest.mark.parametrize("call", ["page", "screen", "identify", "group", "alias"])
def test_only_a_track_call_is_more_than_presence(call: str) -> None:
    other = act("Product Added", {"product_id": "p"}, type=call, name="Product Added")
    assert other == Act(RECEIPT.received_at, "m", 0)


PRICES: list[tuple[object, int]] = [
    (39_000, 39_000),
    (39_000.0, 39_000),
    ("39000", 39_000),
    ("39,000원", 39_000),
    ("₩39,000", 39_000),
    ("３９，０００円", 0),
    ("３９，０００원", 39_000),
    ("$39.00", 0),
    ("about 40", 0),
    ("", 0),
    (None, 0),
    (["39000"], 0),
    ({"amount": 1}, 0),
    (0, 0),
    (2**53 - 1, 0),
    (9e15, 0),
    (8e12, 10**12),
    ("9" * 15, 10**12),
    ("9" * 60, 0),
]


@pytest.mark.parametrize(("price", "minor"), PRICES)
def test_a_price_is_read_in_the_workspaces_currency_or_not_at_all(
    price: object, minor: int
) -> None:
    assert act("Product Added", {"product_id": "p", "price": price}).price_minor == minor


def test_a_price_in_another_currency_is_never_mixed_in() -> None:
    product = {"product_id": "p", "price": 39, "currency": "USD"}
    assert act("Product Added", product).price_minor == 0
    assert act("Product Added", product, DOLLAR).price_minor == 3_900
    assert act("Product Added", {**product, "currency": "KRW"}).price_minor == 39
    assert act("Product Added", {**product, "currency": ["KRW"]}).price_minor == 0


def test_the_same_bytes_are_priced_for_each_workspace() -> None:
    product = {"product_id": "p", "price": 39}
    for _ in range(2):
        assert act("Product Viewed", product, WON).price_minor == 39
        assert act("Product Viewed", product, DOLLAR).price_minor == 3_900


QUANTITIES: list[tuple[object, int]] = [
    (3, 3),
    (3.0, 3),
    ("3", 3),
    ("３", 3),
    ("3개", 1),
    ("", 1),
    (None, 1),
    (0, 0),
    (2**52, 9_999),
    (4e15, 9_999),
    ("9" * 4_000, 9_999),
]


@pytest.mark.parametrize(("quantity", "count"), QUANTITIES)
def test_a_quantity_is_a_whole_number_that_a_cart_can_hold(quantity: object, count: int) -> None:
    assert act("Product Added", {"product_id": "p", "quantity": quantity}).quantity == count


IDS: list[tuple[dict[str, object], str]] = [
    ({"product_id": "니트-1"}, "니트-1"),
    ({"sku": "니트-1"}, "니트-1"),
    ({"product_id": "p", "sku": "s"}, "p"),
    ({"product_id": None, "sku": "s"}, "s"),
    ({"product_id": 1234}, "1234"),
    ({"product_id": 12.5}, "12.5"),
    ({"product_id": ["p"]}, ""),
    ({"product_id": "a\0b\ud800c\n"}, "abc"),
    ({"product_id": "p" * 10_000}, "p" * 200),
    ({"product_id": 10**4_250}, "1" + "0" * 199),
    ({}, ""),
]


@pytest.mark.parametrize(("properties", "product_id"), IDS, ids=range(len(IDS)))
def test_a_product_id_is_a_text_that_every_record_can_hold(
    properties: dict[str, object], product_id: str
) -> None:
    raw = json.dumps(properties)
    if "\\ud800" in raw:
        properties = json.loads(raw.replace("\\ud800", ""))
    assert act("Product Viewed", properties).product_id == product_id


STOCK: list[tuple[dict[str, object], bool]] = [
    ({"availability": "OutOfStock"}, True),
    ({"availability": "out_of_stock"}, True),
    ({"availability": "https://schema.org/OutOfStock"}, True),
    ({"availability": "http://schema.org/SoldOut"}, True),
    ({"availability": "품절"}, True),
    ({"availability": "在庫切れ"}, True),
    ({"in_stock": False}, True),
    ({"in_stock": "false"}, True),
    ({"in_stock": 0}, True),
    ({"in_stock": True}, False),
    ({"in_stock": 3}, False),
    ({"availability": "InStock"}, False),
    ({"availability": "https://schema.org/InStock"}, False),
    ({"availability": None, "in_stock": None}, False),
    ({"availability": ["OutOfStock"]}, False),
    ({}, False),
]


@pytest.mark.parametrize(("properties", "is_out"), STOCK)
def test_stock_is_said_in_many_words(properties: dict[str, object], is_out: bool) -> None:
    assert act("Product Viewed", {"product_id": "p", **properties}).is_out_of_stock is is_out


def test_an_order_counts_its_revenue_before_its_total() -> None:
    assert act("Order Completed", {"revenue": 10, "total": 20}).price_minor == 10
    assert act("Order Completed", {"total": 20}).price_minor == 20
    assert act("Order Completed", {"total": 20, "currency": "USD"}).price_minor == 0
    assert act("Order Completed", {}).price_minor == 0


def test_an_unknown_currency_is_the_operators_error() -> None:
    with pytest.raises(UnknownCurrencyError):
        pricing_in("WON")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(0) | st.floats(0, 1e15) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
fields = ["product_id", "sku", "price", "quantity", "currency", "category", "availability"]
properties_of_anything = st.dictionaries(
    st.sampled_from([*fields, "in_stock", "revenue", "total"]), json_values
)


@settings(max_examples=300)
@given(properties_of_anything, st.sampled_from(sorted(KINDS)), st.sampled_from(["KRW", "KWD"]))
def test_no_properties_make_an_act_that_a_record_cannot_hold(
    properties: dict[str, object], name: str, currency: str
) -> None:
    body = {"type": "track", "event": name, "userId": "u", "properties": properties}
    event = parse_line(json.dumps(body).encode(), RECEIPT)
    if isinstance(event, Event):
        found = act_of(event, pricing_in(currency))
        assert 0 <= found.price_minor < 2**63
        assert 0 <= found.quantity < 10_000
        assert max(len(found.product_id), len(found.category)) <= 200
        assert (found.product_id + found.category).isprintable()
