"""Somebody is spoken to because colleagues were there before them, or because their trial has gone
quiet; and the person at work sees why.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.journeys.company import WAIT_MS, Company, Enter, company, office
from tests.journeys.conftest import browser_id, keep_browser_id
from tests.journeys.hands import bubbles, say
from tests.journeys.record import Chain, chain_of
from tests.widget.conftest import until

from dangol.decide.recipes import read_recipes
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

__all__ = ["company", "office"]

pytestmark = pytest.mark.browser

NAME = {Language.KO: "이준", Language.JA: "佐藤悠", Language.EN: "Dana Reed"}
STUCK = {
    Language.KO: "Slack이랑 연동되나요?",
    Language.JA: "Slackと連携できますか？",
    Language.EN: "Does it connect to Slack?",
}
Come = Callable[..., Any]


@pytest.fixture
def come(company: Company, visit: Any) -> Come:
    """A page in the browser of somebody to whom that playbook speaks."""

    def visitor(language: Language, anonymous_id: str) -> Any:
        page = company.browser(visit, language)
        keep_browser_id(page, company.demos[language], anonymous_id)
        return page

    return visitor


def begin_trial(
    company: Company, page: Any, language: Language, email: str, anonymous_id: str = ""
) -> None:
    """By the company's own form; from then on the company vouches for who sits there."""
    page.goto(f"{company.site}/trial?lang={language}")
    for name, value in (("name", NAME[language]), ("company", "Acme"), ("email", email)):
        page.locator(f"input[name={name}]").fill(value)
    page.locator("input[name=agree]").check()
    if anonymous_id:
        # Whom the record meets as a browser first is the one whose lot was drawn.
        until(page, lambda: chain_of(company.shop(language), anonymous_id).person_id, WAIT_MS)
    page.locator("form.sheet button").click()
    page.wait_for_url("**/trial/thanks")


def wait_for_people(
    company: Company, page: Any, language: Language, domain: str, count: int
) -> None:
    """So many of that company have been there, and the company vouches for all."""

    def are_there() -> bool:
        rows = company.shop(language).rows("company_people", "domain", "is_vouched")
        return rows.count((domain, True)) == count

    until(page, are_there, WAIT_MS)


def opening_of(name: str, language: Language) -> str:
    (recipe,) = [one for one in read_recipes("sales") if one.name == name]
    return recipe.openings[0].text.in_(language)


def look_at_the_reason(company: Company, desk: Any, chain: Chain) -> str:
    """What stands beside the conversation at the desk of the person at work."""
    ((conversation_id, _),) = chain.conversations()
    desk.goto(f"{company.server.url}/console/conversations/{conversation_id}")
    desk.locator("#messages .words").first.wait_for()
    return desk.locator("body").inner_text()


@pytest.mark.parametrize("language", [Language.KO, Language.EN])
def test_the_third_of_a_company_is_asked_and_the_host_sees_that_several_were_there(
    company: Company, come: Come, office: Enter, language: Language
) -> None:
    demo, domain = company.demos[language], f"{uuid4().hex[:8]}.example"
    ids = [browser_id(demo, "account-surge", is_held=False) for _ in range(3)]
    pages = [come(language, one) for one in ids]
    for number, page in enumerate(pages):
        begin_trial(company, page, language, f"a{number}@{domain}", ids[number])

        wait_for_people(company, page, language, domain, number + 1)
    *before, last = pages
    last.locator(".card .words").wait_for()
    asked = last.locator(".card .words").inner_text()
    assert asked == opening_of("account-surge", language)
    assert not any(page.locator(".card .words").is_visible() for page in before)

    last.locator(".card button.reply").nth(1).click()
    last.locator("button.reply").first.wait_for()
    until(last, lambda: len(bubbles(last)) >= 3, WAIT_MS)
    chain = chain_of(company.shop(language), ids[-1])
    seen = look_at_the_reason(company, office(language), chain)
    assert render_text("signal.account_surge", language) in seen
    assert domain in seen


def test_three_who_sign_out_after_another_in_one_browser_are_three(
    company: Company, visit: Any
) -> None:
    language, domain = Language.JA, f"{uuid4().hex[:8]}.example"
    page = company.browser(visit, language)
    for number in range(3):
        begin_trial(company, page, language, f"a{number}@{domain}")
        wait_for_people(company, page, language, domain, number + 1)
        page.locator("form[action='/sign-out'] button").click()
        page.wait_for_url(f"{company.site}/")
    noticed = company.shop(language).rows("decisions", "playbook", "verdict")
    assert "account-surge" in [playbook for playbook, _ in noticed]


@pytest.mark.parametrize("language", [Language.JA])
def test_who_comes_back_to_a_quiet_trial_is_asked_and_helped_and_the_host_sees_why(
    company: Company, come: Come, office: Enter, language: Language
) -> None:
    demo = company.demos[language]
    anonymous_id = browser_id(demo, "trial-check-in", is_held=False)
    began_at = datetime.now(UTC) - timedelta(days=5)
    told = {
        "type": "track",
        "event": "Trial Started",
        "messageId": uuid4().hex,
        "anonymousId": anonymous_id,
        "timestamp": began_at.isoformat(),
    }
    company.shop(language).post("/v1/batch", {"batch": [told]})
    page = come(language, anonymous_id)
    page.goto(f"{company.site}/docs/install?lang={language}")
    page.locator(".card .words").wait_for()
    assert page.locator(".card .words").inner_text() == opening_of("trial-check-in", language)
    page.locator(".card .words").click()
    say(page, STUCK[language])
    source = page.locator("a.src").first
    source.wait_for()
    assert re.match(rf"{company.site}/(faq|docs)", source.get_attribute("href") or "")
    chain = chain_of(company.shop(language), anonymous_id)
    seen = look_at_the_reason(company, office(language), chain)
    assert render_text("signal.trial_stalled", language) in seen
