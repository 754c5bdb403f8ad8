"""What one turn takes and gives: the words of a visitor in, the parts of a message out.

The parts are encoded as they travel to the widget (`msgspec.json.encode(reply.parts)`), and the
context is what a conversation remembers between turns: a value that the engine keeps and hands
back with the next turn.
"""

from enum import StrEnum

import msgspec

from dangol.speak.facts import Fact
from dangol.speak.guard import Blocked
from dangol.speak.parts import (
    CardOption,
    CartAdd,
    Consent,
    ContactForm,
    Coupon,
    HandOff,
    Notice,
    Part,
    ProductCard,
    QuickReplies,
    QuickReply,
    SourceLink,
    Text,
)
from dangol.speak.sales.fit import Lead
from dangol.speak.sales.known import Known, Proposed, Unkept
from dangol.speak.sales.motion import Promised
from dangol.terms.instants import Instant
from dangol.terms.languages import Language
from dangol.terms.money import Money

__all__ = [
    "Awaiting",
    "CardOption",
    "CartAdd",
    "CartLine",
    "Consent",
    "ContactForm",
    "Context",
    "Coupon",
    "HandOff",
    "Notice",
    "OfferedTime",
    "OrderState",
    "Page",
    "Part",
    "Person",
    "ProductCard",
    "QuickReplies",
    "QuickReply",
    "Reply",
    "Selling",
    "Skill",
    "SourceLink",
    "Text",
    "Turn",
]


class Skill(StrEnum):
    """One thing the agent can do in a turn."""

    FIND = "find"
    """Finds and recommends products."""
    PRODUCT = "product"
    """Answers about a product: material, care, fit, colours, price."""
    COMPARE = "compare"
    """Sets two or three products side by side."""
    SIZE = "size"
    """Helps to choose a size by the product's size table."""
    RESTOCK = "restock"
    """Says what is there, and takes down whom to tell when it is back."""
    OFFER = "offer"
    """Asks the offer policy, or says what is public."""
    SHIPPING = "shipping"
    """Says what the shop has written about delivery."""
    RETURNS = "returns"
    """Says what the shop has written about returns, exchanges, refunds and cancelling."""
    KNOWLEDGE = "knowledge"
    """Says what the shop has written about anything else."""
    ORDER = "order"
    """Says where a verified person's orders stand."""
    CART = "cart"
    """Puts exactly one option into the cart, or shows what is in it."""
    QUALIFY = "qualify"
    """Takes in what a buyer tells."""
    PLAN_PRICE = "plan_price"
    """Says the published price of a plan, and promises nothing off it."""
    MEET = "meet"
    """Offers times, and books one."""
    DISQUALIFY = "disqualify"
    """Says kindly that this is not for them, and what is."""
    HANDOFF = "handoff"
    """Gets a person."""
    SMALL_TALK = "small_talk"
    """Greets, thanks, says goodbye."""
    UNKNOWN = "unknown"
    """Does not know, says so and offers a person."""


class Awaiting(StrEnum):
    """What the last reply asked for."""

    NOTHING = ""
    """No question is open."""
    BODY = "body"
    """Height and weight."""
    OPTION = "option"
    """Which colour or size is to be put into the cart."""
    PRODUCT = "product"
    """Which product is meant."""
    MORE = "more"
    """Whether one more of what is in the cart is wanted."""
    PERSON = "person"
    """Whether a person should take over."""
    RESTOCK = "restock"
    """Whether to tell when it is back."""
    SLOT = "slot"
    """Something about a buyer: `Selling.slot` says what."""
    MEET = "meet"
    """Whether they want to meet."""
    TIME = "time"
    """Which of the times that were offered, or another."""
    ADDRESS = "address"
    """Where the invitation is to go."""


class OfferedTime(msgspec.Struct, frozen=True):
    """A time that was offered here."""

    host_id: str
    starts_at: Instant


