"""What a transaction needs before it may look and then write: a hold, and text that fits."""

from sqlalchemy import Connection, func, select

HOLD_SEED = 1
"""Apart from the holds of whole workspaces, which have 0."""


def hold(connection: Connection, *name: str) -> None:
    """Nobody else holds what is so named until this transaction ends.

    On SQLite the one writer holds everything. Two holds are taken in one order everywhere:
    a conversation's row, then a hold.
    """
    if connection.dialect.name == "postgresql":
        key = func.hashtextextended("\x1f".join(name), HOLD_SEED)
        connection.execute(select(func.pg_advisory_xact_lock(key)))


def storable(text: str) -> str:
    """The text without what PostgreSQL or UTF-8 cannot hold: hostile words are kept, not obeyed."""
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()
