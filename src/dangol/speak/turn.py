"""One turn of a conversation, as named steps.

    receive → language → note → understand → answer → ask → compose → guard → settle

Each step takes the work so far and adds to it; nothing else happens. No clock, no chance, no
network: what the world says is a value, and the questions it may be asked are the offer policy's
and, where a company sells to businesses, the calendars'. For a shop, `note` and `ask` do nothing.
"""

from collections.abc import Callable, Sequence

import msgspec

from dangol.speak.catalogue import Shop
from dangol.speak.facts import Fact
from dangol.speak.guard import Blocked, Verdict, guard
from dangol.speak.reply import (
    Context,
    Notice,
    Part,
    ProductCard,
    QuickReplies,
    Reply,
    Skill,
    SourceLink,
    Text,
    Turn,
)
from dangol.speak.sales.selling import Sale, begin_sale, lead_of
from dangol.speak.sales.understanding import understand_sale
from dangol.speak.skills.answer import Answer, Ask
from dangol.speak.skills.choosing import answer_request
from dangol.speak.skills.qualify import ask_more
from dangol.speak.understand.language import language_of
from dangol.speak.understand.lexicon import Forms, forms_of
from dangol.speak.understand.press import is_selling
from dangol.speak.understand.understanding import Understanding, product_of_page, understand
from dangol.speak.world import World
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

MOST_BUTTONS = 5
MOST_CARDS = 3
_NOTHING = Forms("", "", "")


class Work(msgspec.Struct, frozen=True):
    """A turn on its way; what a step has not come to yet is empty."""

    turn: Turn
    forms: Forms = _NOTHING
    language: Language = Language.EN
    shop: Shop | None = None
    sale: Sale | None = None
    understood: Understanding | None = None
    answers: tuple[Answer, ...] = ()
    parts: tuple[Part, ...] = ()
    context: Context = Context()
    facts: tuple[Fact, ...] = ()
    blocked: tuple[Blocked, ...] = ()


Step = Callable[[Work, World], Work]


def take_turn(turn: Turn, world: World) -> Reply:
    """What is said in answer to the visitor, and the context for the next turn.

    Laws: never raises, whatever the text; the first reply says that it is automated; no claim in
    it is without a fact; at most one option goes into the cart; a person is asked for once.
    """
    work = Work(turn=turn, context=turn.context)
    for step in STEPS:
        work = step(work, world)
    return _reply_of(work)


def receive(work: Work, world: World) -> Work:
    """The text on single lines, without what cannot be seen, and no longer than is read."""
    del world
    return msgspec.structs.replace(work, forms=forms_of(work.turn.text))


def choose_language(work: Work, world: World) -> Work:
    """The text's own language where it shows one, else the conversation's, else the page's."""
    turn = work.turn
    language = language_of(work.forms, turn.context.language, turn.language)
    return msgspec.structs.replace(work, language=language, shop=world.shop_in(language))


def note_known(work: Work, world: World) -> Work:
    """What the words tell of a buyer, beside what is known already."""
    if world.sales is None:
        return work
    zone = world.hours.zone if world.hours is not None else "UTC"
    sale = begin_sale(work.turn, work.forms, work.language, world.sales, home_zone=zone)
    return msgspec.structs.replace(work, sale=sale)


def understand_words(work: Work, world: World) -> Work:
    """What is asked for, in the order in which it is looked after."""
    shop = work.shop or world.shop_in(work.language)
    if work.sale is None:
        understood = understand(work.turn, work.forms, shop)
    else:
        understood = understand_sale(work.turn, work.forms, shop, work.sale)
    page = product_of_page(work.turn, shop)
    changes: dict[str, str] = {"page_product_id": page}
    if understood.product_id != work.context.product_id:
        changes |= {"product_id": understood.product_id, "colour": "", "size": "", "option_id": ""}
    context = msgspec.structs.replace(work.context, language=work.language, **changes)
    return msgspec.structs.replace(work, understood=understood, context=context)


def answer_requests(work: Work, world: World) -> Work:
    """An answer to each request, by the skill it calls for; each sees what the one before left."""
    understood, shop = work.understood, work.shop
    if understood is None or shop is None:
        return work
    context, answers = work.context, list[Answer]()
    for request in understood.requests:
        answer = answer_request(
            Ask(request, understood, work.turn, context, work.language, shop, world, work.sale)
        )
        context = answer.context
        answers.append(answer)
    # What is known is said; not knowing a part of it is said only where nothing else is.
    known = [one for one in answers if not one.is_unknown]
    kept = known or answers[:1]
    if known:
        context = msgspec.structs.replace(context, unknown_count=0)
    facts = {fact.key: fact for one in kept for fact in one.facts}
    return msgspec.structs.replace(
        work, answers=tuple(kept), context=context, facts=tuple(facts.values())
    )


