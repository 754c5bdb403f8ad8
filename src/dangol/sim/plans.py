"""When a shopper comes, and what for: the visits of one person in the month.

Everybody comes as often as their kind does. A cart is filled in the last of these visits. Who
orders does so at once or comes back for it. Who abandons the cart was last seen as many minutes
after filling it as the calibration says: within the visit when it is under half an hour, in a
last visit of its own when it is more.
"""

from bisect import bisect_right
from enum import IntEnum
from math import exp, log1p
from random import Random

import msgspec

from dangol.sim.calibration import QUANTILES, Calibration
from dangol.sim.population import (
    ACCOUNT,
    BOT,
    BUYS,
    CARTS,
    SECOND_DEVICE,
    SHARED_DEVICE,
    Calendar,
    Habits,
    Shopper,
)
from dangol.terms.instants import DAY_US, HOUR_US, MINUTE_US, Instant

LONGEST_PLAN = 40
"""No shopper comes more often than this."""
APART_US = 45 * MINUTE_US
"""Two visits of one person begin at least this far apart."""
STAY_MIN = 30
"""Minutes up to which an abandoned cart is abandoned within the visit."""


class Purpose(IntEnum):
    """What a visit is for."""

    BROWSE = 0
    """To look around."""
    FILL = 1
    """To put something in the cart, and no more."""
    FILL_AND_ORDER = 2
    """To put something in the cart and order it."""
    ORDER = 3
    """To order what was left in the cart."""
    LINGER = 4
    """To come back to the cart and leave it."""
    CRAWL = 5
    """To read the shop by machine."""


class Visit(msgspec.Struct, frozen=True):
    """One visit that will take place."""

    number: int
    at: Instant
    purpose: Purpose
    stays_us: int = 0
    """For FILL: from the first addition to the last view or addition."""
    device: int = 0
    account: int = 0
    """Which of the device's account holders comes; 1 only where a device is shared."""
    is_known: bool = False
    """Whether they are logged in when it begins."""
    logs_in: bool = False


def plan_visits(
    shopper: Shopper,
    calendar: Calendar,
    habits: Habits,
    calibration: Calibration,
    chance: Random,
) -> list[Visit]:
    """The visits of one shopper in order, the first at `arrives_at`, none after the month."""
    if shopper.is_(BOT):
        return [Visit(0, shopper.arrives_at, Purpose.CRAWL)]
    draw = chance.random
    times = _browsing_times(shopper, calendar, habits, calibration, chance)
    purposes = [Purpose.BROWSE] * len(times)
    stays_us = 0
    if shopper.is_(BUYS):
        back = times[-1] + APART_US + int(-log1p(-draw()) * habits.order_gap_days * DAY_US)
        if draw() < habits.same_visit_order_ratio or back >= calendar.ends_at:
            purposes[-1] = Purpose.FILL_AND_ORDER
        else:
            purposes[-1] = Purpose.FILL
            times.append(Instant(back))
            purposes.append(Purpose.ORDER)
        if draw() < habits.back_after_order_ratio:
            back = _next_time(times[-1], habits, calendar, chance)
            if back < calendar.ends_at:
                times.append(back)
                purposes.append(Purpose.BROWSE)
    elif shopper.is_(CARTS):
        purposes[-1] = Purpose.FILL
        gone_min = abandon_minutes(draw(), calibration)
        left_us = calendar.ends_at - times[-1]
        if gone_min <= STAY_MIN or left_us < 2 * APART_US:
            stays_us = int(min(gone_min, STAY_MIN - 1) * MINUTE_US)
        else:
            gone_us = int(gone_min * MINUTE_US)
            if gone_us >= left_us:
                # Their last visit lies beyond the month; another falls somewhere within it.
                gone_us = APART_US + int(draw() * (left_us - APART_US))
            if gone_us > DAY_US and draw() < 0.5:
                times.append(Instant(times[-1] + APART_US + int(draw() * (gone_us - DAY_US))))
                purposes.append(Purpose.LINGER)
                gone_us -= times[-1] - times[-2]
            times.append(Instant(times[-1] + max(gone_us, APART_US)))
            purposes.append(Purpose.LINGER)
    return _with_identity(
        shopper,
        times=times,
        purposes=purposes,
        stays_us=stays_us,
        calendar=calendar,
        chance=chance,
    )


def abandon_minutes(level: float, calibration: Calibration) -> float:
    """The minutes to abandonment at that level of the distribution, 0 to 1.

    Between two stated quantiles the logarithm of (1 + minutes) is taken as straight.
    """
    if level <= calibration.abandoned_at_once:
        return 0.0
    quantiles = calibration.abandon_min
    place = min(int(level * QUANTILES), QUANTILES - 1)
    low, high = log1p(quantiles[place]), log1p(quantiles[place + 1])
    return exp(low + (high - low) * (level * QUANTILES - place)) - 1


def _browsing_times(
    shopper: Shopper,
    calendar: Calendar,
    habits: Habits,
    calibration: Calibration,
    chance: Random,
) -> list[Instant]:
    more = calibration.kinds[shopper.kind].visits - 1
    again = more / (1 + more)
    times = [shopper.arrives_at]
    at_least = 2 if shopper.is_(SHARED_DEVICE) else 1
    while len(times) < LONGEST_PLAN and (len(times) < at_least or chance.random() < again):
        at = _next_time(times[-1], habits, calendar, chance)
        if at >= calendar.ends_at:
            break
        times.append(at)
    return times


def _next_time(after: Instant, habits: Habits, calendar: Calendar, chance: Random) -> Instant:
    """A time of a later visit, at an hour as busy as the calibration says.

    The day is drawn first and then the hour, which may fall before `after` on the same day: that
    visit takes place a few hours on instead.
    """
    draw = chance.random
    day = bisect_right(calendar.hour_starts, after) - 1
    day = day // 24 + int(-log1p(-draw()) * habits.visit_gap_days)
    if day >= calendar.days:
        return calendar.ends_at
    hour = calendar.hour_starts[day * 24 + bisect_right(calendar.hours, draw())]
    at = hour + int(draw() * HOUR_US)
    if at < after + APART_US:
        at = after + APART_US + int(draw() * 4 * HOUR_US)
    return Instant(at)


def _with_identity(
    shopper: Shopper,
    *,
    times: list[Instant],
    purposes: list[Purpose],
    stays_us: int,
    calendar: Calendar,
    chance: Random,
) -> list[Visit]:
    """The visits with who is logged in on which device."""
    has_account = shopper.is_(ACCOUNT)
    orders = next(
        (i for i, p in enumerate(purposes) if p in (Purpose.FILL_AND_ORDER, Purpose.ORDER)),
        None,
    )
    login = orders if orders is not None else int(chance.random() * len(times))
    is_second = shopper.is_(SECOND_DEVICE)
    is_shared = shopper.is_(SHARED_DEVICE)
    known: set[int] = set()
    visits: list[Visit] = []
    for number, (at, purpose) in enumerate(zip(times, purposes, strict=True)):
        if at >= calendar.ends_at:
            break
        # The cart lives on one device: only a visit that does not need it moves to the other.
        device = int(is_second and number % 2 == 1 and purpose is Purpose.BROWSE)
        account = number % 2 if is_shared else 0
        is_known = device in known and not is_shared
        logs_in = has_account and not is_known and (is_shared or bool(device) or number >= login)
        if logs_in:
            known.add(device)
        stays = stays_us if purpose is Purpose.FILL else 0
        visits.append(Visit(number, at, purpose, stays, device, account, is_known, logs_in))
    return visits
