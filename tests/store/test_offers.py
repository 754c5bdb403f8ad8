"""The promise: no more is given than the rule allows, whoever asks, however often and at once."""

from collections import Counter

import pytest
from tests.store.chat import another_shop, at, at_once
from tests.store.conftest import NOW

from dangol.store.offer_rows import (
    Issued,
    NotIssued,
    NotIssuedReason,
    NotRedeemed,
    NotRedeemedReason,
    OfferRuleRow,
    Redeemed,
)
from dangol.store.offers import Offers
from dangol.store.record import Record
from dangol.store.rows import MergeRow
from dangol.store.workspaces import Workspace
from dangol.terms.instants import HOUR_US, Instant, parse_instant

RULE = OfferRuleRow(
    rule_id="welcome",
    kind="amount",
    currency="KRW",
    value=3_000,
    gift="",
    ceiling_minor=5_000,
    margin_floor_ratio=0.1,
    usual_margin_ratio=0.3,
    budget_minor_per_day=1_000_000,
    codes_limit=0,
    is_once_per_person=True,
    min_cart_minor=10_000,
    valid_for_us=24 * HOUR_US,
    is_active=True,
    updated_at=NOW,
)
BARE = RULE._replace(rule_id="선물", kind="gift", gift="손수건", ceiling_minor=None)._replace(
    usual_margin_ratio=None, is_active=False, is_once_per_person=False
)


def allow(record: Record, shop: Workspace, *rules: OfferRuleRow) -> None:
    with record.writing() as connection:
        for rule in rules:
            Offers(connection, shop.workspace_id).write_rule(rule)


def claim(
    record: Record,
    shop: Workspace,
    name: str,
    *,
    person_id: str | None = None,
    rule_id: str = "welcome",
    key: str | None = None,
    value_minor: int = 3_000,
    now: Instant = NOW,
) -> Issued | NotIssued:
    with record.writing() as connection:
        return Offers(connection, shop.workspace_id).issue_code(
            f"offer-{name}",
            f"hash-{name}",
            rule_id=rule_id,
            person_id=name if person_id is None else person_id,
            conversation_id="c1",
            idempotency_key=f"key-{name}" if key is None else key,
            value_minor=value_minor,
            now=now,
            expires_at=Instant(now + HOUR_US),
        )


def refused(reason: NotIssuedReason) -> NotIssued:
    return NotIssued(reason)


def test_rules_come_back_as_they_went_in_and_change(record: Record, shop: Workspace) -> None:
    allow(record, shop, RULE, BARE)
    allow(record, shop, RULE._replace(value=4_000))
    with record.reading() as connection:
        offers = Offers(connection, shop.workspace_id)
        assert offers.read_rules() == [RULE._replace(value=4_000), BARE]
        assert offers.read_rule("선물") == BARE
        assert offers.read_rule("none") is None


def test_a_hundred_who_ask_at_once_for_the_last_coupon_get_one(
    record: Record, shop: Workspace
) -> None:
    allow(record, shop, RULE._replace(codes_limit=3))
    claim(record, shop, "a")
    claim(record, shop, "b")
    done = at_once(100, lambda n: claim(record, shop, f"p{n}"), threads=16)
    assert Counter(type(one) for one in done) == {Issued: 1, NotIssued: 99}
    assert {one.reason for one in done if isinstance(one, NotIssued)} == {NotIssuedReason.NONE_LEFT}


def test_a_hundred_who_ask_at_once_for_the_days_last_money_get_what_it_pays(
    record: Record, shop: Workspace
) -> None:
    allow(record, shop, RULE._replace(budget_minor_per_day=7_500))
    done = at_once(100, lambda n: claim(record, shop, f"p{n}"), threads=16)
    assert Counter(type(one) for one in done) == {Issued: 2, NotIssued: 98}
    assert claim(record, shop, "small", value_minor=1_500) != refused(NotIssuedReason.BUDGET)
    assert claim(record, shop, "over", value_minor=1) == refused(NotIssuedReason.BUDGET)


