"""The record: the one place where events, people and decisions are kept.

`open_record` takes `sqlite:///path/dangol.sqlite` or `postgresql://…`; both behave alike. What is
written goes through `transaction`, one group of one workspace at a time: all of it is on the disk
when the block ends, or none of it is.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext
from threading import RLock
from typing import TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import ArgumentError

from dangol.store import schema
from dangol.store.deliveries import ENQUEUED
from dangol.store.faults import our_errors
from dangol.store.migrate import RecordBehindError, read_revision
from dangol.store.migrate import migrate as migrate_tables
from dangol.store.recent import Recent
from dangol.store.rows import TallyRow, WorkspaceRow
from dangol.store.together import Together
from dangol.store.unit import Unit
from dangol.store.workspaces import (
    NewWorkspace,
    Workspace,
    WorkspaceAccess,
    key_hash,
    row_of,
    workspace_of,
)
from dangol.terms.errors import SettingError
from dangol.terms.ids import WorkspaceId
from dangol.terms.instants import Instant

SEEN_STEP = 20_000
PREFIX_SHOWN = 12
"""Characters of a server key that are kept, so that a person can tell which key it was."""

_T = TypeVar("_T")
_WORKSPACE = select(schema.workspaces).where(
    schema.workspaces.c.workspace_id == bindparam("workspace_id")
)


class UnknownRecordError(SettingError):
    """An address that is neither SQLite's nor PostgreSQL's."""

    code = "setting.unknown_record"

    def __init__(self) -> None:
        super().__init__(
            "the record's address is neither SQLite's nor PostgreSQL's",
            hint="use sqlite:///dangol.sqlite or postgresql://user@host/database",
        )


def open_record(url: str, *, migrate: bool = True, is_there: bool = False) -> "Record":
    """The record at that address, with the tables of this version.

    A SQLite file is made where there is none, unless it `is_there` by the caller's word.

    Raises: UnknownRecordError, WeakRecordError, MemoryRecordError; RecordAheadError;
    RecordBehindError where it is not to be migrated but needs it; other RecordErrors.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise UnknownRecordError from None
    with our_errors():
        if address.drivername == "sqlite":
            from dangol.store.sqlite import open_sqlite

            engine = open_sqlite(address, is_there=is_there)
        elif address.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
            from dangol.store.postgres import open_postgres

            engine = open_postgres(address)
        else:
            raise UnknownRecordError
        record = Record(engine)
        try:
            record.check_revision(is_migrated=migrate)
        except BaseException:
            record.close()
            raise
    return record


