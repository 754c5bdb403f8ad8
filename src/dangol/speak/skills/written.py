"""Says what a company that sells to businesses has written down, with where it stands."""

import re

import msgspec

from dangol.speak.facts import fact_of_article
from dangol.speak.knowledge.article import Article
from dangol.speak.knowledge.nearest import nearest_title
from dangol.speak.reply import Awaiting, Skill
from dangol.speak.sales.answering import answering_article, is_same_question
from dangol.speak.skills.answer import Answer, Ask, link_to, sale_button
from dangol.speak.skills.policy import MAX_QUESTION, shorten
from dangol.speak.understand.patterns import Intent

_JOINED = re.compile(
    r"^(?:그리고|그런데|근데|혹시|또|참|아)[\s,]+|^(?:あと|それと|それから|ちなみに|また|では)、?"
    r"|^(?:and|also|but|so|by the way),? (?:also,? )?",
    re.IGNORECASE,
)
"""What joins a question to what was said before, and is no part of it."""
_VERDICT = re.compile(
    r"^(?:(?:네|예|아니요|아니오)[.,!]|(?:はい|いいえ)[。、！]|(?:yes|no)[.,!])\s*", re.IGNORECASE
)
"""The yes or no with which an article begins: it answers its own title."""


def answer_written(ask: Ask) -> Answer | None:
    """The article that clearly answers the request; None where none does."""
    article = find_written(ask)
    if article is None:
        return None
    fact = fact_of_article(article)
    return Answer(
        Skill.KNOWLEDGE,
        msgspec.structs.replace(ask.context, awaiting=Awaiting.NOTHING, asked=""),
        texts=(_said_to(ask, article),),
        facts=(fact,),
        links=(link_to(fact),),
        replies=(sale_button(ask, "human"),),
    )


def _said_to(ask: Ask, article: Article) -> str:
    """What the article says; its yes or no only where the same was asked."""
    text, index, sale = shorten(article, ask), ask.world.index, ask.sale
    rest = _VERDICT.sub("", text)
    if index is None or sale is None or not rest or rest == text:
        return text
    asked = _JOINED.sub("", ask.request.text)[:MAX_QUESTION]
    if is_same_question(index, asked, article, ask.language, sale.setup.slots.tools):
        return text
    return rest[0].upper() + rest[1:]


def find_written(ask: Ask) -> Article | None:
    """By the request's own words, else by all that was written."""
    index, sale = ask.world.index, ask.sale
    if index is None or sale is None:
        return None
    tools = sale.setup.slots.tools
    # Who tells of a tool of theirs names it and asks nothing.
    is_told = ask.request.intent is Intent.KNOWLEDGE and ask.request.topic == "said"
    own = _JOINED.sub("", ask.request.text)
    for text in dict.fromkeys((own, ask.request.text, ask.understood.text)):
        if is_told:
            found = nearest_title(index, text[:MAX_QUESTION], ask.language)
        else:
            found = answering_article(index, text[:MAX_QUESTION], ask.language, tools)
        if found is not None:
            return found
    return None
