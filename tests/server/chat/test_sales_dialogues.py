"""The promise: a buyer is answered, qualified and booked over the real socket, in three languages,
and the record holds what came of it: the lead with the words it came from, the meeting, the hand-
off; and what the site says of a buyer is not asked again.
"""

import json
import time
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from tests.server.chat.conftest import WAIT_S, Browser, Frame
from tests.server.chat.talk import (
    LANGUAGES,
    contact_frame,
    now,
    of,
    open_in_each_language,
    rows,
    words,
)
from tests.server.conftest import Server, Shop

from dangol.cli.demo_company import open_demo_company
from dangol.server.settings import Settings
from dangol.store.schema import metadata

Browse = Callable[..., Browser]
SITE = "http://localhost:9000"
PAGE = {"url": f"{SITE}/pricing", "title": "Pricing"}
LEAD = ("conversation_id", "stage", "fit", "score", "known", "reasons", "domain")


@pytest.fixture(scope="module")
def companies(server: Server) -> dict[str, Shop]:
    """The sample company's sites, whose people answer around the clock."""
    return open_in_each_language(
        server,
        lambda record, language: open_demo_company(record, language, site=SITE, now=now()),
    )


@pytest.fixture
def come(companies: dict[str, Shop], browse: Browse) -> Callable[[str], Browser]:
    """A buyer on the page with the prices."""

    def come_in(lang: str) -> Browser:
        browser = browse(shop=companies[lang], lang=lang)
        assert browser.come_in(page=PAGE)["t"] == "welcome"
        return browser

    return come_in


def lead_of(browser: Browser) -> dict[str, Any]:
    (lead,) = rows(browser, "leads", *LEAD)
    return lead


def known_of(browser: Browser) -> dict[str, tuple[str, str]]:
    """What the record knows, slot by slot: the value and the words."""
    known = json.loads(lead_of(browser)["known"])
    return {one["slot"]: (one["value"], one["words"]) for one in known}


def press(browser: Browser, frame: Frame, reply_id: str) -> Frame:
    """The agent's answer to a button."""
    client_id = f"press-{frame['seq']}-{browser.anonymous_id}"[:60]
    browser.tell({"t": "press", "clientId": client_id, "seq": frame["seq"], "replyId": reply_id})
    return next_reply(browser, frame["seq"])


def next_reply(browser: Browser, after: int) -> Frame:
    """The agent's next message."""

    def is_it(one: Frame) -> bool:
        return one["t"] == "message" and one["from"] == "agent" and one["seq"] > after

    found = [one for one in browser.heard if is_it(one)]
    return found[0] if found else browser.until(is_it)


def times_in(frame: Frame) -> list[str]:
    (replies,) = of(frame, "replies")
    return [one["id"] for one in replies["replies"] if one["id"].startswith("book:")]


def wait_for_events(browser: Browser, *names: str) -> list[dict[str, Any]]:
    """The events of these names about this conversation, once all of them are in the log."""
    end = time.monotonic() + WAIT_S
    while True:
        found = [
            (name, json.loads(payload)["properties"])
            for name, payload in browser.shop.rows("events", "name", "payload")
            if name in names
        ]
        own = {
            name: said
            for name, said in found
            if said.get("conversation_id") == browser.conversation_id
        }
        if own.keys() == set(names):
            return [own[name] for name in names]
        assert time.monotonic() < end, (own, names)