class Record:
    """One open record. Threads may share it; processes open their own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_postgres = engine.dialect.name == "postgresql"
        self._writer = nullcontext() if self.is_postgres else RLock()
        self._recent = Recent()
        self._together = Together(self.writing)
        self.on_enqueued: Callable[[], None] | None = None
        """Told after a commit that left something to be brought to others."""

    def close(self) -> None:
        """No connection is left open."""
        self.engine.dispose()

    @property
    def name(self) -> str:
        """The address without its password."""
        return self.engine.url.render_as_string(hide_password=True)

    def check_revision(self, *, is_migrated: bool) -> None:
        """The tables are those of this version, migrated if they may be.

        Raises: RecordAheadError, RecordBehindError.
        """
        with self.reading() as connection:
            revision = read_revision(connection)
        if revision == schema.REVISION:
            return
        if not is_migrated:
            raise RecordBehindError(revision)
        with self.writing() as connection:
            migrate_tables(connection)

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """A connection that sees the record as at one moment, and holds up no writer."""
        with our_errors(), self.engine.connect() as connection:
            if self.is_postgres:
                yield connection.execution_options(isolation_level="REPEATABLE READ")
            else:
                yield connection

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """A connection whose transaction is committed at the end, or undone by an exception."""
        with our_errors(), self._writer, self.engine.connect() as plain:
            connection = plain.execution_options(is_writing=True)
            with connection.begin():
                yield connection
            if connection.info.pop(ENQUEUED, False) and self.on_enqueued is not None:
                self.on_enqueued()

    def write(self, work: Callable[[Connection], _T]) -> _T:
        """The work is done and committed; on SQLite with that of other threads, in one commit.

        Raises: what the work raised, and then nothing of it is stored; RecordError.
        """
        if self.is_postgres:
            with self.writing() as connection:
                return work(connection)
        return self._together.write(work)

    @contextmanager
    def transaction(self, workspace_id: str) -> Generator[Unit]:
        """A unit of one workspace: durable at the end, or undone by an exception.

        Groups of one workspace come one after the other, whichever process they come from.
        """
        with self._writer:
            with self.writing() as connection:
                if self.is_postgres:
                    key = func.hashtextextended(workspace_id, 0)
                    connection.execute(select(func.pg_advisory_xact_lock(key)))
                cursor = connection.connection.cursor()
                try:
                    unit = Unit(
                        cursor, workspace_id, is_postgres=self.is_postgres, recent=self._recent
                    )
                    yield unit
                finally:
                    cursor.close()
            unit.commit()

    # workspaces

    def create_workspace(self, new: NewWorkspace) -> Workspace:
        """The workspace is there, and its server key opens it."""
        workspace, key = new.workspace, new.server_key
        with self.writing() as connection:
            connection.execute(insert(schema.workspaces), row_of(workspace)._asdict())
            connection.execute(
                insert(schema.server_keys),
                {
                    "key_sha256": key_hash(key),
                    "workspace_id": workspace.workspace_id,
                    "prefix": key[:PREFIX_SHOWN],
                    "created_at": workspace.created_at,
                    "revoked_at": 0,
                },
            )
        return workspace

    def read_workspaces(self) -> list[Workspace]:
        """All workspaces, the oldest first."""
        order = (schema.workspaces.c.created_at, schema.workspaces.c.workspace_id)
        with self.reading() as connection:
            rows = connection.execute(select(schema.workspaces).order_by(*order)).all()
        return [workspace_of(WorkspaceRow(*row)) for row in rows]

    def read_workspace(self, workspace_id: str) -> Workspace | None:
        """The workspace of that id."""
        with self.reading() as connection:
            found = connection.execute(_WORKSPACE, {"workspace_id": workspace_id}).first()
        return None if found is None else workspace_of(WorkspaceRow(*found))

    def access_workspace_by_key(self, key: str) -> WorkspaceAccess | None:
        """The workspace that a browser key or a server key opens, or None."""
        if not key.isascii() or not key.isprintable():
            return None
        workspaces, keys = schema.workspaces, schema.server_keys
        by_browser = select(workspaces).where(workspaces.c.browser_key == key)
        by_server = (
            select(workspaces)
            .join(keys)
            .where(keys.c.key_sha256 == key_hash(key), keys.c.revoked_at == 0)
        )
        with self.reading() as connection:
            row = connection.execute(by_browser).first()
            is_server = row is None
            if row is None:
                row = connection.execute(by_server).first()
        return None if row is None else WorkspaceAccess(workspace_of(WorkspaceRow(*row)), is_server)

    # over all workspaces

    def settle_seen(self) -> None:
        """The table `seen` knows every event of the log, the newest as well."""
        with self.transaction("") as unit:
            unit.settle_seen()

    def delete_seen(self, before: Instant) -> int:
        """Message ids received before that are forgotten; returns how many.

        It walks the table in steps, so that arrivals never wait for long.
        """
        seen = schema.seen
        deleted, after = 0, -(2**63)
        while True:
            with self.reading() as connection:
                step = select(seen.c.message_key).where(seen.c.message_key >= after)
                last = step.order_by(seen.c.message_key).offset(SEEN_STEP - 1).limit(1)
                until = connection.execute(last).scalar()
            old = delete(seen).where(seen.c.message_key >= after, seen.c.received_at < before)
            if until is not None:
                old = old.where(seen.c.message_key <= until)
            with self.writing() as connection:
                deleted += connection.execute(old).rowcount
            if until is None or until == 2**63 - 1:
                return deleted
            after = until + 1

    def read_next_due(self) -> dict[WorkspaceId, Instant]:
        """When silence next says something, by workspace."""
        people, workspace_id = schema.people.c, schema.workspaces.c.workspace_id
        # One step down an index for each workspace, rather than a walk over all who are due. The
        # index is of those above 0, so that number is spelled out.
        due = people.due_at > literal_column("0")
        soonest = select(func.min(people.due_at)).where(people.workspace_id == workspace_id, due)
        with self.reading() as connection:
            rows = connection.execute(select(workspace_id, soonest.scalar_subquery())).all()
        return {
            WorkspaceId(workspace_id): Instant(due_at) for workspace_id, due_at in rows if due_at
        }

    def read_tallies(self) -> list[TallyRow]:
        """The running totals of every workspace."""
        table = schema.tallies
        columns = (table.c.workspace_id, table.c.outcome, table.c.reason, table.c.calls)
        with self.reading() as connection:
            rows = connection.execute(select(*columns).order_by(*columns[:3])).all()
        return [TallyRow(*row) for row in rows]

    def check_alive(self) -> None:
        """The record answers. Raises: RecordError."""
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))
