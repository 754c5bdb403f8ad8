"""Rows of which one column is held against another: above target, above last year, B above A."""

import re
from collections.abc import Iterator

from dangol.insight.audit.kinds import overclaim_words as say
from dangol.insight.audit.kinds.overclaim_reading import (
    Test,
    Tested,
    holds,
    is_difference,
    is_level,
    unit_of_column,
)
from dangol.insight.audit.reading.contexts import content_words
from dangol.insight.audit.reading.grid import Grid
from dangol.insight.audit.reading.naming import bare, named_heads
from dangol.insight.audit.reading.times import is_time, times_named, times_of
from dangol.insight.audit.reading.units import PERCENT


def beside_role(
    view: Grid, clause: str, role: re.Pattern[str], compared: tuple[int, bool]
) -> Iterator[Tested]:
    """Rows held against the column of targets, or of the time before; and what is printed of it."""
    columns = [c for c in range(len(view.heads)) if unit_of_column(view, c) is not None]
    told = {c: role.search(view.heads[c].text) for c in columns}
    levels = [
        c
        for c in columns
        if is_level(view, c) and (told[c] or say.REACHED_HEAD.search(view.heads[c].text))
    ]
    gaps = [c for c in columns if told[c] and is_difference(view, c)]
    bases = [c for c in columns if told[c] and c not in (*levels, *gaps)]
    for column in levels:
        yield _sign_test(view, column, compared, 100.0), column
    for column in gaps:
        yield _sign_test(view, column, compared, 0.0), column
    if len(bases) > 1:
        bases = [c for c in bases if c in named_heads(view.heads, clause)]
    if len(bases) != 1:
        return
    (base,) = bases
    others = [
        c
        for c in columns
        if c not in (base, *levels, *gaps)
        and unit_of_column(view, c) == unit_of_column(view, base)
        and not view.heads[c].is_growth
        and not is_difference(view, c)
        and not say.GOAL.search(view.heads[c].text)
        and not say.PRIOR.search(view.heads[c].text)
    ]
    actual = [c for c in others if say.ACTUAL.search(view.heads[c].text)]
    named = [c for c in others if c in named_heads(view.heads, clause)]
    for other in named or actual or others:
        yield _pair_test(view, other, base, compared), other


def _pair_test(view: Grid, one: int, other: int, compared: tuple[int, bool]) -> Test:
    def test(at: int) -> bool | None:
        mine, theirs = view.cells[at][one].figure, view.cells[at][other].figure
        if mine is None or theirs is None or mine.unit != theirs.unit:
            return None
        return holds(mine.value, theirs.value, compared)

    return test


def _sign_test(view: Grid, column: int, compared: tuple[int, bool], zero: float) -> Test:
    def test(at: int) -> bool | None:
        figure = view.cells[at][column].figure
        return None if figure is None else holds(figure.value, zero, compared)

    return test


def column_beside_column(view: Grid, clause: str) -> Iterator[Tested]:
    """In every row one named column more, or less, than another."""
    is_more, is_less = bool(say.MORE.search(clause)), bool(say.LESS.search(clause))
    than = say.THAN.search(clause)
    if than is None or is_more == is_less:
        return
    sign = 1 if is_more else -1
    named = named_heads(view.heads, clause)
    times = times_named(view, times_of(view, clause), clause)
    if len(times) == 2 and not set(named) - set(times):
        yield _pair_test(view, times[1], times[0], (sign, True)), times[1]
        return
    if len(named) != 2:
        return
    low = clause.lower()
    order = sorted(named, key=lambda at: low.find(bare(view.heads[at].text).lower()))
    places = [low.find(bare(view.heads[at].text).lower()) for at in order]
    # A보다 B가, AよりB: the one compared with stands before its mark; in English, behind it.
    if than[0].isascii():
        base = next((at for at, c in zip(order, places, strict=True) if c > than.start()), order[1])
        one, other = (next(at for at in named if at != base), base)
    else:
        base = order[1] if places[1] < than.start() else order[0]
        one, other = (next(at for at in named if at != base), base)
    yield _pair_test(view, one, other, (sign, True)), one


_LETTER = re.compile(r"(?<![A-Za-z])([A-E])(?![A-Za-z'’])")


