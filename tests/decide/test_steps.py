"""The decision path: its order, its reasons, its probabilities, and what it does not depend on.

`speakable` is a person to whom the playbook would speak. Each fault spoils that in one way, and
the earliest fault in the order of the steps is the reason given.
"""

from collections.abc import Callable
from copy import deepcopy
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from dangol.decide.assignment import GLOBAL_HOLDOUT, draw
from dangol.decide.opportunity import Decision, Fatigue, Opportunity, Policy, Silence, Verdict
from dangol.decide.playbook import Audience, Caps, OfferLimits, Playbook, Prior
from dangol.decide.recipes import read_recipes
from dangol.decide.steps import STEPS, decide, first_arms, held_by, trigger_keys
from dangol.listen.people import Arm, Contact, Person
from dangol.listen.session import CartLine, Signal, State
from dangol.listen.signals import LATE_WINDOW_US, SignalName, SignalSettings
from dangol.listen.timeline import Timeline
from dangol.terms.ids import PersonId, WorkspaceId
from dangol.terms.instants import DAY_US, HOUR_US, MINUTE_US, Instant, parse_instant
from dangol.terms.languages import Language

replace = msgspec.structs.replace
NOW = parse_instant("2026-11-23T05:00:00Z")  # Monday, 14:00 in Seoul
SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
POLICY = Policy(
    WorkspaceId("w"), SEOUL, "KRW", (Language.KO, Language.JA), "salt", margin_ratio=0.3
)
RECIPE = next(recipe for recipe in read_recipes() if recipe.name == "cart-rescue")
PLAYBOOK = replace(RECIPE, holdout_ratio=0.0)
NO_CAPS = Caps(10**6, 10**6, 10**6, 0)


def would_buy(probability: float) -> Callable[..., float]:
    """An intent that says this of everybody."""
    return lambda _name, _features: probability


def opportunity(name: str = "p1", now: Instant = NOW) -> Opportunity:
    """A cart of 80,000 won that has just been idle for ten minutes."""
    began = Instant(now - 20 * MINUTE_US)
    last = Instant(now - 10 * MINUTE_US)
    tip = State(
        first_at=began,
        last_at=last,
        sessions=1,
        cart={"니트": CartLine(2, 40_000)},
        cart_at=last,
        started_at=began,
        events=3,
        views={"니트": 1},
        recent=((began, "니트", "상의"),),
        adds=1,
        first_added_at=last,
        last_added_at=last,
    )
    person = Person(PersonId(name), name, began, timeline=Timeline(tip=tip))
    signal = Signal(SignalName.CART_IDLE, "cart_idle", now)
    return Opportunity(person, signal, now)


class Setting(msgspec.Struct):
    """All that a decision is made from, to be spoiled."""

    opportunity: Opportunity
    playbook: Playbook = PLAYBOOK
    policy: Policy = POLICY
    intent: float = 0.3

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self.opportunity.person

    def decide(self) -> Decision:
        """What becomes of it."""
        return decide(self.opportunity, self.playbook, self.policy, would_buy(self.intent))


def speakable(name: str = "p1", now: Instant = NOW) -> Setting:
    """To this person the playbook speaks."""
    return Setting(opportunity(name, now))


def wants_dearer_cart(it: Setting) -> None:
    it.playbook = replace(it.playbook, audience=Audience(min_cart_minor=80_001))


def comes_too_late(it: Setting) -> None:
    it.opportunity = replace(it.opportunity, now=Instant(it.opportunity.now + LATE_WINDOW_US + 1))


def is_bot(it: Setting) -> None:
    it.person.is_bot = True


def is_staff(it: Setting) -> None:
    it.person.is_staff = True


def went_away(it: Setting) -> None:
    # a channel that reaches people who are away is asked for its consent instead
    it.person.timeline.tip.is_away = True


def ordered(it: Setting) -> None:
    it.person.timeline.tip.ordered_at = Instant(it.opportunity.instant - HOUR_US)


def needs_consent(it: Setting) -> None:
    it.playbook = replace(it.playbook, channel="sms")


def is_night(it: Setting) -> None:
    zone = ZoneInfo("America/New_York")
    it.playbook = replace(it.playbook, channel="sms")
    it.policy = replace(it.policy, zone=zone)
    it.opportunity = replace(it.opportunity, consents=frozenset({"sms"}))


def spoke_just_now(it: Setting) -> None:
    it.person.contacts += (Contact(Instant(it.opportunity.instant - 1), it.playbook.name),)


