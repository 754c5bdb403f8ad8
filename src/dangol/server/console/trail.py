"""What a person did of late, from the log: pages, products, cart, orders.

The log is kept by arrival. So it is read backwards from now, and only so far as a page can wait
for it: of a shop with much going on, the oldest steps of the day may be missing here.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple, cast

import msgspec
from sqlalchemy import ColumnElement, Connection, or_, select

from dangol.server.console.parts import safe_url, said
from dangol.store import schema
from dangol.terms.currencies import UnknownCurrencyError
from dangol.terms.instants import DAY_US, Instant
from dangol.terms.money import Money
from dangol.terms.money_text import parse_money

LOOK_BACK_US = 30 * DAY_US
LOOK_AT = 5_000
"""Events of the workspace, the newest first."""
KEEP = 60
"""Of the person's steps, and of their orders."""
TEXT_LIMIT = 120

KINDS = {
    "Product Viewed": "viewed",
    "Product Clicked": "clicked",
    "Product Added": "added",
    "Product Removed": "removed",
    "Cart Viewed": "cart",
    "Checkout Started": "checkout",
    "Checkout Step Viewed": "checkout",
    "Payment Info Entered": "payment",
    "Order Completed": "ordered",
    "Products Searched": "searched",
    "Coupon Applied": "coupon",
    "Coupon Denied": "coupon_denied",
    "Product Added to Wishlist": "wished",
    "Lead Created": "lead",
    "Lead Qualified": "qualified",
    "Meeting Booked": "booked",
    "Meeting Moved": "moved",
    "Meeting Cancelled": "cancelled",
    "Form Started": "form",
    "Form Submitted": "form_sent",
    "Demo Requested": "demo",
    "Trial Started": "trial",
    "Signed Up": "signed_up",
}
"""Track events that have words of their own."""
NAMING = frozenset({"viewed", "clicked", "added", "removed", "wished"})
"""Steps whose title is a product's name."""
HIDDEN = ("Live Chat", "Page Hidden", "Exit Intent", "Scroll", "Idle")
"""How the names of events begin that tell an operator nothing."""

_read = msgspec.json.Decoder(dict[str, Any]).decode


class Step(NamedTuple):
    """One thing they did."""

    at: Instant
    kind: str
    """`page`, one of `KINDS`, or empty where only `name` says it."""
    name: str
    title: str
    url: str
    product_id: str


class Order(NamedTuple):
    """One thing they bought."""

    at: Instant
    number: str
    total: Money | None


class Trail(NamedTuple):
    """All of it, the newest first."""

    steps: tuple[Step, ...]
    orders: tuple[Order, ...]

    @property
    def product_ids(self) -> set[str]:
        """The products in it."""
        return {step.product_id for step in self.steps if step.product_id}

    @property
    def titles(self) -> dict[str, str]:
        """What the shop's own pages called them, for products that no catalogue holds."""
        steps = (step for step in reversed(self.steps) if step.kind in NAMING)
        return {step.product_id: step.title for step in steps if step.product_id and step.title}


def read_trail(
    connection: Connection, workspace_id: str, person_ids: Collection[str], now: Instant
) -> Trail:
    """What is in the log of whoever has these ids; an order told twice is there once."""
    events = schema.events
    newest = (
        select(events.c.seq)
        .where(events.c.workspace_id == workspace_id, events.c.received_at >= now - LOOK_BACK_US)
        .order_by(events.c.received_at.desc())
        .limit(LOOK_AT)
        .subquery()
    )

    def read(*wanted: ColumnElement[bool]) -> Iterator[tuple[str, str, Instant, dict[str, Any]]]:
        query = (
            select(events.c.call, events.c.name, events.c.happened_at, events.c.payload)
            .join(newest, newest.c.seq == events.c.seq)
            .where(events.c.person_id.in_(sorted(person_ids)), *wanted)
            .order_by(events.c.happened_at.desc(), events.c.seq.desc())
            .limit(KEEP)
        )
        for call, name, at, payload in connection.execute(query):
            yield call, name, at, _decoded(bytes(payload))

    hidden = (events.c.name.startswith(name, autoescape=True) for name in HIDDEN)
    steps = read(events.c.call.in_(("track", "page")), ~or_(*hidden))
    placed = read(events.c.call == "track", events.c.name == "Order Completed")
    orders: dict[str, Order] = {}
    for _, _, at, event in placed:
        order = _order(at, event)
        orders.setdefault(order.number or f"{at}", order)
    return Trail(tuple(_step(*step) for step in steps), tuple(orders.values()))


def _step(call: str, name: str, at: Instant, event: Mapping[str, Any]) -> Step:
    properties = _inner(event, "properties")
    page = _inner(_inner(event, "context"), "page")
    find = _finder(properties, page)
    kind = "page" if call == "page" else KINDS.get(name, "")
    title = find("query") if kind == "searched" else find("name", "title")
    if call == "page":
        title = find("title") or name or find("path", "url")
    return Step(at, kind, name[:TEXT_LIMIT], title, safe_url(find("url")), find("product_id"))


def _order(at: Instant, event: Mapping[str, Any]) -> Order:
    properties = _inner(event, "properties")
    amount = properties.get("total", properties.get("revenue"))
    currency = said(properties.get("currency"))
    try:
        total = parse_money(amount, currency) if currency and amount is not None else None
    except UnknownCurrencyError:
        total = None
    number = said(properties.get("order_id"))[:TEXT_LIMIT]
    return Order(at, number, total if isinstance(total, Money) else None)


def _finder(*tables: Mapping[str, Any]) -> Callable[..., str]:
    def find(*names: str) -> str:
        for table in tables:
            for name in names:
                text = said(table.get(name)).strip()
                if text:
                    return text[:TEXT_LIMIT] if name != "url" else text
        return ""

    return find


def _inner(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = table.get(name)
    return cast("dict[str, Any]", inner) if isinstance(inner, dict) else {}


def _decoded(payload: bytes) -> dict[str, Any]:
    try:
        return _read(payload)
    except msgspec.MsgspecError:
        return {}
