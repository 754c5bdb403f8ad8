"""The promise: a decision to speak reaches the browsers of its person at once and is said once; who
is held out sees nothing; an answer begins the conversation with what was asked; never is never.
"""

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from tests.server.chat.conftest import Browser
from tests.server.conftest import Shop

Browse = Callable[..., Browser]


def hesitate(shop: Shop, anonymous_id: str, **more: Any) -> str:
    """Puts something into the cart and turns to leave; returns what was decided on the cart."""
    shop.post("/v1/batch", {"batch": acts(anonymous_id, "Product Added", "Exit Intent")})
    rows = shop.rows("decisions", "playbook", "verdict", "person_id", "decision_id")
    people = {
        row[0]
        for row in shop.rows("identifiers", "person_id", "identifier")
        if row[1] == f"a:{anonymous_id}"
    }
    mine = [row for row in rows if row[2] in people and row[0] == "cart-rescue"]
    assert mine, rows
    return mine[0][1]


def acts(anonymous_id: str, *names: str) -> list[dict[str, Any]]:
    properties = {"product_id": "sh-01", "price": 39_000, "quantity": 1}
    return [
        {
            "type": "track",
            "event": name,
            "anonymousId": anonymous_id,
            "messageId": uuid4().hex,
            "properties": properties if name != "Exit Intent" else {},
        }
        for name in names
    ]


def somebody(shop: Shop, verdict: str, browse: Browse) -> Browser:
    """A browser on the line whose person was decided so, at the moment it was."""
    for _ in range(40):
        browser = browse()
        browser.come_in()
        if hesitate(shop, browser.anonymous_id) == verdict:
            return browser
        browser.leave()
    raise AssertionError(f"nobody of forty was to {verdict}")


def opening(browser: Browser) -> dict[str, Any]:
    return browser.until(lambda one: one["t"] == "opening")


def is_silent(browser: Browser) -> bool:
    """Nothing but the answer comes before the answer to a ping that was sent last."""
    browser.tell({"t": "ping"})
    return browser.next()["t"] == "pong"


def test_who_hesitates_is_asked_in_the_language_of_the_page(shop: Shop, browse: Browse) -> None:
    browser = somebody(shop, "speak", lambda: browse(lang="ja"))
    told = opening(browser)
    assert "カート" in told["text"] or "お選び" in told["text"]
    assert 1 <= len(told["replies"]) <= 3
    assert set(told) == {"t", "decisionId", "text", "replies", "subject"}


def test_who_is_held_out_sees_nothing(shop: Shop, browse: Browse) -> None:
    browser = somebody(shop, "hold", browse)
    somebody(shop, "speak", browse).until(lambda one: one["t"] == "opening")
    assert is_silent(browser)
    browser.leave()
    browser.come_in()
    assert is_silent(browser)


def test_an_answer_begins_the_conversation_with_what_was_asked(shop: Shop, browse: Browse) -> None:
    browser = somebody(shop, "speak", browse)
    told = opening(browser)
    browser.tell({"t": "opening", "decisionId": told["decisionId"], "what": "shown"})
    button = told["replies"][0]
    browser.tell({"t": "press", "clientId": "press-0001", "seq": 0, "replyId": button["id"]})
    acked = browser.answer_to("press-0001")
    assert acked["t"] == "ack" and acked["seq"] == 2, acked
    browser.conversation_id = acked["conversationId"]
    while browser.seq < 3:
        browser.next()
    rows = browser.messages()
    assert [row[1] for row in rows] == ["agent", "visitor", "agent"]
    assert told["text"] in rows[0][2] and button["text"] in rows[1][2]
    begun = shop.rows("conversations", "conversation_id", "decision_id")
    assert begun == [(acked["conversationId"], told["decisionId"])]
    browser.tell({"t": "press", "clientId": "press-0001", "seq": 0, "replyId": button["id"]})
    assert browser.answer_to("press-0001") == acked
    assert [row[1] for row in browser.messages()] == ["agent", "visitor", "agent"]


