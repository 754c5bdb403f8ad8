"""The promise: where several servers share one record, whatever is said through one of them reaches
whoever listens at another, at once and once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.server.chat.conftest import Browser
from tests.server.chat.test_openings import acts, hesitate, opening
from tests.server.conftest import Server, Shop, create_shop
from tests.server.test_wakeups import bus, read_address

__all__ = ["bus", "read_address"]

Browse = Callable[..., Browser]


@pytest.fixture
def pair(
    start_server: Callable[..., Server],
    postgres_url: str,
    bus: str,
    tmp_path: Path,
) -> tuple[Shop, Shop]:
    """One shop, at two servers."""
    here = create_shop(start_server(postgres_url, DANGOL_NATS_URL=bus))
    there = start_server(postgres_url, DANGOL_NATS_URL=bus)
    return here, Shop(there, here.workspace_id, here.browser_key, here.server_key)


def test_a_word_through_one_server_reaches_a_socket_at_another(
    pair: tuple[Shop, Shop], browse: Browse
) -> None:
    here, there = pair
    one = browse(shop=here)
    one.come_in()
    one.ask("배송은 얼마나 걸려요?")
    other = browse(shop=there, anonymous_id=one.anonymous_id, ticket=one.ticket)
    other.come_in()
    assert [seq for seq, _, _ in one.messages()] == [1, 2] and other.seq == 2
    one.ask("교환은 어떻게 해요?")
    other.until(lambda frame: frame["t"] == "message" and frame["from"] == "agent")
    told = [frame for frame in other.heard if frame["t"] == "message"]
    assert [(frame["seq"], frame["from"]) for frame in told] == [(3, "visitor"), (4, "agent")]
    other.ask("사람이랑 얘기할래요")
    one.until(lambda frame: frame["t"] == "state" and frame["handoff"] == "waiting")
    for shop in pair:
        assert shop.server.metrics()["dangol_chat_words_lost_total"] == 0


def test_a_conversation_begun_at_one_server_goes_on_in_a_tab_at_another(
    pair: tuple[Shop, Shop], browse: Browse
) -> None:
    here, there = pair
    one = browse(shop=here)
    one.come_in()
    other = browse(shop=there, anonymous_id=one.anonymous_id, ticket=one.ticket)
    other.come_in()
    one.ask("사이즈 추천해 주세요")
    other.until(lambda frame: frame["t"] == "message" and frame["from"] == "agent")
    assert other.seq == 2


def test_who_talks_at_one_server_is_not_interrupted_by_what_another_decides(
    pair: tuple[Shop, Shop], browse: Browse
) -> None:
    here, there = pair
    one = browse(shop=there)
    one.come_in()
    watching = browse(shop=here, anonymous_id=one.anonymous_id, ticket=one.ticket)
    watching.come_in()
    one.ask("배송은 얼마나 걸려요?")
    watching.until(lambda frame: frame["t"] == "message" and frame["from"] == "agent")
    here.post("/v1/batch", {"batch": acts(one.anonymous_id, "Product Added", "Exit Intent")})
    assert here.rows("decisions", "verdict", "reason", "playbook") == [
        ("silent", "in_conversation", "cart-rescue")
    ]


def test_an_opening_decided_at_one_server_is_shown_at_another_and_can_be_answered(
    pair: tuple[Shop, Shop], browse: Browse
) -> None:
    here, there = pair
    for _ in range(40):
        browser = browse(shop=there)
        browser.come_in()
        if hesitate(here, browser.anonymous_id) == "speak":
            break
    told = opening(browser)
    reply = told["replies"][0]["id"]
    browser.tell({"t": "press", "clientId": "press-0001", "seq": 0, "replyId": reply})
    assert browser.answer_to("press-0001")["t"] == "ack"
