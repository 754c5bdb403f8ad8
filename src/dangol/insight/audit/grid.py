"""A table whose figures are read: labels, heads, units and roles; the same when it is turned."""

import re
from collections.abc import Iterator

import msgspec

from dangol.insight.audit import words
from dangol.insight.audit.dates import TEMPORAL, read_clocks, read_days, read_periods
from dangol.insight.audit.document import Document, RawCell, RawTable
from dangol.insight.audit.figures import CURRENCIES, PERCENT, POINTS, TIMES, Figure, read_figures

MAX_ROWS = 2_000
"""A longer table is data and no table of a paper: it is left out."""
MAX_HEADS = 24
"""Rules between columns are looked for up to so many."""
_BLANKS = frozenset({"", "-", "–", "—", "―", "ー", "·", "…", "−", "--"})
_MARKS = re.compile(r"[*†‡§¹²³⁴⁵]+|\[\^?[0-9a-z]+\]|※[0-9]*|\s(?:[0-9]\))|注[0-9]*")
_SCALES = {
    "": 1.0,
    "십": 10,
    "백": 100,
    "천": 1e3,
    "만": 1e4,
    "십만": 1e5,
    "백만": 1e6,
    "천만": 1e7,
    "억": 1e8,
    "십억": 1e9,
    "조": 1e12,
    "十": 10,
    "百": 100,
    "千": 1e3,
    "万": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "億": 1e8,
    "十億": 1e9,
    "兆": 1e12,
    "k": 1e3,
    "K": 1e3,
    "thousand": 1e3,
    "thousands": 1e3,
    "000": 1e3,
    "'000": 1e3,
    "m": 1e6,
    "M": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "millions": 1e6,
    "bn": 1e9,
    "B": 1e9,
    "billion": 1e9,
    "billions": 1e9,
}
_MONEY = {
    "원": "KRW",
    "円": "JPY",
    "엔": "JPY",
    "달러": "USD",
    "ドル": "USD",
    "유로": "EUR",
    "ユーロ": "EUR",
    "$": "USD",
    "US$": "USD",
    "£": "GBP",
    "€": "EUR",
    "₩": "KRW",
    "¥": "JPY",
    "USD": "USD",
    "KRW": "KRW",
    "JPY": "JPY",
    "GBP": "GBP",
    "EUR": "EUR",
    "won": "KRW",
    "yen": "JPY",
}
_HEAD_MONEY = re.compile(
    r"(?P<pre>US\$|[$£€₩¥]|USD|KRW|JPY|GBP|EUR)\s?(?P<scale>k|K|m|M|mn|bn|B|'?000|"
    r"thousands?|millions?|billions?)?(?![A-Za-z가-힣])"
    r"|(?P<scale2>십만|백만|천만|십억|[십백천만억조]|十万|百万|千万|十億|"
    r"[十百千万億兆])?\s?(?P<post>원|円|엔|달러|ドル|유로|ユーロ)(?![가-힣])"
    r"|(?:in |, )(?P<scale3>thousands?|millions?|billions?)(?: of)?\s?(?P<post2>won|yen|"
    r"dollars|pounds|euros|USD|KRW|JPY|GBP|EUR)?"
    r"|(?:^|[(,/ ])(?P<scale4>k|K|m|M|천|만|백만|千|万|百万)(?P<count>명|건|개|人|件|社|"
    r"kWh|m³|m3|t)?(?:[)]|$)"
    r"|(?P<percent>%p|%pt|%|퍼센트|パーセント|percent|per cent)"
    r"|(?P<points>ポイント差|pp\b|pts?\b)"
)
_PARENS = re.compile(r"[(\[（]([^()\[\]（）]{1,24})[)\]）]")
_CAPTION_UNIT = re.compile(
    (
        r"(?:단위|単位|unit|units|금액|金額|amounts?|figures)\s?(?:[:：은는はin]|\s|"
        r"are)*\s?([^,)。.\n]{1,24})"
    ),
    re.IGNORECASE,
)


