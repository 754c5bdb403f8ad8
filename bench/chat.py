"""Conversations over real sockets with a real `dangol serve`, in three languages.

Three figures of one server with the sample shop: how long a reply takes while many chat at once,
how long a decision takes when one beacon calls for it, and what idle sockets hold in memory; and
the size of the widget. Each stands beside a floor of the same run. What visitors say are the
dialogues and questions of the test suite, so that every skill has its turn.
"""

import asyncio
import gzip
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect

from bench.sample_shop import SampleShop, serve_sample_shop
from bench.visitors import language_of, words_of

CHATS = int(os.environ.get("DANGOL_BENCH_CHATS", "200"))
SECONDS = float(os.environ.get("DANGOL_BENCH_CHAT_S", "60"))
EVERY_S = 10.0
"""Each chat says something so often."""
IDLE = int(os.environ.get("DANGOL_BENCH_IDLE", "1000"))
BEACONS = int(os.environ.get("DANGOL_BENCH_BEACONS", "300"))
FLOOR_S = 20.0
AT_ONCE = 50
"""Sockets that are opened at the same moment."""
SHIRT = {"product_id": "sh-01-black-m", "price": 42_000, "quantity": 1, "currency": "KRW"}

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


@dataclass
class Waits:
    """How long everybody waited, in seconds."""

    acked: list[float] = field(default_factory=list[float])
    replied: list[float] = field(default_factory=list[float])
    lost: int = 0
    """Nothing came within the time until the next word."""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serve_sample_shop(folder) as shop:
            print(json.dumps(_talk(shop, folder)), flush=True)
            print(json.dumps(_decide(shop, folder)), flush=True)
            print(json.dumps(_idle(shop)), flush=True)
    print(json.dumps(_bundle()), flush=True)


# many at once


def _talk(shop: SampleShop, folder: Path) -> dict[str, Any]:
    """The reply to a visitor, while so many of them chat."""
    floor = echo_floor(folder)
    asyncio.run(_warm_up(shop))
    _shop_around(shop)
    waits = Waits()
    began_s, cpu_s = time.monotonic(), shop.cpu_s
    asyncio.run(_many_chats(shop, waits))
    cpu_s = shop.cpu_s - cpu_s
    return {
        "bench": "chat_reply",
        "value": percentile(waits.replied, 95),
        "unit": "ms from a word to its reply, p95",
        "p50_ms": percentile(waits.replied, 50),
        "p99_ms": percentile(waits.replied, 99),
        "ack_p95_ms": percentile(waits.acked, 95),
        "floor": percentile(floor, 95),
        "floor_is": "an echo over bare sockets that commits word and answer, p95",
        "chats": CHATS,
        "turns": len(waits.replied),
        "lost": waits.lost,
        "server_cpu_ms_per_turn": round(cpu_s / max(1, len(waits.replied)) * 1000, 1),
        "server_cpu_ratio": round(cpu_s / (time.monotonic() - began_s), 2),
        "load": os.getloadavg()[0],
        "target": 150,
    }


async def _warm_up(shop: SampleShop) -> None:
    """The first reply waits for the catalogue and the vectors, which those after it have."""
    async with connect(shop.socket, compression=None) as socket:
        await _come_in(shop, socket, "first", "ko")
        await _say(socket, "배송은 얼마나 걸려요?", Waits())


async def _many_chats(shop: SampleShop, waits: Waits) -> None:
    """All of them are in before the first says something; none at the same moment as another."""
    async with AsyncExitStack() as stack:
        sockets = [
            await stack.enter_async_context(connect(shop.socket, compression=None, max_queue=None))
            for _ in range(CHATS)
        ]
        for place, socket in enumerate(sockets):
            await _come_in(shop, socket, f"talker-{place}", language_of(place))
        begin = time.monotonic() + 1
        await asyncio.gather(
            *(
                _one_chat(socket, place, begin + EVERY_S * place / CHATS, waits)
                for place, socket in enumerate(sockets)
            )
        )


