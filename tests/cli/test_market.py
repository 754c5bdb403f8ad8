"""`dangol market` on the worked example: what it prints, as JSON and as a page."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dangol.cli.main import main


@pytest.fixture
def example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    assert main(["market", "example", "."]) == 0
    capsys.readouterr()
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["market", *words]) == 0
    return capsys.readouterr().out


def as_json(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    return json.loads(said(capsys, *words, "--json"))


def test_the_mix_shows_what_was_printed_beside_what_the_counts_say(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = said(capsys, "mix", "customer_mix_mid_plus.csv", "--lang", "en")
    for row in (
        ("B2C", "1,264", "74.2%", "72%"),
        ("B2B", "239", "14.0%", "14%"),
        ("mixed", "200", "11.7%", "11%"),
    ):
        assert any(line.split()[:4] == list(row) for line in out.splitlines()), row
    assert "The printed shares add up to 97% and not to 100%." in out


def test_the_targets_add_up_to_less_than_is_printed(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = said(capsys, "mix", "acquisition_targets_2026.csv", "--lang", "en")
    assert "The total is printed as 468, but the rows add up to 454: 14 apart." in out
    assert "B2B is 24 of the printed 468 (5.1%)." in out


def test_the_fit_says_how_far_apart_and_what_the_number_means(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["fit", "--accounts", "customer_mix_mid_plus.csv"]
    words += ["--targets", "acquisition_targets_2026.csv", "--aims", "b2b"]
    found = as_json(capsys, *words)
    assert [round(one["index"], 2) for one in found["fit"]["distances"]] == [0.86, 0.95, 0.1]
    out = said(capsys, *words, "--lang", "en")
    assert "total variation distance" in " ".join(out.split())


def test_the_scenarios_give_the_break_even_and_mark_what_is_assumed(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = said(capsys, "scenarios", "options.toml", "--draws", "2000", "--lang", "en")
    assert "With equal adoption, cost and time: 18.9%" in out
    assert "Adoption by B2C customers [assumption]" in out
    assert "Verify first:" in out
    found = as_json(capsys, "scenarios", "options.toml", "--draws", "2000", "--seed", "3")
    assert found["answer"]["seed"] == 3
    assert len(found["answer"]["assumptions"]) == 15


def test_the_customers_are_ranked_with_reasons(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["crosssell", "accounts.csv", "--conversations", "conversations.csv"]
    found = as_json(capsys, *words)
    first = found["customers"][found["ranked"]["sales"][0]]
    assert first["account"] == "모형 솔루션"
    out = said(capsys, *words, "--lang", "ko", "--top", "3")
    assert "한 달 리드가 30건 이상 (85)" in " ".join(out.split())


@pytest.mark.parametrize("lang", ["ko", "ja", "en"])
def test_every_report_is_a_page_that_carries_its_command(
    example: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    targets = ["--targets", "acquisition_targets_2026.csv"]
    for name, words in {
        "mix": ["mix", "customer_mix_mid_plus.csv"],
        "fit": ["fit", "--accounts", "customer_mix_mid_plus.csv", *targets, "--aims", "b2b"],
        "scenarios": ["scenarios", "options.toml", "--draws", "1000"],
        "crosssell": ["crosssell", "accounts.csv"],
    }.items():
        out = said(capsys, *words, "--html", f"{name}.html", "--lang", lang, "--date", "2026-02")
        assert out == ""
        page = (example / f"{name}.html").read_text("utf-8")
        assert f'<html lang="{lang}">' in page
        assert "<figure" in page
        assert f"dangol market {' '.join(words)}" in page
        assert "2026-02" in page


@pytest.mark.parametrize(
    ("words", "problem", "hint"),
    [
        (["fit", "--accounts", "accounts.csv", "--targets", "accounts.csv", "--aims", "b2b",
          "--accounts-columns", "kind=sort"],
         "has no column “sort”", "--accounts-columns kind=COL"),
        (["mix", "none.csv"], "does not exist", "name a CSV"),
        (["mix", "accounts.csv", "--kind", "sort"], "has no column “sort”", "--kind"),
        (["scenarios", "motions.toml"], "motions.toml:", "hint"),
        (["scenarios", "none.toml"], "does not exist", "dangol market example"),
        (["example", "."], "exists already", "another folder"),
        (["fit", "--accounts", "accounts.csv", "--targets", "accounts.csv", "--aims", "x"],
         "cannot be read", "--aims b2b"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_with_a_way_out(
    example: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    problem: str,
    hint: str,
) -> None:
    assert main(["market", *words]) in (2, 3)
    told = capsys.readouterr().err
    assert problem in told
    assert hint in told


def test_the_help_lists_every_question() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "dangol.cli.main", "market", "--help"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in ("mix", "fit", "scenarios", "crosssell", "example"):
        assert name in run.stdout


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ko", "차이를 움직이는 것이 없습니다"),
        ("ja", "差を動かすものはありません"),
        ("en", "nothing moves their difference"),
    ],
)
def test_options_of_fixed_values_say_so_in_place_of_an_empty_table(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    words: str,
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    values = {"n": 9, "a": 0.5, "r": 10, "m": 0, "c": 0}
    text = 'title = "t"\nunit = "KRW"\nhorizon_months = 12\n'
    for name, value in values.items():
        text += f'[[unknown]]\nid = "{name}"\nname = "{name}"\nlikely = {value}\n'
        text += 'distribution = "fixed"\nbasis = "assumption"\nwhy = "w"\n'
    for name in ("this", "that"):
        text += f'[[option]]\nid = "{name}"\nname = "{name}"\ncustomers = "n"\n'
        text += 'adoption = "a"\nrevenue = "r"\nmonths = "m"\ncost = "c"\n'
    (tmp_path / "options.toml").write_text(text, "utf-8")

    assert words in said(capsys, "scenarios", str(tmp_path / "options.toml"), "--lang", language)


@pytest.mark.parametrize(
    ("language", "words"),
    [("ko_KR.UTF-8", "파일 7개를 저장했습니다"), ("ja_JP.UTF-8", "ファイル7件を保存しました")],
)
def test_what_was_written_is_said_in_the_readers_language(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    words: str,
) -> None:
    monkeypatch.setenv("LC_ALL", language)

    assert main(["market", "example", str(tmp_path)]) == 0

    assert words in capsys.readouterr().err.replace("\n", "")


MADE_UP = """업종,목표 고객수(곳),고객 유형,담당
패션,120,B2C,김
제조,60곳,기업,이
교육,20,혼합,박
합계,200,,
"""


@pytest.mark.parametrize(
    ("heads", "columns"),
    [
        (
            "업종,목표 고객수(곳),고객 유형,담당",
            {"kind": "고객 유형", "vertical": "업종", "count": "목표 고객수(곳)"},
        ),
        ("업종,목표,구분,담당", {"kind": "구분", "vertical": "업종", "count": "목표"}),
        (
            "業種,目標顧客数,顧客種別,担当",
            {"kind": "顧客種別", "vertical": "業種", "count": "目標顧客数"},
        ),
        ("Industry,Goal,Type,Owner", {"kind": "Type", "vertical": "Industry", "count": "Goal"}),
    ],
)
def test_columns_are_found_by_their_usual_names_and_the_others_are_named(
    example: Path, capsys: pytest.CaptureFixture[str], heads: str, columns: dict[str, str]
) -> None:
    (example / "made_up.csv").write_text(heads + MADE_UP[MADE_UP.index("\n") :], encoding="utf-8")

    found = as_json(capsys, "mix", "made_up.csv")

    assert (found["total"], found["printed_total"], found["missing"]) == (200, 200, 0)
    assert {one["id"]: one["count"] for one in found["by_kind"]} == {
        "b2c": 120,
        "b2b": 60,
        "mixed": 20,
    }
    assert found["kind_from_labels"] == 0
    assert found["columns"] == columns
    assert found["unused"] == [heads.split(",")[3]]
    out = said(capsys, "mix", "made_up.csv", "--lang", "ko")
    assert f"vertical = {columns['vertical']}" in out
    assert "쓰지 않은 열" in out
    words = ["fit", "--accounts", "made_up.csv", "--targets", "made_up.csv", "--aims", "b2b"]
    out = said(capsys, *words, "--lang", "en")
    assert "Columns not used (Customers to win)" in " ".join(out.split())


@pytest.mark.parametrize("total", ["합계,,", ",합계,", ",,Total", "TOTAL,,B2C", "소계,,"])
def test_a_total_is_no_customer_where_each_row_is_one(
    example: Path, capsys: pytest.CaptureFixture[str], total: str
) -> None:
    text = f"고객사,업종,고객유형\n가나,패션,B2C\n다라,제조,B2B\n{total}\n"
    (example / "rows.csv").write_text(text, encoding="utf-8")

    found = as_json(capsys, "mix", "rows.csv")

    assert found["total"] == 2
    assert [one["row"] for one in found["left_out"]] == [3]


def test_a_column_of_reasons_is_no_kind_and_no_count(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "업종,구분,목표\n패션,신규,전환율 개선\n제조,기존,비용 절감\n"
    (example / "rows.csv").write_text(text, encoding="utf-8")

    found = as_json(capsys, "mix", "rows.csv")

    assert (found["total"], found["columns"]) == (2, {"vertical": "업종"})
    assert found["unused"] == ["구분", "목표"]


def test_cross_selling_knows_the_names_that_lists_of_customers_have(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (example / "list.csv").write_text(
        "고객사,업종,고객유형,직원수,월상담건수,영업팀,월 리드수,마케터 수,비고\n"
        "가나상사,제조,B2B,120명,80,있음,45,3,\n"
        '다라패션,패션/의류,B2C,30,"1,200건",없음,,1,\n'
        "합계,,,150,1280,,,,\n",
        encoding="utf-8",
    )
    (example / "notes.csv").write_text(
        "고객사,상담 내용\n다라패션,장바구니 이탈 고객에게 다시 말을 걸고 싶어요\n",
        encoding="utf-8",
    )

    found = as_json(capsys, "crosssell", "list.csv", "--conversations", "notes.csv")

    assert [one["account"] for one in found["customers"]] == ["가나상사", "다라패션"]
    assert (found["totals"], found["missing"], found["unused"]) == ([3], [], ["비고"])
    assert found["columns"]["conversations_per_month"] == "월상담건수"
    fits = {one["account"]: [fit["fit"] for fit in one["fits"]] for one in found["customers"]}
    assert fits["가나상사"][0] > 0.7
    assert fits["다라패션"][1] == 1.0
    out = said(capsys, "crosssell", "list.csv", "--lang", "ko")
    assert "쓰지 않은 열" in out


def test_the_column_of_what_was_written_is_named_with_an_option(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (example / "talks.csv").write_text(
        "account,당시 발언\n가상 옷장,장바구니 이탈이 많아요\n", encoding="utf-8"
    )
    words = ["crosssell", "accounts.csv", "--conversations", "talks.csv"]

    assert main(["market", *words]) != 0
    assert "--text" in capsys.readouterr().err
    assert "--text '당시 발언'" in said(
        capsys, *words, "--text", "당시 발언", "--html", "o.html"
    ) + (example / "o.html").read_text(encoding="utf-8").replace("&#39;", "'")
