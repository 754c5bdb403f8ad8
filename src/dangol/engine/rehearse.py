"""Files in, a rehearsal's report out: reads, sorts where needed, and times.

Rows are taken as they stand while they are in order of time, as exports usually are. Where one
breaks the order by more than the late window, all rows are spooled to a temporary file, sorted by
their instants and rehearsed again.
"""

import gc
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter
from typing import cast

import msgspec

from dangol.decide.intent_prior import prior_intent
from dangol.decide.opportunity import Policy
from dangol.decide.playbook import Playbook
from dangol.engine.files import open_stream
from dangol.engine.path import DecisionPath
from dangol.engine.rehearsal import FROM_FILE, OutOfOrderError, Rehearsal, in_file
from dangol.engine.report import RehearsalReport, report_of
from dangol.listen.event import Event
from dangol.listen.event_lines import parse_lines
from dangol.listen.importers import IMPORTERS, BadRow, Imported, ImportOptions, detect_format
from dangol.listen.importers.lines import read_blocks
from dangol.listen.importers.rows import Block, blocks_of
from dangol.terms.currencies import exponent_of
from dangol.terms.errors import InputError
from dangol.terms.instants import Instant

Progress = Callable[[int], None]
"""Told now and then how many rows have been read."""

PROGRESS_ROWS = 20_000

_Rows = Block | BadRow


class UnknownFormatError(InputError):
    """A file whose format was neither named nor recognised."""

    code = "input.format_unknown"

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file}: the format is not recognised",
            hint=f"name it with --format: {', '.join(IMPORTERS)}",
        )


class Source(msgspec.Struct, frozen=True):
    """One file to rehearse or import, and how it is read."""

    file: Path
    format: str
    """A name of `IMPORTERS`; empty to recognise it by its beginning."""
    options: ImportOptions = ImportOptions()

    def rows(self) -> Iterator[Imported]:
        """The file's rows as Segment calls, or as rows that cannot be used.

        Raises: InputError (file unreadable, format unknown or wrong).
        """
        with closing(open_stream(self.file)) as stream:
            yield from IMPORTERS[self._format()](stream, self.options)

    def blocks(self) -> Iterator[Block | BadRow]:
        """The same rows in blocks. Raises: as `rows`."""
        with closing(open_stream(self.file)) as stream:
            name = self._format()
            if name == "segment":  # its lines are calls already
                yield from read_blocks(stream)
            else:
                yield from blocks_of(IMPORTERS[name](stream, self.options))

    def _format(self) -> str:
        name = self.format or detect_format(_beginning(self.file)) or ""
        if name not in IMPORTERS:
            raise UnknownFormatError(self.file.name)
        return name


def rehearse(
    sources: Sequence[Source],
    playbooks: Sequence[Playbook],
    policy: Policy,
    *,
    since: Instant | None = None,
    until: Instant | None = None,
    progress: Progress | None = None,
) -> RehearsalReport:
    """What the playbooks would have done with these events.

    Raises: InputError (a file unreadable, of unknown or wrong format).
    """
    started = perf_counter()
    path = DecisionPath(policy, playbooks, prior_intent)

    def report() -> RehearsalReport:
        rehearsal = Rehearsal(path, since=since, until=until)
        try:
            _run(rehearsal, sources, progress)
        except OutOfOrderError:
            rehearsal = Rehearsal(path, since=since, until=until)
            _run_sorted(rehearsal, sources, progress)
        return report_of(
            rehearsal,
            playbooks,
            elapsed_s=perf_counter() - started,
            exponent=exponent_of(policy.currency),
        )

    with _without_collecting():
        return report()  # when it returns, what the rehearsal held is gone already


@contextmanager
def _without_collecting() -> Generator[None]:
    """What is made meanwhile holds no cycles: to look for some among millions takes a fifth of
    the time and finds nothing.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()


def _run(rehearsal: Rehearsal, sources: Sequence[Source], progress: Progress | None) -> None:
    for source in sources:
        rehearsal.run_blocks(_told(source.blocks(), progress), in_file(source.file.name))
    rehearsal.finish()


def _run_sorted(rehearsal: Rehearsal, sources: Sequence[Source], progress: Progress | None) -> None:
    """The rows of all files in order of their instants; those without one come first."""
    from array import array

    import numpy as np

    instants: array[int] = array("q")
    offsets: array[int] = array("q")
    lengths: array[int] = array("q")
    places: list[tuple[str, int]] = []
    with TemporaryFile() as spool:
        end = 0
        for source in sources:
            name = source.file.name
            for block in _told(source.blocks(), progress):
                if isinstance(block, BadRow):
                    rehearsal.run([block], in_file(name))
                    continue
                events = parse_lines(block.raws, FROM_FILE)
                for line, raw, event in zip(*block, events, strict=True):
                    instants.append(event.instant if type(event) is Event else 0)
                    offsets.append(end)
                    lengths.append(len(raw))
                    places.append((name, line))
                    end += spool.write(raw)

        def in_order() -> Iterator[Imported]:
            order = cast("list[int]", np.argsort(np.asarray(instants), kind="stable").tolist())
            for index in order:
                spool.seek(offsets[index])
                yield index, spool.read(lengths[index])

        rehearsal.run(in_order(), places.__getitem__)
        rehearsal.finish()


def _told(blocks: Iterable[_Rows], progress: Progress | None) -> Iterable[_Rows]:
    return blocks if progress is None else _telling(blocks, progress)


def _telling(blocks: Iterable[_Rows], progress: Progress) -> Iterator[_Rows]:
    read, told_at = 0, 0
    for block in blocks:
        read += 1 if isinstance(block, BadRow) else len(block.raws)
        while told_at < read:
            progress(told_at)
            told_at += PROGRESS_ROWS
        yield block


def _beginning(file: Path) -> bytes:
    with closing(open_stream(file)) as stream:
        return stream.read(64 * 1024)
