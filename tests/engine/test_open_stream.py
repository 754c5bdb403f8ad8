"""Files open the same, packed or not; damage keeps what stands before it."""

import gzip
from pathlib import Path

import pytest

from dangol.engine.files import DamagedFileError, UnreadableFileError, open_stream
from dangol.listen.importers import IMPORTERS, BadRow, ImportOptions

LINES = b"".join(b'{"type":"track","event":"e%d"}\n' % number for number in range(50_000))


@pytest.mark.parametrize("pack", [lambda content: content, gzip.compress])
def test_a_file_gives_its_bytes_packed_or_not(tmp_path: Path, pack: object) -> None:
    path = tmp_path / "행사.jsonl"  # the name says nothing about packing
    path.write_bytes(pack(LINES))
    with open_stream(path) as stream:
        assert sum(1 for _ in IMPORTERS["segment"](stream, ImportOptions())) == 50_000
    assert stream.closed


def test_two_packed_files_in_a_row_are_one(tmp_path: Path) -> None:
    path = tmp_path / "two.gz"
    path.write_bytes(gzip.compress(b"a\n") + gzip.compress(b"b\n"))
    with open_stream(path) as stream:
        assert list(IMPORTERS["segment"](stream, ImportOptions())) == [(1, b"a"), (2, b"b")]


def test_a_cut_off_archive_gives_what_is_there_and_then_a_bad_row(tmp_path: Path) -> None:
    packed = gzip.compress(LINES)
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(packed[: len(packed) * 9 // 10])
    with open_stream(path) as stream:
        rows = list(IMPORTERS["segment"](stream, ImportOptions()))
    assert isinstance(rows[-1], BadRow)
    assert "damaged or cut off" in rows[-1].reason
    assert len(rows) > 40_000
    assert rows[-1].line == len(rows)
    assert not any(isinstance(row, BadRow) for row in rows[:-1])


@pytest.mark.parametrize("content", [b"\x1f\x8b", b"\x1f\x8bgarbage", gzip.compress(b"x") + b"y"])
def test_a_damaged_archive_is_an_input_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.gz"
    path.write_bytes(content)
    with open_stream(path) as stream, pytest.raises(DamagedFileError) as refusal:
        while stream.read(100):
            pass
    assert refusal.value.hint


def test_a_bomb_unpacks_only_as_far_as_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(bytes(50_000_000), compresslevel=1))
    with open_stream(path) as stream:
        assert 0 < len(stream.read(1000)) <= 1000


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        open_stream(tmp_path / name)
    assert refusal.value.code == "input.file_unreadable"
    assert refusal.value.hint


def test_an_empty_file_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    with open_stream(path) as stream:
        assert stream.read() == b""
