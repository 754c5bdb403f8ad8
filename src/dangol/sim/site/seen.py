"""One request of the shop: who asks, in which language, and how a page is answered."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from litestar import Request, Response
from litestar.enums import MediaType

from dangol.sim.shop import Shop, sample_shop
from dangol.sim.site.articles import POLICIES
from dangol.sim.site.cart import Line, Total, total_of
from dangol.sim.site.desk import Desk, OnOrder, Visit
from dangol.sim.site.seen_page import Cookies, OpenSite, SeenPage, SignedIn, language_wanted
from dangol.sim.site.tracking import Push, script_json
from dangol.sim.site.words import render_price, words_of

COOKIES = Cookies("dalbit_visit", "dalbit_lang")


@dataclass(frozen=True)
class Site(OpenSite):
    """What the open shop was given."""

    desk: Desk
    on_order: OnOrder | None


@dataclass
class Seen(SeenPage[Site]):
    """One request, and everything its answer is made of."""

    package = "dangol.sim.site"
    cookies = COOKIES

    shop: Shop

    @cached_property
    def visit(self) -> Visit:
        """What the shop knows about this browser; it begins when it is first asked for."""
        return self.desk.visits.visit_of(self.request.cookies.get(COOKIES.visit))

    @property
    def visit_token(self) -> str:
        """By which this browser is known again."""
        return self.visit.token

    @property
    def signed_in(self) -> SignedIn | None:
        """The customer, if one is."""
        one = self.visit.customer
        return SignedIn(one.customer_id, one.email, one.name) if one else None

    @property
    def currency(self) -> str:
        """The storefront's."""
        return self.shop.currency

    @property
    def desk(self) -> Desk:
        """What the shop remembers."""
        return self.site.desk

    def asked(self, name: str) -> str:
        """That part of the query; "" without it."""
        return str(self.request.query_params.get(name, ""))

    def lines(self) -> tuple[Line, ...]:
        """What is in this visitor's cart."""
        return self.desk.lines_of(self.visit, self.language)

    def total(self, method: str = "standard") -> Total:
        """What the cart comes to."""
        visit = self.visit
        return total_of(self.lines(), self.shop, visit.discount, method, visit.is_gift)

    def page(
        self,
        template: str,
        *,
        title: str = "",
        pushes: tuple[Push, ...] = (),
        jsonld: object = None,
        status: int = 200,
        **context: object,
    ) -> Response[Any]:
        """A page, with what it tells the data layer."""
        waiting, self.visit.pushes = tuple(self.visit.pushes), []
        every_page: dict[str, object] = {
            "title": title,
            "shop": self.shop,
            "render_price": render_price,
            "visit": self.visit,
            "pushes": [script_json(push) for push in (*waiting, *pushes)],
            "cart_count": sum(self.visit.quantities.values()),
            "policies": POLICIES,
        }
        return self.render(template, context | every_page, jsonld=jsonld, status=status)

    def json(self, value: object, status: int = 200) -> Response[Any]:
        """A JSON answer."""
        return self.answer(Response(value, media_type=MediaType.JSON, status_code=status))


def seen_of(request: Request[Any, Any, Any]) -> Seen:
    """The request as the shop sees it."""
    site, language = cast(Site, request.app.state["site"]), language_wanted(request, COOKIES)
    return Seen(request, site, language, words_of(language), sample_shop(language))
