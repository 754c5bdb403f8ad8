"""How soon a visitor hears anything, with a language model that takes a second to begin.

The sample shop on a real `dangol serve`; as many chats at once as in `bench.chat`. The endpoint is
the tests' own, in a process of its own: it waits a second, then says the draft again in small
pieces. The first words are the first sentence that passed the guard, or the message where nothing
came before it. The floor asks the same endpoint over bare HTTP.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import httpx
import msgspec
from tests.model_stub import Hold, Step, data_of, model_stub
from websockets.asyncio.client import ClientConnection, connect

from bench.chat import percentile
from bench.sample_shop import SampleShop, serve_sample_shop

CHATS = int(os.environ.get("DANGOL_BENCH_CHATS", "200"))
SECONDS = float(os.environ.get("DANGOL_BENCH_CHAT_S", "60"))
EVERY_S = 10.0
THINKS_S = 1.0
"""How long the endpoint takes to begin."""
PIECE = 4
PIECE_S = 0.02
"""Four letters in 20 ms: 200 letters a second."""
FLOOR_CALLS = 20
ASKED = {
    "ko": (
        "배송비 얼마예요?",
        "환불은 언제 되나요?",
        "이 셔츠 소재가 뭐예요?",
        "린넨 셔츠 보여주세요",
    ),
    "ja": ("送料はいくらですか？", "返金はいつですか？", "素材は何ですか？", "シャツを見せて"),
    "en": ("How much is delivery?", "When is my refund?", "What is it made of?", "Show me shirts"),
}

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


@dataclass
class Waits:
    """How long everybody waited, in seconds."""

    acked: list[float] = field(default_factory=list[float])
    first: list[float] = field(default_factory=list[float])
    replied: list[float] = field(default_factory=list[float])
    lost: int = 0


def main() -> None:
    with tempfile.TemporaryDirectory() as name, endpoint() as address:
        settings = {
            "DANGOL_MODEL_URL": address,
            "DANGOL_MODEL_NAME": "stub",
            "DANGOL_MODEL_WORKSPACE_TOKENS": "1000000000",
        }
        with serve_sample_shop(Path(name), **settings) as shop:
            print(json.dumps(_measure(shop, _floor(address))), flush=True)


def _measure(shop: SampleShop, floor: Sequence[float]) -> dict[str, Any]:
    warm = Waits()
    asyncio.run(_one_chat(shop, 0, warm, turns=2))
    before, cpu_s, waits = shop.metrics(), shop.cpu_s, Waits()
    asyncio.run(_many(shop, waits))
    cpu_s = shop.cpu_s - cpu_s
    outcomes: Counter[str] = Counter()
    for name, count in shop.metrics().items():
        if name.startswith("dangol_model_calls_total"):
            outcomes[name.split('outcome="')[1].split('"')[0]] += round(count - before[name])
    return {
        "bench": "first_token",
        "value": percentile(waits.first, 95),
        "unit": "ms from a word to the first words of its reply, p95",
        "p50_ms": percentile(waits.first, 50),
        "ack_p95_ms": percentile(waits.acked, 95),
        "whole_p95_ms": percentile(waits.replied, 95),
        "floor": percentile(floor, 95),
        "floor_is": "the endpoint's first bytes over bare HTTP, p95",
        "chats": CHATS,
        "turns": len(waits.replied),
        "lost": waits.lost,
        "server_cpu_ms_per_turn": round(cpu_s / max(1, len(waits.replied)) * 1000, 1),
        "outcomes": dict(+outcomes),
        "load": os.getloadavg()[0],
        "target": 2_000,
    }


async def _many(shop: SampleShop, waits: Waits) -> None:
    turns = int(SECONDS / EVERY_S)
    await asyncio.gather(*(_one_chat(shop, place, waits, turns) for place in range(CHATS)))


async def _one_chat(shop: SampleShop, place: int, waits: Waits, turns: int) -> None:
    language = ("ko", "ja", "en")[place % 3]
    begin = time.monotonic() + EVERY_S * place / CHATS
    async with connect(shop.socket, compression=None, max_queue=None) as socket:
        hello = {"t": "hello", "v": 1, "key": shop.browser_key, "lang": language, "seq": 0}
        page = {"url": "http://localhost/products/sh-01", "title": "상품"}
        await socket.send(_encode(hello | {"anonymousId": uuid4().hex, "page": page}).decode())
        assert _decode(await socket.recv())["t"] == "welcome"
        for turn in range(turns):
            await asyncio.sleep(max(0.0, begin + turn * EVERY_S - time.monotonic()))
            texts = ASKED[language]
            try:
                async with asyncio.timeout(EVERY_S):
                    await _say(socket, texts[(place + turn) % len(texts)], waits)
            except TimeoutError:
                waits.lost += 1


async def _say(socket: ClientConnection, text: str, waits: Waits) -> None:
    client_id, said = uuid4().hex, time.perf_counter()
    await socket.send(_encode({"t": "send", "clientId": client_id, "text": text}).decode())
    acked = first = replied = 0.0
    while not acked or not replied:
        frame = _decode(await socket.recv())
        waited = time.perf_counter() - said
        match frame["t"]:
            case "ack" if frame["clientId"] == client_id:
                acked = waited
            case "delta" if frame["clientId"] == client_id:
                first = first or waited
            case "message" if frame["from"] == "agent":
                first, replied = first or waited, waited
            case "error":
                raise AssertionError(frame)
            case _:
                pass
    waits.acked.append(acked)
    waits.first.append(first)
    waits.replied.append(replied)


def _floor(address: str) -> list[float]:
    """The endpoint itself, one call after the other."""
    data = json.dumps({"draft": ["네."]})
    body = {"stream": True, "messages": [{"role": "user", "content": data}]}
    waits: list[float] = []
    with httpx.Client(timeout=30) as client:
        for _ in range(FLOOR_CALLS):
            began = time.perf_counter()
            with client.stream("POST", address + "/chat/completions", json=body) as answer:
                next(answer.iter_bytes())
            waits.append(time.perf_counter() - began)
    return waits


@contextmanager
def endpoint() -> Iterator[str]:
    """The address of a model that thinks a second and then says the draft again."""
    command = [sys.executable, "-m", "bench.first_token", "endpoint"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(30)


def _says_the_draft(asked: dict[str, Any]) -> Iterator[Step]:
    never = Event()
    yield Hold(never, THINKS_S)
    text = "\n".join(data_of(asked).get("draft", ())) or "none"
    for start in range(0, len(text), PIECE):
        yield text[start : start + PIECE]
        yield Hold(never, PIECE_S)


def _serve() -> None:
    with model_stub() as stub:
        stub.answer = _says_the_draft
        print(stub.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    if sys.argv[1:] == ["endpoint"]:
        _serve()
    else:
        main()
