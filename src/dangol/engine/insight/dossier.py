"""A folder becomes a judged dossier: its tables and saved reports are read, its figures asked for.

A file that is missing or cannot be read is no error: the evidence that needs it is unknown, and
says so. Which cells a figure comes from is found by trying: those that change it when they change.
"""

import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import msgspec
from msgspec import Struct

from dangol.engine.insight.asking import Asked, Desk
from dangol.engine.insight.reading import FileRows, read_rows
from dangol.engine.tables import TableError
from dangol.insight.dossier.changes import ChangeLog
from dangol.insight.dossier.dossier_file import parse_dossier
from dangol.insight.dossier.json_path import JsonPath, NotThere, value_at
from dangol.insight.dossier.judge import Absence, CellPlace, Found, Judgement, judge
from dangol.insight.dossier.model import (
    ByQuery,
    ByReport,
    Dossier,
    Evidence,
    NotAtHand,
    TableSource,
)
from dangol.terms.errors import InputError

DOSSIER = "dossier.toml"
LOG = "changes.json"
"""Beside it: what changed from build to build."""
MOST_REPORT_BYTES = 50_000_000
KEPT_ROWS = 2_000
"""Of a table, to show."""
MOST_TRIED = 400
"""Cells that are tried for one figure; with more of them, none is marked."""
NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,17})(?:\.\d{1,15})?")


class ChangeLogError(InputError):
    """A change log that cannot be read."""

    code = "dossier.log_unreadable"


class Sheet(Struct, frozen=True):
    """A table of the dossier, as in its file; or why it is not there."""

    source: TableSource
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()
    """At most KEPT_ROWS of them."""
    count: int = 0
    """Of all rows."""
    typed: Any = None
    """A `pyarrow.Table` in which columns of numbers are numbers; None where it is not there."""
    absence: Absence | None = None
    detail: str = ""


class SavedReport(Struct, frozen=True):
    """A saved report, or why it is not there."""

    value: Any = None
    absence: Absence | None = None
    detail: str = ""


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
        {name: _read_sheet(folder, one) for name, one in dossier.tables.items()},
        {name: _read_report(folder, one.file) for name, one in dossier.reports.items()},
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
    changed = msgspec.structs.replace(sheet, rows=rows, typed=_typed(sheet.columns, rows))
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


def is_number(text: str | None) -> bool:
    """Whether a cell holds a number, as it is written."""
    return text is not None and NUMBER.fullmatch(text) is not None


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
            cells = _cells_of(query, asked, value, sources.sheets, desk) if is_asked else ()
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
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Found(absence="no_number", detail=str(value)[:60], report=name)
    return Found(float(value), report=name)


def _cells_of(
    query: str, asked: Asked, value: float | None, sheets: Mapping[str, Sheet], desk: Desk
) -> tuple[CellPlace, ...]:
    """The cells with numbers that change the figure when they change a little.

    Where there is no figure because a cell is empty: the empty ones that would give one.
    """
    if any(sheets[name].count > KEPT_ROWS for name in asked.tables):
        return ()
    candidates = [
        (CellPlace(name, row, column), cells[at])
        for name in asked.tables
        for at, column in enumerate(sheets[name].columns)
        if asked.has_star or column.lower() in asked.columns
        for row, cells in enumerate(sheets[name].rows)
        if (is_number(cells[at]) if value is not None else not cells[at])
    ]
    if len(candidates) > MOST_TRIED:
        return ()
    telling: list[CellPlace] = []
    for place, text in candidates:
        number = float(text) if text else 0.5
        for moved in (number * 1.01 + 0.0001, number * 0.99 - 0.0001):
            desk.put(place.table, _moved(sheets[place.table], place, moved))
            if desk.run(query).value not in (value, None):
                telling.append(place)
                break
        desk.put(place.table, sheets[place.table].typed)
    return tuple(telling)


def _moved(sheet: Sheet, place: CellPlace, number: float) -> Any:
    pa: Any = import_module("pyarrow")

    at = sheet.columns.index(place.column)
    values = sheet.typed.column(at).to_pylist()
    values[place.row] = number
    column = pa.array(values, type=pa.float64())
    return sheet.typed.set_column(at, place.column, column)


def _read_sheet(folder: Path, source: TableSource) -> Sheet:
    path = folder / source.file
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return Sheet(source, absence="no_file", detail=source.file)
    try:
        rows = read_rows(path)
    except TableError as fault:
        return Sheet(source, absence="unreadable", detail=fault.message)
    return _sheet_of(source, rows)


def _sheet_of(source: TableSource, read: FileRows) -> Sheet:
    columns, table = read.columns, read.table
    if len({column.lower() for column in columns}) != len(columns):
        return Sheet(source, absence="unreadable", detail=f"{source.file}: two columns of one name")
    texts = tuple(
        tuple(None if value is None else str(value) for value in row)
        for row in zip(*(one.to_pylist() for one in table.slice(0, KEPT_ROWS).columns), strict=True)
    )
    typed = table if read.kind == ".parquet" else _with_numbers(table)
    return Sheet(source, columns, texts, table.num_rows, typed)


def _typed(columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> Any:
    pa: Any = import_module("pyarrow")
    texts = {
        name: pa.array([row[at] for row in rows], type=pa.string())
        for at, name in enumerate(columns)
    }
    return _with_numbers(pa.table(texts))


def _with_numbers(table: Any) -> Any:
    """The table of texts; a column in which every cell is a number or empty is one of numbers."""
    pa, compute = (
        cast("Any", import_module("pyarrow")),
        cast("Any", import_module("pyarrow.compute")),
    )
    columns: list[Any] = []
    for column in table.columns:
        texts = compute.utf8_trim_whitespace(compute.cast(column, pa.string()))
        texts = compute.if_else(compute.equal(texts, ""), None, texts)
        matches = compute.match_substring_regex(texts, f"^(?:{NUMBER.pattern})$")
        is_numbers = texts.null_count < len(texts) and compute.all(matches).as_py()
        columns.append(compute.cast(texts, pa.float64()) if is_numbers else texts)
    return pa.table(columns, names=table.column_names)


def _read_report(folder: Path, file: str) -> SavedReport:
    path = folder / file
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return SavedReport(absence="no_file", detail=file)
    try:
        if path.stat().st_size > MOST_REPORT_BYTES:
            return SavedReport(absence="unreadable", detail=f"{file}: too large")
        value = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError, RecursionError) as fault:
        return SavedReport(absence="unreadable", detail=f"{file}: {fault}"[:200])
    return SavedReport(value)
