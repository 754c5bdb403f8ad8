"""`dangol destinations`: where leads, meetings and mail go, and whether they get there."""

import os
import secrets as chances
import sys
from typing import Annotated

import msgspec
import typer

from dangol.cli.console import print_json, print_note
from dangol.cli.secret_input import read_secret
from dangol.cli.tables import print_table
from dangol.cli.workspace import URL_HELP, open_chosen_record
from dangol.cli.workspace_choice import WORKSPACE_HELP, now, opened_workspace
from dangol.engine.sales.bringing import opened
from dangol.engine.sales.delivery import Done, Kind
from dangol.engine.sales.outgoing import read_allowed_hosts
from dangol.engine.sales.places import (
    KINDS,
    SIGNING_BYTES,
    UnusableDestinationError,
    check_place,
    new_signing_key,
    read_setting,
    rotate_secrets,
    try_place,
    write_settings,
)
from dangol.store.destinations import (
    DestinationRow,
    add_destination,
    read_destinations,
    remove_destination,
    switch_destination,
    write_secret,
)
from dangol.store.record import Record
from dangol.store.secrets import secrets_of
from dangol.terms.errors import DangolError, InputError
from dangol.terms.ids import uuid7
from dangol.terms.instants import render_instant

app = typer.Typer(
    name="destinations", no_args_is_help=True, help="Where leads, meetings and mail go."
)

KIND_HELP = "One of " + ", ".join(KINDS) + "."
NAME_HELP = "As you call it."
SETTING_HELP = "A setting, name=value; as often as there are."
NEW_HELP = "Make a signing key for a webhook, and show it this once."
MOST_NAME = 100


class UnknownDestinationError(InputError):
    """The workspace has no destination of that name."""

    code = "destination.unknown"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"there is no destination {name!r}", hint="dangol destinations list shows them"
        )


class NotReachedError(DangolError):
    """The destination did not take what was tried."""

    code = "destination.not_reached"

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(
            f"{name} did not take it: {problem}", hint="docs/guides/leads-out.md has these words"
        )


class ListedDestination(msgspec.Struct, frozen=True):
    """A destination without its secret."""

    destination_id: str
    kind: str
    name: str
    settings: dict[str, str]
    has_secret: bool
    is_active: bool
    updated_at: str


