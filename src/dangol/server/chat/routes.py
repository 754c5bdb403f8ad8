"""The paths of the chat: socket, plain requests, what the page asks first, and the scripts."""

from collections.abc import Callable
from typing import Any

import structlog
from litestar import HttpMethod, MediaType, Request, Response, asgi, route
from litestar.handlers import ASGIRouteHandler, HTTPRouteHandler
from litestar.types import Receive, Scope, Send

from dangol.server.answers import refusal
from dangol.server.chat.bundle import read_bundle
from dangol.server.chat.desk import Desk
from dangol.server.chat.frames import FRAME_LIMIT_BYTES, FRAMES_LIMIT, BadFrame, parse_request
from dangol.server.chat.line import Line
from dangol.server.chat.plain import answer_request
from dangol.server.chat.render import encode, theme_of
from dangol.server.chat.words import widget_texts
from dangol.server.edge import note_of
from dangol.server.logs import fault_fields
from dangol.server.meter import UNAVAILABLE
from dangol.server.networks import network_of
from dangol.terms.errors import RecordError
from dangol.terms.instants import SECOND_US

SOCKET_PATH = "/v1/chat/socket"
FRAMES_PATH = "/v1/chat/frames"
CONFIG_PATH = "/v1/chat/config"
SCRIPT_PATHS = ("/dangol.js", "/dangol-alias.js")
"""The widget, and what answers calls written for other messengers."""
BODY_LIMIT = FRAME_LIMIT_BYTES * 2

STATUS = {
    "unknown_key": (401, "no workspace has this browser key"),
    "foreign_origin": (403, "the page is not on a site of this workspace"),
    "bad_frame": (400, "the request cannot be read"),
    "frame_too_large": (413, f"a request has at most {BODY_LIMIT} bytes"),
    "too_many": (429, "this browser has too many lines open"),
}
HINTS = {
    "unknown_key": "use the browser key that `dangol workspace create` printed",
    "foreign_origin": "add the site: dangol workspace sites --add https://shop.example",
    "bad_frame": f'send {{"hello": {{…}}, "frames": […]}} with at most {FRAMES_LIMIT} frames',
    "frame_too_large": "send fewer frames at once",
    "too_many": "close a tab, or wait for the requests under way",
}


def chat_routes(desk_of: Callable[[Any], Desk]) -> list[HTTPRouteHandler | ASGIRouteHandler]:
    """The chat's handlers; `desk_of` finds the open desk in the application's state."""

    @asgi(SOCKET_PATH, is_mount=False)
    async def socket(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            note_of(scope).route = SOCKET_PATH
            answer: Any = refusal(426, "not_a_socket", "this path is a web socket", "use wss://")
            await answer.to_asgi_response(None, Request(scope))(scope, receive, send)
            return
        desk = desk_of(scope["app"].state)
        headers: dict[bytes, bytes] = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        desk.meter.count_connection("socket")
        try:
            await Line(desk, origin, _network(scope), receive, send).run()
        finally:
            desk.meter.count_disconnection()

    @route(FRAMES_PATH, http_method=HttpMethod.POST, status_code=200)
    async def frames(request: Request[Any, Any, Any]) -> Response[bytes]:
        note_of(request.scope).route = FRAMES_PATH
        desk = desk_of(request.app.state)
        raw = await _read(request)
        parsed = parse_request(raw) if raw is not None else BadFrame("frame_too_large", "")
        if isinstance(parsed, BadFrame):
            return _refused(parsed.code, parsed.text)
        desk.meter.count_connection("plain")
        try:
            origin = request.headers.get("origin", "")
            admitted = await desk.admit(parsed.hello, origin, _network(request.scope))
            if isinstance(admitted, str):
                return _refused(admitted)
            who = admitted.workspace.workspace_id, admitted.anonymous_id
            if not desk.pace.take_line(*who):
                return _refused("too_many")
            try:
                told = await answer_request(desk, parsed, admitted)
            finally:
                desk.pace.give_line(*who)
        except RecordError as fault:
            structlog.get_logger().error("chat", **fault_fields(fault))
            return refusal(503, UNAVAILABLE, "the record could not be used", fault.hint)
        finally:
            desk.meter.count_disconnection()
        return _json({"frames": told})

    @route(CONFIG_PATH, http_method=HttpMethod.GET)
    async def config(request: Request[Any, Any, Any]) -> Response[bytes]:
        note_of(request.scope).route = CONFIG_PATH
        desk = desk_of(request.app.state)
        now_s = desk.clock() / SECOND_US
        try:
            access = await desk.keys.access(request.query_params.get("key", ""), now_s)
            if access is None or access.is_server:
                return _refused("unknown_key")
            workspace = access.workspace
            origin = request.headers.get("origin", "")
            if not await desk.origins.allows(workspace.workspace_id, origin, now_s):
                return _refused("foreign_origin")
        except RecordError as fault:
            return refusal(503, UNAVAILABLE, "the record could not be read", fault.hint)
        said = {
            "theme": theme_of(workspace),
            "lang": workspace.languages[0].value,
            "languages": [language.value for language in workspace.languages],
            "currency": workspace.currency,
            "texts": widget_texts(),
        }
        return _json(said, {"cache-control": "no-cache"})

    return [socket, frames, config, *(_script(path) for path in SCRIPT_PATHS)]


def _script(path: str) -> HTTPRouteHandler:
    bundle = read_bundle(path.removeprefix("/"))

    @route(path, http_method=[HttpMethod.GET, HttpMethod.HEAD], name=path)
    async def script(request: Request[Any, Any, Any]) -> Response[bytes]:
        note_of(request.scope).route = path
        if bundle is None:
            return refusal(404, "no_script", "this build has no widget", "run make widget")
        return bundle.answer(request)

    return script


def _network(scope: Scope) -> str:
    client = scope["client"]
    return network_of(client[0]) if client is not None else ""


async def _read(request: Request[Any, Any, Any]) -> bytes | None:
    """The body, or None where it is larger than any honest one."""
    parts = bytearray()
    async for part in request.stream():
        parts += part
        if len(parts) > BODY_LIMIT:
            return None
    return bytes(parts)


def _refused(code: str, detail: str = "") -> Response[bytes]:
    status, message = STATUS[code]
    return refusal(status, code, detail or message, HINTS[code])


def _json(value: object, headers: dict[str, str] | None = None) -> Response[bytes]:
    return Response(encode(value), media_type=MediaType.JSON, headers=headers or {})
