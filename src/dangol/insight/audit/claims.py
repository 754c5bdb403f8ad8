"""Sentences that say more than their table: all, none, only, most, half, doubled, the highest.

A sentence is read as a claim only where its quantifier, its column and its comparison are all
plain; everything else is left alone.
"""

import re
from collections.abc import Callable, Iterator

import msgspec

from dangol.insight.audit import words
from dangol.insight.audit.counted import read_count
from dangol.insight.audit.document import Sentence
from dangol.insight.audit.figures import PERCENT, POINTS, Figure, read_figures
from dangol.insight.audit.finding import Finding, Kind, Severity, plain
from dangol.insight.audit.grid import Cell, Grid, Head, is_time
from dangol.insight.audit.growth import bare
from dangol.insight.audit.interval import Interval

_ALL = re.compile(
    r"모든|모두|전부|전\s?(?:지점|매장|부문|채널|항목|팀|지역|제품|연령대|업종|구간|기간)|전체가|빠짐없이|하나같이|예외 없이|어느 .{1,8}(?:이나|나|든)|각 .{1,8}(?:모두|마다)|다 (?:늘|줄|올|넘)|매(?:월|달|분기|년)|달마다|해마다|줄곧|꾸준히|내내|계속"
    r"|すべて|全て|全(?:店舗?|部門|項目|地域|支店|拠点|月|期間|商品|製品|チーム|年代|区分|社|チャネル|コース|校|路線|工場|施設)|いずれも|どの.{1,8}も|例外なく|ことごとく|毎月|毎期|毎年|一貫して|連続|揃って|そろって"
    r"|\ball\b|\bevery\b|\beach\b|\bwithout exception\b|\bany of\b|\bboth\b|\bthroughout\b|\bacross the board\b|\bsteadily\b|\bconsistently\b|\bnone of .{1,40}\b(?:missed|failed|fell)\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"하나도|한 (?:곳|개|명|팀|건|달)도|어느 .{1,8}도|아무 .{1,8}도|단 (?:하나|한 .)도|없(?:다|었다|었고|고|으며|습니다)"
    r"|一つも|ひとつも|1(?:店舗|社|件|つ|人)も|どの.{1,8}も.{0,30}(?:ない|なかった|ず)|ない(?:。|$)|なかった|ありません|皆無|ゼロ"
    r"|\bno (?:one|team|region|branch|store|channel|product|month|group|segment|site|plan|department|country|customer|quarter|[a-z]+)\b|\bnone\b|\bnot (?:one|a single)\b|\bneither\b|\bnobody\b|\bnever\b",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"대부분의|대다수|과반의|절반 이상의|거의 모든|대부분 (?:지점|매장|부문|채널|지역|팀|이|에서|늘|줄)|ほとんどの|大半の|大多数の|半数以上の|多くの"
    r"|\bmost (?:of the )?(?!common|frequent|of (?:it|that)|import)[a-z]+s\b|\bnearly (?:all|every)\b|\balmost (?:all|every)\b|\bthe majority of\b",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"(?:뿐|만(?:이|\s|\s?유일)|유일하게|유일한|밖에)|だけ|のみ|唯一|\bonly\b|\balone\b|\bthe (?:single|sole) ", re.IGNORECASE
)  # fmt: skip
_HIGHEST = re.compile(
    r"(?:가장|제일)\s?(?:많|크|큰|높|컸|길|비싸|빠르|늦)|최고|최대|최다|1위|(?:가장|제일) .{0,10}(?:많이|크게|높게)"
    r"|(?:最も|一番|もっとも)(?:.{0,6})(?:多|大き|高|長|伸び|増え)|最大|最高|最多|首位|1位|トップ"
    r"|\b(?:highest|largest|biggest|longest|greatest|top|most common|most frequent|best-selling)\b",
    re.IGNORECASE,
)
_LOWEST = re.compile(
    r"(?:가장|제일)\s?(?:적|작|낮|짧)|최저|최소|꼴찌|(?:最も|一番|もっとも)(?:.{0,6})(?:少な|小さ|低|短)|最低|最少|最小|\b(?:lowest|smallest|shortest|fewest|least common)\b",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"이상|넘|이르|도달|달성|웃돌|웃돈|상회|초과|충족|以上|超え|超過|上回|達し|届い|達成|クリア|満たし|\bat least\b|\babove\b|\bover\b|\bmore than\b|\breached?\b|\bexceed|\bhit\b|\bmet\b|\bpassed\b|\bbeat\b|\bor (?:more|above|better|higher)\b|\btopped\b|\bcleared\b",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"이하|미만|밑돌|밑으로|아래|안에|이내|못 미|못미|하회|넘지 않|넘은 .{0,6}없|以下|未満|下回|以内|届か|達しな|収ま|超えな|\bat most\b|\bbelow\b|\bunder\b|\bless than\b|\bwithin\b|\bfewer than\b|\bor (?:less|fewer|below|lower)\b|\bdid not (?:reach|exceed)\b|\bmissed\b|\bfell short\b",
    re.IGNORECASE,
)
_HALF = (
    (re.compile(r"절반\s?(?:이\s?넘|을\s?넘|이상|을\s?웃)|과반|半数以上|半分以上|過半|半数を超|半分を超|\b(?:more than|over) half\b|\bmajority\b|\bmost of\b"), 50.0, 100.0),
    (re.compile(r"(?:3분의\s?2|세\s?(?:곳|개|명) 중 (?:두|2)|三分の二|3分の2|\btwo[- ]thirds\b)"), 61.0, 73.0),
    (re.compile(r"(?:4분의\s?3|四分の三|4分の3|\bthree[- ]quarters\b)"), 70.0, 80.0),
    (re.compile(r"(?:3분의\s?1|三分の一|3分の1|\b(?:a|one)[- ]third\b)"), 28.0, 39.0),
    (re.compile(r"대부분|거의 (?:다|모두)|大半|大部分|ほとんど"), 50.0, 100.0),
    (re.compile(r"절반\s?(?:가까|에 가까|쯤|정도|에 못|이 안)|半分近|半数近|半分弱|\b(?:nearly|almost|about|around|close to|just under) half\b"), 38.0, 56.0),
    (re.compile(r"절반|半数|半分|\bhalf\b"), 43.0, 57.0),
)  # fmt: skip
_MULTIPLES = (
    (re.compile(r"(?:두|2)\s?배(?:가|로|를|\s?넘|\s?이상)|倍増|(?<![0-9])2倍|\bdoubled\b|\btwice as\b"), 2.0),
    (re.compile(r"(?:세|3)\s?배(?:가|로|를|\s?넘|\s?이상)|3倍|三倍|\btripled\b|\btrebled\b|\bthree times\b"), 3.0),
    (re.compile(r"(?:네|4)\s?배(?:가|로|를|\s?넘|\s?이상)|4倍|四倍|\bquadrupled\b|\bfour times\b"), 4.0),
    (re.compile(r"(?:다섯|5)\s?배(?:가|로|를|\s?넘|\s?이상)|5倍|五倍|\bquintupled\b|\bfive times\b"), 5.0),
    (re.compile(r"절반으로|반으로 줄|반\s?토막|半減|半分に(?:減|な)|\bhalved\b|\bcut in half\b|\bby half\b"), 0.5),
)  # fmt: skip
_NEAR = re.compile(r"거의|가까|약\s|쯤|ほぼ|約|近く|\bnearly\b|\balmost\b|\babout\b|\broughly\b|\baround\b|\bclose to\b", re.IGNORECASE)  # fmt: skip
_GOAL = re.compile(r"목표|계획|目標|計画|\btargets?\b|\bplan\b|\bgoals?\b|\bbudget\b|예산|予算", re.IGNORECASE)  # fmt: skip
_ACTUAL = re.compile(r"실적|실제|결과|달성|실시|実績|実際|結果|\bactuals?\b|\bresult\b|\bachieved\b|\bdone\b", re.IGNORECASE)  # fmt: skip

