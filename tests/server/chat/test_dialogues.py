"""The promise: a shopper's five conversations go over the real socket as they should, in three
languages, from the catalogue and the articles of the record; and the record holds what came of
them: the offer in the ledger, the address with its consent and what it is for, the hand-off.
"""

import json
import re
import time
from collections.abc import Callable
from uuid import uuid4

import msgspec
import pytest
from tests.server.chat.conftest import HERE, Browser, Frame
from tests.server.chat.talk import (
    FIRST_S,
    LANGUAGES,
    contact_frame,
    now,
    of,
    open_in_each_language,
    rows,
    words,
)
from tests.server.chat.test_socket import signed
from tests.server.conftest import Server, Shop

from dangol.cli.demo_workspace import coupon_rule, open_demo_workspace
from dangol.listen.catalogue.product import Availability
from dangol.store.offers import Offers
from dangol.store.record import open_record
from dangol.terms.languages import Language

Browse = Callable[..., Browser]
PAGE = {"url": f"{HERE}/products/sh-01", "title": "옥스퍼드 셔츠"}


@pytest.fixture(scope="module")
def shops(server: Server) -> dict[str, Shop]:
    """The sample shop's storefronts, whose people answer around the clock."""
    return open_in_each_language(
        server,
        lambda record, language: open_demo_workspace(record, language, site=HERE, now=now()),
    )


@pytest.fixture
def come(shops: dict[str, Shop], browse: Browse) -> Callable[[str], Browser]:
    """A shopper before the shirt's page."""

    def come_in(lang: str) -> Browser:
        browser = browse(shop=shops[lang], lang=lang)
        assert browser.come_in(page=PAGE)["t"] == "welcome"
        return browser

    return come_in


def facts_of(browser: Browser, reply: Frame) -> list[str]:
    """What the reply stood on, as the record keeps it."""
    kept = rows(browser, "messages", "conversation_id", "seq", "facts")
    (facts,) = [one["facts"] for one in kept if one["seq"] == reply["seq"]]
    return [fact["key"] for fact in msgspec.json.decode(facts)]


