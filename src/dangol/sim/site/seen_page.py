"""One request of a sample site, and how any page of such a site is answered: what the shop and the
company have in common.
"""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.response import Redirect

from dangol.sim.site.frame import page_headers, render_tag, templates_of
from dangol.sim.site.tracking import script_json
from dangol.sim.site.words import Words, render_price
from dangol.terms.languages import Language, parse_language

TOKEN_LASTS = timedelta(hours=1)


@dataclass(frozen=True)
class OpenSite:
    """What an open site was given."""

    widget_tags: Mapping[Language, str]
    identity_secrets: Mapping[Language, str]
    clock: Callable[[], datetime]
    sources: tuple[str, ...]
    """Origins besides its own from which its pages may load and to which they may connect."""


class SignedIn(NamedTuple):
    """Whom the site knows by name."""

    user_id: str
    email: str
    name: str


class Cookies(NamedTuple):
    """The names under which a site keeps what it must know of a browser."""

    visit: str
    language: str


SiteT = TypeVar("SiteT", bound=OpenSite)


@dataclass
class SeenPage(ABC, Generic[SiteT]):
    """One request, and what every answer is made of."""

    request: Request[Any, Any, Any]
    site: SiteT
    language: Language
    words: Words
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16), kw_only=True)

    package: ClassVar[str]
    """Where its templates and words are."""
    cookies: ClassVar[Cookies]

    @property
    @abstractmethod
    def currency(self) -> str:
        """Of all prices on the page."""

    @property
    @abstractmethod
    def visit_token(self) -> str:
        """By which this browser is known again."""

    @property
    @abstractmethod
    def signed_in(self) -> SignedIn | None:
        """Who is, if anybody."""

    @property
    def at(self) -> str:
        """Where the site stands, without a slash at its end."""
        return str(self.request.base_url).rstrip("/")

    def named(self, name: str) -> str:
        """That part of the path."""
        return str(self.request.path_params[name])

    def price(self, amount_minor: int) -> str:
        """The amount as the page writes it."""
        return render_price(amount_minor, self.currency)

    def identity_token(self) -> str:
        """Who is signed in, as the site vouches for it; "" for a stranger."""
        known, secret = self.signed_in, self.site.identity_secrets[self.language]
        if known is None or not secret:
            return ""
        import jwt

        now = self.site.clock()
        claims = {
            "sub": known.user_id,
            "email": known.email,
            "name": known.name,
            "iat": now,
            "exp": now + TOKEN_LASTS,
        }
        return jwt.encode(claims, secret, algorithm="HS256")

    def render(
        self, template: str, context: Mapping[str, object], *, jsonld: object, status: int
    ) -> Response[Any]:
        """A page of that template; what every page needs is in its context."""
        html = (
            templates_of(self.package)
            .get_template(template)
            .render(
                **context,
                seen=self,
                w=self.words,
                price=self.price,
                path=self.request.url.path,
                jsonld=script_json(jsonld) if jsonld is not None else "",
                widget_tag=self._widget_tag(),
                languages=[(tongue, self._in_language(tongue)) for tongue in Language],
            )
        )
        return self.answer(Response(html, media_type=MediaType.HTML, status_code=status))

    def to(self, path: str) -> Response[Any]:
        """The browser goes on to another page."""
        return self.answer(Redirect(path, status_code=303))

    def answer(self, response: Response[Any]) -> Response[Any]:
        """The response, with which the browser is known again."""
        values = (self.visit_token, self.language)
        for key, value in zip(self.cookies, values, strict=True):
            response.set_cookie(
                Cookie(key=key, value=value, path="/", httponly=True, samesite="lax")
            )
        response.headers.update(page_headers(self.nonce, self.site.sources))
        return response

    def _widget_tag(self) -> str:
        known = self.signed_in
        values = {
            "nonce": self.nonce,
            "language": self.language,
            "user_id": known.user_id if known else "",
            "email": known.email if known else "",
            "token": self.identity_token(),
        }
        return render_tag(self.site.widget_tags[self.language], values)

    def _in_language(self, language: Language) -> str:
        kept = [(k, v) for k, v in self.request.query_params.multi_items() if k != "lang"]
        return f"{self.request.url.path}?{urlencode([*kept, ('lang', language)])}"


def language_wanted(request: Request[Any, Any, Any], cookies: Cookies) -> Language:
    """As the address says, else as it was at the last page, else Korean."""
    wanted = request.query_params.get("lang") or request.cookies.get(cookies.language)
    return parse_language(wanted, Language.KO)
