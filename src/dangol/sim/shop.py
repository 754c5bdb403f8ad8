"""The sample shop: one made-up shelf, the same in Korean, Japanese and English."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from dangol.terms.languages import Language

CURRENCY = {Language.KO: "KRW", Language.JA: "JPY", Language.EN: "USD"}
LOCALE = {Language.KO: "ko-KR", Language.JA: "ja-JP", Language.EN: "en-US"}
MINOR_DIGITS = {"KRW": 0, "JPY": 0, "USD": 2}


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
    path: str
    url: str
    image_url: str


class Category(msgspec.Struct, frozen=True):
    """One shelf, with the places of its products in the shop's tuple."""

    name: str
    path: str
    places: range


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


def sample_products(language: Language) -> tuple[Product, ...]:
    """Everything the sample shop sells, in shelf order; ids are the same in every language."""
    return sample_shop(language).products


@cache
def sample_shop(language: Language) -> Shop:
    """The sample shop in one language, priced in that language's currency."""
    table = tomllib.loads(files("dangol.sim").joinpath("shop.toml").read_text("utf-8"))
    site = str(table["shop"]["site"])
    currency = CURRENCY[language]
    products: list[Product] = []
    categories: list[Category] = []
    for category in table["category"]:
        first = len(products)
        products.extend(_products_of(category, site, language))
        categories.append(
            Category(
                name=category[language],
                path=f"/collections/{category['slug']}",
                places=range(first, len(products)),
            )
        )
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
        free_shipping_minor=table["shipping"][currency][0],
        shipping_minor=table["shipping"][currency][1],
    )


def _products_of(category: Mapping[str, Any], site: str, language: Language) -> list[Product]:
    column = tuple(Language).index(language)
    products: list[Product] = []
    for place, row in enumerate(category["products"], start=1):
        product_id = f"{category['code']}-{place:02d}"
        products.append(
            Product(
                product_id=product_id,
                name=row[column],
                category=category[language],
                brand=row[3],
                price_minor=price_minor_of(row[4], CURRENCY[language]),
                currency=CURRENCY[language],
                sizes=tuple(category["sizes"]),
                is_in_stock=row[5] == "in",
                path=f"/products/{product_id}",
                url=f"{site}/products/{product_id}",
                image_url=f"{site}/images/{product_id}.jpg",
            )
        )
    return products


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
