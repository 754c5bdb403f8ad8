"""Files that a user names, opened as streams of plain bytes, packed or not."""

import gzip
import zlib
from pathlib import Path
from typing import BinaryIO, cast

from dangol.terms.errors import InputError

GZIP_MAGIC = b"\x1f\x8b"


class UnreadableFileError(InputError):
    """A file that cannot be opened."""

    code = "input.file_unreadable"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"cannot open {path}: {why}", hint="check the path and who may read it")


class DamagedFileError(InputError):
    """A packed file whose bytes are broken or cut off."""

    code = "input.file_damaged"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} is damaged or cut off: it cannot be unpacked any further",
            hint="fetch or export the file again; what came before the damage was read",
        )


def open_stream(path: Path) -> BinaryIO:
    """A file as a stream of its bytes, unpacked on the way where it is gzip; the caller closes it.

    Reading stays within the size asked for, however much a packed file unpacks to.
    Raises: UnreadableFileError; and while reading, DamagedFileError.
    """
    try:
        stream = path.open("rb")
        magic = stream.read(len(GZIP_MAGIC))
        stream.seek(0)
    except OSError as fault:
        raise UnreadableFileError(path, fault.strerror or str(fault)) from fault
    if magic != GZIP_MAGIC:
        return stream
    return cast("BinaryIO", _Unpacked(path, stream))


class _Unpacked(gzip.GzipFile):
    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self._path = path
        self._packed = stream
        super().__init__(fileobj=stream, mode="rb")

    def read(self, size: int | None = -1) -> bytes:
        """At most `size` bytes, a step at a time: what stands before a damage is given first."""
        try:
            if size is None or size < 0:
                return super().read(size)
            return super().read1(size)
        except (EOFError, OSError, zlib.error) as fault:
            raise DamagedFileError(self._path) from fault

    def close(self) -> None:
        """Close the packed file too."""
        super().close()
        self._packed.close()
