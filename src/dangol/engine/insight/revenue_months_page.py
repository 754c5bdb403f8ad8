"""What moved each month, what is kept, and how few accounts it hangs on: parts of a page."""

from collections.abc import Sequence

from dangol.engine.insight.charts import BarRow, Bars, Line, Lines
from dangol.engine.insight.pages import Cell, Column, Figure, Section, Table
from dangol.engine.insight.revenue_words import Words, percent_text
from dangol.insight.revenue.figures import FeatureMonth, MonthRow
from dangol.terms.texts import render_number, render_share

SHOWN_MONTHS = 12
MOST_FEATURE_MONTHS = 2_000
MOVES = ("new", "expansion", "contraction", "churn", "reactivation")


def movements_section(words: Words) -> Section:
    """What was gained and lost in the last months, and every movement, also by feature."""
    months = words.report.months
    shown = months[-SHOWN_MONTHS:]
    tables = [
        _month_table(words, words.t("revenue.movements_caption", n=len(shown)), shown),
        _month_table(words, words.t("revenue.movements_all"), months, is_folded=True),
    ]
    if len(words.report.feature_months) <= MOST_FEATURE_MONTHS:
        caption = words.t("revenue.movements_features")
        tables.append(_month_table(words, caption, words.report.feature_months, is_folded=True))
    return Section(
        words.t("revenue.movements"),
        charts=_moved(words, [one for one in shown if not one.is_opening]),
        tables=tables,
        notes=[words.t("revenue.define.movements")],
        anchor="movements",
    )


def _moved(words: Words, months: Sequence[MonthRow]) -> list[Bars]:
    if not months:
        return []
    caption = words.caption(words.t("revenue.moved_caption", n=len(months)))
    rows = [
        BarRow(
            f"{one.month:%Y-%m}",
            [
                words.measured(one.new + one.expansion + one.reactivation),
                words.measured(one.contraction + one.churn),
            ],
        )
        for one in months
    ]
    return [Bars(caption, rows, (words.t("revenue.gained"), words.t("revenue.lost")))]


def _month_table(
    words: Words, caption: str, months: Sequence[MonthRow], *, is_folded: bool = False
) -> Table:
    is_by_feature = isinstance(months[0], FeatureMonth)
    names = ("mrr", "change", *MOVES, "accounts")
    rows: list[list[str | Cell]] = []
    for one in months:
        amounts = [words.amount(getattr(one, name)) for name in ("mrr", "change", *MOVES)]
        if one.is_opening:
            amounts[1:] = ["–"] * (len(MOVES) + 1)
        feature = [words.name(one.feature)] if isinstance(one, FeatureMonth) else []
        rows.append([f"{one.month:%Y-%m}", *feature, *amounts, render_number(one.accounts)])
    columns = [Column(words.t("revenue.column.month"), is_number=False)]
    if is_by_feature:
        columns.append(Column(words.t("revenue.column.feature"), is_number=False))
    columns += [Column(words.t(f"revenue.column.{name}")) for name in names]
    return Table(words.caption(caption), columns, rows, is_folded=is_folded)


def retention_section(words: Words) -> Section:
    """Net and gross retention, over a month where the record is too short for the window."""
    report = words.report
    kept = report.retention or report.monthly_retention
    window = report.retention_months if report.retention else 1
    said: list[str] = []
    if not report.retention:
        said.append(words.t("revenue.no_retention", n=report.retention_months))
    caption = words.t("revenue.retention_caption", n=window)
    points = [f"{one.month:%Y-%m}" for one in kept]
    charts = [
        Lines(
            caption,
            points,
            [
                Line(words.t("revenue.column.nrr"), [one.net for one in kept]),
                Line(words.t("revenue.column.grr"), [one.gross for one in kept]),
            ],
            shown=render_share,
            first=words.t("revenue.column.month"),
        )
    ]
    names = ("then", "nrr", "grr", "kept")
    table = Table(
        words.caption(caption),
        [
            Column(words.t("revenue.column.month"), is_number=False),
            *(Column(words.t(f"revenue.column.{name}")) for name in names),
        ],
        [
            [
                f"{one.month:%Y-%m}",
                words.amount(one.then_minor),
                percent_text(one.net),
                percent_text(one.gross),
                f"{render_number(one.accounts_kept)} / {render_number(one.accounts_then)}",
            ]
            for one in kept[-SHOWN_MONTHS:]
        ],
        notes=[words.t("revenue.define.retention")],
    )
    return Section(
        words.t("revenue.retention"),
        words=said,
        charts=charts if len(kept) > 1 else [],
        tables=[table] if kept else [],
        anchor="retention",
    )


def kept_figures(words: Words) -> list[Figure]:
    """The last month's net and gross retention, if the record reaches back far enough."""
    kept = words.report.retention[-1:]
    note = words.t("revenue.retention_caption", n=words.report.retention_months)
    return [
        Figure(words.t(f"revenue.column.{name}"), percent_text(value), note)
        for one in kept
        for name, value in (("nrr", one.net), ("grr", one.gross))
    ]


def concentration_section(words: Words) -> Section | None:
    """The shares of the largest accounts, and the index; none where nobody pays."""
    found = words.report.concentration
    if found is None:
        return None
    shares = ((1, found.largest_1), (5, found.largest_5), (10, found.largest_10))
    return Section(
        words.t("revenue.concentration"),
        figures=[
            *(Figure(words.t("revenue.largest", n=n), percent_text(share)) for n, share in shares),
            Figure(words.t("revenue.hhi"), render_number(found.hhi), words.t("revenue.hhi_note")),
        ],
        notes=[words.t("revenue.define.hhi")],
        anchor="concentration",
    )
