"""Honest replies, made from the sample shop's own facts: none of them should be blocked.

Answers as the shop wrote them, the same in other words (benign.toml), and what skills say about
products, stock, prices, carts, orders, offers and people, in three languages. The choice among
them is seeded.
"""

import csv
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dangol.listen.catalogue.product import Availability, Product
from dangol.sim.shop import sample_catalogue
from dangol.speak.facts import (
    Fact,
    Source,
    SourceKind,
    date_value,
    duration_value,
    fact_of_article,
    facts_of_product,
    money_value,
    time_value,
)
from dangol.speak.knowledge.article import Article, ArticleKind
from dangol.speak.offer_codes import code_for
from dangol.speak.offer_facts import fact_of_offer
from dangol.speak.offers import (
    Granted,
    OfferCart,
    OfferKind,
    OfferLedger,
    OfferPerson,
    OfferRule,
    decide_offer,
)
from dangol.terms.instants import parse_instant
from dangol.terms.languages import Language
from dangol.terms.money import Money, render_money

TODAY = date(2026, 11, 23)  # a Monday
CURRENCY = {Language.KO: "KRW", Language.JA: "JPY", Language.EN: "USD"}
SEOUL = ZoneInfo("Asia/Seoul")


class Case(NamedTuple):
    """A reply, and what the turn knew."""

    language: Language
    draft: str
    facts: tuple[Fact, ...]
    offers_allowed: bool = False


@cache
def articles(language: Language) -> dict[str, Article]:
    text = files("dangol.sim.site").joinpath("knowledge/faq.csv").read_text("utf-8")
    return {
        row["id"]: Article(
            row["id"],
            language,
            row["question"],
            row["answer"],
            f"https://dalbit.example/faq#{row['id']}",
            ArticleKind.FAQ,
        )
        for row in csv.DictReader(text.splitlines())
        if row["lang"] == language
    }


@cache
def paraphrases() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("benign.toml").read_text("utf-8"))


@cache
def catalogue(language: Language) -> tuple[Product, ...]:
    return sample_catalogue(language)


