"""What asking a language model has cost, counted before it is asked, and the calls themselves.

A call takes the most that it may cost from the day of its visitor and of its workspace, while it
holds the workspace's account: so of any number of calls at once, no more is taken than the limits
allow. Settling gives back what it did not cost. A call that never comes to its end has cost all.
"""

from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from dangol.store import schema, schema_chat
from dangol.store.holding import hold, storable
from dangol.store.merges import read_ids_of
from dangol.terms.ids import shard_of
from dangol.terms.instants import Instant, access_zone, day_of

_CALLS = schema_chat.model_calls
_DAYS = schema_chat.model_days
EVERYBODY = ""
"""The person under whom the days of the whole workspace are counted."""
UNDER_WAY = ""
"""The outcome of a call that has none yet."""


class UseLimits(NamedTuple):
    """The most that a model may cost in a day of the workspace's zone; None for no bound."""

    visitor_tokens: int | None = 50_000
    workspace_tokens: int | None = 5_000_000
    visitor_spend_micro: int | None = None
    workspace_spend_micro: int | None = None


class NotTakenReason(StrEnum):
    """Why a model is not asked."""

    VISITOR_TOKENS = "visitor_tokens"
    """The visitor has used up the tokens of the day."""
    VISITOR_SPEND = "visitor_spend"
    """The visitor has cost what one may in a day."""
    WORKSPACE_TOKENS = "workspace_tokens"
    """The workspace has used up the tokens of the day."""
    WORKSPACE_SPEND = "workspace_spend"
    """The workspace has spent what it may in a day."""


class NotTaken(NamedTuple):
    """The model is not asked."""

    reason: NotTakenReason


class ModelCallRow(NamedTuple):
    """One question to a model."""

    call_id: str
    person_id: str
    """As it was then; `merges` says who it is now."""
    conversation_id: str
    message_seq: int
    """The visitor's message that it was about."""
    purpose: str
    model: str
    asked_at: Instant
    tokens: int
    """The most it may cost, until it is settled; then what it has cost."""
    spend_micro: int
    prompt: bytes
    """JSON, without secrets."""
    used_on: str = ""
    """The day of the workspace's zone on which it counts, as 2026-11-22."""
    outcome: str = UNDER_WAY
    answer: bytes = b""
    """What came of it, as far as it came, without secrets."""
    first_ms: int = -1
    """Until a visitor saw something of it; -1 where nothing was seen."""
    took_ms: int = -1


class Use(NamedTuple):
    """What a day has cost so far."""

    calls: int = 0
    tokens: int = 0
    spend_micro: int = 0


_CALL = tuple(_CALLS.c[name] for name in ModelCallRow._fields)


