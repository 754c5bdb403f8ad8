"""The answer about a ledger as a page: what earns, what moved, what passed what, what is kept."""

from collections.abc import Mapping

from dangol.engine.insight.charts import BarRow, Bars, Line, Lines
from dangol.engine.insight.pages import Cell, Column, Figure, Page, Section, Source, Table
from dangol.engine.insight.revenue import NamedRows, RevenueAnswer
from dangol.engine.insight.revenue_months_page import (
    concentration_section,
    kept_figures,
    movements_section,
    retention_section,
)
from dangol.engine.insight.revenue_words import Words, growth_text, percent_text
from dangol.insight.revenue.figures import FeatureRow, Kept
from dangol.insight.revenue.table import Label
from dangol.terms.languages import Language
from dangol.terms.texts import render_number, render_share

MOST_LINES = 8
MOST_CROSSINGS = 40
MOST_BARS = 30


def revenue_page(
    answer: RevenueAnswer,
    language: Language,
    *,
    command: str = "",
    labels: Mapping[str, Label] | None = None,
) -> Page:
    """The page in the reader's language; features by their labels where there are any."""
    return _Writer(answer, language, command, labels or {}).page()


class _Writer:
    def __init__(
        self,
        answer: RevenueAnswer,
        language: Language,
        command: str,
        labels: Mapping[str, Label],
    ) -> None:
        self.answer, self.report, self.language = answer, answer.report, language
        self.words = Words(answer, language, labels)
        self.t, self.command = self.words.t, command

    def page(self) -> Page:
        """All sections."""
        report = self.report
        sections = [
            self._features(),
            self._trend(),
            self._crossings(),
            movements_section(self.words),
            retention_section(self.words),
            concentration_section(self.words),
            self._named(),
        ]
        return Page(
            title=self._title(),
            lead=self._lead(),
            sections=[one for one in sections if one is not None],
            language=self.language,
            kind=self.t("revenue.kind"),
            facts=self._facts(),
            figures=[
                Figure(self.t("revenue.column.mrr"), self.words.money(report.net_mrr)),
                *kept_figures(self.words),
                Figure(self.t("revenue.paying"), render_number(report.months[-1].accounts)),
            ],
        )

    def _title(self) -> str:
        report = self.report
        month, mrr = f"{report.last_month:%Y-%m}", self.words.money(report.net_mrr)
        top = report.features[0]
        if top.share is None or top.net_mrr <= 0:
            return self.t("revenue.title_nothing", month=month, mrr=mrr)
        return self.t(
            "revenue.title",
            month=month,
            mrr=mrr,
            feature=self.words.name(top.feature),
            share=render_share(top.share),
        )

    def _lead(self) -> str:
        baseline = f"{self.report.baseline:%Y-%m}"
        if self.report.growth is None:
            return self.t("revenue.lead_new", baseline=baseline)
        growth = growth_text(self.report.growth)
        return self.t("revenue.lead_growth", baseline=baseline, growth=growth)

    def _facts(self) -> list[tuple[str, str]]:
        report, read = self.report, self.answer.read
        counts = f"{render_number(read.rows)} / {render_number(read.counted)}"
        taken = ", ".join(f"{meaning} = {name}" for meaning, name in read.columns.items())
        return [
            (self.t("revenue.fact.file"), read.file),
            (self.t("revenue.fact.rows"), counts),
            (
                self.t("revenue.fact.months"),
                f"{report.first_month:%Y-%m} – {report.last_month:%Y-%m}",
            ),
            (self.t("revenue.fact.accounts"), render_number(report.accounts)),
            (
                self.t("revenue.fact.currency"),
                report.currency or self.t("revenue.fact.no_currency"),
            ),
            (self.t("revenue.fact.columns"), taken),
        ]

    def _features(self) -> Section:
        report = self.report
        baseline = f"{report.baseline:%Y-%m}"
        caption = self.t("revenue.features_caption", month=f"{report.last_month:%Y-%m}")
        bars = [
            BarRow(
                self.words.name(one.feature),
                [self.words.measured(one.net_mrr)],
                percent_text(one.share),
            )
            for one in report.features[:MOST_BARS]
        ]
        table = Table(
            self.words.caption(caption),
            [
                Column(self.t("revenue.column.feature"), is_number=False),
                *(Column(self.t(f"revenue.column.{name}")) for name in ("mrr", "share")),
                Column(self.t("revenue.column.growth", baseline=baseline)),
                *(
                    Column(self.t(f"revenue.column.{name}"))
                    for name in ("launched", "change", "accounts", "nrr", "grr")
                ),
            ],
            [self._feature_cells(one) for one in report.features],
            totals=[self._total_cells()],
            notes=[
                self.t(f"revenue.define.{self.words.form}"),
                self.t("revenue.define.growth"),
                self.t("revenue.define.launched"),
            ],
        )
        return Section(
            self.t("revenue.features"),
            charts=[Bars(self.words.caption(caption), bars)],
            tables=[table],
            source=Source(
                [self.answer.read.file], f"{report.last_month:%Y-%m}", command=self.command
            ),
            anchor="features",
        )

    def _feature_cells(self, one: FeatureRow) -> list[str | Cell]:
        first = "" if one.first_month is None else f"{one.first_month:%Y-%m}"
        launched = first if one.launched else self.t("revenue.before_record", month=first)
        growth = "" if one.growth is None else growth_text(one.growth)
        return [
            self.words.name(one.feature),
            Cell(self.words.amount(one.net_mrr), "strong"),
            percent_text(one.share),
            self.t("revenue.new_since") if one.is_new else growth or "–",
            launched if first else "–",
            self.words.amount(one.change),
            render_number(one.accounts),
            *self._kept_cells(one.retention),
        ]

    def _total_cells(self) -> list[str | Cell]:
        report = self.report
        kept = report.retention[-1] if report.retention else None
        return [
            self.t("revenue.total"),
            self.words.amount(report.net_mrr),
            percent_text(1.0 if report.net_mrr > 0 else None),
            "–" if report.growth is None else growth_text(report.growth),
            "",
            self.words.amount(report.months[-1].change),
            render_number(report.months[-1].accounts),
            *self._kept_cells(kept if kept and kept.month == report.last_month else None),
        ]

    def _kept_cells(self, kept: Kept | None) -> tuple[str, str]:
        return ("–", "–") if kept is None else (percent_text(kept.net), percent_text(kept.gross))

    def _trend(self) -> Section | None:
        report = self.report
        if len(report.months) < 2:
            return None
        shown = [one.feature for one in report.features[:MOST_LINES]]
        series: dict[str, list[float | None]] = {feature: [] for feature in shown}
        for one in report.feature_months:
            if one.feature in series:
                series[one.feature].append(self.words.major(one.mrr))
        lines = Lines(
            self.words.caption(self.t("revenue.trend_caption", n=len(shown))),
            [f"{one.month:%Y-%m}" for one in report.months],
            [Line(self.words.name(feature), values) for feature, values in series.items()],
            first=self.t("revenue.column.month"),
        )
        return Section(self.t("revenue.trend"), charts=[lines], anchor="trend")

    def _crossings(self) -> Section:
        report = self.report
        heading = self.t("revenue.crossings")
        if not report.crossings:
            words = self.t("revenue.no_crossings", n=report.compared)
            note = self.t("revenue.define.crossing")
            return Section(heading, words=[words], notes=[note], anchor="crossings")
        # The latest and lasting ones say most.
        ranked = sorted(report.crossings, key=lambda one: (one.is_lasting, one.month), reverse=True)
        more = len(ranked) - MOST_CROSSINGS
        columns = ("passes", "passed", "after_launch", "its_mrr", "passed_mrr", "stands")
        table = Table(
            self.words.caption(self.t("revenue.crossings_caption", n=len(report.crossings))),
            [
                Column(self.t("revenue.column.month"), is_number=False),
                *(
                    Column(self.t(f"revenue.column.{name}"), name.endswith("mrr"))
                    for name in columns
                ),
            ],
            [
                [
                    f"{one.month:%Y-%m}",
                    self.words.name(one.feature),
                    self.words.name(one.passed),
                    self.t("revenue.since_unknown")
                    if one.months_since_launch is None
                    else self.t("revenue.since", n=one.months_since_launch),
                    self.words.amount(one.feature_mrr),
                    self.words.amount(one.passed_mrr),
                    self.t("revenue.lasting" if one.is_lasting else "revenue.not_lasting"),
                ]
                for one in ranked[:MOST_CROSSINGS]
            ],
            notes=[
                self.t("revenue.define.crossing"),
                *([self.t("revenue.crossings_more", n=more)] if more > 0 else []),
            ],
        )
        return Section(heading, tables=[table], anchor="crossings")

    def _named(self) -> Section:
        read, notes = self.answer.read, [self.t("revenue.define.currency")]
        if read.rounded:
            notes.append(self.t("revenue.rounded", n=read.rounded))
        if read.never_active:
            notes.append(self.t("revenue.never_active", n=read.never_active))
        if read.is_cut and read.last_day is not None:
            last = f"{self.report.last_month:%Y-%m}"
            notes.append(self.t("revenue.cut", day=read.last_day.isoformat(), month=last))
        if self.report.empty_months:
            months = ", ".join(f"{one:%Y-%m}" for one in self.report.empty_months)
            notes.append(self.t("revenue.empty_months", months=months))
        heading = self.t("revenue.named")
        if not read.named:
            words = [self.t("revenue.no_named")]
            return Section(heading, words=words, notes=notes, anchor="named")
        names = (("rows", True), ("amount", True), ("treated", False), ("places", False))
        table = Table(
            self.words.caption(self.t("revenue.named_caption")),
            [
                Column(self.t("revenue.column.sort"), is_number=False),
                *(Column(self.t(f"revenue.column.{name}"), number) for name, number in names),
            ],
            [self._named_cells(one) for one in read.named],
            notes=notes,
        )
        return Section(heading, tables=[table], anchor="named")

    def _named_cells(self, one: NamedRows) -> list[str | Cell]:
        return [
            self.t(f"revenue.sort.{one.sort}", currency=one.currency),
            render_number(one.rows),
            "–" if one.minor is None else self.words.amount(one.minor),
            self.t("revenue.counted" if one.is_counted else "revenue.left_out"),
            ", ".join(one.places[:5]) + (" …" if one.rows > 5 else ""),
        ]
