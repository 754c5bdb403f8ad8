"""A person's acts in order, whatever order they arrive in.

`tip` is the state after all acts. `base` is the state before the newest of them, `tail` those
newest acts in order. An act that arrives late but within `LATE_WINDOW_US` takes its place in the
tail, and the tip is folded anew from the base; one that arrives later than that is kept in the
record and changes no state. Laws: the tip is `fold(base, tail)`; any order of arrival inside the
window gives the same tip.
"""

from bisect import bisect, bisect_left
from collections.abc import Sequence

import msgspec

from dangol.listen.act import Act
from dangol.listen.fields import plainly_set
from dangol.listen.rules import Rules
from dangol.listen.sales import merge_buying
from dangol.listen.session import CART_LINES, WATCHED, Signal, State, advance, settle
from dangol.listen.signals import LATE_WINDOW_US, SESSION_GAP_US
from dangol.terms.instants import Instant

TAIL_STEP = 64
"""The tail is looked at for acts to move into the base whenever it has grown by so many."""
TAIL_LIMIT = 512
"""Whoever does more than this within the late window is no person, and has a shorter one."""
REST_US = SESSION_GAP_US + LATE_WINDOW_US
"""After this silence a person's newest acts need no longer be kept apart."""


NOTHING = State()
"""The base of whoever is new. A base is never changed, only replaced, so all may share it."""


@plainly_set
class Timeline(msgspec.Struct, omit_defaults=True, gc=False):
    """What is known of a person's acts. `base` and `tail` say all; `tip` follows from them."""

    base: State = msgspec.field(default_factory=lambda: NOTHING)
    tail: list[Act] = []
    tip: State = msgspec.field(default_factory=State)


class TooLate(msgspec.Struct, frozen=True):
    """The act lies so far back that it changes no state; it stays in the record."""

    late_us: int


def hear(timeline: Timeline, act: Act, now: Instant, rules: Rules) -> Sequence[Signal] | TooLate:
    """The act has its place in the person's timeline; returns what the state says because of it.

    `now` is the clock at arrival, live or virtual. Silence before the act is for the caller to
    settle first, so that it can decide on the state as it was then.
    """
    tail, tip = timeline.tail, timeline.tip
    quiet_us = act.instant - tip.last_at
    if quiet_us > 0 or (quiet_us == 0 and (not tail or act > tail[-1])):
        if quiet_us > REST_US and tail:
            rest(timeline)
            tip, tail = timeline.tip, timeline.tail
        if tip is timeline.base:
            # Only now does the state before this act differ from the tip: part them.
            tip = timeline.tip = copy_state(tip)
        tail.append(act)
        if not len(tail) % TAIL_STEP:
            _shorten(timeline, now, rules)
        return advance(tip, act, rules)
    if now - act.instant > LATE_WINDOW_US or act.instant < timeline.base.last_at:
        return TooLate(now - act.instant)
    if act in tail:
        return ()
    return _insert(timeline, act, now, rules)


def rest(timeline: Timeline) -> None:
    """The tail is forgotten: every act that may still come is too late to stand before it."""
    timeline.base = timeline.tip
    timeline.tail = []


def fold(base: State, tail: Sequence[Act], rules: Rules) -> tuple[State, list[Signal]]:
    """A fresh state after the acts, and all that it said on the way."""
    state = copy_state(base)
    signals: list[Signal] = []
    for act in tail:
        signals += settle(state, act.instant, rules)
        signals += advance(state, act, rules)
    return state, signals


def refold(timeline: Timeline, rules: Rules) -> None:
    """The tip follows from base and tail again, as after loading a timeline without its tip."""
    if timeline.tail:
        timeline.tip, _ = fold(timeline.base, timeline.tail, rules)
    else:
        timeline.tip = timeline.base


def copy_state(state: State) -> State:
    """An equal state that shares nothing that changes."""
    copy = msgspec.structs.replace(state)
    copy.watched, copy.views = dict(state.watched), dict(state.views)
    return copy


