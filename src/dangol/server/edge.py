"""The outermost ring around the application: cross-origin rules, the log line, the clock.

Browsers of any origin may send events, with or without credentials: a browser key is public and
no cookie is ever looked at, so the origin is echoed.
"""

import re
import time
from typing import Any, cast

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from dangol.listen.outcomes import Tally
from dangol.server.answers import tally_fields
from dangol.server.meter import Meter

PREFLIGHT_S = 86_400
_NOTE = "dangol.note"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_HEADER_NAMES = re.compile(rb"[A-Za-z0-9_\-, ]{1,1000}")
_ORIGIN = re.compile(rb"[!-~]{1,300}")
_OUR_PATHS = "/v1/"


class Note:
    """What the room notes of a request for its log line."""

    __slots__ = ("route", "tally")

    def __init__(self) -> None:
        self.route = "other"
        """The path's template; never the path, which may hold a key."""
        self.tally: Tally | None = None


def note_of(scope: Scope) -> Note:
    """The request's note."""
    return cast("Any", scope)[_NOTE]


class Edge:
    """Answers preflights, adds the cross-origin headers, logs and times every request."""

    def __init__(self, app: ASGIApp, meter: Meter) -> None:
        self.app = app
        self.meter = meter
        self.log = structlog.get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        began_s = time.perf_counter()
        note = Note()
        cast("Any", scope)[_NOTE] = note
        shared = scope["path"].startswith(_OUR_PATHS)
        headers = cast("list[tuple[bytes, bytes]]", scope["headers"])
        asked = dict(headers)  # of a doubled header the last counts
        extra = _cross_origin(asked) if shared else []
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                cast("Any", message)["headers"] = [*message["headers"], *extra]
            await send(message)

        try:
            if shared and scope["method"] == "OPTIONS":
                note.route = "preflight"
                await _preflight(asked, answer)
            else:
                await self.app(scope, receive, answer)
        finally:
            seconds = time.perf_counter() - began_s
            self.meter.count_request(note.route, status, seconds)
            self._log(scope["method"], note, status, seconds)

    def _log(self, method: str, note: Note, status: int, seconds: float) -> None:
        tally = tally_fields(note.tally) if note.tally is not None else {}
        self.log.info(
            "request",
            method=method if method in _METHODS else "other",
            route=note.route,
            status=status,
            ms=round(seconds * 1000, 2),
            **tally,
        )


def _cross_origin(asked: dict[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    origin = asked.get(b"origin", b"")
    vary = (b"vary", b"Origin")
    if not _ORIGIN.fullmatch(origin):
        return [vary]
    return [
        vary,
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", b"Retry-After, X-RateLimit-Reset"),
    ]


async def _preflight(asked: dict[bytes, bytes], send: Send) -> None:
    names = asked.get(b"access-control-request-headers", b"")
    headers: list[tuple[bytes, bytes]] = [
        (b"content-length", b"0"),
        (b"allow", b"GET, POST, OPTIONS"),
        (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
        (b"access-control-max-age", str(PREFLIGHT_S).encode()),
    ]
    if _HEADER_NAMES.fullmatch(names):
        headers.append((b"access-control-allow-headers", names))
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