def reached_its_cap(it: Setting) -> None:
    it.playbook = replace(it.playbook, caps=Caps(1, 1, 1, 0))
    it.person.contacts += (Contact(Instant(it.opportunity.instant - 1), it.playbook.name),)


def heard_enough(it: Setting) -> None:
    it.policy = replace(it.policy, fatigue=Fatigue(1, 1, 1))
    it.person.contacts += (Contact(Instant(it.opportunity.instant - 1), "another"),)


def is_talking(it: Setting) -> None:
    it.opportunity = replace(it.opportunity, is_in_conversation=True)


def needs_colleague_on_sunday(it: Setting) -> None:
    it.playbook = replace(it.playbook, needs_person=True)
    hours = replace(it.policy.working_hours, days=(6,))
    it.policy = replace(it.policy, working_hours=hours)


def is_not_worth_it(it: Setting) -> None:
    it.playbook = replace(it.playbook, prior=Prior(0.0, 0.5, 100), exploration_ratio=0.0)


FAULTS: list[tuple[Callable[[Setting], None], Silence, str]] = [
    (wants_dearer_cart, Silence.NOT_IN_AUDIENCE, "audience"),
    (comes_too_late, Silence.TOO_LATE, "suppression"),
    (is_bot, Silence.BOT, "suppression"),
    (is_staff, Silence.STAFF, "suppression"),
    (went_away, Silence.AWAY, "suppression"),
    (ordered, Silence.ORDERED_JUST_NOW, "suppression"),
    (needs_consent, Silence.NO_CONSENT, "consent"),
    (is_night, Silence.QUIET_HOURS, "consent"),
    (spoke_just_now, Silence.COOLDOWN, "caps"),
    (reached_its_cap, Silence.PLAYBOOK_CAP, "caps"),
    (heard_enough, Silence.FATIGUE, "caps"),
    (is_talking, Silence.IN_CONVERSATION, "conversation"),
    (needs_colleague_on_sunday, Silence.OUTSIDE_WORKING_HOURS, "hours"),
    (is_not_worth_it, Silence.NOT_WORTH_IT, "worth"),
]
ORDER = ["audience", "suppression", "consent", "caps", "conversation", "hours", "worth", "arm"]


def test_the_steps_stand_in_their_order_and_assignment_comes_last() -> None:
    assert [step.__name__ for step in STEPS] == ORDER
    decision = speakable().decide()
    assert decision.verdict is Verdict.SPEAK
    assert list(decision.steps) == [*ORDER, "assignment"]


def test_every_silence_has_a_scenario() -> None:
    assert {silence for _, silence, _ in FAULTS} == set(Silence)


@pytest.mark.parametrize(("spoil", "silence", "step"), FAULTS)
def test_each_fault_is_silence_with_its_reason_at_its_step(
    spoil: Callable[[Setting], None], silence: Silence, step: str
) -> None:
    it = speakable()
    spoil(it)
    decision = it.decide()
    assert (decision.verdict, decision.reason) == (Verdict.SILENT, silence.value)
    assert list(decision.steps) == ORDER[: ORDER.index(step) + 1]
    assert decision.opening_id == ""
    assert decision.arms == {"speak": 0.0, "hold": 0.0, "silent": 1.0}
    assert bool(decision.features) == (step == "worth")
    assert not first_arms(decision, it.policy)


PAIRS = [
    (first, second)
    for place, first in enumerate(FAULTS)
    for second in FAULTS[place + 1 :]
    if first[2] != second[2]
    and not (first[0] is went_away and second[2] == "consent")
    # the night's quiet needs the consent that its step asks for first
    and not {first[0], second[0]} <= {needs_consent, is_night}
]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_of_two_faults_the_earlier_step_is_the_reason(
    first: tuple[Callable[[Setting], None], Silence, str],
    second: tuple[Callable[[Setting], None], Silence, str],
) -> None:
    for order in ((first, second), (second, first)):
        it = speakable()
        for spoil, _, _ in order:
            spoil(it)
        assert it.decide().reason == first[1].value


AUDIENCES: list[tuple[Audience, bool]] = [
    (Audience(), True),
    (Audience(min_cart_minor=80_000, max_cart_minor=80_000), True),
    (Audience(max_cart_minor=79_999), False),
    (Audience(visitors="new"), True),
    (Audience(visitors="returning"), False),
    (Audience(identified="no"), True),
    (Audience(identified="yes"), False),
    (Audience(languages=(Language.KO,)), True),
    (Audience(languages=(Language.JA, Language.EN)), False),
    (Audience(categories=("상의", "신발")), True),
    (Audience(categories=("하의",)), False),
]


