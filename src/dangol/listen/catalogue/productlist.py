"""Plain lists of products in JSON, JSON lines or YAML, under the names shops usually give."""

import math
from collections.abc import Iterator, Mapping
from typing import BinaryIO, cast

from dangol.listen.catalogue.details import parse_details
from dangol.listen.catalogue.encodings import read_document
from dangol.listen.catalogue.jsonld import parse_block
from dangol.listen.catalogue.product import Availability, Product, SkippedRow
from dangol.listen.catalogue.row import (
    FeedSettings,
    ProductRow,
    parse_availability,
    parse_product,
    raw_of,
    scalar_text,
)
from dangol.listen.catalogue.yamllist import read_yaml_rows

LIST_NAMES = ("products", "items", "catalog", "catalogue", "data", "상품", "商品")
"""Under these a document may keep its list."""

_FIELDS = {
    "product_id": (
        "product_id",
        "id",
        "item_id",
        "productid",
        "상품코드",
        "상품번호",
        "商品コード",
    ),
    "group_id": ("group_id", "item_group_id", "parent_id"),
    "sku": ("sku", "variant_sku", "품번", "品番"),
    "title": ("product_name", "name", "title", "item_name", "상품명", "商品名"),
    "description": ("description", "desc", "body", "상품설명", "설명", "商品説明", "説明"),
    "brand": ("brand", "vendor", "manufacturer", "브랜드", "ブランド"),
    "category": ("category", "item_category", "type", "카테고리", "カテゴリ", "カテゴリー"),
    "price": ("price", "selling_price", "가격", "판매가", "価格", "販売価格"),
    "sale_price": ("sale_price", "할인가", "セール価格"),
    "list_price": ("list_price", "compare_at_price", "original_price", "정가", "定価"),
    "currency": ("currency", "price_currency", "통화", "通貨"),
    "availability": ("availability", "stock_status", "재고상태", "在庫状況"),
    "stock": ("current_stock", "stock", "quantity", "inventory", "재고", "在庫", "在庫数"),
    "url": ("url", "link", "상품url", "商品url"),
    "image_url": ("image_url", "image", "image_link", "이미지", "画像"),
}


def read_product_list(source: BinaryIO, settings: FeedSettings) -> Iterator[Product | SkippedRow]:
    """Every product of a plain list, and why an entry gave none.

    The document is a list of objects, an object that holds such a list, or one object a line.

    Raises: TooLargeError (`catalogue.too_large`).
    """
    text = read_document(source, settings.language)
    seen: set[str] = set()
    for line, entry in _entries_of(text):
        if isinstance(entry, SkippedRow):
            yield entry
        elif isinstance(entry, dict):
            row = _row_of(cast(Mapping[str, object], entry), line)
            yield parse_product(row, settings, seen)
        else:
            yield SkippedRow(line, "the entry is not an object with names and values")


def _entries_of(text: str) -> Iterator[tuple[int, object]]:
    root = parse_block(text)
    if not isinstance(root, str):
        yield from enumerate(_list_in(root), 1)
        return
    lines = [(place, line) for place, line in enumerate(text.splitlines(), 1) if line.strip()]
    if lines and isinstance(parse_block(lines[0][1]), dict):
        for place, line in lines:
            entry = parse_block(line)
            yield place, SkippedRow(place, entry, raw_of(line)) if isinstance(entry, str) else entry
    elif text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        yield 1, SkippedRow(1, root, raw_of(text))
    else:
        yield from read_yaml_rows(text, LIST_NAMES)


def _list_in(root: object) -> list[object]:
    if isinstance(root, dict):
        node = cast(Mapping[str, object], root)
        for name in LIST_NAMES:
            if isinstance(found := node.get(name), list):
                return cast(list[object], found)
    return cast(list[object], root) if isinstance(root, list) else [root]


def _row_of(entry: Mapping[str, object], line: int) -> ProductRow:
    values = {str(name).strip().casefold(): value for name, value in entry.items()}

    def value_of(field: str) -> object:
        found = (values[name] for name in _FIELDS[field] if values.get(name) not in (None, ""))
        return next(found, None)

    def text_of(field: str) -> str:
        return scalar_text(value_of(field))

    sale_price = value_of("sale_price")
    is_on_sale = sale_price not in (None, 0, "0")  # some systems write nought for "no sale"
    return ProductRow(
        line=line,
        raw=entry,
        product_id=text_of("product_id") or text_of("sku"),
        group_id=text_of("group_id"),
        sku=text_of("sku"),
        title=text_of("title"),
        description=text_of("description"),
        brand=text_of("brand"),
        category=text_of("category"),
        price=sale_price if is_on_sale else value_of("price"),
        list_price=value_of("list_price") or (value_of("price") if is_on_sale else None),
        currency=text_of("currency"),
        availability=_availability_of(text_of("availability"), value_of("stock")),
        url=text_of("url"),
        image_url=text_of("image_url"),
        details=parse_details(values.get),
    )


def _availability_of(word: str, stock: object) -> Availability:
    if (said := parse_availability(word)) is not Availability.UNKNOWN:
        return said
    try:
        count = float(stock) if isinstance(stock, int | float | str) else None
    except (ValueError, OverflowError):
        count = None
    if count is None or math.isnan(count):
        return Availability.UNKNOWN
    return Availability.IN_STOCK if count > 0 else Availability.OUT_OF_STOCK
