"""The promise: what a backup holds is what the record held, and comes back so on either engine."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Double,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    insert,
    make_url,
)
from tests.postgres import fresh_database
from tests.store.conftest import NOW
from tests.store.test_products import BARE, FULL
from tests.store.test_record import decision, event, identifier, person

from dangol.store import schema, schema_chat, schema_sales
from dangol.store.backup import LEFT_OUT, TABLES, restore_backup, write_backup
from dangol.store.manifest import (
    BackupExpiredError,
    BackupRevisionError,
    BackupUnreadableError,
    BackupUnwritableError,
    Manifest,
    RecordNotEmptyError,
    read_manifest,
)
from dangol.store.record import Record, open_record
from dangol.store.rows import AccountRow, ConsentRow, MergeRow, QuarantineRow
from dangol.store.workspaces import Workspace
from dangol.terms.instants import DAY_US, Instant


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    """An empty record to restore into."""
    if request.param == "postgresql":
        for url in fresh_database(request.getfixturevalue("postgres_server")):
            yield from opened(url)
    else:
        yield from opened(f"sqlite:///{tmp_path}/other.sqlite")


def opened(url: str) -> Iterator[Record]:
    record = open_record(url)
    yield record
    record.close()


@pytest.fixture
def full(record: Record, shop: Workspace) -> Record:
    """A record with rows in every table, hostile ones among them."""
    with record.transaction(shop.workspace_id) as unit:
        unit.write_events([event(f"m{n}", digest=(-1) ** n * 2**62) for n in range(30)])
        unit.write_events([event("Z", name="줄\n바꿈"), event("ä"), event("본"), event("a")])
        unit.write_people([person("p1", 5), person("Ä"), person("b")])
        unit.write_identifiers([identifier("a:1", "p1", "c:김", True), identifier("v:ü", "Ä")])
        unit.write_merges([MergeRow("p0", "p1", 1, NOW)])
        unit.write_decisions(
            [decision("d1"), decision("D2")._replace(cost_minor=0.1 + 0.2, worth_minor=-1e308)]
        )
        consent = ConsentRow("c1", 7, "p1", "sms", "ads", "1", b"\x00\xff", False, NOW, NOW)
        unit.write_consents([consent])
        unit.write_accounts([AccountRow("acme", "acme.jp", "株式会社", b"{}", NOW, NOW)])
        unit.write_products([FULL, BARE], NOW)
        unit.write_quarantine([QuarantineRow(NOW, "file", "bad", "", "", True, bytes(range(256)))])
        unit.write_tally({("stored", ""): 34, ("quarantined", "bad"): 1})
    with record.writing() as connection:
        for table in (table for table in CHAT if table in TABLES):
            connection.execute(insert(table), filled(table, shop.workspace_id))
    return record


CHAT = [
    table
    for module in (schema_chat, schema_sales)
    for table in vars(module).values()
    if isinstance(table, Table)
]


def filled(table: Table, workspace_id: str) -> dict[str, object]:
    """A row with an outlandish value in every column."""
    kinds = {Text: "값\n'; --\u202e", LargeBinary: b"\x00\xff{", Boolean: True, Double: 0.1 + 0.2}
    kinds |= {BigInteger: 2**62, SmallInteger: 255, Integer: 7}
    row = {
        column.name: next(value for kind, value in kinds.items() if isinstance(column.type, kind))
        for column in table.columns
    }
    return row | {"workspace_id": workspace_id}


def backed_up(record: Record, file: Path, days: int = 30) -> Manifest:
    return write_backup(record, file, now=NOW, days=days)


def test_a_round_trip_gives_the_same_sums_across_engines(
    full: Record, other: Record, tmp_path: Path
) -> None:
    first = backed_up(full, tmp_path / "one.backup")
    restored = restore_backup(other, tmp_path / "one.backup", now=NOW)
    second = backed_up(other, tmp_path / "two.backup")
    assert first.tables == restored.tables == second.tables
    assert first.checksum == second.checksum
    assert all(table.rows for table in first.tables)
    assert {table.table for table in first.tables} | set(LEFT_OUT) == set(schema.metadata.tables)


def test_a_restored_record_goes_on_where_the_other_stood(
    full: Record, other: Record, shop: Workspace, tmp_path: Path
) -> None:
    backed_up(full, tmp_path / "b")
    restore_backup(other, tmp_path / "b", now=NOW)
    assert other.read_workspaces() == [shop]
    with other.transaction(shop.workspace_id) as unit:
        assert len(unit.read_seen([f"m{n}" for n in range(30)], Instant(0))) == 30
        assert unit.read_products() == {"hanbok/HB-1": FULL, "T-1": BARE}
        unit.write_events([event("new")])
        unit.write_quarantine([QuarantineRow(NOW, "file", "bad", "", "", True, b"")])
        assert [held.seq for held in unit.read_quarantine()] == [1, 2]
    with other.reading() as connection:
        newest = connection.exec_driver_sql("SELECT max(seq) FROM events").scalar()
    assert newest == 35


def test_a_backup_is_one_moment_while_writers_go_on(
    full: Record, shop: Workspace, tmp_path: Path
) -> None:
    def write_meanwhile(_: int) -> None:
        with full.transaction(shop.workspace_id) as unit:
            unit.write_events([event(f"meanwhile-{next(number)}")])
            unit.write_tally({("stored", ""): 1})

    number = iter(range(1000))
    manifest = write_backup(full, tmp_path / "b", now=NOW, days=1, on_rows=write_meanwhile)
    assert next(number) > 5
    rows = {table.table: table.rows for table in manifest.tables}
    assert rows["events"] == rows["seen"] == 34
    with ZipFile(tmp_path / "b") as archive:
        assert b'"stored","",34]' in archive.read("tallies.jsonl")


def test_only_its_owner_may_read_it_and_no_half_of_it_stays(full: Record, tmp_path: Path) -> None:
    backed_up(full, tmp_path / "b")
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob("*.part"))
    with pytest.raises(BackupUnwritableError):
        backed_up(full, tmp_path / "no such folder" / "b")
    with full.reading() as connection:
        ((file, rows),) = connection.exec_driver_sql("SELECT file, rows FROM backups").all()
    assert (file, rows) == (str(tmp_path / "b"), read_manifest(tmp_path / "b").rows)


def test_a_record_with_rows_is_not_mixed_with_a_backup(
    full: Record, other: Record, shop: Workspace, tmp_path: Path
) -> None:
    backed_up(full, tmp_path / "b")
    with pytest.raises(RecordNotEmptyError):
        restore_backup(full, tmp_path / "b", now=NOW)
    restore_backup(other, tmp_path / "b", now=NOW)
    with pytest.raises(RecordNotEmptyError):
        restore_backup(other, tmp_path / "b", now=NOW)


def test_an_expired_backup_is_restored_only_on_demand(
    full: Record, other: Record, tmp_path: Path
) -> None:
    manifest = backed_up(full, tmp_path / "b", days=30)
    assert manifest.expires_at == NOW + 30 * DAY_US
    with pytest.raises(BackupExpiredError, match="expired at 2026-11-25"):
        restore_backup(other, tmp_path / "b", now=manifest.expires_at)
    assert other.read_workspaces() == []
    restore_backup(other, tmp_path / "b", now=manifest.expires_at, is_expired_taken=True)
    assert len(other.read_workspaces()) == 1


def rewritten(file: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """The backup's parts are as `change` makes them of name and content; None leaves one out."""
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(file, "w") as archive:
        for name, content in parts.items():
            changed = change(name, content)
            if changed is not None:
                archive.writestr(name, changed)


