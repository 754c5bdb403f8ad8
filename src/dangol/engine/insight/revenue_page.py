"""The answer about a ledger as a page: what earns, what moved, what passed what, what is kept."""

from collections.abc import Mapping, Sequence
from functools import partial

from dangol.engine.insight.charts import BarRow, Bars, Line, Lines, Measured
from dangol.engine.insight.pages import Cell, Column, Figure, Page, Section, Source, Table
from dangol.engine.insight.revenue import NamedRows, RevenueAnswer
from dangol.insight.revenue.columns import exponent_for
from dangol.insight.revenue.report import FeatureMonth, FeatureRow, Kept, MonthRow
from dangol.insight.revenue.table import Label
from dangol.terms.languages import Language
from dangol.terms.money import Money, render_money
from dangol.terms.texts import render_number, render_share, render_text

MOST_LINES = 8
MOST_CROSSINGS = 40
SHOWN_MONTHS = 12
MOST_BARS = 30
MOST_FEATURE_MONTHS = 2_000
MOVES = ("new", "expansion", "contraction", "churn", "reactivation")


def revenue_page(
    answer: RevenueAnswer,
    language: Language,
    *,
    command: str = "",
    labels: Mapping[str, Label] | None = None,
) -> Page:
    """The page in the reader's language; features by their labels where there are any."""
    return _Writer(answer, language, command, labels or {}).page()


def money_text(minor: int, currency: str, language: Language) -> str:
    """The amount as the reader writes it, whole ones without decimals; plain without a currency."""
    scale = 10 ** exponent_for(currency)
    if not currency:
        return render_number(minor / scale, 0 if minor % scale == 0 else 2)
    text = render_money(Money(minor, currency), language)
    return text if minor % scale else text.replace("." + "0" * (len(str(scale)) - 1), "")


def growth_text(ratio: float) -> str:
    """The change with its sign: +154%, -12%."""
    return f"+{render_share(ratio)}" if ratio > 0 else render_share(ratio)


