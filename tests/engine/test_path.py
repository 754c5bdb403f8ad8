"""The way of one event: who is noted as what, what silence says first, and what is remembered."""

from typing import Any

import msgspec
import pytest
from tests.engine.streams import POLICY, START, call_of, event_of, playbooks

from dangol.decide.intent_prior import prior_intent
from dangol.decide.opportunity import Decision, Silence, Verdict
from dangol.engine.path import DecisionPath, Heard, previous_id_of
from dangol.listen.people import People, Person
from dangol.listen.session import Signal
from dangol.listen.signals import LATE_WINDOW_US
from dangol.terms.errors import DangolError
from dangol.terms.instants import DAY_US, HOUR_US, MINUTE_US, Instant


class Walk:
    """A path and its people; events happen `minute` minutes after the start."""

    def __init__(self, **changes: Any) -> None:
        self.path = DecisionPath(POLICY, playbooks(**changes), prior_intent)
        self.people = People("salt", self.path.rules)

    def take(self, name: str, minute: float = 0, late: float = 0, **more: Any) -> Heard:
        """What came of the event, which arrived `late` minutes after it happened."""
        instant = Instant(START + round(minute * MINUTE_US))
        now = Instant(instant + round(late * MINUTE_US))
        is_vouched = more.pop("is_vouched", True)
        if not more.get("user_id"):
            more.setdefault("anonymous_id", "phone")
        event = event_of(call_of(name, instant, **more), now)
        return self.path.take(self.people, event, now, is_vouched=is_vouched)

    def tick(self, person: Person, minute: float) -> Heard:
        """What came of time passing."""
        return self.path.tick(person, Instant(START + round(minute * MINUTE_US)))


def keys(signals: Any) -> list[str]:
    """The signals' keys."""
    return [signal.key for signal in signals]


def of(decisions: Any, playbook: str = "cart-rescue") -> list[Decision]:
    """The playbook's decisions."""
    return [one for one in decisions if one.playbook == playbook]


def test_silence_before_an_event_is_decided_on_the_state_before_it() -> None:
    walk = Walk(holdout_ratio=0.0)
    walk.take("Product Added", properties={"product_id": "니트", "price": 50_000})
    heard = walk.take("Order Completed", 15)
    assert keys(heard.signals) == ["cart_idle@120000000", "cart_idle"]
    (decision,) = of(heard.decisions)
    assert (decision.verdict, decision.value_minor) == (Verdict.SPEAK, 50_000)
    assert decision.instant == START + 10 * MINUTE_US
    assert not walk.tick(heard.person, 60).signals


def test_a_tick_says_what_silence_says_once_and_at_its_moment() -> None:
    walk = Walk()
    person = walk.take("Product Added").person
    assert keys(walk.tick(person, 1.9).signals) == []
    assert keys(walk.tick(person, 2).signals) == ["cart_idle@120000000"]
    heard = walk.tick(person, 14)
    assert [(one.key, one.instant) for one in heard.signals] == [
        ("cart_idle", START + 10 * MINUTE_US)
    ]
    assert not walk.tick(person, 15).signals


def test_every_playbook_whose_signal_it_is_decides() -> None:
    walk = Walk()
    heard = walk.take("Exit Intent")
    assert keys(heard.signals) == ["exit_intent"]
    expected = {
        playbook.name
        for playbook in walk.path.playbooks
        if "exit_intent" in {signal.value for signal in playbook.trigger.signals}
    }
    assert {one.playbook for one in heard.decisions} == expected >= {"cart-rescue", "fast-rescue"}


def test_a_playbook_hears_only_its_own_settings() -> None:
    walk = Walk()
    walk.take("Product Added")
    heard = walk.take("Cart Viewed", 5)
    assert {one.playbook for one in heard.decisions} == {"fast-rescue"}


def test_two_playbooks_on_one_signal_do_not_both_speak_beyond_the_caps() -> None:
    fatigue = msgspec.structs.replace(POLICY.fatigue, per_session=1)
    policy = msgspec.structs.replace(POLICY, fatigue=fatigue)
    path = DecisionPath(policy, playbooks(holdout_ratio=0.0), prior_intent)
    people = People("salt", path.rules)
    added = event_of(
        call_of("Product Added", START, anonymous_id="a", properties={"price": 90_000}), START
    )
    path.take(people, added, START, is_vouched=True)
    left = event_of(call_of("Exit Intent", Instant(START + 1), anonymous_id="a"), START)
    decisions = path.take(people, left, Instant(START + 1), is_vouched=True).decisions
    assert [one.verdict for one in decisions].count(Verdict.SPEAK) == 1
    assert {one.reason for one in decisions} == {"", Silence.FATIGUE.value}


