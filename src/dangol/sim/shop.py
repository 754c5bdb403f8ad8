"""The sample shop: one made-up shelf, the same in Korean, Japanese and English."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from dangol.listen.catalogue import product as feed
from dangol.listen.catalogue.details import Details, SizeRow, SizeTable
from dangol.terms.languages import Language
from dangol.terms.money import Money

CURRENCY = {Language.KO: "KRW", Language.JA: "JPY", Language.EN: "USD"}
LOCALE = {Language.KO: "ko-KR", Language.JA: "ja-JP", Language.EN: "en-US"}
MINOR_DIGITS = {"KRW": 0, "JPY": 0, "USD": 2}
COLOUR_WORD = {Language.KO: "색상", Language.JA: "カラー", Language.EN: "Colour"}
SIZE_WORD = {Language.KO: "사이즈", Language.JA: "サイズ", Language.EN: "Size"}
ONE_SIZE = "FREE"
FEW = 2
"""How many are left of an option that the shelf lists under `last`."""


class Colour(msgspec.Struct, frozen=True):
    """A colour that a product comes in."""

    key: str
    name: str
    hex: str


class Option(msgspec.Struct, frozen=True):
    """One thing that can be put in the cart: a product in one colour and one size."""

    option_id: str
    label: str
    """As a shopper reads it: "블랙 / M", or the colour alone of a thing in one size."""
    colour: Colour
    size: str
    stock: int


class Product(msgspec.Struct, frozen=True):
    """One thing the sample shop sells, in one language and currency."""

    product_id: str
    name: str
    category: str
    brand: str
    price_minor: int
    currency: str
    sizes: tuple[str, ...]
    is_in_stock: bool
    """At least one option is there."""
    path: str
    url: str
    image_url: str
    about: str
    material: str
    care: str
    fit: str
    colours: tuple[Colour, ...]
    options: tuple[Option, ...]
    size_table: SizeTable
    drawn: str
    """What the picture shows, and with which pattern."""
    pattern: str


class Category(msgspec.Struct, frozen=True):
    """One shelf, with the places of its products in the shop's tuple."""

    name: str
    path: str
    places: range


class Amounts(msgspec.Struct, frozen=True):
    """What things cost besides goods, and from which value on. Units: minor units."""

    shipping: int
    free_shipping_from: int
    remote_area: int
    overseas: int
    return_one_way: int
    return_both_ways: int
    gift_wrap: int
    coupon_from: int
    instalments_from: int
    silver_from: int
    gold_from: int


class Shop(msgspec.Struct, frozen=True):
    """The sample shop as one language's visitors see it."""

    name: str
    site: str
    language: Language
    locale: str
    currency: str
    products: tuple[Product, ...]
    categories: tuple[Category, ...]
    unsold_queries: tuple[str, ...]
    referrers: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    """Account holders: the name, and its form in an e-mail address."""
    good_coupons: tuple[str, ...]
    bad_coupons: tuple[str, ...]
    free_shipping_minor: int
    """From this value on an order is sent free of charge."""
    shipping_minor: int
    amounts: Amounts
    coupon_percents: tuple[tuple[str, int], ...]
    """The good coupons, and how many per cent each takes off the goods."""


def sample_products(language: Language) -> tuple[Product, ...]:
    """Everything the sample shop sells, in shelf order; ids are the same in every language."""
    return sample_shop(language).products


@cache
def sample_shop(language: Language) -> Shop:
    """The sample shop in one language, priced in that language's currency."""
    table = tomllib.loads(files("dangol.sim").joinpath("shop.toml").read_text("utf-8"))
    site = str(table["shop"]["site"])
    currency = CURRENCY[language]
    shelf = _Shelf(table, language)
    products: list[Product] = []
    categories: list[Category] = []
    for category in table["category"]:
        first = len(products)
        products.extend(
            shelf.product_of(row, category, site)
            for row in table["product"]
            if row["id"].startswith(f"{category['code']}-")
        )
        categories.append(
            Category(
                name=shelf.text(category["name"]),
                path=f"/collections/{category['slug']}",
                places=range(first, len(products)),
            )
        )
    column = tuple(CURRENCY).index(language)
    amounts = {name: by_currency[column] for name, by_currency in table["amounts"].items()}
    return Shop(
        name=table["shop"][language],
        site=site,
        language=language,
        locale=LOCALE[language],
        currency=currency,
        products=tuple(products),
        categories=tuple(categories),
        unsold_queries=tuple(table["unsold"][language]),
        referrers=tuple(table["referrers"][language]),
        names=tuple((name, latin) for name, latin in table["names"][language]),
        good_coupons=tuple(table["coupons"]["good"]),
        bad_coupons=tuple(table["coupons"]["bad"]),
        free_shipping_minor=amounts["free_shipping_from"],
        shipping_minor=amounts["shipping"],
        amounts=Amounts(**amounts),
        coupon_percents=tuple(table["coupons"]["good"].items()),
    )


