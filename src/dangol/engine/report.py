"""What a rehearsal found, as values: the JSON contract, and all that pages and tables show."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from dangol.decide.playbook import Playbook
from dangol.engine.rehearsal import Kept, PlaybookCount, Rehearsal
from dangol.prove.planner import Plan, plan
from dangol.terms.instants import DAY_US, Instant, render_instant


class EventCounts(msgspec.Struct, frozen=True):
    """Law: the last four add up to the first."""

    received: int
    stored: int
    duplicate: int
    quarantined: int
    rejected: int


class PlaybookReport(msgspec.Struct, frozen=True):
    """One playbook's month. Law: opportunities = speak + hold + the sum of silent."""

    opportunities: int
    speak: int
    hold: int
    silent: dict[str, int]
    """By reason, the commonest first."""
    messages_per_day: float
    would_buy_anyway: float | None
    """Predicted share who buy without us; None where no opportunity was judged."""
    expected_cost: float
    """Of speaking, in major units of the report's currency: messages and offers."""
    days_to_proof: int | Literal["never"]
    """Until the recipe's stated lift could be proven at this traffic."""
    holdout_ratio: float
    """The share to hold out for that."""
    people: int
    """Who reached assignment, each once."""
    lift_points: float
    """The lift that is to be proven: stated by the recipe, until one is measured."""
    most_messages_in_a_day: int
    cap_per_day: int
    """The most that one person could get from this playbook in a day."""


class RehearsalReport(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """All that a rehearsal found."""

    events: EventCounts
    people: int
    sessions: int
    signals: dict[str, int]
    playbooks: dict[str, PlaybookReport]
    elapsed_s: float
    events_per_s: float
    from_: str
    to: str
    days: float
    currency: str
    timezone: str
    too_late: int
    """Stored, but too far out of order to change a session."""
    refusals: dict[str, int]
    """Quarantined and rejected events by reason."""
    refused: Sequence[Kept]
    """The first of them, with file and line."""
    messages_by_day: dict[str, int]
    """Of all playbooks, per day of the workspace's zone."""
    model: str
    """What `would_buy_anyway` comes from: `prior` until something is learned."""


def report_of(
    rehearsal: Rehearsal, playbooks: Sequence[Playbook], *, elapsed_s: float, exponent: int
) -> RehearsalReport:
    """The finished rehearsal as a report. Units: `exponent` is the currency's decimal places."""
    tally = rehearsal.tally
    days = max((rehearsal.clock - rehearsal.first_at) / DAY_US, 1.0)
    people = {
        id(person): person.timeline.tip.sessions
        for person in rehearsal.people.by_identifier.values()
    }
    by_day: dict[str, int] = {}
    for count in rehearsal.playbooks.values():
        for day, messages in count.by_day.items():
            by_day[day] = by_day.get(day, 0) + messages
    return RehearsalReport(
        events=EventCounts(
            tally.received, tally.stored, tally.duplicate, tally.quarantined, tally.rejected
        ),
        people=len(people),
        sessions=sum(people.values()),
        signals=_sorted(rehearsal.signals),
        playbooks={
            playbook.name: _playbook_report(
                rehearsal.playbooks[playbook.name], playbook, days, exponent
            )
            for playbook in playbooks
        },
        elapsed_s=round(elapsed_s, 3),
        events_per_s=round(tally.received / elapsed_s) if elapsed_s else 0,
        from_=_day_text(rehearsal.first_at),
        to=_day_text(rehearsal.clock),
        days=round(days, 2),
        currency=rehearsal.policy.currency,
        timezone=str(rehearsal.policy.zone),
        too_late=rehearsal.too_late,
        refusals=_sorted(rehearsal.refusals),
        refused=rehearsal.kept,
        messages_by_day=dict(sorted(by_day.items())),
        model=rehearsal.path.model_version,
    )


def _playbook_report(
    count: PlaybookCount, playbook: Playbook, days: float, exponent: int
) -> PlaybookReport:
    would_buy = count.would_buy / count.judged if count.judged else None
    proof = plan(
        len(count.people) / days,
        would_buy or 0.0,
        playbook.prior.lift_points,
        outcome_days=playbook.goal.window_us / DAY_US,
    )
    return PlaybookReport(
        opportunities=count.opportunities,
        speak=count.speak,
        hold=count.hold,
        silent=_sorted(count.silent),
        messages_per_day=round(count.speak / days, 2),
        would_buy_anyway=None if would_buy is None else round(would_buy, 4),
        expected_cost=round(count.cost_minor / 10**exponent, 2),
        days_to_proof=proof.days if isinstance(proof, Plan) else "never",
        holdout_ratio=proof.holdout_ratio if isinstance(proof, Plan) else playbook.holdout_ratio,
        people=len(count.people),
        lift_points=playbook.prior.lift_points,
        most_messages_in_a_day=max(count.by_day.values(), default=0),
        cap_per_day=playbook.caps.per_day,
    )


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _day_text(instant: Instant) -> str:
    return render_instant(instant) if instant else ""
