"""Product views of late, as the log holds them."""

from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, func, select

from dangol.listen.names import EventName
from dangol.store import schema
from dangol.terms.instants import Instant

LOOKED_AT = 400_000
"""Of the record's newest events so many are gone through at most."""
MOST = 50_000
"""Views. Where there are more, the newest."""


class _Goods(msgspec.Struct):
    product_id: Any = None
    sku: Any = None


class _Said(msgspec.Struct):
    properties: _Goods


_read_said = msgspec.json.Decoder(_Said).decode


class ViewRow(NamedTuple):
    """Somebody looked at a product."""

    person_id: str
    """As it was then."""
    product_id: str
    """As the event calls it."""
    happened_at: Instant


def read_views(
    connection: Connection, workspace_id: str, since: Instant, *, limit: int = MOST
) -> list[ViewRow]:
    """The newest product views that were received since, at most `limit`."""
    table = schema.events
    newest = select(func.coalesce(func.max(table.c.seq), 0)).scalar_subquery()
    query = (
        select(table.c.person_id, table.c.payload, table.c.happened_at)
        .where(
            table.c.workspace_id == workspace_id,
            table.c.received_at >= since,
            table.c.seq > newest - LOOKED_AT,
            table.c.call == "track",
            table.c.name == EventName.PRODUCT_VIEWED.value,
        )
        .order_by(table.c.received_at.desc())
        .limit(limit)
        .execution_options(yield_per=2_000)
    )
    found: list[ViewRow] = []
    for person_id, payload, happened_at in connection.execute(query):
        try:
            goods = _read_said(bytes(payload)).properties
        except msgspec.MsgspecError:
            continue  # a view of nothing
        named = goods.product_id if goods.product_id is not None else goods.sku
        if isinstance(named, str | int) and not isinstance(named, bool):
            found.append(ViewRow(person_id, str(named), happened_at))
    return found
