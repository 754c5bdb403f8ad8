"""Totals in sentences: of the figures before them, or of a column: all 1,284 orders."""

import re

from dangol.insight.audit.finding import Finding, Kind, plain
from dangol.insight.audit.interval import Interval, total_of
from dangol.insight.audit.kinds.twice_cells import appears
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.document import Sentence
from dangol.insight.audit.reading.figures import Figure, read_figures
from dangol.insight.audit.reading.grid import Grid, Head, scope_of
from dangol.insight.audit.reading.naming import named_heads
from dangol.insight.audit.reading.units import CURRENCIES, DAYS, PERCENT, POINTS, TIMES

_TOTAL_BEFORE = re.compile(
    r"(?:모두|합계|총|합쳐|합치면|합하면|더하면|전부|도합|계|합해|合計|合わせて|計|総数|"
    r"全部で|足すと|締めて|\bin total|\btotal(?:ling|s|led)?(?: of)?|\ball together|"
    r"\baltogether|\bin all|\btogether|\bsum(?: of)?|\bmakes?|\badds? up to|\bcomes? to|"
    r"(?<=[ 0-9])=)"
    r"\s?(?:,|:|은|는|으로|で|は)?\s?$",
    re.IGNORECASE,
)
_TOTAL_AFTER = re.compile(
    r"^\s?(?:in total|in all|altogether|together|overall|total\b|の合計|이 된다|이다 합)",
    re.IGNORECASE,
)
_NET_BEFORE = re.compile(
    (
        r"(?:차감|순증|순감|차이는|差引き?|差し引き|純増|純減|差は|\bnet(?: gain| loss|"
        r" change)?(?: of)?|a difference of)\s?(?:은|는|で|は|:)?\s?$"
    ),
    re.IGNORECASE,
)


def _counted(figure: Figure) -> Interval:
    """What a figure of a sentence may stand for: people and things are told to the last one."""
    if figure.is_money or figure.scale != 1.0 or figure.step != 1.0 or figure.is_about:
        return figure.interval
    return Interval(figure.value, figure.value)


def _is_bare(part: Figure, total: Figure) -> bool:
    """Whether only the total says what is counted: North 312, South 148, in total 460 people."""
    is_noun = total.unit.isascii() and total.unit.islower() and len(total.unit) > 3
    return not part.unit and is_noun and total.unit not in DAYS


def check_sentence_totals(sentence: Sentence) -> list[Finding]:
    """Every total or net of the sentence that is not what the figures before it give."""
    text = sentence.text
    figures = read_figures(text)
    found: list[Finding] = []
    for at, total in enumerate(figures):
        lead, tail = text[: total.start], text[total.end :]
        parts = [one for one in figures[:at] if one.unit == total.unit or _is_bare(one, total)]
        if len(parts) < 2 or not total.is_plain or total.unit in (PERCENT, POINTS, TIMES):
            continue
        if any(not one.is_plain for one in parts) or len(parts) != at or text.count("(") > 3:
            continue
        told = [_counted(one) for one in parts]
        if _NET_BEFORE.search(lead) and len(parts) == 2:
            expected = told[0].minus(told[1])
            options = [expected, expected.times(-1)]
        elif _TOTAL_BEFORE.search(lead) or _TOTAL_AFTER.search(tail):
            # The total of the last few may stand after another list.
            options = [total_of(told[by:]) for by in range(len(told) - 1)]
        else:
            continue
        if any(option.meets(_counted(total)) for option in options):
            continue
        nearest = min(options, key=lambda one: one.distance(total.interval))
        if nearest.distance(total.interval) > 0.25 * abs(nearest.middle):
            continue
        line = sentence.line_at(total.start)
        step = total.step / total.scale
        found.append(
            Finding(
                line,
                Kind.TOTAL,
                total.text,
                plain(nearest.middle / total.scale, step),
                plain((nearest.high - nearest.low + total.step) / 2 / total.scale, step / 10),
                text[:60],
                (line,),
            )
        )
    return found


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
                    figure.text,
                    plain(expected.middle / figure.scale, step),
                    plain((expected.high - expected.low) / 2 / figure.scale, step / 10),
                    head.text or lead.strip()[-24:],
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
