"""Whatever order a person's acts arrive in, the state is the same; what is too late changes none.

A script is a list of acts with the delay after which each arrives. Inside the late window every
order of arrival must end in the state that `fold` gives for the acts in order. `said` alone may
hold more: what was said to the world stays said, though a late act speaks against it.
"""

from copy import deepcopy
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dangol.listen.act import Act, Kind
from dangol.listen.rules import rules_of
from dangol.listen.session import Signal, State, due_at, settle
from dangol.listen.signals import LATE_WINDOW_US, SESSION_GAP_US, SignalName, SignalSettings
from dangol.listen.timeline import (
    Timeline,
    TooLate,
    copy_state,
    fold,
    hear,
    merge_states,
    merge_timelines,
    refold,
    rest,
)
from dangol.terms.instants import HOUR_US, MINUTE_US, SECOND_US, Instant

START = Instant(1_793_000_000_000_000)
RULES = rules_of([SignalSettings(cart_idle_us=3 * MINUTE_US, hesitation_views=2)])
WINDOW = LATE_WINDOW_US


class Arrival(NamedTuple):
    """An act, and when it came."""

    now: Instant
    act: Act


GAPS = [0, 1, SECOND_US, MINUTE_US, 5 * MINUTE_US, 10 * MINUTE_US - 1, 10 * MINUTE_US]
GAPS += [11 * MINUTE_US, SESSION_GAP_US, SESSION_GAP_US + 1, 41 * MINUTE_US, 3 * HOUR_US]
DELAYS = [0, 0, 0, 1, MINUTE_US, 6 * MINUTE_US, WINDOW - 1, WINDOW]
KINDS = [kind for kind in Kind if kind is not Kind.OTHER] + [Kind.VIEWED, Kind.ADDED, Kind.OTHER]


@st.composite
def histories(draw: st.DrawFn, most: int = 14, label: str = "m") -> list[Act]:
    """A person's acts in order."""
    acts: list[Act] = []
    instant = START
    for number in range(draw(st.integers(1, most))):
        instant = Instant(instant + draw(st.sampled_from(GAPS)))
        kind = draw(st.sampled_from(KINDS))
        product = draw(st.sampled_from(["니트", "코트", "치마", ""]))
        tie = draw(st.sampled_from("xyz"))
        acts.append(
            Act(
                instant,
                f"{label}-{tie}-{number}",
                int(kind),
                product,
                draw(st.sampled_from(["상의", "하의"])) if product else "",
                draw(st.sampled_from([0, 39_000])),
                draw(st.sampled_from([1, 2])),
                draw(st.booleans()),
            )
        )
    return sorted(acts)


@st.composite
def arrivals(draw: st.DrawFn) -> list[Arrival]:
    """A person's acts in an order in which they might arrive, none too late."""
    acts = draw(histories())
    late = [Arrival(Instant(act.instant + draw(st.sampled_from(DELAYS))), act) for act in acts]
    return sorted(draw(st.permutations(late)), key=lambda arrival: arrival.now)


def listen(script: list[Arrival], *, is_ticking: bool) -> tuple[Timeline, list[Signal]]:
    """What is known and was said after all have arrived; a timer goes off when it is due."""
    timeline, said = Timeline(), list[Signal]()

    def tick(now: Instant) -> None:
        due = due_at(timeline.tip, RULES)
        while due and due <= now:
            said.extend(settle(timeline.tip, due, RULES))
            due = due_at(timeline.tip, RULES)

    for now, act in script:
        if is_ticking:
            tick(now)
        said += settle(timeline.tip, act.instant, RULES)
        heard = hear(timeline, act, now, RULES)
        assert not isinstance(heard, TooLate)
        said += heard
    if is_ticking:
        tick(Instant(script[-1].now + HOUR_US))
    return timeline, said


def facts(state: State) -> dict[str, object]:
    """All that the state knows but what was said."""
    return {
        field: value for field, value in msgspec.structs.asdict(state).items() if field != "said"
    }


@settings(max_examples=100)
@given(arrivals(), st.booleans())
def test_any_order_of_arrival_inside_the_window_gives_the_same_state(
    script: list[Arrival], is_ticking: bool
) -> None:
    timeline, _ = listen(script, is_ticking=is_ticking)
    expected, _ = fold(State(), sorted(act for _, act in script), RULES)
    until = Instant(script[-1].now + HOUR_US)
    settle(timeline.tip, until, RULES)
    settle(expected, until, RULES)
    assert facts(timeline.tip) == facts(expected)
    assert timeline.tip.said >= expected.said


@settings(max_examples=100)
@given(histories(), st.booleans())
def test_acts_that_arrive_in_order_say_what_their_fold_says(
    acts: list[Act], is_ticking: bool
) -> None:
    timeline, said = listen([Arrival(act.instant, act) for act in acts], is_ticking=is_ticking)
    expected, signals = fold(State(), acts, RULES)
    until = Instant(acts[-1].instant + HOUR_US)
    said += settle(timeline.tip, until, RULES)
    signals += settle(expected, until, RULES)
    assert timeline.tip == expected
    assert said == signals