SIZE = {
    "ko": ("165에 55인데 M 맞을까요?", "158–168cm", "사이즈표", "그럼 블랙 M 담아줘", "42,000원"),
    "ja": (
        "165cmで55kgなんですが、Mで合いますか？",
        "158–168cm",
        "サイズ表",
        "じゃあブラックのMをカートに入れて",
        "¥4,690",
    ),
    "en": (
        "I'm 165 cm and 55 kg, will M fit?",
        "158–168 cm",
        "Size table",
        "ok then add the black M",
        "$31.90",
    ),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_size_with_its_source_then_exactly_that_option_once(
    come: Callable[[str], Browser], lang: str
) -> None:
    question, bounds, table, order, price = SIZE[lang]
    browser = come(lang)
    reply = browser.ask(question)
    assert "M" in words(reply) and bounds in words(reply)
    (source,) = [part for part in of(reply, "source") if table in part["title"]]
    assert source["url"] == PAGE["url"]
    assert "size:sh-01" in facts_of(browser, reply)
    assert not of(reply, "cart_add")
    added = browser.ask(order)
    (add,) = of(added, "cart_add")
    assert (add["productId"], add["optionId"], add["quantity"]) == ("sh-01", "sh-01-black-m", 1)
    assert price in words(added)
    told = {"t": "cart", "clientId": f"cart-add-{lang}", "seq": added["seq"], "ok": True}
    for _ in range(2):
        browser.tell(told)
        assert browser.answer_to(f"cart-add-{lang}")["t"] == "ack"
    results = [
        json.loads(one["facts"])
        for one in rows(browser, "messages", "conversation_id", "sender", "facts")
        if one["sender"] == "system"
    ]
    assert results == [{"cart": added["seq"], "isAdded": True, "error": ""}]
    adds = [one for one in browser.messages() if '"cart_add"' in one[2]]
    assert len(adds) == 1


DELIVERY = {
    "ko": (
        "오늘 시키면 내일 와요? 쿠폰도 주세요",
        "1~2일",
        "언제 도착",
        "드릴 수 있는 할인은 없어요",
    ),
    "ja": (
        "今日頼んだら明日届きますか？クーポンもください",
        "1～2日",
        "いつ届き",
        "割引はございません",
    ),
    "en": (
        "If I order today does it arrive tomorrow? And a coupon please",
        "1–2 days",
        "arrive",
        "no extra discount",
    ),
}
CODES = ("conversation_id", "person_id", "rule_id", "code_hash", "value_minor", "redeemed_at")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_delivery_rule_with_its_source_and_a_code_that_the_ledger_knows(
    come: Callable[[str], Browser], lang: str
) -> None:
    question, rule, title, _ = DELIVERY[lang]
    browser = come(lang)
    reply = browser.ask(question)
    assert rule in words(reply)
    (source,) = [part for part in of(reply, "source") if title in part["title"]]
    assert source["url"].startswith(f"{HERE}/faq") and f"lang={lang}" in source["url"]
    (coupon,) = of(reply, "coupon")
    (code,) = rows(browser, "offer_codes", *CODES)
    assert code["rule_id"] == "welcome-10" and code["redeemed_at"] == 0
    assert 0 < code["value_minor"] <= 10_000
    assert coupon["code"] not in str(code), "the record keeps the hash alone"
    again = browser.ask(question)
    assert [one["code"] for one in of(again, "coupon")] == [coupon["code"]]
    assert len(rows(browser, "offer_codes", *CODES)) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_no_rule_allows_it_the_answer_is_a_polite_no(
    come: Callable[[str], Browser], lang: str
) -> None:
    question, rule, _, refusal = DELIVERY[lang]
    browser = come(lang)
    offered = coupon_rule(Language(lang), now())
    record = open_record(browser.shop.server.database_url)
    try:
        with record.writing() as connection:
            ledger = Offers(connection, browser.shop.workspace_id)
            ledger.write_rule(offered._replace(is_active=False))
        reply = browser.ask(question)
    finally:
        with record.writing() as connection:
            Offers(connection, browser.shop.workspace_id).write_rule(offered)
        record.close()
    assert rule in words(reply) and refusal in words(reply)
    assert not of(reply, "coupon")
    assert rows(browser, "offer_codes", *CODES) == []


BROKEN = {
    "ko": ("깨져서 왔다고요, 사람 바꿔주세요", "죄송", ("쿠폰", "추천", "할인")),
    "ja": (
        "壊れて届いたんですけど、人に代わってください",
        "申し訳ございません",
        ("クーポン", "おすすめ", "割引"),
    ),
    "en": ("It arrived broken, let me talk to a person", "sorry", ("coupon", "recommend", "off")),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_something_broken_gets_a_person_at_once_and_nothing_is_sold(
    come: Callable[[str], Browser], lang: str
) -> None:
    question, sorry, selling = BROKEN[lang]
    browser = come(lang)
    reply = browser.ask(question)
    assert sorry in words(reply)
    assert not [word for word in selling if re.search(rf"\b{word}\b", words(reply))]
    assert not {"coupon", "product", "cart_add", "replies", "contact"} & {
        part["type"] for part in reply["parts"]
    }
    (handed,) = of(reply, "handoff")
    assert handed["state"] == "waiting" and handed["promise"]
    heard = [one for one in browser.heard if one["t"] == "state"]
    state = heard[-1] if heard else browser.until(lambda one: one["t"] == "state")
    assert state["handoff"] == "waiting"
    (held,) = rows(browser, "conversations", "conversation_id", "state", "needs_person_at")
    assert held["state"] == "waiting" and held["needs_person_at"] > 0
    changes = rows(browser, "conversation_changes", "conversation_id", "was", "state", "reason")
    assert [(one["was"], one["state"], one["reason"]) for one in changes] == [
        ("open", "waiting", "handoff")
    ]
    assert rows(browser, "offer_codes", *CODES) == []


REFUND = {
    "ko": ("돈은 언제 들어와요?", "3~5영업일", "환불", r"내일|모레|\d+월 ?\d+일|요일"),
    "ja": ("お金はいつ戻りますか？", "3～5営業日", "返金", r"明日|\d+月\d+日|曜日"),
    "en": (
        "when do i get my money back",
        "3–5 business days",
        "money back",
        r"tomorrow|\d{1,2} (?:January|November|December)|(?:Mon|Tues|Wednes|Thurs|Fri)day",
    ),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_when_the_money_comes_is_the_refund_rule_and_no_date(
    come: Callable[[str], Browser], lang: str
) -> None:
    question, rule, title, date = REFUND[lang]
    browser = come(lang)
    reply = browser.ask(question)
    assert rule in words(reply)
    assert not re.search(date, words(reply)), words(reply)
    assert [part for part in of(reply, "source") if title in part["title"] and part["url"]]
    facts = facts_of(browser, reply)
    assert facts and all(fact.startswith("article:") for fact in facts)
    assert not of(reply, "handoff")


SOLD_OUT = {
    "ko": ("이거 품절이네, 들어오면 알려줘요", "품절"),
    "ja": ("これ売り切れだ、入荷したら教えて", "売り切れ"),
    "en": ("oh it's sold out, tell me when it's back", "sold out"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_waits_for_it_leaves_an_address_with_consent_and_both_are_kept(
    come: Callable[[str], Browser], lang: str
) -> None:
    question, gone = SOLD_OUT[lang]
    browser = come(lang)
    reply = browser.ask(question)
    assert gone in words(reply)
    (form,) = of(reply, "contact")
    assert (form["purpose"], form["productId"], form["optionId"]) == (
        "restock",
        "sh-01",
        "sh-01-sky-s",
    )
    frame = contact_frame(reply, f"contact-{lang}", f"{lang}@shop.example", agreed=False)
    browser.tell(frame)
    refused = browser.answer_to(f"contact-{lang}")
    assert refused["t"] == "error"
    left = ("person_id", "conversation_id", "kind", "value", "purpose", "subject")
    assert rows(browser, "contacts_left", *left) == []
    for _ in range(2):
        browser.tell(frame | {"agreed": True})
        assert browser.answer_to(f"contact-{lang}")["t"] == "ack"
    (contact,) = rows(browser, "contacts_left", *left)
    assert (contact["kind"], contact["value"]) == ("email", f"{lang}@shop.example")
    assert (contact["purpose"], contact["subject"]) == ("restock", "sh-01")
    consents = ("person_id", "channel", "purpose", "text_version", "evidence", "is_given")
    (consent,) = rows(browser, "consents", *consents)
    assert (consent["channel"], consent["purpose"], consent["is_given"]) == (
        "email",
        "restock",
        True,
    )
    assert json.loads(consent["evidence"])["text"] == form["consent"]["text"]
    asked = ("person_id", "product_id", "option_id", "channel", "told_at")
    (alert,) = rows(browser, "alerts", *asked)
    assert (alert["product_id"], alert["option_id"]) == ("sh-01", "sh-01-sky-s")
    assert alert["told_at"] == 0


ORDER = {
    "ko": ("주문한 거 언제 와요?", "로그인", "출고 완료"),
    "ja": ("注文した商品はいつ届きますか", "ログイン", "発送済み"),
    "en": ("where is my order", "sign in", "dispatched"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_an_order_is_is_told_to_whom_the_shop_has_signed_for_and_to_nobody_else(
    shops: dict[str, Shop], browse: Browse, lang: str
) -> None:
    question, sign_in, status = ORDER[lang]
    shop, customer = shops[lang], f"customer-{uuid4().hex}"
    said = {"order_id": "DB-240011", "total": 42, "products": [{"name": "린넨 셔츠"}]}
    for name, more in (("Completed", {}), ("Shipped", {"tracking_number": "680412345678"})):
        call = {"event": f"Order {name}", "userId": customer, "properties": said | more}
        assert shop.post("/v1/track", call).status_code == 200
    claimed = {
        "event": "Order Completed",
        "userId": customer,
        "anonymousId": "a-thief",
        "properties": said | {"order_id": "X-1"},
    }
    assert shop.post("/v1/track", claimed, key=shop.browser_key).status_code == 200
    stranger = browse(shop=shop, lang=lang)
    stranger.come_in(userId=customer)  # only says so
    answer = words(stranger.ask(question))
    assert sign_in in answer and "DB-" not in answer
    known = browse(shop=shop, lang=lang)
    known.come_in(token=signed(shop, customer))
    answer = words(known.ask(question))
    assert "DB-240011" in answer and status in answer and "680412345678" in answer
    assert "X-1" not in answer


def test_whoever_waited_hears_of_it_where_they_are_when_a_newer_feed_has_it(
    come: Callable[[str], Browser],
) -> None:
    browser = come("ko")
    question, _ = SOLD_OUT["ko"]
    reply = browser.ask(question)
    (form,) = of(reply, "contact")
    browser.tell(contact_frame(reply, "waiting-for-it", "w@shop.example"))
    assert browser.answer_to("waiting-for-it")["t"] == "ack"
    record = open_record(browser.shop.server.database_url)
    try:
        with record.transaction(browser.shop.workspace_id) as unit:
            (gone,) = unit.read_products([form["optionId"]]).values()
            there = msgspec.structs.replace(gone, availability=Availability.IN_STOCK)
            unit.write_products([there], now())
    finally:
        record.close()
    end = time.monotonic() + FIRST_S
    heard = browser.next(end - time.monotonic())
    while heard["t"] != "message" or heard["from"] != "agent":
        heard = browser.next(end - time.monotonic())
    assert "다시 들어왔어요" in words(heard)
    (card,) = of(heard, "product")
    options = {option["id"]: option["isInStock"] for option in card["options"]}
    assert options[form["optionId"]] is True
    (replies,) = of(heard, "replies")
    assert [one["id"] for one in replies["replies"]] == [f"add:{form['optionId']}"]
    (alert,) = rows(browser, "alerts", "person_id", "option_id", "told_at")
    assert alert["told_at"] > 0
    press = {"t": "press", "clientId": "press-what-is-back", "seq": heard["seq"]}
    browser.tell(press | {"replyId": replies["replies"][0]["id"]})
    added = browser.until(lambda one: one["t"] == "message" and bool(of(one, "cart_add")))
    assert of(added, "cart_add")[0]["optionId"] == form["optionId"]
