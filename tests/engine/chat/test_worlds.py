"""The promise: what is answered from is the catalogue and the knowledge as they are in the record,
a few seconds old at most; of a customer nothing is told to who has no word of the shop for it."""

import time
from importlib.resources import files

import msgspec
import pytest
from tests.engine.chat.conftest import House
from tests.engine.chat.test_leaving import SHIRT, stock_shelf

from dangol.engine.chat.knowledge import take_knowledge
from dangol.engine.chat.known import read_known
from dangol.engine.live import Arrival
from dangol.listen.catalogue.product import Availability, Product
from dangol.listen.event import Receipt
from dangol.listen.event_lines import parse_line
from dangol.listen.rules import rules_of
from dangol.speak.knowledge.reading import parse_knowledge
from dangol.store.workspaces import write_hours
from dangol.terms.instants import SECOND_US, Instant
from dangol.terms.money import Money

FAQ = files("dangol.sim.site") / "knowledge" / "faq.csv"
"""The sample shop's questions, with their answers."""


def hear(
    house: House, user_id: str = "", *, is_vouched: bool = False, **properties: object
) -> None:
    call = {
        "type": "track",
        "event": "Product Added",
        "messageId": f"m-{user_id}-{properties}",
        "anonymousId": "visitor",
        "timestamp": "2026-10-26T01:00:00Z",
        "properties": {"product_id": "sh-01-m", "price": 39_000, "quantity": 2},
    }
    if user_id:
        call["userId"] = user_id
    event = parse_line(msgspec.json.encode(call), Receipt(house.now))
    arrival = Arrival(house.workspace.workspace_id, house.now, is_vouched, "test", [event])
    house.live.submit(arrival).result(30)


def test_an_answer_stands_on_what_the_shop_has_written_with_its_source(house: House) -> None:
    every = parse_knowledge(FAQ.read_bytes(), "faq.csv").articles
    articles = [one for one in every if one.language == "ko"]
    workspace_id = house.workspace.workspace_id
    done = take_knowledge(house.record, workspace_id, "faq.csv", articles, house.now)
    assert done.stored == len(articles)
    parts = house.ask(house.visit(), "오늘 시키면 언제 도착해요?")
    sources = {part["title"] for part in parts if part["type"] == "source"}
    assert sources and sources <= {one.title for one in articles}


def test_knowledge_that_was_taken_back_is_not_answered_from(house: House) -> None:
    articles = parse_knowledge(FAQ.read_bytes(), "faq.csv").articles
    workspace_id = house.workspace.workspace_id
    take_knowledge(house.record, workspace_id, "faq.csv", articles, house.now)
    done = take_knowledge(house.record, workspace_id, "faq.csv", (), house.now)
    assert (done.stored, done.removed) == (0, len(articles))
    parts = house.ask(house.visit(), "오늘 시키면 언제 도착해요?")
    assert not [part for part in parts if part["type"] == "source"]


def test_a_changed_price_is_known_a_few_seconds_later(house: House) -> None:
    stock_shelf(house)
    worlds = house.chat.worlds
    first = worlds.world_of(house.workspace, house.now)
    assert worlds.world_of(house.workspace, house.now) is first
    cheaper = msgspec.structs.replace(SHIRT[0], price=Money(29_000, "KRW"))
    house.now = Instant(house.now + 5 * SECOND_US)
    with house.record.transaction(house.workspace.workspace_id) as unit:
        unit.write_products([cheaper], house.now)
    end = time.monotonic() + 30
    while worlds.world_of(house.workspace, house.now) is first and time.monotonic() < end:
        pass
    shop = next(iter(worlds.world_of(house.workspace, house.now).shops.values()))
    product = shop.product_of("sh-01-m")
    assert product is not None and product.options[1].row.price == Money(29_000, "KRW")


def test_the_cart_of_an_anonymous_visitor_is_known_to_the_turn(house: House) -> None:
    hear(house)
    visit = house.visit()
    known = read_known(
        house.record, house.workspace, visit.person_id, rules_of([]), is_verified=False
    )
    assert [(line.option_id, line.quantity) for line in known.cart] == [("sh-01-m", 2)]


def test_a_customers_cart_is_told_to_nobody_without_the_shops_word(house: House) -> None:
    hear(house, "customer-1", is_vouched=True)
    visit = house.visit()  # the same browser, without a token
    rules = rules_of([])
    shown = read_known(house.record, house.workspace, visit.person_id, rules, is_verified=False)
    assert shown.cart == () and shown.viewing == ""
    named = house.visit(user_id="customer-1")
    assert named.person_id == visit.person_id
    known = read_known(house.record, house.workspace, named.person_id, rules, is_verified=True)
    assert len(known.cart) == 1


PROMISE = {"ko": "2026년 10월 31일", "ja": "2026年10月31日", "en": "31 October 2026"}


@pytest.mark.parametrize("lang", sorted(PROMISE))
def test_the_promise_of_a_person_is_by_the_hours_that_the_shop_has_said(
    house: House, lang: str
) -> None:
    ask = {"ko": "상담원 연결해 주세요", "ja": "担当者につないでください", "en": "A person please"}
    with house.record.writing() as connection:
        workspace_id = house.workspace.workspace_id
        write_hours(connection, workspace_id, "sat 11:00-14:00; closed 2026-10-24")
    (house.workspace,) = house.record.read_workspaces()
    visit = house.visit(lang=lang)
    (handed,) = [one for one in house.ask(visit, ask[lang]) if one["type"] == "handoff"]
    assert PROMISE[lang] in handed["promise"] and "11:00" in handed["promise"]


