"""The promise: what a transaction wrote is all there or not at all, on either engine alike."""

import multiprocessing
import sqlite3
from pathlib import Path

import pytest
from tests.store.conftest import NOW

from dangol.store.faults import ImmutableRowError, RecordUnreachableError
from dangol.store.record import Record, UnknownRecordError, open_record
from dangol.store.rows import (
    AccountRow,
    ConsentRow,
    DecisionRow,
    EventRow,
    IdentifierRow,
    MergeRow,
    PersonRow,
    QuarantineRow,
    TallyRow,
)
from dangol.store.sqlite import MemoryRecordError, UnknownUrlOptionError, WeakRecordError
from dangol.store.unit import Unit
from dangol.store.workspaces import Workspace, new_workspace
from dangol.terms.instants import DAY_US, Instant

START = Instant(0)


def event(
    message_id: str, *, digest: int = 1, received_at: int = NOW, name: str = "본"
) -> EventRow:
    return EventRow(
        shard=7,
        message_id=message_id,
        digest=digest,
        call="track",
        name=name,
        user_id="",
        anonymous_id="익명-1",
        person_id="p1",
        happened_at=Instant(received_at - 5),
        received_at=Instant(received_at),
        payload='{"event":"試着","n":"김민지"}'.encode(),
    )


def decision(decision_id: str, decided_at: int = NOW) -> DecisionRow:
    return DecisionRow(
        decision_id=decision_id,
        shard=7,
        person_id="p1",
        assignment_key="p1",
        playbook="cart_rescue",
        playbook_version=1,
        model_version="prior",
        signal="cart_idle",
        subject="",
        decided_at=Instant(decided_at),
        verdict="speak",
        reason="",
        opening_id="o1",
        salt="s",
        value_minor=39_000,
        cost_minor=12.5,
        worth_minor=140.25,
        currency="KRW",
        would_buy=0.125,
        is_exploration=True,
        steps=b"[]",
        arms=b"{}",
        features=b"[]",
    )


def identifier(text: str, person_id: str, link_user: str = "", is_claimed: bool = False):
    linked_at = NOW if link_user else START
    return IdentifierRow(text, person_id, 1, link_user, linked_at, is_claimed, NOW, START)


def person(person_id: str, due_at: int = 0) -> PersonRow:
    return PersonRow(person_id, 1, NOW, Instant(due_at), b"\x00state")


def rows_in(record: Record, table: str) -> list[tuple[object, ...]]:
    with record.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]


def test_events_stand_in_the_order_of_writing_with_every_field(
    record: Record, shop: Workspace
) -> None:
    rows = [event("m2"), event("m1", digest=-(2**63)), event("m3", digest=2**63 - 1)]
    with record.transaction(shop.workspace_id) as unit:
        unit.write_events(rows)
    found = sorted(rows_in(record, "events"))
    assert [(row[1], EventRow(*row[2:])) for row in found] == [
        (shop.workspace_id, row) for row in rows
    ]


def test_a_message_id_is_seen_for_as_long_as_is_asked(record: Record, shop: Workspace) -> None:
    with record.transaction(shop.workspace_id) as unit:
        unit.write_events([event("old", received_at=NOW - 31 * DAY_US), event("new", digest=-5)])
        since = Instant(NOW - 30 * DAY_US)
        assert unit.read_seen(["old", "new", "never", "' OR 1=1 --"], since) == {"new": -5}
        assert unit.read_seen(["old"], START) == {"old": 1}
        assert unit.read_seen([], START) == {}


def test_an_id_seen_again_after_its_window_counts_from_then(
    record: Record, shop: Workspace
) -> None:
    with record.transaction(shop.workspace_id) as unit:
        unit.write_events([event("m", received_at=NOW - 31 * DAY_US)])
        unit.write_events([event("m", digest=9)])
        assert unit.read_seen(["m"], Instant(NOW - DAY_US)) == {"m": 9}


