"""`dangol operator`: the people who answer in the console, and their passwords."""

import secrets
from typing import Annotated

import msgspec
import typer

from dangol.cli.console import print_json, print_note
from dangol.cli.secret_input import read_secret
from dangol.cli.tables import print_table
from dangol.cli.workspace import URL_HELP
from dangol.cli.workspace_choice import WORKSPACE_HELP, now, opened_workspace
from dangol.server.console.passwords import LEAST, MOST, check_password, hash_password
from dangol.store.operators import NotChanged, OperatorRow, Operators, Role, plain_email
from dangol.terms.errors import InputError
from dangol.terms.ids import uuid7
from dangol.terms.instants import Instant, render_instant
from dangol.terms.languages import Language

app = typer.Typer(name="operator", no_args_is_help=True, help="Those who answer in the console.")

EMAIL_HELP = "The address they sign in with."


class UnusableOperatorError(InputError):
    """An operator cannot be so."""

    code = "operator.unusable"


class UnknownOperatorError(InputError):
    """Nobody of that address looks after the workspace."""

    code = "operator.unknown"

    def __init__(self, email: str) -> None:
        super().__init__(
            f"nobody signs in as {email!r} here",
            hint="dangol operator list shows who does",
        )


class ListedOperator(msgspec.Struct, frozen=True):
    """An operator without secrets."""

    operator_id: str
    workspace_id: str
    email: str
    name: str
    role: str
    is_disabled: bool
    created_at: str


@app.command("create")
def create_command(
    email: Annotated[str, typer.Argument(help=EMAIL_HELP)],
    *,
    name: Annotated[str, typer.Option(help="As visitors see it.")],
    role: Annotated[
        str, typer.Option(help="owner, operator (answers) or analyst (reads).")
    ] = "operator",
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Let somebody sign in to the console. The password is read, never an argument."""
    checked = _checked(email, name, role)
    with opened_workspace(url, workspace) as (record, found):
        at = now()
        password = _read_password(checked.email)
        new = checked._replace(
            operator_id=str(uuid7(at, secrets.randbits(74))),
            password_hash=hash_password(password),
            languages=",".join(found.languages),
            password_changed_at=at,
            created_at=at,
        )
        with record.writing() as connection:
            made = Operators(connection, found.workspace_id).create_operator(new)
    if isinstance(made, NotChanged):
        raise UnusableOperatorError(
            f"somebody signs in as {email!r} already",
            hint="dangol operator password changes their password",
        )
    if as_json:
        print_json(_listed(made, found.workspace_id))
    else:
        print_note(f"{made.email} may sign in to {found.name} as {made.role.value}, at /console")


@app.command("password")
def password_command(
    email: Annotated[str, typer.Argument(help=EMAIL_HELP)],
    *,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
) -> None:
    """Give an operator another password; whoever is signed in as them is out at once."""
    with opened_workspace(url, workspace) as (record, found):
        with record.reading() as connection:
            rows = Operators(connection, found.workspace_id).read_operators()
        known = next((row for row in rows if row.email == plain_email(email)), None)
        if known is None:
            raise UnknownOperatorError(email)
        hashed = hash_password(_read_password(known.email))
        with record.writing() as connection:
            Operators(connection, found.workspace_id).change_password(
                known.operator_id, hashed, now=now()
            )
    print_note(f"{known.email} has another password, and is signed out everywhere")


@app.command("list")
def list_command(
    *,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list.")] = False,
) -> None:
    """List who may sign in to a workspace's console."""
    with opened_workspace(url, workspace) as (record, found), record.reading() as connection:
        rows = Operators(connection, found.workspace_id).read_operators()
        listed = [_listed(row, found.workspace_id) for row in rows]
    if as_json:
        print_json(listed)
    elif not listed:
        print_note("nobody may sign in yet: dangol operator create EMAIL --name NAME --role owner")
    else:
        _print_list(listed)


def _checked(email: str, name: str, role: str) -> OperatorRow:
    email, name = plain_email(email), name.strip()
    if email.count("@") != 1 or not 3 <= len(email) <= 200 or not email.isprintable():
        raise UnusableOperatorError(
            f"{email!r} is no e-mail address", hint="for example mina@shop.example"
        )
    if not name or len(name) > 100 or not name.isprintable():
        raise UnusableOperatorError(
            "an operator has a name of at most 100 printable characters",
            hint='visitors see it: --name "미나"',
        )
    if role not in set(Role):
        raise UnusableOperatorError(
            f"there is no role {role!r}", hint="roles are " + ", ".join(one.value for one in Role)
        )
    nought = Instant(0)
    return OperatorRow("", email, name, Role(role), Language.KO.value, "", nought, nought, nought)


def _read_password(email: str) -> str:
    password = read_secret("Password", is_twice=True)
    weak = check_password(password, email)
    if weak is not None:
        raise UnusableOperatorError(
            f"the password is {weak.value.replace('_', ' ')}",
            hint=f"{LEAST} to {MOST} characters, asked for on a terminal, else one line of input",
        )
    return password


def _listed(row: OperatorRow, workspace_id: str) -> ListedOperator:
    return ListedOperator(
        operator_id=row.operator_id,
        workspace_id=workspace_id,
        email=row.email,
        name=row.name,
        role=row.role.value,
        is_disabled=bool(row.disabled_at),
        created_at=render_instant(row.created_at),
    )


def _print_list(listed: list[ListedOperator]) -> None:
    print_table(
        ("address", "name", "role", "since"),
        (
            (
                one.email,
                one.name,
                f"{one.role} (shut out)" if one.is_disabled else one.role,
                one.created_at[:10],
            )
            for one in listed
        ),
    )
