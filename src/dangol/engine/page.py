"""A rehearsal's report as one HTML file: no script, no request, legible on a phone and in the dark.

Everything the template shows stands in a `Page`, counted and worded here. All values are hostile
text, and the template escapes them all.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, partial
from typing import Any, Protocol

import msgspec

from dangol.decide.opportunity import Policy
from dangol.decide.playbook import Playbook
from dangol.engine.report import PlaybookReport, RehearsalReport
from dangol.terms.currencies import exponent_of
from dangol.terms.instants import day_of, parse_instant
from dangol.terms.languages import Language
from dangol.terms.money import Money, minor_of, render_money
from dangol.terms.texts import (
    join_sentences,
    render_chart_date,
    render_date,
    render_number,
    render_share,
    render_short_date,
    render_text,
)

MOST_DAYS = 62
"""Beyond this a bar is a week."""
LABELS = 5
"""Bars of the daily chart that have their day beneath them, about."""
SHADES = 4
"""Greys that silences take in turn."""


class Words(Protocol):
    """The catalogue of texts in the page's language."""

    def __call__(self, key: str, /, **values: int | str) -> str:
        """The text with its values."""
        ...


class Part(msgspec.Struct, frozen=True):
    """A part of a stacked bar, and its row in the table beneath."""

    kind: str
    """`speak`, `hold`, or `silent-0` to `silent-3`."""
    label: str
    count: str
    share: str
    width: str
    """CSS, of the whole bar."""


class Measure(msgspec.Struct, frozen=True):
    """A number with its name, and a bar as long as its share of the largest."""

    label: str
    value: str
    width: str = "0%"


class Card(msgspec.Struct, frozen=True):
    """One playbook."""

    name: str
    sentence: str
    opportunities: str
    parts: Sequence[Part]
    """Empty where there was no opportunity."""
    facts: Sequence[Measure]


class Bar(msgspec.Struct, frozen=True):
    """One day or week of the chart of messages."""

    day: str
    count: str
    height: str
    label: str
    """Beneath the bar; mostly empty."""


class Refused(msgspec.Struct, frozen=True):
    """A row that could not be used."""

    file: str
    line: str
    reason: str
    detail: str


class Page(msgspec.Struct, frozen=True):
    """All that the template may use."""

    language: str
    t: Words
    period: str
    files: str
    zone: str
    lead: str
    headline: Sequence[str]
    hold_note: str
    totals: Sequence[Part]
    funnel: Sequence[Measure]
    visitors: Sequence[Measure]
    signals: Sequence[Measure]
    is_weekly: bool
    daily_intro: str
    bars: Sequence[Bar]
    ticks: Sequence[str]
    """From the top of the chart to its foot."""
    caps: str
    cards: Sequence[Card]
    is_assumed: bool
    quality: str
    outcomes: Sequence[Measure]
    refusals: Sequence[Measure]
    refused_heading: str
    refused: Sequence[Refused]
    made_by: str


def render_page(
    report: RehearsalReport,
    playbooks: Sequence[Playbook],
    policy: Policy,
    language: Language,
    *,
    files: Sequence[str],
    version: str,
) -> str:
    """The report as a whole HTML document in that language."""
    page = page_of(report, playbooks, policy, language, files=files, version=version)
    return _template().render(page=page, t=page.t)