@pytest.mark.parametrize(
    "change",
    [
        lambda name, content: content.replace(b"m7", b"m8") if name == "events.jsonl" else content,
        lambda name, content: content[:-1] if name == "people.jsonl" else content,
        lambda name, content: content + b"[1]\n" if name == "seen.jsonl" else content,
        lambda name, content: b"\xff\x00" if name == "decisions.jsonl" else content,
        lambda name, content: None if name == "consents.jsonl" else content,
        lambda name, content: content.replace(b'"seq"', b'"x"') if "manifest" in name else content,
        lambda name, content: None if "manifest" in name else content,
    ],
    ids=["a value", "cut off", "a row more", "no JSON", "a table gone", "columns", "no manifest"],
)
def test_a_damaged_backup_leaves_the_record_empty(
    full: Record,
    other: Record,
    tmp_path: Path,
    change: Callable[[str, bytes], bytes | None],
) -> None:
    backed_up(full, tmp_path / "b")
    rewritten(tmp_path / "b", change)
    with pytest.raises(BackupUnreadableError):
        restore_backup(other, tmp_path / "b", now=NOW)
    with other.reading() as connection:
        for table in TABLES:
            counted = connection.exec_driver_sql(f"SELECT count(*) FROM {table.name}").scalar()
            assert counted == 0, table.name


def test_a_backup_of_another_revision_names_it(full: Record, other: Record, tmp_path: Path) -> None:
    backed_up(full, tmp_path / "b")

    def newer(name: str, content: bytes) -> bytes:
        if name != "manifest.json":
            return content
        return json.dumps({**json.loads(content), "revision": "9999"}).encode()

    rewritten(tmp_path / "b", newer)
    with pytest.raises(BackupRevisionError, match="9999"):
        restore_backup(other, tmp_path / "b", now=NOW)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"{}", b"\x00" * 100])
def test_a_file_that_is_no_backup_says_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b").write_bytes(content)
    with pytest.raises(BackupUnreadableError):
        read_manifest(tmp_path / "b")
    with pytest.raises(BackupUnreadableError):
        read_manifest(tmp_path / "none")


def test_the_password_of_the_record_is_not_in_its_name(record: Record) -> None:
    assert make_url(record.name).password in (None, "", "***")
