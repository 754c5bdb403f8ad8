"""PostgreSQL as the record: several processes, one group of a workspace at a time."""

from typing import Any

from sqlalchemy import URL, Engine, create_engine, event

from dangol.store.sqlite import WeakRecordError

CONNECT_TIMEOUT_S = 10


def open_postgres(url: URL) -> Engine:
    """An engine whose every commit waits for the disk, whatever the server's default is.

    Raises: WeakRecordError where the server itself does not wait for its disk.
    """
    query = {"connect_timeout": str(CONNECT_TIMEOUT_S), **url.query}
    engine = create_engine(
        url.set(drivername="postgresql+psycopg", query=query),
        pool_size=4,
        max_overflow=16,
        hide_parameters=True,
    )

    def connect(connection: Any, _: object) -> None:
        _prepare(connection)

    event.listen(engine, "connect", connect)
    return engine


def _prepare(connection: Any) -> None:
    with connection.cursor() as cursor:
        for setting in ("fsync", "full_page_writes"):
            cursor.execute(f"SHOW {setting}")
            (value,) = cursor.fetchone()
            if value != "on":
                raise WeakRecordError(f"the server's setting {setting} = {value}")
        cursor.execute("SET synchronous_commit = on")
    connection.commit()
