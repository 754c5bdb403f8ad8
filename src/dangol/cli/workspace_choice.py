"""Which workspace a command means, and the record that holds it."""

import time
from collections.abc import Generator
from contextlib import contextmanager

from dangol.cli.workspace import open_chosen_record
from dangol.store.record import Record
from dangol.store.workspaces import Workspace
from dangol.terms.errors import InputError
from dangol.terms.instants import Instant

WORKSPACE_HELP = "Its name or id; needed where there are several."
MOST_SHOWN = 10


class UnclearWorkspaceError(InputError):
    """It cannot be told which workspace is meant."""

    code = "workspace.unclear"

    def __init__(self, given: str | None, known: list[str]) -> None:
        if not known:
            said, hint = (
                "there is no workspace yet",
                'dangol workspace create "My shop" --timezone …',
            )
        elif given is None:
            said = f"which of the {len(known)} workspaces is meant?"
            hint = "name it with --workspace: " + ", ".join(known[:MOST_SHOWN])
        else:
            said = f"there is no one workspace {given!r}"
            hint = "there are " + ", ".join(known[:MOST_SHOWN]) + "; an id is never shared"
        super().__init__(said, hint=hint)


@contextmanager
def opened_workspace(url: str | None, given: str | None) -> Generator[tuple[Record, Workspace]]:
    """The record, open while the block runs, and the workspace that is meant.

    Raises: UnclearWorkspaceError (`workspace.unclear`); RecordErrors and SettingErrors.
    """
    record = open_chosen_record(url, is_there=True)
    try:
        yield record, chosen_workspace(record, given)
    finally:
        record.close()


def chosen_workspace(record: Record, given: str | None) -> Workspace:
    """The workspace of that id or name; the only one there is where none is given.

    Raises: UnclearWorkspaceError (`workspace.unclear`).
    """
    known = record.read_workspaces()
    found = known if given is None else [one for one in known if one.workspace_id == given]
    found = found or [one for one in known if one.name == given]
    if len(found) != 1:
        raise UnclearWorkspaceError(given, [f"{one.name} ({one.workspace_id})" for one in known])
    return found[0]


def now() -> Instant:
    """The instant by the machine's clock."""
    return Instant(time.time_ns() // 1000)
