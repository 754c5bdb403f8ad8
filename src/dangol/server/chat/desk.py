"""Frames in, frames out: what the socket and the plain requests have in common.

hello -> key -> origin -> token -> ticket -> welcome
frame -> pace -> engine -> ack or error
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import msgspec
import structlog

from dangol.engine.chat.chat import Chat, Welcome
from dangol.engine.chat.hub import Ear
from dangol.engine.chat.leaving import Contact, leave_contact, note_cart
from dangol.engine.chat.saying import Acked, Refusal
from dangol.engine.chat.visit import Greeting, NotTheirs, Visit
from dangol.server.chat.frames import (
    BadFrame,
    CartDone,
    Frame,
    Hello,
    LeaveContact,
    OpeningDone,
    PageChanged,
    Ping,
    Press,
    Read,
    Send,
    Typing,
)
from dangol.server.chat.origins import Origins
from dangol.server.chat.pace import Pace
from dangol.server.chat.render import Frame as Told
from dangol.server.chat.render import ack_frame, error_frame
from dangol.server.chat.tickets import is_ticket, new_ticket, read_identity, ticket_hash
from dangol.server.keys import Keys
from dangol.server.logs import fault_fields
from dangol.server.meter import Meter
from dangol.terms.errors import RecordError
from dangol.terms.instants import SECOND_US, Instant
from dangol.terms.languages import Language, parse_language

THREADS = 8
"""That wait for the record; the event loop never does."""
_R = TypeVar("_R")


class Desk:
    """Where visitors are received. One for a process; runs on its event loop."""

    def __init__(
        self,
        chat: Chat,
        keys: Keys,
        origins: Origins,
        meter: Meter,
        clock: Callable[[], Instant],
    ) -> None:
        self.chat = chat
        self.keys = keys
        self.origins = origins
        self.meter = meter
        self.clock = clock
        self.pace = Pace()
        self._loop = asyncio.get_running_loop()
        self.log = structlog.get_logger()
        self.waiting: set[asyncio.Event] = set()
        """Of requests that wait for something new."""
        self._pool = ThreadPoolExecutor(THREADS, "dangol-chat")

    def leave(self) -> None:
        """The server is about to end: nothing waits any longer for what is new. From any thread."""
        for event in list(self.waiting):
            self._loop.call_soon_threadsafe(event.set)

    def close(self) -> None:
        """What was begun is done."""
        self._pool.shutdown(wait=True)

    async def run(self, work: Callable[[], _R]) -> _R:
        """The work has been done off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    async def admit(self, hello: Hello, origin: str, network: str) -> Greeting | str:
        """Who comes in, if the key is a browser's and the page the shop's; else the code why not.

        Raises: RecordError.
        """
        now_s = self.clock() / SECOND_US
        access = await self.keys.access(hello.key, now_s)
        if access is None or access.is_server or not hello.anonymous_id.isprintable():
            return "unknown_key"
        workspace = access.workspace
        if not await self.origins.allows(workspace.workspace_id, origin, now_s):
            return "foreign_origin"
        identity = read_identity(hello.token, workspace)
        return Greeting(
            workspace=workspace,
            anonymous_id=hello.anonymous_id,
            ticket_hash=ticket_hash(hello.ticket) if is_ticket(hello.ticket) else "",
            user_id=identity.user_id if identity is not None else "",
            email=identity.email if identity is not None else "",
            name=identity.name if identity is not None else "",
            lang=hello.lang,
            seq=hello.seq,
            conversation_id=hello.conversation_id,
            url=hello.page.url,
            title=hello.page.title,
            zone=hello.zone,
            network=network,
        )

    async def greet(self, greeting: Greeting, ticket: str, ear: Ear | None) -> tuple[Welcome, str]:
        """The welcome, and the ticket that goes with it: the one that came, or a new one.

        Raises: RecordError.
        """
        if greeting.ticket_hash:
            welcome = await self.run(lambda: self.chat.greet(greeting, ear))
            if not isinstance(welcome, NotTheirs):
                return welcome, ticket
        ticket = new_ticket()
        anew = _with_ticket(greeting, ticket_hash(ticket))
        welcome = await self.run(lambda: self.chat.greet(anew, ear))
        assert not isinstance(welcome, NotTheirs)  # a new ticket opens nobody's conversation
        return welcome, ticket

    async def take(self, visit: Visit, frame: Frame | BadFrame, ear: Ear | None) -> Told | None:
        """What the frame said is in the record; returns what the sender is told of it."""
        language = visit.language
        if isinstance(frame, BadFrame):
            return error_frame(frame.code, language, frame.client_id, frame.text)
        client_id: str = getattr(frame, "client_id", "")
        is_stored = isinstance(frame, Send | Press | LeaveContact | CartDone)
        who = visit.workspace_id, visit.anonymous_id
        if is_stored and not self.pace.lets_store(*who, self.clock() / SECOND_US):
            return error_frame("too_fast", language, client_id)
        try:
            return await self._take(visit, frame, ear)
        except RecordError as fault:
            self.log.error("chat", **fault_fields(fault))
            return error_frame("unavailable", language, client_id)

    async def _take(self, visit: Visit, frame: Frame, ear: Ear | None) -> Told | None:
        chat = self.chat
        match frame:
            case Send():
                done = await self.run(lambda: chat.say(visit, frame.client_id, frame.text, ear))
            case Press():
                done = await self.run(
                    lambda: chat.press(visit, frame.client_id, frame.reply_id, frame.seq, ear)
                )
            case LeaveContact():
                contact = Contact(
                    frame.client_id,
                    frame.seq,
                    frame.email,
                    frame.phone,
                    frame.version,
                    is_agreed=frame.agreed,
                )
                done = await self.run(lambda: leave_contact(chat.floor, visit, contact, chat.turns))
            case CartDone():
                done = await self.run(
                    lambda: note_cart(
                        chat.floor,
                        visit,
                        frame.client_id,
                        frame.seq,
                        is_added=frame.ok,
                        error=frame.error,
                    )
                )
            case OpeningDone():
                await self.run(lambda: chat.openers.note(visit, frame.decision_id, frame.what))
                return None
            case Read():
                await self.run(lambda: chat.read(visit, frame.seq))
                return None
            case Typing():
                chat.typing(visit)
                return None
            case PageChanged():
                chat.turn_page(visit, frame.url, frame.title)
                return None
            case Ping():
                return {"t": "pong"}
        return _answer(done, visit.language)


def hello_language(hello: Hello | BadFrame) -> Language:
    """The language in which somebody who is not let in is told so."""
    return parse_language(hello.lang if isinstance(hello, Hello) else "", Language.EN)


def _answer(done: Acked | Refusal, language: Language) -> Told:
    if isinstance(done, Acked):
        return ack_frame(done)
    return error_frame(done.code, language, done.client_id)


def _with_ticket(greeting: Greeting, hashed: str) -> Greeting:
    return msgspec.structs.replace(greeting, ticket_hash=hashed)
