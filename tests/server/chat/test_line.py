"""The promise: who does not read is let go, and nothing waits for them without end.

The other side of a socket is played here: it is what the server's protocol would hand over.
"""

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dangol.engine.chat.house import open_chat
from dangol.engine.chat.hub import Writing, of_browser
from dangol.engine.live import Live
from dangol.server.chat.desk import Desk
from dangol.server.chat.line import OUTBOX, Line
from dangol.server.chat.origins import Origins
from dangol.server.keys import Keys
from dangol.server.meter import Meter
from dangol.store.chat_rows import Sender
from dangol.store.record import open_record
from dangol.store.workspaces import new_workspace
from dangol.terms.instants import Instant


def clock() -> Instant:
    return Instant(time.time_ns() // 1000)


class Peer:
    """Says hello, reads the welcome and nothing more."""

    def __init__(self, key: str) -> None:
        hello = {"t": "hello", "key": key, "anonymousId": "sleepy", "lang": "en"}
        text = msgspec.json.encode(hello).decode()
        self.says: list[Any] = [
            {"type": "websocket.connect"},
            {"type": "websocket.receive", "text": text, "bytes": None},
        ]
        self.heard: list[Any] = []
        self.is_in = asyncio.Event()
        self.closed: int = 0

    async def receive(self) -> Any:
        if self.says:
            return self.says.pop(0)
        return await asyncio.Event().wait()

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.close":
            self.closed = message["code"]
            return
        if self.is_in.is_set():
            await asyncio.Event().wait()  # its window is full
        self.heard.append(message)
        if '"welcome"' in (message.get("text") or ""):
            self.is_in.set()


@pytest.mark.parametrize("more", [1, 10_000])
def test_who_does_not_read_is_let_go_and_holds_up_nobody(tmp_path: Path, more: int) -> None:
    record = open_record(f"sqlite:///{tmp_path}/dangol.sqlite")
    new = new_workspace(
        "단골 상점",
        zone="Asia/Seoul",
        currency="KRW",
        languages=("ko",),
        now=clock(),
        chance=os.urandom(80),
    )
    workspace = record.create_workspace(new)
    live = Live(record, clock=clock)
    chat = open_chat(record, live, clock=clock)

    async def flood() -> Peer:
        desk = Desk(chat, Keys(record), Origins(record), Meter(), clock)
        peer = Peer(workspace.browser_key)
        line = asyncio.create_task(Line(desk, "", "", peer.receive, peer.send).run())
        await asyncio.wait_for(peer.is_in.wait(), 30)
        topic = of_browser(workspace.workspace_id, "sleepy")
        assert chat.floor.hub.count(topic) == 1
        for _ in range(OUTBOX + 1 + more):
            chat.floor.hub.tell(topic, Writing("", Sender.AGENT))
        await asyncio.wait_for(line, 30)
        assert chat.floor.hub.count(topic) == 0
        assert desk.pace.take_line(workspace.workspace_id, "sleepy")
        desk.close()
        return peer

    try:
        peer = asyncio.run(flood())
    finally:
        chat.close()
        live.close()
        record.close()
    assert peer.closed == 4413
    assert len(peer.heard) == 2  # that it was accepted, and the welcome
