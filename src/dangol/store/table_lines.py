"""A table as JSON lines: rows as lists in the order of the primary key, bytes as base64.

The same rows give the same lines on either engine, so that sums over them can be compared.
"""

import math
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Boolean, Connection, Double, LargeBinary, Table, Text, select

from dangol.store.manifest import TableSum

BATCH_ROWS = 5_000
"""Rows held in memory at once."""


def sum_table(
    connection: Connection, table: Table, on_lines: Callable[[bytes, int], None] | None = None
) -> TableSum:
    """What the table holds now; `on_lines` is given its lines, some thousand rows at a time."""
    digest, count = sha256(), 0
    for lines, rows in table_lines(connection, table):
        digest.update(lines)
        count += rows
        if on_lines is not None:
            on_lines(lines, rows)
    return TableSum(str(table.name), columns_of(table), count, digest.hexdigest())


def columns_of(table: Table) -> tuple[str, ...]:
    """The columns in the order of a line."""
    return tuple(str(column.name) for column in table.columns)


def table_lines(connection: Connection, table: Table) -> Iterator[tuple[bytes, int]]:
    """The table's JSON lines, some thousand rows at a time, with how many they are."""
    is_postgres = connection.dialect.name == "postgresql"
    keys = [
        # In the order of bytes, as SQLite has it, whatever the database's own collation.
        key.collate("C") if is_postgres and isinstance(key.type, Text) else key
        for key in table.primary_key.columns
    ]
    has_floats = any(isinstance(column.type, Double) for column in table.columns)
    encode = msgspec.json.Encoder().encode
    query = select(table).order_by(*keys).execution_options(yield_per=BATCH_ROWS)
    for rows in connection.execute(query).partitions():
        plain = [_spelled(row) if has_floats else tuple(row) for row in rows]
        yield b"".join(encode(row) + b"\n" for row in plain), len(plain)


def _spelled(row: Any) -> list[Any]:
    """The row with infinities as words: JSON has no number for them."""
    return [
        str(value) if isinstance(value, float) and not math.isfinite(value) else value
        for value in row
    ]


def line_type(table: Table) -> Any:
    """What msgspec makes of a line: a tuple of the columns' types."""
    kinds: list[Any] = []
    for column in table.columns:
        kind: Any = int
        if isinstance(column.type, Text):
            kind = str
        elif isinstance(column.type, LargeBinary):
            kind = bytes
        elif isinstance(column.type, Boolean):
            kind = bool
        elif isinstance(column.type, Double):
            kind = float | str
        kinds.append(kind | None if column.nullable else kind)
    return tuple[tuple(kinds)]
