"""schema.org products: JSON-LD in files of its own or inside the pages of a shop.

Source: schema.org Product, ProductGroup, Offer and AggregateOffer, as shops' themes write them:
prices as texts, `http` and `https` addresses for availability, lists of lists, `@graph`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, cast

from dangol.listen.catalogue.details import parse_details
from dangol.listen.catalogue.encodings import read_document
from dangol.listen.catalogue.product import Availability, Product, SkippedRow
from dangol.listen.catalogue.row import (
    FeedSettings,
    ProductRow,
    parse_availability,
    parse_product,
    scalar_text,
)
from dangol.terms.money import Money
from dangol.terms.money_text import parse_money

Node = Mapping[str, object]
_TYPES = frozenset(["productmodel", "someproducts", "vehicle", "car", "book"])
_GROUP = "productgroup"
_IDS = ("sku", "productID", "mpn", "gtin", "gtin13", "gtin14", "gtin12", "gtin8", "@id", "url")
_OPTIONS = ("color", "size", "material", "pattern")
_MAX_DEPTH = 40
_MAX_NODES = 1_000_000


def read_jsonld(source: BinaryIO, settings: FeedSettings) -> Iterator[Product | SkippedRow]:
    """Every product of a JSON-LD document, of JSON lines, or of an HTML page that holds JSON-LD.

    Raises: TooLargeError (`catalogue.too_large`).
    """
    text = read_document(source, settings.language)
    seen: set[str] = set()
    count = 0
    for line, block in _blocks_of(text):
        root = parse_block(block)
        if isinstance(root, str):
            yield SkippedRow(line, root, block[:2_000])
            continue
        for node in _products_in(root):
            for row in _rows_of(node, line, settings):
                count += 1
                yield parse_product(row, settings, seen)
    if not count:
        yield SkippedRow(1, "the document holds no schema.org Product")


# --- blocks of JSON ---

_SCRIPT = re.compile(r"<script\b([^<>]*)>", re.IGNORECASE)
_END = re.compile(r"</script", re.IGNORECASE)
_LD_JSON = re.compile(r"""type\s*=\s*["']?\s*application/ld\+json""", re.IGNORECASE)
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")


def _blocks_of(text: str) -> Iterator[tuple[int, str]]:
    """The pieces of JSON with the line on which each begins.

    Scripts are found by plain search, in time linear in the page's length.
    """
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        yield from _bare_blocks(text)
        return
    place, line, counted = 0, 1, 0
    while found := _SCRIPT.search(text, place):
        end = _END.search(text, found.end())
        place = end.start() if end else len(text)
        if _LD_JSON.search(found[1]):
            line += text.count("\n", counted, found.end())
            counted = found.end()
            yield line, _WRAPPING.sub("", text[found.end() : place])


def _bare_blocks(text: str) -> Iterator[tuple[int, str]]:
    if not isinstance(parse_block(text), str):
        yield 1, text
        return
    lines = [(place, line) for place, line in enumerate(text.splitlines(), 1) if line.strip()]
    if lines and not isinstance(parse_block(lines[0][1]), str):
        yield from lines
    else:
        yield 1, text


def parse_block(text: str) -> object:
    """The value of a piece of JSON, or a text that says why it is none.

    Line breaks inside texts are forgiven, because themes write them.
    """
    try:
        root = cast(object, json.loads(text.strip("\ufeff \t\r\n;"), strict=False))
    except json.JSONDecodeError as fault:
        return f"this is not JSON: {fault.msg} (line {fault.lineno}, column {fault.colno})"
    except (ValueError, RecursionError):
        return "this is not JSON that can be read: a number or a nesting is too large"
    if not isinstance(root, dict | list):
        return "this JSON holds neither object nor list"
    return cast(object, root)


# --- products in a block ---


def _as_node(value: object) -> Node | None:
    return cast(Node, value) if isinstance(value, dict) else None


def _as_list(value: object) -> list[object]:
    if value is None:
        return []
    return cast(list[object], value) if isinstance(value, list) else [value]


def _types_of(node: Node) -> set[str]:
    named = (kind for kind in _as_list(node.get("@type")) if isinstance(kind, str))
    return {re.split(r"[/:#]", kind)[-1].casefold() for kind in named}


def _is_product(node: Node) -> bool:
    return any(
        kind.endswith("product") or kind == _GROUP or kind in _TYPES for kind in _types_of(node)
    )


def _products_in(root: object) -> Iterator[Node]:
    """Products wherever they stand, outermost only, in the document's order."""
    stack: list[tuple[object, int]] = [(root, 0)]
    visited = 0
    while stack and visited < _MAX_NODES:
        value, depth = stack.pop()
        visited += 1
        node = _as_node(value)
        if node is not None and _is_product(node):
            yield node
        elif depth < _MAX_DEPTH and isinstance(value, dict | list):
            inner = node.values() if node is not None else _as_list(cast(object, value))
            stack.extend((child, depth + 1) for child in reversed(list(inner)))


