"""What claims are checked against: the rows that a clause names, and the finding that one fails."""

import re

from dangol.insight.audit.finding import Finding, Kind
from dangol.insight.audit.reading.document import Sentence
from dangol.insight.audit.reading.grid import Grid, Head
from dangol.insight.audit.reading.naming import named_heads


def parts_of(view: Grid) -> list[int]:
    """The rows that are no totals and no parts of others."""
    return [at for at, one in enumerate(view.labels) if one.is_part]


def named_in(heads: tuple[Head, ...], text: str, rows: list[int] | None = None) -> list[int]:
    """The heads, of the rows given, that the text names."""
    return [at for at in named_heads(heads, text) if rows is None or at in rows]


def clauses_of(text: str) -> list[str]:
    """The clauses of a sentence."""
    return [
        one
        for one in re.split(r"(?<![0-9]),|,(?![0-9])|[;、]|지만|으나|\bbut\b|\bwhile\b|が、", text)
        if one.strip()
    ]


def claim_finding(  # noqa: PLR0917 -- each is a part of the finding
    sentence: Sentence,
    clause: str,
    view: Grid,
    wrong: list[int],
    rows: list[int],
    column: Head | None,
    expected: str = "",
) -> Finding:
    """The finding that rows of the table say otherwise."""
    start = max(sentence.text.find(clause.strip()), 0)
    line = sentence.line_at(start)
    at = next((c for c, head in enumerate(view.heads) if head is column), None)
    shown = ", ".join(
        " ".join(
            (view.labels[row].text, *([] if at is None else [view.cells[row][at].text]))
        ).strip()
        for row in wrong[:3]
    )
    lines = {line, *(view.cells[row][0].line for row in rows)}
    return Finding(
        line,
        Kind.OVERCLAIM,
        clause.strip()[:120],
        expected or shown,
        "0",
        column.text if column is not None else view.corner,
        tuple(sorted(lines)),
    )
