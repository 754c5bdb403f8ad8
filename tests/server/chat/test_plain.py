"""The promise: where sockets are blocked, plain requests hold the same conversation."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.server.chat.conftest import HERE, Browser
from tests.server.conftest import Server, Shop, create_shop

Browse = Callable[..., Browser]
Frame = dict[str, Any]


class Plain:
    """A browser without sockets."""

    def __init__(self, shop: Shop, anonymous_id: str = "") -> None:
        self.shop = shop
        self.anonymous_id = anonymous_id or f"anon-{uuid4().hex}"
        self.ticket = ""
        self.seq = 0
        self.conversation_id = ""
        self.heard: list[Frame] = []

    def post(self, body: Any, origin: str | None = HERE) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"content-type": "text/plain"} | ({"origin": origin} if origin else {})
        url = self.shop.server.url + "/v1/chat/frames"
        return httpx.post(url, content=content, headers=headers, timeout=30)

    def hello(self, **more: Any) -> Frame:
        hello = {"t": "hello", "v": 1, "key": self.shop.browser_key, "lang": "ko"}
        hello |= {"anonymousId": self.anonymous_id, "seq": self.seq}
        if self.ticket:
            hello["ticket"] = self.ticket
        if self.conversation_id:
            hello["conversationId"] = self.conversation_id
        return hello | more

    def ask(self, *frames: Frame, wait: int = 0) -> list[Frame]:
        answer = self.post({"hello": self.hello(), "frames": frames, "wait": wait})
        assert answer.status_code == 200, answer.text
        told: list[Frame] = answer.json()["frames"]
        assert told[0]["t"] == "welcome"
        self.ticket = told[0]["ticket"]
        self.conversation_id = told[0]["conversationId"] or self.conversation_id
        said = [one for one in told if one["t"] == "message"]
        for message in [*told[0]["missed"], *said]:
            assert message["seq"] == self.seq + 1
            self.seq = message["seq"]
        for ack in (one for one in told if one["t"] == "ack"):
            self.conversation_id = ack["conversationId"]
        self.heard += told
        return told


def send(text: str, client_id: str = "") -> Frame:
    return {"t": "send", "clientId": client_id or uuid4().hex, "text": text}


def test_a_conversation_is_held_with_requests_alone(shop: Shop) -> None:
    visitor = Plain(shop)
    visitor.ask()
    said = visitor.ask(send("배송비가 얼마예요?"))
    assert [one["t"] for one in said][1] == "ack"
    while visitor.seq < 2:
        visitor.ask(wait=20)
    reply = [one for one in visitor.heard if one.get("from") == "agent"]
    missed = [one for told in visitor.heard for one in told.get("missed", ())]
    assert [one["seq"] for one in [*reply, *missed] if one["from"] == "agent"] == [2]


def test_what_is_repeated_because_its_answer_was_lost_is_stored_once(shop: Shop) -> None:
    visitor = Plain(shop)
    visitor.ask()
    frame = send("안녕하세요")
    first = next(one for one in visitor.ask(frame) if one["t"] == "ack")
    again = next(one for one in visitor.ask(frame) if one["t"] == "ack")
    assert first == again
    assert shop.rows("messages", "sender", "client_id").count(("visitor", frame["clientId"])) == 1


def test_without_a_ticket_nothing_is_stored(shop: Shop) -> None:
    told = Plain(shop).ask(send("안녕하세요", "client-0001"), {"t": "ping"})
    assert [one["t"] for one in told] == ["welcome", "error", "pong"]
    assert told[1]["code"] == "no_ticket" and told[1]["clientId"] == "client-0001"
    assert shop.count("messages") == 0


def test_a_waiting_request_is_answered_as_soon_as_something_is_said(shop: Shop) -> None:
    visitor = Plain(shop)
    visitor.ask()
    visitor.ask(send("안녕하세요"))
    while visitor.seq < 2:
        visitor.ask(wait=20)
    waiting = Plain(shop, visitor.anonymous_id)
    waiting.ticket, waiting.seq = visitor.ticket, visitor.seq
    waiting.conversation_id = visitor.conversation_id
    heard: list[Frame] = []
    began = time.monotonic()
    thread = threading.Thread(target=lambda: heard.extend(waiting.ask(wait=20)))
    thread.start()
    while shop.server.metrics()["dangol_chat_lines"] < 1:
        pass
    visitor.ask(send("배송은요?"))
    thread.join(25)
    assert time.monotonic() - began < 15
    assert any(one["t"] == "message" for one in heard) or heard[0]["missed"]


def test_nothing_new_is_an_answer_too(shop: Shop) -> None:
    visitor = Plain(shop)
    visitor.ask()
    began = time.monotonic()
    assert [one["t"] for one in visitor.ask(wait=1)] == ["welcome"]
    assert time.monotonic() - began >= 1


def test_a_server_that_is_stopped_does_not_wait_for_what_is_new(
    start_server: Callable[..., Server],
) -> None:
    server = start_server()
    visitor = Plain(create_shop(server))
    visitor.ask()
    heard: list[Frame] = []
    thread = threading.Thread(target=lambda: heard.extend(visitor.ask(wait=25)))
    thread.start()
    while server.metrics()["dangol_chat_lines"] < 1:
        pass
    began = time.monotonic()
    assert server.stop() == 0
    thread.join(25)
    assert time.monotonic() - began < 15
    assert [one["t"] for one in heard] == ["welcome"]


def test_a_socket_and_requests_hold_one_conversation(shop: Shop, browse: Browse) -> None:
    browser = browse()
    browser.come_in()
    browser.ask("안녕하세요")
    plain = Plain(shop, browser.anonymous_id)
    plain.ticket = browser.ticket
    assert [one["seq"] for one in plain.ask()[0]["missed"]] == [1, 2]
    plain.ask(send("이어서 물어볼게요"))
    browser.until(lambda one: one["t"] == "message" and one["seq"] == 4)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "bad_frame"),
        (b"[]", 400, "bad_frame"),
        (b'{"frames":[]}', 400, "bad_frame"),
        (b"\xff\xfe", 400, "bad_frame"),
        (b"[" * 50_000, 400, "bad_frame"),
        (b" " * 70_000, 413, "frame_too_large"),
    ],
)
def test_what_cannot_be_read_is_refused(shop: Shop, body: bytes, status: int, code: str) -> None:
    answer = Plain(shop).post(body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_foreign_page_and_an_unknown_key_are_refused(shop: Shop) -> None:
    visitor = Plain(shop)
    answer = visitor.post({"hello": visitor.hello()}, origin="https://evil.example")
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
    answer = visitor.post({"hello": visitor.hello(key="dgl_b_nobody")})
    assert (answer.status_code, answer.json()["code"]) == (401, "unknown_key")


def test_the_page_asks_how_the_widget_looks(shop: Shop) -> None:
    url = shop.server.url + "/v1/chat/config"
    answer = httpx.get(url, params={"key": shop.browser_key}, headers={"origin": HERE})
    assert answer.json()["theme"]["name"] == "단골 상점" and answer.json()["lang"] == "ko"
    assert answer.headers["access-control-allow-origin"] == HERE
    assert httpx.get(url, params={"key": "x"}).status_code == 401
    foreign = httpx.get(
        url, params={"key": shop.browser_key}, headers={"origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    assert "salt" not in answer.text


@pytest.mark.parametrize("name", ["dangol.js", "dangol-alias.js"])
def test_a_script_is_cached_by_its_tag(shop: Shop, name: str) -> None:
    url = f"{shop.server.url}/{name}"
    plain = httpx.get(url, headers={"accept-encoding": "identity"})
    assert plain.status_code == 200
    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "max-age" in plain.headers["cache-control"]
    packed = httpx.get(url, headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip" and packed.text == plain.text
    again = httpx.get(url, headers={"if-none-match": plain.headers["etag"]})
    assert again.status_code == 304 and again.content == b""


def test_the_sockets_path_tells_a_plain_request_what_it_is(shop: Shop) -> None:
    answer = httpx.get(shop.server.url + "/v1/chat/socket")
    assert (answer.status_code, answer.json()["code"]) == (426, "not_a_socket")
