"""The promise: whatever is committed, undone, restarted or written by others, what was seen is
what the log says, though the table `seen` is told of it late.
"""

import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.postgres import fresh_database, postgres_server
from tests.store.conftest import NOW
from tests.store.test_record import event, rows_in

from dangol.store.backup import restore_backup, write_backup
from dangol.store.recent import Recent, message_key
from dangol.store.record import Record, open_record
from dangol.store.unit import Unit
from dangol.store.workspaces import Workspace
from dangol.terms.instants import DAY_US, Instant

__all__ = ["postgres_server"]

START = Instant(0)
NAMES = [f"m{n}" for n in range(12)]

Step = tuple[int, str, list[list[tuple[str, int]]]]

steps = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(["commit", "undo", "restart"]),
        st.lists(
            st.lists(st.tuples(st.sampled_from(NAMES), st.integers(-3, 3)), max_size=4), max_size=3
        ),
    ),
    max_size=14,
)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dangol.store.recent.RECENT", 5)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An empty record, as the bytes of its file: made once, copied for every example."""
    file = tmp_path_factory.mktemp("empty") / "dangol.sqlite"
    open_record(f"sqlite:///{file}").close()
    return file.read_bytes()


def copied(record: bytes, folder: str) -> sqlite3.Connection:
    file = Path(folder) / "dangol.sqlite"
    file.write_bytes(record)
    return sqlite3.connect(file, isolation_level=None)


@settings(max_examples=120)
@given(steps=steps)
def test_two_processes_that_undo_and_restart_see_what_the_log_says(
    empty: bytes, steps: list[Step]
) -> None:
    with TemporaryDirectory() as folder:
        connection = copied(empty, folder)
        processes = [Recent(), Recent()]
        committed: dict[str, int] = {}
        for process, end, writes in steps:
            if end == "restart":
                processes[process] = Recent()
            connection.execute("BEGIN IMMEDIATE")
            cursor = connection.cursor()
            unit = Unit(cursor, "shop", is_postgres=False, recent=processes[process])
            seen = dict(committed)
            for rows in writes:
                assert unit.read_seen(NAMES, START) == seen
                unit.write_events([event(name, digest=digest) for name, digest in rows])
                seen.update(rows)
            assert unit.read_seen(NAMES, START) == seen
            if end == "undo":
                connection.execute("ROLLBACK")
                continue
            connection.execute("COMMIT")
            unit.commit()
            committed = seen
            told = {key for (key,) in connection.execute("SELECT message_key FROM seen")}
            older = connection.execute(
                "SELECT message_id FROM events WHERE seq <= (SELECT max(seq) FROM events) - 5"
            )
            assert told.issuperset(message_key("shop", name) for (name,) in older)
            assert len(processes[process].found) <= 10
        connection.close()


@settings(max_examples=120)
@given(steps=steps)
def test_a_round_told_a_row_at_a_time_is_what_the_log_says_at_every_moment(
    empty: bytes, steps: list[Step]
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("dangol.store.recent.TOLD_AT_LEAST", 1)
        connection = copied(empty, folder)
        processes = [Recent(), Recent()]
        committed: dict[str, int] = {}
        for process, end, writes in steps:
            if end == "restart":
                processes[process] = Recent()
            connection.execute("BEGIN IMMEDIATE")
            unit = Unit(connection.cursor(), "shop", is_postgres=False, recent=processes[process])
            seen = dict(committed)
            for rows in writes:
                assert unit.read_seen(NAMES, START) == seen
                for name, digest in rows:
                    unit.write_events([event(name, digest=digest)])
                seen.update(rows)
            assert unit.read_seen(NAMES, START) == seen
            if end == "undo":
                connection.execute("ROLLBACK")
                continue
            connection.execute("COMMIT")
            unit.commit()
            committed = seen
            told = {key for (key,) in connection.execute("SELECT message_key FROM seen")}
            older = connection.execute(
                "SELECT message_id FROM events WHERE seq <= (SELECT max(seq) FROM events) - 10"
            )
            assert told.issuperset(message_key("shop", name) for (name,) in older)
            assert len(processes[process].found) <= 10
        connection.close()


def test_no_group_tells_the_whole_of_a_round(
    record: Record, shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    if record.is_postgres:
        return  # it is told at once, with every group
    monkeypatch.setattr("dangol.store.recent.RECENT", 50)
    monkeypatch.setattr("dangol.store.recent.TOLD_AT_LEAST", 1)
    told = [0]
    for n in range(100):
        with record.transaction(shop.workspace_id) as unit:
            unit.write_events([event(f"m{n}-{i}") for i in range(3)])
        told.append(len(rows_in(record, "seen")))
        assert 3 * (n + 1) - 100 <= told[-1] <= told[-2] + 6
    assert told[-1] >= 200


def test_a_fault_after_writing_leaves_nothing_seen(record: Record, shop: Workspace) -> None:
    for size in (2, 9):  # remembered only, and written to the table
        with pytest.raises(ZeroDivisionError), record.transaction(shop.workspace_id) as unit:
            unit.write_events([event(f"m{n}") for n in range(size)])
            raise ZeroDivisionError
        with record.transaction(shop.workspace_id) as unit:
            assert unit.read_seen(["m0", "m8"], START) == {}


def test_the_newest_are_forgotten_after_the_window_as_the_others_are(
    record: Record, shop: Workspace
) -> None:
    with record.transaction(shop.workspace_id) as unit:
        unit.write_events([event("old", received_at=NOW - 31 * DAY_US)])
    with record.transaction(shop.workspace_id) as unit:
        assert unit.read_seen(["old"], Instant(NOW - 30 * DAY_US)) == {}
        unit.write_events([event("old", digest=7)])
    with record.transaction(shop.workspace_id) as unit:
        assert unit.read_seen(["old"], Instant(NOW - 30 * DAY_US)) == {"old": 7}


def test_the_table_is_told_many_at_a_time_and_always_of_all_but_the_newest(
    record: Record, shop: Workspace
) -> None:
    for n in range(17):
        with record.transaction(shop.workspace_id) as unit:
            unit.write_events([event(f"m{n}")])
        told = len(rows_in(record, "seen"))
        assert told == (n + 1 if record.is_postgres else (n + 1) // 5 * 5)


@pytest.mark.parametrize("record_url", ["sqlite"], indirect=True)
def test_a_backup_of_sqlite_restored_into_postgres_knows_the_newest_events(
    record: Record, shop: Workspace, postgres_server: str, tmp_path: Path
) -> None:
    with record.transaction(shop.workspace_id) as unit:
        unit.write_events([event("m1"), event("m2", digest=2)])
    write_backup(record, tmp_path / "b", now=NOW, days=1)
    for url in fresh_database(postgres_server):
        other = open_record(url)
        restore_backup(other, tmp_path / "b", now=NOW)
        with other.transaction(shop.workspace_id) as unit:
            assert unit.read_seen(["m1", "m2", "m3"], START) == {"m1": 1, "m2": 2}
        other.close()