HELLO = {
    Language.KO: [
        "",
        "네! ",
        "안녕하세요. ",
        "네, 알려 드릴게요. ",
        "물론이죠! ",
        "좋은 질문이에요. ",
    ],
    Language.JA: ["", "はい！", "こんにちは。", "ご案内いたします。", "もちろんです。"],
    Language.EN: ["", "Sure! ", "Hello! ", "Absolutely. ", "Good question. ", "Certainly! "],
}
BYE = {
    Language.KO: [
        "",
        " 더 궁금한 점이 있으세요?",
        " 오늘도 좋은 하루 보내세요!",
        " 또 도와드릴까요?",
    ],
    Language.JA: [
        "",
        "ほかにご不明な点はございますか？",
        "お気軽にお尋ねください。",
        "今日も良い一日を！",
    ],
    Language.EN: ["", " Anything else?", " Feel free to ask!", " How else can I help today?"],
}
PLAIN = {
    Language.KO: [
        "안녕하세요, 달빛상점 자동 상담원이에요. 무엇을 도와드릴까요?",
        "정확한 내용은 제가 확인할 수 없어요. 상담원을 연결해 드릴까요?",
        "불편을 드려 정말 죄송해요. 바로 상담원을 연결해 드릴게요.",
        "도착 날짜는 제가 약속드릴 수 없어요.",
        "어떤 사이즈를 찾으세요? 키와 몸무게를 알려 주시면 골라 드릴게요.",
        "지금은 드릴 수 있는 할인이 없어요.",
        "블랙 M을 장바구니에 담았어요. 계속 둘러보시겠어요?",
        "주문 내역은 로그인하신 뒤에 보여 드릴 수 있어요.",
        "두 가지 다 인기가 많은데, 더 가벼운 쪽은 린넨 셔츠예요.",
        "연락처를 남겨 주시면 상담원이 답해 드려요. 동의하시면 아래에 적어 주세요.",
        "사진 속 색상은 화면에 따라 조금 다르게 보일 수 있어요.",
        "그 부분은 제가 아는 내용이 없어요. 다르게 물어봐 주시겠어요?",
        "감사합니다! 즐거운 쇼핑 되세요.",
        "품이 넉넉해서 평소 사이즈를 고르시면 편해요.",
    ],
    Language.JA: [
        "こんにちは、タルビッ商店の自動応答です。ご用件をお聞かせください。",
        "正確なことはこちらでは確認できません。担当者におつなぎしましょうか？",
        "ご不便をおかけし申し訳ございません。すぐに担当者におつなぎします。",
        "お届け日はこちらではお約束できません。",
        "どのサイズをお探しですか？身長と体重を教えてください。",
        "現在ご案内できる割引はございません。",
        "ブラックのMをカートに入れました。お買い物を続けますか？",
        "ご注文の確認にはログインが必要です。",
        "どちらも人気ですが、軽いのはリネンシャツです。",
        "ご連絡先をお知らせいただければ、担当者がご返事します。",
        "画面により色味が異なる場合がございます。",
        "その点についてはわかりかねます。別の言い方でお尋ねいただけますか？",
        "ありがとうございます。お買い物をお楽しみください。",
        "ゆったりした作りなので、いつものサイズで大丈夫です。",
    ],
    Language.EN: [
        "Hi, this is the automated assistant of Dalbit Shop. What can I do for you?",
        "I can't confirm that myself. Shall I get a person for you?",
        "I'm very sorry about that. I'm getting a person for you right away.",
        "I can't promise an arrival date.",
        "Which size are you after? Tell me your height and weight and I'll look.",
        "There is no discount I can give you at the moment.",
        "I've put the black one in M in your cart. Would you like to keep browsing?",
        "Please sign in first, then I can show you your orders.",
        "Both are popular; the linen shirt is the lighter of the two.",
        "Leave your contact details and a colleague will answer you.",
        "Colours may look a little different on your screen.",
        "I don't know that one. Could you ask in another way?",
        "Thank you, and enjoy your shopping!",
        "It is roomy, so your usual size is a comfortable choice.",
    ],
}
PRICE = {
    Language.KO: [
        "{name}은(는) {price}이에요.",
        "{name} 가격은 {price}입니다. 소재는 {material}예요.",
        "지금 {name}을(를) {price}에 판매하고 있어요.",
        "{name} ({option}) — {price}",
    ],
    Language.JA: [
        "{name}は{price}です。",
        "{name}の価格は{price}（税込）、素材は{material}です。",
        "{name}（{option}）は{price}で販売中です。",
    ],
    Language.EN: [
        "The {name} is {price}.",
        "{name} costs {price}. It is made of {material}.",
        "You can get the {name} ({option}) for {price}.",
    ],
}
THERE = {
    Language.KO: [
        "{name} {option}은(는) 재고가 있어요.",
        "네, {option} 재고 있습니다.",
        "{option}는 지금 구매하실 수 있어요.",
    ],
    Language.JA: [
        "{name}の{option}は在庫がございます。",
        "はい、{option}は在庫ありです。",
        "{option}はまだございます。",
    ],
    Language.EN: [
        "{name} in {option} is in stock.",
        "Yes, we have {option} in stock.",
        "{option} is available.",
    ],
}
GONE = {
    Language.KO: [
        "아쉽지만 {name} {option}은(는) 품절이에요. 들어오면 알려 드릴까요?",
        "{option}은 지금 재고가 없어요.",
    ],
    Language.JA: [
        "申し訳ございません、{name}の{option}は売り切れです。再入荷したらお知らせしましょうか？",
        "{option}は在庫切れです。",
    ],
    Language.EN: [
        "Sorry, {name} in {option} is sold out. Shall I tell you when it is back?",
        "{option} is out of stock.",
    ],
}
FEW = {
    Language.KO: [
        "{name} {option}은(는) {left}개 남았어요.",
        "{option} 재고가 딱 {left}개 있어요.",
    ],
    Language.JA: ["{name}の{option}は残り{left}点です。", "{option}はあと{left}点のみです。"],
    Language.EN: [
        "Only {left} left of {name} in {option}.",
        "There are just {left} of {option} left in stock.",
    ],
}
COMPARE = {
    Language.KO: "{a}은(는) {pa}, {b}은(는) {pb}이에요. {a} 쪽이 어떠세요?",
    Language.JA: "{a}は{pa}、{b}は{pb}です。",
    Language.EN: "{a} is {pa}, while {b} is {pb}.",
}
CART = {
    Language.KO: [
        "장바구니 합계는 {total}이에요. {rest} 더 담으시면 무료배송이에요.",
        "지금 {count}개 담겨 있고 총 {total}입니다.",
    ],
    Language.JA: [
        "カートの合計は{total}です。あと{rest}で送料無料になります。",
        "現在{count}点、合計{total}です。",
    ],
    Language.EN: [
        "Your cart comes to {total}. Add {rest} more for free delivery.",
        "You have {count} items, {total} in total.",
    ],
}
ORDER = {
    Language.KO: [
        "주문 {number}은(는) 11월 21일에 출고됐고, 24일에 도착할 예정이에요.",
        "결제하신 {total} 주문은 배송 중이고 내일 도착 예정이에요. 운송장 번호는 {tracking}입니다.",
    ],
    Language.JA: [
        "ご注文{number}は11月21日に発送済みで、24日にお届け予定です。",
        "{total}のご注文は配送中で、明日お届けの予定です。伝票番号は{tracking}です。",
    ],
    Language.EN: [
        "Order {number} shipped on November 21 and should arrive on the 24th.",
        "Your {total} order is on its way and is due tomorrow. The tracking number is {tracking}.",
    ],
}
OFFER = {
    Language.KO: [
        "{code} 쿠폰을 드릴게요. 10% 할인이고 11월 24일까지 쓰실 수 있어요.",
        "이번 한 번 10퍼센트 할인해 드려요. 코드는 {code}예요.",
    ],
    Language.JA: [
        "クーポン{code}をお使いください。10%OFFで、11月24日まで有効です。",
        "今回だけ1割引です。コードは{code}です。",
    ],
    Language.EN: [
        "Here is your code: {code}. It takes 10% off until November 24.",
        "You get ten percent off with {code}.",
    ],
}


