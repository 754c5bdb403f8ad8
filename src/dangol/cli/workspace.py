"""`dangol workspace`: shops and companies, and the keys that open them."""

import os
import secrets
import time
from typing import Annotated

import msgspec
import typer

from dangol.cli.console import print_json, print_note
from dangol.cli.hours import hours_command
from dangol.cli.sites import change_sites, identity_command, sites_command
from dangol.cli.tables import print_table
from dangol.cli.worth import (
    AVERAGE_ORDER_HELP,
    USUAL_ORDERS_HELP,
    average_order_minor,
)
from dangol.server.settings import read_settings
from dangol.store.record import Record, open_record
from dangol.store.sites import check_site
from dangol.store.workspaces import CHANCE_BYTES, UnusableWorkspaceError, new_workspace
from dangol.terms.instants import Instant, access_zone, render_instant
from dangol.terms.languages import Language
from dangol.terms.money import Money, render_money
from dangol.terms.texts import render_share

app = typer.Typer(name="workspace", no_args_is_help=True, help="Shops, and the keys to them.")

app.command("hours")(hours_command)
app.command("sites")(sites_command)
app.command("identity")(identity_command)

URL_HELP = "The record: sqlite:///FILE or postgresql://…; else DANGOL_DATABASE_URL."
AT_HOME = {"Asia/Seoul": ("KRW", "ko"), "Asia/Tokyo": ("JPY", "ja")}
"""Currency and language of a zone that has one of each."""


class CreatedWorkspace(msgspec.Struct, frozen=True):
    """A new workspace with both keys; the server key is never shown again."""

    workspace_id: str
    name: str
    timezone: str
    currency: str
    languages: tuple[str, ...]
    average_order_minor: int
    margin_ratio: float
    global_holdout_ratio: float
    browser_key: str
    server_key: str


class ListedWorkspace(msgspec.Struct, frozen=True):
    """A workspace without its secrets."""

    workspace_id: str
    name: str
    timezone: str
    currency: str
    languages: tuple[str, ...]
    average_order_minor: int
    margin_ratio: float
    global_holdout_ratio: float
    browser_key: str
    created_at: str


@app.command("create")
def create_command(
    name: Annotated[str, typer.Argument(help="What people call the shop.")],
    *,
    timezone: Annotated[
        str, typer.Option(help="IANA name, such as Asia/Seoul: days and quiet hours follow it.")
    ],
    currency: Annotated[
        str | None,
        typer.Option(
            help="ISO 4217 code of its reports.",
            show_default="KRW in Asia/Seoul, JPY in Asia/Tokyo",
        ),
    ] = None,
    languages: Annotated[
        str | None,
        typer.Option(
            help="Of ko, ja and en, with commas between; the first is spoken where none is known.",
            show_default="that of the zone, else en",
        ),
    ] = None,
    average_order: Annotated[
        float | None, typer.Option(help=AVERAGE_ORDER_HELP, show_default=USUAL_ORDERS_HELP)
    ] = None,
    margin: Annotated[
        float, typer.Option(help="The margin of an order, as a share.", min=0, max=1)
    ] = 0.3,
    global_holdout: Annotated[
        float,
        typer.Option(help="The share of people to whom no playbook ever speaks.", min=0, max=1),
    ] = 0.0,
    site: Annotated[
        list[str] | None,
        typer.Option(help="A site whose pages may chat with it, as in https://shop.example."),
    ] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Create a workspace and print its keys. The server key is shown this once."""
    access_zone(timezone)
    home_currency, home_language = AT_HOME.get(timezone, ("", "en"))
    currency = currency or home_currency
    if not currency:
        raise UnusableWorkspaceError(
            f"the currency of a shop in {timezone} cannot be guessed",
            hint="name it, as in --currency EUR",
        )
    currency = currency.upper()
    new = new_workspace(
        name,
        zone=timezone,
        currency=currency,
        languages=tuple((languages or home_language).split(",")),
        now=Instant(time.time_ns() // 1000),
        chance=secrets.token_bytes(CHANCE_BYTES),
        average_order_minor=average_order_minor(currency, average_order),
        margin_ratio=margin,
        global_holdout_ratio=global_holdout,
    )
    for one in site or ():
        check_site(one)
    record = open_chosen_record(url)
    try:
        made = record.create_workspace(new)
        change_sites(record, made, site or (), ())
    finally:
        record.close()
    created = CreatedWorkspace(
        workspace_id=made.workspace_id,
        name=made.name,
        timezone=made.zone,
        currency=made.currency,
        languages=made.languages,
        average_order_minor=made.average_order_minor,
        margin_ratio=made.margin_ratio,
        global_holdout_ratio=made.global_holdout_ratio,
        browser_key=made.browser_key,
        server_key=new.server_key,
    )
    if as_json:
        print_json(created)
    else:
        _print_created(created)


@app.command("list")
def list_command(
    *,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list.")] = False,
) -> None:
    """List the workspaces and their browser keys, the oldest first."""
    record = open_chosen_record(url)
    try:
        found = [
            ListedWorkspace(
                workspace_id=workspace.workspace_id,
                name=workspace.name,
                timezone=workspace.zone,
                currency=workspace.currency,
                languages=workspace.languages,
                average_order_minor=workspace.average_order_minor,
                margin_ratio=workspace.margin_ratio,
                global_holdout_ratio=workspace.global_holdout_ratio,
                browser_key=workspace.browser_key,
                created_at=render_instant(workspace.created_at),
            )
            for workspace in record.read_workspaces()
        ]
    finally:
        record.close()
    if as_json:
        print_json(found)
    else:
        _print_list(found)


def open_chosen_record(url: str | None, *, is_there: bool = False) -> Record:
    """The record that the option names, else the one of the environment, else the default."""
    return open_record(url or read_settings(os.environ).database_url, is_there=is_there)


def _print_created(created: CreatedWorkspace) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_header=False, box=None)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    table.add_row("workspace", Text(created.name))
    table.add_row("id", created.workspace_id)
    table.add_row("time zone", created.timezone)
    table.add_row("currency", created.currency)
    table.add_row("languages", ", ".join(created.languages))
    order = Money(created.average_order_minor, created.currency)
    table.add_row("average order", render_money(order, Language.EN))
    table.add_row("margin", render_share(created.margin_ratio))
    table.add_row("global holdout", render_share(created.global_holdout_ratio))
    table.add_row("browser key", created.browser_key)
    table.add_row("server key", created.server_key)
    Console().print(table)
    print_note("The server key is shown this once. Keep it where only your servers can read it.")


def _print_list(found: list[ListedWorkspace]) -> None:
    if not found:
        print_note('There is no workspace yet: dangol workspace create "My shop" --timezone …')
        return
    print_table(
        ("workspace", "time zone", "currency", "languages", "browser key", "id"),
        (
            (
                one.name,
                one.timezone,
                one.currency,
                ",".join(one.languages),
                one.browser_key,
                one.workspace_id,
            )
            for one in found
        ),
    )
