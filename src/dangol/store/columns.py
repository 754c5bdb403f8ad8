"""Of which columns the tables of the record are made, the same on SQLite and PostgreSQL."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_once",
        "pk": "%(table_name)s_key",
        "fk": "%(table_name)s_%(column_0_name)s_known",
    }
)

Sequence = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts rows only in a column that is called INTEGER; it holds 64 bits all the same."""


def text_column(name: str, *, is_key: bool = False) -> Column[str]:
    """Text that is never null; unknown is empty."""
    return Column(name, Text, nullable=False, primary_key=is_key)


def number_column(name: str, *, is_key: bool = False) -> Column[int]:
    """A whole number of 64 bits that is never null; an instant that never was is 0."""
    return Column(name, BigInteger, nullable=False, primary_key=is_key, autoincrement=False)


def ratio_column(name: str) -> Column[float]:
    """A double that is never null."""
    return Column(name, Double, nullable=False)


def flag_column(name: str) -> Column[bool]:
    """A yes or a no."""
    return Column(name, Boolean, nullable=False)


def bytes_column(name: str) -> Column[bytes]:
    """Bytes that are never null: a payload, mostly JSON."""
    return Column(name, LargeBinary, nullable=False)


def shard_column() -> Column[int]:
    """The shard of the person to whom the row belongs."""
    return Column("shard", SmallInteger, nullable=False)


def count_column(name: str = "seq") -> Column[int]:
    """The primary key, counted up by the database."""
    return Column(name, Sequence, primary_key=True, autoincrement=True)


def workspace_column(*, is_key: bool = False) -> Column[str]:
    """The workspace to which the row belongs; it exists."""
    known = ForeignKey("workspaces.workspace_id")
    return Column("workspace_id", Text, known, nullable=False, primary_key=is_key)
