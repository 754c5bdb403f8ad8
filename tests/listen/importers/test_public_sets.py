"""The public data sets, in small: each row becomes the call that the mapping table says."""

import io

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.listen.importers import (
    IMPORTERS,
    BadRow,
    ImportOptions,
    WrongFormatError,
    detect_format,
)
from dangol.listen.names import EventName
from dangol.terms.errors import InputError
from dangol.terms.instants import access_zone

TAOBAO = b"""\
1,2268318,2520377,pv,1511544070
1,2268318,2520377,cart,1511544080
1,2268318,2520377,fav,1511544090
1,2268318,2520377,buy,1511544100
1,2333346,2520771,buy,1511544100
"""
REES46 = b"""\
event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session
2019-10-01 00:00:00 UTC,view,44600062,2103807459595387724,,shiseido,35.79,541312140,72d7
2019-10-01 00:00:05 UTC,cart,1004856,2053013555631882655,electronics.smartphone,,130.76,543,8187
2019-10-01 00:00:06 UTC,remove_from_cart,1004856,2053013555631882655,,,,543,8187
2019-10-01 00:02:14 UTC,purchase,1004856,20530,electronics.phone,samsung,130.76,543,8187
2019-10-01 00:02:14 UTC,purchase,1004857,20530,electronics.phone,vivo,20,543,8187
"""
RETAILROCKET = b"""\
timestamp,visitorid,event,itemid,transactionid
1433221332117,257597,view,355908,
1433224214164,992329,addtocart,248676,
1433222276276,599528,transaction,356475,4000
1433222276276,599528,transaction,15335,4000
"""
RETENTIONEERING = """\
user_id,session_id,event,timestamp,platform
u1,s1,home,2024-03-13 10:21:14,desktop
u1,s1,search,2024-03-13 10:21:20,desktop
u1,s1,product_view,2024-03-13 10:22:12,
u1,s1,add_to_cart,2024-03-13 10:23:32,desktop
u1,s1,cart,2024-03-13 10:23:40,desktop
u1,s1,checkout,2024-03-13 10:24:00,desktop
u1,s1,purchase,2024-03-13 10:25:00,desktop
u1,s1,support_chat,2024-03-13 10:26:00,desktop
u1,s1,사이즈표,2024-03-13 10:27:00,desktop
""".encode()
OTTO = b"""\
{"session":7,"events":[{"aid":15,"ts":1659304800025,"type":"clicks"},\
{"aid":15,"ts":1659304904511,"type":"carts"},{"aid":15,"ts":1659370027105,"type":"orders"},\
{"aid":16,"ts":1659370027105,"type":"orders"}]}
"""
GA4 = b'{"event_name":"view_item","event_timestamp":"1700000000000000","user_pseudo_id":"1.2"}\n'
SEGMENT = b'{"type":"track","event":"Product Viewed","userId":"u1"}\n'
SAMPLES = {
    "taobao": TAOBAO,
    "rees46": REES46,
    "retailrocket": RETAILROCKET,
    "retentioneering": RETENTIONEERING,
    "otto": OTTO,
    "ga4": GA4,
    "segment": SEGMENT,
}


def read(kind: str, content: bytes, options: ImportOptions | None = None) -> list[object]:
    return list(IMPORTERS[kind](io.BytesIO(content), options or ImportOptions()))


def calls(kind: str, content: bytes, options: ImportOptions | None = None) -> list[dict]:
    rows = read(kind, content, options)
    assert not [row for row in rows if isinstance(row, BadRow)]
    return [msgspec.json.decode(row[1]) for row in rows]


def bad(kind: str, content: bytes) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in read(kind, content) if isinstance(row, BadRow)]


def test_taobao_rows_are_calls_of_anonymous_visitors() -> None:
    viewed, added, wished, bought, also = calls("taobao", TAOBAO)
    assert viewed == {
        "type": "track",
        "messageId": viewed["messageId"],
        "timestamp": "2017-11-24T17:21:10Z",
        "event": "Product Viewed",
        "anonymousId": "1",
        "properties": {"product_id": "2268318", "category": "2520377"},
    }
    assert added["event"] == EventName.PRODUCT_ADDED
    assert wished["event"] == EventName.PRODUCT_ADDED_TO_WISHLIST
    assert bought["event"] == also["event"] == EventName.ORDER_COMPLETED
    assert bought["properties"]["products"] == [{"product_id": "2268318", "category": "2520377"}]
    assert bought["properties"]["order_id"] == also["properties"]["order_id"]


