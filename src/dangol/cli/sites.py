"""`dangol workspace sites` and `identity`: who may chat with a shop, and how it names customers."""

import os
import sys
import time
from collections.abc import Sequence
from typing import Annotated

import typer

from dangol.cli.console import print_json, print_note
from dangol.server.settings import read_settings
from dangol.store.record import Record, open_record
from dangol.store.sites import check_site, delete_site, read_sites, write_site
from dangol.store.workspaces import Workspace
from dangol.terms.errors import SettingError
from dangol.terms.instants import Instant

URL_HELP = "The record: sqlite:///FILE or postgresql://…; else DANGOL_DATABASE_URL."
WorkspaceOption = Annotated[
    str | None,
    typer.Option(help="Its id, name or browser key.", show_default="the only one there is"),
]


class AmbiguousWorkspaceError(SettingError):
    """It is not clear which workspace is meant."""

    code = "workspace.ambiguous"


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
    record = open_record(url or read_settings(os.environ).database_url, is_there=True)
    try:
        found = choose_workspace(record, workspace)
        sites = change_sites(record, found, add or (), remove or ())
    finally:
        record.close()
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
    from dangol.server.chat.tickets import identity_secret

    record = open_record(url or read_settings(os.environ).database_url, is_there=True)
    try:
        found = choose_workspace(record, workspace)
    finally:
        record.close()
    sys.stdout.write(identity_secret(found) + "\n")
    print_note("Keep it where only your servers can read it; never in a page.")


def choose_workspace(record: Record, named: str | None) -> Workspace:
    """The workspace of that id, name or browser key; without one, the only one there is.

    Raises: AmbiguousWorkspaceError (`workspace.ambiguous`).
    """
    known = record.read_workspaces()
    if named is None:
        found = known
    else:
        found = [one for one in known if named in (one.workspace_id, one.name, one.browser_key)]
    if len(found) == 1:
        return found[0]
    many = "several workspaces" if found else "no workspace"
    raise AmbiguousWorkspaceError(
        f"there are {many} of that name" if named else f"there are {many}",
        hint="name one by its id, as `dangol workspace list` shows it: --workspace ID",
    )


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
