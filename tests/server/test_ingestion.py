"""What comes in over HTTP: every path, every way to name the key, every limit."""

import gzip
import json
import zlib
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from tests.server.conftest import Server, Shop, basic, create_shop

from dangol.server.openapi import BATCH_PATHS, SINGLE_PATHS

pytestmark = pytest.mark.usefixtures("identity")

CALLS = {
    "track": {"event": "상품 조회", "properties": {"product_id": "p1", "price": 39000}},
    "identify": {"traits": {"plan": "basic"}},
    "page": {"name": "ホーム", "properties": {"url": "https://shop.example/"}},
    "screen": {"name": "Cart"},
    "group": {"groupId": "g1", "traits": {"name": "회사"}},
    "alias": {"previousId": "old"},
}


def call(message_id: str, **fields: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "event": "Product Viewed",
        "userId": "u1",
        "messageId": message_id,
    } | fields


@pytest.mark.parametrize(
    ("path", "kind"), [(path, kind) for kind, both in SINGLE_PATHS.items() for path in both]
)
def test_each_single_path_takes_its_call(shop: Shop, path: str, kind: str) -> None:
    answer = shop.post(path, {"userId": "u1", "messageId": "m1"} | CALLS[kind])
    assert (answer.status_code, answer.json()["stored"]) == (200, 1)
    assert shop.rows("events", "message_id", "call", "user_id") == [("m1", kind, "u1")]


@pytest.mark.parametrize("path", BATCH_PATHS)
def test_each_batch_path_takes_calls_that_say_their_type(shop: Shop, path: str) -> None:
    batch = [{"type": kind, "userId": "u1", "messageId": kind} | CALLS[kind] for kind in CALLS]
    answer = shop.post(path, {"batch": batch})
    assert (answer.status_code, answer.json()["stored"]) == (200, 6)
    assert shop.rows("events", "call") == sorted((kind,) for kind in CALLS)


def test_the_plain_answer_is_segments(shop: Shop) -> None:
    answer = shop.post("/v1/track", call("m1"), is_strict=False)
    assert (answer.status_code, answer.json()) == (200, {"success": True})


def test_the_key_may_stand_in_the_body(shop: Shop) -> None:
    answer = shop.post("/v1/track", call("m1") | {"writeKey": shop.browser_key}, key="")
    assert answer.status_code == 200
    batch = {"batch": [call("m2")], "writeKey": shop.browser_key}
    assert shop.post("/v1/batch", batch, key="").status_code == 200
    assert shop.count("events") == 2


def test_a_bearer_token_leaves_the_key_to_the_body(shop: Shop) -> None:
    body = call("m1") | {"writeKey": shop.browser_key}
    headers = {"Authorization": "Bearer some-token"}
    assert shop.post("/v1/track", body, key="", headers=headers).status_code == 200


@pytest.mark.parametrize("is_strict", [False, True])
def test_an_unknown_key_is_refused_in_any_mode_and_counted_as_rejected(
    shop: Shop, is_strict: bool
) -> None:
    before = shop.server.counted()
    for key, body in [
        ("dgl_b_unknown", call("m1")),
        ("한국어", call("m1")),
        ("", call("m1") | {"writeKey": "dgl_b_unknown"}),
        ("", call("m1")),
        ("", {"batch": [call("m1"), call("m2")]}),
    ]:
        answer = shop.post("/v1/batch" if "batch" in body else "/v1/t", body, key=key)
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "unknown_key"
        assert "workspace create" in answer.json()["error"]["hint"]
    after = shop.server.counted()
    assert after["received"] - before["received"] == after["rejected"] - before["rejected"] == 5
    assert shop.count("events") == 0


def test_a_browser_key_vouches_for_nobody_and_a_server_key_does(shop: Shop) -> None:
    shop.post("/v1/identify", {"userId": "claimed"}, key=shop.browser_key)
    shop.post("/v1/identify", {"userId": "vouched"}, key=shop.server_key)
    known = shop.rows("identifiers", "identifier", "verified_at")
    assert [(one, at > 0) for one, at in known] == [("c:claimed", False), ("v:vouched", True)]


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "é"],
)
def test_the_content_type_does_not_matter(shop: Shop, content_type: str) -> None:
    headers = {"Content-Type": content_type.encode("latin-1")}
    assert shop.post("/v1/track", call("m1"), headers=headers).json()["stored"] == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("squeeze", "headers"),
    [
        (gzip.compress, {"Content-Encoding": "gzip"}),
        (gzip.compress, {"Content-Encoding": "GZIP"}),
        (gzip.compress, {"Content-Type": "application/x-www-form-urlencoded"}),
        (gzip.compress, {"Content-Encoding": "identity"}),
        (zlib.compress, {"Content-Encoding": "deflate"}),
        (bytes, {"Content-Encoding": "gzip"}),
    ],
)
def test_gzip_is_recognised_by_its_bytes(
    shop: Shop, squeeze: Callable[[bytes], bytes], headers: dict[str, str]
) -> None:
    body = squeeze(json.dumps({"batch": [call("m1"), call("m2")]}).encode())
    answer = shop.post("/v1/batch", body, headers=headers)
    assert (answer.status_code, answer.json()["stored"]) == (200, 2)


