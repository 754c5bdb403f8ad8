"""Who turned out to be whom.

A row of a conversation, an offer or a contact keeps the person id it was written with, as an event
does; it is found from any id that its person ever had. So a merge rewrites nothing, and what was
said stands as it was. Where an anonymous id changes hands, its conversations stay with whom they
were held, as the state does.
"""

from sqlalchemy import CTE, Connection, Text, literal, select

from dangol.store import schema


def read_ids_of(connection: Connection, workspace_id: str, person_id: str) -> frozenset[str]:
    """Every id that this person has or had, that one among them.

    Law: equal for all ids of one person, in whatever order they were merged.
    """
    merges = schema.merges
    up = _survivors(workspace_id, person_id)
    down = select(up.c.id).cte("down", recursive=True)
    down = down.union(
        select(merges.c.absorbed_id).where(
            merges.c.workspace_id == workspace_id, merges.c.survivor_id == down.c.id
        )
    )
    return frozenset(connection.execute(select(down.c.id)).scalars())


def read_survivor(connection: Connection, workspace_id: str, person_id: str) -> str:
    """The id under which this person stands today."""
    merges = schema.merges
    up = _survivors(workspace_id, person_id)
    gave_way = select(merges.c.absorbed_id).where(
        merges.c.workspace_id == workspace_id, merges.c.absorbed_id == up.c.id
    )
    found = connection.execute(select(up.c.id).where(~gave_way.exists())).scalar()
    return person_id if found is None else found


def _survivors(workspace_id: str, person_id: str) -> CTE:
    merges = schema.merges
    up = select(literal(person_id, Text).label("id")).cte("up", recursive=True)
    return up.union(
        select(merges.c.survivor_id).where(
            merges.c.workspace_id == workspace_id, merges.c.absorbed_id == up.c.id
        )
    )