Test = Callable[[int], bool | None]
"""For a row: whether it does what the sentence says; None where nothing can be said."""


class Claim(msgspec.Struct, frozen=True):
    """What a sentence says of the rows of a table."""

    view: Grid
    rows: tuple[int, ...]
    test: Test
    column: Head | None


def check_claims(sentence: Sentence, grids: list[Grid]) -> list[Finding]:
    """Every claim of the sentence that its table does not bear out."""
    if sentence.is_heading or words.EXCEPTION.search(sentence.text):
        return []
    text = sentence.text
    if words.TARGET.search(re.sub(_GOAL, "", text)) or "?" in text:
        return []
    near = [grid for grid in grids if grid.section == sentence.section]
    found: list[Finding] = []
    for grid in near or grids[-1:] if len(grids) == 1 else near:
        for view in (grid, grid.turned()):
            finding = (
                _quantified(sentence, view) or _superlative(sentence, view) or _compared(sentence, view)
                or _multiple(sentence, view) or _fraction(sentence, view)
            )  # fmt: skip
            if finding is not None:
                found.append(finding)
                break
    return found[:1]


def _parts(view: Grid) -> list[int]:
    return [at for at, one in enumerate(view.labels) if one.is_part]


def _named(heads: tuple[Head, ...], text: str, rows: list[int] | None = None) -> list[int]:
    low = text.lower()
    found = [
        (at, bare(one.text).lower()) for at, one in enumerate(heads)
        if len(bare(one.text)) > 1 and bare(one.text).lower() in low and (rows is None or at in rows)
    ]  # fmt: skip
    return [at for at, name in found if not any(name != o and name in o for _, o in found)]


