"""One request of the shop: who asks, in which language, and how a page is answered."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, cast
from urllib.parse import urlencode

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.response import Redirect

from dangol.sim.shop import Shop, sample_shop
from dangol.sim.site.articles import POLICIES
from dangol.sim.site.cart import Line, Total, total_of
from dangol.sim.site.desk import Desk, OnOrder, Visit
from dangol.sim.site.frame import page_headers, render_tag, templates_of
from dangol.sim.site.tracking import Push, script_json
from dangol.sim.site.words import Words, render_price, words_of
from dangol.terms.languages import Language, parse_language

VISIT_COOKIE, LANGUAGE_COOKIE = "dalbit_visit", "dalbit_lang"
TOKEN_LASTS = timedelta(hours=1)


@dataclass(frozen=True)
class Site:
    """What the open shop was given."""

    desk: Desk
    widget_tags: Mapping[Language, str]
    identity_secrets: Mapping[Language, str]
    on_order: OnOrder | None
    clock: Callable[[], datetime]
    sources: tuple[str, ...]
    """Origins besides its own from which its pages may load and to which they may connect."""


@dataclass
class Seen:
    """One request, and everything its answer is made of."""

    request: Request[Any, Any, Any]
    site: Site
    language: Language
    shop: Shop
    words: Words
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    @cached_property
    def visit(self) -> Visit:
        """What the shop knows about this browser; it begins when it is first asked for."""
        return self.site.desk.visit_of(self.request.cookies.get(VISIT_COOKIE))

    @property
    def desk(self) -> Desk:
        """What the shop remembers."""
        return self.site.desk

    @property
    def at(self) -> str:
        """Where the shop stands, without a slash at its end."""
        return str(self.request.base_url).rstrip("/")

    def named(self, name: str) -> str:
        """That part of the path."""
        return str(self.request.path_params[name])

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

    def price(self, amount_minor: int) -> str:
        """The amount as the page writes it."""
        return render_price(amount_minor, self.shop.currency)

    def identity_token(self) -> str:
        """The signed-in customer's identity as the shop vouches for it; "" for a guest."""
        customer, secret = self.visit.customer, self.site.identity_secrets[self.language]
        if customer is None or not secret:
            return ""
        import jwt

        now = self.site.clock()
        claims = {
            "sub": customer.customer_id,
            "email": customer.email,
            "name": customer.name,
            "iat": now,
            "exp": now + TOKEN_LASTS,
        }
        return jwt.encode(claims, secret, algorithm="HS256")

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
        html = (
            templates_of("dangol.sim.site")
            .get_template(template)
            .render(
                **context,
                seen=self,
                title=title,
                shop=self.shop,
                w=self.words,
                price=self.price,
                render_price=render_price,
                visit=self.visit,
                path=self.request.url.path,
                pushes=[script_json(push) for push in (*waiting, *pushes)],
                jsonld=script_json(jsonld) if jsonld is not None else "",
                widget_tag=self._widget_tag(),
                cart_count=sum(self.visit.quantities.values()),
                languages=[(tongue, self._in_language(tongue)) for tongue in Language],
                policies=POLICIES,
            )
        )
        return self._answered(Response(html, media_type=MediaType.HTML, status_code=status))

    def json(self, value: object, status: int = 200) -> Response[Any]:
        """A JSON answer."""
        return self._answered(Response(value, media_type=MediaType.JSON, status_code=status))

    def to(self, path: str) -> Response[Any]:
        """The browser goes on to another page."""
        return self._answered(Redirect(path, status_code=303))

    def _answered(self, response: Response[Any]) -> Response[Any]:
        for key, value in ((VISIT_COOKIE, self.visit.token), (LANGUAGE_COOKIE, self.language)):
            response.set_cookie(
                Cookie(key=key, value=value, path="/", httponly=True, samesite="lax")
            )
        response.headers.update(page_headers(self.nonce, self.site.sources))
        return response

    def _widget_tag(self) -> str:
        tag, customer = self.site.widget_tags[self.language], self.visit.customer
        if not tag:
            return ""
        values = {
            "nonce": self.nonce,
            "language": self.language,
            "user_id": customer.customer_id if customer else "",
            "email": customer.email if customer else "",
            "token": self.identity_token(),
        }
        return render_tag(tag, values)

    def _in_language(self, language: Language) -> str:
        kept = [(k, v) for k, v in self.request.query_params.multi_items() if k != "lang"]
        return f"{self.request.url.path}?{urlencode([*kept, ('lang', language)])}"


def seen_of(request: Request[Any, Any, Any]) -> Seen:
    """The request as the shop sees it."""
    site = cast(Site, request.app.state["site"])
    wanted = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    language = parse_language(wanted, Language.KO)
    return Seen(
        request=request,
        site=site,
        language=language,
        shop=sample_shop(language),
        words=words_of(language),
    )