@settings(max_examples=100)
@given(arrivals(), st.booleans())
def test_nothing_is_said_twice_whatever_comes_late(script: list[Arrival], is_ticking: bool) -> None:
    _, said = listen(script, is_ticking=is_ticking)
    once = [(signal.key, signal.subject, signal.instant) for signal in said]
    assert len(once) == len(set(once))


@settings(max_examples=100)
@given(arrivals(), st.booleans())
def test_the_tip_follows_from_base_and_tail(script: list[Arrival], is_ticking: bool) -> None:
    timeline, _ = listen(script, is_ticking=is_ticking)
    again = Timeline(copy_state(timeline.base), list(timeline.tail))
    refold(again, RULES)
    again.tip.said |= timeline.tip.said
    assert again.tip == timeline.tip


@settings(max_examples=100)
@given(arrivals(), st.data())
def test_what_comes_too_late_changes_nothing(script: list[Arrival], data: st.DataObject) -> None:
    timeline, _ = listen(script, is_ticking=False)
    now = Instant(script[-1].now + data.draw(st.sampled_from([0, MINUTE_US, HOUR_US])))
    late_us = data.draw(st.integers(WINDOW + 1, 30 * HOUR_US))
    act = Act(Instant(now - late_us), "late", int(data.draw(st.sampled_from(KINDS))), "니트")
    assume(act.instant < timeline.tip.last_at)
    before = deepcopy(timeline)
    assert isinstance(hear(timeline, act, now, RULES), TooLate)
    assert timeline == before


@settings(max_examples=100)
@given(arrivals(), st.data())
def test_an_act_heard_twice_changes_nothing(script: list[Arrival], data: st.DataObject) -> None:
    timeline, _ = listen(script, is_ticking=True)
    now, act = data.draw(st.sampled_from(script))
    assume(act in timeline.tail[:-1])
    before = deepcopy(timeline)
    assert not hear(timeline, act, now, RULES)
    assert timeline == before


def test_the_window_ends_ten_minutes_after_the_act() -> None:
    view = Act(START, "a", int(Kind.VIEWED), "니트")
    late = Act(Instant(START - MINUTE_US), "b", int(Kind.VIEWED), "코트")
    for delay_us, is_too_late in ((WINDOW, False), (WINDOW + 1, True)):
        timeline = Timeline()
        hear(timeline, view, START, RULES)
        heard = hear(timeline, late, Instant(late.instant + delay_us), RULES)
        assert isinstance(heard, TooLate) is is_too_late
        assert timeline.tip.events == (1 if is_too_late else 2)


def test_a_state_shared_by_base_and_tip_is_parted_before_it_changes() -> None:
    timeline = Timeline()
    refold(timeline, RULES)
    assert timeline.tip is timeline.base
    hear(timeline, Act(START, "a", int(Kind.ADDED), "니트"), START, RULES)
    assert timeline.base == State()
    refold(timeline, RULES)
    assert timeline.tip.adds == 1


def test_a_late_act_that_joins_two_sessions_says_nothing_anew() -> None:
    """The first session's silence and searches were spoken of; they are not spoken of again."""
    script = [Act(START, "a", int(Kind.ADDED), "니트")]
    script += [Act(Instant(START + n), f"s{n}", int(Kind.SEARCHED)) for n in range(1, 4)]
    script += [Act(Instant(START + 32 * MINUTE_US), "v", int(Kind.VIEWED), "코트")]
    timeline, said = Timeline(), list[Signal]()
    for act in script:
        said += settle(timeline.tip, act.instant, rules_of())
        heard = hear(timeline, act, act.instant, rules_of())
        assert not isinstance(heard, TooLate)
        said += heard
    now = Instant(START + 34 * MINUTE_US)
    said += settle(timeline.tip, now, rules_of())
    assert [signal.name for signal in said] == [
        SignalName.SEARCH_DEAD_END,
        SignalName.CART_IDLE,
        SignalName.BACK_WITH_CART,
        SignalName.PRODUCT_HESITATION,
    ]
    assert hear(timeline, Act(Instant(START + 25 * MINUTE_US), "l", 0), now, rules_of()) == []
    assert timeline.tip.sessions == 1


