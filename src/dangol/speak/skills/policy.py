"""Says what the shop has written down: delivery, returns, payment and whatever else it answers.

The visitor's own words are looked for first. Where they find nothing sure, the plain question that
their topic stands for is asked instead, so that "돈 언제 들어와" finds what "refund time" says.
"""

from weakref import WeakKeyDictionary

import msgspec

from dangol.speak.facts import fact_of_article
from dangol.speak.knowledge.article import Article
from dangol.speak.knowledge.index import Hit, Index
from dangol.speak.knowledge.sentences import sentences_of
from dangol.speak.reply import Awaiting, QuickReply, Skill
from dangol.speak.skills.answer import Answer, Ask, button, link_to
from dangol.terms.languages import Language
from dangol.terms.texts import join_sentences, read_texts

LONGEST = 420
"""Letters of an article that are said; the source has the rest."""
BARE, BARE_LATIN = 8, 24
"""A word or two alone ("배송", "delivery") say what about, and not what."""
WORD = 4
"""Letters of one word in scripts without spaces."""
_TIMES = frozenset(("time", "arrive"))

NEAR = 3
FAINT_RATIO = 0.001
"""An article so much less probable than the first is not near, though it be among the first."""
MAX_QUESTION = 300
"""Letters of a request that are looked for."""
_PLAIN_ALONE = frozenset(("coupon", "tracking"))
"""The case is clear, and words about it mislead: who asks for a coupon does not ask how one is
used."""
_CASES = frozenset(("damaged", "defective", "wrong", "lost"))
"""The case is clear unless the words are about another one: what broke after a year is repaired."""
_TOPICS = """
arrive fee overseas remote address pickup restock refund_time return_fee return_window exchange
cancel
"""
_PLAIN_FIRST = frozenset(_TOPICS.split())
"""The topic's own article is taken if it is near the words at all."""
_PLAIN_ENOUGH = frozenset(("size", "restock", "refund_time", "return_fee", "exchange", "fee"))
"""The words of these topics are the shop's own matter, also where they are too odd to be found."""
_PLAIN: WeakKeyDictionary[Index, dict[tuple[str, Language], Article | None]] = WeakKeyDictionary()
"""What plain questions find: a property of the index, worked out when first asked for."""
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
    return answer_from_knowledge(ask, ask.request.topic if ask.turn.press else "", Skill.KNOWLEDGE)


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
    """The article that answers the request's words, or what its topic stands for.

    A button's topic is sure. The words decide whether the shop has an answer at all; where they
    are too few to, or where the topic is sure, the topic's plain question chooses the article.
    Words that are far from all that the shop has written are no question to it, whatever
    telling word stands among them: "내일 비와요", "do you deliver pizza".
    """
    plain = plain_article(ask, topic)
    is_sure = bool(ask.turn.press) or not ask.request.text
    if topic in _PLAIN_ALONE or (plain is not None and is_sure):
        return plain
    hits = look(ask)
    sure = _sure_of(hits)
    if plain is None:
        return sure
    if topic in _CASES:
        return sure if _is_outdone(plain, hits) else plain
    if not (_is_word(ask) or any(hit.is_near for hit in hits)):
        return sure
    if topic in _TIMES and _is_short(ask):
        return plain
    if sure is None:
        is_enough = topic in _PLAIN_ENOUGH or (topic in _TIMES and _is_among(plain, hits))
        return plain if is_enough or _is_short(ask) else None
    return plain if topic in _PLAIN_FIRST and not _is_outdone(plain, hits) else sure


def _is_outdone(plain: Article, hits: list[Hit]) -> bool:
    """Whether another article surely answers, beside which this one is none."""
    if _sure_of(hits) is None:
        return False
    least = hits[0].score * FAINT_RATIO
    return all(hit.article.article_id != plain.article_id or hit.score < least for hit in hits)


def _is_among(plain: Article, hits: list[Hit]) -> bool:
    """Whether the topic's article is one of those that the words are nearest to."""
    return any(hit.article.article_id == plain.article_id for hit in hits)


def sure_article(ask: Ask) -> Article | None:
    """The article that surely answers the request's own words."""
    return _sure_of(look(ask))


def _sure_of(hits: list[Hit]) -> Article | None:
    return hits[0].article if hits and hits[0].is_confident else None


def plain_article(ask: Ask, topic: str) -> Article | None:
    """The article that answers the plain question of a topic."""
    index, key = ask.world.index, f"speak.question.{topic}"
    if index is None or not topic or key not in read_texts():
        return None
    known = _PLAIN.setdefault(index, {})
    if (topic, ask.language) not in known:
        hits = index.search(ask.say(key), ask.language, 1)
        found = hits[0].article if hits and hits[0].is_confident else None
        known[topic, ask.language] = found
    return known[topic, ask.language]


def look(ask: Ask) -> list[Hit]:
    """The articles nearest to the request's own words; to all that was written, where only that is
    clear: "All sizes were gone. Will there be more?"
    """
    index = ask.world.index
    if index is None:
        return []
    text, whole = ask.request.text, ask.understood.text
    hits = index.search(text[:MAX_QUESTION], ask.language, NEAR)
    if text in ("", whole) or _sure_of(hits) is not None:
        return hits
    of_all = index.search(whole[:MAX_QUESTION], ask.language, NEAR)
    return of_all if _sure_of(of_all) is not None else hits


def _is_word(ask: Ask) -> bool:
    """A word alone, which only its topic can tell the meaning of."""
    text = ask.request.text
    return len(text) <= WORD or (text.isascii() and " " not in text)


def _is_short(ask: Ask) -> bool:
    text = ask.request.text
    return len(text) <= (BARE_LATIN if text.isascii() else BARE)


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
