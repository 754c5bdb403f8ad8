"""The same quantity with two values: in two tables, in a table and a sentence, or in two sentences.

Two places speak of the same where row, column and unit are the same and no word beside them says
another period, definition or plan.
"""

import re
from collections.abc import Iterator

import msgspec

from dangol.insight.audit import words
from dangol.insight.audit.contexts import (
    Context,
    are_slips,
    are_turned,
    content_words,
    context_of,
    marks_of,
    senses_of,
)
from dangol.insight.audit.dates import read_periods
from dangol.insight.audit.document import Document, Sentence
from dangol.insight.audit.figures import DAYS, PERCENT, POINTS, SECONDS, TIMES, Figure, read_figures
from dangol.insight.audit.finding import Finding, Kind, Severity
from dangol.insight.audit.grid import Cell, Grid, Head, is_time
from dangol.insight.audit.naming import bare, named_heads

OTHER_SENSE = re.compile(
    (
        r"목표|계획|예산|예상|전망|지난|작년|전년|전월|전분기|이전|전에는|평균|중앙값|최대|"
        r"최고|최저|누적|순\s|총\s?액|부가세|세전|세후|제외|포함|빼면|이상|각각|당\s|차이|"
        r"차로|만큼|증가|감소|늘|줄|더\s|덜\s|올랐|내렸|할인|하루|한 달|매달|월평균|추가|"
        r"나머지"
        r"|目標|計画|予算|予想|見込|前年|昨年|先月|前月|以前|平均|中央値|最大|最高|最低|累計|"
        r"純|総額|税抜|税込|除|含|差|増|減|割引|一日|毎月|追加|残り|あたり|当たり|ほか|他"
        r"|\btarget|\bplan|\bbudget|\bforecast|\bexpect|\blast (?:year|month|quarter|week)|"
        r"\bprevious|\bbefore\b|\bbaseline|\baverage|\bmedian|\bmean\b|\bmax|\bmin\b|"
        r"\bcumulative|\bnet\b|\bgross\b|\bwithout\b|\bexclud|\binclud|\bdifference|\bmore\b|"
        r"\bless\b|\bfewer\b|\bincreas|\bdecreas|\bgrew\b|\bfell\b|\brose\b|\bup\b|\bdown\b|"
        r"\bper\b|\bextra|\badd|\bdiscount|\beach\b|\bif\b|\bwould\b"
    ),
    re.IGNORECASE,
)
"""Words that make it another quantity, or an amount of change."""
_GENERIC = re.compile(
    (
        r"^(?:건수|수|금액|개수|수량|비중|비율|값|수치|결과|件数|数|金額|割合|比率|構成比|値|"
        r"数値|count|number|n|amount|share|value|%|total|sum|합계|계|計|合計|)$"
    ),
    re.IGNORECASE,
)