def test_a_byte_order_mark_and_several_gzip_streams_are_taken(shop: Shop) -> None:
    mark = "\ufeff".encode()
    one, two = (json.dumps({"batch": [call(name)]}).encode() for name in ("m1", "m2"))
    squeezed = gzip.compress(mark + two[:20]) + gzip.compress(two[20:])
    for body, headers in ((mark + one, {}), (squeezed, {"Content-Encoding": "gzip"})):
        answer = shop.post("/v1/batch", body, headers=headers)
        assert (answer.status_code, answer.json()["stored"]) == (200, 1)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(b"{}")[:-4], "gzip"),
        (gzip.compress(b"{}") + b"more", "gzip"),
        (b"\x1f\x8bno gzip at all", "gzip"),
        (b"no gzip at all", "gzip"),
        (b"\xff\xff\xff", "br"),
    ],
)
def test_broken_compression_is_quarantined_with_its_bytes(
    shop: Shop, body: bytes, encoding: str
) -> None:
    answer = shop.post("/v1/track", body, headers={"Content-Encoding": encoding})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_encoding")
    assert (answer.json()["received"], answer.json()["quarantined"]) == (1, 1)
    assert shop.rows("quarantine", "reason", "raw") == [("bad_encoding", body)]


def test_a_body_over_500_kilobytes_is_rejected_as_one(shop: Shop) -> None:
    batch = {"batch": [call(str(n), properties={"text": "x" * 1000}) for n in range(500)]}
    for body in (json.dumps(batch).encode(), gzip.compress(json.dumps(batch).encode())):
        answer = shop.post("/v1/batch", body)
        assert (answer.status_code, answer.json()["code"]) == (400, "body_too_large")
        assert (answer.json()["received"], answer.json()["rejected"]) == (1, 1)
    assert shop.count("events") == 0


def test_a_body_without_a_length_is_stopped_at_the_limit(shop: Shop) -> None:
    def chunks() -> Any:
        yield from [b'{"batch": [' + b" " * 99_000] * 9

    url = shop.server.url + "/v1/batch"
    answer = httpx.post(url, content=chunks(), headers={"Authorization": basic(shop.server_key)})
    assert (answer.status_code, answer.json()["code"]) == (400, "body_too_large")


def test_an_event_over_32_kilobytes_is_rejected_and_its_neighbours_are_stored(shop: Shop) -> None:
    large = call("large", properties={"text": "가" * 11_000})
    answer = shop.post("/v1/batch", {"batch": [call("m1"), large, call("m2")]})
    assert answer.status_code == 400
    assert [event["outcome"] for event in answer.json()["events"]] == [
        "stored",
        "rejected",
        "stored",
    ]
    assert answer.json()["events"][1]["reason"] == "event_too_large"
    plain = shop.post("/v1/batch", {"batch": [large]}, is_strict=False)
    assert (plain.status_code, plain.json()) == (200, {"success": True})


def test_a_batch_of_more_than_2500_events_is_taken_whole(shop: Shop) -> None:
    small = [
        {"type": "track", "event": "e", "userId": n % 2000, "messageId": str(n)}
        for n in range(6000)
    ]
    answer = shop.post("/v1/batch", {"batch": small})
    assert (answer.status_code, answer.json()["stored"]) == (200, 6000)
    assert shop.count("events") == 6000


def test_an_empty_batch_is_nothing_received(shop: Shop) -> None:
    answer = shop.post("/v1/batch", {"batch": []})
    assert (answer.status_code, answer.json()["received"]) == (200, 0)


def test_strict_mode_says_what_became_of_each(shop: Shop) -> None:
    shop.post("/v1/track", call("old"))
    answer = shop.post(
        "/v1/batch",
        {
            "batch": [
                call("new"),
                call("old"),
                call("old", event="Another"),
                {"type": "track", "event": "x", "messageId": "nobody"},
                7,
            ]
        },
    )
    said = answer.json()
    assert answer.status_code == 400
    assert [
        (event["messageId"], event["outcome"], event["reason"]) for event in said["events"]
    ] == [
        ("new", "stored", ""),
        ("old", "duplicate", ""),
        ("old", "quarantined", "conflicting_duplicate"),
        ("nobody", "quarantined", "no_identity"),
        ("", "quarantined", "not_an_object"),
    ]
    assert (said["received"], said["stored"], said["duplicate"], said["quarantined"]) == (
        5,
        1,
        1,
        3,
    )
    assert shop.count("quarantine") == 3


