"""Other people's systems, as local servers: they note what comes, and answer as a test says.

`Outside` is a plain HTTP server. A test appends answers; where none waits, `usual` is given. An
answer may also keep the caller waiting until the test says so, or cut the line after the request
was taken, as a server does that accepts something and loses the answer.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Call:
    """What came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    """What is answered."""

    status: int = 200
    body: Any = b"ok"
    headers: dict[str, str] = field(default_factory=dict)
    waits_for: Event | None = None
    is_cut: bool = False
    """The line is cut instead of an answer."""


CUT = Reply(is_cut=True)
Answering = Callable[[Call], Reply]


class Outside:
    """One system outside the house, on a loopback port."""

    def __init__(self, usual: Answering | None = None) -> None:
        self.calls: list[Call] = []
        self.answers: list[Reply | Answering] = []
        self.usual: Answering = usual or (lambda _: Reply())
        self._changed = Condition()
        outside = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                pass

            def _take(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                found = {name.lower(): text for name, text in self.headers.items()}
                call = Call(self.command, self.path, found, self.rfile.read(length))
                reply = outside._note(call)
                if reply.waits_for is not None:
                    reply.waits_for.wait(60)
                if reply.is_cut:
                    self.close_connection = True
                    self.connection.shutdown(2)
                    return
                body = reply.body
                body = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(reply.status)
                kind = "text/plain" if isinstance(reply.body, bytes) else "application/json"
                for name, text in ({"content-type": kind} | reply.headers).items():
                    self.send_header(name, text)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _take

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: Any) -> None:
                """Who hangs up in the middle is what a test is about."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.place = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = f"http://{self.place}"

    def _note(self, call: Call) -> Reply:
        with self._changed:
            self.calls.append(call)
            chosen = self.answers.pop(0) if self.answers else self.usual
            self._changed.notify_all()
            return chosen if isinstance(chosen, Reply) else chosen(call)

    def wait_for(self, calls: int, most_s: float = 30.0) -> list[Call]:
        """The calls, as soon as there are so many."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.calls) >= calls, most_s), self.calls
            return list(self.calls)

    def to(self, path: str) -> list[Call]:
        """What came to that path."""
        return [call for call in self.calls if urlsplit(call.path).path == path]


@contextmanager
def outside(usual: Answering | None = None) -> Iterator[Outside]:
    """A system that answers as long as the block runs."""
    system = Outside(usual)
    thread = Thread(target=system.server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield system
    finally:
        system.server.shutdown()
        system.server.server_close()
        thread.join(10)
