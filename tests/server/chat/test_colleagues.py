"""The promise: several people of one company are noticed by the tokens that the site signs for
them; what only a browser says of itself counts for nobody and is answered with nothing.
"""

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from tests.server.chat.conftest import WAIT_S, Browser
from tests.server.chat.test_sales_dialogues import companies
from tests.server.chat.test_socket import signed
from tests.server.conftest import Shop

from dangol.decide.recipes import read_recipes
from dangol.terms.languages import Language

__all__ = ["companies"]

Browse = Callable[..., Browser]


@pytest.fixture
def company(companies: dict[str, Shop]) -> Shop:
    return companies["en"]


def people_of(shop: Shop, domain: str, least: int) -> list[bool]:
    """Whether each who was there from that company is vouched for, once there are so many."""
    end = time.monotonic() + WAIT_S
    while True:
        rows = shop.rows("company_people", "domain", "is_vouched")
        found = [bool(is_vouched) for one, is_vouched in rows if one == domain]
        if len(found) >= least or time.monotonic() > end:
            return found
        time.sleep(0.02)


def decided(shop: Shop, browser: Browser) -> list[str]:
    """The playbooks that were decided on for whoever sits at that browser."""
    people = dict(shop.rows("identifiers", "identifier", "person_id"))
    mine = people.get(f"a:{browser.anonymous_id}")
    rows = shop.rows("decisions", "playbook", "person_id")
    return [playbook for playbook, person_id in rows if person_id == mine]


def colleague(shop: Shop, browse: Browse, email: str, **claims: Any) -> Browser:
    """Somebody whose trial runs is on the line."""
    browser = browse(shop=shop, lang="en")
    token = signed(shop, email, email=email, **claims)
    assert browser.come_in(token=token)["t"] == "welcome"
    return browser


def test_the_third_of_a_company_is_spoken_to_and_the_two_before_are_not(
    company: Shop, browse: Browse
) -> None:
    domain = f"{uuid4().hex[:8]}.example"
    met = [colleague(company, browse, f"a{number}@{domain}") for number in range(3)]
    assert people_of(company, domain, 3) == [True, True, True]
    assert [decided(company, one) for one in met] == [[], [], ["account-surge"]]


def noticed(shop: Shop, browse: Browse, verdict: str) -> Browser:
    """The third of a company, whose person was decided so."""
    for _ in range(40):
        domain = f"{uuid4().hex[:8]}.example"
        *_, last = [colleague(shop, browse, f"a{number}@{domain}") for number in range(3)]
        people_of(shop, domain, 3)
        people = dict(shop.rows("identifiers", "identifier", "person_id"))
        verdicts = dict(shop.rows("decisions", "person_id", "verdict"))
        if verdicts[people[f"a:{last.anonymous_id}"]] == verdict:
            return last
    raise AssertionError(f"nobody of forty was to {verdict}")


def test_the_opening_reaches_the_browser_that_is_there(company: Shop, browse: Browse) -> None:
    (recipe,) = [one for one in read_recipes("sales") if one.name == "account-surge"]
    told = noticed(company, browse, "speak").until(lambda one: one["t"] == "opening")
    assert told["text"] in [one.text.in_(Language.EN) for one in recipe.openings]


def test_one_person_in_three_browsers_is_one(company: Shop, browse: Browse) -> None:
    domain = f"{uuid4().hex[:8]}.example"
    met = [colleague(company, browse, f"kim@{domain}") for _ in range(3)]
    last = colleague(company, browse, f"lee@{domain}")
    assert people_of(company, domain, 2) == [True, True]
    assert not any(decided(company, one) for one in (*met, last))


@pytest.mark.parametrize("fault", ["no token", "forged"])
def test_who_nobody_vouches_for_counts_for_nobody(
    company: Shop, browse: Browse, fault: str
) -> None:
    domain = f"{uuid4().hex[:8]}.example"
    real = [colleague(company, browse, f"a{number}@{domain}") for number in range(2)]
    assert people_of(company, domain, 2) == [True, True]
    stranger = browse(shop=company, lang="en")
    email = f"x@{domain}"
    forged = {"token": signed(company, "x", secret="y" * 64, email=email)}
    stranger.come_in(**({} if fault == "no token" else forged))
    company.post(
        "/v1/identify",
        {
            "anonymousId": stranger.anonymous_id,
            "userId": "x",
            "messageId": uuid4().hex,
            "traits": {"email": email},
        },
        key=company.browser_key,
    )
    assert not decided(company, stranger)
    last = colleague(company, browse, f"b@{domain}")
    assert sorted(people_of(company, domain, 4)) == [False, True, True, True]
    assert decided(company, last) == ["account-surge"]
    assert not any(decided(company, one) for one in (*real, stranger))


def test_pages_that_follow_one_another_are_told_of_once(company: Shop, browse: Browse) -> None:
    domain = f"{uuid4().hex[:8]}.example"
    browser = colleague(company, browse, f"kim@{domain}")
    for _ in range(3):
        browser.leave()
        browser.come_in(token=signed(company, f"kim@{domain}", email=f"kim@{domain}"))
    colleague(company, browse, f"lee@{domain}")
    people_of(company, domain, 2)
    told = company.rows("events", "call", "anonymous_id")
    assert told.count(("identify", browser.anonymous_id)) == 1
