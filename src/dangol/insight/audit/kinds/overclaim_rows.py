"""Claims about named rows: the highest, more than another, doubled, half, over so much."""

import re
from collections.abc import Iterator

from dangol.insight.audit.finding import Finding, plain
from dangol.insight.audit.interval import Interval
from dangol.insight.audit.kinds import overclaim_words as say
from dangol.insight.audit.kinds.overclaim_finding import (
    claim_finding,
    clauses_of,
    named_in,
    parts_of,
)
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.contexts import senses_of
from dangol.insight.audit.reading.document import Sentence
from dangol.insight.audit.reading.figures import Figure, read_figures
from dangol.insight.audit.reading.grid import Cell, Grid, Head
from dangol.insight.audit.reading.naming import bare
from dangol.insight.audit.reading.times import times_named, times_of
from dangol.insight.audit.reading.units import DAYS, PERCENT, POINTS, TIMES


def check_superlative(sentence: Sentence, view: Grid) -> Finding | None:
    """The highest and the lowest."""
    for clause in clauses_of(sentence.text):
        highest, lowest = bool(say.HIGHEST.search(clause)), bool(say.LOWEST.search(clause))
        rows = parts_of(view)
        named = named_in(view.labels, clause, rows)
        if highest == lowest or len(named) != 1 or len(rows) < 3:
            continue
        if re.search(
            r"두 번째|다음으로|둘째|2番目|次に|second|next|third|one of|中で|중 하나|가운데 하나",
            clause,
        ):
            continue
        columns = named_in(view.heads, clause)
        told = " ".join(view.heads[at].text for at in columns)
        if is_of_change(clause) and not is_of_change(told):
            continue
        if not columns and not _is_plain_superlative(clause, view):
            continue
        columns = columns or list(range(len(view.heads)))
        if words.GREW.search(clause) or words.FELL.search(clause):
            continue
        columns = [
            at for at in columns if not view.heads[at].is_rank and not view.heads[at].is_growth
        ]
        verdicts = [(at, _above(view, rows, named[0], at, is_high=highest)) for at in columns]
        told = [(at, above) for at, above in verdicts if above is not None]
        # In some column it is the highest: that one is meant.
        is_named = bool(named_in(view.heads, clause))
        if told and all(above for _, above in told) and (is_named or len(told[0][1] or ()) <= 2):
            at, above = told[0]
            return claim_finding(sentence, clause, view, list(above or ()), rows, view.heads[at])
    return None


def is_of_change(clause: str) -> bool:
    """Whether the superlative is about a change or a gap and not about a value."""
    return bool(
        re.search(
            (
                r"폭|차이|격차|증가|감소|변화|개선|差|幅|伸び|変化|改善|\b(?:gap|increase|decrease|"
                r"jump|drop|gain|loss|change|growth|difference|swing|improvement|risk|problem|"
                r"question|lever|effort)\b"
            ),
            clause,
            re.IGNORECASE,
        )
    )


def _is_plain_superlative(clause: str, view: Grid) -> bool:
    """Whether nothing but the rows themselves is called the largest."""
    if not clause.isascii():
        return True
    kind = bare(view.corner).lower().rstrip("s")
    after = re.search(
        (
            r"\b(?:highest|largest|biggest|longest|top|lowest|smallest|shortest|most common|"
            r"most frequent|best-selling)\b (?:single )?([a-z-]+)?"
        ),
        clause.lower(),
    )
    word = (after[1] or "").rstrip("s") if after else ""
    return (
        not word
        or word == kind
        or word
        in (
            "group",
            "share",
            "part",
            "reason",
            "source",
            "channel",
            "region",
            "market",
            "segment",
            "kind",
            "item",
            "block",
            "line",
            "of",
            "among",
            "with",
            "in",
            "at",
            "by",
            "number",
            "and",
        )
    )


def _above(view: Grid, rows: list[int], own: int, at: int, *, is_high: bool) -> list[int] | None:
    """The rows that go beyond the own one; None where the column does not tell."""
    told = {row: one for row in rows if (one := view.cells[row][at].figure) is not None}
    mine = told.get(own)
    if mine is None or len(told) < 3 or len({one.unit for one in told.values()}) > 1:
        return None
    return [
        row
        for row, one in told.items()
        if (one.value > mine.value if is_high else one.value < mine.value)
    ]


