"""`dangol revenue`: a ledger in; the answer out, in the terminal, as JSON, a page and a table."""

import csv
import json
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dangol.cli.main import main

LEDGER = """account,feature,month,amount
a,chat,2026-01,100
b,chat,2026-01,100
a,chat,2026-02,120
a,ai,2026-02,90
b,ai,2026-02,150
a,chat,2026-02,120
c,chat,2026-02,-5
,chat,2026-02,7
d,chat,soon,7
"""

PRINTED = "feature,net_mrr_100m_krw,share\nmkt,2.4,0.098\nrest,22.4,0.902\ntotal,25,1.0\n"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["revenue", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_json_holds_what_was_read_the_report_the_table_and_the_definitions(capsys, ledger):
    code, out, _ = run(capsys, "report", ledger, "--currency", "KRW", "--json", "--lang", "en")
    found = json.loads(out)

    assert code == 0
    assert set(found) == {"read", "report", "table", "definitions"}
    assert found["read"]["columns"] == {
        name: name for name in ("account", "feature", "month", "amount")
    }
    assert {
        (one["sort"], one["is_counted"], one["minor"]): one["places"]
        for one in found["read"]["named"]
    } == {
        ("no_account", False, 7): ["ledger.csv:9"],
        ("no_month", False, 7): ["ledger.csv:10"],
        ("negative", True, -5): ["ledger.csv:8"],
        ("doubled", True, 120): ["ledger.csv:7"],
    }
    assert found["report"]["net_mrr"] == 120 + 90 + 150 + 120 - 5
    assert found["report"]["crossings"] == [
        {
            "month": "2026-02-01",
            "feature": "ai",
            "passed": "chat",
            "months_since_launch": 0,
            "feature_mrr": 240,
            "passed_mrr": 235,
            "is_lasting": True,
        }
    ]
    assert found["table"][-1]["net_mrr_krw"] == "475"
    assert any(text.startswith("Gross") or "Gross" in text for text in found["definitions"])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ko", ["앞질렀는가", "반복된 행", "ledger.csv:7", "뺌"]),
        ("ja", ["追い抜いたか", "重複した行", "ledger.csv:7", "除外"]),
        ("en", ["What passed what", "repeated", "ledger.csv:7", "left out"]),
    ],
)
def test_the_terminal_and_the_page_say_the_same_in_three_languages(
    capsys, ledger, tmp_path, language, words
):
    page = tmp_path / "report.html"

    code, out, _ = run(capsys, "report", ledger, "--lang", language)
    also, _, _ = run(capsys, "report", ledger, "--lang", language, "--html", page)
    html = page.read_text("utf-8")

    assert (code, also) == (0, 0)
    assert f'<html lang="{language}">' in html
    for word in words:
        assert word in out
        assert word in html
    assert "<script" not in html


def test_the_command_waits_for_no_pandas(ledger):
    command = [sys.executable, "-X", "importtime", "-m", "dangol.cli.main", "revenue", "report"]

    run = subprocess.run([*command, str(ledger), "--json"], capture_output=True, check=True)

    assert b"pyarrow" in run.stderr
    assert b"pandas" not in run.stderr.replace(b"pandas-shim", b"").replace(b"pandas_shim", b"")


