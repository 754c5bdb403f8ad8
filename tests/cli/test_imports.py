"""What a shop has goes into the record once; what cannot be used waits, and is tried again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from dangol.cli.main import main
from dangol.listen.people import claim_of
from dangol.store import schema
from dangol.store.record import Record, open_record
from dangol.store.rows import QuarantineRow
from dangol.terms.instants import Instant, parse_instant

SHOP = "나의 상점"
RECEIVED_AT = parse_instant("2026-11-01T03:00:00Z")
GOOD = {
    "type": "track",
    "messageId": "m-1",
    "anonymousId": "visitor-1",
    "event": "Product Viewed",
    "timestamp": "2026-11-01T02:59:00.000Z",
    "properties": {"product_id": "c1", "price": 9900},
}


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    address = f"sqlite:///{tmp_path}/dangol.sqlite"
    monkeypatch.setenv("DANGOL_DATABASE_URL", address)
    assert main(["workspace", "create", SHOP, "--timezone", "Asia/Seoul", "--json"]) == 0
    return address


@pytest.fixture
def record(url: str, capsys: pytest.CaptureFixture[str]) -> Iterator[Record]:
    capsys.readouterr()
    opened = open_record(url)
    yield opened
    opened.close()


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    code = main([*arguments, "--json"])
    said = capsys.readouterr()
    assert code == 0, said.err
    return json.loads(said.out)


def count(record: Record, table: Any) -> int:
    with record.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def workspace_id(record: Record) -> str:
    return record.read_workspaces()[0].workspace_id


def hold(record: Record, reason: str, raw: bytes, source: str = "http /v1/batch") -> None:
    with record.transaction(workspace_id(record)) as unit:
        row = QuarantineRow(RECEIVED_AT, source, reason, "the detail", "", True, raw)
        unit.write_quarantine([row])


def call(**changes: Any) -> bytes:
    return json.dumps(GOOD | changes, ensure_ascii=False).encode()


def events_file(tmp_path: Path, *lines: bytes) -> Path:
    file = tmp_path / "events.jsonl"
    file.write_bytes(b"\n".join(lines) + b"\n")
    return file


# events


def test_every_row_is_counted_and_what_is_bad_is_kept_with_its_line(
    tmp_path: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [call(messageId=f"m-{number}", userId="김민지") for number in range(1200)]
    lines[700] = call(messageId="bad", properties={"price": -1})
    lines[900] = lines[899]
    lines[1000] = b'{"cut off'
    lines[1100] = call(messageId="later", timestamp="2099-01-01T00:00:00Z")
    report = run(capsys, "import", "events", str(events_file(tmp_path, *lines)))
    assert report["events"] == {
        "received": 1200,
        "stored": 1196,
        "duplicate": 1,
        "quarantined": 3,
        "rejected": 0,
    }
    assert report["refusals"] == {"bad_amount": 1, "malformed_json": 1, "impossible_date": 1}
    assert [row["line"] for row in report["refused"]] == [701, 1001, 1101]
    assert count(record, schema.events) == 1196
    held = run(capsys, "quarantine", "list")
    assert [row["source"] for row in held] == [f"events.jsonl:{n}" for n in (701, 1001, 1101)]


def test_importing_again_stores_nothing_twice(
    tmp_path: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    file = events_file(tmp_path, *(call(messageId=f"m-{number}") for number in range(30)))
    run(capsys, "import", "events", str(file))
    again = run(capsys, "import", "events", str(file), str(file))
    assert again["events"]["duplicate"] == again["events"]["received"] == 60
    assert count(record, schema.events) == 30


def test_ids_in_a_shops_own_file_are_vouched_for(
    tmp_path: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    file = events_file(tmp_path, call(messageId="m-1", userId="단골-1"))
    run(capsys, "import", "events", str(file), "--workspace", SHOP)
    with record.reading() as connection:
        names = set(connection.execute(select(schema.identifiers.c.identifier)).scalars())
    assert names == {"v:단골-1", "a:visitor-1", claim_of("단골-1", "visitor-1")}


def test_a_table_of_ones_own_is_imported_by_its_map(
    tmp_path: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    table, names = tmp_path / "visits.csv", tmp_path / "map.toml"
    table.write_bytes(
        "언제,누가,무엇\n2026-11-01 12:00:00,손님1,보기\n어제,손님2,보기\n".encode("cp949")
    )
    names.write_text(
        'timestamp = "언제"\nanonymous_id = "누가"\nevent = "무엇"\nencoding = "cp949"\n'
        '[events]\n"보기" = "Product Viewed"\n',
        "utf-8",
    )
    arguments = ("--format", "csv", "--map", str(names))
    report = run(capsys, "import", "events", str(table), *arguments)
    assert report["events"]["stored"] == report["events"]["quarantined"] == 1
    with record.reading() as connection:
        row = connection.execute(select(schema.events)).one()
    assert row.happened_at == parse_instant("2026-11-01T03:00:00Z")  # noon in Seoul
    assert row.name == "Product Viewed"
    assert row.anonymous_id == "손님1"


def test_the_answer_for_people_names_the_first_bad_rows(
    tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [call(messageId=f"m-{number}", event="") for number in range(15)]
    assert main(["import", "events", str(events_file(tmp_path, *rows)), "--lang", "ko"]) == 0
    said = capsys.readouterr().out
    assert "events.jsonl:10  이벤트 이름이 없음" in said
    assert "events.jsonl:11" not in said
    assert "이 밖에 5건" in said


# which workspace


def test_a_workspace_must_be_clear(
    tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(events_file(tmp_path, call()))
    assert main(["workspace", "create", "둘째 가게", "--timezone", "Asia/Seoul"]) == 0
    capsys.readouterr()
    for arguments in ([], ["--workspace", "셋째"]):
        assert main(["import", "events", file, *arguments]) == 2
        said = capsys.readouterr().err
        assert "error: " in said
        assert "나의 상점" in said
        assert "둘째 가게" in said
    assert main(["import", "events", file, "--workspace", "둘째 가게", "--json"]) == 0
    assert main(["import", "events", file, "--url", f"sqlite:///{tmp_path}/none.sqlite"]) == 4


def test_an_unknown_file_or_format_stores_nothing(
    tmp_path: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "events", str(tmp_path / "none.jsonl")]) == 2
    assert main(["import", "catalogue", str(tmp_path / "none.csv")]) == 2
    binary = tmp_path / "what.bin"
    binary.write_bytes(b"\x00\x01" * 100)
    assert main(["import", "events", str(binary)]) == 2
    assert main(["import", "catalogue", str(binary)]) == 2
    assert main(["import", "catalogue", str(binary), "--format", "excel"]) == 2
    assert capsys.readouterr().err.count("hint: ") == 5
    assert count(record, schema.events) == count(record, schema.products) == 0


# catalogue

FEED = (
    "id\ttitle\tavailability\tprice\n"
    "C1\t백자 찻잔\tout of stock\t12000 KRW\n"
    "C2\t湯のみ\tin stock\t9000 KRW\n"
    "C3\tTeapot\tin stock\t45000 KRW\n"
)


def test_a_newer_feed_says_what_came_back_and_what_costs_less(
    tmp_path: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = tmp_path / "feed.tsv"
    feed.write_text(FEED, "utf-8")
    first = run(capsys, "import", "catalogue", str(feed))
    assert (first["products"], first["new"], first["updated"], first["skipped"]) == (3, 3, 0, [])
    assert run(capsys, "import", "catalogue", str(feed))["unchanged"] == 3
    newer = FEED.replace("out of stock", "in stock").replace("9000", "7900").replace("C3", "C4")
    feed.write_text(newer + "\tno id\tin stock\t1 KRW\n", "utf-8")
    report = run(capsys, "import", "catalogue", str(feed))
    counts = {name: report[name] for name in ("products", "new", "updated", "unchanged")}
    assert counts == {"products": 3, "new": 1, "updated": 2, "unchanged": 0}
    assert report["back_in_stock"] == report["price_drops"] == 1
    assert [(row["file"], row["line"]) for row in report["skipped"]] == [("feed.tsv", 5)]
    with record.transaction(workspace_id(record)) as unit:
        products = unit.read_products()
    assert set(products) == {"C1", "C2", "C3", "C4"}
    assert products["C2"].price is not None
    assert products["C2"].price.minor == 7900
    assert products["C2"].title == "湯のみ"


def test_prices_without_a_currency_are_the_workspaces(
    tmp_path: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = tmp_path / "products.json"
    feed.write_text('[{"id": "1", "name": "찻잔", "price": 1200}]', "utf-8")
    run(capsys, "import", "catalogue", str(feed))
    run(capsys, "import", "catalogue", str(feed), "--currency", "jpy")
    with record.transaction(workspace_id(record)) as unit:
        (product,) = unit.read_products().values()
    assert product.price is not None
    assert product.price.currency == "JPY"


def test_a_feed_is_told_to_people_in_their_language(
    tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = tmp_path / "feed.tsv"
    feed.write_text(FEED + "\tno id\tin stock\t1 KRW\n", "utf-8")
    assert main(["import", "catalogue", str(feed), "--lang", "ja"]) == 0
    said = capsys.readouterr().out
    assert "新しい商品" in said
    assert "feed.tsv:5" in said


@pytest.mark.data
def test_real_product_exports_are_taken_whole(
    data_dir: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    files = sorted(str(file) for file in (data_dir / "shopify_product_csvs").glob("*.csv"))
    assert len(files) == 7
    report = run(capsys, "import", "catalogue", *files)
    assert report["new"] == report["products"] == count(record, schema.products) > 5_000


# quarantine


def test_what_came_is_not_shown_unless_asked_for(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    hold(record, "bad_amount", call(userId="hong@example.com"))
    assert main(["quarantine", "list"]) == 0
    assert main(["quarantine", "list", "--json"]) == 0
    said = capsys.readouterr()
    assert "hong@example.com" not in said.out + said.err
    assert "http /v1/batch" in said.out
    assert main(["quarantine", "list", "--show-bytes"]) == 0
    assert "hong@example.com" in capsys.readouterr().out
    (held,) = run(capsys, "quarantine", "list", "--show-bytes")
    assert json.loads(held["raw"])["userId"] == "hong@example.com"


def test_the_list_is_narrowed_by_reason_and_number(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "quarantine", "list") == []
    for reason in ("bad_amount", "no_name", "bad_amount"):
        hold(record, reason, b"\xff\x00 \x1b[2J")
    assert [row["id"] for row in run(capsys, "quarantine", "list")] == [1, 2, 3]
    found = run(capsys, "quarantine", "list", "--reason", "bad_amount", "--limit", "1")
    assert [row["reason"] for row in found] == ["bad_amount"]
    assert main(["quarantine", "list", "--show-bytes"]) == 0
    assert "\x1b" not in capsys.readouterr().out
    assert main(["quarantine", "list", "--reason", "no such"]) == 2


def test_a_body_held_for_its_byte_order_mark_is_good_now(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    hold(record, "malformed_json", "\ufeff".encode() + call(), "http /v1/track")
    assert run(capsys, "quarantine", "replay")["stored"] == 1


def test_what_is_good_now_is_stored_once_and_marked(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    hold(record, "bad_amount", call(messageId="m-1"))
    hold(record, "bad_amount", call(messageId="m-2", properties={"price": -5}))
    hold(record, "no_name", call(messageId="m-1"), "events.jsonl:7")
    report = run(capsys, "quarantine", "replay")
    assert {name: report[name] for name in ("tried", "stored", "duplicate", "refused")} == {
        "tried": 3,
        "stored": 1,
        "duplicate": 1,
        "refused": 1,
    }
    assert report["reasons"] == {"bad_amount": 1}
    assert count(record, schema.events) == 1
    assert count(record, schema.quarantine) == 3
    (left,) = run(capsys, "quarantine", "list")
    assert (left["id"], left["status"], left["attempts"]) == (2, "replayed", 1)
    everything = run(capsys, "quarantine", "list", "--all")
    assert {row["id"]: row["status"] for row in everything} == {
        1: "stored",
        2: "replayed",
        3: "stored",
    }
    again = run(capsys, "quarantine", "replay")
    assert (again["tried"], again["refused"]) == (1, 1)
    assert count(record, schema.events) == 1
    assert count(record, schema.quarantine) == 3


def test_the_tally_counts_what_a_replay_stored(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    hold(record, "bad_amount", call())
    run(capsys, "quarantine", "replay")
    tallies = {(row.outcome, row.reason): row.calls for row in record.read_tallies()}
    assert tallies == {("stored", ""): 1}


def test_another_payload_under_a_known_id_stays_refused(
    tmp_path: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "import", "events", str(events_file(tmp_path, call())))
    hold(record, "conflicting_duplicate", call(event="Product Added"))
    for _ in range(2):
        report = run(capsys, "quarantine", "replay")
        assert report["reasons"] == {"conflicting_duplicate": 1}
    assert count(record, schema.quarantine) == 1
    assert count(record, schema.events) == 1


def test_only_the_reason_or_the_number_asked_for_is_tried(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, reason in enumerate(("bad_amount", "no_name", "bad_name")):
        hold(record, reason, call(messageId=f"m-{number}"))
    assert run(capsys, "quarantine", "replay", "--reason", "no_name")["tried"] == 1
    assert run(capsys, "quarantine", "replay", "--id", "3")["stored"] == 1
    assert [row["id"] for row in run(capsys, "quarantine", "list")] == [1]
    assert main(["quarantine", "replay", "--id", "3"]) == 2
    assert "no event 3 waits" in capsys.readouterr().err


def test_a_held_body_gives_all_its_calls(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = [call(messageId="m-1"), call(messageId="m-2"), call(messageId="m-3", event="")]
    hold(record, "malformed_json", b'{"batch": [' + b",".join(calls) + b"]}")
    report = run(capsys, "quarantine", "replay")
    assert (report["tried"], report["stored"]) == (1, 1)
    assert count(record, schema.events) == 2
    (left,) = run(capsys, "quarantine", "list")
    assert left["reason"] == "no_name"
    assert left["source"] == "replay 1 of http /v1/batch"


@pytest.mark.parametrize(
    ("source", "raw", "name"),
    [
        ("http /v1/t", {"type": None}, "track"),
        ("http /v1/identify", {"type": "track"}, "identify"),
        ("http /v1/b", {"type": "page", "name": "첫 화면"}, "page"),
        ("of http x.jsonl:3", {}, "track"),
    ],
)
def test_the_way_it_came_says_which_call_it_is(
    source: str,
    raw: dict[str, Any],
    name: str,
    record: Record,
    capsys: pytest.CaptureFixture[str],
) -> None:
    hold(record, "bad_amount", call(**raw), source)
    assert run(capsys, "quarantine", "replay")["stored"] == 1
    with record.reading() as connection:
        assert connection.execute(select(schema.events.c.call)).scalar_one() == name


def test_a_clock_that_was_ahead_is_corrected_as_at_arrival(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    ahead = call(timestamp="2026-11-01T05:00:00Z", sentAt="2026-11-01T05:01:00Z")
    hold(record, "bad_amount", ahead, "http /v1/track")
    run(capsys, "quarantine", "replay")
    with record.reading() as connection:
        happened_at = connection.execute(select(schema.events.c.happened_at)).scalar_one()
    assert happened_at == Instant(RECEIVED_AT - 60_000_000)


def test_hostile_bytes_stay_where_they_are(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = [b"", b"\x00", b"[" * 100_000, b'"\xed\xa0\x80"', b"null", b"[]", b'{"batch":[[]]}']
    for raw in hostile:
        hold(record, "malformed_json", raw)
        hold(record, "bad_row", raw, "visits.csv:3")
    report = run(capsys, "quarantine", "replay")
    assert report["stored"] == report["duplicate"] == 0
    assert report["refused"] == report["tried"] == 2 * len(hostile)
    assert count(record, schema.events) == 0


def test_a_replay_is_told_to_people_in_their_language(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    hold(record, "bad_row", "어제,손님\n".encode("cp949"), "visits.csv:3")
    assert main(["quarantine", "replay", "--lang", "ko"]) == 0
    said = capsys.readouterr().out
    assert "파일에서 읽을 수 없는 행" in said
    assert "다시 가져와 주세요" in said
