"""One Markdown text in, everything in it that does not agree out."""

from collections import defaultdict

import msgspec

from dangol.insight.audit.finding import Finding, Kind
from dangol.insight.audit.kinds.duration_tables import check_duration_tables
from dangol.insight.audit.kinds.duration_text import check_duration_text
from dangol.insight.audit.kinds.growth_tables import check_growth
from dangol.insight.audit.kinds.growth_text import check_sentence_growth
from dangol.insight.audit.kinds.growth_told import check_table_growth
from dangol.insight.audit.kinds.hundred import check_hundred, check_sentence_hundred
from dangol.insight.audit.kinds.overclaim import check_claims
from dangol.insight.audit.kinds.overclaim_answers import check_answers
from dangol.insight.audit.kinds.share_tables import check_shares
from dangol.insight.audit.kinds.share_text import check_sentence_shares, check_told_shares
from dangol.insight.audit.kinds.total_tables import check_totals
from dangol.insight.audit.kinds.total_text import check_sentence_totals, check_told_totals
from dangol.insight.audit.kinds.twice_cells import check_text_against_tables
from dangol.insight.audit.kinds.twice_tables import check_tables
from dangol.insight.audit.kinds.twice_text import check_sentences
from dangol.insight.audit.reading.dates import read_periods
from dangol.insight.audit.reading.document import Document, parse_document
from dangol.insight.audit.reading.grid import Grid
from dangol.insight.audit.reading.tables import read_grids

MAX_SPOKEN_CELLS = 1_500
"""Sentences are held against the first tables of a document, up to so many cells."""
MAX_SPOKEN_TABLES = 30
MAX_SENTENCES = 2_000
MAX_LETTERS = 600
"""A longer sentence is none: it is left out."""


class Audited(msgspec.Struct, frozen=True):
    """What was read of a document and what does not agree in it."""

    lines: int
    tables: int
    figures: int
    sentences: int
    findings: tuple[Finding, ...]


def audit_text(text: str) -> Audited:
    """The findings of a Markdown text, by line.

    Laws: never raises; the same text gives the same findings; time is linear in the text.
    """
    document = _of_human_size(parse_document(text))
    grids = read_grids(document)
    found: list[Finding] = []
    for grid in grids:
        found += check_totals(grid)
        found += check_shares(grid)
        found += check_hundred(grid)
        found += check_growth(grid)
    tables = [grid for grid in grids if not grid.is_list]
    near = _spoken_of(grids)
    found += check_tables([grid for grid in near if not grid.is_list])
    title = title_periods(document)
    found += _check_prose(document, near, title)
    found += [*check_duration_text(document), *check_duration_tables(document)]
    found += check_sentences(document, near)
    figures = sum(cell.figure is not None for grid in grids for row in grid.cells for cell in row)
    return Audited(
        text.count("\n") + 1,
        len(tables),
        figures,
        len(document.sentences),
        tuple(sorted(_one_each(found), key=lambda one: (one.line, one.kind))),
    )


def _of_human_size(document: Document) -> Document:
    told = [one for one in document.sentences if len(one.text) <= MAX_LETTERS][:MAX_SENTENCES]
    return msgspec.structs.replace(document, sentences=tuple(told))


def _spoken_of(grids: list[Grid]) -> list[Grid]:
    kept: list[Grid] = []
    cells = 0
    for grid in grids:
        cells += len(grid.labels) * len(grid.heads)
        if cells > MAX_SPOKEN_CELLS or len(kept) >= MAX_SPOKEN_TABLES:
            break
        kept.append(grid)
    return kept


def title_periods(document: Document) -> frozenset[str]:
    """The periods that the head of the document names: what it is about."""
    first = (one.text for one in document.sentences[:3])
    return read_periods(" ".join((*document.headings[:2], *first)))


def _check_prose(document: Document, grids: list[Grid], title: frozenset[str]) -> list[Finding]:
    found: list[Finding] = []
    prose = document.proses()
    for sentence in document.sentences:
        found += check_answers(sentence, document.tables)
        if not any(letter.isdigit() for letter in sentence.text):
            found += check_claims(sentence, grids)
            continue
        found += check_sentence_growth(sentence)
        found += check_sentence_shares(sentence)
        found += check_sentence_totals(sentence)
        found += check_sentence_hundred(sentence, prose[sentence.section])
        found += check_told_totals(sentence, grids)
        found += check_told_shares(sentence, grids)
        told = {one.line for one in found}
        if sentence.line not in told:
            found += check_table_growth(sentence, grids)
        found += check_claims(sentence, grids)
        found += check_text_against_tables(sentence, grids, title, prose[sentence.section])
    return found


def _one_each(found: list[Finding]) -> list[Finding]:
    """One finding where several checks saw the same figure, the first kind that saw it."""
    kept: list[Finding] = []
    seen: dict[tuple[int, str], Kind] = {}
    by_line: defaultdict[int, int] = defaultdict(int)
    for one in found:
        key = (one.line, one.printed.strip())
        if key in seen:
            continue
        seen[key] = one.kind
        by_line[one.line] += 1
        kept.append(one)
    return kept
