"""The process around the application: a socket, an event loop, and an end that loses nothing."""

import gc
import signal
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TextIO

import uvicorn

from dangol.server.app import create_app
from dangol.server.chat.frames import FRAME_LIMIT_BYTES
from dangol.server.logs import set_up_logs
from dangol.server.settings import Settings
from dangol.terms.errors import SettingError

STOP_S = 30
"""Requests under way at SIGTERM are given this long to be answered."""


class AddressTakenError(SettingError):
    """Host and port cannot be listened at."""

    code = "setting.address_unusable"

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            f"nothing can listen at {address}: {reason}",
            hint="stop what listens there, or choose another port, as in --port 8081",
        )


def run_server(
    settings: Settings,
    started: Callable[[str], None],
    *,
    logs: TextIO | None = None,
    listener: socket.socket | None = None,
) -> None:
    """Serves until SIGTERM or SIGINT; then everything submitted is committed and answered.

    `started` is told the address once requests are answered there. Logs go to stderr where no file
    is given. A `listener` that is bound already is served, and closed in the end.
    Raises: AddressTakenError.
    """
    set_up_logs(logs)
    # A group makes tens of thousands of objects and hardly a cycle: looking for cycles at every
    # 700 of them costs a sixth of the throughput. What start-up made is never looked at again.
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    listener = listener or listen_at(settings.host, settings.port)
    host, port = listener.getsockname()[:2]
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    app = create_app(settings, address)

    def leave() -> None:
        if "house" in app.state:
            app.state.house.office.is_leaving = True
            app.state.house.desk.leave()

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=STOP_S,
        backlog=1024,
        ws_max_size=FRAME_LIMIT_BYTES + 1,
        ws_max_queue=8,
        ws_per_message_deflate=False,
    )
    try:
        _Server(config, lambda: started(address), leave).run(sockets=[listener])
    finally:
        listener.close()


def listen_at(host: str, port: int) -> socket.socket:
    """A socket bound there; port 0 takes a free one.

    Raises: AddressTakenError.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as fault:
        listener.close()
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
        raise AddressTakenError(f"{host}:{port}", reason) from fault
    return listener


class _Server(uvicorn.Server):
    """A server that says when it is up, and for which being asked to stop is no failure."""

    def __init__(
        self, config: uvicorn.Config, started: Callable[[], None], leaving: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._tell = started
        self._leave = leaving

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's; then the address is told."""
        await super().startup(sockets)
        if self.started:
            self._tell()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's; but streams are told first, for it waits until they have ended."""
        self._leave()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """As uvicorn's, but the signal is not raised again at the end: the exit code is 0."""
        names = (signal.SIGINT, signal.SIGTERM)
        before = {name: signal.signal(name, self.handle_exit) for name in names}
        try:
            yield
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)
