"""Themes of notes, their agreement with a person, and proposals of new ones, as pages."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from dangol.engine.insight.charts import IntervalRow, Intervals, Line, Lines, Matrix, MatrixCell
from dangol.engine.insight.pages import Column, Figure, Page, Quote, Section, Source, Table
from dangol.engine.insight.voc import ThemesGiven
from dangol.engine.insight.voc_inputs import ReadNotes
from dangol.insight.voc.agreement import Agreement, Range
from dangol.insight.voc.discover import LEAST_STABILITY, Discovery
from dangol.insight.voc.report import ThemeReport, VocReport
from dangol.terms.languages import Language
from dangol.terms.texts import render_number, render_share, render_text

MOST_LINES = 6
MOST_QUOTED = 12
"""Themes of which sentences are shown."""
MOST_PAIRS = 15


class Words(Protocol):
    """The texts of the voice of the customer in one language."""

    def __call__(self, key: str, /, **values: int | str) -> str:
        """The text under `insight.voc` with its values."""
        ...


def themes_page(
    report: VocReport, read: ReadNotes, given: ThemesGiven, source: Source, language: Language
) -> Page:
    """Shares, stages, trend, what goes together, and the sentences that show it."""
    t = words_in(language)
    seen = [one for one in report.themes if one.notes]
    names = {theme.id: theme.name.of(language) for theme in given.themes.themes}
    sections = [_shares(seen, names, t)]
    if len(report.stages) > 1:
        sections.append(_stages(report, seen, names, t))
    if len(report.months) > 1:
        sections.append(_trend(report, seen, names, t))
    sections.append(_together(report, names, t))
    sections += [
        Section(
            names[one.theme],
            words=[given.themes.theme(one.theme).what.of(language)],
            quotes=[
                Quote("", example.text, by=_by(example.account, example.row, t))
                for example in one.examples
            ],
            anchor=f"theme-{place}",
        )
        for place, one in enumerate(seen[:MOST_QUOTED])
    ]
    sections.append(
        Section(t("left_out"), words=_left_out(read, report, t), notes=[t("masked")], source=source)
    )
    first = seen[0] if seen else None
    return Page(
        title=t("themes.title_none")
        if first is None
        else t("themes.title", theme=names[first.theme], share=render_share(first.share.value)),
        lead=t("themes.lead", n=report.notes, with_theme=report.with_theme),
        sections=sections,
        language=language,
        kind=t("kind_themes"),
        facts=[
            (t("file"), read.source),
            (t("rows"), render_number(read.rows)),
            (t("notes"), render_number(report.notes)),
            (t("theme_file"), given.name),
            (t("thresholds"), _thresholds(given, t)),
        ],
    )


def agree_page(
    found: Agreement,
    read: ReadNotes,
    given: ThemesGiven,
    source: Source,
    language: Language,
    *,
    unknown: Sequence[str] = (),
    is_own_sample: bool = False,
) -> Page:
    """Precision, recall, F1 and kappa, by theme and over all."""
    t = words_in(language)
    names = {theme.id: theme.name.of(language) for theme in given.themes.themes}
    rows = [one for one in found.themes if one.human or one.found]
    table = Table(
        table_of("agree.by_theme", t),
        [
            Column(t("theme"), is_number=False),
            *(Column(t(f"agree.{key}")) for key in ("human", "found", "both")),
            *(Column(t(f"agree.{key}")) for key in ("precision", "recall", "f1", "kappa")),
        ],
        [
            [
                names[one.theme],
                *(render_number(count) for count in (one.human, one.found, one.both)),
                *(_range(held) for held in (one.precision, one.recall, one.f1, one.kappa)),
            ]
            for one in rows
        ],
        notes=[t("agree.words")],
    )
    notes = [t("agree.same_sample")] if is_own_sample else []
    if found.never:
        notes.append(t("agree.never", themes=", ".join(names[one] for one in found.never)))
    if unknown:
        notes.append(t("agree.unknown", themes=", ".join(unknown)))
    chart = Intervals(
        t("agree.f1"),
        [
            IntervalRow(
                names[one.theme], one.f1.low, one.f1.value, one.f1.high, f"{one.f1.value:.2f}"
            )
            for one in rows
        ],
        least=0.0,
        most=1.0,
    )
    return Page(
        title=t("agree.title", f1=_range(found.macro_f1)),
        lead=t("agree.lead", n=found.notes, kappa=_range(found.kappa)),
        sections=[
            Section(t("agree.by_theme"), charts=[chart], tables=[table], notes=notes, source=source)
        ],
        language=language,
        kind=t("kind_agree"),
        facts=[
            (t("file"), read.source),
            (t("rows"), render_number(read.rows)),
            (t("theme_file"), given.name),
            (t("thresholds"), _thresholds(given, t)),
        ],
        figures=[
            Figure("Macro F1", f"{found.macro_f1.value:.2f}", _bounds(found.macro_f1)),
            Figure("Micro F1", f"{found.micro_f1.value:.2f}", _bounds(found.micro_f1)),
            Figure(t("agree.kappa"), f"{found.kappa.value:.2f}", _bounds(found.kappa)),
        ],
    )


def discover_page(found: Discovery, read: ReadNotes, source: Source, language: Language) -> Page:
    """Proposals with their words, how stable they are, and sentences."""
    t = words_in(language)
    table = Table(
        table_of("discover.proposals", t),
        [
            Column("id", is_number=False),
            Column(t("discover.words"), is_number=False),
            Column(t("discover.sentences")),
            Column(t("notes")),
            Column(t("discover.stability")),
        ],
        [
            [
                one.id,
                ", ".join(one.words),
                render_number(one.sentences),
                render_number(one.notes),
                f"{one.stability:.2f}",
            ]
            for one in found.proposals
        ],
        notes=[t("discover.stability_words", least=f"{LEAST_STABILITY:.1f}"), t("discover.accept")],
    )
    sections = [
        Section(
            t("discover.proposals"),
            words=[] if found.proposals else [t("discover.none")],
            tables=[table] if found.proposals else [],
            notes=[t("masked")],
            source=source,
        )
    ]
    sections += [
        Section(
            f"{one.id}: {', '.join(one.words[:3])}",
            quotes=[Quote("", text) for text in one.examples[:4]],
        )
        for one in found.proposals
    ]
    return Page(
        title=t("discover.title", n=len(found.proposals)),
        lead=t(
            "discover.lead",
            sentences=found.sentences,
            unexplained=found.unexplained,
            looked=found.looked_at,
            clusters=found.clusters,
        ),
        sections=sections,
        language=language,
        kind=t("kind_discover"),
        facts=[(t("file"), read.source), (t("rows"), render_number(read.rows))],
    )


def table_of(key: str, t: Words) -> str:
    """The caption of the table that stands under a heading of its own."""
    return f"{t(key)}: {t('figures')}"


def words_in(language: Language) -> Words:
    """The texts of the voice of the customer in that language."""
    return partial(_text, language)


def _text(language: Language, key: str, /, **values: int | str) -> str:
    return render_text(f"insight.voc.{key}", language, **values)


def _shares(seen: Sequence[ThemeReport], names: dict[str, str], t: Words) -> Section:
    chart = Intervals(
        t("themes.shares"),
        [
            IntervalRow(
                names[one.theme],
                one.share.low,
                one.share.value,
                one.share.high,
                render_share(one.share.value),
            )
            for one in seen
        ],
        shown=render_share,
        least=0.0,
    )
    table = Table(
        table_of("themes.shares", t),
        [
            Column(t("theme"), is_number=False),
            *(Column(t(key)) for key in ("notes", "share", "interval", "accounts")),
        ],
        [
            [
                names[one.theme],
                render_number(one.notes),
                render_share(one.share.value),
                _percents(one.share),
                render_number(one.accounts),
            ]
            for one in seen
        ],
        notes=[t("definition"), t("limit")],
    )
    return Section(t("themes.shares"), charts=[chart] if seen else [], tables=[table])


def _stages(
    report: VocReport, seen: Sequence[ThemeReport], names: dict[str, str], t: Words
) -> Section:
    heads = [f"{one.stage} ({render_number(one.of)})" for one in report.themes[0].stages]
    most = max((held.share.value for one in seen for held in one.stages), default=1.0) or 1.0
    chart = Matrix(
        t("themes.by_stage"),
        t("theme"),
        heads,
        [
            (
                names[one.theme],
                [
                    MatrixCell(render_share(held.share.value), held.share.value / most)
                    for held in one.stages
                ],
            )
            for one in seen
        ],
    )
    table = Table(
        table_of("themes.by_stage", t),
        [Column(t("theme"), is_number=False), *(Column(head) for head in heads)],
        [
            [
                names[one.theme],
                *(
                    f"{render_share(held.share.value)} ({_percents(held.share)})"
                    for held in one.stages
                ),
            ]
            for one in seen
        ],
        notes=[t("definition")],
        is_folded=True,
    )
    return Section(t("themes.by_stage"), charts=[chart], tables=[table])


def _trend(
    report: VocReport, seen: Sequence[ThemeReport], names: dict[str, str], t: Words
) -> Section:
    top = seen[:MOST_LINES]
    chart = Lines(
        t("themes.trend"),
        [f"{month:%Y-%m}" for month in report.months],
        [
            Line(
                names[one.theme],
                [held.notes / held.of if held.of else None for held in one.months],
            )
            for one in top
        ],
        shown=render_share,
        first=t("month"),
    )
    return Section(t("themes.trend"), words=[t("themes.trend_words", n=len(top))], charts=[chart])


def _together(report: VocReport, names: dict[str, str], t: Words) -> Section:
    if not report.pairs:
        return Section(t("themes.together"), words=[t("themes.together_none")])
    table = Table(
        table_of("themes.together", t),
        [
            Column(t("themes.pair"), is_number=False),
            Column(t("notes")),
            Column(t("themes.expected")),
            Column(t("themes.lift")),
            Column(t("interval")),
        ],
        [
            [
                f"{names[one.first]} + {names[one.second]}",
                render_number(one.notes),
                render_number(one.expected, 1),
                f"{one.lift.value:.2f}",
                _bounds(one.lift),
            ]
            for one in report.pairs[:MOST_PAIRS]
        ],
        notes=[t("themes.together_words")],
    )
    return Section(t("themes.together"), tables=[table])


def _left_out(read: ReadNotes, report: VocReport, t: Words) -> list[str]:
    said = [
        t(key, n=count)
        for key, count in (
            ("empty", read.empty),
            ("odd", read.odd),
            ("undated", read.undated),
            ("cut", read.cut),
        )
        if count
    ]
    said = said or [t("nothing_left_out")]
    if report.voided:
        kinds = ", ".join(
            f"{t(f'void.{kind}')} {render_number(count)}" for kind, count in report.voided.items()
        )
        said.append(f"{t('voided')}: {kinds}")
    return said


def _thresholds(given: ThemesGiven, t: Words) -> str:
    held = given.thresholds
    if held is None:
        return t("uncalibrated")
    return t("calibrated_on", sample=held.sample, n=held.notes)


def _by(account: str, row: int, t: Words) -> str:
    return ", ".join(filter(None, (account, t("themes.row", n=row + 1))))


def _percents(held: Range) -> str:
    return f"{render_share(held.low)}–{render_share(held.high)}"


def _bounds(held: Range) -> str:
    return f"{held.low:.2f}–{held.high:.2f}"


def _range(held: Range) -> str:
    return f"{held.value:.2f} ({_bounds(held)})"
