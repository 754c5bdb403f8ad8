"""A rehearsal's report as tables for a terminal of 80 columns or more."""

from collections.abc import Sequence
from functools import partial

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dangol.cli.console import printable
from dangol.decide.opportunity import Policy
from dangol.decide.playbook import Playbook
from dangol.engine.report import RehearsalReport
from dangol.engine.report_words import (
    caps_of,
    cost_of,
    headline_of,
    period_of,
    points_of,
    proof_of,
    signal_label,
    totals_of,
)
from dangol.terms.languages import Language
from dangol.terms.texts import join_sentences, render_number, render_share, render_text

MOST_REFUSED = 10
"""Rows named one by one; all kept ones stand in the JSON and the page."""


def print_report(
    report: RehearsalReport,
    playbooks: Sequence[Playbook],
    policy: Policy,
    language: Language,
    console: Console,
) -> None:
    """All that the rehearsal found stands on the console."""
    t = partial(render_text, language=language)
    _print_headline(report, policy, language, console)
    _print_heard(report, language, console)
    _print_playbooks(report, playbooks, policy, language, console)
    _print_silences(report, playbooks, language, console)
    _print_proof(report, playbooks, language, console)
    _print_refused(report, language, console)
    made = t(
        "rehearsal.made_in",
        events=report.events.received,
        seconds=render_number(report.elapsed_s, 1),
        rate=render_number(report.events_per_s),
    )
    console.print(Text(made, style="dim"))


def _print_headline(
    report: RehearsalReport, policy: Policy, language: Language, console: Console
) -> None:
    """The report in a sentence, and the days it is about."""
    period = period_of(report, policy, language) or render_text("rehearsal.no_period", language)
    console.print()
    console.print(Text(join_sentences(language, *headline_of(report, language)), style="bold"))
    _, hold = totals_of(report)
    if hold:
        console.print(Text(render_text("rehearsal.headline.hold", language, n=hold)))
    console.print(Text(f"{period} ({printable(report.timezone)})", style="dim"))
    console.print(Text(render_text("rehearsal.nothing_sent", language), style="dim"))


def _print_playbooks(
    report: RehearsalReport,
    playbooks: Sequence[Playbook],
    policy: Policy,
    language: Language,
    console: Console,
) -> None:
    """What became of every opportunity, playbook by playbook, and messages against the caps."""
    t = partial(render_text, language=language)
    table = _table(
        t("rehearsal.playbook"),
        t("column.opportunities"),
        t("column.speak"),
        t("column.hold"),
        t("column.silent"),
        t("column.per_day"),
        t("column.most_in_a_day"),
        t("column.cap_per_day"),
    )
    for playbook in playbooks:
        count = report.playbooks[playbook.name]
        table.add_row(
            Text(playbook.name, style="bold"),
            render_number(count.opportunities),
            Text(render_number(count.speak), style="green"),
            render_number(count.hold),
            render_number(sum(count.silent.values())),
            render_number(count.messages_per_day, 1),
            render_number(count.most_messages_in_a_day),
            render_number(count.cap_per_day),
        )
    counts = report.playbooks.values()
    speak, hold = totals_of(report)
    table.add_section()
    table.add_row(
        Text(t("rehearsal.all"), style="bold"),
        render_number(sum(count.opportunities for count in counts)),
        Text(render_number(speak), style="green"),
        render_number(hold),
        render_number(sum(sum(count.silent.values()) for count in counts)),
        render_number(speak / max(report.days, 1.0), 1),
        render_number(max(report.messages_by_day.values(), default=0)),
        "",
    )
    _print(console, t("rehearsal.playbooks"), table)
    console.print(Text(caps_of(policy, "rehearsal.caps_note", language), style="dim"))


