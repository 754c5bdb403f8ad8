"""A printed table of features, checked against itself, as a page."""

from functools import partial
from pathlib import Path

from dangol.engine.insight.pages import Cell, Column, Page, Section, Source, Table
from dangol.engine.insight.reading import FileRows, read_rows
from dangol.insight.revenue.printed import PrintedCheck, PrintedRow, check_printed
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

FEATURES = ("feature", "기능", "機能", "product", "name")
AMOUNTS = ("net_mrr", "mrr", "amount", "revenue", "금액", "매출", "金額", "売上")
SHARES = ("share", "비중", "점유율", "割合", "構成比")


def check_printed_file(
    path: Path, *, feature: str | None = None, amount: str | None = None, share: str | None = None
) -> PrintedCheck:
    """The check of the table in that file; columns that are not named are found by how they begin.

    Raises: TableError, PrintedTableError.
    """
    rows = read_rows(path)
    name = _column(rows, feature, FEATURES, "--feature")
    value = _column(rows, amount, AMOUNTS, "--amount")
    part = share or next((one for one in rows.columns if one.casefold().startswith(SHARES)), None)
    if part is not None:
        rows.require(part, option="--share")
    return check_printed(
        [
            (str(row[name] or ""), _text(row[value]), _text(row[part]) if part else None)
            for row in rows.table.to_pylist()
        ]
    )


def check_page(found: PrintedCheck, file: str, language: Language, *, command: str = "") -> Page:
    """The check in the reader's language."""
    t = partial(render_text, language=language)
    title = t("revenue.check.agrees" if found.agrees else "revenue.check.disagrees")
    names = ("printed", "share_printed", "of_total", "of_sum", "bounds")
    table = Table(
        t("revenue.check.caption"),
        [
            Column(t("revenue.column.feature"), is_number=False),
            *(Column(t(f"revenue.check.column.{name}")) for name in names),
            Column(t("revenue.check.column.verdict"), is_number=False),
        ],
        [_cells(row, language) for row in found.rows],
        notes=[t("revenue.check.definition")],
    )
    lead = t(
        "revenue.check.sum",
        sum=found.rows_sum,
        total=found.total,
        difference=found.difference,
        allowed=found.allowed,
    )
    shares = t("revenue.check.shares", sum=found.shares_sum) if found.shares_sum else ""
    section = Section(
        t("revenue.check.kind"),
        words=[shares] if shares else [],
        tables=[table],
        source=Source([file], command=command),
    )
    return Page(title, lead, [section], language, t("revenue.check.kind"))


def _cells(row: PrintedRow, language: Language) -> list[str | Cell]:
    t = partial(render_text, language=language)
    if not row.share:
        verdict = Cell(t("revenue.check.none"), "quiet")
    elif row.agrees:
        verdict = Cell(t("revenue.check.inside"), "green")
    else:
        verdict = Cell(t("revenue.check.outside"), "red")
    return [
        row.feature,
        row.amount,
        row.share,
        f"{row.share_of_total:.2%}",
        f"{row.share_of_sum:.2%}",
        f"{row.least:.2%} – {row.most:.2%}",
        verdict,
    ]


def _column(rows: FileRows, given: str | None, usual: tuple[str, ...], option: str) -> str:
    if given is not None:
        return rows.require(given, option=option)
    found = next((one for one in rows.columns if one.casefold().startswith(usual)), None)
    return found if found is not None else rows.require(usual[0], option=option)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
