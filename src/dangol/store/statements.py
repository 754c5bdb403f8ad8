"""How rows and questions are said to the database's driver, spoken to directly: rows go in as
tuples, thousands at a time.

SQLite and PostgreSQL differ in the placeholder, in how a list of ids is handed over, and in how
many rows a statement takes.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import msgspec
from sqlalchemy import Table

SQLITE_VALUES = 400
"""Values in one statement; SQLite takes at least 999."""


class Statements:
    """Statements of one workspace on one cursor."""

    def __init__(self, cursor: Any, workspace_id: str, *, is_postgres: bool) -> None:
        self.workspace_id = workspace_id
        self._cursor = cursor
        self._is_postgres = is_postgres
        self._mark = "%s" if is_postgres else "?"

    def _insert(self, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            self._write(insert_into(table, columns), self._owned(rows))

    def _upsert(
        self,
        table: Table,
        columns: Sequence[str],
        rows: Sequence[Sequence[Any]],
        *,
        key: Sequence[str],
        keep: bool = False,
        stays: Sequence[str] = (),
        adds: Sequence[str] = (),
    ) -> None:
        if not rows:
            return
        changes = ", ".join(
            f"{column} = {table.name}.{column} + excluded.{column}"
            if column in adds
            else f"{column} = excluded.{column}"
            for column in columns
            if column not in key and column not in stays
        )
        action = "NOTHING" if keep else f"UPDATE SET {changes}"
        statement = f"{insert_into(table, columns)} ON CONFLICT ({', '.join(key)}) DO {action}"
        self._write(statement, self._owned(rows))

    def _owned(self, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        workspace_id = self.workspace_id
        return [(workspace_id, *row) for row in rows]

    def _write(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """The rows are written. Shape: the statement has `{}` where they stand."""
        width = len(rows[0])
        if not self._is_postgres:
            # Many rows a statement: for each one SQLite is entered, and other threads wait, once.
            at_once = SQLITE_VALUES // width
            until = len(rows) - len(rows) % at_once
            many = _with_rows(statement, "?", width, at_once)
            for start in range(0, until, at_once):
                values = list(chain.from_iterable(rows[start : start + at_once]))
                self._cursor.execute(many, values)
            rows = rows[until:]
        if rows:
            self._cursor.executemany(_with_rows(statement, self._mark, width, 1), rows)

    def _rows(self, statement: str, *values: Any) -> list[Any]:
        self._run(statement, self.workspace_id, *values)
        return self._cursor.fetchall()

    def _run(self, statement: str, *values: Any) -> None:
        self._cursor.execute(statement.replace("?", self._mark), values)

    def _among(self, column: str, of: str = "text") -> str:
        if self._is_postgres:
            return f"{column} = ANY(?::{of}[])"
        return f"{column} IN (SELECT value FROM json_each(?))"

    def _list(self, values: Iterable[Any]) -> Any:
        return list(values) if self._is_postgres else msgspec.json.encode(list(values)).decode()

    def _by(self, index: str) -> str:
        """SQLite, which counts no rows beforehand, searches by this index, or by the row's number.

        Left to itself it may take the workspace for the better key, and walk all of the table.
        """
        if self._is_postgres:
            return ""
        return f"INDEXED BY {index} " if index else "NOT INDEXED "


def insert_into(table: Table, columns: Sequence[str]) -> str:
    """The statement that adds rows; `{}` stands where they do."""
    return f"INSERT INTO {table.name} ({', '.join(('workspace_id', *columns))}) {{}}"


@lru_cache(maxsize=128)
def _with_rows(statement: str, mark: str, width: int, count: int) -> str:
    row = f"({', '.join([mark] * width)})"
    return statement.format("VALUES " + ", ".join([row] * count))
