"""A record, a clock that a test turns, and an outbox that brings what is due when it is told to."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dangol.engine.sales.delivery import Delivery, Kind
from dangol.engine.sales.outbox import Outbox, enqueue
from dangol.store.deliveries import DeliveryRow, read_deliveries
from dangol.store.destinations import DestinationRow, add_destination
from dangol.store.record import Record, open_record
from dangol.store.secrets import secrets_of
from dangol.store.workspaces import Workspace, new_workspace
from dangol.terms.instants import Instant

NOW = Instant(1_793_000_000_000_000)
SECOND = 1_000_000


@dataclass
class Desk:
    """What a test holds."""

    record: Record
    shop: Workspace
    now: int = NOW
    chance: float = 1.0
    counted: list[tuple[str, str]] = field(default_factory=list)
    allowed: frozenset[str] = frozenset()

    def count_delivery(self, kind: str, outcome: str) -> None:
        self.counted.append((kind, outcome))

    def outbox(self) -> Outbox:
        return Outbox(
            self.record,
            clock=lambda: Instant(self.now),
            chance=lambda: self.chance,
            counts=self,
            allowed_hosts=self.allowed,
        )

    def bring(self) -> int:
        return self.outbox().bring_due()

    def wait(self, seconds: float) -> None:
        self.now += int(seconds * SECOND)

    def add(self, kind: Kind, secret: str = "", name: str = "", **settings: str) -> str:
        """The id of a new destination."""
        destination_id = f"d-{name or kind.value}"
        row = DestinationRow(
            destination_id=destination_id,
            kind=kind.value,
            name=name or kind.value,
            settings=json.dumps(settings).encode(),
            secret=secrets_of(self.record).encrypt(secret.encode()),
            is_active=True,
            updated_at=NOW,
        )
        with self.record.writing() as connection:
            assert add_destination(connection, self.shop.workspace_id, row)
        return destination_id

    def put(
        self,
        kind: Kind,
        payload: Mapping[str, Any] | bytes,
        key: str = "k",
        person: str = "p-1",
        to: str | None = None,
    ) -> bool:
        content = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        delivery = Delivery(
            destination_id=f"d-{kind.value}" if to is None else to,
            kind=kind,
            key=key,
            payload=content,
            person_id=person,
            at=Instant(self.now),
        )
        with self.record.writing() as connection:
            return enqueue(connection, self.shop.workspace_id, delivery)

    def rows(self) -> list[DeliveryRow]:
        """The oldest first."""
        with self.record.reading() as connection:
            return read_deliveries(connection, self.shop.workspace_id)[::-1]

    def states(self) -> list[tuple[str, str]]:
        return [(row.state.value, row.problem) for row in self.rows()]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A workspace on SQLite. What is allowed is for the test to say."""
    record = open_record(f"sqlite:///{tmp_path}/dangol.sqlite")
    shop = record.create_workspace(
        new_workspace(
            "단골 소프트",
            zone="Asia/Seoul",
            currency="KRW",
            languages=("ko", "ja", "en"),
            now=NOW,
            chance=bytes(range(80)),
        )
    )
    yield Desk(record, shop)
    record.close()
