"""Says what is there, and takes down, with consent, whom to tell when something is back."""

import msgspec

from dangol.speak.catalogue import Option, Product, facts_of_option
from dangol.speak.reply import Awaiting, Consent, ContactForm, Skill
from dangol.speak.skills.answer import (
    Answer,
    Ask,
    add_button,
    button,
    name_of,
    size_buttons,
    with_product,
)
from dangol.speak.skills.options import choose_option
from dangol.speak.skills.policy import answer_from_knowledge
from dangol.speak.understand.patterns import Intent

CONSENT_VERSION = "restock-1"
FEW = 3
"""So few are worth telling."""
MOST_BUTTONS = 4


def answer_stock(ask: Ask) -> Answer:
    """Whether what was named can be bought now."""
    product = ask.product
    if product is None:
        return _which_product(ask, Intent.STOCK)
    choice = choose_option(ask, product)
    context = with_product(
        ask.context, product, colour=choice.colour, size=choice.size, awaiting=Awaiting.NOTHING
    )
    ask = msgspec.structs.replace(ask, context=context)
    option = choice.one
    if not choice.options:
        return _none_like_that(ask, product)
    if not choice.there:
        return offer_alert(ask, product, option, skill=Skill.RESTOCK)
    facts = tuple(fact for one in choice.options for fact in facts_of_option(one, ask.language))
    if option is not None:
        is_few = option.left is not None and option.left <= FEW
        text = (
            ask.say("speak.stock.few", name=name_of(product, option), n=option.left or 0)
            if is_few
            else ask.say("speak.stock.there", name=name_of(product, option))
        )
        context = msgspec.structs.replace(context, option_id=option.option_id)
        return Answer(
            Skill.RESTOCK,
            context,
            texts=(text,),
            facts=facts,
            replies=(add_button(ask, option), *size_buttons(ask, product)),
        )
    gone = [one for one in choice.options if not one.is_in_stock]
    lines = [
        ask.say(
            "speak.stock.some",
            name=name_of(product),
            options=", ".join(one.label for one in choice.there[:12]),
        )
    ]
    if gone:
        lines.append(
            ask.say(
                "speak.stock.gone",
                name=name_of(product),
                options=", ".join(one.label for one in gone[:12]),
            )
        )
    return Answer(
        Skill.RESTOCK,
        msgspec.structs.replace(context, awaiting=Awaiting.OPTION, asked=Intent.CART.value),
        texts=("\n".join(lines),),
        facts=facts,
        replies=tuple(add_button(ask, one) for one in choice.there[:MOST_BUTTONS]),
    )


def answer_restock(ask: Ask) -> Answer:
    """A form that takes down whom to tell; what is there already is said instead."""
    product = ask.product
    if product is None:
        found = answer_from_knowledge(ask, "restock", Skill.RESTOCK)
        return found or _which_product(ask, Intent.RESTOCK)
    choice = choose_option(ask, product)
    gone = [option for option in choice.options if not option.is_in_stock]
    if not gone:
        if ask.request.topic == "contact":
            return offer_alert(ask, product, None, skill=Skill.RESTOCK)
        return answer_stock(ask)
    # Somebody who asked for nothing in particular means whatever is gone.
    option = gone[0] if len(gone) == 1 else None
    return offer_alert(ask, product, option, skill=Skill.RESTOCK)


def offer_alert(ask: Ask, product: Product, option: Option | None, *, skill: Skill) -> Answer:
    """It is gone; a form takes down whom to tell."""
    shown = (option,) if option is not None else product.options
    gone = [one for one in shown if not one.is_in_stock]
    there = [one for one in product.options if one.is_in_stock]
    facts = [fact for one in shown for fact in facts_of_option(one, ask.language)]
    texts = [ask.say("speak.restock.gone", name=name_of(product, option))] if gone else []
    if gone and option is None and there:
        labels = ", ".join(one.label for one in gone[:8])
        texts = [ask.say("speak.stock.gone", name=name_of(product), options=labels)]
    texts.append(ask.say("speak.restock.leave"))
    context = with_product(
        ask.context,
        product,
        option_id=option.option_id if option else "",
        awaiting=Awaiting.RESTOCK,
        asked=Intent.RESTOCK.value,
    )
    return Answer(
        skill,
        context,
        texts=tuple(texts),
        facts=tuple(facts),
        contact=ContactForm(
            ("email", "phone"),
            "restock",
            Consent(ask.say("speak.consent.restock"), CONSENT_VERSION),
            product.product_id,
            option.option_id if option else "",
        ),
        replies=(button(ask, "similar", product.product_id),),
    )


def _none_like_that(ask: Ask, product: Product) -> Answer:
    there = [option for option in product.options if option.is_in_stock]
    labels = ", ".join(option.label for option in there[:8])
    return Answer(
        Skill.RESTOCK,
        msgspec.structs.replace(ask.context, colour="", size=""),
        texts=(ask.say("speak.cart.none_like_that", name=name_of(product), options=labels),),
        facts=tuple(fact for one in there for fact in facts_of_option(one, ask.language)),
        replies=tuple(add_button(ask, option) for option in there[:MOST_BUTTONS]),
    )


def _which_product(ask: Ask, intent: Intent) -> Answer:
    context = msgspec.structs.replace(ask.context, awaiting=Awaiting.PRODUCT, asked=intent.value)
    return Answer(
        Skill.RESTOCK,
        context,
        texts=(ask.say("speak.which_product"),),
        replies=(button(ask, "find"), button(ask, "human")),
    )