def test_ids_seen_long_ago_are_forgotten_and_the_others_stay(
    record: Record, shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dangol.store.record.SEEN_STEP", 7)  # several steps, with few rows
    monkeypatch.setattr("dangol.store.recent.RECENT", 7)
    old = [event(f"old-{n}", received_at=NOW - 31 * DAY_US) for n in range(40)]
    new = [event(f"new-{n}") for n in range(40)]
    with record.transaction(shop.workspace_id) as unit:
        unit.write_events([*old, *new])
    assert record.delete_seen(Instant(NOW - 30 * DAY_US)) == 40
    assert record.delete_seen(Instant(NOW - 30 * DAY_US)) == 0
    with record.transaction(shop.workspace_id) as unit:
        assert unit.read_seen([row.message_id for row in old], START) == {}
        assert len(unit.read_seen([row.message_id for row in new], START)) == 40
    assert len(rows_in(record, "events")) == 80


def test_workspaces_do_not_see_each_other(record: Record, shop: Workspace) -> None:
    other = record.create_workspace(
        new_workspace(
            "別の店",
            zone="Asia/Tokyo",
            currency="JPY",
            languages=("ja",),
            now=NOW,
            chance=b"x" * 80,
        )
    )
    with record.transaction(shop.workspace_id) as unit:
        unit.write_events([event("m")])
        unit.write_people([person("p1", due_at=5)])
        unit.write_identifiers([identifier("a:1", "p1")])
        unit.write_tally({("stored", ""): 1})
        unit.write_quarantine([QuarantineRow(NOW, "http", "bad_name", "", "", False, b"")])
    with record.transaction(other.workspace_id) as unit:
        assert unit.read_seen(["m"], START) == {}
        assert unit.read_people(["a:1"]) == ([], [])
        assert unit.read_due(NOW, 10) == ([], [])
        assert unit.read_tallies() == []
        assert unit.read_quarantine() == []


def test_a_fault_in_a_transaction_leaves_nothing(record: Record, shop: Workspace) -> None:
    with pytest.raises(ZeroDivisionError), record.transaction(shop.workspace_id) as unit:
        write_all(unit)
        raise ZeroDivisionError
    for table in ("events", "seen", "people", "identifiers", "merges", "decisions", "tallies"):
        assert rows_in(record, table) == [], table
    with record.transaction(shop.workspace_id) as unit:
        write_all(unit)
    assert len(rows_in(record, "events")) == 1


def write_all(unit: Unit) -> None:
    unit.write_events([event("m")])
    unit.write_people([person("p1")])
    unit.write_identifiers([identifier("a:1", "p1")])
    unit.write_merges([MergeRow("p0", "p1", 1, NOW)])
    unit.write_decisions([decision("d1")])
    unit.write_tally({("stored", ""): 1})


def test_what_was_written_is_there_after_opening_again(
    record_url: str, record: Record, shop: Workspace
) -> None:
    with record.transaction(shop.workspace_id) as unit:
        write_all(unit)
    record.close()
    again = open_record(record_url)
    with again.transaction(shop.workspace_id) as unit:
        assert unit.read_seen(["m"], START) == {"m": 1}
        assert again.read_workspaces() == [shop]
    again.close()


def test_people_come_with_all_their_identifiers_and_whom_their_links_name(
    record: Record, shop: Workspace
) -> None:
    with record.transaction(shop.workspace_id) as unit:
        unit.write_people([person("p1"), person("p2"), person("p3")])
        mine = [identifier("a:1", "p1", "v:김", True), identifier("a:2", "p1")]
        users = [identifier("v:김", "p2"), identifier("a:3", "p2")]
        unit.write_identifiers([*mine, *users, identifier("a:other", "p3")])
        people, identifiers = unit.read_people(["a:2", "a:unknown"])
    assert sorted(row.person_id for row in people) == ["p1", "p2"]
    assert people[0].state == b"\x00state"
    assert sorted(identifiers) == sorted([*mine, *users])


def test_a_person_written_again_is_as_the_last_row_says(record: Record, shop: Workspace) -> None:
    with record.transaction(shop.workspace_id) as unit:
        unit.write_people([person("p1", due_at=3)])
        unit.write_identifiers([identifier("a:1", "p1")])
        unit.write_people([person("p1")._replace(state=b"new", due_at=START)])
        unit.write_identifiers([identifier("a:1", "p2")])
        unit.write_people([person("p2")])
        people, identifiers = unit.read_people(["a:1"])
        assert [row.person_id for row in people] == ["p2"]
        assert identifiers == [identifier("a:1", "p2")]
        unit.delete_people(["p2"])
        assert unit.read_people(["a:1"])[0] == []


def test_those_who_are_due_come_longest_due_first_and_never_the_undue(
    record: Record, shop: Workspace
) -> None:
    due = {"p1": 30, "p2": 10, "p3": 20, "p4": 99, "never": 0}
    with record.transaction(shop.workspace_id) as unit:
        unit.write_people([person(name, due_at) for name, due_at in due.items()])
        unit.write_identifiers([identifier("a:2", "p2")])
        people, identifiers = unit.read_due(Instant(30), 2)
        assert [row.person_id for row in people] == ["p2", "p3"]
        assert identifiers == [identifier("a:2", "p2")]
    assert record.read_next_due() == {shop.workspace_id: 10}


def test_a_decision_cannot_be_changed_or_deleted(record: Record, shop: Workspace) -> None:
    with record.transaction(shop.workspace_id) as unit:
        unit.write_decisions([decision("d1")])
    for statement in (
        "UPDATE decisions SET verdict = 'hold'",
        "DELETE FROM decisions",
        "DELETE FROM decisions WHERE decision_id = 'd1'",
    ):
        with pytest.raises(ImmutableRowError), record.writing() as connection:
            connection.exec_driver_sql(statement)
    with record.transaction(shop.workspace_id) as unit:
        unit.write_decisions([decision("d1")._replace(verdict="hold"), decision("d2")])
    found = {row[0]: row for row in rows_in(record, "decisions")}
    assert sorted(found) == ["d1", "d2"]
    assert DecisionRow(found["d1"][0], *found["d1"][2:]) == decision("d1")


def test_a_decision_cannot_be_replaced_or_truncated(record: Record, shop: Workspace) -> None:
    with record.transaction(shop.workspace_id) as unit:
        unit.write_decisions([decision("d1")])
    replace = "INSERT OR REPLACE INTO decisions SELECT * FROM decisions"
    statement = "TRUNCATE decisions" if record.is_postgres else replace
    with pytest.raises(ImmutableRowError), record.writing() as connection:
        connection.exec_driver_sql(statement)


def test_consents_are_only_added_to(record: Record, shop: Workspace) -> None:
    given = ConsentRow(
        "c1",
        7,
        "p1",
        "email",
        "marketing",
        "ko-2026-11",
        '{"양식":"회원가입"}'.encode(),
        True,
        NOW,
        NOW,
    )
    withdrawn = given._replace(consent_id="c2", is_given=False, happened_at=Instant(NOW + 1))
    with record.transaction(shop.workspace_id) as unit:
        unit.write_consents([withdrawn, given])
        assert unit.read_consents(["p1", "p2"]) == [given, withdrawn]
    for statement in ("UPDATE consents SET is_given = is_given", "DELETE FROM consents"):
        with pytest.raises(ImmutableRowError), record.writing() as connection:
            connection.exec_driver_sql(statement)


def test_an_account_keeps_the_instant_it_was_made_at(record: Record, shop: Workspace) -> None:
    made = AccountRow("acme", "acme.co.kr", "에이씨엠이", b"{}", NOW, NOW)
    later = made._replace(name="ACME", created_at=Instant(NOW + 9), updated_at=Instant(NOW + 9))
    with record.transaction(shop.workspace_id) as unit:
        unit.write_accounts([made])
        unit.write_accounts([later])
        assert unit.read_accounts(["acme", "none"]) == [later._replace(created_at=NOW)]


def test_quarantine_keeps_any_bytes_and_can_be_worked_off(record: Record, shop: Workspace) -> None:
    hostile = QuarantineRow(NOW, "file\0name:3", "bad_name", "half \ud800", "m", True, b"\x00\xff{")
    plain = QuarantineRow(NOW, "http /v1/batch", "bad_row", "줄 3", "", False, b"")
    with record.transaction(shop.workspace_id) as unit:
        unit.write_quarantine([hostile, plain])
        first, second = unit.read_quarantine()
        assert (first.row.raw, first.row.is_vouched) == (b"\x00\xff{", True)
        assert (first.row.source, first.row.detail) == ("file\ufffdname:3", "half ?")
        assert (second.row, second.status, second.attempts) == (plain, "new", 0)
        assert unit.read_quarantine(after=first.seq, limit=1) == [second]
        unit.write_quarantine_status("stored", [first.seq])
        assert unit.read_quarantine() == [second]
        assert [held.attempts for held in unit.read_quarantine(status="stored")] == [1]


def test_tallies_run_on(record: Record, shop: Workspace) -> None:
    with record.transaction(shop.workspace_id) as unit:
        unit.write_tally({("stored", ""): 3, ("rejected", "event_too_large"): 1})
    with record.transaction(shop.workspace_id) as unit:
        unit.write_tally({("stored", ""): 4, ("duplicate", ""): 0})
        assert unit.read_tallies() == [
            TallyRow(shop.workspace_id, "rejected", "event_too_large", 1),
            TallyRow(shop.workspace_id, "stored", "", 7),
        ]
    assert record.read_tallies()[-1].calls == 7


def write_in_a_process(url: str, workspace_id: str, name: str) -> None:
    """One more process: forty groups of its own, each also counting up a shared person."""
    record = open_record(url)
    for group in range(40):
        with record.transaction(workspace_id) as unit:
            unit.write_events([event(f"{name}-{group}-{n}") for n in range(5)])
            unit.write_tally({("stored", ""): 5})
            people, _ = unit.read_people(["a:shared"])
            count = int(people[0].state) + 1
            unit.write_people([people[0]._replace(state=str(count).encode())])
    record.close()


def test_two_processes_writing_to_one_workspace_lose_nothing(
    record_url: str, record: Record, shop: Workspace
) -> None:
    with record.transaction(shop.workspace_id) as unit:
        unit.write_people([person("p1")._replace(state=b"0")])
        unit.write_identifiers([identifier("a:shared", "p1")])
    spawn = multiprocessing.get_context("spawn")
    processes = [
        spawn.Process(target=write_in_a_process, args=(record_url, shop.workspace_id, name))
        for name in ("one", "other")
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert len({row[3] for row in rows_in(record, "events")}) == 400
    with record.transaction(shop.workspace_id) as unit:
        assert unit.read_tallies()[0].calls == 400
        assert unit.read_people(["a:shared"])[0][0].state == b"80"


def test_no_read_of_a_group_walks_a_whole_table_or_workspace_on_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/dangol.sqlite"
    record = open_record(url)
    record.close()
    connection = sqlite3.connect(tmp_path / "dangol.sqlite")
    said: list[str] = []
    connection.set_trace_callback(said.append)
    unit = Unit(connection.cursor(), "shop", is_postgres=False)
    unit.write_events([event("m1")])
    unit.write_people([person("p1", due_at=5)])
    unit.write_identifiers([identifier("a:1", "p1", link_user="v:1")])
    unit.read_seen(["m1"], START)
    assert [row.person_id for row in unit.read_people(["a:1"])[0]] == ["p1"]
    unit.read_people_after("", 10)
    unit.read_due(Instant(NOW), 10)
    unit.read_consents(["p1"])
    unit.read_accounts(["k1"])
    unit.read_products(["n1"])
    unit.read_quarantine()
    unit.write_quarantine_status("stored", [1])
    unit.delete_people(["p1"])
    connection.set_trace_callback(None)
    steps = [
        (statement, str(step[3]))
        for statement in said
        if statement.startswith(("SELECT", "UPDATE", "DELETE"))
        for step in connection.execute("EXPLAIN QUERY PLAN " + statement)
    ]
    connection.close()
    assert len(steps) > 12
    for statement, step in steps:
        assert not step.startswith("SCAN") or "json_each" in step, (statement, step)
        assert not step.endswith("(workspace_id=?)"), (statement, step)


@pytest.mark.parametrize("level", ["off", "NORMAL", "1", "0", "nonsense"])
def test_a_synchronous_below_full_is_refused(tmp_path: Path, level: str) -> None:
    with pytest.raises(WeakRecordError, match="loses acknowledged events"):
        open_record(f"sqlite:///{tmp_path}/a.sqlite?synchronous={level}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", ["", "?synchronous=full", "?synchronous=EXTRA"])
def test_every_connection_of_a_sqlite_record_waits_for_the_disk(
    tmp_path: Path, suffix: str
) -> None:
    record = open_record(f"sqlite:///{tmp_path}/a.sqlite{suffix}")
    with record.reading() as one, record.writing() as other:
        for connection in (one, other):
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() >= 2
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA mmap_size").scalar() in (0, None)
    record.close()


def test_a_postgres_commit_waits_for_the_disk_whatever_the_default(postgres_url: str) -> None:
    record = open_record(postgres_url)
    with record.writing() as connection:
        name = connection.exec_driver_sql("SELECT current_database()").scalar()
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    record.close()
    again = open_record(postgres_url)
    with again.writing() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
    again.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory"])
def test_a_record_in_memory_is_refused(url: str) -> None:
    with pytest.raises(MemoryRecordError):
        open_record(url)


@pytest.mark.parametrize("url", ["mysql://a/b", "nonsense", "", "sqlite+aiosqlite:///x"])
def test_another_kind_of_address_is_refused_without_saying_it(url: str) -> None:
    with pytest.raises(UnknownRecordError, match="neither SQLite's nor PostgreSQL's"):
        open_record(url)


def test_an_option_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownUrlOptionError, match="nolock"):
        open_record(f"sqlite:///{tmp_path}/a.sqlite?nolock=1")


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(RecordUnreachableError) as caught:
        open_record("postgresql://who:geheim-비밀@127.0.0.1:9/none")
    assert "geheim" not in str(caught.value)
    assert caught.value.hint


def test_a_reader_is_not_held_up_by_a_writer(record: Record, shop: Workspace) -> None:
    with record.transaction(shop.workspace_id) as unit:
        unit.write_events([event("m")])
        assert record.read_workspaces() == [shop]
        assert rows_in(record, "events") == []


def test_a_file_that_is_no_record_says_so(tmp_path: Path) -> None:
    from dangol.store.faults import RecordDamagedError

    (tmp_path / "a.sqlite").write_bytes(b"not a database at all, but long enough to be one" * 50)
    with pytest.raises(RecordDamagedError, match="not a database"):
        open_record(f"sqlite:///{tmp_path}/a.sqlite")


def test_a_busy_record_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dangol.store.faults import RecordBusyError

    monkeypatch.setattr("dangol.store.sqlite.BUSY_TIMEOUT_S", 0.05)
    record = open_record(f"sqlite:///{tmp_path}/a.sqlite")
    other = sqlite3.connect(tmp_path / "a.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(RecordBusyError, match="busy"), record.transaction("w"):
        pass
    other.execute("ROLLBACK")
    with record.transaction("w"):
        pass
    other.close()
    record.close()
