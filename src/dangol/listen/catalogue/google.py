"""Google merchant feeds: tab-separated, RSS 2.0 and Atom.

Source: the product data specification of Google Merchant Center. A sale price replaces the price
while its dates hold; the price is then the list price.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import BinaryIO

from dangol.listen.catalogue.details import parse_details
from dangol.listen.catalogue.encodings import opened_text
from dangol.listen.catalogue.markup import read_items
from dangol.listen.catalogue.product import Product, SkippedRow
from dangol.listen.catalogue.row import (
    FeedSettings,
    ProductRow,
    RawRow,
    parse_availability,
    parse_product,
)
from dangol.listen.catalogue.table import (
    MissingColumnsError,
    TableRow,
    fault_of_width,
    read_table,
)
from dangol.terms.instants import parse_instant

_OPTIONS = ("color", "size", "material", "pattern")


def read_google_tsv(source: BinaryIO, settings: FeedSettings) -> Iterator[Product | SkippedRow]:
    """Every product of a tab-separated feed, and why a row gave none. Commas are taken too.

    Raises: MissingColumnsError (`catalogue.missing_columns`) before the first product.
    """
    with opened_text(source, settings.language) as text:
        start = text.readline()
        rows = read_table(chain([start], text), "\t" if "\t" in start else ",")
        first = next(rows, None)
        header = [column_of(cell) for cell in first.cells] if isinstance(first, TableRow) else []
        missing = [column for column in ("id", "title") if column not in header]
        if missing:
            raise MissingColumnsError(missing, "Google merchant TSV")
        seen: set[str] = set()
        for row in rows:
            fault = row if isinstance(row, SkippedRow) else fault_of_width(row, len(header))
            if fault is not None:
                yield fault
                continue
            assert isinstance(row, TableRow)
            fields = dict(
                zip(reversed(header), reversed(_padded(row.cells, len(header))), strict=True)
            )
            yield parse_product(_row_of(fields, row.line, row.cells, settings), settings, seen)


def read_google_xml(source: BinaryIO, settings: FeedSettings) -> Iterator[Product | SkippedRow]:
    """Every product of an RSS or Atom feed, and why an item gave none. Read piece by piece.

    Raises: ForbiddenXmlError (`catalogue.forbidden_xml`) where the feed declares a DOCTYPE.
    """
    seen: set[str] = set()
    for item in read_items(source):
        if isinstance(item, SkippedRow):
            yield item
            continue
        fields = {column_of(name): value for name, value in item.fields.items()}
        yield parse_product(_row_of(fields, item.line, item.fields, settings), settings, seen)


def column_of(word: str) -> str:
    """The attribute a column's heading means: `Image Link`, `g:image_link` and so on."""
    return re.sub(r"[\s-]+", "_", word.strip().casefold().removeprefix("g:"))


def _padded(cells: list[str], columns: int) -> list[str]:
    return (cells + [""] * (columns - len(cells)))[:columns]


def _row_of(
    fields: Mapping[str, str], line: int, raw: RawRow, settings: FeedSettings
) -> ProductRow:
    price, list_price = fields.get("price", ""), ""
    if fields.get("sale_price", "").strip() and _is_on_sale(fields, settings):
        price, list_price = fields["sale_price"], price
    return ProductRow(
        line=line,
        raw=raw,
        product_id=fields.get("id", ""),
        group_id=fields.get("item_group_id", ""),
        sku=fields.get("sku", ""),
        title=fields.get("title", ""),
        description=fields.get("description") or fields.get("summary", ""),
        brand=fields.get("brand", ""),
        category=fields.get("product_type") or fields.get("google_product_category", ""),
        price=price,
        list_price=list_price,
        availability=parse_availability(fields.get("availability", "")),
        url=fields.get("link", ""),
        image_url=fields.get("image_link", ""),
        options=tuple((name, fields[name]) for name in _OPTIONS if fields.get(name, "").strip()),
        details=parse_details(fields.get),
    )


def _is_on_sale(fields: Mapping[str, str], settings: FeedSettings) -> bool:
    """Without dates always; with dates only at an instant known to lie between them."""
    dates = fields.get("sale_price_effective_date", "").strip()
    if not dates:
        return True
    if settings.at is None:
        return False
    start, _, end = dates.partition("/")
    try:
        return parse_instant(start.strip()) <= settings.at <= parse_instant(end.strip())
    except (ValueError, OverflowError):
        return False
