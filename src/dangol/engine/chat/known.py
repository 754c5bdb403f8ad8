"""What a turn may know of the person who speaks, read from the record."""

from collections.abc import Iterable
from typing import Any

import msgspec

from dangol.decide.assignment import GLOBAL_HOLDOUT, is_held_out
from dangol.engine.people_state import load_person
from dangol.listen.people import Person
from dangol.listen.rules import Rules
from dangol.speak.orders import OrderEvent, fold_orders
from dangol.speak.reply import CartLine, OrderState
from dangol.store.merges import read_ids_of, read_survivor
from dangol.store.orders import read_order_events
from dangol.store.record import Record
from dangol.store.visitors import read_identifiers, read_person
from dangol.store.workspaces import Workspace


class _Said(msgspec.Struct):
    """What a call of the log says."""

    properties: dict[str, Any] = {}


_read_said = msgspec.json.Decoder(_Said).decode


class Known(msgspec.Struct, frozen=True):
    """Somebody's cart and page, as the events of the site say."""

    person_id: str
    is_held_out: bool = False
    cart: tuple[CartLine, ...] = ()
    viewing: str = ""
    """The product they looked at last in this session."""
    orders: tuple[OrderState, ...] = ()
    """Newest first; of a customer whom the shop has named, and for them alone."""


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
    if row is None:  # their first event is still on its way
        return Known(today, _is_kept_aside(today, workspace))
    person = load_person(row.person_id, row.created_at, row.state, rules)
    held = _is_held(person, workspace)
    if not is_verified and _is_named(names):
        return Known(today, held)
    orders = _orders_of(record, workspace, today, names) if is_verified else ()
    state = person.timeline.tip
    cart = tuple(CartLine(key, line.quantity) for key, line in state.cart.items())
    viewing = state.viewing or (state.recent[-1][1] if state.recent else "")
    return Known(today, held, cart, viewing, orders)


def _orders_of(
    record: Record, workspace: Workspace, person_id: str, names: Iterable[str]
) -> tuple[OrderState, ...]:
    """The orders of the one customer who this person is by the shop's word."""
    user_id = next((name[2:] for name in names if name.startswith("v:")), "")
    if not user_id:
        return ()
    with record.reading() as connection:
        ids = read_ids_of(connection, workspace.workspace_id, person_id)
        rows = read_order_events(connection, workspace.workspace_id, ids, user_id)
    events = (
        OrderEvent(row.name, row.happened_at, _read_said(row.payload).properties, row.is_vouched)
        for row in rows
    )
    return fold_orders(events, workspace.currency)


def _is_named(names: Iterable[str]) -> bool:
    return any(name.startswith("v:") for name in names)


def _is_held(person: Person, workspace: Workspace) -> bool:
    """Whether anything is withheld from this person to measure what it does."""
    if any(arm.is_held for arm in person.arms.values()):
        return True
    return _is_kept_aside(person.assignment_key, workspace)


def _is_kept_aside(assignment_key: str, workspace: Workspace) -> bool:
    return is_held_out(
        workspace.salt,
        workspace.workspace_id,
        GLOBAL_HOLDOUT,
        assignment_key,
        workspace.global_holdout_ratio,
    )
