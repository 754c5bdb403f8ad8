"""A person's sessions as a fold: `advance` takes what a person did, `settle` lets time pass.

Both change the state in place and return what the state says now. Signals that need silence
(an idle cart) come from the same state and a given instant, so live and rehearsal share every
line: live settles when its clock ticks, rehearsal when its virtual clock does. Each signal is
said once a session (for a product: once a product and session).
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from dangol.listen.act import QUANTITY_LIMIT, Act, Kind
from dangol.listen.fields import plainly_set
from dangol.listen.rules import Rules
from dangol.listen.sales import NOBODY, Buying, Say, hear_sales, quiet_sales, return_sales
from dangol.listen.signals import SESSION_GAP_US, SignalName
from dangol.terms.instants import Instant

OTHER, VIEWED, CLICKED, ADDED, REMOVED = map(
    int, (Kind.OTHER, Kind.VIEWED, Kind.CLICKED, Kind.ADDED, Kind.REMOVED)
)
CHECKOUT, ORDERED, SEARCHED = int(Kind.CHECKOUT), int(Kind.ORDERED), int(Kind.SEARCHED)
COUPON_DENIED, LEAVING = int(Kind.COUPON_DENIED), int(Kind.LEAVING)
WISHED, AWAY, STILL_HERE = int(Kind.WISHED), int(Kind.AWAY), int(Kind.STILL_HERE)
CHAT_BEGUN, CHAT_ENDED = int(Kind.CHAT_BEGUN), int(Kind.CHAT_ENDED)
READ, SCROLLED = int(Kind.READ), int(Kind.SCROLLED)
"""Plain numbers: an enum's member costs more to find than all else that an act does."""
STAYING = frozenset((STILL_HERE, LEAVING, SCROLLED))
"""What says nothing about the product on the page; to be about to leave is not to have left."""
NEVER = Instant(0)
FOR_EVER_US = 2**62
RECENT_VIEWS = 40
WATCHED = 20
CART_LINES = 100
VIEWED_PRODUCTS = 500
SAID = 500
"""What is kept of a session that no person could have."""


