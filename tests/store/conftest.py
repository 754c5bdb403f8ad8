"""Every test of the record runs on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.postgres import fresh_database, postgres_server, postgres_url

from dangol.store.record import Record, open_record
from dangol.store.workspaces import Workspace, new_workspace
from dangol.terms.instants import Instant

__all__ = ["postgres_server", "postgres_url"]

NOW = Instant(1_793_000_000_000_000)


@pytest.fixture(params=["sqlite", "postgresql"])
def record_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty record."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/dangol.sqlite"
    else:
        yield from fresh_database(request.getfixturevalue("postgres_server"))


@pytest.fixture
def record(record_url: str) -> Iterator[Record]:
    """An open record without a workspace."""
    opened = open_record(record_url)
    yield opened
    opened.close()


@pytest.fixture
def shop(record: Record) -> Workspace:
    """A workspace of that record."""
    return record.create_workspace(
        new_workspace(
            "단골 가게",
            zone="Asia/Seoul",
            currency="KRW",
            languages=("ko", "ja"),
            now=NOW,
            chance=bytes(range(80)),
        )
    )
