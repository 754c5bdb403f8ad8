"""What products are called."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from dangol.store import schema


def read_titles(
    connection: Connection, workspace_id: str, product_ids: Iterable[str]
) -> dict[str, str]:
    """What products are called, by id or by group."""
    table, wanted = schema.products, sorted({one for one in product_ids if one})
    if not wanted:
        return {}
    mine = table.c.workspace_id == workspace_id
    titles: dict[str, str] = {}
    for key in (table.c.group_id, table.c.product_id):
        query = select(key, table.c.title).where(mine, key.in_(wanted))
        titles.update({str(found): str(title) for found, title in connection.execute(query)})
    return titles