def _clauses(text: str) -> list[str]:
    return [one for one in re.split(r"[,;、]|지만|으나|\bbut\b|\bwhile\b|が、", text) if one.strip()]


def _quantified(sentence: Sentence, view: Grid) -> Finding | None:
    """All, none and only."""
    for clause in _clauses(sentence.text):
        counted = read_count(clause)
        if counted is not None:
            finding = _counted(sentence, view, clause, counted)
            if finding is not None:
                return finding
            continue
        for sort, pattern in (("most", _MOST), ("all", _ALL), ("none", _NONE), ("only", _ONLY)):
            if not pattern.search(clause) or (sort == "all" and _MOST.search(clause)):
                continue
            rows = _parts(view)
            if len(rows) < 2:
                continue
            if sort != "only" and not _speaks_of_rows(view, clause, sort):
                continue
            tests = list(_tests(view, clause))
            for test, column, strict in tests[:1]:
                finding = _verdict(sentence, view, rows, test, column, sort, clause, strict)
                if finding is not None:
                    return finding
    return None


def _counted(
    sentence: Sentence, view: Grid, clause: str, counted: tuple[int, int, str]
) -> Finding | None:
    """So many of so many rows, where the table has that many."""
    some, of, said = counted
    rows = _parts(view)
    if len(rows) != of or not 0 < some <= of:
        return None
    for test, column, _ in list(_tests(view, clause.replace(said, " ")))[:1]:
        told = {at: verdict for at in rows if (verdict := test(at)) is not None}
        right = [at for at, yes in told.items() if yes]
        if len(told) == of and len(right) != some and len(right) > 0:
            return _finding(sentence, clause, view, right, rows, column, f"{len(right)} / {of}")
    return None


def _speaks_of_rows(view: Grid, clause: str, sort: str) -> bool:
    """Whether the quantifier is about the rows: it stands with their name, or with none else."""
    corner = bare(view.corner).lower()
    kinds = [corner] if len(corner) > 1 else []
    is_times = sum(is_time(view.labels[at].text) for at in _parts(view)) >= 2
    repeated = re.search(r"매월|매달|매분기|매년|달마다|해마다|줄곧|꾸준|내내|계속|毎月|毎期|毎年|一貫|連続|\bevery (?:month|quarter|year|week|day)|\beach (?:month|quarter|year|week)|steadily|consistently|throughout", clause, re.IGNORECASE)  # fmt: skip
    if is_times or repeated:
        return is_times and bool(repeated)
    if view.is_turned and not any(one and one in clause.lower() for one in kinds):
        return sum(bare(view.labels[at].text) in clause for at in _parts(view)) >= 2
    if any(one in clause.lower() or (one.endswith("s") and one[:-1] in clause.lower()) or one.rstrip("s") in clause.lower() for one in kinds):  # fmt: skip
        return True
    quantifier = {"all": _ALL, "none": _NONE, "most": _MOST}[sort].search(clause)
    if quantifier is None:
        return False
    return len(view.labels) >= 3 and bool(
        re.search(
            r"^(?:\s?(?:지점|매장|부문|채널|항목|팀|지역|제품|연령대|업종|상품|점포|분야|구분|요금제|과목|단계|반|층|거점|店舗?|部門|項目|地域|支店|拠点|商品|製品|チーム|年代|区分|社|コース|校|路線|工場|施設|窓口|プラン"
            r"|(?:of (?:the|our) )?(?:\w+ )?(?:branch|store|region|team|channel|product|plan|site|segment|group|item|department|country|depot|shop|market|class|question|line|course|office|row|area|category|measure|age group|ward|route|ones?))|가|이|\s?늘|\s?줄)",
            clause[quantifier.end() :].lower(),
        )
        or re.search(r"(?:모두|すべて|いずれも|전부|全|어느|どの|each|every|대부분|most|ほとんど|大半|한 곳도|하나도|一つも)", quantifier[0])
    )


