"""The objects inside a call, read once: the same page, product and browser come again and again.

A part is known by its bytes. What is remembered follows from them alone, so remembering changes
no result; and what is bounded, in number and in size, cannot be filled up by a stranger.
"""

import re
from typing import Any, cast

import msgspec

from dangol.listen.body import DEPTH_LIMIT, is_too_deep

KNOWN_LIMIT = 16_384
SIZE_LIMIT = 1_024
AMOUNT_LIMIT = 2**53
AMOUNTS = frozenset({"price", "quantity", "revenue", "total", "value", "subtotal", "products"})
"""Properties that hold amounts, or products that do."""

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class Goods(msgspec.Struct, frozen=True, gc=False):
    """What properties say of a product, priced for one workspace."""

    pricing: object
    """By which the price was read: another workspace's is another price."""
    product_id: str
    category: str
    price_minor: int
    quantity: int
    is_out_of_stock: bool


class Part(msgspec.Struct, gc=False):
    """A JSON object inside a call, and what was found out about it. Shared: never change it."""

    values: dict[str, Any]
    fault: str = ""
    """What is wrong with its amounts, if it is read as properties."""
    goods: Goods | None = None
    page: str | None = None
    """The mark of the page, if it is read as a context. Both are filled in by `act_of`."""


EMPTY = Part({})


def part_of(values: dict[str, Any] | None) -> Part:
    """A decoded object as a part, its amounts not looked at."""
    return Part(values) if values else EMPTY


def learn_part(raw: bytes) -> Part | None:
    """The part with these bytes, from now on in `KNOWN`; None as `read_part` says."""
    part = read_part(raw)
    if part is not None and 0 < len(raw) <= SIZE_LIMIT:
        if len(KNOWN) >= KNOWN_LIMIT:
            KNOWN.clear()
        KNOWN[raw] = part
    return part


def read_part(raw: bytes) -> Part | None:
    """The part with these bytes; the empty one where there are none.

    None where the bytes are no object, or are not as short as they could be: only a closer look
    can tell spaces and escapes from a key that is said twice.
    """
    if not raw:
        return EMPTY
    try:
        values = _decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if type(values) is not dict or _encode(values) != raw or is_too_deep(raw, DEPTH_LIMIT - 1):
        return None
    values = cast("dict[str, Any]", values)
    return Part(values, bad_amount(values))


KNOWN: dict[bytes, Part] = {}
"""Looked into directly, for speed."""


def bad_amount(properties: dict[str, Any]) -> str:
    """What is wrong with the amounts of a call, or nothing.

    Texts are let through: feeds write "39,000원", and money is parsed where it is used.
    """
    if AMOUNTS.isdisjoint(properties):
        return ""
    for field in AMOUNTS & properties.keys():
        value = properties[field]
        if field == "products" or (field == "value" and type(value) is str):
            continue  # a value that is a text may say anything: it is any event's
        if value is not None and not _is_amount(value):
            return f"{field} is a number from 0 to 2^53"
    products = properties.get("products")
    if type(products) is list:
        for product in cast("list[Any]", products):
            if type(product) is dict:
                product = cast("dict[str, Any]", product)
                for field in ("price", "quantity"):
                    value = product.get(field)
                    if value is not None and not _is_amount(value):
                        return f"products[].{field} is a number from 0 to 2^53"
    return ""


_AMOUNT = re.compile(r"\s*(?:[^\d−－-]*\d.*|free|무료|無料|)\s*", re.DOTALL | re.IGNORECASE)
"""A text with a digit, and no minus before it; what such a text is worth is parsed elsewhere."""


def _is_amount(value: object) -> bool:
    if type(value) is int or type(value) is float:
        return 0 <= value < AMOUNT_LIMIT  # false for NaN too
    if type(value) is str:
        is_in_brackets = value.startswith("(") and value.endswith(")")  # a bookkeeper's minus
        return not is_in_brackets and _AMOUNT.fullmatch(value) is not None
    return type(value) is not bool
