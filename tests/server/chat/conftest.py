"""A browser as the chat sees it: a socket, its frames, and what it keeps between pages."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from tests.server.conftest import Shop
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

HERE = "http://localhost:9000"
WAIT_S = 40.0
Frame = dict[str, Any]


@dataclass
class Browser:
    """One tab of one browser. `heard` is every frame since it came in."""

    shop: Shop
    anonymous_id: str = field(default_factory=lambda: f"anon-{uuid4().hex}")
    ticket: str = ""
    lang: str = "ko"
    origin: str | None = HERE
    network: str = ""
    """From where it comes, as the proxy before the server says."""
    seq: int = 0
    conversation_id: str = ""
    heard: list[Frame] = field(default_factory=list)
    socket: ClientConnection | None = None
    stack: ExitStack = field(default_factory=ExitStack)

    def open(self) -> ClientConnection:
        """A socket that has not said hello."""
        url = self.shop.server.url.replace("http", "ws", 1) + "/v1/chat/socket"
        said = {"X-Forwarded-For": self.network} if self.network else {}
        line = connect(url, origin=self.origin, compression=None, additional_headers=said)
        self.socket = self.stack.enter_context(line)
        return self.socket

    def hello(self, **more: Any) -> Frame:
        page = {"url": "http://localhost:9000/products/sh-01", "title": "상품"}
        frame = {
            "t": "hello",
            "v": 1,
            "key": self.shop.browser_key,
            "anonymousId": self.anonymous_id,
            "lang": self.lang,
            "page": page,
            "seq": self.seq,
        }
        if self.ticket:
            frame["ticket"] = self.ticket
        if self.conversation_id:
            frame["conversationId"] = self.conversation_id
        return frame | more

    def come_in(self, **more: Any) -> Frame:
        """The welcome, or the error instead of it."""
        self.open()
        self.heard = []
        self.tell(self.hello(**more))
        first = self.next()
        if first["t"] == "welcome":
            self.ticket = first["ticket"]
            self.conversation_id = first["conversationId"] or ""
            for message in first["missed"]:
                self._took(message)
        return first

    def tell(self, frame: Frame | str) -> None:
        assert self.socket is not None
        self.socket.send(frame if isinstance(frame, str) else json.dumps(frame))

    def next(self, wait_s: float = WAIT_S) -> Frame:
        assert self.socket is not None
        frame = json.loads(self.socket.recv(wait_s))
        self.heard.append(frame)
        if frame["t"] == "message":
            self._took(frame)
        return frame

    def until(self, is_it: Callable[[Frame], bool]) -> Frame:
        """The next frame that is it; those before are among the heard."""
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            frame = self.next(end - time.monotonic())
            if is_it(frame):
                return frame
        raise AssertionError(f"never came; heard {self.heard}")

    def say(self, text: str, client_id: str = "") -> Frame:
        """Its acknowledgement, or the error."""
        client_id = client_id or uuid4().hex
        self.tell({"t": "send", "clientId": client_id, "text": text})
        return self.answer_to(client_id)

    def answer_to(self, client_id: str) -> Frame:
        return self.until(
            lambda frame: frame["t"] in ("ack", "error") and frame.get("clientId") == client_id
        )

    def ask(self, text: str) -> Frame:
        """The agent's message in answer to it."""
        acked = self.say(text)
        assert acked["t"] == "ack", acked
        self.conversation_id = acked["conversationId"]
        known = [one for one in self.heard if _is_reply(one, acked["seq"])]
        return known[0] if known else self.until(lambda one: _is_reply(one, acked["seq"]))

    def leave(self) -> None:
        assert self.socket is not None
        self.socket.close()

    def closed_with(self) -> tuple[int, list[Frame]]:
        """The code with which the server ends the socket, and the frames before."""
        frames: list[Frame] = []
        try:
            while True:
                frames.append(self.next())
        except ConnectionClosed as end:
            assert end.rcvd is not None
            return end.rcvd.code, frames

    def messages(self) -> list[tuple[int, str, str]]:
        """What the record holds of its conversation: number, sender, parts."""
        rows = self.shop.rows("messages", "seq", "sender", "parts", "conversation_id")
        return [(row[0], row[1], row[2].decode()) for row in rows if row[3] == self.conversation_id]

    def _took(self, message: Frame) -> None:
        assert message["seq"] == self.seq + 1, (self.seq, message)
        self.seq = message["seq"]


def _is_reply(frame: Frame, seq: int) -> bool:
    return frame["t"] == "message" and frame["from"] == "agent" and frame["seq"] > seq


@pytest.fixture
def browse(shop: Shop) -> Iterator[Callable[..., Browser]]:
    """Makes browsers of this test's shop; their sockets are closed at its end."""
    made: list[Browser] = []

    def browser(**more: Any) -> Browser:
        made.append(Browser(more.pop("shop", shop), **more))
        return made[-1]

    yield browser
    for one in made:
        one.stack.close()
