"""A chat without a server: a record, the engine, a clock and a turn that a test may choose."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event
from typing import Any

import msgspec
import pytest
from tests.postgres import fresh_database, postgres_server, postgres_url

from dangol.engine.chat.chat import Chat
from dangol.engine.chat.house import open_chat
from dangol.engine.chat.presence import Presence
from dangol.engine.chat.visit import Greeting, NotTheirs, Visit
from dangol.engine.live import Live
from dangol.speak.reply import Reply, Turn
from dangol.speak.turn import take_turn
from dangol.speak.world import World
from dangol.store.conversations import Conversations
from dangol.store.record import Record, open_record
from dangol.store.workspaces import Workspace, new_workspace
from dangol.terms.instants import Instant

__all__ = ["postgres_server", "postgres_url"]

MORNING = Instant(1_792_976_400_000_000)
"""Monday, 26 October 2026, 10:00 in Seoul: somebody is there."""


@dataclass
class House:
    """A chat, and its clock. `turn` may be replaced by a test."""

    record: Record
    workspace: Workspace
    now: Instant = MORNING
    turn: Callable[[Turn, World], Reply] = take_turn

    def __post_init__(self) -> None:
        presence = Presence()
        self.live = Live(self.record, clock=self.clock, standing_of=presence.standing)
        self.chat: Chat = open_chat(
            self.record,
            self.live,
            clock=self.clock,
            presence=presence,
            take_turn=lambda turn, world: self.turn(turn, world),
        )

    def clock(self) -> Instant:
        return self.now

    def visit(self, name: str = "visitor", user_id: str = "", lang: str = "ko") -> Visit:
        greeting = Greeting(self.workspace, name, f"ticket of {name}", user_id, lang)
        welcome = self.chat.greet(greeting)
        assert not isinstance(welcome, NotTheirs)
        return welcome.visit

    def settle(self) -> None:
        """Every turn that was asked for is taken."""
        self.chat.turns.wait()

    def ask(self, visit: Visit, text: str, client_id: str = "") -> list[dict[str, Any]]:
        """The parts of the agent's answer."""
        acked = self.chat.say(visit, client_id or f"client-{self.now}-{text[:8]}", text)
        assert hasattr(acked, "seq"), acked
        self.settle()
        self.now = Instant(self.now + 1_000_000)
        messages = self.messages(visit)
        assert messages[-1][1] == "agent", messages
        return messages[-1][2]

    def messages(self, visit: Visit) -> list[tuple[int, str, list[dict[str, Any]]]]:
        with self.record.reading() as connection:
            rows = Conversations(connection, self.workspace.workspace_id)
            found = rows.read_messages(visit.conversation_id)
        return [(row.seq, row.sender.value, msgspec.json.decode(row.parts)) for row in found]

    def close(self) -> None:
        self.chat.close()
        self.live.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[House]:
    """An open chat on either record."""
    if request.param == "sqlite":
        addresses = iter([f"sqlite:///{tmp_path}/dangol.sqlite"])
    else:
        addresses = fresh_database(request.getfixturevalue("postgres_server"))
    for address in addresses:
        record = open_record(address)
        new = new_workspace(
            "단골 상점",
            zone="Asia/Seoul",
            currency="KRW",
            languages=("ko", "ja", "en"),
            now=MORNING,
            chance=bytes(range(80)),
        )
        made = House(record, record.create_workspace(new))
        try:
            yield made
        finally:
            made.close()
            record.close()


@pytest.fixture
def gate() -> Iterator[Event]:
    """Something to wait for, which is open at the test's end."""
    event = Event()
    yield event
    event.set()
