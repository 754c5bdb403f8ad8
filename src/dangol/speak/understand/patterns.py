"""What a clause asks for, by patterns in three languages; and which wish stands for which other."""

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, cast

import msgspec

from dangol.speak.understand.lexicon import Forms


class Intent(StrEnum):
    """What somebody wants. The order is the order in which it is looked after."""

    HUMAN = "human"
    """To speak with a person."""
    PROBLEM = "problem"
    """Something went wrong with what they bought, or they are upset."""
    ORDER = "order"
    """To know where an order stands."""
    RETURNS = "returns"
    """To send back, exchange, be refunded or cancel."""
    SHIPPING = "shipping"
    """To know when, where to and for how much something is sent."""
    SIZE = "size"
    """To know which size fits."""
    RESTOCK = "restock"
    """To be told when something is back."""
    STOCK = "stock"
    """To know whether something is there."""
    CART = "cart"
    """To put something into the cart, or see the cart."""
    PRICE = "price"
    """To know what something costs."""
    COMPARE = "compare"
    """To know how products differ."""
    PRODUCT = "product"
    """To know something about a product."""
    FIND = "find"
    """To be shown products."""
    OFFER = "offer"
    """To get something off."""
    UNFIT = "unfit"
    """To study, to find work, to sell: nothing that is sold here."""
    REFUSE = "refuse"
    """Not to say what was asked, or not to know it."""
    MEET = "meet"
    """To meet somebody, or a time for it."""
    KNOWLEDGE = "knowledge"
    """To know anything else the shop has written down."""
    HAVE = "have"
    """Whether something exists: resolved by what is named beside it."""
    TELL = "tell"
    """To tell something about themselves, without asking."""
    GREETING = "greeting"
    THANKS = "thanks"
    BYE = "bye"
    BOT = "bot"
    """To know who is speaking."""
    YES = "yes"
    NO = "no"


SOCIAL = {Intent.GREETING, Intent.THANKS, Intent.BYE, Intent.BOT, Intent.YES, Intent.NO}
_SELLING = {
    Intent.SIZE,
    Intent.RESTOCK,
    Intent.STOCK,
    Intent.CART,
    Intent.PRICE,
    Intent.COMPARE,
    Intent.PRODUCT,
    Intent.FIND,
    Intent.OFFER,
    Intent.HAVE,
}

STANDS_FOR: dict[Intent, set[Intent]] = {
    Intent.HUMAN: {Intent.CART, Intent.COMPARE, Intent.FIND, Intent.HAVE, Intent.BOT},
    Intent.PROBLEM: {Intent.SHIPPING, Intent.RETURNS, Intent.KNOWLEDGE, *_SELLING},
    Intent.ORDER: {Intent.SHIPPING, Intent.KNOWLEDGE, *_SELLING},
    Intent.RETURNS: {Intent.ORDER, Intent.SHIPPING, Intent.KNOWLEDGE, *_SELLING} - {Intent.OFFER},
    Intent.SHIPPING: {Intent.PRICE, Intent.HAVE, Intent.FIND, Intent.STOCK, Intent.CART},
    Intent.RESTOCK: {
        Intent.STOCK,
        Intent.HAVE,
        Intent.SHIPPING,
        Intent.FIND,
        Intent.CART,
        Intent.ORDER,
        Intent.PRODUCT,
    },
    Intent.STOCK: {Intent.HAVE, Intent.FIND, Intent.PRODUCT},
    Intent.OFFER: {Intent.PRICE, Intent.HAVE, Intent.FIND, Intent.CART},
    Intent.KNOWLEDGE: {
        Intent.OFFER,
        Intent.HAVE,
        Intent.PRICE,
        Intent.FIND,
        Intent.CART,
        Intent.PRODUCT,
        Intent.COMPARE,
        Intent.SIZE,
    },
    Intent.CART: {Intent.HAVE, Intent.PRICE, Intent.COMPARE, Intent.FIND, Intent.PRODUCT},
    Intent.SIZE: {Intent.HAVE, Intent.PRODUCT, Intent.COMPARE, Intent.STOCK},
    Intent.COMPARE: {Intent.FIND, Intent.HAVE, Intent.PRICE, Intent.PRODUCT},
    Intent.PRODUCT: {Intent.HAVE},
    Intent.PRICE: {Intent.HAVE},
    Intent.FIND: {Intent.HAVE, Intent.PRICE, Intent.PRODUCT},
}
"""In one clause the first stands for the others: "how much is the return postage" is one wish."""


class Wish(msgspec.Struct, frozen=True):
    """One thing that a clause asks for."""

    intent: Intent
    topic: str
    """What of it: refund_time, care, add."""


class Pattern(NamedTuple):
    """By which words a topic of an intent is known."""

    intent: Intent
    topic: str
    dense: re.Pattern[str]
    spaced: re.Pattern[str]

    def is_in(self, forms: Forms) -> bool:
        """Whether the text holds such words."""
        return bool(self.dense.search(forms.compact) or self.spaced.search(forms.spaced))


def wishes_in(forms: Forms) -> tuple[Wish, ...]:
    """What the clause asks for, the first to be looked after first; each intent once."""
    found: dict[Intent, str] = {}
    for pattern in _patterns():
        if pattern.intent not in found and pattern.is_in(forms):
            found[pattern.intent] = pattern.topic
    _yield_weak(found)
    kept = set(found)
    for intent in Intent:
        if intent in kept:
            kept -= STANDS_FOR.get(intent, set())
    if kept - SOCIAL:
        kept -= SOCIAL
    return tuple(Wish(intent, found[intent]) for intent in Intent if intent in kept)


def _yield_weak(found: dict[Intent, str]) -> None:
    """The bare word "size" beside another wish is no wish for help with the size."""
    others = {Intent.STOCK, Intent.RESTOCK, Intent.CART, Intent.HAVE, Intent.PRICE, Intent.COMPARE}
    if found.get(Intent.SIZE) == "word" and found.keys() & (others - {Intent.COMPARE}):
        del found[Intent.SIZE]
    # Delivery of something particular is looked for in the words that were used.
    if Intent.SHIPPING in found and found.pop(Intent.KNOWLEDGE, None):
        found[Intent.SHIPPING] = found[Intent.SHIPPING].replace("arrive", "time")
    # A rule about coupons is written down; asking for one is not.
    if found.get(Intent.OFFER) == "policy":
        found.setdefault(Intent.KNOWLEDGE, "ask")
    # Late, and nothing else: the order is what is asked about.
    if found.get(Intent.PROBLEM) == "late":
        found.setdefault(Intent.ORDER, "status")


@cache
def social() -> tuple[Pattern, ...]:
    """Greetings, thanks, yes and no, which are the same in every trade."""
    return tuple(one for one in _patterns() if one.intent in SOCIAL)


@cache
def _patterns() -> tuple[Pattern, ...]:
    text = files("dangol.speak.understand").joinpath("patterns.toml").read_text("utf-8")
    return parse_patterns(cast("Any", tomllib.loads(text)))


def parse_patterns(table: dict[str, dict[str, dict[str, list[str]]]]) -> tuple[Pattern, ...]:
    """Every topic of every intent, in the order of the file."""
    return tuple(
        Pattern(
            Intent(intent),
            topic,
            re.compile("|".join(f"(?:{one})" for one in (*forms["ko"], *forms["ja"]))),
            re.compile("|".join(f"(?:{one})" for one in forms["en"])),
        )
        for intent, topics in table.items()
        for topic, forms in topics.items()
    )
