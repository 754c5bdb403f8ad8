"""The parts of a message, as they travel to the widget and are kept.

`msgspec.json.encode(part)` is the wire form: `{"type": "text", "text": …}`, names in camel case.
"""

from typing import TypeAlias

import msgspec


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
    """`restock`, `handoff` or `meeting`."""
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