@settings(max_examples=100)
@given(histories(label="m"), histories(label="n"), st.data())
def test_merging_two_people_keeps_the_acts_of_both_in_order(
    one: list[Act], other: list[Act], data: st.DataObject
) -> None:
    timelines = [
        listen([Arrival(act.instant, act) for act in acts], is_ticking=False)[0]
        for acts in (one, other)
    ]
    for timeline in timelines:
        if data.draw(st.booleans()):
            rest(timeline)
    first, second = timelines
    before = deepcopy(timelines)
    merged = merge_timelines(first, second, RULES)
    swapped = merge_timelines(second, first, RULES)
    assert timelines == before
    assert merged == swapped
    tips = [timeline.tip for timeline in timelines]
    assert merged.tip.last_at == max(tip.last_at for tip in tips)
    assert merged.tip.first_at == min(tip.first_at for tip in tips)
    assert merged.tip.orders == sum(tip.orders for tip in tips)
    assert merged.tip.ordered_at == max(tip.ordered_at for tip in tips)
    assert merged.tip.said >= max(tips, key=lambda tip: tip.last_at).said or (
        tips[0].last_at == tips[1].last_at
    )
    instants = [act.instant for act in merged.tail]
    assert instants == sorted(instants)
    assert not instants or merged.base.last_at <= instants[0]
    if all(timeline.tail == acts for timeline, acts in zip(timelines, (one, other), strict=True)):
        together, _ = fold(State(), sorted([*one, *other]), RULES)
        assert facts(merged.tip) == facts(together)


def test_merging_with_somebody_long_away_leaves_the_session_that_goes_on() -> None:
    """A visitor's old acts, still kept apart, stand before the user's, not behind them."""
    visitor, user = Timeline(), Timeline()
    hear(visitor, Act(START, "old", int(Kind.ADDED), "코트"), START, RULES)
    now = Instant(START + 24 * HOUR_US)
    for number in range(80):
        now = Instant(now + MINUTE_US)
        hear(user, Act(now, f"n{number:02}", int(Kind.ADDED), "니트"), now, RULES)
    merged = merge_timelines(visitor, user, RULES)
    assert merged.tip.last_at == now
    assert merged.tip.adds == 80
    assert merged.tip.last_added_at == now
    assert set(merged.tip.cart) == {"코트", "니트"}


def test_a_cart_that_was_bought_elsewhere_is_not_filled_again_by_a_merge() -> None:
    phone, desk = Timeline(), Timeline()
    hear(phone, Act(START, "a", int(Kind.ADDED), "코트"), START, RULES)
    bought = Instant(START + HOUR_US)
    hear(desk, Act(bought, "b", int(Kind.ORDERED)), bought, RULES)
    for timeline in (phone, desk):
        rest(timeline)
    assert merge_timelines(phone, desk, RULES).tip.cart == {}
    added = Instant(START + 2 * HOUR_US)
    hear(phone, Act(added, "c", int(Kind.ADDED), "니트"), added, RULES)
    assert set(merge_timelines(phone, desk, RULES).tip.cart) >= {"니트"}


@settings(max_examples=100)
@given(histories(label="m"), histories(label="n"))
def test_merging_states_is_symmetric(one: list[Act], other: list[Act]) -> None:
    first, _ = fold(State(), one, RULES)
    second, _ = fold(State(), other, RULES)
    assert merge_states(first, second) == merge_states(second, first)


def test_merging_again_and_again_keeps_a_state_small() -> None:
    """A stranger who links a thousand full carts to one id does not make one huge state."""
    merged = State()
    for visitor in range(30):
        acts = [
            Act(
                Instant(START + visitor * HOUR_US + n), f"{n:03}", int(Kind.ADDED), f"{visitor}-{n}"
            )
            for n in range(100)
        ]
        acts += [
            Act(Instant(act.instant + 200), "w" + act.message_id, int(Kind.WISHED), act.product_id)
            for act in acts
        ]
        merged = merge_states(merged, fold(State(), acts, RULES)[0])
    assert len(merged.cart) == 100
    assert len(merged.watched) == 20


@pytest.mark.parametrize("count", [63, 64, 65, 200])
def test_a_long_session_in_order_ends_as_its_fold(count: int) -> None:
    acts = [
        Act(Instant(START + n * MINUTE_US), f"{n:03}", int(Kind.VIEWED), f"p{n % 7}", "상의")
        for n in range(count)
    ]
    timeline, _ = listen([Arrival(act.instant, act) for act in acts], is_ticking=True)
    assert facts(timeline.tip) == facts(fold(State(), acts, RULES)[0])
    assert len(timeline.tail) <= 64 + 64
    assert timeline.base.last_at <= acts[-1].instant - WINDOW


@pytest.mark.parametrize("is_reversed", [False, True])
def test_a_machine_that_never_rests_does_not_grow_without_end(is_reversed: bool) -> None:
    """A tenth of a second apart, in order or the other way round: six thousand in the window."""
    timeline = Timeline()
    count = 2_000
    now = Instant(START + WINDOW)
    step = SECOND_US // 10
    for number in range(count):
        at = Instant(START + (count - number if is_reversed else number) * step)
        hear(timeline, Act(at, f"{number}", int(Kind.VIEWED), f"p{number}"), now, RULES)
        assert len(timeline.tail) <= 512 + 64
    assert timeline.tip.last_at == START + (count if is_reversed else count - 1) * step
    again = Timeline(copy_state(timeline.base), list(timeline.tail))
    refold(again, RULES)
    assert facts(again.tip) == facts(timeline.tip)
