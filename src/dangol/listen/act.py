"""What an event means to a session: a compact `Act`, all that the fold looks at."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any, cast

import msgspec

from dangol.listen.event import Event
from dangol.listen.parts import Goods
from dangol.terms.currencies import exponent_of
from dangol.terms.instants import Instant
from dangol.terms.money import Money, minor_of
from dangol.terms.money_text import parse_money

Pricing = Callable[[Any, Any], int | None]
"""A price as an event says it, and its currency, to minor units of the workspace's; or None."""


TEXT_LIMIT = 200
PRICE_LIMIT_MINOR = 10**12
PAGE_LIMIT = 16
QUANTITY_LIMIT = 9_999
"""What a cart of `session.CART_LINES` may hold so that its value fits 64 bits."""


class Kind(IntEnum):
    """What a person did, as far as a session needs to know."""

    OTHER = 0
    """Something that keeps the session alive, and no more."""
    VIEWED = 1
    CLICKED = 2
    ADDED = 3
    REMOVED = 4
    CART_VIEWED = 5
    CHECKOUT = 6
    """Any step of a checkout."""
    ORDERED = 7
    SEARCHED = 8
    COUPON_DENIED = 9
    LEAVING = 10
    WISHED = 11
    AWAY = 12
    """The page was left or its tab hidden: nobody is there to be spoken to."""
    CHAT_BEGUN = 13
    CHAT_ENDED = 14
    STILL_HERE = 15
    """Word of the page that says nothing about what is looked at."""
    SHOWN = 16
    """The page came back into view."""
    READ = 17
    """A page was opened. This and what follows is told to whoever sells to businesses alone."""
    SCROLLED = 18
    """How far and how long the page was read."""
    FORM_BEGUN = 19
    FORM_SENT = 20
    TRIAL_BEGUN = 21
    TRIAL_ENDED = 22


KINDS: dict[str, Kind] = {
    "Product Viewed": Kind.VIEWED,
    "Product Clicked": Kind.CLICKED,
    "Product Added": Kind.ADDED,
    "Wishlist Product Added to Cart": Kind.ADDED,
    "Product Removed": Kind.REMOVED,
    "Cart Viewed": Kind.CART_VIEWED,
    "Checkout Started": Kind.CHECKOUT,
    "Checkout Step Viewed": Kind.CHECKOUT,
    "Checkout Step Completed": Kind.CHECKOUT,
    "Payment Info Entered": Kind.CHECKOUT,
    "Order Completed": Kind.ORDERED,
    "Products Searched": Kind.SEARCHED,
    "Coupon Denied": Kind.COUPON_DENIED,
    "Exit Intent": Kind.LEAVING,
    "Product Added to Wishlist": Kind.WISHED,
    "Page Hidden": Kind.AWAY,
    "Page Shown": Kind.SHOWN,
    "Page Idle": Kind.STILL_HERE,
    "Page Scrolled": Kind.STILL_HERE,
    "scroll": Kind.STILL_HERE,
    "user_engagement": Kind.STILL_HERE,
    "Live Chat Conversation Started": Kind.CHAT_BEGUN,
    "Live Chat Conversation Ended": Kind.CHAT_ENDED,
}
"""Track events by name; every other name is `OTHER`."""
_NUMBERS = {name: int(kind) for name, kind in KINDS.items()}
_ORDERED = int(Kind.ORDERED)
"""Plain numbers: to look at a member of an enum at each act is 2% of a rehearsal."""

OUT_OF_STOCK = frozenset(
    {"out_of_stock", "outofstock", "out of stock", "sold_out", "sold out", "false"}
    | {"soldout", "0", "품절", "在庫切れ", "在庫なし"}
)
"""Words for `availability` or `in_stock` that mean it cannot be bought now."""


