"""`dangol demo` opens the shop until Ctrl-C; `--headless` sends scripted shoppers through it, who
are counted by what the server and the record say.
"""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select
from tests.server.console.conftest import TOKEN

from dangol.cli.demo_workspace import open_demo_workspace
from dangol.cli.main import main
from dangol.cli.workspace_choice import now
from dangol.sim.cast import full_cast
from dangol.store import schema
from dangol.store.record import open_record
from dangol.store.workspaces import new_workspace
from dangol.terms.languages import Language

COMMAND = [sys.executable, "-m", "dangol.cli.main", "demo"]
CLOSED_S = 60


def headless(folder: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    command = [*COMMAND, "--headless", "--lang", "en", "--out", str(folder), *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=280)


@contextmanager
def open_shop(folder: Path, *more: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """The demo, open, and all that it said by then."""
    command = [*COMMAND, "--people", "50", "--out", str(folder), *more]
    with (folder.parent / "stderr").open("w") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            assert process.stdout is not None
            said: list[str] = []
            for line in process.stdout:
                said.append(line)
                if "Ctrl-C" in line:
                    break
            yield process, "".join(said)
        finally:
            process.kill()
            process.communicate()


def events_of(folder: Path, name: str) -> list[dict[str, Any]]:
    record = open_record(f"sqlite:///{folder}/dangol.sqlite", is_there=True)
    try:
        with record.reading() as connection:
            query = select(schema.events.c.payload).where(schema.events.c.name == name)
            return [json.loads(payload) for payload in connection.execute(query).scalars()]
    finally:
        record.close()


def test_scripted_shoppers_come_through_in_three_languages_and_every_event_is_accounted_for(
    tmp_path: Path,
) -> None:
    done = headless(tmp_path, "--seconds", "240", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("\n") == 1
    found = json.loads(done.stdout)
    came = {(one["shopper"], one["language"]) for one in found["shoppers"] if not one["failed"]}
    names = {role.name for role in full_cast()}
    assert len(names) == 11
    assert came == {(name, language) for name in names for language in ("ko", "ja", "en")}
    ended = [found[name] for name in ("stored", "duplicate", "quarantined", "rejected")]
    assert found["received"] == sum(ended) == found["stored"] > 100
    assert (found["spoken"], found["held"], found["openings_shown"]) == (12, 3, 12)
    assert found["silent"] >= 3
    assert found["conversations"] == 27
    assert found["answers_with_source"] >= 12
    assert found["carts"] == found["orders"] == 9
    assert found["hand_offs"] == 6
    assert (found["leads"], found["meetings"]) == (12, 9)
    orders = [event["properties"] for event in events_of(tmp_path, "Order Completed")]
    assert {order["currency"] for order in orders} == {"KRW", "JPY", "USD"}
    assert sum(bool(order.get("coupon")) for order in orders) == 3


def test_a_shopper_who_runs_out_of_time_is_named_with_the_step(tmp_path: Path) -> None:
    done = headless(tmp_path, "--seconds", "5")
    assert done.returncode == 1
    assert re.search(r"asks \(ja\) failed at: .+: time ran out", done.stderr), done.stderr
    assert "events received" in done.stdout
    assert "all the way" not in done.stderr


def test_one_address_leads_to_the_shop_the_company_and_the_inbox_until_it_is_stopped(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "demo"
    with open_shop(folder, "--lang", "ko") as (process, said), httpx.Client() as client:
        (start,) = re.findall(r"http://127\.0\.0\.1:\d+/", said)
        keys: set[str] = set()
        logins: dict[str, list[str]] = {}
        for language in Language:
            doors = client.get(start, params={"lang": language}).text
            assert f'<html lang="{language}">' in doors
            shop, company, decided, inbox = re.findall(r'class="go" href="(\S+?)"', doors)
            report = client.get(start.removesuffix("/") + decided)
            assert report.status_code == 200
            assert f'<html lang="{language}">' in report.text
            server = inbox.partition("/console")[0]
            *logins[language], password = re.findall(r"<code id=.+?>(\S+)</code>", doors)
            for site in (shop, company):
                page = client.get(site)
                assert page.status_code == 200
                assert f'<html lang="{language}">' in page.text
                tag = re.search(rf'src="{server}/dangol\.js" data-key="(\w+)"', page.text)
                assert tag is not None
                keys.add(tag[1])
        assert len(keys) == 2 * len(Language)
        assert [shop for shop, _ in logins.values()] == [
            f"{name}@dalbit.example" for name in ("owner", "owner-ja", "owner-en")
        ]
        assert client.get(f"{server}/dangol.js").status_code == 200
        for login in logins[Language.KO] + logins[Language.EN][1:]:
            _sign_in(server, login, password)
        other = {"host": "elsewhere.example"}
        assert client.get(start, headers=other).status_code == 421
        name = f"Only Here {uuid4().hex}"
        call = {"type": "track", "event": name, "anonymousId": "a", "writeKey": keys.pop()}
        assert client.post(f"{server}/v1/track", json=call).status_code == 200
        process.send_signal(signal.SIGINT)
        ending, _ = process.communicate(timeout=CLOSED_S)
    assert process.returncode == 0
    assert "dangol.sqlite" in ending
    assert len(events_of(folder, name)) == 1
    assert (tmp_path / "stderr").read_text() == ""
    assert password not in said + (folder / "dangol.log").read_text()


def test_the_next_demo_begins_anew_at_the_ports_that_it_is_given_and_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo"
    earlier = open_record(f"sqlite:///{folder}/dangol.sqlite")
    open_demo_workspace(earlier, site="http://127.0.0.1:1", now=now())
    earlier.close()
    names = ("port", "shop-port", "company-port", "start-port")
    ports = {name: _free_port() for name in names}
    options = [text for name, port in ports.items() for text in (f"--{name}", str(port))]
    with open_shop(folder, *options, "--lang", "en") as (process, said):
        at = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        assert f"{at['start-port']}/?lang=en" in said
        doors = httpx.get(at["start-port"] + "/?lang=en").text
        for place in (f"{at['port']}/console/", at["shop-port"] + "/", at["company-port"] + "/"):
            assert f'href="{place}' in doors
        assert main(["demo", "--headless", "--out", str(folder)]) == 3
        assert "another demo is open" in capsys.readouterr().err
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=CLOSED_S)
    assert process.returncode == 0
    record = open_record(f"sqlite:///{folder}/dangol.sqlite", is_there=True)
    languages = [one.languages[0] for one in record.read_workspaces()]
    assert sorted(languages) == ["en", "en", "ja", "ja", "ko", "ko"]
    record.close()


def test_a_record_of_another_shop_is_left_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = open_record(f"sqlite:///{tmp_path}/dangol.sqlite")
    new = new_workspace(
        "나의 상점",
        zone="Asia/Seoul",
        currency="KRW",
        languages=("ko",),
        now=now(),
        chance=bytes(range(80)),
    )
    record.create_workspace(new)
    record.close()
    assert main(["demo", "--headless", "--out", str(tmp_path)]) == 2
    assert "--out" in capsys.readouterr().err
    record = open_record(f"sqlite:///{tmp_path}/dangol.sqlite", is_there=True)
    assert [one.name for one in record.read_workspaces()] == ["나의 상점"]
    record.close()


def test_a_port_that_is_taken_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["demo", "--headless", "--shop-port", port, "--out", str(tmp_path)]) == 3
    assert f"127.0.0.1:{port}" in capsys.readouterr().err


def _sign_in(server: str, email: str, password: str) -> None:
    accepts = {"accept": "text/html"}
    with httpx.Client(base_url=server, follow_redirects=True, headers=accepts) as browser:
        door = browser.get("/console")
        assert door.status_code == 200
        token = TOKEN.search(door.text)
        assert token is not None
        fields = {"token": token[1], "email": email, "password": "not the password"}
        assert browser.post("/console/sign-in", data=fields).status_code == 422
        inside = browser.post("/console/sign-in", data={**fields, "password": password})
        assert inside.status_code == 200
        assert inside.url.path == "/console/inbox"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
