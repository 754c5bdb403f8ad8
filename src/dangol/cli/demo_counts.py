"""What came of the demo's shoppers, read from the server's metrics and from the record."""

from collections import Counter
from collections.abc import Iterable, Sequence
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import ColumnElement, Connection, func, select

from dangol.engine.chat.log import OPENING
from dangol.listen.names import EventName
from dangol.store import schema, schema_chat, schema_sales
from dangol.store.meeting_rows import MeetingState
from dangol.store.record import Record
from dangol.terms.instants import Instant

_read_parts = msgspec.json.Decoder(list[dict[str, Any]]).decode
_read_payload = msgspec.json.Decoder(dict[str, Any]).decode


class Received(msgspec.Struct, frozen=True):
    """What the server's metrics say of the events that were sent to it.

    Law: received = stored + duplicate + quarantined + rejected.
    """

    received: int
    stored: int
    duplicate: int
    quarantined: int
    rejected: int

    @property
    def is_whole(self) -> bool:
        """Nothing has vanished."""
        ended = self.stored + self.duplicate + self.quarantined + self.rejected
        return self.received == ended


class Recorded(msgspec.Struct, frozen=True):
    """What the record holds when everything is over."""

    spoken: int
    held: int
    silent: int
    openings_shown: int
    conversations: int
    answers_with_source: int
    carts: int
    """People who put something in theirs."""
    orders: int
    """Different ones."""
    hand_offs: int
    leads: int
    """Conversations that found out something of a buyer."""
    meetings: int
    """Booked."""


def read_received(server: str) -> Received:
    """How the events have ended that the server was sent so far."""
    line = HTTPConnection(urlsplit(server).netloc, timeout=10)
    try:
        line.request("GET", "/metrics")
        text = line.getresponse().read().decode()
    finally:
        line.close()
    rows = (row.rsplit(" ", 1) for row in text.splitlines() if not row.startswith("#"))
    found = {name: float(number) for name, number in rows}
    outcomes = ("stored", "duplicate", "quarantined", "rejected")
    counts = [int(found[f'dangol_events_total{{outcome="{one}"}}']) for one in outcomes]
    return Received(int(found["dangol_events_received_total"]), *counts)


def read_recorded(record: Record, workspace_ids: Sequence[str], since: Instant) -> Recorded:
    """What happened in those workspaces, all together; of events, those that came in since then."""
    events, messages = schema.events, schema_chat.messages
    conversations, changes = schema_chat.conversations, schema_chat.conversation_changes
    decisions, leads, meetings = schema.decisions, schema_sales.leads, schema_sales.meetings

    def mine(column: Any) -> ColumnElement[bool]:
        return column.in_(workspace_ids)

    def happened(name: str) -> ColumnElement[bool]:
        came_in = events.c.received_at >= since
        return mine(events.c.workspace_id) & came_in & (events.c.name == name)

    with record.reading() as connection:
        verdicts = Counter[str]()
        by_verdict = select(decisions.c.verdict, func.count()).group_by(decisions.c.verdict)
        for verdict, count in connection.execute(by_verdict.where(mine(decisions.c.workspace_id))):
            verdicts[verdict] = count
        said = select(messages.c.parts).where(
            mine(messages.c.workspace_id), messages.c.sender == "agent"
        )
        begun = select(func.count()).where(mine(conversations.c.workspace_id))
        passed = select(func.count()).where(
            mine(changes.c.workspace_id), changes.c.state == "waiting"
        )
        shown = select(func.count()).where(happened(OPENING["shown"]))
        people = select(func.count(events.c.person_id.distinct())).where(
            happened(EventName.PRODUCT_ADDED)
        )
        booked = select(func.count()).where(
            mine(meetings.c.workspace_id), meetings.c.state == MeetingState.BOOKED
        )
        ordered = select(events.c.payload).where(happened(EventName.ORDER_COMPLETED))
        return Recorded(
            spoken=verdicts["speak"],
            held=verdicts["hold"],
            silent=verdicts["silent"],
            openings_shown=_number(connection, shown),
            conversations=_number(connection, begun),
            answers_with_source=sum(map(_has_source, connection.execute(said).scalars())),
            carts=_number(connection, people),
            orders=len(_order_ids(connection.execute(ordered).scalars())),
            hand_offs=_number(connection, passed),
            leads=_number(connection, select(func.count()).where(mine(leads.c.workspace_id))),
            meetings=_number(connection, booked),
        )


def _number(connection: Connection, query: Any) -> int:
    return int(connection.execute(query).scalar_one())


def _has_source(parts: bytes) -> bool:
    return any(part["type"] == "source" for part in _read_parts(parts))


def _order_ids(payloads: Iterable[bytes]) -> set[str]:
    found = (_read_payload(payload).get("properties", {}) for payload in payloads)
    return {str(properties.get("order_id", "")) for properties in found}
