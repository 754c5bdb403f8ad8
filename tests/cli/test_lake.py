"""`dangol lake` closes days and reports on them, and shows that it is at work."""

import json
from pathlib import Path

import pytest
from tests.store.test_lake import row_of, track

from dangol.cli import console
from dangol.cli.main import main
from dangol.store.record import open_record
from dangol.terms.instants import parse_instant


def test_closing_and_reporting_show_a_bar_once_they_take_long_and_only_on_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, lake = f"sqlite:///{tmp_path}/a.sqlite", str(tmp_path / "lake")
    monkeypatch.setenv("DANGOL_DATABASE_URL", url)
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(console, "PROGRESS_AFTER_S", 0.0)
    assert main(["workspace", "create", "가게", "--timezone", "Asia/Seoul"]) == 0
    record = open_record(url)
    (shop,) = record.read_workspaces()
    for day, is_terminal in (("2025-11-01", False), ("2025-11-02", True)):
        received_at = parse_instant(f"{day}T03:00:00Z")
        with record.transaction(shop.workspace_id) as unit:
            number = int(day[-2:])
            unit.write_events([row_of(track("Product Viewed", number=number), received_at)])
        if is_terminal:
            monkeypatch.setenv("FORCE_COLOR", "1")
        capsys.readouterr()
        assert main(["lake", "close", "--folder", lake, "--json"]) == 0
        said = capsys.readouterr()
        assert [one["day"] for one in json.loads(said.out)["closed"]] == [day]
        assert ("지난 날들을 파일로 쓰는 중" in said.err) == is_terminal
        assert main(["lake", "report", "--folder", lake, "--json"]) == 0
        said = capsys.readouterr()
        assert json.loads(said.out)["events"]
        assert ("지난 날들을 집계하는 중" in said.err) == is_terminal
    record.close()
