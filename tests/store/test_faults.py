"""The promise: whatever a database raises leaves the store as one of our errors, with a hint."""

import inspect
import sqlite3

import psycopg
import pytest
import sqlalchemy.exc
from psycopg import errors as postgres

from dangol.store.faults import (
    ImmutableRowError,
    RecordBusyError,
    RecordConflictError,
    RecordDamagedError,
    RecordDeniedError,
    RecordFaultError,
    RecordFullError,
    RecordUnreachableError,
    our_errors,
    record_error_of,
)
from dangol.terms.errors import RecordError

EVERY_POSTGRES_FAULT = [
    fault
    for fault in vars(postgres).values()
    if isinstance(fault, type) and issubclass(fault, psycopg.Error)
]
EVERY_SQLITE_CODE = {
    name: code
    for name, code in vars(sqlite3).items()
    if name.startswith("SQLITE_") and isinstance(code, int) and 0 < code < 100
}


def test_every_fault_of_psycopg_becomes_ours() -> None:
    assert len(EVERY_POSTGRES_FAULT) > 200
    for fault in EVERY_POSTGRES_FAULT:
        with pytest.raises(RecordError) as caught, our_errors():
            raise fault("what the server said")
        assert caught.value.hint
        assert "what the server said" in caught.value.message


def test_every_fault_of_sqlalchemy_becomes_ours() -> None:
    kinds = [kind for kind in vars(sqlalchemy.exc).values() if isinstance(kind, type)]
    faults = [kind for kind in kinds if issubclass(kind, sqlalchemy.exc.SQLAlchemyError)]
    assert len(faults) > 30
    for fault in faults:
        needed = [
            one
            for one in inspect.signature(fault).parameters.values()
            if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD
        ]
        with pytest.raises(RecordError), our_errors():
            raise fault(*["said"] * max(1, len(needed)))


@pytest.mark.parametrize(
    ("fault", "ours"),
    [
        (postgres.DiskFull, RecordFullError),
        (postgres.SerializationFailure, RecordBusyError),
        (postgres.LockNotAvailable, RecordBusyError),
        (postgres.TooManyConnections, RecordBusyError),
        (postgres.InvalidPassword, RecordDeniedError),
        (postgres.InsufficientPrivilege, RecordDeniedError),
        (postgres.ReadOnlySqlTransaction, RecordDeniedError),
        (postgres.InvalidCatalogName, RecordUnreachableError),
        (postgres.AdminShutdown, RecordUnreachableError),
        (postgres.UniqueViolation, RecordConflictError),
        (postgres.DataCorrupted, RecordDamagedError),
        (psycopg.OperationalError, RecordUnreachableError),
        (postgres.SyntaxError, RecordFaultError),
    ],
)
def test_a_fault_of_postgres_is_told_by_its_state(
    fault: type[psycopg.Error], ours: type[RecordError]
) -> None:
    assert type(record_error_of(fault("said"))) is ours


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("SQLITE_BUSY", RecordBusyError),
        ("SQLITE_FULL", RecordFullError),
        ("SQLITE_READONLY", RecordDeniedError),
        ("SQLITE_CORRUPT", RecordDamagedError),
        ("SQLITE_NOTADB", RecordDamagedError),
        ("SQLITE_CANTOPEN", RecordUnreachableError),
        ("SQLITE_CONSTRAINT", RecordConflictError),
        ("SQLITE_MISUSE", RecordFaultError),
    ],
)
def test_a_fault_of_sqlite_is_told_by_its_code(name: str, ours: type[RecordError]) -> None:
    fault = sqlite3.OperationalError("said")
    fault.sqlite_errorcode = EVERY_SQLITE_CODE[name] | 7 << 8
    assert type(record_error_of(fault)) is ours


def test_a_trigger_speaks_of_rows_that_stand() -> None:
    fault = sqlite3.IntegrityError("a row of decisions is immutable")
    assert type(record_error_of(fault)) is ImmutableRowError


def test_a_fault_says_only_its_first_line_so_that_no_row_is_told() -> None:
    said = "duplicate key value violates unique constraint\nDETAIL: Key (name)=(김민지) exists."
    assert "김민지" not in record_error_of(postgres.UniqueViolation(said)).message
