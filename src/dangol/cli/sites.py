"""`dangol workspace sites` and `identity`: who may chat with a shop, and how it names customers."""

import sys
import time
from collections.abc import Sequence
from typing import Annotated

import typer

from dangol.cli.console import print_json, print_note
from dangol.store.record import Record
from dangol.store.sites import check_site, delete_site, read_sites, write_site
from dangol.store.workspaces import Workspace
from dangol.terms.instants import Instant

URL_HELP = "The record: sqlite:///FILE or postgresql://…; else DANGOL_DATABASE_URL."
WorkspaceOption = Annotated[
    str | None,
    typer.Option(help="Its name or id; needed where there are several."),
]


def sites_command(
    *,
    workspace: WorkspaceOption = None,
    add: Annotated[
        list[str] | None, typer.Option(help="A site, as in https://shop.example.")
    ] = None,
    remove: Annotated[list[str] | None, typer.Option(help="A site that is one no longer.")] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list.")] = False,
) -> None:
    """List the sites whose pages may chat with a workspace, or change them.

    Pages of this machine (localhost) may always. A running server knows within five seconds.
    """
    from dangol.cli.workspace_choice import opened_workspace

    with opened_workspace(url, workspace) as (record, found):
        sites = change_sites(record, found, add or (), remove or ())
    if as_json:
        print_json(sites)
    elif sites:
        sys.stdout.write("\n".join(sites) + "\n")
    else:
        print_note("There is no site yet: dangol workspace sites --add https://shop.example")


def identity_command(
    *,
    workspace: WorkspaceOption = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
) -> None:
    """Print the secret with which your server signs who a customer is (JWT, HS256: sub and exp).

    Whoever has it can read any customer's conversations: keep it on your server.
    """
    from dangol.cli.workspace_choice import opened_workspace
    from dangol.server.chat.tickets import identity_secret

    with opened_workspace(url, workspace) as (_, found):
        pass
    sys.stdout.write(identity_secret(found) + "\n")
    print_note("Keep it where only your servers can read it; never in a page.")


def change_sites(
    record: Record, workspace: Workspace, add: Sequence[str], remove: Sequence[str]
) -> list[str]:
    """The sites are changed; returns all that there are now.

    Raises: UnusableSiteError (`workspace.unusable_site`); nothing is changed then.
    """
    new, old = [check_site(site) for site in add], [check_site(site) for site in remove]
    now = Instant(time.time_ns() // 1000)
    with record.writing() as connection:
        for origin in new:
            write_site(connection, workspace.workspace_id, origin, now)
        for origin in old:
            delete_site(connection, workspace.workspace_id, origin)
        return read_sites(connection, workspace.workspace_id)
