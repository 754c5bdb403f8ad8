"""Says where a verified person's orders stand; asks everybody else to sign in, and tells nothing.

A number and an e-mail address typed into a chat verify nobody: only the shop does.
"""

from datetime import date

import msgspec

from dangol.speak.facts import (
    Fact,
    Source,
    SourceKind,
    date_value,
    fact_of_article,
    money_value,
)
from dangol.speak.reply import Awaiting, OrderState, Skill, SourceLink
from dangol.speak.skills.answer import Answer, Ask, button, link_to
from dangol.speak.skills.policy import find_article, shorten, sure_article
from dangol.terms.instants import access_zone, day_of
from dangol.terms.money import render_money
from dangol.terms.texts import render_date

MOST = 3
_STATUSES = """
ordered paid preparing dispatched delivered return_requested refunded partly_refunded cancelled
"""
STATUSES = frozenset(_STATUSES.split())


def answer_order(ask: Ask) -> Answer:
    """Where the orders stand, newest first, or how to see them."""
    if not ask.turn.person.is_verified:
        return _sign_in(ask)
    orders = ask.turn.person.orders
    number = ask.understood.slots.order_number
    chosen = [one for one in orders if not number or one.number.upper() == number]
    if not chosen:
        said = "speak.order.not_found" if number else "speak.order.none"
        return Answer(
            Skill.ORDER,
            msgspec.structs.replace(ask.context, awaiting=Awaiting.PERSON),
            texts=(ask.say(said),),
            replies=(button(ask, "human"),),
        )
    shown = chosen[:MOST]
    url = shown[0].url or ask.world.links.orders
    return Answer(
        Skill.ORDER,
        msgspec.structs.replace(ask.context, awaiting=Awaiting.NOTHING),
        texts=("\n".join((ask.say("speak.order.intro"), *(_line(ask, one) for one in shown))),),
        facts=tuple(_fact(ask, one) for one in shown),
        links=(SourceLink(ask.say("speak.order.page"), url),) if url else (),
        replies=(button(ask, "shipping"), button(ask, "returns"), button(ask, "human")),
    )


def _sign_in(ask: Ask) -> Answer:
    links = ask.world.links
    texts = [ask.say("speak.order.sign_in")]
    article = sure_article(ask) or find_article(ask, "tracking")
    facts = (fact_of_article(article),) if article is not None else ()
    if article is not None:
        texts.append(shorten(article, ask))
    url = links.sign_in or links.orders
    return Answer(
        Skill.ORDER,
        msgspec.structs.replace(ask.context, awaiting=Awaiting.NOTHING),
        texts=tuple(texts),
        facts=facts,
        links=(
            *((SourceLink(ask.say("speak.order.sign_in_page"), url),) if url else ()),
            *(link_to(fact) for fact in facts),
        ),
        replies=(button(ask, "shipping"), button(ask, "human")),
    )


def _line(ask: Ask, order: OrderState) -> str:
    status = order.status if order.status in STATUSES else "unknown"
    tracking = ask.say("speak.order.tracking", number=order.tracking) if order.tracking else ""
    total = render_money(order.total, ask.language) if order.total is not None else ""
    bought = ", ".join((*order.items[:3], total) if total else order.items[:3])
    line = ask.say(
        "speak.order.line" if bought else "speak.order.line_bare",
        number=order.number,
        day=render_date(_day(ask, order), ask.language),
        **({"bought": bought} if bought else {}),
        status=ask.say(f"speak.status.{status}"),
    )
    return f"{line} {tracking}".strip()


def _fact(ask: Ask, order: OrderState) -> Fact:
    return Fact(
        f"order:{order.number}",
        _line(ask, order),
        Source(ask.say("speak.order.page"), order.url or ask.world.links.orders, SourceKind.ORDER),
        (
            *((money_value(order.total),) if order.total is not None else ()),
            date_value(_day(ask, order)),
        ),
    )


def _day(ask: Ask, order: OrderState) -> date:
    zone = ask.world.hours.zone if ask.world.hours else "UTC"
    return day_of(order.ordered_at, access_zone(zone))
