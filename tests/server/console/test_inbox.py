"""The inbox over HTTP: who waits stands first, one takes over, answers and hands back."""

import time
from uuid import uuid4

import pytest
from tests.server.console.conftest import House, text_of

from dangol.listen.catalogue.product import Availability, Product
from dangol.store.operators import Role
from dangol.store.record import open_record
from dangol.terms.instants import Instant
from dangol.terms.money import Money


def one(house: House, text: str = "사람 바꿔주세요") -> str:
    return "/console/conversations/" + house.visitor(text).conversation_id


def test_who_waits_for_a_person_stands_first_and_with_their_own_words(house: House) -> None:
    desk = house.seat(Role.OPERATOR)
    waiting = house.visitor("깨져서 왔다고요, 사람 바꿔주세요")
    house.visitor("배송은 얼마나 걸려요?")
    page = desk.get("/console/inbox").text
    assert page.index(waiting.conversation_id) < page.index("배송은 얼마나 걸려요?")
    assert "깨져서 왔다고요, 사람 바꿔주세요" in text_of(page)
    assert "담당자 대기" in text_of(page)


def test_an_operator_takes_over_answers_and_hands_back(house: House) -> None:
    desk = house.seat(Role.OPERATOR, "미나")
    visitor = house.visitor("사람 바꿔주세요")
    path = "/console/conversations/" + visitor.conversation_id
    assert desk.post(path + "/join").status_code == 303
    client_id = uuid4().hex
    for _ in range(2):  # a repeat of the same form says nothing twice
        assert desk.post(path + "/say", text="바로 볼게요", client_id=client_id).status_code == 303
    told = [message for message in visitor.heard() if message["from"] == "operator"]
    assert [message["parts"] for message in told] == [[{"type": "text", "text": "바로 볼게요"}]]
    assert told[0]["name"] == "미나"
    visitor.say("네, 기다릴게요")
    assert visitor.heard()[-1]["from"] == "visitor", "the agent is silent"
    assert "답변 대기" in text_of(desk.get(path).text)
    assert desk.post(path + "/hand-back").status_code == 303
    assert "자동 응답 중" in text_of(desk.get(path).text)
    assert desk.post(path + "/close").status_code == 303
    assert "종료된 대화입니다" in text_of(desk.get(path).text)


def test_what_a_colleague_has_is_taken_only_on_purpose_and_a_lost_answer_stays_written(
    house: House,
) -> None:
    mina, jun = house.seat(Role.OPERATOR, "미나"), house.seat(Role.OPERATOR, "준")
    path = one(house)
    mina.post(path + "/join")
    refused = jun.post(path + "/join")
    assert refused.status_code == 200 and "다른 담당자가 먼저 맡았습니다" in refused.text
    assert "미나 님이 응대하고 있습니다" in text_of(jun.get(path).text)
    assert jun.post(path + "/join", takes_over="yes").status_code == 303
    late = mina.post(path + "/say", text="아직 쓰던 글")
    assert late.status_code == 200 and "다른 담당자가 먼저 맡았습니다" in late.text


def test_beside_the_conversation_stand_pages_cart_and_orders(house: House) -> None:
    desk, visitor = house.seat(Role.OPERATOR), house.visitor("배송은 얼마나 걸려요?")
    shirt = {"product_id": "sh-01", "name": "린넨 셔츠", "price": 39000, "currency": "KRW"}
    order = {"order_id": "2026-7", "total": 52000, "currency": "KRW"}
    url = "http://localhost:9000/faq"
    visitor.track({"type": "track", "event": "Order Completed", "properties": order})
    visitor.track(
        {"type": "page", "name": "안내", "properties": {"url": url, "title": "배송 안내"}},
        {"type": "track", "event": "Product Added", "properties": shirt | {"quantity": 2}},
    )
    said = text_of(desk.get(f"/console/conversations/{visitor.conversation_id}/person").text)
    for words in ("배송 안내", "린넨 셔츠", "2 × 39,000원", "78,000원", "2026-7", "52,000원"):
        assert words in said, words


def test_each_automated_sentence_shows_on_what_it_stands(house: House) -> None:
    desk, path = house.seat(Role.ANALYST), one(house)
    said = text_of(desk.get(path).text)
    assert "근거 1개" in said and "운영 시간" in said
    assert "이 계정은 대화를 볼 수만 있습니다" in said


