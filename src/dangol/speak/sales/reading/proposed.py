"""Words that a language model says fill a slot, looked up in what was written and read by us.

A model may point, no more. Words that do not stand in the text are nothing. Where they stand, the
text is read once more as an answer to that question, by the reader of its kind and with its ideas
of what a number or a name is not; what it finds in those words counts. Needs and people who decide
are lists of names: there the model says which, and what is not of the list is nothing.
"""

from collections.abc import Iterable
from datetime import date

from dangol.speak.sales.known import Known, Proposed, Unkept
from dangol.speak.sales.reading.found import Found, is_in
from dangol.speak.sales.reading.known_of_text import read_slot
from dangol.speak.sales.reading.seen import Seen, see
from dangol.speak.sales.slots import Slot, SlotKind, Slots
from dangol.terms.languages import Language

MOST = 12
"""Proposals that are looked at."""
DECIDERS = ("self", "manager", "executive", "team", "other")


def judge_proposed(
    text: str,
    proposed: Iterable[Proposed],
    language: Language,
    today: date,
    slots: Slots,
    *,
    known: Iterable[Known] = (),
) -> tuple[Known | Unkept, ...]:
    """What each proposal tells, or why it is not taken; `known` is what is known without it.

    Laws: never raises; every value has words, which stand in the text as they are; nothing takes
    the place of what is known; a number, a tool, a time or an amount is what our own reader makes
    of the text.
    """
    first = tuple(proposed)[:MOST]
    if not first:
        return ()
    seen = see(text)
    by_name = {slot.name: slot for slot in slots.slots if slot.kind is not SlotKind.CONTACT}
    taken = {one.slot for one in known}
    judged: list[Known | Unkept] = []
    for one in first:
        slot = by_name.get(one.slot)
        if slot is None:
            judged.append(Unkept.UNKNOWN_SLOT)
        elif slot.name in taken:
            judged.append(Unkept.KNOWN)
        else:
            found = _judge(one, slot, seen, language=language, today=today, slots=slots)
            taken |= {found.slot} if isinstance(found, Known) else set()
            judged.append(found)
    return tuple(judged)


def choices_of(slot: Slot, slots: Slots) -> tuple[str, ...]:
    """The values that a model may name for it; none where the text says the value."""
    if slot.kind is SlotKind.PERSON:
        return DECIDERS
    return tuple(slots.topics) if slot.kind is SlotKind.TOPIC else ()


def _judge(
    one: Proposed, slot: Slot, seen: Seen, *, language: Language, today: date, slots: Slots
) -> Known | Unkept:
    places = _places(seen, see(one.words).plain.strip())
    if not places:
        return Unkept.NOT_SAID
    found: Found | None
    if slot.kind in (SlotKind.TOPIC, SlotKind.PERSON):
        found = Found(one.value, *places[0]) if one.value in choices_of(slot, slots) else None
    else:
        found = read_slot(slot, seen, language, today, slots, is_asked=True, pointed=places)
        if found and not is_in(places, found.start, found.end):
            found = None
    words = seen.words(found.start, found.end) if found else ""
    return Known(slot.name, found.value, words) if found and words else Unkept.NO_VALUE


def _places(seen: Seen, words: str) -> list[tuple[int, int]]:
    """Where the words stand; a part of a Latin word or of a number is none."""
    if not any(letter.isalnum() for letter in words):
        return []
    places: list[tuple[int, int]] = []
    start = seen.plain.find(words)
    while start >= 0:
        end = start + len(words)
        if not (_is_joined(seen.plain, start) or _is_joined(seen.plain, end)):
            places.append((start, end))
        start = seen.plain.find(words, end)
    return places


def _is_joined(text: str, at: int) -> bool:
    """A Latin word or a number goes on there."""
    pair = text[max(at - 1, 0) : at + 1] if at else ""
    return len(pair) == 2 and pair.isascii() and pair.isalnum()