class Selling(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a conversation with a buyer remembers between turns; what is known is not in it."""

    slot: str = ""
    """What was asked for last."""
    asked: tuple[str, ...] = ()
    """Every slot that was ever asked for here: none is asked for twice."""
    unfit: str = ""
    """The rule of the set-up by which they said that this is not for them."""
    has_offered: bool = False
    """A meeting was offered without being asked for."""
    has_priced: bool = False
    """A price was told."""
    has_guided: bool = False
    """They were shown what fits them instead."""
    times: tuple[OfferedTime, ...] = ()
    """What was offered last."""
    wanted_from: Instant = Instant(0)
    wanted_until: Instant = Instant(0)
    held: OfferedTime | None = None
    """What is kept for them until they leave an address."""
    held_until: Instant = Instant(0)
    booked: OfferedTime | None = None
    """What is theirs."""


class Context(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a conversation remembers between turns. Nothing in it names or reaches a person."""

    language: Language | None = None
    product_id: str = ""
    """What the talk is about."""
    page_product_id: str = ""
    """What the page showed at the last turn."""
    colour: str = ""
    """The colour that was named for it, as the lexicon calls it."""
    size: str = ""
    option_id: str = ""
    shown: tuple[str, ...] = ()
    """The products of the last cards, in their order."""
    height_cm: float = 0
    weight_kg: float = 0
    quantity: int = 1
    awaiting: Awaiting = Awaiting.NOTHING
    asked: str = ""
    """The intent that an open question belongs to."""
    added: tuple[str, ...] = ()
    """Options that were put into the cart here."""
    offer: Coupon | None = None
    """What was granted here; it is shown again, never granted twice."""
    has_introduced: bool = False
    is_handed_off: bool = False
    """A person was asked for, and has not handed back."""
    has_problem: bool = False
    """Nothing is sold to whoever told of a problem."""
    unknown_count: int = 0
    """Turns in a row that had no answer."""
    selling: Selling | None = None
    """Where a company sells to businesses."""


class Page(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the visitor is. Everything in it comes from a browser."""

    url: str = ""
    title: str = ""
    product_id: str = ""
    """Where the engine knows it; else it is sought by the address."""


class CartLine(msgspec.Struct, frozen=True):
    """Something in the cart."""

    option_id: str
    quantity: int


class OrderState(msgspec.Struct, frozen=True):
    """An order of the person who is speaking. Given for a verified person only."""

    number: str
    status: str
    """ordered, paid, preparing, dispatched, delivered, return_requested, refunded, partly_refunded
    or cancelled."""
    ordered_at: Instant
    items: tuple[str, ...]
    total: Money | None
    """None where nobody said."""
    tracking: str = ""
    url: str = ""


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who speaks, as far as this turn may know."""

    is_verified: bool = False
    """The shop vouched for who it is."""
    is_held_out: bool = False
    """Kept aside at random: is answered like anybody, and gets no offer."""
    orders: tuple[OrderState, ...] = ()
    """Newest first; ignored unless the person is verified."""


class Turn(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a visitor said or pressed, and all that is known about the moment."""

    text: str
    now: Instant
    press: str = ""
    """The id of a quick reply that was pressed instead of writing."""
    language: Language | None = None
    """Of the page; the text's own language goes before it."""
    context: Context = Context()
    page: Page = Page()
    cart: tuple[CartLine, ...] = ()
    person: Person = Person()
    known: tuple[Known, ...] = ()
    """What is known of a buyer before this turn, where a company sells to businesses."""
    zone: str = ""
    """Of the visitor's clock; empty where it is not known."""
    proposed: tuple[Proposed, ...] = ()
    """What a language model says that these words tell; what of it holds is for the turn to say."""


class Reply(msgspec.Struct, frozen=True):
    """One message in answer to one turn."""

    parts: tuple[Part, ...]
    skill: Skill
    """What came first."""
    skills: tuple[Skill, ...]
    facts: tuple[Fact, ...]
    """What its claims stand on."""
    language: Language
    context: Context
    """To be handed back with the next turn."""
    hand_off: bool = False
    """A person is asked for with this reply; never again while one is waited for."""
    is_automated_notice: bool = False
    """It says that it is automated."""
    blocked: tuple[Blocked, ...] = ()
    """What the guard kept back."""
    steps: tuple[str, ...] = ()
    """The names of the steps that made it."""
    known: tuple[Known, ...] = ()
    """All that is known of the buyer after the turn."""
    lead: Lead | None = None
    """What the conversation has come to; None where nothing is known, or nothing is sold so."""
    unkept: tuple[Unkept, ...] = ()
    """Why what a model proposed was not taken, one for each that was not."""
    promised: Promised | None = None
    """Who answers a buyer for whom a person is asked, and until when, as it was told."""

    @property
    def text(self) -> str:
        """All its words, one text a line."""
        return "\n".join(part.text for part in self.parts if isinstance(part, Text))