def sample_catalogue(language: Language, site: str | None = None) -> tuple[feed.Product, ...]:
    """The shelf as a feed tells it: every option of every product, grouped by product.

    `site` is where the shop stands when it is served elsewhere than at its own made-up address.
    """
    shop = sample_shop(language)
    at = (site or shop.site).rstrip("/")
    tag = "" if language is Language.KO else f"&lang={language}"
    return tuple(
        feed.Product(
            product_id=option.option_id,
            group_id=product.product_id,
            sku=option.option_id.upper(),
            title=product.name,
            description=" ".join((product.about, product.material, product.fit, product.care)),
            brand=product.brand,
            category=product.category,
            price=Money(product.price_minor, product.currency),
            availability=(
                feed.Availability.IN_STOCK if option.stock else feed.Availability.OUT_OF_STOCK
            ),
            url=f"{at}{product.path}?variant={option.option_id}{tag}",
            image_url=f"{at}/images/{product.product_id}.svg?colour={option.colour.key}",
            options=(
                (COLOUR_WORD[language], option.colour.name),
                (SIZE_WORD[language], option.size),
            ),
            language=language,
            details=details_of(product),
        )
        for product in shop.products
        for option in product.options
    )


def details_of(product: Product) -> Details:
    """What the shop says of the product, as a feed carries it."""
    return Details(product.about, product.material, product.care, product.fit, product.size_table)


class _Shelf:
    """The shelf's file, read in one language."""

    def __init__(self, table: Mapping[str, Any], language: Language) -> None:
        self.table = table
        self.language = language
        self.column = tuple(Language).index(language)

    def text(self, texts: Any) -> str:
        return str(texts[self.column])

    def product_of(self, row: Mapping[str, Any], category: Mapping[str, Any], site: str) -> Product:
        product_id = str(row["id"])
        colours = tuple(self._colour_of(key) for key in row["colours"])
        sizes = tuple(str(size["size"]) for size in category["sizes"])
        options = tuple(_options_of(row, colours, sizes))
        path = f"/products/{product_id}"
        return Product(
            product_id=product_id,
            name=self.text(row["name"]),
            category=self.text(category["name"]),
            brand=row["brand"],
            price_minor=price_minor_of(row["won"], CURRENCY[self.language]),
            currency=CURRENCY[self.language],
            sizes=sizes,
            is_in_stock=any(option.stock for option in options),
            path=path,
            url=f"{site}{path}",
            image_url=f"{site}/images/{product_id}.svg",
            about=self.text(row["about"]),
            material=", ".join(
                self._share_of(self.text(self.table["materials"][name]), share)
                for name, share in row["material"].items()
            ),
            care=self.text(self.table["care"][row["care"]]),
            fit=self.text(self.table["fit"][row["fit"]]["text"]),
            colours=colours,
            options=options,
            size_table=self._size_table_of(row, category),
            drawn=row["drawn"],
            pattern=row.get("pattern", "plain"),
        )

    def _share_of(self, name: str, share: int) -> str:
        return f"{share}% {name}" if self.language is Language.EN else f"{name} {share}%"

    def _colour_of(self, key: str) -> Colour:
        colour = self.table["colours"][key]
        return Colour(key, self.text(colour["name"]), colour["hex"])

    def _size_table_of(self, row: Mapping[str, Any], category: Mapping[str, Any]) -> SizeTable:
        measures = row.get("measures", category["measures"])
        added: dict[str, float] = dict(self.table["fit"][row["fit"]].get("add", {}))
        for name, more in row.get("add", {}).items():
            added[name] = added.get(name, 0) + more
        # Feet are not recommended by height and weight.
        by_body = not str(measures[0]).startswith("foot")
        rows: list[SizeRow] = []
        for place, size in enumerate(category["sizes"]):
            own = row["cm"][place] if "cm" in row else None
            cm = own or [
                value + added.get(name, 0) for name, value in zip(measures, size["cm"], strict=True)
            ]
            rows.append(
                SizeRow(
                    size=size["size"],
                    cm=tuple(round(float(value), 1) for value in cm),
                    height_cm=_pair(size.get("tall")) if by_body else None,
                    weight_kg=_pair(size.get("heavy")) if by_body else None,
                )
            )
        names = tuple(self.text(self.table["measures"][name]) for name in measures)
        return SizeTable(names, tuple(rows))


def _options_of(
    row: Mapping[str, Any], colours: Iterable[Colour], sizes: tuple[str, ...]
) -> Iterable[Option]:
    sold_out, last = set(row.get("sold_out", ())), set(row.get("last", ()))
    for colour in colours:
        for size in sizes:
            named = {"*", f"{colour.key} *", f"{colour.key} {size}"}
            stock = 0 if named & sold_out else FEW if named & last else int(row["stock"])
            yield Option(
                option_id=f"{row['id']}-{colour.key}-{size.lower()}",
                label=colour.name if size == ONE_SIZE else f"{colour.name} / {size}",
                colour=colour,
                size=size,
                stock=stock,
            )


def _pair(bounds: list[int] | None) -> tuple[int, int] | None:
    return (bounds[0], bounds[1]) if bounds else None


def price_minor_of(won: int, currency: str) -> int:
    """What the shop asks for a price in won in another currency: a round figure, no exchange.

    Units: minor units, so yen and won are whole and dollars are cents.
    """
    if currency == "JPY":
        return max(100, round(won / 900) * 100 - 10)
    if currency == "USD":
        return max(100, round(won / 1300) * 100 - 10)
    return won


def major_of(amount_minor: int, currency: str) -> int | float:
    """The amount as Segment's properties write it: 42000 won, 31.9 dollars."""
    digits = MINOR_DIGITS[currency]
    return amount_minor if digits == 0 else round(amount_minor / 10**digits, digits)
