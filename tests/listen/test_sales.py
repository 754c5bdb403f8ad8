"""Every signal of selling to businesses as a script, as `test_session` writes them.

A line is a time since the start (`d+h:mm:ss`), what happens, and the signals that this very moment
says: `open /pricing`, `read 60% 40s` (of the page that is open), `begin demo`, `send demo`.
"""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.listen.act import Act, Kind
from dangol.listen.rules import rules_of, signal_key
from dangol.listen.sales import PAGES_KEPT
from dangol.listen.session import State, advance, due_at, settle
from dangol.listen.signals import SALES_SIGNALS, SignalName, SignalSettings
from dangol.listen.timeline import Timeline, hear, merge_timelines
from dangol.terms.instants import DAY_US, HOUR_US, MINUTE_US, SECOND_US, Instant

START = Instant(1_793_000_000_000_000)
KINDS = {
    "look": Kind.OTHER,
    "order": Kind.ORDERED,
    "hide": Kind.AWAY,
    "show": Kind.SHOWN,
    "open": Kind.READ,
    "read": Kind.SCROLLED,
    "begin": Kind.FORM_BEGUN,
    "send": Kind.FORM_SENT,
    "goal": Kind.FORM_SENT,
    "trial": Kind.TRIAL_BEGUN,
    "end": Kind.TRIAL_ENDED,
}
Line = tuple[Any, ...]


def instant_at(clock: str) -> Instant:
    """`d+h:mm:ss` since the start, days and hours left out where there are none."""
    days, _, rest = clock.rpartition("+")
    seconds = 0.0
    for part in rest.split(":"):
        seconds = seconds * 60 + float(part)
    return Instant(START + int(days or 0) * DAY_US + round(seconds * SECOND_US))


def act_at(instant: Instant, words: str) -> Act:
    """What a script's words mean; `open /a "Prices" @tab` names the page and its loading."""
    words, _, page = words.partition(" @")
    words, _, label = words.partition(" =")
    verb, first, second, *_ = [*words.split(), "", ""]
    act = Act(instant, f"{instant}", int(KINDS[verb]), page=page)
    replace = msgspec.structs.replace
    match verb:
        case "open":
            return replace(act, product_id=first, category=label)
        case "read":
            depth, seconds = int(first.rstrip("%")), int(second.rstrip("s") or 0)
            return replace(act, price_minor=depth, quantity=seconds)
        case "begin" | "send":
            return replace(act, category=first)
        case "goal":
            return replace(act, quantity=1)
        case _:
            return act


def play(script: list[Line], *overrides: SignalSettings) -> State:
    """The state after the script, in which every moment said exactly what is written."""
    rules, state = rules_of(overrides, hears_sales=True), State()
    for clock, words, *expected in script:
        now = instant_at(clock)
        signals = list(settle(state, now, rules))
        if words != "wait":
            signals += advance(state, act_at(now, words), rules)
        assert [signal.key for signal in signals] == expected, f"{clock} {words}"
        assert all(signal.instant <= now for signal in signals)
        due = due_at(state, rules)
        assert due == 0 or due > now
    return state


