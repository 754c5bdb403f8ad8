"""Times as people write them: a whole number and a unit, such as "24 hours"."""

import re
from difflib import get_close_matches

from dangol.terms.instants import DAY_US, HOUR_US, MINUTE_US, SECOND_US

UNITS_US = {
    "weeks": 7 * DAY_US,
    "days": DAY_US,
    "hours": HOUR_US,
    "minutes": MINUTE_US,
    "seconds": SECOND_US,
}
_SHAPE = re.compile(r"([0-9]{1,7}) ([a-z]{1,20})")


def parse_duration_us(text: str) -> int | None:
    """The time in microseconds, or None where the text is not a number, a space and a unit.

    Units: second, minute, hour, day and week, with or without their s.
    """
    parts = _SHAPE.fullmatch(text)
    if parts is None:
        return None
    unit_us = UNITS_US.get(parts[2].removesuffix("s") + "s")
    return None if unit_us is None else int(parts[1]) * unit_us


def suggest_duration(text: str, example: str) -> str:
    """What to write instead of a text that is no time: the nearest reading, or else the example."""
    count = re.search(r"[0-9]{1,7}", text)
    word = re.search(r"[a-z]+", text.lower())
    if count and word:
        near = get_close_matches(word[0], UNITS_US, n=1, cutoff=0.5)
        near = near or [unit for unit in UNITS_US if len(word[0]) == 1 and unit[0] == word[0]]
        if near:
            return f'did you mean "{int(count[0])} {near[0]}"?'
    return f'write a whole number and a unit, such as "{example}"'


def render_duration(duration_us: int) -> str:
    """The time in the largest unit that gives a whole number; `parse_duration_us` reads it back."""
    for unit, unit_us in UNITS_US.items():
        if unit != "weeks" and duration_us and duration_us % unit_us == 0:
            count = duration_us // unit_us
            return f"{count} {unit.removesuffix('s') if count == 1 else unit}"
    return f"{duration_us // SECOND_US} seconds"
