"""What a server owes others survives its death, is brought by one server, and tells no secret."""

import base64
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any
from zipfile import ZipFile

import httpx
import msgspec
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import update
from standardwebhooks import Webhook
from tests.mail_server import PASSWORD, USER, mail_server
from tests.outside import CUT, Outside, Reply, outside
from tests.outside_crm import HUBSPOT_DOWN, HUBSPOT_EXPIRED, HubSpotTown
from tests.server.conftest import Server, Shop, create_shop

from dangol.engine.sales.delivery import Delivery, Kind
from dangol.engine.sales.outbox import enqueue
from dangol.engine.sales.places import write_settings
from dangol.engine.sales.telling import News, ToldLead
from dangol.store import schema_sales
from dangol.store.backup import write_backup
from dangol.store.destinations import DestinationRow, add_destination
from dangol.store.record import open_record
from dangol.store.secrets import secrets_of
from dangol.terms.instants import Instant

SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TOKEN = "pat-na1-token"
KEY = Fernet.generate_key().decode()
Start = Callable[..., Server]


def now() -> Instant:
    return Instant(time.time_ns() // 1000)


def add(shop: Shop, kind: Kind, secret: str, **settings: str) -> str:
    """The id of a new destination, which the name of its kind is."""
    record = open_record(shop.server.database_url)
    try:
        kept = secrets_of(record, shop.server.settings).encrypt(secret.encode())
        row = DestinationRow(
            f"d-{kind.value}", kind.value, kind.value, write_settings(settings), kept, True, now()
        )
        with record.writing() as connection:
            add_destination(connection, shop.workspace_id, row)
    finally:
        record.close()
    return row.destination_id


def put(shop: Shop, kind: Kind, *keys: str, payload: object = None) -> None:
    """They wait; written by another process, as a command would."""
    record = open_record(shop.server.database_url)
    content = msgspec.json.encode({"type": "test"} if payload is None else payload)
    try:
        with record.writing() as connection:
            for key in keys:
                one = Delivery(f"d-{kind.value}", kind, key, content, f"p-{key}", now())
                enqueue(connection, shop.workspace_id, one)
    finally:
        record.close()


def time_passes(shop: Shop) -> None:
    """Every wait and every lease is over."""
    record = open_record(shop.server.database_url)
    try:
        with record.writing() as connection:
            mine = schema_sales.deliveries.c.workspace_id == shop.workspace_id
            connection.execute(
                update(schema_sales.deliveries).where(mine).values(next_at=now() - 1)
            )
    finally:
        record.close()


def states(shop: Shop) -> dict[str, str]:
    return dict(shop.rows("deliveries", "key", "state"))


def until(holds: Callable[[], bool], most_s: float = 60.0) -> None:
    """Returns as soon as it holds."""
    ends = time.monotonic() + most_s
    while not holds():
        assert time.monotonic() < ends, "it never held"
        time.sleep(0.05)


@pytest.fixture
def hook() -> Iterator[Outside]:
    with outside() as running:
        yield running


def started(start: Start, *systems: Any, url: str | None = None) -> Shop:
    """A shop of a new server, which may call those systems."""
    allowed = ",".join(one.place for one in systems)
    server = start(url, DANGOL_ALLOWED_HOSTS=allowed, DANGOL_SECRET_KEY=KEY)
    return create_shop(server)


LEAD = ToldLead(
    lead_id="lead-1",
    person_id="p",
    conversation_id="c",
    stage="qualified",
    fit="fit",
    score=70,
    reasons=[],
    domain="",
    host_id="",
    name="",
    company="",
    email="mina@buyer.example",
    phone="",
    slots=[],
    created_at="2026-11-22T00:00:00Z",
    updated_at="2026-11-22T00:00:00Z",
)


def test_a_server_that_is_killed_between_sending_and_noting_sends_the_same_again(
    start_server: Start, hook: Outside
) -> None:
    shop = started(start_server, hook)
    add(shop, Kind.WEBHOOK, SIGNING, url=f"{hook.url}/hook")

    def dies(_: Any) -> Reply:
        shop.server.kill()
        return Reply(200)

    hook.answers = [dies]
    put(shop, Kind.WEBHOOK, "a")
    hook.wait_for(1)
    until(lambda: shop.server.process is not None and shop.server.process.poll() is not None)
    assert states(shop) == {"a": "waiting"}
    time_passes(shop)
    shop.server.start()
    first, second = hook.wait_for(2)
    until(lambda: states(shop) == {"a": "sent"})
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert Webhook(SIGNING).verify(second.body, second.headers) == {"type": "test"}
    assert len(hook.calls) == 2


def test_a_server_that_is_killed_after_the_crm_took_it_leaves_one_contact(
    start_server: Start,
) -> None:
    town = HubSpotTown()
    with outside() as system:
        shop = started(start_server, system)
        add(shop, Kind.HUBSPOT, TOKEN, base_url=system.url)
        seen = {"upserts": 0}

        def answer(call: Any) -> Reply:
            reply = town(call)
            seen["upserts"] += reply.status == 200 and call.path.endswith("/batch/upsert")
            if seen["upserts"] == 1:
                seen["upserts"] += 1
                shop.server.kill()
            return reply

        system.usual = answer
        news = News("lead.qualified", "2026-11-22T00:00:00Z", lead=LEAD)
        put(shop, Kind.HUBSPOT, "lead:1:1", payload=news)
        until(lambda: shop.server.process is not None and shop.server.process.poll() is not None)
        assert len(town.all("contacts")) == 1
        time_passes(shop)
        shop.server.start()
        until(lambda: states(shop) == {"lead:1:1": "sent"})
        assert len(town.all("contacts")) == 1
        assert seen["upserts"] == 3


def test_two_servers_of_one_record_never_send_the_same_twice(
    start_server: Start, postgres_url: str, tmp_path: Path, hook: Outside
) -> None:
    shop = started(start_server, hook, url=postgres_url)
    other = Server(tmp_path / "other", postgres_url, dict(shop.server.settings))
    other.folder.mkdir()
    other.start()
    try:
        add(shop, Kind.WEBHOOK, SIGNING, url=f"{hook.url}/hook")
        keys = [f"k{number:03}" for number in range(120)]
        put(shop, Kind.WEBHOOK, *keys)
        hook.wait_for(len(keys), most_s=120)
        until(lambda: set(states(shop).values()) == {"sent"})
        ids = [call.headers["webhook-id"] for call in hook.calls]
        assert len(ids) == len(set(ids)) == len(keys)
        sent = 'dangol_deliveries_total{kind="webhook",outcome="sent"}'
        by_server = [one.metrics()[sent] for one in (shop.server, other)]
        assert sum(by_server) == len(keys)
    finally:
        other.kill()


def test_a_server_ends_soon_though_somebody_keeps_it_waiting(
    start_server: Start, hook: Outside
) -> None:
    go_on = Event()
    shop = started(start_server, hook)
    add(shop, Kind.WEBHOOK, SIGNING, url=f"{hook.url}/hook")
    hook.answers = [Reply(200, waits_for=go_on)]
    put(shop, Kind.WEBHOOK, "a")
    hook.wait_for(1)
    assert shop.server.stop() == 0
    assert states(shop) == {"a": "waiting"}
    go_on.set()


def test_whatever_others_do_no_secret_and_no_address_leaves_the_record(
    start_server: Start, tmp_path: Path, hook: Outside
) -> None:
    """Everything a server says while all goes wrong: log, /metrics, errors, a backup."""
    town = HubSpotTown()
    slack_path = "/services/T000/B000/slack-secret-path"
    with outside(town) as crm, mail_server(needs_login=True) as mail:
        shop = started(start_server, hook, crm, mail)
        add(shop, Kind.WEBHOOK, SIGNING, url=f"{hook.url}/hook")
        add(shop, Kind.SLACK, f"{hook.url}{slack_path}")
        add(shop, Kind.HUBSPOT, TOKEN, base_url=crm.url)
        mailing = {"host": "127.0.0.1", "port": str(mail.port), "security": "none"}
        add(shop, Kind.MAIL, PASSWORD, user=USER, **(mailing | {"from": "a@dangol.example"}))
        echo = f"no such thing: {SIGNING} {TOKEN} {PASSWORD} mina@buyer.example {slack_path}"
        hook.answers = [Reply(500, echo.encode()), CUT, Reply(404, b"no_service")]
        town.refuse.extend(
            [
                Reply(500, HUBSPOT_DOWN | {"message": echo}),
                Reply(401, HUBSPOT_EXPIRED | {"message": echo}),
                Reply(400, {"category": echo, "message": echo}),
            ]
        )
        mail.says = {"RCPT": [f"550 {echo.encode('ascii', 'ignore').decode()}"]}
        news = News("lead.qualified", "2026-11-22T00:00:00Z", lead=LEAD)
        letter = {"to": "mina@buyer.example", "subject": "안녕하세요", "text": "mina"}
        put(shop, Kind.WEBHOOK, "w1", "w2", payload=news)
        put(shop, Kind.SLACK, "s1", payload={"text": "mina@buyer.example"})
        put(shop, Kind.HUBSPOT, "lead:1:1", "lead:2:1", payload=news)
        put(shop, Kind.MAIL, "m1", payload=letter)
        until(lambda: has_settled(shop))
        while hook.answers or town.refuse:
            time_passes(shop)
            until(lambda: has_settled(shop))
        problems = {problem for (problem,) in shop.rows("deliveries", "problem")}
        assert {"smtp_550", "http_400"} <= problems
        metrics = httpx.get(shop.server.url + "/metrics").text
        assert 'dangol_deliveries_total{kind="webhook",outcome="failed"}' in metrics
        remote = " ".join(name for (name,) in shop.rows("deliveries", "remote_id"))
        backup = _backup(shop, tmp_path / "backup.zip")
        said = "\n".join([shop.server.log(), metrics, remote, *problems])
        assert shop.server.stop() == 0
        said += shop.server.log()
        for secret in (SIGNING, SIGNING.removeprefix("whsec_"), TOKEN, PASSWORD, slack_path):
            assert secret not in said
            assert secret.encode() not in backup
            assert json.dumps(secret)[1:-1].encode() not in backup
        assert KEY not in said and KEY.encode() not in backup
        assert "buyer.example" not in said


def has_settled(shop: Shop) -> bool:
    """Everything was tried, and what came of every try is noted."""
    tries = [attempts for (attempts,) in shop.rows("deliveries", "attempts")]
    counted = shop.server.metrics()
    ended = [many for name, many in counted.items() if name.startswith("dangol_deliveries_total")]
    return all(tries) and sum(ended) == sum(tries)


def _backup(shop: Shop, file: Path) -> bytes:
    """All that a backup holds, base64 resolved."""
    record = open_record(shop.server.database_url)
    try:
        write_backup(record, file, now=now(), days=1)
    finally:
        record.close()
    with ZipFile(file) as archive:
        whole = b"\n".join(archive.read(name) for name in archive.namelist())
    resolved = [
        base64.b64decode(one)
        for one in re.findall(rb'"([A-Za-z0-9+/]{6,}={0,2})"', whole)
        if len(one) % 4 == 0
    ]
    assert b"mina@buyer.example" in b"\n".join(resolved)  # so what is looked for would be found
    return whole + b"\n".join(resolved)


def test_a_record_on_postgresql_says_which_key_it_needs(
    start_server: Start, postgres_url: str, tmp_path: Path
) -> None:
    shop = create_shop(start_server(postgres_url))
    done = subprocess.run(
        [*_command(), "destinations", "add", "slack", "x", "--url", postgres_url],
        input="https://hooks.slack.com/services/T/B/x\n",
        cwd=tmp_path,
        env={name: text for name, text in os.environ.items() if not name.startswith("DANGOL_")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 3
    assert "DANGOL_SECRET_KEY" in done.stderr
    assert shop.count("destinations") == 0


def _command() -> list[str]:
    return [sys.executable, "-m", "dangol.cli.main"]
