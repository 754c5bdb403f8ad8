"""Any delimited file can be read by saying which column means what."""

import io
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.listen.importers import (
    IMPORTERS,
    BadRow,
    ColumnMapError,
    ImportOptions,
    WrongFormatError,
    parse_column_map,
)
from dangol.terms.errors import InputError
from dangol.terms.instants import access_zone

PAGE = Path(__file__).parents[3] / "docs/reference/importers.md"

MAP = """\
timestamp = "ts"
timezone = "Asia/Seoul"
anonymous_id = "visitor"
user_id = "member"
event = "action"

[events]
view = "Product Viewed"
"구매" = "Order Completed"

[properties]
product_id = "item"
price = "amount"
quantity = "count"
"""
HEADER = "ts,visitor,member,action,item,amount,count\n"


def read(column_map: str, content: str | bytes, **options: object) -> list:
    content = content if isinstance(content, bytes) else content.encode()
    given = ImportOptions(column_map=parse_column_map(column_map), **options)
    found = IMPORTERS["csv"](io.BytesIO(content), given)
    return [row if isinstance(row, BadRow) else msgspec.json.decode(row[1]) for row in found]


def test_rows_become_calls_by_the_map() -> None:
    viewed, bought = read(
        MAP,
        HEADER + "2024-03-13 10:21:14,v1,,view,00123,12000,\n"
        "2024-03-13 10:25:00,v1,kim,구매,00123,12000,2\n",
    )
    assert viewed.pop("messageId").startswith("row-")
    assert viewed == {
        "type": "track",
        "event": "Product Viewed",
        "timestamp": "2024-03-13T01:21:14Z",
        "anonymousId": "v1",
        "properties": {"product_id": "00123", "price": 12000},
    }
    assert (bought["userId"], bought["anonymousId"]) == ("kim", "v1")
    assert bought["properties"]["products"] == [
        {"product_id": "00123", "price": 12000, "quantity": 2}
    ]
    assert bought["properties"]["revenue"] == 24000
    assert bought["properties"]["order_id"].startswith("order-")


def test_an_order_keeps_its_own_id_and_revenue() -> None:
    column_map = MAP + 'order_id = "order"\nrevenue = "paid"\ncoupon = "쿠폰"\n'
    (bought,) = read(
        column_map,
        HEADER.replace("\n", ",order,paid,쿠폰\n")
        + "2024-03-13,v,,구매,1,5000,3,2024-7,14000,봄\n",
    )
    assert bought["properties"] == {
        "order_id": "2024-7",
        "revenue": 14000,
        "coupon": "봄",
        "products": [{"product_id": "1", "price": 5000, "quantity": 3}],
    }


def test_names_and_amounts_that_are_not_plain_stay_as_they_are() -> None:
    (call,) = read(MAP, HEADER + '2024-03-13,v,,찜하기,A-1,"₩12,000",\n')
    assert call["event"] == "찜하기"
    assert call["properties"]["price"] == "₩12,000"


@pytest.mark.parametrize(
    ("unit", "text", "instant"),
    [
        ("s", "1710296474", "2024-03-13T02:21:14Z"),
        ("s", "1710296474.25", "2024-03-13T02:21:14.250000Z"),
        ("ms", "1710296474123", "2024-03-13T02:21:14.123000Z"),
        ("us", "1710296474123456", "2024-03-13T02:21:14.123456Z"),
        ("iso", "2024-03-13T11:21:14+09:00", "2024-03-13T02:21:14Z"),
        ("iso", "2024-03-13 11:21:14", "2024-03-13T02:21:14Z"),
        ("iso", "2024-03-13T02:21:14.5Z", "2024-03-13T02:21:14.500000Z"),
        ("iso", "2024-03-13 02:21:14 UTC", "2024-03-13T02:21:14Z"),
        ("iso", "2024/3/13 9:05", "2024-03-13T00:05:00Z"),
        ("iso", "2024. 3. 13. 9:05", "2024-03-13T00:05:00Z"),
        ("iso", "2024년 3월 13일 9:05", "2024-03-13T00:05:00Z"),
        ("iso", "2024年3月13日", "2024-03-12T15:00:00Z"),
    ],
)
def test_times_are_read_in_their_unit_and_zone(unit: str, text: str, instant: str) -> None:
    (call,) = read(f'timestamp_unit = "{unit}"\n' + MAP, HEADER + f"{text},v,,view,1,2,3\n")
    assert call["timestamp"] == instant


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13-01", "1e99", "9999-12-31T23:59-23:00"])
@pytest.mark.parametrize("unit", ["iso", "s", "ms", "us"])
def test_what_is_no_time_is_a_bad_row(unit: str, text: str) -> None:
    (bad,) = read(f'timestamp_unit = "{unit}"\n' + MAP, HEADER + f"{text},v,,view,1,2,3\n")
    assert bad.line == 2
    assert bad.reason == f"the column ts is no time ({unit})"


def test_without_a_zone_of_its_own_the_map_takes_the_workspace_s() -> None:
    column_map = MAP.replace('timezone = "Asia/Seoul"\n', "")
    row = HEADER + "2024-03-13 09:00,v,,view,1,2,3\n"
    assert read(column_map, row)[0]["timestamp"] == "2024-03-13T09:00:00Z"
    in_tokyo = read(column_map, row, timezone=access_zone("Asia/Tokyo"))
    assert in_tokyo[0]["timestamp"] == "2024-03-13T00:00:00Z"


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp949", "겨울 코트"), ("euc-kr", "양말"), ("shift_jis", "表示ソ能")]
)
def test_files_in_the_encodings_of_korea_and_japan_are_read(encoding: str, name: str) -> None:
    content = (HEADER + f'2024-03-13,v,,view,"{name}",2,3\n').encode(encoding)
    (call,) = read(f'encoding = "{encoding}"\n' + MAP, content)
    assert call["properties"]["product_id"] == name
    (bad,) = read(MAP, HEADER.encode() + content.split(b"\n", 1)[1])
    assert bad.reason == "the row is not UTF-8 text"