def page_of(
    report: RehearsalReport,
    playbooks: Sequence[Playbook],
    policy: Policy,
    language: Language,
    *,
    files: Sequence[str],
    version: str,
) -> Page:
    """What the page shows, worded in that language."""
    t = partial(_text, language)
    speak, hold = totals_of(report)
    bars, is_weekly, top = _bars(report, policy, language)
    events = report.events
    refused = events.quarantined + events.rejected
    return Page(
        language=language.value,
        t=t,
        period=period_of(report, policy, language) or t("rehearsal.no_period"),
        files=files_of(files, language),
        zone=report.timezone,
        lead=join_sentences(
            language,
            t("rehearsal.lead", n=round(report.days)),
            t("rehearsal.nothing_sent"),
        ),
        headline=headline_of(report, language),
        hold_note=t("rehearsal.headline.hold", n=hold) if hold else "",
        totals=_parts(speak, hold, _silences(report.playbooks.values()), language, by_reason=False),
        funnel=_measures(
            [
                (t("rehearsal.received"), events.received),
                (t("rehearsal.stored"), events.stored),
                (t("rehearsal.signals"), sum(report.signals.values())),
                (t("rehearsal.opportunities"), _opportunities(report)),
                (t("rehearsal.messages"), speak),
            ]
        ),
        visitors=_measures(
            [(t("rehearsal.people"), report.people), (t("rehearsal.sessions"), report.sessions)]
        ),
        signals=_measures(
            (signal_label(key, language), count) for key, count in report.signals.items()
        ),
        is_weekly=is_weekly,
        daily_intro=_daily_intro(report, bars, is_weekly, speak, t),
        bars=bars,
        ticks=[render_number(top * step / 2) for step in (2, 1, 0)] if top else [],
        caps=caps_of(policy, "rehearsal.caps", language),
        cards=[
            _card(playbook, report.playbooks[playbook.name], report.currency, language)
            for playbook in playbooks
        ],
        is_assumed=report.model == "prior",
        quality=join_sentences(
            language,
            _quality(refused, events.received, t),
            t("rehearsal.too_late", n=report.too_late) if report.too_late else "",
        ),
        outcomes=_measures(
            (t(f"outcome.{name}"), getattr(events, name)) for name in events.__struct_fields__
        ),
        refusals=_measures((t(f"refusal.{name}"), n) for name, n in report.refusals.items()),
        refused_heading=t("rehearsal.refused_first", n=len(report.refused)),
        refused=[
            Refused(kept.file, str(kept.line), t(f"refusal.{kept.reason}"), kept.detail)
            for kept in report.refused
        ],
        made_by=t(
            "rehearsal.made_by",
            version=version,
            events=events.received,
            seconds=render_number(report.elapsed_s, 1),
            rate=render_number(report.events_per_s),
        ),
    )


def totals_of(report: RehearsalReport) -> tuple[int, int]:
    """How often the playbooks together would have spoken, and held back."""
    counts = report.playbooks.values()
    return sum(count.speak for count in counts), sum(count.hold for count in counts)


def headline_of(report: RehearsalReport, language: Language) -> tuple[str, ...]:
    """The report in one sentence, in parts that may stand on lines of their own."""
    if not _opportunities(report):
        return (render_text("rehearsal.headline.nothing", language),)
    speak, hold = totals_of(report)
    silent = _opportunities(report) - speak - hold
    return (
        render_text("rehearsal.headline.spoke", language, n=speak),
        render_text("rehearsal.headline.silent", language, n=silent),
    )


def period_of(report: RehearsalReport, policy: Policy, language: Language) -> str:
    """From the first day to the last, in the workspace's zone; empty where nothing was stored."""
    days = _first_and_last(report, policy)
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


def _text(language: Language, key: str, /, **values: int | str) -> str:
    return render_text(key, language, **values)


def _opportunities(report: RehearsalReport) -> int:
    return sum(count.opportunities for count in report.playbooks.values())


def _silences(counts: Iterable[PlaybookReport]) -> dict[str, int]:
    silences: dict[str, int] = {}
    for count in counts:
        for reason, number in count.silent.items():
            silences[reason] = silences.get(reason, 0) + number
    return silences


def _parts(
    speak: int, hold: int, silences: Mapping[str, int], language: Language, *, by_reason: bool
) -> list[Part]:
    """What became of all opportunities, as parts of a bar."""
    whole = speak + hold + sum(silences.values())
    if not whole:
        return []
    t = partial(_text, language)
    rows = [("speak", t("rehearsal.speak"), speak), ("hold", t("rehearsal.hold"), hold)]
    if by_reason:
        for place, (reason, number) in enumerate(silences.items()):
            rows.append((f"silent-{place % SHADES}", t(f"silence.{reason}"), number))
    else:
        rows.append(("silent-0", t("rehearsal.silent"), sum(silences.values())))
    return [
        Part(kind, label, render_number(n), render_share(n / whole), _percent(n / whole))
        for kind, label, n in rows
    ]


