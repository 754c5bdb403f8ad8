"""A file of rows is read as it was written, whatever wrote it; a fault is named by its line."""

import csv
import gzip
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dangol.engine.insight.reading import columns_of, read_rows, sheets_of
from dangol.engine.tables import TableError

KOREAN = (
    "고객,단계,내용\n가나상사,체크인,“설정이 복잡해요, 정말로”\n다라물산,재계약,비용이 부담됩니다\n"
)
JAPANESE = (
    "顧客,段階,内容\n山田商店,更新,料金が高いです\n鈴木物産,初回,メールの自動化に興味があります\n"
)


def rows_of(path: Path, **options: str) -> list[dict[str, str | None]]:
    return read_rows(path, **options).table.to_pylist()  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_korean_is_read_in_the_encodings_that_korean_software_writes(tmp_path, encoding):
    path = tmp_path / "notes.csv"
    path.write_bytes(KOREAN.replace("“", '"').replace("”", '"').encode(encoding))

    assert rows_of(path)[0] == {
        "고객": "가나상사",
        "단계": "체크인",
        "내용": "설정이 복잡해요, 정말로",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "shift_jis", "cp932"])
def test_japanese_is_read_in_the_encodings_that_japanese_software_writes(tmp_path, encoding):
    path = tmp_path / "notes.csv"
    path.write_bytes(JAPANESE.encode(encoding))

    assert [row["内容"] for row in rows_of(path)] == [
        "料金が高いです",
        "メールの自動化に興味があります",
    ]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_usual_delimiters_are_found_even_where_another_stands_in_a_text(tmp_path, sign):
    path = tmp_path / "ledger.csv"
    path.write_text(sign.join("abc") + "\n" + sign.join(['"x, y; z|w\tv"', "007", "1.10"]) + "\n")

    assert rows_of(path) == [{"a": "x, y; z|w\tv", "b": "007", "c": "1.10"}]


