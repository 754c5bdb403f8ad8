"""Rehearsal: past events walk the production decision path on a virtual clock.

Who would have been spoken to, when, why the others were left in peace, and what it would cost.
The clock is the newest event's instant; timers that fall due before an event go off before it,
so that the order of decisions is the order they would have had live.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from heapq import heappop, heappush
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from dangol.decide.opportunity import HOLD, SILENT, Decision, Policy
from dangol.engine.path import DecisionPath, Heard
from dangol.listen.event import EARLIEST, LATEST, Event, Receipt
from dangol.listen.event_lines import parse_lines
from dangol.listen.importers.rows import BadRow, Block, Imported, blocks_of
from dangol.listen.outcomes import Quarantined, Reason, Tally
from dangol.listen.people import People, Person
from dangol.listen.session import NEVER, due_at
from dangol.listen.signals import LATE_WINDOW_US
from dangol.listen.timeline import REST_US, rest
from dangol.terms.instants import DAY_US, QUARTER_US, Instant, day_of

KEPT_LIMIT = 100
FROM_FILE = Receipt(received_at=Instant(0), is_live=False)


Place = Callable[[int], tuple[str, int]]
"""The file, and the line in it, of a row with this number."""


def in_file(name: str) -> Place:
    """The rows of one file, numbered as its lines are."""
    return lambda line: (name, line)


class OutOfOrderError(Exception):
    """The rows are not in order of time within the late window: sort them and begin again."""


class Kept(msgspec.Struct, frozen=True):
    """A refusal with the place in the file it came from."""

    file: str
    line: int
    reason: str
    detail: str


class PlaybookCount(msgspec.Struct):
    """What became of one playbook's opportunities."""

    opportunities: int = 0
    speak: int = 0
    hold: int = 0
    silent: Counter[str] = msgspec.field(default_factory=Counter[str])
    people: set[str] = set()
    """Who reached assignment."""
    judged: int = 0
    """Opportunities that reached worth, over which `would_buy` was summed."""
    would_buy: float = 0.0
    cost_minor: float = 0.0
    offered: set[str] = set()
    """Whom something was given."""
    offered_by_day: dict[str, float] = {}
    """What is expected to be given, per day of the workspace's zone."""
    by_day: Counter[str] = msgspec.field(default_factory=Counter[str])
    """Messages per day of the workspace's zone."""


