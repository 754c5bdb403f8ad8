"""Sets two or three products side by side: price, material, fit, sizes."""

import re

import msgspec

from dangol.speak.catalogue import Product, card_of, facts_about, render_price
from dangol.speak.reply import Awaiting, Skill
from dangol.speak.skills.answer import Answer, Ask, button, name_of
from dangol.speak.skills.product import sheet_fact
from dangol.speak.understand.lexicon import forms_of
from dangol.speak.understand.patterns import Intent

MOST = 3
_BETWEEN = re.compile(r"이랑|랑|하고|와 |과 |(?<![a-z])vs|と|、|,| and | or | with ", re.IGNORECASE)


def answer_compare(ask: Ask) -> Answer:
    """A line a product; asks which where fewer than two are meant."""
    products = _meant(ask)
    if len(products) < 2:
        context = msgspec.structs.replace(
            ask.context, awaiting=Awaiting.PRODUCT, asked=Intent.COMPARE.value
        )
        return Answer(
            Skill.COMPARE,
            context,
            texts=(ask.say("speak.compare.which"),),
            replies=(button(ask, "find"),),
        )
    lines = [ask.say("speak.compare.intro"), *(_line(ask, product) for product in products)]
    ids = tuple(product.product_id for product in products)
    facts = [fact for one in products for fact in facts_about(one, ask.language)]
    return Answer(
        Skill.COMPARE,
        msgspec.structs.replace(ask.context, awaiting=Awaiting.NOTHING, shown=ids),
        texts=("\n".join(lines),),
        facts=(*(sheet_fact(one) for one in products), *facts),
        cards=tuple(card_of(one, ask.language) for one in products),
        replies=tuple(
            button(ask, "size_of", one.product_id, name=name_of(one)) for one in products[:2]
        ),
    )


def _meant(ask: Ask) -> tuple[Product, ...]:
    """Named ones first, then what the talk is about, then what was shown last."""
    ids = [*ask.understood.product_ids]
    if len(ids) < 2:
        # Names in part are found one by one, on either side of what joins them.
        pieces = _BETWEEN.split(ask.understood.text[:200])
        if len(pieces) > 1:
            ids += [one for part in pieces for one in ask.shop.names.find(forms_of(part)).ids]
    if len(dict.fromkeys(ids)) < 2:
        ids += [ask.understood.product_id, *ask.context.shown]
    unique = dict.fromkeys(one for one in ids if one in ask.shop.by_id)
    return tuple(ask.shop.by_id[one] for one in unique)[:MOST]


def _line(ask: Ask, product: Product) -> str:
    details = product.details
    there = ", ".join(dict.fromkeys(one.label for one in product.options if one.is_in_stock))
    parts = [
        render_price(product.price, ask.language),
        details.material,
        details.fit.rstrip(".。"),
        "" if there else ask.say("speak.compare.gone"),
    ]
    return f"• {name_of(product)}: " + " / ".join(part for part in parts if part)
