"""What the buttons mean. An id comes back from a browser, so whatever it names is looked up."""

import msgspec

from dangol.speak.understand.patterns import Intent

MAX_ID = 200

_MEANINGS = {
    "human": (Intent.HUMAN, "ask"),
    "add": (Intent.CART, "add"),
    "more": (Intent.CART, "more"),
    "cart": (Intent.CART, "view"),
    "size": (Intent.SIZE, "fit"),
    "size_of": (Intent.SIZE, "fit"),
    "measures": (Intent.SIZE, "measure"),
    "stock": (Intent.STOCK, "ask"),
    "restock": (Intent.RESTOCK, "ask"),
    "see": (Intent.PRODUCT, "card"),
    "care": (Intent.PRODUCT, "care"),
    "material": (Intent.PRODUCT, "material"),
    "similar": (Intent.FIND, "similar"),
    "find": (Intent.FIND, "ask"),
    "compare": (Intent.COMPARE, "ask"),
    "offer": (Intent.OFFER, "ask"),
    "shipping": (Intent.SHIPPING, "time"),
    "fee": (Intent.SHIPPING, "fee"),
    "returns": (Intent.RETURNS, "return_how"),
    "exchange": (Intent.RETURNS, "exchange"),
    "refund": (Intent.RETURNS, "refund_time"),
    "cancel": (Intent.RETURNS, "cancel"),
    "overseas": (Intent.SHIPPING, "overseas"),
    "address": (Intent.SHIPPING, "address"),
    "order": (Intent.ORDER, "status"),
    "coupon": (Intent.KNOWLEDGE, "coupon_use"),
    "payment": (Intent.KNOWLEDGE, "payment"),
    "price": (Intent.PRICE, "ask"),
    "meet": (Intent.MEET, "ask"),
    "book": (Intent.MEET, "book"),
    "left": (Intent.MEET, "left"),
    "question": (Intent.YES, "ask"),
    "yes": (Intent.YES, "ask"),
    "no": (Intent.NO, "ask"),
}


class Press(msgspec.Struct, frozen=True):
    """A button's meaning, and the product or option it names."""

    intent: Intent
    topic: str
    subject: str = ""


_SELLING = frozenset(("add", "more", "cart", "similar", "find", "compare", "offer"))


def is_selling(id_: str) -> bool:
    """Whether the button leads to a purchase: nobody with a problem is shown one."""
    return id_.partition(":")[0] in _SELLING


def press_id(name: str, subject: str = "") -> str:
    """The id of a button. Raises: KeyError for a name that means nothing."""
    _ = _MEANINGS[name]
    return f"{name}:{subject}" if subject else name


def parse_press(text: str) -> Press | None:
    """What the id means; None where it means nothing.

    Laws: never raises; `parse_press(press_id(name, subject))` has that subject.
    """
    name, _, subject = text[:MAX_ID].partition(":")
    meaning = _MEANINGS.get(name)
    return Press(*meaning, subject) if meaning else None
