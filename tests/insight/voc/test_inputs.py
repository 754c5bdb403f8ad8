"""Notes out of every kind of file, a desk export, and the workspace's own conversations."""

import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import msgspec
import pytest

from dangol.engine.insight.voc import cache_beside, given_themes, read_all
from dangol.engine.insight.voc_inputs import day_of_text, read_notes, themes_of
from dangol.engine.tables import TableError


def workbook(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    """A workbook with those sheets, as a spreadsheet program writes it."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    names = list(sheets)
    listed = "".join(
        f"<sheet name='{name}' sheetId='{at}' r:id='r{at}'/>" for at, name in enumerate(names)
    )
    related = "".join(
        f"<Relationship Id='r{at}' Target='worksheets/sheet{at}.xml'/>" for at in range(len(names))
    )
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(
            "xl/workbook.xml",
            f"<workbook xmlns='{main}' xmlns:r='{office}'><sheets>{listed}</sheets></workbook>",
        )
        file.writestr(
            "xl/_rels/workbook.xml.rels",
            f"<Relationships xmlns='{package}'>{related}</Relationships>",
        )
        for at, name in enumerate(names):
            rows = "".join(
                "<row>"
                + "".join(f"<c t='inlineStr'><is><t>{escape(cell)}</t></is></c>" for cell in row)
                + "</row>"
                for row in sheets[name]
            )
            file.writestr(
                f"xl/worksheets/sheet{at}.xml",
                f"<worksheet xmlns='{main}'><sheetData>{rows}</sheetData></worksheet>",
            )
    return path


def test_csv_jsonl_and_parquet_give_the_same_notes(tmp_path):
    import pyarrow as pa
    from pyarrow import parquet

    rows = {"memo": ["비싸요", None, "느려요"], "who": ["가", "나", None], "on": ["2026-01-05"] * 3}
    csv, jsonl, packed = (tmp_path / f"notes.{kind}" for kind in ("csv", "jsonl", "parquet"))
    csv.write_text(
        "memo,who,on\n비싸요,가,2026-01-05\n,나,2026-01-05\n느려요,,2026-01-05\n", "utf-8"
    )
    jsonl.write_text(
        '{"memo":"비싸요","who":"가","on":"2026-01-05"}\n{"who":"나","on":"2026-01-05"}\n'
        '{"memo":"느려요","on":"2026-01-05"}\n',
        "utf-8",
    )
    parquet.write_table(pa.table(rows), packed)
    found = [read_notes(path, text="memo", account="who", at="on") for path in (csv, jsonl, packed)]
    assert found[0].notes == found[1].notes == found[2].notes
    assert [(note.text, note.account, note.row) for note in found[0].notes] == [
        ("비싸요", "가", 0),
        ("느려요", "", 2),
    ]
    assert found[0].notes[0].at == date(2026, 1, 5)
    assert (found[0].rows, found[0].empty) == (3, 1)


def test_a_desk_export_is_read_by_conversation_with_the_customers_words_alone(tmp_path):
    path = workbook(
        tmp_path / "export.xlsx",
        {
            "UserChat data": [
                ["id", "userId", "name", "state", "createdAt"],
                ["c1", "u1", "김", "closed", "2026-02-03 10:11:12"],
                ["c2", "u2", "李", "opened", "2026-02-04 10:11:12"],
            ],
            "User data": [["id"], ["u1"]],
            "Message data": [
                ["id", "chatId", "personType", "plainText", "createdAt"],
                ["m1", "c1", "user", "배송이 너무 늦어요", ""],
                ["m2", "c1", "bot", "안내: 해지는 여기서", ""],
                ["m3", "c1", "user", "환불해 주세요", ""],
                ["m4", "c2", "manager", "무엇을 도와드릴까요", ""],
            ],
        },
    )
    found = read_notes(path)
    (note,) = found.notes
    assert note.text == "배송이 너무 늦어요\n환불해 주세요"
    assert (note.account, note.stage, note.at) == ("u1", "closed", date(2026, 2, 3))
    assert (found.rows, found.empty) == (2, 1)


def test_lines_that_do_not_fit_the_header_are_left_out_and_counted(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text("id,text\n1,느려요\n2,끊긴\n줄\n3,비싸요\n", "utf-8")
    found = read_notes(path, text="text")
    assert [note.text for note in found.notes] == ["느려요", "끊긴", "비싸요"]
    assert (found.rows, found.odd) == (4, 1)


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("미팅일,고객사,단계,내용", ("내용", "단계", "고객사", "미팅일")),
        ("商談日,顧客名,段階,議事録", ("議事録", "段階", "顧客名", "商談日")),
        ("Date,Company,Stage,Notes", ("Notes", "Stage", "Company", "Date")),
    ],
)
def test_columns_are_found_by_their_usual_names_and_said(tmp_path, header, taken):
    path = tmp_path / "notes.csv"
    path.write_text(f"{header}\n2026. 8. 14.,가나상사,lead,비싸다고 하심\n", "utf-8")
    found = read_notes(path)
    (note,) = found.notes
    assert (note.account, note.stage, note.at) == ("가나상사", "lead", date(2026, 8, 14))
    assert found.columns == tuple(zip(("text", "stage", "account", "at"), taken, strict=True))


def test_a_column_that_is_missing_or_cannot_be_guessed_is_asked_for(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(TableError, match="which column") as fault:
        read_notes(path)
    assert "--text" in fault.value.hint
    with pytest.raises(TableError, match="no column"):
        read_notes(path, text="c")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-09", date(2026, 3, 9)),
        ("2026/3/9 10:00", date(2026, 3, 9)),
        ("2026. 3. 9.", date(2026, 3, 9)),
        ("2026. 3. 9. 오후 3:05:00", date(2026, 3, 9)),
        ("２０２６／０３／０９", date(2026, 3, 9)),
        ("20260309", date(2026, 3, 9)),
        ("03/09/2026", date(2026, 3, 9)),
        ("2026-03", date(2026, 3, 1)),
        ("2026-13-01", None),
        ("2026-02-30", None),
        ("202603091", None),
        ("2026.03.09", date(2026, 3, 9)),
        ("2026-03-09T10:11:12Z", date(2026, 3, 9)),
        ("2026年3月9日", date(2026, 3, 9)),
        ("2026년 3월 9일", date(2026, 3, 9)),
        ("Tue Oct 31 23:36:20 +0000 2017", date(2017, 10, 31)),
        ("soon", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(text, day):
    assert day_of_text(text) == day


def test_the_themes_of_a_person_come_as_a_list_or_between_commas():
    assert themes_of('["cost","leaving"]') == ("cost", "leaving")
    assert themes_of("cost; leaving | phone") == ("cost", "leaving", "phone")
    assert themes_of("") == ()


def test_a_cache_gives_the_same_reading_and_is_left_where_the_themes_changed(tmp_path, monkeypatch):
    from dangol.engine.insight import voc

    monkeypatch.setattr(voc, "MANY", 3)
    given = given_themes("messaging")
    texts = ["요금이 부담이라고 하심", "다음 달에 해지", "답이 늦다고", "요금이 부담이라고 하심"]
    cache = cache_beside(tmp_path / "notes.csv")
    first = read_all(texts, given, cache=cache, processes=1)
    assert cache.is_file()
    assert "해지".encode() not in cache.read_bytes()
    asked: list[int] = []
    monkeypatch.setattr(voc, "reader_of", lambda _: asked.append(1))
    assert read_all(texts, given, cache=cache, processes=1) == first
    assert asked == []
    monkeypatch.undo()
    cache.write_bytes(b"broken")
    assert read_all(texts, given, cache=cache, processes=1) == first


def test_several_processes_read_what_one_reads():
    given = given_themes("messaging")
    texts = [f"요금이 {number}원이나 올라 부담이라고 하심" for number in range(600)]
    assert read_all(texts, given, processes=2) == read_all(texts, given, processes=1)


def test_a_theme_file_of_ones_own_is_read_with_its_thresholds(tmp_path: Path):
    own = tmp_path / "mine.yaml"
    own.write_text(
        "version: 1\nthemes:\n  - id: x\n    name: {ko: 엑스}\n"
        "    words: [엑스]\n    examples: {}\n",
        "utf-8",
    )
    given = given_themes(str(own))
    assert given.thresholds is None
    assert read_all(["엑스를 말함", "와이"], given)[0].hits[0].theme == "x"
    beside = given_themes("messaging").thresholds
    (tmp_path / "mine.thresholds.json").write_bytes(msgspec.json.encode(beside))
    assert given_themes(str(own)).thresholds == beside
