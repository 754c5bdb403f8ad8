"""Answers about one product from what the shop says of it: material, care, fit, colours, price."""

import msgspec

from dangol.speak.catalogue import Product, card_of, facts_about, facts_of_option, render_price
from dangol.speak.claims import parse_claims
from dangol.speak.facts import Fact, Source, SourceKind, Value, ValueKind
from dangol.speak.knowledge.sentences import sentences_of
from dangol.speak.reply import Awaiting, Skill
from dangol.speak.skills.answer import (
    Answer,
    Ask,
    button,
    link_to,
    name_of,
    size_buttons,
    with_product,
)
from dangol.speak.skills.policy import answer_from_knowledge
from dangol.speak.understand.lexicon import colour_key, forms_of
from dangol.speak.understand.patterns import Intent
from dangol.terms.texts import join_sentences


def answer_product(ask: Ask) -> Answer | None:
    """What the shop says of it; None where it says nothing of what was asked."""
    product, topic = ask.product, ask.request.topic
    if product is None:
        return answer_from_knowledge(ask, "", Skill.PRODUCT)
    name, details = name_of(product), product.details
    text = ""
    match topic:
        case "material" if details.material:
            text = ask.say("speak.product.material", name=name, text=details.material)
        case "care" if details.care:
            text = ask.say("speak.product.care", name=name, text=details.care)
        case "colours":
            text = _colours(ask, product)
        case "card":
            text = _about(ask, product)
        case _:
            pass
    text = text or _described(ask, product)
    if not text:
        return answer_from_knowledge(ask, "", Skill.PRODUCT)
    context = with_product(
        ask.context, product, awaiting=Awaiting.NOTHING, shown=(product.product_id,)
    )
    facts = (sheet_fact(product), *facts_about(product, ask.language))
    return Answer(
        Skill.PRODUCT,
        context,
        texts=(text,),
        facts=facts,
        links=() if topic == "card" else (link_to(facts[0]),),
        cards=(card_of(product, ask.language),) if topic == "card" else (),
        replies=(
            *size_buttons(ask, product),
            button(ask, "stock", product.product_id),
            button(ask, "similar", product.product_id),
        ),
    )


def answer_price(ask: Ask) -> Answer | None:
    """What it costs."""
    product = ask.product
    if product is None:
        found = answer_from_knowledge(ask, "", Skill.PRODUCT)
        context = msgspec.structs.replace(
            ask.context, awaiting=Awaiting.PRODUCT, asked=Intent.PRICE.value
        )
        return found or Answer(
            Skill.PRODUCT,
            context,
            texts=(ask.say("speak.which_product"),),
            replies=(button(ask, "find"),),
        )
    price = render_price(product.price, ask.language)
    if not price:
        return None
    facts = facts_of_option(product.options[0], ask.language)
    prices = {option.row.price.minor for option in product.options if option.row.price}
    key = "speak.price.one" if len(prices) < 2 else "speak.price.from"
    return Answer(
        Skill.PRODUCT,
        with_product(ask.context, product, awaiting=Awaiting.NOTHING),
        texts=(ask.say(key, name=name_of(product), price=price),),
        facts=facts,
        links=(link_to(facts[0]),),
        replies=(
            button(ask, "stock", product.product_id),
            *size_buttons(ask, product),
            button(ask, "fee"),
        ),
    )


def _about(ask: Ask, product: Product) -> str:
    about = product.details.about or join_sentences(
        ask.language, *sentences_of(product.description)[:2]
    )
    return about or ask.say("speak.product.card", name=name_of(product))


def _colours(ask: Ask, product: Product) -> str:
    colours = dict.fromkeys(
        value for option in product.options for _, value in option.values if colour_key(value)
    )
    if not colours:
        return ""
    return ask.say(
        "speak.product.colours", name=name_of(product), n=len(colours), options=", ".join(colours)
    )


def _described(ask: Ask, product: Product) -> str:
    """The sentences of the product's own words that speak of what was asked."""
    words = set(_topics(ask.request.text))
    if not words:
        return ""
    details = product.details
    text = " ".join(filter(None, (details.about, details.fit, details.care, details.material)))
    found = [
        sentence
        for sentence in sentences_of(text or product.description)
        if words & set(_topics(sentence))
    ]
    return join_sentences(ask.language, *found[:2])


def _topics(text: str) -> list[str]:
    """What a text speaks of, in stems of the words that people ask with."""
    dense = forms_of(text).compact
    return [topic for topic, words in _ABOUT.items() if any(word in dense for word in words)]


_ABOUT = {
    "thick": (
        "두께",
        "두꺼",
        "도톰",
        "얇",
        "厚",
        "薄",
        "thick",
        "thin",
        "heavyweight",
        "lightweight",
    ),
    "sheer": (
        "비치",
        "비침",
        "안감",
        "透け",
        "裏地",
        "sheer",
        "see-through",
        "seethrough",
        "lined",
        "lining",
    ),
    "stretch": ("신축", "늘어나", "스판", "밴딩", "伸", "ゴム", "stretch", "elastic"),
    "warm": ("따뜻", "보온", "겨울", "기모", "暖", "あったか", "冬", "warm", "winter"),
    "cool": ("시원", "여름", "바람", "通気", "涼", "夏", "風", "cool", "summer", "breez"),
    "water": (
        "방수",
        "생활방수",
        "발수",
        "防水",
        "撥水",
        "はっ水",
        "waterproof",
        "water-repellent",
    ),
    "pocket": ("주머니", "포켓", "수납", "ポケット", "収納", "pocket", "compartment"),
    "laptop": ("노트북", "ノートパソコン", "ノートpc", "laptop", "inch"),
    "weight": ("무게", "무거", "가벼", "重", "軽", "light", "heav", "weigh"),
    "soft": ("까슬", "까끌", "부드러", "チクチク", "肌触り", "柔らか", "soft", "itch", "scratch"),
    "heel": ("굽", "ヒール", "heel"),
    "season": ("계절", "봄", "가을", "季節", "春", "秋", "season", "spring", "autumn"),
    "care": (
        "세탁",
        "드라이",
        "빨",
        "건조기",
        "줄어",
        "洗",
        "クリーニング",
        "乾燥機",
        "縮",
        "wash",
        "dry",
        "shrink",
    ),
    "material": ("소재", "혼방", "素材", "混", "material", "fabric", "blend"),
}


def sheet_fact(product: Product) -> Fact:
    """The shop's own words about the product, with the shares and spans that they name.

    They come from the merchant's product sheet and not from a feed, and only what stands in the
    fields of material and care may be said because of it.
    """
    source = Source(product.name, product.url, SourceKind.PRODUCT)
    details = product.details
    text = " ".join(filter(None, (details.material, details.care, details.fit, details.about)))
    return Fact(
        f"sheet:{product.product_id}",
        text,
        source,
        values_of_sheet(f"{details.material} {details.care} {details.fit}"),
        product.product_id,
        (product.name,),
    )


def values_of_sheet(text: str) -> tuple[Value, ...]:
    """The percentages, spans and numbers that a product sheet names."""
    kinds = {ValueKind.PERCENT, ValueKind.DURATION, ValueKind.NUMBER}
    return tuple(claim.value for claim in parse_claims(text) if claim.value.kind in kinds)
