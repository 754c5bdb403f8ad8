"""What a command prints: data to stdout; progress, notes and errors to stderr."""

import os
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import BinaryIO

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from dangol.terms.errors import DangolError, SettingError
from dangol.terms.languages import Language, parse_language

INTERNAL_EXIT_CODE = 70
"""Of what Dangol did not foresee. Source: EX_SOFTWARE of sysexits.h."""
INTERRUPTED_EXIT_CODE = 130
"""Of Ctrl-C: 128 and SIGINT."""
LANGUAGES = "ko|ja|en"
"""As help shows what `--lang` takes."""
PROGRESS_AFTER_S = 2.0
"""What takes less long shows no progress."""


class UnwritableFileError(SettingError):
    """A file cannot be written where it was asked for."""

    code = "output.file_unwritable"

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"{file} cannot be written: {reason}", hint="name a file in a folder you may write to"
        )


def print_json(report: object) -> None:
    """The report stands on stdout as one JSON object on one line."""
    sys.stdout.write(msgspec.json.encode(report).decode() + "\n")


def print_note(text: str) -> None:
    """The note stands on stderr."""
    Console(stderr=True).print(Text(printable(text)), soft_wrap=True)


def print_error(message: str, hint: str) -> None:
    """The error and what to do next stand on stderr, each line under its word."""
    console = Console(stderr=True)
    for word, style, text in (("error", "bold red", message), ("hint", "bold cyan", hint)):
        for line in text.splitlines():
            console.print(Text.assemble((f"{word}:", style), " ", printable(line)), soft_wrap=True)


def report_fault(fault: BaseException, environ: Mapping[str, str] = os.environ) -> int:
    """The fault has been told on stderr; returns the exit code.

    Raises: the fault itself where it was not foreseen and DANGOL_DEBUG is 1.
    """
    if isinstance(fault, DangolError):
        print_error(fault.message, fault.hint)
        return fault.exit_code
    if isinstance(fault, KeyboardInterrupt):
        return INTERRUPTED_EXIT_CODE
    if environ.get("DANGOL_DEBUG") == "1":
        raise fault
    said = f"{type(fault).__name__}: {fault}" if str(fault) else type(fault).__name__
    print_error(
        f"{said} (internal)",
        "this is a fault of Dangol: please report it, with the output of DANGOL_DEBUG=1",
    )
    return INTERNAL_EXIT_CODE


def printable(text: str) -> str:
    """The text without what a terminal would obey: control characters become a question mark."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def language_of(environ: Mapping[str, str]) -> Language:
    """The language of the terminal, as the environment names it; English where it is another."""
    names = (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return parse_language(next((name for name in names if name), None), Language.EN)


@contextmanager
def whole_file(file: Path) -> Generator[BinaryIO]:
    """A file to write into that takes its name, and its folder, only when it is whole.

    Raises: UnwritableFileError (`output.file_unwritable`).
    """
    if not file.name or file.is_dir():  # `.` and `/` have no name that a part could take
        raise UnwritableFileError(file, "it is a folder")
    part = file.with_name(file.name + ".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            yield stream
        part.replace(file)
    except OSError as fault:
        raise UnwritableFileError(file, fault.strerror or str(fault)) from fault
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def write_whole(file: Path, content: bytes) -> None:
    """The file holds the content, or what it held before: never a part.

    Raises: UnwritableFileError (`output.file_unwritable`).
    """
    with whole_file(file) as stream:
        stream.write(content)


class Working:
    """A bar on stderr that appears once the work has taken over two seconds; never in a pipe."""

    def __init__(self, label: str, *, total: int | None = None) -> None:
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._is_seen = self._bar.console.is_terminal
        self._task = self._bar.add_task(printable(label), total=total)
        self._before = 0
        self._last = 0
        self._began_s = time.monotonic()
        # A clock of its own: one long step is over two seconds without a word from the work.
        self._clock = Timer(PROGRESS_AFTER_S, self._show)
        self._clock.daemon = True

    def tell(self, done: int) -> None:
        """Show how much is done; a smaller number than before begins the next file."""
        if done < self._last:
            self._before += self._last
        self._last = done
        if self._is_seen and time.monotonic() - self._began_s >= PROGRESS_AFTER_S:
            self._show()

    def _show(self) -> None:
        self._bar.update(self._task, completed=self._before + self._last)
        self._bar.start()

    def __enter__(self) -> "Working":
        if self._is_seen:
            self._clock.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clock.cancel()
        if self._is_seen:
            self._clock.join()
        if self._bar.live.is_started:
            self._bar.stop()
