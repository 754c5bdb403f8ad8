"""Every signal as a script: a visitor does something, time passes, we expect what the state says.

A line is a time, what happens, and the signals that this very moment says. `wait` is time passing
with nothing done. Signals are written as their key, and behind it the product or category.
"""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.listen.act import Act, Kind
from dangol.listen.rules import rules_of, signal_key
from dangol.listen.session import Signal, State, advance, due_at, settle
from dangol.listen.signals import SALES_SIGNALS, SignalName, SignalSettings
from dangol.terms.instants import HOUR_US, MINUTE_US, SECOND_US, Instant

START = Instant(1_793_000_000_000_000)
KINDS = {
    "look": Kind.OTHER,
    "view": Kind.VIEWED,
    "click": Kind.CLICKED,
    "add": Kind.ADDED,
    "remove": Kind.REMOVED,
    "cart": Kind.CART_VIEWED,
    "checkout": Kind.CHECKOUT,
    "order": Kind.ORDERED,
    "search": Kind.SEARCHED,
    "coupon": Kind.COUPON_DENIED,
    "leave": Kind.LEAVING,
    "wish": Kind.WISHED,
    "hide": Kind.AWAY,
    "scroll": Kind.STILL_HERE,
    "show": Kind.SHOWN,
}
CATEGORIES = {"니트": "상의", "셔츠": "상의", "블라우스": "상의", "치마": "하의", "바지": "하의"}
FAST = SignalSettings(
    cart_idle_us=3 * MINUTE_US,
    checkout_stalled_us=90 * SECOND_US,
    hesitation_views=2,
    hesitation_dwell_us=20 * SECOND_US,
    comparing_products=2,
    comparing_window_us=MINUTE_US,
    dead_end_searches=2,
)
SLOW = SignalSettings(cart_idle_us=25 * MINUTE_US, hesitation_views=5, dead_end_searches=4)

Line = tuple[Any, ...]


def instant_at(clock: str) -> Instant:
    """`h:mm:ss` or `m:ss` since the start, the seconds with up to six decimals."""
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return Instant(START + round(seconds * SECOND_US))


def said(signals: list[Signal]) -> list[str]:
    """The signals as a script writes them."""
    return [" ".join(filter(None, (signal.key, signal.subject))) for signal in signals]


def act_at(instant: Instant, words: str) -> Act:
    """What a script's words mean: `view 니트`, `view 니트 sold-out`, `look`, `hide @tab`."""
    words, _, page = words.partition(" @")
    verb, product, *more = [*words.split(), ""]
    return Act(
        instant,
        f"{instant}",
        int(KINDS[verb]),
        product,
        CATEGORIES.get(product, ""),
        39_000,
        1,
        "sold-out" in more,
        page,
    )


def play(script: list[Line], *overrides: SignalSettings) -> State:
    """The state after the script, in which every moment said exactly what is written."""
    rules, state = rules_of(overrides), State()
    for clock, words, *expected in script:
        now = instant_at(clock)
        signals = list(settle(state, now, rules))
        if words != "wait":
            signals += advance(state, act_at(now, words), rules)
        assert said(signals) == expected, f"{clock} {words}"
        assert all(signal.instant <= now for signal in signals)
        due = due_at(state, rules)
        assert due == 0 or due > now
    return state