def test_a_retry_is_a_duplicate_though_it_was_sent_later(shop: Shop) -> None:
    first = {"batch": [call("m1")], "sentAt": "2026-11-01T00:00:00Z"}
    shop.post("/v1/batch", first)
    again = {"batch": [call("m1", sentAt="x", _metadata={"retryCount": 1})]}
    assert shop.post("/v1/batch", again).json()["duplicate"] == 1
    assert shop.count("events") == 1


def test_a_wrong_clock_is_corrected_by_when_the_batch_was_sent(shop: Shop) -> None:
    late = call("m1", timestamp="2039-01-01T00:00:00Z")
    answer = shop.post("/v1/batch", {"batch": [late], "sentAt": "2039-01-01T00:00:01Z"})
    assert answer.json()["stored"] == 1
    ((happened_at, received_at),) = shop.rows("events", "happened_at", "received_at")
    assert received_at - happened_at == 1_000_000


def test_the_batchs_context_stands_beneath_each_call(shop: Shop) -> None:
    own = call("m1", context={"page": {"path": "/own"}})
    shop.post("/v1/batch", {"batch": [own], "context": {"locale": "ja-JP", "page": {"path": "/"}}})
    ((payload,),) = shop.rows("events", "payload")
    assert json.loads(payload)["context"] == {"locale": "ja-JP", "page": {"path": "/own"}}


def test_a_write_key_is_not_kept(shop: Shop) -> None:
    shop.post("/v1/track", call("m1") | {"writeKey": shop.server_key})
    shop.post("/v1/track", call("m2", event="") | {"writeKey": shop.server_key})
    kept = shop.rows("events", "payload") + shop.rows("quarantine", "raw")
    assert len(kept) == 2
    assert not any(shop.server_key.encode() in raw for (raw,) in kept)


def test_who_sends_too_fast_is_told_when_to_come_back(
    start_server: Callable[..., Server],
) -> None:
    shop = create_shop(start_server(DANGOL_RATE_LIMIT="10"))
    batch = {"batch": [call(str(n)) for n in range(100)]}
    assert shop.post("/v1/batch", batch).status_code == 200
    answer = shop.post("/v1/track", call("late"))
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert 1 <= int(answer.headers["Retry-After"]) <= 10
    assert answer.headers["X-RateLimit-Reset"] == answer.headers["Retry-After"]
    by_body = shop.post("/v1/track", call("late") | {"writeKey": shop.browser_key}, key="")
    assert by_body.status_code == 429
    other = create_shop(shop.server)
    assert other.post("/v1/track", call("m1")).status_code == 200
    counts = shop.server.counted()
    assert (counts["received"], counts["stored"], counts["rejected"]) == (103, 101, 2)


def test_a_browser_of_any_origin_may_send_with_credentials(shop: Shop) -> None:
    origin = {"Origin": "https://shop.example"}
    asked = {"Access-Control-Request-Headers": "authorization,content-type,x-retry-count"}
    preflight = httpx.options(shop.server.url + "/v1/t", headers=origin | asked)
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert preflight.headers["Access-Control-Allow-Credentials"] == "true"
    assert (
        preflight.headers["Access-Control-Allow-Headers"] == asked["Access-Control-Request-Headers"]
    )
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert int(preflight.headers["Access-Control-Max-Age"]) >= 3600
    for key, status in ((shop.browser_key, 200), ("dgl_b_unknown", 401)):
        answer = shop.post("/v1/t", call("m1"), key=key, headers=origin)
        assert answer.status_code == status
        assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
        assert answer.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Origin" not in shop.post("/v1/t", call("m2")).headers


def test_the_settings_path_points_a_browser_sdk_back_here(shop: Shop) -> None:
    origin = {"Origin": "https://shop.example"}
    url = f"{shop.server.url}/v1/projects/{shop.browser_key}/settings"
    answer = httpx.get(url, headers=origin)
    segment = answer.json()["integrations"]["Segment.io"]
    assert f"{segment['protocol']}://{segment['apiHost']}" == shop.server.url + "/v1"
    assert segment["apiKey"] == shop.browser_key
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    for key in (shop.server_key, "dgl_b_unknown", "%00", "가"):
        refused = httpx.get(f"{shop.server.url}/v1/projects/{key}/settings")
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown_key")