class ModelUse:
    """The account of one workspace, on a connection that reads or writes."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._connection = connection
        self._workspace_id = workspace_id

    def take_call(self, call: ModelCallRow, limits: UseLimits) -> NotTaken | None:
        """The call is noted and what it may cost is taken; or why it may not be made.

        Laws: a refusal writes nothing; no day takes more than its limits, however many ask at once.
        """
        hold(self._connection, "model", self._workspace_id)
        used_on = self._day(call.asked_at)
        ids = read_ids_of(self._connection, self._workspace_id, call.person_id)
        mine = self._used(used_on, _DAYS.c.person_id.in_(sorted(ids)))
        ours = self._used(used_on, _DAYS.c.person_id == EVERYBODY)
        bounds = {
            NotTakenReason.VISITOR_TOKENS: (mine.tokens + call.tokens, limits.visitor_tokens),
            NotTakenReason.VISITOR_SPEND: (
                mine.spend_micro + call.spend_micro,
                limits.visitor_spend_micro,
            ),
            NotTakenReason.WORKSPACE_TOKENS: (ours.tokens + call.tokens, limits.workspace_tokens),
            NotTakenReason.WORKSPACE_SPEND: (
                ours.spend_micro + call.spend_micro,
                limits.workspace_spend_micro,
            ),
        }
        for reason, (wanted, bound) in bounds.items():
            if bound is not None and wanted > bound:
                return NotTaken(reason)
        for person_id in (call.person_id, EVERYBODY):
            self._add(used_on, person_id, Use(1, call.tokens, call.spend_micro))
        values = call._asdict() | {"used_on": used_on, "model": storable(call.model)}
        owned = {"workspace_id": self._workspace_id, "shard": shard_of(call.person_id)}
        self._connection.execute(insert(_CALLS), values | owned)
        return None

    def settle_call(
        self,
        call_id: str,
        *,
        tokens: int | None,
        spend_micro: int | None,
        outcome: str,
        answer: bytes,
        first_ms: int,
        took_ms: int,
    ) -> bool:
        """The call counts with what it has cost; with what it took, where that is None.

        False where it was settled before, or nobody knows it.
        """
        hold(self._connection, "model", self._workspace_id)
        that = (_CALLS.c.workspace_id == self._workspace_id) & (_CALLS.c.call_id == call_id)
        row = self._connection.execute(select(*_CALL).where(that)).first()
        if row is None:
            return False
        call = ModelCallRow(*row)
        if call.outcome != UNDER_WAY:
            return False
        after = call._replace(
            tokens=call.tokens if tokens is None else tokens,
            spend_micro=call.spend_micro if spend_micro is None else spend_micro,
            outcome=outcome,
            answer=answer,
            first_ms=first_ms,
            took_ms=took_ms,
        )
        changed = ("tokens", "spend_micro", "outcome", "answer", "first_ms", "took_ms")
        values = {name: getattr(after, name) for name in changed}
        self._connection.execute(update(_CALLS).where(that).values(values))
        more = Use(0, after.tokens - call.tokens, after.spend_micro - call.spend_micro)
        for person_id in (call.person_id, EVERYBODY):
            self._add(call.used_on, person_id, more)
        return True

    def read_use(self, now: Instant, person_id: str = EVERYBODY) -> Use:
        """What today has cost so far, of one person under all of their ids or of everybody."""
        if person_id == EVERYBODY:
            return self._used(self._day(now), _DAYS.c.person_id == EVERYBODY)
        ids = read_ids_of(self._connection, self._workspace_id, person_id)
        return self._used(self._day(now), _DAYS.c.person_id.in_(sorted(ids)))

    def read_calls(self, conversation_id: str) -> list[ModelCallRow]:
        """All that a model was asked in a conversation, in order."""
        query = (
            select(*_CALL)
            .where(
                _CALLS.c.workspace_id == self._workspace_id,
                _CALLS.c.conversation_id == conversation_id,
            )
            .order_by(_CALLS.c.asked_at, _CALLS.c.call_id)
        )
        return [ModelCallRow(*row) for row in self._connection.execute(query)]

    def delete_calls(self, before: Instant) -> int:
        """Calls from before that are forgotten, and their days; returns how many calls."""
        owned = _CALLS.c.workspace_id == self._workspace_id
        days = (_DAYS.c.workspace_id == self._workspace_id) & (_DAYS.c.used_on < self._day(before))
        self._connection.execute(delete(_DAYS).where(days))
        gone = self._connection.execute(delete(_CALLS).where(owned, _CALLS.c.asked_at < before))
        return gone.rowcount

    def _used(self, used_on: str, whose: ColumnElement[bool]) -> Use:
        sums = [func.coalesce(func.sum(_DAYS.c[name]), 0) for name in Use._fields]
        that = (_DAYS.c.workspace_id == self._workspace_id) & (_DAYS.c.used_on == used_on)
        row = self._connection.execute(select(*sums).where(that, whose)).one()
        return Use(*(int(number) for number in row))

    def _add(self, used_on: str, person_id: str, more: Use) -> None:
        key = {"workspace_id": self._workspace_id, "used_on": used_on, "person_id": person_id}
        that = [_DAYS.c[name] == value for name, value in key.items()]
        added = {name: _DAYS.c[name] + number for name, number in more._asdict().items()}
        done = self._connection.execute(update(_DAYS).where(*that).values(added))
        if not done.rowcount:
            values = key | more._asdict() | {"shard": shard_of(person_id)}
            self._connection.execute(insert(_DAYS), values)

    def _day(self, now: Instant) -> str:
        table = schema.workspaces
        query = select(table.c.zone).where(table.c.workspace_id == self._workspace_id)
        day = day_of(now, access_zone(self._connection.execute(query).scalar_one()))
        return day.isoformat()