class Act(msgspec.Struct, order=True, frozen=True, array_like=True, gc=False):
    """One thing a person did. Order: by instant, then by message id, so that ties are settled."""

    instant: Instant
    message_id: str
    kind: int
    product_id: str = ""
    category: str = ""
    price_minor: int = 0
    quantity: int = 0
    is_out_of_stock: bool = False
    page: str = ""
    """Which loading of which page it was done on; empty where the event does not say."""


def pricing_in(currency: str) -> Pricing:
    """A pricing that takes amounts in this currency; another currency is unknown, never mixed in.

    Raises: UnknownCurrencyError.
    """
    exponent = exponent_of(currency)

    def price(value: Any, given: Any) -> int | None:
        if given is not None and given != currency:
            return None
        if type(value) is int or type(value) is float:
            return minor_of(value, exponent) if 0 <= value < 2**43 else None
        amount = parse_money(value, currency)
        if isinstance(amount, Money) and amount.currency == currency and amount.minor >= 0:
            return amount.minor
        return None

    return price


def act_of(event: Event, pricing: Pricing) -> Act:
    """What the event means to its person's session."""
    context = event.about
    page = context.page
    if page is None:
        page = context.page = page_mark(context.values)
    kind = _NUMBERS.get(event.name) if event.call == "track" else None
    if kind is None:
        return Act(event.instant, event.message_id, 0, page=page)
    part = event.part
    if kind == _ORDERED:
        return Act(
            event.instant,
            event.message_id,
            kind,
            price_minor=_amount_of(part.values, pricing),
            page=page,
        )
    goods = part.goods
    if goods is None or goods.pricing is not pricing:
        goods = part.goods = _goods_of(part.values, pricing)
    return Act(
        event.instant,
        event.message_id,
        kind,
        goods.product_id,
        goods.category,
        goods.price_minor,
        goods.quantity,
        goods.is_out_of_stock,
        page,
    )


def page_mark(context: dict[str, Any]) -> str:
    """The page's mark, as our own script gives it; no other sender's."""
    ours = context.get("dangol")
    page = cast("dict[str, Any]", ours).get("page") if type(ours) is dict else None
    return page if type(page) is str and len(page) <= PAGE_LIMIT and page.isalnum() else ""


def _amount_of(properties: dict[str, Any], pricing: Pricing) -> int:
    """What an order came to."""
    amount = properties.get("revenue")
    amount = properties.get("total") if amount is None else amount
    return 0 if amount is None else pricing(amount, properties.get("currency")) or 0


def _goods_of(properties: dict[str, Any], pricing: Pricing) -> Goods:
    get = properties.get
    product_id = get("product_id")
    if product_id is None:
        product_id = get("sku")
    price = get("price")
    quantity = get("quantity")
    stock = get("availability")
    if stock is None:
        stock = get("in_stock")
    return Goods(
        pricing,
        clean_text(product_id),
        clean_text(get("category")),
        0 if price is None else min(pricing(price, get("currency")) or 0, PRICE_LIMIT_MINOR),
        min(quantity, QUANTITY_LIMIT) if type(quantity) is int else _count(quantity),
        stock is not None and _word(stock) in OUT_OF_STOCK,
    )


def _count(quantity: object) -> int:
    """How many, where it does not come as a whole number: 2.0, "3"; one where it says nothing."""
    if type(quantity) is float:
        return min(int(quantity), QUANTITY_LIMIT)
    if type(quantity) is str and quantity.isdecimal():
        return min(int(quantity[:9]), QUANTITY_LIMIT)
    return 1


def _word(stock: object) -> str:
    """The word for the stock; of an address such as https://schema.org/OutOfStock, its end."""
    return clean_text(stock).lower().rsplit("/", 1)[-1].strip()


def clean_text(value: object) -> str:
    """The value as a text that every database can hold and a state can afford."""
    if type(value) is str:
        if len(value) <= TEXT_LIMIT and value.isprintable():
            return value
        return "".join(filter(str.isprintable, value[:TEXT_LIMIT]))
    return str(value)[:TEXT_LIMIT] if isinstance(value, int | float) else ""
