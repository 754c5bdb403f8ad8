"""A folder becomes a judged dossier: its tables and saved reports are read, its figures asked for.

A file that is missing or cannot be read is no error: the evidence that needs it is unknown, and
says so. Which cells a figure comes from is found by trying: those that change it when they change.
"""

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import msgspec
from msgspec import Struct

from dangol.engine.insight.asking import Asked, Desk
from dangol.engine.insight.dossier_cells import cells_of
from dangol.engine.insight.dossier_sheets import (
    SavedReport,
    Sheet,
    read_report,
    read_sheet,
    typed_of,
)
from dangol.engine.tables import TableError
from dangol.insight.dossier.changes import ChangeLog
from dangol.insight.dossier.dossier_file import parse_dossier
from dangol.insight.dossier.json_path import JsonPath, NotThere, value_at
from dangol.insight.dossier.judge import CellPlace, Found, Judgement, judge
from dangol.insight.dossier.model import (
    ByQuery,
    ByReport,
    Dossier,
    Evidence,
    NotAtHand,
)
from dangol.terms.errors import InputError

DOSSIER = "dossier.toml"
LOG = "changes.json"
"""Beside it: what changed from build to build."""
_WRITTEN = re.compile(r"[-+]?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,20})?(?: ?%)?", re.ASCII)
"""A number as a report writes it in a text."""


class ChangeLogError(InputError):
    """A change log that cannot be read."""

    code = "dossier.log_unreadable"


class Sources(Struct, frozen=True):
    """Everything that a dossier judges by."""

    dossier: Dossier
    sheets: Mapping[str, Sheet]
    reports: Mapping[str, SavedReport]


class Built(Struct, frozen=True):
    """A dossier with its verdicts, and what they are from."""

    sources: Sources
    judgement: Judgement
    printed_faults: Mapping[str, str]
    """Where a paper's own mark could not be looked up: by question or hypothesis, why."""


def read_sources(folder: Path) -> Sources:
    """The dossier of the folder with its tables and reports.

    Raises: DossierFileError (`dossier.file_unusable`), TableError (`table.unreadable`) where there
        is no `dossier.toml`.
    """
    file = folder / DOSSIER
    if not file.is_file():
        what = "has no" if folder.is_dir() else "is no folder with a"
        hint = "`dangol dossier example DIR` writes one to begin with"
        raise TableError(f"{folder} {what} {DOSSIER}", hint=hint)
    try:
        text = file.read_bytes()
    except OSError as fault:
        raise TableError(f"{file} cannot be read: {fault.strerror}", hint="check it") from fault
    dossier = parse_dossier(text, DOSSIER)
    return Sources(
        dossier,
        {name: read_sheet(folder, one) for name, one in dossier.tables.items()},
        {name: read_report(folder, one.file) for name, one in dossier.reports.items()},
    )


def build(sources: Sources, before: Built | None = None) -> Built:
    """The verdicts that follow from the sources.

    What `before` has found in the same tables and reports is not asked for again.
    """
    dossier, sheets = sources.dossier, sources.sheets
    there = {name: sheet.typed for name, sheet in sheets.items() if sheet.typed is not None}
    known = {one.evidence.id: one.found for one in before.judgement.weighed} if before else {}
    found: dict[str, Found] = {}
    printed: dict[str, str] = {}
    faults: dict[str, str] = {}
    with Desk(there, absent=[name for name in sheets if name not in there]) as desk:
        for one in dossier.hypotheses:
            for evidence in one.evidence:
                old = known.get(evidence.id)
                if old is not None and before is not None and _is_same(old, before, sources):
                    found[evidence.id] = old
                else:
                    found[evidence.id] = _find(evidence, sources, desk)
        for part in (*dossier.questions, *dossier.hypotheses):
            if part.printed:
                asked = _asked_of(part.printed, sources, desk, is_text=True)
                if isinstance(asked.value, str):
                    printed[part.id] = asked.value
                else:
                    faults[part.id] = asked.detail or str(asked.absence)
    return Built(sources, judge(dossier, found, printed), faults)


