"""A first reading of what a buyer tells, until there is a better one."""

import re
from datetime import date

from dangol.speak.sales.known import Known
from dangol.speak.sales.slots import Slots
from dangol.terms.languages import Language


def read_known(
    text: str, language: Language, today: date, slots: Slots, asked: str = ""
) -> tuple[Known, ...]:
    """What the text says of the slots."""
    del language
    found: dict[str, Known] = {}
    lower = text.lower()
    size = re.search(r"(\d+)\s?(?:명|人|名|people|agents|seats|users)", lower)
    if size or (asked == "team_size" and (size := re.search(r"(\d+)", lower))):
        found["team_size"] = Known("team_size", size[1], size[0])
    for tool, words in slots.tools.items():
        word = next((one for one in words if one.lower() in lower), "")
        if word and "tool" not in found:
            found["tool"] = Known("tool", tool, word)
    if timing := re.search(r"다음 ?달|来月|next month", lower):
        year, month = divmod(today.month, 12)
        value = f"{today.year + year}-{month + 1:02d}"
        found["timing"] = Known("timing", value, timing[0])
    if email := re.search(r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", lower):
        found["contact"] = Known("contact", email[0], email[0])
    for topic, words in slots.topics.items():
        word = next((one for one in words if one.lower() in lower), "")
        if word:
            found.setdefault("need", Known("need", topic, word))
    return tuple(found.values())
