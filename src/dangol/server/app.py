"""The application: routes, their handlers, and what lives as long as the server does."""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import chain
from typing import Any

import msgspec
import structlog
from litestar import HttpMethod, Litestar, MediaType, Request, Response, route
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from dangol.decide.opportunity import Decision
from dangol.engine.chat.elsewhere import Elsewhere
from dangol.engine.chat.house import open_chat
from dangol.engine.chat.presence import Presence
from dangol.engine.known import Spoken
from dangol.engine.live import Live
from dangol.engine.playbooks import read_playbooks
from dangol.engine.sales.outbox import Outbox
from dangol.server.answers import refusal
from dangol.server.chat.desk import Desk
from dangol.server.chat.origins import Origins
from dangol.server.chat.routes import FRAMES_PATH, chat_routes
from dangol.server.console.office import Office
from dangol.server.console.routes import console_routes
from dangol.server.edge import Edge, note_of
from dangol.server.keys import Keys
from dangol.server.limits import Buckets
from dangol.server.logs import fault_fields
from dangol.server.meetings.routes import meeting_routes
from dangol.server.meter import CONTENT_TYPE, UNAVAILABLE, Meter
from dangol.server.openapi import BATCH_PATHS, SETTINGS_PATH, SINGLE_PATHS, openapi_document
from dangol.server.room import Room
from dangol.server.sdk_settings import sdk_settings
from dangol.server.settings import Settings
from dangol.server.wakeups import Wakeups
from dangol.store.record import Record, open_record
from dangol.terms.errors import RecordError
from dangol.terms.ids import WorkspaceId
from dangol.terms.instants import Instant

TICK_S = 1.0
_TAKING = frozenset([*chain.from_iterable(SINGLE_PATHS.values()), *BATCH_PATHS, FRAMES_PATH])
_encode = msgspec.json.Encoder().encode


class House(msgspec.Struct):
    """What is open while the server runs."""

    record: Record
    live: Live
    room: Room
    wakeups: Wakeups | None
    desk: Desk
    office: Office