AGENTS = [
    ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
    ("Mozilla/5.0 (compatible; Yeti/1.1; +http://naver.me/spd) Chrome HeadlessChrome/120", True),
    ("facebookexternalhit/1.1 crawler", True),
    ("Mozilla/5.0 (Linux; Android 13; SM-S911N) AppleWebKit/537.36 Chrome/120 Mobile", False),
    ("Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 Chrome/120 Mobile", False),
    ("", False),
    (7, False),
    (None, False),
    (["Googlebot"], False),
]


@pytest.mark.parametrize(("agent", "is_bot"), AGENTS)
def test_a_bot_is_told_by_what_it_calls_itself(agent: object, is_bot: bool) -> None:
    person = Walk().take("Cart Viewed", context={"userAgent": agent}).person
    assert person.is_bot is is_bot


@pytest.mark.parametrize(
    ("more", "is_staff"),
    [
        ({"context": {"traits": {"is_staff": True}}}, True),
        ({"context": {"traits": {"is_staff": "true"}}}, False),
        ({"context": {"traits": ["is_staff"]}}, False),
        ({"context": {"traits": None}}, False),
        ({"call": "identify", "traits": {"is_staff": True}}, True),
        ({"call": "identify", "traits": {"is_staff": 1}}, False),
        ({"call": "identify"}, False),
    ],
)
def test_staff_is_who_is_said_to_be(more: dict[str, Any], is_staff: bool) -> None:
    assert Walk().take("Cart Viewed", **more).person.is_staff is is_staff


def test_a_language_is_noted_when_it_is_first_said_and_at_every_identify() -> None:
    walk = Walk()
    assert walk.take("Cart Viewed").person.language == ""
    assert walk.take("Cart Viewed", 1, context={"locale": "ja-JP"}).person.language == "ja-JP"
    assert walk.take("Cart Viewed", 2, context={"locale": "ko-KR"}).person.language == "ja-JP"
    heard = walk.take("", 3, call="identify", context={"locale": "ko-KR"})
    assert heard.person.language == "ko-KR"
    assert len(walk.take("", 4, call="identify", context={"locale": "x" * 99}).person.language) < 20


def test_contacts_are_kept_as_long_as_any_cap_can_count_them() -> None:
    walk = Walk(holdout_ratio=0.0)
    added = {"properties": {"product_id": "p", "price": 90_000}}
    days = [0, 6.9, 7.5, 16]
    for day in days:
        walk.take("Product Added", day * 24 * 60, **added)
        person = walk.take("Cart Viewed", day * 24 * 60 + 12).person
        newest = START + day * DAY_US
        assert all(newest - contact.instant <= 8 * DAY_US for contact in person.contacts)
        assert any(contact.instant >= newest for contact in person.contacts)


@pytest.mark.parametrize(("late", "is_too_late"), [(10, False), (10 + 1 / 60e6, True)])
def test_an_event_out_of_order_is_too_late_after_the_window(late: float, is_too_late: bool) -> None:
    walk = Walk()
    person = walk.take("Cart Viewed", 5).person
    heard = walk.take("Product Added", 4, late=late)
    assert heard.person is person
    assert heard.is_too_late is is_too_late
    assert bool(person.timeline.tip.cart) is not is_too_late


def test_an_event_from_a_clock_that_runs_ahead_happened_when_it_came() -> None:
    walk = Walk()
    person = walk.take("Product Added", 60 * 20, late=-60 * 20).person
    assert person.timeline.tip.last_at == START
    heard = walk.take("Exit Intent", 1)
    assert heard.person.timeline.tip.sessions == 1
    assert keys(heard.signals) == ["exit_intent"]
    assert keys(walk.tick(person, 11).signals) == ["cart_idle@120000000", "cart_idle"]


def test_events_of_long_ago_speak_to_nobody_but_are_remembered() -> None:
    walk = Walk()
    walk.take("Product Added", 0, late=300, properties={"product_id": "니트"})
    heard = walk.take("Exit Intent", 30, late=270)
    assert heard.person.timeline.tip.cart
    assert {one.reason for one in heard.decisions} == {Silence.TOO_LATE.value}
    assert not heard.person.contacts
    assert not heard.person.arms


