"""A playbook: what to do on a signal, as values that a file or a program can give."""

from typing import Literal

from msgspec import Struct

from dangol.listen.signals import SignalName, SignalSettings
from dangol.terms.languages import Language

Motion = Literal["shop", "sales"]
Channel = Literal["web_chat", "email", "sms", "kakao", "line"]
OfferKind = Literal["none", "percent", "amount", "free_shipping", "gift"]
VisitorKind = Literal["anyone", "new", "returning"]
Identified = Literal["anyone", "yes", "no"]
Meaning = Literal[
    "words",
    "size",
    "material",
    "see",
    "similar",
    "compare",
    "find",
    "restock",
    "cart",
    "shipping",
    "returns",
    "coupon",
    "payment",
    "human",
    "question",
    "no",
]
"""What a quick reply asks for; `words` is whatever its words say."""


class Texts(Struct, frozen=True):
    """One text in every language."""

    ko: str
    ja: str
    en: str

    def in_(self, language: Language) -> str:
        """The text in that language."""
        match language:
            case Language.KO:
                return self.ko
            case Language.JA:
                return self.ja
            case Language.EN:
                return self.en


class Trigger(Struct, frozen=True):
    """The signals that make an opportunity."""

    signals: tuple[SignalName, ...]
    settings: SignalSettings
    """When each signal is said: the defaults with this playbook's overrides applied."""


class Audience(Struct, frozen=True):
    """Who may be spoken to; what is not stated excludes nobody."""

    min_cart_minor: int | None = None
    """The least the cart is worth, in minor units of the workspace's currency."""
    max_cart_minor: int | None = None
    """The most the cart is worth, in minor units of the workspace's currency."""
    needs_cart: bool = False
    """Whether something must be in the cart, whatever it is worth."""
    visitors: VisitorKind = "anyone"
    """`new` is a person in the first session, `returning` a person with an earlier one."""
    identified: Identified = "anyone"
    """`yes` is a person with a user id."""
    languages: tuple[Language, ...] = ()
    """Empty: all languages."""
    categories: tuple[str, ...] = ()
    """Empty: all product categories."""


class QuickReply(Texts, frozen=True):
    """An answer that a person gives by one touch."""

    means: Meaning = "words"


class Opening(Struct, frozen=True):
    """A first message, with the answers a person can give by one touch."""

    id: str
    text: Texts
    quick_replies: tuple[QuickReply, ...]


class OfferLimits(Struct, frozen=True):
    """What this playbook may give away; the policy engine stays within it."""

    kinds: tuple[OfferKind, ...]
    """The first is what is given unless the policy chooses another; `none` gives nothing."""
    max_ratio: float
    """The most that is given, as a share of the cart's value."""
    margin_floor_ratio: float
    """The least margin that an order must keep after the offer, as a share of its value."""
    budget_minor_per_day: int
    """The most that is given in a day. With 0 nothing is given, whatever `kinds` says."""
    once_per_person: bool
    expected_redemption_ratio: float
    """The share of offers that is expected to be used."""


class Caps(Struct, frozen=True):
    """How often this playbook may speak to one person."""

    per_session: int
    per_day: int
    per_week: int
    cooldown_us: int
    """The least time between two messages of this playbook to one person."""


class Goal(Struct, frozen=True):
    """The event that the playbook is for, and how long after the opportunity it counts."""

    event: str
    window_us: int


class Prior(Struct, frozen=True):
    """What is assumed before anything is measured here."""

    lift_points: float
    """Added probability of the goal when spoken to: 0.02 is two of a hundred people more."""
    annoyance_ratio: float
    """What a message costs in annoyance, as a share of the order's margin."""
    message_cost_minor: int
    """What sending one message costs."""


class Playbook(Struct, frozen=True, kw_only=True):
    """What to do on a signal, in whole."""

    name: str
    version: int
    motion: Motion
    channel: Channel = "web_chat"
    needs_person: bool = False
    """Whether a colleague must be at work for it."""
    sentence: Texts
    """What it does, in one sentence for the merchant."""
    trigger: Trigger
    audience: Audience
    openings: tuple[Opening, ...]
    offer: OfferLimits
    caps: Caps
    goal: Goal
    holdout_ratio: float
    """The share of people kept aside at random, for as long as the playbook runs."""
    exploration_ratio: float
    """The share of opportunities not worth a message that is spoken to all the same, to learn."""
    prior: Prior
