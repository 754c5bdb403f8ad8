"""How many people, and how many days, until a lift of a given size can be proven, or never.

The question is asked before the start: so many people a day have their first opportunity, so many
of them reach the goal untouched, and the message is assumed to add so much. For each share that
could be held out the people needed follow from a two-sided test of two proportions, and are never
fewer than give 50 buyers in both arms; the days follow from the traffic and from the time an
outcome may take. The smallest share that knows within four weeks is chosen, and half where none
does, since what is held out earns nothing meanwhile.
"""

import math
from enum import StrEnum
from statistics import NormalDist
from typing import Literal

from msgspec import Struct

from dangol.terms.errors import InputError

SHARES = (0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50)
"""The shares that may be held out, the cheapest first."""

FEWEST_BUYERS = 50
"""Buyers that both arms must be expected to have before any winner is shown."""

SOON_DAYS = 28
"""A share that knows within this time is small enough to be chosen."""

LONGEST_DAYS = 365
"""What takes longer than this is never: shop, season and playbook will have changed by then."""

Looks = Literal["once", "any_time"]
"""`once`: the result is read on the last day and not before. `any_time`: as often as one likes."""


class NeverReason(StrEnum):
    """Why a lift cannot be proven."""

    NO_TRAFFIC = "no_traffic"
    """Nobody has an opportunity."""
    NO_EFFECT = "no_effect"
    """The assumed lift is nothing, and nothing cannot be proven."""
    NO_BUYERS = "no_buyers"
    """In one of the arms nobody would ever reach the goal."""
    IMPOSSIBLE_RATE = "impossible_rate"
    """The base rate and the lift together are less than nobody or more than everybody."""
    TOO_SLOW = "too_slow"
    """Even with half held out it takes longer than a year."""


class Plan(Struct, frozen=True):
    """What to hold out, and when it will be known."""

    holdout_ratio: float
    people: int
    """Of both arms together."""
    days: int
    """Until enough people have come and the last of them had time to buy."""


class Never(Struct, frozen=True):
    """It cannot be proven at this traffic."""

    reason: NeverReason
    days: int | None = None
    """With `too_slow`, how long it would take with half held out, where that can be said."""


class ImpossiblePlanError(InputError):
    """A number that no plan can be made with."""

    code = "plan.impossible_number"

    def __init__(self, name: str, value: float, wanted: str) -> None:
        super().__init__(f"{name} is {value!r}", hint=f"{name} must be {wanted}")


def people_needed(
    base_rate: float,
    lift_points: float,
    holdout_ratio: float,
    alpha: float = 0.05,
    power: float = 0.8,
    *,
    looks: Looks = "once",
) -> int:
    """The people of both arms together that show this lift with this power, two-sided.

    With `once` this is the fixed-horizon number, and so a lower bound for whoever looks earlier
    too. With `any_time` it is the number at which a confidence sequence over the pooled variance,
    tuned for that number, shows the lift with this power on its last day; it may show it earlier,
    so that its power is a little higher. At the defaults that takes 1.9 times the people.

    Units: rates and shares from 0 to 1; `lift_points` 0.02 is two of a hundred people more, and
    may be negative.
    Laws: at half, exchanging the arms changes nothing; of equal variances half needs the fewest.
    Raises: ImpossiblePlanError (`plan.impossible_number`) for what is no rate, share or lift.
    Source: Fleiss, Levin & Paik, Statistical Methods for Rates and Proportions, 3rd ed. (2003),
    chapter 4, samples of unequal size, without the continuity correction since our tests make
    none. Any time: Waudby-Smith et al., arXiv 2103.06476, asymptotic confidence sequence.
    """
    _check_rates(base_rate, lift_points, holdout_ratio, alpha, power)
    if lift_points == 0:
        raise ImpossiblePlanError("lift_points", lift_points, "more or less than 0")
    if not 0 <= base_rate + lift_points <= 1:
        raise ImpossiblePlanError("lift_points", lift_points, "such that a rate remains")
    people = _people_to_show(
        base_rate, lift_points, holdout_ratio, alpha=alpha, power=power, looks=looks
    )
    if not math.isfinite(people):
        raise ImpossiblePlanError("lift_points", lift_points, "large enough to count people by")
    return math.ceil(people)


def people_for_buyers(
    base_rate: float, lift_points: float, holdout_ratio: float, buyers: int = FEWEST_BUYERS
) -> float:
    """The people of both arms together, so that each arm expects that many buyers.

    Infinite where an arm has none.
    """
    rate = min(holdout_ratio * base_rate, (1 - holdout_ratio) * (base_rate + lift_points))
    return buyers / rate if rate > 0 else math.inf


