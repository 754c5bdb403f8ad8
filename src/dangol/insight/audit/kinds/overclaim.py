"""Sentences that say more than their table: all, none, only, most, half, doubled, the highest.

A clause is held against each table that it may speak of, in every way that it can be read. It is
told only where no reading bears it out, and one of them is sure: it names its rows and its column.
"""

import re
from collections.abc import Callable, Iterator

from dangol.insight.audit.finding import Finding
from dangol.insight.audit.kinds import overclaim_words as say
from dangol.insight.audit.kinds.overclaim_amounts import (
    read_bound,
    read_compared,
    read_fraction,
    read_multiple,
)
from dangol.insight.audit.kinds.overclaim_ranks import read_ranks
from dangol.insight.audit.kinds.overclaim_reading import (
    Reading,
    claim_finding,
    clauses_of,
    failed,
    parts_of,
)
from dangol.insight.audit.kinds.overclaim_rows import read_rows
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.document import Sentence
from dangol.insight.audit.reading.grid import Grid, scope_of
from dangol.insight.audit.reading.naming import bare, says
from dangol.insight.audit.reading.times import is_time

Reader = Callable[[Grid, str], Iterator[Reading]]
READERS: tuple[Reader, ...] = (
    read_rows,
    read_ranks,
    read_compared,
    read_multiple,
    read_fraction,
    read_bound,
)
"""The first that can read a clause decides on it."""


def check_claims(sentence: Sentence, grids: list[Grid]) -> list[Finding]:
    """The first claim of the sentence that its tables do not bear out."""
    if sentence.is_heading or "?" in sentence.text:
        return []
    scope = scope_of(sentence.section, grids)
    own = [grid for grid in scope if grid.section == sentence.section]
    near = [grid for grid in scope if grid not in own]
    rest = [grid for grid in grids if grid not in own and not grid.is_list]
    for clause in _claims_of(sentence.text):
        readings = _read(own, clause) or _read(rest, clause, near if len(near) == 1 else [])
        if (reading := failed(readings)) is not None:
            return [claim_finding(sentence, clause, reading)]
    return []


_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_RANGED_OVER = re.compile(
    r"^\s*(?:in|across|for|at|on) (?:every|each|all|both|no)\b|(?:에서|에서는|에서도|で|では|"
    r"でも)\s*$",
    re.IGNORECASE,
)


def _claims_of(text: str) -> Iterator[str]:
    """The clauses that claim something of what is, without what stands in brackets."""
    clauses = clauses_of(_BRACKETS.sub("", text))
    for at, clause in enumerate(clauses):
        # In every segment, B was ahead: the quantifier may stand in a clause of its own.
        is_alone = _RANGED_OVER.search(clause) and len(clause) < 40
        whole = f"{clause}, {clauses[at + 1]}" if is_alone and at + 1 < len(clauses) else clause
        if not words.TARGET.search(say.GOAL.sub(" ", whole)):
            yield whole


def _is_spoken_of(grid: Grid, text: str) -> bool:
    """Whether a clause of another section names the table's kind of row, a row or a measure."""
    corner = bare(grid.corner).lower()
    if len(corner) > 1 and corner.rstrip("s") in text.lower() and len(parts_of(grid)) > 2:
        return True
    heads = [head for head in (*grid.labels, *grid.heads) if not is_time(head.text)]
    return any(len(bare(head.text)) > 1 and says(text, bare(head.text)) for head in heads)


def _read(grids: list[Grid], clause: str, near: list[Grid] | None = None) -> list[Reading]:
    """Every way to hold the clause against the tables, by the first reader that can.

    What is said in another section, of all rows, has to name what the rows are, unless only one
    table is near.
    """
    for reader in READERS:
        readings = [
            reading
            for grid in grids
            if near is None
            or reader is not read_rows
            or grid in near
            or _is_spoken_of(grid, clause)
            for view in (grid, grid.turned())
            for reading in reader(view, clause)
        ]
        if readings:
            return readings
    return []