def merge_timelines(one: Timeline, other: Timeline, rules: Rules) -> Timeline:
    """The acts of two people who turned out to be one. Law: symmetric."""
    # No act of one may stand before the other's base: what does is folded into its own base.
    parted_at = max(one.base.last_at, other.base.last_at)
    base = merge_states(_until(one, parted_at, rules), _until(other, parted_at, rules))
    tail = sorted(act for act in {*one.tail, *other.tail} if act.instant > parted_at)
    merged = Timeline(base, tail)
    refold(merged, rules)
    for tip in (one.tip, other.tip):
        if tip.last_at >= merged.tip.started_at:
            merged.tip.said |= tip.said
    return merged


def merge_states(one: State, other: State) -> State:
    """What both states know; the session is that of the later one. Law: symmetric."""
    if not other.events or not one.events:
        return copy_state(one if one.events else other)
    early, late = sorted((one, other), key=_age)
    merged = copy_state(late)
    merged.first_at = min(one.first_at, other.first_at)
    merged.sessions = one.sessions + other.sessions
    merged.orders = one.orders + other.orders
    merged.ordered_at = max(one.ordered_at, other.ordered_at)
    merged.cart_at = max(one.cart_at, other.cart_at)
    # An order by either empties what either had put in the cart before.
    if late.cart_at <= merged.ordered_at:
        merged.cart = {}
    if late.checkout_at <= merged.ordered_at:
        merged.checkout_at = Instant(0)
    if early.cart_at > merged.ordered_at:
        cart = merged.cart | {key: early.cart[key] for key in early.cart if key not in merged.cart}
        merged.cart = dict(list(cart.items())[:CART_LINES])
    watched = {key: price for key, price in early.watched.items() if key not in late.watched}
    watched |= late.watched
    merged.watched = dict(list(watched.items())[-WATCHED:])
    merged.buying = merge_buying(early.buying, late.buying)
    return merged


def _age(state: State) -> tuple[Instant, Instant, bytes]:
    """Orders states by their last act; the rest only settles ties."""
    return state.last_at, state.started_at, msgspec.json.encode(state, order="deterministic")


def _until(timeline: Timeline, instant: Instant, rules: Rules) -> State:
    """The state after the acts up to the instant."""
    return fold(timeline.base, [act for act in timeline.tail if act.instant <= instant], rules)[0]


def _insert(timeline: Timeline, act: Act, now: Instant, rules: Rules) -> list[Signal]:
    before = timeline.tip
    known: set[Signal] = set()
    place = bisect(timeline.tail, act)
    tail = [*timeline.tail[:place], act, *timeline.tail[place:]]
    tip, signals = fold(timeline.base, tail, rules)
    if tip.started_at != before.started_at:
        # The act joins this session to the one before, whose signals were said in their time.
        known.update(fold(timeline.base, timeline.tail, rules)[1])
    timeline.tip, timeline.tail = tip, tail
    if len(tail) > TAIL_LIMIT:
        _shorten(timeline, now, rules)
    tip.said |= before.said  # what was said stays said, though the late act may speak against it
    new = [
        signal
        for signal in signals
        if signal.instant >= tip.started_at
        and signal not in known
        and _once(signal) not in before.said
    ]
    return new + list(settle(tip, now, rules))


def _once(signal: Signal) -> str:
    return f"{signal.key} {signal.subject}" if signal.subject else signal.key


def _shorten(timeline: Timeline, now: Instant, rules: Rules) -> None:
    """Acts that no late arrival can precede any more move into the base, and all beyond the limit.

    The newest stays: the tip may not know it yet.
    """
    tail = timeline.tail
    count = bisect_left(tail, now - LATE_WINDOW_US, hi=len(tail) - 1, key=lambda act: act.instant)
    count = max(count, len(tail) - TAIL_LIMIT)
    if count:
        timeline.base, _ = fold(timeline.base, tail[:count], rules)
        del tail[:count]
