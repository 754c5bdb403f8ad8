"""The UserBehavior set of Taobao: no header, five columns.

Source: Tianchi, "User Behavior Data from Taobao for Recommendation".
"""

from collections.abc import Iterator
from typing import BinaryIO

from dangol.listen.importers.rows import (
    Call,
    Imported,
    ImportOptions,
    calls_of_records,
    order_id_of,
    order_of_product,
    parse_epoch,
)
from dangol.listen.importers.tables import read_records
from dangol.listen.names import EventName
from dangol.terms.instants import SECOND_US

EVENTS = {
    "pv": EventName.PRODUCT_VIEWED,
    "cart": EventName.PRODUCT_ADDED,
    "fav": EventName.PRODUCT_ADDED_TO_WISHLIST,
    "buy": EventName.ORDER_COMPLETED,
}
COLUMNS = ("user", "item", "category", "behavior", "timestamp")


def import_taobao(stream: BinaryIO, options: ImportOptions) -> Iterator[Imported]:
    """Every row as the call of an anonymous visitor."""
    del options
    return calls_of_records(read_records(stream, width=len(COLUMNS)), _call_of)


def _call_of(fields: list[str], message_id: str) -> Call | str:
    visitor, item, category, behavior, seconds = fields
    event = EVENTS.get(behavior)
    if event is None:
        return f"the behavior is none of {', '.join(EVENTS)}"
    if not visitor:
        return "the user is empty"
    moment = parse_epoch(seconds, SECOND_US)
    if moment is None:
        return "the timestamp is no count of seconds since 1970"
    properties: dict[str, object] = {"product_id": item, "category": category}
    if event is EventName.ORDER_COMPLETED:
        properties = order_of_product(order_id_of(visitor, seconds), properties)
    return Call(
        "track", message_id, moment, event=event, anonymous_id=visitor, properties=properties
    )