def test_what_is_written_stays_as_written_and_an_empty_cell_is_null(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text('account,amount\n001,"0.10"\n002,\nNA,""\nnull,1e3\n')

    assert [tuple(row.values()) for row in rows_of(path)] == [
        ("001", "0.10"),
        ("002", None),
        ("NA", None),
        ("null", "1e3"),
    ]


def test_a_gzipped_file_of_one_column_with_blank_lines_is_read(tmp_path):
    path = tmp_path / "notes.csv.gz"
    path.write_bytes(gzip.compress(b"\nnote\nfirst\n\nsecond\n"))

    found = read_rows(path)

    assert found.table.to_pydict() == {"note": ["first", "second"]}
    assert found.places_of([1])[1].line == 5


def test_a_row_is_found_again_where_it_begins_after_texts_of_several_lines(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text('id,note\r\n1,"two\r\nlines"\r\n\r\n2,one\r\n3,"a\nb\nc"\r\n', newline="")

    places = read_rows(path).places_of([0, 1, 2])

    assert [str(place) for place in places.values()] == [
        "notes.csv:2",
        "notes.csv:5",
        "notes.csv:6",
    ]


def test_json_lines_keep_numbers_as_written_and_fill_what_a_row_lacks(tmp_path):
    path = tmp_path / "ledger.jsonl"
    path.write_text('{"a": 0.10, "b": true}\n\n{"a": 12345678901234567890, "c": {"d": [1]}}\n')

    found = read_rows(path)

    assert found.table.to_pylist() == [
        {"a": "0.10", "b": "true", "c": None},
        {"a": "12345678901234567890", "b": None, "c": '{"d":[1]}'},
    ]
    assert found.places_of([1])[1].line == 3


def test_parquet_keeps_its_types(tmp_path):
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.table({"account": ["a"], "amount": [Decimal("1.10")]})
    parquet.write_table(table, tmp_path / "ledger.parquet")

    found = read_rows(tmp_path / "ledger.parquet", columns=["amount"])

    assert found.table.to_pylist() == [{"amount": Decimal("1.10")}]


def test_parquet_lists_are_json_and_bytes_are_the_text_that_they_are(tmp_path):
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.table(
        {
            "plan": pa.array([b"basic", "기본".encode()]),
            "raw": pa.array([b"\xff", b"a"]),
            "tags": pa.array([["a", "b"], None]),
            "about": pa.array([{"at": date(2026, 2, 1)}, None]),
        }
    )
    parquet.write_table(table, tmp_path / "ledger.parquet")

    found = read_rows(tmp_path / "ledger.parquet", encoded=["plan", "tags", "about", "raw"])

    assert found.table.to_pylist() == [
        {"plan": "basic", "raw": b"\xff", "tags": '["a","b"]', "about": '{"at":"2026-02-01"}'},
        {"plan": "기본", "raw": b"a", "tags": None, "about": None},
    ]


WORKBOOK = {
    "xl/_rels/workbook.xml.rels": "<Relationships xmlns='http://schemas.openxmlformats.org/package"
    "/2006/relationships'><Relationship Id='r1' Target='worksheets/sheet1.xml'/><Relationship"
    " Id='r2' Target='/xl/worksheets/sheet2.xml'/></Relationships>",
    "xl/workbook.xml": "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
    " xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets>"
    "<sheet name='UserChat data' r:id='r1'/><sheet name='Message data' r:id='r2'/></sheets>"
    "</workbook>",
    "xl/styles.xml": "<styleSheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
    "><numFmts><numFmt numFmtId='164' formatCode='yyyy\"년\" m\"월\"'/></numFmts><cellXfs>"
    "<xf numFmtId='0'/><xf numFmtId='22'/><xf numFmtId='164'/></cellXfs></styleSheet>",
    "xl/sharedStrings.xml": "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
    "><si><t>account</t></si><si><r><t>山田</t></r><r><t>商店</t></r><rPh sb='0' eb='2'>"
    "<t>ヤマダ</t></rPh></si><si><t>at</t></si></sst>",
    "xl/worksheets/sheet1.xml": "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml"
    "/2006/main'><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>2</v></c>"
    "<c r='C1' t='inlineStr'><is><t>mrr</t></is></c></row><row r='4'><c r='A4' t='s'><v>1</v></c>"
    "<c r='B4' s='1'><v>46054.5</v></c><c r='C4'><v>0.29999999999999999</v></c></row>"
    "<row r='5'><c r='B5' s='2'><v>46054</v></c><c r='C5' t='e'><v>#N/A</v></c></row>"
    "</sheetData></worksheet>",
    "xl/worksheets/sheet2.xml": "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml"
    "/2006/main'><sheetData><row><c t='str'><v>note</v></c></row><row><c t='str'><v>hello</v></c>"
    "</row></sheetData></worksheet>",
}


def workbook(path: Path, parts: dict[str, str] = WORKBOOK) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return path


def test_a_workbook_is_read_sheet_by_sheet_with_dates_as_dates(tmp_path):
    path = workbook(tmp_path / "desk.xlsx")

    found = read_rows(path)

    assert sheets_of(path) == ("UserChat data", "Message data")
    assert found.table.to_pylist() == [
        {"account": "山田商店", "at": "2026-02-01 12:00:00", "mrr": "0.3"},
        {"account": None, "at": "2026-02-01", "mrr": None},
    ]
    assert str(found.places_of([0])[0]) == "desk.xlsx (UserChat data):4"
    assert rows_of(path, sheet="Message data") == [{"note": "hello"}]


def test_a_workbook_that_begins_with_a_cover_sheet_names_its_other_sheets(tmp_path):
    first = "xl/worksheets/sheet1.xml"
    begin, _, _ = WORKBOOK[first].partition("<row ")
    title = "<row r='1'><c r='A1' t='s'><v>0</v></c></row>"
    for rows in (
        "",
        title,
        title + "<row r='2'><c r='A2'><v>1</v></c><c r='B2'><v>2</v></c></row>",
    ):
        path = workbook(
            tmp_path / "notes.xlsx", WORKBOOK | {first: f"{begin}{rows}</sheetData></worksheet>"}
        )
        with pytest.raises(TableError) as fault:
            read_rows(path)
        assert "Message data" in fault.value.hint
        assert "--sheet" in fault.value.hint


BROKEN = {
    "ragged.csv": (b"a,b\n1,2\n3\n", "line 3 has 1 field, the header 2"),
    "empty.csv": (b"", "no rows"),
    "header.csv": (b"a,b\n", "no rows"),
    "name.csv": (b"a", "no rows"),
    "quote.csv": (b'a,b\n1,2\n3,"x\n4,y\n', "line 3: a quoted text begins and never ends"),
    "latin.csv": ("name,x\nplain,1\ncaf\xe9,2\n".encode("latin-1"), "near line 3"),
    "twice.csv": (b"a,a\n1,2\n", "two columns"),
    "neither.csv": b"a,b\n\xff\xff\xff,2\n\x80\n",
    "broken.jsonl": (b'{"a": 1}\n{"a": \n', "line 2"),
    "list.jsonl": (b"[1]\n", "line 1"),
    "deep.jsonl": (b'{"a":' + b"[" * 100_000, "line 1"),
    "zip.xlsx": (b"PK\x03\x04 nothing", "not a workbook"),
    "text.parquet": (b"a,b\n", "not a Parquet file"),
    "picture.png": (b"\x89PNG", "of no kind"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_with_its_fault_and_what_to_do(tmp_path, name):
    given = BROKEN[name]
    data, said = given if isinstance(given, tuple) else (given, "neither UTF-8 nor CP949")
    (tmp_path / name).write_bytes(data)

    with pytest.raises(TableError) as fault:
        read_rows(tmp_path / name)

    assert said in fault.value.message
    assert name in fault.value.message


def locked(path: Path) -> Path:
    """The workbook with every part marked as encrypted."""
    data = bytearray(workbook(path).read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(mark, at + 4)
    path.write_bytes(data)
    return path


def garbled(path: Path) -> Path:
    """The workbook with other bytes in the middle of a part."""
    data = bytearray(workbook(path).read_bytes())
    with zipfile.ZipFile(path) as file:
        part = file.getinfo("xl/workbook.xml")
    begins = part.header_offset + 30 + len(part.filename)
    data[begins : begins + 40] = b"\xff" * 40
    path.write_bytes(data)
    return path


def far_off(path: Path) -> Path:
    """The workbook with a day that no calendar has."""
    sheet = WORKBOOK["xl/worksheets/sheet1.xml"].replace("46054.5", "1e300")
    return workbook(path, WORKBOOK | {"xl/worksheets/sheet1.xml": sheet})


@pytest.mark.parametrize("made", [locked, garbled, far_off])
def test_a_workbook_that_is_locked_or_damaged_is_told_and_no_crash(tmp_path, made):
    with pytest.raises(TableError, match=r"desk\.xlsx is not a workbook that can be read"):
        read_rows(made(tmp_path / "desk.xlsx"))


def test_a_damaged_gzip_and_a_parquet_of_no_utf_8_are_told(tmp_path):
    import pyarrow as pa
    from pyarrow import parquet

    path = tmp_path / "ledger.csv.gz"
    data = bytearray(gzip.compress(b"account,amount\n" + b"a,1\n" * 100))
    data[12:20] = b"\xff" * 8
    path.write_bytes(data)
    with pytest.raises(TableError, match=r"ledger\.csv\.gz cannot be read"):
        read_rows(path)

    path = tmp_path / "ledger.parquet"
    parquet.write_table(pa.table({"account": ["abcdefgh"] * 3}), path)
    path.write_bytes(path.read_bytes().replace(b"abcdefgh", b"\xff\xfeabcdef"))
    with pytest.raises(TableError, match=r"ledger\.parquet"):
        read_rows(path)


def test_a_bomb_in_a_workbook_is_refused(tmp_path):
    bomb = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>" + WORKBOOK["xl/workbook.xml"]

    with pytest.raises(TableError, match="not a workbook"):
        read_rows(workbook(tmp_path / "bomb.xlsx", WORKBOOK | {"xl/workbook.xml": bomb}))


def test_a_missing_column_sheet_or_file_is_told_with_what_there_is(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text("account,amount\na,1\n")

    assert columns_of(path) == ("account", "amount")
    with pytest.raises(TableError, match="no column “feature”") as fault:
        read_rows(path).require("feature", option="--feature")
    assert fault.value.hint == "its columns are account, amount; choose one with --feature"
    with pytest.raises(TableError, match="no sheet “Sheet9”"):
        read_rows(workbook(tmp_path / "desk.xlsx"), sheet="Sheet9")
    with pytest.raises(TableError, match="does not exist"):
        read_rows(tmp_path / "nowhere.csv")
    with pytest.raises(TableError, match="is a folder"):
        read_rows(tmp_path)


def test_a_fault_far_into_a_file_is_found_with_its_line(tmp_path):
    path = tmp_path / "long.csv"
    path.write_bytes(b"note\n" + (b"a" * 1022 + b"\n") * 3_000 + b"\xff\xfe\n")

    with pytest.raises(TableError, match="near line 3002"):
        read_rows(path)


def test_korean_that_comes_late_in_a_file_is_read(tmp_path):
    path = tmp_path / "long.csv"
    path.write_bytes(b"note\n" + b"plain\n" * 300_000 + "비용이 부담됩니다\n".encode("cp949"))

    assert read_rows(path).table["note"][-1].as_py() == "비용이 부담됩니다"


def test_a_letter_that_two_pieces_share_is_read(tmp_path):
    path = tmp_path / "long.csv"
    before = b"note\n" + b"a" * ((1 << 20) - 6)
    path.write_bytes(before + "가나\n".encode() + b"b\n" * 1_000_000)

    assert read_rows(path).table["note"][0].as_py().endswith("가나")


def test_a_long_note_is_read_and_the_limit_that_others_rely_on_stays_as_it_was(tmp_path):
    path = tmp_path / "notes.csv"
    note = "설정이 너무 복잡하다고 하심. " * 20_000
    path.write_text(f'note,stage\n"{note}\n",lead\n', encoding="utf-8")
    before = csv.field_size_limit()
    assert rows_of(path) == [{"note": f"{note}\n", "stage": "lead"}]
    assert csv.field_size_limit() == before == 131_072
