"""The sample company's site as an ASGI application, to be served on loopback."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.exceptions import NotFoundException

from dangol.sim.b2b.forms import FORMS
from dangol.sim.b2b.pages import PAGES, not_found
from dangol.sim.b2b.seen import Site, seen_of
from dangol.sim.site.app import now_utc
from dangol.sim.site.frame import origins_of, refuse_foreign_forms
from dangol.terms.languages import Language


def company_app(
    *,
    widget_tag: Mapping[Language, str] | None = None,
    identity_secret: Mapping[Language, str] | None = None,
    sources: Sequence[str] = (),
    clock: Callable[[], datetime] = now_utc,
) -> Litestar:
    """The open site.

    The tag of each language stands in the head of its pages. In it {nonce}, {language},
    {user_id}, {email} and {token} are replaced; the last three are empty for a stranger. Its `src`
    origins, and `sources` besides, are allowed by the pages' content security policy.
    `identity_secret` signs whose trial it is (HS256: sub, email, name, iat, exp).
    """
    tags = {language: (widget_tag or {}).get(language, "") for language in Language}
    secrets = {language: (identity_secret or {}).get(language, "") for language in Language}
    loaded = dict.fromkeys(origin for tag in tags.values() for origin in origins_of(tag))
    site = Site(tags, secrets, clock, tuple(dict.fromkeys((*loaded, *sources))))
    return Litestar(
        route_handlers=[*PAGES, *FORMS],
        before_request=refuse_foreign_forms,
        exception_handlers={NotFoundException: _not_found},
        state=State({"site": site}),
        openapi_config=None,
        logging_config=None,
    )


def _not_found(request: Request[Any, Any, Any], _: NotFoundException) -> Response[Any]:
    return not_found(seen_of(request))
