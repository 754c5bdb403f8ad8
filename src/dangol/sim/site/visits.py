"""What a sample site remembers of its browsers, and for how many."""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

MOST_VISITS = 20_000
"""Beyond this the visit that was quiet for longest is forgotten."""


class HasToken(Protocol):
    """A visit is found by a secret of its browser."""

    @property
    def token(self) -> str: ...


VisitT = TypeVar("VisitT", bound=HasToken)


class Visits(Generic[VisitT]):
    """Every browser that came lately."""

    def __init__(self, make: Callable[[str], VisitT]) -> None:
        self._make = make
        self._kept: OrderedDict[str, VisitT] = OrderedDict()

    def visit_of(self, token: str | None) -> VisitT:
        """The visit with that token, or a new one with a token of its own."""
        visit = self._kept.get(token or "")
        if visit is None:
            visit = self._make(secrets.token_urlsafe(18))
            self._kept[visit.token] = visit
            if len(self._kept) > MOST_VISITS:
                self._kept.popitem(last=False)
        self._kept.move_to_end(visit.token)
        return visit
