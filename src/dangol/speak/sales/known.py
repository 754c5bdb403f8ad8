"""What is known of a buyer, slot by slot, each with the words it came from.

A value is written the same way whatever the language it was said in:

    number   "20", "20-50", "100-" (at least), "-10" (at most)
    tool     its id in the list of tools, as "zendesk"
    timing   "now", "2026-12-14" (a day), "2026-12" (a month), "2026-Q1", "2027", or "open"
    person   "self", "manager", "executive", "team", "other": who decides
    money    "KRW 500000/month", "JPY 80000-120000/month", "USD -50/seat/month", "USD 10000/year"
    topic    its id in the set-up, as "support_load"
    contact  an e-mail address in small letters, or a telephone number as digits
"""

from enum import StrEnum

import msgspec

from dangol.terms.instants import Instant


class Origin(StrEnum):
    """Where something known came from."""

    WORDS = "words"
    """The person said it here."""
    EARLIER = "earlier"
    """The person said it in an earlier conversation."""
    TRAIT = "trait"
    """The site said it of the person or the company."""
    EVENT = "event"
    """It follows from what was done on the site."""


class Known(msgspec.Struct, frozen=True, omit_defaults=True):
    """One slot that is filled."""

    slot: str
    value: str
    words: str
    """As they were said, never empty: a trait's or an event's name and value where nobody spoke."""
    origin: Origin = Origin.WORDS
    at: Instant = Instant(0)
    """When it was said."""


class Proposed(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a language model says that somebody's words tell. None of it is believed as it is."""

    slot: str
    words: str
    """Those that it says tell it."""
    value: str = ""
    """Where the answers are a list: which of them."""


class Unkept(StrEnum):
    """Why a proposal is not taken."""

    UNKNOWN_SLOT = "unknown_slot"
    """No such thing is asked of anybody, or no model is asked for it."""
    NOT_SAID = "not_said"
    """Its words do not stand in what was written."""
    NO_VALUE = "no_value"
    """Those words are no answer, or none of the list."""
    KNOWN = "known"
    """Something is known of that slot already, of these words or from before."""
