"""One attempt to bring one thing to where it goes, and what came of it."""

import logging
from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

from dangol.engine.sales.delivery import (
    Deliver,
    Delivery,
    Destination,
    Done,
    Kind,
    Later,
    Never,
    Outcome,
)
from dangol.store.deliveries import DeliveryRow, is_outdated
from dangol.store.destinations import DestinationRow, read_destination, read_destinations
from dangol.store.record import Record
from dangol.store.secrets import Secrets
from dangol.terms.errors import SettingError

_HANDLERS: Mapping[Kind, tuple[str, str]] = {
    Kind.MAIL: ("dangol.engine.sales.mail", "bring_mail"),
    Kind.WEBHOOK: ("dangol.engine.sales.webhooks", "bring_webhook"),
    Kind.SLACK: ("dangol.engine.sales.slack", "bring_slack"),
    Kind.HUBSPOT: ("dangol.engine.sales.crm_hubspot", "bring_hubspot"),
    Kind.SALESFORCE: ("dangol.engine.sales.crm_salesforce", "bring_salesforce"),
    Kind.CALDAV: ("dangol.engine.sales.calendar_events", "bring_event"),
}
"""Imported when the first of its kind is brought."""
_STATES = frozenset([Kind.HUBSPOT, Kind.SALESFORCE, Kind.CALDAV])
"""Kinds that keep only how something stands: an older version never replaces a newer one."""
_log = logging.getLogger(__name__)


class Brought(NamedTuple):
    """What came of it, and where it was brought."""

    outcome: Outcome
    destination_id: str

    @property
    def turns_off(self) -> bool:
        """The destination wants nothing any more."""
        return isinstance(self.outcome, Never) and self.outcome.turns_off


def bring(
    record: Record, secrets: Secrets, allowed_hosts: frozenset[str], row: DeliveryRow
) -> Brought:
    """What came of one attempt. Whatever goes wrong is an outcome, and nothing of it is quoted."""
    destination_id = row.destination_id
    try:
        destination = _find(record, secrets, allowed_hosts, row)
        if isinstance(destination, Later | Never):
            return Brought(destination, destination_id)
        destination_id = destination.destination_id
        if row.kind in _STATES:
            with record.reading() as connection:
                if is_outdated(connection, row):
                    return Brought(Done(), destination_id)
        return Brought(handler_of(Kind(row.kind))(_delivery(row), destination), destination_id)
    except SettingError as fault:
        return Brought(Later(fault.code), destination_id)
    except Exception as fault:
        _log.exception("a delivery failed in an unforeseen way")
        return Brought(Later(f"fault_{type(fault).__name__}"), destination_id)


def _find(
    record: Record, secrets: Secrets, allowed_hosts: frozenset[str], row: DeliveryRow
) -> Destination | Later | Never:
    with record.reading() as connection:
        if row.kind == Kind.CALDAV:
            from dangol.engine.sales.calendar_events import read_calendar

            return read_calendar(connection, *row.place, secrets, allowed_hosts)
        if row.destination_id:
            found = read_destination(connection, *row.place)
            if found is None:
                return Never("removed")
        else:
            every = read_destinations(connection, row.workspace_id, row.kind)
            found = next((one for one in every if one.is_active), None)
            if found is None:
                return Later("no_destination")
    return opened(found, secrets, allowed_hosts)


def opened(
    row: DestinationRow, secrets: Secrets, allowed_hosts: frozenset[str] = frozenset()
) -> Destination:
    """The destination with its secret in clear, for as long as something is brought to it.

    Raises: SecretUnreadableError, SecretKeyMissingError, BadSecretKeyError.
    """
    secret = secrets.decrypt(row.secret).decode()
    settings = row.read_settings()
    return Destination(row.destination_id, row.kind, row.name, settings, secret, allowed_hosts)


def handler_of(kind: Kind) -> Deliver:
    """What brings things of that kind, imported now."""
    module, name = _HANDLERS[kind]
    deliver: Deliver = getattr(import_module(module), name)
    return deliver


def _delivery(row: DeliveryRow) -> Delivery:
    return Delivery(
        destination_id=row.destination_id,
        kind=Kind(row.kind),
        key=row.key,
        payload=row.payload,
        person_id=row.person_id,
        at=row.created_at,
        delivery_id=row.delivery_id,
        workspace_id=row.workspace_id,
        attempts=row.attempts,
    )