class Rehearsal:
    """One run over rows in order of time: `run` each file, `finish`, then read the counts."""

    def __init__(
        self,
        path: DecisionPath,
        *,
        since: Instant | None = None,
        until: Instant | None = None,
        on_decision: Callable[[Decision], None] | None = None,
    ) -> None:
        self.path = path
        self.policy: Policy = path.policy
        self.since, self.until = since, until
        self.on_decision = on_decision
        self.people = People(path.policy.salt, path.rules)
        self.people.on_merge = _forget_timers  # a method of ours would close a cycle
        self.tally = Tally()
        self.refusals: Counter[str] = Counter()
        self.kept: list[Kept] = []
        self.signals: Counter[str] = Counter()
        self.playbooks = {playbook.name: PlaybookCount() for playbook in path.playbooks}
        self._by_name = {playbook.name: playbook for playbook in path.playbooks}
        self.too_late = 0
        self._place: Place = in_file("")
        self.clock = Instant(0)
        self.first_at = Instant(0)
        self._seen: dict[int, int] = {}
        """Digests by the 64-bit hash of the message id: the ids themselves would be the larger
        part of all that is held. The record tells repeats in the same way."""
        self._timers: list[tuple[Instant, int, Person]] = []
        self._timer_number = 0
        self._awake: list[Person] = []
        self._sweep_at = Instant(0)

    def run(self, rows: Iterable[Imported], place: Place) -> None:
        """As `run_blocks`, of single rows."""
        self.run_blocks(blocks_of(rows), place)

    def run_blocks(self, blocks: Iterable[Block | BadRow], place: Place) -> None:
        """All rows have been taken; `place` says where each stands.

        Raises: OutOfOrderError before anything that the disorder could have changed is decided.
        """
        self._place = place
        seen, tally, people, timers = self._seen, self.tally, self.people, self._timers
        take, floor_us, clock = self.path.take, self.path.rules.floor_us, self.clock
        since = EARLIEST if self.since is None else self.since
        until = LATEST + 1 if self.until is None else self.until
        is_whole = self.since is None and self.until is None
        for block in blocks:
            if isinstance(block, BadRow):
                refused = Quarantined(Reason.BAD_ROW, block.reason, block.raw)
                self._refuse(block.line, refused)
                continue
            stored = 0
            events = parse_lines(block.raws, FROM_FILE)
            for line, event in zip(block.lines, events, strict=True):
                if type(event) is not Event:
                    self._refuse(line, event)
                    continue
                instant, digest = event.instant, event.digest
                if not is_whole and not since <= instant < until:
                    continue
                known = seen.setdefault(hash(event.message_id), digest)
                if known is not digest:
                    if known == digest:
                        tally.duplicate += 1
                    else:
                        detail = "the messageId was used before, with another payload"
                        refused = Quarantined(Reason.CONFLICTING_DUPLICATE, detail, event.payload)
                        self._refuse(line, refused)
                    continue
                if instant > clock:
                    if timers and timers[0][0] <= instant:
                        self._run_timers(instant)
                    clock = self.clock = instant
                    if instant > self._sweep_at:
                        self._sweep()
                elif instant < clock - LATE_WINDOW_US:
                    raise OutOfOrderError
                elif instant < self.first_at:
                    self.first_at = instant
                heard = take(people, event, clock, is_vouched=True)
                stored += 1
                if heard.signals:
                    self._count(heard)
                if heard.is_too_late:
                    self.too_late += 1
                person = heard.person
                timeline = person.timeline
                if len(timeline.tail) == 1:
                    self._awake.append(person)
                tip = timeline.tip
                if tip.viewing or tip.cart or tip.checkout_at or tip.buying is not None:
                    # One that goes off sooner than silence can say anything will ask what is due.
                    is_queued = 0 < person.queued_at <= tip.last_at + floor_us
                    if not is_queued:
                        self._set_timer(person)
            tally.stored += stored

    def finish(self) -> None:
        """All time that the rows leave open has passed."""
        self._run_timers(Instant(self.clock + 7 * DAY_US))

    def _set_timer(self, person: Person) -> None:
        """The person is looked at again when silence next says something."""
        queued_at = person.queued_at
        due = due_at(person.timeline.tip, self.path.rules)
        if due and (not queued_at or due < queued_at):
            person.queued_at = due
            self._timer_number += 1
            heappush(self._timers, (due, self._timer_number, person))

    def _run_timers(self, until: Instant) -> None:
        timers = self._timers
        while timers and timers[0][0] <= until:
            at, _, person = heappop(timers)
            if at != person.queued_at:
                continue  # an earlier timer of the same person has taken over
            person.queued_at = NEVER
            if at - person.timeline.tip.last_at >= self.path.rules.floor_us:
                heard = self.path.tick(person, at)
                if heard.signals:
                    self._count(heard)
            self._set_timer(person)

    def _sweep(self) -> None:
        """Whoever has been silent for long keeps no newest acts apart: that frees most memory."""
        self.first_at = self.first_at or self.clock
        resting_since = self.clock - REST_US
        awake: list[Person] = []
        for person in self._awake:
            if person.timeline.tip.last_at < resting_since:
                rest(person.timeline)
            else:
                awake.append(person)
        self._awake = awake
        self._sweep_at = Instant(self.clock + REST_US)

    def _count(self, heard: Heard) -> None:
        for signal in heard.signals:
            self.signals[signal.key] += 1
        for decision in heard.decisions:
            self._count_decision(decision)

    def _count_decision(self, decision: Decision) -> None:
        count = self.playbooks[decision.playbook]
        count.opportunities += 1
        if decision.features:
            count.judged += 1
            count.would_buy += decision.would_buy
        if decision.verdict is SILENT:
            count.silent[decision.reason] += 1
        else:
            count.people.add(decision.person_id)
            if decision.verdict is HOLD:
                count.hold += 1
            else:
                count.speak += 1
                day = _day(decision.instant // QUARTER_US, self.policy.zone)
                count.cost_minor += self._cost_of(decision, count, day)
                count.by_day[day] = count.by_day.get(day, 0) + 1
        if self.on_decision is not None:
            self.on_decision(decision)

    def _cost_of(self, decision: Decision, count: PlaybookCount, day: str) -> float:
        """What speaking is expected to cost within the playbook's limits: once, and the budget."""
        playbook = self._by_name[decision.playbook]
        message_minor = playbook.prior.message_cost_minor
        offer_minor = decision.cost_minor - message_minor
        is_repeat = playbook.offer.once_per_person and decision.person_id in count.offered
        if offer_minor <= 0 or is_repeat:
            return message_minor
        given = count.offered_by_day.get(day, 0.0)
        offer_minor = min(offer_minor, playbook.offer.budget_minor_per_day - given)
        if offer_minor > 0:
            count.offered.add(decision.person_id)
            count.offered_by_day[day] = given + offer_minor
        return message_minor + max(offer_minor, 0.0)

    def _refuse(self, line: int, refused: Any) -> None:
        if type(refused) is Quarantined:
            self.tally.quarantined += 1
        else:
            self.tally.rejected += 1
        self.refusals[refused.reason.value] += 1
        if len(self.kept) < KEPT_LIMIT:
            file, line = self._place(line)
            self.kept.append(Kept(file, line, refused.reason.value, refused.detail))


@lru_cache(maxsize=4_096)
def _day(quarter: int, zone: ZoneInfo) -> str:
    return str(day_of(Instant(quarter * QUARTER_US), zone))


def _forget_timers(survivor: Person, absorbed: Person) -> None:
    """The timers of both find that nobody waits for them."""
    absorbed.queued_at = NEVER
    survivor.queued_at = NEVER
