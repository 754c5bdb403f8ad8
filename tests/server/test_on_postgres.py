"""The same server on PostgreSQL, from the first request to a restart."""

from collections.abc import Callable

from tests.server.conftest import Server, create_shop
from tests.server.test_wakeups import leave_carts


def test_the_server_on_postgres_keeps_events_people_and_decisions(
    start_server: Callable[..., Server], postgres_url: str
) -> None:
    shop = create_shop(start_server(postgres_url))
    leave_carts(shop, 20)
    assert shop.count("events") == 180
    assert shop.count("people") == 20
    assert shop.count("decisions") > 0
    bad = [{"type": "track", "event": "x"}, {"type": "track", "event": "a\0", "userId": "u"}]
    assert shop.post("/v1/batch", {"batch": bad}).json()["quarantined"] == 2
    assert shop.server.counted()["received"] == 182
    shop.server.kill()

    shop.server = start_server(postgres_url)
    again = shop.post("/v1/track", {"anonymousId": "visitor-1", "messageId": "1-0", "event": "x"})
    assert again.json()["events"][0]["reason"] == "conflicting_duplicate"
    linked = {"type": "identify", "userId": "u1", "anonymousId": "visitor-1", "messageId": "link"}
    assert shop.post("/v1/identify", linked).json()["stored"] == 1
    assert (shop.count("events"), shop.count("quarantine")) == (181, 3)
    assert shop.server.stop() == 0


def test_text_that_postgres_cannot_hold_is_no_fault_of_the_server(
    start_server: Callable[..., Server], postgres_url: str
) -> None:
    shop = create_shop(start_server(postgres_url))
    hostile = [
        {"type": "alias", "userId": "u1", "previousId": "\0"},
        {"type": "identify", "userId": "u2", "context": {"locale": "\0"}, "traits": {"\0": "\0"}},
        {"type": "track", "userId": "u3", "event": "e", "messageId": "\0"},
        {"type": "group", "userId": "u4", "groupId": "\0", "traits": {"name": "\0"}},
        {"type": "track", "userId": "u5", "event": "Coupon Denied", "properties": {"coupon": "\0"}},
        {
            "type": "track",
            "userId": "u6",
            "event": "Product Added",
            "properties": {"cart_id": "\0"},
        },
        {
            "type": "track",
            "userId": "u7",
            "event": "Product Viewed",
            "properties": {"product_id": "\0", "currency": "\0", "price": 1},
        },
    ]
    for call in [*hostile, *hostile]:
        answer = shop.post("/v1/batch", {"batch": [call]})
        assert answer.status_code in (200, 400), (call, answer.text)
