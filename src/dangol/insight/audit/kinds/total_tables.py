"""Totals that are not the sum of their rows or columns.

A total row may sum the rows since the last subtotal, all rows, the subtotals, or leave out rows
that the document names. Only where none of these readings gives the printed total is it told.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from dangol.insight.audit.finding import Finding, Kind, plain
from dangol.insight.audit.interval import Interval, total_of
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.contexts import content_words
from dangol.insight.audit.reading.figures import Figure
from dangol.insight.audit.reading.grid import Cell, Grid, Head, is_count
from dangol.insight.audit.reading.naming import bare, says
from dangol.insight.audit.reading.units import PERCENT, POINTS, TIMES

FARTHEST = 0.35
"""Of the sum: a total that is farther off is something else."""
FARTHEST_WEAK = 0.15
_STOPS = re.compile(r"[.。!?\n]\s*")

Parts = tuple[tuple[int, int], ...]
"""Rows and their signs."""


def check_totals(grid: Grid) -> list[Finding]:
    """Every total of the table that no reading of its rows gives."""
    found: list[Finding] = []
    for view in (grid, grid.turned()):
        for at in range(len(view.labels)):
            if _is_sum(view, at):
                found += _check_total(view, at)
    return list({(one.line, one.printed): one for one in found}.values())


def _is_sum(view: Grid, at: int) -> bool:
    label = view.labels[at]
    if label.is_rate and not label.is_total:
        return False
    if label.is_total or label.is_weak_total:
        return True
    return at >= 2 and bool(words.NET.search(label.text) or words.CLOSING.search(label.text))


def _check_total(view: Grid, at: int) -> Iterator[Finding]:
    found: list[Finding] = []
    agreed = 0
    for column, head in enumerate(view.heads):
        if head.is_rate or head.is_growth or head.is_rank:
            continue
        verdict = _check_cell(view, at, column)
        if verdict is True:
            agreed += 1
        elif isinstance(verdict, Finding):
            found.append(verdict)
    # A column of totals that agrees with few of its rows is something else.
    if (view.is_turned or not view.labels[at].is_total) and len(found) > max(agreed, 1):
        return
    if view.is_turned and len(found) == 1 and not agreed and not view.labels[at].is_total:
        return
    yield from found


def _check_cell(view: Grid, at: int, column: int) -> Finding | bool | None:
    """True where a reading agrees, a finding where none does, None where nothing can be said."""
    cells = view.column(column)
    total, head = cells[at].figure, view.heads[column]
    if total is None or not total.is_plain or total.unit in (PERCENT, POINTS, TIMES):
        return None
    readings = list(_readings(view, column, at))
    nearest: tuple[float, Interval, Parts] | None = None
    for parts in readings:
        chosen = [cells[row] for row, _ in parts]
        figures = [cell.figure for cell in chosen]
        if any(
            one is None and not cell.is_blank for one, cell in zip(figures, chosen, strict=True)
        ):
            continue
        told = [
            (one, sign) for one, (_, sign) in zip(figures, parts, strict=True) if one is not None
        ]
        if not told or any(one.unit != total.unit and one.unit and total.unit for one, _ in told):
            continue
        is_exact = _are_counts(view, column, at, parts)
        sums = _sum_of(told, is_exact=is_exact, is_cut=view.says_cut)
        own = Interval(total.value, total.value) if is_exact else total.interval
        if view.says_cut and not is_exact:
            own = total.cut
        if sums.meets(own):
            return True
        if len(told) < 2 or any(not one.is_plain for one, _ in told):
            continue
        if len(told) < len(parts) and total.value > sums.high:
            continue  # a part is not told
        apart = sums.distance(own)
        if nearest is None or apart < nearest[0]:
            nearest = (apart, sums, parts)
    if nearest is None:
        return None
    return _judge(view, column, at, total, head, nearest)


def _judge(  # noqa: PLR0917 -- what is compared, and where it stands
    view: Grid,
    column: int,
    at: int,
    total: Figure,
    head: Head,
    nearest: tuple[float, Interval, Parts],
) -> Finding | None:
    apart, sums, parts = nearest
    if (
        total.scale != 1.0
        and 0 <= total.value - (sums.low + sums.high) / 2 < len(parts) * total.step
    ):
        return None  # cut off instead of rounded
    label = view.labels[at]
    values = [one.figure.value for row, _ in parts if (one := view.cells[row][column]).figure]
    expected = sum(
        one.figure.value * sign for row, sign in parts if (one := view.cells[row][column]).figure
    )
    if not expected or apart > abs(expected) * (FARTHEST if label.is_total else FARTHEST_WEAK):
        return None
    if min(values) >= 0 and min(values) <= total.value <= max(values) and not _has_signs(parts):
        return None  # an average, or people counted once
    if total.value < expected and _overlaps(view, head, label):
        return None
    if total.value > expected and words.PARTIAL.search(f"{view.caption} {label.text} {head.text}"):
        return None
    if not (label.is_total or label.is_weak_total) and not _has_signs(parts) and min(values) >= 0:
        return None
    lines = {view.cells[row][column].line for row, _ in parts}
    cell = view.cells[at][column]
    subject = " · ".join(filter(None, (label.text, head.text)))
    step = max(total.step, 1e-6) / total.scale
    return Finding(
        cell.line,
        Kind.TOTAL,
        cell.text.strip(),
        plain(expected / total.scale, step),
        plain((sums.high - sums.low + total.step) / 2 / total.scale, step / 10)
        if sums.high > sums.low
        else "0",
        subject,
        tuple(sorted(lines | {cell.line, head.line})),
    )


def _has_signs(parts: Parts) -> bool:
    return any(sign < 0 for _, sign in parts)


def _sum_of(told: list[tuple[Figure, int]], *, is_exact: bool, is_cut: bool) -> Interval:
    parts: list[Interval] = []
    for one, sign in told:
        if is_exact:
            parts.append(Interval(one.value, one.value).times(sign))
        else:
            parts.append((one.cut if is_cut else one.interval).times(sign))
    return total_of(parts)


def _are_counts(view: Grid, column: int, at: int, parts: Parts) -> bool:
    rows = [at, *(row for row, _ in parts)]
    head = view.heads[column]
    return all(
        view.cells[row][column].is_blank
        or is_count(view.cells[row][column], head, view.labels[row])
        for row in rows
    )


def _readings(view: Grid, column: int, at: int) -> Iterator[Parts]:
    """What the total may be the sum of, the likeliest first."""
    cells = view.column(column)
    rows = range(len(view.labels))
    parts = [row for row in rows if view.labels[row].is_part and row != at]
    totals = [row for row in rows if not view.labels[row].is_part and row != at]
    totals = [row for row in totals if not view.labels[row].is_of_which]
    before = [row for row in totals if row < at]
    after = [row for row in totals if row > at]
    since = [row for row in parts if (before[-1] if before else -1) < row < at]
    above = [row for row in parts if row < at]
    until = [row for row in parts if at < row < (after[0] if after else len(view.labels))]
    below = [row for row in parts if row > at]
    bases = [since, above]
    bases += [before, [*before, *since], [*before[-1:], *since]]
    if not above:
        bases += [
            until,
            below,
            after,
            [*after, *[row for row in below if row > after[-1]]] if after else [],
        ]
    # With subtotals at the head of their groups, a grand total sums the parts that stand alone.
    bases += [[row for row in rows if row < at], [*above, *below]]
    for one, other in pairwise(before):
        bases.append([row for row in before if one <= row <= other])
    bases += [kept for base in bases[:2] if len(kept := _parents(view, column, base)) != len(base)]
    seen: set[Parts] = set()
    named = excluded_rows(view, at)
    for base in bases:
        for chosen in _variants(view, base, named):
            if chosen and chosen not in seen:
                seen.add(chosen)
                yield chosen
    if view.labels[at].is_total:
        return
    for base in (since, above, [*before, *since]):
        signed = _signed(view, cells, base)
        if signed and signed not in seen:
            yield signed


def _variants(view: Grid, base: list[int], named: list[int]) -> Iterator[Parts]:
    yield tuple((row, 1) for row in base)
    adding = [row for row in base if not _is_other_kind(view.labels[row])]
    if len(adding) != len(base):
        yield tuple((row, 1) for row in adding)
    left_out = [row for row in base if row in named]
    if left_out:
        yield tuple((row, 1) for row in base if row not in left_out)
        for one in left_out:
            yield tuple((row, 1) for row in base if row != one)
    flipped = tuple(
        (row, -1 if words.DEDUCTION.search(view.labels[row].text) else 1) for row in base
    )
    if _has_signs(flipped) and any(sign > 0 for _, sign in flipped):
        yield flipped


def _is_other_kind(label: Head) -> bool:
    return label.is_rate or label.is_growth or label.is_rank


def _signed(view: Grid, cells: list[Cell], base: list[int]) -> Parts:
    """A net or closing row: what is taken away is, unless it already has its minus."""
    parts: list[tuple[int, int]] = []
    for row in base:
        figure = cells[row].figure
        takes = bool(words.DEDUCTION.search(view.labels[row].text))
        parts.append((row, -1 if takes and figure is not None and figure.value > 0 else 1))
    return tuple(parts)


def excluded_rows(view: Grid, at: int) -> list[int]:
    """Rows that the document names where it says that something is not in a total."""
    said = [
        one for one in _STOPS.split(f"{view.prose}\n{view.caption}") if words.EXCLUDED.search(one)
    ]
    total = view.labels[at].text
    if words.EXCLUDED.search(total):
        said.append(total)
    found: list[int] = []
    for row, label in enumerate(view.labels):
        if row == at:
            continue
        plain_label = re.sub(r"[*†※]", "", bare(label.text)).strip()
        is_marked = words.EXCLUDED.search(label.text) or re.search(r"[*†※]", label.text)
        if is_marked or any(
            says(one, plain_label) or _shares_stem(one, plain_label) for one in said
        ):
            found.append(row)
    return found


def _shares_stem(said: str, label: str) -> bool:
    """Whether a word of the label is said in a longer or shorter form: 가맹 for 가맹점."""
    mine, theirs = content_words(label), content_words(said)
    return any(
        len(a) > 1 and len(b) > 1 and (a.startswith(b) or b.startswith(a))
        for a in mine
        for b in theirs
    )


def _parents(view: Grid, column: int, base: list[int]) -> list[int]:
    """The rows that are no parts of the row above them, where rows below a row add up to it."""
    cells = view.column(column)
    kept: list[int] = []
    place = 0
    while place < len(base):
        row = base[place]
        kept.append(row)
        own = cells[row].figure
        place += 1
        if own is None or own.value <= 0:
            continue
        inside = Interval(0.0, 0.0)
        for count in range(1, min(9, len(base) - place + 1)):
            part = cells[base[place + count - 1]].figure
            if part is None or part.unit != own.unit:
                break
            inside = inside.plus(part.interval)
            if count > 1 and inside.meets(own.interval):
                place += count
                break
    return kept


def _overlaps(view: Grid, head: Head, label: Head) -> bool:
    """Whether the section says that the column counts some twice."""
    heads = [re.sub(r"[(（].*?[)）]", "", one.text).strip() for one in (*view.heads, *view.labels)]
    own = [re.sub(r"[(（].*?[)）]", "", one.text).strip() for one in (head, label)]
    for said in _STOPS.split(f"{view.caption}\n{view.prose}"):
        if not words.OVERLAP.search(said):
            continue
        named = [one for one in heads if len(one) > 1 and one in said]
        if not named or any(one in said for one in own if len(one) > 1):
            return True
    return False
