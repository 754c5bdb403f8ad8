"""Gets a person: at once, with a promise that the shop's hours bear out, and never in a loop.

Whoever asks again while a person is on the way hears that one is, and when; nothing is asked of
them first. Where nobody is there, an address is taken down, so that the answer finds them.
"""

import msgspec

from dangol.speak.facts import (
    Fact,
    Source,
    SourceKind,
    Value,
    date_value,
    fact_of_article,
    time_value,
)
from dangol.speak.reply import Awaiting, Consent, ContactForm, HandOff, Skill
from dangol.speak.sales.meeting_facts import minute_of
from dangol.speak.sales.motion import Promised
from dangol.speak.sales.routing import render_promise_of
from dangol.speak.skills.answer import Answer, Ask, button, link_to
from dangol.speak.skills.policy import find_article, shorten
from dangol.terms.instants import access_zone, day_of
from dangol.terms.texts import render_date

CONSENT_VERSION = "handoff-1"


def answer_human(ask: Ask) -> Answer:
    """A person is asked for, or is on the way already."""
    return _hand_off(ask, ())


def answer_problem(ask: Ask) -> Answer:
    """Sorry, what the shop has written for the case, and a person at once."""
    topic = ask.request.topic
    sorry = "speak.handoff.sorry_upset" if topic == "upset" else "speak.handoff.sorry"
    article = find_article(ask, topic) if topic not in ("upset", "late") else None
    found = _hand_off(ask, (ask.say(sorry),))
    context = msgspec.structs.replace(found.context, has_problem=True)
    if article is None:
        return msgspec.structs.replace(found, context=context)
    fact = fact_of_article(article)
    return msgspec.structs.replace(
        found,
        context=context,
        texts=(*found.texts, shorten(article, ask)),
        facts=(*found.facts, fact),
        links=(link_to(fact),),
    )


def _hand_off(ask: Ask, before: tuple[str, ...]) -> Answer:
    promise = promise_of(ask)
    is_again = ask.context.is_handed_off
    is_reached = promise.is_there or is_known(ask)
    context = msgspec.structs.replace(
        ask.context, is_handed_off=True, awaiting=Awaiting.NOTHING, asked="", unknown_count=0
    )
    # Who is promised an answer by a time, or tomorrow, is not told that it comes at once.
    is_now = promise.is_there and promise.promised is None
    first = "speak.handoff.now" if is_now else "speak.handoff.passed_on"
    said = ask.say("speak.handoff.waiting" if is_again else first)
    return Answer(
        Skill.HANDOFF,
        context,
        texts=(*before, said, promise.text),
        facts=promise.facts,
        contact=None if is_reached else contact_form(ask),
        hand_off=None if is_again else HandOff("waiting", "", promise.text),
        promised=promise.promised,
    )


def is_known(ask: Ask) -> bool:
    """Whether a buyer left an address here already: it is not asked for again."""
    sale, selling = ask.sale, ask.context.selling
    return sale is not None and bool(sale.email or (selling is not None and selling.booked))


def contact_form(ask: Ask) -> ContactForm:
    """Where the answer is to be sent."""
    consent = Consent(ask.say("speak.consent.handoff"), CONSENT_VERSION)
    return ContactForm(("email", "phone"), "handoff", consent)


class Promise(msgspec.Struct, frozen=True):
    """When somebody will answer, and what that stands on."""

    text: str
    facts: tuple[Fact, ...] = ()
    is_there: bool = False
    """Somebody is there now."""
    promised: Promised | None = None
    """By whom, where a company sells to businesses."""


def promise_of(ask: Ask) -> Promise:
    """What can be promised: by whoever takes a buyer, else by the shop's hours."""
    return _promised(ask) or promise_by_hours(ask)


def promise_by_hours(ask: Ask) -> Promise:
    """When somebody of the shop is there."""
    hours, now = ask.world.hours, ask.turn.now
    later = "sales.answer.closed_later" if is_known(ask) else "speak.handoff.later"
    closed = "sales.answer.closed" if is_known(ask) else "speak.handoff.closed"
    if hours is None:
        return Promise(ask.say(later))
    if hours.is_open(now):
        return Promise(ask.say("speak.handoff.open"), is_there=True)
    opening = hours.next_open(now)
    if opening is None:
        return Promise(ask.say(later))
    text = ask.say(
        closed,
        day=render_date(opening.date(), ask.language),
        time=f"{opening:%H:%M}",
    )
    values = (date_value(opening.date()), time_value(opening.hour, opening.minute))
    return Promise(text, (_fact(ask, text, values),))


def _promised(ask: Ask) -> Promise | None:
    sale = ask.sale
    if sale is None or sale.setup.promise is None:
        return None
    found = sale.setup.promise(ask.language, sale.known, sale.zone)
    if found is None:
        return None
    text = render_promise_of(found.host_name, found.due_at, ask.turn.now, sale.zone, ask.language)
    minute = minute_of(found.due_at, sale.zone)
    day = day_of(found.due_at, access_zone(sale.zone))
    values = (date_value(day), time_value(*divmod(minute, 60)))
    return Promise(text, (_fact(ask, text, values),), found.is_there, found)


def _fact(ask: Ask, text: str, values: tuple[Value, ...]) -> Fact:
    return Fact("hours", text, Source(ask.say("speak.handoff.hours"), "", SourceKind.HOURS), values)


def answer_contact(ask: Ask) -> Answer:
    """An address typed into the chat: a form asks for consent before it is kept."""
    return Answer(
        Skill.HANDOFF,
        ask.context,
        texts=(ask.say("speak.contact.form"),),
        contact=contact_form(ask),
        replies=(button(ask, "human"),),
    )
