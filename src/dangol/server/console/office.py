"""What the console works with: the conversations, the record, threads that wait for it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from dangol.engine.chat.chat import Chat
from dangol.store.record import Record
from dangol.terms.instants import Instant

THREADS = 4
_R = TypeVar("_R")


class Office:
    """One for a process; runs on its event loop."""

    def __init__(self, chat: Chat, clock: Callable[[], Instant], public_url: str = "") -> None:
        self.chat = chat
        self.clock = clock
        self.public_url = public_url
        self.is_leaving = False
        """Whether the server is about to end: streams end then, for it waits for them."""
        self._pool = ThreadPoolExecutor(THREADS, "dangol-console")

    @property
    def record(self) -> Record:
        """Where all of it stands."""
        return self.chat.floor.record

    def close(self) -> None:
        """What was begun is done."""
        self.is_leaving = True
        self._pool.shutdown(wait=True)

    async def run(self, work: Callable[[], _R]) -> _R:
        """The work has been done off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)
