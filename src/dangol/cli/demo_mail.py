"""The demo's mail server: whatever is sent to it becomes a file in a folder and goes no further.

It speaks as much of SMTP as a client of ours needs, on loopback alone.
Source: RFC 5321, section 4.5.1.
"""

from itertools import count
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import cast

HOST = "127.0.0.1"
MOST_BYTES = 1_000_000
"""Of one mail."""


class Mailbox:
    """The mail server, open while the block runs; its port is known at once."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._server = _Server((HOST, 0), _Session)
        self._server.folder = folder
        self._server.numbers = count(1)
        self._thread = Thread(target=self._server.serve_forever, name="demo-mail", daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_address[1]

    def __enter__(self) -> "Mailbox":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    folder: Path
    numbers: "count[int]"

    def keep(self, mail: bytes) -> None:
        """The mail is a file; numbers are in the order of arrival."""
        (self.folder / f"{next(self.numbers):04}.eml").write_bytes(mail)


class _Session(StreamRequestHandler):
    timeout = 30

    def handle(self) -> None:
        """One client, until it says goodbye."""
        self._say("220 demo ESMTP")
        while line := self.rfile.readline(1_000):
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self._say("354 go on")
                self._say("250 kept" if self._take() else "552 too long")
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            elif verb in (b"EHLO", b"HELO", b"MAIL", b"RCPT", b"RSET", b"NOOP"):
                self._say("250 ok")
            else:
                self._say("502 not here")

    def _take(self) -> bool:
        kept, size = bytearray(), 0
        while (line := self.rfile.readline(MOST_BYTES)) not in (b".\r\n", b""):
            size += len(line)
            if size <= MOST_BYTES:
                kept += line[1:] if line.startswith(b"..") else line
        if size > MOST_BYTES:
            return False
        cast(_Server, self.server).keep(bytes(kept))
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")
