"""An offer is given within the merchant's rule or not at all, and its code is worth guessing at."""

from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.speak.facts import ValueKind
from dangol.speak.offer_codes import check_code, code_for, hash_code, is_code_of
from dangol.speak.offer_facts import fact_of_offer
from dangol.speak.offers import (
    Granted,
    OfferCart,
    OfferKind,
    OfferLedger,
    OfferPerson,
    OfferRule,
    OfferRuleError,
    Refused,
    RefusedReason,
    decide_offer,
)
from dangol.terms.instants import HOUR_US, parse_instant
from dangol.terms.languages import Language
from dangol.terms.money import Money

NOW = parse_instant("2026-11-23T05:00:00Z")
SECRET = b"a workspace's secret"
TEN = OfferRule(
    rule_id="ten",
    kind=OfferKind.PERCENT,
    currency="KRW",
    value=10,
    ceiling_minor=5_000,
    budget_minor_per_day=20_000,
    min_cart_minor=30_000,
    valid_for_us=2 * HOUR_US,
)
CART = OfferCart(Money(42_000, "KRW"), shipping_minor=3_000)
WHO = OfferPerson("p1")
NOTHING_GIVEN = OfferLedger()


def decided(
    rule: OfferRule = TEN,
    ledger: OfferLedger = NOTHING_GIVEN,
    person: OfferPerson = WHO,
    cart: OfferCart = CART,
) -> Granted | Refused:
    return decide_offer(rule, ledger, person, cart, NOW)


def changed(rule: OfferRule = TEN, **fields: object) -> OfferRule:
    return msgspec.structs.replace(rule, **fields)


def test_a_percentage_is_granted_with_its_worth_and_end() -> None:
    granted = decided()
    assert isinstance(granted, Granted)
    assert granted.worth == Money(4_200, "KRW")
    assert granted.expires_at == NOW + 2 * HOUR_US


