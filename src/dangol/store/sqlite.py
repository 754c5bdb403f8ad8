"""SQLite as the record: one writer, and nothing acknowledged that is not on the disk."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from dangol.store.faults import RecordUnreachableError
from dangol.terms.errors import RecordError, SettingError

BUSY_TIMEOUT_S = 10.0
SYNCHRONOUS_FULL = 2
CHECKPOINT_PAGES = 8_000
"""32 MB of write-ahead log, which one group waits for. Of five times as much, a page that changes
in many groups would move into the file once, but a group would wait four times as long."""
# As what they are. Else the driver asks each such value in three places how it is to be written:
# 3% of ingestion.
sqlite3.register_adapter(bytes, bytes)
sqlite3.register_adapter(bool, int)
_LEVELS = {"0": 0, "OFF": 0, "1": 1, "NORMAL": 1, "2": 2, "FULL": 2, "3": 3, "EXTRA": 3}


class WeakRecordError(SettingError):
    """A setting under which an acknowledged event could be lost."""

    code = "setting.weak_record"

    def __init__(self, setting: str) -> None:
        super().__init__(
            f"{setting} loses acknowledged events when the power goes",
            hint="leave it out: the record is written with synchronous FULL",
        )


class MemoryRecordError(SettingError):
    """A record that ends with the process."""

    code = "setting.memory_record"

    def __init__(self) -> None:
        super().__init__(
            "a SQLite record in memory ends with the process",
            hint="name a file: sqlite:///dangol.sqlite",
        )


class UnknownUrlOptionError(SettingError):
    """An option of the record's address that Dangol does not know."""

    code = "setting.unknown_url_option"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the record's address has an unknown option {name!r}", hint="leave it out"
        )


class WriteAheadError(RecordError):
    """The file system cannot hold a write-ahead log."""

    code = "record.no_write_ahead"

    def __init__(self, mode: str) -> None:
        super().__init__(
            f"SQLite cannot keep a write-ahead log here (it says {mode})",
            hint="put the file on a local disk, or use PostgreSQL",
        )


def open_sqlite(url: URL, *, is_there: bool = False) -> Engine:
    """An engine whose every connection is durable; the file is made unless it `is_there`.

    Raises: MemoryRecordError, WeakRecordError, UnknownUrlOptionError, WriteAheadError;
    RecordUnreachableError.
    """
    if not url.database or ":memory:" in url.database or url.database.startswith("file:"):
        raise MemoryRecordError
    level = SYNCHRONOUS_FULL
    for name, value in url.query.items():
        if name != "synchronous":
            raise UnknownUrlOptionError(name)
        level = _LEVELS.get(str(value).upper(), 0)
        if level < SYNCHRONOUS_FULL:
            raise WeakRecordError(f"synchronous={value}")
    if is_there and not Path(url.database).is_file():
        raise RecordUnreachableError(f"there is no file {url.database}")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        URL.create("sqlite", database=url.database),
        connect_args={
            "check_same_thread": False,
            "timeout": BUSY_TIMEOUT_S,
            "isolation_level": None,
        },
        pool_size=4,
        max_overflow=16,
        pool_use_lifo=True,  # the writer finds the pages that it knows
        hide_parameters=True,
    )

    def begin(connection: Connection) -> None:
        is_writing = connection.get_execution_options().get("is_writing", False)
        # Said to the driver itself: every turn and every page begins several times.
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN IMMEDIATE" if is_writing else "BEGIN").close()

    def connect(connection: Any, _: object) -> None:
        _prepare(connection, level)

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)
    return engine


def _prepare(connection: Any, level: int) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise WriteAheadError(str(mode))
    connection.execute(f"PRAGMA synchronous = {level}")
    (found,) = connection.execute("PRAGMA synchronous").fetchone()
    if found < SYNCHRONOUS_FULL:
        raise WeakRecordError(f"synchronous={found}")
    # macOS answers fsync before the disk has the bytes, unless asked twice.
    connection.execute("PRAGMA fullfsync = 1")
    connection.execute("PRAGMA checkpoint_fullfsync = 1")
    connection.execute("PRAGMA foreign_keys = 1")
    connection.execute("PRAGMA recursive_triggers = 1")  # else REPLACE deletes past a trigger
    connection.execute("PRAGMA mmap_size = 0")  # a bad disk is an error, not a dead process
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
