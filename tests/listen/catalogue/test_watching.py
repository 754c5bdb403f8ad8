"""A catalogue's change reaches those who looked at the product, and nobody else."""

from collections import Counter

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from dangol.listen.catalogue.product import Availability, Product, compare_products
from dangol.listen.catalogue.watching import signals_of_changes
from dangol.listen.session import State
from dangol.listen.signals import SignalName
from dangol.terms.instants import Instant
from dangol.terms.money import Money

NOW = Instant(1_790_000_000_000_000)


def shirt(price_minor: int, availability: Availability = Availability.IN_STOCK) -> Product:
    return Product(
        product_id="셔츠/M",
        group_id="셔츠",
        title="린넨 셔츠",
        price=Money(price_minor, "KRW"),
        availability=availability,
    )


def said(state: State, before: Product, after: Product) -> list[tuple[SignalName, str]]:
    changes = compare_products({before.product_id: before}, [after]).changes
    return [(one.name, one.subject) for one in signals_of_changes(state, changes, NOW)]


def test_who_found_it_out_of_stock_hears_that_it_is_back_and_only_once() -> None:
    state = State(watched={"셔츠": 0})
    gone, back = shirt(39_000, Availability.OUT_OF_STOCK), shirt(39_000)
    assert said(state, gone, back) == [(SignalName.BACK_IN_STOCK, "셔츠")]
    assert said(state, gone, back) == []


def test_who_saw_a_higher_price_hears_of_the_drop() -> None:
    state = State(watched={"셔츠/M": 39_000})
    assert said(state, shirt(39_000), shirt(35_000)) == [(SignalName.PRICE_DROP, "셔츠/M")]
    assert said(state, shirt(39_000), shirt(35_000)) == []
    assert said(state, shirt(35_000), shirt(31_000)) == [(SignalName.PRICE_DROP, "셔츠/M")]


def test_a_rise_another_product_or_another_person_says_nothing() -> None:
    assert said(State(watched={"셔츠": 30_000}), shirt(30_000), shirt(39_000)) == []
    assert said(State(watched={"니트": 0}), shirt(39_000), shirt(30_000)) == []
    assert said(State(), shirt(39_000, Availability.OUT_OF_STOCK), shirt(30_000)) == []


def test_who_waits_for_a_product_still_hears_of_it_after_its_price_fell_unseen() -> None:
    state = State(watched={"셔츠": 0})
    gone, cheaper = (shirt(price, Availability.OUT_OF_STOCK) for price in (39_000, 35_000))
    assert said(state, gone, cheaper) == []
    assert said(state, cheaper, shirt(35_000)) == [(SignalName.BACK_IN_STOCK, "셔츠")]


def test_a_product_without_a_price_comes_back_once() -> None:
    state = State(watched={"셔츠": 0})
    gone, back = (
        msgspec.structs.replace(shirt(1, stock), price=None)
        for stock in (Availability.OUT_OF_STOCK, Availability.IN_STOCK)
    )
    assert said(state, gone, back) == [(SignalName.BACK_IN_STOCK, "셔츠")]
    assert said(state, gone, back) == []


IDS = st.sampled_from(["셔츠", "셔츠/M", "셔츠/L"])
PRICES = st.sampled_from([0, 10, 20, 30])
STOCKS = st.sampled_from([Availability.IN_STOCK, Availability.OUT_OF_STOCK])
GOODS = st.dictionaries(IDS, st.tuples(PRICES, STOCKS), min_size=1)


@given(st.dictionaries(IDS, PRICES), GOODS, GOODS)
def test_no_change_is_said_twice_however_often_it_is_told(
    watched: dict[str, int],
    old: dict[str, tuple[int, Availability]],
    new: dict[str, tuple[int, Availability]],
) -> None:
    def goods(of: dict[str, tuple[int, Availability]]) -> list[Product]:
        return [
            msgspec.structs.replace(shirt(price, stock), product_id=name)
            for name, (price, stock) in of.items()
        ]

    changes = compare_products({one.product_id: one for one in goods(old)}, goods(new)).changes
    state, counts = State(watched=dict(watched)), Counter[str]()
    for _ in range(3):
        for change in changes:
            counts[change.product.product_id] += len(signals_of_changes(state, [change], NOW))
    assert max(counts.values(), default=0) <= 1
