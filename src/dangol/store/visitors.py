"""Who a visitor is, as a conversation asks: people by identifier, and who wants no openings."""

from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, select

from dangol.store import schema, schema_chat
from dangol.store.rows import ConsentRow, PersonRow
from dangol.store.schema_chat import conversations
from dangol.terms.instants import Instant

OPENING_CHANNEL, OPENING_PURPOSE = "web_chat", "opening"
"""Under which a visitor's "never again" stands among the consents."""


_IDENTIFIERS, _PEOPLE = schema.identifiers, schema.people
_OWNER = select(_IDENTIFIERS.c.person_id, _IDENTIFIERS.c.link_user).where(
    _IDENTIFIERS.c.workspace_id == bindparam("workspace_id"),
    _IDENTIFIERS.c.identifier == bindparam("identifier"),
)
_NAMES = (
    select(_IDENTIFIERS.c.identifier)
    .where(
        _IDENTIFIERS.c.workspace_id == bindparam("workspace_id"),
        _IDENTIFIERS.c.person_id == bindparam("person_id"),
    )
    # SQLite would rather walk the whole workspace in the order of the key.
    .with_hint(_IDENTIFIERS, "INDEXED BY identifiers_workspace_id_person_id", "sqlite")
)
_PERSON = select(*(_PEOPLE.c[name] for name in PersonRow._fields)).where(
    _PEOPLE.c.workspace_id == bindparam("workspace_id"),
    _PEOPLE.c.person_id == bindparam("person_id"),
)


class Owner(NamedTuple):
    """Whom an identifier belongs to."""

    person_id: str
    link_user: str
    """For an anonymous id the user it is linked to; empty where there is none."""


class AliveRow(NamedTuple):
    """A conversation that is not over, as deciding needs it."""

    workspace_id: str
    anonymous_id: str
    state: str
    last_at: Instant


class Refusal(NamedTuple):
    """A browser that wants no openings."""

    workspace_id: str
    anonymous_id: str


class _Evidence(msgspec.Struct, rename="camel"):
    anonymous_id: str = ""


def read_owner(connection: Connection, workspace_id: str, identifier: str) -> Owner | None:
    """Whom the identifier (`a:…`, `v:…`, `c:…`) belongs to, if anybody."""
    which = {"workspace_id": workspace_id, "identifier": identifier}
    row = connection.execute(_OWNER, which).first()
    return None if row is None else Owner(*row)


def read_identifiers(connection: Connection, workspace_id: str, person_id: str) -> list[str]:
    """All identifiers of the person, in order."""
    which = {"workspace_id": workspace_id, "person_id": person_id}
    return sorted(connection.execute(_NAMES, which).scalars())


def read_person(connection: Connection, workspace_id: str, person_id: str) -> PersonRow | None:
    """The person as last written, if there is anything about them."""
    which = {"workspace_id": workspace_id, "person_id": person_id}
    row = connection.execute(_PERSON, which).first()
    return None if row is None else PersonRow(*row)._replace(state=bytes(row.state))


def read_operator_name(connection: Connection, workspace_id: str, operator_id: str) -> str:
    """What the visitor calls that operator; empty where there is none."""
    table = schema_chat.operators
    name = connection.execute(
        select(table.c.name).where(
            table.c.workspace_id == workspace_id, table.c.operator_id == operator_id
        )
    ).scalar()
    return name or ""


def read_alive(connection: Connection, since: Instant) -> list[AliveRow]:
    """The conversations of all workspaces that are not over and went on since that instant."""
    columns = (conversations.c[name] for name in AliveRow._fields)
    query = select(*columns).where(
        conversations.c.state != "closed", conversations.c.last_at >= since
    )
    return [AliveRow(*row) for row in connection.execute(query)]


def write_refusal(connection: Connection, workspace_id: str, consent: ConsentRow) -> None:
    """The consent, or its withdrawal, stands."""
    row = consent._asdict() | {"workspace_id": workspace_id}
    connection.execute(schema.consents.insert(), row)


def read_refusals(connection: Connection) -> list[Refusal]:
    """Every browser, of all workspaces, that wants no openings."""
    table = schema.consents
    query = (
        select(table.c.workspace_id, table.c.evidence, table.c.is_given)
        .where(table.c.channel == OPENING_CHANNEL, table.c.purpose == OPENING_PURPOSE)
        .order_by(table.c.happened_at, table.c.recorded_at, table.c.consent_id)
    )
    last: dict[Refusal, bool] = {}
    for workspace_id, evidence, is_given in connection.execute(query):
        told = msgspec.json.decode(bytes(evidence), type=_Evidence)
        last[Refusal(workspace_id, told.anonymous_id)] = bool(is_given)
    return [refusal for refusal, is_given in last.items() if not is_given]


class OpeningRow(NamedTuple):
    """The decision that chose an opening."""

    person_id: str
    playbook: str
    playbook_version: int
    opening_id: str
    subject: str
    decided_at: Instant
    signal: str
    """The key of what was noticed."""


def read_opening(connection: Connection, workspace_id: str, decision_id: str) -> OpeningRow | None:
    """The opening of that decision, if it was one to speak."""
    table = schema.decisions
    row = connection.execute(
        select(*(table.c[name] for name in OpeningRow._fields)).where(
            table.c.decision_id == decision_id,
            table.c.workspace_id == workspace_id,
            table.c.verdict == "speak",
        )
    ).first()
    return None if row is None else OpeningRow(*row)


def find_message(
    connection: Connection, workspace_id: str, conversation_id: str, sender: str, client_id: str
) -> int | None:
    """The number of the message with that client id, if the sender has said it already."""
    table = schema_chat.messages
    query = select(table.c.seq).where(
        table.c.workspace_id == workspace_id,
        table.c.conversation_id == conversation_id,
        table.c.sender == sender,
        table.c.client_id == client_id,
    )
    return connection.execute(query).scalar()