def check_compared(sentence: Sentence, view: Grid) -> Finding | None:
    """One row more or less than another."""
    for clause in clauses_of(sentence.text):
        than = say.THAN.search(clause)
        is_more, is_less = bool(say.MORE.search(clause)), bool(say.LESS.search(clause))
        if than is None or is_more == is_less or read_figures(clause):
            continue
        if (
            words.GREW.search(clause)
            or words.FELL.search(clause)
            or re.search(r"합친|합한|합쳐|合わせ|together|combined|보다 더 늘", clause)
        ):
            continue
        rows = parts_of(view)
        named = named_in(view.labels, clause, rows)
        columns = named_in(view.heads, clause) or ([0] if len(view.heads) == 1 else [])
        if not columns:
            continue
        if len(named) != 2 or any(view.heads[at].is_growth for at in columns):
            continue
        places = {at: clause.lower().find(bare(view.labels[at].text).lower()) for at in named}
        is_english = than[0].isascii()
        # X보다 Y가: what stands before the mark is what is compared with; in English, behind it.
        base = [at for at in named if (places[at] > than.start()) == is_english]
        if len(base) != 1:
            if is_english:
                continue
            mark = than.start()
            base = [max(named, key=lambda at: places[at] if places[at] < mark else -1)]
        other = next(at for at in named if at != base[0])
        verdicts = [_is_beyond(view, other, base[0], at, is_more=is_more) for at in columns]
        told_at = [at for at, one in zip(columns, verdicts, strict=True) if one is not None]
        if told_at and not any(verdicts):
            return claim_finding(sentence, clause, view, named, named, view.heads[told_at[0]])
    return None


def _is_beyond(view: Grid, one: int, other: int, at: int, *, is_more: bool) -> bool | None:
    mine, theirs = view.cells[one][at].figure, view.cells[other][at].figure
    if mine is None or theirs is None or mine.unit != theirs.unit:
        return None
    return mine.value > theirs.value if is_more else mine.value < theirs.value


def check_multiple(sentence: Sentence, view: Grid) -> Finding | None:
    """Doubled, tripled, halved, of a row over the columns of time."""
    for clause in clauses_of(sentence.text):
        wanted = next((by for pattern, by in say.MULTIPLES if pattern.search(clause)), None)
        if wanted is None or read_figures(re.sub(r"[0-9]\s?[배倍]", "", clause)):
            continue
        times = times_of(view, clause)
        named = named_in(view.labels, clause)
        said = times_named(view, times, clause)
        if len(said) >= 2:
            times = [said[0], said[-1]]
        # Doubled from May to June, with no row named: some row of the table has to show it.
        rows = named if len(named) == 1 else list(range(len(view.labels))) if len(said) >= 2 else []
        if len(times) < 2 or not rows or (not named and len(rows) > 4):
            continue
        series = [(row, _series(view, row, times)) for row in rows]
        series = [(row, told) for row, told in series if len(told) >= 2]
        if not series or any(_is_so_much(told, wanted, clause) for _, told in series):
            continue
        row, told = series[0]
        ends = (told[0], told[-1])
        shown = " → ".join(plain(one.value / one.scale, one.step / one.scale) for one in ends)
        by = plain(told[-1].value / told[0].value, 0.01)
        return claim_finding(
            sentence, clause, view, [row], [row], view.heads[times[-1]], f"{shown} (×{by})"
        )
    return None


def _series(view: Grid, row: int, times: list[int]) -> list[Figure]:
    told = [one for at in times if (one := view.cells[row][at].figure) is not None]
    return told if all(one.value > 0 and one.unit == told[0].unit for one in told) else []


def _is_so_much(told: list[Figure], wanted: float, clause: str) -> bool:
    """Whether some two of the values, one after the other, are so many times apart."""
    slack = 0.16 if say.NEAR.search(clause) else 0.06
    ratios = [b.value / a.value for at, a in enumerate(told) for b in told[at + 1 :]]
    if re.search(r"넘|이상|超|以上|more than|over", clause):
        return any(ratio >= wanted * 0.97 for ratio in ratios)
    both = [*ratios, *(1 / ratio for ratio in ratios)]
    return any(abs(ratio / wanted - 1) <= slack for ratio in both)


