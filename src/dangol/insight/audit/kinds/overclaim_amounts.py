"""Half, most and a third of a column; doubled; more than another row; over so much."""

import re
from collections.abc import Iterator

from dangol.insight.audit.finding import plain
from dangol.insight.audit.interval import Interval
from dangol.insight.audit.kinds import overclaim_words as say
from dangol.insight.audit.kinds.overclaim_reading import Reading, parts_of, rows_named
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.contexts import senses_of
from dangol.insight.audit.reading.figures import Figure, read_figures
from dangol.insight.audit.reading.grid import Grid
from dangol.insight.audit.reading.naming import bare, named_heads
from dangol.insight.audit.reading.times import times_named, times_of
from dangol.insight.audit.reading.units import DAYS, PERCENT, POINTS, TIMES


def read_compared(view: Grid, clause: str) -> Iterator[Reading]:
    """One row more or less than another."""
    than = say.THAN.search(clause)
    is_more, is_less = bool(say.MORE.search(clause)), bool(say.LESS.search(clause))
    if than is None or is_more == is_less or read_figures(clause) or _changes(clause):
        return
    if re.search(r"합친|합한|합쳐|合わせ|together|combined", clause):
        return
    rows = parts_of(view)
    named = rows_named(view, clause, rows)
    columns = named_heads(view.heads, clause)
    columns = columns or (list(range(len(view.heads))) if len(view.heads) <= 3 else [])
    if len(named) != 2 or any(view.heads[at].is_growth for at in columns):
        return
    places = {at: clause.lower().find(bare(view.labels[at].text).lower()) for at in named}
    is_english = than[0].isascii()
    # X보다 Y가: what stands before the mark is what is compared with; in English, behind it.
    base = [at for at in named if (places[at] > than.start()) == is_english]
    if len(base) != 1:
        if is_english:
            return
        base = [max(named, key=lambda at: places[at] if places[at] < than.start() else -1)]
    other = next(at for at in named if at != base[0])
    for at in columns:
        mine, theirs = view.cells[other][at].figure, view.cells[base[0]][at].figure
        if mine is None or theirs is None or mine.unit != theirs.unit:
            continue
        holds = mine.value > theirs.value if is_more else mine.value < theirs.value
        yield Reading(view, tuple(named), () if holds else tuple(named), at)


_MORE_THAN = re.compile(r"\b(?:higher|lower|more|less|up|down)\b", re.IGNORECASE)


def _changes(clause: str) -> bool:
    clause = _MORE_THAN.sub(" ", clause)
    return bool(words.GREW.search(clause) or words.FELL.search(clause))


def read_multiple(view: Grid, clause: str) -> Iterator[Reading]:
    """Doubled, tripled, halved, of a row over the columns of time."""
    wanted = next((by for pattern, by in say.MULTIPLES if pattern.search(clause)), None)
    if wanted is None or read_figures(re.sub(r"[0-9]\s?[배倍]", "", clause)):
        return
    times = times_of(view, clause)
    named = named_heads(view.labels, clause)
    said = times_named(view, times, clause)
    if len(said) >= 2:
        times = [said[0], said[-1]]
    # Doubled from May to June, with no row named: some row of the table has to show it.
    rows = named if len(named) == 1 else list(range(len(view.labels))) if len(said) >= 2 else []
    if len(times) < 2 or not rows or (not named and len(rows) > 4):
        return
    for row in rows:
        told = [one for at in times if (one := view.cells[row][at].figure) is not None]
        if len(told) < 2 or any(one.value <= 0 or one.unit != told[0].unit for one in told):
            continue
        holds = _is_so_much(told, wanted, clause)
        ends = (told[0], told[-1])
        shown = " → ".join(plain(one.value / one.scale, one.step / one.scale) for one in ends)
        by = plain(told[-1].value / told[0].value, 0.01)
        wrong = () if holds else (row,)
        yield Reading(view, (row,), wrong, times[-1], f"{shown} (×{by})")


def _is_so_much(told: list[Figure], wanted: float, clause: str) -> bool:
    """Whether some two of the values, one after the other, are so many times apart."""
    slack = 0.16 if say.NEAR.search(clause) else 0.06
    ratios = [b.value / a.value for at, a in enumerate(told) for b in told[at + 1 :]]
    if re.search(r"넘|이상|남짓|超|以上|余り|強|more than|over", clause):
        return any(ratio >= wanted * 0.97 for ratio in ratios)
    both = [*ratios, *(1 / ratio for ratio in ratios)]
    return any(abs(ratio / wanted - 1) <= slack for ratio in both)