@pytest.mark.parametrize(("audience", "is_in"), AUDIENCES)
def test_an_audience_is_who_it_says(audience: Audience, is_in: bool) -> None:
    it = speakable()
    it.playbook = replace(it.playbook, audience=audience)
    assert (it.decide().reason != Silence.NOT_IN_AUDIENCE) is is_in


@pytest.mark.parametrize(
    ("locale", "is_in"), [("ja-JP", True), ("ja", True), ("ko-KR", False), ("", False)]
)
def test_a_language_is_known_by_its_tag_and_else_the_workspaces_first(
    locale: str, is_in: bool
) -> None:
    it = speakable()
    it.person.language = locale
    it.playbook = replace(it.playbook, audience=Audience(languages=(Language.JA,)))
    assert (it.decide().verdict is Verdict.SPEAK) is is_in


def test_a_returning_customer_is_known() -> None:
    it = speakable()
    it.person.user, it.person.timeline.tip.sessions = "v:kim", 2
    it.playbook = replace(it.playbook, audience=Audience(visitors="returning", identified="yes"))
    assert it.decide().verdict is Verdict.SPEAK


@pytest.mark.parametrize(
    ("late_us", "is_late"), [(LATE_WINDOW_US, False), (LATE_WINDOW_US + 1, True)]
)
def test_a_moment_has_passed_after_the_late_window(late_us: int, is_late: bool) -> None:
    it = speakable()
    it.opportunity = replace(it.opportunity, now=Instant(NOW + late_us))
    assert (it.decide().reason == Silence.TOO_LATE) is is_late


@pytest.mark.parametrize(("ago_us", "is_bought"), [(DAY_US - 1, True), (DAY_US, False)])
def test_just_now_is_a_day(ago_us: int, is_bought: bool) -> None:
    it = speakable()
    it.person.timeline.tip.ordered_at = Instant(NOW - ago_us)
    assert (it.decide().reason == Silence.ORDERED_JUST_NOW) is is_bought


HOURS = [
    ("2026-11-23T08:59:59.999999+09:00", False),
    ("2026-11-23T09:00:00+09:00", True),
    ("2026-11-23T17:59:59.999999+09:00", True),
    ("2026-11-23T18:00:00+09:00", False),
    ("2026-11-22T12:00:00+09:00", False),
    ("2026-11-23T01:00:00Z", True),
]


@pytest.mark.parametrize(("moment", "is_open"), HOURS)
def test_a_colleague_is_there_in_working_hours_of_the_workspace(moment: str, is_open: bool) -> None:
    it = speakable(now=parse_instant(moment))
    it.playbook = replace(it.playbook, needs_person=True)
    assert (it.decide().reason != Silence.OUTSIDE_WORKING_HOURS) is is_open


# Caps and fatigue

DAYS = [
    # a day of the workspace, and whether a contact then counts at this moment
    (SEOUL, "2026-11-23T00:30:00+09:00", "2026-11-22T23:59:59.999999+09:00", False),
    (SEOUL, "2026-11-23T00:30:00+09:00", "2026-11-23T00:00:00+09:00", True),
    (SEOUL, "2026-11-23T23:59:59.999999+09:00", "2026-11-23T00:00:00+09:00", True),
    (SEOUL, "2026-11-24T00:00:00+09:00", "2026-11-23T23:59:59.999999+09:00", False),
    # the night the clocks go forward: a day of 23 hours
    (NEW_YORK, "2026-03-08T23:30:00-04:00", "2026-03-08T00:00:00-05:00", True),
    (NEW_YORK, "2026-03-08T23:30:00-04:00", "2026-03-07T23:59:59.999999-05:00", False),
    (NEW_YORK, "2026-03-09T00:00:00-04:00", "2026-03-08T23:59:59.999999-04:00", False),
    # the night they go back: a day of 25 hours
    (NEW_YORK, "2026-11-01T23:30:00-05:00", "2026-11-01T00:00:00-04:00", True),
    (NEW_YORK, "2026-11-01T23:30:00-05:00", "2026-10-31T23:59:59.999999-04:00", False),
    (NEW_YORK, "2026-11-02T00:00:00-05:00", "2026-11-01T23:59:59.999999-05:00", False),
    # a zone where that happens at midnight itself
    (ZoneInfo("Africa/Cairo"), "2026-04-24T02:00:00+03:00", "2026-04-23T23:59:59+02:00", False),
    (ZoneInfo("Africa/Cairo"), "2026-04-24T02:00:00+03:00", "2026-04-24T01:00:00+03:00", True),
]


