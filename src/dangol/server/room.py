"""One request through the room: bytes in, every call accounted for, an answer out.

    key -> speed -> bytes -> calls -> record -> answer

Each step may end the request with a refusal. However it ends, its calls are counted once: a
request whose calls cannot be told apart counts as one.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import InternalServerException

from dangol.engine.live import Arrival, CallOutcome, Live, Outcomes
from dangol.listen.body import BODY_LIMIT_BYTES
from dangol.listen.event import Event
from dangol.listen.outcomes import Outcome, Quarantined, Reason, Rejected, Tally
from dangol.server.answers import hint_of, ok_answer, refusal, strict_answer
from dangol.server.edge import Note, note_of
from dangol.server.keys import Keys
from dangol.server.limits import Buckets
from dangol.server.logs import fault_fields
from dangol.server.meter import UNAVAILABLE, Meter
from dangol.server.wire import TOO_LARGE, basic_key, inflate, key_in_bytes, parse_calls
from dangol.store.workspaces import WorkspaceAccess
from dangol.terms.instants import SECOND_US, Instant

Call = Event | Quarantined | Rejected

UNKNOWN = Rejected(Reason.UNKNOWN_KEY, "no workspace has this write key")
TOO_FAST = Rejected(Reason.RATE_LIMITED, "the workspace sends faster than its limit")
RETRY_S = 2


class SenderGoneError(Exception):
    """The sender hung up in the middle of the body: nothing was received."""


class Caller(msgspec.Struct):
    """What a request's head says."""

    route: str
    call: str
    """The call the path names; empty for a batch."""
    key: str
    encoding: str
    is_strict: bool


class Room:
    """Where requests come in. One for a process; runs on its event loop."""

    def __init__(
        self,
        live: Live,
        keys: Keys,
        buckets: Buckets,
        meter: Meter,
        clock: Callable[[], Instant],
    ) -> None:
        self.live = live
        self.keys = keys
        self.buckets = buckets
        self.meter = meter
        self.clock = clock
        self.log = structlog.get_logger()

    async def receive(
        self, request: Request[Any, Any, Any], route: str, call: str
    ) -> Response[bytes]:
        """Every call of the request is durably accounted for, and the sender is told so."""
        head = request.headers
        caller = Caller(
            route,
            call,
            basic_key(head.get("authorization", "")),
            head.get("content-encoding", ""),
            head.get("x-strict-mode", "").strip().lower() in ("1", "true"),
        )
        note = note_of(request.scope)
        note.route = route
        try:
            return await self._receive(request, caller, note)
        except SenderGoneError:
            return refusal(400, "gone", "the sender hung up before the body's end")
        except Exception as fault:  # the record's: whatever it was, the sender may try again
            self.log.error("fault", route=route, **fault_fields(fault))
            return self._unavailable(caller, note, 1)

    async def _receive(
        self, request: Request[Any, Any, Any], caller: Caller, note: Note
    ) -> Response[bytes]:
        received_at = self.clock()
        now_s = received_at / SECOND_US
        access: WorkspaceAccess | None = None
        if caller.key:  # who is unknown or too fast is told so before the body is read
            access = await self.keys.access(caller.key, now_s)
            if access is None:
                return self._refuse(caller, note, UNKNOWN, 401)
            wait_s = self._wait_s(access, now_s)
            if wait_s:
                return self._slow_down(caller, note, wait_s)

        plain = await _read_plain(request, caller.encoding)
        if isinstance(plain, bytes):
            parsed = parse_calls(plain, caller.call, received_at)
            shown = parsed[0] if isinstance(parsed, tuple) else key_in_bytes(plain)
            calls = parsed[1] if isinstance(parsed, tuple) else [parsed]
            whole = None if isinstance(parsed, tuple) else parsed
        else:
            shown, calls, whole = "", [plain], plain

        if access is None:
            access = await self.keys.access(shown, now_s)
            if access is None:
                if whole is not None and not shown:
                    return self._refuse(caller, note, whole, 400)
                return self._refuse(caller, note, UNKNOWN, 401)
            wait_s = self._wait_s(access, now_s)
            if wait_s:
                return self._slow_down(caller, note, wait_s)

        workspace_id = access.workspace.workspace_id
        self.buckets.of(workspace_id, now_s).take(len(calls))
        arrival = Arrival(
            workspace_id, received_at, access.is_server, f"http {caller.route}", calls
        )
        try:
            outcomes = await asyncio.wrap_future(self.live.submit(arrival))
        except Exception as fault:
            self.log.error("fault", route=caller.route, **fault_fields(fault))
            return self._unavailable(caller, note, len(calls))
        self._count(note, len(calls), outcomes)
        if whole is not None:
            return _refused_body(caller, whole, 400, outcomes.tally)
        if caller.is_strict:
            return strict_answer(outcomes.calls, outcomes.tally)
        return ok_answer()

    def _wait_s(self, access: WorkspaceAccess, now_s: float) -> int:
        return self.buckets.of(access.workspace.workspace_id, now_s).wait_s(now_s)

    def _count(self, note: Note, received: int, outcomes: Outcomes) -> None:
        note.tally = outcomes.tally
        reasons = Counter(call.reason for call in outcomes.calls if call.reason)
        self.meter.count_calls(received, outcomes.tally, reasons)

    def _refuse(
        self,
        caller: Caller,
        note: Note,
        why: Quarantined | Rejected,
        status: int,
        headers: dict[str, str] | None = None,
    ) -> Response[bytes]:
        """The body as a whole ends here: one received, and counted so."""
        outcome = Outcome.QUARANTINED if isinstance(why, Quarantined) else Outcome.REJECTED
        tally = Tally(**{outcome.value: 1})
        self._count(note, 1, Outcomes([CallOutcome(outcome, "", why.reason.value)], tally))
        return _refused_body(caller, why, status, tally, headers)

    def _slow_down(self, caller: Caller, note: Note, wait_s: int) -> Response[bytes]:
        headers = {"retry-after": str(wait_s), "x-ratelimit-reset": str(wait_s)}
        return self._refuse(caller, note, TOO_FAST, 429, headers)

    def _unavailable(self, caller: Caller, note: Note, received: int) -> Response[bytes]:
        tally = Tally(rejected=received)
        note.tally = tally
        self.meter.count_calls(received, tally, {UNAVAILABLE: received})
        return refusal(
            503,
            UNAVAILABLE,
            "the record could not be written; nothing of this request was kept",
            tally=tally if caller.is_strict else None,
            headers={"retry-after": str(RETRY_S)},
        )


async def _read_plain(
    request: Request[Any, Any, Any], encoding: str
) -> bytes | Quarantined | Rejected:
    """The inflated body, or why there is none; never holds more than the limit.

    Raises: SenderGoneError.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > BODY_LIMIT_BYTES:
        return TOO_LARGE
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > BODY_LIMIT_BYTES:
                return TOO_LARGE
            parts.append(part)
    except InternalServerException as fault:
        raise SenderGoneError from fault
    return inflate(b"".join(parts), encoding)


def _refused_body(
    caller: Caller,
    why: Quarantined | Rejected,
    status: int,
    tally: Tally,
    headers: dict[str, str] | None = None,
) -> Response[bytes]:
    return refusal(
        status,
        why.reason.value,
        why.detail,
        hint_of(why.reason),
        tally=tally if caller.is_strict else None,
        headers=headers,
    )
