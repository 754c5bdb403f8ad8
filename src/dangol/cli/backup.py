"""`dangol backup` and `dangol restore`: the whole record in one file, and back."""

import time
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from dangol.cli.console import Working, print_json, print_note
from dangol.cli.workspace import URL_HELP, open_chosen_record
from dangol.store.manifest import Manifest
from dangol.terms.instants import Instant, render_instant

KEPT_DAYS = 30


class TableReport(msgspec.Struct, frozen=True):
    """One table of a backup."""

    rows: int
    sha256: str


class BackupReport(msgspec.Struct, frozen=True):
    """A backup that was written or restored. Equal sums mean equal records."""

    file: str
    bytes: int
    created_at: str
    expires_at: str
    rows: int
    sha256: str
    tables: dict[str, TableReport]


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    *,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    days: Annotated[
        int, typer.Option(help="How long it may be restored.", min=1, max=3650)
    ] = KEPT_DAYS,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write the whole record, as at this moment, into one file. The server may go on."""
    from dangol.store.backup import write_backup

    record = open_chosen_record(url, is_there=True)
    try:
        with Working(f"backing up into {file}") as working:
            manifest = write_backup(record, file, now=_now(), days=days, on_rows=_Rows(working).add)
    finally:
        record.close()
    _tell(file, manifest, as_json=as_json)
    if not as_json:
        print_note("It holds personal data and the keys' hashes: keep it as you keep the record.")


def restore(
    file: Annotated[Path, typer.Argument(help="The file that `dangol backup` wrote.")],
    *,
    url: Annotated[str | None, typer.Option(help=f"An empty record. {URL_HELP}")] = None,
    expired: Annotated[
        bool,
        typer.Option("--expired", help="Restore it although its time is over."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Read a backup into an empty record, of either engine, and check every sum."""
    from dangol.store.backup import check_backup, restore_backup

    check_backup(file, now=_now(), is_expired_taken=expired)
    record = open_chosen_record(url)
    try:
        with Working(f"restoring {file}") as working:
            manifest = restore_backup(
                record, file, now=_now(), is_expired_taken=expired, on_rows=_Rows(working).add
            )
    finally:
        record.close()
    _tell(file, manifest, as_json=as_json)


class _Rows:
    """Adds up rows for the bar."""

    def __init__(self, working: Working) -> None:
        self._working = working
        self._done = 0

    def add(self, rows: int) -> None:
        self._done += rows
        self._working.tell(self._done)


def _tell(file: Path, manifest: Manifest, *, as_json: bool) -> None:
    report = BackupReport(
        file=str(file),
        bytes=file.stat().st_size,
        created_at=render_instant(manifest.created_at),
        expires_at=render_instant(manifest.expires_at),
        rows=manifest.rows,
        sha256=manifest.checksum,
        tables={one.table: TableReport(one.rows, one.sha256) for one in manifest.tables},
    )
    if as_json:
        print_json(report)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None)
    table.add_column("table")
    table.add_column("rows", justify="right")
    table.add_column("sha256", overflow="fold")
    for name, one in report.tables.items():
        table.add_row(name, f"{one.rows:,}", one.sha256[:16])
    table.add_row(Text("all", style="bold"), f"{report.rows:,}", report.sha256[:16])
    Console().print(table)
    Console().print(f"{report.bytes:,} bytes, to be restored until {report.expires_at}")


def _now() -> Instant:
    return Instant(time.time_ns() // 1000)
