"""`dangol demo` makes up a month, shows what would have been done, and says what to do next."""

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from dangol.cli.main import main

WORDS = {
    "ko": ("달빛상점", "번 말을 걸고", "브라우저로 열어 볼 보고서"),
    "ja": ("タルビッ商店", "回声をかけ", "ブラウザで開くレポート"),
    "en": ("Dalbit Shop", "Dangol would have spoken", "the report: open it in a browser"),
}


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("language", list(WORDS))
def test_it_speaks_one_language_throughout_and_fits_the_terminal(
    language: str,
    columns: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--no-serve", "--people", "400", "--lang", language]) == 0
    said = capsys.readouterr().out
    for words in WORDS[language]:
        assert words in said
    for other in WORDS.keys() - {language}:
        assert all(words not in said for words in WORDS[other])
    assert max(cell_len(line) for line in said.splitlines()) <= columns
    assert "…" not in said
    page = (tmp_path / "demo" / "rehearsal.html").read_text("utf-8")
    assert f'<html lang="{language}">' in page
    assert WORDS[language][0] in (tmp_path / "demo" / "events.jsonl").read_text("utf-8")


@pytest.mark.parametrize("language", list(WORDS))
def test_what_it_says_to_do_next_can_be_done(
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    month = ["demo", "--no-serve", "--people", "200"]
    assert main([*month, "--lang", language, "--out", "여기"]) == 0
    said = capsys.readouterr().out
    command = next(
        line for line in said.splitlines() if "여기/events.jsonl" in line and "dangol" in line
    )
    arguments = command.replace("'", "").split()
    assert arguments[0] == "dangol"
    assert main(arguments[1:]) == 0
    assert "cart-rescue" in capsys.readouterr().out


def test_the_shop_is_korean_and_the_words_are_the_terminals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    assert main(["demo", "--no-serve", "--people", "100", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "달빛상점" in said
    assert "Asia/Seoul" in said
    assert "声をかけ" in said


def test_its_json_is_the_rehearsals_and_stands_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--people", "100", "--out", str(tmp_path), "--json"]) == 0
    said = capsys.readouterr()
    assert said.out.count("\n") == 1
    assert said.err == ""
    report = json.loads(said.out)
    assert main(["rehearse", str(tmp_path / "events.jsonl"), "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    for key in ("elapsed_s", "events_per_s"):
        del report[key], again[key]
    assert report == again
    assert (tmp_path / "rehearsal.html").is_file()


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert main(["demo", "--people", "10", "--out", str(tmp_path / "file")]) == 3
    assert "error: " in capsys.readouterr().err
