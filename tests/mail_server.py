"""A real mail server on a loopback port, which takes mail or refuses it as a test says."""

import asyncio
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ssl import SSLContext
from threading import Condition, Thread
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, PASSWORD = "sender", "pa55-비밀"


class MailServer:
    """The mails that were taken. `says` are what the next commands answer, by their name."""

    def __init__(self, *, tls: SSLContext | None = None, needs_login: bool = False) -> None:
        self.mails: list[EmailMessage] = []
        self.tries = 0
        self.written_to: list[str] = []
        self.says: dict[str, list[str]] = {}
        self._changed = Condition()
        more: dict[str, Any] = {}
        if tls is not None:
            more = {"tls_context": tls, "require_starttls": True}
        if needs_login:
            more |= {
                "authenticator": self._let_in,
                "auth_required": True,
                "auth_require_tls": tls is not None,
            }
        self._more = more
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self, port: int = 0) -> None:
        """It listens there; on any free port where none is named."""

        async def listen() -> asyncio.Server:
            return await self._loop.create_server(self._speak, "127.0.0.1", port)

        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(listen(), self._loop).result(30)
        self.port = self._server.sockets[0].getsockname()[1]

    def _speak(self) -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of a login without TLS, which is meant
            return SMTP(self, loop=self._loop, hostname="mail.example", **self._more)

    def stop(self) -> None:
        """Nobody is there any more."""
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    def wait_for(self, mails: int, most_s: float = 30.0) -> list[EmailMessage]:
        """The mails, as soon as there are so many."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.mails) >= mails, most_s), self.mails
            return list(self.mails)

    def _said(self, command: str) -> str:
        waiting = self.says.get(command)
        return waiting.pop(0) if waiting else ""

    def _let_in(self, *given: Any) -> AuthResult:
        words = given[-1]
        assert isinstance(words, LoginPassword)
        is_right = (words.login, words.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.tries += 1
        envelope.mail_from = address
        return self._said("MAIL") or "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        said = self._said("RCPT")
        if not said:
            envelope.rcpt_tos.append(address)
            self.written_to.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        said = self._said("DATA")
        if said.startswith("cut"):
            said = said.removeprefix("cut ")
            server.transport.abort()
        if not said or said == "taken":
            with self._changed:
                self.mails.append(message_from_bytes(envelope.content, policy=default))
                self._changed.notify_all()
            return "250 OK"
        return said


@contextmanager
def mail_server(
    *, tls: SSLContext | None = None, needs_login: bool = False
) -> Iterator[MailServer]:
    """A mail server that runs as long as the block does."""
    server = MailServer(tls=tls, needs_login=needs_login)
    server.start()
    try:
        yield server
    finally:
        server.stop()
