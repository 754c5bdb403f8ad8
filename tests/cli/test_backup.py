"""`dangol backup`, `restore` and `lake`: as an operator uses them."""

import json
import os
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from dangol.cli.backup import backup, restore
from dangol.cli.lake import app as lake
from dangol.cli.workspace import app as workspace
from dangol.store.faults import RecordUnreachableError
from dangol.store.manifest import BackupUnreadableError, RecordNotEmptyError
from dangol.store.record import open_record
from dangol.store.rows import EventRow
from dangol.terms.instants import DAY_US, Instant

RUNNER = CliRunner()
app = typer.Typer()
app.command()(backup)
app.command()(restore)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A record with a workspace and an event of the day before yesterday."""
    address = f"sqlite:///{tmp_path}/a.sqlite"
    run = RUNNER.invoke(
        workspace, ["create", "단골", "--timezone", "Asia/Seoul", "--url", address, "--json"]
    )
    workspace_id = json.loads(run.stdout)["workspace_id"]
    record = open_record(address)
    received_at = record.read_workspaces()[0].created_at - 2 * DAY_US
    row = EventRow(
        7, "m", 1, "track", "Product Viewed", "", "a", "p", received_at, Instant(received_at), b"{}"
    )
    with record.transaction(workspace_id) as unit:
        unit.write_events([row])
    record.close()
    return address


def test_a_backup_restored_elsewhere_has_the_same_sums(url: str, tmp_path: Path) -> None:
    file = str(tmp_path / "shop.backup")
    made = json.loads(RUNNER.invoke(app, ["backup", file, "--url", url, "--json"]).stdout)
    other = f"sqlite:///{tmp_path}/other.sqlite"
    restored = json.loads(RUNNER.invoke(app, ["restore", file, "--url", other, "--json"]).stdout)
    assert restored == made
    again = str(tmp_path / "again.backup")
    second = json.loads(RUNNER.invoke(app, ["backup", again, "--url", other, "--json"]).stdout)
    assert second["sha256"] == made["sha256"]
    assert second["tables"] == made["tables"]
    assert made["tables"]["events"]["rows"] == 1
    assert made["bytes"] == (tmp_path / "shop.backup").stat().st_size


def test_people_see_a_table_and_until_when_it_may_be_restored(url: str, tmp_path: Path) -> None:
    run = RUNNER.invoke(app, ["backup", str(tmp_path / "b"), "--url", url])
    assert run.exit_code == 0
    assert "events" in run.stdout
    assert "to be restored until" in run.stdout
    assert "personal data" in run.stderr


def test_a_backup_is_not_restored_over_what_is_there(url: str, tmp_path: Path) -> None:
    file = str(tmp_path / "b")
    RUNNER.invoke(app, ["backup", file, "--url", url])
    run = RUNNER.invoke(app, ["restore", file, "--url", url])
    assert isinstance(run.exception, RecordNotEmptyError)


def test_a_file_that_is_no_backup_makes_no_record(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("no backup")
    url = f"sqlite:///{tmp_path}/new.sqlite"
    run = RUNNER.invoke(app, ["restore", str(tmp_path / "b"), "--url", url])
    assert isinstance(run.exception, BackupUnreadableError)
    assert not (tmp_path / "new.sqlite").exists()


def test_a_mistyped_record_is_not_backed_up_as_an_empty_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nosuch.sqlite"
    run = RUNNER.invoke(app, ["backup", str(tmp_path / "b"), "--url", url])
    assert isinstance(run.exception, RecordUnreachableError)
    assert not list(tmp_path.iterdir())


def test_closed_days_are_written_checked_and_reported(url: str, tmp_path: Path) -> None:
    where = ["--url", url, "--folder", str(tmp_path / "lake"), "--json"]
    closed = json.loads(RUNNER.invoke(lake, ["close", *where]).stdout)["closed"]
    assert [day["rows"] for day in closed] == [1]
    assert json.loads(RUNNER.invoke(lake, ["close", *where]).stdout)["closed"] == []
    report = json.loads(RUNNER.invoke(lake, ["report", *where]).stdout)
    assert report["events"][0]["name"] == "Product Viewed"
    assert RUNNER.invoke(lake, ["check", *where]).exit_code == 0
    os.truncate(tmp_path / "lake" / closed[0]["file"], 10)
    run = RUNNER.invoke(lake, ["check", *where])
    assert run.exit_code == 1
    assert json.loads(run.stdout)["damaged"] == [closed[0]["file"]]
