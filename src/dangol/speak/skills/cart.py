"""Puts exactly one option into the cart, or says what is in it.

Nothing is guessed: where several options fit, it asks which; where none is left, it offers to tell
when it is back; what lies in the cart already is added again only when asked for once more.
"""

import msgspec

from dangol.speak.catalogue import Option, Product, card_of, facts_of_option, render_price
from dangol.speak.facts import Fact
from dangol.speak.reply import Awaiting, CartAdd, Skill, SourceLink
from dangol.speak.skills.answer import (
    Answer,
    Ask,
    add_button,
    button,
    name_of,
    with_product,
)
from dangol.speak.skills.options import choose_option
from dangol.speak.skills.restock import offer_alert
from dangol.speak.understand.patterns import Intent

MOST_AT_ONCE = 10
MOST_BUTTONS = 5


def answer_cart(ask: Ask) -> Answer:
    """Adds the option that was meant, asks where it is not clear, or shows the cart."""
    if ask.request.topic in ("view", "remove"):
        return _show(ask)
    if ask.request.topic == "more":
        product = ask.shop.product_of(ask.context.option_id or ask.understood.option_id)
        option = product.option_of(ask.context.option_id) if product else None
        if product is not None and option is not None:
            return _add(ask, product, option, ask.context.quantity)
    product = ask.product
    if product is None:
        return _which_product(ask)
    choice = choose_option(ask, product)
    quantity = ask.understood.slots.quantity
    if not quantity and ask.context.awaiting is Awaiting.OPTION:
        quantity = ask.context.quantity
    context = with_product(
        ask.context, product, colour=choice.colour, size=choice.size, quantity=quantity or 1
    )
    ask = msgspec.structs.replace(ask, context=context)
    if not choice.options:
        return _none_like_that(ask, product)
    if not choice.there:
        return offer_alert(ask, product, choice.one, skill=Skill.CART)
    option = choice.one or (choice.there[0] if len(product.options) == 1 else None)
    if option is None and len(choice.there) == 1 and choice.colour and choice.size:
        option = choice.there[0]
    if option is None:
        return _which_option(ask, product, choice.there)
    if quantity > MOST_AT_ONCE:
        return _too_many(ask, product)
    is_in_cart = option.option_id in {line.option_id for line in ask.turn.cart}
    is_asked_again = quantity > 0 or ask.understood.slots.is_more
    if (is_in_cart or option.option_id in context.added) and not is_asked_again:
        return _once_more(ask, product, option)
    return _add(ask, product, option, quantity or 1)


def _add(ask: Ask, product: Product, option: Option, quantity: int) -> Answer:
    if option.left is not None and quantity > option.left:
        quantity = option.left
    if quantity < 1 or not option.is_in_stock:
        return offer_alert(ask, product, option, skill=Skill.CART)
    facts = facts_of_option(option, ask.language)
    price = render_price(option.row.price, ask.language)
    name = name_of(product, option)
    text = (
        ask.say("speak.cart.added", name=name, price=price)
        if quantity == 1
        else ask.say("speak.cart.added_many", name=name, n=quantity)
    )
    context = with_product(
        ask.context,
        product,
        option_id=option.option_id,
        quantity=1,
        awaiting=Awaiting.NOTHING,
        asked="",
        added=tuple(dict.fromkeys((*ask.context.added, option.option_id)))[-20:],
    )
    return Answer(
        Skill.CART,
        context,
        texts=(text,),
        facts=facts,
        cart_add=CartAdd(product.product_id, option.option_id, quantity, name),
        replies=(button(ask, "cart"), button(ask, "similar", product.product_id)),
    )


def _which_product(ask: Ask) -> Answer:
    context = msgspec.structs.replace(
        ask.context, awaiting=Awaiting.PRODUCT, asked=Intent.CART.value
    )
    shown = [ask.shop.by_id[one] for one in ask.context.shown if one in ask.shop.by_id][:3]
    return Answer(
        Skill.CART,
        context,
        texts=(ask.say("speak.cart.which_product"),),
        cards=tuple(card_of(product, ask.language) for product in shown),
        facts=tuple(
            fact for one in shown for fact in facts_of_option(one.options[0], ask.language)
        ),
        replies=(button(ask, "find"),),
    )


def _which_option(ask: Ask, product: Product, there: tuple[Option, ...]) -> Answer:
    context = msgspec.structs.replace(
        ask.context, awaiting=Awaiting.OPTION, asked=Intent.CART.value
    )
    return Answer(
        Skill.CART,
        context,
        texts=(ask.say("speak.cart.which_option", name=name_of(product)),),
        facts=tuple(fact for one in there for fact in facts_of_option(one, ask.language)),
        cards=() if len(there) <= MOST_BUTTONS else (card_of(product, ask.language),),
        replies=tuple(add_button(ask, option) for option in there[:MOST_BUTTONS]),
    )


def _none_like_that(ask: Ask, product: Product) -> Answer:
    there = tuple(option for option in product.options if option.is_in_stock)
    labels = ", ".join(option.label for option in there[:8])
    context = msgspec.structs.replace(
        ask.context, awaiting=Awaiting.OPTION, asked=Intent.CART.value, colour="", size=""
    )
    text = ask.say("speak.cart.none_like_that", name=name_of(product), options=labels)
    return Answer(
        Skill.CART,
        context,
        texts=(text,),
        facts=tuple(fact for one in there for fact in facts_of_option(one, ask.language)),
        replies=tuple(add_button(ask, option) for option in there[:MOST_BUTTONS]),
    )


def _once_more(ask: Ask, product: Product, option: Option) -> Answer:
    context = with_product(
        ask.context,
        product,
        option_id=option.option_id,
        awaiting=Awaiting.MORE,
        asked=Intent.CART.value,
    )
    return Answer(
        Skill.CART,
        context,
        texts=(ask.say("speak.cart.once_more", name=name_of(product, option)),),
        facts=facts_of_option(option, ask.language),
        replies=(button(ask, "more"), button(ask, "cart")),
    )


def _too_many(ask: Ask, product: Product) -> Answer:
    return Answer(
        Skill.CART,
        msgspec.structs.replace(ask.context, awaiting=Awaiting.PERSON),
        texts=(ask.say("speak.cart.too_many", name=name_of(product)),),
        replies=(button(ask, "human"),),
    )


def _show(ask: Ask) -> Answer:
    links = ask.world.links
    lines: list[str] = []
    facts: list[Fact] = []
    for line in ask.turn.cart[:20]:
        product = ask.shop.product_of(line.option_id)
        option = product.option_of(line.option_id) if product else None
        if product is not None and option is not None:
            facts += facts_of_option(option, ask.language)
            lines.append(ask.say("speak.cart.line", name=name_of(product, option), n=line.quantity))
    said = "speak.cart.empty" if not lines else "speak.cart.holds"
    if ask.request.topic == "remove":
        said = "speak.cart.remove"
    url = links.checkout if lines and ask.request.topic == "view" else links.cart
    title = ask.say("speak.cart.checkout" if url == links.checkout else "speak.cart.page")
    return Answer(
        Skill.CART,
        msgspec.structs.replace(ask.context, awaiting=Awaiting.NOTHING),
        texts=("\n".join((ask.say(said), *lines)),),
        facts=tuple(facts),
        links=(SourceLink(title, url),) if url else (),
        replies=() if lines else (button(ask, "find"),),
    )