SCRIPTS: dict[str, list[Line]] = {
    "a cart is idle after ten minutes of silence, and once": [
        ("0:00", "view 니트"),
        ("0:05", "add 니트"),
        ("10:04.999999", "wait"),
        ("10:05", "wait", "cart_idle"),
        ("10:05.000001", "wait"),
        ("11:00", "cart"),
        ("21:00", "wait"),
    ],
    "anything that is done puts the silence off": [
        ("0:00", "add 니트"),
        ("9:59.999999", "look"),
        ("10:00", "wait"),
        ("19:59.999998", "wait"),
        ("19:59.999999", "wait", "cart_idle"),
    ],
    "silence before an act is heard even when only the act is": [
        ("0:00", "add 니트"),
        ("20:00", "look", "cart_idle"),
    ],
    "a cart that was emptied by hand is not idle": [
        ("0:00", "add 니트"),
        ("0:10", "add 치마"),
        ("0:20", "remove 니트"),
        ("0:30", "remove 치마"),
        ("15:00", "wait"),
    ],
    "a cart with one thing left in it is": [
        ("0:00", "add 니트"),
        ("0:10", "add 치마"),
        ("0:20", "remove 니트"),
        ("0:25", "remove 바지"),
        ("10:25", "wait", "cart_idle"),
    ],
    "an order ends the cart": [
        ("0:00", "add 니트"),
        ("5:00", "order"),
        ("25:00", "wait"),
    ],
    "what is added after an order is a cart again": [
        ("0:00", "add 니트"),
        ("1:00", "order"),
        ("2:00", "add 치마"),
        ("12:00", "wait", "cart_idle"),
    ],
    "a cart filled in an earlier session is not idle in this one": [
        ("0:00", "add 니트"),
        ("10:00", "wait", "cart_idle"),
        ("1:00:00", "look", "back_with_cart"),
        ("1:29:00", "wait"),
    ],
    "a session lasts thirty minutes of silence to the microsecond": [
        ("0:00", "add 니트"),
        ("10:00", "wait", "cart_idle"),
        ("30:00", "look"),
        ("1:00:00.000001", "look", "back_with_cart"),
        ("1:30:00.000002", "look", "back_with_cart"),
    ],
    "nobody comes back with an empty cart": [
        ("0:00", "view 니트"),
        ("0:30", "add 니트"),
        ("1:00", "order"),
        ("2:00:00", "look"),
        ("4:00:00", "look"),
    ],
    "back with a cart is said at the first act, whatever that is": [
        ("0:00", "add 니트"),
        ("0:01", "hide"),
        ("1:00:00", "search", "cart_idle", "back_with_cart"),
    ],
    "a checkout stalls after five minutes, and before the cart is idle": [
        ("0:00", "add 니트"),
        ("1:00", "checkout"),
        ("5:59.999999", "wait"),
        ("6:00", "wait", "checkout_stalled"),
        ("11:00", "wait", "cart_idle"),
    ],
    "both silences come in the order in which they became true": [
        ("0:00", "add 니트"),
        ("1:00", "checkout"),
        ("29:00", "look", "checkout_stalled", "cart_idle"),
    ],
    "a step of the checkout puts the stall off": [
        ("0:00", "checkout"),
        ("4:59.999999", "checkout"),
        ("9:59.999998", "wait"),
        ("9:59.999999", "wait", "checkout_stalled"),
    ],
    "an order ends the checkout": [
        ("0:00", "checkout"),
        ("4:00", "order"),
        ("29:00", "wait"),
    ],
    "a checkout does not outlive its session": [
        ("0:00", "checkout"),
        ("5:00", "wait", "checkout_stalled"),
        ("1:00:00", "look"),
        ("1:20:00", "wait"),
    ],
    "leaving is said once a session": [
        ("0:00", "leave 니트", "exit_intent 니트"),
        ("0:10", "leave 니트"),
        ("0:20", "leave 치마", "exit_intent 치마"),
        ("0:30", "leave", "exit_intent"),
        ("0:40", "leave"),
        ("31:00", "leave", "exit_intent"),
    ],
    "three views of one product are hesitation": [
        ("0:00", "view 니트"),
        ("0:10", "view 치마"),
        ("0:20", "view 니트"),
        ("0:30", "view 니트", "product_hesitation 니트"),
        ("0:40", "view 니트"),
    ],
    "a minute before one product is hesitation": [
        ("0:00", "view 니트"),
        ("0:59.999999", "wait"),
        ("1:00", "wait", "product_hesitation 니트"),
        ("2:00", "view 니트"),
        ("4:00", "wait"),
        ("4:01", "view 치마"),
        ("6:00", "look", "product_hesitation 치마"),
    ],
    "whoever does something else is not looking any more": [
        ("0:00", "view 니트"),
        ("0:59", "look"),
        ("5:00", "wait"),
    ],
    "whoever scrolls, or moves to leave and stays, is looking still": [
        ("0:00", "view 니트"),
        ("0:30", "scroll"),
        ("0:45", "leave 니트", "exit_intent 니트"),
        ("1:44.999999", "wait"),
        ("1:45", "wait", "product_hesitation 니트"),
        ("2:00", "view 치마"),
        ("2:10", "scroll"),
        ("2:20", "look"),
        ("9:00", "wait"),
    ],
    "what was looked at in the last session is not looked at in this one": [
        ("0:00", "view 니트"),
        ("1:00", "wait", "product_hesitation 니트"),
        ("40:00", "scroll"),
        ("45:00", "wait"),
    ],
    "whoever has it in the cart does not hesitate": [
        ("0:00", "add 니트"),
        ("0:01", "view 니트"),
        ("0:02", "view 니트"),
        ("0:03", "view 니트"),
        ("9:00", "wait"),
    ],
    "a hidden page is not looked at": [
        ("0:00", "view 니트"),
        ("0:30", "hide"),
        ("9:00", "wait"),
    ],
    "a page that is left, and says so late, does not hide the page that follows": [
        ("0:00", "view 니트 @first"),
        ("0:30", "view 니트 @second"),
        ("0:30.015", "scroll @first"),
        ("0:30.020", "hide @first"),
        ("1:30.019999", "wait"),
        ("1:30.020", "wait", "product_hesitation 니트"),
    ],
    "a tab that comes into view is looked at, not the one it covers": [
        ("0:00", "view 니트 @first"),
        ("0:30", "show @second"),
        ("0:30.020", "hide @first"),
        ("9:00", "wait"),
    ],
    "a cart on a hidden page is idle all the same": [
        ("0:00", "add 니트"),
        ("0:30", "hide"),
        ("10:30", "wait", "cart_idle"),
    ],
    "views do not add up over sessions": [
        ("0:00", "view 니트"),
        ("0:01", "view 니트"),
        ("31:00", "view 니트", "product_hesitation 니트"),
        ("31:01", "view 니트"),
        ("31:02", "view 니트", "product_hesitation 니트"),
    ],
    "three products of one category in ten minutes are compared": [
        ("0:00", "view 니트"),
        ("0:30", "view 치마"),
        ("0:40", "look"),
        ("5:00", "view 셔츠"),
        ("5:30", "look"),
        ("10:00", "view 블라우스", "comparing 상의"),
        ("10:30", "view 니트"),
    ],
    "a microsecond more than ten minutes is too long": [
        ("0:00", "view 니트"),
        ("0:01", "look"),
        ("5:00", "view 셔츠"),
        ("5:01", "look"),
        ("10:00.000001", "view 블라우스"),
    ],
    "going back to a product is comparing it again": [
        ("0:00", "view 니트"),
        ("0:10", "view 셔츠"),
        ("0:20", "look"),
        ("20:00", "view 블라우스"),
        ("20:10", "view 셔츠"),
        ("20:20", "view 니트", "comparing 상의"),
    ],
    "each category is compared for itself": [
        ("0:00", "view 니트"),
        ("0:01", "view 치마"),
        ("0:02", "view 셔츠"),
        ("0:03", "view 바지"),
        ("0:04", "view 블라우스", "comparing 상의"),
    ],
    "one product again and again is no comparison": [
        ("0:00", "view 니트"),
        ("0:01", "view 니트"),
        ("0:02", "view 니트", "product_hesitation 니트"),
        ("0:03", "view 셔츠"),
    ],
    "three searches without a find are a dead end, once": [
        ("0:00", "search"),
        ("0:10", "look"),
        ("0:20", "search"),
        ("0:30", "search", "search_dead_end"),
        ("0:40", "search"),
        ("0:50", "click 니트"),
        ("1:00", "search"),
        ("1:10", "search"),
        ("1:20", "search"),
    ],
    "a click ends the row": [
        ("0:00", "search"),
        ("0:10", "search"),
        ("0:20", "click 니트"),
        ("0:30", "search"),
        ("0:40", "search"),
        ("0:50", "search", "search_dead_end"),
    ],
    "a view ends the row": [
        ("0:00", "search"),
        ("0:10", "search"),
        ("0:20", "view 니트"),
        ("0:30", "search"),
        ("0:40", "search"),
        ("0:50", "add 니트"),
        ("1:00", "search"),
    ],
    "searches do not add up over sessions": [
        ("0:00", "search"),
        ("0:10", "search"),
        ("31:00", "search"),
        ("31:10", "search"),
        ("31:20", "search", "search_dead_end"),
    ],
    "a refused coupon is said once a session": [
        ("0:00", "coupon", "coupon_failed"),
        ("0:10", "coupon"),
        ("31:00", "coupon", "coupon_failed"),
    ],
    "each product that is sold out is said once a session": [
        ("0:00", "view 니트 sold-out", "out_of_stock_viewed 니트"),
        ("0:10", "view 니트 sold-out"),
        ("0:20", "view 치마 sold-out", "out_of_stock_viewed 치마"),
        ("0:30", "view 바지"),
        ("31:00", "view 니트 sold-out", "product_hesitation 바지", "out_of_stock_viewed 니트"),
    ],
    "nobody is heard who does nothing": [("5:00:00", "wait")],
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_script(name: str) -> None:
    play(SCRIPTS[name])


OVERRIDES: dict[str, tuple[list[SignalSettings], list[Line]]] = {
    "a playbook's own silence is said beside the default": (
        [FAST],
        [
            ("0:00", "add 니트"),
            ("2:59.999999", "wait"),
            ("3:00", "wait", "cart_idle@180000000"),
            ("10:00", "wait", "cart_idle"),
        ],
    ),
    "three playbooks, three silences": (
        [FAST, SLOW],
        [
            ("0:00", "add 니트"),
            ("25:00", "wait", "cart_idle@180000000", "cart_idle", "cart_idle@1500000000"),
        ],
    ),
    "an act between them puts off only what was not said": (
        [FAST],
        [
            ("0:00", "add 니트"),
            ("3:00", "wait", "cart_idle@180000000"),
            ("5:00", "look"),
            ("14:59.999999", "wait"),
            ("15:00", "wait", "cart_idle"),
        ],
    ),
    "a shorter stall": (
        [FAST],
        [
            ("0:00", "checkout"),
            ("1:29.999999", "wait"),
            ("1:30", "wait", "checkout_stalled@90000000"),
            ("5:00", "wait", "checkout_stalled"),
        ],
    ),
    "views and dwelling of one playbook are one signal": (
        [FAST],
        [
            ("0:00", "view 니트"),
            ("0:20", "wait", "product_hesitation@2,20000000 니트"),
            ("0:30", "view 니트"),
            ("1:30", "wait", "product_hesitation 니트"),
        ],
    ),
    "two views where a playbook asks for two": (
        [FAST],
        [
            ("0:00", "view 니트"),
            ("0:10", "view 니트", "product_hesitation@2,20000000 니트"),
            ("0:15", "view 니트", "product_hesitation 니트"),
        ],
    ),
    "two products in a minute": (
        [FAST],
        [
            ("0:00", "view 니트"),
            ("0:10", "look"),
            ("1:00", "view 셔츠", "comparing@2,60000000 상의"),
            ("1:01", "view 블라우스", "comparing 상의"),
        ],
    ),
    "two searches, and four": (
        [FAST, SLOW],
        [
            ("0:00", "search"),
            ("0:01", "search", "search_dead_end@2"),
            ("0:02", "search", "search_dead_end"),
            ("0:03", "search", "search_dead_end@4"),
        ],
    ),
    "the defaults stated again are the defaults": (
        [SignalSettings(), SignalSettings(cart_idle_us=10 * MINUTE_US)],
        [("0:00", "add 니트"), ("10:00", "wait", "cart_idle")],
    ),
}


@pytest.mark.parametrize("name", OVERRIDES)
def test_script_with_a_playbooks_own_settings(name: str) -> None:
    overrides, script = OVERRIDES[name]
    play(script, *overrides)


def test_every_signal_that_events_can_show_has_a_script() -> None:
    shown = {
        word.split()[0].split("@")[0]
        for script in SCRIPTS.values()
        for line in script
        for word in line[2:]
    }
    from_the_catalogue = {SignalName.BACK_IN_STOCK, SignalName.PRICE_DROP}
    assert shown == {name.value for name in SignalName} - from_the_catalogue - SALES_SIGNALS


def test_a_key_names_the_settings_only_of_its_own_signal() -> None:
    other = SignalSettings(cart_idle_us=1)
    assert signal_key(SignalName.CART_IDLE, other) == "cart_idle@1"
    assert signal_key(SignalName.CHECKOUT_STALLED, other) == "checkout_stalled"
    assert signal_key(SignalName.EXIT_INTENT, FAST) == "exit_intent"


def test_a_cart_holds_quantities_at_the_newest_price() -> None:
    state, rules = State(), rules_of()
    for number, (quantity, price) in enumerate([(2, 10_000), (1, 12_000), (1, 0)]):
        instant = Instant(START + number)
        advance(state, Act(instant, "", int(Kind.ADDED), "니트", "", price, quantity), rules)
    assert state.cart["니트"].quantity == 4
    assert state.cart_value_minor == 48_000


def test_a_state_says_who_is_away_and_who_has_come_back() -> None:
    state = play([("0:00", "look"), ("0:10", "hide")])
    assert state.is_away
    state = play([("0:00", "look"), ("0:10", "hide"), ("0:20", "look")])
    assert not state.is_away


@pytest.mark.parametrize(
    ("last", "is_away"),
    [
        ("hide @second", True),
        ("hide @first", False),
        ("hide", True),  # of who does not say which: any page
    ],
)
def test_only_the_page_last_opened_or_shown_can_be_left(last: str, *, is_away: bool) -> None:
    state = play([("0:00", "look @first"), ("0:10", "look @second"), ("0:11", last)])
    assert state.is_away is is_away
    state = play([("0:00", "look @first"), ("0:10", "show @second"), ("0:11", last)])
    assert state.is_away is is_away


def test_no_session_makes_a_state_too_large_to_keep() -> None:
    state, rules = State(), rules_of([FAST])
    for number in range(3_000):
        now = Instant(START + number * SECOND_US)
        for kind in (Kind.VIEWED, Kind.ADDED, Kind.WISHED, Kind.LEAVING):
            act = Act(now, "", int(kind), f"p{number}", f"c{number}", 10**12, 9_999, True)
            advance(state, act, rules)
    assert len(msgspec.json.encode(state)) < 50_000
    assert due_at(state, rules) == 0
    assert not settle(state, Instant(state.last_at + HOUR_US), rules)
    assert state.cart_value_minor < 2**63


acts = st.tuples(
    st.sampled_from([0, 1, SECOND_US, 20 * SECOND_US, MINUTE_US, 5 * MINUTE_US, 10 * MINUTE_US])
    | st.integers(0, HOUR_US),
    st.sampled_from(sorted(KINDS)),
    st.sampled_from([*CATEGORIES, ""]),
    st.booleans(),
)


@settings(max_examples=250)
@given(st.lists(acts, min_size=1, max_size=20), st.lists(st.integers(0, HOUR_US), max_size=3))
def test_a_timer_goes_off_exactly_when_silence_says_something(
    script: list[tuple[int, str, str, bool]], waits: list[int]
) -> None:
    """Settling when a timer is due, or only when something happens, says the same."""
    rules = rules_of([FAST, SLOW])
    by_timer, at_once = State(), State()
    timed, asked = list[Signal](), list[Signal]()
    now = START
    for gap_us, verb, product, is_out in [*script, (2 * HOUR_US, "look", "", False)]:
        now = Instant(now + gap_us)
        while (due := due_at(by_timer, rules)) and due <= now:
            for early in waits:
                assert not settle(by_timer, Instant(due - 1 - early), rules)
            signals = settle(by_timer, due, rules)
            assert signals
            assert all(signal.instant == due for signal in signals)
            timed += signals
        assert not settle(by_timer, now, rules)
        asked += settle(at_once, now, rules)
        act = Act(now, "", int(KINDS[verb]), product, CATEGORIES.get(product, ""), 1, 1, is_out)
        timed += advance(by_timer, act, rules)
        asked += advance(at_once, act, rules)
    assert sorted(timed, key=_order) == sorted(asked, key=_order)
    assert by_timer == at_once


def _order(signal: Signal) -> tuple[int, str, str]:
    return signal.instant, signal.key, signal.subject


def test_whoever_is_in_a_chat_is_known_to_be_until_it_ends_or_the_session_does() -> None:
    state, rules = State(), rules_of()
    advance(state, Act(START, "1", int(Kind.CHAT_BEGUN)), rules)
    assert state.is_chatting
    advance(state, Act(Instant(START + 1), "2", int(Kind.CHAT_ENDED)), rules)
    assert not state.is_chatting
    advance(state, Act(Instant(START + 2), "3", int(Kind.CHAT_BEGUN)), rules)
    advance(state, Act(Instant(START + HOUR_US), "4", int(Kind.OTHER)), rules)
    assert not state.is_chatting
