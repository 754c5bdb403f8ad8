"""Importers agree with DuckDB, which reads the same raw files its own way."""

from collections import Counter
from pathlib import Path

import duckdb
import msgspec
import pytest

from dangol.engine.files import open_stream
from dangol.listen.importers import IMPORTERS, BadRow, ImportOptions, detect_format

pytestmark = pytest.mark.data

FILES = {
    "taobao": "taobao_userbehavior_sample/UserBehavior.csv",
    "rees46": "rees46_oct2019_sample/2019-Oct-sample.csv",
    "otto": "otto_sessions_sample/otto_sessions.jsonl",
    "retentioneering": "retentioneering_ecom/ecom.csv.gz",
}
ROWS_PEOPLE_REPEATS = {
    "taobao": (4321, 43, 0),
    "rees46": (1000, 330, 0),
    "otto": (862, 20, 0),
    "retentioneering": (31_106, 600, 30),
}
RAW = {
    "taobao": """select column0 as person, column3 as event, t::varchar as whole,
        make_timestamp(column4::bigint * 1000000) as moment
        from read_csv($file, header = false, all_varchar = true) as t""",
    "rees46": """select user_id as person, event_type as event, t::varchar as whole,
        event_time[:19]::timestamp as moment
        from read_csv($file, header = true, all_varchar = true) as t""",
    "otto": """select session::varchar as person, event.type as event,
        session::varchar || event::varchar as whole,
        make_timestamp(event.ts::bigint * 1000) as moment
        from (select session, unnest(events) as event from read_json($file))""",
    "retentioneering": """select user_id as person, event, t::varchar as whole,
        timestamp::timestamp as moment
        from read_csv($file, header = true, all_varchar = true) as t""",
}
NAMES = {
    "taobao": {
        "pv": "Product Viewed",
        "cart": "Product Added",
        "fav": "Product Added to Wishlist",
        "buy": "Order Completed",
    },
    "rees46": {
        "view": "Product Viewed",
        "cart": "Product Added",
        "remove_from_cart": "Product Removed",
        "purchase": "Order Completed",
    },
    "otto": {"clicks": "Product Viewed", "carts": "Product Added", "orders": "Order Completed"},
    "retentioneering": {
        "search": "Products Searched",
        "catalog": "Product List Viewed",
        "filter_results": "Product List Filtered",
        "product_view": "Product Viewed",
        "wishlist_add": "Product Added to Wishlist",
        "add_to_cart": "Product Added",
        "cart": "Cart Viewed",
        "shipping_details": "Checkout Started",
        "payment_details": "Payment Info Entered",
        "purchase": "Order Completed",
        "support_chat": "Live Chat Conversation Started",
    },
}


def calls(kind: str, path: Path) -> list[dict]:
    with open_stream(path) as stream:
        rows = list(IMPORTERS[kind](stream, ImportOptions()))
    assert not [row for row in rows if isinstance(row, BadRow)]
    return [msgspec.json.decode(row[1]) for row in rows]


def query(kind: str, path: Path, select: str) -> list[tuple]:
    with duckdb.connect(config={"threads": 1}) as base:
        return base.execute(f"with raw as ({RAW[kind]}) {select}", {"file": str(path)}).fetchall()


@pytest.mark.parametrize("kind", FILES)
def test_rows_people_and_repeats_are_those_of_the_raw_file(kind: str, data_dir: Path) -> None:
    path = data_dir / FILES[kind]
    found = calls(kind, path)
    people = {call.get("userId") or call.get("anonymousId") for call in found}
    repeats = len(found) - len({call["messageId"] for call in found})
    select = (
        """select count(*), count(distinct person), count(*) - count(distinct whole) from raw"""
    )
    assert (len(found), len(people), repeats) == query(kind, path, select)[0]
    assert (len(found), len(people), repeats) == ROWS_PEOPLE_REPEATS[kind]


@pytest.mark.parametrize("kind", FILES)
def test_every_event_is_counted_under_its_mapped_name(kind: str, data_dir: Path) -> None:
    path = data_dir / FILES[kind]
    found = Counter(call.get("event") or call["name"] for call in calls(kind, path))
    counted = query(kind, path, "select event, count(*) from raw group by event")
    assert found == Counter({NAMES[kind].get(event, event): count for event, count in counted})


@pytest.mark.parametrize("kind", FILES)
def test_every_event_has_its_moment_in_file_order(kind: str, data_dir: Path) -> None:
    path = data_dir / FILES[kind]
    found = [
        (call.get("userId") or call.get("anonymousId"), call["timestamp"].rstrip("Z"))
        for call in calls(kind, path)
    ]
    raw = query(kind, path, "select person, moment from raw")
    assert found == [(person, at.isoformat()) for person, at in raw]


def test_rees46_revenue_is_the_sum_of_the_prices_paid(data_dir: Path) -> None:
    path = data_dir / FILES["rees46"]
    revenue = sum(call["properties"].get("revenue", 0) for call in calls("rees46", path))
    with duckdb.connect(config={"threads": 1}) as base:
        paid = base.execute(
            "select sum(price::decimal(12, 2)) from read_csv($file) where event_type = 'purchase'",
            {"file": str(path)},
        ).fetchall()[0][0]
    assert revenue == pytest.approx(float(paid), abs=0.001)


@pytest.mark.parametrize("kind", FILES)
def test_the_real_files_are_told_apart(kind: str, data_dir: Path) -> None:
    with open_stream(data_dir / FILES[kind]) as stream:
        assert detect_format(stream.read(4096)) == kind
