"""What the notes say together: share by theme and stage, trend, what goes with what, examples.

Every share is of notes, with its Wilson interval. A co-occurrence ratio is how many times
as often two themes stand in one note as they would if neither knew of the other; its interval is
that of the logarithm of the ratio. Texts that are shown are masked.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from math import exp, log, sqrt

import msgspec

from dangol.insight.intervals import NOTHING_KNOWN, Z_95, Interval, wilson
from dangol.insight.masking import mask_personal
from dangol.insight.voc.reader import NoteRead
from dangol.insight.voc.voids import VoidKind

MOST_EXAMPLES = 3
LEAST_TOGETHER = 5
"""Notes that two themes must share before a ratio is told."""
SHOWN_CHARACTERS = 160


class Note(msgspec.Struct, frozen=True):
    """A note as it came. `row` is its place among the rows that were read, from 0."""

    text: str
    row: int
    account: str = ""
    stage: str = ""
    at: date | None = None


class Example(msgspec.Struct, frozen=True):
    """A sentence that shows a theme, masked, cut where it is long."""

    text: str
    row: int
    account: str = ""


class StageShare(msgspec.Struct, frozen=True):
    """A theme's notes among those of a stage."""

    stage: str
    notes: int
    of: int
    share: Interval


class MonthCount(msgspec.Struct, frozen=True):
    """A theme's notes among those of a month (its first day)."""

    month: date
    notes: int
    of: int


class ThemeReport(msgspec.Struct, frozen=True):
    """One theme."""

    theme: str
    notes: int
    share: Interval
    accounts: int
    stages: tuple[StageShare, ...]
    months: tuple[MonthCount, ...]
    examples: tuple[Example, ...]


class Pair(msgspec.Struct, frozen=True):
    """Two themes that stand in the same notes."""

    first: str
    second: str
    notes: int
    expected: float
    ratio: Interval


class VocReport(msgspec.Struct, frozen=True):
    """What was found in all the notes."""

    notes: int
    accounts: int
    with_theme: int
    stages: tuple[str, ...]
    months: tuple[date, ...]
    themes: tuple[ThemeReport, ...]
    """The most frequent first."""
    pairs: tuple[Pair, ...]
    """The strongest first, as far as the interval of the ratio lies above 1."""
    voided: dict[str, int]
    """Notes with parts that did not count, by kind."""


class HitRow(msgspec.Struct, frozen=True):
    """A hit as a row: what joins with revenue."""

    account: str
    theme: str
    stage: str
    at: date | None
    row: int
    sentence: str
    score: float


def report_of(ids: Sequence[str], notes: Sequence[Note], reads: Sequence[NoteRead]) -> VocReport:
    """The report over notes and what they were read as, in the same order."""
    stages = tuple(dict.fromkeys(note.stage for note in notes if note.stage))
    months = tuple(sorted({note.at.replace(day=1) for note in notes if note.at is not None}))
    of_stage = Counter(note.stage for note in notes)
    of_month = Counter(note.at.replace(day=1) for note in notes if note.at is not None)
    held: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, read in enumerate(reads):
        for hit in read.hits:
            held[hit.theme].append((place, hit.score))
    themes: list[ThemeReport] = []
    for theme in ids:
        places = [place for place, _ in held[theme]]
        in_stage = Counter(notes[place].stage for place in places)
        in_month = Counter(at.replace(day=1) for place in places if (at := notes[place].at))
        themes.append(
            ThemeReport(
                theme,
                len(places),
                wilson(len(places), len(notes)) or NOTHING_KNOWN,
                len({notes[place].account for place in places if notes[place].account}),
                tuple(
                    StageShare(
                        one,
                        in_stage[one],
                        of_stage[one],
                        wilson(in_stage[one], of_stage[one]) or NOTHING_KNOWN,
                    )
                    for one in stages
                ),
                tuple(MonthCount(one, in_month[one], of_month[one]) for one in months),
                _examples(theme, held[theme], notes, reads),
            )
        )
    themes.sort(key=lambda one: -one.notes)
    voided = Counter(kind for read in reads for kind in read.voided)
    return VocReport(
        len(notes),
        len({note.account for note in notes if note.account}),
        sum(bool(read.hits) for read in reads),
        stages,
        months,
        tuple(themes),
        _pairs(ids, held, len(notes)),
        {kind.value: voided[kind] for kind in VoidKind if voided[kind]},
    )


def hit_rows(notes: Sequence[Note], reads: Sequence[NoteRead]) -> list[HitRow]:
    """Every hit as a row, in the order of the notes; sentences and accounts masked."""
    return [
        HitRow(
            mask_personal(note.account).text,
            hit.theme,
            note.stage,
            note.at,
            note.row,
            mask_personal(note.text[hit.begin : hit.end]).text,
            hit.score,
        )
        for note, read in zip(notes, reads, strict=True)
        for hit in read.hits
    ]


def ratio_of(both: int, first: int, second: int, of: int) -> Interval:
    """How many times as often as by chance, with the interval of the log of a ratio of shares."""
    expected = first * second / of
    ratio = both / expected
    spread = sqrt(max(1 / both - 1 / first + 1 / second - 1 / of, 1e-12))
    return Interval(ratio, exp(log(ratio) - Z_95 * spread), exp(log(ratio) + Z_95 * spread))


def _pairs(
    ids: Sequence[str], held: dict[str, list[tuple[int, float]]], of: int
) -> tuple[Pair, ...]:
    sets = {theme: {place for place, _ in held[theme]} for theme in ids if held[theme]}
    pairs: list[Pair] = []
    for first, second in combinations(sets, 2):
        both = len(sets[first] & sets[second])
        if both < LEAST_TOGETHER:
            continue
        one, other = len(sets[first]), len(sets[second])
        ratio = ratio_of(both, one, other, of)
        if ratio.low > 1:
            pairs.append(Pair(first, second, both, round(one * other / of, 2), ratio))
    return tuple(sorted(pairs, key=lambda pair: -pair.ratio.low))


def _examples(
    theme: str,
    held: Sequence[tuple[int, float]],
    notes: Sequence[Note],
    reads: Sequence[NoteRead],
) -> tuple[Example, ...]:
    """The clearest sentences, of different accounts where there are."""
    shown: list[Example] = []
    seen: set[str] = set()
    for place, _ in sorted(held, key=lambda one: (-one[1], one[0])):
        note = notes[place]
        hit = next(hit for hit in reads[place].hits if hit.theme == theme)
        text = mask_personal(note.text[hit.begin : hit.end]).text
        account = mask_personal(note.account).text
        if text in seen or (account and account in seen):
            continue
        seen |= {text, account}
        if len(text) > SHOWN_CHARACTERS:
            text = text[: SHOWN_CHARACTERS - 1].rstrip() + "…"
        shown.append(Example(text, note.row, account))
        if len(shown) == MOST_EXAMPLES:
            break
    return tuple(shown)