def _article_case(chance: Random, language: Language) -> Case:
    every = articles(language)
    written = paraphrases()
    key = chance.choice(sorted(every))
    others = chance.sample(sorted(every), 2)
    facts = tuple(fact_of_article(every[one]) for one in dict.fromkeys((key, *others)))
    spoken = written.get(key, {}).get(language, [])
    if spoken and chance.random() < 0.65:
        body = chance.choice(spoken)
    else:
        body = every[key].text
        if chance.random() < 0.3:
            stop = "。" if language is Language.JA else ". "
            body = chance.choice([part for part in body.split(stop) if part]).rstrip(".") + stop
    return Case(
        language, chance.choice(HELLO[language]) + body + chance.choice(BYE[language]), facts
    )


def _product_case(chance: Random, language: Language) -> Case:
    product = chance.choice(catalogue(language))
    family = [one for one in catalogue(language) if one.group_id == product.group_id]
    option = " ".join(value for _, value in product.options)
    left = chance.choice([None, None, 1, 2, 3])
    is_there = product.availability is Availability.IN_STOCK
    facts = [
        fact
        for one in family
        for fact in facts_of_product(
            one, language, left=left if one is product and is_there else None
        )
    ]
    forms = THERE if is_there else GONE
    if is_there and left is not None:
        forms = FEW
    materials = {Language.KO: "면 100%", Language.JA: "綿 100%", Language.EN: "100% cotton"}
    import re

    found = re.findall(r"[^\s.,。]* ?\d+% ?[^\s.,。\d]*", product.description)
    material = found[0].strip() if found else None
    price = render_money(product.price or Money(0, "KRW"), language)
    lines = []
    if chance.random() < 0.6:
        form = chance.choice(PRICE[language])
        if "{material}" in form and (material is None or materials is None):
            form = PRICE[language][0]
        lines.append(form.format(name=product.title, price=price, option=option, material=material))
    if not lines or chance.random() < 0.6:
        form = chance.choice(forms[language])
        lines.append(form.format(name=product.title, option=option, left=left))
    if chance.random() < 0.3:
        about = product.description.split("。" if language is Language.JA else ". ")
        lines.append(chance.choice(about))
    draft = chance.choice(HELLO[language]) + " ".join(lines) + chance.choice(BYE[language])
    return Case(language, draft, tuple(facts))


