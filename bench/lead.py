"""Buyers over real sockets with a real `dangol serve`: from the first word to a booked meeting.

The sample company in three languages. Each buyer says at once who they are and asks for the price,
names a time, takes what is offered and leaves an address. How long the first useful reply takes
(the one with the published price) stands beside an echo's floor; how many turns a booking took is
counted. Set-up: one machine for server and buyers.
"""

import asyncio
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from websockets.asyncio.client import ClientConnection, connect

from bench.chat import echo_floor, percentile
from bench.sample_shop import SampleShop, serve_record
from dangol.cli.demo_company import open_demo_company
from dangol.store.record import open_record
from dangol.terms.instants import Instant
from dangol.terms.languages import Language

BUYERS = int(os.environ.get("DANGOL_BENCH_BUYERS", "90"))
WITHIN_S = float(os.environ.get("DANGOL_BENCH_BUYERS_S", "60"))
"""Buyers come one after the other over this time."""
MOST_WAIT_S = 10.0
SITE = "http://127.0.0.1:9001"
TOLD = {
    Language.KO: (
        "상담원 20명이고 젠데스크 쓰는데 다음 달에 바꾸려고요. 가격이 얼마예요?",
        "다음 주 화요일 오후 3시 돼요?",
    ),
    Language.JA: (
        "担当者20名でZendeskを使っていて、来月乗り換えたいです。料金はいくらですか?",
        "来週火曜の15時は空いていますか?",
    ),
    Language.EN: (
        "We're 20 agents on Zendesk and want to switch next month. How much is it?",
        "Does next Tuesday at 3pm work?",
    ),
}
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


@dataclass
class Deal:
    """What became of a buyer."""

    first_s: float = 0.0
    turns: int = 0
    is_booked: bool = False


@dataclass
class Company:
    """The running server, and the key of the company's workspace in each language."""

    server: SampleShop
    keys: dict[Language, str] = field(default_factory=dict[Language, str])


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        floor = echo_floor(folder)
        with _serve_company(folder) as company:
            asyncio.run(_warm_up(company))
            deals = asyncio.run(_all_deals(company))
    booked = [deal for deal in deals if deal.is_booked]
    print(
        json.dumps(
            {
                "bench": "lead",
                "value": percentile([deal.first_s for deal in deals], 95),
                "unit": "ms from a lead's first word to the reply with the published price, p95",
                "p50_ms": percentile([deal.first_s for deal in deals], 50),
                "floor": percentile(floor, 95),
                "floor_is": "an echo over bare sockets that commits word and answer, p95",
                "buyers": len(deals),
                "booked": len(booked),
                "most_turns_to_a_booking": max((deal.turns for deal in booked), default=0),
                "load": os.getloadavg()[0],
                "target": 150,
            }
        ),
        flush=True,
    )


@contextmanager
def _serve_company(folder: Path) -> Iterator[Company]:
    url = f"sqlite:///{folder}/bench.sqlite"
    record, now = open_record(url), Instant(time.time_ns() // 1000)
    try:
        made = {one: open_demo_company(record, one, site=SITE, now=now) for one in Language}
    finally:
        record.close()
    keys = {language: one.workspace.browser_key for language, one in made.items()}
    with serve_record(folder, url, keys[Language.KO], made[Language.KO].server_key) as server:
        yield Company(server, keys)


async def _warm_up(company: Company) -> None:
    """The first reply waits for catalogue and vectors, which those after it have."""
    for language in Language:
        async with _line(company, f"first-{language}", language) as socket:
            await _turn(socket, {"t": "send", "text": TOLD[language][0]})


async def _all_deals(company: Company) -> list[Deal]:
    languages = list(Language)
    begin = time.monotonic() + 1
    return await asyncio.gather(
        *(
            _deal(company, languages[place % 3], place, begin + WITHIN_S * place / BUYERS)
            for place in range(BUYERS)
        )
    )


async def _deal(company: Company, language: Language, place: int, begin: float) -> Deal:
    """One buyer, from the first word until it is booked or six turns are over."""
    deal = Deal()
    await asyncio.sleep(max(0.0, begin - time.monotonic()))
    async with _line(company, f"buyer-{place}", language) as socket:
        said = time.perf_counter()
        await _turn(socket, {"t": "send", "text": TOLD[language][0]})
        deal.first_s = time.perf_counter() - said
        reply = await _turn(socket, {"t": "send", "text": TOLD[language][1]})
        deal.turns = 2
        while deal.turns < 6 and not deal.is_booked:
            choice = _time_in(reply)
            frame: dict[str, Any] = {"t": "send", "text": f"buyer{place}@acme{place}.example.com"}
            if choice is not None:
                frame = {"t": "press", "seq": reply["seq"], "replyId": choice}
            reply = await _turn(socket, frame)
            deal.turns += 1
            deal.is_booked = "/m/" in json.dumps(reply)
    return deal


def _time_in(message: dict[str, Any]) -> str | None:
    """The first time that is offered."""
    buttons = [
        reply["id"]
        for part in message["parts"]
        if part["type"] == "replies"
        for reply in part["replies"]
    ]
    return next((one for one in buttons if one.startswith("book:")), None)


async def _turn(socket: ClientConnection, frame: dict[str, Any]) -> dict[str, Any]:
    """The visitor's frame is answered; returns the agent's message."""
    client_id = uuid4().hex
    await socket.send(_encode({**frame, "clientId": client_id}).decode())
    async with asyncio.timeout(MOST_WAIT_S):
        while True:
            heard = _decode(await socket.recv())
            if heard["t"] == "message" and heard["from"] == "agent":
                return heard
            assert heard["t"] != "error", heard


@asynccontextmanager
async def _line(company: Company, who: str, language: Language) -> AsyncIterator[ClientConnection]:
    """A socket whose buyer is welcome."""
    hello = {
        "t": "hello",
        "v": 1,
        "key": company.keys[language],
        "anonymousId": who,
        "lang": language.value,
        "page": {"url": SITE + "/pricing", "title": "pricing"},
        "seq": 0,
    }
    async with connect(company.server.socket, compression=None, max_queue=None) as socket:
        await socket.send(_encode(hello).decode())
        frame = _decode(await socket.recv())
        assert frame["t"] == "welcome", frame
        yield socket
