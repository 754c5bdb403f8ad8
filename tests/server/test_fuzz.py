"""A hundred thousand hostile events through the parser and the engine: each ends one way.

The bodies are batches of ordinary calls, damaged as networks, SDKs and attackers damage them. The
run is the same for the same seed, so what it finds can be found again.
"""

import copy
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from dangol.engine.live import Arrival, Live
from dangol.listen.outcomes import Quarantined, Reason, Tally
from dangol.server.wire import inflate, parse_calls
from dangol.store import schema
from dangol.store.record import Record, open_record
from dangol.store.workspaces import new_workspace
from dangol.terms.instants import Instant

EVENTS = 100_000
MADE = 135_000
"""A body that cannot be cut into its calls counts as one."""
SEED = 4711
NOW = Instant(1_795_000_000_000_000)
NAMES = [
    "Product Viewed",
    "Product Added",
    "Order Completed",
    "상품 조회",
    "カート",
    "Coupon Denied",
]
FIELDS = [
    *("type", "event", "name", "userId", "anonymousId", "messageId", "timestamp", "sentAt"),
    *("properties", "context", "traits", "previousId", "groupId", "integrations", "_metadata"),
]
PROPERTIES = ["price", "quantity", "revenue", "total", "products", "product_id", "cart_id", "query"]
HOSTILE: list[Any] = [
    *(None, True, False, 0, -1, 2**31, 2**63, -(2**63), 2**64, 1e308, -1e308, 1e-308, 0.1),
    *("", " ", "\0", "\u202e", "\ufeff", "가" * 600, "x" * 5_000, "-1", "NaN", "₩39,000", "'; --"),
    *("1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31"),
    *([], {}, [[]], {"": {}}, [None], ["track"], {"$ne": 1}, [{"price": -1}], [{"price": []}]),
]
BYTES = [
    b"\xff",
    b"\xed\xa0\x80",
    b"\x00",
    b"NaN",
    b"\\ud800",
    b'"',
    b"{",
    b"]",
    b",",
    b"\\",
    b"\x1f",
]