def test_rees46_rows_are_calls_of_persons_with_prices() -> None:
    viewed, added, removed, bought, also = calls("rees46", REES46)
    assert viewed["userId"] == "541312140"
    assert "anonymousId" not in viewed
    assert viewed["timestamp"] == "2019-10-01T00:00:00Z"
    assert viewed["properties"] == {
        "product_id": "44600062",
        "category": "2103807459595387724",
        "category_id": "2103807459595387724",
        "brand": "shiseido",
        "price": 35.79,
        "currency": "USD",
        "session_id": "72d7",
    }
    assert added["properties"]["category"] == "electronics.smartphone"
    assert removed["event"] == EventName.PRODUCT_REMOVED
    assert "price" not in removed["properties"]
    assert (bought["properties"]["revenue"], also["properties"]["revenue"]) == (130.76, 20)
    assert bought["properties"]["order_id"] == also["properties"]["order_id"]
    assert bought["properties"]["session_id"] == "8187"


def test_the_columns_of_a_header_may_stand_in_any_order_and_more_may_be_there() -> None:
    content = b'itemid,"event",visitorid,note,timestamp,transactionid\n9,view,4,x,1433221332117,\n'
    (viewed,) = calls("retailrocket", content)
    assert viewed["anonymousId"] == "4"
    assert viewed["properties"] == {"product_id": "9"}


def test_retailrocket_transactions_are_orders() -> None:
    viewed, added, bought, also = calls("retailrocket", RETAILROCKET)
    assert viewed["timestamp"] == "2015-06-02T05:02:12.117000Z"
    assert added["event"] == EventName.PRODUCT_ADDED
    assert bought["properties"] == {"order_id": "4000", "products": [{"product_id": "356475"}]}
    assert also["properties"]["order_id"] == "4000"


def test_retentioneering_events_are_named_where_segment_has_a_name() -> None:
    found = calls("retentioneering", RETENTIONEERING)
    assert [call.get("event") or ("page", call["name"]) for call in found] == [
        ("page", "home"),
        "Products Searched",
        "Product Viewed",
        "Product Added",
        "Cart Viewed",
        "Checkout Started",
        "Order Completed",
        "Live Chat Conversation Started",
        "사이즈표",
    ]
    assert {call["userId"] for call in found} == {"u1"}
    assert found[2]["properties"] == {"session_id": "s1"}
    assert found[6]["properties"]["order_id"].startswith("order-")


def test_times_without_an_offset_follow_the_zone_given() -> None:
    in_seoul = ImportOptions(timezone=access_zone("Asia/Seoul"))
    assert calls("retentioneering", RETENTIONEERING, in_seoul)[0]["timestamp"] == (
        "2024-03-13T01:21:14Z"
    )
    assert calls("rees46", REES46, in_seoul)[0]["timestamp"] == "2019-10-01T00:00:00Z"


def test_otto_sessions_give_one_call_for_each_event() -> None:
    clicked, added, bought, also = calls("otto", OTTO)
    assert clicked["anonymousId"] == "7"
    assert clicked["event"] == EventName.PRODUCT_VIEWED
    assert clicked["timestamp"] == "2022-07-31T22:00:00.025000Z"
    assert added["properties"] == {"product_id": "15"}
    assert bought["properties"]["order_id"] == also["properties"]["order_id"]
    assert len({call["messageId"] for call in (clicked, added, bought, also)}) == 4


def test_one_bad_event_does_not_spoil_its_session() -> None:
    content = OTTO.replace(b'"ts":1659304904511', b'"ts":"soon"').replace(b"clicks", b"dreams")
    rows = read("otto", content)
    assert [isinstance(row, BadRow) for row in rows] == [True, True, False, False]
    assert bad("otto", content) == [
        (1, "the type is none of clicks, carts, orders"),
        (1, "an event of the session cannot be read: Expected `int`, got `str` - at `$.ts`"),
    ]


@pytest.mark.parametrize("kind", sorted(set(SAMPLES) - {"segment", "otto"}))
def test_a_verbatim_repeat_has_the_same_message_id_and_nothing_else_has(kind: str) -> None:
    head, rest = (b"", SAMPLES[kind])
    if kind not in ("taobao", "ga4"):
        head, rest = SAMPLES[kind].split(b"\n", 1)
    once = [call["messageId"] for call in calls(kind, head + b"\n" + rest)]
    twice = [call["messageId"] for call in calls(kind, head + b"\n\n" + rest + rest.rstrip())]
    assert len(set(once)) == len(once)
    assert twice == once + once
    as_windows_saves_it = (head + b"\n" + rest).replace(b"\n", b"\r\n")
    assert [call["messageId"] for call in calls(kind, as_windows_saves_it)] == once


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"1,2,3,pv", "the row has 4 columns instead of 5"),
        (b"1,2,3,pv,1511544070,6", "the row has 6 columns instead of 5"),
        (b"1,2,3,pv,yesterday", "the timestamp is no count of seconds since 1970"),
        (b"1,2,3,pv,9" + b"9" * 5000, "the timestamp is no count of seconds since 1970"),
        (b"1,2,3,pv,", "the timestamp is no count of seconds since 1970"),
        (b"1,2,3,love,1511544070", "the behavior is none of pv, cart, fav, buy"),
        (b",2,3,pv,1511544070", "the user is empty"),
        (b"1,2,\xff,pv,1511544070", "the row is not UTF-8 text"),
        (b"1,2\x00,3,pv,1511544070", "the row holds a NUL character"),
        (b'1,"2,3,pv,1511544070', "a quotation mark is out of place or never closed"),
        (b'1,"2"x,3,pv,1511544070', "a quotation mark is out of place or never closed"),
    ],
)
def test_a_bad_row_says_why_and_the_others_go_on(row: bytes, reason: str) -> None:
    rows = read("taobao", TAOBAO + row + b"\n" + TAOBAO)
    assert rows[5] == BadRow(6, reason, row)
    assert len(rows) == 11
    assert not any(isinstance(other, BadRow) for other in rows[:5] + rows[6:])


