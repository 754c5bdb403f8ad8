"""Says kindly that this is not for them, and shows what is: a guide, a page to begin on alone."""

from collections.abc import Sequence

import msgspec

from dangol.speak.facts import Fact, Source, SourceKind
from dangol.speak.reply import Awaiting, Skill, SourceLink
from dangol.speak.sales.fit import Guide
from dangol.speak.sales.selling import selling_with
from dangol.speak.skills.answer import Answer, Ask, link_to


def answer_unfit(ask: Ask) -> Answer | None:
    """The words of the company's own rule, and its pages; no meeting."""
    sale = ask.sale
    rule = sale.setup.fit.unfit_of(sale.judged.unfit) if sale is not None else None
    if rule is None:
        return None
    words = rule.say.get(ask.language) or next(iter(rule.say.values()))
    fact = Fact(f"fit:{rule.name}", words, Source(rule.name, "", SourceKind.SETUP))
    facts, links = guide_links(ask, rule.guides)
    context = selling_with(ask.context, unfit=rule.name, slot="", has_guided=True, times=())
    return Answer(
        Skill.DISQUALIFY,
        msgspec.structs.replace(context, awaiting=Awaiting.NOTHING, asked=""),
        texts=(words,),
        facts=(fact, *facts),
        links=links,
    )


def answer_dear_alone(ask: Ask) -> Answer | None:
    """To whom it was said that something else suits better and who finds it dear: the pages again.

    None where it does suit them.
    """
    sale = ask.sale
    rule = sale.setup.fit.unfit_of(sale.judged.unfit) if sale is not None else None
    if rule is None:
        return None
    facts, links = guide_links(ask, rule.guides)
    key = "sales.answer.dear_guide" if links else "sales.answer.dear_alone"
    return Answer(
        Skill.DISQUALIFY,
        msgspec.structs.replace(ask.context, awaiting=Awaiting.NOTHING, asked=""),
        texts=(ask.say(key),),
        facts=facts,
        links=links,
    )


def guide_links(
    ask: Ask, guides: Sequence[Guide]
) -> tuple[tuple[Fact, ...], tuple[SourceLink, ...]]:
    """The pages in the language of the turn."""
    facts = tuple(
        Fact(
            f"guide:{guide.url}",
            title := guide.title.get(ask.language) or next(iter(guide.title.values())),
            Source(title, guide.url, SourceKind.SETUP),
        )
        for guide in guides
    )
    return facts, tuple(link_to(fact) for fact in facts)
