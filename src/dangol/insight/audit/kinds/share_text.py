"""Shares in sentences: of the figures beside them (97 of 188, 52%), or of a column."""

import itertools
import re

from dangol.insight.audit.finding import Finding, Kind, plain
from dangol.insight.audit.interval import Interval, total_of
from dangol.insight.audit.kinds.twice_cells import appears
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.contexts import OTHER_SENSE
from dangol.insight.audit.reading.document import Sentence
from dangol.insight.audit.reading.figures import Figure, read_figures
from dangol.insight.audit.reading.grid import Grid, Head, scope_of
from dangol.insight.audit.reading.naming import bare, named_heads
from dangol.insight.audit.reading.units import PERCENT, POINTS, TIMES

_WHOLE_FIRST = re.compile(
    r"^\s?(?:[가-힣一-龥]{0,8})?\s?(?:중(?:에서?)?|가운데|のうち|中の?|の内|うち|"
    r"에서)(?:[、,]?\s?[^0-9、,。;()]{0,16})?$"
    r"|^[^0-9;.]{0,24}, of (?:whom|which|these|them)[^0-9;.]{0,16}$",
    re.IGNORECASE,
)
_OF_FIRST = re.compile(r"^[^0-9.;()]{0,30},\s?(?:only |just |about |some |a full )?$")
_PART_FIRST = re.compile(
    r"^\s?(?:[a-z-]+ ){0,2}(?:(?:out )?of (?:the |our |all |its |these )?|/\s?|÷\s?)$",
    re.IGNORECASE,
)


def check_sentence_shares(sentence: Sentence) -> list[Finding]:
    """Every percentage of the sentence that does not fit the part and the whole beside it."""
    text = sentence.text
    figures = read_figures(text)
    found: list[Finding] = []
    triples: list[tuple[tuple[Figure, Figure], Figure | None]] = []
    for one, other in itertools.pairwise(figures):
        if (near := _part_and_whole(text, one, other)) is not None:
            triples.append((near, _percent_beside(text, figures, one, other)))
    if not triples:
        triples = [
            hit
            for hit in (
                _window(text, w) for w in zip(figures, figures[1:], figures[2:], strict=False)
            )
            if hit
        ]
    for pair, printed in triples:
        if printed is None or printed.is_bound or printed.is_range:
            continue
        part, whole = pair
        ratio = part.interval.over(whole.interval)
        if ratio is None or ratio.times(100).meets(printed.cut):
            continue
        rest = Interval(100 - ratio.high * 100, 100 - ratio.low * 100)
        start = min(part.start, whole.start, printed.start)
        end = max(part.end, whole.end, printed.end)
        around = text[start : end + 8]
        if rest.meets(printed.cut) or words.GREW.search(around) or words.FELL.search(around):
            continue
        line = sentence.line_at(printed.start)
        found.append(
            Finding(
                line,
                Kind.SHARE,
                printed.text,
                f"{plain(ratio.middle * 100, min(printed.step, 0.1))}%",
                f"±{plain(printed.step / 2, printed.step / 10)}",
                f"{part.text} / {whole.text}",
                (line,),
            )
        )
    return found


_OF_MARK = re.compile(
    (
        r"중|가운데|전체|총|에 해당|인\s|のうち|全|総|にあたる|に当たる|にあたり|占め|の\s?$|"
        r"÷|\bof\b|\bout of\b|\btotal\b"
    ),
    re.IGNORECASE,
)


def _window(
    text: str, three: tuple[Figure, Figure, Figure]
) -> tuple[tuple[Figure, Figure], Figure] | None:
    """A part, its whole and its percentage side by side in any order."""
    percents = [one for one in three if one.unit == PERCENT]
    counts = [one for one in three if one.unit != PERCENT]
    if len(percents) != 1 or not all(one.is_plain or one.is_about for one in three):
        return None
    if {one.unit for one in counts} & {POINTS, TIMES} or counts[0].unit != counts[1].unit:
        return None
    gaps = [text[a.end : b.start] for a, b in itertools.pairwise(three)]
    if any(len(gap) > 18 or re.search(r"[.。;]", gap) for gap in gaps):
        return None
    if not _OF_MARK.search(text[max(0, three[0].start - 4) : three[0].start] + " ".join(gaps)):
        return None
    around = text[max(0, three[0].start - 12) : three[-1].end + 12]
    if re.search(
        (
            r"에서 |から|→|\bfrom\b|보다|より|\bthan\b|改善|개선|improv|前月|前年|전월|전년|할인|"
            r"割引|discount"
        ),
        around,
    ):
        return None
    part, whole = sorted(counts, key=lambda one: one.value)
    # 8% less, 79,488 of 86,400: what is left of a price is no share of it.
    return ((part, whole), percents[0]) if 0 < part.value < whole.value else None


