"""Short writes of several threads, made durable by one commit.

SQLite has one writer, and its commit waits for the disk. Whoever writes while another commits joins
a group; the first of the group waits for its turn, does the work of all, and commits once. Each
work stands or falls alone. PostgreSQL groups commits itself.
"""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection

from dangol.store.faults import our_errors

_T = TypeVar("_T")
_Job = tuple[Callable[[Connection], Any], "Future[Any]"]


class Together:
    """Groups of writes for one record. Safe from any thread."""

    def __init__(self, writing: Callable[[], AbstractContextManager[Connection]]) -> None:
        """`writing` opens the transaction of a group."""
        self._writing = writing
        self._lock = Lock()
        self._waiting: list[_Job] = []

    def write(self, work: Callable[[Connection], _T]) -> _T:
        """The work is done and on the disk, perhaps with the work of others.

        Raises: what the work raised; nothing of it is stored then. RecordError where the group
        could not be stored.
        """
        future: Future[_T] = Future()
        with self._lock:
            self._waiting.append((work, future))
            is_first = len(self._waiting) == 1
        if is_first:
            self._write_group()
        return future.result()

    def _write_group(self) -> None:
        group: list[_Job] = []
        done: list[tuple[Future[Any], Any]] = []
        failed: list[tuple[Future[Any], BaseException]] = []
        try:
            with self._writing() as connection:
                # Here, and no earlier: whoever came while this thread waited for its turn is in.
                group = self._take_waiting()
                driver: Any = connection.connection.driver_connection
                for work, future in group:
                    if len(group) > 1:
                        driver.execute("SAVEPOINT work")
                    try:
                        with our_errors():
                            done.append((future, work(connection)))
                    except Exception as fault:
                        failed.append((future, fault))
                        if len(group) == 1:
                            raise
                        driver.execute("ROLLBACK TO work")
        except BaseException as fault:  # whatever it was, nobody waits for ever
            told = {id(future) for future, _ in failed}
            others = [future for _, future in group or self._take_waiting()]
            failed += [(future, fault) for future in others if id(future) not in told]
            done.clear()
        for future, fault in failed:
            future.set_exception(fault)
        for future, result in done:
            future.set_result(result)

    def _take_waiting(self) -> list[_Job]:
        with self._lock:
            waiting, self._waiting = self._waiting, []
        return waiting
