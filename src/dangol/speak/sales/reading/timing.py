"""When a buyer would begin: from words relative to today to a day, a month, a quarter or a year.

A time counts where the talk is of beginning, changing or signing, or where it was asked for. The
time of a meeting, of a delivery, or of something that is over, is none.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

import msgspec

from dangol.speak.sales.reading.calendar import value_of
from dangol.speak.sales.reading.found import Found
from dangol.speak.sales.reading.patterns import Pattern, calendar_words, pattern
from dangol.speak.sales.reading.seen import Seen

_BEGIN = pattern("timing", "begin")
_MEETING = pattern("timing", "meeting")
_OVER_BEFORE = pattern("timing", "over_before")
_OVER_AFTER = pattern("timing", "over_after")
_ENDING = re.compile(r"계약|끝나|만료|갱신|更新|満了|契約(?:が|終)|切れ|renew|expir|contract|ends")
_OPEN = pattern("timing", "open")
_WEAK_OPEN = pattern("timing", "weak_open")
_OTHER_MATTER = pattern("timing", "other_matter")
_NOW_FREE = pattern("timing", "now_free")
_NOW_LED = pattern("timing", "now_led")
_NOW_ASKED = pattern("timing", "now_asked")
_ANSWER_AFTER = pattern("timing", "answer_after")
_ANSWER_BEFORE = pattern("timing", "answer_before")
_MENDED = pattern("timing", "mended")
_TAKEN_BACK = pattern("timing", "taken_back")


class _Candidate(msgspec.Struct):
    value: str
    start: int
    end: int
    rank: int


def read_timing(seen: Seen, today: date, *, is_asked: bool) -> Found | None:
    """When they would begin: `now`, `2026-12-14`, `2026-12`, `2027-Q1`, `2027` or `open`.

    Laws: never raises.
    """
    named = list(_named(seen, today, is_asked=is_asked))
    if named:
        best = max(named, key=lambda one: one.rank)
        return Found(best.value, best.start, best.end)
    now = _first(seen, _NOW_FREE, _is_answer) or _first(seen, _NOW_LED, _is_answer)
    if now is None and is_asked and not _OPEN.search(seen.plain):
        now = _first(seen, _NOW_ASKED, _is_answer)
    if now is not None:
        return Found("now", *now)
    for found in _OPEN.finditer(seen.plain):
        is_other = _OTHER_MATTER.search(seen.head(found.start(), 24)) is not None
        if not is_other or (is_asked and not _WEAK_OPEN.match(found[0])):
            return Found("open", *found.span())
    return None


def _first(
    seen: Seen, pattern: Pattern, is_wrong: Callable[[Seen, int, int], bool]
) -> tuple[int, int] | None:
    spans = (found.span() for found in pattern.finditer(seen.plain))
    return next((span for span in spans if not is_wrong(seen, *span)), None)


def _is_answer(seen: Seen, start: int, end: int) -> bool:
    """It hurries an answer, not a beginning."""
    return bool(
        _ANSWER_AFTER.match(seen.tail(end, 20)) or _ANSWER_BEFORE.search(seen.head(start, 24))
    )


def _named(seen: Seen, today: date, *, is_asked: bool) -> Iterator[_Candidate]:
    taken: list[tuple[int, int]] = []
    places: list[tuple[int, int, str]] = []
    for words in calendar_words():
        for found in words.pattern.finditer(seen.plain):
            span = found.span()
            if any(span[0] < end and start < span[1] for start, end in taken):
                continue
            if words.is_bare and not is_asked:
                continue
            value = value_of(words, found, today)
            taken.append(span)
            if value:
                places.append((*span, value))
    for start, end, value in sorted(places):
        rank = _rank(seen, start, end, is_asked=is_asked)
        if rank:
            yield _Candidate(value, start, end, rank)


def _rank(seen: Seen, start: int, end: int, *, is_asked: bool) -> int:
    head, tail = seen.head(start, 80), seen.tail(end, 80)
    near = re.split("[,、]", head)[-1][-40:] + "\n" + re.split("[,、]", tail)[0][:40]
    if _OVER_BEFORE.search(head) or _OVER_AFTER.match(tail) or _TAKEN_BACK.match(tail):
        return 0
    begins_near, meets_near = _BEGIN.search(near), _MEETING.search(near)
    is_answer = is_asked and not begins_near and len(seen.plain) < 24
    # 데모 보고 다음 달에 도입: what follows decides.
    begins_after = _BEGIN.search(tail[:20]) and not _MEETING.search(tail[:12])
    if meets_near and not is_answer and not begins_after:
        return 0
    length = len(seen.plain.strip())
    is_all = length <= 12 or 2 * (end - start) >= length
    if not (is_asked or is_all or _BEGIN.search(head + "\n" + tail)):
        return 0
    rank = 3 if begins_near else 2
    if _ENDING.search(near) and not re.search(
        "바꾸|옮기|도입|切り替え|移行|導入|switch|move", near
    ):
        rank = 2
    return 5 if _MENDED.search(head[-14:]) else rank