def test_one_key_is_one_code_however_often_it_is_asked_with_at_once(
    record: Record, shop: Workspace
) -> None:
    allow(record, shop, RULE)
    done = at_once(30, lambda n: claim(record, shop, f"{n}", person_id="p1", key="turn-1"))
    codes = [one for one in done if isinstance(one, Issued)]
    assert len(codes) == 30
    assert len({one.code for one in codes}) == 1
    assert sum(one.is_new for one in codes) == 1
    assert claim(record, shop, "x", person_id="p2", key="turn-1") == refused(
        NotIssuedReason.KEY_OF_ANOTHER
    )


def test_one_person_who_asks_in_many_tabs_at_once_gets_one(record: Record, shop: Workspace) -> None:
    allow(record, shop, RULE, RULE._replace(rule_id="other"))
    done = at_once(
        30,
        lambda n: claim(
            record, shop, f"{n}", person_id="p1", rule_id="other" if n % 2 else "welcome"
        ),
    )
    assert Counter(type(one) for one in done) == {Issued: 1, NotIssued: 29}


def test_a_person_has_an_offer_once_under_all_ids_they_ever_had(
    record: Record, shop: Workspace
) -> None:
    allow(record, shop, RULE)
    assert isinstance(claim(record, shop, "1", person_id="p1"), Issued)
    with record.transaction(shop.workspace_id) as unit:
        unit.write_merges([MergeRow("p1", "p0", 1, NOW), MergeRow("p2", "p0", 1, NOW)])
    for person_id in ("p0", "p1", "p2"):
        done = claim(record, shop, f"again-{person_id}", person_id=person_id)
        assert done == refused(NotIssuedReason.ONCE_PER_PERSON)
    with record.reading() as connection:
        (held,) = Offers(connection, shop.workspace_id).read_codes_of("p2")
    assert held.person_id == "p1"


@pytest.mark.parametrize(
    ("change", "value_minor", "reason"),
    [
        ({"is_active": False}, 3_000, NotIssuedReason.INACTIVE),
        ({}, 5_001, NotIssuedReason.ABOVE_CEILING),
        ({"ceiling_minor": None}, -1, NotIssuedReason.ABOVE_CEILING),
        ({"budget_minor_per_day": 0}, 0, NotIssuedReason.BUDGET),
        ({"budget_minor_per_day": 2_999}, 3_000, NotIssuedReason.BUDGET),
        ({"rule_id": "another"}, 3_000, NotIssuedReason.UNKNOWN_RULE),
    ],
)
def test_what_the_rule_does_not_allow_is_not_given(
    record: Record,
    shop: Workspace,
    change: dict[str, object],
    value_minor: int,
    reason: NotIssuedReason,
) -> None:
    allow(record, shop, RULE._replace(**change))
    assert claim(record, shop, "1", value_minor=value_minor) == refused(reason)
    with record.reading() as connection:
        assert Offers(connection, shop.workspace_id).read_codes_of("1") == []


def test_a_code_that_still_works_stands_in_the_way_of_another(
    record: Record, shop: Workspace
) -> None:
    often = RULE._replace(is_once_per_person=False)
    allow(record, shop, often, often._replace(rule_id="other"))
    claim(record, shop, "1", person_id="p1")
    for rule_id in ("welcome", "other"):
        done = claim(record, shop, "2", person_id="p1", rule_id=rule_id)
        assert done == refused(NotIssuedReason.STACKED)
    later = Instant(NOW + HOUR_US)
    assert isinstance(claim(record, shop, "2", person_id="p1", now=later), Issued)


def test_the_budget_is_of_the_shops_day(record: Record, shop: Workspace) -> None:
    allow(record, shop, RULE._replace(budget_minor_per_day=3_000))
    last = parse_instant("2026-11-22T14:59:59.999999+00:00")  # a microsecond to midnight in Seoul
    first = claim(record, shop, "1", now=last)
    assert isinstance(first, Issued)
    assert first.code.issued_on == "2026-11-22"
    assert claim(record, shop, "2", now=last) == refused(NotIssuedReason.BUDGET)
    next_day = claim(record, shop, "2", now=Instant(last + 1))
    assert isinstance(next_day, Issued)
    assert next_day.code.issued_on == "2026-11-23"


