"""The sample shop as an ASGI application, to be served on loopback."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.exceptions import NotFoundException

from dangol.sim.site.basket import BASKET
from dangol.sim.site.desk import CheckCoupon, Desk, OnOrder
from dangol.sim.site.frame import origins_of, refuse_foreign_forms
from dangol.sim.site.pages import PAGES, not_found
from dangol.sim.site.seen import Site, seen_of
from dangol.sim.site.till import TILL
from dangol.terms.languages import Language


def now_utc() -> datetime:
    """The instant it is."""
    return datetime.now(UTC)


def site_app(
    *,
    widget_tag: str | Mapping[Language, str] = "",
    identity_secret: str | Mapping[Language, str] = "",
    check_coupon: CheckCoupon | None = None,
    on_order: OnOrder | None = None,
    sources: Sequence[str] = (),
    clock: Callable[[], datetime] = now_utc,
) -> Litestar:
    """The open shop; its memory is at `app.state["site"].desk`.

    `widget_tag` stands in the head of every page. In it {nonce}, {language}, {user_id}, {email}
    and {token} are replaced; the last three are empty for a guest. Its `src` origins, and
    `sources` besides, are allowed by the pages' content security policy.
    `identity_secret` signs the customer's identity token (HS256: sub, email, name, iat, exp).
    Both may be given by language, where each language's pages belong to another workspace.
    `check_coupon` is asked for every code that is not the shop's own, when it is entered and
    again when the order is placed. `on_order` hears of every order placed, before its thanks.
    """
    tags = _in_each(widget_tag)
    loaded = dict.fromkeys(origin for tag in tags.values() for origin in origins_of(tag))
    site = Site(
        desk=Desk(clock(), check_coupon),
        widget_tags=tags,
        identity_secrets=_in_each(identity_secret),
        on_order=on_order,
        clock=clock,
        sources=tuple(dict.fromkeys((*loaded, *sources))),
    )
    return Litestar(
        route_handlers=[*PAGES, *BASKET, *TILL],
        before_request=refuse_foreign_forms,
        exception_handlers={NotFoundException: _not_found},
        state=State({"site": site}),
        openapi_config=None,
        logging_config=None,
    )


def _in_each(given: str | Mapping[Language, str]) -> Mapping[Language, str]:
    if isinstance(given, str):
        return dict.fromkeys(Language, given)
    return {language: given.get(language, "") for language in Language}


def _not_found(request: Request[Any, Any, Any], _: NotFoundException) -> Response[Any]:
    return not_found(seen_of(request))
