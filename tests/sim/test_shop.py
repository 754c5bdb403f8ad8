"""The sample shop is one shelf in three languages."""

import re

import pytest

from dangol.sim.shop import major_of, sample_products, sample_shop
from dangol.terms.languages import Language

SCRIPT = {Language.KO: r"[가-힣]", Language.JA: r"[ぁ-ヿ一-龯]", Language.EN: r"[A-Za-z]"}


@pytest.mark.parametrize("language", Language)
def test_every_product_has_a_name_of_its_own_in_the_language(language: Language) -> None:
    products = sample_products(language)
    assert 60 <= len(products) <= 120
    assert len({p.name for p in products}) == len({p.product_id for p in products}) == len(products)
    for product in products:
        assert re.search(SCRIPT[language], product.name), product.name
        assert re.search(SCRIPT[language], product.category), product.category


@pytest.mark.parametrize("language", [Language.JA, Language.EN])
def test_a_product_is_the_same_thing_in_every_language(language: Language) -> None:
    korean, other = sample_products(Language.KO), sample_products(language)
    for field in ("product_id", "brand", "sizes", "is_in_stock", "path"):
        assert [getattr(p, field) for p in korean] == [getattr(p, field) for p in other]
    assert not {p.name for p in korean} & {p.name for p in other}


def test_no_english_or_japanese_name_holds_hangul() -> None:
    for language in (Language.JA, Language.EN):
        assert not [p.name for p in sample_products(language) if re.search("[가-힣]", p.name)]


@pytest.mark.parametrize(
    ("language", "currency", "low", "high"),
    [
        (Language.KO, "KRW", 5000, 200000),
        (Language.JA, "JPY", 500, 25000),
        (Language.EN, "USD", 4, 160),
    ],
)
def test_prices_are_plausible_in_the_languages_currency(
    language: Language, currency: str, low: int, high: int
) -> None:
    for product in sample_products(language):
        assert product.currency == currency
        assert low <= major_of(product.price_minor, currency) <= high


def test_some_products_of_the_shelf_are_out_of_stock() -> None:
    out = [p for p in sample_products(Language.KO) if not p.is_in_stock]
    assert 5 <= len(out) <= 15


@pytest.mark.parametrize("language", Language)
def test_the_categories_hold_each_product_once(language: Language) -> None:
    shop = sample_shop(language)
    places = [place for category in shop.categories for place in category.places]
    assert places == list(range(len(shop.products)))
    for category in shop.categories:
        assert {shop.products[place].category for place in category.places} == {category.name}


def test_won_and_yen_are_written_whole_and_dollars_with_cents() -> None:
    assert major_of(42000, "KRW") == 42000
    assert major_of(4690, "JPY") == 4690
    assert major_of(3190, "USD") == 31.9
