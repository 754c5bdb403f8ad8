"""Which products suit a wish: by what they are, by meaning, and by what others looked at.

What a product is (its kind, colour, material) decides; where it says nothing, the vectors do; what
others looked at orders what is left. A wish that names a kind the shop does not sell finds nothing.
"""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec
import numpy as np

from dangol.speak.catalogue import Option, Product, Shop
from dangol.speak.knowledge.embedder import Embedder, Vectors
from dangol.speak.understand.lexicon import colour_key
from dangol.terms.currencies import exponent_of
from dangol.terms.money import Money

CLOSE = 0.30
"""Cosine from which a meaning alone is worth showing; measured with the sample shop."""
MAX_TEXT = 300
KIND, TRAIT, COLOUR, MEANING, VIEWED = 3.0, 1.0, 1.0, 2.0, 0.3


class Wanted(msgspec.Struct, frozen=True):
    """What somebody looks for."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    below: Money | None = None
    like: str = ""
    """The id of a product that they should be like, or go with."""


class Likeness:
    """The meanings of a shelf's products; made by `learn_likeness` and never changed."""

    def __init__(self, ids: Sequence[str], vectors: Vectors, embedder: Embedder) -> None:
        self._places = {product_id: place for place, product_id in enumerate(ids)}
        self._vectors, self._embedder = vectors, embedder

    def to_text(self, text: str) -> Mapping[str, float]:
        """For each product the cosine of its meaning with the text's."""
        return self._scores(self._embedder.embed([text[:MAX_TEXT]])[0])

    def to_product(self, product_id: str) -> Mapping[str, float]:
        """For each product the cosine with that one; nothing for one that is not known."""
        place = self._places.get(product_id)
        return {} if place is None else self._scores(self._vectors[place])

    def _scores(self, vector: "np.ndarray[tuple[int], np.dtype[np.float32]]") -> dict[str, float]:
        cosines = (self._vectors @ vector).tolist()
        return dict(zip(self._places, cosines, strict=True))


def learn_likeness(products: Sequence[Product], embedder: Embedder) -> Likeness:
    """The meanings of the products' names and words."""
    texts = [
        f"{one.name}. {one.category}. {one.details.about or one.description}"[:MAX_TEXT]
        for one in products
    ]
    return Likeness([one.product_id for one in products], embedder.embed(texts), embedder)


def recommend(
    shop: Shop,
    wanted: Wanted,
    *,
    likeness: Likeness | None = None,
    also_viewed: Mapping[str, Mapping[str, int]] | None = None,
    top: int = 3,
) -> tuple[Product, ...]:
    """Products in stock that suit the wish, the best first; none where nothing suits.

    Laws: each is in stock, below the price, of a wanted kind where one is named, and not the one
        that it should be like.
    """
    viewed = (also_viewed or {}).get(wanted.like, {}) if wanted.like else _totals(also_viewed)
    meanings: Mapping[str, float] = {}
    if likeness is not None and wanted.like:
        meanings = likeness.to_product(wanted.like)
    elif likeness is not None and wanted.text:
        meanings = likeness.to_text(wanted.text)
    ranked: list[tuple[float, int, Product]] = []
    for place, product in enumerate(shop.products):
        if product.product_id == wanted.like or not _is_allowed(product, wanted):
            continue
        score = _score(product, wanted, meanings.get(product.product_id, 0.0))
        if score is not None:
            score += VIEWED * math.log1p(viewed.get(product.product_id, 0))
            ranked.append((-score, place, product))
    ranked.sort(key=lambda one: one[:2])
    return tuple(product for _, _, product in ranked[:top])


def _is_allowed(product: Product, wanted: Wanted) -> bool:
    if not product.is_in_stock:
        return False
    if wanted.below is None:
        return True
    price = product.price
    return (
        price is not None
        and price.currency == wanted.below.currency
        and price.minor <= wanted.below.minor
    )


def _score(product: Product, wanted: Wanted, meaning: float) -> float | None:
    """How well it suits; None where it does not."""
    own = product.features
    shared = set(wanted.kinds) & own.kinds
    if wanted.kinds and not shared:
        return None
    materials, traits = set(wanted.materials) & own.materials, set(wanted.traits) & own.traits
    colours = {_colour_of(option) for option in product.options if option.is_in_stock}
    hues = set(wanted.colours) & colours
    for named, held in ((wanted.colours, hues), (wanted.materials, materials)):
        if named and not held:
            return None
    is_wanted_alone = not (wanted.kinds or wanted.colours or wanted.materials or traits)
    if is_wanted_alone and (wanted.text and not wanted.like) and meaning < CLOSE:
        return None
    in_name = len({*wanted.kinds, *wanted.materials} & own.named)
    return (
        KIND * len(shared)
        + in_name
        + TRAIT * (len(traits) + len(materials))
        + COLOUR * len(hues)
        + MEANING * meaning
    )


def _colour_of(option: Option) -> str:
    return next((key for _, value in option.values if (key := colour_key(value))), "")


def _totals(also_viewed: Mapping[str, Mapping[str, int]] | None) -> dict[str, int]:
    totals: dict[str, int] = {}
    for counts in (also_viewed or {}).values():
        for product_id, count in counts.items():
            totals[product_id] = totals.get(product_id, 0) + count
    return totals


def money_of(major: Decimal, currency: str) -> Money | None:
    """An amount in major units as money; None where it is too large."""
    if major.adjusted() > 12:
        return None
    return Money(int(major.scaleb(exponent_of(currency))), currency)
