"""What a backup says of itself, and why one may be refused."""

from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import msgspec

from dangol.store import schema
from dangol.terms.errors import InputError, RecordError
from dangol.terms.instants import Instant, render_instant

FORMAT = 1
MANIFEST = "manifest.json"
MANIFEST_LIMIT_BYTES = 1 << 20


class BackupUnreadableError(InputError):
    """The file is no backup, is cut off, or was changed."""

    code = "backup.unreadable"

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"{file} cannot be restored: {reason}",
            hint="nothing was restored; take another backup of the same record",
        )


class BackupUnwritableError(InputError):
    """The backup cannot be written where it was asked for."""

    code = "backup.unwritable"

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"{file} cannot be written: {reason}", hint="name a file in a folder with room"
        )


class BackupExpiredError(InputError):
    """The backup is older than it may become: people erased since would come back."""

    code = "backup.expired"

    def __init__(self, file: Path, expired_at: Instant) -> None:
        super().__init__(
            f"{file} expired at {render_instant(expired_at)}",
            hint="with --expired it is restored all the same; erase again who was erased since",
        )


class BackupRevisionError(InputError):
    """The backup's tables are not those of this version."""

    code = "backup.revision"

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the backup is of revision {revision[:40]!r}, this Dangol of {schema.REVISION}",
            hint="restore it with the Dangol that made it; the newer one migrates the record",
        )


class RecordNotEmptyError(RecordError):
    """A backup would be mixed into what is there."""

    code = "record.not_empty"

    def __init__(self, table: str) -> None:
        super().__init__(
            f"the record is not empty: {table} has rows",
            hint="restore into a new file or a new database, and let DANGOL_DATABASE_URL name it",
        )


class TableSum(msgspec.Struct, frozen=True):
    """What a table holds, so that two records can be compared."""

    table: str
    columns: tuple[str, ...]
    rows: int
    sha256: str
    """Of its JSON lines."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself."""

    format: int
    revision: str
    created_at: Instant
    expires_at: Instant
    tables: tuple[TableSum, ...]

    @property
    def rows(self) -> int:
        """Of all tables together."""
        return sum(table.rows for table in self.tables)

    @property
    def checksum(self) -> str:
        """One SHA-256 over all tables: equal for equal records, on whichever engine."""
        return sha256(msgspec.json.encode(self.tables)).hexdigest()


def read_manifest(file: Path) -> Manifest:
    """What the backup says of itself. Raises: BackupUnreadableError."""
    try:
        with ZipFile(file) as archive, archive.open(MANIFEST) as source:
            return msgspec.json.decode(source.read(MANIFEST_LIMIT_BYTES), type=Manifest)
    except (OSError, BadZipFile, KeyError, msgspec.MsgspecError, NotImplementedError) as fault:
        raise BackupUnreadableError(file, "it is no backup, or it is cut off") from fault
