"""What happens, told to a page while it is open: names of what to look at again, never what it is.

The page asks for that by the same doors as ever, so nothing is shown here that is not allowed
there. Whether its session is still alive is looked at twice a second.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from functools import partial
from typing import Any, NamedTuple

from litestar import Response
from litestar.response import Stream

from dangol.engine.chat.hub import Begun, News, Passed, Said, Writing, of_workspace
from dangol.server.console.access import Seat, access_conversation, find_seat
from dangol.server.console.doors import Asked
from dangol.server.console.office import Office
from dangol.server.console.people import stamp_of
from dangol.store.chat_rows import Sender

LOOK_S = 0.5
"""After a password change a stream lives so long at most."""
GATHER_S = 0.15
"""News of so long are told at once."""
ALIVE_S = 15.0
"""Proxies close a line on which nothing was said for longer."""
OUTBOX = 512
HEADERS = {
    "cache-control": "no-store",
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
}


class _Looked(NamedTuple):
    """What the record says of the open conversation; differs when it does."""

    said: tuple[int, str, str]
    person: object


async def listen(asked: Asked, _id: str) -> Response[Any]:
    """What happens in the workspace, and more closely in the conversation that is open."""
    events = _events(asked.office, asked.seat, asked.query("conversation"))
    return Stream(events, media_type="text/event-stream", headers=HEADERS)


async def _events(office: Office, seat: Seat, open_id: str) -> AsyncGenerator[bytes, None]:
    loop, queue = asyncio.get_running_loop(), asyncio.Queue[News](OUTBOX)

    def put(news: News) -> None:
        if not queue.full():
            queue.put_nowait(news)

    def hear(news: News) -> None:
        try:
            loop.call_soon_threadsafe(put, news)
        except RuntimeError:  # the loop has ended, and this stream with it
            return

    ear = office.chat.floor.hub.listen(hear, of_workspace(seat.workspace_id))
    known: _Looked | None = None
    looked_s = told_s = 0.0
    try:
        yield b"retry: 1000\n\n"
        while not office.is_leaving:
            now_s = time.monotonic()
            names: set[str] = set()
            if now_s - looked_s >= LOOK_S:
                looked_s = now_s
                looked = await office.run(partial(_look, office, seat, open_id))
                if looked is None:
                    yield _event("ended")
                    return
                if known is None:
                    yield b": ready\n\n"
                else:
                    names |= _differences(known, looked)
                known = looked
            names |= await _heard(queue, open_id)
            for name in sorted(names):
                yield _event(name)
            if names:
                told_s = now_s
            elif now_s - told_s >= ALIVE_S:
                told_s = now_s
                yield b": alive\n\n"
    finally:
        ear.close()


async def _heard(queue: "asyncio.Queue[News]", open_id: str) -> set[str]:
    """What there is to tell, after a moment in which more may come."""
    try:
        first = await asyncio.wait_for(queue.get(), LOOK_S)
    except TimeoutError:
        return set()
    await asyncio.sleep(GATHER_S)
    names = _names(first, open_id)
    while not queue.empty():
        names |= _names(queue.get_nowait(), open_id)
    return names


def _names(news: News, open_id: str) -> set[str]:
    match news:
        case Said():
            return {"inbox", "messages"} if news.conversation_id == open_id else {"inbox"}
        case Passed():
            is_open = news.conversation.conversation_id == open_id
            return {"inbox", "talk"} if is_open else {"inbox"}
        case Writing() if news.conversation_id == open_id:
            return {"typing"} if news.sender is not Sender.OPERATOR else set()
        case Begun():
            return {"inbox"}
        case _:
            return set()


def _look(office: Office, seat: Seat, open_id: str) -> _Looked | None:
    """What the record says; None where the session is over."""
    if find_seat(office, seat.token) is None:
        return None
    with office.record.reading() as connection:
        found = access_conversation(connection, seat, open_id) if open_id else None
        if found is None:
            return _Looked((0, "", ""), None)
        said = found.last_seq, found.state.value, found.operator_id
        return _Looked(said, stamp_of(connection, seat, found.person_id))


def _differences(before: _Looked, after: _Looked) -> set[str]:
    """What changed without anybody here having said so: another process did it."""
    names: set[str] = set()
    if before.person != after.person:
        names.add("person")
    if before.said[0] != after.said[0]:
        names |= {"inbox", "messages"}
    if before.said[1:] != after.said[1:]:
        names |= {"inbox", "talk"}
    return names


def _event(name: str) -> bytes:
    return f"event: {name}\ndata: 1\n\n".encode()
