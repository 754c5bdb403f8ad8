"""Who decides: a role that stands by a word for deciding, or answers the question who does."""

from typing import NamedTuple

from dangol.speak.sales.reading.found import Found
from dangol.speak.sales.reading.patterns import pattern
from dangol.speak.sales.reading.seen import Seen

_ROLES = pattern("deciders", "roles")
_DECIDING = pattern("deciders", "deciding")
_NOT_AFTER = pattern("deciders", "not_after")
_NOT_BEFORE = pattern("deciders", "not_before")
_SELF_ROLE = pattern("deciders", "self_role")
_IS_ROLE = pattern("deciders", "is_role")
_TOGETHER = pattern("deciders", "together")
_JOINTLY = pattern("deciders", "jointly")
_VALUES = {"together": "team", "together2": "team", "self2": "self"}


class _Role(NamedTuple):
    value: str
    start: int
    end: int


def read_decider(seen: Seen, *, is_asked: bool) -> Found | None:
    """`self`, `manager`, `executive`, `team` or `other`.

    Laws: never raises.
    """
    roles = [one for one in _roles(seen) if not _is_denied(seen, one)]
    deciding = [found.span() for found in _DECIDING.finditer(seen.plain)]
    if not is_asked:
        roles = [one for one in roles if _is_deciding(seen, one, deciding)]
    if not roles:
        jointly = _JOINTLY.search(seen.plain) if is_asked else None
        return Found("team", *jointly.span()) if jointly else None
    if len({one.value for one in roles}) > 1 and _shared(seen, roles):
        return Found("team", roles[0].start, roles[-1].end)
    best = min(roles, key=lambda one: (_distance(one, deciding), -one.start))
    return Found(best.value, best.start, best.end)


def _roles(seen: Seen) -> list[_Role]:
    found: list[_Role] = []
    for match in _ROLES.finditer(seen.plain):
        value = _VALUES.get(str(match.lastgroup), str(match.lastgroup))
        # The chief who writes decides alone.
        is_own = _SELF_ROLE.search(seen.head(match.start(), 16))
        if (
            value in ("executive", "manager")
            and is_own
            and _IS_ROLE.match(seen.tail(match.end(), 12))
        ):
            value = "self"
        found.append(_Role(value, *match.span()))
    return found


def _is_denied(seen: Seen, one: _Role) -> bool:
    return bool(
        _NOT_AFTER.match(seen.tail(one.end, 30)) or _NOT_BEFORE.search(seen.head(one.start, 24))
    )


def _is_deciding(seen: Seen, one: _Role, deciding: list[tuple[int, int]]) -> bool:
    """A word for deciding stands in the same sentence, near enough."""
    first = one.start - len(seen.head(one.start, 30))
    last = one.end + len(seen.tail(one.end, 30))
    return any(first <= start and end <= last + 4 for start, end in deciding)


def _distance(one: _Role, deciding: list[tuple[int, int]]) -> int:
    """How far it stands from the word for deciding that follows it, else from one before."""
    after = [start - one.end for start, _ in deciding if start >= one.end]
    within = [0 for start, end in deciding if one.start <= start and end <= one.end]
    before = [one.start - end + 6 for _, end in deciding if end <= one.start]
    own = 4 if one.value == "self" else 0
    return min([*after, *within, *before], default=1_000) + own


def _shared(seen: Seen, roles: list[_Role]) -> bool:
    text = seen.plain[roles[0].start : min(len(seen.plain), roles[-1].end + 8)]
    return _TOGETHER.search(text) is not None
