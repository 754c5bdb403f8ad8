"""The promise: killed in the middle of conversations, the server loses nothing it acknowledged,
doubles nothing, and after its next start answers what it had no time to."""

import random
from collections.abc import Callable
from uuid import uuid4

import pytest
from tests.postgres import postgres_server, postgres_url
from tests.server.chat.conftest import Browser
from tests.server.conftest import Server, create_shop
from websockets.exceptions import ConnectionClosed

__all__ = ["postgres_server", "postgres_url"]

ROUNDS = 3
BROWSERS = 4
WORDS = 6


@pytest.mark.parametrize("record", ["sqlite", "postgresql"])
def test_a_kill_in_the_middle_loses_and_doubles_nothing(
    start_server: Callable[..., Server],
    browse: Callable[..., Browser],
    request: pytest.FixtureRequest,
    record: str,
) -> None:
    chance = random.Random(20261122)
    is_postgres = record == "postgresql"
    url = request.getfixturevalue("postgres_url") if is_postgres else None
    server = start_server(url)
    shop = create_shop(server)
    browsers = [browse(shop=shop) for _ in range(BROWSERS)]
    acked: dict[str, tuple[str, int]] = {}
    for _ in range(ROUNDS):
        unsure: dict[int, str] = {}
        for number, browser in enumerate(browsers):
            browser.come_in()
            for _ in range(WORDS):
                client_id = uuid4().hex
                browser.tell({"t": "send", "clientId": client_id, "text": f"질문 {client_id}"})
                unsure[number] = client_id
                if chance.random() < 0.5:
                    frame = browser.answer_to(client_id)
                    acked[client_id] = frame["conversationId"], frame["seq"]
        server.kill()
        for browser in browsers:
            try:
                while True:
                    frame = browser.next(5)
                    if frame["t"] == "ack":
                        acked[frame["clientId"]] = frame["conversationId"], frame["seq"]
            except (ConnectionClosed, TimeoutError):
                browser.stack.close()
        server = start_server(server.database_url)
        for browser in browsers:
            browser.shop.server = server
        for number, client_id in unsure.items():
            browsers[number].come_in()  # holds every missed number to the one before
            frame = browsers[number].say(f"질문 {client_id}", client_id)
            if client_id in acked:
                assert acked[client_id] == (frame["conversationId"], frame["seq"])
            acked[client_id] = frame["conversationId"], frame["seq"]
            browsers[number].leave()
    rows = shop.rows("messages", "conversation_id", "seq", "sender", "client_id")
    stored = {row[3]: row[:2] for row in rows if row[2] == "visitor"}
    assert {key: stored.get(key) for key in acked} == acked
    assert len(stored) == sum(row[2] == "visitor" for row in rows)
    for conversation_id in {row[0] for row in rows}:
        numbers = [row[1] for row in rows if row[0] == conversation_id]
        assert numbers == list(range(1, len(numbers) + 1))
    assert len({row[0] for row in rows}) == BROWSERS


def test_what_was_cut_off_is_answered_after_the_next_start(
    start_server: Callable[..., Server], browse: Callable[..., Browser]
) -> None:
    server = start_server()
    shop = create_shop(server)
    for _ in range(20):
        browser = browse(shop=shop)
        browser.come_in()
        browser.conversation_id = browser.say("배송은 얼마나 걸려요?")["conversationId"]
        server.kill()
        was = [row[1] for row in browser.messages()]
        browser.stack.close()
        server = start_server(server.database_url)
        browser.shop.server = server
        browser.come_in()
        while browser.seq < 2:
            browser.next()
        assert [row[1] for row in browser.messages()] == ["visitor", "agent"]
        if was == ["visitor"]:
            return
    raise AssertionError("the server was never quick enough to be killed before its reply")
