"""What every skill is asked, and what every skill answers."""

import msgspec

from dangol.speak.catalogue import Option, Product, Shop
from dangol.speak.facts import Fact
from dangol.speak.reply import (
    CartAdd,
    ContactForm,
    Context,
    Coupon,
    HandOff,
    ProductCard,
    QuickReply,
    Skill,
    SourceLink,
    Turn,
)
from dangol.speak.sales.fit import Verdict
from dangol.speak.sales.motion import Promised
from dangol.speak.sales.selling import Sale
from dangol.speak.understand.press import press_id
from dangol.speak.understand.understanding import Request, Understanding
from dangol.speak.world import World
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

MAX_NAME = 60
"""Letters of a product's name in a sentence."""


class Ask(msgspec.Struct, frozen=True):
    """One request with everything it may be answered from."""

    request: Request
    understood: Understanding
    turn: Turn
    context: Context
    """As the requests before this one in the same turn left it."""
    language: Language
    shop: Shop
    world: World
    sale: Sale | None = None
    """Where a company sells to businesses."""

    @property
    def requests(self) -> tuple[Request, ...]:
        """All requests of the turn."""
        return self.understood.requests

    @property
    def product(self) -> Product | None:
        """What the talk is about."""
        return self.shop.by_id.get(self.understood.product_id)

    def say(self, key: str, **values: int | str) -> str:
        """The text of the catalogue in the language of the turn."""
        return render_text(key, self.language, **values)


class Answer(msgspec.Struct, frozen=True):
    """What a skill says to one request."""

    skill: Skill
    context: Context
    texts: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    links: tuple[SourceLink, ...] = ()
    cards: tuple[ProductCard, ...] = ()
    replies: tuple[QuickReply, ...] = ()
    cart_add: CartAdd | None = None
    coupon: Coupon | None = None
    contact: ContactForm | None = None
    hand_off: HandOff | None = None
    promised: Promised | None = None
    """Who answers a buyer for whom a person is asked."""
    is_unknown: bool = False
    """It says that it does not know."""


def name_of(product: Product, option: Option | None = None) -> str:
    """The product as a sentence calls it, short enough for one."""
    name = product.name if len(product.name) <= MAX_NAME else product.name[: MAX_NAME - 1] + "…"
    return f"{name} ({option.label})" if option is not None and option.label else name


def button(ask: Ask, name: str, subject: str = "", /, **values: str) -> QuickReply:
    """A button with the words that the catalogue has for it."""
    return QuickReply(press_id(name, subject), ask.say(f"speak.button.{name}", **values))


def sale_button(ask: Ask, name: str, subject: str = "", /, **values: str) -> QuickReply:
    """A button of a company that sells to businesses."""
    return QuickReply(press_id(name, subject), ask.say(f"sales.button.{name}", **values))


def sale_buttons(ask: Ask, *names: str) -> tuple[QuickReply, ...]:
    """Those of them that lead somewhere: a meeting only where somebody can be met, and not for
    whom it was said that another way suits better."""
    sale = ask.sale
    can_meet = (
        sale is not None
        and sale.setup.ask_times is not None
        and sale.judged.verdict is not Verdict.UNFIT
    )
    return tuple(sale_button(ask, name) for name in names if name != "meet" or can_meet)


def add_button(ask: Ask, option: Option) -> QuickReply:
    """Puts that option into the cart."""
    label = option.label
    if not label:
        return QuickReply(press_id("add", option.option_id), ask.say("speak.button.add_one"))
    return QuickReply(press_id("add", option.option_id), ask.say("speak.button.add", option=label))


def size_buttons(ask: Ask, product: Product) -> tuple[QuickReply, ...]:
    """Help with the size, of what comes in several."""
    table = product.details.size_table
    is_sized = table is not None and len(table.rows) > 1
    return (button(ask, "size", product.product_id),) if is_sized else ()


def link_to(fact: Fact) -> SourceLink:
    """Where the fact stands, for the reader; a file of the shop's has no address for them."""
    url = fact.source.url
    return SourceLink(
        fact.source.title, url if url.startswith(("https://", "http://", "/")) else ""
    )


def with_product(context: Context, product: Product, **changes: object) -> Context:
    """The context with that product as what the talk is about."""
    if product.product_id != context.product_id:
        context = msgspec.structs.replace(
            context, product_id=product.product_id, colour="", size="", option_id=""
        )
    return msgspec.structs.replace(context, **changes)