@pytest.mark.parametrize(("zone", "now", "contact", "is_today"), DAYS)
@pytest.mark.parametrize("kind", ["playbook", "fatigue"])
def test_a_day_is_one_of_the_workspaces_zone(
    zone: ZoneInfo, now: str, contact: str, is_today: bool, kind: str
) -> None:
    it = speakable(now=parse_instant(now))
    it.person.timeline.tip.started_at = it.opportunity.instant
    many = 10**6
    it.policy = replace(it.policy, zone=zone, fatigue=Fatigue(many, many, many))
    it.playbook = replace(it.playbook, caps=NO_CAPS)
    if kind == "playbook":
        it.playbook = replace(it.playbook, caps=Caps(many, 1, many, 0))
    else:
        it.policy = replace(it.policy, fatigue=Fatigue(many, 1, many))
    it.person.contacts = (Contact(parse_instant(contact), it.playbook.name),)
    silence = Silence.PLAYBOOK_CAP if kind == "playbook" else Silence.FATIGUE
    assert it.decide().reason == (silence.value if is_today else "")


SPANS = [
    ("per_session", 20 * MINUTE_US, True),
    ("per_session", 20 * MINUTE_US + 1, False),
    ("per_week", 7 * DAY_US - 1, True),
    ("per_week", 7 * DAY_US, False),
]


@pytest.mark.parametrize(("field", "ago_us", "is_counted"), SPANS)
def test_sessions_and_weeks_have_their_edges(field: str, ago_us: int, is_counted: bool) -> None:
    many = Fatigue(10**6, 10**6, 10**6)
    it = speakable()
    it.person.contacts = (Contact(Instant(NOW - ago_us), "cart-rescue"),)
    it.policy = replace(it.policy, fatigue=many)
    it.playbook = replace(it.playbook, caps=replace(NO_CAPS, **{field: 1}))
    assert (it.decide().reason == Silence.PLAYBOOK_CAP) is is_counted
    it.playbook = replace(it.playbook, caps=NO_CAPS)
    it.policy = replace(it.policy, fatigue=replace(many, **{field: 1}))
    assert (it.decide().reason == Silence.FATIGUE) is is_counted


@pytest.mark.parametrize(("ago_us", "is_cooling"), [(HOUR_US - 1, True), (HOUR_US, False)])
def test_a_cooldown_is_the_playbooks_own(ago_us: int, is_cooling: bool) -> None:
    it = speakable()
    it.playbook = replace(it.playbook, caps=replace(NO_CAPS, cooldown_us=HOUR_US))
    it.person.contacts = (Contact(Instant(NOW - ago_us), it.playbook.name),)
    assert (it.decide().reason == Silence.COOLDOWN) is is_cooling
    it.person.contacts = (Contact(Instant(NOW - ago_us), "another"),)
    assert it.decide().verdict is Verdict.SPEAK


# Worth

GIVES = OfferLimits(("percent",), 0.1, 0.2, 10_000, True, 0.5)


def test_worth_is_lift_times_margin_less_every_cost() -> None:
    it = speakable()
    it.playbook = replace(it.playbook, prior=Prior(0.2, 0.01, 30), offer=GIVES)
    decision = it.decide()
    margin = 80_000 * 0.3
    assert decision.value_minor == 80_000
    assert decision.cost_minor == pytest.approx(30 + 0.5 * 0.1 * 80_000)
    assert decision.worth_minor == pytest.approx(0.2 * margin - decision.cost_minor - 0.01 * margin)
    assert decision.would_buy == 0.3


def test_no_budget_no_offer_no_cost() -> None:
    for offer in (replace(GIVES, budget_minor_per_day=0), replace(GIVES, kinds=("none",))):
        it = speakable()
        it.playbook = replace(it.playbook, prior=Prior(0.2, 0.0, 30), offer=offer)
        assert it.decide().cost_minor == 30


