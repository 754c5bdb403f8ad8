"""The lake: every day that is over, as Parquet, without anything that names or reaches a person.

    lake/events/workspace=ID/received_on=2026-11-01/part-0.parquet      by the UTC day of receipt
    lake/decisions/workspace=ID/decided_on=2026-11-01/part-0.parquet    by the UTC day of decision

For each workspace and dataset: count the record's rows by day; a day whose file is missing, or was
written from another number of rows, is written again, whole; `lake_days` says with which checksum.
So closing twice changes nothing, a late decision finds its way, and a lost lake can be made anew.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Table, delete, func, insert, select

from dangol.store import schema
from dangol.store.lake_rows import (
    LakeDecision,
    LakeEvent,
    Words,
    lake_decision,
    lake_event,
    note_event,
)
from dangol.store.parquet import checksum_of, write_parquet
from dangol.store.record import Record
from dangol.store.rows import DecisionRow, EventRow
from dangol.store.workspaces import Workspace
from dangol.terms.instants import DAY_US, EPOCH, MINUTE_US, Instant

CLOSES_AFTER_US = 15 * MINUTE_US
"""How long after midnight a group received before it may still be being written."""
BATCH_ROWS = 20_000

_EVENT = ("seq", *EventRow._fields)
_SEEN_FROM_OUTSIDE = ("product_id", "sku", "group_id", "category")


class ClosedDay(msgspec.Struct, frozen=True):
    """One day of one dataset that stands in the lake."""

    workspace_id: str
    dataset: str
    day: str
    """UTC, as 2026-11-01."""
    file: str
    """Below the lake's folder."""
    rows: int
    sha256: str


class _Dataset(NamedTuple):
    name: str
    table: Table
    instant: str
    """The column whose UTC day parts it."""
    partition: str
    row_type: type[LakeEvent] | type[LakeDecision]
    read: Callable[["_Day"], Iterator[Sequence[NamedTuple]]]


class _Day(NamedTuple):
    connection: Connection
    workspace: Workspace
    from_: Instant
    until: Instant


def close_days(
    record: Record, lake: Path, now: Instant, *, progress: Callable[[int], None] | None = None
) -> list[ClosedDay]:
    """Every UTC day that is over stands in the lake; returns those that were written now.

    `progress` is told how many rows are written so far, after each day.
    Raises: LakeUnwritableError; RecordErrors.
    """
    written: list[ClosedDay] = []
    rows = 0
    for workspace in record.read_workspaces():
        for dataset in DATASETS:
            for closed in _close(record, lake, workspace, dataset, now):
                written.append(closed)
                rows += closed.rows
                if progress is not None:
                    progress(rows)
    return written


def check_lake(record: Record, lake: Path) -> list[str]:
    """The files that are missing or differ from what was written; closing days mends them.

    A file found different is taken out of `lake_days`, so that it is written again.
    """
    days = schema.lake_days
    bad: list[str] = []
    with record.reading() as connection:
        rows = connection.execute(select(days.c.file, days.c.sha256).order_by(days.c.file)).all()
    for file, checksum in rows:
        if not (lake / file).is_file() or checksum_of(lake / file) != checksum:
            bad.append(file)
    if bad:
        with record.writing() as connection:
            connection.execute(delete(days).where(days.c.file.in_(bad)))
    return bad


