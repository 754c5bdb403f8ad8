"""Lines are found whatever way the bytes come, and no line can fill the memory."""

import io
import time
import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dangol.listen.importers import IMPORTERS, BadRow, ImportOptions
from dangol.terms.errors import InputError

OPTIONS = ImportOptions()


class Dripping(io.BytesIO):
    """A stream that gives at most so many bytes at a time, as a socket or an archive does."""

    def __init__(self, content: bytes, step: int) -> None:
        super().__init__(content)
        self.step = step

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(self.step, size) if size and size > 0 else self.step)


def segment(content: bytes, step: int = 1 << 20) -> list[tuple[int, bytes] | BadRow]:
    return list(IMPORTERS["segment"](Dripping(content, step), OPTIONS))


def test_lines_pass_untouched_with_their_numbers_and_blank_ones_are_left_out() -> None:
    content = b'{"type":"track" }\r\n\n   \n{ broken \xff\nlast'
    assert segment(content) == [(1, b'{"type":"track" }\r'), (4, b"{ broken \xff"), (5, b"last")]


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert segment(b"\xef\xbb\xbf{}\n{}") == [(1, b"{}"), (2, b"{}")]
    assert segment(b"\xef\xbb\xbf{}") == [(1, b"{}")]
    assert segment(b"\xef\xbb\xbf") == []


@given(st.binary(max_size=300), st.integers(1, 7))
@example(b"\xef\xbb\xbf{}\n", 1)
@example(b"\n\n{}", 2)
def test_lines_are_the_same_however_the_bytes_are_cut(content: bytes, step: int) -> None:
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    expected = [(at, line) for at, line in enumerate(lines, 1) if line.strip(b" \t\r\x0b\x0c")]
    assert segment(content, step) == expected


@pytest.mark.parametrize("step", [1 << 20, 99_999])
def test_a_line_that_is_too_long_is_a_bad_row_and_the_next_lines_go_on(step: int) -> None:
    fits, too_long = b"a" * 500_000, b"b" * 500_001
    rows = segment(b"\n".join([fits, too_long, b"c", b"d" * 3_000_000, b"e", too_long]), step)
    assert rows[0] == (1, fits)
    assert [row.line for row in rows if isinstance(row, BadRow)] == [2, 4, 6]
    assert rows[2] == (3, b"c")
    assert rows[4] == (5, b"e")
    bad = rows[1]
    assert isinstance(bad, BadRow)
    assert bad.reason == "the line is longer than 500,000 bytes"
    assert bad.raw == b"b" * 500_000


def test_an_endless_line_does_not_fill_the_memory() -> None:
    class Zeros(io.RawIOBase):
        left = 100_000_000

        def read(self, size: int = -1) -> bytes:
            size = min(size, self.left)
            self.left -= size
            return bytes(size)

    tracemalloc.start()
    rows = list(IMPORTERS["segment"](Zeros(), OPTIONS))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(rows) == 1
    assert isinstance(rows[0], BadRow)
    assert peak < 10_000_000


def test_a_stream_that_breaks_keeps_what_came_before() -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            found = super().read(8)
            if not found:
                raise InputError("the file is cut off")
            return found

    rows = list(IMPORTERS["segment"](Breaking(b"first\nsecond\nthi"), OPTIONS))
    assert rows[:2] == [(1, b"first"), (2, b"second")]
    assert rows[2] == BadRow(3, "the file is cut off", b"thi")


def test_two_hundred_thousand_lines_pass_in_a_blink() -> None:
    content = b'{"type":"track","event":"Product Viewed","userId":"u1"}\n' * 200_000
    begun = time.perf_counter()
    count = sum(1 for _ in IMPORTERS["segment"](io.BytesIO(content), OPTIONS))
    assert count == 200_000
    assert time.perf_counter() - begun < 2  # some 0.04 s; the bound is for a busy machine