def test_words_after_an_opening_are_an_answer_to_it(shop: Shop, browse: Browse) -> None:
    browser = somebody(shop, "speak", browse)
    told = opening(browser)
    browser.tell({"t": "opening", "decisionId": told["decisionId"], "what": "opened"})
    browser.ask("배송은 얼마나 걸려요?")
    assert told["text"] in browser.messages()[0][2]


def test_an_opening_waits_for_a_browser_between_two_pages_and_is_said_once(
    shop: Shop, browse: Browse
) -> None:
    browser = somebody(shop, "speak", browse)
    told = opening(browser)
    browser.leave()
    browser.come_in()
    assert opening(browser)["decisionId"] == told["decisionId"]  # it was not shown before
    browser.tell({"t": "opening", "decisionId": told["decisionId"], "what": "shown"})
    assert is_silent(browser)
    browser.leave()
    browser.come_in()
    assert is_silent(browser)


def test_the_opening_of_another_cannot_be_answered(shop: Shop, browse: Browse) -> None:
    told = opening(somebody(shop, "speak", browse))
    stranger = browse()
    stranger.come_in()
    stranger.tell({"t": "opening", "decisionId": told["decisionId"], "what": "never"})
    reply = told["replies"][0]["id"]
    stranger.tell({"t": "press", "clientId": "press-0001", "seq": 0, "replyId": reply})
    assert stranger.answer_to("press-0001")["code"] == "unknown_reply"
    assert shop.count("consents") == 0


def test_who_says_never_is_not_spoken_to_again(shop: Shop, browse: Browse) -> None:
    browser = somebody(shop, "speak", browse)
    told = opening(browser)
    browser.tell({"t": "opening", "decisionId": told["decisionId"], "what": "never"})
    assert is_silent(browser)  # frames are taken in order, so the refusal is in the record
    assert shop.rows("consents", "channel", "purpose", "is_given") == [
        ("web_chat", "opening", False)
    ]
    shop.post("/v1/track", acts(browser.anonymous_id, "Checkout Started")[0])
    shop.post("/v1/batch", {"batch": acts(browser.anonymous_id, "Coupon Denied")})
    assert ("silent", "no_consent") in shop.rows("decisions", "verdict", "reason")


def test_who_is_in_conversation_is_not_interrupted(shop: Shop, browse: Browse) -> None:
    browser = browse()
    browser.come_in()
    browser.ask("배송은 얼마나 걸려요?")
    shop.post("/v1/batch", {"batch": acts(browser.anonymous_id, "Product Added", "Exit Intent")})
    assert shop.rows("decisions", "verdict", "reason", "playbook") == [
        ("silent", "in_conversation", "cart-rescue")
    ]


def test_what_became_of_an_opening_is_in_the_log_once(shop: Shop, browse: Browse) -> None:
    browser = somebody(shop, "speak", browse)
    told = opening(browser)
    for what in ("shown", "shown", "dismissed", "dismissed"):
        browser.tell({"t": "opening", "decisionId": told["decisionId"], "what": what})
    assert is_silent(browser)
    wanted = ["Live Chat Opening Dismissed", "Live Chat Opening Shown"]
    end = time.monotonic() + 10
    names: list[str] = []
    while names != wanted and time.monotonic() < end:
        names = [row[0] for row in shop.rows("events", "name") if "Opening" in row[0]]
    assert names == wanted
    assert shop.count("quarantine") == 0


@pytest.mark.parametrize("reply", ["", ":", "x:0", "x" * 250 + ":1"])
def test_a_made_up_reply_is_no_answer(browse: Browse, reply: str) -> None:
    browser = browse()
    browser.come_in()
    browser.tell({"t": "press", "clientId": "press-0001", "seq": 0, "replyId": reply})
    assert browser.answer_to("press-0001")["code"] in ("unknown_reply", "bad_frame")