def test_hostile_names_stay_text(capsys, tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text(
        'account,feature,month,amount\na,"<script>alert(1)</script>",2026-01,1\n'
        'b,"{{ 7*7 }}\x1b[31m",2026-01,1\n'
    )
    page = tmp_path / "report.html"

    assert run(capsys, "report", path, "--html", page)[0] == 0
    _, out, _ = run(capsys, "report", path, "--lang", "en")

    assert "<script" not in page.read_text("utf-8")
    assert "{{ 7*7 }}" in page.read_text("utf-8")
    assert "\x1b[31m" not in out


def test_the_table_is_written_in_the_shape_of_the_paper(capsys, ledger, tmp_path):
    table, labels = tmp_path / "features.csv", tmp_path / "labels.csv"
    labels.write_text("feature,label_ko,label_en\nai,AI 상담,AI agent\n", encoding="utf-8")

    code, _, _ = run(
        capsys, "report", ledger, "--table", table, "--labels", labels, "--currency", "KRW"
    )
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert code == 0
    assert rows[0] == {
        "feature": "ai",
        "label_ko": "AI 상담",
        "label_en": "AI agent",
        "net_mrr_krw": "240",
        "share": "0.5053",
        "growth_since_2026_01": "",
        "launched": "2026-02",
    }


def test_a_spreadsheet_finds_no_formula_in_the_table(capsys, tmp_path):
    path, table = tmp_path / "ledger.csv", tmp_path / "features.csv"
    path.write_text(
        "account,feature,month,amount\n"
        'a,"=HYPERLINK(""http://x"")",2026-01,9\n'
        "a,@sum,2026-01,5\na,x,2026-01,-2\na,-3,2026-01,1\n"
    )

    assert run(capsys, "report", path, "--table", table)[0] == 0
    with table.open(encoding="utf-8", newline="") as file:
        rows = {row["feature"]: row["net_mrr"] for row in csv.DictReader(file)}

    assert rows == {
        '\'=HYPERLINK("http://x")': "9",
        "'@sum": "5",
        "-3": "1",
        "x": "-2",
        "total": "13",
    }


@pytest.mark.parametrize("language", ["ko", "ja", "en"])
def test_contracts_that_end_in_the_future_are_reported_until_the_month_that_is_over(
    capsys, tmp_path, language
):
    path = tmp_path / "contracts.csv"
    path.write_text("account,feature,start,end,mrr\na,x,2025-01-10,2999-12-31,10\n")

    read = json.loads(run(capsys, "report", path, "--json")[1])
    _, out, _ = run(capsys, "report", path, "--lang", language)

    last = read["report"]["last_month"]
    assert "2025-01-01" <= last < datetime.now(UTC).astimezone().date().isoformat()
    assert read["report"]["net_mrr"] == 1000
    assert read["read"]["is_cut"]
    assert "2999-12-31" in out
    assert "--until" in out


def test_two_currencies_end_with_2_and_say_what_to_do(capsys, tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text("account,feature,month,amount,currency\na,x,2026-01,1,USD\nb,x,2026-01,1,KRW\n")

    code, out, err = run(capsys, "report", path)

    assert (code, out) == (2, "")
    assert "KRW (1 rows), USD (1 rows), which cannot be added" in err
    assert "--currency KRW or USD" in err
    assert run(capsys, "report", path, "--currency", "usd")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--feature", "plan"], "no column “plan”"),
        (["--baseline", "then"], "--baseline 'then' is no month"),
        (["--baseline", "2020-01"], "no month 2020-01"),
        (["--currency", "XXX"], "XXX"),
        (["--amount", "feature"], "no row of the ledger can be counted"),
    ],
)
def test_what_cannot_be_is_told_with_2(capsys, ledger, arguments, said):
    code, out, err = run(capsys, "report", ledger, *arguments)

    assert (code, out) == (2, "")
    assert said in err
    assert "hint:" in err


