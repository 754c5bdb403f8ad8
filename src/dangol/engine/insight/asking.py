"""A SELECT over named tables gives one figure, and can do nothing else.

A query is a stranger's text. DuckDB itself parses it, and it is walked before it runs: one
statement, SELECT only, the named tables only, functions of a short list that depend on nothing but
their arguments. Then it runs in a database of its own in memory, with no way to files, network,
settings or extensions, on one thread, with little memory and little time.
"""

import re
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from decimal import Decimal
from math import isfinite
from threading import Timer
from typing import Any, TypeAlias, cast

import msgspec
from msgspec import Struct

from dangol.insight.dossier.judge import Absence

TIME_LIMIT_S = 5.0
MEMORY = "256MB"
LONGEST_QUERY = 4_000
LONGEST_TEXT = 400
"""Of a text that is an answer."""
_FUNCTIONS = """
+ - * / // % ** ^ ~~ !~~ ~~* !~~* abs arg_max arg_min avg bool_and bool_or ceil ceiling coalesce
contains count count_if count_star date_diff date_part datediff day ends_with exp first floor
greatest last least length ln log log10 lower ltrim max max_by median min min_by mode month nullif
pow power product quantile quantile_cont quantile_disc round rtrim sign sqrt starts_with stddev
stddev_pop stddev_samp strlen substr substring sum trim trunc upper var_pop var_samp variance year
"""
FUNCTIONS = frozenset(_FUNCTIONS.split())
"""What a query may call: nothing that draws, reads a clock, a file or a setting, or makes much of
little."""
WINDOWS = frozenset(("rank", "rank_dense", "dense_rank", "row_number", "lag", "lead"))
NODES = frozenset(("SELECT_NODE", "SET_OPERATION_NODE", "CTE_NODE"))
REFERENCES = frozenset(("BASE_TABLE", "JOIN", "SUBQUERY", "EMPTY"))
_EXPRESSIONS = """
BETWEEN CASE CAST COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION OPERATOR STAR SUBQUERY TYPE
WINDOW
"""
EXPRESSIONS = frozenset(_EXPRESSIONS.split())
_TYPES = """
BIGINT BOOLEAN DATE DECIMAL DOUBLE FLOAT HUGEINT INTEGER SMALLINT TINYINT VARCHAR
"""
TYPES = frozenset(_TYPES.split())
"""What a value may be cast to."""
_VALUES = """
current_catalog current_database current_date current_role current_schema current_time
current_timestamp current_user localtime localtimestamp rowid session_user user
"""
VALUES = frozenset(_VALUES.split())
"""Names that stand for a value of their own where no column has them: clocks and settings."""
ASIDE = re.compile(r"(?!duckdb_|pg_|pragma_|sqlite_)[^\W\d]\w{0,59}")
"""What WITH may name: nothing that the database has by itself, which would be reached elsewhere."""
DEEPEST = 32
"""Brackets inside brackets: beyond that the parser itself takes long."""
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": "1",
    "memory_limit": MEMORY,
    "max_temp_directory_size": "0KB",
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    # Without this, a name in a query could be a variable of this very program.
    "python_enable_replacements": "false",
}

_Columns: TypeAlias = Mapping[str, frozenset[str] | None]

_decode = msgspec.json.Decoder(dict[str, Any]).decode


class Asked(Struct, frozen=True):
    """What a query gave, or why it gave nothing."""

    value: float | str | None = None
    absence: Absence | None = None
    detail: str = ""
    tables: tuple[str, ...] = ()
    """The tables it names."""
    columns: frozenset[str] = frozenset()
    """The columns it names."""
    has_star: bool = False
    """Whether it takes all columns somewhere."""


class Parsed(Struct, frozen=True):
    """What a query is made of; `fault` says why it may not run."""

    fault: str = ""
    is_broken: bool = False
    """Whether it is no SQL at all."""
    tables: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()
    has_star: bool = False


class Desk:
    """A database in memory that holds these tables (`pyarrow.Table`), asked one query at a time.

    `absent` are tables that queries may name although there is nothing in them.
    """

    def __init__(
        self,
        tables: Mapping[str, Any],
        *,
        absent: Iterable[str] = (),
        time_limit_s: float = TIME_LIMIT_S,
    ) -> None:
        import duckdb

        self._time_limit_s = time_limit_s
        self._columns = {
            name: frozenset(str(column).lower() for column in table.column_names)
            for name, table in tables.items()
        } | dict.fromkeys(absent)
        self._connection = duckdb.connect(":memory:", config=CONFIG)
        for name, table in tables.items():
            self._connection.register(name, table)
        self._connection.execute("SET lock_configuration = true")

    def __enter__(self) -> "Desk":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def put(self, name: str, table: Any) -> None:
        """The table stands in the place of another of its name."""
        self._connection.register(name, table)

    def parse(self, query: str) -> Parsed:
        """What the query is made of, and whether it may run."""
        return _parse(self._connection, query, self._columns)

    def ask(self, query: str, *, is_text: bool = False) -> Asked:
        """The one value that the query gives: a number, or a text where that is wanted."""
        parsed = self.parse(query)
        if parsed.fault:
            absence: Absence = "query_fault" if parsed.is_broken else "refused"
            return Asked(absence=absence, detail=parsed.fault)
        return msgspec.structs.replace(
            self.run(query, is_text=is_text),
            tables=parsed.tables,
            columns=parsed.columns,
            has_star=parsed.has_star,
        )

    def run(self, query: str, *, is_text: bool = False) -> Asked:
        """The value of a query that was parsed and may run."""
        import duckdb

        try:
            with self._limited():
                self._connection.execute(query)
                rows = self._connection.fetchmany(2)
        except duckdb.InterruptException:
            limit = f"{self._time_limit_s:g} s"
            return Asked(absence="timed_out", detail=limit)
        except (duckdb.Error, RuntimeError, MemoryError, ValueError, OverflowError) as fault:
            return Asked(absence="query_fault", detail=_first_line(fault))
        if not rows:
            return Asked(absence="no_row")
        if len(rows) > 1 or len(rows[0]) != 1:
            return Asked(absence="many_rows")
        return _value_of(rows[0][0], is_text=is_text)

    @contextmanager
    def _limited(self) -> Generator[None]:
        clock = Timer(self._time_limit_s, self._connection.interrupt)
        clock.daemon = True
        clock.start()
        try:
            yield
        finally:
            clock.cancel()
            clock.join()