ORDERS = {
    "ko": ("주문한 거 언제 와요?", "로그인", "출고 완료"),
    "ja": ("注文した商品はいつ届きますか", "ログイン", "発送済み"),
    "en": ("where is my order", "sign in", "dispatched"),
}


def hear_order(
    house: House,
    name: str,
    *,
    browser: str = "visitor",
    user_id: str = "",
    is_vouched: bool = False,
    **said: object,
) -> None:
    """An event of an order comes in, by the shop's server or by a page of it."""
    call = {
        "type": "track",
        "event": f"Order {name}",
        "messageId": f"{name}-{browser}-{user_id}-{said}"[:90],
        "anonymousId": browser,
        "timestamp": "2026-10-26T01:00:00Z",
        "properties": {"products": [{"name": "셔츠", "price": 39_000}], "total": 39_000, **said},
    }
    if user_id:
        call["userId"] = user_id
    event = parse_line(msgspec.json.encode(call), Receipt(house.now))
    arrival = Arrival(house.workspace.workspace_id, house.now, is_vouched, "test", [event])
    house.live.submit(arrival).result(30)


@pytest.mark.parametrize("lang", sorted(ORDERS))
def test_a_verified_customer_hears_where_their_orders_stand_and_nobody_elses(
    house: House, lang: str
) -> None:
    question, sign_in, status = ORDERS[lang]
    house.now = Instant(house.now + SECOND_US)
    hear_order(house, "Completed", user_id="cust-1", is_vouched=True, order_id="DB-1")
    hear_order(house, "Shipped", user_id="cust-1", is_vouched=True, order_id="DB-1")
    hear_order(house, "Completed", user_id="cust-1", order_id="DB-2")  # the page of the same buy
    # none of these is an order of cust-1, whoever it says it is
    hear_order(
        house, "Completed", browser="else", user_id="cust-2", is_vouched=True, order_id="X-1"
    )
    hear_order(house, "Completed", browser="thief", user_id="cust-1", order_id="X-2")
    hear_order(house, "Completed", order_id="X-3")  # somebody else at the same browser, unnamed
    hear_order(house, "Completed", user_id="cust-3", order_id="X-4")  # a claim at that browser

    said = words(house.ask(house.visit("stranger", lang=lang), question))
    assert sign_in in said and "DB-" not in said and "X-" not in said
    same_browser = words(house.ask(house.visit("visitor", lang=lang), question))
    assert sign_in in same_browser and "DB-" not in same_browser and "X-" not in same_browser
    said = words(house.ask(house.visit("phone", user_id="cust-1", lang=lang), question))
    assert "DB-1" in said and status in said and "DB-2" in said, said
    assert "X-" not in said
    thief = words(house.ask(house.visit("thief", lang=lang), question))
    assert sign_in in thief and "DB-" not in thief


def words(parts: list[dict[str, object]]) -> str:
    return "\n".join(str(part["text"]) for part in parts if part["type"] == "text")


def look_at(house: House, browser: str, *products: str) -> None:
    """Somebody looks at these products, one after the other."""
    for place, product in enumerate(products):
        call = {
            "type": "track",
            "event": "Product Viewed",
            "messageId": f"{browser}-{place}",
            "anonymousId": browser,
            "timestamp": f"2026-10-26T00:00:{place:02d}Z",
            "properties": {"product_id": product},
        }
        event = parse_line(msgspec.json.encode(call), Receipt(house.now))
        arrival = Arrival(house.workspace.workspace_id, house.now, False, "test", [event])
        house.live.submit(arrival).result(30)


LIKE_IT = {
    "ko": "비슷한 거 추천해 주세요",
    "ja": "似たものをおすすめして",
    "en": "recommend something similar",
}


@pytest.mark.parametrize("lang", sorted(LIKE_IT))
def test_what_others_also_looked_at_is_recommended_first_where_enough_did(
    house: House, lang: str
) -> None:
    shelf = [
        Product(
            product_id=f"kt-{place}",
            group_id=f"kt-{place}",
            sku=f"KT-{place}",
            title="도자기 그릇",
            price=Money(39_000, "KRW"),
            availability=Availability.IN_STOCK,
            url=f"https://shop.example/products/kt-{place}",
        )
        for place in range(6)
    ]
    with house.record.transaction(house.workspace.workspace_id) as unit:
        unit.write_products(shelf, house.now)
    for person in range(6):
        look_at(house, f"many-{person}", "kt-0", "KT-5")
    for person in range(2):
        look_at(house, f"few-{person}", "kt-0", "kt-4")
    worlds = house.chat.worlds
    end = time.monotonic() + 30
    while not worlds.world_of(house.workspace, house.now).also_viewed and time.monotonic() < end:
        time.sleep(0.01)
    assert worlds.world_of(house.workspace, house.now).also_viewed["kt-0"] == {"kt-5": 6}
    visit = house.visit(lang=lang)
    visit.url = "https://shop.example/products/kt-0"
    cards = [one for one in house.ask(visit, LIKE_IT[lang]) if one["type"] == "product"]
    assert cards[0]["productId"] == "kt-5"
