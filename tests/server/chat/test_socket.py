"""The promise: what is acknowledged is in the record; numbers have no gap; a cut loses and doubles
nothing; and an earlier conversation is shown to whoever has its ticket, or the shop's word, alone.
"""

import time
from collections.abc import Callable
from uuid import uuid4

import jwt
import pytest
from tests.server.chat.conftest import Browser
from tests.server.conftest import Shop

from dangol.server.chat.tickets import identity_secret
from dangol.store.record import open_record
from dangol.store.sites import write_site

Browse = Callable[..., Browser]


def signed(shop: Shop, user_id: str, lifetime_s: int = 600, secret: str = "", **more: str) -> str:
    """What the shop's server signs of a customer."""
    record = open_record(shop.server.database_url)
    try:
        workspace = record.read_workspace(shop.workspace_id)
    finally:
        record.close()
    assert workspace is not None
    claims = {"sub": user_id, "exp": int(time.time()) + lifetime_s, **more}
    return jwt.encode(claims, secret or identity_secret(workspace), algorithm="HS256")


def texts(frame: dict) -> list[str]:
    return [part["text"] for part in frame["parts"] if part["type"] == "text"]


def test_a_welcome_brings_a_ticket_and_no_conversation(browse: Browse) -> None:
    welcome = browse(lang="ja").come_in()
    assert welcome["t"] == "welcome" and len(welcome["ticket"]) == 32
    assert welcome["conversationId"] is None and welcome["missed"] == [] and welcome["seq"] == 0
    assert welcome["lang"] == "ja" and welcome["theme"]["name"] == "단골 상점"


@pytest.mark.parametrize(
    ("lang", "question", "notice"),
    [
        ("ko", "배송 얼마나 걸려요?", "자동"),
        ("ja", "送料はいくらですか？", "自動"),
        ("en", "Do you ship to Jeju?", "utomat"),
    ],
)
def test_what_is_said_is_stored_then_answered_in_its_language(
    browse: Browse, lang: str, question: str, notice: str
) -> None:
    browser = browse(lang=lang)
    browser.come_in()
    acked = browser.say(question)
    browser.conversation_id = acked["conversationId"]
    assert acked["seq"] == 1
    assert browser.messages()[0][:2] == (1, "visitor")
    reply = browser.until(lambda one: one["t"] == "message" and one["from"] == "agent")
    assert reply["seq"] == 2 and notice in str(reply["parts"])
    assert "facts" not in reply


def test_the_same_client_id_is_stored_once_and_acknowledged_again(browse: Browse) -> None:
    browser = browse()
    browser.come_in()
    client_id = uuid4().hex
    first = browser.say("안녕하세요", client_id)
    again = browser.say("다른 말", client_id)
    assert again == first
    browser.conversation_id = first["conversationId"]
    browser.ask("감사합니다")
    said = [row for row in browser.messages() if row[1] == "visitor"]
    assert len(said) == 2 and "다른 말" not in str(said)


def test_several_messages_at_once_are_answered_in_their_order_without_a_gap(
    browse: Browse,
) -> None:
    browser = browse()
    browser.come_in()
    ids = [uuid4().hex for _ in range(5)]
    for client_id in ids:
        browser.tell({"t": "send", "clientId": client_id, "text": f"질문 {client_id[:4]}"})
    browser.until(lambda one: one["t"] == "message" and one["seq"] == 10)
    browser.conversation_id = browser.heard[-1].get("conversationId", "") or next(
        one["conversationId"] for one in browser.heard if one["t"] == "ack"
    )
    rows = browser.shop.rows("messages", "seq", "sender", "client_id")
    assert [row[0] for row in rows] == list(range(1, 11))
    asked = {client_id: seq for seq, sender, client_id in rows if sender == "visitor"}
    answers = [client_id for _, sender, client_id in rows if sender == "agent"]
    assert list(asked) == ids
    assert answers == [f"re-{asked[client_id]}" for client_id in ids]