def _tests(view: Grid, clause: str) -> Iterator[tuple[Test, Head | None, bool]]:
    """The comparisons that the clause makes of each row, the likeliest first."""
    figures = [one for one in read_figures(clause)]
    at_least, at_most = bool(_AT_LEAST.search(clause)), bool(_AT_MOST.search(clause))
    thresholds = [one for one in figures if not one.is_range]
    named = _named(view.heads, clause)
    if len(thresholds) == 1 and (at_least != at_most or thresholds[0].is_bound):
        limit = thresholds[0]
        columns = [c for c in range(len(view.heads)) if _may_be_limit(view, c, limit)]
        columns = [c for c in columns if c in named] or columns
        if len(columns) != 1:
            better = [c for c in columns if _straddles(view, c, limit)]
            if len(columns) > 1 and not (len(better) == 1 and limit.unit):
                return
            columns = better
        if len(columns) == 1 and at_least != at_most:
            yield _limit_test(view, columns[0], limit, is_least=at_least, clause=clause), view.heads[columns[0]], True  # fmt: skip
        return
    if thresholds:
        return
    goal, actual = _goal_columns(view)
    if _GOAL.search(clause) and goal is not None and actual is not None and (at_least or at_most):
        yield _goal_test(view, goal, actual, is_least=at_least and not re.search(r"못|않|届か|達しな|missed|short", clause)), view.heads[actual], True  # fmt: skip
        return
    grew, fell = bool(words.GREW.search(clause)), bool(words.FELL.search(clause))
    if grew != fell:
        if test := _direction_test(view, clause, named, is_up=grew):
            yield test


def _may_be_limit(view: Grid, column: int, limit: Figure) -> bool:
    told = [cell.figure for cell in view.column(column) if cell.figure is not None]
    if len(told) < 2:
        return False
    if limit.unit in (PERCENT, POINTS) or any(one.unit == PERCENT for one in told):
        return limit.unit == PERCENT and all(one.unit == PERCENT for one in told)
    if limit.unit and any(one.unit == limit.unit for one in told):
        return True
    if limit.unit and all(one.unit for one in told):
        return False
    values = [abs(one.value) for one in told]
    return min(values) / 4 <= limit.value <= max(values) * 4


def _straddles(view: Grid, column: int, limit: Figure) -> bool:
    values = [cell.figure.value for cell in view.column(column) if cell.figure is not None]
    return min(values) / 1.6 <= limit.value <= max(values) * 1.6


def _limit_test(view: Grid, column: int, limit: Figure, *, is_least: bool, clause: str) -> Test:
    is_strict = bool(re.search(r"초과|넘|웃돌|상회|超え|超過|上回|미만|밑돌|未満|下回|\babove\b|\bover\b|\bmore than\b|\bexceed|\bbelow\b|\bunder\b|\bless than\b", clause, re.IGNORECASE))  # fmt: skip

    def test(at: int) -> bool | None:
        figure = view.cells[at][column].figure
        if figure is None or not figure.is_plain:
            return None
        inner = figure.interval
        if figure.value == limit.value:
            return not is_strict or None
        if is_least:
            return inner.high >= limit.value
        return inner.low <= limit.value

    return test


