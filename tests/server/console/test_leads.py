"""Whoever looks after a company that sells to businesses finds the brief beside the conversation,
and all leads on one page; a shop sees neither, and nothing that a stranger wrote runs in them.
"""

import re
import time
from dataclasses import dataclass
from typing import Any

import pytest
from tests.hostile.payloads import TEXTS
from tests.server.console.conftest import Desk, House, Visitor, text_of
from tests.server.meetings.desk import TEAM
from tests.widget.conftest import browser

from dangol.engine.sales.setups import keep_sales_setup
from dangol.server.console.sessions import COOKIE, PATH
from dangol.speak.sales.fit import Reason, Stage
from dangol.speak.sales.known import Known
from dangol.store.leads import LeadFound, Leads
from dangol.store.meeting_rows import Given, Guest, TimeAsked
from dangol.store.meetings import Meetings
from dangol.store.operators import Role
from dangol.store.record import open_record
from dangol.terms.instants import DAY_US, HOUR_US, MINUTE_US, Instant
from dangol.terms.languages import Language

__all__ = ["browser"]

KO, JA, EN = Language.KO, Language.JA, Language.EN
REASONS = (
    Reason(
        {KO: "스무 명이 넘는 팀", JA: "20名以上のチーム", EN: "A team of twenty or more"},
        40,
        "",
        "상담원 20명",
    ),
    Reason(
        {KO: "석 달 안에 시작", JA: "三か月以内に開始", EN: "Starts within three months"},
        30,
        "",
        "다음 달",
    ),
)


