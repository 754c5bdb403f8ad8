"""The promise: that people looked at two things is told where enough did, each counted once."""

from hypothesis import given
from hypothesis import strategies as st

from dangol.speak.also_viewed import MIN_PEOPLE, MOST_PRODUCTS, View, learn_also_viewed
from dangol.terms.instants import DAY_US, MINUTE_US, Instant

START = Instant(1_793_000_000_000_000)


def same(name: str) -> str:
    return name


def seen(people: int, *products: str, apart_us: int = MINUTE_US, who: str = "p") -> list[View]:
    return [
        View(f"{who}{person}", product, Instant(START + place * apart_us))
        for person in range(people)
        for place, product in enumerate(products)
    ]


def test_two_things_belong_together_where_enough_people_looked_at_both() -> None:
    few = seen(MIN_PEOPLE - 1, "니트", "모자", who="few")
    views = seen(MIN_PEOPLE, "니트", "바지", "바지", "니트") + few
    found = learn_also_viewed(views, same)
    assert found == {"니트": {"바지": MIN_PEOPLE}, "바지": {"니트": MIN_PEOPLE}}


def test_who_looks_again_and_again_counts_once() -> None:
    assert learn_also_viewed(seen(1, *["니트", "바지"] * 50), same) == {}


def test_what_was_looked_at_days_later_does_not_belong() -> None:
    late = seen(9, "니트", "바지", apart_us=DAY_US + 1)
    assert learn_also_viewed(late, same) == {}
    assert learn_also_viewed(seen(9, "니트", "바지", apart_us=DAY_US), same)


def test_whoever_looks_at_everything_counts_for_nothing() -> None:
    crawler = seen(9, *(f"p{place}" for place in range(MOST_PRODUCTS + 1)))
    assert learn_also_viewed(crawler, same) == {}


def test_an_option_stands_for_its_product_and_what_the_shop_has_not_for_nothing() -> None:
    shelf = {"sh-01-m": "sh-01", "sh-01-l": "sh-01", "pt-01": "pt-01"}
    views = seen(9, "sh-01-m", "sh-01-l", "pt-01", "gone")
    found = learn_also_viewed(views, lambda name: shelf.get(name, ""))
    assert found == {"sh-01": {"pt-01": 9}, "pt-01": {"sh-01": 9}}


NAMES = st.sampled_from("abcde")
VIEWS = st.lists(
    st.builds(View, NAMES, NAMES, st.integers(0, 3 * DAY_US).map(Instant)), max_size=60
)


@given(VIEWS, st.randoms())
def test_pairs_are_symmetric_and_the_order_of_views_does_not_matter(views: list, chance) -> None:
    found = learn_also_viewed(views, same, min_people=1)
    for one, others in found.items():
        assert one not in others
        assert all(found[other][one] == people for other, people in others.items())
    mixed = list(views)
    chance.shuffle(mixed)
    assert learn_also_viewed(mixed, same, min_people=1) == found
