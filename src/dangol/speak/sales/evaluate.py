"""How well free text is read: dialogues whose slots are known, and what is found in them.

Every turn is judged by itself. A slot counts as found where its name and its value agree with one
of the values that are right; a value where none was wanted, or another, is a wrong one.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TypeAlias

import msgspec

from dangol.decide.toml_document import Limits, UnreadableTomlError, parse_document
from dangol.decide.toml_faults import Fault
from dangol.decide.toml_table import Table
from dangol.speak.sales.known import Known, Proposed, Unkept
from dangol.speak.sales.pointing import Question
from dangol.speak.sales.reading import judge_proposed, read_known
from dangol.speak.sales.slots import Slots
from dangol.terms.errors import InputError
from dangol.terms.languages import Language

LIMITS = Limits(1_000_000, "split the dialogues into several files", "four levels are enough here")
Point: TypeAlias = Callable[[Question], tuple[Proposed, ...]]
"""A language model that says which words fill which slot."""
MOST_DIALOGUES, MOST_TURNS, LONGEST_TEXT = 2_000, 100, 4_000


class Wanted(msgspec.Struct, frozen=True):
    """A slot that a turn fills."""

    slot: str
    values: tuple[str, ...]
    """All that are right."""
    words: str


class Said(msgspec.Struct, frozen=True):
    """One turn of the visitor."""

    text: str
    asked: str = ""
    wanted: tuple[Wanted, ...] = ()
    unjudged: tuple[str, ...] = ()
    """Slots of which nothing is asked or forbidden here."""


class Dialogues(msgspec.Struct, frozen=True):
    """All turns of a file, said on one day in one language."""

    language: Language
    today: date
    turns: tuple[Said, ...]


class Figures(msgspec.Struct, frozen=True):
    """How many were wanted, and the shares that agree; None where there is nothing to divide."""

    n: int
    precision: float | None
    recall: float | None
    f1: float | None


class Miss(msgspec.Struct, frozen=True):
    """A slot on which the reading and the file do not agree."""

    text: str
    slot: str
    wanted: str
    found: str


class Reading(msgspec.Struct, frozen=True):
    """What was found in all dialogues."""

    overall: Figures
    by_language: Mapping[str, Figures]
    by_slot: Mapping[str, Figures]
    without_words: int
    """Values without words that stand in the text; 0 by law."""
    turns: int
    misses: tuple[Miss, ...]
    proposals: Mapping[str, int] = {}
    """Of a model: how many were `kept`, and why others were not."""


class DialoguesError(InputError):
    """A file of dialogues cannot be used; `faults` says everything that is wrong in it."""

    code = "sales.unusable_dialogues"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        hints = [f"{fault.file}:{fault.line}: {fault.hint}" for fault in self.faults]
        super().__init__(
            "\n".join(str(fault) for fault in self.faults),
            hint=self.faults[0].hint if len(hints) == 1 else "\n".join(hints),
        )


def parse_dialogues(text: str | bytes, file: str) -> Dialogues:
    """The dialogues of a TOML text.

    Raises: DialoguesError (`sales.unusable_dialogues`) with every fault.
    """
    try:
        root = parse_document(text, file, LIMITS)
    except UnreadableTomlError as error:
        raise DialoguesError((error.fault,)) from error
    made = _dialogues(root)
    if root.faults.found:
        raise DialoguesError(sorted(root.faults.found, key=lambda fault: fault.line))
    return made


def evaluate_reading(
    files: Iterable[Dialogues], slots: Slots, point: Point | None = None
) -> Reading:
    """Every turn read and counted.

    `point` is asked where our own reader found nothing, or no answer to what was asked.
    """
    proposals: Counter[str] = Counter()
    counts: Counter[tuple[str, str, str]] = Counter()
    misses: list[Miss] = []
    turns = without_words = 0
    for dialogues in files:
        for said in dialogues.turns:
            turns += 1
            found = read_known(said.text, dialogues.language, dialogues.today, slots, said.asked)
            if point is not None and _is_unread(said, found):
                told = _pointed(point, said, found, dialogues, slots)
                proposals.update("kept" if isinstance(one, Known) else one.value for one in told)
                found += tuple(one for one in told if isinstance(one, Known))
            without_words += sum(not one.words or one.words not in said.text for one in found)
            for slot, outcome, miss in _compared(said, found):
                counts[dialogues.language.value, slot, outcome] += 1
                misses += [miss] if miss else []
    languages = sorted({language for language, _, _ in counts})
    names = sorted({slot for _, slot, _ in counts})
    return Reading(
        _figures(counts),
        {tag: _figures(counts, language=tag) for tag in languages},
        {name: _figures(counts, slot=name) for name in names},
        without_words,
        turns,
        tuple(misses),
        dict(proposals),
    )


def _is_unread(said: Said, found: tuple[Known, ...]) -> bool:
    is_answered = not said.asked or said.asked in {one.slot for one in found}
    return not found or not is_answered


def _pointed(
    point: Point, said: Said, found: tuple[Known, ...], dialogues: Dialogues, slots: Slots
) -> tuple[Known | Unkept, ...]:
    proposed = point(Question(said.text, dialogues.language, slots, said.asked, found))
    return judge_proposed(
        said.text, proposed, dialogues.language, dialogues.today, slots, known=found
    )


def _compared(said: Said, found: tuple[Known, ...]) -> list[tuple[str, str, Miss | None]]:
    values = {one.slot: one.value for one in found if one.slot not in said.unjudged}
    wanted = {one.slot: one for one in said.wanted}
    compared: list[tuple[str, str, Miss | None]] = []
    for slot in sorted({*values, *wanted}):
        right = wanted[slot].values if slot in wanted else ()
        value = values.get(slot, "")
        if value in right:
            compared.append((slot, "agreed", None))
            continue
        miss = Miss(said.text, slot, "|".join(right), value)
        if value:
            compared.append((slot, "wrong", miss))
        if right:
            compared.append((slot, "missed", None if value else miss))
    return compared


def _figures(counts: Counter[tuple[str, str, str]], language: str = "", slot: str = "") -> Figures:
    total: Counter[str] = Counter()
    for (own_language, own_slot, outcome), count in counts.items():
        if language in ("", own_language) and slot in ("", own_slot):
            total[outcome] += count
    agreed, wrong, missed = total["agreed"], total["wrong"], total["missed"]
    return Figures(
        agreed + missed,
        _ratio(agreed, agreed + wrong),
        _ratio(agreed, agreed + missed),
        _ratio(2 * agreed, 2 * agreed + wrong + missed),
    )


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _dialogues(root: Table) -> Dialogues:
    language = root.word("language", tuple(Language))
    today: object = (root.value or {}).get("today")
    root.asked.append("today")
    if not isinstance(today, date) or isinstance(today, datetime):
        root.note("today", "must be the day on which all is said", "write today = 2026-11-22")
        today = date(2026, 11, 22)
    turns: list[Said] = []
    for dialogue in root.tables("dialogues", ("turns",), fewest=1, most=MOST_DIALOGUES):
        _optional(dialogue, "id", 100)
        turns += [
            _said(turn) for turn in dialogue.tables("turns", ("text",), fewest=1, most=MOST_TURNS)
        ]
        dialogue.close()
    root.close()
    return Dialogues(language, today, tuple(turns))


def _said(turn: Table) -> Said:
    text = turn.text("text", "...", longest=LONGEST_TEXT)
    asked = _optional(turn, "asked", 60)
    unjudged = turn.texts("unjudged", "timing", most=30, longest=60)
    wanted: list[Wanted] = []
    if "slots" in (turn.value or {}):
        for one in turn.tables("slots", ("slot", "value", "words"), fewest=0, most=30):
            slot = one.text("slot", "team_size", longest=60)
            value = one.text("value", "20", longest=200)
            words = one.text("words", "...", longest=LONGEST_TEXT)
            if one.are_sound("words") and words not in text:
                one.note("words", "do not stand in the text", "copy them from the text")
            one.close()
            wanted.append(Wanted(slot, tuple(value.split("|")), words))
    turn.close()
    return Said(text, asked, tuple(wanted), unjudged)


def _optional(table: Table, key: str, longest: int) -> str:
    return table.text(key, "...", longest=longest) if key in (table.value or {}) else ""
