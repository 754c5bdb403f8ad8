"""Which skill looks after which request; what none of them can answer is not known."""

from collections.abc import Callable

from dangol.speak.skills.answer import Answer, Ask
from dangol.speak.skills.cart import answer_cart
from dangol.speak.skills.compare import answer_compare
from dangol.speak.skills.disqualify import answer_unfit
from dangol.speak.skills.find import answer_find
from dangol.speak.skills.handoff import answer_contact, answer_human, answer_problem
from dangol.speak.skills.meet import answer_meet
from dangol.speak.skills.offer import answer_offer
from dangol.speak.skills.order import answer_order
from dangol.speak.skills.plan_price import answer_no_discount, answer_plan_price
from dangol.speak.skills.policy import (
    answer_knowledge,
    answer_returns,
    answer_shipping,
    plain_article,
    sure_article,
)
from dangol.speak.skills.product import answer_price, answer_product
from dangol.speak.skills.qualify import answer_refused, answer_told
from dangol.speak.skills.restock import answer_restock, answer_stock
from dangol.speak.skills.size import answer_size
from dangol.speak.skills.small_talk import answer_small_talk
from dangol.speak.skills.unknown import answer_unknown
from dangol.speak.skills.written import answer_written
from dangol.speak.understand.patterns import SOCIAL, Intent
from dangol.speak.understand.understanding import is_giving, is_recommending

_BY_INTENT: dict[Intent, Callable[[Ask], Answer | None]] = {
    Intent.HUMAN: answer_human,
    Intent.PROBLEM: answer_problem,
    Intent.ORDER: answer_order,
    Intent.RETURNS: answer_returns,
    Intent.SHIPPING: answer_shipping,
    Intent.SIZE: answer_size,
    Intent.RESTOCK: answer_restock,
    Intent.STOCK: answer_stock,
    Intent.CART: answer_cart,
    Intent.PRICE: answer_price,
    Intent.COMPARE: answer_compare,
    Intent.PRODUCT: answer_product,
    Intent.FIND: answer_find,
    Intent.OFFER: answer_offer,
    Intent.KNOWLEDGE: answer_knowledge,
    Intent.HAVE: answer_knowledge,
}

_BY_SALE: dict[Intent, Callable[[Ask], Answer | None]] = {
    Intent.HUMAN: answer_human,
    Intent.PROBLEM: answer_problem,
    Intent.UNFIT: answer_unfit,
    Intent.OFFER: answer_no_discount,
    Intent.PRICE: answer_plan_price,
    Intent.MEET: answer_meet,
    Intent.TELL: answer_told,
    Intent.REFUSE: answer_refused,
    Intent.KNOWLEDGE: answer_written,
}
"""Where a company sells to businesses."""

_NEED_PRODUCT = frozenset(
    (Intent.STOCK, Intent.PRICE, Intent.PRODUCT, Intent.COMPARE, Intent.CART, Intent.RESTOCK)
)
_SHORT = 15
"""Letters of a text that means what its telling word says, whatever articles are like it."""


def answer_request(ask: Ask) -> Answer:
    """The answer of the skill that the request calls for, or that it is not known."""
    intent, topic = ask.request.intent, ask.request.topic
    if ask.sale is not None:
        answer = answer_small_talk if intent in SOCIAL else _BY_SALE.get(intent, answer_written)
        is_said = intent is Intent.KNOWLEDGE and topic == "said"
        return answer(ask) or (answer_told(ask) if is_said else answer_unknown(ask))
    if intent is Intent.HUMAN and topic == "contact":
        return answer_contact(ask)
    if _is_written_down(ask) and (found := answer_knowledge(ask)) is not None:
        return found
    skill = _BY_INTENT.get(intent, answer_small_talk)
    return skill(ask) or answer_unknown(ask)


def _is_written_down(ask: Ask) -> bool:
    """Whether the words are rather a question that an article may answer.

    Beside what is on the page, a skill for products goes first. Without it, "30 uniforms please"
    is no wish for the cart, and "where does the code go" none for a coupon.
    """
    intent, text = ask.request.intent, ask.request.text
    slots = ask.understood.slots
    if ask.turn.press or len(text) <= _SHORT:
        return False
    if intent in _NEED_PRODUCT:
        return ask.product is None and ask.request.topic in ("ask", "add", "about", "care")
    if intent is Intent.FIND:
        return not (slots.kinds or is_recommending(text))
    if intent is Intent.OFFER and not is_giving(text):
        sure, plain = sure_article(ask), plain_article(ask, "coupon")
        return sure is not None and sure != plain
    return False
