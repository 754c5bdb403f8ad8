"""Which skill looks after which request; what none of them can answer is not known."""

from collections.abc import Callable

from dangol.speak.skills.answer import Answer, Ask
from dangol.speak.skills.cart import answer_cart
from dangol.speak.skills.compare import answer_compare
from dangol.speak.skills.find import answer_find
from dangol.speak.skills.handoff import answer_contact, answer_human, answer_problem
from dangol.speak.skills.offer import answer_offer
from dangol.speak.skills.order import answer_order
from dangol.speak.skills.policy import answer_knowledge, answer_returns, answer_shipping
from dangol.speak.skills.product import answer_price, answer_product
from dangol.speak.skills.restock import answer_restock, answer_stock
from dangol.speak.skills.size import answer_size
from dangol.speak.skills.small_talk import answer_small_talk
from dangol.speak.skills.unknown import answer_unknown
from dangol.speak.understand.patterns import Intent

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


def answer_request(ask: Ask) -> Answer:
    """The answer of the skill that the request calls for, or that it is not known."""
    if ask.request.intent is Intent.HUMAN and ask.request.topic == "contact":
        return answer_contact(ask)
    skill = _BY_INTENT.get(ask.request.intent, answer_small_talk)
    return skill(ask) or answer_unknown(ask)
