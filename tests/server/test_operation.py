"""What an operator sees: start, health, figures, logs, refusals, and an end that loses nothing."""

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from tests.server.conftest import COMMAND, Server, Shop, create_shop

from dangol.server.chat.routes import FRAMES_PATH
from dangol.server.openapi import BATCH_PATHS, SINGLE_PATHS, openapi_document

EVENT = {"type": "track", "event": "Product Viewed", "userId": "u1"}


def test_health_and_readiness_answer(server: Server) -> None:
    assert httpx.get(server.url + "/health").json() == {"status": "ok"}
    assert httpx.get(server.url + "/ready").json() == {"status": "ready"}


def test_a_server_whose_record_has_gone_is_healthy_and_not_ready(
    start_server: Callable[..., Server], postgres_url: str
) -> None:
    from sqlalchemy import make_url, text

    from dangol.store.record import open_record

    server = start_server(postgres_url)
    shop = create_shop(server)
    name = make_url(postgres_url).database
    elsewhere = make_url(postgres_url).set(database="postgres")
    record = open_record(elsewhere.render_as_string(hide_password=False))
    with record.engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'))
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
            {"name": name},
        )
        try:
            assert httpx.get(server.url + "/health").status_code == 200
            assert httpx.get(server.url + "/ready").status_code == 503
            answer = shop.post("/v1/track", EVENT | {"messageId": "m1"})
            assert (answer.status_code, answer.json()["code"]) == (503, "record_unavailable")
            assert answer.headers["Retry-After"]
            counts = server.counted()
            assert counts["received"] == counts["rejected"] == 1
        finally:
            connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'))
    record.close()
    assert httpx.get(server.url + "/ready").status_code == 200
    assert shop.post("/v1/track", EVENT | {"messageId": "m1"}).json()["stored"] == 1


def test_metrics_know_no_ids_and_only_closed_sets_of_labels(shop: Shop) -> None:
    shop.post("/v1/track", EVENT | {"messageId": "secret-message", "userId": "minji@example.com"})
    httpx.get(f"{shop.server.url}/v1/projects/{shop.browser_key}/settings")
    httpx.get(shop.server.url + "/no/such/path")
    shop.server.metrics()  # its own route is among the labels from its second answer on
    before = set(shop.server.metrics())
    httpx.get(shop.server.url + "/another/path")
    httpx.request("BREW", shop.server.url + "/health")
    after = set(shop.server.metrics())
    assert {name for name in after - before if "405" not in name} == set()
    text = httpx.get(shop.server.url + "/metrics").text
    for told in ("secret-message", "minji", shop.workspace_id, shop.browser_key, "/no/such"):
        assert told not in text


def test_group_sizes_and_durations_are_measured(shop: Shop) -> None:
    before = shop.server.metrics()
    shop.post("/v1/batch", {"batch": [EVENT | {"messageId": str(n)} for n in range(7)]})
    after = shop.server.metrics()
    assert after["dangol_group_events_sum"] - before["dangol_group_events_sum"] == 7
    timed = 'dangol_request_seconds_count{route="/v1/batch",status="200"}'
    assert after[timed] - before.get(timed, 0) == 1


