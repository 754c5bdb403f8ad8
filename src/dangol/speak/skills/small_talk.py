"""Greets, thanks and says goodbye; says who speaks when it is asked."""

import msgspec

from dangol.speak.reply import Awaiting, Skill
from dangol.speak.skills.answer import Answer, Ask, button, sale_buttons
from dangol.speak.understand.patterns import Intent

_TEXTS = {
    Intent.GREETING: "speak.talk.hello",
    Intent.THANKS: "speak.talk.welcome",
    Intent.BYE: "speak.talk.bye",
    Intent.BOT: "speak.talk.bot",
    Intent.YES: "speak.talk.yes",
    Intent.NO: "speak.talk.no",
}


def answer_small_talk(ask: Ask) -> Answer:
    """A short word, and what can be asked."""
    intent = ask.request.intent
    key = _TEXTS.get(intent, "speak.talk.hello")
    if ask.request.topic == "empty":
        key = "speak.talk.empty"
    if ask.sale is not None:
        return _to_a_buyer(ask, key)
    names = ("shipping", "order", "human") if ask.product is None else ("size", "stock", "human")
    if intent is Intent.BOT:
        names = ("human",)
    subject = ask.product.product_id if ask.product else ""
    return Answer(
        Skill.SMALL_TALK,
        msgspec.structs.replace(ask.context, awaiting=Awaiting.NOTHING, asked=""),
        texts=(ask.say(key),),
        replies=tuple(
            button(ask, name, subject if name in ("size", "stock") else "") for name in names
        )
        if intent not in (Intent.BYE, Intent.THANKS)
        else (),
    )


_ON_SALE = {"speak.talk.hello": "sales.answer.hello", "speak.talk.empty": "sales.answer.hello"}
_THINKS = "think"
"""The topic of a no that leaves it open."""
_ENDS = (Intent.BYE, Intent.THANKS, Intent.NO)


def _to_a_buyer(ask: Ask, key: str) -> Answer:
    """The same where nothing is put into a cart."""
    intent = ask.request.intent
    if ask.request.topic == _THINKS:
        key = "sales.answer.think"
    names = ("human",) if intent is Intent.BOT else ("price", "meet", "human")
    return Answer(
        Skill.SMALL_TALK,
        msgspec.structs.replace(ask.context, awaiting=Awaiting.NOTHING, asked=""),
        texts=(ask.say(_ON_SALE.get(key, key)),),
        replies=() if intent in _ENDS else sale_buttons(ask, *names),
    )