def _compare_case(chance: Random, language: Language) -> Case:
    first = chance.choice(catalogue(language))
    second = chance.choice([one for one in catalogue(language) if one.group_id != first.group_id])
    facts = (*facts_of_product(first, language), *facts_of_product(second, language))
    assert first.price and second.price
    draft = COMPARE[language].format(
        a=first.title,
        b=second.title,
        pa=render_money(first.price, language),
        pb=render_money(second.price, language),
    )
    return Case(language, draft, facts)


def _cart_case(chance: Random, language: Language) -> Case:
    currency = CURRENCY[language]
    limit = {"KRW": 50_000, "JPY": 5_000, "USD": 5_000}[currency]
    total = Money(chance.randrange(limit // 10, limit - 1, 10), currency)
    rest = Money(limit - total.minor, currency)
    cart = Fact(
        "cart",
        "",
        Source("cart", "https://dalbit.example/cart", SourceKind.CART),
        (money_value(total), money_value(rest)),
    )
    facts = (cart, fact_of_article(articles(language)["shipping-fee"]))
    draft = chance.choice(CART[language]).format(
        total=render_money(total, language),
        rest=render_money(rest, language),
        count=chance.randrange(1, 9),
    )
    return Case(language, draft, facts)


def _order_case(chance: Random, language: Language) -> Case:
    total = Money(chance.randrange(1_000, 200_000, 10), CURRENCY[language])
    number = f"20261120-{chance.randrange(1000, 9999)}"
    tracking = str(chance.randrange(10**11, 10**12))
    order = Fact(
        f"order:{number}",
        f"{number} {tracking}",
        Source(number, f"https://dalbit.example/orders/{number}", SourceKind.ORDER),
        (
            money_value(total),
            date_value(date(2026, 11, 21)),
            date_value(date(2026, 11, 24)),
            time_value(14),
            duration_value(1),
        ),
    )
    draft = chance.choice(ORDER[language]).format(
        number=number, total=render_money(total, language), tracking=tracking
    )
    return Case(language, draft, (order,))


def granted_offer(offer_id: str, language: Language) -> tuple[Fact, str]:
    """Ten per cent granted, as a fact, with its code."""
    currency = CURRENCY[language]
    rule = OfferRule(
        rule_id="ten",
        kind=OfferKind.PERCENT,
        currency=currency,
        value=10,
        budget_minor_per_day=10**9,
    )
    granted = decide_offer(
        rule,
        OfferLedger(),
        OfferPerson("p1"),
        OfferCart(Money(40_000, currency)),
        parse_instant("2026-11-23T05:00:00Z"),
    )
    assert isinstance(granted, Granted)
    code = code_for(b"secret", offer_id)
    return fact_of_offer(granted, code, language, SEOUL), code


def _offer_case(chance: Random, language: Language) -> Case:
    fact, code = granted_offer(str(chance.random()), language)
    draft = chance.choice(OFFER[language]).format(code=code)
    return Case(language, draft, (fact,), offers_allowed=True)


def _plain_case(chance: Random, language: Language) -> Case:
    every = articles(language)
    facts = tuple(fact_of_article(every[one]) for one in chance.sample(sorted(every), 3))
    return Case(language, chance.choice(PLAIN[language]), facts)


KINDS = (
    (_article_case, 50),
    (_product_case, 24),
    (_plain_case, 8),
    (_compare_case, 5),
    (_cart_case, 5),
    (_order_case, 4),
    (_offer_case, 4),
)


def benign_cases(seed: int, count: int) -> Iterator[Case]:
    """Honest replies, the languages in turn."""
    chance = Random(seed)
    languages = tuple(Language)
    makers = [maker for maker, _ in KINDS]
    weights = [weight for _, weight in KINDS]
    for number in range(count):
        [maker] = chance.choices(makers, weights)
        yield maker(chance, languages[number % 3])
