"""Asks the offer policy when somebody asks for something off; what it refuses is refused kindly.

Who is held out hears what everybody may read, and the policy is not asked. What was granted in a
conversation is shown again and never granted twice.
"""

import msgspec

from dangol.speak.catalogue import facts_of_option, render_price
from dangol.speak.facts import Fact, Source, SourceKind, code_value, fact_of_article
from dangol.speak.offer_facts import fact_of_offer
from dangol.speak.offers import Granted
from dangol.speak.reply import Awaiting, Coupon, Skill
from dangol.speak.skills.answer import Answer, Ask, button, link_to, name_of
from dangol.speak.skills.policy import find_article, shorten
from dangol.speak.world import OfferAsk, OfferGiven
from dangol.terms.instants import access_zone, render_instant


def answer_offer(ask: Ask) -> Answer:
    """A code that the policy granted, or a kind no with what is public."""
    held = ask.context.offer
    if held is not None and held.expires_at > render_instant(ask.turn.now):
        return _again(ask, held)
    ask_offer = ask.world.ask_offer
    if ask_offer is None or ask.turn.person.is_held_out or ask.context.has_problem:
        return _public(ask)
    answer = ask_offer(
        OfferAsk(ask.language, ask.turn.now, ask.turn.cart, ask.understood.product_id)
    )
    return _given(ask, answer) if isinstance(answer, OfferGiven) else _public(ask)


def _given(ask: Ask, given: OfferGiven) -> Answer:
    granted: Granted = given.granted
    zone = access_zone(ask.world.hours.zone if ask.world.hours else "UTC")
    fact = fact_of_offer(granted, given.code, ask.language, zone, ask.world.links.cart)
    # The words say all its terms; its end is shown again by the clock of whoever reads it.
    coupon = Coupon(given.code, fact.source.title, render_instant(granted.expires_at))
    return Answer(
        Skill.OFFER,
        msgspec.structs.replace(ask.context, offer=coupon, awaiting=Awaiting.NOTHING),
        texts=(ask.say("speak.offer.given", text=fact.text),),
        facts=(fact,),
        coupon=coupon,
        replies=(button(ask, "cart"),),
    )


def _again(ask: Ask, coupon: Coupon) -> Answer:
    fact = Fact(
        "offer:again",
        coupon.text,
        Source(coupon.text, ask.world.links.cart, SourceKind.OFFER),
        (code_value(coupon.code),),
    )
    return Answer(
        Skill.OFFER,
        msgspec.structs.replace(ask.context, awaiting=Awaiting.NOTHING),
        texts=(ask.say("speak.offer.again"),),
        facts=(fact,),
        coupon=coupon,
        replies=(button(ask, "cart"),),
    )


def _public(ask: Ask) -> Answer:
    """No offer: what is written for everybody, and the price where a product is looked at."""
    article = find_article(ask, "coupon")
    texts = [ask.say("speak.offer.none")]
    facts = [fact_of_article(article)] if article is not None else []
    links = tuple(link_to(fact) for fact in facts)
    if article is not None:
        texts.append(shorten(article, ask))
    product = ask.product
    if product is not None and (price := render_price(product.price, ask.language)):
        texts.append(ask.say("speak.price.one", name=name_of(product), price=price))
        facts += facts_of_option(product.options[0], ask.language)
    return Answer(
        Skill.OFFER,
        msgspec.structs.replace(ask.context, awaiting=Awaiting.NOTHING),
        texts=tuple(texts),
        facts=tuple(facts),
        links=links,
        replies=(button(ask, "fee"), button(ask, "find")),
    )
