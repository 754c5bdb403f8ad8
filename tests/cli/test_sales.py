"""`dangol sales`: a set-up is written, checked, kept, shown; what is wrong is kept by nobody."""

import io
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.sales_servers import PASSWORD, radicale

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


def test_a_company_that_names_nobody_has_nobody_met_and_asks_as_dangol_does(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sales", "defaults", "own"]) == 0
    (folder / "own" / "team.toml").unlink()
    (folder / "own" / "slots.toml").unlink()
    assert main(["sales", "set", "own"]) == 0
    capsys.readouterr()
    assert main(["sales", "show"]) == 0
    shown = capsys.readouterr().out
    assert "meets: nobody" in shown and "team_size" in shown


def test_selling_ends_when_it_is_told_to(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sales", "defaults", "own"]) == 0
    assert main(["sales", "set", "own"]) == 0
    assert main(["sales", "stop"]) == 0
    capsys.readouterr()
    assert main(["sales", "show", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["setup"] is None


class Typed(io.StringIO):
    """What somebody types into a pipe."""


def test_a_calendar_is_looked_at_before_it_is_kept_and_its_password_is_nowhere_in_clear(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["sales", "defaults", "own"]) == 0
    assert main(["sales", "set", "own"]) == 0
    soon = datetime.now(UTC) + timedelta(days=2)

    def calendar(*arguments: str, typed: str = PASSWORD) -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", Typed(typed + "\n"))
        capsys.readouterr()
        code = main(["sales", "calendar", "haneul", *arguments])
        said = capsys.readouterr()
        assert PASSWORD not in said.out + said.err
        return code, said.out + said.err

    (folder / "calendars").mkdir()
    with radicale(folder / "calendars") as server:
        url = server.make_calendar("haneul")
        at = f"{soon:%Y%m%dT%H0000Z}"
        server.put("haneul/meet", "a", f"DTSTART:{at}", "DURATION:PT1H", "SUMMARY:비밀")
        caldav = ("--caldav", server.url, "--user", "haneul")
        code, said = calendar(*caldav)
        assert code == 2 and "not_https" in said and "DANGOL_ALLOWED_HOSTS" in said
        monkeypatch.setenv("DANGOL_ALLOWED_HOSTS", server.place)
        code, said = calendar(*caldav, typed="wrong")
        assert code == 2 and "http_401" in said and "password for apps" in said
        code, said = calendar(*caldav)
        assert code == 0 and f"{url} was read, 1 busy times" in said and "비밀" not in said
        server.make_calendar("haneul", "home")
        code, said = calendar(*caldav)
        assert code == 2 and "there are 2 calendars" in said and f"{url} (meet)" in said
        code, said = calendar("--caldav", url, "--user", "haneul", "--json")
        assert code == 0 and json.loads(said)["busy_times"] == 1
    kept = (folder / "dangol-data" / "dangol.sqlite").read_bytes()
    capsys.readouterr()
    assert main(["sales", "show"]) == 0
    assert f"caldav {url}" in capsys.readouterr().out
    assert url.encode() in kept and PASSWORD.encode() not in kept
    code, said = calendar("--remove")
    assert code == 0 and "has no calendar" in said
    code, said = calendar("--ics", "https://calendar.invalid/key/basic.ics")
    assert code == 2 and "calendar.invalid" in said and "key" not in said.replace("keys", "")
    code, said = calendar()
    assert code == 2 and "--caldav" in said


def test_only_a_host_has_a_calendar(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sales", "defaults", "own"]) == 0
    assert main(["sales", "set", "own"]) == 0
    capsys.readouterr()
    assert main(["sales", "calendar", "nobody", "--remove"]) == 2
    assert "hosts are haneul, aoi, emma" in capsys.readouterr().err
