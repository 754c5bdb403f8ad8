"""The events of a month in order of time, whatever the number of people, in little memory.

First visits come from the population in order; later visits wait in a heap. The lines of visits
under way are kept until no visit that has not begun can come before them, one hour at a time.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from heapq import heappop, heappush
from math import ceil, sqrt
from random import Random
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from dangol.sim.calibration import STATED, Calibration
from dangol.sim.checkout import Cart
from dangol.sim.mess import MessCounts, mess_up
from dangol.sim.plans import Visit, plan_visits
from dangol.sim.population import (
    Calendar,
    Habits,
    Population,
    Shopper,
    calendar_of,
    draw_population,
)
from dangol.sim.shop import Shop
from dangol.sim.trail import ARRIVAL_MARK, ORDER_MARK, Encoder, Line, Showcase
from dangol.sim.visits import Stage, walk_visit
from dangol.terms.errors import SettingError
from dangol.terms.instants import HOUR_US, Instant

EVENTS_PER_PERSON = 6.9
"""Mean over a month, by which a number of events is turned into a number of people."""
PEOPLE = 16_000
"""As many as fill a small shop's month: about 430 carts and 130 orders."""
BLOCK_ROWS = 5_000


class Month(msgspec.Struct, frozen=True):
    """What is to be simulated."""

    shop: Shop
    starts_on: date
    zone: ZoneInfo
    days: int = 30
    people: int | None = None
    events: int | None = None
    """Stop after exactly so many rows, by as many people as it takes."""
    mess_ratio: float = 0.002
    seed: int = 7
    habits: Habits = Habits()
    calibration: Calibration = STATED


class MonthError(SettingError):
    """The month asked for cannot be simulated."""

    code = "sim.month_impossible"


def check_month(month: Month) -> None:
    """The month can be simulated.

    Raises: MonthError (`sim.month_impossible`).
    """
    if month.people is not None and month.events is not None:
        raise MonthError(
            "people and events are both given", hint="give one: the other follows from it"
        )
    if any(count is not None and count < 1 for count in (month.people, month.events, month.days)):
        raise MonthError("people, events and days are counted from 1", hint="give more than 0")
    if not 0 <= month.mess_ratio <= 1:
        raise MonthError(
            f"{month.mess_ratio} is no share of rows", hint="give mess between 0 and 1"
        )


class Tally(msgspec.Struct):
    """What has been written so far."""

    events: int = 0
    people: int = 0
    orders: int = 0
    first_ms: int | None = None
    last_ms: int | None = None
    mess: MessCounts = msgspec.field(default_factory=MessCounts)


def simulate_events(month: Month, tally: Tally) -> Iterator[bytes]:
    """The month as blocks of JSON lines, one Segment call a line, in order of time.

    The tally is kept while the blocks are taken.

    Laws: the same month gives the same bytes. Two months that differ only in `mess_ratio` have
    the same calls.
    """
    calendar = calendar_of(month.starts_on, month.days, month.zone, month.calibration)
    population = draw_population(
        people_of(month),
        calendar,
        np.random.default_rng(month.seed),
        month.habits,
        month.calibration,
    )
    lines = _lines(month, calendar, population)
    chance = Random(f"mess {month.seed}")  # noqa: S311 - shoppers, not secrets
    rows = mess_up(lines, month.mess_ratio, tally.mess, chance)
    block: list[bytes] = []
    for at_ms, row, mark in rows:
        if tally.events == month.events:
            break
        tally.events += 1
        tally.people += mark == ARRIVAL_MARK
        tally.orders += mark == ORDER_MARK
        if tally.first_ms is None:
            tally.first_ms = at_ms
        tally.last_ms = at_ms
        block.append(row)
        if len(block) == BLOCK_ROWS:
            yield b"\n".join(block) + b"\n"
            block.clear()
    if block:
        yield b"\n".join(block) + b"\n"


def people_of(month: Month) -> int:
    """How many people it takes, with a margin so that the wanted events are reached."""
    if month.events is None:
        return PEOPLE if month.people is None else month.people
    people = month.events / EVENTS_PER_PERSON
    return ceil(people * 1.02 + 8 * sqrt(people) + 10)


def _lines(month: Month, calendar: Calendar, population: Population) -> Iterator[Line]:
    stage = Stage(
        Showcase(month.shop),
        month.habits,
        month.calibration.kinds,
        month.zone.key,
        month.seed,
        Encoder(),
    )
    ends_ms = calendar.ends_at // 1000
    waiting: list[Line] = []
    emitted_to = calendar.begins_at
    carts: dict[int, Cart] = {}
    chance = Random()  # noqa: S311 - shoppers, not secrets
    for shopper, visit in _visits(month, calendar, population, chance):
        if visit.at >= emitted_to + HOUR_US:
            emitted_to = Instant(visit.at)
            waiting.sort()
            cut = _first_at(waiting, emitted_to // 1000)
            yield from waiting[:cut]
            del waiting[:cut]
        chance.seed(chance_key(month.seed, shopper.index, visit.number + 1))
        lines, cart = walk_visit(stage, shopper, visit, carts.pop(shopper.index, None), chance)
        if cart is not None:
            carts[shopper.index] = cart
        waiting.extend(lines)
    waiting.sort()
    yield from (line for line in waiting if line[0] < ends_ms)


def _visits(
    month: Month, calendar: Calendar, population: Population, chance: Random
) -> Iterator[tuple[Shopper, Visit]]:
    """Every visit of everybody in order of time."""
    later: list[tuple[int, int, Visit]] = []
    for index in range(len(population)):
        shopper = population.shopper(index)
        while later and later[0][0] <= shopper.arrives_at:
            _, again, visit = heappop(later)
            yield population.shopper(again), visit
        chance.seed(chance_key(month.seed, index, 0))
        plan = plan_visits(shopper, calendar, month.habits, month.calibration, chance)
        for visit in plan[1:]:
            heappush(later, (visit.at, index, visit))
        yield shopper, plan[0]
    while later:
        _, again, visit = heappop(later)
        yield population.shopper(again), visit


def chance_key(seed: int, index: int, number: int) -> int:
    """The seed of one shopper's chance: 0 for the plan, then one for every visit."""
    return (seed << 64) | (index << 8) | number


def _first_at(lines: list[Line], at_ms: int) -> int:
    """The place of the first line at or after that time, in sorted lines."""
    return bisect_left(lines, (at_ms, 0, b"", 0))
