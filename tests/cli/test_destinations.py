"""`dangol destinations` and `dangol deliveries`, from adding to replaying: no secret is shown."""

import importlib.util
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.fernet import Fernet
from standardwebhooks import Webhook
from tests.mail_server import mail_server
from tests.outside import Outside, Reply, outside
from tests.outside_crm import HubSpotTown

from dangol.cli.main import main
from dangol.engine.sales.delivery import Delivery, Kind
from dangol.engine.sales.outbox import Outbox, enqueue
from dangol.store.record import open_record
from dangol.terms.instants import Instant

SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Said(NamedTuple):
    """What a command said."""

    stdout: str
    stderr: str


class Cli:
    """Commands as they are typed in a folder; everything they ever said is kept."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.patch = patch
        self.said = ""

    def set(self, name: str, value: str) -> None:
        self.patch.setenv(name, value)

    def __call__(self, *arguments: str, typed: str = "", code: int = 0) -> Said:
        out, err = io.StringIO(), io.StringIO()
        with self.patch.context() as patch:
            patch.setattr(sys, "stdin", io.StringIO(typed))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            ended = main(arguments)
        said = Said(out.getvalue(), err.getvalue())
        self.said += said.stdout + said.stderr
        assert ended == code, said.stderr
        return said

    def json(self, *arguments: str, typed: str = "") -> "list[dict[str, object]]":
        found = json.loads(self(*arguments, "--json", typed=typed).stdout)
        return found if isinstance(found, list) else [found]

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder}/dangol-data/dangol.sqlite"


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("DANGOL_")]:
        monkeypatch.delenv(name)
    run = Cli(tmp_path, monkeypatch)
    run("workspace", "create", "단골 소프트", "--timezone", "Asia/Seoul")
    return run


@pytest.fixture
def system(cli: Cli) -> Iterator[Outside]:
    with outside() as running:
        cli.set("DANGOL_ALLOWED_HOSTS", running.place)
        yield running


def test_a_webhook_is_added_listed_tried_switched_and_removed(cli: Cli, system: Outside) -> None:
    add = ("destinations", "add", "webhook", "우리 CRM", "--setting", f"url={system.url}/hook")
    (made,) = cli.json(*add, typed=SIGNING + "\n")
    assert (made["kind"], made["name"], made["is_active"]) == ("webhook", "우리 CRM", True)
    again = cli(*add, typed=SIGNING + "\n", code=2)
    assert "already" in again.stderr
    (listed,) = cli.json("destinations", "list")
    assert listed["settings"] == {"url": f"{system.url}/hook"} and listed["has_secret"]
    assert "우리 CRM" in cli("destinations", "list").stdout
    cli("destinations", "test", "우리 CRM")
    (call,) = system.calls
    assert Webhook(SIGNING).verify(call.body, call.headers)["type"] == "test"
    system.answers = [Reply(500)]
    assert "http_500" in cli("destinations", "test", "우리 CRM", code=1).stderr
    cli("destinations", "off", "우리 CRM")
    assert not cli.json("destinations", "list")[0]["is_active"]
    cli("destinations", "on", "우리 CRM")
    cli("destinations", "remove", "우리 CRM")
    assert cli.json("destinations", "list") == []
    cli("destinations", "remove", "우리 CRM", code=2)
    assert SIGNING not in cli.said and SIGNING.removeprefix("whsec_") not in cli.said


def test_a_signing_key_is_made_and_shown_once(cli: Cli, system: Outside) -> None:
    url = ("--setting", f"url={system.url}/hook")
    made = cli("destinations", "add", "webhook", "hook", *url, "--new-secret")
    key = re.findall(r"^whsec_\S+$", made.stderr, re.MULTILINE)[0]
    cli("destinations", "test", "hook")
    assert Webhook(key).verify(system.calls[0].body, system.calls[0].headers)
    shown = cli("destinations", "list", "--json").stdout + cli("destinations", "list").stdout
    assert key not in shown
    cli("destinations", "secret", "hook", typed=SIGNING + "\n")
    cli("destinations", "test", "hook")
    assert Webhook(SIGNING).verify(system.calls[1].body, system.calls[1].headers)


@pytest.mark.parametrize(
    ("arguments", "typed", "words"),
    [
        (("fax", "x"), "", "no kind"),
        (("webhook", "x"), SIGNING, "needs the setting 'url'"),
        (("webhook", "x", "--setting", "url=https://a.example/"), "", "signing key"),
        (("webhook", "x", "--setting", "url=https://a.example/"), "hunter2", "signing key"),
        (("webhook", "x", "--setting", "url=http://a.example/"), SIGNING, "not_https"),
        (("webhook", "x", "--setting", "url=https://u:hunter2@a.example/"), SIGNING, "secret_in"),
        (("webhook", "x", "--setting", "secret=hunter2"), SIGNING, "takes no setting 'secret'"),
        (("webhook", "x", "--setting", "url"), SIGNING, "a name and a value"),
        (("slack", "x"), "http://a.example/hunter2", "not_https"),
        (("slack", "x"), "", "needs a secret"),
        (("hubspot", "x"), "", "needs a secret"),
        (("mail", "x", "--setting", "host=a.example"), "", "needs the setting 'from'"),
        (
            ("mail", "x", "--setting", "host=a", "--setting", "from=a@b.c", "--setting", "port=x"),
            "",
            "no port",
        ),
        (("mail", "x", "--setting", "host=a", "--setting", "from=nobody"), "", "no e-mail address"),
    ],
)
def test_what_cannot_work_is_refused_with_a_hint(
    cli: Cli, arguments: tuple[str, ...], typed: str, words: str
) -> None:
    told = cli("destinations", "add", *arguments, typed=typed + "\n", code=2).stderr
    assert words in told or (words == "signing key" and "needs a secret" in told)
    assert "hint:" in told
    assert typed == SIGNING or not typed or "hunter2" not in told
    assert cli.json("destinations", "list") == []


def test_an_inner_address_is_refused_when_it_is_tried(cli: Cli) -> None:
    with outside() as system:
        https = system.url.replace("http:", "https:")
        cli("destinations", "add", "webhook", "x", "--setting", f"url={https}", typed=SIGNING)
        assert "not_public" in cli("destinations", "test", "x", code=1).stderr
        assert system.calls == []


def test_mail_is_tried_by_a_mail(cli: Cli) -> None:
    with mail_server() as server:
        cli.set("DANGOL_ALLOWED_HOSTS", server.place)
        settings = {
            "host": "127.0.0.1",
            "port": str(server.port),
            "security": "none",
            "from": "hello@dangol.example",
        }
        said = [part for one in settings.items() for part in ("--setting", "=".join(one))]
        cli("destinations", "add", "mail", "mail", *said)
        cli("destinations", "test", "mail", "--to", "mina@dangol.example")
        assert str(server.mails[0]["to"]) == "mina@dangol.example"


def test_a_crm_is_made_ready_when_it_is_tried(cli: Cli) -> None:
    town = HubSpotTown()
    with outside(town) as system:
        cli.set("DANGOL_ALLOWED_HOSTS", system.place)
        base = ("--setting", f"base_url={system.url}")
        cli("destinations", "add", "hubspot", "crm", *base, typed="pat-na1-token\n")
        cli("destinations", "test", "crm")
        assert "dangol_id" in town.properties["meetings"]
        town.tokens = set()
        assert "not_let_in" in cli("destinations", "test", "crm", code=1).stderr
    assert "pat-na1-token" not in cli.said


def test_without_the_extra_a_crm_is_refused_with_what_to_install(cli: Cli) -> None:
    """The client is hidden from the command, as it is where the extra is not installed."""
    find = importlib.util.find_spec
    cli.patch.setattr(
        "dangol.engine.sales.crm.find_spec", lambda name: None if name == "hubspot" else find(name)
    )
    told = cli("destinations", "add", "hubspot", "crm", typed="token\n", code=3).stderr
    assert "dangol[crm]" in told


def test_what_is_dead_is_listed_and_replayed(cli: Cli, system: Outside) -> None:
    url = ("--setting", f"url={system.url}/hook")
    (made,) = cli.json("destinations", "add", "webhook", "hook", *url, typed=SIGNING)
    record = open_record(cli.url)
    workspace_id = record.read_workspaces()[0].workspace_id
    at = Instant(1_793_000_000_000_000)
    now = at
    system.usual = lambda _: Reply(503)
    for key in ("lead:1:1", "lead:2:1"):
        place = str(made["destination_id"])
        delivery = Delivery(place, Kind.WEBHOOK, key, b'{"who":"mina@buyer.example"}', key, at)
        with record.writing() as connection:
            enqueue(connection, workspace_id, delivery)
    box = Outbox(record, clock=lambda: Instant(now), allowed_hosts=frozenset([system.place]))
    for _ in range(10):
        box.bring_due()
        now += 86_400_000_000
    record.close()
    dead = cli.json("deliveries", "list", "--dead")
    assert [(one["destination"], one["problem"], one["attempts"]) for one in dead] == [
        ("hook", "http_503", 10)
    ] * 2
    assert "http_503" in cli("deliveries", "list").stdout
    first = str(dead[0]["delivery_id"])
    assert cli.json("deliveries", "replay", first) == [{"replayed": 1}]
    cli("deliveries", "replay", first, code=2)
    cli("deliveries", "replay", code=2)
    cli("deliveries", "replay", first, "--all-dead", code=2)
    cli("deliveries", "replay", "--all-dead")
    assert cli.json("deliveries", "list", "--dead") == []
    assert len(cli.json("deliveries", "list", "--limit", "1")) == 1
    assert "mina@buyer.example" not in cli.said


def test_keys_are_rotated_and_the_old_one_can_go(cli: Cli, system: Outside) -> None:
    url = ("--setting", f"url={system.url}/hook")
    cli("destinations", "add", "webhook", "hook", *url, typed=SIGNING)
    assert (cli.folder / "dangol-data" / "secret.key").stat().st_mode & 0o777 == 0o600
    new = Fernet.generate_key().decode()
    cli.set("DANGOL_SECRET_KEY", new)
    assert "1 secrets" in cli("destinations", "rotate").stderr
    (cli.folder / "dangol-data" / "secret.key").unlink()
    cli("destinations", "test", "hook")
    cli.set("DANGOL_SECRET_KEY", Fernet.generate_key().decode())
    told = cli("destinations", "test", "hook", code=3).stderr
    assert "another key" in told and "DANGOL_SECRET_KEY" in told
    assert new not in cli.said
