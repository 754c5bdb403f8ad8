"""Leads for which somebody was promised an answer, until somebody has given it.

A promise is known by the lead and its instant: whoever changes it names both, so that of any
number who look at once, one passes it on.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Select, func, literal_column, select, update

from dangol.store import schema_chat, schema_sales
from dangol.terms.instants import Instant

_LEADS = schema_sales.leads
_HOSTS = schema_sales.hosts
_OPERATORS = schema_chat.operators
# Spelled out, as the index says it.
_IS_DUE = _LEADS.c.due_at > literal_column("0")


class DueLead(NamedTuple):
    """A promise that was not kept by its instant."""

    workspace_id: str
    lead_id: str
    person_id: str
    conversation_id: str
    host_id: str
    """Who was to answer: a host, or the address of an operator who was told later."""
    due_at: Instant


def read_due_leads(connection: Connection, now: Instant, limit: int) -> list[DueLead]:
    """The promises of every workspace that are past, the oldest first."""
    columns = [_LEADS.c[name] for name in DueLead._fields]
    query = select(*columns).where(_IS_DUE, _LEADS.c.due_at <= now)
    ordered = query.order_by(_LEADS.c.due_at, _LEADS.c.lead_id).limit(limit)
    return [DueLead(*row) for row in connection.execute(ordered)]


def promised_by(workspace_id: str, email: str) -> Select[tuple[str]]:
    """The conversations in which whoever has that address is to answer, as a host or as an
    operator who was told later.
    """
    hosts = select(_HOSTS.c.host_id).where(
        _HOSTS.c.workspace_id == workspace_id, func.lower(_HOSTS.c.email) == email.lower()
    )
    is_theirs = (func.lower(_LEADS.c.host_id) == email.lower()) | _LEADS.c.host_id.in_(hosts)
    return select(_LEADS.c.conversation_id).where(
        _LEADS.c.workspace_id == workspace_id, _IS_DUE, is_theirs
    )


def pass_on(
    connection: Connection, due: DueLead, host_id: str, due_at: Instant, *, now: Instant
) -> bool:
    """That one is to answer by then, nobody any more where it is 0; False if another passed it on.

    Law: of any number at once with one promise, one is told True.
    """
    that = (
        (_LEADS.c.workspace_id == due.workspace_id)
        & (_LEADS.c.lead_id == due.lead_id)
        & (_LEADS.c.due_at == due.due_at)
    )
    values = {"host_id": host_id, "due_at": due_at, "updated_at": now}
    return connection.execute(update(_LEADS).where(that).values(values)).rowcount > 0


class PromiseRow(NamedTuple):
    """Who answers in a conversation, and until when."""

    name: str
    due_at: Instant


def read_promises(
    connection: Connection, workspace_id: str, conversation_ids: Sequence[str]
) -> dict[str, PromiseRow]:
    """The open promises of those conversations, each with the name of who is to keep it."""
    if not conversation_ids:
        return {}
    host = (_HOSTS.c.workspace_id == _LEADS.c.workspace_id) & (_HOSTS.c.host_id == _LEADS.c.host_id)
    operator = (_OPERATORS.c.workspace_id == _LEADS.c.workspace_id) & (
        _OPERATORS.c.email == _LEADS.c.host_id
    )
    name = func.coalesce(_HOSTS.c.name, _OPERATORS.c.name, _LEADS.c.host_id)
    query = (
        select(_LEADS.c.conversation_id, name, _LEADS.c.due_at)
        .outerjoin(_HOSTS, host)
        .outerjoin(_OPERATORS, operator)
        .where(
            _LEADS.c.workspace_id == workspace_id,
            _LEADS.c.conversation_id.in_(conversation_ids),
            _IS_DUE,
        )
    )
    return {key: PromiseRow(who, due_at) for key, who, due_at in connection.execute(query)}