def test_an_offer_stays_above_the_margin_floor_and_below_the_days_budget() -> None:
    for offer, most_minor in (
        (replace(GIVES, max_ratio=0.5), (0.3 - 0.2) * 80_000),
        (replace(GIVES, margin_floor_ratio=0.9), 0.0),
        (replace(GIVES, budget_minor_per_day=100), 100.0),
    ):
        it = speakable()
        it.playbook = replace(it.playbook, prior=Prior(0.2, 0.0, 30), offer=offer)
        assert it.decide().cost_minor == pytest.approx(30 + 0.5 * most_minor)


def test_nobody_can_be_won_who_buys_anyway() -> None:
    it = speakable()
    it.playbook = replace(it.playbook, prior=Prior(0.2, 0.01, 0), exploration_ratio=0.0)
    it.intent = 1.0
    decision = it.decide()
    assert decision.reason == Silence.NOT_WORTH_IT
    assert decision.worth_minor == pytest.approx(-0.01 * 24_000)


def test_without_a_cart_an_order_is_an_average_one() -> None:
    it = speakable()
    it.person.timeline.tip.cart = {}
    it.playbook = replace(it.playbook, audience=Audience())
    it.policy = replace(it.policy, average_order_minor=12_345)
    assert it.decide().value_minor == 12_345


def test_a_playbook_that_needs_a_cart_is_not_for_who_has_none() -> None:
    it = speakable()
    assert it.playbook.audience.needs_cart
    it.person.timeline.tip.cart = {}
    assert it.decide().reason == Silence.NOT_IN_AUDIENCE


def test_worth_of_nought_is_silence() -> None:
    it = speakable()
    it.playbook = replace(it.playbook, prior=Prior(0.0, 0.0, 0), exploration_ratio=0.0)
    assert it.decide().reason == Silence.NOT_WORTH_IT


# Chance

PEOPLE = 6_000


def spread(it: Callable[[str], Setting]) -> list[Decision]:
    """The decisions for many people."""
    return [it(f"p{number}").decide() for number in range(PEOPLE)]


def test_arms_are_drawn_as_often_as_they_say() -> None:
    def setting(name: str) -> Setting:
        it = speakable(name)
        is_not_worth_it(it)
        it.playbook = replace(it.playbook, exploration_ratio=0.3, holdout_ratio=0.25)
        it.policy = replace(it.policy, global_holdout_ratio=0.1)
        return it

    decisions = spread(setting)
    arms = decisions[0].arms
    assert all(decision.arms == arms for decision in decisions)
    assert sum(arms.values()) == pytest.approx(1, abs=1e-12)
    assert arms == pytest.approx({"speak": 0.3 * 0.675, "hold": 0.3 * 0.325, "silent": 0.7})
    counts = [sum(one.verdict.value == arm for one in decisions) for arm in arms]
    assert stats.chisquare(counts, [PEOPLE * share for share in arms.values()]).pvalue > 0.001
    globally = sum(one.reason == GLOBAL_HOLDOUT for one in decisions)
    assert stats.binomtest(globally, PEOPLE, 0.3 * 0.1).pvalue > 0.001
    for one in decisions:
        assert one.is_exploration == (one.verdict is not Verdict.SILENT)


def test_what_is_worth_it_is_no_exploration() -> None:
    it = speakable()
    it.playbook = replace(it.playbook, holdout_ratio=0.5)
    decision = it.decide()
    assert not decision.is_exploration
    assert decision.arms == pytest.approx({"speak": 0.5, "hold": 0.5, "silent": 0.0})


def test_exploration_is_drawn_anew_at_every_moment_and_assignment_is_not() -> None:
    explored, verdicts = set[bool](), set[Verdict]()
    for number in range(200):
        it = speakable("p1", Instant(NOW + number * HOUR_US))
        is_not_worth_it(it)
        it.playbook = replace(it.playbook, exploration_ratio=0.5, holdout_ratio=0.5)
        decision = it.decide()
        explored.add(decision.is_exploration)
        if decision.is_exploration:
            verdicts.add(decision.verdict)
    assert explored == {True, False}
    assert len(verdicts) == 1


def test_openings_are_equally_likely() -> None:
    decisions = spread(speakable)
    count = sum(one.opening_id == PLAYBOOK.openings[0].id for one in decisions)
    assert {one.opening_id for one in decisions} == {one.id for one in PLAYBOOK.openings}
    assert stats.binomtest(count, PEOPLE, 1 / len(PLAYBOOK.openings)).pvalue > 0.001