_SAYS_ALL = re.compile(
    (
        r"총|전체|모두|합계|합하|합쳐|全体|合計|合わせ|全部|計|総|\btotal|\ball\b|"
        r"\baltogether\b|\boverall\b|\btogether\b"
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
    return list({(one.line, one.printed): one for one in found}.values())


def _compare(one: Grid, other: Grid) -> Iterator[Finding]:
    if _periods_clash(one.caption, other.caption) or _senses(one.caption) != _senses(other.caption):
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
                    or (_GENERIC.search(bare(label.text)) and _GENERIC.search(bare(head.text)))
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
            yield _finding(
                theirs.line,
                theirs.text,
                mine.text,
                f"{label.text} · {head.text}",
                (mine.line, theirs.line),
            )


def _is_specific(pair: tuple[Cell, Cell, Head, Head]) -> bool:
    mine, theirs, label, head = pair
    if mine.figure is None or theirs.figure is None:
        return False
    near = are_turned(mine.figure, theirs.figure)
    if words.OTHER.search(label.text) or label.is_total:
        return False
    return (
        near
        and (is_time(head.text) or not _GENERIC.search(bare(head.text)))
        and len(bare(label.text)) > 1
    )


def _name(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().lower()


def _by_name(heads: tuple[Head, ...]) -> dict[str, int]:
    names = [_name(one.text) for one in heads]
    return {name: at for at, name in enumerate(names) if name and names.count(name) == 1}


def _senses(text: str) -> frozenset[str]:
    return frozenset(found[0].lower() for found in OTHER_SENSE.finditer(text))


def _periods_clash(one: str, other: str) -> bool:
    mine, theirs = read_periods(one), read_periods(other)
    return any(
        (a := {p for p in mine if p[0] == sort})
        and (b := {p for p in theirs if p[0] == sort})
        and a != b
        for sort in "mqhy"
    )


def _is_near(one: Figure, other: Figure) -> bool:
    """Whether the two may be one quantity mistyped or grown old."""
    low, high = sorted((abs(one.value), abs(other.value)))
    return low > 0 and (high / low <= 1.5 or (are_slips(one, other) and high / low <= 5))


def _finding(
    line: int, printed: str, expected: str, subject: str, lines: tuple[int, ...]
) -> Finding:
    return Finding(
        line,
        Kind.TWICE,
        Severity.ERROR,
        printed.strip(),
        expected.strip(),
        "0",
        subject.strip(" ·"),
        "insight_audit.finding.twice",
        tuple(sorted({line, *lines})),
    )


def check_text_against_tables(
    sentence: Sentence, grids: list[Grid], title: frozenset[str]
) -> list[Finding]:
    """Every figure of the sentence that a table shows otherwise for the same row and column."""
    text = sentence.text
    if sentence.is_heading:
        return []
    found: list[Finding] = []
    figures = read_figures(text)
    for at, figure in enumerate(figures):
        if not figure.is_plain or figure.unit in (TIMES, POINTS) or figure.is_signed:
            continue
        if figure.value < 10 * figure.step and figure.unit not in (*DAYS, *SECONDS):
            continue
        # A number within a name (95백분위, 2.8.0) ends nothing; one of the same unit does.
        start = max((f.end for f in figures[:at] if f.unit == figure.unit), default=0)
        lead = text[max(start, figure.start - 48) : figure.start]
        lead = re.split(
            (
                r"[;。]|그\s?중|중에서|이 가운데|가운데|うち|of which|지만|반면|하지만|\bwhile\b|"
                r"\bbut\b|\bwhereas\b"
            ),
            lead,
        )[-1]
        tail = re.split(r"[,、。;.]", text[figure.end : figure.end + 24])[0]
        if re.match(r"\s?(?:에서|から|이던|だった(?=[^。、])|→|\bto\b)", text[figure.end :]):
            continue  # what it was before
        stated = f"{lead} {tail[:12]}"
        line = sentence.line_at(figure.start)
        if appears(figure, grids, line) and not _TIGHT.search(lead):
            continue
        hits = [hit for grid in grids for hit in _cells_named(grid, lead, tail, figure)]
        # Average, target, before tax: the table has to say so too, or it is another quantity.
        hits = [
            h
            for h in hits
            if h[1].line != line
            and _other_senses(stated, h) <= _senses(f"{h[3]} {h[0].caption} {h[0].corner}")
        ]
        named = read_periods(lead)
        # 7월 802건 is none of a table of August; without any month said it may be.
        hits = [
            hit
            for hit in hits
            if named <= (of := read_periods(f"{hit[0].caption} {hit[3]}") | title) or not of
        ]
        near = [hit for hit in hits if hit[1].figure and _is_near(figure, hit[1].figure)]
        if appears(figure, grids, line):
            near = [h for h in near if len(h[0].heads) == 1 and _is_right_behind(lead, h[3])]
            hits = near if not any(_row_says(h, figure) for h in near) else []
        if near and len(near) == len(hits) <= 3:
            _, cell, head_line, subject = near[0]
            found.append(_finding(line, figure.text, cell.text, subject, (cell.line, head_line)))
    return found


_TIGHT = re.compile(r"(?:은|는|이|가|は|が|:| is| was| has| had| at| scored)\s?$")


def _is_right_behind(lead: str, subject: str) -> bool:
    """Whether nothing but a particle stands between the row's name and the figure."""
    name = re.escape(bare(subject.split(" · ", maxsplit=1)[0]))
    return bool(
        re.search(
            rf"(?:^|[\s,、「]){name}(?:은|는|이|가|は|が|:| is| was| has| had| at| scored)\s?$",
            lead,
            re.IGNORECASE,
        )
    )


def _row_says(hit: tuple[Grid, Cell, int, str], figure: Figure) -> bool:
    return hit[1].figure is not None and agrees(hit[1].figure, figure)


def _other_senses(said: str, hit: tuple[Grid, Cell, int, str]) -> frozenset[str]:
    """The senses of what is said, but for those in the names of the row and column."""
    for name in hit[3].split(" · "):
        said = said.replace(bare(name), " ") if bare(name) else said
    return _senses(said)


def appears(figure: Figure, grids: list[Grid], line: int) -> bool:
    """Whether some cell of the document, or the sum of a column, is what the figure says."""
    for grid in grids:
        for row in grid.cells:
            for cell in row:
                if cell.line == line or cell.figure is None:
                    continue
                if agrees(cell.figure, figure):
                    return True
        if grid.cells[0][0].line <= line <= grid.cells[-1][0].line:
            continue
        for view in (grid, grid.turned()):
            for at in range(len(view.heads)):
                told = [
                    c.figure
                    for c, label in zip(view.column(at), view.labels, strict=True)
                    if c.figure and label.is_part
                ]
                if (
                    len(told) > 1
                    and {one.unit for one in told} <= {figure.unit, ""}
                    and abs(sum(one.value for one in told) - figure.value) <= figure.step
                ):
                    return True
    return False


def agrees(cell: Figure, figure: Figure) -> bool:
    if figure.unit and cell.unit and figure.unit != cell.unit:
        return False
    # Far apart at a glance: most are.
    reach = cell.step + figure.step + 0.1 * max(abs(cell.value), abs(figure.value))
    if abs(cell.value - figure.value) > reach:
        return False
    return cell.interval.meets(figure.cut)


def _cells_named(
    grid: Grid, lead: str, tail: str, figure: Figure
) -> Iterator[tuple[Grid, Cell, int, str]]:
    """The cell whose row and column the words before the figure name."""
    low = f"{lead} "
    rows = named_heads(grid.labels, low) or _behind(grid.labels, tail)
    if not rows and _SAYS_ALL.search(low):
        totals = [at for at, one in enumerate(grid.labels) if one.is_total or one.is_weak_total]
        rows = totals if len(totals) == 1 and named_heads(grid.heads, low) else []
    columns = named_heads(grid.heads, low + figure.text + tail)
    if len(columns) != 1:
        columns = [
            at
            for at, head in enumerate(grid.heads)
            if _fits_unit(grid, at, figure)
            and (not columns or at in columns)
            and not head.is_growth
        ]
        if grid.is_list:
            columns = columns[:1]
        if len(columns) > 1 and len(rows) == 1:  # a month's price and a year's
            close = [
                at
                for at in columns
                if (c := grid.cells[rows[0]][at].figure) and _is_near(figure, c)
            ]
            if len(close) != 1:
                close = [
                    at
                    for at in columns
                    if (c := grid.cells[rows[0]][at].figure) and are_slips(figure, c)
                ]
            columns = close if len(close) == 1 else columns
    if len(rows) != 1 or len(columns) != 1:
        return
    cell = grid.cells[rows[0]][columns[0]]
    if cell.figure is None or not cell.figure.is_plain:
        return
    if (figure.unit == PERCENT) != (cell.figure.unit == PERCENT):
        return
    if figure.unit and cell.figure.unit and figure.unit != cell.figure.unit:
        return
    if figure.is_money != cell.figure.is_money:
        return
    label, head = grid.labels[rows[0]], grid.heads[columns[0]]
    yield grid, cell, head.line, f"{label.text} · {head.text}"


def _behind(labels: tuple[Head, ...], tail: str) -> list[int]:
    """The row that an English figure is followed by: 184 seats in Leeds."""
    found = re.match(r"\s?(?:[a-z-]+ ){0,2}(?:in|at|for|from|by|on|of) (?:the )?(.{2,24})", tail)
    return named_heads(labels, found[1]) if found else []


def _fits_unit(grid: Grid, at: int, figure: Figure) -> bool:
    units = {cell.figure.unit for cell in grid.column(at) if cell.figure is not None}
    if len(grid.heads) == 1:
        return True
    return bool(figure.unit) and units == {figure.unit}


class Said(msgspec.Struct, frozen=True):
    """A figure of a sentence with what it is said of."""

    figure: Figure
    line: int
    context: Context
    key: str
    """Its grammatical subject, where one stands directly before it."""
    section: int
    beside: frozenset[float]
    """The other figures of its sentence."""


_SUBJECT = re.compile(
    r"(?P<ko>[가-힣A-Za-z0-9·/ ]{2,24}?)(?:은|는|이|가|도|:|=)\s?(?:모두 |총 |약 )?$"
    r"|(?P<ja>[一-龥ぁ-んァ-ヶーA-Za-z0-9・]{2,24}?)(?:は|が|:|=)、?\s?(?:合計|計|全部で)?$"
    r"|(?P<en>\b(?:the |our )?[a-z][a-z -]{3,30}?)(?: (?:is|was|are|were|of|at|stood at|"
    r"came to|totalled|reached|comes to|cost|costs)|:|=)\s?(?:now )?$",
    re.IGNORECASE,
)
MOST_SAID = 400
"""Figures of sentences that are compared with each other."""


def check_sentences(document: Document, grids: list[Grid], title: frozenset[str]) -> list[Finding]:
    """Every quantity that two sentences, or a sentence and a cell, give with different values."""
    said = [
        one
        for sentence in document.sentences
        if not sentence.is_heading
        for one in _said_of(sentence)
    ][:MOST_SAID]
    found: list[Finding] = []
    by_unit: dict[str, list[Said]] = {}
    for one in said:
        by_unit.setdefault(one.figure.unit, []).append(one)
    for places in by_unit.values():
        series = _series(places)
        for at, other in enumerate(places):
            for one in places[:at]:
                if other.context.near in series or other.key in series:
                    continue
                if one.line != other.line and _are_one(one, other):
                    # A value that stands elsewhere too is the sounder of the two.
                    wrong, right = other, one
                    if appears(other.figure, grids, other.line) and not appears(
                        one.figure, grids, one.line
                    ):
                        wrong, right = one, other
                    found.append(
                        _finding(
                            wrong.line,
                            wrong.figure.text,
                            right.figure.text,
                            wrong.key or " ".join(sorted(wrong.context.near & right.context.near)),
                            (right.line,),
                        )
                    )
    for one in said:
        found += _against_cells(one, grids, title)
    return list({(one.line, one.printed): one for one in found}.values())


def _series(places: list[Said]) -> set[frozenset[str] | str]:
    """What is said of many figures: entries of a log, not one quantity told twice."""
    values: dict[frozenset[str] | str, set[float]] = {}
    for one in places:
        values.setdefault(one.context.near, set()).add(one.figure.value)
        if one.key:
            values.setdefault(one.key, set()).add(one.figure.value)
    return {about for about, told in values.items() if len(told) > 2}


def _are_one(one: Said, other: Said) -> bool:
    """Whether two figures of one unit are of one quantity and disagree."""
    mine, theirs = one.figure, other.figure
    if mine.interval.meets(theirs.interval) or mine.is_signed != theirs.is_signed:
        return False
    if mine.is_bound != theirs.is_bound:
        return False
    if one.section == other.section:
        return False  # two values side by side are told apart by words that are not read here
    a, b = one.context, other.context
    if a.senses != b.senses or _marks_clash(a.marks, b.marks):
        return False
    shared = a.near & b.near
    if are_turned(mine, theirs):
        digits = sum(letter.isdigit() for letter in mine.text)
        wide = a.wide & b.wide
        if digits >= 4:
            return bool(shared) or len(wide) >= 2
        is_inside = bool(shared) and (a.near <= b.near or b.near <= a.near)
        if digits == 3:
            return bool(shared) and (len(wide) >= 2 or is_inside)
        return len(shared) >= 2 and is_inside
    if not _is_near(mine, theirs) or mine.value < 10 * mine.step:
        return False
    if mine.unit and len(shared) >= 2 and (a.near <= b.near or b.near <= a.near):
        return len(a.wide & b.wide) >= 3
    is_long = len(one.key) >= (3 if "가" <= one.key[:1] <= "힣" else 4)
    return bool(one.figure.unit) and is_long and one.key == other.key


def _marks_clash(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether each names a period, version or code that the other does not."""
    for sort in "mqhy":
        mine, theirs = (
            {m for m in marks if m[0] == sort and m[1:].isalnum()} for marks in (one, other)
        )
        if mine != theirs and ((mine and theirs) or sort in "mq"):
            return True
    codes = [
        frozenset(m for m in marks if not re.fullmatch(r"[mqhy]\w+", m)) for marks in (one, other)
    ]
    return codes[0] != codes[1]


def _against_cells(one: Said, grids: list[Grid], title: frozenset[str]) -> list[Finding]:
    """A turned figure beside the cell whose row and column its sentence speaks of."""
    if appears(one.figure, grids, one.line):
        return []
    hits: list[tuple[Cell, Head, Head]] = []
    for grid in grids:
        for label, row in zip(grid.labels, grid.cells, strict=True):
            words_of_row = content_words(label.text)
            for cell, head in zip(row, grid.heads, strict=True):
                theirs = cell.figure
                if theirs is None or cell.line == one.line or not are_turned(one.figure, theirs):
                    continue
                if theirs.unit and theirs.unit != one.figure.unit:
                    continue
                if (one.figure.unit == PERCENT) != (
                    theirs.unit == PERCENT
                ) or one.figure.is_money != theirs.is_money:
                    continue
                if not 0.2 <= one.figure.value / (theirs.value or 1) <= 5:
                    continue
                about = words_of_row | content_words(head.text)
                if label.is_total:
                    about = content_words(head.text) | content_words(grid.caption)
                if not one.context.near & about and not (
                    len(one.figure.text) > 4 and one.context.wide & about
                ):
                    continue
                row_words = content_words(label.text)
                if not label.is_total and not one.context.wide & row_words:
                    continue
                if any(c.figure and c.figure.value in one.beside for c in row):
                    continue
                if one.context.codes - marks_of(f"{label.text} {head.text} {grid.caption}"):
                    continue
                own = senses_of(f"{label.text} {head.text} {grid.caption}")
                if one.context.senses - own - {"all", "overall", "전체", "全体"}:
                    continue
                named = {m for m in one.context.marks if m[0] in "mqhy"}
                theirs_marks = read_periods(f"{label.text} {head.text} {grid.caption}") or title
                if theirs.value in one.beside:
                    continue  # the sentence tells both
                if _periods_of_clash(named, theirs_marks):
                    continue
                hits.append((cell, label, head))
    if not hits:
        return []
    cell, label, head = hits[0]
    return [
        _finding(
            one.line,
            one.figure.text,
            cell.text,
            f"{label.text} · {head.text}",
            (cell.line, head.line),
        )
    ]


def _periods_of_clash(mine: set[str], theirs: frozenset[str]) -> bool:
    return any(
        (a := {p for p in mine if p[0] == sort})
        and (b := {p for p in theirs if p[0] == sort})
        and not a & b
        for sort in "mqhy"
    )


def _said_of(sentence: Sentence) -> Iterator[Said]:
    text = sentence.text
    figures = read_figures(text)
    start = 0
    for figure in figures:
        lead = text[start : figure.start]
        start = figure.end
        if figure.is_range or figure.is_about or figure.unit in (TIMES, POINTS):
            continue
        if len([c for c in figure.text if c.isdigit()]) < 2:
            continue
        subject = _SUBJECT.search(lead)
        key = ""
        if subject is not None:
            key = (subject["ko"] or subject["ja"] or subject["en"] or "").strip().lower()
            key = re.sub(r"^.*?(?:월|月|분기|년|年|四半期)(?:의|の)?\s?", "", key) or key
            key = re.sub(r"^(?:the|our|a|이|그|저)\s", "", key)
            key = "" if len(key) < 2 or _GENERIC.search(key) else key
        line = sentence.line_at(figure.start)
        context = context_of(text, figure)
        if (
            figure.unit
            and figure.unit.isascii()
            and figure.unit.isalpha()
            and figure.unit.islower()
            and len(figure.unit) > 3
        ):
            near = context.near | {figure.unit}
            context = msgspec.structs.replace(context, near=near)
        beside = frozenset(other.value for other in figures if other is not figure)
        yield Said(figure, line, context, key, sentence.section, beside)
