"""The outbox: what others are to have is kept with what caused it, and brought to them afterwards.

`enqueue` stands in the caller's transaction: it is kept if and only if the lead, the meeting or the
reply is. A thread brings it as soon as that is committed. What fails waits longer each time, with
chance in it so that a crowd does not come back at once; what fails too often is kept as dead, and
can be replayed. Each is brought at least once, with the same id, and by one server at a time.
"""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Event, Lock, Thread
from typing import NamedTuple, Protocol

from sqlalchemy import Connection

from dangol.engine.sales.bringing import Brought, bring
from dangol.engine.sales.delivery import (
    Delivery,
    Done,
    Kind,
    Later,
    Never,
    Outcome,
)
from dangol.engine.sales.forgetting import EVERY_US, MOST_FORGOTTEN, forget_old
from dangol.store.deliveries import (
    DeliveryRow,
    DeliveryState,
    Place,
    add_delivery,
    claim_due,
    delivery_id_of,
    extend_leases,
    read_next_at,
    settle_dead,
    settle_later,
    settle_sent,
)
from dangol.store.destinations import switch_destination
from dangol.store.record import Record
from dangol.store.secrets import Secrets, secrets_of
from dangol.terms.errors import RecordError
from dangol.terms.instants import HOUR_US, SECOND_US, Instant

MOST_ATTEMPTS = 10
"""The tenth comes about twenty hours after the first."""
FIRST_WAIT_US = 5 * SECOND_US
GROWTH = 4
LONGEST_WAIT_US = 16 * HOUR_US
LEASE_US = 60 * SECOND_US
"""How long a claim holds after its server died; a server that lives prolongs it."""
LOOK_S = 1.0
"""The record is looked at this often for what others enqueued. Units: seconds."""
AT_ONCE = 8
AT_ONCE_TO_ONE = 3
"""One slow destination does not keep the others waiting."""
CLOSING_S = 5.0
_UNORDERED = (Kind.MAIL.value,)
"""Kinds in which nothing waits for what came before: one address that is refused for a while keeps
no other mail back, and an invitation says itself which one is newer."""
_log = logging.getLogger(__name__)


class DeliveryCounts(Protocol):
    """What is counted of deliveries; never of whom."""

    def count_delivery(self, kind: str, outcome: str) -> None: ...


class _NoCounts:
    def count_delivery(self, kind: str, outcome: str) -> None:
        pass


def enqueue(connection: Connection, workspace_id: str, delivery: Delivery) -> bool:
    """It will be brought once the caller's transaction is committed; False if its key is known.

    Law: of any number of calls with one destination and key, one is a delivery.
    """
    place = (workspace_id, delivery.destination_id)
    row = DeliveryRow(
        workspace_id=workspace_id,
        delivery_id=delivery_id_of(*place, delivery.key, delivery.at),
        person_id=delivery.person_id,
        destination_id=delivery.destination_id,
        kind=delivery.kind.value,
        key=delivery.key,
        payload=delivery.payload,
        state=DeliveryState.WAITING,
        attempts=0,
        next_at=delivery.at,
        problem="",
        remote_id="",
        created_at=delivery.at,
        done_at=Instant(0),
    )
    return add_delivery(connection, row)


def wait_us(attempts: int, after_us: int, chance: float) -> int:
    """How long it rests after so many attempts.

    Law: never less than was asked for; else anything from nothing to the bound of that attempt
    (full jitter), which grows up to LONGEST_WAIT_US. `chance` is uniform in [0, 1).

    Source: M. Brooker, Exponential Backoff and Jitter, AWS Architecture Blog, 2015.
    """
    bound = min(FIRST_WAIT_US * GROWTH ** (attempts - 1), LONGEST_WAIT_US)
    return max(after_us, int(bound * chance))