def check_fraction(sentence: Sentence, view: Grid) -> Finding | None:
    """Half, most, two thirds, of a column that has a total or of percentages."""
    for clause in clauses_of(sentence.text):
        wanted = next(
            ((low, high) for pattern, low, high in say.HALF if pattern.search(clause)), None
        )
        if wanted is None or any(
            one.unit in (PERCENT, POINTS, TIMES)
            for one in read_figures(re.sub(r"[34]\s?分の\s?[123]|[34]분의\s?[123]", "", clause))
        ):
            continue
        if words.GREW.search(clause) or words.FELL.search(clause):
            continue
        rows = parts_of(view)
        named = named_in(view.labels, clause, rows)
        if not 1 <= len(named) <= 3 or len(rows) < 2 or len(named) == len(rows):
            continue
        if len(named) > 1 and not re.search(
            (
                r"함께|합쳐|합치|합하|더하|둘이|둘을|셋이|합은|合わせ|合計|足す|together|combined|"
                r"both|\band\b"
            ),
            clause,
        ):
            continue
        shares = list(_shares_of(view, named[0], clause))
        for other in named[1:]:
            more = list(_shares_of(view, other, clause))
            shares = [(a.plus(b), head) for (a, head), (b, _) in zip(shares, more, strict=False)]
        if not shares:
            continue
        if all(not share.meets(Interval(*wanted)) for share, _ in shares):
            share, column = shares[0]
            return claim_finding(
                sentence, clause, view, named, rows, column, f"{plain(share.middle, 0.1)}%"
            )
    return None


def _shares_of(view: Grid, row: int, clause: str) -> Iterator[tuple[Interval, Head]]:
    columns = named_in(view.heads, clause) or list(range(len(view.heads)))
    for at in columns:
        head = view.heads[at]
        cells: list[Cell] = view.column(at)
        figure = cells[row].figure
        if figure is None or head.is_growth:
            continue
        if figure.unit == PERCENT:
            yield figure.interval, head
            continue
        if head.is_rate or _are_stages(view):
            continue
        told = [
            c.figure for c, one in zip(cells, view.labels, strict=True) if one.is_part and c.figure
        ]
        whole = sum(one.value for one in told)
        if whole > 0 and all(one.unit == figure.unit for one in told):
            yield figure.interval.times(100 / whole), head


def check_bound(sentence: Sentence, view: Grid) -> Finding | None:
    """More than, or less than, so much of a row, where its cell says otherwise."""
    for clause in clauses_of(sentence.text):
        figures = read_figures(clause)
        bounds = [one for one in figures if one.is_bound]
        if len(bounds) != 1 or len(figures) != 1 or bounds[0].unit in (POINTS, TIMES, *DAYS):
            continue
        limit = bounds[0]
        at_least, at_most = bool(say.AT_LEAST.search(clause)), bool(say.AT_MOST.search(clause))
        if at_least == at_most or words.GREW.search(clause) or words.FELL.search(clause):
            continue
        rows = parts_of(view)
        named = named_in(view.labels, clause, rows)
        if len(named) != 1 or re.search(r"않|없|ない|ず|\bnot\b|\bno\b|\bnone\b|n't", clause):
            continue
        if senses_of(clause) - senses_of(f"{view.caption} {view.labels[named[0]].text}") - {
            "전체",
            "全体",
            "all",
        } and not named_in(view.heads, clause):
            continue
        told = list(_values_for(view, named[0], clause, limit))
        if not told:
            continue
        if at_least:
            fails = all(one.high < limit.value for one, _ in told)
        else:
            fails = all(one.low > limit.value for one, _ in told)
        # Far beyond either way, the sentence speaks of something else.
        is_near = any(0.5 * limit.value <= one.middle <= 2 * limit.value for one, _ in told)
        if fails and is_near:
            one, head = told[0]
            shown = plain(
                one.middle / limit.scale,
                min(limit.step / limit.scale, 0.1 if limit.unit == PERCENT else 1.0),
            )
            return claim_finding(sentence, clause, view, named, named, head, shown)
    return None


def _values_for(
    view: Grid, row: int, clause: str, limit: Figure
) -> Iterator[tuple[Interval, Head]]:
    if limit.unit == PERCENT:
        yield from _shares_of(view, row, clause)
        return
    columns = named_in(view.heads, clause) or list(range(len(view.heads)))
    for at in columns:
        figure = view.cells[row][at].figure
        if figure is None or view.heads[at].is_growth or figure.unit == PERCENT:
            continue
        if (
            limit.unit and figure.unit and limit.unit != figure.unit
        ) or limit.is_money != figure.is_money:
            continue
        if not limit.unit and len(columns) > 1:
            continue
        yield figure.interval, view.heads[at]


def _are_stages(view: Grid) -> bool:
    """Whether each row is a part of the row above it, so that rows are no parts of one whole."""
    if any(label.is_total for label in view.labels):
        return False
    said = f"{view.corner} {view.caption}"
    return bool(
        re.search(
            r"단계|퍼널|깔때기|전환|段階|ファネル|ステップ|\bstages?\b|\bsteps?\b|funnel",
            said,
            re.IGNORECASE,
        )
        or any(head.is_rate and not words.STRONG_SHARE.search(head.text) for head in view.heads)
        or words.OVERLAP.search(view.prose)
    )
