"""The promise: what is answered from is the catalogue and the knowledge as they are in the record,
a few seconds old at most; of a customer nothing is told to who has no word of the shop for it."""

import time

import msgspec
from tests.engine.chat.conftest import House
from tests.engine.chat.test_leaving import SHIRT, stock_shelf

from dangol.engine.chat.known import read_known
from dangol.engine.live import Arrival
from dangol.listen.event import Receipt, parse_line
from dangol.listen.rules import rules_of
from dangol.store.articles import ArticleRow, replace_articles
from dangol.terms.instants import SECOND_US, Instant
from dangol.terms.money import Money

DELIVERY = ArticleRow(
    article_id="delivery",
    language="ko",
    title="배송은 얼마나 걸리나요?",
    text="평일 오후 2시 전에 결제하시면 당일 출고되고, 출고 후 1~2일 안에 도착합니다.",
    url="https://shop.example/faq#delivery",
    kind="faq",
    origin="faq.csv",
    imported_at=Instant(1),
)


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
    with house.record.writing() as connection:
        replace_articles(connection, house.workspace.workspace_id, "faq.csv", [DELIVERY])
    parts = house.ask(house.visit(), "배송 얼마나 걸려요?")
    assert [part["url"] for part in parts if part["type"] == "source"] == [DELIVERY.url]
    assert "1~2일" in str(parts)


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
