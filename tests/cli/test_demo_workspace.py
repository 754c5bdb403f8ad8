"""The sample shop becomes a workspace with all that a merchant brings, and its till takes the codes
that Dangol gave, once.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dangol.cli.demo_shop import Till
from dangol.cli.demo_workspace import DemoWorkspace, coupon_rule, open_demo_workspace
from dangol.engine.chat.offering import offer_secret
from dangol.server.console.passwords import is_right
from dangol.sim.shop import sample_shop
from dangol.sim.site.cart import STANDARD, lines_of, total_of
from dangol.sim.site.orders import Order
from dangol.speak.offer_codes import code_for, hash_code
from dangol.store.articles import read_articles
from dangol.store.offer_rows import Issued
from dangol.store.offers import Offers
from dangol.store.operators import Operators, Role
from dangol.store.record import Record, open_record
from dangol.store.shelf import read_shelf
from dangol.store.sites import read_sites
from dangol.terms.instants import DAY_US, Instant
from dangol.terms.languages import Language

SITE = "http://127.0.0.1:9000"
NOW = Instant(time.time_ns() // 1000)
OFFER_ID = "019f0000-0000-7000-8000-000000000001"


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with_all = open_record(f"sqlite:///{tmp_path}/dangol.sqlite")
    yield with_all
    with_all.close()


@pytest.mark.parametrize("language", list(Language))
def test_a_storefront_has_its_shelf_its_articles_its_hours_and_its_owner(
    record: Record, language: Language
) -> None:
    demo = open_demo_workspace(record, language, site=SITE, now=NOW)
    workspace_id, shop = demo.workspace.workspace_id, sample_shop(language)
    assert record.read_workspaces() == [demo.workspace]
    assert demo.workspace.name == shop.name
    assert demo.workspace.languages[0] is language
    assert demo.workspace.hours.startswith("mon-fri 10:00")
    shelf = read_shelf(record, workspace_id)
    assert len(shelf) == sum(len(product.options) for product in shop.products)
    assert all(row.url.startswith(SITE) for row in shelf)
    with record.reading() as connection:
        assert read_sites(connection, workspace_id) == [SITE]
        articles = read_articles(connection, workspace_id)
        (rule,) = Offers(connection, workspace_id).read_rules()
        (owner,) = Operators(connection, workspace_id).read_operators()
    assert {row.language for row in articles} == {"ko", "ja", "en"}
    assert all(row.url.startswith(SITE) for row in articles)
    assert rule.currency == shop.currency == demo.workspace.currency
    assert (owner.email, owner.role) == (demo.login.email, Role.OWNER)
    assert is_right(demo.login.password, owner.password_hash)


def test_no_two_owners_of_a_record_share_an_address_or_a_password(record: Record) -> None:
    logins = [
        open_demo_workspace(record, language, site=SITE, now=NOW).login for language in Language
    ]
    assert len({login.email for login in logins}) == len({login.password for login in logins}) == 3


def give_code(record: Record, demo: DemoWorkspace) -> str:
    secret = offer_secret(demo.workspace)
    code = code_for(secret, OFFER_ID)
    with record.writing() as connection:
        given = Offers(connection, demo.workspace.workspace_id).issue_code(
            OFFER_ID,
            hash_code(secret, code),
            rule_id=coupon_rule(demo.language, NOW).rule_id,
            person_id="0" * 32,
            conversation_id="c",
            idempotency_key="k",
            value_minor=500,
            now=NOW,
            expires_at=Instant(NOW + DAY_US),
        )
    assert isinstance(given, Issued)
    return code


def order_with(code: str, number: str) -> Order:
    lines = lines_of({"sh-01-black-m": 2}, Language.JA)
    return Order(
        number=number,
        ordered_at=datetime.now(UTC),
        language=Language.JA,
        lines=lines,
        total=total_of(lines, sample_shop(Language.JA)),
        coupon=code,
        method=STANDARD,
        payment="card",
        name="佐藤花",
        email="hana@example.com",
        phone="",
        customer_id="",
    )


def test_a_code_that_was_given_is_worth_something_until_an_order_used_it(record: Record) -> None:
    shops = {
        language: open_demo_workspace(record, language, site=SITE, now=NOW) for language in Language
    }
    till = Till(record, shops)
    code = give_code(record, shops[Language.JA])
    found = till.check_coupon(code)
    assert found is not None
    assert found.currency == "JPY"
    assert found.off(5_000) == 500
    assert found.off(1_000_000) == found.most_minor == 1_000
    assert till.check_coupon(f"{code[:-1]}{'A' if code[-1] != 'A' else 'B'}") is None
    till.take_order(order_with("", "DB-1"))
    assert till.check_coupon(code) is not None
    till.take_order(order_with(code, "DB-2"))
    assert till.check_coupon(code) is None
