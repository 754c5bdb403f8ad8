"""One socket: a reader that takes frames in order, a writer that says messages in order.

Messages are told by their numbers: what a listener hears out of turn is read from the record, so
that nothing is missing and nothing is told twice, whatever the hub lost.
"""

import asyncio
from functools import partial
from typing import Any

from litestar.types import Receive
from litestar.types import Send as AsgiSend

from dangol.engine.chat.hub import (
    Begun,
    Delta,
    Ear,
    News,
    Offered,
    Passed,
    Said,
    Writing,
    of_conversation,
)
from dangol.engine.chat.visit import Shown, Visit
from dangol.server.chat.desk import Desk, hello_language
from dangol.server.chat.frames import BadFrame, Hello, parse_frame, parse_hello
from dangol.server.chat.render import (
    Frame,
    encode,
    error_frame,
    message_frame,
    opening_frame,
    state_frame,
    welcome_frame,
)
from dangol.store.chat_rows import ConversationState, Sender
from dangol.store.conversations import HIGHEST_SEQ
from dangol.terms.instants import SECOND_US

HELLO_S = 5.0
IDLE_S = 90.0
"""A widget pings every 25 seconds."""
OUTBOX = 256
"""Who has not read so many frames is not reading."""
SEND_S = 30.0

CLOSE = {
    "bad_frame": 4400,
    "frame_too_large": 4400,
    "unknown_key": 4401,
    "foreign_origin": 4403,
    "no_hello": 4408,
    "idle": 4408,
    "too_fast": 4429,
    "too_many": 4429,
    "slow": 4413,
    "unavailable": 4503,
}
"""Codes with which a socket ends; the frame before says it in words."""


class GoneError(Exception):
    """The line has ended, with a code for the other side if it is still there."""

    def __init__(self, code: str = "") -> None:
        super().__init__(code)
        self.code = code


