"""One request of the company's site: who asks, in which language, and how a page is answered."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias, cast

import msgspec
from litestar import Request, Response

from dangol.sim.b2b.articles import DOCS
from dangol.sim.b2b.company import Company, sample_company
from dangol.sim.site.seen_page import Cookies, OpenSite, SeenPage, SignedIn, language_wanted
from dangol.sim.site.tracking import script_json
from dangol.sim.site.visits import Visits
from dangol.sim.site.words import read_words

PACKAGE = "dangol.sim.b2b"
COOKIES = Cookies("ongyeol_visit", "ongyeol_lang")

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
class Site(OpenSite):
    """What the open site was given, and what it remembers."""

    visits: Visits[Visit] = field(default_factory=lambda: Visits(Visit))


@dataclass
class Seen(SeenPage[Site]):
    """One request, and everything its answer is made of."""

    package = PACKAGE
    cookies = COOKIES

    company: Company

    @cached_property
    def visit(self) -> Visit:
        """What the site knows about this browser; it begins when it is first asked for."""
        return self.site.visits.visit_of(self.request.cookies.get(COOKIES.visit))

    @property
    def visit_token(self) -> str:
        """By which this browser is known again."""
        return self.visit.token

    @property
    def signed_in(self) -> SignedIn | None:
        """Whose trial runs here, if one does."""
        one = self.visit.member
        return SignedIn(one.member_id, one.email, one.name) if one else None

    @property
    def currency(self) -> str:
        """Of its published prices."""
        return self.company.currency

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
        every_page: dict[str, object] = {
            "title": title,
            "company": self.company,
            "member": self.visit.member,
            "calls": waiting,
            "docs": DOCS,
        }
        return self.render(template, context | every_page, jsonld=jsonld, status=status)

    def tell(self, name: str, *arguments: object) -> None:
        """The next page makes this call."""
        self.visit.calls.append((name, *map(script_json, arguments)))


def seen_of(request: Request[Any, Any, Any]) -> Seen:
    """The request as the site sees it."""
    site, language = cast(Site, request.app.state["site"]), language_wanted(request, COOKIES)
    return Seen(request, site, language, read_words(PACKAGE, language), sample_company(language))
