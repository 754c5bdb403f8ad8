"""Products of the catalogue as rows of the record, and back."""

from collections.abc import Sequence
from typing import Any

import msgspec

from dangol.listen.catalogue.details import Details
from dangol.listen.catalogue.product import Availability, Product
from dangol.store import schema
from dangol.terms.instants import Instant
from dangol.terms.languages import Language
from dangol.terms.money import Money

PRODUCT_COLUMNS = tuple(
    column.name for column in schema.products.columns if column.name != "workspace_id"
)
_TEXTS = (
    "product_id",
    "group_id",
    "sku",
    "title",
    "description",
    "brand",
    "category",
    "url",
    "image_url",
)


def product_row(product: Product, now: Instant) -> tuple[Any, ...]:
    """The product's values in the order of `PRODUCT_COLUMNS`."""
    values: dict[str, Any] = {field: getattr(product, field) for field in _TEXTS}
    for field, money in (("price", product.price), ("list_price", product.list_price)):
        values[f"{field}_minor"] = None if money is None else money.minor
        values[f"{field}_currency"] = "" if money is None else money.currency
    values["is_listed"] = product.is_listed
    values["availability"] = product.availability.value
    values["options"] = msgspec.json.encode(product.options)
    values["language"] = "" if product.language is None else product.language.value
    values["updated_at"] = now
    values["details"] = b"" if product.details is None else msgspec.json.encode(product.details)
    return tuple(values[column] for column in PRODUCT_COLUMNS)


def product_of(row: Sequence[Any]) -> Product:
    """The product that a row of `PRODUCT_COLUMNS` means. Law: `product_of(product_row(p)) == p`."""
    values = dict(zip(PRODUCT_COLUMNS, row, strict=True))
    return Product(
        **{field: values[field] for field in _TEXTS},
        is_listed=bool(values["is_listed"]),
        price=_money(values["price_minor"], values["price_currency"]),
        list_price=_money(values["list_price_minor"], values["list_price_currency"]),
        availability=Availability(values["availability"]),
        options=msgspec.json.decode(bytes(values["options"]), type=tuple[tuple[str, str], ...]),
        language=Language(values["language"]) if values["language"] else None,
        details=_details(values["details"]),
    )


def _details(kept: Any) -> Details | None:
    # What stood there before the column did is empty, as bytes or as text.
    return msgspec.json.decode(bytes(kept), type=Details) if kept else None


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
