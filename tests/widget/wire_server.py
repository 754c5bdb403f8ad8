"""A shop and its server in one small process: pages, `/v1/b`, and the chat wire over real sockets.

What it does is named (`refuses_sockets`, `swallows_batches`...), so that a test reads as a story.
The shop's pages are asked for as `localhost`, the server's doors as `127.0.0.1`: two origins.
"""

import asyncio
import base64
import gzip
import hashlib
import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dangol.server.chat.words import widget_texts

STATIC = Path(__file__).parents[2] / "src" / "dangol" / "server" / "static"
CAFE24_REFUSAL = {"code": 422, "message": "재고가 부족합니다."}
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
Frame = dict[str, Any]


@dataclass
class Conversation:
    """What one visitor's ticket opens."""

    id: str | None = None
    messages: list[Frame] = field(default_factory=list)
    acks: dict[str, Frame] = field(default_factory=dict)
    sockets: list["Socket"] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Socket:
    """One open socket."""

    writer: asyncio.StreamWriter
    ticket: str = ""

    def send(self, frame: Frame) -> None:
        body = json.dumps(frame, ensure_ascii=False).encode()
        size = len(body)
        if size < 126:
            head = bytes([0x81, size])
        elif size < 65_536:
            head = bytes([0x81, 126]) + size.to_bytes(2, "big")
        else:
            head = bytes([0x81, 127]) + size.to_bytes(8, "big")
        self.writer.write(head + body)


