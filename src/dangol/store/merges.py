"""Who turned out to be whom.

A row of a conversation, an offer or a contact keeps the person id it was written with, as an event
does; it is found from any id that its person ever had. So a merge rewrites nothing, and what was
said stands as it was. Where an anonymous id changes hands, its conversations stay with whom they
were held, as the state does.
"""

from sqlalchemy import CTE, Connection, Select, Text, bindparam, select

from dangol.store import schema


def read_ids_of(connection: Connection, workspace_id: str, person_id: str) -> frozenset[str]:
    """Every id that this person has or had, that one among them.

    Law: equal for all ids of one person, in whatever order they were merged.
    """
    which = {"workspace_id": workspace_id, "person_id": person_id}
    return frozenset(connection.execute(_IDS, which).scalars())


def read_survivor(connection: Connection, workspace_id: str, person_id: str) -> str:
    """The id under which this person stands today."""
    which = {"workspace_id": workspace_id, "person_id": person_id}
    found = connection.execute(_SURVIVOR, which).scalar()
    return person_id if found is None else found


def _survivors() -> CTE:
    up = select(bindparam("person_id", type_=Text).label("id")).cte("up", recursive=True)
    return up.union(
        select(_MERGES.c.survivor_id).where(_OF_WORKSPACE, _MERGES.c.absorbed_id == up.c.id)
    )


def _ids() -> Select[str]:
    down = select(_survivors().c.id).cte("down", recursive=True)
    down = down.union(
        select(_MERGES.c.absorbed_id).where(_OF_WORKSPACE, _MERGES.c.survivor_id == down.c.id)
    )
    return select(down.c.id)


def _survivor() -> Select[str]:
    up = _survivors()
    gave_way = select(_MERGES.c.absorbed_id).where(_OF_WORKSPACE, _MERGES.c.absorbed_id == up.c.id)
    return select(up.c.id).where(~gave_way.exists())


_MERGES = schema.merges
_OF_WORKSPACE = _MERGES.c.workspace_id == bindparam("workspace_id")
_IDS, _SURVIVOR = _ids(), _survivor()
