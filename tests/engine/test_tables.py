"""A table is read with plain types, or refused with the place where it is broken."""

import gzip
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.engine.tables import TableError, read_table


def test_a_csv_has_plain_types_and_gaps_are_gaps(tmp_path):
    path = tmp_path / "사례[1]*.csv"
    path.write_text(
        "수,금액,있음,상점,언제\n1,1.5,true,서울,2026-01-02T03:04:05+09:00\n2,,false,,\n",
        encoding="utf-8-sig",
    )
    table = read_table(path)
    assert list(table) == ["수", "금액", "있음", "상점", "언제"]
    assert table["수"].dtype == np.int64 and table["수"].tolist() == [1, 2]
    assert table["금액"].dtype == np.float64 and np.isnan(table["금액"][1])
    assert table["있음"].dtype == np.bool_
    assert table["상점"].tolist() == ["서울", None]
    assert table["언제"][0] == np.datetime64("2026-01-01T18:04:05")
    assert np.isnat(table["언제"][1])


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".tsv", ".jsonl", ".jsonl.gz", ".parquet"])
def test_every_kind_of_file_gives_the_same_table(tmp_path, ending):
    rows = [{"a": 1, "b": "東京", "y": True}, {"a": None, "b": None, "y": False}]
    path = tmp_path / f"t{ending}"
    sign = "\t" if ".tsv" in ending else ","
    csv = "\n".join([sign.join("aby"), f"1{sign}東京{sign}true", f"{sign}{sign}false"])
    text = "\n".join(map(json.dumps, rows)) if "json" in ending else csv
    if ending == ".parquet":
        import pyarrow
        from pyarrow import parquet

        parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    elif ending.endswith(".gz"):
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    table = read_table(path)
    assert np.array_equal(table["a"], [1.0, np.nan], equal_nan=True)
    assert table["b"].tolist() == ["東京", None]
    assert table["y"].tolist() == [True, False]


def test_large_ids_with_gaps_stay_apart(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id,y\n9007199254740993,0\n,1\n9007199254740992,1\n")
    assert len(set(read_table(path)["id"].tolist())) == 3


def test_an_odd_name_is_only_a_name(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('"a""); DROP TABLE x; --",a,A,\n1,2,3,4\n')
    assert [column.tolist() for column in read_table(path).values()] == [[1], [2], [3], [4]]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("ragged.csv", b"a,b\n1,2\n3,4,5,6\n", "line 3 has 4 fields where the header has 2"),
        ("quote.csv", b'a,b\n1,2\n"3,4\n', "line 3 has 1 field where"),
        ("kr.csv", "나이,구매\n1,참\n".encode("cp949"), "not UTF-8, near line 1"),
        ("jp.csv", ("a,b\n" + "1,2\n" * 5 + "3,購入\n").encode("shift-jis"), "not UTF-8"),
        ("empty.csv", b"", "no rows"),
        ("head.csv", b"a,b\n", "no rows"),
        ("bad.jsonl", b'{"a":1}\n{"a":\n', "in line"),
        ("deep.jsonl", b"[" * 5_000, "cannot be read"),
        ("junk.parquet", b"junk" * 10, "cannot be read"),
        ("junk.csv.gz", b"junk", "cannot be read"),
        ("cut.csv.gz", gzip.compress(b"a,b\n1,2\n" * 50)[:-9], "cannot be read"),
        ("t.xlsx", b"PK", "no kind"),
        ("t.parquet.gz", b"PK", "no kind"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(tmp_path, name, content, reason):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TableError, match=reason) as found:
        read_table(path)
    assert found.value.hint


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(TableError, match="does not exist"):
        read_table(tmp_path / "t.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(TableError, match="is a folder"):
        read_table(tmp_path / "folder.csv")


@given(content=st.binary(max_size=300), ending=st.sampled_from([".csv", ".jsonl", ".parquet"]))
@settings(max_examples=60)
def test_any_bytes_are_a_table_or_a_table_error(tmp_path_factory, content, ending):
    path = tmp_path_factory.mktemp("any") / f"t{ending}"
    path.write_bytes(content)
    try:
        table = read_table(path)
    except TableError:
        return
    assert len({len(column) for column in table.values()}) == 1