async def _one_chat(socket: ClientConnection, place: int, begin: float, waits: Waits) -> None:
    """One visitor: something said, its reply read, until the time is over."""
    for turn, text in zip(range(int(SECONDS / EVERY_S)), words_of(place), strict=False):
        await asyncio.sleep(max(0.0, begin + turn * EVERY_S - time.monotonic()))
        try:
            async with asyncio.timeout(EVERY_S):
                await _say(socket, text, waits)
        except TimeoutError:
            waits.lost += 1


async def _say(socket: ClientConnection, text: str, waits: Waits) -> None:
    client_id = uuid4().hex
    said = time.perf_counter()
    await socket.send(_encode({"t": "send", "clientId": client_id, "text": text}).decode())
    seq = 0
    replied = 0.0
    while not seq or not replied:
        frame = _decode(await socket.recv())
        match frame["t"]:
            case "ack" if frame["clientId"] == client_id:
                seq = frame["seq"]
                waits.acked.append(time.perf_counter() - said)
            case "message" if frame["from"] == "agent":
                replied = time.perf_counter() - said
                await socket.send(f'{{"t":"read","seq":{frame["seq"]}}}')
            case "error":
                raise AssertionError(frame)
            case _:
                pass
    waits.replied.append(replied)


async def _come_in(shop: SampleShop, socket: ClientConnection, who: str, language: str) -> None:
    hello = {
        "t": "hello",
        "v": 1,
        "key": shop.browser_key,
        "anonymousId": who,
        "lang": language,
        "page": {"url": "http://localhost/products/sh-01", "title": "상품"},
        "seq": 0,
    }
    await socket.send(_encode(hello).decode())
    frame = _decode(await socket.recv())
    assert frame["t"] == "welcome", frame


def _shop_around(shop: SampleShop) -> None:
    """Everybody who will chat has looked at something and has something in the cart."""
    calls = [
        _track(f"talker-{place}", event, SHIRT)
        for place in range(CHATS)
        for event in ("Product Viewed", "Product Added")
    ]
    _post(shop, "/v1/batch", {"batch": calls})


def echo_floor(folder: Path) -> list[float]:
    """The same chats with a server that only keeps what it hears and says it back."""
    command = [sys.executable, "-m", "bench.echo", str(folder / "echo.sqlite")]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        waits: list[float] = []

        async def chat(place: int) -> None:
            async with connect(url, compression=None) as socket:
                await asyncio.sleep(EVERY_S * place / CHATS)
                end = time.monotonic() + FLOOR_S
                for text in words_of(place):
                    said = time.perf_counter()
                    await socket.send(text)
                    await socket.recv()
                    waits.append(time.perf_counter() - said)
                    if time.monotonic() + EVERY_S > end:
                        return
                    await asyncio.sleep(EVERY_S)

        async def every() -> None:
            await asyncio.gather(*(chat(place) for place in range(CHATS)))

        asyncio.run(every())
    finally:
        server.terminate()
        server.wait(30)
    return waits


# a decision on a beacon


