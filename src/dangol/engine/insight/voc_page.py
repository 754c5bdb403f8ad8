"""Themes of notes, their agreement with a person, and proposals of new ones, as pages."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from dangol.engine.insight.charts import IntervalRow, Intervals, Line, Lines, Matrix, MatrixCell
from dangol.engine.insight.pages import Column, Figure, Page, Quote, Section, Source, Table
from dangol.engine.insight.voc import ThemesGiven
from dangol.engine.insight.voc_inputs import ReadNotes
from dangol.insight.intervals import Interval
from dangol.insight.voc.agreement import Agreement
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
    say = words_in(language)
    seen = [one for one in report.themes if one.notes]
    names = {theme.id: theme.name.of(language) for theme in given.themes.themes}
    sections = [_shares(seen, names, say)]
    if len(report.stages) > 1:
        sections.append(_stages(report, seen, names, say))
    if len(report.months) > 1:
        sections.append(_trend(report, seen, names, say))
    sections.append(_together(report, names, say))
    sections += [
        Section(
            names[one.theme],
            words=[given.themes.theme(one.theme).what.of(language)],
            quotes=[
                Quote("", example.text, by=_by(example.account, example.row, say))
                for example in one.examples
            ],
            anchor=f"theme-{place}",
        )
        for place, one in enumerate(seen[:MOST_QUOTED])
    ]
    sections.append(
        Section(
            say("left_out"),
            words=_left_out(read, report, say),
            notes=[say("masked")],
            source=source,
        )
    )
    first = seen[0] if seen else None
    return Page(
        title=say("themes.title_none")
        if first is None
        else say("themes.title", theme=names[first.theme], share=render_share(first.share.value)),
        lead=say("themes.lead", n=report.notes, with_theme=report.with_theme),
        sections=sections,
        language=language,
        kind=say("kind_themes"),
        facts=[
            (say("file"), read.source),
            *_columns(read, say),
            (say("rows"), render_number(read.rows)),
            (say("notes"), render_number(report.notes)),
            (say("theme_file"), given.name),
            (say("thresholds"), _thresholds(given, say)),
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
    say = words_in(language)
    names = {theme.id: theme.name.of(language) for theme in given.themes.themes}
    rows = [one for one in found.themes if one.human or one.found]
    table = Table(
        table_of("agree.by_theme", say),
        [
            Column(say("theme"), is_number=False),
            *(Column(say(f"agree.{key}")) for key in ("human", "found", "both")),
            *(Column(say(f"agree.{key}")) for key in ("precision", "recall", "f1", "kappa")),
        ],
        [
            [
                names[one.theme],
                *(render_number(count) for count in (one.human, one.found, one.both)),
                *(_range(held) for held in (one.precision, one.recall, one.f1, one.kappa)),
            ]
            for one in rows
        ],
        notes=[say("agree.words")],
    )
    notes = [say("agree.same_sample")] if is_own_sample else []
    if found.never:
        notes.append(say("agree.never", themes=", ".join(names[one] for one in found.never)))
    if unknown:
        notes.append(say("agree.unknown", themes=", ".join(unknown)))
    chart = Intervals(
        say("agree.f1"),
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
        title=say("agree.title", f1=_range(found.macro_f1)),
        lead=say("agree.lead", n=found.notes, kappa=_range(found.kappa)),
        sections=[
            Section(
                say("agree.by_theme"), charts=[chart], tables=[table], notes=notes, source=source
            )
        ],
        language=language,
        kind=say("kind_agree"),
        facts=[
            (say("file"), read.source),
            *_columns(read, say),
            (say("rows"), render_number(read.rows)),
            (say("theme_file"), given.name),
            (say("thresholds"), _thresholds(given, say)),
        ],
        figures=[
            Figure("Macro F1", f"{found.macro_f1.value:.2f}", _bounds(found.macro_f1)),
            Figure("Micro F1", f"{found.micro_f1.value:.2f}", _bounds(found.micro_f1)),
            Figure(say("agree.kappa"), f"{found.kappa.value:.2f}", _bounds(found.kappa)),
        ],
    )


def discover_page(found: Discovery, read: ReadNotes, source: Source, language: Language) -> Page:
    """Proposals with their words, how stable they are, and sentences."""
    say = words_in(language)
    table = Table(
        table_of("discover.proposals", say),
        [
            Column("id", is_number=False),
            Column(say("discover.words"), is_number=False),
            Column(say("discover.sentences")),
            Column(say("notes")),
            Column(say("discover.stability")),
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
        notes=[
            say("discover.stability_words", least=f"{LEAST_STABILITY:.1f}"),
            say("discover.accept"),
        ],
    )
    sections = [
        Section(
            say("discover.proposals"),
            words=[] if found.proposals else [say("discover.none")],
            tables=[table] if found.proposals else [],
            notes=[say("masked")],
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
        title=say("discover.title", n=len(found.proposals)),
        lead=say(
            "discover.lead",
            sentences=found.sentences,
            unexplained=found.unexplained,
            looked=found.looked_at,
            clusters=found.clusters,
        ),
        sections=sections,
        language=language,
        kind=say("kind_discover"),
        facts=[(say("file"), read.source), (say("rows"), render_number(read.rows))],
    )


def _columns(read: ReadNotes, say: Words) -> list[tuple[str, str]]:
    """What each column was taken for, where there are columns."""
    taken = ", ".join(f"{meaning} = {name}" for meaning, name in read.columns)
    return [(say("columns"), taken)] if taken else []


def table_of(key: str, say: Words) -> str:
    """The caption of the table that stands under a heading of its own."""
    return f"{say(key)}: {say('figures')}"


def words_in(language: Language) -> Words:
    """The texts of the voice of the customer in that language."""
    return partial(_text, language)


def _text(language: Language, key: str, /, **values: int | str) -> str:
    return render_text(f"insight.voc.{key}", language, **values)


def _shares(seen: Sequence[ThemeReport], names: dict[str, str], say: Words) -> Section:
    chart = Intervals(
        say("themes.shares"),
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
    has_accounts = any(one.accounts for one in seen)
    keys = ("notes", "share", "interval", *(("accounts",) if has_accounts else ()))
    table = Table(
        table_of("themes.shares", say),
        [Column(say("theme"), is_number=False), *(Column(say(key)) for key in keys)],
        [
            [
                names[one.theme],
                render_number(one.notes),
                render_share(one.share.value),
                _percents(one.share),
                *([render_number(one.accounts)] if has_accounts else []),
            ]
            for one in seen
        ],
        notes=[say("definition"), say("limit")],
    )
    return Section(say("themes.shares"), charts=[chart] if seen else [], tables=[table])


def _stages(
    report: VocReport, seen: Sequence[ThemeReport], names: dict[str, str], say: Words
) -> Section:
    heads = [f"{one.stage} ({render_number(one.of)})" for one in report.themes[0].stages]
    most = max((held.share.value for one in seen for held in one.stages), default=1.0) or 1.0
    chart = Matrix(
        say("themes.by_stage"),
        say("theme"),
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
        table_of("themes.by_stage", say),
        [Column(say("theme"), is_number=False), *(Column(head) for head in heads)],
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
        notes=[say("definition")],
        is_folded=True,
    )
    return Section(say("themes.by_stage"), charts=[chart], tables=[table])


def _trend(
    report: VocReport, seen: Sequence[ThemeReport], names: dict[str, str], say: Words
) -> Section:
    top = seen[:MOST_LINES]
    chart = Lines(
        say("themes.trend"),
        [f"{month:%Y-%m}" for month in report.months],
        [
            Line(
                names[one.theme],
                [held.notes / held.of if held.of else None for held in one.months],
            )
            for one in top
        ],
        shown=render_share,
        first=say("month"),
    )
    return Section(
        say("themes.trend"), words=[say("themes.trend_words", n=len(top))], charts=[chart]
    )


def _together(report: VocReport, names: dict[str, str], say: Words) -> Section:
    if not report.pairs:
        return Section(say("themes.together"), words=[say("themes.together_none")])
    table = Table(
        table_of("themes.together", say),
        [
            Column(say("themes.pair"), is_number=False),
            Column(say("notes")),
            Column(say("themes.expected")),
            Column(say("themes.ratio")),
            Column(say("interval")),
        ],
        [
            [
                f"{names[one.first]} + {names[one.second]}",
                render_number(one.notes),
                render_number(one.expected, 1),
                f"{one.ratio.value:.2f}",
                _bounds(one.ratio),
            ]
            for one in report.pairs[:MOST_PAIRS]
        ],
        notes=[say("themes.together_words")],
    )
    return Section(say("themes.together"), tables=[table])


def _left_out(read: ReadNotes, report: VocReport, say: Words) -> list[str]:
    said = [
        say(key, n=count)
        for key, count in (
            ("empty", read.empty),
            ("odd", read.odd),
            ("undated", read.undated),
            ("cut", read.cut),
        )
        if count
    ]
    said = said or [say("nothing_left_out")]
    if report.voided:
        kinds = ", ".join(
            f"{say(f'void.{kind}')} {render_number(count)}" for kind, count in report.voided.items()
        )
        said.append(f"{say('voided')}: {kinds}")
    return said


def _thresholds(given: ThemesGiven, say: Words) -> str:
    held = given.thresholds
    if held is None:
        return say("uncalibrated")
    return say("calibrated_on", sample=held.sample, n=held.notes)


def _by(account: str, row: int, say: Words) -> str:
    return ", ".join(filter(None, (account, say("themes.row", n=row + 1))))


def _percents(held: Interval) -> str:
    return f"{render_share(held.low)}–{render_share(held.high)}"


def _bounds(held: Interval) -> str:
    return f"{held.low:.2f}–{held.high:.2f}"


def _range(held: Interval) -> str:
    return f"{held.value:.2f} ({_bounds(held)})"
