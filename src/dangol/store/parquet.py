"""Rows become a Parquet file that has its name only when it is whole and on the disk."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

from dangol.terms.errors import RecordError
from dangol.terms.instants import Instant


class LakeUnwritableError(RecordError):
    """A file of the lake could not be written; the day stays open."""

    code = "lake.unwritable"

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"{file} cannot be written: {reason}",
            hint="make room or choose another folder, then close the days again",
        )


def write_parquet(
    file: Path, row_type: type[NamedTuple], batches: Iterable[Sequence[NamedTuple]]
) -> int:
    """The file holds all rows, or is as it was before; returns how many rows.

    Laws: the same rows give the same bytes. Instants become UTC timestamps without a zone.
    Raises: LakeUnwritableError (`lake.unwritable`).
    """
    # pyarrow has no types; taken as Any in this one place.
    arrow: Any = import_module("pyarrow")
    writer_type: Any = import_module("pyarrow.parquet").ParquetWriter
    schema = _schema_of(arrow, row_type)
    part = file.with_suffix(".part")
    count = 0
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as sink:
            with writer_type(sink, schema, compression="zstd") as writer:
                for rows in batches:
                    columns = zip(zip(*rows, strict=True), schema.types, strict=True)
                    arrays = [arrow.array(values, kind) for values, kind in columns]
                    writer.write_batch(arrow.record_batch(arrays, schema=schema))
                    count += len(rows)
            sink.flush()
            os.fsync(sink.fileno())
        part.replace(file)
        _sync_folder(file.parent)
    except OSError as fault:
        raise LakeUnwritableError(file, fault.strerror or str(fault)) from fault
    finally:
        with suppress(OSError):
            part.unlink()
    return count


def checksum_of(file: Path) -> str:
    """SHA-256 of the file's bytes, in hexadecimal."""
    digest = sha256()
    with file.open("rb") as source:
        while block := source.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _schema_of(arrow: Any, row_type: type[NamedTuple]) -> Any:
    kinds = {
        Instant: arrow.timestamp("us"),
        str: arrow.string(),
        int: arrow.int64(),
        int | None: arrow.int64(),
        float: arrow.float64(),
        bool: arrow.bool_(),
    }
    hints = get_type_hints(row_type)
    return arrow.schema([(name, kinds[hints[name]]) for name in row_type._fields])


def _sync_folder(folder: Path) -> None:
    """The file's name is on the disk too."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
