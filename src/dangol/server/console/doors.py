"""Every door of the console: its path, its method, what it asks, and the one way in.

read the cookie -> who is it -> may they -> is the form ours -> the handler -> an answer
"""

import secrets
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple
from urllib.parse import quote

import structlog
from litestar import HttpMethod, Request, Response, route
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from dangol.server.console.access import Need, Seat, Turned, access_form, access_seat
from dangol.server.console.forms import Form, read_form
from dangol.server.console.frame import HEADERS, Frame, frame_of, render_page
from dangol.server.console.office import Office
from dangol.server.console.sessions import BEFORE, LANGUAGE, before_cookie, is_secure
from dangol.server.edge import note_of
from dangol.server.logs import fault_fields
from dangol.terms.errors import RecordError
from dangol.terms.languages import Language, parse_language

SIGN_IN = "/console/sign-in"


class Asked(NamedTuple):
    """A request that was let in."""

    office: Office
    request: Request[Any, Any, Any]
    someone: Seat | None
    language: Language
    form: Form
    frame: Frame
    """To draw a page in."""
    secret: str
    """What the page's forms are made from."""

    @property
    def seat(self) -> Seat:
        """Who asks; for every door that needs somebody."""
        assert self.someone is not None
        return self.someone

    def query(self, name: str) -> str:
        """A value of the address."""
        return str(self.request.query_params.get(name, ""))[:2_000]

    @property
    def is_part(self) -> bool:
        """Whether a part of a page is to be swapped, rather than a page shown."""
        return self.request.headers.get("hx-request") == "true"


Handler = Callable[[Asked, str], Awaitable[Response[Any]]]
"""Takes what was asked and the id of the path, or nothing."""


class Door(NamedTuple):
    """One path and method."""

    method: HttpMethod
    path: str
    """With `{id}` for the one thing it is about."""
    need: Need
    handler: Handler


class Problem(NamedTuple):
    """What a page says that could not be shown; a template's `page`."""

    status: int
    code: str


def handler_of(door: Door, office_of: Callable[[Any], Office]) -> HTTPRouteHandler:
    """The door, built in."""
    path = door.path.replace("{id}", "{id:str}")

    async def enter(request: Request[Any, Any, Any], thing: str) -> Response[Any]:
        note_of(request.scope).route = door.path
        office = office_of(request.app.state)
        try:
            return await _enter(office, request, door, thing)
        except RecordError as fault:
            structlog.get_logger().error("console", **fault_fields(fault))
            language = language_of(request, None)
            frame = frame_of(None, language, "", SIGN_IN)
            return render_page("problem.html.jinja", frame, Problem(503, "busy"), status=503)

    if "{id}" in door.path:

        @route(path, http_method=door.method, name=f"{door.method} {door.path}")
        async def with_id(request: Request[Any, Any, Any], id: FromPath[str]) -> Response[Any]:
            return await enter(request, id)

        return with_id

    @route(path, http_method=door.method, name=f"{door.method} {door.path}")
    async def without(request: Request[Any, Any, Any]) -> Response[Any]:
        return await enter(request, "")

    return without


async def _enter(
    office: Office, request: Request[Any, Any, Any], door: Door, thing: str
) -> Response[Any]:
    seat = await access_seat(office, request, door.need)
    if isinstance(seat, Turned) and seat.status == 401:
        return to_sign_in(request)
    someone = seat if isinstance(seat, Seat) else None
    language = language_of(request, someone)
    secret = someone.token if someone else request.cookies.get(BEFORE, "")
    is_new = not secret
    secret = secret or secrets.token_urlsafe(32)
    frame = frame_of(someone, language, secret, _path_of(request))
    if isinstance(seat, Turned):
        return problem(frame, 403, "not_allowed")
    form: Form = {}
    if door.method is HttpMethod.POST:
        read = await read_form(request)
        if read is None:
            return problem(frame, 400, "bad_form")
        given = read.get("token") or request.headers.get("x-form-token", "")
        if not access_form(request, someone, given):
            return problem(frame, 403, "old_form")
        form = read
    asked = Asked(office, request, someone, language, form, frame, secret)
    answer = await door.handler(asked, thing)
    if is_new and someone is None:
        answer.cookies.append(before_cookie(secret, is_secure=has_tls(asked)))
    return answer


def problem(frame: Frame, status: int, code: str) -> Response[bytes]:
    """A page that says why there is no other."""
    headers = {"hx-retarget": "body", "hx-reswap": "innerHTML"} if status == 403 else {}
    page = Problem(status, code)
    return render_page("problem.html.jinja", frame, page, status=status, headers=headers)


def go_to(path: str, *, is_part: bool = False) -> Response[bytes]:
    """The browser goes to that page of ours."""
    headers = {key: value for key, value in HEADERS.items() if key != "content-type"}
    if is_part:
        return Response(b"", status_code=200, headers=headers | {"hx-redirect": path})
    return Response(b"", status_code=303, headers=headers | {"location": path})


def to_sign_in(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The browser goes to the door, and afterwards back to where it wanted to be."""
    is_part = request.headers.get("hx-request") == "true"
    if is_part or "text/html" not in request.headers.get("accept", "text/html"):
        headers = {key: value for key, value in HEADERS.items() if key != "content-type"}
        return Response(b"", status_code=401, headers=headers | {"hx-redirect": SIGN_IN})
    is_page = request.method == "GET"
    back = f"?next={quote(_path_of(request))}" if is_page else ""
    return go_to(SIGN_IN + back)


def own_path(text: str) -> str:
    """The path, where it is one of the console's own; else its first page."""
    is_plain = text.isascii() and text.isprintable() and not set('\\"<>') & set(text)
    is_ours = text.startswith("/console/") and ".." not in text and "//" not in text
    return text if is_plain and is_ours and len(text) < 500 else "/console/inbox"


def language_of(request: Request[Any, Any, Any], seat: Seat | None) -> Language:
    """The language to draw in: this browser's choice, else the operator's, else the browser's."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE, "")
    wished = request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()
    fallback = parse_language(wished, Language.EN)
    if seat is not None:
        fallback = parse_language(seat.operator.languages.split(",")[0], fallback)
    return parse_language(chosen, fallback)


def has_tls(asked: Asked) -> bool:
    """Whether cookies may insist on https."""
    return is_secure(asked.request, asked.office.public_url)


def _path_of(request: Request[Any, Any, Any]) -> str:
    query = request.url.query
    return own_path(request.url.path + (f"?{query}" if query else ""))
