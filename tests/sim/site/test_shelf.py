"""Every product of the shelf can be chosen, measured and put in a cart, alike in each language."""

import pytest

from dangol.listen.catalogue.product import Availability
from dangol.sim.shop import sample_catalogue, sample_products, sample_shop
from dangol.terms.languages import Language


@pytest.mark.parametrize("language", Language)
def test_sixty_products_each_say_what_a_shopper_asks_about(language: Language) -> None:
    products = sample_products(language)
    assert len(products) == 60
    for product in products:
        for text in (product.about, product.material, product.care, product.fit):
            assert text.strip(), product.product_id
        assert product.colours
        assert {option.size for option in product.options} == set(product.sizes)
        assert len(product.options) == len(product.colours) * len(product.sizes)
        assert [row.size for row in product.size_table.rows] == list(product.sizes)
        for row in product.size_table.rows:
            assert len(row.cm) == len(product.size_table.measures)
            assert min(row.cm) > 0


@pytest.mark.parametrize("language", Language)
def test_what_things_are_made_of_adds_up(language: Language) -> None:
    for product in sample_products(language):
        shares = [
            int(word[:-1]) for word in product.material.replace(",", "").split() if "%" in word
        ]
        assert sum(shares) == 100, product.product_id


def test_some_options_are_sold_out_while_others_of_the_same_product_are_there() -> None:
    partly = [
        product
        for product in sample_products(Language.KO)
        if product.is_in_stock and any(option.stock == 0 for option in product.options)
    ]
    assert len(partly) >= 20
    assert any(option.stock == 2 for product in partly for option in product.options)


@pytest.mark.parametrize("language", Language)
def test_a_body_of_165_cm_and_55_kg_takes_an_m_in_clothes(language: Language) -> None:
    shop = sample_shop(language)
    for category in shop.categories[:6]:
        for place in category.places:
            product = shop.products[place]
            assert product.size_table.sizes_for(165, 55) == ("M",), product.product_id


def test_a_size_goes_by_weight_where_height_disagrees_and_is_silent_where_neither_fits() -> None:
    table = sample_products(Language.KO)[0].size_table
    assert table.sizes_for(180, 55) == ("M",)
    assert table.sizes_for(165, 58.4) == ("M",)
    assert table.sizes_for(165, 120) == ()


def test_feet_and_bags_are_not_recommended_by_weight() -> None:
    for product in sample_products(Language.KO):
        if product.product_id.startswith(("bo-", "bg-", "ac-")):
            assert product.size_table.sizes_for(165, 55) == ()


def test_a_larger_size_is_never_smaller() -> None:
    for product in sample_products(Language.KO):
        for small, large in zip(product.size_table.rows, product.size_table.rows[1:], strict=False):
            assert all(a <= b for a, b in zip(small.cm, large.cm, strict=True)), product.product_id


@pytest.mark.parametrize("language", Language)
def test_the_feed_holds_every_option_under_an_id_of_its_own(language: Language) -> None:
    feed = sample_catalogue(language, "http://127.0.0.1:8081/")
    options = [option for product in sample_products(language) for option in product.options]
    assert len({row.product_id for row in feed}) == len(feed) == len(options)
    assert len({row.group_id for row in feed}) == 60
    for row, option in zip(feed, options, strict=True):
        assert row.product_id == option.option_id
        assert (row.availability is Availability.IN_STOCK) == (option.stock > 0)
        assert row.url.startswith("http://127.0.0.1:8081/products/")
        assert row.price and row.price.minor > 0
        assert dict(row.options).popitem()[1] == option.size


def test_options_have_the_same_ids_and_stock_in_every_language() -> None:
    def told(language: Language) -> list[tuple[str, int]]:
        return [(o.option_id, o.stock) for p in sample_products(language) for o in p.options]

    assert told(Language.KO) == told(Language.JA) == told(Language.EN)
