"""The way of an event through the rooms: listen -> decide. Live and rehearsal walk it alike.

`DecisionPath.take` handles one event, `DecisionPath.tick` lets time pass for one person. Nothing
here stores, sends or looks at a clock: what came of it is returned.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

import msgspec

from dangol.decide.opportunity import SILENT, Decision, Opportunity, Policy
from dangol.decide.playbook import Playbook
from dangol.decide.steps import Intent, decide, first_arms, trigger_keys
from dangol.engine.accounts import surge_of
from dangol.listen.act import act_of, pricing_in
from dangol.listen.catalogue.product import CatalogueChange
from dangol.listen.catalogue.watching import signals_of_changes
from dangol.listen.event import ID_LIMIT, Event
from dangol.listen.people import Contact, People, Person
from dangol.listen.rules import Rules, rules_of
from dangol.listen.sales_act import sales_act_of
from dangol.listen.session import Signal, settle
from dangol.listen.signals import LATE_WINDOW_US, SALES_SIGNALS, SESSION_GAP_US
from dangol.listen.timeline import TooLate, hear, rest
from dangol.terms.instants import DAY_US, Instant

CONTACTS_KEPT_US = 8 * DAY_US
AGENT_SEEN = 512
"""Characters of a browser's name for itself that are looked at."""
_BOT = re.compile(r"(?<!cu)bot\b|crawl|spider|slurp|headless|lighthouse|monitor", re.IGNORECASE)
"""Cubot makes phones."""


class Heard(msgspec.Struct, gc=False):
    """What came of one event or one tick."""

    person: Person
    signals: Sequence[Signal] = ()
    decisions: Sequence[Decision] = ()
    is_too_late: bool = False
    """It is stored, but changed no state: it came later than the late window."""


class Standing(NamedTuple):
    """What deciding about somebody must know of their conversations."""

    is_in_conversation: bool
    refuses: frozenset[str]
    """Channels on which they want to hear nothing."""