def now() -> Instant:
    return Instant(time.time_ns() // 1000)


@dataclass
class Company:
    """A workspace that sells to businesses."""

    house: House

    def write(self, work: Any) -> Any:
        record = open_record(self.house.shop.server.database_url)
        try:
            with record.writing() as connection:
                return work(connection, self.house.shop.workspace_id)
        finally:
            record.close()

    def sell(self) -> None:
        self.write(lambda conn, id_: keep_sales_setup(conn, id_, {"team": TEAM}, now()))

    def person_of(self, visitor: Visitor) -> str:
        rows = self.house.shop.rows("conversations", "conversation_id", "person_id")
        return str(dict(rows)[visitor.conversation_id])

    def lead(self, visitor: Visitor, **changes: Any) -> None:
        """What is known of that visitor."""
        person_id = self.person_of(visitor)
        found: dict[str, Any] = {
            "lead_id": f"lead-{visitor.conversation_id}",
            "person_id": person_id,
            "conversation_id": visitor.conversation_id,
            "stage": Stage.QUALIFIED,
            "fit": "fit",
            "score": 70,
            "known": (
                Known("need", "support_load", "문의가 너무 많아요"),
                Known("tool", "zendesk", "젠데스크"),
                Known("team_size", "20", "상담원 20명"),
                Known("timing", "2026-12", "다음 달"),
            ),
            "reasons": REASONS,
            "domain": "hanbit.co.kr",
        }
        lead = LeadFound(**found | changes)
        self.write(lambda conn, id_: Leads(conn, id_).write_lead(lead, now=now()))

    def meeting(self, visitor: Visitor, name: str = "김서연") -> None:
        """They meet in two days."""
        starts = now() + 2 * DAY_US
        starts = Instant(starts - starts % HOUR_US)
        ends = Instant(starts + 30 * MINUTE_US)
        asked = TimeAsked("mina", starts, ends, 0, 9, "Asia/Seoul")
        person_id = self.person_of(visitor)
        email = "kim@hanbit.co.kr"
        guest = Guest(person_id, visitor.conversation_id, "ko", "Asia/Seoul", name, email)
        given = self.write(
            lambda conn, id_: Meetings(conn, id_).give_time(
                asked, guest, visitor.conversation_id, f"m-{visitor.conversation_id}", now=now()
            )
        )
        assert isinstance(given, Given)


@pytest.fixture
def company(house: House) -> Company:
    made = Company(house)
    made.sell()
    return made


def language(desk: Desk, tag: str) -> None:
    assert desk.post("/console/language", language=tag, next="/console/inbox").status_code == 303


def test_a_shop_has_no_page_of_leads_in_its_menu_and_no_brief(house: House) -> None:
    desk = house.seat(Role.OPERATOR)
    visitor = house.visitor("배송은 언제 오나요?")
    page = desk.get(f"/console/conversations/{visitor.conversation_id}").text
    assert "/console/leads" not in page
    assert 'class="brief"' not in page
    assert "장바구니" in page


def test_the_brief_stands_beside_the_conversation(company: Company) -> None:
    desk = company.house.seat(Role.OPERATOR)
    visitor = company.house.visitor("상담원 20명이고 젠데스크 쓰는데 얼마예요?")
    company.lead(visitor)
    company.meeting(visitor)
    for tag, heading, score in (
        ("ko", "먼저 건넬 말", "70점 · 우리 고객에 맞음"),
        ("ja", "最初のひとこと", "70点・対象のお客様"),
        ("en", "Say first", "70 of 100 · fits"),
    ):
        language(desk, tag)
        page = text_of(desk.get(f"/console/conversations/{visitor.conversation_id}").text)
        for words in (heading, score, "상담원 20명", "hanbit.co.kr", "김미나"):
            assert words in page, (tag, words)


def test_the_page_lists_leads_with_whoever_is_met_next_first(company: Company) -> None:
    desk = company.house.seat(Role.ANALYST)
    language(desk, "ko")
    assert "아직 리드가 없습니다" in desk.get("/console/leads").text
    met = company.house.visitor("다음 주에 뵐 수 있나요?")
    company.lead(met, score=55)
    company.meeting(met)
    newer = company.house.visitor("요금이 궁금해요")
    company.lead(newer, score=90, domain="", stage=Stage.NEW)
    page = desk.get("/console/leads").text
    links = re.findall(r'href="/console/conversations/([^"]+)"', page)
    assert links == [met.conversation_id, newer.conversation_id]
    shown = text_of(page)
    assert re.search(
        r"55.*hanbit\.co\.kr.*미팅 예약.*김미나.*90.*회사 미상.*새 리드.*없음", shown, re.DOTALL
    )


def test_leads_without_a_meeting_stand_by_their_score(company: Company) -> None:
    desk = company.house.seat(Role.ANALYST)
    for score in (20, 65, 0):
        company.lead(company.house.visitor(f"요금이 궁금해요 {score}"), score=score)
    scores = re.findall(r'class="score"><b>(\d+)', desk.get("/console/leads").text)
    assert scores == ["65", "20", "0"]


def test_a_meeting_has_the_time_of_its_host_in_the_brief_and_in_the_list(
    company: Company,
) -> None:
    desk = company.house.seat(Role.OPERATOR)
    visitor = company.house.visitor("다음 주에 뵐 수 있나요?")
    company.lead(visitor)
    company.meeting(visitor)
    for tag, zone in (("ko", "(한국 시간)"), ("ja", "（韓国時間）"), ("en", "(Korea time)")):
        language(desk, tag)
        listed = desk.get("/console/leads").text
        found = re.search(rf'<td class="next"><time [^>]*>([^<]+{re.escape(zone)})', listed)
        assert found is not None, tag
        page = text_of(desk.get(f"/console/conversations/{visitor.conversation_id}").text)
        assert found[1] in page


def test_whoever_is_booked_is_called_by_the_address_that_they_left(company: Company) -> None:
    desk = company.house.seat(Role.OPERATOR)
    language(desk, "en")
    visitor = company.house.visitor("다음 주에 뵐 수 있나요?")
    path = f"/console/conversations/{visitor.conversation_id}"
    assert "Not known by name" in desk.get(path).text
    company.lead(visitor)
    company.meeting(visitor, name="")
    page = text_of(desk.get(path).text)
    assert "Not known by name" not in page
    assert "As they said in the conversation" in page
    for shown in (path, "/console/leads", "/console/inbox"):
        assert "kim@hanbit.co.kr" in desk.get(shown).text, shown


def test_a_company_without_a_shop_reads_of_none(company: Company) -> None:
    desk = company.house.seat(Role.OWNER)
    language(desk, "en")
    visitor = company.house.visitor("요금이 궁금해요")
    page = text_of(desk.get(f"/console/conversations/{visitor.conversation_id}").text)
    assert "Orders" not in page
    team = desk.get("/console/team").text
    assert "this shop" not in team
    assert "for this company" in team


def test_what_waits_for_the_answer_of_an_operator_is_hers(company: Company) -> None:
    mina = company.house.seat(Role.OPERATOR)
    address = company.house.people[Role.OPERATOR.value].email
    other = company.house.seat(Role.OWNER)
    team = re.sub(r'email = "mina@[^"]*"', f'email = "{address}"', TEAM)
    company.write(lambda conn, id_: keep_sales_setup(conn, id_, {"team": team}, now()))
    visitor = company.house.visitor("상담원 연결해 주세요")
    path = f"/console/conversations/{visitor.conversation_id}"
    company.lead(visitor)
    lead_id = company.house.shop.rows("leads", "conversation_id", "lead_id")
    promised = dict(lead_id)[visitor.conversation_id]
    due = Instant(now() + HOUR_US)
    company.write(lambda conn, id_: Leads(conn, id_).name_host(promised, "mina", due))
    assert path in mina.get("/console/inbox?tab=mine").text
    assert path not in other.get("/console/inbox?tab=mine").text
    company.write(lambda conn, id_: Leads(conn, id_).name_host(promised, address, due))
    assert path in mina.get("/console/inbox?tab=mine").text


def test_leads_of_another_company_are_not_there(company: Company, neighbour: House) -> None:
    other = Company(neighbour)
    other.sell()
    visitor = neighbour.visitor("요금이 궁금해요")
    other.lead(visitor, domain="neighbour.co.kr")
    desk = company.house.seat(Role.OWNER)
    assert "neighbour" not in desk.get("/console/leads").text


@pytest.mark.browser
def test_nothing_that_a_buyer_wrote_runs_in_the_brief_or_the_list(
    company: Company, browser: Any
) -> None:
    desk = company.house.seat(Role.OWNER)
    paths: list[str] = []
    for start in range(0, len(TEXTS), 60):
        some = TEXTS[start : start + 60]
        visitor = company.house.visitor("요금이 궁금해요")
        company.lead(
            visitor,
            known=tuple(Known(text[:60] or "x", text, text or "x") for text in some[:20])
            + tuple(
                Known(name, some[20], some[21]) for name in ("company", "name", "need", "tool")
            ),
            reasons=tuple(Reason({EN: text}, 1, "", text) for text in some[20:28]),
            domain=some[28],
            fit=some[29],
        )
        paths.append(f"/console/conversations/{visitor.conversation_id}")
    context = browser.new_context()
    cookie = desk.client.cookies.get(COOKIE)
    assert cookie
    url = desk.server.url
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": url + PATH}])
    asked: list[str] = []
    ran: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    for path in [*paths, "/console/leads"]:
        page.goto(url + path)
        assert page.locator(".brief, table.leads").count() == 1
        assert page.evaluate("window.ran") is None
        assert page.locator(".brief script, .brief img, .leads script, .leads img").count() == 0
    context.close()
    assert not ran
    assert {one.split("/")[2] for one in asked} == {url.split("/")[2]}
