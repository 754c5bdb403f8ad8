"""Whoever meets a buyer is briefed: in the mail of the meeting and in Slack, once; no other is."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import insert
from tests.engine.chat.conftest import House, house, postgres_server
from tests.engine.sales.buyers import HOME, Buyer, buyer, mails, sell

from dangol.engine.sales.briefs import Desk, read_brief
from dangol.engine.sales.delivery import Kind
from dangol.engine.sales.setups import SalesSetup, read_sales_setup
from dangol.engine.sales.slack import SlackMessage
from dangol.speak.sales.brief import Brief
from dangol.speak.sales.fit import Reason, Stage
from dangol.speak.sales.known import Known
from dangol.store.conversations import Conversations
from dangol.store.deliveries import read_deliveries
from dangol.store.destinations import DestinationRow, add_destination
from dangol.store.leads import LeadFound, Leads
from dangol.store.schema_sales import company_people
from dangol.terms.instants import DAY_US
from dangol.terms.languages import Language

__all__ = ["house", "postgres_server"]
NEED = "문의가 <script>alert(1)</script> 너무 많아요"


@pytest.fixture
def company(house: House) -> House:
    sell(house)
    slack = DestinationRow("d1", Kind.SLACK.value, "팀", b"{}", b"", True, house.now)
    with house.record.writing() as connection:
        add_destination(connection, house.workspace.workspace_id, slack)
    return house


def lead(one: Buyer, *, domain: str = "hanbit.co.kr") -> None:
    """Something was found out about the buyer."""
    house = one.house
    found = LeadFound(
        lead_id=f"lead-{one.visit.conversation_id}",
        person_id=one.visit.person_id,
        conversation_id=one.visit.conversation_id,
        stage=Stage.QUALIFIED,
        fit="fit",
        score=70,
        known=(Known("need", "support_load", NEED), Known("tool", "zendesk", "젠데스크")),
        reasons=(Reason({Language.KO: "맞는 크기", Language.EN: "The right size"}, 40),),
        domain=domain,
    )
    with house.record.writing() as connection:
        Leads(connection, house.workspace.workspace_id).write_lead(found, now=house.now)


def brief(one: Buyer, language: Language = Language.KO) -> Brief | None:
    """As the inbox shows it."""
    house, workspace = one.house, one.house.workspace
    setup = read_sales_setup(house.record, workspace.workspace_id) or SalesSetup()
    with house.record.reading() as connection:
        rows = Conversations(connection, workspace.workspace_id)
        conversation = rows.read_conversation(one.visit.conversation_id)
        assert conversation is not None
        return read_brief(
            connection, Desk(workspace, setup, HOME), conversation, language, house.now
        )


def lines(found: Brief | None, name: str) -> list[str]:
    assert found is not None
    return [one.text for section in found.sections if section.name == name for one in section.lines]


def slack(house: House) -> list[tuple[str, SlackMessage]]:
    """What Slack is to be sent, each with its key."""
    with house.record.reading() as connection:
        rows = read_deliveries(connection, house.workspace.workspace_id)
    found = [row for row in reversed(rows) if row.kind == "slack"]
    return [(row.key, msgspec.json.decode(row.payload, type=SlackMessage)) for row in found]


def test_nobody_is_briefed_of_somebody_who_only_chats(company: House) -> None:
    assert brief(buyer(company)) is None


def test_a_brief_is_read_from_the_lead_the_words_and_the_pages(company: House) -> None:
    one = buyer(company)
    one.says("가격이 얼마예요?")
    lead(one)
    workspace_id = company.workspace.workspace_id
    people = [("a", True), ("b", True), ("b", False), ("c", False), ("d", False)]
    rows: list[dict[str, Any]] = [
        {
            "workspace_id": workspace_id,
            "domain": "hanbit.co.kr",
            "person_id": name,
            "is_vouched": is_vouched,
            "shard": 0,
            "last_at": company.now - DAY_US,
        }
        for name, is_vouched in people
    ]
    with company.record.writing() as connection:
        connection.execute(insert(company_people), rows)
    found = brief(one)
    assert lines(found, "asked") == ["가격이 얼마예요?"]
    assert lines(found, "company") == [
        "hanbit.co.kr",
        "지난 30일 동안 이 회사에서 확인된 방문자: 2명",
        "이 회사라고 스스로 밝힌 방문자: 2명",
    ]
    assert lines(brief(one, Language.EN), "score") == [
        "70 of 100 · fits",
        "+40: The right size",
    ]


def test_whoever_is_booked_has_the_brief_in_the_mail_and_the_guest_does_not(
    company: House,
) -> None:
    one = buyer(company)
    lead(one)
    one.books(one.times().times[0], "kim@hanbit.co.kr", "김하나")
    guest, host = mails(company)
    assert (guest["to"], host["to"]) == ("kim@hanbit.co.kr", "mina@company.example")
    assert "먼저 건넬 말" in host["text"]
    assert NEED in host["text"]
    assert "&lt;script&gt;" in host["html"]
    assert "<script" not in host["html"]
    for told in (guest["text"], guest["html"]):
        assert "먼저 건넬 말" not in told
        assert "70" not in told


def test_slack_shows_the_brief_of_a_meeting_once(company: House) -> None:
    one = buyer(company)
    lead(one)
    time = one.times().times[0]
    one.books(time, "kim@hanbit.co.kr", "<!channel>")
    one.books(time, "kim@hanbit.co.kr", "<!channel>")
    briefs = [(key, message) for key, message in slack(company) if key.startswith("brief:")]
    ((_, message),) = briefs
    assert message.blocks
    whole = msgspec.json.encode(message).decode()
    assert "<!channel>" not in whole
    assert f"{HOME}/console/conversations/{one.visit.conversation_id}" in whole


def test_who_asks_for_a_person_is_briefed_about_once(company: House) -> None:
    one = buyer(company)
    lead(one)
    one.says("상담원 20명이고 젠데스크 쓰는데 다음 달에 바꾸려고요.")
    one.says("사람과 통화하고 싶어요")
    one.says("상담원 연결해 주세요")
    sent = [mail for mail in mails(company) if mail["key"].startswith("brief:")]
    assert [mail["to"] for mail in sent] == ["mina@company.example"]
    assert "브리핑" in sent[0]["subject"]
    assert "젠데스크" in sent[0]["text"]
    briefs = [key for key, _ in slack(company) if key.startswith("brief:")]
    assert len(briefs) == 1


def test_what_was_asked_after_a_booking_is_in_the_mail_and_in_slack_with_its_promise(
    company: House,
) -> None:
    one = buyer(company)
    lead(one)
    one.books(one.times().times[0], "kim@hanbit.co.kr", "김하나")
    one.says("30% 깎아주면 오늘 계약할게요")
    handed = [mail for mail in mails(company) if mail["key"].startswith("brief:")]
    assert [mail["to"] for mail in handed] == ["mina@company.example"]
    assert "30% 깎아주면 오늘 계약할게요" in handed[0]["text"]
    assert "까지 김미나 님이 답하기로 했습니다." in handed[0]["text"]
    assert "아직 답을 드리지 못했습니다" in handed[0]["text"]
    message = dict(slack(company))[handed[0]["key"]]
    assert "30% 깎아주면 오늘 계약할게요" in msgspec.json.encode(message).decode()
    assert "30% 깎아주면 오늘 계약할게요" in lines(brief(one), "waiting")
