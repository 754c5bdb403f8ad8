"""One request of the company's site: who asks, in which language, and how a page is answered."""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeAlias, cast
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.response import Redirect

from dangol.sim.b2b.articles import DOCS
from dangol.sim.b2b.company import Company, sample_company
from dangol.sim.site.frame import page_headers, render_tag, templates_of
from dangol.sim.site.tracking import script_json
from dangol.sim.site.words import Words, read_words, render_price
from dangol.terms.languages import Language, parse_language

PACKAGE = "dangol.sim.b2b"
VISIT_COOKIE, LANGUAGE_COOKIE = "ongyeol_visit", "ongyeol_lang"
TOKEN_LASTS = timedelta(hours=1)
MOST_VISITS = 20_000
"""Beyond this the visit that was quiet for longest is forgotten."""

Call: TypeAlias = tuple[str, ...]
"""One call of the page's queue: its name, then its arguments as JSON."""


class Member(msgspec.Struct, frozen=True):
    """Somebody whose trial runs."""

    member_id: str
    name: str
    email: str
    company: str


@dataclass
class Visit:
    """What the site knows about one browser."""

    token: str
    calls: list[Call] = field(default_factory=list[Call])
    """What the next page tells, once."""
    asked: dict[str, str] = field(default_factory=dict[str, str])
    """What was sent with the last form."""
    member: Member | None = None


@dataclass(frozen=True)
class Site:
    """What the open site was given, and what it remembers."""

    widget_tags: Mapping[Language, str]
    identity_secrets: Mapping[Language, str]
    clock: Callable[[], datetime]
    sources: tuple[str, ...]
    visits: OrderedDict[str, Visit] = field(default_factory=OrderedDict[str, Visit])

    def visit_of(self, token: str | None) -> Visit:
        """The visit with that token, or a new one with a token of its own."""
        visit = self.visits.get(token or "")
        if visit is None:
            visit = Visit(secrets.token_urlsafe(18))
            self.visits[visit.token] = visit
            if len(self.visits) > MOST_VISITS:
                self.visits.popitem(last=False)
        self.visits.move_to_end(visit.token)
        return visit


@dataclass
class Seen:
    """One request, and everything its answer is made of."""

    request: Request[Any, Any, Any]
    site: Site
    language: Language
    company: Company
    words: Words
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    @cached_property
    def visit(self) -> Visit:
        """What the site knows about this browser; it begins when it is first asked for."""
        return self.site.visit_of(self.request.cookies.get(VISIT_COOKIE))

    @property
    def at(self) -> str:
        """Where the site stands, without a slash at its end."""
        return str(self.request.base_url).rstrip("/")

    def named(self, name: str) -> str:
        """That part of the path."""
        return str(self.request.path_params[name])

    def price(self, amount_minor: int) -> str:
        """The amount as the page writes it."""
        return render_price(amount_minor, self.company.currency)

    def identity_token(self) -> str:
        """Whose trial it is, as the company vouches for it; "" for a stranger."""
        member, secret = self.visit.member, self.site.identity_secrets[self.language]
        if member is None or not secret:
            return ""
        import jwt

        now = self.site.clock()
        claims = {
            "sub": member.member_id,
            "email": member.email,
            "name": member.name,
            "iat": now,
            "exp": now + TOKEN_LASTS,
        }
        return jwt.encode(claims, secret, algorithm="HS256")

    def page(
        self,
        template: str,
        *,
        title: str = "",
        jsonld: object = None,
        status: int = 200,
        **context: object,
    ) -> Response[Any]:
        """A page, with what it tells."""
        waiting, self.visit.calls = tuple(self.visit.calls), []
        html = (
            templates_of(PACKAGE)
            .get_template(template)
            .render(
                **context,
                seen=self,
                title=title,
                company=self.company,
                w=self.words,
                price=self.price,
                member=self.visit.member,
                path=self.request.url.path,
                calls=waiting,
                jsonld=script_json(jsonld) if jsonld is not None else "",
                widget_tag=self._widget_tag(),
                languages=[(tongue, self._in_language(tongue)) for tongue in Language],
                docs=DOCS,
            )
        )
        return self._answered(Response(html, media_type=MediaType.HTML, status_code=status))

    def to(self, path: str) -> Response[Any]:
        """The browser goes on to another page."""
        return self._answered(Redirect(path, status_code=303))

    def tell(self, name: str, *arguments: object) -> None:
        """The next page makes this call."""
        self.visit.calls.append((name, *map(script_json, arguments)))

    def _answered(self, response: Response[Any]) -> Response[Any]:
        for key, value in ((VISIT_COOKIE, self.visit.token), (LANGUAGE_COOKIE, self.language)):
            response.set_cookie(
                Cookie(key=key, value=value, path="/", httponly=True, samesite="lax")
            )
        response.headers.update(page_headers(self.nonce, self.site.sources))
        return response

    def _widget_tag(self) -> str:
        member = self.visit.member
        values = {
            "nonce": self.nonce,
            "language": self.language,
            "user_id": member.member_id if member else "",
            "email": member.email if member else "",
            "token": self.identity_token(),
        }
        return render_tag(self.site.widget_tags[self.language], values)

    def _in_language(self, language: Language) -> str:
        kept = [(k, v) for k, v in self.request.query_params.multi_items() if k != "lang"]
        return f"{self.request.url.path}?{urlencode([*kept, ('lang', language)])}"


def seen_of(request: Request[Any, Any, Any]) -> Seen:
    """The request as the site sees it."""
    site = cast(Site, request.app.state["site"])
    wanted = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    language = parse_language(wanted, Language.KO)
    return Seen(request, site, language, sample_company(language), read_words(PACKAGE, language))
