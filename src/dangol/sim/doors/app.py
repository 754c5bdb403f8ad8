"""The start page as an ASGI application, to be served on loopback.

It shows a password, so it answers under the names of this machine alone: a page elsewhere whose
name is pointed here reads nothing.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Any, cast

import msgspec
from litestar import Litestar, Request, Response, get
from litestar.datastructures import State
from litestar.enums import MediaType

from dangol.sim.doors.copies import Copies
from dangol.sim.doors.decisions import ROUTES
from dangol.sim.playbooks import FORM_LEFT_S, HESITATION_S, HOLDOUT_RATIO, TRIAL_STALLED_S
from dangol.sim.site.frame import (
    page_headers,
    refuse_foreign_forms,
    static_response,
    templates_of,
)
from dangol.sim.site.words import read_words
from dangol.terms.languages import Language, parse_language

PACKAGE = "dangol.sim.doors"
STATIC = {
    "doors.css": "text/css",
    "doors.js": "text/javascript",
    "decisions.css": "text/css",
    "shop.svg": "image/svg+xml",
    "company.svg": "image/svg+xml",
    "inbox.svg": "image/svg+xml",
    "decisions.svg": "image/svg+xml",
}
MOST_BODY = 16_384
"""Bytes of a form."""
OURS = ("127.0.0.1", "localhost")
"""What this machine is called."""
Asked = Request[Any, Any, Any]


class Logins(msgspec.Struct, frozen=True):
    """With which addresses the people at work sign in, in one language."""

    shop: str
    company: str


class Doors(msgspec.Struct, frozen=True):
    """Where everything is. Addresses have no slash at their end."""

    shop: str
    company: str
    server: str
    logins: Mapping[Language, Logins]
    password: str
    mail_folder: str
    language: Language = Language.KO
    """Of whoever names none."""


def doors_app(doors: Doors) -> Litestar:
    """The open start page, and the decisions behind its third door."""
    copies = Copies(datetime.now(UTC).astimezone().date().isoformat())
    copies.original()  # judged now, so that nobody waits for it
    return Litestar(
        route_handlers=[start, static, *ROUTES],
        before_request=_refuse_others,
        state=State({"doors": doors, "copies": copies}),
        request_max_body_size=MOST_BODY,
        openapi_config=None,
        logging_config=None,
    )


@get("/")
async def start(request: Asked) -> Response[str]:
    """The doors."""
    doors = cast(Doors, request.app.state["doors"])
    language = parse_language(request.query_params.get("lang"), doors.language)
    html = (
        templates_of(PACKAGE)
        .get_template("doors.html.jinja")
        .render(
            doors=doors,
            language=language,
            w=read_words(PACKAGE, language),
            login=doors.logins[language],
            languages=tuple(Language),
            hesitation_s=HESITATION_S,
            form_left_s=FORM_LEFT_S,
            trial_s=TRIAL_STALLED_S,
            one_in=round(1 / HOLDOUT_RATIO),
        )
    )
    return Response(html, media_type=MediaType.HTML, headers=page_headers(token_urlsafe(16), ()))


@get("/static/{name:str}")
async def static(request: Asked) -> Response[Any]:
    """The style sheet, the script and the drawings."""
    return static_response(PACKAGE, str(request.path_params["name"]), STATIC)


def _refuse_others(request: Asked) -> Response[str] | None:
    return _refuse_other_names(request) or refuse_foreign_forms(request)


def _refuse_other_names(request: Asked) -> Response[str] | None:
    name = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
    if name in OURS:
        return None
    return Response("no such name here", status_code=421, media_type=MediaType.TEXT)
