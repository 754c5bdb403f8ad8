"""What a sentence tells of a table's sum or share: all 1,284 orders; 54% of the cost."""

import re

from dangol.insight.audit import words
from dangol.insight.audit.document import Sentence
from dangol.insight.audit.figures import CURRENCIES, PERCENT, POINTS, TIMES, Figure, read_figures
from dangol.insight.audit.finding import Finding, Kind, Severity, plain
from dangol.insight.audit.grid import Grid, Head, scope_of
from dangol.insight.audit.interval import Interval, total_of
from dangol.insight.audit.naming import bare, named_heads
from dangol.insight.audit.twice import (
    OTHER_SENSE,
    appears,
)

_SUM = re.compile(
    (
        r"(?:합은|합이|합계는?|총합은?|모두|총|더하면|합치면|합하면|다 합쳐|합쳐서?|合計は?|"
        r"合わせて|計は?|総計は?|足すと|全部で"
        r"|\btotal(?:s|led|ling)?(?: of| is| was| comes to)?|\bin total,?|"
        r"\btogether(?: they)?(?: make| come to)?|\badds? up to|\bsums? to|\ball in all,?|"
        r"\bcomes? to|\baltogether,?)\s?(?:약 )?$"
    ),
    re.IGNORECASE,
)
_SUM_AFTER = re.compile(
    r"^\s?(?:[a-z-]+ ){0,2}(?:in total|in all|altogether|overall)", re.IGNORECASE
)
_SHARE = re.compile(
    (
        r"차지|비중|전체의|의\s?$|에 해당|를 썼|나왔|가 온|占め|割合|全体の|を占|に当た|"
        r"にあたる|\baccount|\bmakes? up\b|\bmade up\b|\bshare\b|\bof (?:all|the|total|our|"
        r"every|them|these|revenue|cost|spend|sales|tickets|orders)|\bcame from\b|\brepresent|"
        r"\bcontribut"
    ),
    re.IGNORECASE,
)


def check_told_totals(sentence: Sentence, grids: list[Grid]) -> list[Finding]:
    """Every total of the sentence that the column of its section does not add up to."""
    text = sentence.text
    if sentence.is_heading or words.TARGET.search(text) or words.EXCLUDED.search(text):
        return []
    found: list[Finding] = []
    figures = read_figures(text)
    for at, figure in enumerate(figures):
        lead = text[(figures[at - 1].end if at else 0) : figure.start]
        is_sum = _SUM.search(lead) or _SUM_AFTER.search(text[figure.end :])
        if not is_sum or not figure.is_plain or figure.unit in (PERCENT, POINTS, TIMES):
            continue
        if sum(one.unit == figure.unit for one in figures) > 1:
            continue
        line = sentence.line_at(figure.start)
        if appears(figure, grids, line):
            continue
        near = [grid for grid in scope_of(sentence.section, grids) if len(grid.labels) > 2]
        sums = [one for grid in near for one in _sums_of(grid, figure, lead)]
        if len(sums) == 1 and 0 < sums[0][0].distance(figure.interval) <= 0.15 * sums[0][0].middle:
            expected, head, lines = sums[0]
            step = figure.step / figure.scale
            found.append(
                Finding(
                    line,
                    Kind.TOTAL,
                    Severity.ERROR,
                    figure.text,
                    plain(expected.middle / figure.scale, step),
                    plain((expected.high - expected.low) / 2 / figure.scale, step / 10),
                    head.text or lead.strip()[-24:],
                    "insight_audit.finding.total",
                    tuple(sorted({line, head.line, *lines})),
                )
            )
    return found


def _sums_of(grid: Grid, figure: Figure, lead: str) -> list[tuple[Interval, Head, list[int]]]:
    found: list[tuple[Interval, Head, list[int]]] = []
    heads = named_heads(grid.heads, lead)
    for at, head in enumerate(grid.heads):
        if head.is_rate or head.is_growth or (heads and at not in heads):
            continue
        cells = [c for c, one in zip(grid.column(at), grid.labels, strict=True) if one.is_part]
        told = [cell.figure for cell in cells if cell.figure is not None]
        if len(told) < 3 or len(told) < len(cells) or any(not one.is_plain for one in told):
            continue
        units = {one.unit for one in told}
        if len(units) > 1 or (units & {PERCENT, POINTS, TIMES}):
            continue
        own = units.pop()
        if own and figure.unit and own != figure.unit:
            continue
        if (own in CURRENCIES) != figure.is_money:
            continue
        is_exact = all(one.is_whole and not one.is_money for one in told) and figure.is_whole
        parts = [Interval(o.value, o.value) if is_exact else o.interval for o in told]
        found.append((total_of(parts), head, [cell.line for cell in cells]))
    return found


