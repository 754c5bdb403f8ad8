"""Gets a person: at once, with a promise that the shop's hours bear out, and never in a loop.

Whoever asks again while a person is on the way hears that one is, and when; nothing is asked of
them first. Where nobody is there, an address is taken down, so that the answer finds them.
"""

import msgspec

from dangol.speak.facts import (
    Fact,
    Source,
    SourceKind,
    date_value,
    fact_of_article,
    time_value,
)
from dangol.speak.reply import Awaiting, Consent, ContactForm, HandOff, Skill
from dangol.speak.sales.meeting_facts import minute_of
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
    promise, fact, is_open = promise_of(ask)
    is_again = ask.context.is_handed_off
    context = msgspec.structs.replace(
        ask.context, is_handed_off=True, awaiting=Awaiting.NOTHING, asked="", unknown_count=0
    )
    said = ask.say("speak.handoff.waiting" if is_again else "speak.handoff.now")
    return Answer(
        Skill.HANDOFF,
        context,
        texts=(*before, said, promise),
        facts=(fact,) if fact is not None else (),
        contact=None if is_open else contact_form(ask),
        hand_off=None if is_again else HandOff("waiting", "", promise),
    )


def contact_form(ask: Ask) -> ContactForm:
    """Where the answer is to be sent."""
    consent = Consent(ask.say("speak.consent.handoff"), CONSENT_VERSION)
    return ContactForm(("email", "phone"), "handoff", consent)


def promise_of(ask: Ask) -> tuple[str, Fact | None, bool]:
    """When somebody will answer, the fact it stands on, and whether somebody is there now."""
    hours, now = ask.world.hours, ask.turn.now
    promised = _promised(ask)
    if promised is not None:
        return promised
    if hours is None:
        return ask.say("speak.handoff.later"), None, False
    if hours.is_open(now):
        return ask.say("speak.handoff.open"), None, True
    opening = hours.next_open(now)
    if opening is None:
        return ask.say("speak.handoff.later"), None, False
    promise = ask.say(
        "speak.handoff.closed",
        day=render_date(opening.date(), ask.language),
        time=f"{opening:%H:%M}",
    )
    source = Source(ask.say("speak.handoff.hours"), "", SourceKind.HOURS)
    values = (date_value(opening.date()), time_value(opening.hour, opening.minute))
    return promise, Fact("hours", promise, source, values), False


def _promised(ask: Ask) -> tuple[str, Fact, bool] | None:
    """What whoever takes the buyer promises, where the company sells to businesses."""
    sale = ask.sale
    if sale is None or sale.setup.promise is None:
        return None
    found = sale.setup.promise(ask.language, sale.known)
    if found is None:
        return None
    said = render_promise_of(found.host_name, found.due_at, ask.turn.now, sale.zone, ask.language)
    minute = minute_of(found.due_at, sale.zone)
    day = day_of(found.due_at, access_zone(sale.zone))
    values = (date_value(day), time_value(*divmod(minute, 60)))
    source = Source(ask.say("speak.handoff.hours"), "", SourceKind.HOURS)
    return said, Fact("hours", said, source, values), found.is_there


def answer_contact(ask: Ask) -> Answer:
    """An address typed into the chat: a form asks for consent before it is kept."""
    return Answer(
        Skill.HANDOFF,
        ask.context,
        texts=(ask.say("speak.contact.form"),),
        contact=contact_form(ask),
        replies=(button(ask, "human"),),
    )
