"""What one turn takes and gives: the words of a visitor in, the parts of a message out.

The parts are encoded as they travel to the widget (`msgspec.json.encode(reply.parts)`), and the
context is what a conversation remembers between turns: a value that the engine keeps and hands
back with the next turn.
"""

from enum import StrEnum
from typing import TypeAlias

import msgspec

from dangol.speak.facts import Fact
from dangol.speak.guard import Blocked
from dangol.terms.instants import Instant
from dangol.terms.languages import Language
from dangol.terms.money import Money


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
    HANDOFF = "handoff"
    """Gets a person."""
    SMALL_TALK = "small_talk"
    """Greets, thanks, says goodbye."""
    UNKNOWN = "unknown"
    """Does not know, says so and offers a person."""


class Text(
    msgspec.Struct, frozen=True, tag_field="type", tag="text", rename="camel", omit_defaults=True
):
    """Words, several lines where there are several answers."""

    text: str


class Notice(
    msgspec.Struct, frozen=True, tag_field="type", tag="notice", rename="camel", omit_defaults=True
):
    """Words about the conversation itself: that an automated agent answers."""

    text: str


class SourceLink(
    msgspec.Struct, frozen=True, tag_field="type", tag="source", rename="camel", omit_defaults=True
):
    """Where a reader finds what was said."""

    title: str
    url: str


class CardOption(msgspec.Struct, frozen=True, rename="camel"):
    """One option of a card."""

    id: str
    text: str
    is_in_stock: bool


class ProductCard(
    msgspec.Struct, frozen=True, tag_field="type", tag="product", rename="camel", omit_defaults=True
):
    """A product as the widget draws it."""

    product_id: str
    name: str
    price: str
    image: str
    url: str
    options: tuple[CardOption, ...] = ()


class QuickReply(msgspec.Struct, frozen=True, rename="camel"):
    """A button; its id comes back as `Turn.press`."""

    id: str
    text: str


class QuickReplies(
    msgspec.Struct, frozen=True, tag_field="type", tag="replies", rename="camel", omit_defaults=True
):
    """The next steps that are offered."""

    replies: tuple[QuickReply, ...]


class CartAdd(
    msgspec.Struct,
    frozen=True,
    tag_field="type",
    tag="cart_add",
    rename="camel",
    omit_defaults=False,
):
    """The widget puts this into the shop's cart and tells what became of it."""

    product_id: str
    option_id: str
    quantity: int
    name: str


class Coupon(
    msgspec.Struct, frozen=True, tag_field="type", tag="coupon", rename="camel", omit_defaults=True
):
    """A code that the offer policy granted."""

    code: str
    text: str
    expires_at: str


class Consent(msgspec.Struct, frozen=True, rename="camel"):
    """What somebody agrees to by leaving an address, and which version of the words it is."""

    text: str
    version: str


class ContactForm(
    msgspec.Struct, frozen=True, tag_field="type", tag="contact", rename="camel", omit_defaults=True
):
    """Asks for an e-mail address or a telephone number, for one purpose."""

    fields: tuple[str, ...]
    purpose: str
    """`restock` or `handoff`."""
    consent: Consent
    product_id: str = ""
    option_id: str = ""


class HandOff(
    msgspec.Struct, frozen=True, tag_field="type", tag="handoff", rename="camel", omit_defaults=True
):
    """A person is asked to take over."""

    state: str
    """`waiting`, `joined` or `ended`."""
    name: str = ""
    promise: str = ""
    """When they will answer, in the visitor's language."""


Part: TypeAlias = (
    Text
    | Notice
    | SourceLink
    | ProductCard
    | QuickReplies
    | CartAdd
    | Coupon
    | ContactForm
    | HandOff
)


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
    """paid, preparing, dispatched, delivered, return_requested, refunded or cancelled."""
    ordered_at: Instant
    items: tuple[str, ...]
    total: Money
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

    @property
    def text(self) -> str:
        """All its words, one text a line."""
        return "\n".join(part.text for part in self.parts if isinstance(part, Text))
