"""A rehearsal's report in words: what the page and the terminal say alike."""

from collections.abc import Sequence
from datetime import date

from dangol.decide.opportunity import Policy
from dangol.engine.report import PlaybookReport, RehearsalReport
from dangol.terms.currencies import exponent_of
from dangol.terms.instants import day_of, parse_instant
from dangol.terms.languages import Language
from dangol.terms.money import Money, minor_of, render_money
from dangol.terms.texts import render_date, render_text


def totals_of(report: RehearsalReport) -> tuple[int, int]:
    """How often the playbooks together would have spoken, and held back."""
    counts = report.playbooks.values()
    return sum(count.speak for count in counts), sum(count.hold for count in counts)


def headline_of(report: RehearsalReport, language: Language) -> tuple[str, ...]:
    """The report in one sentence, in parts that may stand on lines of their own."""
    if not opportunities_of(report):
        return (render_text("rehearsal.headline.nothing", language),)
    speak, hold = totals_of(report)
    silent = opportunities_of(report) - speak - hold
    return (
        render_text("rehearsal.headline.spoke", language, n=speak),
        render_text("rehearsal.headline.silent", language, n=silent),
    )


def period_of(report: RehearsalReport, policy: Policy, language: Language) -> str:
    """From the first day to the last, in the workspace's zone; empty where nothing was stored."""
    days = first_and_last_of(report, policy)
    if days is None:
        return ""
    since, until = (render_date(day, language) for day in days)
    return (
        since if since == until else render_text("date.range", language, since=since, until=until)
    )


def files_of(files: Sequence[str], language: Language) -> str:
    """The first file's name, and how many more there are."""
    if len(files) < 2:
        return "".join(files)
    return render_text("rehearsal.files_more", language, name=files[0], n=len(files) - 1)


def caps_of(policy: Policy, key: str, language: Language) -> str:
    """What all playbooks together may say to one person."""
    limit = policy.fatigue
    return render_text(
        key, language, session=limit.per_session, day=limit.per_day, week=limit.per_week
    )


def signal_label(key: str, language: Language) -> str:
    """The signal in words; `cart_idle@300000000` is one with a playbook's own threshold."""
    name, _, own = key.partition("@")
    label = render_text(f"signal.{name}", language)
    return render_text("rehearsal.signal_own", language, signal=label) if own else label


def cost_of(amount: float, currency: str, language: Language) -> str:
    """The amount as a shop writes it. Units: major."""
    return render_money(Money(minor_of(amount, exponent_of(currency)), currency), language)


def proof_of(count: PlaybookReport, language: Language, *, short: bool = False) -> str:
    """How long until the playbook's effect could be proven, in words."""
    if not count.people:
        return "-" if short else render_text("rehearsal.no_one", language)
    if count.days_to_proof == "never":
        return render_text("rehearsal.never_short" if short else "rehearsal.never", language)
    return render_text("count.days" if short else "rehearsal.days", language, n=count.days_to_proof)


def points_of(count: PlaybookReport) -> str:
    """The lift to be proven, as people in a hundred."""
    return f"{count.lift_points * 100:.2f}".rstrip("0").rstrip(".")


def opportunities_of(report: RehearsalReport) -> int:
    """How many opportunities the playbooks had together."""
    return sum(count.opportunities for count in report.playbooks.values())


def first_and_last_of(report: RehearsalReport, policy: Policy) -> tuple[date, date] | None:
    """The first and the last day, in the workspace\'s zone; None where nothing was stored."""
    if not report.from_ or not report.to:
        return None
    first, last = (day_of(parse_instant(text), policy.zone) for text in (report.from_, report.to))
    return first, last
