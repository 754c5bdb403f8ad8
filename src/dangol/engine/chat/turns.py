"""Turns, taken off the event loop: of one conversation one at a time and in order."""

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Condition, Lock
from typing import NamedTuple

_log = logging.getLogger(__name__)


class TurnKey(NamedTuple):
    """A visitor's message that is to be answered."""

    workspace_id: str
    conversation_id: str
    seq: int
    network: str = ""
    """From where it was said; empty where that is not known any more, as after a restart.

    It is kept with no message, not as a hash either: that would stay as long as the conversation,
    and say who else wrote from there, where nothing of it is to stay beyond a day. So a turn that
    is taken after a restart counts for no network; its mailbox and its person count all the same.
    """


class Turns:
    """A small pool of threads; conversations wait for themselves, not for one another."""

    def __init__(self, take: Callable[[TurnKey], None], threads: int) -> None:
        self._take = take
        self._waiting: dict[tuple[str, str], deque[TurnKey]] = {}
        self._lock = Lock()
        self._idle = Condition(self._lock)
        self._pool = ThreadPoolExecutor(threads, "dangol-turn")

    def add(self, key: TurnKey) -> None:
        """The turn will be taken after those of its conversation that wait already."""
        name = key.workspace_id, key.conversation_id
        with self._lock:
            queue = self._waiting.get(name)
            if queue is not None:
                if all(one[:3] != key[:3] for one in queue):
                    queue.append(key)
                return
            self._waiting[name] = deque([key])
        self._pool.submit(self._run, name)

    def wait(self, seconds: float = 120.0) -> bool:
        """Whether no turn is waiting or under way any more; returns as soon as that is so."""
        with self._idle:
            return self._idle.wait_for(lambda: not self._waiting, seconds)

    def close(self) -> None:
        """Turns under way are taken to their end; those that wait are for the next start."""
        with self._lock:
            self._waiting = {name: deque() for name in self._waiting}
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, name: tuple[str, str]) -> None:
        with self._lock:
            queue = self._waiting[name]
            key = queue[0] if queue else None
        if key is not None:
            try:
                self._take(key)
            except Exception:
                _log.exception("a turn could not be taken")
        with self._lock:
            queue = self._waiting[name]
            if queue:
                queue.popleft()
            if not queue:
                del self._waiting[name]
                self._idle.notify_all()
                return
        # Behind the turns of others: whoever writes much waits for those who write little.
        self._pool.submit(self._run, name)
