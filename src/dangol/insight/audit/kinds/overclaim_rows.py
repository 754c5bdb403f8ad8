"""All, none, only, most and so many of the rows."""

import re
from collections.abc import Iterator

from dangol.insight.audit.kinds import overclaim_words as say
from dangol.insight.audit.kinds.overclaim_reading import (
    Reading,
    Test,
    parts_of,
    rows_named,
    times_in,
)
from dangol.insight.audit.kinds.overclaim_tests import tests_of
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.counted import NUMBER_CJK, NUMBER_EN, number_of, read_count
from dangol.insight.audit.reading.grid import Grid
from dangol.insight.audit.reading.naming import bare, named_heads
from dangol.insight.audit.reading.times import is_time


def read_rows(view: Grid, clause: str) -> Iterator[Reading]:
    """Every way to read the clause as a claim about rows of the table."""
    counted = read_count(clause)
    if counted is not None:
        some, of, said = counted
        rows = parts_of(view)
        if len(rows) == of and 0 < some <= of:
            yield from _counted(view, clause.replace(said, " "), rows, some)
        return
    for sort in _sorts_of(clause):
        rows = _rows_of(view, clause, sort)
        if rows:
            for test, column in tests_of(view, clause):
                yield from _judge(view, clause, rows, sort, (test, column))
            return


def _sorts_of(clause: str) -> Iterator[str]:
    if say.MOST.search(clause):
        yield "most"
        return
    if say.NONE.search(clause) and not say.NO_EXCEPTION.search(clause):
        yield "none"
    elif say.NOT.search(clause):
        return  # "not all", or a comparison that is not read
    if say.DENIED.search(clause) and say.compared(clause) is None:
        return
    if say.ALL.search(clause) or say.REPEATED.search(clause):
        yield "all"
    if say.ONLY.search(clause):
        yield "only"


def _rows_of(view: Grid, clause: str, sort: str) -> list[int]:
    """The rows that the quantifier is about; none where it is about something else."""
    rows, times = parts_of(view), times_in(view)
    if len(rows) < 2:
        return []
    if sort == "only":
        named = rows_named(view, clause, rows)
        return rows if 0 < len(named) < len(rows) else []
    kind = bare(view.corner).lower()
    says_kind = bool(kind) and (kind in clause.lower() or kind.rstrip("s") in clause.lower())
    if len(kind) == 1:
        says_kind = bool(re.search(rf"(?:どの|各|全|全ての|すべての|모든 |각 ){kind}", clause))
    if (last := say.LAST_FEW.search(clause)) and times:  # in each of the last three months
        return times[-number_of(last[1] or last[2]) :]
    columns_of_time = [one for one in view.heads if is_time(one.text)]
    if says_kind and len(columns_of_time) >= 3 and not times and not view.is_turned:
        return rows  # every row in every year
    if say.REPEATED.search(clause) or (len(times) == len(rows) and not says_kind):
        number = _number_beside(clause)
        is_fit = bool(say.REPEATED.search(clause)) and number in (None, len(times))
        return times if is_fit and len(times) >= 2 else []
    named = rows_named(view, clause, rows)
    if words.EXCEPTION.search(clause):
        rows = [at for at in rows if at not in named]
        return rows if named and len(rows) > 1 else []
    number = _number_beside(clause)
    if len(named) >= 2 and len(named) < len(rows) and number in (None, len(named)):
        return named if say.BOTH.search(clause) else []
    if number is not None and not (says_kind and view.is_turned):
        ours = sum(bool(say.OURS.search(view.labels[at].text.strip())) for at in rows)
        return rows if number in (len(rows), len(rows) - ours) else []
    if len(named) == 1 or number is not None:
        return []
    if view.is_turned:
        is_one = len(named_heads(view.heads, clause)) == 1 and not says_kind
        return rows if is_one and say.IS_OF_ROWS.search(clause) else []
    if says_kind:
        return rows
    pattern = {"all": say.ALL, "none": say.NONE, "most": say.MOST}[sort]
    found = pattern.search(clause)
    return rows if found and say.IS_OF_ROWS.search(clause, found.start()) else []


_BESIDE = re.compile(
    (
        rf"\b(?:all|each of|every one of|in all|none of|of|both|either) (?:the |our |its |these )?"
        rf"(?P<en>{NUMBER_EN})\b(?!\s?[%.])"
        rf"|(?P<cjk>{NUMBER_CJK})(?!\s?(?:분기|월|학기|차|月|期|"
        rf"四半期))[^0-9,、。]{{0,10}}?(?:모두|전부| 다 |내내|すべて|全て|とも|"
        rf"いずれも|"
        rf"どの|連続)|全(?P<ja>[0-9一二三四五六七八九十])"
    ),
    re.IGNORECASE,
)


def _number_beside(clause: str) -> int | None:
    """How many there are of which all is said: all five, 네 곳 모두, 3科とも."""
    found = _BESIDE.search(clause)
    if found is None:
        return 2 if re.search(r"\bboth\b|\bneither\b|둘 다|両", clause, re.IGNORECASE) else None
    return number_of(found["en"] or found["cjk"] or found["ja"])


def _counted(view: Grid, clause: str, rows: list[int], some: int) -> Iterator[Reading]:
    """So many of so many rows."""
    for test, column in tests_of(view, clause):
        told = {at: verdict for at in rows if (verdict := test(at)) is not None}
        right = tuple(at for at, yes in told.items() if yes)
        if len(told) == len(rows) and right:
            wrong = () if len(right) == some else right
            yield Reading(view, tuple(rows), wrong, column, f"{len(right)} / {len(rows)}")


def _judge(
    view: Grid, clause: str, rows: list[int], sort: str, tested: tuple[Test, int]
) -> Iterator[Reading]:
    test, column = tested
    told = {at: verdict for at in rows if (verdict := test(at)) is not None}
    if len(told) < 2:
        return
    most = len(told) * 2 // 5
    if sort == "only":
        named = rows_named(view, clause, rows)
        wrong = [at for at, yes in told.items() if yes != (at in named)]
    elif sort == "most":
        wrong = [at for at, yes in told.items() if not yes]
        wrong, most = (wrong, len(told) - 1) if len(wrong) * 2 >= len(told) else ([], 0)
    elif sort == "all":
        wrong = [at for at, yes in told.items() if not yes]
    else:
        wrong = [at for at, yes in told.items() if yes]
    # Where many rows are against it, the sentence was about something else.
    if len(wrong) <= max(1, most):
        yield Reading(view, tuple(rows), tuple(wrong), column)
