"""Who comes to the shop in a month: shoppers whose truth is known.

A population is drawn in blocks from one source of chance. What a shopper then does is a pure
function of the shop, the shopper and a source of chance of his own, so that speaking to one
shopper can never change what another one does.
"""

from datetime import date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import numpy.typing as npt

from dangol.sim.calibration import STATED, Calibration
from dangol.terms.instants import HOUR_US, Instant, instant_of

Floats: TypeAlias = npt.NDArray[np.float64]
Bytes: TypeAlias = npt.NDArray[np.uint8]

ACCOUNT, SECOND_DEVICE, SHARED_DEVICE, BOT, CARTS, BUYS = (1 << bit for bit in range(6))
"""What is true of a shopper, one bit each."""


class Habits(msgspec.Struct, frozen=True):
    """The parameters of the model that no file gives: stated by hand, kept in one place."""

    account_ratio: float = 0.08
    """Shoppers without a cart who have an account and log in..."""
    cart_account_ratio: float = 0.6
    """...and with one."""
    second_device_ratio: float = 0.25
    """Account holders who come back on another device."""
    shared_device_ratio: float = 0.02
    """Account holders whose device a second account holder uses too."""
    bot_ratio: float = 0.004
    response_ratio: float = 0.12
    """Mean chance that the right word turns an abandoned cart into an order."""
    same_visit_order_ratio: float = 0.8
    """Orders made in the visit in which the cart was filled."""
    order_gap_days: float = 1.5
    """Mean days until the others come back to order."""
    visit_gap_days: float = 4.0
    """Mean days between visits."""
    back_after_order_ratio: float = 0.3
    exit_intent_ratio: float = 0.12
    hesitating_ratio: float = 0.35
    """Visits with a cart, not ordered, in which the page stays in front 6 to 25 minutes more."""
    told_leaving_ratio: float = 0.95
    """Visits whose last page tells that it was hidden; browsers lose the rest."""
    search_ratio: float = 0.12
    """Visits with a search that finds something."""
    dead_end_ratio: float = 0.02
    """Visits with several searches in a row that find nothing."""
    same_category_ratio: float = 0.55
    """Next products viewed that are of the same category as the last."""
    same_product_ratio: float = 0.1
    """Next views that are of the very same product."""
    tabs_ratio: float = 0.12
    """Next products opened in another tab within seconds."""
    long_look_ratio: float = 0.08
    """Products looked at for one to four minutes."""


class Shopper(msgspec.Struct, frozen=True):
    """One person, and the truth about them that no event says."""

    index: int
    kind: int
    """The place in the calibration's kinds."""
    arrives_at: Instant
    response_ratio: float
    """Chance that the right word at the right moment turns this shopper's abandonment round."""
    traits: int

    def is_(self, trait: int) -> bool:
        """Whether the trait holds."""
        return self.traits & trait != 0

    @property
    def would_buy_anyway(self) -> bool:
        """Whether they order without being spoken to."""
        return self.is_(BUYS)


class Calendar(msgspec.Struct, frozen=True):
    """The hours of the simulated days and how busy each is."""

    days: int
    hour_starts: tuple[Instant, ...]
    """The instant at which each hour of each local day begins."""
    busy: tuple[float, ...]
    """Cumulated share of first visits up to the end of each hour; the last is 1."""
    hours: tuple[float, ...]
    """Cumulated share of a day's visits up to the end of each hour."""

    @property
    def begins_at(self) -> Instant:
        return self.hour_starts[0]

    @property
    def ends_at(self) -> Instant:
        return Instant(self.hour_starts[-1] + HOUR_US)


def calendar_of(
    starts_on: date, days: int, zone: ZoneInfo, calibration: Calibration = STATED
) -> Calendar:
    """The hours from midnight of `starts_on` on, as busy as the calibration says."""
    starts: list[Instant] = []
    weights: list[float] = []
    for day in range(days):
        on = starts_on + timedelta(days=day)
        for hour in range(24):
            starts.append(instant_of(datetime(on.year, on.month, on.day, hour, tzinfo=zone)))
            weights.append(calibration.days[on.weekday()] * calibration.hours[hour])
    return Calendar(
        days=days,
        hour_starts=tuple(starts),
        busy=_cumulated(weights),
        hours=_cumulated(calibration.hours),
    )


def _cumulated(weights: list[float] | tuple[float, ...]) -> tuple[float, ...]:
    sums = np.cumsum(np.asarray(weights))
    return tuple((sums / sums[-1]).tolist())


class Population(msgspec.Struct, frozen=True):
    """Everybody of the month, in the order in which they first come."""

    arrivals: npt.NDArray[np.int64]
    kinds: Bytes
    traits: Bytes
    responses: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.arrivals)

    def shopper(self, index: int) -> Shopper:
        """The shopper at that place."""
        return Shopper(
            index=index,
            kind=int(self.kinds[index]),
            arrives_at=Instant(int(self.arrivals[index])),
            response_ratio=float(self.responses[index]),
            traits=int(self.traits[index]),
        )


def draw_population(
    people: int,
    calendar: Calendar,
    chance: np.random.Generator,
    habits: Habits,
    calibration: Calibration = STATED,
) -> Population:
    """So many people, each with a first visit and a truth.

    Laws: the same generator state gives the same population.
    """
    hour_starts = np.asarray(calendar.hour_starts, dtype=np.int64)
    drawn = chance.random(people)
    hour = np.searchsorted(calendar.busy, drawn, side="right")
    arrivals = hour_starts[hour] + (chance.random(people) * HOUR_US).astype(np.int64)
    arrivals.sort()

    shares = _cumulated([kind.share for kind in calibration.kinds])
    kinds = np.searchsorted(shares, chance.random(people), side="right").astype(np.uint8)
    bots = chance.random(people) < habits.bot_ratio
    to_cart = np.asarray([kind.view_to_cart for kind in calibration.kinds])[kinds]
    carts = (chance.random(people) < to_cart) & ~bots
    to_order = np.asarray([kind.cart_to_purchase for kind in calibration.kinds])[kinds]
    buys = carts & (chance.random(people) < to_order)
    has_account = np.where(carts, habits.cart_account_ratio, habits.account_ratio)
    accounts = (chance.random(people) < has_account) & ~bots
    seconds = accounts & (chance.random(people) < habits.second_device_ratio)
    shared = accounts & ~seconds & (chance.random(people) < habits.shared_device_ratio)
    traits = np.zeros(people, dtype=np.uint8)
    for trait, holds in (
        (ACCOUNT, accounts),
        (SECOND_DEVICE, seconds),
        (SHARED_DEVICE, shared),
        (BOT, bots),
        (CARTS, carts),
        (BUYS, buys),
    ):
        traits |= holds.astype(np.uint8) * np.uint8(trait)
    # The mean of u ** (1/m - 1) is m: most respond little, a few respond much.
    responses = chance.random(people) ** (1 / habits.response_ratio - 1)
    return Population(arrivals, kinds, traits, responses.astype(np.float32))
