"""Which tool is used today: named, and said to be in use or to be left.

A tool that is not used, was used before, is compared, is to be moved to, or of which somebody asks
whether it can be connected, is none. A name alone counts where it was asked for.
"""

import re
from collections.abc import Mapping

from dangol.speak.sales.reading.found import Found
from dangol.speak.sales.reading.names import Named, names_in, stems_in
from dangol.speak.sales.reading.patterns import pattern
from dangol.speak.sales.reading.seen import Seen

NONE = "none"
"""The id of what is understood only as an answer: nothing is used."""

_USED = pattern("tools", "used")
_LED = pattern("tools", "led")
_NOT_USED = pattern("tools", "not_used")
_NOT_LED = pattern("tools", "not_led")
_BEFORE = pattern("tools", "before")
_BEFORE_AFTER = pattern("tools", "before_after")
_ASKED = pattern("tools", "asked")
_ASKED_LED = pattern("tools", "asked_led")
_COMPARED = pattern("tools", "compared")
_COMPARED_LED = pattern("tools", "compared_led")
_TARGET = pattern("tools", "target")
_STILL_USED = re.compile(r"^[^.!?\n]{0,8}(?:쓰|사용 ?중|이용 ?중|使って)")
_FROM = re.compile(r"(?:from|support with) ?$")
_LEFT = re.compile("^(?:에서|から)")
_LIST = pattern("tools", "list")
_NONE_SAID = pattern("tools", "none_said")
_WISHED = pattern("tools", "wished")
_ARRIVED = pattern("tools", "arrived")
_ARRIVED_LED = pattern("tools", "arrived_led")
_ON_LED = pattern("tools", "on_led")
_ALONE_BEFORE = pattern("tools", "by_itself_before")
_ALONE_AFTER = pattern("tools", "by_itself_after")


def read_tool(names: Mapping[str, tuple[str, ...]], seen: Seen, *, is_asked: bool) -> Found | None:
    """The id of the tool that is used today.

    Laws: never raises.
    """
    tools = {key: words for key, words in names.items() if key != NONE}
    found = names_in(tools, seen)
    best: tuple[int, Found] | None = None
    for place, one in enumerate(found):
        rank = _rank(seen, found, place, is_asked=is_asked)
        if rank and (best is None or rank > best[0]):
            best = rank, Found(one.key, one.start, one.end)
    if best is not None:
        return best[1]
    if NONE not in names or found:
        return None
    said = _NONE_SAID.search(seen.plain)
    if said and not seen.is_question(said.end()):
        return Found(NONE, *said.span())
    if is_asked:
        nothing = stems_in({NONE: names[NONE]}, seen)
        if nothing:
            return Found(NONE, nothing[0].start, nothing[0].end)
    return None


def _rank(seen: Seen, found: list[Named], place: int, *, is_asked: bool) -> int:
    one = found[place]
    tail, head = seen.tail(one.end, 50), seen.head(one.start, 60)
    after = found[place + 1] if place + 1 < len(found) else None
    own = tail
    if after is not None and after.start - one.end < len(tail):
        between = seen.plain[one.end : after.start]
        if _is_list(between):
            # 젠데스크랑 슬랙 쓰는데: what follows the last of a list is said of all.
            tail = seen.tail(after.end, 50)
            own = tail
        else:
            own = tail[: len(between)]
    if place and _is_list(seen.plain[found[place - 1].end : one.start]):
        head = seen.head(found[place - 1].start, 60)
    if _NOT_USED.match(own) or _NOT_LED.search(head) or _BEFORE_AFTER.match(own):
        return 0
    if _ARRIVED.match(own) or _ARRIVED_LED.search(head):
        return 6
    if _BEFORE.search(head) or _TARGET.match(own):
        return 0
    if _COMPARED.match(own) or _COMPARED_LED.search(head):
        return 0
    is_used = _USED.match(own) is not None
    if _ASKED.match(own) and not _STILL_USED.match(own):
        return 0
    if _ASKED_LED.search(head) and not _FROM.search(head):
        return 0
    if _WISHED.match(own) and not _LEFT.match(own):
        return 0
    if _LED.search(head):
        return 5
    if is_used:
        return 4
    is_question = seen.is_question(one.end)
    if not is_question and _ON_LED.search(head):
        return 3
    if not is_question and _ALONE_BEFORE.search(head) and _ALONE_AFTER.match(own):
        return 2
    return 2 if is_asked else 0


def _is_list(between: str) -> bool:
    return len(between) <= 12 and _LIST.fullmatch(between) is not None
