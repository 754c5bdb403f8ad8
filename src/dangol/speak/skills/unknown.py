"""Does not know, says so, and offers a person; the second time in a row it gets one."""

import msgspec

from dangol.speak.reply import Awaiting, Skill
from dangol.speak.skills.answer import Answer, Ask, button, sale_buttons
from dangol.speak.skills.handoff import answer_human, contact_form, is_known, promise_by_hours

MOST_IN_A_ROW = 2


def answer_unknown(ask: Ask) -> Answer:
    """A person is offered, or got after the second time; nothing is guessed."""
    count = ask.context.unknown_count + 1
    if ask.context.is_handed_off:
        # A person is on the way and will read it: nothing more is asked of the visitor.
        return Answer(
            Skill.UNKNOWN,
            msgspec.structs.replace(ask.context, awaiting=Awaiting.NOTHING),
            texts=(ask.say("speak.unknown.passed_on"),),
            is_unknown=True,
        )
    if count >= MOST_IN_A_ROW:
        found = answer_human(ask)
        texts = (ask.say("speak.unknown.again"), *found.texts)
        return msgspec.structs.replace(found, skill=Skill.UNKNOWN, texts=texts)
    context = msgspec.structs.replace(
        ask.context, unknown_count=count, awaiting=Awaiting.PERSON, asked=""
    )
    promise = promise_by_hours(ask)
    return Answer(
        Skill.UNKNOWN,
        context,
        texts=(ask.say("speak.unknown.offer"),)
        if promise.is_there
        else (
            ask.say("speak.unknown.offer"),
            promise.text,
        ),
        facts=promise.facts,
        contact=None if promise.is_there or is_known(ask) else contact_form(ask),
        replies=(button(ask, "human"), button(ask, "shipping"), button(ask, "find"))
        if ask.sale is None
        else sale_buttons(ask, "human", "price", "meet"),
        is_unknown=True,
    )
