"""A dossier's sources in its report: tables as in their files, with the cells that figures use."""

from collections.abc import Mapping, Sequence

from dangol.engine.insight.dossier import Built
from dangol.engine.insight.dossier_sheets import Sheet
from dangol.engine.insight.dossier_words import NONE, absence_text, found_text, say
from dangol.engine.insight.pages import Cell, Column, Section, Source, Table, Tone
from dangol.insight.dossier.judge import Found
from dangol.insight.dossier.model import ByReport
from dangol.terms.languages import Language

SHOWN_ROWS = 60
"""Of a table; beyond them only the rows that a figure is from."""


def columns_of(language: Language, *names: str, numbers: Sequence[str] = ()) -> list[Column]:
    """The heads of those columns."""
    return [Column(say(f"col.{name}", language), name in numbers) for name in names]


def table_anchor(name: str) -> str:
    """Where a table stands in the report."""
    return f"t-{name.replace('_', '-')}"


def report_anchor(name: str) -> str:
    """Where a saved report stands in the report."""
    return f"r-{name.replace('_', '-')}"


def sources_of(built: Built, language: Language, command: str) -> list[Section]:
    """Every table with the cells that figures are from, and what was taken from reports."""
    dossier = built.sources.dossier
    used: dict[str, dict[tuple[int, str], str]] = {}
    for judged in built.judgement.judged:
        for one in judged.weighed:
            for cell in one.found.cells:
                places = used.setdefault(cell.table, {})
                places.setdefault((cell.row, cell.column), judged.hypothesis.id)
    sections = [
        Section(
            say("sources.heading", language),
            words=[say("sources.lead", language)],
            anchor="sources",
        )
    ]
    for name, sheet in built.sources.sheets.items():
        about = sheet.source.about.in_(language)
        heading = say("sources.table", language, file=sheet.source.file, about=about)
        source = Source([sheet.source.file], sheet.source.date, command)
        anchor = table_anchor(name)
        if sheet.absence is not None:
            why = absence_text(Found(absence=sheet.absence, detail=sheet.detail), language)
            words = [say("sources.absent", language, why=why)]
            sections.append(Section(heading, words=words, source=source, anchor=anchor))
            continue
        table = _sheet_table(sheet, used.get(name, {}), heading, language)
        sections.append(Section(heading, tables=[table], source=source, anchor=anchor))
    for name, report in dossier.reports.items():
        saved = built.sources.reports[name]
        rows = [
            [one.evidence.origin.path.written, Cell(found_text(one, language), "strong")]
            for one in built.judgement.weighed
            if isinstance(one.evidence.origin, ByReport) and one.evidence.origin.report == name
        ]
        heading = say("sources.report", language, file=report.file)
        why = absence_text(Found(absence=saved.absence, detail=saved.detail), language)
        words = [] if saved.absence is None else [say("sources.absent", language, why=why)]
        columns = columns_of(language, "place", "figure", numbers=("figure",))
        sections.append(
            Section(
                heading,
                words=[report.about.in_(language), *words],
                tables=[Table(report.about.in_(language), columns, rows)] if rows else [],
                source=Source([report.file], report.date, report.command),
                anchor=report_anchor(name),
            )
        )
    return sections


def _sheet_table(
    sheet: Sheet, used: Mapping[tuple[int, str], str], caption: str, language: Language
) -> Table:
    rows_used = {row for row, _ in used}
    shown = [at for at in range(len(sheet.rows)) if at < SHOWN_ROWS or at in rows_used]
    rows: list[list[str | Cell]] = []
    for at in shown:
        cells: list[str | Cell] = []
        for column, text in zip(sheet.columns, sheet.rows[at], strict=True):
            hypothesis = used.get((at, column))
            link = "" if hypothesis is None else f"#h-{hypothesis}"
            # A marked cell that is empty is a link too, which needs something to be read.
            said = text or ("" if hypothesis is None else NONE)
            cells.append(Cell(said, "" if hypothesis is None else "strong", link))
        rows.append(cells)
    left_out = len(shown) < sheet.count
    note = say("sources.left_out", language, n=sheet.count, shown=SHOWN_ROWS)
    # Numbers stand to the right as texts do not; here cells are shown as they are written.
    columns = [Column(name, is_number=False) for name in sheet.columns]
    notes = [note] if left_out else []
    return Table(caption, columns, rows, notes=notes, is_phone_folded=True)


def tone_of(name: str) -> Tone:
    """The tone of a verdict's name; none of anything else."""
    match name:
        case "green" | "amber" | "red" | "unknown":
            return name
        case _:
            return ""
