"""A backup: one file that holds the record of either engine and is read back into either.

It is a ZIP: a file of JSON lines a table, rows as lists in the order of the primary key, bytes as
base64, and `manifest.json` with each table's columns, row count and SHA-256. All tables are read
at one moment, while writers go on. Restoring goes into an empty record, in one transaction, and
checks every sum twice: of the file, and of what the record then holds.

`backups` and `lake_days` speak of files on one machine and stay there; the lake can be made anew.
`operator_sessions` and `login_attempts` stay behind as well: a session that was ended since would
be open again; after a restore everyone logs in anew.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from io import BufferedReader
from pathlib import Path
from typing import Any, cast
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import msgspec
from sqlalchemy import Connection, Double, Table, func, insert, select, text

from dangol.store import schema
from dangol.store.manifest import (
    FORMAT,
    MANIFEST,
    BackupExpiredError,
    BackupRevisionError,
    BackupUnreadableError,
    BackupUnwritableError,
    Manifest,
    RecordNotEmptyError,
    TableSum,
    read_manifest,
)
from dangol.store.record import Record
from dangol.store.table_lines import BATCH_ROWS, columns_of, line_type, sum_table
from dangol.terms.instants import DAY_US, EPOCH, Instant

LEFT_OUT = ("backups", "lake_days", "operator_sessions", "login_attempts")
TABLES = tuple(table for table in schema.metadata.sorted_tables if table.name not in LEFT_OUT)
LINE_LIMIT_BYTES = 1 << 26
"""No row is as long; a longer line is no row."""

OnRows = Callable[[int], None]
"""Told how many more rows are done."""


def write_backup(
    record: Record, file: Path, *, now: Instant, days: int, on_rows: OnRows | None = None
) -> Manifest:
    """The file holds the whole record as at one moment, readable by its owner alone.

    Raises: BackupUnwritableError; RecordErrors.
    """
    if not record.is_postgres:  # SQLite's `seen` may lack the newest, which another engine asks for
        record.settle_seen()
    part = file.with_name(file.name + ".part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as sink:
            with ZipFile(sink, "w", ZIP_DEFLATED, compresslevel=1) as archive:
                with record.reading() as connection:
                    sums = tuple(
                        _write_table(archive, connection, table, now, on_rows) for table in TABLES
                    )
                manifest = Manifest(
                    format=FORMAT,
                    revision=schema.REVISION,
                    created_at=now,
                    expires_at=Instant(now + days * DAY_US),
                    tables=sums,
                )
                archive.writestr(_entry(MANIFEST, now), msgspec.json.encode(manifest))
            sink.flush()
            os.fsync(sink.fileno())
        part.replace(file)
    except OSError as fault:
        raise BackupUnwritableError(file, fault.strerror or str(fault)) from fault
    finally:
        with suppress(OSError):
            part.unlink()
    _remember(record, file, manifest)
    return manifest


def check_backup(file: Path, *, now: Instant, is_expired_taken: bool = False) -> Manifest:
    """The backup may be restored by this version, now; returns what it says of itself.

    Raises: BackupUnreadableError, BackupExpiredError, BackupRevisionError.
    """
    manifest = read_manifest(file)
    if manifest.format != FORMAT or manifest.revision != schema.REVISION:
        raise BackupRevisionError(manifest.revision)
    if now >= manifest.expires_at and not is_expired_taken:
        raise BackupExpiredError(file, manifest.expires_at)
    return manifest


def restore_backup(
    record: Record,
    file: Path,
    *,
    now: Instant,
    is_expired_taken: bool = False,
    on_rows: OnRows | None = None,
) -> Manifest:
    """The record, empty before, holds exactly what the backup says; or it is still empty.

    Raises: BackupUnreadableError, BackupExpiredError, BackupRevisionError; RecordNotEmptyError;
    other RecordErrors.
    """
    manifest = check_backup(file, now=now, is_expired_taken=is_expired_taken)
    named = {table.table: table for table in manifest.tables}
    with record.writing() as connection:
        for table in TABLES:
            if connection.execute(select(table).limit(1)).first() is not None:
                raise RecordNotEmptyError(table.name)
        for table in TABLES:
            said = named.get(table.name)
            if said is None or said.columns != columns_of(table):
                raise BackupUnreadableError(file, f"{table.name} is missing or has other columns")
            try:
                _read_table(file, connection, table, said, on_rows)
            except (OSError, EOFError, BadZipFile, KeyError, ValueError) as fault:
                raise BackupUnreadableError(file, f"{table.name} is damaged") from fault
            if sum_table(connection, table) != said:
                raise BackupUnreadableError(file, f"{table.name} came out different")
            _set_sequence(connection, table)
    if record.is_postgres:  # the backup may have been made while SQLite was written to
        record.settle_seen()
    return manifest


def _write_table(
    archive: ZipFile, connection: Connection, table: Table, now: Instant, on_rows: OnRows | None
) -> TableSum:
    with archive.open(_entry(_name(table), now), "w", force_zip64=True) as sink:

        def write(lines: bytes, rows: int) -> None:
            sink.write(lines)
            if on_rows is not None:
                on_rows(rows)

        return sum_table(connection, table, write)


def _read_table(
    file: Path, connection: Connection, table: Table, said: TableSum, on_rows: OnRows | None
) -> None:
    digest = sha256()
    decode = msgspec.json.Decoder(line_type(table)).decode
    names = said.columns
    batch: list[dict[str, Any]] = []
    with ZipFile(file) as archive, archive.open(_name(table)) as entry:
        source = BufferedReader(cast("Any", entry), 1 << 20)
        while line := source.readline(LINE_LIMIT_BYTES):
            digest.update(line)
            batch.append(dict(zip(names, decode(line), strict=True)))
            if len(batch) == BATCH_ROWS:
                _insert(connection, table, batch, on_rows)
                batch = []
    _insert(connection, table, batch, on_rows)
    if digest.hexdigest() != said.sha256:
        raise ValueError("the sum differs")


def _insert(
    connection: Connection, table: Table, rows: list[dict[str, Any]], on_rows: OnRows | None
) -> None:
    for column in table.columns:
        if isinstance(column.type, Double):
            for row in rows:
                if row[column.name] is not None:
                    row[column.name] = float(row[column.name])
    if rows:
        connection.execute(insert(table), rows)
        if on_rows is not None:
            on_rows(len(rows))


def _set_sequence(connection: Connection, table: Table) -> None:
    """PostgreSQL counts on behind the highest number that was restored."""
    if connection.dialect.name != "postgresql" or "seq" not in table.c:
        return
    highest = connection.execute(select(func.max(table.c.seq))).scalar()
    if highest is not None:
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, 'seq'), :highest)"),
            {"table": table.name, "highest": highest},
        )


def _remember(record: Record, file: Path, manifest: Manifest) -> None:
    values = {
        "backup_id": f"{manifest.created_at}-{manifest.checksum[:16]}",
        "file": str(file),
        "created_at": manifest.created_at,
        "expires_at": manifest.expires_at,
        "rows": manifest.rows,
        "sha256": manifest.checksum,
    }
    backups = schema.backups
    with record.writing() as connection:
        known = select(backups.c.backup_id).where(backups.c.backup_id == values["backup_id"])
        if connection.execute(known).first() is None:
            connection.execute(insert(backups), values)


def _name(table: Table) -> str:
    return f"{table.name}.jsonl"


def _entry(name: str, now: Instant) -> ZipInfo:
    moment = EPOCH + timedelta(microseconds=now)
    entry = ZipInfo(name, moment.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    return entry