def _goal_columns(view: Grid) -> tuple[int | None, int | None]:
    goals = [at for at, head in enumerate(view.heads) if _GOAL.search(head.text) and not head.is_growth and not head.is_rate]  # fmt: skip
    actuals = [at for at, head in enumerate(view.heads) if _ACTUAL.search(head.text) and at not in goals and not head.is_rate]  # fmt: skip
    if len(goals) == 1 and not actuals:
        actuals = [at for at, head in enumerate(view.heads) if at not in goals and not head.is_growth and not head.is_rate]  # fmt: skip
    if len(goals) == 1 and len(actuals) == 1:
        return goals[0], actuals[0]
    return None, None


def _goal_test(view: Grid, goal: int, actual: int, *, is_least: bool) -> Test:
    def test(at: int) -> bool | None:
        wished, reached = view.cells[at][goal].figure, view.cells[at][actual].figure
        if wished is None or reached is None:
            return None
        return (reached.value >= wished.value) if is_least else (reached.value < wished.value)

    return test


def _direction_test(
    view: Grid, clause: str, named: list[int], *, is_up: bool
) -> tuple[Test, Head | None, bool] | None:
    times = [at for at, head in enumerate(view.heads) if is_time(head.text) and not head.is_total]
    growths = [at for at, head in enumerate(view.heads) if head.is_growth and _is_signed(view, at)]
    if len(times) >= 2:
        mentioned = [at for at in times if at in named]
        first, last = (mentioned[0], mentioned[-1]) if len(mentioned) >= 2 else (times[0], times[-1])
        if len(times) > 2 and len(mentioned) < 2:
            return None
        return _change_test(view, first, last, is_up=is_up), view.heads[last], True
    rows = [at for at, one in enumerate(view.labels) if is_time(one.text) and one.is_part]
    if len(rows) >= 3 and len(named) == 1:
        return _monotone_test(view, named[0], rows, is_up=is_up), view.heads[named[0]], True
    if len(rows) >= 3 and len([h for h in view.heads if not h.is_growth]) == 1:
        return _monotone_test(view, 0, rows, is_up=is_up), view.heads[0], True
    if len(growths) == 1:
        return _sign_test(view, growths[0], is_up=is_up), view.heads[growths[0]], True
    return None


def _is_signed(view: Grid, at: int) -> bool:
    return any(cell.figure is not None and cell.figure.is_signed for cell in view.column(at))


def _change_test(view: Grid, first: int, last: int, *, is_up: bool) -> Test:
    def test(at: int) -> bool | None:
        before, after = view.cells[at][first].figure, view.cells[at][last].figure
        if before is None or after is None or before.unit != after.unit:
            return None
        return after.value > before.value if is_up else after.value < before.value

    return test


def _monotone_test(view: Grid, column: int, rows: list[int], *, is_up: bool) -> Test:
    def test(at: int) -> bool | None:
        place = rows.index(at) if at in rows else 0
        if place == 0:
            return None
        before, after = view.cells[rows[place - 1]][column].figure, view.cells[at][column].figure
        if before is None or after is None:
            return None
        return after.value > before.value if is_up else after.value < before.value

    return test


def _sign_test(view: Grid, column: int, *, is_up: bool) -> Test:
    def test(at: int) -> bool | None:
        figure = view.cells[at][column].figure
        if figure is None:
            return None
        return figure.value > 0 if is_up else figure.value < 0

    return test


def _verdict(
    sentence: Sentence, view: Grid, rows: list[int], test: Test, column: Head | None, sort: str,
    clause: str, strict: bool,
) -> Finding | None:  # fmt: skip
    told = {at: verdict for at in rows if (verdict := test(at)) is not None}
    if len(told) < 2:
        return None
    if sort == "only":
        named = _named(view.labels, clause, rows)
        if not named or len(named) == len(told):
            return None
        wrong = [at for at, yes in told.items() if yes != (at in named)]
    elif sort == "most":
        wrong = [at for at, yes in told.items() if not yes]
        if len(wrong) * 2 < len(told) or len(wrong) == len(told):
            return None
        return _finding(sentence, clause, view, wrong, rows, column)
    elif sort == "all":
        wrong = [at for at, yes in told.items() if not yes]
    else:
        wrong = [at for at, yes in told.items() if yes]
    # Where most rows are against it, the sentence was about something else.
    if not wrong or len(wrong) * 2 > len(told) + (1 if len(told) <= 3 else 0):
        return None
    return _finding(sentence, clause, view, wrong, rows, column)