class Hostility:
    """Makes batches; every choice comes from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.serial = 0
        self.sent: list[dict[str, Any]] = []

    def bodies(self, events: int) -> Iterator[bytes]:
        made = 0
        while made < events:
            size = self.chance.choice([1, 1, 2, 20, 100, 400])
            made += size
            yield self.body([self.call() for _ in range(size)])

    def body(self, calls: list[Any]) -> bytes:
        chance = self.chance
        envelope: dict[str, Any] = {"batch": calls, "writeKey": "dgl_b_1"}
        if chance.random() < 0.2:
            envelope["sentAt"] = chance.choice(["2026-11-01T00:00:00Z", self.hostile()])
        if chance.random() < 0.2:
            envelope[chance.choice(["context", "integrations"])] = self.hostile()
        raw = json.dumps(envelope, ensure_ascii=chance.random() < 0.5).encode(errors="replace")
        if chance.random() < 0.15:
            raw = self.damaged(raw)
        return raw

    def damaged(self, raw: bytes) -> bytes:
        chance = self.chance
        at = chance.randrange(len(raw))
        match chance.randrange(6):
            case 0:
                return raw[:at]
            case 1:
                return raw[:at] + chance.choice(BYTES) + raw[at:]
            case 2:
                return raw[:at] + chance.choice(BYTES) + raw[at + 1 :]
            case 3:
                return raw[:at] + raw[at + chance.randrange(1, 20) :]
            case 4:
                return raw.replace(b'"properties": {', b'"properties": {"a": %s, ' % self.deep(), 1)
            case _:
                return raw.replace(b'"userId"', b'"userId": "twice", "userId"', 1)

    def hostile(self) -> Any:
        return copy.deepcopy(self.chance.choice(HOSTILE))

    def deep(self) -> bytes:
        depth = self.chance.choice([10, 100, 900, 1_000, 5_000])
        return b"[" * depth + b"]" * depth

    def call(self) -> Any:
        chance = self.chance
        if chance.random() < 0.01:
            return self.hostile()
        if self.sent and chance.random() < 0.03:
            return copy.deepcopy(chance.choice(self.sent))
        self.serial += 1
        call: dict[str, Any] = {
            "type": chance.choice(["track", "track", "track", "identify", "page", "alias"]),
            "event": chance.choice(NAMES),
            "anonymousId": f"a{chance.randrange(3_000)}",
            "messageId": f"m{self.serial if chance.random() < 0.97 else chance.randrange(50)}",
            "timestamp": f"2026-11-{chance.randrange(1, 18):02}T{chance.randrange(24):02}:00:00Z",
            "properties": {"product_id": f"p{chance.randrange(20)}", "price": 39000},
        }
        if chance.random() < 0.3:
            call["userId"] = f"u{chance.randrange(1_000)}"
        while chance.random() < 0.3:
            call[chance.choice(FIELDS)] = self.hostile()
        while chance.random() < 0.3 and isinstance(call["properties"], dict):
            call["properties"][chance.choice(PROPERTIES)] = self.hostile()
        if chance.random() < 0.002:
            call["context"] = {"page": {"title": "長" * 12_000}}
        if chance.random() < 0.05:
            self.sent.append(copy.deepcopy(call))
        return call


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    opened = open_record(f"sqlite:///{tmp_path}/fuzz.sqlite")
    yield opened
    opened.close()


def test_a_hundred_thousand_hostile_events_are_each_accounted_for(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    began_s = time.monotonic()
    workspace = record.create_workspace(
        new_workspace(
            "퍼즈", zone="Asia/Seoul", currency="KRW", languages=("ko",), now=NOW, chance=bytes(80)
        )
    )
    live = Live(record, clock=lambda: NOW)
    received, tally, reasons = 0, Tally(), Counter[str]()
    waiting = []

    def settle() -> None:
        for count, future in waiting:
            outcomes = future.result(timeout=60)
            assert outcomes.tally.received == count == len(outcomes.calls)
            tally.add(outcomes.tally)
            reasons.update(call.reason for call in outcomes.calls if call.reason)
        waiting.clear()

    for body in Hostility(SEED).bodies(MADE):
        plain = inflate(body, "")
        assert isinstance(plain, bytes)
        parsed = parse_calls(plain, "", NOW)
        calls = [parsed] if isinstance(parsed, Quarantined) else parsed[1]
        received += len(calls)
        arrival = Arrival(workspace.workspace_id, NOW, False, "http /v1/batch", calls)
        waiting.append((len(calls), live.submit(arrival)))
        if len(waiting) >= 100:
            settle()
    settle()
    live.tick()
    live.close()

    assert received == tally.received >= EVENTS
    assert set(reasons) <= {reason.value for reason in Reason}
    with record.reading() as connection:
        for table, count in (("events", tally.stored), ("quarantine", tally.quarantined)):
            source = schema.metadata.tables[table]
            assert connection.execute(select(func.count()).select_from(source)).scalar() == count
        ids = schema.metadata.tables["events"].c.message_id
        assert connection.execute(select(func.count(ids.distinct()))).scalar() == tally.stored
        tallies = schema.metadata.tables["tallies"].c
        sums = connection.execute(
            select(tallies.outcome, func.sum(tallies.calls)).group_by(tallies.outcome)
        )
        totals = {outcome: int(calls) for outcome, calls in sums}
    assert totals == {
        "stored": tally.stored,
        "duplicate": tally.duplicate,
        "quarantined": tally.quarantined,
        "rejected": tally.rejected,
    }
    with capsys.disabled():
        print(
            f"\n{received:,} received = {tally.stored:,} stored + {tally.duplicate:,} duplicate"
            f" + {tally.quarantined:,} quarantined + {tally.rejected:,} rejected in"
            f" {time.monotonic() - began_s:.0f} s (seed {SEED}); {dict(reasons.most_common())}"
        )
    # The run would prove little if the damage were all of one kind, or hardly any.
    assert min(tally.stored, tally.duplicate, tally.quarantined, tally.rejected) > 100
    assert len(reasons) >= 10


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_each_call_by_itself_is_taken_or_refused_on_either_record(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Where each commit holds one hostile call, none can hide behind its neighbours."""
    is_sqlite = engine == "sqlite"
    url = (
        f"sqlite:///{tmp_path}/one.sqlite" if is_sqlite else request.getfixturevalue("postgres_url")
    )
    record = open_record(url)
    workspace = record.create_workspace(
        new_workspace(
            "하나씩", zone="UTC", currency="KRW", languages=("en",), now=NOW, chance=bytes(80)
        )
    )
    live = Live(record, clock=lambda: NOW)
    hostility = Hostility(SEED + 1)
    for _ in range(1_500):
        call = hostility.call()
        raw = json.dumps(call).encode()
        parsed = parse_calls(raw, hostility.chance.choice(["track", "identify", "alias"]), NOW)
        calls = [parsed] if isinstance(parsed, Quarantined) else parsed[1]
        arrival = Arrival(workspace.workspace_id, NOW, True, "http /v1/track", calls)
        assert live.submit(arrival).result(timeout=30).tally.received == 1, raw[:1000]
    live.close()
    record.close()
