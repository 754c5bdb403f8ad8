"""A product as every feed is read into it, and what a newer feed changed.

A `Product` is one thing that can be put in a cart: a variant, where a product has variants.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from dangol.listen.catalogue.details import Details
from dangol.terms.languages import Language
from dangol.terms.money import Money


class Availability(StrEnum):
    """Whether a product can be bought now."""

    IN_STOCK = "in_stock"
    """It can be bought and is there."""
    OUT_OF_STOCK = "out_of_stock"
    """It cannot be bought now."""
    PREORDER = "preorder"
    """It can be ordered before it first appears."""
    BACKORDER = "backorder"
    """It can be ordered and comes later."""
    UNKNOWN = "unknown"
    """The feed does not say."""


class Product(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing for sale. Texts are plain, links are http or https, absent texts are empty."""

    product_id: str
    """Names this one among all of a shop's products and variants."""
    group_id: str
    """Shared by the variants of one product; the product_id where there are none."""
    sku: str = ""
    title: str
    description: str = ""
    brand: str = ""
    category: str = ""
    price: Money | None = None
    """What it costs now. None where the feed does not say."""
    list_price: Money | None = None
    """What is struck out beside the price: always more than it, in the same currency."""
    availability: Availability = Availability.UNKNOWN
    is_listed: bool = True
    """Visitors can find it in the shop."""
    url: str = ""
    image_url: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """What sets this variant apart, such as (("Size", "M"),)."""
    language: Language | None = None
    """Of title and description, where it is known."""
    details: Details | None = None
    """What the shop says of it beyond that, such as what it measures."""


def event_ids(product: Product) -> tuple[str, ...]:
    """The ids by which an event may mean this product, the most exact first.

    Shops put the feed's id, the sku or the id of the whole product into `product_id`.
    """
    ids = (product.product_id, product.sku, product.group_id)
    return tuple(dict.fromkeys(one for one in ids if one))


class SkippedRow(msgspec.Struct, frozen=True):
    """A part of a feed that gave no product, with the reason in the user's words."""

    line: int
    """Where it begins, from 1; in JSON, its place in the list."""
    reason: str
    raw: str = ""
    """The beginning of it as it stood."""


class ChangeKind(StrEnum):
    """How a product of the feed differs from the one known before."""

    NEW = "new"
    """It was not known."""
    UPDATED = "updated"
    """Something about it is different."""


class PriceDrop(msgspec.Struct, frozen=True):
    """The same currency, and less of it."""

    old: Money
    new: Money


class CatalogueChange(msgspec.Struct, frozen=True):
    """One product that is new or different."""

    kind: ChangeKind
    product: Product
    """As the feed says it is now."""
    before: Product | None = None
    is_back_in_stock: bool = False
    """It was out of stock, and is in stock and listed now."""
    price_drop: PriceDrop | None = None


class CatalogueChanges(msgspec.Struct, frozen=True):
    """What a feed changes: `changes` by product_id, and how many products it leaves as they are."""

    changes: tuple[CatalogueChange, ...]
    unchanged: int

    def count(self, kind: ChangeKind) -> int:
        """How many changes are of that kind."""
        return sum(change.kind is kind for change in self.changes)


def compare_products(before: Mapping[str, Product], after: Iterable[Product]) -> CatalogueChanges:
    """What a feed changes in the catalogue known before, keyed by product_id.

    A product that the feed does not name stays as it is: feeds are upserts. Where a feed names a
    product twice with different words, the same one of the two counts in whatever order they come.

    Laws: a catalogue compared with itself gives no changes; the order of `after` does not matter;
    after applying the changes, the same feed gives none.
    """
    named: dict[str, Product] = {}
    for product in after:
        other = named.get(product.product_id)
        if other is None or (other != product and _stands_before(product, other)):
            named[product.product_id] = product
    changes: list[CatalogueChange] = []
    unchanged = 0
    for product_id in sorted(named):
        known, product = before.get(product_id), named[product_id]
        if known is None:
            changes.append(CatalogueChange(ChangeKind.NEW, product))
        elif known == product:
            unchanged += 1
        else:
            changes.append(_update_of(known, product))
    return CatalogueChanges(tuple(changes), unchanged)


def _stands_before(one: Product, other: Product) -> bool:
    return msgspec.json.encode(one) < msgspec.json.encode(other)


def _update_of(before: Product, after: Product) -> CatalogueChange:
    is_back = (
        before.availability is Availability.OUT_OF_STOCK
        and after.availability is Availability.IN_STOCK
        and after.is_listed
    )
    return CatalogueChange(
        ChangeKind.UPDATED, after, before, is_back, _drop_of(before.price, after.price)
    )


def _drop_of(old: Money | None, new: Money | None) -> PriceDrop | None:
    if old is None or new is None or old.currency != new.currency or not new < old:
        return None
    return PriceDrop(old, new)
