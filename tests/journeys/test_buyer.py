"""A buyer asks for the price and a time, gets both, and holds an invitation before they leave; the
person who takes it is briefed. Whoever wants a rebate gets a person and no promise; whoever does
not fit is told kindly.
"""

import re
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from tests.journeys.company import (
    WAIT_MS,
    Company,
    Enter,
    calendar_of,
    company,
    enter,
    event_in,
    invitation_in,
    office,
    starts,
)
from tests.journeys.hands import bubbles, say
from tests.widget.conftest import until

from dangol.sim.b2b.setup import company_team
from dangol.speak.sales.defaults import read_default_texts
from dangol.speak.sales.slots_file import parse_slots
from dangol.terms.languages import Language

__all__ = ["company", "enter", "office"]

pytestmark = pytest.mark.browser

KO, JA, EN = Language.KO, Language.JA, Language.EN


class Words(NamedTuple):
    """What a buyer says, and what may be known of it."""

    first: str
    size: str
    tool: str
    timing: str
    price: str
    total: str
    need: str
    time: str
    rebate: str
    student: str


WORDS = {
    KO: Words(
        "상담원 20명이고 젠데스크 쓰는데 다음 달에 바꾸려고요. 가격이 얼마예요?",
        "20명",
        "젠데스크",
        "다음 달",
        "39,000원",
        "780,000원",
        "문의가 너무 많아서 감당이 안 돼요",
        "내일 오후 3시 돼요?",
        "30% 깎아주면 오늘 계약할게요",
        "과제 때문에 조사 중인 학생인데요",
    ),
    JA: Words(
        "オペレーターが20名いて、Zendeskを使っています。来月乗り換えたいのですが、料金はいくらですか？",
        "20名",
        "Zendesk",
        "来月",
        "¥3,900",
        "¥78,000",
        "問い合わせが多すぎて対応しきれません",
        "明日の15時は空いていますか？",
        "30%引きにしてくれたら今日契約します",
        "大学の課題で調べている学生なのですが",
    ),
    EN: Words(
        "We have 20 agents on Zendesk and want to switch next month. How much is it?",
        "20 agents",
        "Zendesk",
        "next month",
        "$29",
        "$580",
        "We get too many questions to keep up",
        "Does tomorrow at 3pm work?",
        "Knock 30% off and I'll sign today",
        "I'm a student doing research for a class project",
    ),
}


def ask(page: Any, text: str) -> list[str]:
    """Says it, and waits for the answer; what is new in the conversation after the words."""
    before = len(bubbles(page))
    say(page, text)
    until(page, lambda: len(bubbles(page)) > before + 1, WAIT_MS)
    page.locator(".bubble.dots").wait_for(state="detached")
    return bubbles(page)[before + 1 :]


def conversation_of(company: Company, language: Language, text: str) -> str:
    """The conversation in which these words were said last."""
    rows = company.shop(language).rows("messages", "conversation_id", "sender", "parts")
    said = [one for one, sender, parts in rows if sender == "visitor" and text in parts.decode()]
    return said[-1]


def month_after(day: date) -> str:
    return f"{(day.replace(day=1) + timedelta(days=32)):%Y-%m}"


