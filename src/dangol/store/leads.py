"""Leads: what a conversation has found out about a buyer, one row a conversation.

    with record.writing() as connection:
        written = Leads(connection, workspace_id).write_lead(found, now=now)

A lead stands under the person of the time; it is found from every id that this person has or had.
A stage never goes back, whatever a later turn says.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from dangol.speak.sales.fit import Reason, Stage
from dangol.speak.sales.known import Known
from dangol.store import schema_sales
from dangol.store.holding import hold, storable
from dangol.store.merges import read_ids_of
from dangol.terms.ids import shard_of
from dangol.terms.instants import Instant

_LEADS = schema_sales.leads
_encode = msgspec.json.Encoder().encode
_read_known = msgspec.json.Decoder(tuple[Known, ...]).decode
_read_reasons = msgspec.json.Decoder(tuple[Reason, ...]).decode
_STAGES = tuple(Stage)


class LeadRow(NamedTuple):
    """A buyer as far as one conversation knows them."""

    lead_id: str
    person_id: str
    """As it was then; `merges` says who it is now."""
    conversation_id: str
    domain: str
    """Of the company, where it is known."""
    stage: str
    fit: str
    score: int
    host_id: str
    """Who is to take it; empty where nobody is named yet."""
    due_at: Instant
    """Until when they are to answer; 0 where nothing was promised."""
    known: bytes
    """A JSON list of `Known`."""
    reasons: bytes
    """A JSON list of `Reason`."""
    created_at: Instant
    updated_at: Instant

    def read_known(self) -> tuple[Known, ...]:
        """What is known, slot by slot."""
        try:
            return _read_known(self.known)
        except msgspec.MsgspecError:  # written by another version
            return ()

    def read_reasons(self) -> tuple[Reason, ...]:
        """Why the score is what it is."""
        try:
            return _read_reasons(self.reasons)
        except msgspec.MsgspecError:
            return ()


class LeadFound(NamedTuple):
    """What a turn has found out."""

    lead_id: str
    """Of the row, where there is none yet."""
    person_id: str
    conversation_id: str
    stage: Stage
    fit: str
    score: int
    known: Sequence[Known]
    reasons: Sequence[Reason]
    domain: str = ""


class LeadWritten(NamedTuple):
    """What became of it."""

    lead: LeadRow
    is_new: bool
    is_qualified: bool
    """It was not qualified before, and is now."""
    is_changed: bool


_LEAD = tuple(_LEADS.c[name] for name in LeadRow._fields)


class Leads:
    """The leads of one workspace, on a connection that reads or writes."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._connection = connection
        self._workspace_id = workspace_id

    def read_lead(self, lead_id: str) -> LeadRow | None:
        """The lead of that id."""
        return self._one(_LEADS.c.lead_id == storable(lead_id))

    def read_of_conversation(self, conversation_id: str) -> LeadRow | None:
        """What that conversation has found out."""
        return self._one(_LEADS.c.conversation_id == storable(conversation_id))

    def read_of_person(self, person_id: str) -> list[LeadRow]:
        """What every conversation with this person found out, the newest first."""
        ids = sorted(read_ids_of(self._connection, self._workspace_id, person_id))
        query = (
            select(*_LEAD)
            .where(_LEADS.c.workspace_id == self._workspace_id, _LEADS.c.person_id.in_(ids))
            .order_by(_LEADS.c.updated_at.desc(), _LEADS.c.lead_id)
        )
        return [_row(row) for row in self._connection.execute(query)]

    def read_newest(self, limit: int) -> list[LeadRow]:
        """The leads that changed last."""
        query = (
            select(*_LEAD)
            .where(_LEADS.c.workspace_id == self._workspace_id)
            .order_by(_LEADS.c.updated_at.desc(), _LEADS.c.lead_id)
            .limit(limit)
        )
        return [_row(row) for row in self._connection.execute(query)]

    def count(self) -> int:
        """How many there are."""
        query = select(func.count()).where(_LEADS.c.workspace_id == self._workspace_id)
        return int(self._connection.execute(query).scalar_one())

    def write_lead(self, found: LeadFound, *, now: Instant) -> LeadWritten:
        """The conversation's lead says what was found, and its stage is the furthest it was at.

        Laws: writing the same twice changes nothing; there is one lead a conversation.
        """
        hold(self._connection, "leads", f"{self._workspace_id}:{found.conversation_id}")
        before = self.read_of_conversation(found.conversation_id)
        stage = found.stage
        if before is not None:
            stage = max(stage, Stage(before.stage), key=_STAGES.index)
        values = {
            "person_id": found.person_id,
            "shard": shard_of(found.person_id),
            "stage": stage.value,
            "fit": found.fit,
            "score": found.score,
            "known": _encode(found.known),
            "reasons": _encode(found.reasons),
        }
        if found.domain or before is None:
            values["domain"] = storable(found.domain)
        mine = _LEADS.c.workspace_id == self._workspace_id
        if before is None:
            fresh = {
                "workspace_id": self._workspace_id,
                "lead_id": found.lead_id,
                "conversation_id": storable(found.conversation_id),
                "host_id": "",
                "due_at": 0,
                "created_at": now,
                "updated_at": now,
            }
            self._connection.execute(insert(_LEADS).values(values | fresh))
        elif any(getattr(before, key) != value for key, value in values.items() if key != "shard"):
            that = _LEADS.c.lead_id == before.lead_id
            changed = values | {"updated_at": max(now, before.updated_at + 1)}
            self._connection.execute(update(_LEADS).where(mine, that).values(changed))
        lead = self.read_of_conversation(found.conversation_id)
        if lead is None:
            raise AssertionError("a lead that was just written stands")
        was_qualified = before is not None and before.stage != Stage.NEW.value
        return LeadWritten(
            lead,
            is_new=before is None,
            is_qualified=lead.stage != Stage.NEW.value and not was_qualified,
            is_changed=before is None or lead != before,
        )

    def name_host(self, lead_id: str, host_id: str, due_at: Instant) -> None:
        """That host is to answer by then."""
        that = (_LEADS.c.workspace_id == self._workspace_id) & (_LEADS.c.lead_id == lead_id)
        values = {"host_id": host_id, "due_at": due_at}
        self._connection.execute(update(_LEADS).where(that).values(values))

    def _one(self, that: ColumnElement[bool]) -> LeadRow | None:
        query = select(*_LEAD).where(_LEADS.c.workspace_id == self._workspace_id, that)
        row = self._connection.execute(query).first()
        return None if row is None else _row(row)


def _row(row: Row[Any]) -> LeadRow:
    found = LeadRow(*row)
    return found._replace(known=bytes(found.known), reasons=bytes(found.reasons))
