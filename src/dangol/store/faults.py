"""What a database says went wrong becomes one of ours, here and nowhere else.

RecordError
├── RecordBusyError         another process is writing: try again
├── RecordFullError         the disk is full
├── RecordUnreachableError  no such server, file or database
├── RecordDeniedError       the server or the file system does not let us
├── RecordDamagedError      the file is no record, or is damaged: the backup
├── ImmutableRowError       a decision or a consent was to be changed
└── RecordConflictError     a row contradicts another: a fault of ours or a second writer
"""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

from dangol.terms.errors import RecordError


class RecordBusyError(RecordError):
    """Somebody else writes to the record for longer than we wait."""

    code = "record.busy"

    def __init__(self, said: str) -> None:
        super().__init__(
            f"the record is busy: {said}",
            hint="see which other process writes to it, then try again",
        )


class RecordFullError(RecordError):
    """There is no room for what was to be written; nothing of it was."""

    code = "record.full"

    def __init__(self, said: str) -> None:
        super().__init__(
            f"the record has no room left: {said}",
            hint="make room on its disk; clients keep what was not acknowledged and send it again",
        )


class RecordUnreachableError(RecordError):
    """The record is not where it was said to be, or stopped answering."""

    code = "record.unreachable"

    def __init__(self, said: str) -> None:
        super().__init__(
            f"the record cannot be reached: {said}",
            hint="check DANGOL_DATABASE_URL, and that the folder or the server is there",
        )


class RecordDeniedError(RecordError):
    """The server or the file system refuses us."""

    code = "record.denied"

    def __init__(self, said: str) -> None:
        super().__init__(
            f"the record does not let us in: {said}",
            hint="check user, password and rights; the file and its folder must be writable",
        )


class RecordDamagedError(RecordError):
    """The file is no record, or its pages contradict each other."""

    code = "record.damaged"

    def __init__(self, said: str) -> None:
        super().__init__(
            f"the record is damaged or is not one: {said}",
            hint="keep the file as it is and restore the newest backup beside it",
        )


class ImmutableRowError(RecordError):
    """A decision or a consent was to be changed or deleted."""

    code = "record.immutable"

    def __init__(self, said: str) -> None:
        super().__init__(f"the row stands for ever: {said}", hint="add a row that says what is new")


class RecordConflictError(RecordError):
    """A row contradicts what the record holds already."""

    code = "record.conflict"

    def __init__(self, said: str) -> None:
        super().__init__(
            f"a row contradicts the record: {said}",
            hint="nothing of the group was written; see whether two versions write to one record",
        )


class RecordFaultError(RecordError):
    """Anything else that the database said."""

    code = "record.fault"

    def __init__(self, said: str) -> None:
        super().__init__(
            f"the record failed: {said}", hint="the log names the statement; nothing was written"
        )


IMMUTABLE_WORDS = "is immutable"
"""What the triggers say, on both engines."""

_BY_SQLITE_CODE: dict[int, type[RecordError]] = {
    sqlite3.SQLITE_BUSY: RecordBusyError,
    sqlite3.SQLITE_LOCKED: RecordBusyError,
    sqlite3.SQLITE_FULL: RecordFullError,
    sqlite3.SQLITE_IOERR: RecordUnreachableError,
    sqlite3.SQLITE_CANTOPEN: RecordUnreachableError,
    sqlite3.SQLITE_PERM: RecordDeniedError,
    sqlite3.SQLITE_AUTH: RecordDeniedError,
    sqlite3.SQLITE_READONLY: RecordDeniedError,
    sqlite3.SQLITE_CORRUPT: RecordDamagedError,
    sqlite3.SQLITE_NOTADB: RecordDamagedError,
    sqlite3.SQLITE_CONSTRAINT: RecordConflictError,
}
"""By the low byte of SQLite's result code."""

_BY_SQLSTATE: dict[str, type[RecordError]] = {
    "08": RecordUnreachableError,
    "23": RecordConflictError,
    "25": RecordDeniedError,
    "28": RecordDeniedError,
    "3D": RecordUnreachableError,
    "40": RecordBusyError,
    "42501": RecordDeniedError,
    "53": RecordBusyError,
    "53100": RecordFullError,
    "55": RecordBusyError,
    "57": RecordUnreachableError,
    "57014": RecordBusyError,
    "58": RecordUnreachableError,
    "XX": RecordDamagedError,
}
"""By SQLSTATE, or its class where the whole code is not named. Source: PostgreSQL, appendix A."""


def record_error_of(fault: BaseException) -> RecordError:
    """Our error for what SQLAlchemy, sqlite3 or psycopg raised; it says no values of any row."""
    inner = getattr(fault, "orig", None) or fault
    said = (str(inner).strip().splitlines() or [type(inner).__name__])[0]
    if IMMUTABLE_WORDS in said:
        return ImmutableRowError(said)
    code = getattr(inner, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _BY_SQLITE_CODE.get(code & 0xFF, RecordFaultError)(said)
    state = getattr(inner, "sqlstate", None)
    if isinstance(state, str):
        ours = _BY_SQLSTATE.get(state) or _BY_SQLSTATE.get(state[:2], RecordFaultError)
        return ours(said)
    if type(inner).__name__ in ("OperationalError", "InterfaceError", "TimeoutError"):
        return RecordUnreachableError(said)
    return RecordFaultError(said)


@contextmanager
def our_errors() -> Generator[None]:
    """Whatever the database raises inside leaves as a RecordError."""
    from psycopg import Error as PostgresFault
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, PostgresFault) as fault:
        raise record_error_of(fault) from fault
