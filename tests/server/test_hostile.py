"""Bodies that no honest client sends: each gets a clear reason, and the server goes on."""

import gzip
import json
import socket
import zlib
from typing import Any

import pytest
from tests.server.conftest import Shop

pytestmark = pytest.mark.usefixtures("identity")

GOOD = {"type": "track", "event": "Product Viewed", "userId": "u1", "messageId": "good"}


def track(**fields: Any) -> bytes:
    return json.dumps({"event": "e", "userId": "u1"} | fields, ensure_ascii=False).encode()


UNREADABLE = [
    ("nothing", b"", "malformed_json"),
    ("no JSON", b"<html>", "malformed_json"),
    ("cut off", b'{"event": "e", "userId": "u', "malformed_json"),
    ("no UTF-8", b'{"event": "\xff\xfe", "userId": "u"}', "malformed_json"),
    ("EUC-KR", '{"event": "상품", "userId": "u"}'.encode("euc-kr"), "malformed_json"),
    ("Shift JIS", '{"event": "商品", "userId": "u"}'.encode("shift_jis"), "malformed_json"),
    ("UTF-16", track().decode().encode("utf-16"), "malformed_json"),
    ("NaN", b'{"event": "e", "userId": "u", "properties": {"price": NaN}}', "malformed_json"),
    ("infinity", b'{"event": "e", "userId": "u", "x": -Infinity}', "malformed_json"),
    ("half a pair", b'{"event": "\\ud83d", "userId": "u"}', "malformed_json"),
    ("two values", b"{} {}", "malformed_json"),
    ("1,000 lists", b'{"a":' * 1000 + b"1" + b"}" * 1000, "too_deep"),
    ("100,000 lists", b"[" * 100_000, "too_deep"),
    ("a key twice", b'{"event": "a", "event": "b", "userId": "u"}', "duplicate_key"),
    (
        "a key twice inside",
        b'{"event":"a","userId":"u","properties":{"p":1,"p":2}}',
        "duplicate_key",
    ),
    ("a list", b"[]", "not_an_object"),
    ("a text", b'"track"', "not_an_object"),
    ("null", b"null", "not_an_object"),
]


@pytest.mark.parametrize(
    ("body", "reason"), [one[1:] for one in UNREADABLE], ids=[one[0] for one in UNREADABLE]
)
def test_an_unreadable_body_is_one_received_one_quarantined_and_400(
    shop: Shop, body: bytes, reason: str
) -> None:
    before = shop.server.counted()
    answer = shop.post("/v1/track", body)
    said = answer.json()
    assert (answer.status_code, said["code"], said["error"]["code"]) == (400, reason, reason)
    assert said["message"] and said["error"]["hint"]
    assert (said["received"], said["quarantined"]) == (1, 1)
    after = shop.server.counted()
    assert after["received"] - before["received"] == 1
    assert after["quarantined"] - before["quarantined"] == 1
    assert shop.rows("quarantine", "reason", "source", "raw") == [(reason, "http /v1/track", body)]
    assert shop.post("/v1/track", GOOD).status_code == 200


def test_an_unreadable_body_without_a_key_is_counted_and_not_kept(shop: Shop) -> None:
    before = shop.server.counted()
    answer = shop.post("/v1/track", b"<html>", key="")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")
    after = shop.server.counted()
    assert after["quarantined"] - before["quarantined"] == 1
    assert shop.count("quarantine") == 0


def test_unreadable_bytes_that_still_show_a_key_are_kept_for_its_shop(shop: Shop) -> None:
    body = b'{"event": "e", "userId": "u", "p": NaN, "writeKey": "%s"}' % shop.browser_key.encode()
    assert shop.post("/v1/track", body, key="").status_code == 400
    assert shop.rows("quarantine", "reason", "raw") == [("malformed_json", body)]


BAD_EVENTS = [
    ("a negative price", {"properties": {"price": -1}}, "bad_amount"),
    ("a negative price as text", {"properties": {"price": "-1"}}, "bad_amount"),
    ("a price of 1e300", {"properties": {"price": 1e300}}, "bad_amount"),
    ("a negative product", {"properties": {"products": [{"price": -5}]}}, "bad_amount"),
    ("1970", {"timestamp": "1970-01-01T00:00:00Z"}, "impossible_date"),
    ("2100", {"timestamp": "2100-01-01T00:00:00Z"}, "impossible_date"),
    ("no date", {"timestamp": "yesterday"}, "bad_timestamp"),
    ("a date as number", {"timestamp": 1}, "bad_timestamp"),
    ("a name of 10,000 characters", {"event": "가" * 10_000}, "bad_name"),
    ("a name with a NUL", {"event": "a\0b"}, "bad_name"),
    ("no name", {"event": ""}, "no_name"),
    ("a blank name", {"event": "  "}, "no_name"),
    ("a long id", {"userId": "u" * 300}, "bad_identifier"),
    ("an id that is a list", {"userId": ["u"]}, "bad_identifier"),
    ("an id with a NUL", {"userId": "a\0"}, "bad_identifier"),
    ("a messageId with a NUL", {"messageId": "a\0"}, "bad_identifier"),
    ("a messageId that is a number", {"messageId": 7}, "bad_identifier"),
    ("nobody", {"userId": None}, "no_identity"),
    ("properties as text", {"properties": "x"}, "not_an_object"),
    ("a context as list", {"context": []}, "not_an_object"),
]


