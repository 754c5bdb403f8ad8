"""A query gives one figure from the named tables, and can do nothing else."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from dangol.engine.insight.asking import Desk

TABLE = pa.table({"kind": ["B2C", "B2B", "mixed"], "customers": [1264.0, 239.0, 200.0]})
SECRET = "a variable of this program"
this_module = pa.table({"secret": [SECRET]})


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk({"mix": TABLE}, absent=["gone"], time_limit_s=2.0) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("SELECT sum(customers) FROM mix", 1703.0),
        ("SELECT sum(customers) FILTER (WHERE kind = 'B2B') / sum(customers) FROM mix", 239 / 1703),
        ("SELECT customers FROM mix WHERE kind LIKE 'B2C%'", 1264.0),
        ("WITH large AS (SELECT * FROM mix WHERE customers > 220) SELECT count(*) FROM large", 2.0),
        ("SELECT max(a.customers - b.customers) FROM mix a JOIN mix b ON a.kind <> b.kind", 1064.0),
        ("SELECT CASE WHEN count(*) > 2 THEN 1 ELSE 0 END FROM mix", 1.0),
        ("FROM mix SELECT round(avg(customers), 1)", 567.7),
        ("SELECT CAST(min(customers) AS INTEGER) FROM MIX;", 200.0),
        ("SELECT customers FROM mix UNION SELECT customers FROM mix ORDER BY 1 LIMIT 1", 200.0),
        (
            "SELECT count(*) FROM (SELECT rank() OVER (ORDER BY kind) AS r FROM mix) WHERE r < 3",
            2.0,
        ),
    ],
)
def test_a_select_gives_its_figure(desk: Desk, query: str, value: float) -> None:
    asked = desk.ask(query)
    assert (asked.value, asked.absence, asked.tables) == (value, None, ("mix",))


@pytest.mark.parametrize(
    "query",
    [
        # files and network
        "SELECT count(*) FROM read_text('{file}')",
        "SELECT count(*) FROM read_csv('{file}')",
        "SELECT count(*) FROM '{file}'",
        "SELECT count(*) FROM read_parquet('http://127.0.0.1:1/x.parquet')",
        "SELECT count(*) FROM glob('/*')",
        "SELECT (SELECT content FROM read_text('{file}'))",
        "WITH x AS (SELECT * FROM read_blob('{file}')) SELECT count(*) FROM x",
        "COPY (SELECT 1) TO '{file}.out'",
        "COPY mix FROM '{file}'",
        "EXPORT DATABASE '{file}.out'",
        "ATTACH '{file}.db' AS other",
        "SELECT 1 INTO OUTFILE '{file}.out'",
        # settings and extensions
        "SET threads = 4",
        "SET lock_configuration = false",
        "PRAGMA version",
        "INSTALL httpfs",
        "LOAD httpfs",
        "CALL pragma_version()",
        "SELECT current_setting('memory_limit')",
        "SELECT count(*) FROM duckdb_settings()",
        "SELECT count(*) FROM pragma_version()",
        "SELECT count(*) FROM information_schema.tables",
        "SELECT count(*) FROM pg_catalog.pg_settings",
        "SELECT count(*) FROM sqlite_master",
        "SELECT getenv('HOME')",
        # a part of the query that lends its name to something else
        "SELECT (WITH sqlite_master AS (SELECT 1) SELECT 1) + count(*) FROM sqlite_master",
        "SELECT (WITH pg_settings AS (SELECT 1) SELECT 1) + count(*) FROM pg_settings",
        "SELECT (WITH duckdb_tables AS (SELECT 1) SELECT 1) + count(*) FROM duckdb_tables",
        'SELECT (WITH "{file}" AS (SELECT 1) SELECT 1) + count(*) FROM "{file}"',
        "SELECT (WITH this_module AS (SELECT 1) SELECT 1) + count(*) FROM this_module",
        # writing
        "INSERT INTO mix VALUES ('x', 1)",
        "UPDATE mix SET customers = 1",
        "DELETE FROM mix",
        "DROP VIEW mix",
        "CREATE TABLE other AS SELECT * FROM mix",
        "CREATE MACRO sum(a) AS 1",
        "WITH gone_too AS (DELETE FROM mix RETURNING *) SELECT count(*) FROM gone_too",
        # more than one, or something else than one SELECT
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP VIEW mix",
        "EXPLAIN ANALYZE SELECT 1",
        "PREPARE x AS SELECT 1",
        "SELECT count(*) FROM query('SELECT 1')",
        "SELECT count(*) FROM query_table('mix')",
        "SELECT ?",
        "SELECT $one",
        # this program's own variables
        "SELECT count(*) FROM this_module",
        "SELECT count(*) FROM TABLE",
        # another answer each time
        "SELECT random()",
        "SELECT now()",
        "SELECT year(current_date)",
        "SELECT CAST(current_timestamp AS VARCHAR)",
        "SELECT customers + (SELECT length(current_user)) FROM mix LIMIT 1",
        "SELECT count(*) FROM mix USING SAMPLE 1",
        "SELECT uuid()",
        "SELECT nextval('x')",
        # much from little
        "SELECT length(repeat('x', 3000000000))",
        "SELECT length(lpad('x', 2000000000, 'y'))",
        "SELECT count(*) FROM range(1000000000000)",
        "SELECT len(range(1000000000))",
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT sum(n) FROM r",
        "SELECT list_sum(list_transform([1, 2], x -> x))",
        "SELECT " + "(" * 41 + "1" + ")" * 41,
        "SELECT " + "(" * 3000 + "1" + ")" * 900,
    ],
)
def test_nothing_else_may_be_asked(desk: Desk, tmp_path: Path, query: str) -> None:
    file = tmp_path / "secret.csv"
    file.write_text("secret\n1\n", "utf-8")
    began_s = time.monotonic()
    asked = desk.ask(query.replace("{file}", str(file)))
    assert asked.value is None
    assert asked.absence in ("refused", "query_fault"), asked
    assert SECRET not in asked.detail and this_module is not None
    assert time.monotonic() - began_s < 2.0
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret.csv"]
    assert desk.ask("SELECT sum(customers) FROM mix").value == 1703.0


def test_the_database_itself_has_no_way_out_even_where_the_list_were_wrong(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "secret.csv"
    file.write_text("secret\n1\n", "utf-8")
    for query in (
        f"SELECT count(*) FROM read_csv('{file}')",
        f"SELECT count(*) FROM '{file}'",
        "SELECT count(*) FROM this_module",
        f"COPY mix TO '{tmp_path}/out.csv'",
        f"ATTACH '{tmp_path}/out.db'",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "INSTALL httpfs",
    ):
        asked = desk.run(query)  # past the reading of the query
        assert asked.absence == "query_fault", query
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret.csv"]


def test_a_query_that_takes_long_is_ended_and_the_next_one_answers() -> None:
    many = pa.table({"n": list(range(2_000))})
    with Desk({"many": many}, time_limit_s=0.2) as desk:
        began_s = time.monotonic()
        crossed = ", ".join(f"many t{number}" for number in range(6))
        asked = desk.ask(f"SELECT sum(t0.n * t1.n * t2.n % 7 + t3.n + t4.n + t5.n) FROM {crossed}")
        assert asked.absence == "timed_out"
        assert time.monotonic() - began_s < 10.0
        assert desk.ask("SELECT max(n) FROM many").value == 1999.0


@pytest.mark.parametrize(
    ("query", "absence"),
    [
        ("SELECT customers FROM mix WHERE kind = 'none'", "no_row"),
        ("SELECT customers FROM mix", "many_rows"),
        ("SELECT customers, kind FROM mix LIMIT 1", "many_rows"),
        ("SELECT max(customers) FROM mix WHERE kind = 'none'", "empty"),
        ("SELECT kind FROM mix LIMIT 1", "no_number"),
        ("SELECT customers > 1 FROM mix LIMIT 1", "no_number"),
        ("SELECT customers / 0 FROM mix LIMIT 1", "no_number"),
        ("SELECT nothing FROM mix", "query_fault"),
        ("SELEKT 1", "query_fault"),
        ("", "refused"),
        ("SELECT count(*) FROM elsewhere", "refused"),
    ],
)
def test_what_is_not_one_number_is_no_figure_and_says_why(
    desk: Desk, query: str, absence: str
) -> None:
    asked = desk.ask(query)
    assert (asked.value, asked.absence) == (None, absence)


def test_a_column_may_have_the_name_of_a_clock() -> None:
    dated: Any = pa.table({"current_date": [7.0]})
    with Desk({"t": dated}) as desk:
        assert desk.ask("SELECT current_date FROM t").value == 7.0


def test_a_text_is_an_answer_only_where_one_is_wanted(desk: Desk) -> None:
    query = "SELECT kind FROM mix WHERE customers = 239"
    assert desk.ask(query, is_text=True).value == "B2B"
    assert desk.ask(query).absence == "no_number"
