"""The record's tables become those of this version, wholly or not at all."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from dangol.store.schema import REVISION
from dangol.terms.errors import RecordError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATION_LOCK = 0x64616E676F6C  # "dangol"
"""Two processes that start at once migrate one after the other."""


class RecordAheadError(RecordError):
    """The record was written by a newer Dangol."""

    code = "record.ahead"

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the record is at revision {revision[:40]!r}; this Dangol knows up to {REVISION}",
            hint="start the newer Dangol again, or restore a backup from before it",
        )


class RecordBehindError(RecordError):
    """The record's tables are older than this Dangol, and it was not to migrate them."""

    code = "record.behind"

    def __init__(self, revision: str | None) -> None:
        super().__init__(
            f"the record is at revision {revision or 'none'}; this Dangol needs {REVISION}",
            hint="open it once with `dangol serve`, which migrates it",
        )


def migration_config(connection: Connection) -> "Config":
    """What Alembic needs to know, without any file of its own."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def read_revision(connection: Connection) -> str | None:
    """The revision of the record, or None where it has no tables yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(connection: Connection, target: str = "head") -> None:
    """The tables are those of `target`. The caller's transaction commits it.

    Raises: RecordAheadError.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
    revision = read_revision(connection)
    if revision == REVISION:
        return
    from alembic import command
    from alembic.script import ScriptDirectory
    from alembic.util.exc import CommandError

    config = migration_config(connection)
    if revision is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(revision)
        except CommandError as fault:
            raise RecordAheadError(revision) from fault
    command.upgrade(config, target)
