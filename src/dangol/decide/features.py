"""What a session state says of itself at an instant, as the vector that intent is scored on."""

from datetime import datetime
from functools import lru_cache
from math import nan
from zoneinfo import ZoneInfo

from dangol.listen.session import State
from dangol.terms.instants import QUARTER_US, Instant

_SECOND = 1e-6


def features_of(state: State, instant: Instant, zone: ZoneInfo) -> tuple[float, ...]:
    """The state's features, point in time: nothing after the instant is in them.

    Shape: in the order of `intent_prior.FEATURES`; NaN where unknown.
    """
    hour, weekday = _local(instant // QUARTER_US, zone)
    cart = state.cart
    views = sum(state.views.values())
    first_added_at, last_added_at = state.first_added_at, state.last_added_at
    active_s = (state.last_at - state.started_at) * _SECOND
    return (
        views,
        state.adds,
        len(state.views),
        views / state.adds if state.adds else nan,
        (instant - state.started_at) * _SECOND,
        (instant - first_added_at) * _SECOND if first_added_at else nan,
        (instant - last_added_at) * _SECOND if last_added_at else nan,
        (instant - state.last_at) * _SECOND,
        active_s / (state.events - 1) if state.events > 1 else nan,
        state.events_since_add if first_added_at else nan,
        sum(state.views.get(item, 1) - 1 for item in cart) if cart else 0,
        hour,
        weekday,
        state.searched,
        state.checkouts,
        len(cart),
        state.cart_value_minor,
    )


@lru_cache(maxsize=4_096)
def _local(quarter: int, zone: ZoneInfo) -> tuple[int, int]:
    """The hour and the weekday in the zone."""
    moment = datetime.fromtimestamp(quarter * QUARTER_US * _SECOND, zone)
    return moment.hour, moment.weekday()
