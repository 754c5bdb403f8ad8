"""`dangol deliveries`: what is on its way to other systems, and another try for what is dead."""

from typing import Annotated

import msgspec
import typer

from dangol.cli.console import print_json, print_note
from dangol.cli.tables import print_table
from dangol.cli.workspace import URL_HELP
from dangol.cli.workspace_choice import WORKSPACE_HELP, now, opened_workspace
from dangol.store.deliveries import DeliveryRow, DeliveryState, read_deliveries, replay_dead
from dangol.store.destinations import read_destinations
from dangol.terms.errors import InputError
from dangol.terms.instants import render_instant

app = typer.Typer(
    name="deliveries", no_args_is_help=True, help="What is on its way to other systems."
)


class NotDeadError(InputError):
    """No dead delivery has that id."""

    code = "delivery.not_dead"

    def __init__(self, delivery_id: str) -> None:
        super().__init__(
            f"no dead delivery is called {delivery_id!r}",
            hint="dangol deliveries list --dead shows them",
        )


class WhichDeliveriesError(InputError):
    """Neither one delivery nor all of them were named."""

    code = "delivery.which"

    def __init__(self) -> None:
        super().__init__("which one is meant?", hint="name its id, or say --all-dead")


class ListedDelivery(msgspec.Struct, frozen=True):
    """A delivery without what it says and whom it is about."""

    delivery_id: str
    kind: str
    destination: str
    """As its operator calls it; empty where any of the kind was meant, or it is gone."""
    key: str
    state: str
    attempts: int
    problem: str
    remote_id: str
    created_at: str
    next_at: str
    """When it is tried next, at the earliest; empty where it is not."""
    done_at: str


@app.command("list")
def list_command(
    *,
    dead: Annotated[bool, typer.Option("--dead", help="Only those that could not be.")] = False,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1, max=100_000)] = 100,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list.")] = False,
) -> None:
    """List what is on its way, is there or is dead, the newest first."""
    state = DeliveryState.DEAD if dead else None
    with opened_workspace(url, workspace) as (record, found), record.reading() as connection:
        places = read_destinations(connection, found.workspace_id)
        names = {one.destination_id: one.name for one in places}
        rows = read_deliveries(connection, found.workspace_id, state=state, limit=limit)
    listed = [_listed(row, names.get(row.destination_id, "")) for row in rows]
    if as_json:
        print_json(listed)
    elif not listed:
        print_note("nothing is dead" if dead else "nothing was to be brought to anybody yet")
    else:
        _print_list(listed)


@app.command("replay")
def replay_command(
    delivery_id: Annotated[str | None, typer.Argument(help="Which one.")] = None,
    *,
    all_dead: Annotated[bool, typer.Option("--all-dead", help="All that are dead.")] = False,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Try what is dead again, with the same id. A running server brings it within a second."""
    if (delivery_id is None) is not all_dead:
        raise WhichDeliveriesError
    with opened_workspace(url, workspace) as (record, found), record.writing() as connection:
        replayed = replay_dead(connection, found.workspace_id, now(), delivery_id)
    if delivery_id is not None and not replayed:
        raise NotDeadError(delivery_id)
    if as_json:
        print_json({"replayed": replayed})
    else:
        print_note(f"{replayed} wait again")


def _listed(row: DeliveryRow, destination: str) -> ListedDelivery:
    is_waiting = row.state is DeliveryState.WAITING
    return ListedDelivery(
        delivery_id=row.delivery_id,
        kind=row.kind,
        destination=destination,
        key=row.key,
        state=row.state.value,
        attempts=row.attempts,
        problem=row.problem,
        remote_id=row.remote_id,
        created_at=render_instant(row.created_at),
        next_at=render_instant(row.next_at) if is_waiting else "",
        done_at=render_instant(row.done_at) if row.done_at else "",
    )


def _print_list(listed: list[ListedDelivery]) -> None:
    print_table(
        ("id", "to", "what", "state", "tries", "problem", "since"),
        (
            (
                one.delivery_id,
                one.destination or one.kind,
                one.key,
                one.state,
                str(one.attempts),
                one.problem,
                f"{one.created_at[:19]}Z",
            )
            for one in listed
        ),
    )
