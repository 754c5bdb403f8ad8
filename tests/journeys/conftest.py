"""The sample shop as visitors and its owner meet it: `dangol serve`, the shop in a server of its
own, the widget that is committed, and Chromium. Nothing is played by a double.
"""

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import uvicorn
from tests.journeys.hands import Console
from tests.journeys.proxy import Proxy
from tests.journeys.record import Chain, chain_of
from tests.server.conftest import Server, Shop
from tests.widget.conftest import FLAGS, visit

from dangol.cli.demo_workspace import DemoWorkspace, open_demo_workspace
from dangol.decide.assignment import is_held_out
from dangol.listen.people import person_id_of
from dangol.sim.site.app import site_app
from dangol.sim.site.orders import Order
from dangol.store.record import open_record
from dangol.terms.instants import Instant

__all__ = ["visit"]

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari"
"""A headless browser names itself a robot, and nobody speaks to those."""
WAIT_S = 40.0


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """One browser that does not call itself headless, closed before the next module."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = [*FLAGS, f"--user-agent={AGENT}", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        running = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield running
        running.close()


@dataclass
class Scene:
    """A running server with the sample shop in it, and the road between browsers and the server."""

    server: Server
    demo: DemoWorkspace
    site: str
    proxy: Proxy
    orders: list[Order] = field(default_factory=list[Order])

    @property
    def shop(self) -> Shop:
        """Its workspace, to look into the record."""
        workspace = self.demo.workspace
        return Shop(
            self.server, workspace.workspace_id, workspace.browser_key, self.demo.server_key
        )

    def tag(self, **data: str) -> str:
        """The one line that a page holds."""
        told = {"key": self.demo.workspace.browser_key, **data}
        attributes = "".join(f' data-{name}="{value}"' for name, value in told.items())
        return f'<script async src="{self.proxy.url}/dangol.js"{attributes}></script>'

    def storefront(self, **data: str) -> Any:
        """The sample shop as an application, with the widget in its pages."""
        tag = self.tag(cart="shopify", **data).replace("<script", '<script nonce="{nonce}"')
        return site_app(widget_tag=tag, on_order=self.orders.append)

    def browser_id(self, *, is_held: bool, playbook: str = "size-doubt") -> str:
        """The id of a browser whose person that playbook speaks to, or holds out."""
        return browser_id(self.demo, playbook, is_held=is_held)

    def chain(self, anonymous_id: str) -> Chain:
        """All that the record knows of that browser's person."""
        return chain_of(self.shop, anonymous_id)


def browser_id(demo: DemoWorkspace, playbook: str, *, is_held: bool) -> str:
    """The id of a browser whose person that playbook, as it comes, speaks to or holds out."""
    workspace = demo.workspace
    for number in count():
        anonymous_id = f"journey-{uuid4().hex[:8]}-{number}"
        key = person_id_of(workspace.salt, f"a:{anonymous_id}")
        drawn = is_held_out(workspace.salt, workspace.workspace_id, playbook, key, 0.5)
        if drawn is is_held:
            return anonymous_id
    raise AssertionError


def keep_browser_id(page: Any, demo: DemoWorkspace, anonymous_id: str) -> None:
    """The id is the browser's, from the first page on."""
    key = f"dangol.{demo.workspace.browser_key}.anonymous"
    page.context.add_init_script(
        f"if (location.protocol === 'http:') localStorage.setItem({json.dumps(key)},"
        f" {json.dumps(json.dumps(anonymous_id))})"
    )


@contextmanager
def served(app: Any, listener: socket.socket) -> Iterator[None]:
    """The application answers at that socket, from a thread of its own."""
    config = uvicorn.Config(app, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    end = time.monotonic() + WAIT_S
    while not server.started:
        assert thread.is_alive() and time.monotonic() < end
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(30)


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One shop for all journeys; every shopper comes with a browser of their own."""
    with opened(tmp_path_factory.mktemp("journeys")) as shop:
        yield shop


@contextmanager
def opened(folder: Path) -> Iterator[Scene]:
    """A shop that nobody has been to, as long as the block lasts."""
    playbooks = folder / "playbooks"
    playbooks.mkdir()
    _write_playbook(playbooks)
    with ExitStack() as stack:
        url = f"sqlite:///{folder}/dangol.sqlite"
        server = Server(folder, url, {"DANGOL_PLAYBOOKS": str(playbooks)}).start()
        stack.callback(_stop, server)
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        site = f"http://127.0.0.1:{listener.getsockname()[1]}"
        record = open_record(url)
        try:
            demo = open_demo_workspace(record, site=site, now=Instant(time.time_ns() // 1000))
        finally:
            record.close()
        where = urlsplit(server.url)
        scene = Scene(server, demo, site, Proxy(str(where.hostname), where.port or 0))
        stack.callback(scene.proxy.close)
        stack.enter_context(served(scene.storefront(), listener))
        yield scene


def _write_playbook(folder: Path) -> None:
    """The recipe for a size that is hard to choose, with a shorter patience."""
    recipe = files("dangol.decide.recipes").joinpath("size-doubt.toml").read_text("utf-8")
    trigger = 'signals = ["product_hesitation"]\n'
    assert trigger in recipe
    settings = f'{trigger}\n[trigger.settings]\nhesitation_dwell = "2 seconds"\n'
    (folder / "size-doubt.toml").write_text(recipe.replace(trigger, settings), encoding="utf-8")


def _stop(server: Server) -> None:
    assert server.stop() == 0, server.log()


Come = Callable[..., Any]


@pytest.fixture
def come(scene: Scene, visit: Any) -> Come:
    """Opens an address in a new browser; with an id, it is the browser's from the beginning."""

    def shopper(url: str, anonymous_id: str = "", **options: Any) -> Any:
        page = visit("about:blank", **options)
        page.set_default_timeout(WAIT_S * 1000)
        if anonymous_id:
            keep_browser_id(page, scene.demo, anonymous_id)
        page.goto(url)
        return page

    return shopper


class Shelf:
    """Pages of other shops, and everything that was asked of them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pages: dict[str, str] = {}
        self.asked: list[str] = []

    def put(self, path: str, head: str, body: str = "") -> str:
        """The page's address."""
        self.pages[path] = (
            '<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>어느 가게</title>'
            f"{head}</head><body>{body}</body></html>"
        )
        return self.url + path

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope["path"]
        self.asked.append(path)
        page = self.pages.get(path)
        headers = [(b"content-type", b"text/html; charset=utf-8")]
        status = 404 if page is None else 200
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": (page or "").encode()})


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """A server for pages that a test writes itself."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        shelf = Shelf(f"http://127.0.0.1:{listener.getsockname()[1]}")
        with served(shelf, listener):
            yield shelf


@pytest.fixture
def console(scene: Scene, browser: Any) -> Iterator[Callable[[str], Console]]:
    """Signs the owner in, in a browser of their own, at that address of the server."""
    contexts: list[Any] = []

    def sign_in(url: str) -> Console:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="ko-KR")
        context.set_default_timeout(WAIT_S * 1000)
        contexts.append(context)
        page = context.new_page()
        page.goto(url + "/console/sign-in?lang=ko")
        page.locator("input[name=email]").fill(scene.demo.login.email)
        page.locator("input[name=password]").fill(scene.demo.login.password)
        page.locator("button.primary").click()
        page.wait_for_url("**/console/inbox")
        return Console(page)

    yield sign_in
    for context in contexts:
        context.close()