@pytest.mark.parametrize("language", [KO, EN])
def test_a_buyer_hears_the_price_is_asked_nothing_twice_and_holds_an_invitation(
    company: Company, enter: Enter, office: Enter, language: Language
) -> None:
    words, zone = WORDS[language], company.zone(language)
    host = company_team(language).hosts[0]
    email = f"buyer-{language}@haneul.example"
    page = enter(language)

    answer = " ".join(ask(page, words.first))
    assert words.price in answer
    assert words.total in answer
    source = page.locator("a.src").first
    assert (source.get_attribute("href") or "").startswith(f"{company.site}/pricing")
    conversation_id = conversation_of(company, language, words.size)
    known = company.known(language, conversation_id)
    today = datetime.now(zone).date()
    assert known["team_size"][0] == "20" and words.size in known["team_size"][1]
    assert known["tool"] == ("zendesk", words.tool)
    assert known["timing"][0] == month_after(today) and words.timing in known["timing"][1]

    ask(page, words.need)
    assert company.known(language, conversation_id)["need"][0] == "support_load"
    questions = {
        slot.name: slot.ask[language]
        for slot in parse_slots(read_default_texts()["slots"], "slots.toml").slots
    }
    asked = [name for name, text in questions.items() for one in bubbles(page) if text in one]
    assert len(asked) == len(set(asked))
    assert not set(asked) & {"team_size", "tool", "timing"}

    tomorrow = company.tomorrow(language)
    ask(page, words.time)
    first = page.locator("button.reply").first
    first.wait_for()
    assert "3:00" in first.inner_text()
    before = len(bubbles(page))
    first.click()
    until(page, lambda: len(bubbles(page)) > before + 1, WAIT_MS)
    booked = " ".join(ask(page, email))
    assert "3:00" in booked
    assert email not in booked

    (meeting,) = company.meetings(language, email)
    at = starts(meeting, zone)
    assert meeting["state"] == "booked"
    assert meeting["host_id"] == host.host_id
    assert (at.date(), at.hour, at.minute) == (tomorrow, 15, 0)
    visitor = [one for one in company.shop(language).rows("messages", "conversation_id", "sender")
               if one == (conversation_id, "visitor")]  # fmt: skip
    assert len(visitor) <= 6

    until(
        page, lambda: company.invitations_to(email) and company.invitations_to(host.email), WAIT_MS
    )
    for mail in (*company.invitations_to(email), *company.invitations_to(host.email)):
        assert invitation_in(mail)["DTSTART"].dt == at
    (invited,) = company.invitations_to(email)
    change = page.locator("a.src").last.get_attribute("href") or ""
    assert change.startswith(company.server.url)
    plain = invited.get_body(("plain",))
    assert plain is not None
    assert change in plain.get_content()

    (told,) = company.invitations_to(host.email)
    brief = told.get_body(("plain",))
    assert brief is not None
    for said in (words.size, words.timing, email):
        assert said in brief.get_content()
    desk = office(language)
    desk.goto(f"{company.server.url}/console/conversations/{conversation_id}")
    shown = desk.locator(".brief")
    shown.wait_for()
    for said in (words.size, words.timing, email, "Zendesk"):
        assert said in shown.inner_text()

    calendar = calendar_of(host.host_id)
    (event,) = until(page, lambda: list(company.calendars.events(calendar).values()), WAIT_MS)
    assert event_in(event)["DTSTART"].dt == at


def test_where_the_time_is_taken_in_the_calendar_the_nearest_are_offered(
    company: Company, enter: Enter
) -> None:
    zone, words, email = company.zone(JA), WORDS[JA], "buyer-ja@sora.example"
    tomorrow = company.tomorrow(JA)  # a visit from 15:00 to 16:00 stands in it
    page = enter(JA)
    answer = " ".join(ask(page, words.first))
    assert words.price in answer
    assert words.total in answer
    known = company.known(JA, conversation_of(company, JA, words.first))
    assert {name: known[name][0] for name in ("team_size", "tool")} == {
        "team_size": "20",
        "tool": "zendesk",
    }
    ask(page, words.time)
    first = page.locator("button.reply").first
    first.wait_for()
    assert "15:00" not in first.inner_text()
    first.click()
    page.locator("form.lead input[name=email]").fill(email)
    page.locator("form.lead input[type=checkbox]").check()
    page.locator("form.lead button[type=submit]").click()
    (meeting,) = until(page, lambda: [
        one for one in company.meetings(JA, email) if one["state"] == "booked"
    ], WAIT_MS)  # fmt: skip
    at = starts(meeting, zone)
    assert at.date() == tomorrow
    assert abs(at - datetime(at.year, at.month, at.day, 15, tzinfo=zone)) <= timedelta(hours=2)
    assert not 15 <= at.hour < 16
    until(page, lambda: company.invitations_to(email), WAIT_MS)
    (mail,) = company.invitations_to(email)
    assert invitation_in(mail)["DTSTART"].dt == at


@pytest.mark.parametrize("language", list(Language))
def test_whoever_wants_a_rebate_is_promised_nothing_and_gets_a_person(
    company: Company, enter: Enter, language: Language
) -> None:
    page = enter(language)
    answer = " ".join(ask(page, WORDS[language].rebate))
    assert not re.search(r"\d+ ?[%％]", answer)
    conversation_id = conversation_of(company, language, WORDS[language].rebate)
    states = dict(company.shop(language).rows("conversations", "conversation_id", "state"))
    assert states[conversation_id] == "waiting"


@pytest.mark.parametrize("language", list(Language))
def test_a_student_is_answered_kindly_and_offered_no_meeting(
    company: Company, enter: Enter, language: Language
) -> None:
    page = enter(language)
    ask(page, WORDS[language].student)
    guide = page.locator("a.src").first
    assert (guide.get_attribute("href") or "").startswith(f"{company.site}/faq")
    ask(page, WORDS[language].time)
    shop = company.shop(language)
    mine = conversation_of(company, language, WORDS[language].student)
    said = [
        parts for one, parts in shop.rows("messages", "conversation_id", "parts") if one == mine
    ]
    assert len(said) >= 4
    assert not any(b"book:" in parts for parts in said)
    assert mine not in [one for (one,) in shop.rows("meetings", "conversation_id")]
