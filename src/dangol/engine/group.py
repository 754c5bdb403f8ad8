"""One group of arrivals of one workspace: from calls to rows, inside one transaction.

    dedupe -> load the people touched -> walk the decision path -> write

Nothing is kept between groups: what the next one needs is in the record, so a restart has nothing
to recover, and several processes can share one PostgreSQL.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec

from dangol.decide.opportunity import Decision
from dangol.engine.accounts import account_rows
from dangol.engine.path import DecisionPath, Heard, previous_id_of
from dangol.engine.people_state import dump_person, load_person
from dangol.listen.catalogue.product import CatalogueChange, event_ids
from dangol.listen.event import Event
from dangol.listen.outcomes import Outcome, Quarantined, Reason, Rejected, Tally
from dangol.listen.people import Link, People, Person
from dangol.listen.session import due_at
from dangol.store.rows import (
    AccountRow,
    DecisionRow,
    EventRow,
    IdentifierRow,
    MergeRow,
    PersonRow,
    QuarantineRow,
)
from dangol.terms.ids import WorkspaceId, shard_of
from dangol.terms.instants import DAY_US, Instant

DEDUPE_US = 30 * DAY_US
_json = msgspec.json.Encoder().encode


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


class Unit(Protocol):
    """The part of a record's transaction that a group needs."""

    def read_seen(self, message_ids: Sequence[str], since: Instant) -> dict[str, int]: ...
    def read_people(
        self, identifiers: Sequence[str]
    ) -> tuple[Sequence[PersonRow], Sequence[IdentifierRow]]: ...
    def write_events(self, rows: Sequence[EventRow]) -> None: ...
    def write_quarantine(self, rows: Sequence[QuarantineRow]) -> None: ...
    def write_people(self, rows: Sequence[PersonRow]) -> None: ...
    def write_identifiers(self, rows: Sequence[IdentifierRow]) -> None: ...
    def write_merges(self, rows: Sequence[MergeRow]) -> None: ...
    def delete_people(self, person_ids: Sequence[str]) -> None: ...
    def write_decisions(self, rows: Sequence[DecisionRow]) -> None: ...
    def write_accounts(self, rows: Sequence[AccountRow]) -> None: ...


def take_arrivals(
    unit: Unit, path: DecisionPath, arrivals: Sequence[Arrival], now: Instant
) -> tuple[list[Outcomes], list[Decision]]:
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
                    results.append(CallOutcome(Outcome.STORED, call.message_id))
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
    return outcomes, known.decisions


def tick_people(
    unit: Unit,
    path: DecisionPath,
    due: tuple[Sequence[PersonRow], Sequence[IdentifierRow]],
    now: Instant,
) -> list[Decision]:
    """Time has passed for the people due: what their silence said is decided and written."""
    known = Known(unit, path)
    for person in known.adopt(*due):
        known.touch(path.tick(person, now))
    known.write(now)
    return known.decisions


def tell_people(
    unit: Unit,
    path: DecisionPath,
    page: tuple[Sequence[PersonRow], Sequence[IdentifierRow]],
    changes: Sequence[CatalogueChange],
    now: Instant,
) -> list[Decision]:
    """Those of these people who looked at a changed product have heard of it, and it is written."""
    known = Known(unit, path)
    names = {name for change in changes for name in event_ids(change.product)}
    for person in known.adopt(*page):
        if not names.isdisjoint(person.timeline.tip.watched):
            known.touch(path.hear_catalogue(person, changes, now))
    known.write(now)
    return known.decisions


def tally_of(results: Sequence[CallOutcome]) -> Tally:
    """The results counted by outcome."""
    if all(result.outcome is Outcome.STORED for result in results):
        return Tally(len(results))  # as nearly always, and an enum's value is slow to find
    return Tally(**Counter(result.outcome.value for result in results))


