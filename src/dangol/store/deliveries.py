"""What is on its way to somebody else, is there, or could not be brought there.

Whoever brings it claims it: for the length of a lease nobody else may. A claim is known by the
number of its attempt, so that one whose lease ran out settles nothing any more.

    waiting --claimed, brought--> sent
    waiting --refused for good, or too often--> dead --replayed--> waiting

What was brought stays, for its key is what makes it once; what it said is emptied after a while.
What is dead keeps its words, for it may be replayed.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, func, literal_column, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert as insert_postgres
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from dangol.store import schema_sales
from dangol.store.holding import storable
from dangol.terms.ids import shard_of, uuid7
from dangol.terms.instants import Instant

_ALL = schema_sales.deliveries
_EARLIER = _ALL.alias("earlier")
_DESTINATIONS = schema_sales.destinations
ENQUEUED = "dangol-enqueued"
"""What a connection carries until its commit, when something waits to be brought."""


Place: TypeAlias = tuple[str, str]
"""A workspace and one of its destinations."""


class DeliveryState(StrEnum):
    """What became of it."""

    WAITING = "waiting"
    """It is to be brought at `next_at`, or is being brought until then."""
    SENT = "sent"
    """The other side has it."""
    DEAD = "dead"
    """It could not be brought, and is not tried again unless it is replayed."""


class DeliveryRow(NamedTuple):
    """One thing for one destination."""

    workspace_id: str
    delivery_id: str
    person_id: str
    """As it was then; empty where it is about nobody."""
    destination_id: str
    kind: str
    key: str
    """One key for one destination is one delivery."""
    payload: bytes
    state: DeliveryState
    attempts: int
    next_at: Instant
    problem: str
    """A word of ours for what went wrong last, without anything of whom or what it is about."""
    remote_id: str
    """What the other side calls it."""
    created_at: Instant
    done_at: Instant

    @property
    def place(self) -> Place:
        """Where it goes."""
        return self.workspace_id, self.destination_id


_COLUMNS = tuple(_ALL.c[name] for name in DeliveryRow._fields)
# Spelled out, as the indexes of those say it.
_WAITS = _ALL.c.state == literal_column("'waiting'")
_TOLD = text("state = 'sent' AND length(payload) > 0")
_EARLIER_WAITS = _EARLIER.c.state == literal_column("'waiting'")


def delivery_id_of(workspace_id: str, destination_id: str, key: str, at: Instant) -> str:
    """The id of a delivery: the same for one key, however often it is asked for at that instant."""
    name = "\x1f".join((workspace_id, destination_id, key)).encode(errors="replace")
    return str(uuid7(at, int.from_bytes(sha256(name).digest()[:10])))


def add_delivery(connection: Connection, new: DeliveryRow) -> bool:
    """It waits to be brought; False if the key was given to the destination before."""
    values = {
        name: storable(value) if isinstance(value, str) else value
        for name, value in new._asdict().items()
    } | {"shard": shard_of(new.person_id), "state": new.state.value}
    is_postgres = connection.dialect.name == "postgresql"
    query = (insert_postgres if is_postgres else insert_sqlite)(_ALL).values(values)
    query = query.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    is_new = connection.execute(query).rowcount > 0
    if is_new:
        connection.info[ENQUEUED] = True
    return is_new


def claim_due(
    connection: Connection,
    *,
    now: Instant,
    until: Instant,
    limit: int,
    most_each: int,
    under_way: Mapping[Place, int] = {},
    without: Collection[Place] = (),
    unordered: Collection[str] = (),
) -> list[DeliveryRow]:
    """The next deliveries that are due, the claimer's alone until then.

    To one destination at most `most_each` go at once, those that are `under_way` by the claimer
    included. Those in `without`, and all that are off, get nothing.

    Laws: of any number of claimers at once, one has it. What is about one person is brought to one
    destination in the order in which it was asked for, but for the `unordered` kinds.
    """
    query = (
        select(*_COLUMNS)
        .outerjoin(
            _DESTINATIONS,
            (_DESTINATIONS.c.workspace_id == _ALL.c.workspace_id)
            & (_DESTINATIONS.c.destination_id == _ALL.c.destination_id),
        )
        .where(
            _WAITS,
            _ALL.c.next_at <= now,
            _DESTINATIONS.c.is_active.is_(None) | _DESTINATIONS.c.is_active,
            (_ALL.c.person_id == "") | _ALL.c.kind.in_(unordered) | ~_has_earlier(),
        )
        .order_by(_ALL.c.next_at, _ALL.c.created_at, _ALL.c.delivery_id)
        .limit(limit)
        .with_for_update(of=_ALL, skip_locked=True)
    )
    each = Counter(under_way)
    left_out = {*without, *(place for place, many in each.items() if many >= most_each)}
    if left_out:
        place = tuple_(_ALL.c.workspace_id, _ALL.c.destination_id)
        query = query.where(place.not_in(sorted(left_out)))
    found = [_row(row) for row in connection.execute(query)]
    claimed: list[DeliveryRow] = []
    for row in found:
        if each[row.place] >= most_each:
            continue
        each[row.place] += 1
        mine = row._replace(attempts=row.attempts + 1, next_at=until)
        changed = {"attempts": mine.attempts, "next_at": until}
        if connection.execute(update(_ALL).where(_claim(row)).values(changed)).rowcount:
            claimed.append(mine)
    return claimed


def read_next_at(connection: Connection) -> Instant | None:
    """When the next one is due that waits; None while none does."""
    found = connection.execute(select(func.min(_ALL.c.next_at)).where(_WAITS)).scalar()
    return None if found is None else Instant(found)


def extend_leases(connection: Connection, claimed: Iterable[DeliveryRow], until: Instant) -> None:
    """They stay claimed until then."""
    for row in claimed:
        connection.execute(update(_ALL).where(_claim(row)).values(next_at=until))


def settle_sent(connection: Connection, claimed: DeliveryRow, remote_id: str, now: Instant) -> bool:
    """The other side has it; False where the claim was another's by then."""
    values = {"state": "sent", "problem": "", "remote_id": storable(remote_id), "done_at": now}
    return connection.execute(update(_ALL).where(_claim(claimed)).values(values)).rowcount > 0