@app.command("add")
def add_command(
    kind: Annotated[str, typer.Argument(help=KIND_HELP)],
    name: Annotated[str, typer.Argument(help=NAME_HELP)],
    *,
    setting: Annotated[list[str] | None, typer.Option(help=SETTING_HELP)] = None,
    new_secret: Annotated[bool, typer.Option("--new-secret", help=NEW_HELP)] = False,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Send leads, meetings or mail somewhere. The secret is read, never an argument."""
    if kind not in KINDS:
        raise UnusableDestinationError(
            f"there is no kind {kind!r}", hint="kinds are " + ", ".join(KINDS)
        )
    chosen, settings = Kind(kind), dict(read_setting(one) for one in setting or [])
    if not name.strip() or len(name) > MOST_NAME or not name.isprintable():
        raise UnusableDestinationError(
            f"a name has at most {MOST_NAME} printable characters", hint="for example crm"
        )
    is_made = new_secret and chosen is Kind.WEBHOOK
    with opened_workspace(url, workspace) as (record, found):
        if is_made:
            secret = new_signing_key(chances.token_bytes(SIGNING_BYTES))
        else:
            secret = _read_secret(chosen, settings)
        check_place(chosen, settings, secret, read_allowed_hosts(os.environ))
        at = now()
        row = DestinationRow(
            destination_id=str(uuid7(at, chances.randbits(74))),
            kind=chosen.value,
            name=name.strip(),
            settings=write_settings(settings),
            secret=secrets_of(record).encrypt(secret.encode()),
            is_active=True,
            updated_at=at,
        )
        with record.writing() as connection:
            is_new = add_destination(connection, found.workspace_id, row)
    if not is_new:
        raise UnusableDestinationError(
            f"there is a destination {name!r} already", hint="remove it, or choose another name"
        )
    if as_json:
        print_json(_listed(row))
    else:
        print_note(f"{row.name} is there: dangol destinations test {row.name!r} tries it")
    if is_made:
        print_note("Its signing key, which nobody can read again:")
        sys.stderr.write(secret + "\n")


@app.command("list")
def list_command(
    *,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list.")] = False,
) -> None:
    """List where leads, meetings and mail go. Secrets are never shown."""
    with opened_workspace(url, workspace) as (record, found), record.reading() as connection:
        listed = [_listed(row) for row in read_destinations(connection, found.workspace_id)]
    if as_json:
        print_json(listed)
    elif not listed:
        print_note("nothing goes anywhere yet: dangol destinations add KIND NAME")
    else:
        _print_list(listed)


@app.command("test")
def test_command(
    name: Annotated[str, typer.Argument(help=NAME_HELP)],
    *,
    to: Annotated[str, typer.Option(help="Who gets the mail; the sender unless given.")] = "",
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
) -> None:
    """Try a destination now. A CRM is let in and made ready; others get a word that says so."""
    with opened_workspace(url, workspace) as (record, found):
        row = _named(record, found.workspace_id, name)
        place = opened(row, secrets_of(record), read_allowed_hosts(os.environ))
    outcome = try_place(place, now=now(), mail_to=to)
    if not isinstance(outcome, Done):
        raise NotReachedError(row.name, outcome.problem)
    print_note(f"{row.name} has taken it")


@app.command("on")
def on_command(
    name: Annotated[str, typer.Argument(help=NAME_HELP)],
    *,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
) -> None:
    """Switch a destination on; what waited for it is brought."""
    _switch(name, workspace, url, is_active=True)


@app.command("off")
def off_command(
    name: Annotated[str, typer.Argument(help=NAME_HELP)],
    *,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
) -> None:
    """Switch a destination off; it hears of nothing new, and what is meant for it waits."""
    _switch(name, workspace, url, is_active=False)


@app.command("secret")
def secret_command(
    name: Annotated[str, typer.Argument(help=NAME_HELP)],
    *,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
) -> None:
    """Give a destination another secret, which is read, never an argument."""
    with opened_workspace(url, workspace) as (record, found):
        row = _named(record, found.workspace_id, name)
        kind, settings = Kind(row.kind), row.read_settings()
        secret = _read_secret(kind, settings)
        check_place(kind, settings, secret, read_allowed_hosts(os.environ))
        kept = secrets_of(record).encrypt(secret.encode())
        with record.writing() as connection:
            write_secret(connection, found.workspace_id, row.destination_id, kept, now())
    print_note(f"{row.name} has another secret")


@app.command("rotate")
def rotate_command(*, url: Annotated[str | None, typer.Option(help=URL_HELP)] = None) -> None:
    """Encrypt every secret of the record anew, with the first key of DANGOL_SECRET_KEY."""
    record = open_chosen_record(url, is_there=True)
    try:
        rotated = rotate_secrets(record, now())
    finally:
        record.close()
    print_note(f"{rotated} secrets are encrypted with the first key: the others can go")


@app.command("remove")
def remove_command(
    name: Annotated[str, typer.Argument(help=NAME_HELP)],
    *,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
) -> None:
    """Remove a destination and its secret. What waited for it is dead."""
    with opened_workspace(url, workspace) as (record, found):
        row = _named(record, found.workspace_id, name)
        with record.writing() as connection:
            died = remove_destination(connection, found.workspace_id, row.destination_id, now())
    print_note(f"{row.name} is gone" + (f", and {died} deliveries with it" if died else ""))


def _switch(name: str, workspace: str | None, url: str | None, *, is_active: bool) -> None:
    with opened_workspace(url, workspace) as (record, found):
        row = _named(record, found.workspace_id, name)
        with record.writing() as connection:
            switch_destination(
                connection,
                found.workspace_id,
                row.destination_id,
                is_active=is_active,
                now=now(),
            )
    print_note(f"{row.name} is {'on' if is_active else 'off'}")


def _named(record: Record, workspace_id: str, name: str) -> DestinationRow:
    with record.reading() as connection:
        rows = read_destinations(connection, workspace_id)
    found = next((row for row in rows if name in (row.name, row.destination_id)), None)
    if found is None:
        raise UnknownDestinationError(name)
    return found


def _read_secret(kind: Kind, settings: dict[str, str]) -> str:
    if kind is Kind.MAIL and not settings.get("user"):
        return ""
    return read_secret(f"Secret ({KINDS[kind].secret})", is_needed=False).strip()


def _listed(row: DestinationRow) -> ListedDestination:
    return ListedDestination(
        destination_id=row.destination_id,
        kind=row.kind,
        name=row.name,
        settings=row.read_settings(),
        has_secret=bool(row.secret),
        is_active=row.is_active,
        updated_at=render_instant(row.updated_at),
    )


def _print_list(listed: list[ListedDestination]) -> None:
    print_table(
        ("name", "kind", "settings", "secret", "is"),
        (
            (
                one.name,
                one.kind,
                ", ".join(f"{name}={value}" for name, value in one.settings.items()),
                "kept" if one.has_secret else "",
                "on" if one.is_active else "off",
            )
            for one in listed
        ),
    )