def test_after_a_cut_the_browser_hears_what_it_missed_and_nothing_twice(browse: Browse) -> None:
    browser = browse()
    browser.come_in()
    browser.ask("안녕하세요")
    browser.tell({"t": "send", "clientId": "cut-off-by-us", "text": "환불은 언제 되나요?"})
    browser.leave()
    welcome = browser.come_in()
    assert welcome["conversationId"] == browser.conversation_id
    acked = browser.say("환불은 언제 되나요?", "cut-off-by-us")
    assert acked["seq"] == 3
    while browser.seq < 4:  # `_took` holds every number to the one before
        browser.next()
    assert [row[0] for row in browser.messages()] == [1, 2, 3, 4]


def test_numbers_of_another_conversation_are_not_taken_for_this_one(browse: Browse) -> None:
    browser = browse()
    browser.come_in()
    browser.ask("안녕하세요")
    browser.leave()
    browser.seq, browser.conversation_id = 0, ""
    welcome = browser.come_in(seq=2, conversationId="01900000-0000-7000-8000-000000000000")
    assert [one["seq"] for one in welcome["missed"]] == [1, 2]


def test_without_its_ticket_nobody_sees_an_earlier_conversation(browse: Browse) -> None:
    browser = browse()
    browser.come_in()
    browser.ask("제 주소는 서울시예요")
    other = browse(anonymous_id=browser.anonymous_id)
    welcome = other.come_in()
    assert welcome["conversationId"] is None and welcome["missed"] == []
    assert welcome["ticket"] != browser.ticket
    guess = browse(anonymous_id=browser.anonymous_id, ticket="x" * 32)
    assert guess.come_in()["conversationId"] is None


def test_the_shops_word_opens_a_customers_conversation_in_another_browser(
    browse: Browse, shop: Shop
) -> None:
    phone = browse()
    phone.come_in(token=signed(shop, "customer-1"))
    phone.ask("배송비가 얼마예요?")
    laptop = browse()
    welcome = laptop.come_in(token=signed(shop, "customer-1"))
    assert welcome["conversationId"] == phone.conversation_id
    assert len(welcome["missed"]) == 2
    laptop.ask("제주도는요?")
    heard = phone.until(lambda one: one["t"] == "message" and one["seq"] == 4)
    assert heard["from"] == "agent"


@pytest.mark.parametrize("fault", ["forged", "expired", "another customer", "claimed"])
def test_no_other_token_opens_it(browse: Browse, shop: Shop, fault: str) -> None:
    phone = browse()
    phone.come_in(token=signed(shop, "customer-1"))
    phone.ask("배송비가 얼마예요?")
    hello = {
        "forged": {"token": signed(shop, "customer-1", secret="x" * 64)},
        "expired": {"token": signed(shop, "customer-1", lifetime_s=-60)},
        "another customer": {"token": signed(shop, "customer-2")},
        "claimed": {"userId": "customer-1"},
    }[fault]
    assert browse().come_in(**hello)["conversationId"] is None


def test_a_ticket_shows_no_customer_the_conversation_of_another(browse: Browse, shop: Shop) -> None:
    first = browse()
    first.come_in(token=signed(shop, "customer-1"))
    first.ask("배송비가 얼마예요?")
    # The events that name the customer are in the log before the next one comes.
    first.shop.post("/v1/identify", {"anonymousId": first.anonymous_id, "userId": "customer-1"})
    first.leave()
    second = browse(anonymous_id=first.anonymous_id, ticket=first.ticket)
    welcome = second.come_in(token=signed(shop, "customer-2"))
    assert welcome["conversationId"] is None and welcome["ticket"] != first.ticket


def test_another_tab_of_the_browser_joins_in(browse: Browse) -> None:
    one = browse()
    one.come_in()
    two = browse(anonymous_id=one.anonymous_id, ticket=one.ticket)
    two.come_in()
    one.ask("안녕하세요")
    heard = two.until(lambda frame: frame["t"] == "message" and frame["seq"] == 2)
    assert heard["from"] == "agent" and two.seq == 2