def test_a_printed_table_that_agrees_ends_with_0_and_one_that_does_not_with_1(capsys, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(PRINTED)
    bad.write_text(PRINTED.replace("0.098", "0.12"))

    code, out, _ = run(capsys, "check", good, "--lang", "en")
    other, _, _ = run(capsys, "check", bad, "--json")

    assert (code, other) == (0, 1)
    assert "24.8 where 25 is printed" in " ".join(out.split())


def test_themes_of_a_file_are_joined_to_the_same_accounts(capsys, tmp_path):
    ledger, themes = tmp_path / "ledger.csv", tmp_path / "themes.json"
    rows = [
        f"{kind}{n},x,2025-{month:02},100"
        for kind in "cs"
        for n in range(40)
        for month in range(1, 13)
        if not (kind == "c" and n < 30 and month > 5)
    ]
    ledger.write_text("account,feature,month,amount\n" + "\n".join(rows) + "\n")
    hits = [
        {"account": f"{kind}{n}", "theme": theme, "stage": "check-in", "at": "2025-03-04"}
        for kind, theme in (("c", "cost"), ("s", "size"))
        for n in range(40)
    ]
    themes.write_text(json.dumps({"rows": [*hits, {"account": None, "theme": "cost"}]}))
    page = tmp_path / "stake.html"

    code, out, _ = run(capsys, "themes", ledger, "--themes", themes, "--json", "--lang", "en")
    found = json.loads(out)
    cost = next(row for row in found["report"]["themes"] if row["theme"] == "cost")

    assert code == 0
    assert found["is_association"] is True
    assert found["themes_read"]["without_account"] == 1
    assert (cost["told"], cost["lost_with"]["lost"], cost["lost_with"]["at_risk"]) == (
        ("more", 30, 40)
    )
    assert cost["trial"] == {
        "playbook": "pricing-interest",
        "motion": "sales",
        "command": "dangol rehearse events.jsonl --motion sales",
    }
    for language, word in (
        ("ko", "증거가 아닙니다"),
        ("ja", "証拠ではありません"),
        ("en", "association"),
    ):
        code, out, _ = run(capsys, "themes", ledger, "--themes", themes, "--lang", language)
        run(capsys, "themes", ledger, "--themes", themes, "--lang", language, "--html", page)
        assert code == 0
        assert word in "".join(out.split("\n")) or word in out
        assert word in page.read_text("utf-8")
        assert "pricing-interest" in out


def test_a_total_row_is_named_and_left_out_and_usual_korean_names_are_known(capsys, tmp_path):
    ledger = tmp_path / "led.csv"
    ledger.write_text(
        '고객사명,상품,청구월,청구금액\n가나,알림,2026-01,"100,000"\n다라,알림,2026-01,"50,000"\n'
        '합계,,,"150,000"\n합계,알림,2026-01,"150,000"\n',
        encoding="utf-8",
    )

    code, out, _ = run(capsys, "report", ledger, "--currency", "KRW", "--json", "--lang", "en")
    found = json.loads(out)

    assert code == 0
    assert found["report"]["net_mrr"] == 150_000
    assert found["report"]["accounts"] == 2
    assert [(one["sort"], one["is_counted"], one["places"]) for one in found["read"]["named"]] == [
        ("total", False, ["led.csv:4", "led.csv:5"])
    ]
    _, told, _ = run(capsys, "report", ledger, "--currency", "KRW", "--lang", "ko")
    assert "합계·소계 행" in told


def test_a_ledger_with_months_as_columns_is_told_the_line_that_turns_it(
    capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    wide = Path("원장's wide.csv")
    wide.write_text(
        '고객사,"기 능",2026-01,2026년 2월\n가나,알림,"100,000",\n다라,알림,,"50,000"\n',
        encoding="utf-8",
    )

    code, _, err = run(capsys, "report", wide, "--currency", "KRW")
    line = next(one for one in err.splitlines() if "python -c" in one).partition("python -c")[2]
    assert code != 0
    subprocess.run([sys.executable, "-c", *shlex.split(line)], check=True)
    options = ("--feature", "기 능", "--currency", "KRW", "--json")
    code, out, _ = run(capsys, "report", "원장's wide-rows.csv", *options)
    assert code == 0
    assert [one["mrr"] for one in json.loads(out)["report"]["months"]] == [100_000, 50_000]


def test_months_without_a_year_as_columns_are_told_what_they_need(capsys, tmp_path):
    wide = tmp_path / "wide.csv"
    wide.write_text("고객사,기능,1월,2월\n가나,알림,1,2\n", encoding="utf-8")

    _, _, err = run(capsys, "report", wide, "--currency", "KRW")

    assert "2026-01 for 1월" in err