class Unit(msgspec.Struct, frozen=True):
    """What a head, label or caption says that its figures are in."""

    name: str = ""
    factor: float = 1.0


class Cell(msgspec.Struct, frozen=True):
    """What stands in one place of a grid."""

    text: str
    line: int
    figure: Figure | None = None
    """With the unit and factor of its head, label or caption."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands here, or only a dash."""
        return self.text.strip() in _BLANKS


class Head(msgspec.Struct, frozen=True):
    """The words over a column or before a row, and what they say it is."""

    text: str
    line: int
    is_total: bool = False
    is_weak_total: bool = False
    is_rate: bool = False
    is_growth: bool = False
    is_rank: bool = False
    is_numeric: bool = False
    is_of_which: bool = False

    @property
    def is_part(self) -> bool:
        """Whether it may be one of the parts of a sum."""
        return not (self.is_total or self.is_weak_total or self.is_of_which)


class Grid(msgspec.Struct, frozen=True):
    """Labelled rows under headed columns."""

    heads: tuple[Head, ...]
    labels: tuple[Head, ...]
    cells: tuple[tuple[Cell, ...], ...]
    """By row, then by column."""
    section: int
    caption: str
    prose: str
    """All that the section says in sentences."""
    is_list: bool = False
    is_turned: bool = False
    corner: str = ""
    """What the column of labels is called."""
    says_cut: bool = False
    """Whether the document says that figures are cut off instead of rounded."""

    def column(self, at: int) -> list[Cell]:
        """The cells of a column from the top."""
        return [row[at] for row in self.cells]

    def turned(self) -> "Grid":
        """The same with its rows as columns."""
        cells = tuple(tuple(row[at] for row in self.cells) for at in range(len(self.heads)))
        return msgspec.structs.replace(
            self, heads=self.labels, labels=self.heads, cells=cells, is_turned=not self.is_turned
        )


def read_grids(document: Document) -> list[Grid]:
    """The tables of the document, and its lists that read like tables."""
    prose = document.proses()
    found = (
        (_grid_of_list if table.is_list else _grid_of_table)(table, prose[table.section])
        for table in document.tables
        if len(table.rows) <= MAX_ROWS
    )
    is_cut = any(words.CUT.search(one.text) for one in document.sentences)
    return [msgspec.structs.replace(grid, says_cut=is_cut) for grid in found if grid is not None]


def unit_of(text: str) -> Unit:
    """What the words of a head say that its figures are in: 지출(만원) is 10,000 won."""
    inner = [one[1] for one in _PARENS.finditer(text)]
    tail = re.split(r"[,、/]", text)[-1] if re.search(r"[,、/]", text) else ""
    for part in (*reversed(inner), tail, text if len(text) <= 8 else ""):
        if part and (found := _HEAD_MONEY.search(part)):
            return _unit_found(found)
    if found := re.search(r"(?:US\$|[$£€₩¥])\s?(?:k|m|bn|M|K)?\b", text):
        head = _HEAD_MONEY.search(found[0])
        return _unit_found(head) if head else Unit()
    return Unit()


def _unit_found(found: re.Match[str]) -> Unit:
    if found["percent"]:
        return Unit(POINTS if "p" in found["percent"][1:2] else PERCENT)
    if found["points"]:
        return Unit(POINTS)
    scale = found["scale"] or found["scale2"] or found["scale3"] or found["scale4"] or ""
    money = found["pre"] or found["post"] or found["post2"] or ""
    return Unit(_MONEY.get(money, found["count"] or ""), float(_SCALES.get(scale, 1.0)))


