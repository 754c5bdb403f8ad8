"""Sentences that say more than their table: all, none, only, most, half, doubled, the highest.

A sentence is read as a claim only where its quantifier, its column and its comparison are all
plain; everything else is left alone.
"""

import re

from dangol.insight.audit.finding import Finding
from dangol.insight.audit.kinds import overclaim_words as say
from dangol.insight.audit.kinds.overclaim_finding import (
    claim_finding,
    clauses_of,
    named_in,
    parts_of,
)
from dangol.insight.audit.kinds.overclaim_rows import (
    check_bound,
    check_compared,
    check_fraction,
    check_multiple,
    check_superlative,
)
from dangol.insight.audit.kinds.overclaim_tests import Test, tests_of
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.counted import NUMBER_CJK, NUMBER_EN, number_of, read_count
from dangol.insight.audit.reading.document import Sentence
from dangol.insight.audit.reading.grid import Grid, Head, scope_of
from dangol.insight.audit.reading.naming import bare
from dangol.insight.audit.reading.times import is_time


def check_claims(sentence: Sentence, grids: list[Grid]) -> list[Finding]:
    """Every claim of the sentence that its table does not bear out."""
    text = sentence.text
    if sentence.is_heading or words.EXCEPTION.search(text) or "?" in text:
        return []
    if all(words.TARGET.search(re.sub(say.GOAL, "", one)) for one in clauses_of(text)):
        return []
    scope = scope_of(sentence.section, grids)
    for grid in scope:
        is_own = grid.section == sentence.section
        if finding := _check_grid(sentence, grid, is_own=is_own):
            return [finding]
    # A summary speaks of tables that stand elsewhere: then it names what it speaks of.
    tables = [grid for grid in grids if not grid.is_list]
    rest = [grid for grid in tables if grid not in scope and _is_spoken_of(grid, text)]
    if len(rest) == 1 and (finding := _check_grid(sentence, rest[0], is_own=False)):
        return [finding]
    return []


def _check_grid(sentence: Sentence, grid: Grid, *, is_own: bool) -> Finding | None:
    for view in (grid, grid.turned()):
        if (finding := _quantified(sentence, view)) is not None:
            return finding
        # What is said elsewhere of one row has to name its column too.
        if not is_own and not (
            named_in(view.labels, sentence.text) and named_in(view.heads, sentence.text)
        ):
            continue
        finding = (
            check_superlative(sentence, view)
            or check_compared(sentence, view)
            or check_multiple(sentence, view)
            or check_fraction(sentence, view)
            or check_bound(sentence, view)
        )
        if finding is not None:
            return finding
    return None


def _is_spoken_of(grid: Grid, text: str) -> bool:
    """Whether a sentence of another section names the table's kind of row, or a row and column."""
    corner = bare(grid.corner).lower()
    if len(corner) > 1 and corner.rstrip("s") in text.lower() and len(parts_of(grid)) > 2:
        return True
    return bool(named_in(grid.labels, text)) and bool(named_in(grid.heads, text))


def _quantified(sentence: Sentence, view: Grid) -> Finding | None:
    """All, none and only."""
    clauses = clauses_of(sentence.text)
    # In every segment, B was ahead: the quantifier may stand in a clause of its own.
    whole = [sentence.text] if 1 < len(clauses) <= 3 and len(sentence.text) < 140 else []
    for clause in (*clauses, *whole):
        if words.TARGET.search(re.sub(say.GOAL, "", clause)):
            continue
        counted = read_count(clause)
        if counted is not None and counted[1] == len(parts_of(view)):
            finding = _counted(sentence, view, clause, counted)
            if finding is not None:
                return finding
            continue
        for sort, pattern in (
            ("most", say.MOST),
            ("all", say.ALL),
            ("none", say.NONE),
            ("only", say.ONLY),
        ):
            is_said = pattern.search(clause) or (
                sort == "all"
                and say.REPEATED.search(clause)
                and not say.NONE.search(clause)
                and named_in(view.heads, clause)
            )
            if not is_said or (sort == "all" and say.MOST.search(clause)):
                continue
            rows = parts_of(view)
            if len(rows) < 2:
                continue
            if sort != "only" and not _speaks_of_rows(view, clause, sort):
                continue
            tests = list(tests_of(view, clause))
            for test, column, _ in tests[:1]:
                finding = _verdict(sentence, view, rows, test, column, sort, clause)
                if finding is not None:
                    return finding
    return None


