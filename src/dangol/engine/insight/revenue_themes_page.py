"""Themes beside the revenue of the accounts that spoke of them, as a page."""

from functools import partial

from dangol.engine.insight.charts import IntervalRow, Intervals
from dangol.engine.insight.pages import Cell, Column, Page, Section, Source, Table, Tone
from dangol.engine.insight.revenue_themes import ReadHits, theme_names
from dangol.engine.insight.revenue_words import money_text
from dangol.insight.intervals import Interval
from dangol.insight.revenue.themes import FEWEST, Lost, ThemeRow, ThemesReport
from dangol.terms.languages import Language
from dangol.terms.texts import render_number, render_share, render_text

MOST_CHARTED = 20
HOLDOUT = 0.5
"""Of every recipe that a trial names."""
TONES: dict[str, Tone] = {
    "more": "red",
    "less": "green",
    "cannot_tell": "quiet",
    "too_few": "quiet",
}


def themes_page(
    report: ThemesReport, read: ReadHits, ledger: str, language: Language, *, command: str = ""
) -> Page:
    """The page in the reader's language."""
    return _Writer(report, read, ledger, language, command).page()


class _Writer:
    def __init__(
        self, report: ThemesReport, read: ReadHits, ledger: str, language: Language, command: str
    ) -> None:
        self.report, self.read, self.language = report, read, language
        self.ledger, self.command = ledger, command
        self.names = theme_names(language)
        self.t = partial(render_text, language=language)
        self.month = f"{report.last_month:%Y-%m}"

    def page(self) -> Page:
        """All sections."""
        report = self.report
        top = report.themes[0]
        window = self.t("revenue.since", n=report.window_months)
        notes = f"{render_number(self.read.rows)} / {render_number(len(self.read.hits))}"
        with_notes = (
            f"{render_number(report.accounts_with_notes)} / {render_number(report.accounts)}"
        )
        return Page(
            title=self.t(
                "revenue.themes.title",
                theme=self._name(top.theme),
                mrr=self._money(top.at_stake.value),
                share="–" if top.at_stake_share is None else render_share(top.at_stake_share),
            ),
            lead=self.t("revenue.themes.lead"),
            sections=[self._stake(), self._lost(), self._test()],
            language=self.language,
            kind=self.t("revenue.themes.kind"),
            facts=[
                (self.t("revenue.fact.file"), f"{self.ledger}, {self.read.file}"),
                (self.t("revenue.themes.fact.notes"), notes),
                (self.t("revenue.themes.fact.with_notes"), with_notes),
                (self.t("revenue.themes.fact.window"), window),
                (
                    self.t("revenue.fact.currency"),
                    report.currency or self.t("revenue.fact.no_currency"),
                ),
            ],
        )

    def _stake(self) -> Section:
        report = self.report
        caption = self.t("revenue.themes.stake_caption", month=self.month)
        scale = 10**report.exponent
        chart = Intervals(
            caption,
            [
                IntervalRow(
                    self._name(row.theme),
                    row.at_stake.low / scale,
                    row.at_stake.value / scale,
                    row.at_stake.high / scale,
                    self._money(row.at_stake.value),
                )
                for row in report.themes[:MOST_CHARTED]
            ],
            least=0.0,
        )
        names = ("accounts", "stake", "interval", "share")
        table = Table(
            caption,
            [self._column("theme", is_number=False), *(self._column(name) for name in names)],
            [
                [
                    self._name(row.theme),
                    render_number(row.accounts),
                    self._money(row.at_stake.value),
                    f"{self._money(row.at_stake.low)} – {self._money(row.at_stake.high)}",
                    "–" if row.at_stake_share is None else render_share(row.at_stake_share),
                ]
                for row in report.themes
            ],
            notes=[
                self.t("revenue.themes.define.stake", draws=report.draws, seed=report.seed),
                *self._set_aside(),
            ],
        )
        source = Source([self.ledger, self.read.file], self.month, command=self.command)
        return Section(
            self.t("revenue.themes.stake"), charts=[chart], tables=[table], source=source
        )

    def _set_aside(self) -> list[str]:
        report, read = self.report, self.read
        notes: list[str] = []
        if report.unknown_accounts:
            names = ", ".join(report.first_unknown)
            more = " …" if report.unknown_accounts > len(report.first_unknown) else ""
            notes.append(
                self.t("revenue.themes.unknown", n=report.unknown_accounts, names=names + more)
            )
        undated = read.undated if report.has_dates else 0
        if read.without_account or read.without_theme or undated:
            notes.append(
                self.t(
                    "revenue.themes.set_aside",
                    account=read.without_account,
                    theme=read.without_theme,
                    undated=undated,
                )
            )
        return notes

    def _lost(self) -> Section:
        report = self.report
        caption = self.t("revenue.themes.lost_caption", n=report.window_months)
        level = f"{report.level:.1%}"
        gap_caption = self.t("revenue.themes.gap_caption", level=level)
        charted = [row for row in report.themes if row.gap is not None][:MOST_CHARTED]
        gaps = Intervals(
            gap_caption,
            [
                IntervalRow(
                    self._name(row.theme),
                    row.gap.low,
                    row.gap.value,
                    row.gap.high,
                    _points(row.gap),
                )
                for row in charted
                if row.gap is not None
            ],
            shown=lambda value: f"{value * 100:+.0f}%p",
            mark=0.0,
        )
        table = Table(
            caption,
            [
                self._column("theme", is_number=False),
                self._column("told", is_number=False),
                *(self._column(name) for name in ("lost", "rate", "without")),
            ],
            [self._lost_cells(row) for row in report.themes],
            notes=[
                self.t("revenue.themes.define.lost", n=report.window_months),
                self.t("revenue.themes.define.gap", themes=len(report.themes), fewest=FEWEST),
            ],
        )
        changes = Table(
            self.t("revenue.themes.change_caption"),
            [
                self._column("theme", is_number=False),
                *(self._column(name) for name in ("gap", "change", "recent", "not_paying")),
            ],
            [self._change_cells(row) for row in report.themes],
            notes=[self.t("revenue.themes.define.change", fewest=FEWEST)],
        )
        words = [self.t("revenue.themes.lead")]
        if not report.has_dates:
            words.append(self.t("revenue.themes.no_dates", n=report.window_months))
        charts = [gaps] if charted else []
        return Section(
            self.t("revenue.themes.lost"), words=words, charts=charts, tables=[table, changes]
        )

    def _lost_cells(self, row: ThemeRow) -> list[str | Cell]:
        one, other = row.lost_with, row.lost_without
        return [
            self._name(row.theme),
            Cell(self.t(f"revenue.themes.told.{row.told}"), TONES[row.told]),
            f"{render_number(one.lost)} / {render_number(one.at_risk)}",
            _rate(one),
            f"{_rate(other)} ({render_number(other.lost)} / {render_number(other.at_risk)})",
        ]

    def _change_cells(self, row: ThemeRow) -> list[str | Cell]:
        one = row.lost_with
        change = self._money(one.paid_later - one.paid_then) if one.at_risk else "–"
        if one.change is not None:
            change += f" ({self._money(one.change.low)} – {self._money(one.change.high)})"
        return [
            self._name(row.theme),
            "–" if row.gap is None else _points(row.gap),
            change,
            render_number(one.too_recent),
            render_number(one.not_paying),
        ]

    def _test(self) -> Section:
        rows: list[list[str | Cell]] = []
        for row in self.report.themes:
            if row.trial is None:
                rows.append(
                    [self._name(row.theme), Cell(self.t("revenue.themes.no_trial"), "quiet"), "–"]
                )
            else:
                rows.append([self._name(row.theme), row.trial.playbook, row.trial.command])
        table = Table(
            self.t("revenue.themes.test_caption"),
            [self._column(name, is_number=False) for name in ("theme", "playbook", "command")],
            rows,
        )
        words = self.t("revenue.themes.test_words", share=render_share(HOLDOUT))
        return Section(self.t("revenue.themes.test"), words=[words], tables=[table])

    def _name(self, theme: str) -> str:
        return self.names.get(theme, theme)

    def _column(self, name: str, *, is_number: bool = True) -> Column:
        return Column(self.t(f"revenue.themes.column.{name}"), is_number)

    def _money(self, minor: float) -> str:
        # An interval's bound is an estimate: no smaller unit of it means anything.
        scale = 10**self.report.exponent
        return money_text(round(minor / scale) * scale, self.report.currency, self.language)


def _rate(lost: Lost) -> str:
    if lost.share is None:
        return "–"
    return f"{lost.share.value:.1%} ({lost.share.low:.1%} – {lost.share.high:.1%})"


def _points(gap: Interval) -> str:
    return f"{gap.value * 100:+.1f}%p ({gap.low * 100:+.1f} – {gap.high * 100:+.1f})"