def test_a_stray_quotation_mark_far_from_another_costs_only_those_two_rows() -> None:
    stray = b'1,"2,3,pv,1511544070\n'
    rows = read("taobao", stray + TAOBAO * 50 + stray + TAOBAO * 50)
    assert [row.line for row in rows if isinstance(row, BadRow)] == [1, 252]
    assert len(rows) == 502


def test_a_quoted_field_may_hold_commas_quotes_and_line_feeds() -> None:
    content = (
        b"user_id,event,timestamp,comment\n"
        b'u1,review,2024-03-13 10:21:14,"soft, warm\n""so nice""\nbuy again"\n'
        b"u2,home,2024-03-13 10:21:15,\n"
    )
    rows = read("retentioneering", content)
    assert [row[0] for row in rows] == [2, 5]
    first = calls("retentioneering", content)[0]
    assert first["properties"] == {"comment": 'soft, warm\n"so nice"\nbuy again'}


def test_the_reason_never_quotes_the_row() -> None:
    row = b"kim@example.com,010-1234-5678,home,tomorrow,desktop\n"
    ((line, reason),) = bad("retentioneering", RETENTIONEERING.split(b"\n")[0] + b"\n" + row)
    assert line == 2
    assert "kim" not in reason


@pytest.mark.parametrize("kind", ["rees46", "retailrocket", "retentioneering"])
@pytest.mark.parametrize("content", [b"", b"\n \n", b"a,b,c\n1,2,3\n", b"\xff\xfe\n", b'"\n'])
def test_a_wrong_header_is_refused_at_once_with_what_is_expected(kind: str, content: bytes) -> None:
    with pytest.raises(WrongFormatError) as refusal:
        read(kind, content)
    assert kind in refusal.value.hint
    assert refusal.value.code == "import.format_wrong"


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_format_is_told_from_how_the_file_begins(kind: str) -> None:
    assert detect_format(SAMPLES[kind]) == kind
    assert detect_format(b"\xef\xbb\xbf" + SAMPLES[kind].replace(b"\n", b"\r\n")) == kind
    assert detect_format(SAMPLES[kind][:85]) in (kind, None)


@pytest.mark.parametrize("begun", [b"", b"a,b,c\n", b"{}", b"[1]", b"\xff\xfe", b"1,2,3,4,5\n"])
def test_an_unknown_beginning_is_no_format(begun: bytes) -> None:
    assert detect_format(begun) is None


def mixed(sample: bytes) -> st.SearchStrategy[bytes]:
    """The sample with some of its pieces replaced, doubled or left out."""
    pieces = [sample[at : at + 9] for at in range(0, len(sample), 9)]
    noise = st.sampled_from([b'"', b"\n", b",", b"\x00", b"\xff", b"{", b"]", b"9" * 400, b"1e999"])
    return st.lists(st.sampled_from(pieces) | noise | st.binary(max_size=4), max_size=60).map(
        b"".join
    )


def holds(kind: str, content: bytes) -> None:
    try:
        rows = read(kind, content)
    except InputError as refusal:
        assert refusal.hint
        return
    lines = content.count(b"\n") + 1
    for row in rows:
        if isinstance(row, BadRow):
            assert 1 <= row.line <= lines
            assert row.reason
        else:
            number, encoded = row
            assert 1 <= number <= lines
            assert b"\n" not in encoded
            if kind != "segment":
                call = msgspec.json.decode(encoded)
                assert call["messageId"].startswith("row-")
                assert call.get("userId") or call.get("anonymousId")


@pytest.mark.parametrize("kind", sorted(SAMPLES))
@given(data=st.data())
def test_no_bytes_make_an_importer_fail(kind: str, data: st.DataObject) -> None:
    sample = SAMPLES[kind]
    content = data.draw(st.binary(max_size=200) | mixed(sample))
    holds(kind, content)
    holds(kind, sample.split(b"\n")[0] + b"\n" + content)


@pytest.mark.parametrize("kind", ["otto", "ga4"])
def test_json_nested_a_hundred_thousand_deep_is_one_bad_row(kind: str) -> None:
    deep = b'{"session":1,"event_name":"x","device":' + b"[" * 100_000
    assert [line for line, _ in bad(kind, deep + b"\n" + SAMPLES[kind])] == [1]