def ask_further(work: Work, world: World) -> Work:
    """After the answers, one thing more that is to be found out of a buyer, in passing."""
    if work.sale is None or work.understood is None or work.shop is None:
        return work
    request = work.understood.requests[0]
    asking = Ask(
        request,
        work.understood,
        work.turn,
        work.context,
        work.language,
        work.shop,
        world,
        work.sale,
    )
    more = ask_more(asking, work.answers)
    if more is None:
        return work
    facts = tuple({fact.key: fact for fact in (*work.facts, *more.facts)}.values())
    return msgspec.structs.replace(
        work, answers=(*work.answers, more), context=more.context, facts=facts
    )


def compose(work: Work, world: World) -> Work:
    """One message: words, each followed by its source, then what can be looked at, done and
    pressed."""
    del world
    parts: list[Part] = []
    if not work.context.has_introduced:
        parts.append(Notice(render_text("speak.notice.automated", work.language)))
    for one in work.answers:
        parts += [part for part in _words_of(one) if part not in parts]
    cards = {card.product_id: card for one in work.answers for card in one.cards}
    parts += list(cards.values())[:MOST_CARDS]
    for kind in ("cart_add", "coupon", "contact", "hand_off"):
        made: list[Part] = [part for one in work.answers if (part := getattr(one, kind))]
        parts += made[:1]
    replies = {reply.id: reply for one in work.answers for reply in one.replies}
    if work.context.has_problem:
        replies = {id_: one for id_, one in replies.items() if not is_selling(id_)}
    if any(one.hand_off for one in work.answers):
        # Whoever waits for a person presses nothing further, but for a time that was just said.
        replies = {id_: one for id_, one in replies.items() if id_.startswith("book:")}
    if any(id_.startswith("book:") for id_ in replies):
        replies.pop("meet", None)
    if replies:
        parts.append(QuickReplies(tuple(list(replies.values())[:MOST_BUTTONS])))
    return msgspec.structs.replace(work, parts=tuple(parts))


def _words_of(answer: Answer) -> Sequence[Text | SourceLink]:
    """Its words; where a text is an article's, its source stands right behind it, and the sources
    of the others stand behind them all."""
    parts: list[Text | SourceLink] = []
    for text in filter(None, answer.texts):
        parts.append(Text(text))
        titles = {fact.source.title for fact in answer.facts if _plain(text) in _plain(fact.text)}
        parts += (link for link in answer.links if link.title in titles and link not in parts)
    return [*parts, *(link for link in answer.links if link not in parts)]


def _plain(text: str) -> str:
    return "".join(text.split())


def guard_words(work: Work, world: World) -> Work:
    """No claim stays without a fact; a text of which nothing is left gives way to a plain one."""
    hours = world.hours
    today = hours.local_day(work.turn.now) if hours is not None else None
    kept: list[Part] = []
    blocked: list[Blocked] = []
    is_offered = any(one.coupon for one in work.answers)
    for part in work.parts:
        if not isinstance(part, Text):
            kept.append(part)
            continue
        guarded = guard(
            part.text, work.facts, work.language, offers_allowed=is_offered, today=today
        )
        blocked += guarded.blocked
        if guarded.verdict is not Verdict.DROPPED and guarded.text.strip():
            kept.append(Text(guarded.text))
    if not any(isinstance(part, Text) for part in kept):
        has_cards = any(isinstance(part, ProductCard) for part in kept)
        plain = "speak.find.found" if has_cards else "speak.unknown.offer"
        kept.append(Text(render_text(plain, work.language)))
    return msgspec.structs.replace(work, parts=tuple(kept), blocked=tuple(blocked))


def settle(work: Work, world: World) -> Work:
    """The context as the next turn finds it."""
    del world
    return msgspec.structs.replace(
        work, context=msgspec.structs.replace(work.context, has_introduced=True)
    )


STEPS: Sequence[Step] = (
    receive,
    choose_language,
    note_known,
    understand_words,
    answer_requests,
    ask_further,
    compose,
    guard_words,
    settle,
)
"""What happens in a turn, in order."""


def _reply_of(work: Work) -> Reply:
    skills = tuple(dict.fromkeys(one.skill for one in work.answers)) or (Skill.UNKNOWN,)
    return Reply(
        parts=work.parts,
        skill=skills[0],
        skills=skills,
        facts=work.facts,
        language=work.language,
        context=work.context,
        hand_off=any(one.hand_off is not None for one in work.answers),
        is_automated_notice=any(isinstance(part, Notice) for part in work.parts),
        blocked=work.blocked,
        steps=tuple(step.__name__ for step in STEPS),
        known=work.sale.known if work.sale is not None else (),
        unkept=work.sale.unkept if work.sale is not None else (),
        lead=lead_of(work.sale, work.context) if work.sale is not None else None,
        promised=next((one.promised for one in work.answers if one.promised), None),
    )
