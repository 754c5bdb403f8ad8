"""The promise: a buyer hears who answers and until when; where nobody does, the next one is told,
once, whoever looks and however many.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.engine.chat.conftest import MORNING, House, house, postgres_server, postgres_url
from tests.engine.sales.buyers import buyer, mails, sell

from dangol.engine.chat.hub import News, Passed, of_workspace
from dangol.engine.sales.escalation import Escalations
from dangol.speak.sales.motion import Booked
from dangol.store.handoffs import Handoffs
from dangol.store.leads import LeadRow, Leads
from dangol.store.meetings import Meetings
from dangol.store.operators import OperatorRow, Operators, Role
from dangol.terms.instants import HOUR_US, MINUTE_US, Instant

__all__ = ["house", "postgres_server", "postgres_url"]

TEAM = """
escalation = ["jun", "boss@company.example"]

[[hosts]]
id = "mina"
name = "김미나"
email = "mina@company.example"
languages = ["ko", "en"]
zone = "Asia/Seoul"
hours = "mon-fri 10:00-18:00"

[[hosts]]
id = "jun"
name = "이준"
email = "jun@company.example"
languages = ["en"]
zone = "Asia/Seoul"
hours = "mon-fri 10:00-18:00"
answers_within_min = 60
"""
NOON = Instant(MORNING + 2 * HOUR_US)


@pytest.fixture
def company(house: House) -> House:
    nought = Instant(0)
    boss = OperatorRow(
        "op-boss",
        "boss@company.example",
        "대표",
        Role.OWNER,
        "ja,ko",
        "hash",
        nought,
        nought,
        nought,
    )
    with house.record.writing() as connection:
        Operators(connection, house.workspace.workspace_id).create_operator(boss)
    sell(house, team=TEAM)
    return house


def lead_of(house: House, conversation_id: str) -> LeadRow:
    with house.record.reading() as connection:
        found = Leads(connection, house.workspace.workspace_id).read_of_conversation(
            conversation_id
        )
    assert found is not None
    return found


def words(parts: list[dict[str, Any]]) -> str:
    return " ".join(str(part.get("text", "")) for part in parts)


def waiting(house: House) -> tuple[str, str]:
    """The conversation of a buyer who waits for a person, and what they were told."""
    one = buyer(house)
    answer = house.ask(one.visit, "상담원 20명이고 젠데스크 쓰고 있어요. 상담원 연결해 주세요")
    return one.visit.conversation_id, words(answer)


def look(house: House) -> int:
    return Escalations(house.chat.floor).look()


def told(house: House) -> list[tuple[str, str]]:
    return [
        (mail["to"], mail["text"]) for mail in mails(house) if mail["key"].startswith("escalated:")
    ]


def reasons(house: House, conversation_id: str) -> list[tuple[str, str]]:
    with house.record.reading() as connection:
        changes = Handoffs(connection, house.workspace.workspace_id).read_changes(conversation_id)
    return [(change.operator_id, change.reason) for change in changes]


def test_a_buyer_hears_who_answers_and_until_when_and_the_lead_says_the_same(
    company: House,
) -> None:
    conversation_id, said = waiting(company)
    assert "김미나님이 오늘 오후 12:00까지 답변드릴게요." in said
    lead = lead_of(company, conversation_id)
    assert (lead.host_id, lead.due_at) == ("mina", NOON)


def test_who_says_nothing_else_is_promised_an_answer_all_the_same(company: House) -> None:
    one = buyer(company)
    assert "김미나님이 오늘" in words(company.ask(one.visit, "상담원 연결해 주세요"))
    lead = lead_of(company, one.visit.conversation_id)
    assert (lead.host_id, lead.due_at) == ("mina", NOON)


def test_nobody_promises_in_a_language_that_no_host_speaks(company: House) -> None:
    one = buyer(company, lang="ja")
    said = words(company.ask(one.visit, "担当者につないでください"))
    assert "김미나" not in said and "までにお返事" not in said
    assert look(company) == 0
    assert lead_of(company, one.visit.conversation_id).due_at == 0


def test_who_asks_again_hears_what_was_promised_before(company: House) -> None:
    one = buyer(company)
    company.ask(one.visit, "상담원 20명이고 젠데스크 쓰고 있어요. 상담원 연결해 주세요")
    company.now = Instant(MORNING + HOUR_US)
    again = words(company.ask(one.visit, "상담원 연결해 주세요"))
    assert "김미나님이 오늘 오후 12:00까지" in again
    assert lead_of(company, one.visit.conversation_id).due_at == NOON


def test_nobody_is_told_before_it_is_due_or_after_somebody_has_answered(company: House) -> None:
    conversation_id, _ = waiting(company)
    assert look(company) == 0
    workspace_id = company.workspace.workspace_id
    operators = company.chat.operators
    operators.join(workspace_id, conversation_id, "op-boss", name="대표")
    operators.say(workspace_id, conversation_id, "op-boss", "c-1", "안녕하세요, 대표입니다.")
    company.now = NOON
    assert look(company) == 0
    assert lead_of(company, conversation_id).due_at == 0
    assert told(company) == []


def test_the_next_on_the_list_is_told_and_then_the_one_after_and_then_nobody(
    company: House,
) -> None:
    conversation_id, _ = waiting(company)
    heard: list[News] = []
    company.chat.floor.hub.listen(heard.append, of_workspace(company.workspace.workspace_id))
    company.now = NOON
    assert look(company) == 1
    (news,) = heard
    assert isinstance(news, Passed) and news.conversation.conversation_id == conversation_id
    assert look(company) == 0
    lead = lead_of(company, conversation_id)
    assert (lead.host_id, lead.due_at) == ("jun", NOON + HOUR_US)
    company.now = Instant(NOON + 61 * MINUTE_US)
    assert look(company) == 1
    lead = lead_of(company, conversation_id)
    assert lead.host_id == "boss@company.example"
    assert lead.due_at == NOON + (3 * 60 + 15) * MINUTE_US  # two hours on, to the quarter
    company.now = Instant(NOON + 24 * HOUR_US)
    assert look(company) == 0
    assert lead_of(company, conversation_id).due_at == 0
    (jun, boss) = told(company)
    assert jun[0] == "jun@company.example" and "김미나 was to answer by" in jun[1]
    assert boss[0] == "boss@company.example" and "まだ誰も返信していません" in boss[1]
    url = f"https://chat.example/console/conversations/{conversation_id}"
    assert url in jun[1] and url in boss[1]
    assert "젠데스크" not in jun[1] + boss[1]
    escalated = [one for one in reasons(company, conversation_id) if one[1] == "escalated"]
    assert escalated == [("", "escalated"), ("op-boss", "escalated")]


def test_of_many_who_look_at_once_one_tells_it(company: House) -> None:
    waiting(company)
    company.now = NOON
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: look(company), range(16))) == 1
    assert len(told(company)) == 1


def test_after_the_hours_the_promise_is_for_the_next_day(company: House) -> None:
    company.now = Instant(MORNING + 9 * HOUR_US)  # seven in the evening
    conversation_id, said = waiting(company)
    assert "김미나님이 내일 오후 12:00까지" in said
    assert lead_of(company, conversation_id).due_at == NOON + 24 * HOUR_US


def test_a_shop_promises_by_its_hours_as_before(house: House) -> None:
    visit = house.visit()
    said = words(house.ask(visit, "상담원 연결해 주세요"))
    assert "까지 답변드릴게요" not in said
    assert look(house) == 0


def test_who_has_a_meeting_is_answered_by_whom_they_meet(house: House) -> None:
    sell(house, team=TEAM.replace('languages = ["en"]', 'languages = ["ko", "en"]'))
    one = buyer(house)
    first = one.times().times[0]
    assert first.host_id == "jun"
    assert isinstance(one.books(first, "kim@buyer.example", host_id="mina"), Booked)
    answer = house.ask(one.visit, "30% 깎아주면 오늘 계약할게요")
    assert "김미나님이 오늘" in words(answer) and "이준" not in words(answer)
    assert lead_of(house, one.visit.conversation_id).host_id == "mina"


def test_a_meeting_is_changed_by_its_link_until_the_link_has_cancelled_it(house: House) -> None:
    sell(house, team=TEAM)
    one = buyer(house)
    house.ask(one.visit, "미팅 예약하고 싶어요")
    house.ask(one.visit, "네")
    assert "예약되었어요" in words(house.ask(one.visit, "kim@buyer.example"))
    answer = house.ask(one.visit, "취소하고 싶어요")
    assert any("/m/" in str(part.get("url", "")) for part in answer)
    with house.record.writing() as connection:
        meetings = Meetings(connection, house.workspace.workspace_id)
        mine = meetings.read_of_conversation(one.visit.conversation_id, house.now)
        assert mine is not None
        meetings.cancel(mine.meeting_id, now=house.now)
    again = house.ask(one.visit, "시간 바꾸고 싶어요")
    assert "예약된 미팅은 없어요" in words(again)
    assert not any("/m/" in str(part.get("url", "")) for part in again)
