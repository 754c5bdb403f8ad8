"""A shop whose visitors, pages and feeds are all hostile, on a server as its operator starts it."""

import html
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
from tests.hostile.payloads import TEXTS
from tests.hostile.tripwire import Tripwire, watched
from tests.server.conftest import Server, create_shop, server
from tests.server.console.conftest import Desk, House, console_client
from tests.widget.conftest import browser
from tests.widget.wire_server import WireServer

from dangol.server.console.sessions import COOKIE, PATH

__all__ = ["browser", "server"]

GROUP = 20
"""What one browser may say at once."""
COUNT = -(-len(TEXTS) // GROUP)
GROUPS = [TEXTS[at::COUNT] for at in range(COUNT)]
WAIT_S = 30.0


@dataclass
class Stage:
    """The shop's own pages, its workspace, and whoever works there."""

    house: House
    pages: WireServer
    folder: Path
    number: int = 0
    clients: list[httpx.Client] = field(default_factory=list[httpx.Client])

    @property
    def origins(self) -> tuple[str, str]:
        return self.pages.shop, self.house.shop.server.url

    def page(self, title: str, head: str = "", query: str = "") -> str:
        """The address of a page of the shop with the widget's tag; its title is written safely."""
        self.number += 1
        shop = self.house.shop
        tag = f'<script async src="{shop.server.url}/dangol.js" data-key="{shop.browser_key}">'
        self.pages.pages[f"/{self.number}"] = (
            '<!doctype html><html lang="ko"><head><meta charset="utf-8">'
            f"<title>{html.escape(title)}</title>{head}{tag}</script></head><body></body></html>"
        )
        return f"{self.pages.shop}/{self.number}?{quote(query)}"

    def command(self, *words: str) -> dict[str, Any]:
        """What `dangol` printed with these words, for this shop."""
        shop = self.house.shop
        told = ("--url", shop.server.database_url, "--workspace", shop.workspace_id, "--json")
        line = [sys.executable, "-m", "dangol.cli.main", *words, *told]
        done = subprocess.run(line, capture_output=True, cwd=self.folder, timeout=120)
        assert done.stdout, done.stderr.decode(errors="replace")
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def desk(self) -> Desk:
        client = console_client(self.house.shop.server)
        self.clients.append(client)
        return Desk(self.house.shop.server, client)


@pytest.fixture(scope="module")
def stage(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One hostile shop for a module."""
    pages = WireServer().start()
    folder = tmp_path_factory.mktemp("hostile")
    made = Stage(House(create_shop(server), lambda: made.desk()), pages, folder)
    yield made
    for client in made.clients:
        client.close()
    pages.stop()


def as_script(value: object) -> str:
    """The value inside a script of the page, as a careful shop writes it there."""
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def start(page: Any) -> None:
    page.locator("button.launcher").click()
    page.locator("textarea").wait_for()


@dataclass
class Talker:
    """A visitor's browser over plain requests, and no more of them than needed."""

    stage: Stage
    client: httpx.Client
    anonymous_id: str = field(default_factory=lambda: f"anon-{uuid4().hex}")
    lang: str = "ko"
    ticket: str = ""
    conversation_id: str = ""
    seq: int = 0
    page: dict[str, str] = field(default_factory=dict[str, str])

    def ask(self, *frames: dict[str, Any], wait: int = 0) -> list[dict[str, Any]]:
        """What is answered."""
        hello: dict[str, Any] = {"t": "hello", "v": 1, "lang": self.lang}
        hello |= {
            "key": self.stage.house.shop.browser_key,
            "anonymousId": self.anonymous_id,
            "seq": self.seq,
            "page": self.page,
        }
        hello |= {"ticket": self.ticket} if self.ticket else {}
        if self.conversation_id:
            hello["conversationId"] = self.conversation_id
        body = {"hello": hello, "frames": frames, "wait": wait}
        url = self.stage.house.shop.server.url + "/v1/chat/frames"
        answer = self.client.post(url, json=body, headers={"origin": self.stage.pages.shop})
        assert answer.status_code == 200, answer.text
        told: list[dict[str, Any]] = answer.json()["frames"]
        for one in told:
            if one["t"] == "welcome":
                self.ticket = one["ticket"]
                self.conversation_id = one["conversationId"] or self.conversation_id
                self.seq = max([self.seq, *(message["seq"] for message in one["missed"])])
            elif one["t"] == "message":
                self.seq = max(self.seq, one["seq"])
            elif one["t"] == "ack":
                self.conversation_id = one["conversationId"]
        return told

    def say(self, text: str) -> list[dict[str, Any]]:
        """The message with which the agent answers: its parts."""
        if not self.ticket:
            self.ask()
        told = self.ask({"t": "send", "clientId": uuid4().hex, "text": text})
        (acked,) = [one for one in told if one["t"] == "ack"]
        while True:
            missed = [one for each in told if each["t"] == "welcome" for one in each["missed"]]
            for one in [*missed, *told]:
                if one.get("from") == "agent" and one["seq"] > acked["seq"]:
                    return list(one["parts"])
            told = self.ask(wait=10)


def until(holds: Any, what: str = "") -> Any:
    """Waits for the server, not for the clock; returns what holds."""
    end = time.monotonic() + WAIT_S
    while not (found := holds()):
        assert time.monotonic() < end, f"it did not come to pass: {what}"
        time.sleep(0.02)
    return found


def returned(wire: Tripwire, visitor: Talker) -> None:
    """This browser is that visitor's: it has what their widget would have kept."""
    key = visitor.stage.house.shop.browser_key
    saved = {"ticket": visitor.ticket, "conversationId": visitor.conversation_id, "messages": []}
    kept = {f"dangol.{key}.anonymous": visitor.anonymous_id, f"dangol.{key}.chat": saved}
    wire.context.add_init_script(
        f"for (const [name, value] of Object.entries({as_script(kept)}))"
        " localStorage.getItem(name) || localStorage.setItem(name, JSON.stringify(value))"
    )


def seated(wire: Tripwire, desk: Desk) -> None:
    """Whoever is signed in at that desk is signed in in this browser too."""
    secret = desk.client.cookies[COOKIE]
    url = desk.server.url + PATH
    wire.context.add_cookies([{"name": COOKIE, "value": secret, "url": url, "httpOnly": True}])


class Said(NamedTuple):
    """What a page of the console says."""

    all: str
    talk: str
    person: str


def inbox_is_quiet(browser: Any, desk: Desk, paths: Sequence[str]) -> dict[str, Said]:
    """In none of these pages of the console anything runs; returns what each says."""
    said: dict[str, Said] = {}
    wrong: dict[str, list[str]] = {}
    with watched(browser, desk.server.url) as wire:
        seated(wire, desk)
        page = wire.open(desk.server.url + "/console/inbox")
        for path in paths:
            page.goto(desk.server.url + path)
            page.wait_for_function("document.readyState === 'complete' && !!window.htmx")
            page.evaluate(
                "document.querySelectorAll('details').forEach(one => { one.open = true })"
            )
            found = [*wire.look(page), *wire.pictures]
            assert page.url == desk.server.url + path
            if found:
                wrong[path] = found
            texts = page.evaluate(
                "['main', '#messages', '#person'].map("
                "one => document.querySelector(one)?.textContent || '')"
            )
            said[path] = Said(*texts)
    assert wrong == {}
    return said
