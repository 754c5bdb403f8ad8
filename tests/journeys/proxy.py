"""The road between a browser and the server, which a test may cut: real sockets, really ended."""

import socket
import struct
import threading
from contextlib import suppress

_RESET = struct.pack("ii", 1, 0)
"""Closing then resets the connection, as a lost network does sooner or later."""


class Proxy:
    """Carries bytes to one address, until it is cut; carries them again when it is mended."""

    def __init__(self, host: str, port: int) -> None:
        self._to = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_cut = False
        self._is_mute = False
        self.refused = 0
        """Connections that were tried while it was cut."""
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Where browsers find it."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def mute(self) -> None:
        """What the server says is lost from here on; what the browser says still arrives."""
        self._is_mute = True

    def cut(self) -> None:
        """Every connection has ended, and none can be made."""
        with self._lock:
            self._is_cut = True
            ends, self._ends = self._ends, set()
        for end in ends:
            _reset(end)

    def mend(self) -> None:
        """The road is open again."""
        self._is_mute = False
        self._is_cut = False

    def close(self) -> None:
        """Nothing is carried any more."""
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._is_cut:
                self.refused += 1
                _reset(near)
                continue
            try:
                far = socket.create_connection(self._to, 10)
            except OSError:
                _reset(near)
                continue
            far.settimeout(None)
            with self._lock:
                if self._is_cut:
                    _reset(near)
                    _reset(far)
                    continue
                self._ends |= {near, far}
            for source, target, is_answer in ((near, far, False), (far, near, True)):
                carry = (source, target, is_answer)
                threading.Thread(target=self._carry, args=carry, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if not (is_answer and self._is_mute):
                    target.sendall(data)
        for end in (source, target):
            with self._lock:
                self._ends.discard(end)
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def _reset(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        end.shutdown(socket.SHUT_RD)  # who waits for bytes of it wakes up
    with suppress(OSError):
        end.close()
