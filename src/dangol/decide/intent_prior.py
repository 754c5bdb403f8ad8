"""What is believed about buying before a workspace has learned: published base rates, stated.

The prior is read inside the loop that rehearses 100,000 events a second, so it is two look-ups.

Source: RetailRocket (one shop, 2,756,101 events, May to September 2015), in two derived tables.
`prefix_dataset.parquet` holds 43,745 sessions in which something was put in the cart, each seen
0, 1, 2, 3, 5 and 10 events after the first such event; `y` is a purchase strictly later in it::

    SELECT cutoff_k, count(*), round(avg(y), 3) FROM 'prefix_dataset.parquet'
    GROUP BY cutoff_k ORDER BY cutoff_k;
    -- 0: 43745 0.269   1: 19782 0.197   2: 12276 0.207   3: 8513 0.211   5: 4874 0.22
    -- 10: 1846 0.231

    SELECT nth > 1 AS had_a_cart_session_before, count(*), round(avg(y), 3) FROM (
        SELECT y, row_number() OVER (PARTITION BY visitorid
            ORDER BY CAST(split_part(session_key, '_', 2) AS INTEGER)) AS nth
        FROM 'prefix_dataset.parquet' WHERE cutoff_k = 0) GROUP BY 1 ORDER BY 1;
    -- false: 37658 0.239   true: 6087 0.456

`v1_funnel_global.csv` counts visitors: 1,404,179 viewed, 37,722 put something in a cart, 11,719
bought, so 11719 / 1404179 = 0.0083 of those who viewed and 11719 / 37722 = 0.3107 of those with a
cart::

    SELECT etapa, visitantes, visitantes / max(visitantes) OVER () FROM 'v1_funnel_global.csv';

What these figures cannot say: they are one shop's, they do not know an idle moment from a busy
one, and the view rate is for anybody who looked, so it is low for a person who hesitates. The
checkout is not in that data; those who begin one are among those with a cart, so their rate is a
floor. A workspace that has learned reads none of this.
"""

from collections.abc import Sequence
from types import MappingProxyType

from dangol.listen.signals import SignalName

FEATURES = (
    "view_count",
    "addtocart_count",
    "unique_items_count",
    "view_to_cart_ratio",
    "seconds_since_first_event",
    "seconds_since_first_cart",
    "seconds_since_last_cart",
    "seconds_since_previous_event",
    "inter_event_interval_mean",
    "events_after_cart",
    "repeated_views_of_cart_items",
    "hour_of_day",
    "day_of_week",
    "search_count",
    "checkout_count",
    "cart_items_count",
    "cart_value_minor",
)
"""What a session state can say of itself at an instant, in the order of a live vector.

Counts are of this session; seconds are measured back from the instant of the opportunity to the
event named, hour and day (Monday is 0) follow the workspace's zone, money is in minor units.
NaN means unknown: no cart yet, no earlier event. A name that a learning table also uses means the
same there, so that a model learned on such a table can be aligned to a live vector.
"""

_ADDTOCART = FEATURES.index("addtocart_count")
_AFTER_CART = FEATURES.index("events_after_cart")

VIEWED = 0.0083
"""Bought, of all who viewed a product."""
CARTED = 0.3107
"""Bought, of all who put something in a cart."""
RETURNED = 0.456
"""Bought in this session, of those who had a session with a cart before."""
AFTER_CART = (0.269, 0.197, 0.207, 0.211, 0.211, 0.220, 0.220, 0.220, 0.220, 0.220, 0.231)
"""Bought later in the session, by events since the first in the cart; the last stands for more.

Cutoffs that the data do not hold (4, and 6 to 9) take the one before.
"""

LED = 0.02
"""Became a lead, of all who are interested as buyers. An assumption; nothing is published that
could be traced to events."""

PRIORS = MappingProxyType(
    {
        SignalName.CART_IDLE: AFTER_CART[0],
        SignalName.CHECKOUT_STALLED: CARTED,
        SignalName.EXIT_INTENT: VIEWED,
        SignalName.PRODUCT_HESITATION: VIEWED,
        SignalName.COMPARING: VIEWED,
        SignalName.SEARCH_DEAD_END: VIEWED,
        SignalName.COUPON_FAILED: AFTER_CART[0],
        SignalName.OUT_OF_STOCK_VIEWED: VIEWED,
        SignalName.BACK_WITH_CART: RETURNED,
        SignalName.BACK_IN_STOCK: VIEWED,
        SignalName.PRICE_DROP: VIEWED,
        SignalName.PRICING_INTEREST: LED,
        SignalName.ACCOUNT_SURGE: LED,
        SignalName.DEMO_FORM_ABANDONED: LED,
        SignalName.TRIAL_STALLED: LED,
        SignalName.DEEP_READING: LED,
    }
)
"""The rate for each signal where nothing else is known."""

_OWN = frozenset({SignalName.CHECKOUT_STALLED, SignalName.BACK_WITH_CART})
"""Signals that say more than the state of the cart does."""


def prior_intent(signal: SignalName, features: Sequence[float] | None = None) -> float:
    """The stated probability of buying without us; with something in the cart, that cart's rate.

    Shape: `features` in the order of `FEATURES`; None where nothing is known.
    """
    if features is not None and signal not in _OWN and features[_ADDTOCART] >= 1.0:
        after = features[_AFTER_CART]
        return AFTER_CART[int(min(after, 10.0))] if after >= 0.0 else AFTER_CART[0]
    return PRIORS[signal]