def _text(value: object) -> str:
    """The text of a value that may be wrapped in lists and objects."""
    for _ in range(4):
        if not isinstance(value, dict | list):
            return scalar_text(value)
        if isinstance(value, list):
            inside = cast(list[object], value)
            value = inside[0] if inside else None
            continue
        node = cast(Node, value)
        keys = ("@value", "name", "contentUrl", "url", "@id")
        value = next((node[key] for key in keys if node.get(key)), None)
    return ""


def _id_of(node: Node) -> str:
    return next((found for key in _IDS if (found := _text(node.get(key)).strip())), "")


def _rows_of(node: Node, line: int, settings: FeedSettings) -> list[ProductRow]:
    group = _text(node.get("productGroupID")) or _id_of(node)
    variants = [variant for item in _as_list(node.get("hasVariant")) if (variant := _as_node(item))]
    if variants:
        inherited = {key: value for key, value in node.items() if key not in (*_IDS, "hasVariant")}
        return [
            _row_of({**inherited, **variant}, variant, group, line, settings)
            for variant in variants
            if _id_of(variant)
        ]
    parent = _as_node(node.get("isVariantOf")) or {}
    group = _text(parent.get("productGroupID")) or _id_of(parent) or group
    offers = _offers_of(node)
    if len({_text(offer.get("sku")) for offer in offers} - {""}) == len(offers) > 1:
        return [
            _row_of({**node, **_named(offer), "offers": offer}, offer, group, line, settings)
            for offer in offers
        ]
    return [_row_of(node, node, group, line, settings)]


def _named(offer: Node) -> dict[str, object]:
    """What an offer for one variant says of the variant itself."""
    return {key: offer[key] for key in ("sku", "name", "url", "image") if offer.get(key)}


def _offers_of(node: Node) -> list[Node]:
    offers: list[Node] = []
    for item in _as_list(node.get("offers")):
        offer = _as_node(item)
        if offer is None:
            continue
        inner = [one for each in _as_list(offer.get("offers")) if (one := _as_node(each))]
        offers.extend([one for one in inner if _price_in(one)[0] is not None] or [offer])
    return offers


def _price_in(offer: Node) -> tuple[object, object, str]:
    """Price, list price and currency of an offer, from itself or its price specifications."""
    price, list_price, currency = offer.get("price"), None, _text(offer.get("priceCurrency"))
    if price in (None, ""):
        price = offer.get("lowPrice")
    for item in _as_list(offer.get("priceSpecification")):
        part = _as_node(item) or {}
        kind = _text(part.get("priceType")).rpartition("/")[2].casefold()
        amount = part.get("price")
        currency = currency or _text(part.get("priceCurrency"))
        if kind in ("listprice", "strikethroughprice", "msrp", "srp"):
            list_price = amount
        elif price in (None, ""):
            price = amount
    return price, list_price, currency


def _best_offer(offers: list[Node], settings: FeedSettings) -> Node:
    """The cheapest offer that can be bought; if none can, the cheapest."""

    def rank(offer: Node) -> tuple[bool, bool, int]:
        price = _price_in(offer)[0]
        money = parse_money(_plain(price), settings.currency)
        minor = money.minor if isinstance(money, Money) else 0
        stock = parse_availability(_text(offer.get("availability")))
        return stock is Availability.OUT_OF_STOCK, not isinstance(money, Money), minor

    nothing: Node = {}
    return min(offers, key=rank, default=nothing)


def _plain(price: object) -> object:
    return price if isinstance(price, int | float) else _text(price)


def _row_of(node: Node, own: Node, group: str, line: int, settings: FeedSettings) -> ProductRow:
    offer = _best_offer(_offers_of(node), settings)
    price, list_price, currency = _price_in(offer)
    return ProductRow(
        line=line,
        raw=own,
        product_id=_id_of(own) or _id_of(node),
        group_id=group,
        sku=_text(own.get("sku")),
        title=_text(node.get("name")),
        description=_text(node.get("description")),
        brand=_text(node.get("brand")),
        category=_text(node.get("category")),
        price=_plain(price),
        list_price=_plain(list_price),
        currency=currency,
        availability=parse_availability(_text(offer.get("availability"))),
        url=_text(node.get("url")) or _text(offer.get("url")),
        image_url=_text(node.get("image")),
        options=tuple((name, text) for name in _OPTIONS if (text := _text(node.get(name)))),
        details=parse_details(_said_of(node).get),
    )


def _said_of(node: Node) -> dict[str, object]:
    """Its properties by name: the material, and whatever it has no field for."""
    said: dict[str, object] = {"material": _text(node.get("material"))}
    for item in _as_list(node.get("additionalProperty")):
        one = _as_node(item) or {}
        name = "_".join(_text(one.get("name")).casefold().split())
        said.setdefault(name, _as_node(one.get("value")) or _text(one.get("value")))
    return said
