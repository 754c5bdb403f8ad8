"""The REES46 set of an electronics shop, months of 2019 and 2020: one CSV a month.

Source: REES46 Marketing Platform, "eCommerce behavior data from multi category store".
"""

from collections.abc import Iterator
from operator import itemgetter
from typing import BinaryIO

from dangol.listen.importers.rows import (
    Call,
    Imported,
    ImportOptions,
    calls_of_records,
    order_id_of,
    order_of_product,
    parse_moment,
)
from dangol.listen.importers.tables import read_header, read_records
from dangol.listen.names import EventName, plain_number

EVENTS = {
    "view": EventName.PRODUCT_VIEWED,
    "cart": EventName.PRODUCT_ADDED,
    "remove_from_cart": EventName.PRODUCT_REMOVED,
    "purchase": EventName.ORDER_COMPLETED,
}
COLUMNS = (
    "event_time",
    "event_type",
    "product_id",
    "category_id",
    "category_code",
    "brand",
    "price",
    "user_id",
    "user_session",
)
CURRENCY = "USD"


def import_rees46(stream: BinaryIO, options: ImportOptions) -> Iterator[Imported]:
    """Every row as the call of a known person; the session stays a property."""
    records = read_records(stream)
    header = read_header(records, COLUMNS, "rees46")
    pick = itemgetter(*(header.index(column) for column in COLUMNS))
    currency = options.currency or CURRENCY

    def call_of(fields: list[str], message_id: str) -> Call | str:
        when, kind, product_id, category_id, category, brand, price, person, session = pick(fields)
        event = EVENTS.get(kind)
        if event is None:
            return f"the event_type is none of {', '.join(EVENTS)}"
        if not person:
            return "the user_id is empty"
        moment = parse_moment(when, options.timezone)
        if moment is None:
            return "the event_time is no date such as 2019-10-01 00:00:00 UTC"
        # Half of the products have no category_code; their category_id still tells them apart.
        product: dict[str, object] = {
            "product_id": product_id,
            "category": category or category_id,
            "category_id": category_id,
        }
        if brand:
            product["brand"] = brand
        if price:
            product["price"] = plain_number(price)
        properties = product
        if event is EventName.ORDER_COMPLETED:
            properties = order_of_product(order_id_of(person, session, when), product)
        properties["currency"] = currency
        properties["session_id"] = session
        return Call("track", message_id, moment, event=event, user_id=person, properties=properties)

    return calls_of_records(records, call_of)