def variants(view: Grid, clause: str) -> Iterator[Tested]:
    """In every row variant B above, or below, variant A, of the measure that the clause names."""
    letters = {
        at: found for at, one in enumerate(view.heads) if (found := _LETTER.findall(one.text))
    }
    said = _LETTER.findall(clause)
    if said == ["A"] and not re.search(r"(?:\b(?:did|was|of|[a-z]+) |[가-힣一-龥])A", clause):
        return  # an article
    is_more = bool(say.MORE.search(clause) or say.LEADS.search(clause))
    is_less = bool(say.LESS.search(clause) or say.TRAILS.search(clause))
    measures: dict[str, dict[str, int]] = {}
    for at, found in letters.items():
        if len(found) == 1:
            measure = _LETTER.sub(" ", bare(view.heads[at].text)).strip().lower()
            measures.setdefault(measure, {})[found[0]] = at
    shared = {one: len(content_words(one) & content_words(clause)) for one in measures}
    most = max(shared.values(), default=0)
    chosen = [one for one in measures if shared[one] == most]
    chosen = chosen if len(chosen) == 1 else []
    pair = measures[chosen[0]] if chosen else {}
    if not said or len(pair) != 2 or is_more == is_less or any(one not in pair for one in said):
        return
    own = said[0]
    if (subject := re.search(r"([A-E])(?:가|이|는|은|が|は|의|の)", clause)) and len(said) > 1:
        own = subject[1]
    other = next(one for one in pair if one != own)
    yield _pair_test(view, pair[own], pair[other], (1 if is_more else -1, True)), pair[own]


def best(view: Grid, clause: str) -> Iterator[Tested]:
    """In every row one column above, or below, all others of its kind."""
    named = named_heads(view.heads, clause)
    high, low = bool(say.LEADS.search(clause)), bool(say.TRAILS.search(clause))
    if len(named) != 1 or high == low:
        return
    own = named[0]
    if is_time(view.heads[own].text) or view.heads[own].is_growth:
        return
    others = [
        at
        for at, head in enumerate(view.heads)
        if at != own
        and head.is_part
        and not (head.is_growth or head.is_rank)
        and unit_of_column(view, at) == unit_of_column(view, own)
        and unit_of_column(view, at) is not None
    ]
    if not others or not (
        view.is_turned or _are_siblings(view, own, others) or _are_whole(view, [own, *others])
    ):
        return

    def test(at: int) -> bool | None:
        mine = view.cells[at][own].figure
        theirs = [one.value for c in others if (one := view.cells[at][c].figure) is not None]
        if mine is None or len(theirs) < len(others):
            return None
        best = max(theirs) if high else min(theirs)
        return holds(mine.value, best, (1 if high else -1, True))

    yield test, own


def _are_siblings(view: Grid, own: int, others: list[int]) -> bool:
    """Whether the columns are of one measure: 안 A and 안 B, not orders and visits."""
    mine = view.heads[own].text.strip()
    names = [view.heads[at].text.strip() for at in others]
    return all(
        (len(mine) > 1 and (mine[:-1] == one[:-1] or mine[1:] == one[1:]))
        or mine.split(" ", maxsplit=1)[0] == one.split(" ", maxsplit=1)[0] != mine
        or mine.rsplit(" ", maxsplit=1)[-1] == one.rsplit(" ", maxsplit=1)[-1] != mine
        for one in names
    )


def _are_whole(view: Grid, columns: list[int]) -> bool:
    """Whether the columns are shares of one whole, row by row."""
    rows = [[row[at].figure for at in columns] for row in view.cells]
    told = [[one for one in row if one is not None and one.unit == PERCENT] for row in rows]
    whole = [abs(sum(one.value for one in row) - 100) <= 2 for row in told if row]
    return len(whole) > 1 and all(whole)


def beside_ours(view: Grid, clause: str) -> Iterator[Tested]:
    """Every other row above or below the one that is ours, or the control."""
    bases = [at for at, one in enumerate(view.labels) if say.OURS.search(one.text.strip())]
    is_more = bool(say.MORE.search(clause) or re.search(r"\bbeat\b|上回|넘", clause))
    is_less = bool(say.LESS.search(clause))
    columns = named_heads(view.heads, clause)
    columns = columns or (list(range(len(view.heads))) if len(view.heads) == 1 else [])
    if len(bases) != 1 or not say.THAN_OURS.search(clause) or is_more == is_less:
        return
    (base,) = bases
    for column in columns[:1]:

        def test(at: int, column: int = column) -> bool | None:
            mine, theirs = view.cells[at][column].figure, view.cells[base][column].figure
            if at == base or mine is None or theirs is None or mine.unit != theirs.unit:
                return None
            return holds(mine.value, theirs.value, (1 if is_more else -1, True))

        yield test, column