def _head(text: str, line: int, *, is_numeric: bool = False) -> Head:
    bare = text.strip()
    is_total = bool(words.TOTAL.search(bare))
    return Head(
        bare,
        line,
        is_total=is_total,
        is_weak_total=not is_total and bool(words.WEAK_TOTAL.search(bare)),
        is_rate=bool(words.RATE.search(bare)) and not (is_total and len(bare) < 4),
        is_growth=bool(words.GROWTH.search(bare)),
        is_rank=bool(words.RANK_HEAD.search(bare)),
        is_numeric=is_numeric,
        is_of_which=bool(words.OF_WHICH.search(bare)),
    )


def read_cell(text: str) -> tuple[Figure | None, Figure | None]:
    """The one figure that a cell says, and the percentage in brackets behind it."""
    bare = _MARKS.sub(" ", text).strip()
    if not bare or len(bare) > 60:
        return None, None
    figures = list(read_figures(bare))
    if not 1 <= len(figures) <= 2:
        return None, None
    first = figures[0]
    rest = bare[: first.start] + bare[first.end :]
    if len(figures) == 2:
        second = figures[1]
        between = bare[first.end : second.start].strip()
        if not between.startswith(("(", "/", "·", ",")) or second.unit != PERCENT:
            return None, None
        if len(bare[: first.start].strip()) > 4:
            return None, None
        return first, second
    if re.search(r"[0-9]", rest) or len(rest.strip(" ()")) > 10:
        return None, None
    if re.fullmatch(r"\(.*\)", bare) and first.value > 0 and not first.is_signed:
        first = msgspec.structs.replace(first, value=-first.value, is_signed=True)
    return first, None


def in_unit(figure: Figure | None, *units: Unit) -> Figure | None:
    """The figure in the first unit that is given, where it names none itself."""
    if figure is None or figure.unit in (PERCENT, POINTS, TIMES):
        return figure
    for unit in units:
        if not unit.name and unit.factor == 1.0:
            continue
        if figure.unit and unit.name and figure.unit != unit.name:
            return figure
        factor = unit.factor if figure.scale == 1.0 else 1.0
        return msgspec.structs.replace(
            figure,
            unit=figure.unit or unit.name,
            value=figure.value * factor,
            step=figure.step * factor,
            scale=figure.scale * factor,
        )
    return figure


def _caption_unit(caption: str) -> Unit:
    if said := _CAPTION_UNIT.search(caption):
        return unit_of(said[1].strip()[:8]) if len(said[1].strip()) <= 24 else Unit()
    for line in caption.splitlines():
        for inner in _PARENS.finditer(line):
            unit = unit_of(inner[0])
            if unit.name not in (PERCENT, POINTS) and (unit.name or unit.factor != 1.0):
                return unit
    return Unit()


def _grid_of_table(table: RawTable, prose: str) -> Grid | None:
    width = len(table.head)
    rows = [row for row in table.rows if len(row) == width]
    if width < 2 or not rows:
        return None
    numeric = [at > 0 and _is_numeric([row[at] for row in rows]) for at in range(width)]
    if width == 2 and not numeric[1]:  # names and values, of which some are figures
        numeric[1] = any(read_cell(row[1].text)[0] is not None for row in rows)
    if not any(numeric):
        return None
    labelled = [at for at in range(width) if not numeric[at]]
    named = [at for at in labelled if not words.RANK_HEAD.search(table.head[at].text)] or [0]
    first = named[0]
    # Further words before the first figure belong to the label: 女性 | 20〜39歳.
    until = next(at for at in range(width) if numeric[at])
    leading = [at for at in named if at < until] or [first]
    shown = [at for at in range(width) if numeric[at]]
    caption = _caption_unit(table.caption)
    labels: list[Head] = []
    lines: list[list[Cell]] = []
    seconds = [
        sum(read_cell(row[at].text)[1] is not None for row in rows) * 2 > len(rows)
        for at in range(width)
    ]
    for row in rows:
        label = " ".join(dict.fromkeys(row[at].text for at in leading if row[at].text)).strip()
        own = unit_of(label)
        labels.append(_label(label, row, leading))
        line: list[Cell] = []
        for at in shown:
            figure, second = read_cell(row[at].text)
            units = (own, unit_of(table.head[at].text), caption)
            line.append(Cell(row[at].text, row[at].line, in_unit(figure, *units)))
            if seconds[at]:
                line.append(Cell(second.text if second else "", row[at].line, second))
        lines.append(line)
    heads: list[Head] = []
    for at in shown:
        cell = table.head[at]
        heads.append(_head(cell.text, cell.line, is_numeric=True))
        if seconds[at]:
            told = [read_cell(row[at].text)[1] for row in rows]
            heads.append(
                Head(
                    f"{cell.text} %",
                    cell.line,
                    is_rate=True,
                    is_numeric=True,
                    is_growth=any(one is not None and one.is_signed for one in told),
                )
            )
    corner = table.head[first].text
    return Grid(
        tuple(heads),
        tuple(labels),
        tuple(map(tuple, lines)),
        table.section,
        table.caption,
        prose,
        corner=corner,
    )


