"""A catalogue's change reaches those who looked at the product, and nobody else."""

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
