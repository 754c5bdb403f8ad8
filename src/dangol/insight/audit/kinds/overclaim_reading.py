"""Ways to hold a clause against a table, and the finding where none of them bears it out."""

import re
from collections.abc import Callable

import msgspec

from dangol.insight.audit.finding import Finding, Kind
from dangol.insight.audit.kinds import overclaim_words as say
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.document import Sentence
from dangol.insight.audit.reading.grid import Grid
from dangol.insight.audit.reading.naming import bare, named_heads
from dangol.insight.audit.reading.times import is_time

Test = Callable[[int], bool | None]
"""For a row: whether it does what the clause says; None where nothing can be said."""
Tested = tuple[Test, int]
"""A test and the column that it reads."""


class Reading(msgspec.Struct, frozen=True):
    """One way to hold a clause against a table."""

    view: Grid
    rows: tuple[int, ...]
    """What the clause speaks of."""
    wrong: tuple[int, ...]
    """The rows that are against it: none where it holds."""
    column: int | None = None
    shown: str = ""
    """What the table shows instead, where the rows do not say it."""
    is_sure: bool = True
    """Whether the clause names what it is held against."""


def failed(readings: list[Reading]) -> Reading | None:
    """The reading to tell of, where no way to read the clause bears it out."""
    if any(not one.wrong for one in readings):
        return None
    return next((one for one in readings if one.is_sure), None)


def parts_of(view: Grid) -> list[int]:
    """The rows that are no totals and no parts of others."""
    return [at for at, one in enumerate(view.labels) if one.is_part]


def times_in(view: Grid) -> list[int]:
    """The rows that are times."""
    return [at for at in parts_of(view) if is_time(view.labels[at].text)]


def rows_named(view: Grid, text: str, rows: list[int]) -> list[int]:
    """The rows, of those given, that the text names, as we and 우리 name our own."""
    named = named_heads(view.labels, text)
    if say.WE.search(text):
        named += [at for at, one in enumerate(view.labels) if say.OURS.search(one.text.strip())]
    return [at for at in dict.fromkeys(named) if at in rows]


def holds(value: float, other: float, compared: tuple[int, bool]) -> bool | None:
    """Whether the value is on its side of the other; None where the two are as good as equal."""
    sign, is_strict = compared
    if value == other:
        return None if is_strict else True
    return (value > other) == (sign > 0)


def unit_of_column(view: Grid, column: int) -> str | None:
    """The one unit of a column; None where it has several."""
    units = {c.figure.unit for c in view.column(column) if c.figure is not None}
    return units.pop() if len(units) == 1 else None


def is_difference(view: Grid, column: int) -> bool:
    """Whether a column prints differences, with their signs."""
    told = [c.figure for c in view.column(column) if c.figure is not None]
    signed = sum(one.is_signed or one.value == 0 for one in told)
    return len(told) > 1 and signed * 2 > len(told)


def is_level(view: Grid, at: int) -> bool:
    """Whether a column prints 104 where 4% more is meant."""
    told = [c.figure for c in view.column(at) if c.figure is not None]
    return (
        bool(
            words.LEVEL.search(view.heads[at].text) or say.REACHED_HEAD.search(view.heads[at].text)
        )
        and len(told) > 1
        and all(50 <= one.value <= 200 and not one.is_signed for one in told)
    )


def without_names(view: Grid, text: str) -> str:
    """The text without the names of rows and columns: set-up is no rise."""
    for head in (*view.labels, *view.heads):
        name = bare(head.text)
        if len(name) > 2 and name.lower() in text.lower():
            text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
    return text


_CLAUSE_END = re.compile(
    r"(?<![0-9]),|,(?![0-9])|[;、。:]|지만|으나|(?<=[았었였했났됐졌렸]고) |(?<=[았었였했]음) |"
    r"(?<=이고) |(?<=이며) |(?<=으며) |"
    r"\bbut\b|\bwhile\b|\bwhereas\b|が、| and (?=(?:never|only|no|none|all|every|both|the)\b)"
)


def clauses_of(text: str) -> list[str]:
    """The clauses of a sentence."""
    text = _BUT_FOR.sub(r"\1\2 except ", text)
    return [one for one in _CLAUSE_END.split(text) if one and one.strip()]


_BUT_FOR = re.compile(
    r"\b(all|every|each|none|no|any)((?: [\w-]+){1,3}) but (?!not\b|for\b|the\b)", re.IGNORECASE
)
"""All but one, which ends no clause."""


def claim_finding(sentence: Sentence, clause: str, reading: Reading) -> Finding:
    """The finding that rows of the table say otherwise."""
    view, column = reading.view, reading.column
    line = sentence.line_at(max(sentence.text.find(clause.strip()[:24]), 0))
    shown = ", ".join(
        " ".join(
            (view.labels[row].text, *([] if column is None else [view.cells[row][column].text]))
        ).strip()
        for row in reading.wrong[:3]
    )
    return Finding(
        line,
        Kind.OVERCLAIM,
        clause.strip()[:120],
        reading.shown or shown,
        "0",
        view.corner if column is None else view.heads[column].text,
        tuple(sorted({line, *(view.cells[row][0].line for row in reading.rows)})),
    )
