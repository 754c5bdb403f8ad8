"""The same quantity with two values in two tables."""

import re
from collections.abc import Iterator

from dangol.insight.audit.finding import Finding, Kind
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.contexts import are_slips, are_turned, other_senses
from dangol.insight.audit.reading.dates import read_periods
from dangol.insight.audit.reading.figures import Figure
from dangol.insight.audit.reading.grid import Cell, Grid, Head
from dangol.insight.audit.reading.naming import bare
from dangol.insight.audit.reading.times import is_time

GENERIC = re.compile(
    (
        r"^(?:건수|수|금액|개수|수량|비중|비율|값|수치|결과|件数|数|金額|割合|比率|構成比|値|"
        r"数値|count|number|n|amount|share|value|%|total|sum|합계|계|計|合計|)$"
    ),
    re.IGNORECASE,
)


def check_tables(grids: list[Grid]) -> list[Finding]:
    """Every quantity that two tables show with different values."""
    found: list[Finding] = []
    tables = [grid for grid in grids if not grid.is_list][:60]
    for at, one in enumerate(tables):
        for other in tables[at + 1 :]:
            found += _compare(one, other)
            found += _compare_columns(one, other)
    return list({(one.line, one.printed): one for one in found}.values())


def _compare(one: Grid, other: Grid) -> Iterator[Finding]:
    if _periods_clash(one.caption, other.caption) or other_senses(one.caption) != other_senses(
        other.caption
    ):
        return
    for view in (other, other.turned()):
        agree: list[tuple[Cell, Cell, Head, Head]] = []
        differ: list[tuple[Cell, Cell, Head, Head]] = []
        rows = _by_name(view.labels)
        columns = _by_name(view.heads)
        for r, label in enumerate(one.labels):
            for c, head in enumerate(one.heads):
                row, column = rows.get(_name(label.text)), columns.get(_name(head.text))
                if (
                    row is None
                    or column is None
                    or (GENERIC.search(bare(label.text)) and GENERIC.search(bare(head.text)))
                ):
                    continue
                mine, theirs = one.cells[r][c], view.cells[row][column]
                if mine.figure is None or theirs.figure is None:
                    continue
                if mine.figure.unit != theirs.figure.unit:
                    continue
                same = mine.figure.interval.meets(theirs.figure.interval)
                (agree if same else differ).append((mine, theirs, label, head))
        if not differ:
            continue
        telling = [p for p in agree if p[0].figure and p[0].figure.value not in (0.0, 1.0, 100.0)]
        is_sure = len(telling) >= max(2, 2 * len(differ))
        if not is_sure and not (len(differ) == 1 and _is_specific(differ[0])):
            continue
        for mine, theirs, label, head in differ:
            yield twice_finding(
                theirs.line,
                theirs.text,
                mine.text,
                f"{label.text} · {head.text}",
                (mine.line, theirs.line),
            )


def _compare_columns(one: Grid, other: Grid) -> Iterator[Finding]:
    """Two columns under other heads that agree in all rows but one: 千円 there, 万円 here."""
    theirs = _by_name(other.labels)
    rows = [(r, theirs[name]) for name, r in _by_name(one.labels).items() if name in theirs]
    if len(rows) < 3:
        return
    for c, head in enumerate(one.heads):
        for d, their_head in enumerate(other.heads):
            if _periods_clash(head.text, their_head.text):
                continue
            pairs = [(one.cells[r][c], other.cells[s][d]) for r, s in rows]
            same = [_is_same(a.figure, b.figure) for a, b in pairs]
            differ = [pair for pair, one in zip(pairs, same, strict=True) if one is False]
            agree = {a.text for (a, _), one in zip(pairs, same, strict=True) if one}
            if None in same or len(differ) != 1 or len(agree) < 2:
                continue
            (mine, yours) = differ[0]
            if mine.figure and yours.figure and are_slips(mine.figure, yours.figure):
                label = one.labels[rows[pairs.index(differ[0])][0]]
                subject = f"{label.text} · {head.text}"
                lines = (mine.line, yours.line)
                yield twice_finding(yours.line, yours.text, mine.text, subject, lines)


def _is_same(one: Figure | None, other: Figure | None) -> bool | None:
    """Whether two cells say the same value; None where they cannot be compared."""
    if one is None or other is None or one.unit != other.unit:
        return None
    return one.value >= 10 * one.step and one.interval.meets(other.interval)


def _is_specific(pair: tuple[Cell, Cell, Head, Head]) -> bool:
    mine, theirs, label, head = pair
    if mine.figure is None or theirs.figure is None:
        return False
    near = are_turned(mine.figure, theirs.figure)
    if words.OTHER.search(label.text) or label.is_total:
        return False
    return (
        near
        and (is_time(head.text) or not GENERIC.search(bare(head.text)))
        and len(bare(label.text)) > 1
    )


def _name(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().lower()


def _by_name(heads: tuple[Head, ...]) -> dict[str, int]:
    names = [_name(one.text) for one in heads]
    return {name: at for at, name in enumerate(names) if name and names.count(name) == 1}


def _periods_clash(one: str, other: str) -> bool:
    mine, theirs = read_periods(one), read_periods(other)
    return any(
        (a := {p for p in mine if p[0] == sort})
        and (b := {p for p in theirs if p[0] == sort})
        and a != b
        for sort in "mqhy"
    )


def twice_finding(
    line: int, printed: str, expected: str, subject: str, lines: tuple[int, ...]
) -> Finding:
    return Finding(
        line,
        Kind.TWICE,
        printed.strip(),
        expected.strip(),
        "0",
        subject.strip(" ·"),
        tuple(sorted({line, *lines})),
    )


def may_be_stale(one: Figure, other: Figure) -> bool:
    """Whether the two may be one quantity mistyped or grown old."""
    low, high = sorted((abs(one.value), abs(other.value)))
    return low > 0 and (high / low <= 1.5 or (are_slips(one, other) and high / low <= 5))
