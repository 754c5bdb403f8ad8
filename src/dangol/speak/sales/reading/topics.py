"""What a buyer needs: the topic whose words stand in the text most, then first."""

from collections.abc import Mapping

from dangol.speak.sales.reading.found import Found
from dangol.speak.sales.reading.names import Named, stems_in
from dangol.speak.sales.reading.patterns import pattern
from dangol.speak.sales.reading.seen import Seen

_NOT_WANTED = pattern("topics", "not_wanted")
_NOT_LED = pattern("topics", "not_led")


def read_topic(names: Mapping[str, tuple[str, ...]], seen: Seen) -> Found | None:
    """The id of the need that is spoken of.

    Laws: never raises.
    """
    found = [one for one in stems_in(names, seen) if not _is_unwanted(seen, one)]
    if not found:
        return None
    weights: dict[str, int] = {}
    for one in found:
        weights[one.key] = weights.get(one.key, 0) + 1
    best = max(found, key=lambda one: (weights[one.key], -one.start))
    return Found(*best)


def _is_unwanted(seen: Seen, one: Named) -> bool:
    return bool(
        _NOT_WANTED.match(seen.tail(one.end, 24)) or _NOT_LED.search(seen.head(one.start, 30))
    )