def _label(label: str, row: tuple[RawCell, ...], leading: list[int]) -> Head:
    heads = [_head(row[at].text, row[at].line, is_numeric=True) for at in leading if row[at].text]
    whole = _head(label, row[0].line, is_numeric=True)
    if any(one.is_total for one in heads):
        return msgspec.structs.replace(whole, is_total=True)
    return whole


def _is_numeric(cells: list[RawCell]) -> bool:
    told = [cell.text for cell in cells if cell.text.strip() not in _BLANKS]
    read = sum(read_cell(text)[0] is not None for text in told)
    return read > 0 and read * 2 >= len(told)


def _grid_of_list(table: RawTable, prose: str) -> Grid | None:
    """A list whose items say a name and one figure, or a figure and its percentage."""
    labels: list[Head] = []
    lines: list[tuple[Cell, ...]] = []
    caption = _caption_unit(table.caption)
    for (item,) in table.rows:
        figures = list(read_figures(item.text))
        if not 1 <= len(figures) <= 2:
            continue
        label = item.text[: figures[0].start].strip(" :：·—–-　(,、=")
        tail = item.text[figures[-1].end :].strip(" )。.;,、")
        if not label and len(figures) == 1 and figures[0].unit == PERCENT and len(tail) <= 40:
            label, tail = tail, ""
        if not label or len(label) > 40 or len(tail) > 14 or re.search(r"[。.;!?]\s", label):
            continue
        second = figures[1] if len(figures) == 2 else None
        if second is not None and PERCENT not in (second.unit, figures[0].unit):
            continue
        lines.append(
            (
                Cell(figures[0].text, item.line, in_unit(figures[0], caption)),
                Cell(second.text if second else "", item.line, second),
            )
        )
        labels.append(_head(label, item.line, is_numeric=True))
    if len(lines) < 2 or len(lines) * 10 < len(table.rows) * 7:
        return None
    line = lines[0][0].line
    heads = (Head("", line, is_numeric=True), Head("%", line, is_rate=True, is_numeric=True))
    return Grid(
        heads, tuple(labels), tuple(lines), table.section, table.caption, prose, is_list=True
    )


_BEFORE_AFTER = re.compile(
    (
        r"^(?:.{0,8}(?:전|후|이전|이후|직전|직후)|지난\s?[주달해]|이번\s?[주달]|작년|전년|"
        r"올해|금년|당년|전월|당월|전주|금주|전분기|당분기|[0-9]+주\s?차|[0-9]+개월\s?차|"
        r"[0-9]+일\s?차)$"
        r"|^(?:.{0,8}[前後]|前年度?|今年度?|昨年度?|当年度?|本年度?|先月|今月|前月|当月|先週|"
        r"今週|前期|当期|今期|前回|今回|[0-9]+週目|[0-9]+か月目)$"
        r"|^(?:before(?: .{1,16})?|after(?: .{1,16})?|(?:last|this|previous|prior|"
        r"current) (?:year|month|quarter|week|season|term)|then|now|(?:week|month|year|day|"
        r"round|wave) [0-9]+)$"
    ),
    re.IGNORECASE,
)


