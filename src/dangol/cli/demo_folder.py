"""The folder of a demo: one demo at a time, a record that is the demo's alone, its playbooks."""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from dangol.cli.console import UnwritableFileError, write_whole
from dangol.sim.b2b.company import sample_company
from dangol.sim.playbooks import demo_playbook_texts
from dangol.sim.shop import sample_shop
from dangol.store.record import open_record
from dangol.terms.errors import InputError, SettingError
from dangol.terms.languages import Language

RECORD = "dangol.sqlite"
PLAYBOOKS = "playbooks"
LOGS = "dangol.log"
MAIL = "mail"
LOCK = "demo.lock"


class NotTheDemosError(InputError):
    """A record that the demo would replace holds something else."""

    code = "demo.foreign_record"

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} holds a shop that is not the demo's", hint="name another folder with --out"
        )


class AlreadyOpenError(SettingError):
    """Another demo is open in the folder."""

    code = "demo.already_open"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"another demo is open in {folder}", hint="stop it, or name another folder with --out"
        )


@contextmanager
def fresh_folder(folder: Path) -> Generator[str]:
    """The folder is this demo's while the block runs, with its playbooks and without a record;
    gives the address at which the record will be.

    Raises: AlreadyOpenError (`demo.already_open`), NotTheDemosError (`demo.foreign_record`),
    UnwritableFileError.
    """
    for name, text in demo_playbook_texts().items():
        write_whole(folder / PLAYBOOKS / name, text.encode())
    with _alone_in(folder):
        _make_room(folder)
        yield record_url(folder)


def record_url(folder: Path) -> str:
    """The address of the demo's record in that folder."""
    return f"sqlite:///{(folder / RECORD).absolute()}"


@contextmanager
def _alone_in(folder: Path) -> Generator[None]:
    # SQLite's own lock: it is the same on every system, and is gone with the process.
    with closing(sqlite3.connect(folder / LOCK, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as fault:
            raise AlreadyOpenError(folder) from fault
        yield


def _make_room(folder: Path) -> None:
    """No record is there; what was there was an earlier demo's."""
    file = folder / RECORD
    if not file.exists():
        return
    record = open_record(record_url(folder))
    try:
        names = {one.name for one in record.read_workspaces()}
    finally:
        record.close()
    ours = {make(language).name for make in (sample_shop, sample_company) for language in Language}
    if names - ours:
        raise NotTheDemosError(file)
    try:
        for suffix in ("", "-wal", "-shm"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
        for mail in (folder / MAIL).glob("*.eml"):
            mail.unlink()
    except OSError as fault:
        raise UnwritableFileError(file, fault.strerror or str(fault)) from fault
