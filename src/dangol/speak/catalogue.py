"""The shop's shelf as the skills see it: products with their options, in one language."""

from collections.abc import Iterable, Mapping

import msgspec

from dangol.listen.catalogue.details import NOTHING, Details
from dangol.listen.catalogue.product import Availability
from dangol.listen.catalogue.product import Product as FeedRow
from dangol.speak.facts import Fact, facts_of_product
from dangol.speak.reply import CardOption, ProductCard
from dangol.speak.understand.lexicon import keys_of
from dangol.speak.understand.naming import Names
from dangol.terms.languages import Language
from dangol.terms.money import Money, render_money

MAX_CARD_OPTIONS = 24


class Option(msgspec.Struct, frozen=True):
    """One thing that can be put in the cart."""

    option_id: str
    label: str
    """What sets it apart, as a shopper reads it: "블랙 / M"."""
    values: tuple[tuple[str, str], ...]
    is_in_stock: bool
    row: FeedRow
    left: int | None = None
    """How many are there, where the shop tells it."""


class Features(msgspec.Struct, frozen=True):
    """What a product is, in the keys of the lexicon."""

    kinds: frozenset[str]
    """By its name and its category."""
    materials: frozenset[str]
    traits: frozenset[str]
    named: frozenset[str]
    """Kinds and materials that stand in its name."""


class Product(msgspec.Struct, frozen=True):
    """One product with all its options."""

    product_id: str
    name: str
    category: str
    price: Money | None
    url: str
    image_url: str
    description: str
    options: tuple[Option, ...]
    details: Details
    features: Features

    @property
    def is_in_stock(self) -> bool:
        """At least one option can be bought."""
        return any(option.is_in_stock for option in self.options)

    def option_of(self, option_id: str) -> Option | None:
        """The option with that id."""
        return next((one for one in self.options if one.option_id == option_id), None)


class Shop(msgspec.Struct, frozen=True):
    """What a shop sells, in one language, in the order of its feed."""

    name: str
    language: Language
    products: tuple[Product, ...]
    by_id: dict[str, Product]
    by_option: dict[str, Product]
    by_path: dict[str, str]
    """Of products that have a page, by its path."""
    names: Names

    def product_of(self, product_id: str) -> Product | None:
        """The product that a product's, or one of its options', id names."""
        return self.by_id.get(product_id) or self.by_option.get(product_id)

    def product_at(self, url: str) -> Product | None:
        """The product whose page that address is, whatever follows the path."""
        return self.by_id.get(self.by_path.get(_path_of(url), ""))


def build_shop(
    rows: Iterable[FeedRow],
    language: Language,
    *,
    name: str = "",
    details: Mapping[str, Details] | None = None,
    left: Mapping[str, int] | None = None,
) -> Shop:
    """The rows of a feed as products with options; what is not listed is left out.

    `details` by the product's id (the feed's group) go before what the rows say themselves; `left`
    by the option's (the feed's product).
    """
    groups: dict[str, list[FeedRow]] = {}
    for row in rows:
        if row.is_listed and row.title:
            groups.setdefault(row.group_id or row.product_id, []).append(row)
    counts = left or {}
    known = details or {}
    products = tuple(
        _product_of(product_id, group, known.get(product_id) or _details_in(group), counts)
        for product_id, group in groups.items()
    )
    return Shop(
        name,
        language,
        products,
        {product.product_id: product for product in products},
        {option.option_id: product for product in products for option in product.options},
        {_path_of(product.url): product.product_id for product in products if product.url},
        Names((product.product_id, product.name, product.category) for product in products),
    )


def _product_of(
    product_id: str, rows: list[FeedRow], details: Details, left: Mapping[str, int]
) -> Product:
    first = rows[0]
    # What all options share ("FREE") says nothing about which of them is meant.
    shared = {value for _, value in first.options}
    for row in rows[1:]:
        shared &= {value for _, value in row.options}
    options = tuple(_option_of(row, shared, left) for row in rows)
    return Product(
        product_id=product_id,
        name=first.title,
        category=first.category,
        price=first.price,
        url=first.url.partition("?")[0] if len(rows) > 1 else first.url,
        image_url=first.image_url,
        description=first.description,
        options=options,
        details=details,
        features=_features_of(first, details),
    )


def _details_in(rows: list[FeedRow]) -> Details:
    """What the first of the options says that says anything: it holds for all of them."""
    return next((row.details for row in rows if row.details is not None), NOTHING)


def _features_of(row: FeedRow, details: Details) -> Features:
    words = f"{row.title} {details.material} {details.about or row.description}"
    return Features(
        kinds=keys_of("kind", row.title) | keys_of("kind", row.category),
        materials=keys_of("material", words),
        traits=keys_of("trait", words),
        named=keys_of("kind", row.title) | keys_of("material", row.title),
    )


def _option_of(row: FeedRow, shared: set[str], left: Mapping[str, int]) -> Option:
    count = left.get(row.product_id)
    is_there = row.availability not in (Availability.OUT_OF_STOCK, Availability.UNKNOWN)
    values = [value for _, value in row.options if value not in shared]
    return Option(
        option_id=row.product_id,
        label=" / ".join(values),
        values=row.options,
        is_in_stock=is_there and count != 0,
        row=row,
        left=count,
    )


def render_price(price: Money | None, language: Language) -> str:
    """The price as the shop writes it; empty where the feed does not say."""
    return render_money(price, language) if price is not None else ""


def card_of(product: Product, language: Language) -> ProductCard:
    """The product as the widget draws it."""
    options = tuple(
        CardOption(option.option_id, option.label or product.name, option.is_in_stock)
        for option in product.options[:MAX_CARD_OPTIONS]
    )
    return ProductCard(
        product.product_id,
        product.name,
        render_price(product.price, language),
        product.image_url,
        product.url,
        options,
    )


def facts_about(product: Product, language: Language) -> tuple[Fact, ...]:
    """Price, words and stock of the product's options, each once."""
    return tuple(fact for option in product.options for fact in facts_of_option(option, language))


def facts_of_option(option: Option, language: Language) -> tuple[Fact, ...]:
    """Price, words and stock of one option."""
    row = option.row
    if row.availability is Availability.IN_STOCK and not option.is_in_stock:
        row = msgspec.structs.replace(row, availability=Availability.OUT_OF_STOCK)
    return facts_of_product(row, language, left=option.left)


def _path_of(url: str) -> str:
    path = url[:2_000].partition("?")[0].partition("#")[0].rstrip("/")
    return path.partition("://")[2].partition("/")[2] if "://" in path else path.lstrip("/")
