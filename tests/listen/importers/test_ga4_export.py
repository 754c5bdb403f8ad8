"""A row of GA4's BigQuery export becomes one call with the page, the place and the items."""

import io

import msgspec
import pytest

from dangol.listen.importers import (
    IMPORTERS,
    BadRow,
    ImportOptions,
    WrongFormatError,
    detect_format,
)


def param(key: str, **value: object) -> dict:
    """A parameter as exported: all four kinds, three of them null."""
    kinds = ("string_value", "int_value", "float_value", "double_value")
    return {"key": key, "value": {kind: value.get(kind) for kind in kinds}}


PURCHASE = {
    "event_date": "20240313",
    "event_timestamp": "1710296474123456",
    "event_name": "purchase",
    "event_params": [
        param("page_location", string_value="https://shop.example/주문/완료?o=1"),
        param("page_title", string_value="주문 완료"),
        param("ga_session_id", int_value="1710296000"),
        param("transaction_id", string_value="T-100"),
        param("value", double_value=24000.0),
        param("currency", string_value="KRW"),
        param("engaged", int_value=None),
    ],
    "user_id": None,
    "user_pseudo_id": "1234567890.1710290000",
    "device": {
        "category": "mobile",
        "language": "ko-kr",
        "operating_system": "Android",
        "web_info": {"browser": "Chrome", "hostname": "shop.example"},
    },
    "geo": {"country": "South Korea", "region": "(not set)", "city": "Seoul"},
    "traffic_source": {"name": "(direct)", "medium": None, "source": "(direct)"},
    "ecommerce": {
        "total_item_quantity": "2",
        "purchase_revenue": 24000.0,
        "refund_value": None,
        "shipping_value": 3000.0,
        "transaction_id": "T-100",
    },
    "items": [
        {
            "item_id": "SKU-1",
            "item_name": "겨울 양말",
            "item_category": "의류",
            "item_category2": "양말",
            "item_category3": "(not set)",
            "price": 12000.0,
            "quantity": "2",
            "item_params": [param("gift_wrap", string_value="예")],
        }
    ],
}


def read(*rows: object, options: ImportOptions | None = None) -> list:
    content = b"\n".join(
        row if isinstance(row, bytes) else msgspec.json.encode(row) for row in rows
    )
    found = IMPORTERS["ga4"](io.BytesIO(content), options or ImportOptions())
    return [row if isinstance(row, BadRow) else msgspec.json.decode(row[1]) for row in found]


def test_a_purchase_row_is_an_order_with_everything_around_it() -> None:
    (call,) = read(PURCHASE)
    assert call.pop("messageId").startswith("row-")
    assert call == {
        "type": "track",
        "event": "Order Completed",
        "timestamp": "2024-03-13T02:21:14.123456Z",
        "anonymousId": "1234567890.1710290000",
        "properties": {
            "session_id": "1710296000",
            "order_id": "T-100",
            "revenue": 24000.0,
            "currency": "KRW",
            "total_item_quantity": "2",
            "shipping": 3000.0,
            "products": [
                {
                    "product_id": "SKU-1",
                    "name": "겨울 양말",
                    "category": "의류/양말",
                    "price": 12000.0,
                    "quantity": 2,
                    "gift_wrap": "예",
                }
            ],
        },
        "context": {
            "page": {
                "url": "https://shop.example/주문/완료?o=1",
                "title": "주문 완료",
                "path": "/주문/완료",
                "search": "?o=1",
            },
            "locale": "ko-kr",
            "device": {"type": "mobile"},
            "os": {"name": "Android"},
            "browser": {"name": "Chrome"},
            "location": {"country": "South Korea", "city": "Seoul"},
            "campaign": {"name": "(direct)", "source": "(direct)"},
        },
    }


def test_page_views_are_pages_and_screen_views_are_screens() -> None:
    page, screen, other = read(
        {**PURCHASE, "event_name": "page_view", "items": []},
        {
            "event_name": "screen_view",
            "event_timestamp": 1,
            "user_pseudo_id": "v",
            "event_params": [param("firebase_screen", string_value="ホーム")],
        },
        {"event_name": "user_engagement", "event_timestamp": 1, "user_id": "member-1"},
    )
    assert (page["type"], page["name"]) == ("page", "주문 완료")
    assert page["properties"]["path"] == "/주문/완료"
    assert (screen["type"], screen["name"]) == ("screen", "ホーム")
    assert (other["type"], other["event"], other["userId"]) == (
        "track",
        "user_engagement",
        "member-1",
    )


def test_whole_numbers_may_be_numbers_or_texts() -> None:
    as_text, as_number = read(PURCHASE, {**PURCHASE, "event_timestamp": 1710296474123456})
    assert as_text["timestamp"] == as_number["timestamp"]


def test_the_currency_given_is_for_amounts_without_one() -> None:
    row = {"event_name": "begin_checkout", "event_timestamp": 1, "user_id": "u", "items": []}
    paid = {**row, "event_params": [param("value", int_value="5")]}
    options = ImportOptions(currency="JPY")
    free, with_value, own = read(row, paid, PURCHASE, options=options)
    assert "properties" not in free
    assert with_value["properties"] == {"value": 5, "currency": "JPY"}
    assert own["properties"]["currency"] == "KRW"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b'{"event_name":', "the row is no GA4 event: Input data was truncated"),
        (b"7", "the row is no GA4 event: Expected `object`, got `int`"),
        (b'{"event_name":"x"}', "missing required field `event_timestamp`"),
        (b'{"event_name":"\xff","event_timestamp":1,"user_id":"u"}', "it is not UTF-8"),
        (
            {"event_name": "x", "event_timestamp": "soon", "user_id": "u"},
            "the event_timestamp is no count of microseconds since 1970",
        ),
        (
            {"event_name": "x", "event_timestamp": 1},
            "the row has neither user_id nor user_pseudo_id",
        ),
        ({"event_name": "", "event_timestamp": 1, "user_id": "u"}, "the event_name is empty"),
        ({**PURCHASE, "items": "socks"}, "Expected `array | null`, got `str` - at `$.items`"),
    ],
)
def test_a_row_that_is_no_event_says_why_and_the_next_goes_on(row: object, reason: str) -> None:
    bad, good = read(row, PURCHASE)
    assert isinstance(bad, BadRow)
    assert bad.line == 1
    assert reason in bad.reason
    assert good["event"] == "Order Completed"


def test_strange_items_and_addresses_do_not_stop_a_row() -> None:
    (call,) = read(
        {
            **PURCHASE,
            "event_params": [param("page_location", string_value="http://[broken")],
            "items": [7, None, {"item_id": "1", "item_params": "none"}],
        }
    )
    assert call["properties"]["products"] == [{"product_id": "1"}]
    assert call["context"]["page"] == {"url": "http://[broken"}


def test_one_json_list_is_refused_with_the_way_out() -> None:
    with pytest.raises(WrongFormatError) as refusal:
        read([PURCHASE])
    assert "newline delimited" in refusal.value.hint


def test_a_real_sized_row_is_told_as_ga4() -> None:
    assert detect_format(msgspec.json.encode(PURCHASE)) == "ga4"
