"""The people of one group: loaded from the record once, changed in memory, written once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

from dangol.decide.opportunity import Decision, Verdict
from dangol.engine.path import DecisionPath, Heard, previous_id_of
from dangol.engine.people_state import dump_person, load_person
from dangol.listen.companies import PEOPLE_KEPT, company_of
from dangol.listen.event import Event
from dangol.listen.people import Link, People, Person, claim_of
from dangol.listen.session import due_at
from dangol.store.rows import (
    AccountRow,
    CompanyPersonRow,
    DecisionRow,
    EventRow,
    IdentifierRow,
    MergeRow,
    PersonRow,
    QuarantineRow,
)
from dangol.terms.ids import PersonId, shard_of
from dangol.terms.instants import Instant

_json = msgspec.json.Encoder().encode


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
    def write_company_people(self, rows: Sequence[CompanyPersonRow]) -> None: ...
    def read_company_people(
        self, domain: str, since: Instant, limit: int
    ) -> Sequence[CompanyPersonRow]: ...
    def read_survivors(self, person_ids: Iterable[str]) -> dict[str, str]: ...


class Spoken(NamedTuple):
    """A decision to speak, and to whom: whoever tells them need not ask the record."""

    decision: Decision
    identifiers: tuple[str, ...]
    """All that the person has as the decision is written."""


class Decided(NamedTuple):
    """What a transaction has decided."""

    decisions: Sequence[Decision]
    spoken: Sequence[Spoken]


class Known:
    """The people at hand, and what was decided about them."""

    def __init__(self, unit: Unit, path: DecisionPath) -> None:
        self.unit = unit
        self.path = path
        self.people = People(path.policy.salt, path.rules)
        self.decisions: list[Decision] = []
        self._spoken: list[tuple[Decision, Person]] = []
        self._touched: dict[str, Person] = {}
        self._loaded: dict[str, tuple[str, Link | None]] = {}
        self._first_seen: dict[str, Instant] = {}

    def load(self, events: Iterable[Event]) -> None:
        """Whoever these events may touch is at hand."""
        wanted: set[str] = set()
        companies: dict[str, Instant] = {}
        hears_sales = self.path.rules.sales is not None
        for event in events:
            if hears_sales and event.call in ("identify", "group") and (name := company_of(event)):
                companies[name] = min(event.instant, companies.get(name, event.instant))
            if event.anonymous_id:
                wanted.add("a:" + event.anonymous_id)
            previous = previous_id_of(event)
            if previous:
                wanted.add("a:" + previous)
            if event.user_id:
                wanted.add("v:" + event.user_id)
                wanted.add(claim_of(event.user_id, event.anonymous_id))
                wanted.add(claim_of(event.user_id, previous))
        if wanted:
            self.adopt(*self.unit.read_people(sorted(wanted)))
        self._load_companies(companies)

    def _load_companies(self, companies: Mapping[str, Instant]) -> None:
        """Who was there lately from the companies that events of these instants name."""
        sales = self.path.rules.sales
        if sales is None or not companies:
            return
        known, window_us = self.people.companies, max(one[1] for one in sales.surge)
        for domain, at in companies.items():
            rows = self.unit.read_company_people(domain, Instant(at - window_us), PEOPLE_KEPT)
            known.people[domain] = {row.person_id: row.last_at for row in rows}
        people = {person_id for some in known.people.values() for person_id in some}
        known.survivors.update(self.unit.read_survivors(people) if people else {})

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
            self._spoken.extend(
                (decision, heard.person)
                for decision in heard.decisions
                if decision.verdict is Verdict.SPEAK
            )

    def decided(self) -> Decided:
        """All decisions; those to speak with whom they speak to, as they are now."""
        owner = self.people.by_identifier
        spoken = [
            Spoken(decision, tuple(owner[person.identifiers[0]].identifiers))
            for decision, person in self._spoken
            if person.identifiers
        ]
        return Decided(self.decisions, spoken)

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
        if self.people.companies.changed:
            self.unit.write_company_people(
                [
                    CompanyPersonRow(
                        domain, person_id, is_vouched, shard_of(PersonId(person_id)), at
                    )
                    for (domain, person_id, is_vouched), at in self.people.companies.changed.items()
                ]
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