def _part_and_whole(text: str, one: Figure, other: Figure) -> tuple[Figure, Figure] | None:
    between = text[one.end : other.start]
    units = (one.unit, other.unit)
    if set(units) & {PERCENT, POINTS, TIMES} or one.is_bound or other.is_bound:
        return None
    if one.value >= other.value > 0 and (
        _WHOLE_FIRST.search(between)
        or (
            _OF_FIRST.search(between)
            and re.search(r"\b[Oo]f (?:the |our |all |these )?$", text[: one.start])
        )
    ):
        return other, one
    if _PART_FIRST.search(between) or (
        one.unit and re.fullmatch(r"\s?of (?:the |our |all |its )?", between)
    ):
        return (one, other) if other.value >= one.value > 0 else None
    return None


def _percent_beside(
    text: str, figures: tuple[Figure, ...], one: Figure, other: Figure
) -> Figure | None:
    """The percentage directly behind the pair, or in front of it in brackets' stead."""
    after = next((f for f in figures if f.start >= other.end), None)
    if after is not None and after.unit == PERCENT:
        between = text[other.end : after.start]
        if len(between) <= 30 and not re.search(r"[.。;]\s|[、,].{12}", between):
            return after
    before = next((f for f in reversed(figures) if f.end <= one.start), None)
    if before is not None and before.unit == PERCENT:
        between = text[before.end : one.start]
        if re.fullmatch(r"[^()]{0,18}[(（]\s?|,\s?(?:or )?|\s?(?:인|즉|、|or)\s?", between):
            return before
    return None


_SHARE = re.compile(
    (
        r"차지|비중|전체의|의\s?$|에 해당|를 썼|나왔|가 온|占め|割合|全体の|を占|に当た|"
        r"にあたる|\baccount|\bmakes? up\b|\bmade up\b|\bshare\b|\bof (?:all|the|total|our|"
        r"every|them|these|revenue|cost|spend|sales|tickets|orders)|\bcame from\b|\brepresent|"
        r"\bcontribut"
    ),
    re.IGNORECASE,
)


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
        part = _part_told(text, figures, at, grids)
        if part is not None:  # 84 of them, 21% of all: the part is told with its share
            clause = f"{text[: figure.start]} {after}"
        clause = _MADE_UP.sub(" account ", clause)
        if words.GREW.search(clause) or words.FELL.search(clause):
            continue
        if not (_SHARE.search(clause) or re.search(r"(?:의|の|全体で)\s?(?:약\s?|約)?$", before)):
            continue
        hits = [hit for grid in near for hit in _shares_named(grid, clause)]
        hits = hits or [hit for grid in grids for hit in _shares_named(grid, clause)]
        if len(hits) != 1:
            continue
        grid, row = hits[0]
        names = [
            bare(one.text) for one in grid.labels if not one.is_part or one is grid.labels[row]
        ]
        plain_clause = clause
        for name in filter(None, names):
            plain_clause = plain_clause.replace(name, " ")
        if OTHER_SENSE.search(plain_clause):
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
        options = [one for one in options if part is not None or one[0] not in printed]
        if not options:
            continue  # a share that the table prints itself: told where it is said twice
        chosen = [one for one in options if one[1] in [grid.heads[c] for c in columns]] or options
        nearest = min(chosen, key=lambda one: one[0].distance(size))
        spread = max(one.middle for one, _ in chosen) - min(one.middle for one, _ in chosen)
        columns = columns or ([0] if part is not None or spread <= 10 else [])
        if nearest[0].distance(size) > 25 or (len(chosen) > 1 and not columns):
            continue
        found.append(
            Finding(
                line,
                Kind.SHARE,
                figure.text,
                f"{plain(nearest[0].middle, min(figure.step, 0.1))}%",
                plain(figure.step / 2, figure.step / 10),
                f"{grid.labels[row].text} · {nearest[1].text}".strip(" ·"),
                tuple(sorted({line, grid.cells[row][0].line, nearest[1].line})),
            )
        )
    return found


_MADE_UP = re.compile(r"\b(?:made|makes|make|making) up\b", re.IGNORECASE)


def _part_told(text: str, figures: tuple[Figure, ...], at: int, grids: list[Grid]) -> Figure | None:
    """The only other figure of the sentence, before the share, where a row that it names has it."""
    if at != 1 or len(figures) != 2 or figures[0].unit == PERCENT:
        return None
    for grid in grids:
        for row in named_heads(grid.labels, text[: figures[1].start]):
            if any(c.figure and c.figure.value == figures[0].value for c in grid.cells[row]):
                return figures[0]
    return None


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