def _decide(shop: SampleShop, folder: Path) -> dict[str, Any]:
    """One event that makes the engine decide, alone on its way, as the server's log times it."""
    visitors = [f"leaver-{place}" for place in range(BEACONS)]
    _post(shop, "/v1/batch", {"batch": [_track(one, "Product Added", SHIRT) for one in visitors]})
    before = shop.metrics()
    outside: list[float] = []
    floors: list[float] = []
    cpu_s = shop.cpu_s
    with httpx.Client(base_url=shop.url) as client:
        for one in visitors:
            beacon = _track(one, "Exit Intent", {}) | {"writeKey": shop.browser_key}
            began = time.perf_counter()
            client.post("/v1/t", content=_encode(beacon)).raise_for_status()
            outside.append(time.perf_counter() - began)
            began = time.perf_counter()
            client.get("/health").raise_for_status()
            floors.append(time.perf_counter() - began)
    cpu_s = shop.cpu_s - cpu_s
    after = shop.metrics()
    verdicts = ("speak", "hold", "silent")
    decided = {
        one: round(after.get(name, 0) - before.get(name, 0))
        for one in verdicts
        for name in [f'dangol_decisions_total{{verdict="{one}"}}']
    }
    lines = [json.loads(line) for line in shop.log.read_bytes().splitlines()]
    inside = [line["ms"] / 1000 for line in lines if line.get("route") == "/v1/t"]
    return {
        "bench": "chat_decision",
        "value": percentile(inside, 99),
        "unit": "ms in the server for one event, durable and decided, p99",
        "p50_ms": percentile(inside, 50),
        "outside_p99_ms": percentile(outside, 99),
        "floor": percentile(_commits(folder), 99),
        "floor_is": "one row committed to a bare table with synchronous FULL, p99",
        "health_p99_ms": percentile(floors, 99),
        "server_cpu_ms_per_beacon": round(cpu_s / BEACONS * 1000, 2),
        "beacons": len(inside),
        "decisions": decided,
        "target": 10,
    }


def _commits(folder: Path) -> list[float]:
    base = sqlite3.connect(folder / "floor.sqlite", isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE bare (seq INTEGER PRIMARY KEY, payload BLOB)")
    times: list[float] = []
    for _ in range(BEACONS):
        began = time.perf_counter()
        base.execute("INSERT INTO bare (payload) VALUES (?)", (b"x" * 300,))
        times.append(time.perf_counter() - began)
    base.close()
    return times


# sockets that say nothing


def _idle(shop: SampleShop) -> dict[str, Any]:
    """What the server holds while so many browsers listen and nobody says anything."""
    before = shop.rss_mb

    async def listen() -> float:
        gate = asyncio.Semaphore(AT_ONCE)
        sockets: list[ClientConnection] = []

        async def open_one(place: int) -> None:
            async with gate:
                socket = await connect(shop.socket, compression=None)
                await _come_in(shop, socket, f"idler-{place}", language_of(place))
                sockets.append(socket)

        await asyncio.gather(*(open_one(place) for place in range(IDLE)))
        held = [shop.rss_mb]
        for socket in sockets:  # each still has somebody at the other end
            await socket.send('{"t":"ping"}')
            assert _decode(await socket.recv())["t"] == "pong"
        held.append(shop.rss_mb)
        await asyncio.gather(*(socket.close() for socket in sockets))
        return max(held)

    held = asyncio.run(listen())
    return {
        "bench": "chat_idle",
        "value": round(held),
        "unit": "MB held with idle sockets",
        "floor": round(before),
        "floor_is": "the same server before, after its chats, with the vectors loaded",
        "kb_a_socket": round((held - before) * 1024 / IDLE, 1),
        "sockets": IDLE,
        "target": 400,
    }


def _bundle() -> dict[str, Any]:
    """The widget as it travels."""
    plain = (files("dangol.server") / "static" / "dangol.js").read_bytes()
    return {
        "bench": "widget_size",
        "value": len(gzip.compress(plain, 9, mtime=0)),
        "unit": "bytes, gzip",
        "floor": len(plain),
        "floor_is": "the bundle as it is, in bytes",
        "target": 20 * 1024,
    }


def _track(who: str, event: str, properties: dict[str, Any]) -> dict[str, Any]:
    call = {"type": "track", "event": event, "anonymousId": who, "messageId": uuid4().hex}
    return call | {"properties": properties}


def _post(shop: SampleShop, path: str, body: dict[str, Any]) -> None:
    answer = httpx.post(shop.url + path, content=_encode(body), auth=(shop.server_key, ""))
    answer.raise_for_status()


def percentile(times: Sequence[float], percent: int) -> float:
    """That percentile in milliseconds."""
    if len(times) < 2:
        return round(median(times) * 1000, 2) if times else 0.0
    return round(quantiles(times, n=100, method="inclusive")[percent - 1] * 1000, 2)


if __name__ == "__main__":
    main()
