"""Reports over the lake: Ibis expressions, run on DuckDB here and on Spark where a lake outgrows
one machine. Each returns plain rows. People are counted by the id they had at arrival.

DuckDB reads Parquet alone: it is told to fetch and load no extension, for those are downloads.
"""

from glob import escape
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from dangol.listen.names import EventName

Row = TypeVar("Row")

FUNNEL = (
    EventName.PRODUCT_VIEWED,
    EventName.PRODUCT_ADDED,
    EventName.CHECKOUT_STARTED,
    EventName.ORDER_COMPLETED,
)


class DayCount(msgspec.Struct, frozen=True):
    """How often something happened on one UTC day of receipt."""

    day: str
    call: str
    name: str
    events: int
    people: int


class DecisionCount(msgspec.Struct, frozen=True):
    """How often a playbook ended so, for that reason."""

    playbook: str
    verdict: str
    reason: str
    decisions: int
    people: int


class FunnelStep(msgspec.Struct, frozen=True):
    """How many people came this far: they did this step and every one before it, on any day."""

    name: str
    people: int
    share: float | None
    """Of the step before; None where nobody came so far."""


class DayRevenue(msgspec.Struct, frozen=True):
    """The orders of one UTC day of receipt, each order counted once."""

    day: str
    currency: str
    orders: int
    revenue_minor: int


def events_by_day(lake: Path, workspace_id: str) -> list[DayCount]:
    """Events and people by day, call and name, the first day first."""
    events = _read(lake, "events", workspace_id)
    if events is None:
        return []
    counted = (
        events.group_by(day=events.received_on.cast("string"), call=events.call, name=events.name)
        .agg(events=events.count(), people=events.person_id.nunique())
        .order_by(["day", "call", "name"])
    )
    return _rows(counted, DayCount)


def decisions_by_reason(lake: Path, workspace_id: str) -> list[DecisionCount]:
    """Decisions and people by playbook, verdict and reason."""
    decisions = _read(lake, "decisions", workspace_id)
    if decisions is None:
        return []
    counted = (
        decisions.group_by("playbook", "verdict", "reason")
        .agg(decisions=decisions.count(), people=decisions.person_id.nunique())
        .order_by(["playbook", "verdict", "reason"])
    )
    return _rows(counted, DecisionCount)


def revenue_by_day(lake: Path, workspace_id: str) -> list[DayRevenue]:
    """Orders and what they were worth, by day and currency; a repeated order counts once."""
    events = _read(lake, "events", workspace_id)
    if events is None:
        return []
    orders = events.filter(
        events.name == EventName.ORDER_COMPLETED.value, events.revenue_minor.notnull()
    )
    # An order without an id is told from the next by where it stands in the record.
    key = (orders.order_key == "").ifelse(orders.seq.cast("string"), orders.order_key)
    once = orders.group_by(order=key).agg(
        day=orders.received_on.cast("string").argmin(orders.seq),
        currency=orders.currency.argmin(orders.seq),
        revenue_minor=orders.revenue_minor.argmin(orders.seq),
    )
    counted = (
        once.group_by("day", "currency")
        .agg(orders=once.count(), revenue_minor=once.revenue_minor.sum())
        .order_by(["day", "currency"])
    )
    return _rows(counted, DayRevenue)


def funnel(lake: Path, workspace_id: str, steps: tuple[str, ...] = FUNNEL) -> list[FunnelStep]:
    """How many people came how far through the steps."""
    events = _read(lake, "events", workspace_id)
    if events is None:
        return []
    marks = {f"step_{n}": (events.name == str(step)).any() for n, step in enumerate(steps)}
    people = events.group_by("person_id").agg(**marks)
    reached: Any = None
    sums: dict[str, Any] = {}
    for mark in marks:
        reached = people[mark] if reached is None else reached & people[mark]
        sums[mark] = reached.sum()
    (row,) = people.aggregate(**sums).to_pyarrow().to_pylist()
    counts = [int(row[mark] or 0) for mark in marks]
    before = [None, *counts[:-1]]
    return [
        FunnelStep(str(name), count, count / earlier if earlier else None)
        for name, count, earlier in zip(steps, counts, before, strict=True)
    ]


def _read(lake: Path, dataset: str, workspace_id: str) -> Any:
    """The dataset as a table of Ibis, or None where no day is closed yet."""
    folder = lake / dataset / f"workspace={workspace_id}"
    if not any(folder.glob("*/part-0.parquet")):
        return None
    # ibis has types only for a part of itself; taken as Any in this one place.
    connection: Any = import_module("ibis").duckdb.connect(
        autoinstall_known_extensions=False, autoload_known_extensions=False, threads=2
    )
    files = f"{escape(str(folder))}/*/part-0.parquet"
    return connection.read_parquet(files, table_name=dataset, hive_partitioning=True)


def _rows(expression: Any, row: type[Row]) -> list[Row]:
    return msgspec.convert(expression.to_pyarrow().to_pylist(), list[row])
