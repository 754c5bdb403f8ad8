"""The two paths of a meeting's page: it is shown, and a form of it is taken.

Looking changes nothing: mail is opened by machines that follow every link. A form is taken from
the page itself alone.
"""

import asyncio
import hmac
from collections.abc import Callable
from typing import Any

import structlog
from litestar import HttpMethod, Request, Response, route
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from dangol.engine.chat.floor import Floor
from dangol.engine.sales.change_links import PATH, form_token
from dangol.engine.sales.changing import (
    Opened,
    cancel_meeting,
    move_meeting,
    open_meeting,
    read_other_times,
)
from dangol.server.console.forms import Form, read_form, whole_number
from dangol.server.edge import note_of
from dangol.server.logs import fault_fields
from dangol.server.meetings.pages import render_lost, render_meeting
from dangol.store.meeting_rows import Given, NotGivenReason
from dangol.terms.errors import RecordError
from dangol.terms.instants import Instant
from dangol.terms.languages import Language, parse_language

MEETING_PATH = PATH + "{id}"
DIGITS = 18
"""Of an instant, with some to spare."""
_DONE = ("moved", "cancelled")
_NEWS = {
    NotGivenReason.CHANGED: "changed",
    NotGivenReason.OVER: "over",
    NotGivenReason.UNKNOWN: "over",
    NotGivenReason.TOO_OFTEN: "too_often",
}


def meeting_routes(floor_of: Callable[[Any], Floor]) -> list[HTTPRouteHandler]:
    """The page's handlers; `floor_of` finds the floor in the application's state."""

    @route(PATH + "{id:str}", http_method=HttpMethod.GET)
    async def show(request: Request[Any, Any, Any], id: FromPath[str]) -> Response[bytes]:
        note_of(request.scope).route = MEETING_PATH
        floor = floor_of(request.app.state)
        return await _guarded(request, lambda: _show(floor, request, id))

    @route(PATH + "{id:str}", http_method=HttpMethod.POST, status_code=200)
    async def change(request: Request[Any, Any, Any], id: FromPath[str]) -> Response[bytes]:
        note_of(request.scope).route = MEETING_PATH
        floor = floor_of(request.app.state)
        form = await read_form(request)
        return await _guarded(request, lambda: _change(floor, request, id, form or {}))

    return [show, change]


async def _guarded(
    request: Request[Any, Any, Any], work: Callable[[], Response[bytes]]
) -> Response[bytes]:
    try:
        return await asyncio.to_thread(work)
    except RecordError as fault:
        structlog.get_logger().error("meeting", **fault_fields(fault))
        lost = render_lost(_language(request, None))
        lost.status_code = 503
        return lost


def _show(floor: Floor, request: Request[Any, Any, Any], token: str) -> Response[bytes]:
    now = floor.clock()
    opened = open_meeting(floor, token, now)
    if opened is None:
        return render_lost(_language(request, None))
    done = str(request.query_params.get("done", ""))
    return _page(floor, request, opened, now, news=done if done in _DONE else "")


def _change(
    floor: Floor, request: Request[Any, Any, Any], token: str, form: Form
) -> Response[bytes]:
    now = floor.clock()
    opened = open_meeting(floor, token, now)
    if opened is None:
        return render_lost(_language(request, None))
    if not _is_ours(request, opened, form):
        return _page(floor, request, opened, now, news="changed", status=403)
    if form.get("act") == "cancel":
        done, given = "cancelled", cancel_meeting(floor, opened, now)
    elif form.get("act") == "move":
        wanted = _time_in(form.get("time", ""))
        version = whole_number(form.get("version", ""))
        done, given = "moved", move_meeting(floor, opened, wanted, version, now)
    else:
        return _page(floor, request, opened, now, status=400)
    if isinstance(given, Given):
        language = _language(request, opened)
        where = f"{PATH}{token}?lang={language.value}&done={done}"
        return Response(b"", status_code=303, headers={"location": where})
    opened = open_meeting(floor, token, now) or opened
    return _page(floor, request, opened, now, news=_NEWS.get(given.reason, "taken"), status=409)


def _page(
    floor: Floor,
    request: Request[Any, Any, Any],
    opened: Opened,
    now: Instant,
    **more: Any,
) -> Response[bytes]:
    others = read_other_times(floor, opened, now)
    language, path = _language(request, opened), request.url.path
    return render_meeting(opened, others, language=language, path=path, now=now, **more)


def _time_in(value: str) -> tuple[str, Instant]:
    """A host and an instant as the form names them; 1970 where it names none."""
    host_id, _, at = value.rpartition(":")
    is_number = at.isascii() and at.isdigit() and len(at) <= DIGITS
    return host_id, Instant(int(at) if is_number else 0)


def _is_ours(request: Request[Any, Any, Any], opened: Opened, form: Form) -> bool:
    """Whether the form was sent from the meeting's own page."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    expected = form_token(opened.company.workspace, opened.meeting.meeting_id)
    return hmac.compare_digest(form.get("form", "").encode(errors="replace"), expected.encode())


def _language(request: Request[Any, Any, Any], opened: Opened | None) -> Language:
    """The one that was asked for, else that of the meeting, else the browser's."""
    asked = str(request.query_params.get("lang", ""))
    if asked in set(Language):
        return Language(asked)
    if opened is not None:
        return opened.language
    first = request.headers.get("accept-language", "").partition(",")[0]
    return parse_language(first, Language.EN)