class DecisionPath:
    """The playbooks and policy of one workspace, applied to the people at hand."""

    def __init__(
        self,
        policy: Policy,
        playbooks: Iterable[Playbook],
        intent: Intent,
        model_version: str = "prior",
        standing_of: Callable[[Person, Instant], Standing] | None = None,
    ) -> None:
        self.policy = policy
        self.intent = intent
        self.model_version = model_version
        self.standing_of = standing_of
        self.playbooks = tuple(playbooks)
        self.rules = rules_of_playbooks(self.playbooks)
        self.act_of = act_of if self.rules.sales is None else sales_act_of
        self.pricing = pricing_in(policy.currency)
        self.by_key: dict[str, list[Playbook]] = defaultdict(list)
        for playbook in self.playbooks:
            for key in trigger_keys(playbook):
                self.by_key[key].append(playbook)

    def take(self, people: People, event: Event, now: Instant, *, is_vouched: bool) -> Heard:
        """The event has changed its person's state; returns what was said and decided.

        `now` is the clock at arrival. What silence said before the event is decided on the state
        as it was then.
        """
        before: Heard | None = None
        if event.user_id:
            person = people.find(
                event.user_id, event.anonymous_id, event.instant, is_vouched=is_vouched
            )
            if person is None or event.call == "alias":
                person, before = self._merge(people, event, now, is_vouched=is_vouched)
        else:  # as `find`, without a call of our own
            person = people.by_identifier.get("a:" + event.anonymous_id)
            if person is None:
                person = people.resolve(
                    "", event.anonymous_id, event.instant, is_vouched=is_vouched
                )
        if not person.language or event.call == "identify":
            _note(person, event)
        act, rules = self.act_of(event, self.pricing), self.rules
        if act.instant > now:  # a clock that runs ahead: it cannot have happened after it came
            act = msgspec.structs.replace(act, instant=now)
        timeline = person.timeline
        signals: Sequence[Signal] = ()
        decisions: Sequence[Decision] = ()
        if act.instant - timeline.tip.last_at >= rules.floor_us:
            signals = settle(timeline.tip, act.instant, rules)
            if signals:
                decisions = self._decide(person, signals, now)
        if before is not None:
            signals = [*before.signals, *signals]
            decisions = [*before.decisions, *decisions]
        heard = hear(timeline, act, now, rules)
        if type(heard) is TooLate:
            return Heard(person, signals, decisions, is_too_late=True)
        if rules.sales is not None and event.call in ("identify", "group"):
            surge = surge_of(people, person, event, act.instant, rules.sales, is_vouched=is_vouched)
            heard = [*cast("Sequence[Signal]", heard), *surge]
        if heard:
            heard = cast("Sequence[Signal]", heard)
            decisions = [*decisions, *self._decide(person, heard, now)]
            return Heard(person, [*signals, *heard], decisions)
        return Heard(person, signals, decisions)

    def _merge(
        self, people: People, event: Event, now: Instant, *, is_vouched: bool
    ) -> tuple[Person, Heard]:
        """The event's person; where people merge, with what the silence of each said before it."""
        signals: list[Signal] = []
        decisions: list[Decision] = []

        def settle_apart(person: Person) -> None:
            quiet = settle(person.timeline.tip, event.instant, self.rules)
            signals.extend(quiet)
            decisions.extend(self._decide(person, quiet, now))

        people.before_merge = settle_apart
        previous = previous_id_of(event)
        if previous and is_vouched:  # a browser speaks for itself alone
            people.resolve(event.user_id, previous, event.instant, is_vouched=True)
        anonymous_id = event.anonymous_id or previous
        person = people.resolve(event.user_id, anonymous_id, event.instant, is_vouched=is_vouched)
        return person, Heard(person, signals, decisions)

    def tick(self, person: Person, now: Instant) -> Heard:
        """Time has passed for this person up to `now`; returns what silence said."""
        timeline = person.timeline
        signals = settle(timeline.tip, now, self.rules)
        decisions = self._decide(person, signals, now) if signals else ()
        if timeline.tail and now - timeline.tip.last_at >= SESSION_GAP_US + LATE_WINDOW_US:
            rest(timeline)
        return Heard(person, signals, decisions)

    def hear_catalogue(
        self, person: Person, changes: Sequence[CatalogueChange], now: Instant
    ) -> Heard:
        """The person's watched products are as the catalogue says now; returns what that said."""
        timeline = person.timeline
        rest(timeline)  # what is watched changes with the tip, so the acts before it are settled
        signals = signals_of_changes(timeline.tip, changes, now)
        return Heard(person, signals, self._decide(person, signals, now))

    def _decide(
        self, person: Person, signals: Sequence[Signal], now: Instant
    ) -> Sequence[Decision]:
        decisions: list[Decision] = []
        for signal in signals:
            for playbook in self.by_key.get(signal.key, ()):
                opportunity = self._opportunity(person, signal, now)
                decision = decide(
                    opportunity, playbook, self.policy, self.intent, self.model_version
                )
                remember(person, decision, self.policy)
                decisions.append(decision)
        return decisions

    def _opportunity(self, person: Person, signal: Signal, now: Instant) -> Opportunity:
        if self.standing_of is None:
            return Opportunity(person, signal, now)
        standing = self.standing_of(person, now)
        return Opportunity(
            person,
            signal,
            now,
            is_in_conversation=standing.is_in_conversation,
            refuses=standing.refuses,
        )


def rules_of_playbooks(playbooks: Sequence[Playbook]) -> Rules:
    """The rules by which these playbooks' people are judged."""
    triggers = [playbook.trigger for playbook in playbooks]
    hears_sales = any(SALES_SIGNALS.intersection(trigger.signals) for trigger in triggers)
    return rules_of([trigger.settings for trigger in triggers], hears_sales=hears_sales)


def remember(person: Person, decision: Decision, policy: Policy) -> None:
    """The person carries what was said, or would have been: caps count both alike."""
    if decision.verdict is SILENT:
        return
    oldest = decision.instant - CONTACTS_KEPT_US
    kept = [contact for contact in person.contacts if contact.instant > oldest]
    person.contacts = (*kept, Contact(decision.instant, decision.playbook))
    person.arms = {**first_arms(decision, policy), **person.arms}


@lru_cache(maxsize=4_096)
def _is_bot(agent: str) -> bool:
    return _BOT.search(agent) is not None


def _note(person: Person, event: Event) -> None:
    """Language, and whether this is a bot or staff, as the event shows them."""
    context = event.context
    locale = context.get("locale")
    if type(locale) is str:
        person.language = locale[:16]
    agent = context.get("userAgent")
    if type(agent) is str and _is_bot(agent[:AGENT_SEEN]):
        person.is_bot = True
    traits = event.body.get("traits") if event.call == "identify" else context.get("traits")
    if type(traits) is dict and cast("dict[str, Any]", traits).get("is_staff") is True:
        person.is_staff = True


def previous_id_of(event: Event) -> str:
    """The id that an alias call links to its user, taken as anonymous; empty where it has none."""
    if event.call != "alias":
        return ""
    previous = event.body.get("previousId")
    is_usable = type(previous) is str and len(previous) <= ID_LIMIT and previous.isprintable()
    return cast("str", previous) if is_usable else ""