def is_time(text: str) -> bool:
    """Whether a label names a month, a quarter, a year, a day, or a before and after."""
    text = _PARENS.sub("", text).strip()
    if _BEFORE_AFTER.search(text) or re.fullmatch(r"[vV]?[0-9]+(?:\.[0-9]+){1,3}", text):
        return True
    return bool(TEMPORAL.search(text) or read_days(text) or read_clocks(text)) or bool(
        re.fullmatch(r"\s*(?:FY ?)?(?:19|20)[0-9]{2}(?:\s?[년年]度?도?)?\s*", text)
    )


def times_of(view: Grid, text: str) -> list[int]:
    """The columns of time of one measure; of several measures, those of the one that is named."""
    times = [
        at
        for at, head in enumerate(view.heads)
        if is_time(head.text)
        and not (head.is_total or head.is_growth or words.TARGET.search(head.text))
    ]
    measures = {at: _measure(view.heads[at].text) for at in times}
    if len(set(measures.values())) <= 1:
        return times
    named = {one for one in measures.values() if len(one) > 1 and one.lower() in text.lower()}
    return [at for at in times if measures[at] in named] if len(named) == 1 else []


def _measure(head: str) -> str:
    """What a head says beside its time: 3월 방문 is 방문."""
    plain = _PARENS.sub("", head).strip()
    if _BEFORE_AFTER.search(plain):
        return ""
    plain = re.sub(r"(?:FY ?)?(?:19|20)[0-9]{2}\s?(?:[년年]度?도?)?", " ", TEMPORAL.sub(" ", plain))
    return re.sub(r"[\s·,:/-]+", " ", plain).strip()


def is_count(cell: Cell, head: Head, other: Head) -> bool:
    """Whether what the cell says was counted one by one, so that nothing is rounded."""
    figure = cell.figure
    if figure is None or figure.step != 1.0 or figure.scale != 1.0 or figure.is_about:
        return False
    if figure.unit in CURRENCIES or figure.unit in (PERCENT, POINTS, TIMES):
        return False
    if figure.unit in ("ms", "s", "min", "h", "day", "week", "month", "year", "kg", "km", "kWh"):
        return False
    bare = [_PARENS.sub("", one.text).strip() for one in (head, other)]
    inner = [found[1] for one in (head, other) for found in _PARENS.finditer(one.text)]
    counting = re.compile(r"명|건|개|곳|회|사|社|名|件|人|店|台|冊|回|個")
    return (
        bool(figure.unit and re.fullmatch(counting, figure.unit))
        or any(counting.fullmatch(one.strip()) for one in inner)
        or any(words.COUNT_HEAD.search(one) for one in bare)
    )


def figures_of(cells: list[Cell]) -> Iterator[Figure]:
    """The figures of those cells that say one."""
    return (cell.figure for cell in cells if cell.figure is not None)


def times_named(view: Grid, times: list[int], text: str) -> list[int]:
    """The columns of time that the sentence names."""
    periods = read_periods(text)
    found: list[int] = []
    for at in times:
        head = view.heads[at].text
        own = read_periods(head)
        own = frozenset(one for one in own if one[0] in {said[0] for said in periods})
        if (own and own <= periods) or (not own and _PARENS.sub("", head).strip() in text):
            found.append(at)
    return found


def scope_of(section: int, grids: list[Grid]) -> list[Grid]:
    """The tables that a sentence of the section speaks of: its own, or else the last before it.

    What stands before any table sums up all of them.
    """
    own = [grid for grid in grids if grid.section == section]
    if any(not grid.is_list for grid in own):
        return own
    before = [grid.section for grid in grids if grid.section < section and not grid.is_list]
    if before:
        return own + [grid for grid in grids if grid.section == before[-1] and not grid.is_list]
    return own + [grid for grid in grids if grid.section > section and not grid.is_list]
