"""A rehearsal's report as one HTML file: no script, no request, legible on a phone and in the dark.

Everything the template shows stands in a `Page`, counted and worded here. All values are hostile
text, and the template escapes them all.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any, Protocol

import msgspec

from dangol.decide.opportunity import Policy
from dangol.decide.playbook import Playbook
from dangol.engine.page_bars import Bar, bars_of
from dangol.engine.report import PlaybookReport, RehearsalReport
from dangol.engine.report_words import (
    caps_of,
    cost_of,
    files_of,
    headline_of,
    opportunities_of,
    period_of,
    points_of,
    proof_of,
    signal_label,
    totals_of,
)
from dangol.terms.languages import Language
from dangol.terms.texts import join_sentences, render_number, render_share, render_text

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
    bars, is_weekly, top = bars_of(report, policy, language)
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
                (t("rehearsal.opportunities"), opportunities_of(report)),
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


def _text(language: Language, key: str, /, **values: int | str) -> str:
    return render_text(key, language, **values)


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
