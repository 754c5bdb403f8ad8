"""The promise: where an order stands is what the shop's server said of it last; a page can say that
it was placed, and nothing more."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.speak.orders import OrderEvent, fold_orders
from dangol.terms.instants import HOUR_US, Instant
from dangol.terms.money import Money

START = Instant(1_793_000_000_000_000)
SHIRT = {"name": "린넨 셔츠", "variant": "블랙 / M"}


def event(
    hour: int, name: str, *, is_vouched: bool = True, number: object = "DB-1", **said: Any
) -> OrderEvent:
    at = Instant(START + hour * HOUR_US)
    return OrderEvent(f"Order {name}", at, {"order_id": number, **said}, is_vouched)


PLACED = event(0, "Completed", total=42_000, products=[SHIRT])
STORIES: list[tuple[str, list[OrderEvent]]] = [
    ("ordered", [PLACED]),
    ("ordered", [event(0, "Completed", is_vouched=False)]),
    ("paid", [PLACED, event(1, "Updated", status="결제완료")]),
    ("preparing", [PLACED, event(1, "Updated", status="Processing")]),
    ("dispatched", [PLACED, event(2, "Shipped"), event(1, "Updated", status="準備中")]),
    ("delivered", [PLACED, event(2, "Updated", status="배송 완료")]),
    ("unknown", [PLACED, event(1, "Updated", status="paid"), event(2, "Updated", status="held")]),
    ("paid", [PLACED, event(1, "Updated", status="paid"), event(2, "Updated", total=40_000)]),
    ("cancelled", [PLACED, event(1, "Cancelled")]),
    ("refunded", [PLACED, event(1, "Refunded", total=42_000)]),
    ("refunded", [PLACED, event(1, "Refunded")]),
    ("partly_refunded", [PLACED, event(1, "Refunded", total=10_000)]),
    ("delivered", [PLACED, event(1, "Delivered"), event(2, "Completed", total=42_000)]),
    # a page may say what it likes
    ("ordered", [PLACED, event(1, "Refunded", is_vouched=False)]),
    ("ordered", [PLACED, event(1, "Completed", is_vouched=False, status="refunded")]),
    ("paid", [PLACED, event(1, "Updated", status="paid"), event(2, "Completed", is_vouched=False)]),
]


@pytest.mark.parametrize(("status", "events"), STORIES)
def test_an_order_stands_as_the_shop_said_last(status: str, events: list[OrderEvent]) -> None:
    for given_order in (events, events[::-1]):
        (order,) = fold_orders(given_order, "KRW")
        assert (order.number, order.status, order.ordered_at) == ("DB-1", status, START)


def test_the_shops_word_goes_before_a_pages() -> None:
    page = event(0, "Completed", is_vouched=False, total=1, products=[{"name": "아무거나"}])
    (order,) = fold_orders([PLACED, page], "KRW")
    assert (order.total, order.items) == (Money(42_000, "KRW"), ("린넨 셔츠 (블랙 / M)",))
    (alone,) = fold_orders([page], "KRW")
    assert (alone.total, alone.items) == (Money(1, "KRW"), ("아무거나",))


def test_orders_come_newest_first_and_only_what_a_page_placed_is_taken_from_a_page() -> None:
    events = [
        event(1, "Completed", number="A"),
        event(3, "Completed", number=20_261_122),
        event(2, "Updated", number="C", status="paid"),
        event(9, "Cancelled", number="D", is_vouched=False),
        event(9, "Completed", number=""),
        event(9, "Completed", number=["E"]),
    ]
    assert [order.number for order in fold_orders(events, "KRW")] == ["20261122", "C", "A"]


def test_a_tracking_number_and_an_address_are_kept_and_no_script() -> None:
    shipped = event(1, "Shipped", tracking_number="680412345678", order_url="javascript:alert(1)")
    (order,) = fold_orders([PLACED, shipped], "KRW")
    assert (order.tracking, order.url) == ("680412345678", "")
    page = event(2, "Updated", url="https://shop.example/orders/1")
    assert fold_orders([PLACED, shipped, page], "KRW")[0].url == "https://shop.example/orders/1"


JUNK = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
FIELDS = ("order_id", "total", "currency", "products", "status", "tracking_number", "url")


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), JUNK), max_size=4))
def test_whatever_is_sent_is_an_order_or_nothing(said: list[dict[str, Any]]) -> None:
    names = ("Order Completed", "Order Updated", "Order Refunded", "Order Shipped")
    events = [
        OrderEvent(name, Instant(START + place), one, True)
        for place, one in enumerate(said)
        for name in names
    ]
    orders = fold_orders(events, "KRW")
    assert orders == fold_orders(events[::-1], "KRW")
    assert all(order.number and len(order.items) <= 20 for order in orders)
