"""`slots.toml` and `tools.toml` to what is asked: a file that is wrong is refused, line by line.

The two files are read together, since one names what the other asks for: a set-up that asks for a
tool needs a list of tools, and one that asks for a topic needs topics.
"""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files

from dangol.decide.toml_faults import Fault, Faults
from dangol.decide.toml_lines import lines_of
from dangol.decide.toml_table import Table
from dangol.speak.sales.slots import Slot, SlotKind, Slots
from dangol.terms.errors import InputError
from dangol.terms.languages import Language

MOST_CHARACTERS = 262_144
MOST_SLOTS, MOST_TOOLS, MOST_TOPICS = 30, 2_000, 200
MOST_NAMES, LONGEST_NAME, LONGEST_ASK = 200, 60, 300
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class SlotsError(InputError):
    """The files of slots and tools cannot be used; `faults` says everything that is wrong."""

    code = "sales.slots_unusable"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        hints = [f"{fault.file}:{fault.line}: {fault.hint}" for fault in faults]
        super().__init__(
            "\n".join(str(fault) for fault in faults),
            hint=faults[0].hint if len(faults) == 1 else "\n".join(hints),
        )
        self.faults = faults
        self.file = faults[0].file
        self.line = faults[0].line
        self.key = faults[0].key


def parse_slots(
    slots: str | bytes,
    tools: str | bytes,
    slots_file: str = "slots.toml",
    tools_file: str = "tools.toml",
) -> Slots:
    """What the two texts ask for and know by name.

    Raises: SlotsError (`sales.slots_unusable`) with every fault of both files.
    """
    faults: list[Fault] = []
    asked: list[tuple[Slot, int]] = []
    topics: Mapping[str, tuple[str, ...]] = {}
    known: Mapping[str, tuple[str, ...]] = {}
    root = _root(slots, slots_file, faults)
    if root is not None:
        asked = _slots(root)
        topics = _names(root, "topics", "support_load", MOST_TOPICS)
        _check(root, asked, topics)
        root.close()
        faults += root.faults.found
    root = _root(tools, tools_file, faults)
    if root is not None:
        known = _names(root, "tools", "zendesk", MOST_TOOLS)
        root.close()
        faults += root.faults.found
    if faults:
        raise SlotsError(tuple(sorted(faults, key=lambda fault: (fault.file, fault.line))))
    return Slots(slots=tuple(one for one, _ in asked), tools=known, topics=topics)


def default_slots() -> Slots:
    """What is asked where a company has written nothing of its own."""
    slots, tools = default_texts()
    return parse_slots(slots, tools)


def default_texts() -> tuple[str, str]:
    """The built-in `slots.toml` and `tools.toml`, as they stand in the package."""
    folder = files("dangol.speak.sales").joinpath("defaults")
    slots, tools = (folder.joinpath(f"{name}.toml").read_text("utf-8") for name in _FILES)
    return slots, tools


_FILES = ("slots", "tools")


def _root(text: str | bytes, file: str, faults: list[Fault]) -> Table | None:
    """The file's own table; None where it is no TOML at all."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    try:
        decoded = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        hint = "save the file as UTF-8 in the editor"
        faults.append(Fault(file, line, "", "is not written in UTF-8 here", hint))
        return None
    if len(decoded) > MOST_CHARACTERS:
        problem = f"has {len(decoded):,} characters, where {MOST_CHARACTERS:,} are the most"
        faults.append(Fault(file, 1, "", problem, "take away what is not needed"))
        return None
    try:
        document = tomllib.loads(decoded)
    except (RecursionError, ValueError) as fault:
        place = re.search(r"\(at line (\d+)", str(fault))
        line = int(place[1]) if place else decoded.rstrip("\n").count("\n") + 1
        reason = re.sub(r" \(at .*\)$", "", str(fault), count=1)
        hint = 'each line is key = value, with texts in "quotes", or a [table]'
        faults.append(Fault(file, line, "", f"this is not TOML: {reason}", hint))
        return None
    return Table(document, (), Faults(file, lines_of(decoded)))


def _slots(root: Table) -> list[tuple[Slot, int]]:
    found: list[tuple[Slot, int]] = []
    tables = root.tables("slots", ("name", "kind", "ask"), fewest=1, most=MOST_SLOTS)
    for place, table in enumerate(tables):
        name = table.text("name", "team_size", longest=LONGEST_NAME)
        if not NAME.fullmatch(name):
            hint = "write small letters, digits and _, such as team_size"
            table.note("name", f"is not a name that can be kept: {name!r}", hint)
        kind = table.word("kind", tuple(SlotKind))
        traits = table.texts("traits", "seats", most=20, longest=LONGEST_NAME)
        ask = table.table("ask", tuple(language.value for language in Language))
        texts = {
            language: ask.text(language.value, "...", longest=LONGEST_ASK) for language in Language
        }
        ask.close()
        table.close()
        if any(name == other.name for other, _ in found):
            table.note("name", f"is {name!r} a second time", "give one of the two another name")
        found.append((Slot(name, kind, texts, traits), place))
    return found


def _names(root: Table, key: str, example: str, most: int) -> dict[str, tuple[str, ...]]:
    """Ids, and the names of each."""
    table = root.table(key, (f'{example} = ["..."]',), is_needed=False)
    ids = list(table.value or {})
    if len(ids) > most:
        root.note(key, f"holds {len(ids):,}, where {most:,} are the most", "take some away")
    found: dict[str, tuple[str, ...]] = {}
    owner: dict[str, str] = {}
    for one in ids[:most]:
        if not NAME.fullmatch(one):
            hint = f"write small letters, digits and _, such as {example}"
            table.note(one, "is not an id that can be kept", hint)
        names = table.texts(one, "...", most=MOST_NAMES, longest=LONGEST_NAME)
        if not names and one not in table.unsound:
            table.note(one, "has no name by which it could be known", "write at least one name")
        for name in names:
            first = owner.setdefault(name.casefold(), one)
            if first != one:
                problem = f"has the name {name!r}, which {first} has too"
                table.note(one, problem, "take it away from one of the two")
        found[one] = names
    table.close()
    return found


def _check(
    root: Table, asked: list[tuple[Slot, int]], topics: Mapping[str, tuple[str, ...]]
) -> None:
    for slot, place in asked:
        if slot.kind is SlotKind.TOPIC and not topics:
            path = ("slots", place, "kind")
            hint = 'add [topics] and under it lines such as support_load = ["too many tickets"]'
            root.faults.note(path, "is topic, and no topics are written", hint)
