"""The decision path: named steps in order, each of which may end in silence with a reason.

    trigger -> audience -> suppression -> consent -> caps -> conversation -> hours -> worth -> arm
    -> assignment

Assignment is last, so a hold is a person who would have been spoken to at this very moment.
Everything random is a hash of values (`assignment.draw`), so the same opportunity always ends the
same way: live, in rehearsal, and in an audit.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from dangol.decide.assignment import GLOBAL_HOLDOUT, draw, is_held_out
from dangol.decide.features import features_of
from dangol.decide.law import channel_silence
from dangol.decide.opportunity import (
    HOLD,
    SILENT,
    SPEAK,
    Decision,
    Opportunity,
    Policy,
    Silence,
    Verdict,
)
from dangol.decide.playbook import Playbook
from dangol.listen.people import Arm
from dangol.listen.rules import signal_key
from dangol.listen.signals import LATE_WINDOW_US, SESSION_GAP_US, SignalName
from dangol.terms.instants import DAY_US, QUARTER_US, Instant, day_of
from dangol.terms.languages import parse_language

Intent = Callable[[SignalName, Sequence[float]], float]
"""The probability of buying without us, from the signal and the features of the session."""


class Case(msgspec.Struct, gc=False):
    """One opportunity on its way through the steps, and what they have found out so far."""

    opportunity: Opportunity
    playbook: Playbook
    policy: Policy
    intent: Intent
    taken: tuple[str, ...] = ()
    features: tuple[float, ...] = ()
    value_minor: int = 0
    would_buy: float = 0.0
    worth_minor: float = 0.0
    cost_minor: float = 0.0
    speak_probability: float = 1.0
    """Of reaching assignment by chance: below one only where exploration decided."""
    is_exploration: bool = False
    opening_id: str = ""


Step = Callable[[Case], Silence | None]


def audience(case: Case) -> Silence | None:
    """The playbook is for this person and this cart."""
    wanted, person = case.playbook.audience, case.opportunity.person
    state = person.timeline.tip
    least, most = wanted.min_cart_minor, wanted.max_cart_minor
    is_out = (
        (least is not None and state.cart_value_minor < least)
        or (most is not None and state.cart_value_minor > most)
        or (wanted.needs_cart and not state.cart)
        or (wanted.visitors == "new" and state.sessions > 1)
        or (wanted.visitors == "returning" and state.sessions <= 1)
        or (wanted.identified == "yes" and not person.user)
        or (wanted.identified == "no" and bool(person.user))
        or (bool(wanted.languages) and _language(case) not in wanted.languages)
        or (bool(wanted.categories) and not _saw(case, wanted.categories))
    )
    return Silence.NOT_IN_AUDIENCE if is_out else None


def suppression(case: Case) -> Silence | None:
    """The moment is now; the person is there, did not just buy, does not work here, is a person."""
    person, policy = case.opportunity.person, case.policy
    if case.opportunity.now - case.opportunity.instant > LATE_WINDOW_US:
        return Silence.TOO_LATE
    if person.is_bot:
        return Silence.BOT
    if person.is_staff:
        return Silence.STAFF
    if case.playbook.channel == "web_chat" and _is_gone(case.opportunity):
        return Silence.AWAY
    ordered_at = person.timeline.tip.ordered_at
    if ordered_at and case.opportunity.instant - ordered_at < policy.ordered_just_now_us:
        return Silence.ORDERED_JUST_NOW
    return None


def consent(case: Case) -> Silence | None:
    """The person and the law of the channel allow it: consent, and the hours kept quiet."""
    opportunity = case.opportunity
    if case.playbook.channel in opportunity.refuses:
        return Silence.NO_CONSENT
    return channel_silence(
        case.playbook.channel, opportunity.consents, opportunity.instant, case.policy.zone
    )


def caps(case: Case) -> Silence | None:
    """Neither this playbook nor all together have said enough to this person already."""
    contacts = case.opportunity.person.contacts
    if not contacts:
        return None
    playbook, policy, now = case.playbook, case.policy, case.opportunity.instant
    limit, fatigue, name = playbook.caps, policy.fatigue, playbook.name
    own = [contact.instant for contact in contacts if contact.playbook == name]
    if own and now - max(own) < limit.cooldown_us:
        return Silence.COOLDOWN
    session_at = case.opportunity.person.timeline.tip.started_at
    since = session_at, _midnight(now // QUARTER_US, policy.zone), now - 7 * DAY_US + 1
    if _is_reached(own, since, (limit.per_session, limit.per_day, limit.per_week)):
        return Silence.PLAYBOOK_CAP
    everyone = [contact.instant for contact in contacts]
    if _is_reached(everyone, since, (fatigue.per_session, fatigue.per_day, fatigue.per_week)):
        return Silence.FATIGUE
    return None


def conversation(case: Case) -> Silence | None:
    """Nobody who is being helped is interrupted."""
    is_chatting = case.opportunity.person.timeline.tip.is_chatting
    is_in_conversation = is_chatting or case.opportunity.is_in_conversation
    return Silence.IN_CONVERSATION if is_in_conversation else None


def hours(case: Case) -> Silence | None:
    """Where a colleague is needed, one is at work."""
    if not case.playbook.needs_person:
        return None
    moment = datetime.fromtimestamp(case.opportunity.instant / 1e6, case.policy.zone)
    return None if case.policy.working_hours.is_open(moment) else Silence.OUTSIDE_WORKING_HOURS


def worth(case: Case) -> Silence | None:
    """Speaking is expected to earn more than it costs, or this is one of the few we learn from.

    worth = lift x margin - offer - message - annoyance, with the lift the recipe states until
    one is learned, and never more than what is left to gain (one less `would_buy`).
    """
    playbook, policy, opportunity = case.playbook, case.policy, case.opportunity
    state, prior, offer = opportunity.person.timeline.tip, playbook.prior, playbook.offer
    case.value_minor = state.cart_value_minor or policy.average_order_minor
    case.features = features_of(state, opportunity.instant, policy.zone)
    case.would_buy = case.intent(opportunity.signal.name, case.features)
    margin_minor = case.value_minor * policy.margin_ratio
    lift = min(prior.lift_points, 1.0 - case.would_buy)
    # As much as the order's margin allows above its floor, and no more than a day's budget.
    most_ratio = min(offer.max_ratio, max(policy.margin_ratio - offer.margin_floor_ratio, 0.0))
    most_minor = min(most_ratio * case.value_minor, offer.budget_minor_per_day)
    is_giving = offer.kinds[0] != "none"
    offer_minor = offer.expected_redemption_ratio * most_minor if is_giving else 0.0
    case.cost_minor = prior.message_cost_minor + offer_minor
    case.worth_minor = lift * margin_minor - case.cost_minor - prior.annoyance_ratio * margin_minor
    if case.worth_minor > 0:
        return None
    case.speak_probability = playbook.exploration_ratio
    chance = _draw(case, f"{playbook.name}/explore/{opportunity.instant}")
    case.is_exploration = chance < playbook.exploration_ratio
    return None if case.is_exploration else Silence.NOT_WORTH_IT


def arm(case: Case) -> Silence | None:
    """One of the openings is chosen, each as likely as the others."""
    openings = case.playbook.openings
    place = 0
    if len(openings) > 1:
        place = int(_draw(case, f"{case.playbook.name}/opening") * len(openings))
    case.opening_id = openings[place].id
    return None


STEPS: tuple[Step, ...] = (audience, suppression, consent, caps, conversation, hours, worth, arm)
"""All steps after the trigger and before assignment, in order."""
_NAMES = (*(step.__name__ for step in STEPS), "assignment")


def trigger_keys(playbook: Playbook) -> tuple[str, ...]:
    """The keys of the signals that make an opportunity of this playbook."""
    return tuple(signal_key(name, playbook.trigger.settings) for name in playbook.trigger.signals)


def decide(
    opportunity: Opportunity,
    playbook: Playbook,
    policy: Policy,
    intent: Intent,
    model_version: str = "prior",
) -> Decision:
    """What becomes of the opportunity, with the reason and every probability.

    Laws: pure; a hold and a speak differ in nothing but the draw; the person's first arm in an
    experiment stands.
    """
    case = Case(opportunity, playbook, policy, intent)
    for taken, step in enumerate(STEPS, 1):
        silence = step(case)
        if silence is not None:
            case.taken = _NAMES[:taken]
            return _decision(case, SILENT, silence.value, model_version)
    case.taken = _NAMES
    experiment = held_by(opportunity, playbook, policy)
    verdict = HOLD if experiment else SPEAK
    return _decision(case, verdict, experiment, model_version)


def held_by(opportunity: Opportunity, playbook: Playbook, policy: Policy) -> str:
    """The experiment in which the person is held out at this moment, or nothing.

    The global holdout comes first, then the playbook's own.
    """
    person = opportunity.person
    for experiment, ratio in (
        (GLOBAL_HOLDOUT, policy.global_holdout_ratio),
        (playbook.name, playbook.holdout_ratio),
    ):
        known = person.arms.get(experiment)
        is_held = (
            known.is_held
            if known is not None
            else ratio > 0  # the draw of nobody need not be made
            and is_held_out(
                policy.salt, policy.workspace_id, experiment, person.assignment_key, ratio
            )
        )
        if is_held:
            return experiment
    return ""


def first_arms(decision: Decision, policy: Policy) -> dict[str, Arm]:
    """The arms this decision fixes for its person, by experiment."""
    if decision.verdict is SILENT:
        return {}
    is_globally_held = decision.reason == GLOBAL_HOLDOUT
    arms = {decision.playbook: Arm(decision.instant, decision.reason == decision.playbook)}
    if policy.global_holdout_ratio:
        arms[GLOBAL_HOLDOUT] = Arm(decision.instant, is_globally_held)
    if is_globally_held:
        del arms[decision.playbook]  # the playbook's own draw was never looked at
    return arms


def _decision(case: Case, verdict: Verdict, reason: str, model_version: str) -> Decision:
    opportunity, playbook, policy = case.opportunity, case.playbook, case.policy
    person, instant = opportunity.person, opportunity.instant
    held = 1.0 - (1.0 - policy.global_holdout_ratio) * (1.0 - playbook.holdout_ratio)
    is_by_chance = verdict is not SILENT or reason == Silence.NOT_WORTH_IT
    reached = case.speak_probability if is_by_chance else 0.0
    return Decision(  # in the order of its fields: by name it takes five times as long
        policy.workspace_id,
        person.person_id,
        person.assignment_key,
        playbook.name,
        playbook.version,
        model_version,
        opportunity.signal.key,
        opportunity.signal.subject,
        instant,
        verdict,
        reason,
        case.taken,
        {"speak": reached * (1.0 - held), "hold": reached * held, "silent": 1.0 - reached},
        case.opening_id,
        policy.salt,
        case.features,
        case.value_minor,
        case.worth_minor,
        case.cost_minor,
        case.would_buy,
        case.is_exploration,
    )


def _is_gone(opportunity: Opportunity) -> bool:
    """The page was left or hidden, or it is days of silence that say something."""
    tip, signal = opportunity.person.timeline.tip, opportunity.signal
    is_long_ago = signal.instant - tip.last_at > SESSION_GAP_US
    return tip.is_away or (signal.name is SignalName.TRIAL_STALLED and is_long_ago)


def _draw(case: Case, experiment: str) -> float:
    policy, key = case.policy, case.opportunity.person.assignment_key
    return draw(policy.salt, policy.workspace_id, experiment, key)


@lru_cache(maxsize=4_096)
def _midnight(quarter: int, zone: ZoneInfo) -> int:
    """The instant at which the day began in the zone."""
    day = day_of(Instant(quarter * QUARTER_US), zone)
    return round(datetime.combine(day, time(), tzinfo=zone).timestamp()) * 1_000_000


def _is_reached(instants: Sequence[int], since: Sequence[int], limits: Sequence[int]) -> bool:
    """Whether at least so many of the instants lie within one of the spans."""
    for start, limit in zip(since, limits, strict=True):
        if len(instants) >= limit and sum(at >= start for at in instants) >= limit:
            return True
    return False


def _language(case: Case) -> str:
    return parse_language(case.opportunity.person.language, case.policy.languages[0])


def _saw(case: Case, categories: Sequence[str]) -> bool:
    seen = {category for _, _, category in case.opportunity.person.timeline.tip.recent}
    return bool(seen & set(categories)) or case.opportunity.signal.subject in categories