def test_a_hold_and_a_speak_differ_in_nothing_but_the_draw() -> None:
    it = speakable()
    spoken = it.decide()
    it.playbook = replace(it.playbook, holdout_ratio=1.0)
    held = it.decide()
    assert (held.verdict, held.reason) == (Verdict.HOLD, PLAYBOOK.name)
    assert replace(held, verdict=spoken.verdict, reason=spoken.reason, arms=spoken.arms) == spoken
    assert held.decision_id == spoken.decision_id
    assert held.opening_id


def test_the_global_holdout_comes_before_the_playbooks_own() -> None:
    it = speakable()
    it.policy = replace(it.policy, global_holdout_ratio=1.0)
    it.playbook = replace(it.playbook, holdout_ratio=1.0)
    decision = it.decide()
    assert decision.reason == GLOBAL_HOLDOUT
    assert first_arms(decision, it.policy) == {GLOBAL_HOLDOUT: Arm(NOW, True)}
    it.policy = replace(it.policy, global_holdout_ratio=1e-12)
    assert first_arms(it.decide(), it.policy) == {
        GLOBAL_HOLDOUT: Arm(NOW, False),
        PLAYBOOK.name: Arm(NOW, True),
    }


@pytest.mark.parametrize("is_held", [True, False])
@pytest.mark.parametrize("experiment", [GLOBAL_HOLDOUT, PLAYBOOK.name])
def test_a_first_arm_stands_whatever_the_share_is_now(experiment: str, is_held: bool) -> None:
    it = speakable()
    share = 0.0 if is_held else 1.0
    if experiment == GLOBAL_HOLDOUT:
        it.policy = replace(it.policy, global_holdout_ratio=share)
    else:
        it.playbook = replace(it.playbook, holdout_ratio=share)
    it.person.arms[experiment] = Arm(Instant(NOW - DAY_US), is_held)
    assert held_by(it.opportunity, it.playbook, it.policy) == (experiment if is_held else "")


def test_assignment_can_be_checked_from_the_decision_alone() -> None:
    for decision in spread(lambda name: replace(speakable(name), playbook=RECIPE))[:500]:
        drawn = draw(
            decision.salt, decision.workspace_id, decision.playbook, decision.assignment_key
        )
        assert (decision.verdict is Verdict.HOLD) == (drawn < RECIPE.holdout_ratio)


# Purity

spoilings = st.lists(st.sampled_from([spoil for spoil, _, _ in FAULTS]), max_size=3)


@settings(max_examples=150)
@given(spoilings, st.integers(0, 50), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_decision_is_made_of_its_inputs_alone(
    spoil: list[Callable[[Setting], None]],
    number: int,
    holdout: float,
    everywhere: float,
    intent: float,
) -> None:
    it = speakable(f"p{number}")
    for one in spoil:
        one(it)
    it.playbook = replace(it.playbook, holdout_ratio=holdout)
    it.policy = replace(it.policy, global_holdout_ratio=everywhere)
    it.intent = intent
    before = deepcopy(it.opportunity)
    decision = it.decide()
    assert it.opportunity == before
    again = replace(it, opportunity=before).decide()
    assert again == decision
    assert again.decision_id == decision.decision_id
    assert sum(decision.arms.values()) == pytest.approx(1, abs=1e-9)
    assert all(0 <= share <= 1 for share in decision.arms.values())
    assert decision.arms[decision.verdict.value] > 0
    assert (decision.verdict is Verdict.SILENT) == (decision.reason in set(Silence))


def test_an_id_is_a_uuid7_of_what_makes_the_decision_one() -> None:
    it = speakable()
    decision = it.decide()
    identity = UUID(decision.decision_id)
    assert (identity.version, identity.variant) == (7, "specified in RFC 4122")
    assert identity.int >> 80 == NOW // 1000
    others = [
        replace(decision, person_id=PersonId("p2")),
        replace(decision, workspace_id=WorkspaceId("w2")),
        replace(decision, playbook="another"),
        replace(decision, signal="cart_idle@1"),
        replace(decision, subject="니트"),
        replace(decision, instant=Instant(NOW + 1)),
    ]
    assert len({one.decision_id for one in [decision, *others]}) == 7
    assert replace(decision, model_version="learned").decision_id == decision.decision_id


def test_a_trigger_names_the_signals_at_its_own_settings() -> None:
    assert trigger_keys(RECIPE) == ("cart_idle", "exit_intent")
    slow = replace(RECIPE.trigger, settings=SignalSettings(cart_idle_us=60_000_000))
    assert trigger_keys(replace(RECIPE, trigger=slow)) == ("cart_idle@60000000", "exit_intent")