@pytest.mark.parametrize("late_us", [LATE_WINDOW_US, LATE_WINDOW_US + 1])
def test_a_timer_that_comes_late_still_speaks_inside_the_window(late_us: int) -> None:
    walk = Walk(holdout_ratio=0.0)
    person = walk.take("Product Added", properties={"product_id": "p", "price": 50_000}).person
    heard = walk.path.tick(person, Instant(START + 10 * MINUTE_US + late_us))
    (decision,) = of(heard.decisions)
    assert (decision.reason == Silence.TOO_LATE) is (late_us > LATE_WINDOW_US)


def test_an_alias_joins_a_visitor_to_their_account() -> None:
    walk = Walk()
    visitor = walk.take("Product Added", anonymous_id="old-cookie", properties={"product_id": "p"})
    walk.take("Product Added", 1, user_id="kim", properties={"product_id": "q"})
    heard = walk.take("", 2, user_id="kim", call="alias", previousId="old-cookie")
    assert heard.person is visitor.person
    assert heard.person.timeline.tip.last_at == START + 2 * MINUTE_US
    assert set(heard.person.timeline.tip.cart) == {"p", "q"}
    assert walk.people.by_identifier["v:kim"] is heard.person


@pytest.mark.parametrize("previous", ["", "a\0b", "x" * 257, 7, None, ["a"], {"a": 1}])
def test_an_alias_of_nothing_usable_is_an_event_like_any_other(previous: object) -> None:
    walk = Walk()
    raw = call_of("", START, user_id="kim", call="alias", previousId=previous)
    assert previous_id_of(event_of(raw, START)) == ""
    heard = walk.take("", user_id="kim", call="alias", previousId=previous)
    assert heard.person.identifiers == ["v:kim"]


def test_a_claimed_alias_takes_nothing_from_who_was_vouched_for() -> None:
    walk = Walk()
    kim = walk.take("Cart Viewed", user_id="kim", anonymous_id="phone").person
    evil = walk.take(
        "", 1, user_id="evil", call="alias", previousId="phone", is_vouched=False
    ).person
    assert evil is not kim
    assert walk.people.by_identifier["a:phone"] is kim


def test_what_two_people_earned_by_silence_is_heard_before_they_merge() -> None:
    walk = Walk()
    visitor = walk.take("Product Added", anonymous_id="phone").person
    user = walk.take("Product Added", 1, user_id="kim").person
    heard = walk.take("Cart Viewed", 12, user_id="kim", anonymous_id="phone")
    idle = of(heard.decisions)
    assert {(one.person_id, one.instant) for one in idle} == {
        (visitor.person_id, START + 10 * MINUTE_US),
        (user.person_id, START + 11 * MINUTE_US),
    }
    assert len(heard.person.contacts) >= len([one for one in idle if one.verdict != "silent"])
    assert not [one for one in walk.tick(heard.person, 25).signals if one.key == "cart_idle"]


def test_a_merge_is_the_same_whether_or_not_a_sweep_came_by() -> None:
    tips = []
    for is_swept in (True, False):
        walk = Walk()
        walk.take("Product Added", anonymous_id="phone")
        user = walk.take("Product Viewed", 1, user_id="kim").person
        if is_swept:
            walk.tick(user, 60)
        heard = walk.take("Cart Viewed", 70, user_id="kim", anonymous_id="phone")
        tip = heard.person.timeline.tip
        tips.append((tip.sessions, tip.events, set(tip.cart), heard.person.timeline.base.last_at))
    assert tips[0] == tips[1]


def test_signals_and_decisions_of_a_merge_come_in_order_before_those_of_the_event() -> None:
    walk = Walk()
    walk.take("Product Added", anonymous_id="phone")
    walk.take("Product Added", 1, user_id="kim")
    heard = walk.take("Exit Intent", 12, user_id="kim", anonymous_id="phone")
    assert isinstance(heard.signals[0], Signal)
    assert heard.signals[-1].key == "exit_intent"
    assert heard.decisions[-1].signal == "exit_intent"


def test_a_currency_nobody_knows_is_refused_when_the_path_is_made() -> None:
    policy = msgspec.structs.replace(POLICY, currency="WON")
    with pytest.raises(DangolError):
        DecisionPath(policy, (), prior_intent)


def test_a_path_without_playbooks_hears_and_keeps_silent() -> None:
    path = DecisionPath(POLICY, (), prior_intent)
    people = People("salt", path.rules)
    event = event_of(call_of("Exit Intent", START, anonymous_id="a"), START)
    heard = path.take(people, event, START, is_vouched=True)
    assert keys(heard.signals) == ["exit_intent"]
    assert not heard.decisions
    assert not path.tick(heard.person, Instant(START + HOUR_US)).decisions
