"""One group of arrivals of one workspace: from calls to rows, inside one transaction.

    dedupe -> load the people touched -> walk the decision path -> write

Nothing is kept between groups: what the next one needs is in the record, so a restart has nothing
to recover, and several processes can share one PostgreSQL.
"""

from collections import Counter
from collections.abc import Sequence

import msgspec

from dangol.engine.accounts import account_rows
from dangol.engine.known import Decided, Known, Unit
from dangol.engine.path import DecisionPath
from dangol.listen.catalogue.product import CatalogueChange, event_ids
from dangol.listen.event import Event
from dangol.listen.outcomes import Outcome, Quarantined, Reason, Rejected, Tally
from dangol.listen.people import Person
from dangol.store.rows import EventRow, IdentifierRow, PersonRow, QuarantineRow
from dangol.terms.ids import WorkspaceId, shard_of
from dangol.terms.instants import DAY_US, Instant

DEDUPE_US = 30 * DAY_US
_STORED = Outcome.STORED
"""As a name of its own: to look it up in the enum, twice for each event, is 1% of ingestion."""


class Arrival(msgspec.Struct):
    """The calls of one request or file for one workspace, parsed, in order."""

    workspace_id: WorkspaceId
    received_at: Instant
    is_vouched: bool
    """By a server key or a signed token."""
    source: str
    calls: Sequence[Event | Quarantined | Rejected]


class CallOutcome(msgspec.Struct, frozen=True, gc=False):
    """What became of one call."""

    outcome: Outcome
    message_id: str
    reason: str = ""
    detail: str = ""


class Outcomes(msgspec.Struct):
    """What became of an arrival's calls, in their order. Law: the tally adds up to them."""

    calls: list[CallOutcome]
    tally: Tally


def take_arrivals(
    unit: Unit, path: DecisionPath, arrivals: Sequence[Arrival], now: Instant
) -> tuple[list[Outcomes], Decided]:
    """Every call is accounted for in the unit; returns what became of each, and what was decided.

    Laws: idempotent by message id; the four outcomes add up to the calls.
    """
    events = [call for arrival in arrivals for call in arrival.calls if type(call) is Event]
    seen = unit.read_seen([event.message_id for event in events], Instant(now - DEDUPE_US))
    known = Known(unit, path)
    known.load(event for event in events if event.message_id not in seen)
    rows: list[EventRow] = []
    groups: list[Event] = []
    quarantined: list[QuarantineRow] = []
    outcomes: list[Outcomes] = []
    for arrival in arrivals:
        results: list[CallOutcome] = []
        for call in arrival.calls:
            if isinstance(call, Event):
                digest = seen.get(call.message_id)
                if digest is None:
                    seen[call.message_id] = call.digest
                    heard = path.take(
                        known.people, call, arrival.received_at, is_vouched=arrival.is_vouched
                    )
                    known.touch(heard, call.instant)
                    rows.append(_event_row(call, heard.person, arrival))
                    if call.call == "group":
                        groups.append(call)
                    results.append(CallOutcome(_STORED, call.message_id))
                    continue
                if digest == call.digest:
                    results.append(CallOutcome(Outcome.DUPLICATE, call.message_id))
                    continue
                refused = Quarantined(
                    Reason.CONFLICTING_DUPLICATE,
                    "the messageId was used before, with another payload",
                    call.payload,
                    call.message_id,
                )
            else:
                refused = call
            results.append(_refusal(refused, arrival, quarantined))
        outcomes.append(Outcomes(results, tally_of(results)))
    if rows:
        unit.write_events(rows)
    if groups:
        unit.write_accounts(account_rows(groups, now))
    if quarantined:
        unit.write_quarantine(quarantined)
    known.write(now)
    return outcomes, known.decided()


def tick_people(
    unit: Unit,
    path: DecisionPath,
    due: tuple[Sequence[PersonRow], Sequence[IdentifierRow]],
    now: Instant,
) -> Decided:
    """Time has passed for the people due: what their silence said is decided and written."""
    known = Known(unit, path)
    for person in known.adopt(*due):
        known.touch(path.tick(person, now))
    known.write(now)
    return known.decided()


def tell_people(
    unit: Unit,
    path: DecisionPath,
    page: tuple[Sequence[PersonRow], Sequence[IdentifierRow]],
    changes: Sequence[CatalogueChange],
    now: Instant,
) -> Decided:
    """Those of these people who looked at a changed product have heard of it, and it is written."""
    known = Known(unit, path)
    names = {name for change in changes for name in event_ids(change.product)}
    for person in known.adopt(*page):
        if not names.isdisjoint(person.timeline.tip.watched):
            known.touch(path.hear_catalogue(person, changes, now))
    known.write(now)
    return known.decided()


def tally_of(results: Sequence[CallOutcome]) -> Tally:
    """The results counted by outcome."""
    if all(result.outcome is _STORED for result in results):
        return Tally(len(results))  # as nearly always, and an enum's value is slow to find
    return Tally(**Counter(result.outcome.value for result in results))


def _refusal(
    call: Quarantined | Rejected, arrival: Arrival, quarantined: list[QuarantineRow]
) -> CallOutcome:
    if type(call) is Quarantined:
        quarantined.append(
            QuarantineRow(
                arrival.received_at,
                arrival.source,
                call.reason.value,
                call.detail,
                call.message_id,
                arrival.is_vouched,
                call.raw,
            )
        )
        outcome = Outcome.QUARANTINED
    else:
        outcome = Outcome.REJECTED
    return CallOutcome(outcome, call.message_id, call.reason.value, call.detail)


def _event_row(event: Event, person: Person, arrival: Arrival) -> EventRow:
    return EventRow(
        shard_of(person.person_id),
        event.message_id,
        event.digest,
        event.call,
        event.name,
        event.user_id,
        event.anonymous_id,
        person.person_id,
        event.instant,
        arrival.received_at,
        event.payload,
        arrival.is_vouched,
    )
