"""Any delimited file with a header, read by a column map."""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import BinaryIO

from dangol.listen.importers.column_map import UNITS_US, ColumnMapError
from dangol.listen.importers.rows import (
    Call,
    Imported,
    ImportOptions,
    calls_of_records,
    order_id_of,
    order_of_product,
    parse_epoch,
    parse_moment,
)
from dangol.listen.importers.tables import read_header, read_records
from dangol.listen.names import NUMBERS, EventName, plain_number

PRODUCT_FIELDS = frozenset(
    {
        "product_id",
        "sku",
        "category",
        "name",
        "brand",
        "variant",
        "price",
        "quantity",
        "position",
        "url",
        "image_url",
    }
)
"""Properties that, in an order, belong to the product and not to the order."""

_written_date = re.compile(
    r"(\d{4}) ?[-./年년] ?(\d{1,2}) ?[-./月월] ?(\d{1,2}) ?[.日일]?"
    r"(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
).fullmatch


def import_csv(stream: BinaryIO, options: ImportOptions) -> Iterator[Imported]:
    """Every row as one track call, by the column map in the options.

    Raises: ColumnMapError, where there is no map; WrongFormatError, where a column that the map
    names is not in the header.
    """
    columns = options.column_map
    if columns is None:
        raise ColumnMapError(
            "a csv file needs a column map",
            hint="say in a TOML file which column means what: docs/reference/importers.md",
        )
    records = read_records(stream, delimiter=columns.delimiter, encoding=columns.encoding)
    header = read_header(records, columns.columns(), "csv")
    place = {name: at for at, name in reversed(list(enumerate(header)))}
    event_at, moment_at = place[columns.event], place[columns.timestamp]
    user_at = place.get(columns.user_id, -1) if columns.user_id else -1
    visitor_at = place.get(columns.anonymous_id, -1) if columns.anonymous_id else -1
    id_at = place[columns.message_id] if columns.message_id else -1
    properties_at = [(name, place[column]) for name, column in columns.properties.items()]
    zone = columns.zone() or options.timezone
    unit_us = UNITS_US.get(columns.timestamp_unit, 0)
    currency = columns.currency or options.currency

    def call_of(fields: list[str], message_id: str) -> Call | str:
        kind, when = fields[event_at].strip(), fields[moment_at].strip()
        user = fields[user_at].strip() if user_at >= 0 else ""
        visitor = fields[visitor_at].strip() if visitor_at >= 0 else ""
        if not kind:
            return f"the column {columns.event} is empty"
        if not user and not visitor:
            named = filter(None, (columns.user_id, columns.anonymous_id))
            return f"the column {' and '.join(named)} is empty"
        moment = parse_epoch(when, unit_us) if unit_us else _written_moment(when, zone)
        if moment is None:
            return f"the column {columns.timestamp} is no time ({columns.timestamp_unit})"
        event = columns.events.get(kind, kind)
        properties: dict[str, object] = {}
        for name, at in properties_at:
            value = fields[at].strip()
            if value:
                properties[name] = plain_number(value) if name in NUMBERS else value
        if currency:
            properties.setdefault("currency", currency)
        if event == EventName.ORDER_COMPLETED:
            properties = _order(properties, order_id_of(user or visitor, when))
        return Call(
            "track",
            (fields[id_at].strip() if id_at >= 0 else "") or message_id,
            moment,
            event=event,
            user_id=user,
            anonymous_id=visitor,
            properties=properties,
        )

    return calls_of_records(records, call_of)


def _order(given: dict[str, object], derived_id: str) -> dict[str, object]:
    """The properties with the product's own under `products`."""
    product = {name: value for name, value in given.items() if name in PRODUCT_FIELDS}
    order = {name: value for name, value in given.items() if name not in PRODUCT_FIELDS}
    order_id = str(order.pop("order_id", derived_id))
    if not product:
        return {"order_id": order_id, **order}
    return {**order_of_product(order_id, product), **order}


def _written_moment(text: str, zone: tzinfo) -> datetime | None:
    """As ISO 8601, or as Korean and Japanese sheets write it: 2024. 3. 5 9:05, 2024年3月5日."""
    written = _written_date(text)
    if written is None:
        return parse_moment(text, zone)
    year, month, day, hour, minute, second = (int(part or 0) for part in written.groups())
    return parse_moment(f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}", zone)