def read_fraction(view: Grid, clause: str) -> Iterator[Reading]:
    """Half, most, two thirds, of a column that has a total or of percentages."""
    wanted = say.read_fraction_of(clause)
    plain_clause = re.sub(r"[34]\s?分の\s?[123]|[34]분의\s?[123]", "", clause)
    if wanted is None or _changes(clause) or say.OF_THOSE.search(clause):
        return
    if any(one.unit in (PERCENT, POINTS, TIMES) for one in read_figures(plain_clause)):
        return
    rows = parts_of(view)
    named = rows_named(view, clause, rows)
    if not 1 <= len(named) <= 3 or len(named) == len(rows):
        return
    if len(named) > 1 and not say.TOGETHER.search(clause):
        return
    columns = named_heads(view.heads, clause) or list(range(len(view.heads)))
    for column in columns:
        shares = [_share_of(view, row, column) for row in named]
        if any(one is None for one in shares):
            continue
        low, high = (sum(one[end] for one in shares if one) for end in (0, 1))
        holds = Interval(low, high).meets(Interval(*wanted))
        shown = f"{plain((low + high) / 2, 0.1)}%"
        yield Reading(view, tuple(rows), () if holds else tuple(named), column, shown)


def _share_of(view: Grid, row: int, column: int) -> Interval | None:
    """The share that the row has of the column, or prints in it."""
    head, cells = view.heads[column], view.column(column)
    figure = cells[row].figure
    if figure is None or head.is_growth:
        return None
    if view.is_turned and not any(one.is_total for one in view.labels):
        return None  # columns are parts of one whole only where one of them is their total
    if figure.unit == PERCENT:
        return figure.interval
    if head.is_rate or _are_stages(view):
        return None
    parts = [c.figure for c, one in zip(cells, view.labels, strict=True) if one.is_part]
    told = [one for one in parts if one is not None]
    whole = sum(one.value for one in told)
    if whole <= 0 or len(told) < 2 or any(one.unit != figure.unit or one.value < 0 for one in told):
        return None
    return figure.interval.times(100 / whole)


def _are_stages(view: Grid) -> bool:
    """Whether each row is a part of the row above it, so that rows are no parts of one whole."""
    if any(label.is_total for label in view.labels):
        return False
    return bool(
        say.STAGES.search(f"{view.corner} {view.caption}")
        or any(head.is_rate and not words.STRONG_SHARE.search(head.text) for head in view.heads)
        or words.OVERLAP.search(view.prose)
    )


def read_bound(view: Grid, clause: str) -> Iterator[Reading]:
    """More than, or less than, so much of a row, where its cell says otherwise."""
    figures = read_figures(clause)
    compared = say.compared(clause)
    if len(figures) != 1 or not figures[0].is_bound or compared is None or _changes(clause):
        return
    limit = figures[0]
    named = rows_named(view, clause, parts_of(view))
    if limit.unit in (POINTS, TIMES, *DAYS) or len(named) != 1 or say.DENIES.search(clause):
        return
    columns = named_heads(view.heads, clause)
    senses = senses_of(f"{view.caption} {view.labels[named[0]].text}") | {"전체", "全体", "all"}
    if senses_of(clause) - senses and not columns:
        return
    for column in columns or range(len(view.heads)):
        told = _value_for(view, named[0], column, limit)
        if told is None or (not limit.unit and len(columns or view.heads) > 1):
            continue
        holds = told.high >= limit.value if compared[0] > 0 else told.low <= limit.value
        # Far beyond either way, the sentence speaks of something else.
        if not holds and not 0.5 * limit.value <= told.middle <= 2 * limit.value:
            continue
        step = min(limit.step / limit.scale, 0.1 if limit.unit == PERCENT else 1.0)
        shown = plain(told.middle / limit.scale, step)
        yield Reading(view, tuple(named), () if holds else tuple(named), column, shown)


def _value_for(view: Grid, row: int, column: int, limit: Figure) -> Interval | None:
    if limit.unit == PERCENT:
        return _share_of(view, row, column)
    figure = view.cells[row][column].figure
    if figure is None or view.heads[column].is_growth or figure.unit == PERCENT:
        return None
    if limit.unit and figure.unit and limit.unit != figure.unit:
        return None
    return None if limit.is_money != figure.is_money else figure.interval