TOLD = {
    "ko": (
        "상담원 20명이고 젠데스크 쓰는데 다음 달에 바꾸려고요. 가격이 얼마예요?",
        "780,000원",
        "20명",
        "젠데스크",
    ),
    "ja": (
        "オペレーターは20名で、Zendeskを使っていて来月切り替えたいです。料金はいくらですか？",
        "¥78,000",
        "20名",
        "Zendesk",
    ),
    "en": (
        "We have 20 agents on Zendesk and want to switch next month. How much is it?",
        "$580.00",
        "20 agents",
        "Zendesk",
    ),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_price_with_its_source_and_a_lead_with_the_words_it_came_from(
    come: Callable[[str], Browser], lang: str
) -> None:
    question, total, size, tool = TOLD[lang]
    browser = come(lang)
    reply = browser.ask(question)
    assert total in words(reply)
    assert any("/pricing" in part["url"] for part in of(reply, "source"))
    (notice,) = of(reply, "notice")
    assert notice["text"]
    known = known_of(browser)
    assert known["team_size"] == ("20", size) and known["tool"] == ("zendesk", tool)
    assert known["timing"][1] in question
    lead = lead_of(browser)
    assert (lead["stage"], lead["fit"]) == ("qualified", "fit")
    reasons = json.loads(lead["reasons"])
    assert {one["slot"] for one in reasons} >= {"team_size", "timing"}
    assert all(one["words"] in question and one["text"][lang] for one in reasons)
    created, qualified = wait_for_events(browser, "Lead Created", "Lead Qualified")
    assert created["score"] == qualified["score"] == lead["score"] >= 40
    assert "words" not in str(qualified)


WISH = {
    "ko": "미팅 예약하고 싶어요",
    "ja": "打ち合わせを予約したいです",
    "en": "I'd like to book a demo",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_press_an_address_in_the_form_and_the_meeting_is_booked(
    come: Callable[[str], Browser], lang: str
) -> None:
    browser = come(lang)
    offered = browser.ask(WISH[lang])
    first, *_ = ids = times_in(offered)
    assert len(ids) == 3
    held = press(browser, offered, first)
    (form,) = of(held, "contact")
    assert form["purpose"] == "meeting"
    browser.tell(contact_frame(held, f"contact-{lang}", f"{lang}@buyer.example"))
    assert browser.answer_to(f"contact-{lang}")["t"] == "ack"
    booked = next_reply(browser, held["seq"])
    assert f"{lang[0]}•••@buyer.example" in words(booked)
    assert any(part["url"] for part in of(booked, "source")), "a link to move or cancel it"
    columns = ("conversation_id", "state", "host_id", "starts_at", "guest_email")
    (meeting,) = rows(browser, "meetings", *columns)
    assert f"book:{meeting['host_id']}:{meeting['starts_at']}" == first
    assert (meeting["state"], meeting["guest_email"]) == ("booked", f"{lang}@buyer.example")
    lead = lead_of(browser)
    assert lead["stage"] == "meeting" and lead["domain"] == "buyer.example"
    (contact,) = rows(browser, "contacts_left", "conversation_id", "value", "purpose")
    assert contact["purpose"] == "meeting"
    kept = rows(browser, "conversations", "conversation_id", "context")
    assert b"@" not in kept[0]["context"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_address_that_is_typed_books_as_well(come: Callable[[str], Browser], lang: str) -> None:
    browser = come(lang)
    offered = browser.ask(WISH[lang])
    held = press(browser, offered, times_in(offered)[1])
    assert of(held, "contact")
    booked = browser.ask(f"typed-{lang}@buyer.example")
    assert "t•••@buyer.example" in words(booked)
    (meeting,) = rows(browser, "meetings", "conversation_id", "state", "guest_email")
    assert (meeting["state"], meeting["guest_email"]) == (
        "booked",
        f"typed-{lang}@buyer.example",
    )


BOOKED = {"ko": "초대장은", "ja": "招待状を", "en": "The invitation is on its way to"}


@pytest.mark.parametrize("domain", ["from-there.example", "24seven-7.example"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_domain_of_words_and_figures_is_an_address_in_the_language_of_the_talk(
    come: Callable[[str], Browser], lang: str, domain: str
) -> None:
    browser = come(lang)
    offered = browser.ask(WISH[lang])
    press(browser, offered, times_in(offered)[1])
    booked = words(browser.ask(f"{lang}-how-are-you@{domain}"))
    assert BOOKED[lang] in booked and f"{lang[0]}•••@{domain}" in booked


OFF = {
    "ko": ("30% 깎아주면 오늘 계약할게요", "공개된 그대로"),
    "ja": ("30%割引してくれたら今日契約します", "公開しているとおり"),
    "en": ("Give me 30% off and I'll sign today", "as published"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_discount_is_not_promised_and_a_person_is_asked_for(
    come: Callable[[str], Browser], lang: str
) -> None:
    question, answer = OFF[lang]
    browser = come(lang)
    reply = browser.ask(question)
    assert answer in words(reply) and "30%" not in words(reply), "a time may be half past"
    assert not of(reply, "coupon")
    (handed,) = of(reply, "handoff")
    assert handed["state"] == "waiting"
    assert rows(browser, "offer_codes", "conversation_id", "code_hash") == []


STUDENT = {
    "ko": "과제 때문에 조사 중인 학생인데요",
    "ja": "授業の課題で調べている学生なのですが",
    "en": "I'm a student researching this for a class project",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_student_is_shown_a_guide_and_no_time(come: Callable[[str], Browser], lang: str) -> None:
    browser = come(lang)
    reply = browser.ask(STUDENT[lang])
    assert of(reply, "source") and not of(reply, "replies") and not of(reply, "handoff")
    again = browser.ask(WISH[lang])
    assert not of(again, "replies") or not times_in(again)
    assert lead_of(browser)["fit"] == "unfit"
    assert rows(browser, "meetings", "conversation_id", "state") == []


PRICE = {
    "ko": ("가격 알려주세요", "1,560,000원"),
    "ja": ("料金を教えてください", "¥156,000"),
    "en": ("what does it cost?", "$1,160.00"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_site_says_of_a_buyer_is_known_and_not_asked(
    come: Callable[[str], Browser], lang: str
) -> None:
    question, total = PRICE[lang]
    browser = come(lang)
    call = {"anonymousId": browser.anonymous_id, "traits": {"seats": 40, "tool": "Zendesk"}}
    assert browser.shop.post("/v1/identify", call).status_code == 200
    reply = browser.ask(question)
    assert total in words(reply)
    assert known_of(browser)["team_size"] == ("40", "seats: 40")
    assert known_of(browser)["tool"] == ("zendesk", "tool: Zendesk")


def test_the_lead_goes_on_with_the_conversation(come: Callable[[str], Browser]) -> None:
    browser = come("ko")
    browser.ask("우리 팀은 30명이에요")
    assert lead_of(browser)["stage"] == "new"
    browser.ask("문의가 너무 많아서요")
    browser.ask("젠데스크 쓰고 있고 다음 달에 바꾸려고요")
    known = known_of(browser)
    assert known["team_size"] == ("30", "30명") and known["need"][0] == "support_load"
    assert known["tool"][0] == "zendesk" and lead_of(browser)["stage"] == "qualified"
    assert len(rows(browser, "leads", *LEAD)) == 1
    facts = rows(browser, "messages", "conversation_id", "seq", "facts")
    assert all(msgspec.json.decode(one["facts"]) is not None for one in facts)


@pytest.mark.parametrize(
    ("zone", "has_both"),
    [("America/Los_Angeles", True), ("Asia/Seoul", False), ("../../etc/passwd", False)],
)
def test_a_time_is_said_by_the_clock_of_the_browser_and_by_the_hosts(
    companies: dict[str, Shop], browse: Browse, zone: str, *, has_both: bool
) -> None:
    browser = browse(shop=companies["ko"], lang="en")
    browser.come_in(page=PAGE, zone=zone)
    offer = browser.ask(WISH["en"])
    booking = press(browser, offer, times_in(offer)[0])
    assert ("Korea time" in words(booking)) is has_both, words(booking)


OFFICE, HOME = "81.2.69.142", "2a02:6b8:1:2:aaaa::1"
BY_A_PERSON = {
    "ko": "담당자가 직접 정해 드릴게요",
    "ja": "担当者から直接ご連絡します",
    "en": "A person will arrange the time",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_network_that_has_booked_enough_for_a_day_is_met_by_a_person(
    companies: dict[str, Shop], browse: Browse, lang: str
) -> None:
    def fresh(number: int, network: str) -> tuple[Browser, Frame]:
        browser = browse(shop=companies[lang], lang=lang, network=network)
        browser.come_in(page=PAGE)
        offered = browser.ask(WISH[lang])
        press(browser, offered, times_in(offered)[0])
        return browser, browser.ask(f"fresh{number}{lang}@buyer.example")

    for number in range(Settings().bookings_per_network):
        _, reply = fresh(number, OFFICE)
        assert "f•••@" in words(reply), number
    browser, reply = fresh(50, OFFICE)
    assert BY_A_PERSON[lang] in words(reply)
    assert of(reply, "handoff")[0]["state"] == "waiting"
    (meeting,) = rows(browser, "meetings", "conversation_id", "state")
    assert meeting["state"] == "held"
    for number, elsewhere in enumerate([HOME, "", "10.1.2.3"], start=60):
        assert "f•••@" in words(fresh(number, elsewhere)[1]), elsewhere


def test_no_address_of_a_network_is_in_the_record(
    companies: dict[str, Shop], browse: Browse
) -> None:
    browser = browse(shop=companies["ko"], lang="ko", network="185.15.59.224")
    browser.come_in(page=PAGE)
    offered = browser.ask(WISH["ko"])
    press(browser, offered, times_in(offered)[0])
    assert "n•••@" in words(browser.ask("nobody@fromthere.example"))
    kept = b"\n".join(
        value if isinstance(value, bytes) else str(value).encode()
        for name, table in metadata.tables.items()
        if "workspace_id" in table.c
        for row in browser.shop.rows(name, *table.c.keys())
        for value in row
    )
    assert b"fromthere.example" in kept
    assert b"185.15.59" not in kept
