"""slots.toml and tools.toml to what is asked of a buyer, with every fault by its line."""

import re
from collections.abc import Mapping
from functools import cache

from msgspec.structs import replace

from dangol.decide.toml_table import Table
from dangol.speak.sales.defaults import read_default_texts
from dangol.speak.sales.setup_file import parse_setup
from dangol.speak.sales.slots import Slot, SlotKind, Slots
from dangol.terms.languages import Language

MOST_SLOTS, MOST_TOOLS, MOST_TOPICS = 30, 2_000, 200
MOST_NAMES, LONGEST_NAME, LONGEST_ASK = 400, 60, 300
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

Names = Mapping[str, tuple[str, ...]]
"""Ids, and the words for each."""


def parse_slots(text: str | bytes, file: str) -> Slots:
    """What is asked and which topics are known, without the tools, which have their own file.

    Raises: SetupError (`sales.unusable_setup`) with every fault.
    """
    return parse_setup(text, file, _slots)


def parse_tools(text: str | bytes, file: str) -> Names:
    """The ids of tools and the names of each.

    Raises: SetupError (`sales.unusable_setup`) with every fault.
    """
    return parse_setup(text, file, _tools)


@cache
def default_slots() -> Slots:
    """What is asked, and the tools that are known, where a company wrote nothing of its own."""
    texts = read_default_texts()
    tools = parse_tools(texts["tools"], "tools.toml")
    return replace(parse_slots(texts["slots"], "slots.toml"), tools=tools)


def _slots(root: Table) -> Slots:
    found: dict[str, Slot] = {}
    topic_at: int | None = None
    tables = root.tables("slots", ("name", "kind", "ask"), fewest=1, most=MOST_SLOTS)
    for place, table in enumerate(tables):
        slot = _slot(table)
        if table.are_sound("name") and slot.name in found:
            table.note("name", f"is {slot.name!r}, as of a slot before", "give one another name")
        table.close()
        found.setdefault(slot.name, slot)
        if slot.kind is SlotKind.TOPIC and table.are_sound("kind"):
            topic_at = place
    topics = _names(root, "topics", "support_load", MOST_TOPICS)
    if topic_at is not None and not topics and "topics" not in root.unsound:
        hint = 'add [topics] and under it lines such as support_load = ["too many tickets"]'
        path = ("slots", topic_at, "kind")
        root.faults.note(path, "is topic, and no topics are written", hint)
    root.close()
    return Slots(slots=tuple(found.values()), topics=topics)


def _slot(table: Table) -> Slot:
    name = table.text("name", "team_size", longest=LONGEST_NAME)
    if not NAME.fullmatch(name) and table.are_sound("name"):
        hint = "write small letters, digits and _, such as team_size"
        table.note("name", f"is not a name that can be kept: {name!r}", hint)
    kind = table.word("kind", tuple(SlotKind))
    traits = table.texts("traits", "seats", most=20, longest=LONGEST_NAME)
    ask = table.table("ask", tuple(language.value for language in Language))
    texts = {
        language: ask.text(language.value, "...", longest=LONGEST_ASK) for language in Language
    }
    ask.close()
    return Slot(name, kind, texts, traits)


def _tools(root: Table) -> Names:
    found = _names(root, "tools", "zendesk", MOST_TOOLS)
    root.close()
    return found


def _names(root: Table, key: str, example: str, most: int) -> Names:
    table = root.table(key, (f'{example} = ["..."]',), is_needed=False)
    ids = list(table.value or {})
    if len(ids) > most:
        root.note(key, f"holds {len(ids):,}, where {most:,} are the most", "take some away")
    found: dict[str, tuple[str, ...]] = {}
    owner: dict[str, str] = {}
    for one in ids[:most]:
        names = table.texts(one, "...", most=MOST_NAMES, longest=LONGEST_NAME)
        if not NAME.fullmatch(one):
            hint = f"write small letters, digits and _, such as {example}"
            table.note(one, "is not an id that can be kept", hint)
        elif not names and table.are_sound(one):
            table.note(one, "has no name by which it could be known", "write at least one name")
        for name in names:
            first = owner.setdefault(name.casefold(), one)
            if first != one:
                problem = f"has the name {name!r}, which {first} has too"
                table.note(one, problem, "take it away from one of the two")
        found[one] = names
    if len(ids) <= most:
        table.close()
    return found
