"""The catalogue as whoever answers reads it: in whole, and only when it has changed."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from dangol.listen.catalogue.product import Availability, Product
from dangol.store import schema
from dangol.store.record import Record
from dangol.store.unit import Unit
from dangol.terms.instants import Instant


class ShelfStamp(NamedTuple):
    """Differs whenever the products do, but for a deletion and an addition in one instant."""

    products: int
    updated_at: Instant


def read_shelf_stamp(connection: Connection, workspace_id: str) -> ShelfStamp:
    """By which a process knows that what it remembers is old."""
    table = schema.products
    query = select(func.count(), func.coalesce(func.max(table.c.updated_at), 0))
    row = connection.execute(query.where(table.c.workspace_id == workspace_id)).one()
    return ShelfStamp(*row)


def read_gone(connection: Connection, workspace_id: str, group_id: str) -> list[str]:
    """The options of that product that cannot be bought now, by id."""
    table = schema.products
    query = select(table.c.product_id).where(
        table.c.workspace_id == workspace_id,
        table.c.group_id == group_id,
        table.c.availability == Availability.OUT_OF_STOCK.value,
    )
    return list(connection.execute(query.order_by(table.c.product_id)).scalars())


def read_shelf(record: Record, workspace_id: str) -> list[Product]:
    """All products of the catalogue, by id."""
    with record.reading() as connection:
        cursor = connection.connection.cursor()
        try:
            unit = Unit(cursor, workspace_id, is_postgres=record.is_postgres)
            found = unit.read_products()
        finally:
            cursor.close()
    return [found[key] for key in sorted(found)]