class Outbox:
    """Brings what waits, in threads of its own, until it is closed."""

    def __init__(
        self,
        record: Record,
        *,
        clock: Callable[[], Instant],
        chance: Callable[[], float] = random.random,
        counts: DeliveryCounts | None = None,
        allowed_hosts: frozenset[str] = frozenset(),
    ) -> None:
        self._record = record
        self._clock = clock
        self._chance = chance
        self._counts = counts or _NoCounts()
        self._allowed_hosts = allowed_hosts
        self._secrets: Secrets = secrets_of(record)
        self._lock = Lock()
        self._under_way: dict[tuple[str, str], DeliveryRow] = {}
        self._resting: dict[Place, Instant] = {}
        self._bell = Event()
        self._over = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """It brings what waits, until it is closed."""
        self._record.on_enqueued = self._bell.set
        self._thread = Thread(target=self._run, name="dangol-outbox", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """It claims nothing more; what was under way has ended, or is another's in a minute."""
        self._over.set()
        self._record.on_enqueued = None
        self._bell.set()
        if self._thread is not None:
            self._thread.join()

    def bring_due(self) -> int:
        """Whatever was due has been brought, or waits on; returns how many attempts that took.

        For a caller that has no thread of ours running.
        """
        tried = 0
        while rows := self._claim():
            for row in rows:
                self._bring(row)
            tried += len(rows)
        return tried

    def _run(self) -> None:
        prolonged_at, forgot_at = self._clock(), Instant(0)
        while not self._over.is_set():
            try:
                self._bell.clear()
                rows = self._claim()
                for row in rows:
                    Thread(
                        target=self._bring, args=(row,), name="dangol-delivery", daemon=True
                    ).start()
                if rows:
                    continue
                now = self._clock()
                if now - prolonged_at > LEASE_US // 4:
                    prolonged_at = now
                    self._prolong(now)
                if now - forgot_at >= EVERY_US:
                    many = forget_old(self._record, now, is_over=self._over.is_set)
                    forgot_at = now if many < MOST_FORGOTTEN else forgot_at
            except Exception:
                _log.exception("what waits for others could not be looked at")
            self._bell.wait(LOOK_S)
        ends_s = time.monotonic() + CLOSING_S
        while self._under_way and (left_s := ends_s - time.monotonic()) > 0:
            self._bell.clear()
            self._bell.wait(min(left_s, LOOK_S))

    def _claim(self) -> list[DeliveryRow]:
        """What is due and there is room for, now under way."""
        now = self._clock()
        with self._record.reading() as connection:
            next_at = read_next_at(connection)
        if next_at is None or next_at > now:
            return []
        with self._lock:
            under_way = Counter(row.place for row in self._under_way.values())
            self._resting = {place: at for place, at in self._resting.items() if at > now}
            resting = list(self._resting)
        room = AT_ONCE - under_way.total()
        if room <= 0:
            return []
        until = Instant(now + LEASE_US)

        def claim(connection: Connection) -> list[DeliveryRow]:
            return claim_due(
                connection,
                now=now,
                until=until,
                limit=room,
                most_each=AT_ONCE_TO_ONE,
                under_way=under_way,
                without=resting,
                unordered=_UNORDERED,
            )

        claimed = self._record.write(claim)
        with self._lock:
            self._under_way.update({(row.workspace_id, row.delivery_id): row for row in claimed})
        return claimed

    def _prolong(self, now: Instant) -> None:
        with self._lock:
            rows = list(self._under_way.values())
        if rows:
            until = Instant(now + LEASE_US)
            self._record.write(lambda connection: extend_leases(connection, rows, until))

    def _bring(self, row: DeliveryRow) -> None:
        """One is brought, and what came of it is noted."""
        try:
            if row.attempts > MOST_ATTEMPTS:  # its server died each time
                brought = Brought(Never("too_often"), row.destination_id)
            else:
                brought = bring(self._record, self._secrets, self._allowed_hosts, row)
            self._settle(row, brought)
        except Exception:
            if not self._over.is_set():  # the lease ends, and then it is tried again
                _log.exception("what became of a delivery could not be noted")
        finally:
            with self._lock:
                del self._under_way[row.workspace_id, row.delivery_id]
            self._bell.set()

    def _settle(self, row: DeliveryRow, brought: Brought) -> None:
        """What came of it is noted, if the claim is still ours; for as long as the record is away
        it is tried again, because what was brought shall not be brought twice."""
        now = self._clock()
        settled = self._settled(row, brought.outcome, now)

        def work(connection: Connection) -> bool:
            if brought.turns_off:
                place = row.workspace_id, brought.destination_id
                switch_destination(connection, *place, is_active=False, now=now)
            return settled.write(connection, row)

        while True:
            try:
                if self._record.write(work):
                    self._counts.count_delivery(row.kind, settled.what)
            except RecordError:
                if self._over.wait(LOOK_S):
                    raise
            else:
                return

    def _settled(self, row: DeliveryRow, outcome: Outcome, now: Instant) -> "_Settled":
        match outcome:
            case Done(remote_id):
                return _Settled("sent", partial(settle_sent, remote_id=remote_id, now=now))
            case Later(problem, after_us) if row.attempts < MOST_ATTEMPTS:
                next_at = Instant(now + wait_us(row.attempts, after_us, self._chance()))
                if after_us:
                    with self._lock:
                        self._resting[row.place] = Instant(now + after_us)
                later = partial(settle_later, problem=problem, next_at=next_at)
                return _Settled("failed", later)
            case Later(problem) | Never(problem):
                return _Settled("dead", partial(settle_dead, problem=problem, now=now))


class _Settled(NamedTuple):
    """What is noted of an attempt."""

    what: str
    write: Callable[[Connection, DeliveryRow], bool]
    """Whether the claim was still ours."""
