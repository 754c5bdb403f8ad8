"""What events are called: the names of the Segment specification, and GA4's names for the same.

Any other name is kept as it came and is usable everywhere.
Source: Segment specification, e-commerce v2, B2B SaaS, live chat; the GA4 e-commerce reference.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import cast


class EventName(StrEnum):
    """A track event that the Segment specification names."""

    PRODUCTS_SEARCHED = "Products Searched"
    """Somebody searched for products; `query` says what for."""
    PRODUCT_LIST_VIEWED = "Product List Viewed"
    """A category or another list of products was seen."""
    PRODUCT_LIST_FILTERED = "Product List Filtered"
    """A list of products was narrowed or sorted."""
    PROMOTION_VIEWED = "Promotion Viewed"
    """A banner or another promotion on the site was seen."""
    PROMOTION_CLICKED = "Promotion Clicked"
    """A promotion on the site was clicked."""
    PRODUCT_CLICKED = "Product Clicked"
    """A product was chosen from a list."""
    PRODUCT_VIEWED = "Product Viewed"
    """A product's own page was seen."""
    PRODUCT_ADDED = "Product Added"
    """A product was put in the cart."""
    PRODUCT_REMOVED = "Product Removed"
    """A product was taken out of the cart."""
    CART_VIEWED = "Cart Viewed"
    """The cart was looked at."""
    CHECKOUT_STARTED = "Checkout Started"
    """Somebody began to order."""
    CHECKOUT_STEP_VIEWED = "Checkout Step Viewed"
    """A step of the checkout was seen."""
    CHECKOUT_STEP_COMPLETED = "Checkout Step Completed"
    """A step of the checkout was finished."""
    PAYMENT_INFO_ENTERED = "Payment Info Entered"
    """A way to pay was given."""
    ORDER_UPDATED = "Order Updated"
    """An order was changed."""
    ORDER_COMPLETED = "Order Completed"
    """An order was placed; `revenue` is after discount, without shipping and tax."""
    ORDER_REFUNDED = "Order Refunded"
    """An order, or a part of it, was paid back."""
    ORDER_CANCELLED = "Order Cancelled"
    """An order was called off."""
    COUPON_ENTERED = "Coupon Entered"
    """A coupon was typed in."""
    COUPON_APPLIED = "Coupon Applied"
    """A coupon was accepted."""
    COUPON_DENIED = "Coupon Denied"
    """A coupon was refused."""
    COUPON_REMOVED = "Coupon Removed"
    """A coupon was taken back."""
    PRODUCT_ADDED_TO_WISHLIST = "Product Added to Wishlist"
    """A product was kept for later."""
    PRODUCT_REMOVED_FROM_WISHLIST = "Product Removed from Wishlist"
    """A product is no longer kept for later."""
    WISHLIST_PRODUCT_ADDED_TO_CART = "Wishlist Product Added to Cart"
    """A product kept for later was put in the cart."""
    PRODUCT_SHARED = "Product Shared"
    """A product was shown to somebody else."""
    CART_SHARED = "Cart Shared"
    """A cart was shown to somebody else."""
    PRODUCT_REVIEWED = "Product Reviewed"
    """Somebody wrote a review of a product."""

    ACCOUNT_CREATED = "Account Created"
    """A company opened an account."""
    ACCOUNT_DELETED = "Account Deleted"
    """A company closed its account."""
    ACCOUNT_ADDED_USER = "Account Added User"
    """Somebody joined a company's account."""
    ACCOUNT_REMOVED_USER = "Account Removed User"
    """Somebody left a company's account."""
    SIGNED_UP = "Signed Up"
    """Somebody registered."""
    SIGNED_IN = "Signed In"
    """Somebody logged in."""
    SIGNED_OUT = "Signed Out"
    """Somebody logged out."""
    INVITE_SENT = "Invite Sent"
    """Somebody invited a colleague."""
    TRIAL_STARTED = "Trial Started"
    """A company began to try the product."""
    TRIAL_ENDED = "Trial Ended"
    """A company's trial is over."""

    LIVE_CHAT_CONVERSATION_STARTED = "Live Chat Conversation Started"
    """A conversation on the site began."""
    LIVE_CHAT_CONVERSATION_ENDED = "Live Chat Conversation Ended"
    """A conversation on the site ended."""
    LIVE_CHAT_MESSAGE_SENT = "Live Chat Message Sent"
    """The visitor wrote."""
    LIVE_CHAT_MESSAGE_RECEIVED = "Live Chat Message Received"
    """The visitor was written to."""
    EXPERIMENT_VIEWED = "Experiment Viewed"
    """Somebody fell into an arm of an experiment."""


_N = EventName

SEGMENT_NAME_OF_GA4: Mapping[str, EventName] = MappingProxyType(
    {
        "search": _N.PRODUCTS_SEARCHED,
        "view_search_results": _N.PRODUCTS_SEARCHED,
        "view_item_list": _N.PRODUCT_LIST_VIEWED,
        "view_promotion": _N.PROMOTION_VIEWED,
        "select_promotion": _N.PROMOTION_CLICKED,
        "select_item": _N.PRODUCT_CLICKED,
        "view_item": _N.PRODUCT_VIEWED,
        "add_to_cart": _N.PRODUCT_ADDED,
        "remove_from_cart": _N.PRODUCT_REMOVED,
        "view_cart": _N.CART_VIEWED,
        "begin_checkout": _N.CHECKOUT_STARTED,
        "add_shipping_info": _N.CHECKOUT_STEP_COMPLETED,
        "add_payment_info": _N.PAYMENT_INFO_ENTERED,
        "purchase": _N.ORDER_COMPLETED,
        "refund": _N.ORDER_REFUNDED,
        "add_to_wishlist": _N.PRODUCT_ADDED_TO_WISHLIST,
        "share": _N.PRODUCT_SHARED,
        "sign_up": _N.SIGNED_UP,
        "login": _N.SIGNED_IN,
    }
)
"""Every GA4 name that has a Segment name. Others, such as `generate_lead`, stay as they are."""