def _finding(
    sentence: Sentence, clause: str, view: Grid, wrong: list[int], rows: list[int],
    column: Head | None, expected: str = "",
) -> Finding:  # fmt: skip
    start = max(sentence.text.find(clause.strip()), 0)
    line = sentence.line_at(start)
    at = next((c for c, head in enumerate(view.heads) if head is column), None)
    shown = ", ".join(
        f"{view.labels[row].text} {view.cells[row][at].text.strip() if at is not None else ''}".strip()
        for row in wrong[:3]
    )
    lines = {line, *(view.cells[row][0].line for row in rows)}
    return Finding(
        line,
        Kind.OVERCLAIM,
        Severity.WARNING,
        clause.strip()[:120],
        expected or shown,
        "0",
        column.text if column is not None else view.corner,
        "insight_audit.finding.overclaim",
        tuple(sorted(lines)),
    )


def _superlative(sentence: Sentence, view: Grid) -> Finding | None:
    """The highest and the lowest."""
    for clause in _clauses(sentence.text):
        highest, lowest = bool(_HIGHEST.search(clause)), bool(_LOWEST.search(clause))
        rows = _parts(view)
        named = _named(view.labels, clause, rows)
        if highest == lowest or len(named) != 1 or len(rows) < 3:
            continue
        if re.search(r"두 번째|다음으로|둘째|2番目|次に|second|next|third|one of|中で|중 하나|가운데 하나", clause):
            continue
        columns = _named(view.heads, clause)
        if len(columns) != 1:
            numbers = [at for at, head in enumerate(view.heads) if not head.is_rank]
            columns = numbers if len(numbers) == 1 else []
        if len(columns) != 1 or words.GREW.search(clause) or words.FELL.search(clause):
            continue
        at = columns[0]
        told = {row: one for row in rows if (one := view.cells[row][at].figure) is not None}
        own = told.get(named[0])
        if own is None or len(told) < 3 or view.heads[at].is_growth:
            continue
        if len({one.unit for one in told.values()}) > 1:
            continue
        wrong = [row for row, one in told.items() if (one.value > own.value if highest else one.value < own.value)]  # fmt: skip
        if wrong and len(wrong) <= 2:
            return _finding(sentence, clause, view, wrong, rows, view.heads[at])
    return None


_MORE = re.compile(r"많|크|높|길|비싸|앞섰|앞선|웃돌|多|大き|高|長|上回|\bmore\b|\bhigher\b|\blarger\b|\bbigger\b|\bgreater\b|\blonger\b|\bahead\b|\babove\b|\bbetter\b", re.IGNORECASE)  # fmt: skip
_LESS = re.compile(r"적|작|낮|짧|밑돌|少な|小さ|低|短|下回|\bless\b|\blower\b|\bfewer\b|\bsmaller\b|\bshorter\b|\bbelow\b|\bworse\b", re.IGNORECASE)  # fmt: skip
_THAN = re.compile(r"보다|より|\bthan\b|\bahead of\b|\babove\b|\bbelow\b", re.IGNORECASE)


