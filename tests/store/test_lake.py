"""The promise: a day that is over stands in the lake whole, and nobody can be found in it."""

import json
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import pyarrow.parquet as pq
import pytest
from tests.store.conftest import NOW
from tests.store.test_record import decision

from dangol.listen.event import Event, Receipt, parse_event
from dangol.store.lake import CLOSES_AFTER_US, check_lake, close_days
from dangol.store.parquet import LakeUnwritableError
from dangol.store.record import Record
from dangol.store.rows import EventRow
from dangol.store.workspaces import Workspace
from dangol.terms.ids import person_id_of, shard_of
from dangol.terms.instants import DAY_US, Instant

DAY = Instant(NOW // DAY_US * DAY_US)
NEXT = Instant(DAY + DAY_US + CLOSES_AFTER_US)


def row_of(call: dict[str, object], received_at: int = DAY) -> EventRow:
    """The row that the live path would write for a call."""
    event = parse_event(call, Receipt(Instant(received_at)))
    assert isinstance(event, Event), event
    who = "v:" + event.user_id if event.user_id else "a:" + event.anonymous_id
    person_id = person_id_of("salt", who)
    return EventRow(
        shard=shard_of(person_id),
        message_id=event.message_id,
        digest=0,
        call=event.call,
        name=event.name,
        user_id=event.user_id,
        anonymous_id=event.anonymous_id,
        person_id=person_id,
        happened_at=event.instant,
        received_at=Instant(received_at),
        payload=event.payload,
    )


def track(name: str, who: str = "익명", number: int = 0, **properties: object) -> dict[str, object]:
    return {
        "type": "track",
        "event": name,
        "anonymousId": who,
        "messageId": str(UUID(int=number)),
        "properties": properties,
    }


def write(record: Record, shop: Workspace, rows: Iterable[EventRow]) -> None:
    with record.transaction(shop.workspace_id) as unit:
        unit.write_events(list(rows))


def read(lake: Path, dataset: str = "events") -> list[dict[str, object]]:
    files = sorted(lake.glob(f"{dataset}/*/*/part-0.parquet"))
    return [row for file in files for row in pq.ParquetFile(file).read().to_pylist()]


def test_a_day_stands_in_the_lake_once_it_is_over_and_not_before(
    record: Record, shop: Workspace, tmp_path: Path
) -> None:
    write(record, shop, [row_of(track("Product Viewed", number=n), DAY + n) for n in range(3)])
    write(record, shop, [row_of(track("Product Viewed", number=9), DAY + DAY_US)])
    assert close_days(record, tmp_path, Instant(NEXT - 1)) == []
    (closed,) = close_days(record, tmp_path, NEXT)
    assert (closed.dataset, closed.rows) == ("events", 3)
    assert closed.file == (
        f"events/workspace={shop.workspace_id}/received_on={closed.day}/part-0.parquet"
    )
    assert [row["seq"] for row in read(tmp_path)] == [1, 2, 3]
    assert close_days(record, tmp_path, NEXT) == []
    assert [path.suffix for path in tmp_path.rglob("part*")] == [".parquet"]


def test_columns_say_what_was_bought_and_for_how_much(
    record: Record, shop: Workspace, tmp_path: Path
) -> None:
    viewed = [
        track("Product Viewed", f"who-{n}", n, product_id="P-1", category="의류", price=39_000)
        for n in range(5)
    ]
    order = track(
        "Order Completed",
        number=9,
        order_id="20261101-7",
        revenue="1,980円",
        currency="JPY",
        products=[{"product_id": "P-1"}, {"product_id": "P-2"}],
    )
    order["context"] = {"locale": "ja-JP"}
    write(record, shop, [row_of(call) for call in [*viewed, order]])
    close_days(record, tmp_path, NEXT)
    first, *_, last = read(tmp_path)
    assert first["product_id"] == "P-1"
    assert first["category"] == "의류"
    assert (first["price_minor"], first["currency"]) == (39_000, "KRW")
    assert first["message_id"] == "00000000-0000-0000-0000-000000000000"
    assert first["person_id"] == person_id_of("salt", "a:who-0")
    assert (last["revenue_minor"], last["currency"]) == (1980, "JPY")
    assert (last["products"], last["language"], last["price_minor"]) == (2, "ja", None)
    assert last["order_key"]
    assert "20261101-7" not in str(last)


def test_a_word_that_few_people_had_is_not_written_out(
    record: Record, shop: Workspace, tmp_path: Path
) -> None:
    rare = [
        track("우리 이벤트", f"who-{n}", n, product_id="P-1", category="의류") for n in range(4)
    ]
    often = [track("공동 구매 참여", f"who-{n}", n + 10, product_id="P-2") for n in range(5)]
    same = [track("혼자만", "who-0", n + 20, product_id="P-3") for n in range(9)]
    write(record, shop, [row_of(call) for call in [*rare, *often, *same]])
    close_days(record, tmp_path, NEXT)
    rows = read(tmp_path)
    assert {row["name"] for row in rows} == {"(rare)", "공동 구매 참여"}
    assert {row["product_id"] for row in rows} == {"", "P-2"}
    assert {row["category"] for row in rows} == {""}
    assert len({row["product_key"] for row in rows}) == 3


def test_a_product_of_the_catalogue_is_written_out_whoever_saw_it(
    record: Record, shop: Workspace, tmp_path: Path
) -> None:
    from dangol.listen.catalogue.product import Product

    with record.transaction(shop.workspace_id) as unit:
        known = Product(product_id="7654321098", group_id="g", title="찻잔", category="다기")
        unit.write_products([known], NOW)
        seen = track("Product Viewed", product_id=7654321098, category="다기")
        unit.write_events([row_of(seen)])
        unit.write_decisions([decision("d1", DAY)._replace(subject="7654321098")])
    close_days(record, tmp_path, NEXT)
    (row,) = read(tmp_path)
    assert (row["product_id"], row["category"]) == ("7654321098", "다기")
    assert read(tmp_path, "decisions")[0]["subject"] == "7654321098"


def test_a_lost_or_outdated_day_is_written_again_with_the_same_bytes(
    record: Record, shop: Workspace, tmp_path: Path
) -> None:
    write(record, shop, [row_of(track("Product Viewed"))])
    (closed,) = close_days(record, tmp_path, NEXT)
    (tmp_path / closed.file).unlink()
    assert close_days(record, tmp_path, NEXT) == [closed]
    write(record, shop, [row_of(track("Product Added", number=1))])
    (again,) = close_days(record, tmp_path, NEXT)
    assert (again.rows, again.file) == (2, closed.file)
    assert again.sha256 != closed.sha256


def test_a_day_whose_events_were_all_erased_leaves_the_lake(
    record: Record, shop: Workspace, tmp_path: Path
) -> None:
    write(record, shop, [row_of(track("Product Viewed"))])
    (closed,) = close_days(record, tmp_path, NEXT)
    with record.writing() as connection:
        connection.exec_driver_sql("DELETE FROM events")
    assert close_days(record, tmp_path, NEXT) == []
    assert not (tmp_path / closed.file).exists()


def test_a_changed_file_is_found_and_mended(
    record: Record, shop: Workspace, tmp_path: Path
) -> None:
    write(record, shop, [row_of(track("Product Viewed"))])
    (closed,) = close_days(record, tmp_path, NEXT)
    assert check_lake(record, tmp_path) == []
    (tmp_path / closed.file).write_bytes(b"PAR1 no more")
    assert check_lake(record, tmp_path) == [closed.file]
    assert close_days(record, tmp_path, NEXT) == [closed]
    assert check_lake(record, tmp_path) == []


def test_a_folder_that_cannot_be_written_leaves_the_day_open(
    record: Record, shop: Workspace, tmp_path: Path
) -> None:
    write(record, shop, [row_of(track("Product Viewed"))])
    (tmp_path / "lake").write_text("a file where the folder should be")
    with pytest.raises(LakeUnwritableError):
        close_days(record, tmp_path / "lake", NEXT)
    assert len(close_days(record, tmp_path / "other", NEXT)) == 1


PERSONAL = [
    "kim.minji@example.com",
    "010-1234-5678",
    "+81 90-1234-5678",
    "김민지",
    "서울특별시 강남구 테헤란로 123",
    "佐藤花子",
    "東京都渋谷区神南1-19-11",
    "Margaret Hamilton",
    "221B Baker Street, London",
    "https://shop.example/orders/kim?email=kim.minji@example.com",
]


@pytest.mark.parametrize("planted", PERSONAL)
def test_what_names_or_reaches_a_person_is_nowhere_in_the_lake(
    record: Record, shop: Workspace, tmp_path: Path, planted: str
) -> None:
    """The value stands in every field that a site can fill, for several events of one person."""
    fields = ["product_id", "sku", "category", "name", "brand", "variant", "coupon", "order_id"]
    fields += ["checkout_id", "query", "url"]
    amounts = dict.fromkeys(["price", "revenue", "quantity"], f"1 {planted}")
    amounts["currency"] = planted
    properties = dict.fromkeys(fields, planted) | amounts | {planted: planted}
    everywhere: dict[str, object] = {
        "event": planted,
        "name": planted,
        "userId": planted,
        "anonymousId": planted,
        "properties": {**properties, "products": [properties]},
        "context": {
            "locale": planted,
            "ip": planted,
            "userAgent": planted,
            "traits": {"email": planted},
            "page": {"url": planted, "title": planted, "path": planted, "search": planted},
            "campaign": {"name": planted},
        },
        "traits": {"email": planted, "name": planted, "address": planted},
        "previousId": planted,
        "groupId": planted,
    }
    calls = [
        {**everywhere, "type": call, "messageId": f"{planted}{n}"}
        for n, call in enumerate(["track", "identify", "page", "screen", "group", "alias"])
    ]
    standard = {**everywhere, "event": "Order Completed", "type": "track", "messageId": planted}
    with record.transaction(shop.workspace_id) as unit:
        unit.write_events([row_of(call) for call in [*calls, standard]])
        unit.write_decisions([decision("d1", DAY)._replace(subject=planted)])
    close_days(record, tmp_path, NEXT)
    files = list(tmp_path.rglob("*.parquet"))
    assert len(files) == 2
    for file in files:
        assert planted.encode() not in file.read_bytes()
        written = json.dumps(
            pq.ParquetFile(file).read().to_pylist(), default=str, ensure_ascii=False
        )
        for part in [planted, *planted.split("@")]:
            assert part not in written
    assert len(read(tmp_path)) == 7


def test_addresses_and_numbers_are_not_written_out_however_many_people_had_them(
    record: Record, shop: Workspace, tmp_path: Path
) -> None:
    for number, planted in enumerate(PERSONAL[:3]):
        calls = [
            track(
                f"연락 {planted}",
                f"who-{n}",
                number * 100 + n,
                product_id=planted,
                category=planted,
            )
            for n in range(20)
        ]
        write(record, shop, [row_of(call) for call in calls])
    close_days(record, tmp_path, NEXT)
    written = json.dumps(read(tmp_path), default=str, ensure_ascii=False)
    for planted in PERSONAL[:3]:
        assert planted not in written
