"""The promise: a record from nothing, or from any released revision, has the tables of the code."""

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, insert, inspect, make_url
from tests.store.conftest import NOW

from dangol.listen.catalogue.product import Product
from dangol.store import schema
from dangol.store.migrate import (
    RecordAheadError,
    RecordBehindError,
    migrate,
    migration_config,
)
from dangol.store.products import PRODUCT_COLUMNS, product_row
from dangol.store.record import Record, open_record
from dangol.store.workspaces import new_workspace, row_of

DRIVERS = {"sqlite": "sqlite", "postgr": "postgresql+psycopg"}
SHOP = new_workspace(
    "단골 가게", zone="Asia/Seoul", currency="KRW", languages=("ko",), now=NOW, chance=b"x" * 80
).workspace
TEAPOT = Product(product_id="T-1", group_id="T-1", title="南部鉄瓶")


def test_the_migrations_from_nothing_make_the_tables_of_the_code(record: Record) -> None:
    with record.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_the_tables_made_directly_have_the_same_columns_in_the_same_order(record: Record) -> None:
    with record.reading() as connection:
        found = inspect(connection)
        for table in schema.metadata.sorted_tables:
            names = [column["name"] for column in found.get_columns(table.name)]
            assert names == [column.name for column in table.columns], table.name


def test_the_revision_in_the_code_is_the_newest_migration(record: Record) -> None:
    with record.reading() as connection:
        scripts = ScriptDirectory.from_config(migration_config(connection))
    assert scripts.get_heads() == [schema.REVISION]


def test_opening_again_changes_nothing(record_url: str, record: Record) -> None:
    again = open_record(record_url, migrate=False)
    assert again.read_workspaces() == []
    again.close()


def test_a_record_that_may_not_be_migrated_is_refused(record_url: str) -> None:
    with pytest.raises(RecordBehindError, match="revision none"):
        open_record(record_url, migrate=False)


def test_a_record_of_a_newer_version_is_refused_and_left_alone(
    record_url: str, record: Record
) -> None:
    with record.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(RecordAheadError, match="9999"):
        open_record(record_url)
    with record.reading() as connection:
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    assert version == "9999"


def test_a_record_of_the_first_revision_keeps_its_rows(record_url: str) -> None:
    engine = create_engine(make_url(record_url).set(drivername=DRIVERS[record_url[:6]]))
    with engine.begin() as connection:
        migrate(connection, "0001")
        known = row_of(SHOP)._asdict()
        del known["hours"]  # which came with a later revision
        connection.execute(insert(schema.workspaces), known)
        product = dict(zip(PRODUCT_COLUMNS, product_row(TEAPOT, NOW), strict=True))
        del product["details"]
        connection.execute(insert(schema.products), product | {"workspace_id": SHOP.workspace_id})
    engine.dispose()
    record = open_record(record_url)
    assert record.read_workspaces() == [SHOP]
    with record.transaction(SHOP.workspace_id) as unit:
        assert unit.read_products() == {"T-1": TEAPOT}
    record.close()
    open_record(record_url, migrate=False).close()


def test_a_migration_that_fails_leaves_nothing(
    record_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(op, "execute", fail)
    with pytest.raises(ZeroDivisionError):
        open_record(record_url)
    monkeypatch.undo()
    record = open_record(record_url)
    assert record.read_workspaces() == []
    record.close()


def test_every_table_of_a_person_carries_workspace_and_shard() -> None:
    of_nobody = {"workspaces", "backups", "seen", "login_attempts"}
    for table in schema.metadata.sorted_tables:
        assert "workspace_id" in table.c or table.name in of_nobody, table.name
        if "person_id" in table.c or "survivor_id" in table.c:
            assert "shard" in table.c, table.name
