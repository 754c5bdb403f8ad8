"""The BigQuery export of Google Analytics 4, as JSON lines: one event a row.

Whole numbers stand there as texts, and what is unknown as null or "(not set)".
Source: Google Analytics, "BigQuery Export schema" (tables `events_YYYYMMDD`).
"""

from collections.abc import Iterator
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

import msgspec

from dangol.listen.importers.lines import read_lines
from dangol.listen.importers.rows import (
    BadRow,
    Call,
    Imported,
    ImportOptions,
    WrongFormatError,
    encode_call,
    message_id_of,
    parse_epoch,
    plain_fault,
)
from dangol.listen.names import segment_call_of_ga4


class _Value(msgspec.Struct):
    string_value: str | None = None
    int_value: int | str | None = None
    float_value: float | str | None = None
    double_value: float | str | None = None


class _Param(msgspec.Struct):
    key: str
    value: _Value | None = None


class _WebInfo(msgspec.Struct):
    browser: str | None = None
    hostname: str | None = None


class _Device(msgspec.Struct):
    category: str | None = None
    language: str | None = None
    operating_system: str | None = None
    web_info: _WebInfo | None = None


class _Geo(msgspec.Struct):
    country: str | None = None
    region: str | None = None
    city: str | None = None


class _TrafficSource(msgspec.Struct):
    name: str | None = None
    medium: str | None = None
    source: str | None = None


class _Row(msgspec.Struct):
    event_name: str
    event_timestamp: int | str
    user_pseudo_id: str | None = None
    user_id: str | None = None
    event_params: list[_Param] | None = None
    ecommerce: dict[str, Any] | None = None
    items: list[Any] | None = None
    device: _Device | None = None
    geo: _Geo | None = None
    traffic_source: _TrafficSource | None = None


_decode = msgspec.json.Decoder(_Row).decode
_PAGE = {"page_location": "url", "page_title": "title", "page_referrer": "referrer"}


def import_ga4(stream: BinaryIO, options: ImportOptions) -> Iterator[Imported]:
    """Every row as one call; `page_view` is a page, `screen_view` a screen, all else a track.

    Raises: WrongFormatError, where the file is one JSON list instead of JSON lines.
    """
    is_first = True
    for line in read_lines(stream):
        if isinstance(line, BadRow):
            yield line
            continue
        number, raw = line
        if is_first and raw.lstrip().startswith(b"["):
            raise WrongFormatError(
                f"line {number} begins a JSON list",
                hint="export the table as JSON (newline delimited), one event a line",
            )
        is_first = False
        call = _call_of(raw, options)
        if isinstance(call, str):
            yield BadRow(number, call, raw)
        else:
            yield number, encode_call(call)


def _call_of(raw: bytes, options: ImportOptions) -> Call | str:
    try:
        row = _decode(raw)
    except (ValueError, RecursionError) as fault:
        return f"the row is no GA4 event: {plain_fault(fault)}"
    user_id, anonymous_id = row.user_id or "", row.user_pseudo_id or ""
    if not user_id and not anonymous_id:
        return "the row has neither user_id nor user_pseudo_id (the visitor gave no consent)"
    moment = parse_epoch(str(row.event_timestamp), 1)
    if moment is None:
        return "the event_timestamp is no count of microseconds since 1970"
    if not row.event_name:
        return "the event_name is empty"
    params = {param.key: _value_of(param.value) for param in row.event_params or ()}
    page = _page_of({_PAGE[key]: params.pop(key, None) for key in _PAGE})
    context = _context_of(row, page)
    params["items"] = [_item_of(item) for item in row.items or ()]
    name, properties = segment_call_of_ga4(row.event_name, row.ecommerce, params)
    has_money = not properties.keys().isdisjoint(("value", "revenue", "total", "price", "products"))
    if options.currency and has_money:
        properties.setdefault("currency", options.currency)
    call = Call(
        "track",
        message_id_of(raw.rstrip(b"\r")),
        moment,
        user_id=user_id,
        anonymous_id=anonymous_id,
        properties=properties,
        context=context,
    )
    if row.event_name == "page_view":
        call.type, call.name = "page", page.get("title", "")
        call.properties = {**properties, **page}
    elif row.event_name == "screen_view":
        call.type, call.name = "screen", str(properties.get("firebase_screen") or "")
    else:
        call.event = name
    return call


def _value_of(value: _Value | None) -> object:
    if value is None:
        return None
    kinds = (value.string_value, value.int_value, value.float_value, value.double_value)
    for kind in kinds:
        if kind is not None:
            return kind
    return None


def _item_of(item: object) -> object:
    """The item with its own parameters among its fields."""
    if not isinstance(item, dict) or "item_params" not in item:
        return cast("object", item)
    fields = dict(cast("dict[str, Any]", item))
    try:
        params = msgspec.convert(fields.pop("item_params"), list[_Param] | None)
    except msgspec.ValidationError:
        params = None
    return {**{param.key: _value_of(param.value) for param in params or ()}, **fields}


def _page_of(given: dict[str, object]) -> dict[str, str]:
    page = {key: value for key, value in given.items() if isinstance(value, str) and value}
    try:
        address = urlsplit(page.get("url", ""))
    except ValueError:
        return page
    if address.path:
        page["path"] = address.path
    if address.query:
        page["search"] = "?" + address.query
    return page


def _context_of(row: _Row, page: dict[str, str]) -> dict[str, object]:
    device, geo, came_by = row.device, row.geo, row.traffic_source
    web = device.web_info if device else None
    parts: dict[str, object] = {
        "page": page,
        "locale": device.language if device else None,
        "device": _known(type=device.category if device else None),
        "os": _known(name=device.operating_system if device else None),
        "browser": _known(name=web.browser if web else None),
        "location": _known(
            country=geo.country if geo else None,
            region=geo.region if geo else None,
            city=geo.city if geo else None,
        ),
        "campaign": _known(
            name=came_by.name if came_by else None,
            medium=came_by.medium if came_by else None,
            source=came_by.source if came_by else None,
        ),
    }
    return {key: value for key, value in parts.items() if value}


def _known(**fields: str | None) -> dict[str, str]:
    return {key: value for key, value in fields.items() if value and value != "(not set)"}