def _value_of(value: Any, *, is_text: bool) -> Asked:
    if value is None:
        return Asked(absence="empty")
    if is_text:
        return Asked(value=str(value)[:LONGEST_TEXT])
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return Asked(absence="no_number", detail=str(value)[:60])
    try:
        number = float(value)
    except OverflowError:
        number = float("inf")
    return (
        Asked(value=number) if isfinite(number) else Asked(absence="no_number", detail=str(number))
    )


def _parse(connection: Any, query: str, tables: _Columns) -> Parsed:
    import duckdb

    if len(query) > LONGEST_QUERY:
        return Parsed(f"it has over {LONGEST_QUERY:,} characters")
    if _depth_of(query) > DEEPEST:
        return Parsed(f"it has over {DEEPEST} brackets inside each other")
    try:
        row = connection.execute("SELECT json_serialize_sql(?)", [query]).fetchone()
        tree = _decode(row[0])
    except (duckdb.Error, RuntimeError, ValueError, RecursionError, MemoryError) as fault:
        return Parsed(_first_line(fault), is_broken=True)
    if tree.get("error"):
        is_broken = tree.get("error_type") == "parser"
        said = str(tree.get("error_message", ""))[:200]
        return Parsed(said if is_broken else "only a SELECT may be asked", is_broken=is_broken)
    statements = tree.get("statements", [])
    if len(statements) != 1:
        return Parsed(f"there are {len(statements)} statements, where one is asked")
    return _walk(statements[0], tables)


def _walk(statement: Any, known: _Columns) -> Parsed:
    """Every node of the statement is of a known sort, or the query is refused."""
    nodes = list(_nodes(statement))
    asides = {
        str(entry.get("key")).lower() for node in nodes for entry in _entries(node.get("cte_map"))
    }
    if fault := next((one for one in sorted(asides) if not ASIDE.fullmatch(one)), ""):
        return Parsed(f"{fault[:60]} is no name for a part of a query")
    by_name = {name.lower(): name for name in known}
    tables: dict[str, None] = {}
    columns: set[str] = set()
    for node in nodes:
        fault = _fault_of(node)
        if fault:
            return Parsed(fault)
        name = str(node.get("table_name", "")).lower()
        if node.get("type") == "BASE_TABLE" and name not in asides:
            if node.get("schema_name") or node.get("catalog_name"):
                return Parsed(f"{name[:60]} is named with a schema")
            if name not in by_name:
                listed = ", ".join(sorted(known)) or "none"
                return Parsed(f"there is no table {name[:60]}; there are {listed[:200]}")
            tables[by_name[name]] = None
        if node.get("class") == "COLUMN_REF":
            columns.add(str(node.get("column_names", [""])[-1]).lower())
    held = {column for table in tables for column in known[table] or ()}
    if fault := next((one for one in sorted(columns & VALUES) if one not in held), ""):
        return Parsed(f"{fault} is not in the tables")
    has_star = any(node.get("class") == "STAR" for node in nodes)
    return Parsed(tables=tuple(tables), columns=frozenset(columns), has_star=has_star)


def _fault_of(node: Mapping[str, Any]) -> str:
    sort, kind = str(node.get("type", "")), node.get("class")
    if sort.endswith("_NODE") and sort not in NODES:
        return f"{sort.removesuffix('_NODE').lower()} may not be asked"
    if "sample" in node and "alias" in node and sort not in REFERENCES:
        return f"{sort.lower().replace('_', ' ')} may not stand where a table stands"
    if node.get("sample") is not None:
        return "a sample is another one each time"
    if node.get("at_clause") is not None:
        return "a table has no other time"
    if kind is not None and kind not in EXPRESSIONS:
        return f"{str(kind).lower()} may not be asked"
    if kind == "TYPE" and (node.get("schema") or node.get("type_name") not in TYPES):
        return f"nothing may be cast to {str(node.get('type_name'))[:60].lower()}"
    if "function_name" in node:
        name = str(node["function_name"]).lower()
        is_window = kind == "WINDOW" and name in WINDOWS
        if node.get("schema") or node.get("catalog") or (name not in FUNCTIONS and not is_window):
            return f"the function {name[:60]} may not be called"
    return ""


def _depth_of(query: str) -> int:
    depth = deepest = 0
    for sign in query:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    return deepest


def _nodes(tree: Any) -> Iterable[Mapping[str, Any]]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield cast("Mapping[str, Any]", node)
            waiting.extend(cast("Mapping[str, Any]", node).values())
        elif isinstance(node, list):
            waiting.extend(cast("list[Any]", node))


def _entries(ctes: Any) -> list[Mapping[str, Any]]:
    if not isinstance(ctes, dict):
        return []
    return cast("dict[str, list[Mapping[str, Any]]]", ctes).get("map", [])


def _first_line(fault: BaseException) -> str:
    lines = [line.strip() for line in str(fault).splitlines() if line.strip()]
    return lines[0][:200] if lines else type(fault).__name__
