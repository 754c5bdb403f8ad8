"""How many people of a company were there lately."""

from typing import NamedTuple

from sqlalchemy import Connection, Integer, func, select

from dangol.store import schema_sales
from dangol.store.holding import storable
from dangol.terms.instants import Instant

_PEOPLE = schema_sales.company_people


class CompanyCount(NamedTuple):
    """People of one company."""

    vouched: int = 0
    """Whom the site vouches for."""
    claimed: int = 0
    """Who only say so."""


def count_company(
    connection: Connection, workspace_id: str, domain: str, since: Instant
) -> CompanyCount:
    """Those who were there since; somebody of both kinds is of the first."""
    if not domain:
        return CompanyCount()
    query = (
        select(_PEOPLE.c.person_id, func.max(_PEOPLE.c.is_vouched.cast(Integer)))
        .where(
            _PEOPLE.c.workspace_id == workspace_id,
            _PEOPLE.c.domain == storable(domain),
            _PEOPLE.c.last_at > since,
        )
        .group_by(_PEOPLE.c.person_id)
    )
    seen = [bool(is_vouched) for _, is_vouched in connection.execute(query)]
    return CompanyCount(sum(seen), len(seen) - sum(seen))
