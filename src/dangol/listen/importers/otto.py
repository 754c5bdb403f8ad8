"""The OTTO set for recommendation: one session a line, as JSON, with its events.

Source: otto-de/recsys-dataset, "Data Format".
"""

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from dangol.listen.importers.lines import read_lines
from dangol.listen.importers.rows import (
    BadRow,
    Call,
    Imported,
    ImportOptions,
    encode_call,
    message_id_of,
    order_id_of,
    order_of_product,
    parse_epoch,
    plain_fault,
)
from dangol.listen.names import EventName

EVENTS = {
    "clicks": EventName.PRODUCT_VIEWED,
    "carts": EventName.PRODUCT_ADDED,
    "orders": EventName.ORDER_COMPLETED,
}
MILLISECOND_US = 1000


class _Session(msgspec.Struct):
    session: int | str
    events: list[msgspec.Raw]


class _Event(msgspec.Struct):
    aid: int | str
    ts: int
    type: str


_decode_session = msgspec.json.Decoder(_Session).decode
_decode_event = msgspec.json.Decoder(_Event).decode
_encode = msgspec.json.Encoder().encode


def import_otto(stream: BinaryIO, options: ImportOptions) -> Iterator[Imported]:
    """Every event of every session, in order; a session is an anonymous visitor."""
    del options
    for line in read_lines(stream):
        if isinstance(line, BadRow):
            yield line
            continue
        number, raw = line
        try:
            session = _decode_session(raw)
        except (ValueError, RecursionError) as fault:
            yield BadRow(number, f"the line is no session with events: {plain_fault(fault)}", raw)
            continue
        visitor = str(session.session)
        for raw_event in session.events:
            call = _call_of(visitor, bytes(raw_event))
            if isinstance(call, str):
                yield BadRow(number, call, bytes(raw_event))
            else:
                yield number, encode_call(call)


def _call_of(visitor: str, raw: bytes) -> Call | str:
    try:
        given = _decode_event(raw)
    except (ValueError, RecursionError) as fault:
        return f"an event of the session cannot be read: {plain_fault(fault)}"
    event = EVENTS.get(given.type)
    if event is None:
        return f"the type is none of {', '.join(EVENTS)}"
    moment = parse_epoch(str(given.ts), MILLISECOND_US)
    if moment is None:
        return "the ts is no count of milliseconds since 1970"
    properties: dict[str, object] = {"product_id": str(given.aid)}
    if event is EventName.ORDER_COMPLETED:
        properties = order_of_product(order_id_of(visitor, str(given.ts)), properties)
    message_id = message_id_of(_encode((visitor, given)))
    return Call(
        "track", message_id, moment, event=event, anonymous_id=visitor, properties=properties
    )
