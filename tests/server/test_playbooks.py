"""A shop's own playbooks decide in the server and in every command that decides."""

import json
import os
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.server.conftest import COMMAND, Server, Shop, create_shop

from dangol.decide.recipes import read_recipe_texts
from dangol.store.record import open_record
from dangol.store.rows import QuarantineRow
from dangol.terms.ids import WorkspaceId
from dangol.terms.instants import Instant

DANGOL = COMMAND[:-1]
ENVIRONMENT = {name: text for name, text in os.environ.items() if not name.startswith("DANGOL_")}
FEED = "id\ttitle\tavailability\tprice\nC1\t백자 찻잔\t{}\t12000 KRW\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two playbooks: one for what is back in stock, one for what is looked at while it is gone."""
    made = tmp_path / "playbooks"
    made.mkdir()
    text = read_recipe_texts()["out-of-stock-alert.toml"]
    signal = 'signals = ["out_of_stock_viewed"]'
    assert signal in text
    (made / "gone.toml").write_text(text.replace('"out-of-stock-alert"', '"gone"'), "utf-8")
    back = text.replace('"out-of-stock-alert"', '"it-is-back"')
    (made / "back.toml").write_text(back.replace(signal, 'signals = ["back_in_stock"]'), "utf-8")
    return made


def dangol(server: Server, *arguments: str, **environ: str) -> dict[str, object]:
    """What a command says as JSON, run on the server's record."""
    run = subprocess.run(
        [*DANGOL, *arguments, "--url", server.database_url, "--json"],
        env=ENVIRONMENT | environ,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr.decode()
    return json.loads(run.stdout)


def look(shop: Shop, visitor: str) -> bytes:
    call = {
        "type": "track",
        "event": "Product Viewed",
        "messageId": f"m-{visitor}",
        "anonymousId": visitor,
        "timestamp": datetime.now(UTC).isoformat(),
        "properties": {"product_id": "C1", "price": 12_000, "availability": "out_of_stock"},
    }
    return json.dumps(call).encode()


def restock(server: Server, tmp_path: Path, *arguments: str, **environ: str) -> None:
    """A feed in which the cup is sold out, then one in which it is back."""
    feed = tmp_path / "feed.tsv"
    for availability in ("out of stock", "in stock"):
        feed.write_text(FEED.format(availability), "utf-8")
        dangol(server, "import", "catalogue", str(feed), *arguments, **environ)


def test_a_playbook_of_ones_own_decides_from_the_server_to_the_catalogue(
    start_server: Callable[..., Server], tmp_path: Path, folder: Path
) -> None:
    server = start_server(DANGOL_PLAYBOOKS=str(folder))
    shop = create_shop(server)
    assert shop.post("/v1/track", look(shop, "민지")).json()["stored"] == 1
    assert shop.rows("decisions", "playbook", "signal") == [("gone", "out_of_stock_viewed")]
    restock(server, tmp_path, "--playbooks", str(folder))
    decided = [("gone", "out_of_stock_viewed"), ("it-is-back", "back_in_stock")]
    assert shop.rows("decisions", "playbook", "signal") == decided


def test_the_variable_says_the_same_to_imports_and_replays(
    start_server: Callable[..., Server], tmp_path: Path, folder: Path
) -> None:
    environ = {"DANGOL_PLAYBOOKS": str(folder)}
    server = start_server()
    shop = create_shop(server)
    events = tmp_path / "events.jsonl"
    events.write_bytes(look(shop, "민지") + b"\n")
    dangol(server, "import", "events", str(events), **environ)
    assert shop.rows("decisions", "playbook") == [("gone",)]
    record = open_record(server.database_url)
    with record.transaction(WorkspaceId(shop.workspace_id)) as unit:
        held = (Instant(time.time_ns() // 1000), "http /v1/track", "bad_amount", "", "", True)
        unit.write_quarantine([QuarantineRow(*held, look(shop, "지우"))])
    record.close()
    dangol(server, "quarantine", "replay", **environ)
    assert shop.rows("decisions", "playbook") == [("gone",)] * 2
    restock(server, tmp_path, **environ)
    assert shop.rows("decisions", "playbook") == [("gone",)] * 2 + [("it-is-back",)] * 2


def test_without_a_folder_the_recipes_decide(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    server = start_server()
    shop = create_shop(server)
    shop.post("/v1/track", look(shop, "민지"))
    assert [name for (name,) in shop.rows("decisions", "playbook")] == ["out-of-stock-alert"]


@pytest.mark.parametrize("command", ["serve", "import catalogue x", "quarantine replay"])
def test_a_slip_in_a_playbook_starts_nothing(command: str, tmp_path: Path, folder: Path) -> None:
    text = (folder / "back.toml").read_text("utf-8")
    (folder / "back.toml").write_text(text.replace("signals", "signal"), "utf-8")
    run = subprocess.run(
        [*DANGOL, *command.split(), "--playbooks", str(folder), "--url", f"sqlite:///{tmp_path}/a"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 2
    assert run.stderr.startswith("error: back.toml:")
    assert "Traceback" not in run.stderr
