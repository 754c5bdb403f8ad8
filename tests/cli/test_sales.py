"""`dangol sales`: a set-up is written, checked, kept, shown; what is wrong is kept by nobody."""

import json
from pathlib import Path

import pytest

from dangol.cli.main import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DANGOL_DATABASE_URL", raising=False)
    assert main(["workspace", "create", "달빛솔루션", "--timezone", "Asia/Seoul"]) == 0
    return tmp_path


def test_the_files_that_come_with_dangol_are_written_kept_and_shown(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sales", "show"]) == 0
    assert "sales defaults" in capsys.readouterr().err
    assert main(["sales", "defaults", "team"]) == 0
    assert (folder / "team" / "team.toml").is_file()
    assert main(["sales", "check", "team"]) == 0
    assert main(["sales", "set", "team"]) == 0
    capsys.readouterr()
    assert main(["sales", "show", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert "team" in shown["files"]
    assert [host["host_id"] for host in shown["setup"]["team"]["hosts"]] == [
        "haneul",
        "aoi",
        "emma",
    ]
    assert main(["sales", "show"]) == 0
    assert "佐藤葵 (aoi), ja, en, Asia/Tokyo" in capsys.readouterr().out


def test_files_that_stand_there_are_not_written_over(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "team.toml").write_text("# mine")
    assert main(["sales", "defaults", "."]) == 2
    assert "there already" in capsys.readouterr().err
    assert (folder / "team.toml").read_text() == "# mine"


def test_what_is_wrong_is_told_for_all_files_and_the_old_ones_stay(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sales", "defaults", "kept"]) == 0
    assert main(["sales", "set", "kept"]) == 0
    (folder / "new").mkdir()
    (folder / "new" / "team.toml").write_text("[[hosts]]\nid = 3\n")
    (folder / "new" / "slot.toml").write_text("")
    capsys.readouterr()
    assert main(["sales", "set", "new"]) == 2
    said = capsys.readouterr().err
    assert "slot.toml:1" in said and "did you mean slots.toml?" in said
    assert "team.toml:2: hosts[0].id must be a text" in said
    assert main(["sales", "show", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["setup"]["team"]["hosts"]) == 3


def test_an_empty_folder_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "empty").mkdir()
    assert main(["sales", "set", "empty"]) == 2
    assert "holds no *.toml" in capsys.readouterr().err
