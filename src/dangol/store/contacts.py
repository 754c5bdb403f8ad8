"""How a person may be reached, as they left it, and what they want to be told.

Leaving a contact writes the consent that goes with it in the same transaction. Rows are added;
only that an alert was told is noted on it. They are deleted by row when a person is erased.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, Table, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgres
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from dangol.listen.catalogue.product import Availability
from dangol.store import schema, schema_chat
from dangol.store.holding import storable
from dangol.store.merges import read_ids_of
from dangol.store.rows import ConsentRow
from dangol.terms.ids import shard_of
from dangol.terms.instants import Instant

_CONTACTS = schema_chat.contacts_left
_ALERTS = schema_chat.alerts
_LEFT_FOR = (_CONTACTS.c.workspace_id == _ALERTS.c.workspace_id) & (
    _CONTACTS.c.contact_id == _ALERTS.c.contact_id
)
_IS_OPEN = _ALERTS.c.told_at == literal_column("0")
"""Spelled out, as the index of those says it."""
STEP = 200
_Options = tuple[tuple[str, str], ...]


class ContactRow(NamedTuple):
    """An address that a person left in a conversation, for one purpose."""

    contact_id: str
    person_id: str
    """As it was then; `merges` says who it is now."""
    conversation_id: str
    kind: str
    """`email` or `phone`."""
    value: str
    purpose: str
    """`restock`, `handoff`, …"""
    subject: str
    """What it is about: a product id, or empty."""
    consent_id: str
    at: Instant


class AlertRow(NamedTuple):
    """That a person wants to be told when a product, or one option of it, is back."""

    alert_id: str
    person_id: str
    contact_id: str
    """Where to tell them; empty to tell them on the site."""
    product_id: str
    option_id: str
    """Empty for any option."""
    channel: str
    """`email`, `phone`, `site`, …"""
    asked_at: Instant
    told_at: Instant
    """0 as long as they were not told."""


_CONTACT = tuple(_CONTACTS.c[name] for name in ContactRow._fields)
_ALERT = tuple(_ALERTS.c[name] for name in AlertRow._fields)


def leave_contact(
    connection: Connection, workspace_id: str, contact: ContactRow, consent: ConsentRow
) -> bool:
    """The address and the consent to use it stand together; False if they did before."""
    values = _stored(workspace_id, contact)
    values["consent_id"] = consent.consent_id
    is_new = _add(connection, _CONTACTS, values)
    if is_new:
        _add(connection, schema.consents, {"workspace_id": workspace_id, **consent._asdict()})
    return is_new


def read_contacts(connection: Connection, workspace_id: str, person_id: str) -> list[ContactRow]:
    """What the person left under any id they ever had, the newest first."""
    ids = sorted(read_ids_of(connection, workspace_id, person_id))
    query = (
        select(*_CONTACT)
        .where(_CONTACTS.c.workspace_id == workspace_id, _CONTACTS.c.person_id.in_(ids))
        .order_by(_CONTACTS.c.at.desc(), _CONTACTS.c.contact_id)
    )
    return [ContactRow(*row) for row in connection.execute(query)]


def ask_alert(connection: Connection, workspace_id: str, alert: AlertRow) -> bool:
    """The person will be told once; False if that was asked for and not told yet."""
    return _add(connection, _ALERTS, _stored(workspace_id, alert._replace(told_at=Instant(0))))


def read_alerts(connection: Connection, workspace_id: str, person_id: str) -> list[AlertRow]:
    """What the person wanted to be told under any id they ever had, the newest first."""
    ids = sorted(read_ids_of(connection, workspace_id, person_id))
    query = (
        select(*_ALERT)
        .where(_ALERTS.c.workspace_id == workspace_id, _ALERTS.c.person_id.in_(ids))
        .order_by(_ALERTS.c.asked_at.desc(), _ALERTS.c.alert_id)
    )
    return [AlertRow(*row) for row in connection.execute(query)]


def claim_alerts(
    connection: Connection,
    workspace_id: str,
    product_id: str,
    option_ids: Iterable[str],
    *,
    now: Instant,
    limit: int = STEP,
) -> list[AlertRow]:
    """The next alerts that wait for that product or one of those options, now noted as told.

    Law: an alert is claimed once, however many ask at once. Whoever claims it tells the person,
    in the same transaction as the message that does so.
    """
    options = sorted({"", *map(storable, option_ids)})
    query = (
        select(*_ALERT)
        .where(
            _ALERTS.c.workspace_id == workspace_id,
            _ALERTS.c.product_id == storable(product_id),
            _ALERTS.c.option_id.in_(options),
            _ALERTS.c.told_at == 0,
        )
        .order_by(_ALERTS.c.asked_at, _ALERTS.c.alert_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = [AlertRow(*row) for row in connection.execute(query)]
    if found:
        those = _ALERTS.c.alert_id.in_([alert.alert_id for alert in found])
        mine = _ALERTS.c.workspace_id == workspace_id
        connection.execute(update(_ALERTS).where(mine, those).values(told_at=now))
    return [alert._replace(told_at=now) for alert in found]


class Waiting(NamedTuple):
    """Somebody who waits to be told that something is back, and where they asked."""

    alert_id: str
    person_id: str
    product_id: str
    option_id: str
    asked_at: Instant
    conversation_id: str
    anonymous_id: str
    language: str


class BackFor(NamedTuple):
    """Something is back, and somebody left this address to be told."""

    value: str
    title: str
    options: tuple[tuple[str, str], ...]
    conversation_id: str
    asked_at: Instant


def count_open_alerts(connection: Connection) -> dict[str, int]:
    """How many alerts of each workspace were not told yet; workspaces without any are left out."""
    query = select(_ALERTS.c.workspace_id, func.count()).where(_IS_OPEN)
    rows = connection.execute(query.group_by(_ALERTS.c.workspace_id))
    return {str(workspace_id): int(alerts) for workspace_id, alerts in rows}


def read_waiting(connection: Connection, workspace_id: str) -> list[Waiting]:
    """Whoever waits and asked in a conversation, the longest waiting first.

    One of several addresses that were left for the same thing stands for all of them.
    """
    talks = schema_chat.conversations
    query = (
        select(
            _ALERTS.c.alert_id,
            _ALERTS.c.person_id,
            _ALERTS.c.product_id,
            _ALERTS.c.option_id,
            _ALERTS.c.asked_at,
            talks.c.conversation_id,
            talks.c.anonymous_id,
            talks.c.language,
        )
        .join(_CONTACTS, _LEFT_FOR)
        .join(
            talks,
            (talks.c.workspace_id == _CONTACTS.c.workspace_id)
            & (talks.c.conversation_id == _CONTACTS.c.conversation_id),
        )
        .where(_ALERTS.c.workspace_id == workspace_id, _IS_OPEN)
        .order_by(_ALERTS.c.asked_at, _ALERTS.c.alert_id)
    )
    found: dict[tuple[str, str, str], Waiting] = {}
    for row in connection.execute(query):
        one = Waiting(*row)
        found.setdefault((one.person_id, one.product_id, one.option_id), one)
    return list(found.values())


def read_back_for(connection: Connection, workspace_id: str, limit: int = STEP) -> list[BackFor]:
    """Whoever waits for something that can be bought again, the longest waiting first."""
    goods = schema.products
    query = (
        select(
            _CONTACTS.c.value,
            goods.c.title,
            goods.c.options,
            _CONTACTS.c.conversation_id,
            _ALERTS.c.asked_at,
        )
        .join(_CONTACTS, _LEFT_FOR)
        .join(
            goods,
            (goods.c.workspace_id == _ALERTS.c.workspace_id)
            & (goods.c.product_id == _ALERTS.c.option_id),
        )
        .where(
            _ALERTS.c.workspace_id == workspace_id,
            _IS_OPEN,
            goods.c.availability == Availability.IN_STOCK.value,
            goods.c.is_listed,
        )
        .order_by(_ALERTS.c.asked_at, _ALERTS.c.alert_id)
        .limit(limit)
    )
    return [
        BackFor(value, title, msgspec.json.decode(bytes(options), type=_Options), talk, asked_at)
        for value, title, options, talk, asked_at in connection.execute(query)
    ]


def claim_waiting(
    connection: Connection, workspace_id: str, waiting: Waiting, now: Instant
) -> bool:
    """All that the person wanted to be told of that thing, or asked with it, is noted as told;
    whether it was not.

    Law: it is claimed once, however many ask at once. Whoever claims it tells the person, in the
    same transaction.
    """
    those = (
        (_ALERTS.c.workspace_id == workspace_id)
        & (_ALERTS.c.person_id == waiting.person_id)
        & (_ALERTS.c.product_id == waiting.product_id)
        & ((_ALERTS.c.option_id == waiting.option_id) | (_ALERTS.c.asked_at == waiting.asked_at))
        & _IS_OPEN
    )
    first = those & (_ALERTS.c.alert_id == waiting.alert_id)
    # The first by itself: of two who ask at once, the second waits for it and then finds it told.
    if not connection.execute(update(_ALERTS).where(first).values(told_at=now)).rowcount:
        return False
    connection.execute(update(_ALERTS).where(those).values(told_at=now))
    return True


def _stored(workspace_id: str, row: ContactRow | AlertRow) -> dict[str, object]:
    values: dict[str, object] = {
        name: storable(value) if isinstance(value, str) else value
        for name, value in row._asdict().items()
    }
    return values | {"workspace_id": workspace_id, "shard": shard_of(row.person_id)}


def _add(connection: Connection, table: Table, values: dict[str, object]) -> bool:
    """The row stands; False if one stood in its place."""
    is_postgres = connection.dialect.name == "postgresql"
    query = (insert_postgres if is_postgres else insert_sqlite)(table).values(values)
    query = query.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return connection.execute(query).rowcount > 0
