"""The promise: what is known of a buyer before they speak is what the site says, what they said
earlier and what they left to be answered at; nobody else's browser profits from it. A booking by
words alone takes four turns, and the lead goes with it."""

import time
from typing import Any

import msgspec
import pytest
from sqlalchemy import update
from tests.engine.chat.conftest import House, house, postgres_server
from tests.engine.chat.test_worlds import hear
from tests.engine.sales.buyers import TEAM, sell

from dangol.engine.chat.turns import TurnKey
from dangol.engine.chat.visit import Visit
from dangol.engine.sales.leads import Buyer, read_buyer
from dangol.engine.sales.setups import keep_sales_setup
from dangol.speak.sales.fit import Stage
from dangol.speak.sales.known import Known, Origin
from dangol.speak.sales.slots_file import default_slots
from dangol.store.chat_rows import ConversationRow
from dangol.store.contacts import ContactRow, leave_contact
from dangol.store.conversations import Conversations
from dangol.store.leads import LeadFound, LeadRow, Leads
from dangol.store.rows import ConsentRow
from dangol.store.schema_sales import leads
from dangol.terms.instants import SECOND_US, Instant

__all__ = ["house", "postgres_server"]

SIZE = Known("team_size", "25", "스물다섯 명", at=Instant(5))


@pytest.fixture
def company(house: House) -> House:
    sell(house)
    return house


def remember(house: House, visit: Visit, known: tuple[Known, ...] = (SIZE,)) -> None:
    """An earlier conversation with that person has found this out."""
    found = LeadFound("old-lead", visit.person_id, "old", Stage.NEW, "open", 30, known, ())
    with house.record.writing() as connection:
        Leads(connection, house.workspace.workspace_id).write_lead(found, now=house.now)


def conversation_of(house: House, visit: Visit) -> ConversationRow:
    with house.record.reading() as connection:
        rows = Conversations(connection, house.workspace.workspace_id)
        found = rows.read_conversation(visit.conversation_id)
    assert found is not None
    return found


def buyer(house: House, visit: Visit, *, is_verified: bool = False) -> Buyer:
    return read_buyer(
        house.record,
        house.workspace,
        conversation_of(house, visit),
        visit.person_id,
        default_slots(),
        now=house.now,
        is_verified=is_verified,
    )


def lead_of(house: House, visit: Visit) -> LeadRow:
    with house.record.reading() as connection:
        leads = Leads(connection, house.workspace.workspace_id)
        found = leads.read_of_conversation(visit.conversation_id)
    assert found is not None
    return found


def words(parts: list[dict[str, Any]]) -> str:
    return "\n".join(part["text"] for part in parts if part["type"] == "text")


def test_a_booking_by_words_alone_takes_four_turns(company: House) -> None:
    visit = company.visit()
    company.ask(visit, "상담원 20명이고 젠데스크 쓰는데 다음 달에 바꾸려고요")
    assert lead_of(company, visit).stage == "qualified"
    offered = words(company.ask(visit, "내일 오후 3시 돼요?"))
    assert "10월 27일(화) 오후 3:00" in offered
    held = company.ask(visit, "네")
    assert [part["purpose"] for part in held if part["type"] == "contact"] == ["meeting"]
    booked = company.ask(visit, "kim@buyer.example")
    assert "10월 27일(화) 오후 3:00" in words(booked)
    lead = lead_of(company, visit)
    assert (lead.stage, lead.domain) == ("meeting", "buyer.example")
    assert {one.slot for one in lead.read_known()} == {"team_size", "tool", "timing", "contact"}


def test_what_was_said_in_an_earlier_conversation_is_known_as_such(company: House) -> None:
    visit = company.visit()
    remember(company, visit)
    company.ask(visit, "안녕하세요")
    (known,) = buyer(company, visit).known
    assert known == msgspec.structs.replace(SIZE, origin=Origin.EARLIER)
    company.ask(visit, "우리 팀은 40명이에요")
    (known,) = lead_of(company, visit).read_known()
    assert (known.value, known.origin) == ("40", Origin.WORDS), "what was said last counts"


def test_a_customers_earlier_words_are_told_to_nobody_without_the_sites_word(
    company: House,
) -> None:
    hear(company, "customer-1", is_vouched=True)
    named = company.visit(user_id="customer-1")
    remember(company, named)
    visit = company.visit()  # the same browser, without a token
    assert visit.person_id == named.person_id
    company.ask(visit, "안녕하세요")
    assert buyer(company, visit).known == ()
    assert buyer(company, visit, is_verified=True).known != ()


def test_an_address_left_to_be_answered_is_known_and_one_for_another_purpose_is_not(
    company: House,
) -> None:
    visit = company.visit()
    company.ask(visit, "안녕하세요")
    for purpose in ("restock", "handoff"):
        consent = ConsentRow(
            f"k-{purpose}", 1, visit.person_id, "email", purpose, "1", b"{}", True,
            company.now, company.now,
        )  # fmt: skip
        left = ContactRow(
            f"c-{purpose}", visit.person_id, visit.conversation_id, "email",
            f"{purpose}@buyer.example", purpose, "", consent.consent_id, company.now,
        )  # fmt: skip
        with company.record.writing() as connection:
            leave_contact(connection, company.workspace.workspace_id, left, consent)
    assert [one.value for one in buyer(company, visit).known] == ["handoff@buyer.example"]


def test_a_shop_without_a_set_up_has_no_lead(house: House) -> None:
    visit = house.visit()
    house.ask(visit, "상담원 20명이고 젠데스크 쓰는데 다음 달에 바꾸려고요")
    with house.record.reading() as connection:
        assert Leads(connection, house.workspace.workspace_id).count() == 0


def test_a_set_up_that_is_kept_or_taken_back_counts_a_few_seconds_later(house: House) -> None:
    worlds = house.chat.worlds
    assert worlds.world_of(house.workspace, house.now).sales is None
    for texts, sells in (({"team": TEAM.replace("{most}", "5")}, True), ({}, False)):
        house.now = Instant(house.now + 5 * SECOND_US)
        with house.record.writing() as connection:
            keep_sales_setup(connection, house.workspace.workspace_id, texts, house.now)
        end = time.monotonic() + 30
        while (worlds.world_of(house.workspace, house.now).sales is not None) is not sells:
            assert time.monotonic() < end
        sales = worlds.world_of(house.workspace, house.now).sales
        assert sells is (sales is not None and sales.has_hosts)


def test_a_turn_that_is_taken_again_books_once_and_keeps_one_lead(company: House) -> None:
    visit = company.visit()
    company.ask(visit, "미팅 예약하고 싶어요")
    company.ask(visit, "네")
    company.ask(visit, "kim@buyer.example")
    before = company.messages(visit)
    lead = lead_of(company, visit)
    seq = max(seq for seq, sender, _ in before if sender == "visitor")
    company.chat.turns.add(TurnKey(company.workspace.workspace_id, visit.conversation_id, seq))
    company.settle()
    assert company.messages(visit) == before
    assert lead_of(company, visit) == lead


def test_a_lead_that_cannot_be_kept_leaves_nobody_without_a_reply(company: House) -> None:
    visit = company.visit()
    company.ask(visit, "우리 팀은 30명이에요")
    with company.record.writing() as connection:
        connection.execute(update(leads).values(stage="of another version"))
    answer = words(company.ask(visit, "젠데스크 쓰고 있어요"))
    assert answer.strip()
    handed = company.ask(visit, "담당자 연결해 주세요")
    assert [part["state"] for part in handed if part["type"] == "handoff"] == ["waiting"]
    assert conversation_of(company, visit).state == "waiting"
