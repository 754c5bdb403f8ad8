"""Which settings each kind of destination takes, how it is made, and how it is tried."""

import base64
import json
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from dangol.engine.sales.bringing import handler_of
from dangol.engine.sales.crm import check_installed
from dangol.engine.sales.delivery import Delivery, Destination, Kind, Outcome
from dangol.engine.sales.mail import DEFAULT_PORT, SECURITIES, Mail
from dangol.engine.sales.outgoing import check_url
from dangol.engine.sales.slack import SlackMessage
from dangol.store.destinations import read_destinations, write_secret
from dangol.store.hosts import rotate_calendar_secrets
from dangol.store.record import Record
from dangol.store.secrets import secrets_of
from dangol.terms.errors import InputError
from dangol.terms.instants import Instant, render_instant

SIGNING_PREFIX = "whsec_"
SIGNING_BYTES = 24
"""Source: Standard Webhooks asks for 24 to 64."""


class Takes(NamedTuple):
    """What a kind of destination needs to be told."""

    needed: tuple[str, ...]
    optional: tuple[str, ...]
    secret: str
    """What its secret is, for whoever enters it."""
    package: str = ""
    """What must be installed."""


KINDS: Mapping[Kind, Takes] = {
    Kind.MAIL: Takes(
        ("host", "from"), ("port", "security", "user", "from_name"), "the user's password"
    ),
    Kind.WEBHOOK: Takes(("url",), (), "the signing key, whsec_ and base64"),
    Kind.SLACK: Takes((), (), "the address of the incoming webhook"),
    Kind.HUBSPOT: Takes(
        (),
        ("client_id", "base_url"),
        'the token of a private app, or {"client_secret": "…", "refresh_token": "…"}',
        "hubspot",
    ),
    Kind.SALESFORCE: Takes(
        (),
        ("login_url", "client_id", "user", "version"),
        '{"client_secret": "…", "refresh_token": "…"} or {"password": "…", "security_token": "…"}',
        "simple_salesforce",
    ),
}
"""What can be added. A calendar belongs to its host."""


class UnusableDestinationError(InputError):
    """A destination cannot be so. Its secret is not quoted."""

    code = "destination.unusable"


def check_place(
    kind: Kind, settings: Mapping[str, str], secret: str, allowed: frozenset[str]
) -> None:
    """A destination may be made of this.

    Raises: UnusableDestinationError (`destination.unusable`); CrmMissingError
    (`setting.crm_missing`).
    """
    takes = KINDS[kind]
    if takes.package:
        check_installed(kind.value, takes.package)
    known = (*takes.needed, *takes.optional)
    for name in settings:
        if name not in known:
            hint = "it takes " + (", ".join(known) or "none") + "; the secret is read, never typed"
            raise UnusableDestinationError(f"{kind.value} takes no setting {name!r}", hint=hint)
    for name in takes.needed:
        if not settings.get(name):
            raise UnusableDestinationError(
                f"{kind.value} needs the setting {name!r}", hint=f"--setting {name}=…"
            )
    is_needed = kind is not Kind.MAIL or bool(settings.get("user"))
    if is_needed and not secret:
        raise UnusableDestinationError(
            f"{kind.value} needs a secret: {takes.secret}",
            hint="it is asked for on a terminal, else it is one line of input",
        )
    if kind is Kind.MAIL:
        _check_mail(settings)
    if kind is Kind.WEBHOOK:
        _check_signing_key(secret)
    urls = {name: settings[name] for name in ("url", "base_url", "login_url") if name in settings}
    if kind is Kind.SLACK:
        urls["secret"] = secret
    for name, url in urls.items():
        problem = check_url(url, allowed)
        if problem:
            raise UnusableDestinationError(
                f"its {name} cannot be called: {problem}",
                hint="https://…; another only where DANGOL_ALLOWED_HOSTS has its host:port",
            )


def new_signing_key(chance: bytes) -> str:
    """A signing key of those bytes."""
    return SIGNING_PREFIX + base64.b64encode(chance).decode()


def try_place(destination: Destination, *, now: Instant, mail_to: str = "") -> Outcome:
    """What came of a try: a CRM lets us in, anybody else has taken something that says so."""
    kind = Kind(destination.kind)
    if kind is Kind.HUBSPOT:
        from dangol.engine.sales.crm_hubspot import check_hubspot

        return check_hubspot(destination)
    if kind is Kind.SALESFORCE:
        from dangol.engine.sales.crm_salesforce import check_salesforce

        return check_salesforce(destination)
    said = "Dangol reaches you: this is a test."
    payloads: dict[Kind, object] = {
        Kind.MAIL: Mail(
            to=mail_to or destination.settings.get("from", ""), subject="Dangol", text=said + "\n"
        ),
        Kind.SLACK: SlackMessage(text=said),
        Kind.WEBHOOK: {"type": "test", "timestamp": render_instant(now)},
    }
    delivery = Delivery(
        destination_id=destination.destination_id,
        kind=kind,
        key=f"test:{now}",
        payload=msgspec.json.encode(payloads[kind]),
        person_id="",
        at=now,
        delivery_id=f"test-{now}",
    )
    return handler_of(kind)(delivery, destination)


def rotate_secrets(record: Record, now: Instant) -> int:
    """Every secret of the record is encrypted with the first key, or none is; returns how many.

    Raises: RecordErrors, SettingErrors.
    """
    kept, rotated = secrets_of(record), 0
    workspaces = record.read_workspaces()
    with record.writing() as connection:
        for workspace_id in (one.workspace_id for one in workspaces):
            for row in read_destinations(connection, workspace_id):
                if row.secret:
                    secret = kept.rotate(row.secret)
                    write_secret(connection, workspace_id, row.destination_id, secret, now)
                    rotated += 1
            rotated += rotate_calendar_secrets(connection, workspace_id, kept.rotate)
    return rotated


def _check_mail(settings: Mapping[str, str]) -> None:
    port, security = settings.get("port", str(DEFAULT_PORT)), settings.get("security", "starttls")
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
        raise UnusableDestinationError(f"{port!r} is no port", hint="--setting port=587")
    if security not in SECURITIES:
        raise UnusableDestinationError(
            f"there is no security {security!r}", hint="one of " + ", ".join(SECURITIES)
        )
    sender = settings["from"]
    if sender.count("@") != 1 or not sender.isprintable() or " " in sender:
        raise UnusableDestinationError(
            f"{sender!r} is no e-mail address", hint="--setting from=hello@company.example"
        )


def _check_signing_key(secret: str) -> None:
    try:
        key = base64.b64decode(secret.removeprefix(SIGNING_PREFIX), validate=True)
    except ValueError:
        key = b""
    if not SIGNING_BYTES <= len(key) <= 64:
        raise UnusableDestinationError(
            "the signing key is none: whsec_ and 24 to 64 bytes in base64",
            hint="--new-secret makes one and shows it once",
        )


def read_setting(said: str) -> tuple[str, str]:
    """The name and the value of `name=value`.

    Raises: UnusableDestinationError (`destination.unusable`).
    """
    name, equals, value = said.partition("=")
    if not equals or not name.strip():
        raise UnusableDestinationError(
            "a setting is a name and a value", hint="for example --setting host=mail.example"
        )
    return name.strip(), value.strip()


def write_settings(settings: Mapping[str, str]) -> bytes:
    """The settings as they are stored."""
    return json.dumps(dict(settings), ensure_ascii=False, sort_keys=True).encode()