@pytest.mark.parametrize(
    ("fields", "reason"), [one[1:] for one in BAD_EVENTS], ids=[one[0] for one in BAD_EVENTS]
)
def test_a_bad_event_is_quarantined_and_its_neighbours_are_stored(
    shop: Shop, fields: dict[str, Any], reason: str
) -> None:
    bad = {"type": "track", "event": "e", "userId": "u1"} | fields
    answer = shop.post("/v1/batch", {"batch": [GOOD, bad, GOOD | {"messageId": "good too"}]})
    said = answer.json()
    assert answer.status_code == 400
    assert [event["outcome"] for event in said["events"]] == ["stored", "quarantined", "stored"]
    assert (said["events"][1]["reason"], said["received"]) == (reason, 3)
    assert said["events"][1]["detail"]
    assert shop.rows("quarantine", "reason") == [(reason,)]
    alone = shop.post("/v1/track", bad, is_strict=False)
    assert (alone.status_code, alone.json()) == (200, {"success": True})


def test_one_unreadable_call_does_not_take_its_batch_with_it(shop: Shop) -> None:
    good = json.dumps(GOOD).encode()
    body = b'{"batch": [%s, {"event": NaN}, {"a": 1, "a": 2}, {"event": "\\ud800"}]}' % good
    answer = shop.post("/v1/batch", body)
    outcomes = [(one["outcome"], one["reason"]) for one in answer.json()["events"]]
    assert outcomes == [
        ("stored", ""),
        ("quarantined", "malformed_json"),
        ("quarantined", "duplicate_key"),
        ("quarantined", "malformed_json"),
    ]
    kept = {raw for (raw,) in shop.rows("quarantine", "raw")}
    assert kept == {b'{"event": NaN}', b'{"a": 1, "a": 2}', b'{"event": "\\ud800"}'}


@pytest.mark.parametrize("depth", [*range(880, 1000, 7), 5_000])
def test_no_depth_of_nesting_harms_the_server(shop: Shop, depth: int) -> None:
    deep = b'{"event": "e", "userId": "u", "properties": {"a": %s}}' % (
        b"[" * depth + b"1" + b"]" * depth
    )
    answer = shop.post("/v1/track", deep)
    assert answer.status_code in (200, 400)
    assert answer.json()["stored"] + answer.json()["quarantined"] == 1
    batch = shop.post("/v1/batch", b'{"batch": [%s]}' % deep)
    assert batch.json()["received"] == 1
    assert batch.json()["rejected"] == 0


@pytest.mark.parametrize("squeeze", [gzip.compress, zlib.compress])
def test_a_gzip_bomb_is_stopped_at_the_limit(shop: Shop, squeeze: Any) -> None:
    bomb = squeeze(b" " * 200_000_000)
    assert len(bomb) < 500_000
    answer = shop.post("/v1/batch", bomb, headers={"Content-Encoding": "deflate"})
    assert (answer.status_code, answer.json()["code"]) == (400, "body_too_large")
    assert shop.post("/v1/track", GOOD).status_code == 200


def test_a_bomb_costs_little_memory(shop: Shop) -> None:
    import psutil

    assert shop.server.process is not None
    process = psutil.Process(shop.server.process.pid)
    bomb = gzip.compress(b" " * 200_000_000)
    shop.post("/v1/batch", bomb)
    before = process.memory_info().rss
    for _ in range(5):
        shop.post("/v1/batch", bomb)
    assert process.memory_info().rss - before < 20_000_000


def test_who_hangs_up_in_the_middle_of_a_body_harms_nobody(shop: Shop) -> None:
    host, port = shop.server.url.removeprefix("http://").split(":")
    head = f"POST /v1/track HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000\r\n\r\n"
    with socket.create_connection((host, int(port))) as line:
        line.sendall(head.encode() + b'{"event"')
    assert shop.post("/v1/track", GOOD).status_code == 200


@pytest.mark.parametrize(
    "head",
    [
        b"POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n1234",
        b"\x00\x01\x02 nonsense\r\n\r\n",
        b"GET /v1/projects/%ff%fe/settings HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /v1/projects/../../settings HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        (
            b"POST /v1/t HTTP/1.1\r\nHost: x\r\nAuthorization: Basic \xff\xff\r\n"
            b"Content-Length: 2\r\nConnection: close\r\n\r\n{}"
        ),
        (
            b"OPTIONS /v1/t HTTP/1.1\r\nHost: x\r\nOrigin: \xff\r\nConnection: close\r\n"
            b"Access-Control-Request-Headers: a\tb\r\n\r\n"
        ),
    ],
)
def test_hostile_heads_get_an_answer_that_is_no_fault_of_ours(shop: Shop, head: bytes) -> None:
    host, port = shop.server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(head)
        line.shutdown(socket.SHUT_WR)
        answer = line.recv(65_536)
    assert not answer.startswith(b"HTTP/1.1 5")
    assert shop.post("/v1/track", GOOD).status_code == 200
    assert '"status":500' not in shop.server.log()