def _compared(sentence: Sentence, view: Grid) -> Finding | None:
    """One row more or less than another."""
    for clause in _clauses(sentence.text):
        than = _THAN.search(clause)
        is_more, is_less = bool(_MORE.search(clause)), bool(_LESS.search(clause))
        if than is None or is_more == is_less or read_figures(clause):
            continue
        if words.GREW.search(clause) or words.FELL.search(clause) or re.search(r"합친|합한|합쳐|合わせ|together|combined|보다 더 늘", clause):
            continue
        rows = _parts(view)
        named = _named(view.labels, clause, rows)
        columns = _named(view.heads, clause)
        if len(columns) != 1 and len(view.heads) == 1:
            columns = [0]
        if len(named) != 2 or len(columns) != 1 or view.heads[columns[0]].is_growth:
            continue
        places = {at: clause.lower().find(bare(view.labels[at].text).lower()) for at in named}
        is_english = than[0].isascii()
        # X보다 Y가: what stands before the mark is what is compared with; in English, behind it.
        base = [at for at in named if (places[at] > than.start()) == is_english]
        if len(base) != 1:
            if is_english:
                continue
            base = [max(named, key=lambda at: places[at] if places[at] < than.start() else -1)]
        other = next(at for at in named if at != base[0])
        mine, theirs = view.cells[other][columns[0]].figure, view.cells[base[0]][columns[0]].figure
        if mine is None or theirs is None or mine.unit != theirs.unit:
            continue
        if (mine.value < theirs.value) if is_more else (mine.value > theirs.value):
            return _finding(sentence, clause, view, named, named, view.heads[columns[0]])
    return None


def _multiple(sentence: Sentence, view: Grid) -> Finding | None:
    """Doubled, tripled, halved, of a row over the columns of time."""
    for clause in _clauses(sentence.text):
        wanted = next((by for pattern, by in _MULTIPLES if pattern.search(clause)), None)
        if wanted is None or read_figures(re.sub(r"[0-9]\s?[배倍]", "", clause)):
            continue
        times = [at for at, head in enumerate(view.heads) if is_time(head.text) and not head.is_total]
        named = _named(view.labels, clause)
        if len(times) < 2 or len(named) != 1:
            continue
        told = [one for at in times if (one := view.cells[named[0]][at].figure) is not None]
        if len(told) < 2 or any(one.value <= 0 for one in told):
            continue
        slack = 0.16 if _NEAR.search(clause) else 0.06
        ratios = [b.value / a.value for i, a in enumerate(told) for b in told[i + 1 :]]
        if re.search(r"넘|이상|超|以上|more than|over", clause):
            fits = any(ratio >= wanted * 0.97 for ratio in ratios)
        else:
            fits = any(abs(ratio / wanted - 1) <= slack for ratio in ratios)
        if not fits and not any(abs(1 / ratio / wanted - 1) <= slack for ratio in ratios):
            ratio = told[-1].value / told[0].value
            return _finding(
                sentence, clause, view, [named[0]], [named[0]], view.heads[times[-1]],
                f"{plain(told[0].value / told[0].scale, told[0].step / told[0].scale)} → "
                f"{plain(told[-1].value / told[-1].scale, told[-1].step / told[-1].scale)} (×{plain(ratio, 0.01)})",
            )  # fmt: skip
    return None


def _fraction(sentence: Sentence, view: Grid) -> Finding | None:
    """Half, most, two thirds, of a column that has a total or of percentages."""
    for clause in _clauses(sentence.text):
        wanted = next(((low, high) for pattern, low, high in _HALF if pattern.search(clause)), None)
        if wanted is None or read_figures(re.sub(r"[34]\s?分の\s?[123]|[34]분의\s?[123]", "", clause)):
            continue
        if words.GREW.search(clause) or words.FELL.search(clause):
            continue
        rows = _parts(view)
        named = _named(view.labels, clause, rows)
        if len(named) != 1 or len(rows) < 2:
            continue
        shares = list(_shares_of(view, named[0], clause))
        if not shares:
            continue
        if all(not share.meets(Interval(*wanted)) for share, _ in shares):
            share, column = shares[0]
            return _finding(
                sentence, clause, view, named, rows, column, f"{plain(share.middle, 0.1)}%"
            )
    return None


def _shares_of(view: Grid, row: int, clause: str) -> Iterator[tuple[Interval, Head]]:
    columns = _named(view.heads, clause) or list(range(len(view.heads)))
    for at in columns:
        head = view.heads[at]
        cells: list[Cell] = view.column(at)
        figure = cells[row].figure
        if figure is None or head.is_growth:
            continue
        if figure.unit == PERCENT:
            yield figure.interval, head
            continue
        if head.is_rate:
            continue
        told = [c.figure for c, one in zip(cells, view.labels, strict=True) if one.is_part and c.figure]
        whole = sum(one.value for one in told)
        if whole > 0 and all(one.unit == figure.unit for one in told):
            yield figure.interval.times(100 / whole), head