class _Writer:
    def __init__(
        self,
        answer: RevenueAnswer,
        language: Language,
        command: str,
        labels: Mapping[str, Label],
    ) -> None:
        self.answer, self.report, self.language = answer, answer.report, language
        self.t = partial(render_text, language=language)
        self.command, self.labels = command, labels
        scale = 10**self.report.exponent
        self._is_whole = all(one.mrr % scale == 0 for one in self.report.feature_months)

    def page(self) -> Page:
        """All sections."""
        report = self.report
        sections = [
            self._features(),
            self._trend(),
            self._crossings(),
            self._movements(),
            self._retention(),
            self._concentration(),
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
                Figure(self.t("revenue.column.mrr"), self._money(report.net_mrr)),
                *self._kept_figures(),
                Figure(self.t("revenue.paying"), render_number(report.months[-1].accounts)),
            ],
        )

    def _title(self) -> str:
        report = self.report
        month, mrr = f"{report.last_month:%Y-%m}", self._money(report.net_mrr)
        top = report.features[0]
        if top.share is None or top.net_mrr <= 0:
            return self.t("revenue.title_nothing", month=month, mrr=mrr)
        return self.t(
            "revenue.title",
            month=month,
            mrr=mrr,
            feature=self._name(top.feature),
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
                self._name(one.feature),
                [self._measured(one.net_mrr)],
                _share(one.share),
            )
            for one in report.features[:MOST_BARS]
        ]
        table = Table(
            self._caption(caption),
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
                self.t(f"revenue.define.{self._form()}"),
                self.t("revenue.define.growth"),
                self.t("revenue.define.launched"),
            ],
        )
        return Section(
            self.t("revenue.features"),
            charts=[Bars(self._caption(caption), bars)],
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
            self._name(one.feature),
            Cell(self._amount(one.net_mrr), "strong"),
            _share(one.share),
            self.t("revenue.new_since") if one.is_new else growth or "–",
            launched if first else "–",
            self._amount(one.change),
            render_number(one.accounts),
            *self._kept_cells(one.retention),
        ]

    def _total_cells(self) -> list[str | Cell]:
        report = self.report
        kept = report.retention[-1] if report.retention else None
        return [
            self.t("revenue.total"),
            self._amount(report.net_mrr),
            _share(1.0 if report.net_mrr > 0 else None),
            "–" if report.growth is None else growth_text(report.growth),
            "",
            self._amount(report.months[-1].change),
            render_number(report.months[-1].accounts),
            *self._kept_cells(kept if kept and kept.month == report.last_month else None),
        ]

    def _kept_cells(self, kept: Kept | None) -> tuple[str, str]:
        return ("–", "–") if kept is None else (_percent(kept.net), _percent(kept.gross))

    def _trend(self) -> Section | None:
        report = self.report
        if len(report.months) < 2:
            return None
        shown = [one.feature for one in report.features[:MOST_LINES]]
        series: dict[str, list[float | None]] = {feature: [] for feature in shown}
        for one in report.feature_months:
            if one.feature in series:
                series[one.feature].append(one.mrr / 10**report.exponent)
        lines = Lines(
            self._caption(self.t("revenue.trend_caption", n=len(shown))),
            [f"{one.month:%Y-%m}" for one in report.months],
            [Line(self._name(feature), values) for feature, values in series.items()],
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
            self._caption(self.t("revenue.crossings_caption", n=len(report.crossings))),
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
                    self._name(one.feature),
                    self._name(one.passed),
                    self.t("revenue.since_unknown")
                    if one.months_since_launch is None
                    else self.t("revenue.since", n=one.months_since_launch),
                    self._amount(one.feature_mrr),
                    self._amount(one.passed_mrr),
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

    def _movements(self) -> Section:
        months = self.report.months
        shown = months[-SHOWN_MONTHS:]
        tables = [
            self._month_table(self.t("revenue.movements_caption", n=len(shown)), shown),
            self._month_table(self.t("revenue.movements_all"), months, is_folded=True),
        ]
        if len(self.report.feature_months) <= MOST_FEATURE_MONTHS:
            caption = self.t("revenue.movements_features")
            tables.append(self._month_table(caption, self.report.feature_months, is_folded=True))
        note = self.t("revenue.define.movements")
        return Section(self.t("revenue.movements"), tables=tables, notes=[note], anchor="movements")

    def _month_table(
        self, caption: str, months: Sequence[MonthRow], *, is_folded: bool = False
    ) -> Table:
        is_by_feature = isinstance(months[0], FeatureMonth)
        names = ("mrr", "change", *MOVES, "accounts")
        rows: list[list[str | Cell]] = []
        for one in months:
            amounts = [self._amount(getattr(one, name)) for name in ("mrr", "change", *MOVES)]
            if one.is_opening:
                amounts[1:] = ["–"] * (len(MOVES) + 1)
            feature = [self._name(one.feature)] if isinstance(one, FeatureMonth) else []
            rows.append([f"{one.month:%Y-%m}", *feature, *amounts, render_number(one.accounts)])
        columns = [Column(self.t("revenue.column.month"), is_number=False)]
        if is_by_feature:
            columns.append(Column(self.t("revenue.column.feature"), is_number=False))
        columns += [Column(self.t(f"revenue.column.{name}")) for name in names]
        return Table(self._caption(caption), columns, rows, is_folded=is_folded)

    def _retention(self) -> Section:
        report = self.report
        kept = report.retention or report.monthly_retention
        window = report.retention_months if report.retention else 1
        words: list[str] = []
        if not report.retention:
            words.append(self.t("revenue.no_retention", n=report.retention_months))
        caption = self.t("revenue.retention_caption", n=window)
        points = [f"{one.month:%Y-%m}" for one in kept]
        charts = [
            Lines(
                caption,
                points,
                [
                    Line(self.t("revenue.column.nrr"), [one.net for one in kept]),
                    Line(self.t("revenue.column.grr"), [one.gross for one in kept]),
                ],
                shown=render_share,
                first=self.t("revenue.column.month"),
            )
        ]
        names = ("then", "nrr", "grr", "kept")
        table = Table(
            self._caption(caption),
            [
                Column(self.t("revenue.column.month"), is_number=False),
                *(Column(self.t(f"revenue.column.{name}")) for name in names),
            ],
            [
                [
                    f"{one.month:%Y-%m}",
                    self._amount(one.then_minor),
                    _percent(one.net),
                    _percent(one.gross),
                    f"{render_number(one.accounts_kept)} / {render_number(one.accounts_then)}",
                ]
                for one in kept[-SHOWN_MONTHS:]
            ],
            notes=[self.t("revenue.define.retention")],
        )
        return Section(
            self.t("revenue.retention"),
            words=words,
            charts=charts if len(kept) > 1 else [],
            tables=[table] if kept else [],
            anchor="retention",
        )

    def _kept_figures(self) -> list[Figure]:
        kept = self.report.retention[-1:]
        note = self.t("revenue.retention_caption", n=self.report.retention_months)
        return [
            Figure(self.t(f"revenue.column.{name}"), _percent(value), note)
            for one in kept
            for name, value in (("nrr", one.net), ("grr", one.gross))
        ]

    def _concentration(self) -> Section | None:
        found = self.report.concentration
        if found is None:
            return None
        shares = ((1, found.largest_1), (5, found.largest_5), (10, found.largest_10))
        return Section(
            self.t("revenue.concentration"),
            figures=[
                *(Figure(self.t("revenue.largest", n=n), _percent(share)) for n, share in shares),
                Figure(self.t("revenue.hhi"), render_number(found.hhi), self.t("revenue.hhi_note")),
            ],
            notes=[self.t("revenue.define.hhi")],
            anchor="concentration",
        )

    def _named(self) -> Section:
        read, notes = self.answer.read, [self.t("revenue.define.currency")]
        if read.rounded:
            notes.append(self.t("revenue.rounded", n=read.rounded))
        if read.never_active:
            notes.append(self.t("revenue.never_active", n=read.never_active))
        if self.report.empty_months:
            months = ", ".join(f"{one:%Y-%m}" for one in self.report.empty_months)
            notes.append(self.t("revenue.empty_months", months=months))
        heading = self.t("revenue.named")
        if not read.named:
            words = [self.t("revenue.no_named")]
            return Section(heading, words=words, notes=notes, anchor="named")
        names = (("rows", True), ("amount", True), ("treated", False), ("places", False))
        table = Table(
            self._caption(self.t("revenue.named_caption")),
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
            "–" if one.minor is None else self._amount(one.minor),
            self.t("revenue.counted" if one.is_counted else "revenue.left_out"),
            ", ".join(one.places[:5]) + (" …" if one.rows > 5 else ""),
        ]

    def _form(self) -> str:
        read = self.answer.read
        return f"{read.form}_last_day" if read.end_is_last_day else read.form

    def _name(self, feature: str) -> str:
        label = self.labels.get(feature)
        return (getattr(label, self.language.value) if label else "") or feature

    def _money(self, minor: int) -> str:
        return money_text(minor, self.report.currency, self.language)

    def _amount(self, minor: int) -> str:
        """The amount in a table whose caption names the currency."""
        scale = 10**self.report.exponent
        if self._is_whole:
            return render_number(minor // scale)
        return render_number(minor / scale, self.report.exponent)

    def _caption(self, caption: str) -> str:
        return f"{caption} ({self.report.currency})" if self.report.currency else caption


def definitions_of(answer: RevenueAnswer, language: Language) -> list[str]:
    """What each figure is, in a sentence or two."""
    read = answer.read
    form = f"{read.form}_last_day" if read.end_is_last_day else read.form
    names = (form, "growth", "launched", "crossing", "movements", "retention", "hhi", "currency")
    return [render_text(f"revenue.define.{name}", language) for name in names]


def _share(ratio: float | None) -> str:
    return "–" if ratio is None else _percent(ratio)


def _percent(ratio: float) -> str:
    return f"{ratio * 100:,.1f}%"