def read_clock() -> Instant:
    """Now."""
    return Instant(time.time_ns() // 1000)


def create_app(settings: Settings, address: str = "") -> Litestar:
    """The server as an ASGI application; the record is opened and migrated when it starts.

    `address` is where it listens: what links in mails begin with where no public one is set.

    Raises: PlaybookError, NoPlaybooksError, UnreadableFileError. When it starts: SettingError for a
    setting that would lose data, RecordError.
    """
    meter, playbooks = Meter(), read_playbooks(settings.playbooks)

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncGenerator[None]:
        record = await asyncio.to_thread(open_record, settings.database_url)
        wakeups = Wakeups(settings.nats_url, meter) if settings.nats_url else None

        def decided(workspace_id: WorkspaceId, decisions: Sequence[Decision]) -> None:
            meter.count_decisions(workspace_id, decisions)
            if wakeups is not None:
                wakeups.tell(workspace_id, decisions)

        def spoken(workspace_id: WorkspaceId, words: Sequence[Spoken]) -> None:
            chat.openers.take_spoken(workspace_id, words)

        presence = Presence()
        live = Live(
            record,
            clock=read_clock,
            playbooks=playbooks,
            on_decisions=decided,
            on_spoken=spoken,
            on_group=meter.count_group,
            standing_of=presence.standing,
        )
        chat = open_chat(
            record,
            live,
            clock=read_clock,
            presence=presence,
            counts=meter,
            playbooks=playbooks,
            model=settings.model,
            home_url=settings.public_url or address,
            allowed_hosts=settings.allowed_hosts,
            bookings_per_network=settings.bookings_per_network,
        )
        elsewhere = None
        if wakeups is not None:
            elsewhere = Elsewhere(chat.floor, chat.openers, wakeups.send_chat)
            wakeups.hear_chat(elsewhere.hear)
        buckets = Buckets(settings.rate_limit)
        keys = Keys(record)
        room = Room(live, keys, buckets, meter, read_clock)
        desk = Desk(chat, keys, Origins(record, settings.public_url), meter, read_clock)
        office = Office(chat, read_clock, settings.public_url)
        app.state.house = House(record, live, room, wakeups, desk, office)
        outbox = Outbox(
            record, clock=read_clock, counts=meter, allowed_hosts=settings.allowed_hosts
        )
        outbox.start()
        await asyncio.to_thread(chat.start)
        ticking = asyncio.create_task(_tick_for_ever(live, meter))
        try:
            yield
        finally:
            ticking.cancel()
            with suppress(asyncio.CancelledError):
                await ticking
            await asyncio.to_thread(chat.close)
            await asyncio.to_thread(outbox.close)
            desk.close()
            office.close()
            await asyncio.to_thread(live.close)
            if elsewhere is not None:
                await asyncio.to_thread(elsewhere.close)
            if wakeups is not None:
                await wakeups.close()
            record.close()

    app = Litestar(
        route_handlers=[
            *_ingestion_routes(),
            *_other_routes(settings, meter),
            *chat_routes(lambda state: state.house.desk),
            *console_routes(lambda state: state.house.office),
            *meeting_routes(lambda state: state.house.desk.chat.floor),
        ],
        lifespan=[lifespan],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,  # the room counts bytes itself, and answers in its own words
        exception_handlers={HTTPException: _http_fault, Exception: _fault},
    )
    app.asgi_handler = Edge(app.asgi_handler, meter)
    return app


async def _tick_for_ever(live: Live, meter: Meter) -> None:
    """The timers are looked at every second, off the event loop."""
    log = structlog.get_logger()
    while True:
        await asyncio.sleep(TICK_S)
        try:
            await asyncio.to_thread(live.tick)
        except Exception as fault:
            meter.count_failed_tick()
            log.error("tick", **fault_fields(fault))


def _ingestion_routes() -> list[HTTPRouteHandler]:
    handlers = [_ingestion(path, call) for call, paths in SINGLE_PATHS.items() for path in paths]
    return handlers + [_ingestion(path, "") for path in BATCH_PATHS]


def _ingestion(path: str, call: str) -> HTTPRouteHandler:
    @route(path, http_method=HttpMethod.POST, status_code=200, name=path)
    async def take(request: Request[Any, Any, Any]) -> Response[bytes]:
        house: House = request.app.state.house
        return await house.room.receive(request, path, call)

    return take


def _other_routes(settings: Settings, meter: Meter) -> list[HTTPRouteHandler]:
    document = _encode(openapi_document())

    @route("/health", http_method=HttpMethod.GET)
    async def health(request: Request[Any, Any, Any]) -> Response[bytes]:
        note_of(request.scope).route = "/health"
        return _json({"status": "ok"})

    @route("/ready", http_method=HttpMethod.GET)
    async def ready(request: Request[Any, Any, Any]) -> Response[bytes]:
        note_of(request.scope).route = "/ready"
        house: House = request.app.state.house
        try:
            await asyncio.to_thread(house.record.check_revision, is_migrated=False)
        except RecordError as fault:
            return refusal(503, fault.code, "the record is not ready", fault.hint)
        return _json({"status": "ready"})

    @route("/metrics", http_method=HttpMethod.GET)
    async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
        note_of(request.scope).route = "/metrics"
        return Response(meter.render(), headers={"content-type": CONTENT_TYPE})

    @route("/openapi.json", http_method=HttpMethod.GET)
    async def openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
        note_of(request.scope).route = "/openapi.json"
        return Response(document, media_type=MediaType.JSON)

    @route(SETTINGS_PATH.replace("{key}", "{key:str}"), http_method=HttpMethod.GET)
    async def sdk(request: Request[Any, Any, Any], key: str) -> Response[bytes]:
        note_of(request.scope).route = SETTINGS_PATH
        house: House = request.app.state.house
        try:
            access = await house.room.keys.access(key, read_clock() / 1_000_000)
        except RecordError as fault:
            return refusal(503, UNAVAILABLE, "the record could not be read", fault.hint)
        if access is None or access.is_server:
            return refusal(
                404,
                "unknown_key",
                "no workspace has this browser key",
                "use the browser key that `dangol workspace create` printed;"
                " a server key must never be in a page",
            )
        base_url = settings.public_url or str(request.base_url).rstrip("/")
        return _json(sdk_settings(key, base_url), {"cache-control": "no-cache"})

    return [health, ready, metrics, openapi, sdk]


def _json(value: object, headers: dict[str, str] | None = None) -> Response[bytes]:
    return Response(_encode(value), media_type=MediaType.JSON, headers=headers or {})


def _http_fault(request: Request[Any, Any, Any], fault: HTTPException) -> Response[bytes]:
    """No such path, or not with that method, in our words."""
    words = {404: "there is nothing at this path", 405: "this path does not know the method"}
    status = fault.status_code
    code = {404: "unknown_path", 405: "unknown_method"}.get(status, "bad_request")
    headers = {"allow": "POST, OPTIONS" if request.url.path in _TAKING else "GET"}
    headers = headers if status == 405 else {}
    return refusal(status, code, words.get(status, "the request cannot be read"), headers=headers)


def _fault(request: Request[Any, Any, Any], fault: Exception) -> Response[bytes]:
    """Something of ours broke; the log says where, the sender that it may try again."""
    structlog.get_logger().error("fault", route=note_of(request.scope).route, **fault_fields(fault))
    return refusal(500, "fault", "the server failed at this request", "try again, then report it")