class CartLine(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One product in a cart."""

    quantity: int
    price_minor: int


@plainly_set
class State(msgspec.Struct, omit_defaults=True, gc=False):
    """All that a person's past means for what happens next. Instants are 0 where never.

    Law: of what it holds, only `views` and `watched` are changed in place; the rest is replaced.
    """

    # over all sessions
    first_at: Instant = Instant(0)
    last_at: Instant = Instant(0)
    sessions: int = 0
    orders: int = 0
    ordered_at: Instant = Instant(0)
    cart: dict[str, CartLine] = {}
    cart_at: Instant = Instant(0)
    """When the cart was last put to, in any session."""
    watched: dict[str, int] = {}
    """The newest `WATCHED` products viewed or wished for, at their price then (0: out of stock)."""
    # this session
    started_at: Instant = Instant(0)
    events: int = 0
    views: dict[str, int] = {}
    """How often each product was viewed, the newest `VIEWED_PRODUCTS`."""
    recent: tuple[tuple[int, str, str], ...] = ()
    """The newest product views: instant, product, category."""
    adds: int = 0
    first_added_at: Instant = Instant(0)
    last_added_at: Instant = Instant(0)
    events_since_add: int = 0
    checkout_at: Instant = Instant(0)
    """When a checkout began that no order has ended."""
    page: str = ""
    """The page, by its mark, that was last opened, acted on or brought back into view."""
    is_away: bool = False
    """That page was left or hidden, as far as it told us."""
    is_chatting: bool = False
    """A conversation was begun this session, and not ended."""
    viewing: str = ""
    """The product on the page, until something else is looked at or done."""
    searches: int = 0
    """In a row, without a product found."""
    searched: int = 0
    checkouts: int = 0
    """Searches and checkout steps of the session."""
    said: frozenset[str] = frozenset()
    """Keys of the signals said this session."""
    buying: Buying | None = None
    """What a company that sells to businesses knows of the buyer, over all sessions."""

    @property
    def cart_value_minor(self) -> int:
        """What the cart holds, at the prices it was filled at."""
        cart = self.cart
        return sum(line.quantity * line.price_minor for line in cart.values()) if cart else 0


class Signal(msgspec.Struct, frozen=True, gc=False):
    """Something a session state says at an instant."""

    name: SignalName
    key: str
    """The name, and behind it the settings where they are not the defaults."""
    instant: Instant
    subject: str = ""
    """The product it speaks of, or for comparing the category; empty where it is neither."""


def advance(state: State, act: Act, rules: Rules) -> Sequence[Signal]:
    """The state knows what the person did; returns what it says because of it.

    Laws: acts come in order (see `timeline`); settle to the act's instant first.
    """
    now = act.instant
    signals: list[Signal] | tuple[()] = ()
    if now - state.last_at > SESSION_GAP_US:
        signals = _begin(state, act, rules)
    state.last_at = now
    state.events += 1
    state.events_since_add += 1
    kind = act.kind
    if act.page and kind not in STAYING:
        if kind != AWAY:
            state.page = act.page
        elif state.page and state.page != act.page:
            kind = STILL_HERE  # of the page before: its word often comes after the next one's
    if state.viewing and kind not in STAYING:
        state.viewing = ""
    if state.is_away or kind == AWAY:
        state.is_away = kind == AWAY
    if kind == OTHER:
        return signals
    signals = signals or []
    if kind == VIEWED:
        state.searches = 0
        _view(state, act, rules, signals)
    elif kind == ADDED:
        state.searches = 0
        _add(state, act)
    elif kind == CLICKED:
        state.searches = 0
    elif kind == SEARCHED:
        state.searches += 1
        state.searched += 1
        for count, key in rules.dead_end:
            if state.searches == count:
                _say(state, signals, SignalName.SEARCH_DEAD_END, key, now)
    elif kind == LEAVING:
        name = SignalName.EXIT_INTENT
        _say(state, signals, name, "exit_intent", now, subject=act.product_id)
    elif kind == REMOVED:
        _remove(state, act.product_id)
    elif kind == CHECKOUT:
        state.checkout_at = state.checkout_at or now
        state.checkouts += 1
    elif kind == ORDERED:
        state.orders += 1
        state.ordered_at = now
        state.cart = {}
        state.checkout_at = NEVER
    elif kind == COUPON_DENIED:
        _say(state, signals, SignalName.COUPON_FAILED, "coupon_failed", now)
    elif kind == WISHED:
        _watch(state, act.product_id, act.price_minor)
    elif kind in (CHAT_BEGUN, CHAT_ENDED):
        state.is_chatting = kind == CHAT_BEGUN
    if rules.sales is not None and (kind >= READ or state.buying is not None):
        known = state.buying or NOBODY
        state.buying, said = hear_sales(known, act, rules.sales, state.started_at)
        _say_each(state, signals, said, now)
    return signals


def settle(state: State, until: Instant, rules: Rules) -> Sequence[Signal]:
    """What silence since the last act has said by now; nothing twice.

    A signal's instant is the moment it became true, however late it is asked for.
    """
    last_at = state.last_at
    quiet_us = until - last_at
    if quiet_us < rules.floor_us or not state.events:
        return ()
    signals: list[Signal] = []
    at: Any
    viewing = state.viewing
    if viewing and viewing not in state.cart:
        for _, dwell_us, key in rules.hesitation:
            if quiet_us >= dwell_us:
                at = last_at + dwell_us
                _say(state, signals, SignalName.PRODUCT_HESITATION, key, at, subject=viewing)
    if state.checkout_at:
        for stalled_us, key in rules.stalled:
            if quiet_us >= stalled_us:
                at = last_at + stalled_us
                _say(state, signals, SignalName.CHECKOUT_STALLED, key, at)
    if state.cart and state.last_added_at:
        for idle_us, key in rules.idle:
            if quiet_us >= idle_us:
                at = last_at + idle_us
                _say(state, signals, SignalName.CART_IDLE, key, at)
    if state.buying is not None and rules.sales is not None:
        for at, said in quiet_sales(state.buying, last_at, state.started_at, rules.sales):
            if at <= until:
                _say_each(state, signals, (said,), at)
    if len(signals) > 1:
        signals.sort(key=lambda signal: signal.instant)
    return signals


def due_at(state: State, rules: Rules) -> Instant:
    """When `settle` next has something to say if nothing happens until then; 0 for never."""
    said, viewing = state.said, state.viewing
    if len(said) >= SAID:
        return NEVER
    soonest_us = FOR_EVER_US
    if viewing and viewing not in state.cart:
        for _, wait_us, key in rules.hesitation:
            if wait_us < soonest_us and f"{key} {viewing}" not in said:
                soonest_us = wait_us
    if state.checkout_at:
        for wait_us, key in rules.stalled:
            if wait_us < soonest_us and key not in said:
                soonest_us = wait_us
    if state.cart and state.last_added_at:
        for wait_us, key in rules.idle:
            if wait_us < soonest_us and key not in said:
                soonest_us = wait_us
    if state.buying is not None and rules.sales is not None:
        last_at = state.last_at
        for at, (_, key) in quiet_sales(state.buying, last_at, state.started_at, rules.sales):
            if at - last_at < soonest_us and key not in said:
                soonest_us = at - last_at
    return NEVER if soonest_us == FOR_EVER_US else Instant(state.last_at + soonest_us)


def _begin(state: State, act: Act, rules: Rules) -> list[Signal]:
    """A new session: what belonged to the last one is forgotten."""
    now = act.instant
    state.first_at = state.first_at or now
    state.started_at = now
    state.sessions += 1
    state.events = state.adds = state.events_since_add = 0
    state.searches = state.searched = state.checkouts = 0
    state.views, state.recent, state.said = {}, (), frozenset()
    state.first_added_at = state.last_added_at = state.checkout_at = NEVER
    state.is_chatting, state.viewing, state.page = False, "", ""
    signals: list[Signal] = []
    if state.cart:
        _say(state, signals, SignalName.BACK_WITH_CART, "back_with_cart", now)
    if state.buying is not None and rules.sales is not None:
        state.buying, said = return_sales(state.buying, act, state.last_at, rules.sales)
        _say_each(state, signals, said, now)
    return signals


def _view(state: State, act: Act, rules: Rules, signals: list[Signal]) -> None:
    product, now = act.product_id, act.instant
    state.viewing = product
    if act.is_out_of_stock:
        _watch(state, product, 0)
        name = SignalName.OUT_OF_STOCK_VIEWED
        _say(state, signals, name, "out_of_stock_viewed", now, subject=product)
    elif act.price_minor:
        _watch(state, product, act.price_minor)
    if not product:
        return
    views = state.views.get(product, 0) + 1
    state.views[product] = views
    if len(state.views) > VIEWED_PRODUCTS:
        del state.views[next(iter(state.views))]
    for count, _, key in rules.hesitation:
        if views == count and product not in state.cart:
            _say(state, signals, SignalName.PRODUCT_HESITATION, key, now, subject=product)
    if act.category:
        recent = state.recent = (*state.recent[1 - RECENT_VIEWS :], (now, product, act.category))
        for count, window_us, key in rules.comparing:
            if (
                len(state.views) >= count
                and f"{key} {act.category}" not in state.said
                and len(_seen(recent, act.category, now - window_us)) >= count
            ):
                _say(state, signals, SignalName.COMPARING, key, now, subject=act.category)


def _seen(recent: Sequence[tuple[int, str, str]], category: str, since: int) -> set[str]:
    """The products of the category that were viewed since then."""
    return {product for at, product, other in recent if other == category and at >= since}


def _add(state: State, act: Act) -> None:
    cart, product = state.cart, act.product_id
    line = cart.get(product)
    quantity = min(act.quantity + (line.quantity if line else 0), QUANTITY_LIMIT)
    if line or len(cart) < CART_LINES:
        price_minor = act.price_minor or (line.price_minor if line else 0)
        state.cart = {**cart, product: CartLine(quantity, price_minor)}
    state.adds += 1
    state.cart_at = state.last_added_at = act.instant
    state.first_added_at = state.first_added_at or act.instant
    state.events_since_add = 0


def _remove(state: State, product: str) -> None:
    if product in state.cart:
        state.cart = {key: line for key, line in state.cart.items() if key != product}


def _watch(state: State, product: str, price_minor: int) -> None:
    if product:
        watched = state.watched
        watched.pop(product, None)
        watched[product] = price_minor
        if len(watched) > WATCHED:
            del watched[next(iter(watched))]


def _say_each(state: State, signals: list[Signal], said: Sequence[Say], at: Instant) -> None:
    for name, key in said:
        _say(state, signals, name, key, at)


def say_once(state: State, name: SignalName, key: str, at: Instant) -> Sequence[Signal]:
    """What the person's own acts do not say is said, as often as they would."""
    signals: list[Signal] = []
    _say(state, signals, name, key, at)
    return signals


def _say(
    state: State,
    signals: list[Signal],
    name: SignalName,
    key: str,
    at: Instant,
    *,
    subject: str = "",
) -> None:
    """The signal is said, unless it was this session, or the session has said too much."""
    once = f"{key} {subject}" if subject else key
    if once not in state.said and len(state.said) < SAID:
        state.said |= {once}
        signals.append(Signal(name, key, at, subject))
