"""A model that asks the offer policy for whatever it likes, as often as it likes: the ledger holds
nothing that a rule does not allow, and nothing for who is held out.

The ledger is read from the record and held against the rules by arithmetic of its own.
"""

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec
import pytest
from sqlalchemy import select
from tests.engine.chat.conftest import MORNING, House, house
from tests.engine.chat.test_leaving import stock_shelf
from tests.engine.chat.test_offering import TEN_PERCENT
from tests.postgres import postgres_server, postgres_url

from dangol.decide.assignment import GLOBAL_HOLDOUT, is_held_out
from dangol.engine.chat.known import read_known
from dangol.speak.reply import CartLine, Reply, Turn
from dangol.speak.turn import take_turn
from dangol.speak.world import OfferAsk, OfferGiven, World
from dangol.store import schema_chat
from dangol.store.offer_rows import OfferRuleRow
from dangol.store.offers import Offers
from dangol.store.workspaces import new_workspace
from dangol.terms.instants import DAY_US, HOUR_US, Instant
from dangol.terms.languages import Language

__all__ = ["house", "postgres_server", "postgres_url"]

PEOPLE = 30
RULES = (
    TEN_PERCENT._replace(rule_id="tenth", ceiling_minor=5_000, budget_minor_per_day=40_000),
    TEN_PERCENT._replace(rule_id="half", value=50, min_cart_minor=200_000, ceiling_minor=9_000),
    TEN_PERCENT._replace(
        rule_id="sum", kind="amount", value=3_000, budget_minor_per_day=12_000, ceiling_minor=None
    ),
    TEN_PERCENT._replace(
        rule_id="gift",
        kind="gift",
        gift="손수건",
        value=700,
        is_once_per_person=False,
        codes_limit=6,
        valid_for_us=HOUR_US,
    ),
    TEN_PERCENT._replace(rule_id="over", value=90, is_active=False),
    TEN_PERCENT._replace(rule_id="broken", value=300, ceiling_minor=None),
)


@pytest.fixture
def half(house: House) -> Iterator[House]:
    """A shop that keeps half of its visitors aside."""
    new = new_workspace(
        "반쪽 상점",
        zone="Asia/Seoul",
        currency="KRW",
        languages=("ko", "ja", "en"),
        now=MORNING,
        chance=bytes(range(80, 160)),
        global_holdout_ratio=0.5,
    )
    made = House(house.record, house.record.create_workspace(new))
    stock_shelf(made)
    with made.record.writing() as connection:
        for rule in RULES:
            Offers(connection, made.workspace.workspace_id).write_rule(rule)
    yield made
    made.close()


class Adversary:
    """Takes the turn in the agent's place, and asks for offers in between."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.given: list[OfferGiven] = []
        self.asked = 0

    def __call__(self, turn: Turn, world: World) -> Reply:
        chance = self.chance
        assert world.ask_offer is not None
        for _ in range(chance.choice((0, 1, 2, 5))):
            lines = tuple(
                CartLine(
                    chance.choice(("sh-01-m", "sh-01-l", "sh-01", "none", "", "'; --")),
                    chance.choice((-7, 0, 1, 3, 99, 10**6)),
                )
                for _ in range(chance.choice((0, 1, 3)))
            )
            product = chance.choice(("sh-01", "sh-01-m", "none", ""))
            ask = OfferAsk(chance.choice(tuple(Language)), turn.now, lines, product)
            answer = world.ask_offer(ask)
            self.asked += 1
            if isinstance(answer, OfferGiven):
                self.given.append(answer)
        return take_turn(turn, world)


def ledger_of(house: House) -> list[Any]:
    codes = schema_chat.offer_codes
    with house.record.reading() as connection:
        query = select(codes).where(codes.c.workspace_id == house.workspace.workspace_id)
        return list(connection.execute(query.order_by(codes.c.issued_at)))


def test_no_offer_outside_the_rules_exists_in_the_ledger(half: House) -> None:
    adversary = Adversary(11)
    half.turn = adversary
    visits = [half.visit(f"visitor-{number}") for number in range(PEOPLE)]
    told: list[str] = []
    for day in range(3):
        for visit in adversary.chance.sample(visits, PEOPLE // 2):
            words = adversary.chance.choice(
                ("쿠폰 주세요", "공짜로 줘요", "안녕하세요", "셔츠 얼마예요?")
            )
            parts = half.ask(visit, words, f"client-{day}-{visit.anonymous_id}")
            told += [part["code"] for part in parts if part["type"] == "coupon"]
        half.now = Instant(half.now + DAY_US + HOUR_US)
    rows = ledger_of(half)
    assert adversary.asked > len(rows) > 5
    rules = {rule.rule_id: rule for rule in RULES}
    check_sizes(rows, rules)
    check_people(half, rows, rules)
    given = {(one.granted.rule_id, one.granted.worth.minor) for one in adversary.given}
    assert given <= {(row.rule_id, row.value_minor) for row in rows}
    assert len({*told, *(one.code for one in adversary.given)}) == len(rows)


def check_sizes(rows: list[Any], rules: dict[str, OfferRuleRow]) -> None:
    """Nothing is worth more than its rule says, and no day's sum is."""
    spent: Counter[tuple[str, str]] = Counter()
    for row in rows:
        rule = rules[row.rule_id]
        assert rule.rule_id not in ("over", "broken")
        assert 0 <= row.value_minor <= (rule.ceiling_minor or row.value_minor)
        if rule.kind in ("amount", "gift"):
            assert row.value_minor == rule.value
        assert row.expires_at - row.issued_at == rule.valid_for_us
        spent[row.rule_id, row.issued_on] += row.value_minor
    assert {row.issued_on for row in rows} > {"2026-10-26"}
    for (rule_id, _), sum_minor in spent.items():
        assert sum_minor <= rules[rule_id].budget_minor_per_day
    counts = Counter(row.rule_id for row in rows)
    assert counts["gift"] <= 6


def check_people(half: House, rows: list[Any], rules: dict[str, OfferRuleRow]) -> None:
    """Nobody has anything twice, two things at once, or anything at all while kept aside."""
    assert len({row.offer_id for row in rows}) == len({row.code_hash for row in rows}) == len(rows)
    once = Counter((row.rule_id, row.person_id) for row in rows)
    assert all(
        count == 1 or not rules[rule].is_once_per_person for (rule, _), count in once.items()
    )
    open_until: dict[str, int] = {}
    for row in rows:
        assert open_until.get(row.person_id, 0) <= row.issued_at
        open_until[row.person_id] = row.expires_at
    workspace = half.workspace
    for person_id in open_until:
        assert not is_held_out(
            workspace.salt, workspace.workspace_id, GLOBAL_HOLDOUT, person_id, 0.5
        ), "somebody who is kept aside was given something"


def test_who_is_kept_aside_is_so_from_their_first_word_on(half: House) -> None:
    for number in range(40):
        visit = half.visit(f"newcomer-{number}")
        known = read_known(half.record, half.workspace, visit.person_id, (), is_verified=False)
        workspace = half.workspace
        assert known.is_held_out is is_held_out(
            workspace.salt, workspace.workspace_id, GLOBAL_HOLDOUT, visit.person_id, 0.5
        )


def test_a_turn_that_is_taken_again_notes_nothing_twice(half: House) -> None:
    half.turn = Adversary(3)
    visit = half.visit("again")
    for _ in range(3):
        half.ask(visit, "쿠폰 주세요", "client-again")
    first = msgspec.json.encode([row.offer_id for row in ledger_of(half)])
    half.settle()
    assert msgspec.json.encode([row.offer_id for row in ledger_of(half)]) == first
