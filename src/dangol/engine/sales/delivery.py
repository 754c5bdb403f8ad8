"""What is brought to others, where it goes, and what may come of bringing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeAlias

import msgspec

from dangol.terms.instants import Instant


class Kind(StrEnum):
    """What kind of system stands outside."""

    MAIL = "mail"
    """A mail server (SMTP)."""
    WEBHOOK = "webhook"
    """An address that takes signed events (Standard Webhooks)."""
    SLACK = "slack"
    """An incoming webhook of Slack."""
    HUBSPOT = "hubspot"
    SALESFORCE = "salesforce"
    CALDAV = "caldav"
    """A host's calendar."""


class Delivery(msgspec.Struct, frozen=True):
    """One thing for one destination."""

    destination_id: str
    """Empty for the first active destination of the kind, whichever it is when it is brought."""
    kind: Kind
    key: str
    """One key for one destination is one delivery. What replaces something earlier has the same
    key up to the last colon, as `lead:ID:VERSION`."""
    payload: bytes
    """JSON, as the kind's module describes it."""
    person_id: str
    """Whom it is about; empty for nobody. What is about one person keeps its order."""
    at: Instant
    """When it was asked for. In the future: it is brought then."""
    delivery_id: str = ""
    """Given when it is enqueued."""
    workspace_id: str = ""
    attempts: int = 0
    """This one included."""


@dataclass(frozen=True)
class Destination:
    """Where it goes, with the secret in clear: a value that is never printed, logged or kept."""

    destination_id: str
    kind: str
    name: str
    settings: Mapping[str, str]
    secret: str = field(repr=False)
    allowed_hosts: frozenset[str] = frozenset()
    """`host:port` that may be called though it is no public address."""


class Done(NamedTuple):
    """The other side has it."""

    remote_id: str = ""
    """What it calls it."""


class Later(NamedTuple):
    """It may go better another time."""

    problem: str
    """A word of ours, as `timeout` or `http_503`; never the other side's text, which may quote."""
    after_us: int = 0
    """Not before so long from now, as the other side asked."""


class Never(NamedTuple):
    """It was refused for good."""

    problem: str
    turns_off: bool = False
    """The destination wants nothing any more."""


Outcome: TypeAlias = Done | Later | Never
Deliver: TypeAlias = Callable[[Delivery, Destination], Outcome]
"""Brings one thing to one place. It may be called again with the same delivery after it went
through, because a server can die before it notes that: so the other side must see it once."""


class UndeliverableError(Exception):
    """A payload is not what its kind takes: a fault of ours, and not tried again."""
