"""What may be given, to whom and how much.

A merchant writes a rule. `decide_offer` holds it against what was given today, the person and the
cart, and either grants one thing or says why not; it never shrinks a gift to make it fit. Who was
kept aside at random is never given anything, or the comparison would be lost.
"""

from enum import StrEnum

import msgspec

from dangol.terms.errors import SettingError
from dangol.terms.instants import SECOND_US, Instant
from dangol.terms.money import Money


class OfferKind(StrEnum):
    """What is given."""

    PERCENT = "percent"
    """A share of the goods' price."""
    AMOUNT = "amount"
    """A sum off the goods' price."""
    FREE_SHIPPING = "free_shipping"
    """The order is sent free of charge."""
    GIFT = "gift"
    """Something is put into the parcel."""


class OfferRuleError(SettingError):
    """A rule that could give away what nobody meant to give."""

    code = "offer.impossible_rule"

    def __init__(self, rule_id: str, problem: str) -> None:
        super().__init__(
            f"the offer rule {rule_id!r} cannot work: {problem}",
            hint="change the rule; until then it gives nothing",
        )


class OfferRule(msgspec.Struct, frozen=True, kw_only=True):
    """What a merchant allows.

    Raises: OfferRuleError (`offer.impossible_rule`) where a number is outside its bounds.
    """

    rule_id: str
    kind: OfferKind
    currency: str
    value: int = 0
    """Of a hundred for PERCENT, minor units for AMOUNT, what the gift costs the shop for GIFT;
    without meaning for FREE_SHIPPING."""
    gift: str = ""
    """What is given along, for GIFT."""
    ceiling_minor: int | None = None
    """The most that one offer may be worth; a percentage stops there."""
    margin_floor_ratio: float = 0.0
    """The least margin that an order must keep after the offer, as a share of its value."""
    usual_margin_ratio: float | None = None
    """The shop's margin before offers, for carts whose cost is not known."""
    budget_minor_per_day: int = 0
    """The most that is given in a day. With 0 nothing is given."""
    is_once_per_person: bool = True
    min_cart_minor: int = 0
    valid_for_us: int = 24 * 3600 * SECOND_US
    """How long a code can be used."""
    is_active: bool = True

    def __post_init__(self) -> None:
        bounds = {
            "a percentage is 1 to 99": self.kind is not OfferKind.PERCENT or 1 <= self.value <= 99,
            "an amount is at least 1": self.kind is not OfferKind.AMOUNT or self.value >= 1,
            "a gift has a name and a cost": self.kind is not OfferKind.GIFT
            or (bool(self.gift.strip()) and self.value >= 0),
            "the margin floor is 0 to 1": 0 <= self.margin_floor_ratio <= 1,
            "the usual margin is 0 to 1": self.usual_margin_ratio is None
            or 0 <= self.usual_margin_ratio <= 1,
            "no amount is less than nothing": self.budget_minor_per_day >= 0
            and self.min_cart_minor >= 0
            and (self.ceiling_minor is None or self.ceiling_minor >= 0),
            "a code is valid for some time": self.valid_for_us > 0,
        }
        for bound, is_kept in bounds.items():
            if not is_kept:
                raise OfferRuleError(self.rule_id, bound)


class OfferLedger(msgspec.Struct, frozen=True):
    """What was given before, read in the same transaction that will write the new code."""

    given_minor_today: int = 0
    """Worth of all codes of this rule issued today, used or not, by the workspace's day."""
    given_to_person: int = 0
    """Codes of this rule that this person ever got."""
    open_codes: int = 0
    """Codes of any rule that this person holds, unused and still valid."""


class OfferPerson(msgspec.Struct, frozen=True):
    """Who would be given something."""

    person_id: str
    is_held_out: bool = False
    """Kept aside at random: gets the public price and policy."""


class OfferCart(msgspec.Struct, frozen=True):
    """The cart that the offer would be for."""

    total: Money
    """Of the goods, before delivery."""
    shipping_minor: int = 0
    """What delivery would cost now."""
    cost_minor: int | None = None
    """What the goods cost the shop, where it is known."""
    has_discount: bool = False
    """A coupon or a discount is on it already."""