def test_a_stream_says_that_there_is_news_and_never_what(house: House) -> None:
    desk, visitor = house.seat(Role.OPERATOR), house.visitor("사람 바꿔주세요")
    address = f"/console/stream?conversation={visitor.conversation_id}"
    with desk.client.stream("GET", address) as stream:
        lines = stream.iter_lines()
        assert ": ready" in (next(lines), next(lines), next(lines))
        visitor.say("비밀 이야기")
        visitor.track({"type": "page", "name": "안내", "properties": {"title": "배송 안내"}})
        heard: set[str] = set()
        for line in lines:
            assert "비밀" not in line
            heard |= {line.removeprefix("event: ")} if line.startswith("event") else set()
            if {"inbox", "messages", "person"} <= heard:
                break


def test_saved_replies_are_kept_changed_and_offered_in_the_conversation(house: House) -> None:
    desk, path = house.seat(Role.OPERATOR), one(house)
    page = "/console/replies"
    assert desk.post(page, title="인사", text="안녕하세요!", language="ko").status_code == 303
    assert desk.post(page, title="", text="제목 없음").status_code == 422
    ((reply_id,),) = house.shop.rows("saved_replies", "reply_id")
    desk.post(f"{page}/{reply_id}", title="첫인사", text="반가워요!", language="ko")
    desk.post(path + "/join")
    assert 'data-insert="반가워요!"' in desk.get(path).text
    assert desk.post(f"{page}/{reply_id}/delete").status_code == 303
    assert house.shop.rows("saved_replies", "reply_id") == []


def test_an_owner_adds_and_shuts_out_and_the_last_owner_stays(house: House) -> None:
    desk = house.seat(Role.OWNER)
    email = f"new-{uuid4().hex[:8]}@shop.example"
    form = {"name": "새 사람", "email": email, "role": "operator", "password": "a good long one"}
    assert desk.post("/console/team", **form).status_code == 303
    assert desk.post("/console/team", **form).status_code == 422
    fresh = house.desks()
    assert fresh.sign_in(email, form["password"]).status_code == 303
    rows = house.shop.rows("operators", "operator_id", "email")
    (new_id,) = [row[0] for row in rows if row[1] == email]
    assert desk.post(f"/console/team/{new_id}", what="shut_out").status_code == 303
    assert fresh.get("/console/inbox").status_code == 303
    own = house.people["owner"].operator_id
    assert desk.post(f"/console/team/{own}", what="shut_out").status_code == 422
    assert desk.post(f"/console/team/{own}", what="role", role="analyst").status_code == 422


def test_the_console_speaks_the_language_that_was_chosen(house: House) -> None:
    desk = house.seat(Role.OWNER)
    for language, word in (("ja", "受信箱"), ("en", "Inbox"), ("ko", "받은 상담")):
        desk.post("/console/language", language=language, next="/console/inbox")
        page = desk.get("/console/inbox").text
        assert f'<html lang="{language}">' in page and word in page


BACK = {
    "ko": ("다시 들어온 상품을 기다리는 고객", "직접 알려 주세요"),
    "ja": ("再入荷をお待ちのお客様", "直接お知らせください"),
    "en": ("Waiting for something that is back", "write to them yourself"),
}


@pytest.mark.parametrize("lang", sorted(BACK))
def test_who_waits_for_what_is_back_stands_with_the_address_to_write_to(
    house: House, lang: str
) -> None:
    desk = house.seat(Role.OPERATOR)
    desk.post("/console/language", language=lang, next="/console/inbox")
    heading, how = BACK[lang]
    stock_shirt(house, Availability.OUT_OF_STOCK)
    visitor = house.visitor("옥스퍼드 셔츠 품절이네, 들어오면 알려줘요")
    (form,) = [part for part in visitor.heard()[-1]["parts"] if part["type"] == "contact"]
    visitor.frames(
        {
            "t": "contact",
            "clientId": uuid4().hex,
            "seq": visitor.heard()[-1]["seq"],
            "email": "kim@shop.example",
            "agreed": True,
            "version": form["consent"]["version"],
        }
    )
    page = text_of(desk.get("/console/inbox").text)
    assert heading not in page and "kim" not in page, "it is not back"
    stock_shirt(house, Availability.IN_STOCK)
    page = desk.get("/console/inbox").text
    assert heading in text_of(page) and how in text_of(page)
    assert "옥스퍼드 셔츠 · L" in text_of(page) and "kim" in text_of(page)
    assert f"/console/conversations/{visitor.conversation_id}" in page


def stock_shirt(house: House, stock: Availability) -> None:
    """The catalogue of the shop has one shirt, like that."""
    shirt = Product(
        product_id="sh-01-l",
        group_id="sh-01",
        title="옥스퍼드 셔츠",
        price=Money(39_000, "KRW"),
        availability=stock,
        options=(("사이즈", "L"),),
    )
    record = open_record(house.shop.server.database_url)
    try:
        with record.transaction(house.shop.workspace_id) as unit:
            unit.write_products([shirt], Instant(time.time_ns() // 1000))
    finally:
        record.close()
