"""Live ingestion over HTTP: batches of 100, durable, with sessions, signals and decisions.

`dangol serve` runs as its operator starts it, on SQLite with synchronous FULL; connections kept
alive send prepared requests from this process. The events are those of a simulated shop in their
order, about thirty people to a hundred events, with their times brought forward to the minute
before the run: an event of last month would be stored, but nobody would be spoken to. Two floors
in the same run, on one core: decoding the same bodies only, and decoding plus a raw insert of each
payload into a bare table with synchronous FULL, committed in groups of the server's size.
"""

import asyncio
import base64
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import msgspec
import psutil

EVENTS = int(os.environ.get("DANGOL_BENCH_INGEST", "200000"))
"""A round's."""
ROUNDS = int(os.environ.get("DANGOL_BENCH_RUNS", "3"))
BATCH = 100
CONNECTIONS = 32
TOLD_AT_RATE = 20_000
"""Events a second by the times they say."""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _dangol(folder, "simulate", "events", "--events", str(EVENTS * ROUNDS), "--out", "e.jsonl")
        lines = [line for line in (folder / "e.jsonl").read_bytes().splitlines() if _is_json(line)]
        rounds = [lines[place : place + EVENTS] for place in range(0, EVENTS * ROUNDS, EVENTS)]
        rates, waits, found = _serve(folder, rounds)
        group = round(found["events"] / found["groups"])
        bodies = [_bodies(one) for one in rounds]
        decode = [_decode_only(one) for one in bodies]
        insert = [_decode_and_insert(one, folder / f"{n}", group) for n, one in enumerate(bodies)]
    rate = median(rates)
    line = {
        "bench": "ingest",
        "value": round(rate),
        "unit": "events per second, acknowledged and durable",
        "floor": round(median(insert)),
        "floor_is": "decode and raw insert",
        "ratio": round(median(insert) / rate, 2),
        "decode_only": round(median(decode)),
        "n": len(lines),
        "rounds": ROUNDS,
        "batch": BATCH,
        "connections": CONNECTIONS,
        "events_a_commit": group,
        "stored": found["stored"],
        "decisions": found["decisions"],
        "p50_ms": round(median(waits) * 1000, 1),
        "p99_ms": round(quantiles(waits, n=100)[98] * 1000, 1),
        "server_cpu_us_per_event": round(found["cpu_s"] / len(lines) * 1e6, 1),
        "rss_mb": found["rss_mb"],
        "target": 20_000,
    }
    print(json.dumps(line), flush=True)


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


def _bodies(lines: list[bytes]) -> list[bytes]:
    """Batches whose events say that they happened in the minute before now."""
    last = datetime.now(UTC)
    first = last - timedelta(seconds=min(60.0, len(lines) / TOLD_AT_RATE))
    step = (last - first) / len(lines)
    told = (_told_at(line, first + step * place) for place, line in enumerate(lines))
    batches: Iterator[tuple[bytes, ...]] = zip(*[told] * BATCH, strict=False)
    return [b'{"batch":[' + b",".join(batch) + b"]}" for batch in batches]


def _told_at(line: bytes, moment: datetime) -> bytes:
    text = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z").encode()
    return re.sub(rb'"timestamp":"[^"]*"', b'"timestamp":"' + text + b'"', line, count=1)


def _decode_only(bodies: list[bytes]) -> float:
    start = time.perf_counter()
    for body in bodies:
        msgspec.json.decode(body)
    return len(bodies) * BATCH / (time.perf_counter() - start)


def _decode_and_insert(bodies: list[bytes], file: Path, group: int) -> float:
    base = sqlite3.connect(file)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE bare (seq INTEGER PRIMARY KEY, payload BLOB)")
    start = time.perf_counter()
    rows: list[tuple[bytes]] = []
    for body in bodies:
        rows.extend((msgspec.json.encode(call),) for call in msgspec.json.decode(body)["batch"])
        if len(rows) >= group:
            base.executemany("INSERT INTO bare (payload) VALUES (?)", rows)
            base.commit()
            rows.clear()
    base.executemany("INSERT INTO bare (payload) VALUES (?)", rows)
    base.commit()
    rate = len(bodies) * BATCH / (time.perf_counter() - start)
    base.close()
    return rate


def _serve(
    folder: Path, rounds: list[list[bytes]]
) -> tuple[list[float], list[float], dict[str, Any]]:
    """The rate of each round, how long every request took, and what the server counted."""
    created = _dangol(folder, "workspace", "create", "Bench", "--timezone", "Asia/Seoul", "--json")
    key = json.loads(created)["server_key"]
    server = subprocess.Popen(
        [sys.executable, "-m", "dangol.cli.main", "serve", "--port", "0"],
        cwd=folder,
        env=_environment(folder) | {"DANGOL_RATE_LIMIT": "10000000"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        url = server.stdout.readline().removeprefix("Dangol listens on ").strip()
        process = psutil.Process(server.pid)
        waits: list[float] = []
        rates: list[float] = []
        before = process.cpu_times()
        for lines in rounds:
            requests = [_request(key, body) for body in _bodies(lines)]
            rates.append(asyncio.run(_send(url, requests, waits)))
        after = process.cpu_times()
        found = _counted(url) | {
            "cpu_s": after.user + after.system - before.user - before.system,
            "rss_mb": round(process.memory_info().rss / 1024 / 1024),
        }
    finally:
        server.terminate()
        server.wait(30)
    return rates, waits, found


def _request(key: str, body: bytes) -> bytes:
    user = base64.b64encode(f"{key}:".encode()).decode()
    head = (
        "POST /v1/batch HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"Authorization: Basic {user}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _send(url: str, requests: list[bytes], waits: list[float]) -> float:
    address, queue = urlsplit(url), iter(requests)

    async def connection() -> None:
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        for request in queue:
            start = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            assert length is not None, head
            await reader.readexactly(int(length[1]))
            waits.append(time.perf_counter() - start)
        writer.close()

    start = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return len(requests) * BATCH / (time.perf_counter() - start)


def _counted(url: str) -> dict[str, int]:
    """What `/metrics` says: events committed and commits, those stored, decisions."""
    with urlopen(f"{url}/metrics") as answer:
        text = answer.read().decode()

    def total(name: str) -> int:
        found = re.findall(rf"^{re.escape(name)}(?:{{.*}})? (\S+)$", text, re.MULTILINE)
        return round(sum(map(float, found)))

    return {
        "events": total("dangol_group_events_sum"),
        "groups": total("dangol_group_events_count"),
        "stored": total('dangol_events_total{outcome="stored"}'),
        "decisions": total("dangol_decisions_total"),
    }


def _environment(folder: Path) -> dict[str, str]:
    return os.environ | {"DANGOL_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite"}


def _dangol(folder: Path, *words: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "dangol.cli.main", *words],
        cwd=folder,
        env=_environment(folder),
        check=True,
        capture_output=True,
        text=True,
    )
    return run.stdout


if __name__ == "__main__":
    main()
