"""Takes in what a buyer tells, and asks one thing more in passing.

What they asked is answered before; nothing is asked of whoever would rather not say.
"""

import msgspec

from dangol.speak.reply import Awaiting, QuickReply, Skill
from dangol.speak.sales.fit import Verdict
from dangol.speak.sales.selling import is_enough, next_slot, selling_with
from dangol.speak.sales.slots import SlotKind
from dangol.speak.skills.answer import Answer, Ask, sale_button, sale_buttons
from dangol.speak.skills.disqualify import guide_links
from dangol.speak.skills.meet import time_buttons
from dangol.speak.understand.patterns import Intent

_NOT_THEN = frozenset((Skill.HANDOFF, Skill.MEET, Skill.DISQUALIFY, Skill.SMALL_TALK))
"""After these nothing is asked: something else is under way, or the word is theirs."""


_STAYS = frozenset((Awaiting.MEET, Awaiting.TIME, Awaiting.ADDRESS))


def answer_told(ask: Ask) -> Answer:
    """It is taken in; what was offered before stays offered."""
    selling = ask.context.selling
    key = ask.request.topic if ask.request.topic in ("contact", "unclear") else ""
    if not key and ask.sale is not None and ask.sale.has_told(SlotKind.TOPIC):
        key = "told_need"
    key = key or f"told_{len(selling.asked) % 3 if selling else 0}"
    context = ask.context
    if context.awaiting not in _STAYS:
        context = msgspec.structs.replace(context, awaiting=Awaiting.NOTHING, asked="")
    return Answer(
        Skill.QUALIFY,
        context,
        texts=(ask.say(f"sales.answer.{key}"),),
        replies=_still_offered(ask),
    )


def _still_offered(ask: Ask) -> tuple[QuickReply, ...]:
    """The times that they have yet to choose from."""
    selling = ask.context.selling
    if ask.sale is None or selling is None or ask.context.awaiting is not Awaiting.TIME:
        return ()
    return time_buttons(ask, ask.sale, selling.times)


def answer_refused(ask: Ask) -> Answer:
    """They need not say, or do not know: it is not asked again."""
    is_unsure = ask.request.topic == "unsure"
    context = msgspec.structs.replace(ask.context, awaiting=Awaiting.NOTHING, asked="")
    return Answer(
        Skill.QUALIFY,
        context,
        texts=(ask.say("sales.answer.unsure" if is_unsure else "sales.answer.refused"),),
        replies=sale_buttons(ask, "meet", "price"),
    )


def ask_more(ask: Ask, answers: tuple[Answer, ...]) -> Answer | None:
    """One more thing to find out, a meeting, or what fits them instead; None where it is not the
    moment for any.
    """
    sale, context = ask.sale, ask.context
    if sale is None or not answers or context.has_problem or context.is_handed_off:
        return None
    if any(one.skill in _NOT_THEN or one.hand_off or one.is_unknown for one in answers):
        return None
    if any(one.intent is Intent.REFUSE and one.topic != "unsure" for one in ask.requests):
        return None
    selling = context.selling
    if context.awaiting is Awaiting.TIME:
        return None
    slot = next_slot(sale, context)
    if slot is not None:
        asked = (*selling.asked, slot.name) if selling else (slot.name,)
        context = selling_with(context, slot=slot.name, asked=asked)
        context = msgspec.structs.replace(context, awaiting=Awaiting.SLOT, asked="")
        words = slot.ask.get(ask.language) or next(iter(slot.ask.values()))
        return Answer(Skill.QUALIFY, context, texts=(words,))
    if selling and selling.held:
        context = msgspec.structs.replace(context, awaiting=Awaiting.ADDRESS, asked="")
        return Answer(Skill.MEET, context, texts=(ask.say("sales.meet.still_held"),))
    verdict = sale.judged.verdict
    if selling and (selling.has_offered or selling.held or selling.booked):
        return None
    if verdict is Verdict.POOR:
        return _instead(ask)
    if verdict is Verdict.FIT or (verdict is Verdict.OPEN and (selling or is_enough(sale))):
        return _offer_meeting(ask)
    return None


def _offer_meeting(ask: Ask) -> Answer | None:
    sale = ask.sale
    if sale is None or sale.setup.ask_times is None:
        return None
    context = selling_with(ask.context, slot="", has_offered=True)
    return Answer(
        Skill.QUALIFY,
        msgspec.structs.replace(context, awaiting=Awaiting.MEET, asked=""),
        texts=(ask.say("sales.meet.shall_we"),),
        replies=(sale_button(ask, "meet"),),
    )


def _instead(ask: Ask) -> Answer | None:
    sale = ask.sale
    if sale is None or (ask.context.selling and ask.context.selling.has_guided):
        return None
    fit = sale.setup.fit
    words = fit.poor.get(ask.language, "")
    if not words:
        return None
    facts, links = guide_links(ask, fit.guides)
    return Answer(
        Skill.DISQUALIFY,
        selling_with(ask.context, slot="", has_guided=True),
        texts=(words,),
        facts=facts,
        links=links,
    )