def test_another_delimiter_a_message_id_and_a_currency() -> None:
    column_map = 'delimiter = "\\t"\nmessage_id = "item"\ncurrency = "KRW"\n' + MAP
    first, second = read(
        column_map,
        (HEADER + "2024-03-13,v,,view,m-1,2,3\n2024-03-13,v,,view,,2,3\n").replace(",", "\t"),
    )
    assert first["messageId"] == "m-1"
    assert second["messageId"].startswith("row-")
    assert first["properties"]["currency"] == "KRW"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2024-03-13,,,view,1,2,3", "the column member and visitor is empty"),
        ("2024-03-13,v,,,1,2,3", "the column action is empty"),
        ("2024-03-13,v", "the row has 2 columns instead of 7"),
    ],
)
def test_a_row_without_what_is_needed_says_so(row: str, reason: str) -> None:
    bad, good = read(MAP, HEADER + row + "\n2024-03-13,v,,view,1,2,3\n")
    assert bad == BadRow(2, reason, row.encode())
    assert good["event"] == "Product Viewed"


def test_a_header_without_a_named_column_is_refused() -> None:
    with pytest.raises(WrongFormatError, match="does not name the column member, amount"):
        read(MAP, "ts,visitor,action,item,count\n")


def test_a_csv_file_without_a_map_is_refused_with_the_way_out() -> None:
    with pytest.raises(ColumnMapError) as refusal:
        list(IMPORTERS["csv"](io.BytesIO(HEADER.encode()), ImportOptions()))
    assert "TOML" in refusal.value.hint


@pytest.mark.parametrize(
    ("change", "message", "hint"),
    [
        (("event = ", "evnt = "), "line 5: the column map knows no 'evnt'", "event"),
        (("[properties]", "[product]"), "line 11: the column map knows no 'product'", "properties"),
        (('event = "action"\n', ""), "line 1: the column map does not say 'event'", "event ="),
        (('timestamp = "ts"\n', ""), "line 1: the column map does not say 'timestamp'", "name of"),
        (('timestamp = "ts"', "timestamp = ts"), "line 1", "quotes"),
        (('"구매"', "구매"), "line 9", "quotes"),
        (('timestamp = "ts"', "timestamp = 3"), "line 1: Expected `str`, got `int`", "timestamp ="),
        (('= "item"', "= 7"), "line 11: Expected `str`, got `int`", "under [properties]"),
        (("Asia/Seoul", "Asia/Soul"), "line 2: there is no time zone called 'Asia/Soul'", "Seoul"),
        (
            ('timezone = "Asia/Seoul"', 'timestamp_unit = "hours"'),
            "line 2: Invalid enum value 'hours'",
            "iso, s, ms, us",
        ),
        (
            ('timezone = "Asia/Seoul"', 'encoding = "utf-16"'),
            "line 2: files in 'utf-16' cannot be read",
            "UTF-8",
        ),
        (
            ('timezone = "Asia/Seoul"', 'encoding = "klingon"'),
            "line 2: files in 'klingon' cannot be read",
            "cp949",
        ),
        (
            ('timezone = "Asia/Seoul"', 'delimiter = ", "'),
            "line 2: the delimiter is one character",
            '";"',
        ),
        (
            ('anonymous_id = "visitor"\nuser_id = "member"\n', ""),
            "line 1: the column map names neither 'anonymous_id' nor 'user_id'",
            "user_id",
        ),
    ],
)
def test_a_map_that_cannot_be_used_says_where_and_what_to_write(
    change: tuple[str, str], message: str, hint: str
) -> None:
    with pytest.raises(ColumnMapError) as refusal:
        parse_column_map(MAP.replace(*change))
    assert message in refusal.value.message
    assert hint in refusal.value.hint
    assert refusal.value.code == "import.column_map_unusable"


@given(st.text(max_size=80) | st.text(alphabet='[]="\n.aevnt{}', max_size=80))
def test_no_text_makes_reading_a_map_fail_otherwise(text: str) -> None:
    for column_map in (text, MAP + text):
        try:
            parse_column_map(column_map)
        except InputError as refusal:
            assert refusal.message


@given(st.binary(max_size=200), st.sampled_from(["utf-8", "cp949", "shift_jis", "gb18030"]))
def test_no_bytes_make_the_csv_importer_fail(content: bytes, encoding: str) -> None:
    rows = read(f'encoding = "{encoding}"\n' + MAP, HEADER.encode() + content)
    assert all(isinstance(row, BadRow) or row["messageId"] for row in rows)


def test_the_example_in_the_documents_runs() -> None:
    page = PAGE.read_text(encoding="utf-8")
    (column_map,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (content,) = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    found = read(column_map, content)
    assert [call["event"] for call in found] == [
        "Product Viewed",
        "Product Added",
        "Order Completed",
    ]
    assert found[2]["properties"]["revenue"] == 24000


def test_every_importer_has_a_heading_in_the_documents() -> None:
    headings = re.findall(r"^## `(.*)`$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == list(IMPORTERS)