def test_logs_are_json_and_name_nobody(shop: Shop) -> None:
    personal = {
        "event": "비밀 이름",
        "userId": "minji@example.com",
        "anonymousId": "anon-quetzal",
        "messageId": "message-quetzal",
        "context": {"ip": "203.0.113.9"},
        "properties": {"price": -1},
    }
    shop.post("/v1/track?email=minji@example.com", personal)
    shop.post("/v1/track", b'{"userId": "minji@example.com", "userId": 1}')
    httpx.get(f"{shop.server.url}/v1/projects/{shop.browser_key}/settings?who=minji")
    httpx.get(f"{shop.server.url}/minji@example.com")
    lines = [json.loads(line) for line in shop.server.log().splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert {"method", "route", "status", "ms", "level", "timestamp"} <= set(requests[-1])
    refused = [line for line in requests if line.get("quarantined") == 1]
    assert refused and refused[-1]["received"] == 1
    log = shop.server.log()
    for told in ("minji", "quetzal", "비밀", "203.0.113", "127.0.0.1", "dgl_b_", "dgl_s_"):
        assert told not in log


def test_the_document_and_the_routes_are_the_same(server: Server) -> None:
    document = httpx.get(server.url + "/openapi.json").json()
    assert document == json.loads(json.dumps(openapi_document()))
    taking = {path for both in SINGLE_PATHS.values() for path in both} | set(BATCH_PATHS)
    taking |= {FRAMES_PATH}
    for path, methods in document["paths"].items():
        assert set(methods) == ({"post"} if path in taking else {"get"})
        for method in ("get", "post", "put", "delete", "patch"):
            url = server.url + path.replace("{key}", "k")
            is_known = httpx.request(method, url).status_code != 405
            assert is_known == (method in methods), (method, path)
    not_there = httpx.put(server.url + "/v1/track")
    assert not_there.headers["Allow"] == "POST, OPTIONS"
    assert httpx.get(server.url + "/v1/tracks").json()["code"] == "unknown_path"


def test_the_server_loads_no_heavy_library() -> None:
    heavy = {"duckdb", "ibis", "pandas", "lightgbm", "sklearn", "pyarrow", "scipy", "nats"}
    script = "import sys, dangol.server.run, dangol.cli.serve; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert heavy & set(done.stdout.decode().split()) == set()


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_answers_everything_under_way_and_ends_with_zero(
    start_server: Callable[..., Server], name: signal.Signals
) -> None:
    shop = create_shop(start_server())
    answered: list[str] = []
    sent = threading.Semaphore(0)

    def send(sender: int) -> None:
        for n in range(10_000):
            ids = [f"{sender}-{n}-{i}" for i in range(50)]
            batch = [EVENT | {"messageId": one, "userId": one} for one in ids]
            try:
                answer = shop.post("/v1/batch", {"batch": batch})
            except httpx.TransportError:
                return
            assert answer.status_code == 200
            answered.extend(ids)
            sent.release()

    threads = [threading.Thread(target=send, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(6):
        assert sent.acquire(timeout=30)
    assert shop.server.process is not None
    shop.server.process.send_signal(name)
    assert shop.server.wait() == 0
    for thread in threads:
        thread.join()
    stored = {message_id for (message_id,) in shop.rows("events", "message_id")}
    # What was answered is stored; and what was stored was answered, because nothing was cut off.
    assert stored == set(answered)


@pytest.mark.parametrize(
    ("arguments", "settings", "said"),
    [
        (["--url", "sqlite://"], {}, "in memory"),
        (["--url", "sqlite:///x.sqlite?synchronous=NORMAL"], {}, "synchronous=NORMAL"),
        (["--url", "mysql://x"], {}, "neither SQLite's nor PostgreSQL's"),
        ([], {"DANGOL_PORT": "many"}, "DANGOL_PORT is no whole number"),
        ([], {"DANGOL_RATE_LIMIT": "-1"}, "DANGOL_RATE_LIMIT is no whole number"),
        ([], {"DANGOL_PUBLIC_URL": "shop.example"}, "DANGOL_PUBLIC_URL is no address"),
    ],
)
def test_settings_that_lose_data_or_mean_nothing_are_refused(
    tmp_path: Path, arguments: list[str], settings: dict[str, str], said: str
) -> None:
    done = subprocess.run(
        [*COMMAND, "--port", "0", *arguments],
        cwd=tmp_path,
        env=settings,
        capture_output=True,
        timeout=30,
    )
    assert done.returncode == 3
    assert said in done.stderr.decode()
    assert "hint:" in done.stderr.decode()


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*COMMAND, "--port", port], cwd=tmp_path, capture_output=True, timeout=30
        )
    assert done.returncode == 3
    assert "nothing can listen" in done.stderr.decode()


def test_the_start_says_how_to_create_a_workspace_or_point_an_sdk(
    start_server: Callable[..., Server],
) -> None:
    server = start_server()
    assert b"dangol workspace create" in read_greeting(server)
    shop = create_shop(server)
    server.stop()
    said = read_greeting(start_server()).decode()
    assert shop.browser_key in said and shop.server_key not in said


def read_greeting(server: Server) -> bytes:
    assert server.process is not None and server.process.stdout is not None
    lines = b""
    while b"Python" not in lines and b"create" not in lines:
        lines += server.process.stdout.readline()
    return lines
