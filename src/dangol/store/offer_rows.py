"""Offers as the record holds them, and why one is not given or not taken."""

from enum import StrEnum
from typing import NamedTuple

from dangol.terms.instants import Instant


class OfferRuleRow(NamedTuple):
    """What the merchant allows to be given."""

    rule_id: str
    kind: str
    """`percent`, `amount`, `free_shipping` or `gift`."""
    currency: str
    value: int
    """Of a hundred for a percentage, minor units for an amount, what a gift costs the shop."""
    gift: str
    ceiling_minor: int | None
    """The most that one code may be worth."""
    margin_floor_ratio: float
    """The least margin that an order keeps. The policy looks at it; the ledger knows no carts."""
    usual_margin_ratio: float | None
    budget_minor_per_day: int
    """The most that is given in a day of the workspace's zone. With 0 nothing is given."""
    codes_limit: int
    """How many codes there are in all; 0 for as many as the budget pays."""
    is_once_per_person: bool
    min_cart_minor: int
    valid_for_us: int
    is_active: bool
    updated_at: Instant


class OfferCodeRow(NamedTuple):
    """One code that was given. The code itself is known to whoever can sign its `offer_id`."""

    offer_id: str
    code_hash: str
    rule_id: str
    person_id: str
    """As it was when the code was given; `merges` says who it is now."""
    conversation_id: str
    idempotency_key: str
    value_minor: int
    """What it is worth at most; used up of the budget."""
    issued_at: Instant
    issued_on: str
    """The day of the workspace's zone on whose budget it counts, as 2026-11-22."""
    expires_at: Instant
    released_at: Instant
    """When it was taken back unused; 0 for never."""
    redeemed_at: Instant
    order_id: str


class NotIssuedReason(StrEnum):
    """Why no code was given."""

    UNKNOWN_RULE = "unknown_rule"
    """The workspace has no such rule."""
    INACTIVE = "inactive"
    """The merchant has switched the rule off."""
    ABOVE_CEILING = "above_ceiling"
    """It would be worth more than the rule allows, or less than nothing."""
    ONCE_PER_PERSON = "once_per_person"
    """The person has had it."""
    STACKED = "stacked"
    """The person holds a code that still works."""
    NONE_LEFT = "none_left"
    """All codes of the rule are given."""
    BUDGET = "budget"
    """What may be given today is used up."""
    CODE_TAKEN = "code_taken"
    """Another offer has that id or that code: take another id."""
    KEY_OF_ANOTHER = "key_of_another"
    """The key was used for another rule or person."""


class NotRedeemedReason(StrEnum):
    """Why a code was not taken."""

    UNKNOWN = "unknown"
    """The workspace gave no such code."""
    RELEASED = "released"
    """It was taken back."""
    EXPIRED = "expired"
    """Its time is over."""
    USED = "used"
    """It was used for another order."""
    OF_ANOTHER = "of_another"
    """It was given to somebody else."""


class Issued(NamedTuple):
    """The code stands in the ledger, now or since an earlier try with the same key."""

    code: OfferCodeRow
    is_new: bool


class NotIssued(NamedTuple):
    """Nothing was given."""

    reason: NotIssuedReason


class Redeemed(NamedTuple):
    """The code is used for that order, now or since an earlier report of it."""

    code: OfferCodeRow
    is_new: bool


class NotRedeemed(NamedTuple):
    """The code was not taken."""

    reason: NotRedeemedReason
    code: OfferCodeRow | None


class OfferLedgerRow(NamedTuple):
    """What the policy looks at before it grants anything; what was taken back is left out."""

    given_minor_today: int
    """Worth of the codes of this rule given today, used or not, by the workspace's day."""
    given: int
    """Codes of this rule that anybody ever got."""
    given_to_person: int
    """Codes of this rule that this person ever got, under any id."""
    open_codes: int
    """Codes of any rule that this person holds, unused and still valid."""
