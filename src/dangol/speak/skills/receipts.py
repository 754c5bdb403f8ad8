"""Short words for what happened between turns: an address was left, a thing went into the cart."""

import msgspec

from dangol.speak.reply import Context, Reply, Skill, Text
from dangol.terms.languages import Language
from dangol.terms.texts import render_text


def thank_for_contact(context: Context, purpose: str, language: Language) -> Reply:
    """The address was kept, for that purpose (`restock` or `handoff`)."""
    is_restock = purpose == "restock"
    key = "speak.contact.thanks_restock" if is_restock else "speak.contact.thanks_handoff"
    skill = Skill.RESTOCK if is_restock else Skill.HANDOFF
    return _reply(context, render_text(key, language), skill, language)


def tell_cart_result(context: Context, is_added: bool, language: Language) -> Reply:
    """What became of adding to the shop's cart. What failed may be added again."""
    if not is_added:
        context = msgspec.structs.replace(context, added=context.added[:-1])
    key = "speak.cart.done" if is_added else "speak.cart.failed"
    return _reply(context, render_text(key, language), Skill.CART, language)


def _reply(context: Context, text: str, skill: Skill, language: Language) -> Reply:
    return Reply((Text(text),), skill, (skill,), (), language, context)
