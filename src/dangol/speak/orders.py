"""Where somebody's orders stand, from the events that the shop and its pages sent of them.

An order is one by its `order_id`. What the shop's server says of it goes before what a page said.
A page can say that an order was placed, and nothing more: that it was sent, paid back or called
off is the shop's word alone. Of what the shop sent, the last word by the event's own instant holds.
"""

from collections.abc import Iterable, Mapping
from typing import Any, cast

import msgspec

from dangol.listen.act import clean_text
from dangol.listen.catalogue.row import web_address
from dangol.listen.names import EventName
from dangol.speak.reply import OrderState
from dangol.terms.currencies import EXPONENTS
from dangol.terms.instants import Instant
from dangol.terms.money import Money
from dangol.terms.money_text import parse_money

MOST = 20
MAX_ITEMS = 20
MAX_NUMBER = 60
MAX_NAME = 60
ORDER_SHIPPED, ORDER_DELIVERED = "Order Shipped", "Order Delivered"
"""Not in the specification, and sent all the same."""

_SAID: Mapping[str, str] = {
    EventName.ORDER_COMPLETED: "ordered",
    EventName.ORDER_CANCELLED: "cancelled",
    EventName.ORDER_REFUNDED: "refunded",
    ORDER_SHIPPED: "dispatched",
    ORDER_DELIVERED: "delivered",
}
_WORDS = {
    "ordered": "ordered placed received pending open created confirmed"
    " 주문완료 주문접수 注文受付 受付済み",
    "paid": "paid 결제완료 입금완료 支払済み 入金済み 入金確認済み",
    "preparing": "preparing processing packing packed unfulfilled 상품준비중 배송준비중 출고준비중"
    " 準備中 発送準備中 出荷準備中",
    "dispatched": "dispatched shipped fulfilled intransit outfordelivery shipping 출고완료 발송완료"
    " 배송중 배송시작 発送済み 出荷済み 配送中",
    "delivered": "delivered arrived 배송완료 구매확정 配達完了 配達済み",
    "return_requested": "returnrequested returning 반품신청 반품요청 반품진행중"
    " 返品申請 返品手続き中",
    "refunded": "refunded returned 환불완료 반품완료 返金済み 返品完了",
    "partly_refunded": "partlyrefunded partiallyrefunded 부분환불 一部返金済み",
    "cancelled": "cancelled canceled voided 취소 주문취소 취소완료 キャンセル キャンセル済み",
}
_STATUS_OF = {word: status for status, words in _WORDS.items() for word in words.split()}


class OrderEvent(msgspec.Struct, frozen=True):
    """Something that was said of an order."""

    name: str
    happened_at: Instant
    properties: Mapping[str, Any]
    is_vouched: bool
    """By the shop's server; else by a page of the shop."""


class _Order(msgspec.Struct):
    """An order as far as it is told."""

    number: str
    ordered_at: Instant
    status: str = "ordered"
    is_placed: bool = False
    """Somebody said that it was placed, and when."""
    by_shop: bool = False
    items: tuple[str, ...] = ()
    total: Money | None = None
    tracking: str = ""
    url: str = ""


def fold_orders(events: Iterable[OrderEvent], currency: str) -> tuple[OrderState, ...]:
    """The orders, the newest first. Law: the order in which the events are given does not matter.

    `currency` is that of amounts that name none.
    """
    orders: dict[str, _Order] = {}
    # What a page said goes first, so that the shop's own word stands over it.
    for event in sorted(events, key=lambda one: (one.is_vouched, one.happened_at, one.name)):
        number = _word(event.properties.get("order_id"), MAX_NUMBER)
        if not number or not (event.is_vouched or event.name == EventName.ORDER_COMPLETED):
            continue
        order = orders.setdefault(number, _Order(number, event.happened_at))
        _tell(order, event, currency)
    newest = sorted(orders.values(), key=lambda one: (-one.ordered_at, one.number))
    return tuple(
        OrderState(
            number=order.number,
            status=order.status,
            ordered_at=order.ordered_at,
            items=order.items,
            total=order.total,
            tracking=order.tracking,
            url=order.url,
        )
        for order in newest[:MOST]
    )


def _tell(order: _Order, event: OrderEvent, currency: str) -> None:
    said = event.properties
    is_placing = event.name == EventName.ORDER_COMPLETED
    is_whole = event.name in (EventName.ORDER_COMPLETED, EventName.ORDER_UPDATED)
    if is_placing and not (order.is_placed and order.by_shop):
        order.ordered_at, order.is_placed = event.happened_at, True
        order.by_shop = event.is_vouched
    elif not order.is_placed:
        order.ordered_at = min(order.ordered_at, event.happened_at)
    total = _total_of(said, currency)
    if is_whole:
        order.total = total or order.total
        order.items = _items_of(said.get("products")) or order.items
    order.status = _status_of(order, event, total)
    order.tracking = _word(said.get("tracking_number"), MAX_NUMBER) or order.tracking
    order.url = web_address(_word(said.get("order_url") or said.get("url"), 2_000)) or order.url


def _status_of(order: _Order, event: OrderEvent, total: Money | None) -> str:
    word = _word(event.properties.get("status"), MAX_NUMBER).casefold()
    for mark in " _-":
        word = word.replace(mark, "")
    told = _STATUS_OF.get(word) if event.is_vouched else None
    if word and told is None and event.is_vouched and event.name == EventName.ORDER_UPDATED:
        return "unknown"  # better nothing than what held before
    status = told or _SAID.get(event.name, order.status)
    if event.name == EventName.ORDER_COMPLETED and told is None and order.status != "ordered":
        return order.status  # a repeat of the first word takes nothing back
    is_part = (
        status == "refunded"
        and total is not None
        and order.total is not None
        and total.currency == order.total.currency
        and total.minor < order.total.minor
    )
    return "partly_refunded" if is_part else status


def _total_of(said: Mapping[str, Any], currency: str) -> Money | None:
    named = said.get("currency")
    code = named if isinstance(named, str) and named in EXPONENTS else currency
    for field in ("total", "value", "revenue"):
        money = parse_money(said.get(field), code)
        if isinstance(money, Money) and money.minor >= 0:
            return money
    return None


def _items_of(products: object) -> tuple[str, ...]:
    items: list[str] = []
    lines = cast("list[object]", products) if isinstance(products, list) else []
    for line in lines[:MAX_ITEMS]:
        if not isinstance(line, dict):
            continue
        one = cast("Mapping[str, object]", line)
        name = _word(one.get("name"), MAX_NAME)
        variant = _word(one.get("variant"), MAX_NAME)
        if name:
            items.append(f"{name} ({variant})" if variant else name)
    return tuple(items)


def _word(value: object, limit: int) -> str:
    return clean_text(value).strip()[:limit] if not isinstance(value, bool) else ""
