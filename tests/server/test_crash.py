"""Killed at random points under load, the server loses nothing it acknowledged.

Senders keep a ledger of what was acknowledged, and send again what was not, as SDKs do. The server
is killed with SIGKILL at a random moment, started again on the same record, and so on; at the end
the record holds every acknowledged event once. DANGOL_CRASH_POINTS says how often (`make torture`:
200).
"""

import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from tests.server.conftest import Server, Shop, create_shop

POINTS = int(os.environ.get("DANGOL_CRASH_POINTS", "20"))
SENDERS = 3
SEED = 20261101


class Load:
    """Senders that never stop, and their ledgers."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop = shop
        self.is_up = threading.Event()
        self.is_over = threading.Event()
        self.acknowledgements = threading.Semaphore(0)
        self.ledgers: list[list[str]] = [[] for _ in range(SENDERS)]
        self.cut_off = 0
        self.wrong: list[str] = []
        self._threads = [
            threading.Thread(target=self._send, args=(n, random.Random(seed + n)))
            for n in range(SENDERS)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """What is under way is sent until it is acknowledged; then the senders end."""
        self.is_over.set()
        self.is_up.set()
        for thread in self._threads:
            thread.join()

    def _send(self, sender: int, chance: random.Random) -> None:
        n = 0
        while not self.is_over.is_set():
            size = chance.choice([1, 3, 10, 50])
            batch = [self._event(f"{sender}-{n + i}", chance) for i in range(size)]
            n += size
            while not self._deliver(batch):
                self.is_up.wait(30)
            self.ledgers[sender].extend(str(event["messageId"]) for event in batch)
            self.acknowledgements.release()

    def _event(self, message_id: str, chance: random.Random) -> dict[str, object]:
        return {
            "type": "track",
            "messageId": message_id,
            "userId": f"person {chance.randrange(200)}",
            "event": chance.choice(["Product Viewed", "Product Added", "Order Completed"]),
            "properties": {"product_id": f"p{chance.randrange(9)}", "price": 39000},
        }

    def _deliver(self, batch: list[dict[str, object]]) -> bool:
        self.is_up.wait(30)
        try:
            answer = self.shop.post("/v1/batch", {"batch": batch})
        except httpx.TransportError:
            self.cut_off += 1
            return False
        if answer.status_code == 503:
            return False
        said = answer.json()
        if answer.status_code != 200 or said["stored"] + said["duplicate"] != len(batch):
            self.wrong.append(answer.text[:300])
        return True


@pytest.mark.timeout(60 + 15 * POINTS)
def test_no_acknowledged_event_is_lost_and_none_is_there_twice(
    start_server: Callable[..., Server], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(SEED)
    began_s = time.monotonic()
    shop = create_shop(start_server())
    load = Load(shop, SEED)
    load.is_up.set()
    load.start()
    try:
        for _ in range(POINTS):
            for _ in range(chance.randrange(1, 40)):
                assert load.acknowledgements.acquire(timeout=30), shop.server.log()[-2000:]
            # Not waiting for anything: the moment within a group's way to the disk is random too.
            threading.Event().wait(chance.random() * 0.02)
            load.is_up.clear()
            shop.server.kill()
            shop.server = start_server()
            load.shop = shop
            load.is_up.set()
    finally:
        load.finish()
    assert load.wrong == []
    assert shop.server.stop() == 0

    acknowledged = [one for ledger in load.ledgers for one in ledger]
    stored = [message_id for (message_id,) in shop.rows("events", "message_id")]
    lost, twice = set(acknowledged) - set(stored), len(stored) - len(set(stored))
    with capsys.disabled():
        print(
            f"\n{POINTS} kills in {time.monotonic() - began_s:.0f} s,"
            f" {load.cut_off} requests cut off: {len(acknowledged):,} events acknowledged,"
            f" {len(lost)} lost, {twice} twice (seed {SEED})"
        )
    assert load.cut_off > 0
    assert (lost, twice) == (set(), 0)
    # Every sender went on until it was acknowledged, so nothing else can be there either.
    assert sorted(stored) == sorted(acknowledged)
    totals = shop.rows("tallies", "outcome", "calls")
    assert sum(calls for outcome, calls in totals if outcome == "stored") == len(stored)
    with sqlite3.connect(tmp_path / "dangol.sqlite") as record:
        assert record.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