SCRIPTS: dict[str, list[Line]] = {
    "the price is looked at again in one session": [
        ("0:00", "open /"),
        ("0:20", "open /pricing"),
        ("1:00", "open /features"),
        ("1:30", "open /pricing", "pricing_interest"),
        ("3:00", "open /docs"),
        ("4:00", "open /pricing"),
    ],
    "to load the price again is not to look at it again": [
        ("0:00", "open /pricing"),
        ("0:30", "open /pricing"),
        ("0:59", "open /pricing"),
    ],
    "the price is looked at again on another day": [
        ("0:00", "open /요금"),
        ("3+0:00", "open /"),
        ("3+0:10", "open /ko/요금제", "pricing_interest"),
    ],
    "what was seen two weeks ago is forgotten": [
        ("0:00", "open /plans"),
        ("14+0:00", "open /料金"),
        ("14+0:10", "open /"),
        ("27+23:59:00", "open /pricing", "pricing_interest"),
    ],
    "a page may be known by what it calls itself": [
        ("0:00", "open /p/17 =요금 안내 | 회사"),
        ("2:00", "open /p/18 =Plans and fees", "pricing_interest"),
        ("2:10", "open /p/19 =Why we are priceless"),
    ],
    "a word that only begins like one is another": [
        ("0:00", "open /priceless"),
        ("2:00", "open /planet"),
        ("3:00", "open /docs-of-pricing"),
        ("4:00", "open /priceless"),
    ],
    "a form that was begun and left by another page": [
        ("0:00", "open /demo"),
        ("0:10", "begin"),
        ("0:40", "open /pricing", "demo_form_abandoned"),
        ("1:10", "open /"),
    ],
    "a form that was begun, and then silence": [
        ("0:00", "open /contact"),
        ("0:10", "begin"),
        ("3:09.999999", "wait"),
        ("3:10", "wait", "demo_form_abandoned"),
        ("9:00", "wait"),
    ],
    "a form that was sent is not left": [
        ("0:00", "open /demo"),
        ("0:10", "begin demo-form"),
        ("1:00", "send demo-form"),
        ("1:05", "open /"),
        ("9:00", "wait"),
    ],
    "another form that was sent leaves this one open": [
        ("0:00", "open /demo"),
        ("0:10", "begin demo-form"),
        ("1:00", "send newsletter"),
        ("1:05", "open /", "demo_form_abandoned"),
    ],
    "a lead that was told ends every form": [
        ("0:00", "open /상담"),
        ("0:10", "begin demo-form"),
        ("1:00", "goal"),
        ("1:05", "open /"),
    ],
    "a page of thanks says that the form was sent": [
        ("0:00", "open /デモ"),
        ("0:10", "begin"),
        ("1:05", "open /demo/thank-you"),
        ("1:30", "open /"),
    ],
    "a form for something else is not listened for": [
        ("0:00", "open /account/settings"),
        ("0:10", "begin profile"),
        ("1:00", "open /"),
        ("9:00", "wait"),
    ],
    "a form may be known by its own name": [
        ("0:00", "open /"),
        ("0:10", "begin demo-request"),
        ("1:00", "open /about", "demo_form_abandoned"),
    ],
    "who left a form and comes back is asked on coming back": [
        ("0:00", "open /demo"),
        ("0:10", "begin"),
        ("0:20", "hide"),
        ("4:00", "wait", "demo_form_abandoned"),
        ("2+0:00", "look", "demo_form_abandoned"),
        ("2+0:01", "open /"),
    ],
    "who comes back and sends the form is not asked": [
        ("0:00", "open /demo"),
        ("0:10", "begin"),
        ("4:00", "wait", "demo_form_abandoned"),
        ("2+0:00", "goal"),
        ("2+0:01", "open /"),
    ],
    "a form left two weeks ago is forgotten": [
        ("0:00", "open /demo"),
        ("0:10", "begin"),
        ("4:00", "wait", "demo_form_abandoned"),
        ("14+0:01:00", "open /"),
        ("14+0:02:00", "open /about"),
    ],
    "a trial stalls after three days of silence, and again on coming back": [
        ("0:00", "trial"),
        ("1+0:00", "look"),
        ("3+23:59:59.999999", "wait"),
        ("4+0:00", "wait", "trial_stalled"),
        ("5+0:00", "wait"),
        ("6+0:00", "open /", "trial_stalled"),
        ("6+0:01", "open /docs"),
    ],
    "a trial that is used does not stall": [
        ("0:00", "trial"),
        ("2+0:00", "look"),
        ("4+0:00", "look"),
        ("6+0:00", "look"),
    ],
    "a trial that ended does not stall": [
        ("0:00", "trial"),
        ("1+0:00", "end"),
        ("9+0:00", "wait"),
        ("9+0:01", "open /"),
    ],
    "a trial that became an order does not stall": [
        ("0:00", "trial"),
        ("1+0:00", "order"),
        ("9+0:00", "open /"),
    ],
    "a trial of long ago is over": [
        ("0:00", "trial"),
        ("58+0:00", "look", "trial_stalled", "trial_stalled"),
        ("70+0:00", "wait"),
        ("70+0:01", "open /"),
    ],
    "three guides read far and long, and the next page": [
        ("0:00", "open /docs/a @1"),
        ("1:00", "read 75% 60s @1"),
        ("1:01", "open /guide/b @2"),
        ("2:00", "read 100% 59s @2"),
        ("2:01", "open /case/c @3"),
        ("3:00", "read 50% 20s @3"),
        ("3:01", "open / @4", "deep_reading"),
        ("3:30", "open /docs/d @5"),
    ],
    "what was only skimmed is not read": [
        ("0:00", "open /docs/a @1"),
        ("1:00", "read 25% 60s @1"),
        ("1:01", "open /guide/b @2"),
        ("1:10", "read 100% 9s @2"),
        ("1:11", "open /case/c @3"),
        ("3:00", "read 50% 20s @3"),
        ("3:01", "open / @4"),
    ],
    "a page that does not tell how far must be open three times as long": [
        ("0:00", "open /docs/a"),
        ("1:00", "open /docs/b"),
        ("2:00", "open /docs/c"),
        ("2:59", "open /docs/d"),
        ("4:00", "open /", "deep_reading"),
    ],
    "the word of a page that comes after the next one's is its own": [
        ("0:00", "open /docs/a @1"),
        ("0:30", "open /docs/b @2"),
        ("0:31", "read 75% 30s @1"),
        ("1:00", "open /docs/c @3"),
        ("1:01", "read 75% 30s @2"),
        ("1:30", "read 75% 30s @3"),
        ("1:31", "open /", "deep_reading"),
    ],
    "how far another page of one loading was read says nothing about a guide": [
        ("0:00", "open /docs/a @1"),
        ("0:02", "read 25% 2s @1"),
        ("0:02.1", "open /about @1"),
        ("5:00", "read 100% 300s @1"),
        ("5:01", "open /docs/b @1"),
        ("5:31", "read 100% 30s @1"),
        ("5:32", "open /docs/c @1"),
        ("6:02", "read 100% 30s @1"),
        ("6:03", "open /"),
    ],
    "what was read in an earlier session counts when one more is read in this": [
        ("0:00", "open /docs/a @1"),
        ("1:00", "read 75% 60s @1"),
        ("1:01", "open /docs/b @2"),
        ("2:00", "read 75% 60s @2"),
        ("2+0:00", "open / @3"),
        ("2+0:01:00", "open /docs/c @4"),
        ("2+0:02:00", "read 75% 60s @4"),
        ("2+0:03:00", "open / @5", "deep_reading"),
        ("3+0:00", "open /"),
    ],
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_scripts(script: list[Line]) -> None:
    play(script)


def test_every_signal_that_acts_can_show_has_a_script() -> None:
    shown = {word for script in SCRIPTS.values() for line in script for word in line[2:]}
    assert shown == SALES_SIGNALS - {SignalName.ACCOUNT_SURGE}


def test_a_playbook_may_name_its_own_pages_and_times() -> None:
    own = SignalSettings(
        pricing_views=3, pricing_pages=("/course", "/수강료"), form_left_us=MINUTE_US
    )
    key = signal_key(SignalName.PRICING_INTEREST, own)
    form = signal_key(SignalName.DEMO_FORM_ABANDONED, own)
    play(
        [
            ("0:00", "open /course/7"),
            ("2:00", "open /수강료"),
            ("3:00", "open /course/7", key),
            ("4:00", "open /demo"),
            ("4:10", "begin"),
            ("5:10", "wait", form),
            ("7:10", "wait", "demo_form_abandoned"),
        ],
        own,
    )


@pytest.mark.parametrize("name", sorted(SALES_SIGNALS))
def test_keys_tell_settings_apart_and_stay_short(name: SignalName) -> None:
    own = SignalSettings(
        pricing_views=9,
        surge_people=9,
        form_left_us=HOUR_US,
        trial_stalled_us=HOUR_US,
        deep_pages=9,
    )
    assert signal_key(name, SignalSettings()) == name.value
    assert signal_key(name, own).startswith(f"{name.value}@")
    assert len(signal_key(name, own)) < 80


def test_a_shop_hears_nothing_of_it() -> None:
    rules, state = rules_of(), State()
    for number, words in enumerate(["open /pricing", "begin demo", "trial", "open /pricing"]):
        now = Instant(START + number * MINUTE_US)
        assert not [*settle(state, now, rules), *advance(state, act_at(now, words), rules)]
    assert state.buying is None
    assert rules.floor_us == SignalSettings().hesitation_dwell_us


def test_no_visitor_is_kept_in_full() -> None:
    state = play([(f"{minute}:00", f"open /docs/{minute}") for minute in range(2)])
    rules = rules_of(hears_sales=True)
    for minute in range(2, 400):
        advance(state, act_at(instant_at(f"{minute}:00"), f"open /docs/{minute}"), rules)
    assert state.buying is not None
    assert len(state.buying.pages) == PAGES_KEPT
    assert len(msgspec.json.encode(state)) < 6_000


WORDS = [
    *("open /pricing @1", "open /docs/a @2", "open / @3", "open /docs/b @1", "read 75% 40s @2"),
    *("begin demo", "send demo", "goal", "trial", "end", "hide", "look", "order"),
]
GAPS = [0, SECOND_US, 40 * SECOND_US, 4 * MINUTE_US, 9 * MINUTE_US, HOUR_US, 4 * DAY_US]
ACTS = st.lists(st.tuples(st.sampled_from(GAPS), st.sampled_from(WORDS)), min_size=1, max_size=25)


def acts_of(drawn: list[tuple[int, str]]) -> list[Act]:
    acts: list[Act] = []
    now = START
    for number, (gap, words) in enumerate(drawn):
        now = Instant(now + gap)
        acts.append(msgspec.structs.replace(act_at(now, words), message_id=f"m{number:03}"))
    return acts


@settings(max_examples=150)
@given(ACTS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_makes_no_difference_inside_the_window(
    drawn: list[tuple[int, str]], chance: Any
) -> None:
    rules = rules_of(hears_sales=True)
    acts = [act for act in acts_of(drawn) if act.instant - START <= 9 * MINUTE_US]
    end = Instant(START + 9 * MINUTE_US)
    shuffled = list(acts)
    chance.shuffle(shuffled)
    tips: list[State] = []
    for some in (acts, shuffled):
        timeline = Timeline()
        for act in some:
            hear(timeline, act, end, rules)
        tips.append(timeline.tip)
    assert tips[0].buying == tips[1].buying


@settings(max_examples=100)
@given(ACTS, ACTS)
def test_merging_two_people_is_the_same_either_way(
    one: list[tuple[int, str]], other: list[tuple[int, str]]
) -> None:
    rules = rules_of(hears_sales=True)
    timelines: list[Timeline] = []
    for acts in (acts_of(one), acts_of(other)):
        timeline = Timeline()
        for act in acts:
            settle(timeline.tip, act.instant, rules)
            hear(timeline, act, act.instant, rules)
        timelines.append(timeline)
    first, second = timelines
    assert merge_timelines(first, second, rules) == merge_timelines(second, first, rules)


@settings(max_examples=100)
@given(ACTS)
def test_what_silence_says_is_due_when_it_says_it(drawn: list[tuple[int, str]]) -> None:
    rules, state = rules_of(hears_sales=True), State()
    for act in acts_of(drawn):
        settle(state, act.instant, rules)
        advance(state, act, rules)
        due = due_at(state, rules)
        assert not due or due > act.instant
    seen = 0
    while due := due_at(state, rules):
        assert not settle(state, Instant(due - 1), rules)
        signals = settle(state, due, rules)
        assert signals
        assert all(signal.instant == due for signal in signals)
        seen += len(signals)
        assert seen < 20
