"""What happens to lines on their way: repeats, small delays, and now and then a bad row."""

from collections import deque
from collections.abc import Iterable, Iterator
from random import Random
from typing import TypeAlias

import msgspec

from dangol.sim.trail import NO_MARK, Line

REPEAT_SHARE, LATE_SHARE = 0.5, 0.45
"""Of the messy rows; the rest are bad."""
REPEATS_FROM = 200
"""A retry repeats one of so many lines before it."""
LATE_MS = 20_000
"""A late line is passed by the lines of at most this long after it."""


class MessCounts(msgspec.Struct):
    """How many rows of the file are not as they should be."""

    repeated: int = 0
    late: int = 0
    bad: int = 0


Row: TypeAlias = tuple[int, bytes, int]
"""When (UTC milliseconds), the text, and the mark."""


def mess_up(
    lines: Iterable[Line], ratio: float, counts: MessCounts, chance: Random
) -> Iterator[Row]:
    """The lines with about `ratio` of them repeated, late or followed by a bad one.

    Laws: every line that came in goes out once unchanged; repeated and bad rows are extra.
    """
    draw = chance.random
    recent: deque[bytes] = deque(maxlen=REPEATS_FROM)
    held: tuple[int, Row] | None = None
    is_passed = False
    for at_ms, _, line, mark in lines:
        if held is not None:
            if at_ms > held[0]:
                # In a quiet hour nothing passed it, and it is not late after all.
                counts.late += is_passed
                yield held[1]
                held = None
            else:
                is_passed = at_ms > held[1][0]
        if draw() >= ratio:
            recent.append(line)
            yield at_ms, line, mark
            continue
        kind = draw()
        if REPEAT_SHARE <= kind < REPEAT_SHARE + LATE_SHARE and held is None:
            is_passed = False
            held = (at_ms + 2_000 + int(draw() * (LATE_MS - 2_000)), (at_ms, line, mark))
            continue
        recent.append(line)
        yield at_ms, line, mark
        if kind < REPEAT_SHARE:
            counts.repeated += 1
            yield at_ms, recent[int(draw() * len(recent))], NO_MARK
        elif kind >= REPEAT_SHARE + LATE_SHARE:
            counts.bad += 1
            yield at_ms, spoil(line, chance), NO_MARK
    if held is not None:
        counts.late += is_passed
        yield held[1]


def spoil(line: bytes, chance: Random) -> bytes:
    """A row like this line that no shop should have sent, with an id of its own."""
    call = msgspec.json.decode(line)
    call["messageId"] = f"spoiled-{chance.getrandbits(64):016x}"
    fault = int(chance.random() * 4)
    if fault == 0:
        call["type"], call["event"] = "track", "Product Viewed"
        call["properties"] = {"product_id": "sh-01", "price": -42000, "currency": "KRW"}
    elif fault == 1:
        call.pop("anonymousId", None)
        call.pop("userId", None)
    elif fault == 2:
        call["timestamp"] = "1970-01-01T00:00:00.000Z"
    text = msgspec.json.encode(call)
    if fault < 3:
        return text
    # Torn between two characters, so that the file as a whole stays UTF-8.
    return text[: len(text) // 2].decode(errors="ignore").encode()