class Known:
    """The people of one group: loaded once, changed in memory, written once."""

    def __init__(self, unit: Unit, path: DecisionPath) -> None:
        self.unit = unit
        self.path = path
        self.people = People(path.policy.salt, path.rules)
        self.decisions: list[Decision] = []
        self._touched: dict[str, Person] = {}
        self._loaded: dict[str, tuple[str, Link | None]] = {}
        self._first_seen: dict[str, Instant] = {}

    def load(self, events: Iterable[Event]) -> None:
        """Whoever these events may touch is at hand."""
        wanted: set[str] = set()
        for event in events:
            if event.anonymous_id:
                wanted.add("a:" + event.anonymous_id)
            if event.user_id:
                wanted.update(("v:" + event.user_id, "c:" + event.user_id))
            if previous := previous_id_of(event):
                wanted.add("a:" + previous)
        if wanted:
            self.adopt(*self.unit.read_people(sorted(wanted)))

    def adopt(
        self, people: Sequence[PersonRow], identifiers: Sequence[IdentifierRow]
    ) -> list[Person]:
        """The rows as people, under all their identifiers."""
        by_id = {
            row.person_id: load_person(row.person_id, row.created_at, row.state, self.path.rules)
            for row in people
        }
        for row in identifiers:
            person = by_id[row.person_id]
            person.identifiers.append(row.identifier)
            self.people.by_identifier[row.identifier] = person
            link = None
            if row.link_user:
                link = Link(row.is_claimed, row.linked_at, row.link_user)
                self.people.links[row.identifier] = link
            self._loaded[row.identifier] = (row.person_id, link)
            self._first_seen[row.identifier] = row.first_seen_at
        return list(by_id.values())

    def touch(self, heard: Heard, instant: Instant | None = None) -> None:
        """The person has changed, by an event of that instant or by time, and will be written."""
        self._touched[heard.person.person_id] = heard.person
        if instant is not None:
            for identifier in heard.person.identifiers:
                self._first_seen.setdefault(identifier, instant)
        if heard.decisions:
            self.decisions.extend(heard.decisions)

    def write(self, now: Instant) -> None:
        """Everyone touched stands in the unit as they are now."""
        absorbed = {old for old, _ in self.people.merged}
        rules = self.path.rules
        rows = [
            PersonRow(
                person.person_id,
                shard_of(person.person_id),
                person.created_at,
                due_at(person.timeline.tip, rules),
                dump_person(person),
            )
            for person in self._touched.values()
            if person.person_id not in absorbed
        ]
        if rows:
            self.unit.write_people(rows)
        identifiers = [
            self._identifier_row(identifier, person)
            for identifier, person in self.people.by_identifier.items()
            if self._loaded.get(identifier) != (person.person_id, self.people.links.get(identifier))
        ]
        if identifiers:
            self.unit.write_identifiers(identifiers)
        if self.people.merged:
            self.unit.delete_people(sorted(absorbed))
            self.unit.write_merges(
                [MergeRow(old, new, shard_of(new), now) for old, new in self.people.merged]
            )
        if self.decisions:
            currency = self.path.policy.currency
            self.unit.write_decisions([_decision_row(one, currency) for one in self.decisions])

    def _identifier_row(self, identifier: str, person: Person) -> IdentifierRow:
        link = self.people.links.get(identifier)
        first_seen_at = self._first_seen.get(identifier, person.created_at)
        return IdentifierRow(
            identifier,
            person.person_id,
            shard_of(person.person_id),
            link.user if link else "",
            link.linked_at if link else Instant(0),
            link.is_claimed if link else False,
            first_seen_at,
            first_seen_at if identifier[0] == "v" else Instant(0),
        )


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


def _decision_row(decision: Decision, currency: str) -> DecisionRow:
    return DecisionRow(
        decision.decision_id,
        shard_of(decision.person_id),
        decision.person_id,
        decision.assignment_key,
        decision.playbook,
        decision.playbook_version,
        decision.model_version,
        decision.signal,
        decision.subject,
        decision.instant,
        decision.verdict.value,
        decision.reason,
        decision.opening_id,
        decision.salt,
        decision.value_minor,
        decision.cost_minor,
        decision.worth_minor,
        currency,
        decision.would_buy,
        decision.is_exploration,
        _json(decision.steps),
        _json(decision.arms),
        _json(decision.features),
    )
