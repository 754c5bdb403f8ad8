"""What a text says of a buyer, slot by slot, each with the words it came from.

The text is folded once. Every kind of value has its reader; the slot that was asked for may be
answered in a word, the others must say what they are.
"""

from collections.abc import Iterable
from datetime import date

from dangol.speak.sales.known import Known
from dangol.speak.sales.reading.contact import read_contact
from dangol.speak.sales.reading.deciders import read_decider
from dangol.speak.sales.reading.found import Found, Spans
from dangol.speak.sales.reading.money import read_money
from dangol.speak.sales.reading.patterns import compile_patterns
from dangol.speak.sales.reading.people import read_people
from dangol.speak.sales.reading.seen import Seen, see
from dangol.speak.sales.reading.timing import read_timing
from dangol.speak.sales.reading.tools import read_tool
from dangol.speak.sales.reading.topics import read_topic
from dangol.speak.sales.slots import Slot, SlotKind, Slots
from dangol.terms.languages import Language

TEAM_SIZE = "team_size"
"""The slot of numbers that people fill; any other number is taken only where it was asked for."""


def read_known(
    text: str, language: Language, today: date, slots: Slots, asked: str = ""
) -> tuple[Known, ...]:
    """What the text fills, in the order of the slots; `asked` names the one asked for just before.

    Laws: never raises; deterministic; every value has words, which stand in the text as they are;
    in time that grows as the text does.
    """
    seen = see(text)
    if not any(letter.isalnum() for letter in seen.plain):
        return ()
    known: list[Known] = []
    for slot in _readable(slots.slots, asked):
        found = read_slot(slot, seen, language, today, slots, is_asked=slot.name == asked)
        words = seen.words(found.start, found.end) if found else ""
        if found and words:
            known.append(Known(slot.name, found.value, words))
    return tuple(known)


def prepare_reading(slots: Slots) -> None:
    """The first text is read as fast as the next: all patterns are compiled."""
    compile_patterns()
    read_known("Zendesk", Language.EN, date(2000, 1, 1), slots, TEAM_SIZE)


def merge_known(
    before: Iterable[Known], now: Iterable[Known], asked: str = ""
) -> tuple[Known, ...]:
    """All that is known after a turn: what was said last counts.

    Only "open" does not take the place of a time that was named, nor a telephone number that of an
    address, unless it was asked for.
    """
    known = {one.slot: one for one in before}
    for one in now:
        had = known.get(one.slot)
        is_less = had is not None and (
            (one.value == "open" and had.value != "open")
            or ("@" in had.value and "@" not in one.value)
        )
        if not is_less or one.slot == asked:
            known[one.slot] = one
    return tuple(known.values())


def _readable(slots: tuple[Slot, ...], asked: str) -> list[Slot]:
    """The slots that this text may fill: of each kind the one asked for, else the first."""
    chosen: dict[SlotKind, Slot] = {}
    for slot in slots:
        if slot.kind is SlotKind.NUMBER and slot.name not in (TEAM_SIZE, asked):
            continue
        if slot.kind not in chosen or slot.name == asked:
            chosen[slot.kind] = slot
    return [slot for slot in slots if chosen.get(slot.kind) is slot]


def read_slot(
    slot: Slot,
    seen: Seen,
    language: Language,
    today: date,
    slots: Slots,
    *,
    is_asked: bool,
    pointed: Spans = (),
) -> Found | None:
    """What the text says to that slot.

    `pointed` are the places where somebody says that the answer stands: there a number needs no
    word beside it.
    """
    match slot.kind:
        case SlotKind.NUMBER:
            return read_people(seen, is_asked=is_asked, pointed=pointed)
        case SlotKind.TOOL:
            return read_tool(slots.tools, seen, is_asked=is_asked)
        case SlotKind.TIMING:
            return read_timing(seen, today, is_asked=is_asked)
        case SlotKind.PERSON:
            return read_decider(seen, is_asked=is_asked)
        case SlotKind.MONEY:
            return read_money(seen, language, is_asked=is_asked)
        case SlotKind.TOPIC:
            return read_topic(slots.topics, seen)
        case SlotKind.CONTACT:
            return read_contact(seen, is_asked=is_asked)