class Granted(msgspec.Struct, frozen=True, kw_only=True):
    """One thing is given, once."""

    rule_id: str
    kind: OfferKind
    value: int
    """As in the rule."""
    worth: Money
    """What it takes off this cart, or costs: what is booked against the day's budget."""
    ceiling_minor: int | None
    min_cart_minor: int
    gift: str
    expires_at: Instant


class RefusedReason(StrEnum):
    """Why nothing is given."""

    INACTIVE = "inactive"
    """The merchant has switched the rule off."""
    HELD_OUT = "held_out"
    """This person is kept aside at random."""
    CURRENCY = "currency"
    """The cart is in another currency than the rule."""
    STACKED = "stacked"
    """The cart has a discount, or the person holds a code that still works."""
    ONCE_PER_PERSON = "once_per_person"
    """This person has had it."""
    CART_TOO_SMALL = "cart_too_small"
    """The cart is empty, or below the least value."""
    WORTH_NOTHING = "worth_nothing"
    """It would take nothing off this cart: delivery is free already."""
    WHOLE_CART = "whole_cart"
    """It would leave nothing to pay."""
    MARGIN_FLOOR = "margin_floor"
    """The order would keep too little margin, or its margin is not known."""
    BUDGET = "budget"
    """What may be given today is used up."""


class Refused(msgspec.Struct, frozen=True):
    """Nothing is given."""

    reason: RefusedReason


def decide_offer(
    rule: OfferRule, ledger: OfferLedger, person: OfferPerson, cart: OfferCart, now: Instant
) -> Granted | Refused:
    """What this person is given for this cart under this rule, or why nothing.

    Laws: no grant is worth more than the ceiling, the rest of the day's budget or the cart; the
    margin after it is never below the floor; who is held out gets nothing.
    """
    total = cart.total.minor
    early = {
        RefusedReason.INACTIVE: not rule.is_active,
        RefusedReason.HELD_OUT: person.is_held_out,
        RefusedReason.CURRENCY: cart.total.currency != rule.currency,
        RefusedReason.STACKED: cart.has_discount or ledger.open_codes > 0,
        RefusedReason.ONCE_PER_PERSON: rule.is_once_per_person and ledger.given_to_person > 0,
        RefusedReason.CART_TOO_SMALL: total <= 0 or total < rule.min_cart_minor,
    }
    for reason, holds in early.items():
        if holds:
            return Refused(reason)
    worth = _worth_minor(rule, cart)
    if worth <= 0 and rule.kind is not OfferKind.GIFT:
        return Refused(RefusedReason.WORTH_NOTHING)
    if rule.kind in (OfferKind.PERCENT, OfferKind.AMOUNT) and worth >= total:
        return Refused(RefusedReason.WHOLE_CART)
    if not _keeps_margin(rule, cart, worth):
        return Refused(RefusedReason.MARGIN_FLOOR)
    if rule.budget_minor_per_day == 0 or (
        ledger.given_minor_today + worth > rule.budget_minor_per_day
    ):
        return Refused(RefusedReason.BUDGET)
    return Granted(
        rule_id=rule.rule_id,
        kind=rule.kind,
        value=rule.value,
        worth=Money(worth, rule.currency),
        ceiling_minor=rule.ceiling_minor,
        min_cart_minor=rule.min_cart_minor,
        gift=rule.gift,
        expires_at=Instant(now + rule.valid_for_us),
    )


def _worth_minor(rule: OfferRule, cart: OfferCart) -> int:
    match rule.kind:
        case OfferKind.PERCENT:
            worth = cart.total.minor * rule.value // 100
            return worth if rule.ceiling_minor is None else min(worth, rule.ceiling_minor)
        case OfferKind.AMOUNT:
            worth = rule.value
        case OfferKind.FREE_SHIPPING:
            worth = cart.shipping_minor
        case OfferKind.GIFT:
            worth = rule.value
    # What cannot be cut down to its ceiling is not given: a parcel is not sent halfway.
    is_over = rule.ceiling_minor is not None and worth > rule.ceiling_minor
    return 0 if is_over else worth


def _keeps_margin(rule: OfferRule, cart: OfferCart, worth: int) -> bool:
    if rule.margin_floor_ratio == 0:
        return True
    total = cart.total.minor
    if cart.cost_minor is not None:
        margin = float(total - cart.cost_minor)
    elif rule.usual_margin_ratio is not None:
        margin = total * rule.usual_margin_ratio
    else:
        return False
    return margin - worth >= rule.margin_floor_ratio * total