OF_ONE_PRODUCT = frozenset(
    {
        _N.PRODUCT_CLICKED,
        _N.PRODUCT_VIEWED,
        _N.PRODUCT_ADDED,
        _N.PRODUCT_REMOVED,
        _N.PRODUCT_ADDED_TO_WISHLIST,
        _N.PRODUCT_REMOVED_FROM_WISHLIST,
        _N.WISHLIST_PRODUCT_ADDED_TO_CART,
        _N.PRODUCT_SHARED,
        _N.PRODUCT_REVIEWED,
    }
)
"""Events whose product stands in the properties themselves and not under `products`."""

PRODUCT_FIELD_OF_GA4: Mapping[str, str] = MappingProxyType(
    {
        "item_id": "product_id",
        "item_name": "name",
        "item_brand": "brand",
        "item_variant": "variant",
        "index": "position",
        "item_list_index": "position",
        "item_list_id": "list_id",
        "item_list_name": "list",
    }
)
"""Item fields that are called otherwise in Segment. Others (`price`, `coupon`...) stay."""

PROPERTY_OF_GA4: Mapping[str, str] = MappingProxyType(
    {
        **PRODUCT_FIELD_OF_GA4,
        "transaction_id": "order_id",
        "search_term": "query",
        "payment_type": "payment_method",
        "shipping_tier": "shipping_method",
        "shipping_value": "shipping",
        "tax_value": "tax",
        "promotion_name": "name",
        "creative_name": "creative",
        "creative_slot": "position",
        "ga_session_id": "session_id",
    }
)
"""Event parameters that are called otherwise in Segment. Others stay."""

_AMOUNTS = frozenset({"price", "quantity", "revenue", "value", "total", "subtotal"})
_CHARGES = frozenset({"discount", "shipping", "tax"})
NUMBERS = _AMOUNTS | _CHARGES | {"position"}
"""Properties whose plain numeric texts become numbers. An id such as "00123" never does."""

_CATEGORIES = ("item_category", *(f"item_category{level}" for level in range(2, 6)))
_VALUE_NAME: Mapping[str, str] = {_N.ORDER_COMPLETED: "revenue", _N.ORDER_REFUNDED: "total"}
_EXPORTED_TOTAL: Mapping[str, str] = {
    _N.ORDER_COMPLETED: "purchase_revenue",
    _N.ORDER_REFUNDED: "refund_value",
}
_ABSENT = (None, "", "(not set)")
_plain_number = re.compile(r"-?(?:[0-9]{1,15}|[0-9]{1,9}\.[0-9]{1,6})").fullmatch


def segment_call_of_ga4(
    event_name: str,
    ecommerce: Mapping[str, object] | None,
    params: Mapping[str, object] | None = None,
) -> tuple[str, dict[str, object]]:
    """The Segment name and properties of one GA4 event; nothing that is known is lost.

    Shape: `ecommerce` as pushed to the data layer or exported, with `items`; `params` are the
    event's own fields, where some sites put the totals and items. `ecommerce` wins over `params`.
    """
    name = SEGMENT_NAME_OF_GA4.get(event_name, event_name)
    given = {key: value for key, value in (params or {}).items() if value not in _ABSENT}
    given.update((key, value) for key, value in (ecommerce or {}).items() if value not in _ABSENT)
    items = given.pop("items", None)
    value_name = _VALUE_NAME.get(name, "value")
    total = _EXPORTED_TOTAL.get(name, "")
    exported_total = given.pop(total, None)
    if exported_total is not None:
        given.setdefault("value", exported_total)
    properties = _renamed(given, {**PROPERTY_OF_GA4, "value": value_name})
    products = products_of_ga4(items)
    if len(products) == 1 and name in OF_ONE_PRODUCT:
        properties = {**properties, **products[0]}
    elif products:
        properties["products"] = products
    return name, properties


def products_of_ga4(items: object) -> list[dict[str, object]]:
    """GA4 `items` as Segment `products`; whatever is no item is left out."""
    if not isinstance(items, Sequence) or isinstance(items, str | bytes):
        return []
    products: list[dict[str, object]] = []
    for item in cast("Sequence[object]", items):
        if isinstance(item, Mapping):
            product = _product_of_item(cast("Mapping[str, object]", item))
            if product:
                products.append(product)
    return products


def plain_number(value: object) -> object:
    """The number that a plain numeric text says; anything else as it was.

    "₩12,000", full-width digits and numbers too long to keep exactly stay texts.
    """
    if isinstance(value, str) and _plain_number(value):
        return float(value) if "." in value else int(value)
    return value


def _product_of_item(item: Mapping[str, object]) -> dict[str, object]:
    given = {key: value for key, value in item.items() if value not in _ABSENT}
    levels = [given.pop(level, None) for level in _CATEGORIES]
    product = _renamed(given, PRODUCT_FIELD_OF_GA4)
    category = "/".join(str(level) for level in levels if level is not None)
    if category:
        product["category"] = category
    return product


def _renamed(given: Mapping[str, object], names: Mapping[str, str]) -> dict[str, object]:
    """The given fields under Segment's names; a field already so named wins over a renamed one."""
    renamed: dict[str, object] = {}
    for key, value in given.items():
        name = names.get(key, key)
        if name not in renamed or key == name:
            renamed[name] = plain_number(value) if name in NUMBERS else value
    return renamed
