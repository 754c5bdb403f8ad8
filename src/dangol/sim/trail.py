"""The trail of one visit: Segment calls as a browser on the sample shop would send them.

Source: Segment specification (common fields, Page, Identify, E-commerce Events v2).
"""

from random import Random
from typing import Any, Literal, TypeAlias

import msgspec

from dangol.sim.shop import Category, Product, Shop, major_of
from dangol.terms.instants import SECOND_US

Properties: TypeAlias = dict[str, Any]
Line: TypeAlias = tuple[int, int, bytes, int]
"""When (UTC milliseconds), a number that rises with every call, the JSON, and the mark."""
NO_MARK, ORDER_MARK, ARRIVAL_MARK = range(3)
"""What the summary counts a line as."""

AVAILABILITY = {True: "InStock", False: "OutOfStock"}
SECONDS_OF_A_DAY = tuple(
    f"T{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}." for s in range(86_400)
)


class Library(msgspec.Struct, frozen=True):
    """`context.library`."""

    name: str = "dangol-simulate"
    version: str = "1"


class Page(msgspec.Struct, frozen=True, omit_defaults=True):
    """`context.page`."""

    path: str
    title: str = ""
    url: str = ""
    search: str = ""
    referrer: str = ""


class Context(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """What surrounds a call: all of it with a page call, and only what may change after."""

    locale: str
    page: Page
    library: Library | None = None
    timezone: str = ""
    user_agent: str = ""


class Call(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """One line of the file."""

    type: Literal["track", "page", "identify"]
    message_id: str
    anonymous_id: str
    timestamp: str
    context: Context
    user_id: str | None = None
    event: str | None = None
    name: str | None = None
    traits: Properties | None = None
    properties: Properties | None = None


class Showcase:
    """The shop with what its pages say about themselves made once, not once a call."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.home = Page("/", shop.name, f"{shop.site}/")
        self.cart = self._page("/cart", "Cart")
        self.checkout = self._page("/checkout", "Checkout")
        self.thanks = self._page("/orders/thanks", "Thanks")
        self.product_pages = tuple(self._page(p.path, p.name) for p in shop.products)
        self.products = tuple(_product_properties(p) for p in shop.products)
        self.category_pages = tuple(self._page(c.path, c.name) for c in shop.categories)
        self.lists = tuple(self._list_properties(c) for c in shop.categories)
        self.category_of = tuple(i for i, c in enumerate(shop.categories) for _ in c.places)

    def search_page(self, query: str) -> Page:
        """The page of a search's results."""
        search = f"?q={query}"
        path = "/search"
        return Page(path, self.shop.name, f"{self.shop.site}{path}{search}", search)

    def major(self, amount_minor: int) -> int | float:
        """The amount as properties write it."""
        return major_of(amount_minor, self.shop.currency)

    def _page(self, path: str, title: str) -> Page:
        return Page(path, f"{title} | {self.shop.name}", f"{self.shop.site}{path}")

    def _list_properties(self, category: Category) -> Properties:
        shown = [self.shop.products[place] for place in category.places][:4]
        return {
            "list_id": category.path.rsplit("/", 1)[-1],
            "category": category.name,
            "products": [
                {
                    "product_id": p.product_id,
                    "name": p.name,
                    "price": self.major(p.price_minor),
                    "position": place,
                }
                for place, p in enumerate(shown, start=1)
            ],
        }


def _product_properties(product: Product) -> Properties:
    return {
        "product_id": product.product_id,
        "name": product.name,
        "category": product.category,
        "brand": product.brand,
        "price": major_of(product.price_minor, product.currency),
        "currency": product.currency,
        "availability": AVAILABILITY[product.is_in_stock],
    }


class Visitor(msgspec.Struct):
    """Who the browser says it is."""

    anonymous_id: str
    user_agent: str
    timezone: str
    user_id: str | None = None


class Trail:
    """Calls of one visit so far; time passes only by `wait`."""

    def __init__(
        self, showcase: Showcase, visitor: Visitor, chance: Random, at_us: int, encoder: "Encoder"
    ) -> None:
        self.showcase = showcase
        self.visitor = visitor
        self.chance = chance
        self.at_us = at_us
        self.lines: list[Line] = []
        self._encoder = encoder
        self._page = showcase.home
        self._context = self._context_of(showcase.home)

    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.at_us += int(seconds * SECOND_US)

    def open(self, page: Page, name: str, referrer: str | None = None) -> None:
        """The page is opened, from the page that was open unless a referrer is given."""
        seen = Page(
            page.path,
            page.title,
            page.url,
            page.search,
            self._page.url if referrer is None else referrer,
        )
        self._page = seen
        self._context = self._context_of(seen)
        self._send("page", name=name)
        self._context = Context(self.showcase.shop.locale, Page(page.path))
        # The shop's own script sends its events a moment after the page call.
        self.at_us += 150_000 + int(self.chance.random() * 700_000)

    def track(self, event: str, properties: Properties, mark: int = NO_MARK) -> None:
        """Something happened on the page that is open."""
        self._send("track", event=event, properties=properties, mark=mark)

    def identify(self, user_id: str, traits: Properties) -> None:
        """The visitor logged in; later calls carry the user id."""
        self.visitor.user_id = user_id
        self._send("identify", traits=traits)

    def _context_of(self, page: Page) -> Context:
        return Context(
            self.showcase.shop.locale,
            page,
            self._encoder.library,
            self.visitor.timezone,
            self.visitor.user_agent,
        )

    def _send(
        self,
        type_: Literal["track", "page", "identify"],
        *,
        event: str | None = None,
        name: str | None = None,
        traits: Properties | None = None,
        properties: Properties | None = None,
        mark: int = NO_MARK,
    ) -> None:
        at_ms = self.at_us // 1000
        call = Call(
            type_,
            message_id_of(at_ms, self.chance.getrandbits(74)),
            self.visitor.anonymous_id,
            self._encoder.timestamp(at_ms),
            self._context,
            self.visitor.user_id,
            event,
            name,
            traits,
            properties,
        )
        self.lines.append(self._encoder.line(at_ms, call, mark))


class Encoder:
    """Calls to lines, numbered; the text of each day is made once."""

    def __init__(self) -> None:
        self.library = Library()
        self._encode = msgspec.json.Encoder().encode
        self._count = 0
        self._days: dict[int, str] = {}

    def line(self, at_ms: int, call: Call, mark: int) -> Line:
        """The call as the next line."""
        self._count += 1
        return (at_ms, self._count, self._encode(call), mark)

    def timestamp(self, at_ms: int) -> str:
        """RFC 3339 with milliseconds and `Z`."""
        second, ms = divmod(at_ms, 1000)
        day, second = divmod(second, 86_400)
        text = self._days.get(day)
        if text is None:
            text = self._days[day] = date_text(day)
        return f"{text}{SECONDS_OF_A_DAY[second]}{ms:03d}Z"


def date_text(day: int) -> str:
    """The ISO date of a day counted from 1970-01-01."""
    from datetime import date, timedelta

    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def message_id_of(at_ms: int, chance: int) -> str:
    """A UUIDv7 of the instant; `chance` gives its 74 free bits.

    The text of `dangol.terms.ids.uuid7`, written without the object between, at a quarter of the
    time; a test holds the two equal.
    """
    head = f"{at_ms:012x}"
    low = 0x8000_0000_0000_0000 | (chance & 0x3FFF_FFFF_FFFF_FFFF)
    tail = f"{low:016x}"
    return f"{head[:8]}-{head[8:]}-7{chance >> 62:03x}-{tail[:4]}-{tail[4:]}"
