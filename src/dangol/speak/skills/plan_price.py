"""Says published prices, and what they come to for a team whose size is known; nothing off them.

A price stands in the catalogue and nowhere else. What a team pays is counted from it here, and
both are facts of the turn with the page they are published on.
"""

import msgspec

from dangol.speak.catalogue import Product, facts_of_option, render_price
from dangol.speak.facts import Fact, Source, SourceKind, Value, ValueKind, money_value
from dangol.speak.reply import Awaiting, QuickReply, Skill, SourceLink
from dangol.speak.sales.fit import Plan, bounds_of
from dangol.speak.sales.selling import selling_with
from dangol.speak.skills.answer import Answer, Ask, link_to, name_of, sale_buttons, with_product
from dangol.speak.skills.disqualify import answer_dear_alone
from dangol.speak.skills.handoff import answer_human
from dangol.speak.skills.written import answer_written
from dangol.speak.understand.understanding import is_giving
from dangol.terms.money import MAX_MINOR, render_money
from dangol.terms.texts import join_sentences

MOST_PLANS = 4
MOST_SEATS = 1_000_000


def answer_plan_price(ask: Ask) -> Answer | None:
    """The published price, and what it comes to; where none is published, a person says it."""
    sale = ask.sale
    if sale is None:
        return None
    fit = sale.setup.fit
    plans = [(plan, one) for plan in fit.plans if (one := ask.shop.product_of(plan.product_id))]
    plans = [(plan, product) for plan, product in plans if product.price is not None]
    if plans:
        return _of_plans(ask, plans)
    product = ask.product
    if product is not None and product.price is not None:
        return _of_products(ask, (product,))
    found = answer_written(ask)
    if found is not None:
        return found
    priced = tuple(one for one in ask.shop.products if one.price is not None)
    return _of_products(ask, priced[:MOST_PLANS]) if priced else _by_a_person(ask)


def answer_no_discount(ask: Ask) -> Answer:
    """No: the price is the published one, and a person is asked for. Nothing is promised.

    Who only asks whether there is something off reads what is written about it, if anything is.
    Whom it does not suit is shown what they can use by themselves, and nobody is asked for.
    """
    is_dear = ask.request.topic == "dear"
    if not is_dear and not _is_bargaining(ask.request.text):
        written = answer_written(ask)
        if written is not None:
            return written
    alone = answer_dear_alone(ask)
    if alone is not None:
        return alone
    found = answer_human(ask)
    key = "sales.answer.dear" if is_dear else "sales.answer.no_discount"
    texts = (ask.say(key), *found.texts)
    return msgspec.structs.replace(found, skill=Skill.PLAN_PRICE, texts=texts)


def _is_bargaining(text: str) -> bool:
    return is_giving(text) or any(letter.isdigit() for letter in text)


def _by_a_person(ask: Ask) -> Answer:
    found = answer_human(ask)
    texts = (ask.say("sales.price.unpublished"), *found.texts)
    return msgspec.structs.replace(found, skill=Skill.PLAN_PRICE, texts=texts)


def _of_products(ask: Ask, products: tuple[Product, ...]) -> Answer:
    facts = tuple(
        fact for one in products for fact in facts_of_option(one.options[0], ask.language)
    )
    lines = [
        ask.say("sales.price.once", name=name_of(one), price=render_price(one.price, ask.language))
        for one in products
    ]
    context = msgspec.structs.replace(ask.context, awaiting=Awaiting.NOTHING, asked="")
    if len(products) == 1:
        context = with_product(context, products[0])
    links = dict.fromkeys(link_to(fact) for fact in facts if fact.key.startswith("price:"))
    return Answer(
        Skill.PLAN_PRICE,
        context,
        texts=tuple(lines),
        facts=facts,
        links=tuple(links),
        replies=_next(ask),
    )


def _of_plans(ask: Ask, plans: list[tuple[Plan, Product]]) -> Answer:
    seats = seats_of(ask)
    if seats:
        fitting = [(plan, one) for plan, one in plans if _holds(plan, seats)]
        if not fitting:
            return _by_a_person(ask)
        plans = fitting
    named = [(plan, one) for plan, one in plans if one.product_id == ask.understood.product_id]
    plans = named or plans
    lines: list[str] = []
    facts: list[Fact] = []
    links: list[SourceLink] = []
    shown = plans[:MOST_PLANS]
    # What is the same of all of them is said once, after them.
    is_one_tax = len({plan.tax for plan, _ in shown}) == 1
    for plan, product in shown:
        facts += facts_of_option(product.options[0], ask.language)
        price = render_price(product.price, ask.language)
        key = f"sales.price.{plan.per}_{plan.period}"
        lines.append(ask.say(key, name=name_of(product), price=price))
        total = _total(ask, plan, product, seats)
        if total is not None:
            facts.append(total)
            lines[-1] = join_sentences(ask.language, lines[-1], total.text)
        if plan.tax != "unsaid":
            facts.append(_tax(ask, plan, product))
            if not is_one_tax:
                lines[-1] = join_sentences(ask.language, lines[-1], facts[-1].text)
        link = SourceLink(name_of(product), product.url)
        if product.url and link not in links:
            links.append(link)
    if is_one_tax and shown[0][0].tax != "unsaid":
        lines.append(_tax(ask, *shown[0]).text)
    return Answer(
        Skill.PLAN_PRICE,
        msgspec.structs.replace(
            selling_with(ask.context, has_priced=True), awaiting=Awaiting.NOTHING, asked=""
        ),
        texts=tuple(lines),
        facts=tuple(facts),
        links=tuple(links),
        replies=_next(ask),
    )


def seats_of(ask: Ask) -> int:
    """How many there are, the most of what was said; 0 where it is not known."""
    sale = ask.sale
    known = sale.value_of(sale.setup.fit.seats) if sale is not None else None
    bounds = bounds_of(known.value) if known is not None else None
    if bounds is None:
        return 0
    seats = bounds[1] if bounds[1] is not None else bounds[0]
    return seats if 0 < seats <= MOST_SEATS else 0


def _holds(plan: Plan, seats: int) -> bool:
    return plan.seats_from <= seats and (plan.seats_to is None or seats <= plan.seats_to)


def _total(ask: Ask, plan: Plan, product: Product, seats: int) -> Fact | None:
    """What a team pays, counted from the published price."""
    price = product.price
    if plan.per != "seat" or not seats or price is None or price.minor * seats > MAX_MINOR:
        return None
    total = price * seats
    amount = render_money(total, ask.language)
    return Fact(
        f"total:{product.product_id}:{seats}",
        ask.say(f"sales.price.total_{plan.period}", n=seats, total=amount),
        Source(product.name, product.url, SourceKind.PRODUCT),
        (money_value(total), Value(ValueKind.NUMBER, seats)),
        product.product_id,
        (product.name,),
    )


def _tax(ask: Ask, plan: Plan, product: Product) -> Fact:
    """Whether the published price holds the tax."""
    return Fact(
        f"tax:{product.product_id}",
        ask.say(f"sales.price.tax_{plan.tax}"),
        Source(product.name, product.url, SourceKind.PRODUCT),
        (),
        product.product_id,
        (product.name,),
    )


def _next(ask: Ask) -> tuple[QuickReply, ...]:
    return sale_buttons(ask, "meet")
