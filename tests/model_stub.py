"""A model endpoint of the tests' own: a real HTTP server that streams as OpenAI's does, word for
word what it is told to, with waits, cuts and garbage where they are wanted."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any, TypeAlias

KEY = "sk-stub-3f9c1e7a5b2d4860"


@dataclass(frozen=True)
class Hold:
    """The stream goes on when the event is set, or after so many seconds."""

    until: Event
    seconds: float = 30.0


@dataclass(frozen=True)
class Raw:
    """These very bytes go out."""

    data: bytes


@dataclass(frozen=True)
class Status:
    """The request is answered so, and with no stream."""

    code: int
    body: bytes = b'{"error":{"message":"no"}}'
    headers: tuple[tuple[str, str], ...] = ()


class Cut:
    """The connection ends there."""


Step: TypeAlias = str | Hold | Raw | Status | Cut
Answer: TypeAlias = Callable[[dict[str, Any]], Iterable[Step]]


def words(text: str) -> Iterator[str]:
    """The text in small pieces, as a model lets it go."""
    for start in range(0, len(text), 7):
        yield text[start : start + 7]


def data_of(asked: dict[str, Any]) -> dict[str, Any]:
    """What a request hands over as data."""
    return json.loads(asked["messages"][-1]["content"])


@dataclass
class ModelStub:
    """Answers every request as `answer` says; `asked` is every request so far."""

    url: str = ""
    answer: Answer = field(default=lambda asked: words("네."))
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    has_usage: bool = True

    def says(self, *steps: Step) -> None:
        """From now on every answer is these steps."""
        self.answer = lambda asked: [
            piece for step in steps for piece in (words(step) if isinstance(step, str) else [step])
        ]


@contextmanager
def model_stub() -> Iterator[ModelStub]:
    """A stub that listens on a port of its own."""
    stub = ModelStub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            _serve(stub, self)

        do_GET = do_POST

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is logged."""

    class Stub(ThreadingHTTPServer):
        request_queue_size = 512

    server = Stub(("127.0.0.1", 0), Handler)
    stub.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def _serve(stub: ModelStub, handler: BaseHTTPRequestHandler) -> None:
    body = handler.rfile.read(int(handler.headers.get("content-length") or 0))
    asked = json.loads(body) if body else {}
    stub.asked.append(asked)
    stub.headers.append({name.lower(): text for name, text in handler.headers.items()})
    stub.paths.append(handler.path)
    is_open = False
    size = 0
    try:
        for step in stub.answer(asked):
            if isinstance(step, Status):
                handler.send_response(step.code)
                for name, text in step.headers:
                    handler.send_header(name, text)
                handler.send_header("content-type", "application/json")
                handler.send_header("content-length", str(len(step.body)))
                handler.end_headers()
                handler.wfile.write(step.body)
                return
            if isinstance(step, Hold):
                step.until.wait(step.seconds)
                continue
            if not is_open:
                is_open = True
                handler.send_response(200)
                handler.send_header("content-type", "text/event-stream")
                handler.end_headers()
            if isinstance(step, Cut):
                return
            if isinstance(step, Raw):
                handler.wfile.write(step.data)
            else:
                size += 1
                handler.wfile.write(_chunk({"content": step}))
            handler.wfile.flush()
        if is_open:
            handler.wfile.write(_chunk({}, "stop"))
            if stub.has_usage:
                usage = {"prompt_tokens": 120, "completion_tokens": size}
                total = {"total_tokens": 120 + size}
                handler.wfile.write(_event({**_HEAD, "choices": [], "usage": usage | total}))
            handler.wfile.write(b"data: [DONE]\n\n")
    except OSError:
        return


_HEAD = {"id": "chatcmpl-stub", "object": "chat.completion.chunk", "created": 1, "model": "stub"}


def _chunk(delta: dict[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return _event({**_HEAD, "choices": [choice]})


def _event(value: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n"