def test_a_percentage_stops_at_its_ceiling() -> None:
    granted = decided(cart=OfferCart(Money(90_000, "KRW")))
    assert isinstance(granted, Granted)
    assert granted.worth.minor == 5_000


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        (RefusedReason.INACTIVE, {"rule": changed(is_active=False)}),
        (RefusedReason.HELD_OUT, {"person": OfferPerson("p1", is_held_out=True)}),
        (RefusedReason.CURRENCY, {"cart": OfferCart(Money(42_000, "JPY"))}),
        (RefusedReason.STACKED, {"cart": OfferCart(Money(42_000, "KRW"), has_discount=True)}),
        (RefusedReason.STACKED, {"ledger": OfferLedger(open_codes=1)}),
        (RefusedReason.ONCE_PER_PERSON, {"ledger": OfferLedger(given_to_person=1)}),
        (RefusedReason.CART_TOO_SMALL, {"cart": OfferCart(Money(29_999, "KRW"))}),
        (RefusedReason.CART_TOO_SMALL, {"cart": OfferCart(Money(0, "KRW"))}),
        (RefusedReason.BUDGET, {"ledger": OfferLedger(given_minor_today=15_801)}),
        (RefusedReason.BUDGET, {"rule": changed(budget_minor_per_day=0)}),
        (RefusedReason.MARGIN_FLOOR, {"rule": changed(margin_floor_ratio=0.3)}),
        (
            RefusedReason.MARGIN_FLOOR,
            {"rule": changed(margin_floor_ratio=0.3, usual_margin_ratio=0.39)},
        ),
        (
            RefusedReason.WORTH_NOTHING,
            {
                "rule": changed(kind=OfferKind.FREE_SHIPPING),
                "cart": OfferCart(Money(60_000, "KRW")),
            },
        ),
        (
            RefusedReason.WHOLE_CART,
            {"rule": changed(kind=OfferKind.AMOUNT, value=50_000, ceiling_minor=None)},
        ),
    ],
)
def test_each_bound_refuses_with_its_own_reason(
    reason: RefusedReason, change: dict[str, object]
) -> None:
    assert decided(**change) == Refused(reason)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fields",
    [
        {"value": 0},
        {"value": 100},
        {"kind": OfferKind.GIFT, "gift": ""},
        {"margin_floor_ratio": 1.5},
        {"valid_for_us": 0},
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(OfferRuleError):
        OfferRule(**(msgspec.structs.asdict(TEN) | fields))


@given(
    value=st.integers(1, 99),
    ceiling=st.none() | st.integers(0, 50_000),
    floor=st.floats(0, 1),
    cost=st.none() | st.integers(0, 200_000),
    given_today=st.integers(0, 30_000),
    total=st.integers(0, 200_000),
    kind=st.sampled_from(OfferKind),
    is_held_out=st.booleans(),
)
def test_no_grant_leaves_the_rule(
    value: int,
    ceiling: int | None,
    floor: float,
    cost: int | None,
    given_today: int,
    total: int,
    kind: OfferKind,
    is_held_out: bool,
) -> None:
    rule = changed(
        kind=kind, value=value, ceiling_minor=ceiling, margin_floor_ratio=floor, gift="pouch"
    )
    granted = decided(
        rule,
        OfferLedger(given_minor_today=given_today),
        OfferPerson("p", is_held_out=is_held_out),
        OfferCart(Money(total, "KRW"), shipping_minor=3_000, cost_minor=cost),
    )
    if isinstance(granted, Refused):
        return
    worth = granted.worth.minor
    assert not is_held_out
    assert total >= rule.min_cart_minor
    assert ceiling is None or worth <= ceiling
    assert given_today + worth <= rule.budget_minor_per_day
    if floor > 0:
        assert cost is not None
        assert total - cost - worth >= floor * total


def test_a_code_is_the_same_for_the_same_offer_and_another_for_another() -> None:
    codes = {code_for(SECRET, f"offer-{number}") for number in range(2_000)}
    assert len(codes) == 2_000
    assert code_for(SECRET, "offer-7") in codes
    assert code_for(b"another secret", "offer-7") not in codes


def test_a_code_has_no_sign_that_can_be_mistaken() -> None:
    code = code_for(SECRET, "offer-1")
    assert len(code) == 14
    assert not set("0125ABDEFGIJLNOQSUVZ") & set(code)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{wide}", "{bare}", "{spaced}"])
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    code = code_for(SECRET, "offer-1")
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    text = typed.format(
        code, lower=code.lower(), wide=wide, bare=code.replace("-", ""), spaced=" ".join(code)
    )
    assert check_code(SECRET, text) == code
    assert is_code_of(SECRET, text, "offer-1")
    assert not is_code_of(SECRET, text, "offer-2")


@given(st.text(max_size=40))
def test_what_somebody_makes_up_is_no_code_of_an_offer(typed: str) -> None:
    assert not is_code_of(SECRET, typed, "offer-1")


def test_most_invented_codes_are_told_without_the_record() -> None:
    real = code_for(SECRET, "offer-1").replace("-", "")
    wrong = [real[:-2] + one + two for one in "346789CH" for two in "346789CHKMPRTWXY"]
    known = [code for code in wrong if code != real and check_code(SECRET, code)]
    assert known == []


def test_the_hash_of_a_code_needs_the_secret() -> None:
    code = code_for(SECRET, "offer-1")
    assert hash_code(SECRET, code) != hash_code(b"another secret", code)
    assert code not in hash_code(SECRET, code)


@pytest.mark.parametrize("language", Language)
def test_an_offer_can_be_said_in_every_language(language: Language) -> None:
    granted = decided()
    assert isinstance(granted, Granted)
    fact = fact_of_offer(granted, "AB", language, ZoneInfo("Asia/Seoul"))
    assert "10%" in fact.text
    assert "16:00" in fact.text
    assert {value.kind for value in fact.values} >= {ValueKind.CODE, ValueKind.PERCENT}
