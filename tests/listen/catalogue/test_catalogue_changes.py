"""A newer feed tells what is new, what changed, what is back and what costs less: nothing else."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.listen.catalogue.product import (
    Availability,
    ChangeKind,
    PriceDrop,
    Product,
    compare_products,
    event_ids,
)
from dangol.terms.languages import Language
from dangol.terms.money import Money

CUP = Product(
    product_id="cup/WHITE",
    group_id="cup",
    sku="WHITE",
    title="백자 찻잔",
    price=Money(12_000, "KRW"),
    availability=Availability.OUT_OF_STOCK,
    language=Language.KO,
)
POT = Product(product_id="pot", group_id="pot", title="鉄瓶", price=Money(1_980, "JPY"))

products = st.builds(
    Product,
    product_id=st.sampled_from("abcdef"),
    group_id=st.just("g"),
    title=st.sampled_from(["찻잔", "茶碗", "Cup"]),
    price=st.none() | st.builds(Money, st.integers(0, 3), st.sampled_from(["KRW", "JPY"])),
    availability=st.sampled_from(Availability),
    is_listed=st.booleans(),
)


def keyed(feed: list[Product]) -> dict[str, Product]:
    return {product.product_id: product for product in feed}


def change(before: Product, **differences: object):
    after = msgspec.structs.replace(before, **differences)
    (only,) = compare_products(keyed([before]), [after]).changes
    return only


def test_a_product_not_known_before_is_new() -> None:
    found = compare_products({}, [POT, CUP])
    assert [(one.kind, one.product) for one in found.changes] == [
        (ChangeKind.NEW, CUP),
        (ChangeKind.NEW, POT),
    ]
    assert not any(one.is_back_in_stock or one.price_drop for one in found.changes)
    assert (found.count(ChangeKind.NEW), found.count(ChangeKind.UPDATED), found.unchanged) == (
        2,
        0,
        0,
    )


def test_a_product_that_can_be_bought_again_is_back_in_stock() -> None:
    assert change(CUP, availability=Availability.IN_STOCK).is_back_in_stock


@pytest.mark.parametrize(
    "differences",
    [
        {"availability": Availability.BACKORDER},
        {"availability": Availability.UNKNOWN},
        {"availability": Availability.IN_STOCK, "is_listed": False},
        {"title": "청자 찻잔"},
    ],
)
def test_nothing_else_is_back_in_stock(differences: dict[str, object]) -> None:
    assert not change(CUP, **differences).is_back_in_stock


def test_less_of_the_same_currency_is_a_price_drop() -> None:
    found = change(CUP, price=Money(9_900, "KRW"))
    assert found.kind is ChangeKind.UPDATED
    assert found.price_drop == PriceDrop(old=Money(12_000, "KRW"), new=Money(9_900, "KRW"))


@pytest.mark.parametrize("price", [Money(12_001, "KRW"), Money(9_900, "JPY"), None])
def test_no_other_price_is_a_price_drop(price: Money | None) -> None:
    assert change(CUP, price=price).price_drop is None


def test_a_product_that_the_feed_does_not_name_stays() -> None:
    assert compare_products(keyed([CUP, POT]), [POT]).changes == ()


def test_an_event_may_mean_a_variant_by_its_id_its_sku_or_its_product() -> None:
    assert event_ids(CUP) == ("cup/WHITE", "WHITE", "cup")
    assert event_ids(POT) == ("pot",)


@given(st.lists(products))
def test_a_catalogue_compared_with_itself_gives_nothing(feed: list[Product]) -> None:
    catalogue = keyed(feed)
    found = compare_products(catalogue, catalogue.values())
    assert found.changes == ()
    assert found.unchanged == len(catalogue)


@given(
    st.lists(products),
    st.lists(products).flatmap(lambda feed: st.tuples(st.just(feed), st.permutations(feed))),
)
def test_the_order_of_a_feed_does_not_matter(
    before: list[Product], feeds: tuple[list[Product], list[Product]]
) -> None:
    known = keyed(before)
    assert compare_products(known, feeds[0]) == compare_products(known, feeds[1])


@given(st.lists(products), st.lists(products))
def test_a_feed_that_was_applied_gives_nothing_more(
    before: list[Product], after: list[Product]
) -> None:
    known = keyed(before)
    found = compare_products(known, after)
    applied = known | {one.product.product_id: one.product for one in found.changes}
    assert compare_products(applied, after).changes == ()
    assert len(found.changes) + found.unchanged == len({one.product_id for one in after})
