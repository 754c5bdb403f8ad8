"""What people who looked at a product also looked at, counted from views.

A pair counts once a person, if both were looked at within a day. Pairs of fewer than `MIN_PEOPLE`
are left out: of two people nothing follows. Whoever looks at more than `MOST_PRODUCTS` in all is no
shopper, and counts for nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from typing import NamedTuple

from dangol.terms.instants import DAY_US, Instant

MIN_PEOPLE = 5
MOST_PRODUCTS = 60
MOST_OTHERS = 20
"""So many are kept for each product, the most viewed first."""


class View(NamedTuple):
    """Somebody looked at something."""

    person_id: str
    product_id: str
    """As the event calls it: the product, or one of its options."""
    at: Instant


def learn_also_viewed(
    views: Iterable[View],
    product_of: Callable[[str], str],
    *,
    min_people: int = MIN_PEOPLE,
) -> dict[str, dict[str, int]]:
    """For each product, how many people looked at which others as well.

    `product_of` names the product that an event means; empty for one that the shop has not.
    Laws: symmetric before `MOST_OTHERS` cuts it; the order of the views does not matter.
    """
    seen: dict[str, dict[str, list[Instant]]] = {}
    for view in views:
        product_id = product_of(view.product_id)
        if product_id:
            seen.setdefault(view.person_id, {}).setdefault(product_id, []).append(view.at)
    pairs: Counter[tuple[str, str]] = Counter()
    for products in seen.values():
        if len(products) <= MOST_PRODUCTS:
            pairs.update(
                pair
                for pair in combinations(sorted(products), 2)
                if _are_near(products[pair[0]], products[pair[1]])
            )
    found: dict[str, dict[str, int]] = {}
    for (one, other), people in pairs.items():
        if people >= min_people:
            found.setdefault(one, {})[other] = people
            found.setdefault(other, {})[one] = people
    return {product_id: _most(found[product_id]) for product_id in sorted(found)}


def _are_near(ones: list[Instant], others: list[Instant]) -> bool:
    return any(abs(one - other) <= DAY_US for one in ones for other in others)


def _most(others: Mapping[str, int]) -> dict[str, int]:
    ranked = sorted(others.items(), key=lambda one: (-one[1], one[0]))
    return dict(ranked[:MOST_OTHERS])