def _measures(rows: Iterable[tuple[str, int]]) -> list[Measure]:
    counted = list(rows)
    largest = max((count for _, count in counted), default=0) or 1
    return [
        Measure(label, render_number(count), _percent(count / largest)) for label, count in counted
    ]


def _card(playbook: Playbook, count: PlaybookReport, currency: str, language: Language) -> Card:
    t = partial(_text, language)
    would_buy = count.would_buy_anyway
    unknown = t("rehearsal.unknown")
    facts = [
        (t("rehearsal.per_day"), render_number(count.messages_per_day, 1)),
        (t("rehearsal.most_in_a_day"), render_number(count.most_messages_in_a_day)),
        (t("rehearsal.cap_per_day"), render_number(count.cap_per_day)),
        (t("rehearsal.cost"), cost_of(count.expected_cost, currency, language)),
        (
            t("rehearsal.would_buy"),
            unknown if would_buy is None else render_share(would_buy),
        ),
        (
            t("rehearsal.to_prove_heading"),
            t("rehearsal.to_prove_short", points=points_of(count)),
        ),
        (t("rehearsal.holdout"), render_share(count.holdout_ratio)),
        (t("rehearsal.days_to_proof"), proof_of(count, language)),
    ]
    return Card(
        name=playbook.name,
        sentence=playbook.sentence.in_(language),
        opportunities=render_number(count.opportunities),
        parts=_parts(count.speak, count.hold, count.silent, language, by_reason=True),
        facts=[Measure(label, value) for label, value in facts],
    )


def _bars(
    report: RehearsalReport, policy: Policy, language: Language
) -> tuple[list[Bar], bool, int]:
    """A bar for every day, or for every week of a long time; and the top of the scale."""
    days = _first_and_last(report, policy)
    if days is None or not report.messages_by_day:
        return [], False, 0
    first, last = days
    # A timer may go off after the last event: a message can fall on a day later than any event.
    last = max(last, *(date.fromisoformat(day) for day in report.messages_by_day))
    length = (last - first).days + 1
    is_weekly = length > MOST_DAYS
    span = 7 if is_weekly else 1
    counts = [0] * -(-length // span)
    for day, count in report.messages_by_day.items():
        counts[(date.fromisoformat(day) - first).days // span] += count
    top = _round_up(max(counts))
    step = max(1, round(len(counts) / LABELS))
    if not is_weekly and step > 3:
        step = 7 * max(1, round(step / 7))
    bars: list[Bar] = []
    for place, count in enumerate(counts):
        day = first + timedelta(days=place * span)
        is_labelled = place % step == 0 and place + step / 2 < len(counts) + (place == 0)
        label = render_chart_date(day, language) if is_labelled else ""
        shown = render_short_date(day, language)
        bars.append(Bar(shown, render_number(count), _percent(count / top), label))
    return bars, is_weekly, top


def _daily_intro(
    report: RehearsalReport, bars: Sequence[Bar], is_weekly: bool, speak: int, t: Words
) -> str:
    if not bars:
        return t("rehearsal.no_messages")
    most = max(bars, key=lambda bar: int(bar.count.replace(",", "")))
    key = "rehearsal.weekly_intro" if is_weekly else "rehearsal.daily_intro"
    mean = speak / max(report.days, 1.0)
    return t(key, mean=render_number(mean, 1 if mean < 10 else 0), day=most.day, most=most.count)


def _quality(refused: int, received: int, t: Words) -> str:
    if not refused:
        return t("rehearsal.quality_good")
    return t("rehearsal.quality_some", n=refused, share=render_share(refused / received))


def _first_and_last(report: RehearsalReport, policy: Policy) -> tuple[date, date] | None:
    if not report.from_ or not report.to:
        return None
    first, last = (day_of(parse_instant(text), policy.zone) for text in (report.from_, report.to))
    return first, last


def _round_up(count: int) -> int:
    """The least even number of one or two digits and noughts that is not below the count."""
    scale = 10 ** max(len(str(count)) - 2, 0)
    steps = (2, 4, 6, 8, 10, 12, 16, 20, 24, 30, 40, 50, 60, 80, 100)
    return next(step * scale for step in steps if step * scale >= count)


def _percent(ratio: float) -> str:
    return f"{ratio * 100:.2f}%"


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("dangol.engine", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("rehearsal.html.jinja")