def _close(
    record: Record, lake: Path, workspace: Workspace, dataset: _Dataset, now: Instant
) -> Iterator[ClosedDay]:
    end = Instant((now - CLOSES_AFTER_US) // DAY_US * DAY_US)
    with record.reading() as connection:
        counts = _count_days(connection, workspace, dataset, end)
        known = _known_days(connection, workspace, dataset)
    for day in sorted(counts.keys() | known.keys()):
        rows, file = known.get(day, (0, ""))
        if counts.get(day) == rows and (lake / file).is_file():
            continue
        if day in counts:
            with record.reading() as connection:
                closed = _write_day(connection, lake, workspace, dataset, day)
            _remember(record, closed, now)
            yield closed
        elif file:
            (lake / file).unlink(missing_ok=True)
            gone = ClosedDay(workspace.workspace_id, dataset.name, _iso(day), file, 0, "")
            _remember(record, gone, now)


def _count_days(
    connection: Connection, workspace: Workspace, dataset: _Dataset, end: Instant
) -> dict[int, int]:
    columns = dataset.table.c
    instant = columns[dataset.instant]
    day = (instant // DAY_US).label("day")
    rows = connection.execute(
        select(day, func.count())
        .where(columns.workspace_id == workspace.workspace_id, instant < end)
        .group_by(day)
    )
    return {int(number): count for number, count in rows}


def _known_days(
    connection: Connection, workspace: Workspace, dataset: _Dataset
) -> dict[int, tuple[int, str]]:
    days = schema.lake_days.c
    rows = connection.execute(
        select(days.day, days.rows, days.file).where(
            days.workspace_id == workspace.workspace_id, days.dataset == dataset.name
        )
    )
    return {_number(day): (count, file) for day, count, file in rows}


def _remember(record: Record, closed: ClosedDay, now: Instant) -> None:
    days = schema.lake_days
    which = (
        days.c.workspace_id == closed.workspace_id,
        days.c.dataset == closed.dataset,
        days.c.day == closed.day,
    )
    with record.writing() as connection:
        connection.execute(delete(days).where(*which))
        if closed.rows:
            values = {**msgspec.structs.asdict(closed), "closed_at": now}
            connection.execute(insert(days), values)


def _write_day(
    connection: Connection, lake: Path, workspace: Workspace, dataset: _Dataset, day: int
) -> ClosedDay:
    folder = f"{dataset.name}/workspace={workspace.workspace_id}/{dataset.partition}={_iso(day)}"
    file = f"{folder}/part-0.parquet"
    bounds = Instant(day * DAY_US), Instant((day + 1) * DAY_US)
    batches = dataset.read(_Day(connection, workspace, *bounds))
    count = write_parquet(lake / file, dataset.row_type, batches)
    checksum = checksum_of(lake / file)
    return ClosedDay(workspace.workspace_id, dataset.name, _iso(day), file, count, checksum)


def _events(day: _Day) -> Iterator[Sequence[LakeEvent]]:
    """Two walks over the day: the words first, for only shared ones are written out."""
    words = Words(_catalogued(day))
    table = schema.events
    query = _of_day(table, [table.c[name] for name in _EVENT], table.c.received_at, day)
    for rows in _walk(day.connection, query):
        for row in rows:
            note_event(words, EventRow(*row[1:]))
    salt, currency = day.workspace.salt, day.workspace.currency
    for rows in _walk(day.connection, query):
        yield [lake_event(row[0], EventRow(*row[1:]), words, salt, currency) for row in rows]


def _decisions(day: _Day) -> Iterator[Sequence[LakeDecision]]:
    words = Words(_catalogued(day))
    table = schema.decisions
    columns = [table.c[name] for name in DecisionRow._fields]
    query = _of_day(table, columns, table.c.decided_at, day)
    for rows in _walk(day.connection, query):
        for row in rows:
            words.note(row.subject, row.person_id)
    for rows in _walk(day.connection, query):
        yield [lake_decision(DecisionRow(*row), words, day.workspace.salt) for row in rows]


def _of_day(table: Table, columns: Sequence[Any], instant: Any, day: _Day) -> Any:
    return (
        select(*columns)
        .where(
            table.c.workspace_id == day.workspace.workspace_id,
            instant >= day.from_,
            instant < day.until,
        )
        .order_by(instant, *table.primary_key.columns)
    )


def _walk(connection: Connection, query: Any) -> Iterator[Sequence[Any]]:
    yield from connection.execute(query.execution_options(yield_per=BATCH_ROWS)).partitions()


def _catalogued(day: _Day) -> Iterator[str]:
    columns = [schema.products.c[name] for name in _SEEN_FROM_OUTSIDE]
    query = select(*columns).where(schema.products.c.workspace_id == day.workspace.workspace_id)
    for row in day.connection.execute(query):
        yield from row


def _iso(day: int) -> str:
    return (EPOCH.date() + timedelta(days=day)).isoformat()


def _number(day: str) -> int:
    return (date.fromisoformat(day) - EPOCH.date()).days


DATASETS = (
    _Dataset("events", schema.events, "received_at", "received_on", LakeEvent, _events),
    _Dataset("decisions", schema.decisions, "decided_at", "decided_on", LakeDecision, _decisions),
)
