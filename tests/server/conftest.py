"""A real server process on a loopback port, and shops to send to it."""

import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from tests.postgres import postgres_server, postgres_url

from dangol.store import schema
from dangol.store.record import open_record
from dangol.store.workspaces import new_workspace

__all__ = ["postgres_server", "postgres_url"]

COMMAND = (sys.executable, "-m", "dangol.cli.main", "serve")


@dataclass
class Server:
    """`dangol serve` as its operator starts it. Its output goes to files in `folder`."""

    folder: Path
    database_url: str
    settings: dict[str, str] = field(default_factory=dict)
    url: str = ""
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> "Server":
        """Returns when the server says where it listens."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("DANGOL_")}
        said = self.folder / "stdout"
        with said.open("wb") as out, (self.folder / "stderr").open("ab") as err:
            self.process = subprocess.Popen(
                [*COMMAND, "--port", "0", "--url", self.database_url],
                stdout=subprocess.PIPE,
                stderr=err,
                env=kept | self.settings,
                cwd=self.folder,
            )
            assert self.process.stdout is not None
            first = self.process.stdout.readline()
            out.write(first)
        assert first.startswith(b"Dangol listens on "), self.log()
        self.url = first.decode().removeprefix("Dangol listens on ").strip()
        return self

    def stop(self) -> int:
        """Asks it to end, and returns its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self) -> None:
        """Ends it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.wait()

    def wait(self) -> int:
        assert self.process is not None and self.process.stdout is not None
        code = self.process.wait(30)
        self.process.stdout.close()
        return code

    def log(self) -> str:
        return (self.folder / "stderr").read_text(errors="replace")

    def metrics(self) -> dict[str, float]:
        """Every sample of /metrics by its name and labels."""
        lines = httpx.get(self.url + "/metrics").text.splitlines()
        samples = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        return {name: float(number) for name, number in samples}

    def counted(self) -> dict[str, int]:
        """Received and the four outcomes, as /metrics counts them."""
        found = self.metrics()
        outcomes = ("stored", "duplicate", "quarantined", "rejected")
        counts = {one: int(found[f'dangol_events_total{{outcome="{one}"}}']) for one in outcomes}
        return {"received": int(found["dangol_events_received_total"])} | counts


@dataclass
class Shop:
    """A workspace of a running server, and its keys."""

    server: Server
    workspace_id: str
    browser_key: str
    server_key: str

    def post(
        self,
        path: str,
        body: Any,
        *,
        key: str | None = None,
        is_strict: bool = True,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """Sends bytes as they are, anything else as JSON; with the server key unless told."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": "application/json"}
        if is_strict:
            sent["X-Strict-Mode"] = "1"
        key = self.server_key if key is None else key
        if key:
            sent["Authorization"] = basic(key)
        return httpx.post(self.server.url + path, content=content, headers=sent | (headers or {}))

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """What the record holds of this shop."""
        source = schema.metadata.tables[table]
        record = open_record(self.server.database_url)
        try:
            with record.reading() as connection:
                found = connection.execute(
                    select(*(source.c[column] for column in columns))
                    .where(source.c.workspace_id == self.workspace_id)
                    .order_by(*(source.c[column] for column in columns))
                )
                return [tuple(row) for row in found]
        finally:
            record.close()

    def count(self, table: str) -> int:
        source = schema.metadata.tables[table]
        record = open_record(self.server.database_url)
        try:
            with record.reading() as connection:
                query = select(func.count()).where(source.c.workspace_id == self.workspace_id)
                return connection.execute(query).scalar_one()
        finally:
            record.close()


def basic(key: str) -> str:
    """The header of HTTP Basic auth with the key as user."""
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


def create_shop(server: Server, name: str = "단골 상점") -> Shop:
    """A new workspace in the server's record."""
    record = open_record(server.database_url)
    try:
        new = new_workspace(
            name,
            zone="Asia/Seoul",
            currency="KRW",
            languages=("ko", "ja", "en"),
            now=time.time_ns() // 1000,
            chance=os.urandom(80),
        )
        record.create_workspace(new)
    finally:
        record.close()
    workspace = new.workspace
    return Shop(server, workspace.workspace_id, workspace.browser_key, new.server_key)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that do not stop it."""
    folder = tmp_path_factory.mktemp("server")
    running = Server(folder, f"sqlite:///{folder}/dangol.sqlite").start()
    yield running
    assert running.stop() == 0, running.log()


@pytest.fixture
def shop(server: Server) -> Shop:
    """A workspace of its own for each test."""
    return create_shop(server)


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers of a test's own; what still runs at its end is killed."""
    running: list[Server] = []

    def start(database_url: str | None = None, **settings: str) -> Server:
        url = database_url or f"sqlite:///{tmp_path}/dangol.sqlite"
        running.append(Server(tmp_path, url, settings).start())
        return running[-1]

    yield start
    for one in running:
        if one.process is not None and one.process.poll() is None:
            one.kill()


@pytest.fixture
def identity(server: Server) -> Iterator[None]:
    """Whatever the test sends: in /metrics the four outcomes add up to what was received."""
    yield
    counts = server.counted()
    received = counts.pop("received")
    assert sum(counts.values()) == received
