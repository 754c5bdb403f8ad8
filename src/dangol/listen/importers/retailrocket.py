"""The RetailRocket set, `events.csv`: five months of 2015 of one shop.

Source: RetailRocket, "Retailrocket recommender system dataset".
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
    parse_epoch,
)
from dangol.listen.importers.tables import read_header, read_records
from dangol.listen.names import EventName

EVENTS = {
    "view": EventName.PRODUCT_VIEWED,
    "addtocart": EventName.PRODUCT_ADDED,
    "transaction": EventName.ORDER_COMPLETED,
}
COLUMNS = ("timestamp", "visitorid", "event", "itemid", "transactionid")
MILLISECOND_US = 1000


def import_retailrocket(stream: BinaryIO, options: ImportOptions) -> Iterator[Imported]:
    """Every row as the call of an anonymous visitor."""
    del options
    records = read_records(stream)
    header = read_header(records, COLUMNS, "retailrocket")
    pick = itemgetter(*(header.index(column) for column in COLUMNS))

    def call_of(fields: list[str], message_id: str) -> Call | str:
        millis, visitor, kind, item, transaction = pick(fields)
        event = EVENTS.get(kind)
        if event is None:
            return f"the event is none of {', '.join(EVENTS)}"
        if not visitor:
            return "the visitorid is empty"
        moment = parse_epoch(millis, MILLISECOND_US)
        if moment is None:
            return "the timestamp is no count of milliseconds since 1970"
        properties: dict[str, object] = {"product_id": item}
        if event is EventName.ORDER_COMPLETED:
            order_id = transaction or order_id_of(visitor, millis)
            properties = order_of_product(order_id, properties)
        return Call(
            "track", message_id, moment, event=event, anonymous_id=visitor, properties=properties
        )

    return calls_of_records(records, call_of)