def test_a_quick_reply_is_pressed_once_and_no_other_is_there(browse: Browse) -> None:
    browser = browse()
    browser.come_in()
    reply = browser.ask("뭐가 있어요?")
    buttons = [part for part in reply["parts"] if part["type"] == "replies"]
    assert buttons, reply
    button = buttons[0]["replies"][0]
    browser.tell({"t": "press", "clientId": "press-0001", "seq": 99, "replyId": button["id"]})
    assert browser.answer_to("press-0001")["code"] == "unknown_reply"
    frame = {"t": "press", "clientId": "press-0002", "seq": reply["seq"], "replyId": button["id"]}
    browser.tell(frame)
    acked = browser.answer_to("press-0002")
    assert acked["t"] == "ack"
    said = browser.messages()[acked["seq"] - 1]
    assert said[1] == "visitor" and button["text"] in said[2]
    browser.tell(frame)
    assert browser.answer_to("press-0002") == acked


def test_what_should_not_be_pasted_is_hidden_before_it_is_stored(browse: Browse) -> None:
    browser = browse()
    browser.come_in()
    browser.ask("카드 4111 1111 1111 1111 로 결제했어요. 비밀번호: hunter2hunter2")
    said = browser.messages()[0][2]
    assert "4111 1111" not in said and "hunter2" not in said and "결제했어요" in said


def test_a_page_of_a_site_or_of_this_machine_may_chat_and_no_other(
    browse: Browse, shop: Shop
) -> None:
    record = open_record(shop.server.database_url)
    try:
        with record.writing() as connection:
            write_site(connection, shop.workspace_id, "https://shop.example", 1)
    finally:
        record.close()
    for origin in ("https://shop.example", "http://127.0.0.1:8000", "http://[::1]", None):
        assert browse(origin=origin).come_in()["t"] == "welcome", origin
    for origin in (
        "https://evil.example",
        "http://shop.example",
        "https://shop.example.evil.example",
        "https://localhost.evil.example",
        "null",
    ):
        stranger = browse(origin=origin)
        first = stranger.come_in()
        assert first["t"] == "error" and first["code"] == "foreign_origin", origin
        assert stranger.closed_with()[0] == 4403


def test_an_unknown_key_or_a_servers_is_not_let_in(browse: Browse, shop: Shop) -> None:
    for key in ("dgl_b_nobody", shop.server_key):
        stranger = browse()
        assert stranger.come_in(key=key)["code"] == "unknown_key"
        assert stranger.closed_with()[0] == 4401


@pytest.mark.parametrize("hello", ["", "{", "[]", '{"t":"send"}', '{"t":"hello","key":"x"}'])
def test_what_is_no_hello_ends_the_socket(browse: Browse, hello: str) -> None:
    stranger = browse()
    stranger.open()
    stranger.tell(hello)
    code, frames = stranger.closed_with()
    assert code == 4400 and frames[0]["code"] == "bad_frame"


def test_who_says_nothing_for_five_seconds_is_not_waited_for(browse: Browse) -> None:
    stranger = browse()
    stranger.open()
    began = time.monotonic()
    code, frames = stranger.closed_with()
    assert code == 4408 and frames[0]["code"] == "no_hello"
    assert 4 < time.monotonic() - began < 15


@pytest.mark.parametrize(
    "frame",
    [
        "{",
        "[]",
        '{"t":"rm"}',
        '{"t":"send","clientId":"short","text":"x"}',
        '{"t":"send","clientId":"00000000","text":""}',
        '{"t":"send","clientId":"00000000","text":"\\ud800"}',
        '{"t":"read","seq":-1}',
        '{"t":"opening","decisionId":"x","what":"clicked"}',
        "[" * 5_000,
    ],
)
def test_a_bad_frame_is_answered_and_the_line_stays(browse: Browse, frame: str) -> None:
    browser = browse()
    browser.come_in()
    browser.tell(frame)
    assert browser.until(lambda one: one["t"] == "error")["code"] == "bad_frame"
    browser.tell({"t": "ping"})
    assert browser.until(lambda one: one["t"] == "pong")


