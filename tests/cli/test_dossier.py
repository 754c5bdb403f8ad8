"""`dangol dossier`: a folder becomes a report, a Markdown text and a change log."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.insight.dossier.small import CSV, JSON, TOML, small

from dangol.cli.main import main


def build(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    assert main(["dossier", "build", str(folder), "--json", *options]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_example_builds_into_a_report_a_markdown_text_and_a_change_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "decisions"
    assert main(["dossier", "example", str(folder), "--lang", "en"]) == 0
    assert "dangol dossier build" in capsys.readouterr().err
    assert main(["dossier", "build", str(folder), "--lang", "ko", "--on", "2026-02-27"]) == 0
    said = capsys.readouterr()
    assert "우리 이대로 B2B 향으로 제품 만들어도 괜찮나? [빨강]" in said.out
    assert "고객 미팅 3,676건 요약" in said.out
    assert '<html lang="ko">' in (folder / "dossier.html").read_text("utf-8")
    assert (folder / "dossier.md").read_text("utf-8").startswith("# 우리 이대로")
    log = json.loads((folder / "changes.json").read_text("utf-8"))
    assert [one["built_on"] for one in log["builds"]] == ["2026-02-27"]


def test_json_says_every_figure_verdict_threshold_source_and_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = build(small(tmp_path), capsys, "--on", "2026-02-01")
    (question,) = found["questions"]
    assert (question["verdict"], question["printed"], question["rule"]) == (
        "amber",
        "amber",
        "worst",
    )
    first, saved, asked = question["hypotheses"][0]["evidence"]
    assert first == {
        "id": "b2b-share",
        "verdict": "amber",
        "value": 0.2,
        "unit": "share",
        "absence": None,
        "detail": "",
        "required": True,
        "printed": "20%",
        "direction": "higher",
        "bands": {"green": "x >= 0.5", "amber": "0.2 <= x < 0.5", "red": "x < 0.2"},
        "source": "mix.csv (2026-02)",
        "cells": [
            {"table": "mix", "row": 0, "column": "customers"},
            {"table": "mix", "row": 1, "column": "customers"},
        ],
    }
    assert saved["source"] == "saved.json (2026-02-10) · by_kind[id=b2b].share"
    assert (asked["verdict"], asked["absence"]) == ("unknown", "not_at_hand")
    assert found["missing_sources"] == ["survey"]
    assert found["changes"] == []


def test_the_next_build_says_what_changed_and_one_without_changes_is_not_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build(small(tmp_path), capsys, "--on", "2026-02-01")
    assert build(tmp_path, capsys, "--on", "2026-02-02")["changes"] == []
    found = build(small(tmp_path, csv=CSV.replace("20", "5")), capsys, "--on", "2026-02-03")
    assert {(one["part"], one["sort"]) for one in found["changes"]} == {
        ("question", "verdict"),
        ("hypothesis", "verdict"),
        ("evidence", "figure"),
        ("evidence", "verdict"),
    }
    log = json.loads((tmp_path / "changes.json").read_text("utf-8"))
    assert [one["built_on"] for one in log["builds"]] == ["2026-02-01", "2026-02-03"]
    assert "2026-02-03" in (tmp_path / "dossier.html").read_text("utf-8")


def test_outputs_may_stand_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = small(tmp_path / "in"), tmp_path / "out"
    build(folder, capsys, "--html", str(out / "a.html"), "--markdown", str(out / "a.md"))
    assert sorted(one.name for one in out.iterdir()) == ["a.html", "a.md"]
    assert sorted(one.name for one in folder.iterdir()) == [
        "changes.json",
        "dossier.toml",
        "mix.csv",
        "saved.json",
    ]


@pytest.mark.parametrize(
    ("change", "options", "said"),
    [
        ({"toml": ""}, [], "has no dossier.toml"),
        ({"toml": TOML.replace("x < 0.2", "x < 0.1", 1)}, [], "dossier.toml:47"),
        ({}, ["--on", "yesterday"], "write it as 2026-02-28"),
    ],
)
def test_what_cannot_be_built_is_refused_with_a_hint_and_writes_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: dict[str, str],
    options: list[str],
    said: str,
) -> None:
    folder = small(tmp_path, **change)
    before = sorted(one.name for one in folder.iterdir())
    assert main(["dossier", "build", str(folder), *options]) == 2
    told = capsys.readouterr()
    assert said in told.err and "hint:" in told.err
    assert told.out == ""
    assert sorted(one.name for one in folder.iterdir()) == before


def test_a_broken_change_log_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small(tmp_path)
    (folder / "changes.json").write_text("{", "utf-8")
    assert main(["dossier", "build", str(folder)]) == 2
    assert "move it away" in capsys.readouterr().err
    assert (folder / "changes.json").read_text("utf-8") == "{"


def test_the_example_is_not_written_over_a_dossier(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small(tmp_path)
    assert main(["dossier", "example", str(folder)]) == 2
    assert "name another folder" in capsys.readouterr().err
    assert (folder / "dossier.toml").read_text("utf-8") == TOML


SUM = "sum(customers) FILTER (WHERE kind = 'B2B')"


@pytest.mark.parametrize(
    ("toml", "csv", "said"),
    [
        (
            TOML.replace(SUM, "sum(custmers)"),
            CSV,
            ("표에 없는 열: custmers", "kind, customers, mark"),
        ),
        (
            TOML.replace("sum(customers)", "sum(CAST(customers AS DOUBLE))"),
            CSV.replace("20", '"298,900원"'),
            ("읽을 수 없는 칸이 있음: 298,900원", "단위와 쉼표 없이"),
        ),
        (TOML, CSV.replace("20", "약20"), ("글자로 된 열을 숫자로", "단위와 쉼표 없이")),
        (TOML.replace(SUM, "sum(customers"), CSV, ("쿼리를 읽을 수 없음", "괄호")),
        (TOML.replace("FROM mix\n", "FROM mox\n"), CSV, ("없는 표: mox", "mix")),
        (TOML.replace(SUM, "customers"), CSV, ("한 값으로 모으지 않은 열: customers", "sum")),
        (
            TOML.replace("by_kind[id=b2b].share", "by_kind[id=x].share"),
            CSV,
            ("그 자리가 없음", "path"),
        ),
    ],
)
def test_a_query_at_fault_is_told_with_file_hypothesis_and_hint_and_does_not_end_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], toml: str, csv: str, said: tuple[str, str]
) -> None:
    folder = small(tmp_path / "aim", toml, csv)

    code = main(["dossier", "build", str(folder), "--lang", "ko"])

    told = capsys.readouterr()
    assert code == 1
    assert "dossier.toml · B2B is large · share of B2B" in told.err
    problem, _, hint = told.err.partition("hint:")
    assert said[1] in hint
    assert said[0] in problem + told.out
    assert "Binder" not in told.err + told.out and "Conversion Error" not in told.err + told.out
    assert (folder / "dossier.html").exists()


@pytest.mark.parametrize("absent", ["mix.csv", "saved.json"])
def test_evidence_that_is_missing_is_no_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], absent: str
) -> None:
    folder = small(tmp_path / "aim")
    (folder / absent).unlink()

    assert main(["dossier", "build", str(folder), "--lang", "en"]) == 0
    assert "error:" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('"0.2"', 0.2),
        ('"20%"', 0.2),
        ('"1,264.5"', 1264.5),
        ('"-0.2"', -0.2),
        ('" 0.3958 "', 0.3958),
    ],
)
def test_a_number_that_a_report_writes_as_a_text_is_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str, value: float
) -> None:
    json = JSON.replace('"b2b", "share": 0.2', f'"b2b", "share": {written}')

    found = build(small(tmp_path, json=json), capsys)

    saved = found["questions"][0]["hypotheses"][0]["evidence"][1]
    assert saved["value"] == pytest.approx(value)
