"""What a turn may know of the person who speaks, read from the record."""

from collections.abc import Iterable

import msgspec

from dangol.decide.assignment import GLOBAL_HOLDOUT, is_held_out
from dangol.engine.people_state import load_person
from dangol.listen.people import Person
from dangol.listen.rules import Rules
from dangol.speak.reply import CartLine
from dangol.store.merges import read_survivor
from dangol.store.record import Record
from dangol.store.visitors import read_identifiers, read_person
from dangol.store.workspaces import Workspace


class Known(msgspec.Struct, frozen=True):
    """Somebody's cart and page, as the events of the site say."""

    person_id: str
    is_held_out: bool = False
    cart: tuple[CartLine, ...] = ()
    viewing: str = ""
    """The product they looked at last in this session."""


def read_known(
    record: Record, workspace: Workspace, person_id: str, rules: Rules, *, is_verified: bool
) -> Known:
    """The person as they stand today.

    Law: of a customer whom the shop has named, nothing is told to a browser that has no word of
    the shop for it.
    """
    workspace_id = workspace.workspace_id
    with record.reading() as connection:
        today = read_survivor(connection, workspace_id, person_id)
        row = read_person(connection, workspace_id, today)
        names = read_identifiers(connection, workspace_id, today)
    if row is None:
        return Known(today)
    person = load_person(row.person_id, row.created_at, row.state, rules)
    held = _is_held(person, workspace)
    if not is_verified and _is_named(names):
        return Known(today, held)
    state = person.timeline.tip
    cart = tuple(CartLine(key, line.quantity) for key, line in state.cart.items())
    viewing = state.viewing or (state.recent[-1][1] if state.recent else "")
    return Known(today, held, cart, viewing)


def _is_named(names: Iterable[str]) -> bool:
    return any(name.startswith("v:") for name in names)


def _is_held(person: Person, workspace: Workspace) -> bool:
    """Whether anything is withheld from this person to measure what it does."""
    if any(arm.is_held for arm in person.arms.values()):
        return True
    return is_held_out(
        workspace.salt,
        workspace.workspace_id,
        GLOBAL_HOLDOUT,
        person.assignment_key,
        workspace.global_holdout_ratio,
    )
