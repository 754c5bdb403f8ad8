"""`dangol audit` as it is called: sentences, JSON, exit codes, and files that cannot be read."""

import json
from pathlib import Path

import pytest

from dangol.cli.main import main

WRONG = "| 이름 | 건수 |\n|---|---:|\n| 가 | 120 |\n| 나 | 80 |\n| 합계 | 210 |\n"
SOUND = "| 名前 | 件数 |\n|---|---:|\n| 東 | 120 |\n| 西 | 80 |\n| 合計 | 200 |\n"
CLAIM = (
    "| Store | Score |\n|---|---:|\n| Elm | 4.1 |\n| Oak | 3.8 |\n| Ash | 4.4 |\n\n"
    "Every store reached 4.0.\n"
)


def written(folder: Path, **texts: str) -> list[str]:
    files = [folder / f"{name}.md" for name in texts]
    for file, text in zip(files, texts.values(), strict=True):
        file.write_text(text, encoding="utf-8")
    return [str(file) for file in files]


def test_an_error_is_told_with_its_place_and_ends_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = written(tmp_path, wrong=WRONG, sound=SOUND)
    assert main(["audit", *files, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    (finding,) = told["files"][0]["findings"]
    assert told["findings"] == 1
    assert told["files"][1]["findings"] == []
    assert finding["file"] == files[0]
    assert (finding["line"], finding["kind"], finding["severity"]) == (5, "total", "error")
    assert (finding["printed"], finding["expected"], finding["allowed"]) == ("210", "200", "0")
    assert finding["lines"] == [1, 3, 4, 5]
    assert finding["said"].startswith("합계 · 건수: 합계가 210")


@pytest.mark.parametrize(
    ("language", "said"), [("ko", "더하면 200"), ("ja", "足すと200"), ("en", "add to 200")]
)
def test_the_sentence_is_in_the_language_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    assert main(["audit", *written(tmp_path, wrong=WRONG), "--json", "--lang", language]) == 1
    assert said in json.loads(capsys.readouterr().out)["files"][0]["findings"][0]["said"]


def test_sound_documents_and_mere_warnings_end_with_nought(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", *written(tmp_path, sound=SOUND)]) == 0
    capsys.readouterr()
    assert main(["audit", *written(tmp_path, claim=CLAIM), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "overclaim (warning)" in out
    assert "Oak 3.8" in " ".join(out.split())


def test_personal_data_is_masked_in_what_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = CLAIM.replace("Every store", "Ask ann.lee@example.com: every store")
    main(["audit", *written(tmp_path, claim=text), "--json"])
    out = capsys.readouterr().out
    assert json.loads(out)["findings"] == 1
    assert "ann.lee@example.com" not in out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"# a\n\n\xff\xfe broken", "line 3 is not UTF-8"),
        (b"a\0b", "it is no text"),
        (b"x" * (8 * 1024 * 1024 + 1), "larger than 8 MiB"),
    ],
    ids=["encoding", "binary", "size"],
)
def test_a_file_that_cannot_be_read_is_named_with_a_hint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    file = tmp_path / "report.md"
    file.write_bytes(content)
    assert main(["audit", str(file)]) == 2
    told = capsys.readouterr().err
    assert said in " ".join(told.split())
    assert "hint:" in told


def test_a_missing_file_or_a_folder_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", str(tmp_path / "none.md")]) == 2
    assert main(["audit", str(tmp_path)]) == 2
    assert "name Markdown files" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["notes.csv", "Ledger.XLSX", "rows.jsonl"])
def test_a_file_of_rows_is_refused_rather_than_found_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    file = tmp_path / name
    file.write_text("a,b\n1,2\n", "utf-8")
    assert main(["audit", str(file)]) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "it is a file of rows" in told
    assert "name Markdown files" in told