class Line:
    """One socket, from its hello to its end."""

    def __init__(
        self, desk: Desk, origin: str, network: str, receive: Receive, send: AsgiSend
    ) -> None:
        self.desk = desk
        self.origin = origin
        self.network = network
        self._receive = receive
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._outbox: asyncio.Queue[Frame | News] = asyncio.Queue(OUTBOX)
        self._is_slow = asyncio.Event()
        self._told = ""
        """The conversation whose messages are told, and up to where."""
        self._seq = 0

    async def run(self) -> None:
        """The socket has been served to its end."""
        await self._receive()  # that somebody connects
        await self._send({"type": "websocket.accept", "subprotocol": None, "headers": []})
        ear = self.desk.chat.floor.hub.listen(self._hear)
        code = ""
        try:
            await self._serve(ear)
        except GoneError as end:
            code = end.code
        finally:
            ear.close()
        if code:
            await self._end(code)

    async def _serve(self, ear: Ear) -> None:
        hello = await self._hello()
        try:
            admitted = await self.desk.admit(hello, self.origin, self.network)
        except Exception as fault:
            raise await self._refused("unavailable", hello) from fault
        if isinstance(admitted, str):
            raise await self._refused(admitted, hello)
        who = admitted.workspace.workspace_id, admitted.anonymous_id
        if not self.desk.pace.take_line(*who):
            raise await self._refused("too_many", hello)
        try:
            try:
                welcome, ticket = await self.desk.greet(admitted, hello.ticket, ear)
            except Exception as fault:
                raise await self._refused("unavailable", hello) from fault
            visit, conversation = welcome.visit, welcome.conversation
            if conversation is not None:
                self._told = conversation.conversation_id
                last = welcome.missed[-1].message.seq if welcome.missed else conversation.last_seq
                self._seq = last
            await self._tell(welcome_frame(welcome, ticket, self._seq))
            if conversation is not None:
                await self._bring(visit, conversation.last_seq)
                if conversation.state in (ConversationState.WAITING, ConversationState.JOINED):
                    await self._tell(state_frame(conversation.state))
            if welcome.opening is not None:
                await self._tell(opening_frame(welcome.opening, visit.language))
            await self._talk(visit, ear)
        finally:
            self.desk.pace.give_line(*who)

    async def _talk(self, visit: Visit, ear: Ear) -> None:
        """Reader and writer at once; the first that ends, ends both."""
        tasks = {
            asyncio.create_task(self._read(visit, ear)),
            asyncio.create_task(self._write(visit, ear)),
            asyncio.create_task(self._wait_slow()),
        }
        done, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        for task in done:
            task.result()

    async def _hello(self) -> Hello:
        try:
            raw = await asyncio.wait_for(self._next(), HELLO_S)
        except TimeoutError:
            raise await self._refused("no_hello", None) from None
        hello = parse_hello(raw)
        if isinstance(hello, BadFrame):
            raise await self._refused(hello.code, None, hello.text)
        return hello

    async def _read(self, visit: Visit, ear: Ear) -> None:
        desk, who = self.desk, (visit.workspace_id, visit.anonymous_id)
        while True:
            try:
                raw = await asyncio.wait_for(self._next(), IDLE_S)
            except TimeoutError:
                raise GoneError("idle") from None
            if not desk.pace.lets_in(*who, desk.clock() / SECOND_US):
                await self._tell(error_frame("too_fast", visit.language))
                raise GoneError("too_fast")
            answer = await desk.take(visit, parse_frame(raw), ear)
            if answer is not None:
                self._put(answer)

    async def _write(self, visit: Visit, ear: Ear) -> None:
        while True:
            news = await self._outbox.get()
            match news:
                case dict():
                    await self._tell(news)
                case Said():
                    await self._say(visit, news)
                case Writing():
                    if news.sender in (Sender.AGENT, Sender.OPERATOR):
                        await self._tell({"t": "typing", "from": news.sender.value})
                case Delta():
                    await self._tell({"t": "delta", "clientId": news.client_id, "text": news.text})
                case Passed():
                    await self._tell(state_frame(news.state, news.name, news.promise))
                case Begun():
                    await self._join(visit, ear, news)
                case Offered():
                    pending = self.desk.chat.openers.waiting_for(visit)
                    if pending is not None and pending.decision_id == news.decision_id:
                        await self._tell(opening_frame(pending, visit.language))

    async def _say(self, visit: Visit, news: Said) -> None:
        """The message is told, after all that were before it."""
        if news.conversation_id != visit.conversation_id:
            return
        if self._told != news.conversation_id:
            self._told, self._seq = news.conversation_id, 0
        seq = news.message.seq
        if seq == self._seq + 1:
            await self._tell_message(Shown(news.message, news.name))
        elif seq > self._seq:
            await self._bring(visit, seq)

    async def _join(self, visit: Visit, ear: Ear, news: Begun) -> None:
        """What was begun in another tab of this browser goes on here too."""
        is_ours = news.ticket_hash == visit.ticket_hash
        if is_ours and visit.conversation_id != news.conversation_id:
            visit.conversation_id = news.conversation_id
            self._told, self._seq = news.conversation_id, 0
            ear.add(of_conversation(visit.workspace_id, news.conversation_id))
            await self._bring(visit, HIGHEST_SEQ)

    async def _bring(self, visit: Visit, until: int) -> None:
        """Everything up to that number that is there is told, from the record."""
        while self._seq < until:
            page = await self.desk.run(partial(self.desk.chat.read_messages, visit, self._seq))
            if not page:
                return
            for shown in page:
                await self._tell_message(shown)

    async def _tell_message(self, shown: Shown) -> None:
        await self._tell(message_frame(shown))
        self._seq = shown.message.seq

    # the wire

    def _hear(self, news: News) -> None:
        """From any thread."""
        try:
            self._loop.call_soon_threadsafe(self._put, news)
        except RuntimeError:  # the loop has ended, and this line with it
            return

    def _put(self, news: Frame | News) -> None:
        try:
            self._outbox.put_nowait(news)
        except asyncio.QueueFull:
            self._is_slow.set()

    async def _wait_slow(self) -> None:
        await self._is_slow.wait()
        raise GoneError("slow")

    async def _next(self) -> str | bytes:
        message: Any = await self._receive()
        if message["type"] == "websocket.disconnect":
            raise GoneError
        raw: str | bytes | None = message.get("text") or message.get("bytes")
        return b"" if raw is None else raw

    async def _tell(self, frame: Frame) -> None:
        text = encode(frame).decode()
        message: Any = {"type": "websocket.send", "text": text, "bytes": None}
        try:
            await asyncio.wait_for(self._send(message), SEND_S)
        except TimeoutError:
            raise GoneError("slow") from None
        except Exception as fault:  # the other side has hung up; each server says so differently
            raise GoneError from fault

    async def _refused(self, code: str, hello: Hello | None, detail: str = "") -> GoneError:
        language = hello_language(hello or BadFrame(code, ""))
        await self._tell(error_frame(code, language, detail=detail))
        return GoneError(code)

    async def _end(self, code: str) -> None:
        message: Any = {"type": "websocket.close", "code": CLOSE[code], "reason": code}
        try:
            await asyncio.wait_for(self._send(message), HELLO_S)
        except Exception:
            return
