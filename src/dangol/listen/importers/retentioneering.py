"""Clickstreams as retentioneering reads them: a person, an event, a time, and any other columns.

Source: retentioneering, the `ecom` data set and the columns of `Eventstream`.
"""

from collections.abc import Iterator
from typing import BinaryIO

from dangol.listen.importers.rows import (
    Call,
    Imported,
    ImportOptions,
    calls_of_records,
    order_id_of,
    parse_moment,
)
from dangol.listen.importers.tables import read_header, read_records
from dangol.listen.names import EventName

EVENTS = {
    "search": EventName.PRODUCTS_SEARCHED,
    "catalog": EventName.PRODUCT_LIST_VIEWED,
    "filter_results": EventName.PRODUCT_LIST_FILTERED,
    "product_view": EventName.PRODUCT_VIEWED,
    "wishlist_add": EventName.PRODUCT_ADDED_TO_WISHLIST,
    "add_to_cart": EventName.PRODUCT_ADDED,
    "remove_from_cart": EventName.PRODUCT_REMOVED,
    "cart": EventName.CART_VIEWED,
    "checkout": EventName.CHECKOUT_STARTED,
    # These shops have no page of their own for the checkout: the address is its first step.
    "shipping_details": EventName.CHECKOUT_STARTED,
    "payment_details": EventName.PAYMENT_INFO_ENTERED,
    "coupon_entered": EventName.COUPON_ENTERED,
    "coupon_applied": EventName.COUPON_APPLIED,
    "coupon_denied": EventName.COUPON_DENIED,
    "coupon_removed": EventName.COUPON_REMOVED,
    "purchase": EventName.ORDER_COMPLETED,
    "support_chat": EventName.LIVE_CHAT_CONVERSATION_STARTED,
}
PAGES = frozenset({"home", "promo_page", "account_page", "review_page", "error_page"})
COLUMNS = ("user_id", "event", "timestamp")


def import_retentioneering(stream: BinaryIO, options: ImportOptions) -> Iterator[Imported]:
    """Every row as the call of a known person; the other columns become properties."""
    records = read_records(stream)
    header = read_header(records, COLUMNS, "retentioneering")
    person_at, event_at, moment_at = (header.index(column) for column in COLUMNS)
    others = [(at, name) for at, name in enumerate(header) if name not in COLUMNS]

    def call_of(fields: list[str], message_id: str) -> Call | str:
        person, kind, when = fields[person_at], fields[event_at], fields[moment_at]
        if not person:
            return "the user_id is empty"
        if not kind:
            return "the event is empty"
        moment = parse_moment(when, options.timezone)
        if moment is None:
            return "the timestamp is no date such as 2024-03-13 10:21:14"
        properties: dict[str, object] = {name: fields[at] for at, name in others if fields[at]}
        if kind in PAGES:
            return Call(
                "page", message_id, moment, name=kind, user_id=person, properties=properties
            )
        event = EVENTS.get(kind, kind)
        if event is EventName.ORDER_COMPLETED:
            properties["order_id"] = order_id_of(person, when)
        return Call("track", message_id, moment, event=event, user_id=person, properties=properties)

    return calls_of_records(records, call_of)
