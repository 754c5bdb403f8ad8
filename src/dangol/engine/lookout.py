"""Something that is looked at again and again, in a thread of its own, while a server runs."""

import logging
from abc import ABC, abstractmethod
from threading import Event, Thread

_log = logging.getLogger(__name__)


class Lookout(ABC):
    """Calls `look` at its pace. What one look could not do is left to the next."""

    name: str
    """Of the thread, and of what could not be looked at."""
    every_s: float
    """How long it rests between two looks."""

    def __init__(self) -> None:
        self._is_over = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """It looks until it is closed."""
        self._thread = Thread(target=self._run, name=f"dangol-{self.name}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """It looks no more."""
        self._is_over.set()
        if self._thread is not None:
            self._thread.join()

    @abstractmethod
    def look(self) -> int:
        """What is due is done; returns how much that was.

        Raises: RecordError.
        """

    def _run(self) -> None:
        while not self._is_over.wait(self.every_s):
            try:
                self.look()
            except Exception:
                _log.exception("%s could not be looked at", self.name)
