"""The highest, the lowest and the second: of a named row in a column, or in what changed."""

from collections.abc import Iterator

from dangol.insight.audit.kinds import overclaim_words as say
from dangol.insight.audit.kinds.overclaim_reading import (
    Reading,
    parts_of,
    rows_named,
    times_in,
    without_names,
)
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.grid import Grid
from dangol.insight.audit.reading.naming import bare, named_heads
from dangol.insight.audit.reading.times import times_named, times_of
from dangol.insight.audit.reading.units import PERCENT

Told = dict[int, float]
"""What each row has."""
Series = tuple[int, Told, bool]
"""A column, what each row has there, and whether it is relative to what it was."""


def read_ranks(view: Grid, clause: str) -> Iterator[Reading]:
    """Every way to read the clause as a claim that a row is the highest or the lowest."""
    is_high, is_low = bool(say.HIGHEST.search(clause)), bool(say.LOWEST.search(clause))
    rows = parts_of(view)
    named = rows_named(view, clause, rows)
    if say.NONE.search(clause) or say.DENIED.search(clause):
        return
    if is_high == is_low or len(named) != 1 or len(rows) < 3 or say.AMONG.search(clause):
        return
    times = times_in(view)
    if named[0] in times:
        rows = times
    plain_clause = without_names(view, clause)
    way = _way(plain_clause)
    is_change = bool(say.CHANGE.search(plain_clause) or way)
    wanted = say.read_rank(clause)
    if is_change:
        is_sure = True
        series = list(_changes(view, clause, rows, way))
        if say.IN_PERCENT.search(clause):
            series = [one for one in series if one[2]] or series
        elif say.IN_AMOUNTS.search(clause):
            series = [one for one in series if not one[2]] or series
    else:
        columns = named_heads(view.heads, clause)
        is_sure = bool(columns) or (_is_of_rows(clause, view) and not say.MOST_OF.search(clause))
        columns = [c for c in columns or range(len(view.heads)) if not view.heads[c].is_rank]
        series = [(c, _values(view, rows, c), False) for c in columns if columns]
        said = times_named(view, times_of(view, clause), clause)
        if said:  # of one time, where the heads are times
            series = [one for one in series if one[0] in said] or series
    for column, told, _ in series:
        if named[0] not in told or len(told) < 3:
            continue
        beyond = _beyond(told, named[0], is_high=is_high)
        tied = sum(one == told[named[0]] for one in told.values()) - 1
        holds = len(beyond) < wanted <= len(beyond) + tied + 1
        wrong = tuple(beyond[:3]) or (named[0],)
        yield Reading(view, tuple(rows), () if holds else wrong, column, is_sure=is_sure)


def _way(clause: str) -> int:
    return bool(words.GREW.search(clause)) - bool(words.FELL.search(clause))


def _values(view: Grid, rows: list[int], column: int) -> Told:
    figures = {row: one for row in rows if (one := view.cells[row][column].figure) is not None}
    if len({one.unit for one in figures.values()}) > 1:
        return {}
    return {row: one.value for row, one in figures.items()}


def _changes(view: Grid, clause: str, rows: list[int], way: int) -> Iterator[Series]:
    """What changed by: columns that print it, and differences of two columns of time or plan."""
    by = -1.0 if way < 0 else 1.0
    for column, head in enumerate(view.heads):
        told = _values(view, rows, column)
        if head.is_growth or say.GAP.search(head.text):
            is_relative = any(c.figure and c.figure.unit == PERCENT for c in view.column(column))
            yield column, {row: value * by for row, value in told.items()}, is_relative
            if not way:
                yield column, {row: abs(value) for row, value in told.items()}, is_relative
    times = times_of(view, clause)
    said = times_named(view, times, clause)
    pairs = (
        [(said[0], said[-1])] if len(said) > 1 else [(a, b) for a in times for b in times if a < b]
    )
    columns = [c for c in range(len(view.heads)) if not view.heads[c].is_growth]
    if not pairs:
        pairs = [(a, b) for a in columns[:6] for b in columns[:6] if a != b]
    for first, last in pairs[:30]:
        before, after = _values(view, rows, first), _values(view, rows, last)
        if not before or len(before) != len(after):
            continue
        gaps = {row: (after[row] - before[row]) * by for row in before if row in after}
        yield last, gaps, False
        if not way:
            yield last, {row: abs(value) for row, value in gaps.items()}, False
        if all(before.values()):
            yield last, {row: gaps[row] / abs(before[row]) for row in gaps}, True


def _beyond(told: Told, own: int, *, is_high: bool) -> list[int]:
    mine = told[own]
    return sorted(
        (row for row, one in told.items() if (one > mine if is_high else one < mine)),
        key=lambda row: -told[row] if is_high else told[row],
    )


def _is_of_rows(clause: str, view: Grid) -> bool:
    """Whether nothing but the rows themselves is called the largest."""
    kind = bare(view.corner).lower().rstrip("s")
    for said in say.RANKED.finditer(clause):
        word = next((one for one in said.groups() if one), "").lower()
        if word and not (
            (kind and (word.startswith(kind) or kind.startswith(word)))
            or say.RANKED_KIND.match(word)
        ):
            return False
    return len(view.heads) <= 2 or any(
        cell.figure is not None and cell.figure.unit == PERCENT for cell in view.cells[0]
    )
