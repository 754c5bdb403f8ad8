"""Live ingestion over HTTP: batches of 100, durable, with sessions, signals and decisions.

`dangol serve` runs as its operator starts it, on SQLite with synchronous FULL; eight connections
send prepared bodies from another process. Two floors in the same run, on one core: decoding the
same bodies only, and decoding plus a raw insert of each payload into a bare table, committed every
5,000 rows with synchronous FULL.
"""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
import msgspec
import psutil

EVENTS = int(os.environ.get("DANGOL_BENCH_INGEST", "100000"))
BATCH = 100
CONNECTIONS = 16
ROUNDS = int(os.environ.get("DANGOL_BENCH_RUNS", "3"))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _dangol(folder, "simulate", "events", "--events", str(EVENTS * ROUNDS), "--out", "e.jsonl")
        bodies = _bodies(folder / "e.jsonl")
        share = len(bodies) // ROUNDS
        rounds = [bodies[place * share : (place + 1) * share] for place in range(ROUNDS)]
        decode = [_decode_only(one) for one in rounds]
        insert = [_decode_and_insert(one, folder / f"bare{i}") for i, one in enumerate(rounds)]
        rates, waits, rss_mb = _serve(folder, rounds)
    rate = median(rates)
    print(
        json.dumps(
            {
                "bench": "ingest",
                "value": round(rate),
                "unit": "events per second, acknowledged and durable",
                "floor": round(median(insert)),
                "floor_is": "decode and raw insert",
                "ratio": round(median(insert) / rate, 2),
                "decode_only": round(median(decode)),
                "batch": BATCH,
                "connections": CONNECTIONS,
                "events": share * BATCH * ROUNDS,
                "rounds": ROUNDS,
                "p50_ms": round(median(waits) * 1000, 1),
                "p99_ms": round(quantiles(waits, n=100)[98] * 1000, 1),
                "server_rss_mb": rss_mb,
                "target": 20_000,
            }
        ),
        flush=True,
    )


def _bodies(file: Path) -> list[bytes]:
    with file.open("rb") as stream:
        lines = [line.rstrip() for line in stream if _is_json(line)]
    bodies: list[bytes] = []
    rest = iter(lines)
    while batch := list(islice(rest, BATCH)):
        bodies.append(b'{"batch":[' + b",".join(batch) + b"]}")
    return bodies


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


def _decode_only(bodies: list[bytes]) -> float:
    start = time.perf_counter()
    for body in bodies:
        msgspec.json.decode(body)
    return len(bodies) * BATCH / (time.perf_counter() - start)


def _decode_and_insert(bodies: list[bytes], file: Path) -> float:
    base = sqlite3.connect(file)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE bare (message_id TEXT PRIMARY KEY, payload BLOB) WITHOUT ROWID")
    start = time.perf_counter()
    rows: list[tuple[str, bytes]] = []
    for body in bodies:
        calls = msgspec.json.decode(body)["batch"]
        rows.extend((call["messageId"], msgspec.json.encode(call)) for call in calls)
        if len(rows) >= 5_000:
            base.executemany("INSERT OR IGNORE INTO bare VALUES (?, ?)", rows)
            base.commit()
            rows.clear()
    base.executemany("INSERT OR IGNORE INTO bare VALUES (?, ?)", rows)
    base.commit()
    rate = len(bodies) * BATCH / (time.perf_counter() - start)
    base.close()
    return rate


def _serve(folder: Path, rounds: list[list[bytes]]) -> tuple[list[float], list[float], int]:
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
        waits: list[float] = []
        rates = [asyncio.run(_send(url, key, bodies, waits)) for bodies in rounds]
        return rates, waits, round(psutil.Process(server.pid).memory_info().rss / 1024 / 1024)
    finally:
        server.terminate()
        server.wait(30)


async def _send(url: str, key: str, bodies: list[bytes], waits: list[float]) -> float:
    queue = iter(bodies)
    limits = httpx.Limits(max_connections=CONNECTIONS)
    async with httpx.AsyncClient(auth=(key, ""), limits=limits, timeout=60) as client:

        async def connection() -> None:
            for body in queue:
                start = time.perf_counter()
                answer = await client.post(f"{url}/v1/batch", content=body)
                answer.raise_for_status()
                waits.append(time.perf_counter() - start)

        start = time.perf_counter()
        await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
        return len(bodies) * BATCH / (time.perf_counter() - start)


def _environment(folder: Path) -> dict[str, str]:
    return os.environ | {"DANGOL_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite"}


def _dangol(folder: Path, *words: str) -> str:
    run: Any = subprocess.run(
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
