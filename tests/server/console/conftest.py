"""A console with people at it: workspaces with operators, visitors, and browsers signed in."""

import base64
import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.server.conftest import Server, Shop, create_shop

from dangol.server.console.passwords import hash_password
from dangol.store.operators import OperatorRow, Operators, Role
from dangol.store.record import open_record
from dangol.terms.ids import uuid7
from dangol.terms.instants import Instant

PASSWORD = "moonlight over the shop"
HASHED = hash_password(PASSWORD)
ORIGIN = "http://localhost:9000"
TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')


@dataclass
class Desk:
    """One browser at the console."""

    server: Server
    client: httpx.Client

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers={"accept": "text/html", **headers})

    def token(self, path: str = "/console/sign-in") -> str:
        found = TOKEN.search(self.get(path).text)
        assert found, path
        return found[1]

    def post(self, path: str, _from: str = "/console/account", **fields: str) -> httpx.Response:
        fields.setdefault("token", self.token(_from))
        return self.client.post(path, data=fields)

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        return self.post(
            "/console/sign-in", _from="/console/sign-in", email=email, password=password, **more
        )


@dataclass
class House:
    """A workspace with people at its console."""

    shop: Shop
    desks: Callable[[], Desk]
    people: dict[str, OperatorRow] = field(default_factory=dict[str, OperatorRow])

    def hire(self, role: Role, email: str = "", name: str = "미나") -> OperatorRow:
        """An operator with the password of these tests."""
        now = Instant(time.time_ns() // 1000)
        row = OperatorRow(
            operator_id=str(uuid7(now, secrets.randbits(74))),
            email=email or f"{role.value}-{uuid4().hex[:12]}@shop.example",
            name=name,
            role=role,
            languages="ko",
            password_hash=HASHED,
            password_changed_at=now,
            created_at=now,
            disabled_at=Instant(0),
        )
        record = open_record(self.shop.server.database_url)
        try:
            with record.writing() as connection:
                made = Operators(connection, self.shop.workspace_id).create_operator(row)
        finally:
            record.close()
        assert isinstance(made, OperatorRow)
        return made

    def seat(self, role: Role, name: str = "미나") -> Desk:
        """A browser in which an operator of that role is signed in."""
        desk = self.desks()
        hired = self.hire(role, name=name)
        assert desk.sign_in(hired.email).status_code == 303
        self.people[role.value] = hired
        return desk

    def visitor(self, text: str, **more: Any) -> "Visitor":
        """A visitor who has said that."""
        visitor = Visitor(self.shop, **more)
        visitor.say(text)
        while not any(one["from"] == "agent" for one in visitor.heard()):
            visitor.frames(wait=1)
        return visitor


@dataclass
class Visitor:
    """One browser of a customer, over plain requests."""

    shop: Shop
    lang: str = "ko"
    anonymous_id: str = field(default_factory=lambda: f"anon-{uuid4().hex}")
    page: dict[str, str] = field(default_factory=dict[str, str])
    ticket: str = ""
    conversation_id: str = ""

    def frames(self, *frames: dict[str, Any], wait: int = 0) -> list[dict[str, Any]]:
        hello: dict[str, Any] = {
            "t": "hello",
            "v": 1,
            "key": self.shop.browser_key,
            "anonymousId": self.anonymous_id,
            "lang": self.lang,
            "page": self.page or {"url": ORIGIN + "/products/sh-01", "title": "상품"},
        }
        if self.ticket:
            hello["ticket"] = self.ticket
        answer = httpx.post(
            self.shop.server.url + "/v1/chat/frames",
            json={"hello": hello, "frames": list(frames), "wait": wait},
            headers={"origin": ORIGIN},
            timeout=60,
        )
        assert answer.status_code == 200, answer.text
        told: list[dict[str, Any]] = answer.json()["frames"]
        self.ticket = next(one["ticket"] for one in told if one["t"] == "welcome")
        return told

    def say(self, text: str) -> None:
        """It is said, and answered where the agent has the word."""
        if not self.ticket:
            self.frames()
        told = self.frames({"t": "send", "clientId": uuid4().hex, "text": text}, wait=5)
        acked = [one for one in told if one["t"] == "ack"]
        assert acked, told
        self.conversation_id = acked[0]["conversationId"]

    def heard(self) -> list[dict[str, Any]]:
        """Every message so far."""
        return next(one["missed"] for one in self.frames() if one["t"] == "welcome")

    def track(self, *calls: dict[str, Any], user_id: str = "") -> None:
        """Events of this browser; with a user id, vouched for by the shop."""
        ids = {"anonymousId": self.anonymous_id} | ({"userId": user_id} if user_id else {})
        batch = [{"messageId": uuid4().hex, **ids, **call} for call in calls]
        key = self.shop.server_key if user_id else self.shop.browser_key
        basic = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
        answer = httpx.post(
            self.shop.server.url + "/v1/batch",
            json={"batch": batch},
            headers={"authorization": basic},
        )
        assert answer.status_code == 200


def console_client(server: Server) -> httpx.Client:
    """A browser behind a proxy, at an address of its own: tries to sign in are counted by it."""
    address = f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
    return httpx.Client(base_url=server.url, timeout=60, headers={"x-forwarded-for": address})


@pytest.fixture
def desks(server: Server) -> Iterator[Callable[[], Desk]]:
    """Makes browsers at the console in which nobody is signed in."""
    open_clients: list[httpx.Client] = []

    def make() -> Desk:
        client = console_client(server)
        open_clients.append(client)
        return Desk(server, client)

    yield make
    for client in open_clients:
        client.close()


@pytest.fixture
def house(server: Server, desks: Callable[[], Desk]) -> House:
    """A workspace of its own for each test."""
    return House(create_shop(server), desks)


@pytest.fixture
def neighbour(server: Server, desks: Callable[[], Desk]) -> House:
    """Another workspace of the same server."""
    return House(create_shop(server, "옆집 상점"), desks)


def text_of(page: str) -> str:
    """What a page says, without its markup."""
    return unescape(re.sub(r"<[^>]+>", " ", page))
