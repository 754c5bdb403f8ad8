"""Says what a company that sells to businesses has written down, with where it stands."""

import re

import msgspec

from dangol.speak.facts import fact_of_article
from dangol.speak.knowledge.article import Article
from dangol.speak.knowledge.nearest import nearest_title
from dangol.speak.reply import Awaiting, Skill
from dangol.speak.skills.answer import Answer, Ask, link_to, sale_button
from dangol.speak.skills.policy import MAX_QUESTION, shorten

_JOINED = re.compile(
    r"^(?:그리고|그런데|근데|혹시|또|참|아)[\s,]+|^(?:あと|それと|それから|ちなみに|また|では)、?"
    r"|^(?:and|also|but|so|by the way),? (?:also,? )?",
    re.IGNORECASE,
)
"""What joins a question to what was said before, and is no part of it."""


def answer_written(ask: Ask) -> Answer | None:
    """The article that clearly answers the request; None where none does."""
    article = find_written(ask)
    if article is None:
        return None
    fact = fact_of_article(article)
    return Answer(
        Skill.KNOWLEDGE,
        msgspec.structs.replace(ask.context, awaiting=Awaiting.NOTHING, asked=""),
        texts=(shorten(article, ask),),
        facts=(fact,),
        links=(link_to(fact),),
        replies=(sale_button(ask, "human"),),
    )


def find_written(ask: Ask) -> Article | None:
    """By the request's own words, else by all that was written."""
    index = ask.world.index
    if index is None:
        return None
    own = _JOINED.sub("", ask.request.text)
    for text in dict.fromkeys((own, ask.request.text, ask.understood.text)):
        found = nearest_title(index, text[:MAX_QUESTION], ask.language)
        if found is not None:
            return found
    return None
