"""Shopify's product CSV: several rows a product, one for each variant or further image.

Rows of one Handle follow each other. The first says what all variants share; a row with an option,
a price or a sku is a variant; a row with only an image is not.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from dangol.listen.catalogue.details import Details, parse_details
from dangol.listen.catalogue.encodings import opened_text
from dangol.listen.catalogue.product import Availability, Product, SkippedRow
from dangol.listen.catalogue.row import FeedSettings, ProductRow, parse_product, raw_of
from dangol.listen.catalogue.table import (
    MissingColumnsError,
    TableRow,
    fault_of_width,
    read_table,
)

# The newer template of Shopify names the same columns in other words.
_COLUMNS = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "body": ("body (html)", "description"),
    "vendor": ("vendor",),
    "type": ("type",),
    "category": ("product category", "google shopping / google product category"),
    "published": ("published", "published on online store"),
    "status": ("status",),
    "name1": ("option1 name",),
    "name2": ("option2 name",),
    "name3": ("option3 name",),
    "value1": ("option1 value",),
    "value2": ("option2 value",),
    "value3": ("option3 value",),
    "sku": ("variant sku", "sku"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "stock": ("variant inventory qty", "inventory quantity"),
    "policy": ("variant inventory policy", "continue selling when out of stock"),
    "price": ("variant price", "price"),
    "list_price": ("variant compare at price", "compare-at price"),
    "image": ("image src", "product image url"),
    "variant_image": ("variant image", "variant image url"),
}
# "Size table (product.metafields.custom.size_table)"
_METAFIELD = re.compile(r"metafields\.[\w-]+\.([\w-]+)\)?$")


class _Shared(msgspec.Struct):
    """What the first row of a Handle says for all its variants."""

    title: str
    body: str
    vendor: str
    category: str
    names: tuple[str, str, str]
    image: str
    is_listed: bool
    details: Details | None


class _Row(msgspec.Struct):
    """One record, its cells by our names for the columns."""

    line: int
    cells: list[str]
    places: dict[str, int]

    def said(self, name: str) -> str:
        """What a metafield of that name says."""
        return self.cell(f"metafield {name}")

    def cell(self, column: str) -> str:
        place = self.places.get(column, -1)
        return self.cells[place].strip() if 0 <= place < len(self.cells) else ""

    def has(self, column: str) -> bool:
        return column in self.places


def read_shopify(source: BinaryIO, settings: FeedSettings) -> Iterator[Product | SkippedRow]:
    """Every variant of a Shopify product CSV, and why a row gave none.

    Raises: MissingColumnsError (`catalogue.missing_columns`) before the first product.
    """
    with opened_text(source, settings.language) as text:
        rows = read_table(text, ",")
        first = next(rows, None)
        header = first.cells if isinstance(first, TableRow) else []
        places = _places_of(header)
        shared: dict[str, _Shared] = {}
        seen: set[str] = set()
        run: list[_Row] = []
        for row in rows:
            fault = row if isinstance(row, SkippedRow) else fault_of_width(row, len(header))
            if fault is not None:
                yield fault
                continue
            assert isinstance(row, TableRow)
            record = _Row(row.line, row.cells, places)
            if not record.cell("handle"):
                yield SkippedRow(row.line, "the Handle is empty", raw_of(row.cells))
                continue
            if run and run[0].cell("handle") != record.cell("handle"):
                yield from _variants_of(run, shared, settings, seen)
                run = []
            run.append(record)
        if run:
            yield from _variants_of(run, shared, settings, seen)


def _places_of(header: list[str]) -> dict[str, int]:
    words: dict[str, int] = {}
    for place, word in enumerate(header):
        words.setdefault(" ".join(word.casefold().split()), place)
    places = {
        column: words[next(name for name in names if name in words)]
        for column, names in _COLUMNS.items()
        if any(name in words for name in names)
    }
    for word, place in words.items():
        if (found := _METAFIELD.search(word)) is not None:
            places.setdefault(f"metafield {found[1]}", place)
    missing = [word for word in ("Handle", "Title") if word.lower() not in places]
    if missing:
        raise MissingColumnsError(missing, "Shopify product CSV")
    return places


def _variants_of(
    run: list[_Row], shared: dict[str, _Shared], settings: FeedSettings, seen: set[str]
) -> Iterator[Product | SkippedRow]:
    handle = run[0].cell("handle")
    if handle not in shared:
        shared[handle] = _shared_of(run[0])
    skus = Counter(row.cell("sku") for row in run)
    for place, row in enumerate(run):
        is_variant = any(map(row.cell, ("value1", "price", "sku")))
        if is_variant or (place == 0 and row.cell("title")):
            product_row = _row_of(row, handle, shared[handle], settings, skus)
            yield parse_product(product_row, settings, seen)
        elif not (row.cell("image") or row.cell("variant_image")):
            yield SkippedRow(
                row.line, "the row holds no title, variant or image", raw_of(row.cells)
            )


def _shared_of(row: _Row) -> _Shared:
    return _Shared(
        title=row.cell("title"),
        body=row.cell("body"),
        vendor=row.cell("vendor"),
        category=row.cell("type") or row.cell("category"),
        names=(row.cell("name1"), row.cell("name2"), row.cell("name3")),
        image=row.cell("image"),
        is_listed=row.cell("published").casefold() not in ("false", "no", "0")
        and row.cell("status").casefold() not in ("draft", "archived", "unlisted"),
        details=parse_details(row.said),
    )


def _row_of(
    row: _Row, handle: str, shared: _Shared, settings: FeedSettings, skus: Counter[str]
) -> ProductRow:
    values = (row.cell("value1"), row.cell("value2"), row.cell("value3"))
    options = tuple(
        (name, value) for name, value in zip(shared.names, values, strict=True) if value
    )
    is_only = values in (("", "", ""), ("Default Title", "", ""))
    sku = row.cell("sku")
    if is_only:
        product_id, options = handle, ()
    elif sku and skus[sku] == 1:
        product_id = f"{handle}/{sku}"
    else:
        product_id = "/".join((handle, *(value for _, value in options)))
    return ProductRow(
        line=row.line,
        raw=row.cells,
        product_id=product_id,
        group_id=handle,
        sku=sku,
        title=shared.title,
        description=shared.body,
        brand=shared.vendor,
        category=shared.category,
        price=row.cell("price"),
        list_price=row.cell("list_price"),
        availability=_availability_of(row),
        is_listed=shared.is_listed,
        url=f"{settings.shop_url.rstrip('/')}/products/{handle}" if settings.shop_url else "",
        image_url=row.cell("variant_image") or shared.image,
        options=options,
        details=shared.details,
    )


def _availability_of(row: _Row) -> Availability:
    """Shopify sells what nobody tracks without end, and what may oversell as a backorder."""
    if row.has("tracker") and not row.cell("tracker"):
        return Availability.IN_STOCK
    try:
        stock = float(row.cell("stock").replace(",", ""))
    except ValueError:
        return Availability.UNKNOWN
    if stock > 0:
        return Availability.IN_STOCK
    if row.cell("policy").casefold() in ("continue", "true", "yes"):
        return Availability.BACKORDER
    return Availability.OUT_OF_STOCK