def _print_heard(report: RehearsalReport, language: Language, console: Console) -> None:
    t = partial(render_text, language=language)
    events = report.events
    table = _table(t("rehearsal.events"), "")
    for name in events.__struct_fields__:
        is_whole = name == "received"
        label = t(f"outcome.{name}")
        table.add_row(
            Text(label if is_whole else f"  {label}"),
            Text(render_number(getattr(events, name)), style="bold" if is_whole else ""),
        )
    table.add_section()
    table.add_row(t("rehearsal.people"), Text(render_number(report.people), style="bold"))
    table.add_row(t("rehearsal.sessions"), Text(render_number(report.sessions), style="bold"))
    signals = _table(t("rehearsal.signal"), "")
    for key, count in report.signals.items():
        signals.add_row(signal_label(key, language), render_number(count))
    side_by_side = Table.grid(padding=(0, 4))
    side_by_side.add_row(table, signals)
    _print(console, t("rehearsal.heard"), side_by_side)


def _print_silences(
    report: RehearsalReport, playbooks: Sequence[Playbook], language: Language, console: Console
) -> None:
    t = partial(render_text, language=language)
    table = _table(t("rehearsal.playbook"), t("rehearsal.reason"), t("rehearsal.count"), left=2)
    for playbook in playbooks:
        silent = report.playbooks[playbook.name].silent
        for place, (reason, count) in enumerate(silent.items()):
            name = Text(playbook.name if place == 0 else "", style="bold")
            table.add_row(name, t(f"silence.{reason}"), render_number(count))
        if silent:
            table.add_section()
    if table.row_count:
        _print(console, t("rehearsal.silences"), table)


def _print_proof(
    report: RehearsalReport, playbooks: Sequence[Playbook], language: Language, console: Console
) -> None:
    t = partial(render_text, language=language)
    table = _table(
        t("rehearsal.playbook"),
        t("column.would_buy"),
        t("column.cost"),
        t("column.effect"),
        t("column.holdout"),
        t("column.proof"),
    )
    for playbook in playbooks:
        count = report.playbooks[playbook.name]
        share = count.would_buy_anyway
        table.add_row(
            Text(playbook.name, style="bold"),
            "-" if share is None else render_share(share),
            cost_of(count.expected_cost, report.currency, language),
            f"+{points_of(count)}" if count.lift_points > 0 else points_of(count),
            render_share(count.holdout_ratio),
            proof_of(count, language, short=True),
        )
    _print(console, t("rehearsal.proof"), table)
    if any(count.days_to_proof == "never" for count in report.playbooks.values()):
        console.print(Text(t("rehearsal.never_note"), style="dim"))
    if report.model == "prior":
        console.print(Text(t("rehearsal.prior_note"), style="dim"))


def _print_refused(report: RehearsalReport, language: Language, console: Console) -> None:
    t = partial(render_text, language=language)
    if report.refused:
        table = _table(t("rehearsal.place"), t("rehearsal.reason"), "", left=2)
        for kept in report.refused[:MOST_REFUSED]:
            place = f"{printable(kept.file)}:{kept.line}"
            table.add_row(Text(place, overflow="fold"), t(f"refusal.{kept.reason}"), "")
        _print(console, t("rehearsal.quality"), table)
        more = report.events.quarantined + report.events.rejected - table.row_count
        if more:
            console.print(Text(t("rehearsal.refused_more", n=more), style="dim"))
    if report.too_late:
        console.print(Text(t("rehearsal.too_late", n=report.too_late), style="dim"))
    console.print()


def _table(*headings: str, left: int = 1) -> Table:
    """A table whose first columns are words, which may wrap, and whose others are numbers."""
    table = Table(box=SIMPLE_HEAD, header_style="dim", pad_edge=False, padding=(0, 1, 0, 0))
    for place, heading in enumerate(headings):
        is_words = place < left
        table.add_column(
            Text(heading),
            justify="left" if is_words else "right",
            no_wrap=not is_words,
            overflow="fold",
            vertical="top",
        )
    return table


def _print(console: Console, title: str, body: Table) -> None:
    console.print()
    console.print(Text(title, style="bold cyan"))
    console.print(body)