def test_a_frame_beyond_the_limit_ends_the_socket(browse: Browse) -> None:
    browser = browse()
    browser.come_in()
    browser.tell({"t": "send", "clientId": "too-large", "text": "가" * 20_000})
    assert browser.closed_with()[0] in (1009, 4400)


def test_who_speaks_too_fast_is_told_so_and_what_was_acknowledged_stands(browse: Browse) -> None:
    browser = browse()
    browser.come_in()
    ids = [uuid4().hex for _ in range(40)]
    for client_id in ids:
        browser.tell({"t": "send", "clientId": client_id, "text": "네"})
    answers = [browser.answer_to(client_id) for client_id in ids]
    acked = [one for one in answers if one["t"] == "ack"]
    refused = {one["code"] for one in answers if one["t"] == "error"}
    assert refused == {"too_fast"} and 15 <= len(acked) < 40
    browser.conversation_id = acked[0]["conversationId"]
    assert sum(sender == "visitor" for _, sender, _ in browser.messages()) == len(acked)


def test_a_browser_has_a_dozen_lines_at_most(browse: Browse) -> None:
    anonymous_id = f"many-{uuid4().hex}"
    for _ in range(12):
        assert browse(anonymous_id=anonymous_id).come_in()["t"] == "welcome"
    late = browse(anonymous_id=anonymous_id)
    assert late.come_in()["code"] == "too_many"
    assert late.closed_with()[0] == 4429


def test_a_conversation_is_told_to_the_log_under_segments_names_without_its_words(
    browse: Browse, shop: Shop
) -> None:
    browser = browse()
    browser.come_in()
    browser.ask("배송비가 얼마예요? 제 이름은 김단골이에요")
    wanted = {
        "Live Chat Conversation Started",
        "Live Chat Message Sent",
        "Live Chat Message Received",
    }
    end = time.monotonic() + 10
    rows = shop.rows("events", "name", "payload", "anonymous_id")
    while {row[0] for row in rows} != wanted and time.monotonic() < end:
        rows = shop.rows("events", "name", "payload", "anonymous_id")
    assert sorted(row[0] for row in rows) == sorted(wanted)
    assert "김단골" not in str([bytes(row[1]).decode() for row in rows])
    assert {row[2] for row in rows} == {browser.anonymous_id}


def test_the_metrics_count_lines_messages_and_turns(browse: Browse) -> None:
    browser = browse()
    before = browser.shop.server.metrics()
    browser.come_in()
    browser.ask("안녕하세요")
    after = browser.shop.server.metrics()
    visitor, agent = (
        f'dangol_chat_messages_total{{sender="{who}"}}' for who in ("visitor", "agent")
    )
    assert after[visitor] - before.get(visitor, 0) == 1
    assert after[agent] - before.get(agent, 0) == 1
    assert after["dangol_chat_lines"] >= 1


def test_a_conversation_belongs_to_whom_the_events_have_named_since(
    shop: Shop, browse: Browse
) -> None:
    browser = browse()
    browser.come_in()
    ids = {"anonymousId": browser.anonymous_id, "userId": "m-1"}
    call = {"type": "track", "event": "Product Viewed", "messageId": uuid4().hex, **ids}
    assert shop.post("/v1/batch", {"batch": [call]}, key=shop.browser_key).status_code == 200
    browser.ask("배송은 얼마나 걸려요?")
    people = {row[0] for row in shop.rows("people", "person_id")}
    assert {row[0] for row in shop.rows("conversations", "person_id")} == people
    assert len(people) == 1
