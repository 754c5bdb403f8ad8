"""`dangol simulate` writes a file, says what it wrote, and leaves no half of one."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dangol.cli.simulate import app
from dangol.terms.errors import SettingError

RUNNER = CliRunner()


def test_json_says_what_the_file_holds(tmp_path: Path) -> None:
    out = tmp_path / "month.jsonl"
    run = RUNNER.invoke(app, ["events", "--out", str(out), "--people", "500", "--json"])
    assert run.exit_code == 0
    report = json.loads(run.stdout)
    lines = out.read_text("utf-8").splitlines()
    assert report["events"] == len(lines)
    assert report["people"] == 500
    assert report["orders"] == sum('"event":"Order Completed"' in line for line in lines)
    assert report["from"] == lines[0].partition('"timestamp":"')[2][:19] + "Z"
    assert [path.name for path in tmp_path.iterdir()] == ["month.jsonl"]


def test_a_table_is_shown_to_people(tmp_path: Path) -> None:
    run = RUNNER.invoke(app, ["events", "--out", str(tmp_path / "m.jsonl"), "--people", "50"])
    assert run.exit_code == 0
    for word in ("events", "people", "orders", "from", "to"):
        assert word in run.stdout


@pytest.mark.parametrize(
    ("language", "word"), [("ko", "달빛상점"), ("ja", "タルビッ商店"), ("en", "Dalbit Shop")]
)
def test_the_shop_speaks_the_language_asked_for(tmp_path: Path, language: str, word: str) -> None:
    out = tmp_path / "m.jsonl"
    arguments = ["events", "--out", str(out), "--people", "20", "--language", language]
    assert RUNNER.invoke(app, arguments).exit_code == 0
    assert word in out.read_text("utf-8")


def test_the_same_command_writes_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    for out in (one, two):
        RUNNER.invoke(app, ["events", "--out", str(out), "--events", "2000", "--seed", "11"])
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes().count(b"\n") == 2000


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--timezone", "Asia/Soul"], "setting.unknown_zone"),
        (["--people", "5", "--events", "5"], "sim.month_impossible"),
        (["--mess", "2"], "sim.month_impossible"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    tmp_path: Path, arguments: list[str], code: str
) -> None:
    run = RUNNER.invoke(app, ["events", "--out", str(tmp_path / "m.jsonl"), *arguments])
    assert isinstance(run.exception, SettingError)
    assert run.exception.code == code
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for out in (".", "/", str(tmp_path), str(tmp_path / "file" / "m.jsonl")):
        run = RUNNER.invoke(app, ["events", "--people", "5", "--out", out])
        assert isinstance(run.exception, SettingError)
        assert run.exception.code == "output.file_unwritable"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    out = tmp_path / "new" / "m.jsonl"
    assert RUNNER.invoke(app, ["events", "--people", "5", "--out", str(out)]).exit_code == 0
    assert out.read_bytes()


@pytest.mark.data
def test_calibrate_finds_the_stated_parameters(data_dir: Path) -> None:
    run = RUNNER.invoke(app, ["calibrate", "--data", str(data_dir)])
    assert run.exit_code == 0
    assert json.loads(run.stdout)["view_to_cart"] == 0.02686