def days_to_proof(
    people_per_day: float,
    base_rate: float,
    lift_points: float,
    holdout_ratio: float,
    *,
    alpha: float = 0.05,
    power: float = 0.8,
    looks: Looks = "any_time",
    outcome_days: float = 7,
) -> Plan | Never:
    """The days until the lift can be proven with this share held out, or why it never can.

    Units: `people_per_day` counts people at their first opportunity, spoken to or held out: who
    comes again is not counted again. `outcome_days` is the goal's window.
    Laws: more traffic never takes longer.
    Raises: ImpossiblePlanError (`plan.impossible_number`).
    """
    _check_rates(base_rate, lift_points, holdout_ratio, alpha, power)
    if not 0 <= people_per_day < math.inf:
        raise ImpossiblePlanError("people_per_day", people_per_day, "a number from 0")
    if not 0 <= outcome_days < math.inf:
        raise ImpossiblePlanError("outcome_days", outcome_days, "a number from 0")
    if people_per_day == 0:
        return Never(NeverReason.NO_TRAFFIC)
    if lift_points == 0:
        return Never(NeverReason.NO_EFFECT)
    if not 0 <= base_rate + lift_points <= 1:
        return Never(NeverReason.IMPOSSIBLE_RATE)
    if base_rate == 0 or base_rate + lift_points == 0:
        return Never(NeverReason.NO_BUYERS)
    people = max(
        _people_to_show(
            base_rate, lift_points, holdout_ratio, alpha=alpha, power=power, looks=looks
        ),
        people_for_buyers(base_rate, lift_points, holdout_ratio),
    )
    days = people / people_per_day + outcome_days
    if not math.isfinite(days):
        return Never(NeverReason.TOO_SLOW)
    if days > LONGEST_DAYS:
        return Never(NeverReason.TOO_SLOW, math.ceil(days))
    return Plan(holdout_ratio=holdout_ratio, people=math.ceil(people), days=math.ceil(days))


def plan(
    people_per_day: float,
    base_rate: float,
    lift_points: float,
    *,
    alpha: float = 0.05,
    power: float = 0.8,
    looks: Looks = "any_time",
    outcome_days: float = 7,
) -> Plan | Never:
    """The smallest share to hold out that knows soon, else half; never, if half takes too long.

    Soon is 28 days, and more by as much as the goal's window is longer than a week.

    Units: as `days_to_proof`.
    Laws: with more traffic the share is never larger, and the days are never more than they were
    or than soon, whichever is more: a smaller share may spend the time that more traffic saves.
    Raises: ImpossiblePlanError (`plan.impossible_number`).
    """
    soon_days = SOON_DAYS + max(0, outcome_days - 7)
    found: Plan | Never = Never(NeverReason.TOO_SLOW)
    for share in SHARES:
        found = days_to_proof(
            people_per_day,
            base_rate,
            lift_points,
            share,
            alpha=alpha,
            power=power,
            looks=looks,
            outcome_days=outcome_days,
        )
        if isinstance(found, Plan) and found.days <= soon_days:
            break
    return found


def _people_to_show(
    base_rate: float,
    lift_points: float,
    holdout_ratio: float,
    *,
    alpha: float,
    power: float,
    looks: Looks,
) -> float:
    spoken_rate = base_rate + lift_points
    held, spoken = holdout_ratio, 1 - holdout_ratio
    pooled_rate = held * base_rate + spoken * spoken_rate
    # Variances of the difference, for one person of both arms together: without and with the lift.
    if_none = pooled_rate * (1 - pooled_rate) / (held * spoken)
    if_lift = base_rate * (1 - base_rate) / held + spoken_rate * (1 - spoken_rate) / spoken
    reach = _critical(alpha, looks) * math.sqrt(if_none)
    reach += NormalDist().inv_cdf(power) * math.sqrt(if_lift)
    ratio = reach / abs(lift_points)
    return ratio * ratio


def _critical(alpha: float, looks: Looks) -> float:
    """The standard errors that a difference must have on the last day.

    For a confidence sequence with x = t rho^2 the square of its half-width in standard errors is
    (x + 1) / x * log((x + 1) / alpha^2). Over x it is least where y = x + 1 solves
    y - log y = 1 - 2 log alpha, and there it is y itself.
    """
    if looks == "once":
        return NormalDist().inv_cdf(1 - alpha / 2)
    start = 1 - 2 * math.log(alpha)
    y = start
    for _ in range(60):  # a contraction: its slope, 1 / y, is below 1 / start
        y = start + math.log(y)
    return math.sqrt(y)


def _check_rates(
    base_rate: float, lift_points: float, holdout_ratio: float, alpha: float, power: float
) -> None:
    if not 0 <= base_rate <= 1:
        raise ImpossiblePlanError("base_rate", base_rate, "from 0 to 1")
    if not -1 <= lift_points <= 1:
        raise ImpossiblePlanError("lift_points", lift_points, "from -1 to 1")
    if not 0 < holdout_ratio < 1:
        raise ImpossiblePlanError("holdout_ratio", holdout_ratio, "over 0 and below 1")
    if not 1e-12 <= alpha <= 0.5:
        raise ImpossiblePlanError("alpha", alpha, "over 0 and at most 0.5")
    if not 0.5 <= power < 1:
        raise ImpossiblePlanError("power", power, "at least 0.5 and below 1")