def check_told_shares(sentence: Sentence, grids: list[Grid]) -> list[Finding]:
    """Every share that the sentence gives to a row and that none of its columns shows."""
    text = sentence.text
    if sentence.is_heading or words.TARGET.search(text):
        return []
    found: list[Finding] = []
    figures = read_figures(text)
    near = scope_of(sentence.section, grids)
    for at, figure in enumerate(figures):
        if figure.unit != PERCENT or figure.is_bound or figure.is_range or figure.is_signed:
            continue
        before = text[(figures[at - 1].end if at else 0) : figure.start]
        after = re.split(r"[,、。;.]|고 ", text[figure.end : figure.end + 40])[0]
        clause = f"{before} {after}"
        if words.GREW.search(clause) or words.FELL.search(clause):
            continue
        if not (_SHARE.search(clause) or re.search(r"(?:의|の|全体で)\s?(?:약\s?|約)?$", before)):
            continue
        hits = [hit for grid in near for hit in _shares_named(grid, clause)]
        if len(hits) != 1:
            continue
        grid, row = hits[0]
        if OTHER_SENSE.search(clause.replace(bare(grid.labels[row].text), " ")):
            continue
        options = _shares_of(grid, row)
        size = figure.cut
        line = sentence.line_at(figure.start)
        if not options or appears(figure, grids, line):
            continue
        if any(one.meets(size) or one.times(-1).widened(0).meets(size) for one, _ in options):
            continue
        columns = named_heads(grid.heads, clause)
        printed = {cell.figure.interval for cell in grid.cells[row] if cell.figure}
        options = [one for one in options if one[0] not in printed]
        if not options:
            continue  # a share that the table prints itself: told where it is said twice
        chosen = [one for one in options if one[1] in [grid.heads[c] for c in columns]] or options
        nearest = min(chosen, key=lambda one: one[0].distance(size))
        if nearest[0].distance(size) > 25 or (len(chosen) > 1 and not columns):
            continue
        found.append(
            Finding(
                line,
                Kind.SHARE,
                Severity.ERROR,
                figure.text,
                f"{plain(nearest[0].middle, min(figure.step, 0.1))}%",
                plain(figure.step / 2, figure.step / 10),
                f"{grid.labels[row].text} · {nearest[1].text}".strip(" ·"),
                "insight_audit.finding.share",
                tuple(sorted({line, grid.cells[row][0].line, nearest[1].line})),
            )
        )
    return found


def _shares_named(grid: Grid, clause: str) -> list[tuple[Grid, int]]:
    rows = [row for row in named_heads(grid.labels, clause) if grid.labels[row].is_part]
    return [(grid, rows[0])] if len(rows) == 1 and bare(grid.labels[rows[0]].text) else []


def _shares_of(grid: Grid, row: int) -> list[tuple[Interval, Head]]:
    """The share that the row has of each column that adds, and those that it prints."""
    options: list[tuple[Interval, Head]] = []
    for at, head in enumerate(grid.heads):
        own = grid.cells[row][at].figure
        if own is None or head.is_growth:
            continue
        if own.unit == PERCENT:
            options.append((own.interval, head))
            continue
        if head.is_rate:
            continue
        told = [
            c.figure
            for c, one in zip(grid.column(at), grid.labels, strict=True)
            if one.is_part and c.figure
        ]
        if len(told) > 1 and all(one.unit == own.unit and one.value >= 0 for one in told):
            ratio = own.interval.over(total_of(one.interval for one in told))
            if ratio is not None:
                options.append((ratio.times(100), head))
        for other in grid.cells[row]:
            if (
                other.figure is not None
                and other.figure is not own
                and other.figure.unit == own.unit
            ):
                ratio = own.interval.over(other.figure.interval)
                if ratio is not None:
                    options.append((ratio.times(100), head))
    return options