def with_cell(sources: Sources, place: CellPlace, text: str) -> Sources:
    """The sources with another text in one cell; nothing else is another one.

    Raises: KeyError, IndexError, ValueError where there is no such cell.
    """
    sheet = sources.sheets[place.table]
    if sheet.count > len(sheet.rows):
        raise ValueError(place.table)  # not all of it is here to change
    column = sheet.columns.index(place.column)
    row = list(sheet.rows[place.row])
    row[column] = text
    rows = (*sheet.rows[: place.row], tuple(row), *sheet.rows[place.row + 1 :])
    changed = msgspec.structs.replace(sheet, rows=rows, typed=typed_of(sheet.columns, rows))
    return msgspec.structs.replace(sources, sheets={**sources.sheets, place.table: changed})


def read_log(file: Path) -> ChangeLog:
    """The change log of that file; an empty one where there is none yet.

    Raises: ChangeLogError (`dossier.log_unreadable`).
    """
    if not file.exists():
        return ChangeLog()
    try:
        return msgspec.json.decode(file.read_bytes(), type=ChangeLog)
    except (OSError, msgspec.MsgspecError, RecursionError) as fault:
        raise ChangeLogError(
            f"{file} is no change log: {fault}",
            hint="move it away to begin a new one; it is kept by `dangol dossier build`",
        ) from fault


def render_log(log: ChangeLog) -> bytes:
    """The log as it is kept: JSON that a person can read and compare."""
    return msgspec.json.format(msgspec.json.encode(log), indent=1) + b"\n"


def example_files() -> Mapping[str, bytes]:
    """The worked example by the names of its files."""
    root = files("dangol.insight.dossier").joinpath("example")
    found: dict[str, bytes] = {}
    waiting = [("", root)]
    while waiting:
        prefix, folder = waiting.pop()
        for entry in folder.iterdir():
            if entry.is_dir():
                waiting.append((f"{prefix}{entry.name}/", entry))
            else:
                found[f"{prefix}{entry.name}"] = entry.read_bytes()
    return dict(sorted(found.items()))


def _is_same(old: Found, before: Built, sources: Sources) -> bool:
    """Whether all that a figure is from is what it was."""
    sheets, old_sheets = sources.sheets, before.sources.sheets
    return all(sheets.get(name) is old_sheets.get(name) for name in old.tables)


def _find(evidence: Evidence, sources: Sources, desk: Desk) -> Found:
    match evidence.origin:
        case NotAtHand():
            return Found(absence="not_at_hand")
        case ByReport(report, path):
            return _from_report(report, path, sources.reports[report])
        case ByQuery(query):
            asked = _asked_of(query, sources, desk)
            value = asked.value if isinstance(asked.value, float) else None
            is_asked = value is not None or asked.absence == "empty"
            cells = cells_of(query, asked, value, sources.sheets, desk) if is_asked else ()
            return Found(value, asked.absence, asked.detail, asked.tables, cells=cells)


def _asked_of(query: str, sources: Sources, desk: Desk, *, is_text: bool = False) -> Asked:
    parsed = desk.parse(query)
    for name in parsed.tables:
        sheet = sources.sheets[name]
        if sheet.typed is None:
            return Asked(absence=sheet.absence, detail=sheet.detail, tables=parsed.tables)
    return desk.ask(query, is_text=is_text)


def _from_report(name: str, path: JsonPath, saved: SavedReport) -> Found:
    if saved.absence is not None:
        return Found(absence=saved.absence, detail=saved.detail, report=name)
    value = value_at(saved.value, path)
    if isinstance(value, NotThere):
        return Found(absence="not_there", detail=value.reached or "–", report=name)
    if value is None:
        return Found(absence="empty", report=name)
    number = _number_in(value)
    if number is None:
        return Found(absence="no_number", detail=str(value)[:60], report=name)
    return Found(number, report=name)


def _number_in(value: object) -> float | None:
    """The number, also where a report writes it as a text to keep it exact: "0.3958", "39.6%"."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if not isinstance(value, str):
        return float(value)
    plain = value.strip()
    if not _WRITTEN.fullmatch(plain):
        return None
    number = float(plain.removesuffix("%").rstrip().replace(",", ""))
    return number / 100 if plain.endswith("%") else number
