"""`dangol voc`: notes in; themes, new ones and agreement out: in the terminal, as JSON, a page."""

import json
from pathlib import Path

import pytest
from tests.store.chat import another_shop, begin, begun, said, say

from dangol.cli.main import main
from dangol.store.chat_rows import Sender
from dangol.store.record import open_record

NOTES = """note,stage,account,at
요금이 작년보다 너무 올라 부담이라고 하심 010-1234-5678,customer,가나,2026-01-05
다음 달에 해지하겠다고 통보,churned,가나,2026-02-05
料金が高くて負担だそうです,lead,山田,2026-01-09
They say the <b>fee</b> is too expensive,lead,Quill,2026-02-11
오늘은 인사만 드리고 나옴,customer,다라,
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.csv"
    path.write_text(NOTES, encoding="utf-8")
    return path


COLUMNS = ("--text", "note", "--stage", "stage", "--account", "account", "--at", "at")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["voc", *map(str, arguments)])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_json_holds_a_row_a_hit_that_joins_with_revenue(capsys, notes, tmp_path):
    code, out, _ = run(capsys, "themes", notes, *COLUMNS, "--json")
    found = json.loads(out)
    assert code == 0
    assert set(found) == {"report", "rows", "read", "thresholds"}
    rows = {(row["account"], row["theme"], row["stage"], row["at"]) for row in found["rows"]}
    assert ("가나", "cost", "customer", "2026-01-05") in rows
    assert ("가나", "leaving", "churned", "2026-02-05") in rows
    assert "1234" not in out
    assert found["read"]["undated"] == 1

    themes = tmp_path / "themes.json"
    themes.write_text(out, "utf-8")
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "account,feature,month,amount\n"
        + "".join(
            f"{one},chat,2026-0{month},100\n"
            for one in ("가나", "山田", "다라")
            for month in (1, 2)
        ),
        "utf-8",
    )
    code = main(
        [
            *("revenue", "themes", str(ledger), "--currency", "KRW"),
            *("--themes", str(themes), "--window-months", "1"),
        ]
    )
    told = capsys.readouterr()
    assert code == 0, told.err
    assert "Cost" in told.out


@pytest.mark.parametrize("lang", ["ko", "ja", "en"])
def test_the_page_is_whole_masked_and_escaped_in_each_language(capsys, notes, tmp_path, lang):
    page = tmp_path / "page.html"
    code, _, _ = run(capsys, "themes", notes, *COLUMNS, "--html", page, "--lang", lang)
    html = page.read_text("utf-8")
    assert code == 0
    assert f'lang="{lang}"' in html
    assert "<b>fee" not in html
    assert "&lt;b&gt;fee" in html
    assert "1234" not in html
    assert "[phone]" in html


def test_the_terminal_tells_shares_and_what_was_left_out(capsys, notes):
    code, out, _ = run(capsys, "themes", notes, *COLUMNS, "--lang", "en")
    assert code == 0
    assert "Share by theme" in out
    assert "Cost" in out
    assert "Notes whose date cannot be read: 1" in out
    assert "bench/voc/notes_cal_ko" in out


def test_agreement_is_told_and_thresholds_are_written_and_used(capsys, tmp_path):
    sample = tmp_path / "sample.csv"
    costs = [f"요금이 {n}% 올라 부담이라고 하심,cost" for n in range(10, 16)]
    leaves = [f"{n}월에 해지하겠다고 통보,leaving" for n in range(1, 7)]
    nothing = [f"오늘은 {n}명과 인사만 나눔," for n in range(2, 8)]
    rows = ["note,human", *costs, *leaves, *nothing, "이상한 이름,unheard"]
    sample.write_text("\n".join(rows) + "\n", "utf-8")
    lines = tmp_path / "lines.json"
    code, out, _ = run(capsys, "agree", sample, "--human", "human", "--calibrate", lines, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["unknown"] == ["unheard"]
    assert found["agreement"]["macro_f1"]["value"] > 0.9
    assert json.loads(lines.read_text())["sample"] == "sample.csv"
    code, out, _ = run(
        capsys, "agree", sample, "--human", "human", "--thresholds", lines, "--lang", "ko"
    )
    assert code == 0
    assert "sample.csv" in out
    assert "unheard" in out


def test_discover_writes_entries_to_accept(capsys, tmp_path):
    notes = tmp_path / "notes.csv"
    places = [
        "부산",
        "대구",
        "광주",
        "대전",
        "울산",
        "제주",
        "수원",
        "춘천",
        "전주",
        "청주",
        "포항",
        "김해",
    ]
    lines = [f"{one} 매장 주차장이 좁아서 차를 못 댔어요" for one in places]
    lines += [f"{one} 공원에서 강아지랑 산책했어요" for one in places]
    lines += [f"{one} 식당에서 국수를 먹고 왔어요" for one in places]
    notes.write_text("text\n" + "\n".join(lines) + "\n", "utf-8")
    out = tmp_path / "new.yaml"
    code, told, _ = run(capsys, "discover", notes, "--out", out, "--lang", "en")
    assert code == 0
    assert "Stability" in told
    assert "- id: new_1" in out.read_text("utf-8")
    code, again, _ = run(capsys, "themes", notes, "--themes", out, "--json")
    assert code == 0
    assert json.loads(again)["report"]["with_theme"] > 0


def test_the_workspaces_own_conversations_are_notes(capsys, tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path}/record.db"
    monkeypatch.setenv("DANGOL_DATABASE_URL", url)
    record = open_record(url)
    shop = another_shop(record)
    begin(record, shop, begun("c1", "p1", "t1"), begun("c2", "p2", "t2"), begun("c3", "p3", "t3"))
    say(
        record,
        shop,
        "c1",
        said("주문한 게 아직도 안 왔어요"),
        said("곧 가요", Sender.AGENT, "x", 2),
    )
    say(record, shop, "c2", said("반품하고 싶은데 어떻게 하면 되나요"))
    record.close()
    code, out, _ = run(capsys, "themes", "--workspace", shop.name, "--themes", "shops", "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["read"]["rows"], found["read"]["empty"]) == (3, 1)
    hits = {(row["account"], row["theme"]) for row in found["rows"]}
    assert {("p1", "delivery_time"), ("p2", "returns")} <= hits
    assert "곧 가요" not in out


def test_a_file_or_a_workspace_is_needed_and_a_theme_file_comes_out_whole(capsys, notes):
    assert run(capsys, "themes")[0] == 2
    assert run(capsys, "themes", notes, "--themes", "nowhere.yaml")[0] == 2
    code, out, _ = run(capsys, "themes", "--show", "shops")
    assert code == 0
    assert "- id: size" in out