def test_a_code_is_used_for_one_order(record: Record, shop: Workspace) -> None:
    allow(record, shop, RULE)
    claim(record, shop, "p1")

    def redeem(n: int) -> Redeemed | NotRedeemed:
        with record.writing() as connection:
            offers = Offers(connection, shop.workspace_id)
            return offers.redeem_code("hash-p1", order_id=f"o{n % 10}", now=at(1))

    done = at_once(40, redeem)
    used = [one for one in done if isinstance(one, Redeemed)]
    assert sum(one.is_new for one in used) == 1
    assert len({one.code.order_id for one in used}) == 1
    assert len(used) == 4
    assert {one.reason for one in done if isinstance(one, NotRedeemed)} == {NotRedeemedReason.USED}


def test_a_code_is_used_in_time_by_whom_it_was_given_to(record: Record, shop: Workspace) -> None:
    allow(record, shop, RULE)
    claim(record, shop, "p1")
    with record.transaction(shop.workspace_id) as unit:
        unit.write_merges([MergeRow("p1", "p0", 1, NOW)])
    with record.writing() as connection:
        offers = Offers(connection, shop.workspace_id)
        late = offers.redeem_code("hash-p1", order_id="o", now=Instant(NOW + HOUR_US))
        assert isinstance(late, NotRedeemed)
        assert late.reason is NotRedeemedReason.EXPIRED
        other = offers.redeem_code("hash-p1", order_id="o", now=NOW, person_id="thief")
        assert isinstance(other, NotRedeemed)
        assert other.reason is NotRedeemedReason.OF_ANOTHER
        unknown = offers.redeem_code("made up\0", order_id="o", now=NOW)
        assert unknown == NotRedeemed(NotRedeemedReason.UNKNOWN, None)
        done = offers.redeem_code("hash-p1", order_id="주문\0", now=NOW, person_id="p0")
        assert isinstance(done, Redeemed)
        found = offers.find_code("hash-p1")
        assert found is not None
        assert (found.redeemed_at, found.order_id) == (NOW, "주문\ufffd")


def test_a_code_taken_back_counts_for_nothing_and_works_no_more(
    record: Record, shop: Workspace
) -> None:
    allow(record, shop, RULE._replace(codes_limit=1, budget_minor_per_day=3_000))
    claim(record, shop, "1", person_id="p1")
    with record.writing() as connection:
        offers = Offers(connection, shop.workspace_id)
        assert offers.read_ledger("welcome", "p1", NOW) == (3_000, 1, 1, 1)
        assert offers.release_code("offer-1", now=at(1))
        assert offers.release_code("offer-1", now=at(2))
        assert not offers.release_code("none", now=at(2))
        assert offers.read_ledger("welcome", "p1", NOW) == (0, 0, 0, 0)
        done = offers.redeem_code("hash-1", order_id="o", now=NOW)
        assert isinstance(done, NotRedeemed)
        assert done.reason is NotRedeemedReason.RELEASED
    assert isinstance(claim(record, shop, "2", person_id="p1"), Issued)
    with record.writing() as connection:
        offers = Offers(connection, shop.workspace_id)
        assert isinstance(offers.redeem_code("hash-2", order_id="o", now=NOW), Redeemed)
        assert not offers.release_code("offer-2", now=at(1))


def test_a_code_or_id_that_stands_already_is_not_given_again(
    record: Record, shop: Workspace
) -> None:
    allow(record, shop, RULE)
    claim(record, shop, "1", person_id="p1")
    done = claim(record, shop, "1", person_id="p2", key="k2")
    assert done == refused(NotIssuedReason.CODE_TAKEN)


def test_workspaces_do_not_see_each_others_offers(record: Record, shop: Workspace) -> None:
    other = another_shop(record)
    allow(record, shop, RULE)
    claim(record, shop, "1")
    with record.writing() as connection:
        offers = Offers(connection, other.workspace_id)
        assert offers.read_rules() == []
        assert offers.find_code("hash-1") is None
        assert offers.read_codes_of("1") == []
        assert not offers.release_code("offer-1", now=NOW)
        assert isinstance(offers.redeem_code("hash-1", order_id="o", now=NOW), NotRedeemed)
    allow(record, other, RULE)
    assert isinstance(claim(record, other, "1"), Issued)
