"""The promise: what is given is allowed by a rule, noted in the ledger, and given once: in a turn
that is taken again, to a hundred who ask at once, and never to who is held out."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
from tests.engine.chat.conftest import House
from tests.engine.chat.test_leaving import stock_shelf

from dangol.engine.chat.known import Known
from dangol.engine.chat.offering import Asking, ask_offer, offer_secret
from dangol.speak.offer_codes import check_code
from dangol.speak.offers import RefusedReason
from dangol.speak.reply import CartLine
from dangol.speak.world import OfferAsk, OfferGiven
from dangol.store.offer_rows import OfferRuleRow
from dangol.store.offers import Offers
from dangol.terms.instants import DAY_US, Instant
from dangol.terms.languages import Language

TEN_PERCENT = OfferRuleRow(
    rule_id="welcome",
    kind="percent",
    currency="KRW",
    value=10,
    gift="",
    ceiling_minor=5_000,
    margin_floor_ratio=0.1,
    usual_margin_ratio=0.4,
    budget_minor_per_day=100_000,
    codes_limit=0,
    is_once_per_person=True,
    min_cart_minor=0,
    valid_for_us=DAY_US,
    is_active=True,
    updated_at=Instant(1),
)


def allow(house: House, **more: Any) -> None:
    with house.record.writing() as connection:
        rules = Offers(connection, house.workspace.workspace_id)
        rules.write_rule(TEN_PERCENT._replace(**more))


def asked(house: House, person: str, seq: int = 1, *, is_held_out: bool = False) -> Any:
    known = Known(person, is_held_out)
    asking = Asking(house.workspace, f"conversation of {person}", seq, known)
    shop = house.chat.worlds.world_of(house.workspace, house.now).shop_in(Language.KO)
    wanted = OfferAsk(Language.KO, house.now, (CartLine("sh-01-m", 1),), "")
    return ask_offer(house.record, asking, wanted, shop)


def ledger(house: House) -> Mapping[str, int]:
    with house.record.reading() as connection:
        rows = Offers(connection, house.workspace.workspace_id)
        state = rows.read_ledger("welcome", "nobody", house.now)
    return {"given_minor": state.given_minor_today}


def test_what_a_rule_allows_is_given_with_a_code_that_is_ours(house: House) -> None:
    stock_shelf(house)
    allow(house)
    given = asked(house, "p1")
    assert isinstance(given, OfferGiven)
    assert given.granted.worth.minor == 3_900
    assert check_code(offer_secret(house.workspace), given.code) == given.code
    assert ledger(house) == {"given_minor": 3_900}


def test_a_turn_that_is_taken_again_is_given_the_same(house: House) -> None:
    stock_shelf(house)
    allow(house)
    assert asked(house, "p1") == asked(house, "p1")
    assert ledger(house) == {"given_minor": 3_900}
    assert asked(house, "p1", seq=3).reason is RefusedReason.STACKED


def test_who_is_held_out_is_given_nothing(house: House) -> None:
    stock_shelf(house)
    allow(house)
    assert asked(house, "p1", is_held_out=True).reason is RefusedReason.HELD_OUT
    assert ledger(house) == {"given_minor": 0}


def test_a_hundred_who_ask_at_once_get_no_more_than_the_day_allows(house: House) -> None:
    stock_shelf(house)
    allow(house, budget_minor_per_day=3_900)
    house.chat.worlds.world_of(house.workspace, house.now)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: asked(house, f"p{n}"), range(100)))
    assert sum(isinstance(one, OfferGiven) for one in answers) == 1
    assert ledger(house) == {"given_minor": 3_900}


def test_without_a_rule_nothing_is_given(house: House) -> None:
    stock_shelf(house)
    assert asked(house, "p1").reason is RefusedReason.INACTIVE
    allow(house, margin_floor_ratio=7.0)  # a rule that cannot work gives nothing
    assert asked(house, "p1").reason is RefusedReason.INACTIVE


def test_who_asks_in_the_chat_gets_a_coupon_or_a_polite_no(house: House) -> None:
    stock_shelf(house)
    visit = house.visit()
    house.ask(visit, "옥스퍼드 셔츠 얼마예요?")
    parts = house.ask(visit, "쿠폰도 주세요")
    assert not [part for part in parts if part["type"] == "coupon"]
    allow(house)
    parts = house.ask(visit, "할인 쿠폰 있으면 주세요")
    (coupon,) = [part for part in parts if part["type"] == "coupon"]
    assert check_code(offer_secret(house.workspace), coupon["code"]) == coupon["code"]
    assert coupon["code"] in msgspec.json.encode(parts).decode()