def settle_later(
    connection: Connection, claimed: DeliveryRow, problem: str, next_at: Instant
) -> bool:
    """It is tried again then; False where the claim was another's by then."""
    values = {"problem": problem, "next_at": next_at}
    return connection.execute(update(_ALL).where(_claim(claimed)).values(values)).rowcount > 0


def settle_dead(connection: Connection, claimed: DeliveryRow, problem: str, now: Instant) -> bool:
    """It is not tried again; False where the claim was another's by then."""
    values = {"state": "dead", "problem": problem, "done_at": now}
    return connection.execute(update(_ALL).where(_claim(claimed)).values(values)).rowcount > 0


def is_outdated(connection: Connection, row: DeliveryRow) -> bool:
    """The destination has a later version of it, by the part of its key before the last colon."""
    subject = row.key.rpartition(":")[0]
    query = select(_ALL.c.delivery_id).where(
        _ALL.c.workspace_id == row.workspace_id,
        _ALL.c.destination_id == row.destination_id,
        _ALL.c.key.startswith(f"{subject}:", autoescape=True),
        _ALL.c.state == DeliveryState.SENT.value,
        _ALL.c.created_at > row.created_at,
    )
    return bool(subject) and connection.execute(query.limit(1)).first() is not None


def replay_dead(
    connection: Connection, workspace_id: str, now: Instant, delivery_id: str | None = None
) -> int:
    """The dead one of that id, or all of them, waits again; returns how many do."""
    those = (_ALL.c.workspace_id == workspace_id) & (_ALL.c.state == DeliveryState.DEAD.value)
    if delivery_id is not None:
        those &= _ALL.c.delivery_id == delivery_id
    values = {"state": "waiting", "attempts": 0, "next_at": now, "done_at": 0}
    replayed = connection.execute(update(_ALL).where(those).values(values)).rowcount
    if replayed:
        connection.info[ENQUEUED] = True
    return replayed


def empty_sent(connection: Connection, before: Instant, limit: int) -> int:
    """What was brought before then says nothing any more, and is known by its key still; returns
    of how many that is new, at most `limit`.
    """
    key = tuple_(_ALL.c.workspace_id, _ALL.c.delivery_id)
    old = select(_ALL.c.workspace_id, _ALL.c.delivery_id).where(_TOLD, _ALL.c.done_at < before)
    emptied = update(_ALL).where(key.in_(old.limit(limit))).values(payload=b"")
    return connection.execute(emptied).rowcount


def read_deliveries(
    connection: Connection,
    workspace_id: str,
    *,
    state: DeliveryState | None = None,
    limit: int = 100,
) -> list[DeliveryRow]:
    """What is on its way, is there or is dead, the newest first."""
    query = select(*_COLUMNS).where(_ALL.c.workspace_id == workspace_id)
    if state is not None:
        query = query.where(_ALL.c.state == state.value)
    query = query.order_by(_ALL.c.created_at.desc(), _ALL.c.delivery_id.desc()).limit(limit)
    return [_row(row) for row in connection.execute(query)]


def read_delivery(
    connection: Connection, workspace_id: str, delivery_id: str
) -> DeliveryRow | None:
    """The delivery of that id."""
    that = (_ALL.c.workspace_id == workspace_id) & (_ALL.c.delivery_id == delivery_id)
    row = connection.execute(select(*_COLUMNS).where(that)).first()
    return None if row is None else _row(row)


def _has_earlier() -> ColumnElement[bool]:
    """Something else about the person waits for the destination for longer."""
    is_earlier = (_EARLIER.c.created_at < _ALL.c.created_at) | (
        (_EARLIER.c.created_at == _ALL.c.created_at) & (_EARLIER.c.delivery_id < _ALL.c.delivery_id)
    )
    return (
        select(_EARLIER.c.delivery_id)
        .where(
            _EARLIER.c.workspace_id == _ALL.c.workspace_id,
            _EARLIER.c.destination_id == _ALL.c.destination_id,
            _EARLIER.c.person_id == _ALL.c.person_id,
            _EARLIER_WAITS,
            is_earlier,
        )
        .exists()
    )


def _claim(row: DeliveryRow) -> ColumnElement[bool]:
    return (
        (_ALL.c.workspace_id == row.workspace_id)
        & (_ALL.c.delivery_id == row.delivery_id)
        & (_ALL.c.attempts == row.attempts)
        & _WAITS
    )


def _row(row: object) -> DeliveryRow:
    found = DeliveryRow(*row)  # pyright: ignore[reportGeneralTypeIssues]
    return found._replace(state=DeliveryState(found.state), payload=bytes(found.payload))