class WireServer:
    """Start it, point a browser at `page(...)`, look at what came."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.headers: dict[str, str] = {}
        self.calls: list[Frame] = []
        """Every event that came, in order; a repeat counts once, as on the real server."""
        self.frames: list[Frame] = []
        """Every chat frame that came, over either road."""
        self.paths: list[str] = []
        self.cart: list[Frame] = []
        self.config: Frame = {
            "theme": {"name": "달빛상점", "color": "#2b3258", "launcher": "right"},
            "lang": "ko",
            "texts": widget_texts(),
        }
        self.replies: dict[str, list[Frame]] = {}
        """What is answered to a text: the parts of a message."""
        self.opening: Frame | None = None
        self.refuses_sockets = False
        self.swallows_sockets = False
        self.loses_plain = 0
        """So many of the next plain requests that carry a frame end without an answer."""
        self.waits_in_vain = 0
        """Plain requests that waited to their end and heard nothing."""
        self.is_down = False
        self.batch_status = 200
        self.acks = True
        self.cart_status = 200
        self.conversations: dict[str, Conversation] = {}

    # --- for tests ---

    def start(self) -> "WireServer":
        ready = threading.Event()

        def run() -> None:
            self.loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self.loop)
            server = self.loop.run_until_complete(
                asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**20)
            )
            self.port = server.sockets[0].getsockname()[1]
            ready.set()
            self.loop.run_forever()
            server.close()
            tasks = asyncio.all_tasks(self.loop)
            for task in tasks:
                task.cancel()
            self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            self.loop.close()

        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()
        ready.wait(10)
        return self

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def shop(self) -> str:
        return f"http://localhost:{self.port}"

    def tag(self, **data: str) -> str:
        told = "".join(
            f' data-{name}="{value}"'
            for name, value in {"key": "k1", "cart": "shopify", **data}.items()
        )
        return f'<script async src="{self.url}/dangol.js"{told}></script>'

    def page(self, body: str = "", *, path: str = "/", head: str = "", **data: str) -> str:
        """Puts a page on the shelf and returns its address."""
        lang = data.pop("html_lang", "ko")
        self.pages[path.split("?")[0]] = (
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>바스크 셔츠</title>{head}{self.tag(**data)}</head><body>{body}</body></html>"
        )
        return self.shop + path

    def events(self, name: str = "") -> list[Frame]:
        return [one for one in self.calls if not name or one.get("event") == name]

    def sent(self, kind: str) -> list[Frame]:
        return [frame for frame in self.frames if frame["t"] == kind]

    def do(self, work: Callable[[], Any]) -> Any:
        """Runs it where the sockets are."""

        async def now() -> Any:
            return work()

        return asyncio.run_coroutine_threadsafe(now(), self.loop).result(10)

    def the(self) -> Conversation:
        """The newest conversation in which something was said, else the newest visitor's."""
        all_of_them = list(self.conversations.values())
        return ([one for one in all_of_them if one.messages] or all_of_them)[-1]

    def say(self, parts: list[Frame], sender: str = "agent", **more: Any) -> None:
        self.do(lambda: self._add(self.the(), parts, sender, **more))

    def push(self, frame: Frame) -> None:
        """Sends a frame over every open socket."""

        def work() -> None:
            for conversation in self.conversations.values():
                for socket in conversation.sockets:
                    socket.send(frame)

        self.do(work)

    def cut(self) -> None:
        """Ends every socket, as a lost connection would."""

        def work() -> None:
            for conversation in self.conversations.values():
                for socket in conversation.sockets:
                    socket.writer.transport.abort()
                conversation.sockets.clear()

        self.do(work)

    # --- the chat ---

    def _add(
        self, conversation: Conversation, parts: list[Frame], sender: str, **more: Any
    ) -> Frame:
        conversation.id = conversation.id or str(uuid.uuid4())
        message = {
            "seq": len(conversation.messages) + 1,
            "id": str(uuid.uuid4()),
            "from": sender,
            "at": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            "parts": parts,
            **more,
        }
        conversation.messages.append(message)
        for socket in conversation.sockets:
            socket.send({"t": "message", **message})
        conversation.news.set()
        conversation.news = asyncio.Event()
        return message

    def _welcome(self, hello: Frame) -> tuple[str, Conversation, Frame]:
        ticket = hello.get("ticket") or uuid.uuid4().hex
        conversation = self.conversations.setdefault(ticket, Conversation())
        welcome = {
            "t": "welcome",
            "ticket": ticket,
            "conversationId": conversation.id,
            "seq": len(conversation.messages),
            "lang": hello.get("lang", "ko"),
            "theme": self.config.get("theme", {}),
            "texts": {},
            "missed": [one for one in conversation.messages if one["seq"] > hello.get("seq", 0)],
        }
        return ticket, conversation, welcome

    def _take(self, conversation: Conversation, frame: Frame) -> list[Frame]:
        """What is answered to the sender alone; what is said goes to every socket."""
        self.frames.append(frame)
        kind, client_id = frame["t"], frame.get("clientId", "")
        if kind == "ping":
            return [{"t": "pong"}]
        if not client_id or not self.acks:
            return []
        if client_id in conversation.acks:
            return [conversation.acks[client_id]]
        words = frame.get("text", "") if kind == "send" else f"press:{frame.get('replyId')}"
        seq = len(conversation.messages)
        if kind in ("send", "press"):
            shown = words if kind == "send" else frame["replyId"]
            message = self._add(
                conversation, [{"type": "text", "text": shown}], "visitor", clientId=client_id
            )
            seq = message["seq"]
        ack = {"t": "ack", "clientId": client_id, "conversationId": conversation.id, "seq": seq}
        conversation.acks[client_id] = ack
        if words in self.replies and kind in ("send", "press"):
            self.loop.call_soon(lambda: self._add(conversation, self.replies[words], "agent"))
        return [ack]

    # --- the network ---

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._request(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        line = await reader.readline()
        if not line:
            return False
        method, target, _ = line.decode().split(" ", 2)
        headers: dict[str, str] = {}
        while (row := (await reader.readline()).decode().strip()) != "":
            name, _, value = row.partition(":")
            headers[name.lower()] = value.strip()
        raw = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("content-encoding") == "gzip":
            raw = gzip.decompress(raw)
        path = urlsplit(target).path
        self.paths.append(f"{method} {target}")
        if self.is_down and path.startswith("/v1/"):
            writer.transport.abort()
            return False
        if path == "/v1/chat/socket":
            if self.swallows_sockets:
                await reader.read()
                return False
            if self.refuses_sockets:
                await self._answer(writer, 403, b"{}", "application/json", headers)
                return True
            await self._socket(reader, writer, headers)
            return False
        if path == "/v1/chat/frames" and self.loses_plain and json.loads(raw)["frames"]:
            self.loses_plain -= 1
            writer.transport.abort()
            return False
        status, body, kind = await self._open(method, path, target, raw)
        await self._answer(writer, status, body, kind, headers)
        return True

    async def _answer(
        self, writer: asyncio.StreamWriter, status: int, body: bytes, kind: str, asked: Frame
    ) -> None:
        more = {} if "javascript" in kind else self.headers
        told = {
            "content-type": kind,
            "content-length": str(len(body)),
            "access-control-allow-origin": asked.get("origin", "*"),
            "access-control-allow-headers": "content-type",
            "cache-control": "no-store",
            **more,
        }
        head = f"HTTP/1.1 {status} OK\r\n" + "".join(f"{k}: {v}\r\n" for k, v in told.items())
        writer.write(head.encode() + b"\r\n" + body)
        await writer.drain()

    async def _open(
        self, method: str, path: str, target: str, raw: bytes
    ) -> tuple[int, bytes, str]:
        as_json = "application/json"
        if method == "OPTIONS":
            return 204, b"", as_json
        if path.startswith("/dangol"):
            return 200, (STATIC / path[1:]).read_bytes(), "text/javascript; charset=utf-8"
        if path == "/v1/b":
            if self.batch_status == 200:
                known = {call["messageId"] for call in self.calls}
                batch = json.loads(raw)["batch"]
                self.calls.extend(call for call in batch if call["messageId"] not in known)
            return self.batch_status, b'{"success":true}', as_json
        if path == "/v1/chat/config":
            assert parse_qs(urlsplit(target).query)["key"] == ["k1"]
            return 200, json.dumps(self.config).encode(), as_json
        if path == "/v1/chat/frames":
            return 200, json.dumps(await self._plain(json.loads(raw))).encode(), as_json
        if path == "/cart/add.js":
            if self.cart_status == 200:
                self.cart.extend(json.loads(raw)["items"])
            return self.cart_status, b'{"description":"sold out"}', as_json
        if method == "POST" and path == "/" and "wc-ajax=add_to_cart" in target:
            return 200, json.dumps(self._woocommerce(parse_qs(raw.decode()))).encode(), as_json
        if path == "/api/v2/carts":
            form = json.loads(parse_qs(raw.decode())["formData"][0])
            if self.cart_status == 200:
                self.cart.append(form)
            told = {"cart": []} if self.cart_status == 200 else {"error": CAFE24_REFUSAL}
            return self.cart_status, json.dumps(told).encode(), as_json
        if path == "/picture.svg":
            svg = (
                '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">'
                '<rect width="400" height="300" fill="#dfe3ee"/>'
                '<path d="M140 90l40-20h40l40 20 30 40-30 20-10-15v105H150V135l-10 15-30-20z" '
                'fill="#2b3258"/></svg>'
            )
            return 200, svg.encode(), "image/svg+xml"
        if path in self.pages:
            return 200, self.pages[path].encode(), "text/html; charset=utf-8"
        return 404, b"", "text/plain"

    def _woocommerce(self, form: dict[str, list[str]]) -> Frame:
        """A refusal is an answer like any other there: it says so, and where the product stands."""
        if self.cart_status != 200:
            return {"error": True, "product_url": self.shop + "/product/shirt"}
        self.cart.append({name: values[0] for name, values in form.items()})
        return {"fragments": {"div.cart": "<div>1</div>"}, "cart_hash": "h1"}

    async def _plain(self, request: Frame) -> Frame:
        self.frames.append(request["hello"])
        _, conversation, welcome = self._welcome(request["hello"])
        answers = [welcome]
        for frame in request["frames"]:
            answers.extend(self._take(conversation, frame))
        if request.get("wait") and not request["frames"] and not welcome["missed"]:
            try:
                await asyncio.wait_for(conversation.news.wait(), request["wait"])
            except TimeoutError:
                self.waits_in_vain += 1
            known = welcome["seq"]
            new = [one for one in conversation.messages if one["seq"] > known]
            answers.extend({"t": "message", **one} for one in new)
        return {"frames": answers}

    async def _socket(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, headers: dict[str, str]
    ) -> None:
        key = hashlib.sha1((headers["sec-websocket-key"] + GUID).encode()).digest()
        writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + base64.b64encode(key) + b"\r\n\r\n"
        )
        socket = Socket(writer)
        conversation: Conversation | None = None
        try:
            while (text := await _read_text(reader)) is not None:
                frame = json.loads(text)
                if conversation is None:
                    self.frames.append(frame)
                    socket.ticket, conversation, welcome = self._welcome(frame)
                    conversation.sockets.append(socket)
                    socket.send(welcome)
                    if self.opening:
                        socket.send({"t": "opening", **self.opening})
                    continue
                for answer in self._take(conversation, frame):
                    socket.send(answer)
        finally:
            if conversation is not None and socket in conversation.sockets:
                conversation.sockets.remove(socket)


async def _read_text(reader: asyncio.StreamReader) -> str | None:
    """The next text message; None when the other side says goodbye."""
    first, second = await reader.readexactly(2)
    size = second & 127
    if size == 126:
        size = int.from_bytes(await reader.readexactly(2), "big")
    elif size == 127:
        size = int.from_bytes(await reader.readexactly(8), "big")
    mask = await reader.readexactly(4)
    body = await reader.readexactly(size)
    if first & 15 == 8:
        return None
    return bytes(byte ^ mask[i % 4] for i, byte in enumerate(body)).decode()