_SO_MANY = re.compile(
    (
        rf"\b(?:all|each of|every one of|in all|none of|of) (?:the |our |its |"
        rf"these )?({NUMBER_EN})\b|({NUMBER_CJK})[^0-9,、。]{{1,10}}(?:모두|전부|다 |すべて|"
        rf"全て|とも|いずれも)"
    ),
    re.IGNORECASE,
)


def _counted(
    sentence: Sentence, view: Grid, clause: str, counted: tuple[int, int, str]
) -> Finding | None:
    """So many of so many rows, where the table has that many."""
    some, of, said = counted
    rows = parts_of(view)
    if len(rows) != of or not 0 < some <= of:
        return None
    for test, column, _ in list(tests_of(view, clause.replace(said, " ")))[:1]:
        told = {at: verdict for at in rows if (verdict := test(at)) is not None}
        right = [at for at, yes in told.items() if yes]
        if len(told) == of and len(right) != some and len(right) > 0:
            return claim_finding(
                sentence, clause, view, right, rows, column, f"{len(right)} / {of}"
            )
    return None


def _speaks_of_rows(view: Grid, clause: str, sort: str) -> bool:
    """Whether the quantifier is about the rows: it stands with their name, or with none else."""
    corner = bare(view.corner).lower()
    kinds = [corner] if len(corner) > 1 else []
    is_times = sum(is_time(view.labels[at].text) for at in parts_of(view)) >= 2
    repeated = say.REPEATED.search(clause)
    if is_times or repeated:
        return is_times and bool(repeated)
    if view.is_turned and not any(one and one in clause.lower() for one in kinds):
        return sum(bare(view.labels[at].text) in clause for at in parts_of(view)) >= 2
    if any(
        one in clause.lower()
        or (one.endswith("s") and one[:-1] in clause.lower())
        or one.rstrip("s") in clause.lower()
        for one in kinds
    ):
        return True
    counted = _SO_MANY.search(clause)
    if counted is not None and number_of(counted[1] or counted[2]) in (
        len(parts_of(view)),
        len(parts_of(view)) - 1,
    ):
        return len(view.labels) >= 3
    quantifier = {"all": say.ALL, "none": say.NONE, "most": say.MOST}[sort].search(clause)
    if quantifier is None:
        return False
    return len(view.labels) >= 3 and bool(
        re.search(
            (
                r"^(?:\s?(?:지점|매장|부문|채널|항목|팀|지역|제품|연령대|업종|상품|점포|분야|구분|"
                r"요금제|과목|단계|반|층|거점|店舗?|部門|項目|地域|支店|拠点|商品|製品|チーム|年代|"
                r"区分|社|コース|校|路線|工場|施設|窓口|プラン"
                r"|(?:of (?:the|our) )?(?:\w+ )?"
                r"(?:branch|store|region|team|channel|product|plan|site|"
                r"segment|group|item|department|country|depot|shop|market|class|question|line|course|"
                r"office|row|area|category|measure|age group|ward|route|ones?))|가|이|\s?늘|\s?줄)"
            ),
            clause[quantifier.end() :].lower(),
        )
        or re.search(
            (
                r"(?:모두|すべて|いずれも|전부|全|어느|どの|each|every|대부분|most|ほとんど|大半|"
                r"한 곳도|하나도|一つも)"
            ),
            quantifier[0],
        )
    )


def _verdict(  # noqa: PLR0917 -- what is said, of what, and by which test
    sentence: Sentence,
    view: Grid,
    rows: list[int],
    test: Test,
    column: Head | None,
    sort: str,
    clause: str,
) -> Finding | None:
    told = {at: verdict for at in rows if (verdict := test(at)) is not None}
    if len(told) < 2:
        return None
    if sort == "only":
        named = named_in(view.labels, clause, rows)
        if not named or len(named) == len(told):
            return None
        wrong = [at for at, yes in told.items() if yes != (at in named)]
    elif sort == "most":
        wrong = [at for at, yes in told.items() if not yes]
        if len(wrong) * 2 < len(told) or len(wrong) == len(told):
            return None
        return claim_finding(sentence, clause, view, wrong, rows, column)
    elif sort == "all":
        wrong = [at for at, yes in told.items() if not yes]
    else:
        wrong = [at for at, yes in told.items() if yes]
    # Where many rows are against it, the sentence was about something else.
    if not wrong or len(wrong) > max(1, len(told) * 2 // 5):
        return None
    return claim_finding(sentence, clause, view, wrong, rows, column)
