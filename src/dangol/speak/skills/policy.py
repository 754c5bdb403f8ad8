"""Says what the shop has written down: delivery, returns, payment and whatever else it answers.

The visitor's own words are looked for first. Where they find nothing sure, the plain question that
their topic stands for is asked instead, so that "돈 언제 들어와" finds what "refund time" says.
"""

import msgspec

from dangol.speak.facts import fact_of_article
from dangol.speak.knowledge.article import Article
from dangol.speak.knowledge.sentences import sentences_of
from dangol.speak.reply import Awaiting, QuickReply, Skill
from dangol.speak.skills.answer import Answer, Ask, button, link_to
from dangol.terms.texts import join_sentences, read_texts

LONGEST = 420
"""Letters of an article that are said; the source has the rest."""
BARE = 8
"""A word or two alone ("배송", "delivery") say what about, and not what."""

_PLAIN_FIRST = frozenset(
    ("arrive", "coupon", "tracking", "damaged", "defective", "wrong", "lost", "size")
)
"""Topics whose own words mislead: who asks for a coupon does not ask how one is used."""
_NEXT = {
    "arrive": ("fee", "order"),
    "time": ("fee", "order"),
    "fee": ("shipping",),
    "return_how": ("exchange", "order"),
    "refund_time": ("order", "human"),
    "exchange": ("returns", "human"),
}


def answer_shipping(ask: Ask) -> Answer | None:
    """What is written about delivery; None where nothing is."""
    return answer_from_knowledge(ask, ask.request.topic, Skill.SHIPPING)


def answer_returns(ask: Ask) -> Answer | None:
    """What is written about returns and refunds; None where nothing is."""
    return answer_from_knowledge(ask, ask.request.topic, Skill.RETURNS)


def answer_knowledge(ask: Ask) -> Answer | None:
    """What is written about anything; None where nothing answers surely."""
    return answer_from_knowledge(ask, "", Skill.KNOWLEDGE)


def answer_from_knowledge(ask: Ask, topic: str, skill: Skill) -> Answer | None:
    """The article that answers the request, or its topic's plain question."""
    article = find_article(ask, topic)
    if article is None:
        return None
    fact = fact_of_article(article)
    return Answer(
        skill,
        msgspec.structs.replace(ask.context, awaiting=Awaiting.NOTHING),
        texts=(shorten(article, ask),),
        facts=(fact,),
        links=(link_to(fact),),
        replies=next_steps(ask, topic),
    )


def find_article(ask: Ask, topic: str) -> Article | None:
    """The article that surely answers the request's words, else its topic's plain question."""
    index = ask.world.index
    if index is None:
        return None
    plain = f"speak.question.{topic}"
    questions = [ask.request.text]
    if topic and plain in read_texts():
        is_bare = topic == "time" and len(ask.request.text) <= BARE
        questions.insert(0 if is_bare or topic in _PLAIN_FIRST else 1, ask.say(plain))
    for question in questions:
        hits = index.search(question, ask.language, 1)
        if hits and hits[0].is_confident:
            return hits[0].article
    return None


def shorten(article: Article, ask: Ask) -> str:
    """Its first sentences, as many as are read in a chat; at least one."""
    said = ""
    for sentence in sentences_of(article.text):
        longer = join_sentences(ask.language, said, sentence)
        if said and len(longer) > LONGEST:
            break
        said = longer
    return (said or article.text)[: 3 * LONGEST]


def next_steps(ask: Ask, topic: str) -> tuple[QuickReply, ...]:
    """What people ask next."""
    return tuple(button(ask, name) for name in _NEXT.get(topic, ("human",)))
