"""The sample shop behind a real `dangol serve`, for benches that talk to it.

Shelf, knowledge in three languages and one offer rule stand in the record before the server
starts, as they do in a shop that has been set up.
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

from dangol.decide.recipes import read_recipes
from dangol.engine.catalogue import take_catalogue
from dangol.engine.chat.knowledge import take_knowledge
from dangol.sim.answers import spoken_articles
from dangol.sim.shop import sample_catalogue
from dangol.store.offer_rows import OfferRuleRow
from dangol.store.offers import Offers
from dangol.store.record import open_record
from dangol.store.workspaces import new_workspace
from dangol.terms.instants import DAY_US, Instant
from dangol.terms.languages import Language

SERVE = (sys.executable, "-m", "dangol.cli.main", "serve", "--port", "0")
TEN_PERCENT = OfferRuleRow(
    rule_id="bench",
    kind="percent",
    currency="KRW",
    value=10,
    gift="",
    ceiling_minor=10_000,
    margin_floor_ratio=0.1,
    usual_margin_ratio=0.5,
    budget_minor_per_day=100_000_000,
    codes_limit=0,
    is_once_per_person=True,
    min_cart_minor=0,
    valid_for_us=DAY_US,
    is_active=True,
    updated_at=Instant(0),
)


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
    browser_key, server_key = stock_sample_shop(url)
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
        now = Instant(time.time_ns() // 1000)
        new = new_workspace(
            "달빛상점",
            zone="Asia/Seoul",
            currency="KRW",
            languages=("ko", "ja", "en"),
            now=now,
            chance=os.urandom(80),
        )
        workspace = record.create_workspace(new)
        take_catalogue(record, workspace, read_recipes(), sample_catalogue(Language.KO), now)
        take_knowledge(record, workspace.workspace_id, "faq", spoken_articles(), now)
        with record.writing() as connection:
            Offers(connection, workspace.workspace_id).write_rule(TEN_PERCENT)
    finally:
        record.close()
    return workspace.browser_key, new.server_key
