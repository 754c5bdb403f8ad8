"""Finds products that suit a wish, or that go with what is being looked at."""

import re

import msgspec

from dangol.speak.catalogue import Product, card_of, facts_about
from dangol.speak.recommend import Wanted, money_of, recommend
from dangol.speak.reply import Awaiting, Skill
from dangol.speak.skills.answer import Answer, Ask, button, name_of
from dangol.speak.understand.lexicon import forms_of

TOP = 3
_GENERIC = re.compile(
    r"추천\w*|인기\w*|상품\w*|제품\w*|보여\w*|뭐가?|뭐|좀|요즘|제일|가장|베스트\w*|신상\w*|있\w*|예쁜|괜찮\w*|옷|좋은|거|것"
    r"|おすすめ|オススメ|お勧め|人気|商品|もの|何か|いい|良い|見せて\w*|教えて\w*|あります|売れ筋|ください|[はのがをかで]"
    r"|\b(?:recommend\w*|suggest\w*|something|anything|some|any|me|show|popular|best|sellers?|items?"
    r"|products?|please|what|do|you|can|have|nice|good|new|in|your|the|a|an|is|are|i|looking|for)\b"
)


def answer_find(ask: Ask) -> Answer:
    """Up to three products as cards; where nothing suits, that the shop has no such thing."""
    found = _found(ask)
    if not found:
        return Answer(
            Skill.FIND,
            msgspec.structs.replace(ask.context, awaiting=Awaiting.NOTHING),
            texts=(ask.say("speak.find.nothing"),),
            replies=(button(ask, "find"), button(ask, "human")),
        )
    like = ask.product if _is_like(ask) else None
    text = (
        ask.say("speak.find.like", name=name_of(like))
        if like is not None
        else ask.say("speak.find.found", n=len(found))
    )
    ids = tuple(product.product_id for product in found)
    replies = [button(ask, "size_of", one.product_id, name=name_of(one)) for one in found[:1]]
    if len(found) > 1:
        replies.append(button(ask, "compare", ",".join(ids[:2])))
    context = msgspec.structs.replace(
        ask.context,
        awaiting=Awaiting.NOTHING,
        shown=ids,
        product_id=ids[0] if len(ids) == 1 else ask.context.product_id,
    )
    return Answer(
        Skill.FIND,
        context,
        texts=(text,),
        facts=tuple(fact for one in found for fact in facts_about(one, ask.language)),
        cards=tuple(card_of(one, ask.language) for one in found),
        replies=tuple(replies),
    )


def _found(ask: Ask) -> tuple[Product, ...]:
    slots, world = ask.understood.slots, ask.world
    price = next((one.price for one in ask.shop.products if one.price), None)
    is_like = _is_like(ask)
    names_something = slots.kinds or slots.colours or slots.materials or slots.traits
    is_open = not names_something
    wanted = Wanted(
        text="" if is_open and _is_bare(ask) else ask.request.text,
        kinds=slots.kinds,
        colours=() if is_like else slots.colours,
        materials=slots.materials,
        traits=slots.traits,
        sizes=slots.sizes,
        below=money_of(slots.most, price.currency) if slots.most and price else None,
        like=ask.product.product_id if is_like and ask.product else "",
    )
    return recommend(
        ask.shop, wanted, likeness=world.likeness, also_viewed=world.also_viewed, top=TOP
    )


def _is_like(ask: Ask) -> bool:
    """Whether it should be like, or go with, what is being looked at."""
    slots = ask.understood.slots
    if ask.request.topic == "similar":
        return ask.product is not None
    return ask.product is not None and slots.is_this and not slots.kinds


def _is_bare(ask: Ask) -> bool:
    """Nothing but "recommend me something": the shelf's best known suit it."""
    if ask.turn.press or ask.request.topic == "gift":
        return True
    left = _GENERIC.sub("", forms_of(ask.request.text).spaced)
    return sum(letter.isalnum() for letter in left) <= 2
