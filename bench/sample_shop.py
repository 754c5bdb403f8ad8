"""The sample shop behind a real `dangol serve`, for benches that talk to it.

It is the demo's, in the record before the server starts.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from dangol.cli.demo_workspace import open_demo_workspace
from dangol.store.record import open_record
from dangol.terms.instants import Instant

SERVE = (sys.executable, "-m", "dangol.cli.main", "serve", "--port", "0")


@dataclass
class SampleShop:
    """A running server with the sample shop in its record."""

    url: str
    browser_key: str
    server_key: str
    process: psutil.Process
    log: Path
    """What the server wrote to stderr: JSON lines."""

    @property
    def socket(self) -> str:
        """Where its chat sockets are."""
        return self.url.replace("http", "ws", 1) + "/v1/chat/socket"

    @property
    def rss_mb(self) -> float:
        """The memory that it holds now."""
        return self.process.memory_info().rss / 1024 / 1024

    @property
    def cpu_s(self) -> float:
        """The processor time that it has used so far."""
        used = self.process.cpu_times()
        return used.user + used.system

    def metrics(self) -> dict[str, float]:
        """Every sample of `/metrics` by its name and labels."""
        lines = httpx.get(self.url + "/metrics").text.splitlines()
        samples = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        return {name: float(number) for name, number in samples}


@contextmanager
def serve_sample_shop(folder: Path, **settings: str) -> Iterator[SampleShop]:
    """The server is up and the shop in it; both end with the block."""
    url = f"sqlite:///{folder}/bench.sqlite"
    with serve_record(folder, url, *stock_sample_shop(url), **settings) as shop:
        yield shop


@contextmanager
def serve_record(
    folder: Path, url: str, browser_key: str, server_key: str, **settings: str
) -> Iterator[SampleShop]:
    """The server of that record is up; it ends with the block."""
    log = folder / "server.log"
    with log.open("wb") as errors:
        server = subprocess.Popen(
            [*SERVE, "--url", url],
            cwd=folder,
            env=os.environ | settings,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        assert server.stdout is not None
        address = server.stdout.readline().removeprefix("Dangol listens on ").strip()
        yield SampleShop(address, browser_key, server_key, psutil.Process(server.pid), log)
    finally:
        server.terminate()
        server.wait(30)


def stock_sample_shop(url: str) -> tuple[str, str]:
    """The shop stands in the record; returns its browser key and its server key."""
    record = open_record(url)
    try:
        site, now = "http://127.0.0.1:9000", Instant(time.time_ns() // 1000)
        made = open_demo_workspace(record, site=site, now=now)
    finally:
        record.close()
    return made.workspace.browser_key, made.server_key
