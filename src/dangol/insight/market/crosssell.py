"""Existing customers ranked by how well each motion fits them, with the reasons.

A motion is a list of criteria, each a question to one column of the customer's row, with points.
The fit is the points of the criteria that hold, as a share of all points. A question that the row
does not answer counts as no, and the share it could still add stands beside the fit: a customer of
whom little is known is not a bad one, but one to ask.

What a customer asked for is searched for words: whole ones, with a plural, in English; anywhere in
Korean and Japanese, which are written without spaces or with endings. Whether the words are denied
is not understood.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any

from msgspec import Struct

from dangol.decide.playbook import Texts
from dangol.insight.market.labels import NO_LABELS, Labels, parse_kind, plain_label, split_labels
from dangol.insight.market.mix import parse_count
from dangol.insight.masking import mask_personal
from dangol.insight.totals import total_named

YES = frozenset(
    plain_label(word)
    for word in ("true", "yes", "y", "1", "있음", "예", "네", "o", "はい", "あり", "有", "t")
)
NO = frozenset(
    plain_label(word)
    for word in (
        "false",
        "no",
        "n",
        "0",
        "없음",
        "아니오",
        "아니요",
        "x",
        "いいえ",
        "なし",
        "無",
        "f",
    )
)
ASKED_FOR = "asked_for"
"""The column that conversations add to."""
LONGEST_SEEN = 80
"""Of what a row says, as a reason quotes it."""


class Asks(StrEnum):
    """What a criterion asks of a cell."""

    YES = "yes"
    """Whether it says yes."""
    AT_LEAST = "at_least"
    """Whether its number is at least the criterion's."""
    AT_MOST = "at_most"
    """Whether its number is at most the criterion's."""
    ONE_OF = "one_of"
    """Whether it is one of the criterion's words, or a vertical or kind of that name."""
    MENTIONS = "mentions"
    """Whether any of the criterion's words stands in it."""


class Criterion(Struct, frozen=True):
    """A question to a customer's row, and what a yes is worth."""

    id: str
    column: str
    asks: Asks
    points: int
    reason: Texts
    number: float = 0.0
    words: Sequence[str] = ()


class Motion(Struct, frozen=True):
    """A way to sell, and what speaks for it."""

    id: str
    name: Texts
    criteria: Sequence[Criterion]


class Finding(Struct, frozen=True):
    """What a criterion found in a row."""

    id: str
    holds: bool | None
    """None where the row does not answer."""
    points: int
    """What it could give."""
    seen: str = ""
    """What the row says; of a text, the word that was looked for and no more."""


class MotionFit(Struct, frozen=True):
    """How well a motion fits a customer."""

    motion: str
    fit: float
    """Points of what holds, as a share of all."""
    open: float
    """The share that unanswered questions could still add."""
    findings: Sequence[Finding]


class Customer(Struct, frozen=True):
    """A customer and how well each motion fits, in the order of the motions."""

    account: str
    """Empty where the row names none."""
    row: int
    """From 1, without the header."""
    fits: Sequence[MotionFit]
    best: str
    """The motion that fits best; empty where none fits at all."""


class CrossSell(Struct, frozen=True):
    """All customers, and who comes first for each motion."""

    rows: int
    customers: Sequence[Customer]
    """In the order of the file."""
    ranked: Mapping[str, Sequence[int]]
    """For each motion, places in `customers`: the best fit first, then the most that is open."""
    missing: Sequence[str]
    """Columns that a criterion asks for and that the table does not have."""
    doubled: Sequence[str]
    """Accounts that stand in more than one row."""
    silent: Sequence[str] = ()
    """Accounts of conversations that are no customers of the table; their words are not used."""
    totals: Sequence[int] = ()
    """Rows that are a sum of others, from 1: no customers."""
    columns: Mapping[str, str] = {}
    """Which column answers what."""
    unused: Sequence[str] = ()
    """Columns that nothing asks for."""


def rank_customers(
    table: Any,
    account: str,
    motions: Sequence[Motion],
    *,
    labels: Labels = NO_LABELS,
    said: Mapping[str, Sequence[str]] | None = None,
) -> CrossSell:
    """Every customer of a `pyarrow.Table` with its fits, and the ranking.

    `said` is what each account wrote in its conversations; the column `asked_for` has it too.
    """
    asked = list(dict.fromkeys(one.column for motion in motions for one in motion.criteria))
    held = [name for name in asked if name in table.column_names]
    columns = {name: _texts(table, name) for name in held}
    accounts = _texts(table, account)
    customers: list[Customer] = []
    seen: dict[str, int] = {}
    totals: list[int] = []
    for place in range(table.num_rows):
        row = {name: values[place] for name, values in columns.items()}
        name = (accounts[place] or "").strip()
        if total_named(name) is not None:
            totals.append(place + 1)
            continue
        fits = [
            fit_of_motion(row, motion, labels, (said or {}).get(name, ())) for motion in motions
        ]
        best = max(fits, key=lambda fit: (fit.fit, fit.open))
        seen[name] = seen.get(name, 0) + 1
        customers.append(Customer(_shown(name), place + 1, fits, best.motion if best.fit else ""))
    return CrossSell(
        rows=table.num_rows,
        customers=customers,
        ranked={
            motion.id: sorted(
                range(len(customers)),
                key=lambda at: (-customers[at].fits[place].fit, -customers[at].fits[place].open),
            )
            for place, motion in enumerate(motions)
        },
        missing=[
            name for name in asked if name not in columns and not (said and name == ASKED_FOR)
        ],
        silent=[_shown(name) for name in said if name not in seen] if said else [],
        totals=totals,
        doubled=[_shown(name) for name, count in seen.items() if name and count > 1],
    )


def fit_of_motion(
    row: Mapping[str, str | None],
    motion: Motion,
    labels: Labels = NO_LABELS,
    said: Sequence[str] = (),
) -> MotionFit:
    """How well the motion fits the customer of that row, who said that."""
    findings = [
        _mentioned([*filter(None, [row.get(one.column)]), *said], one)
        if one.asks is Asks.MENTIONS and one.column == ASKED_FOR
        else _finding(row.get(one.column), one, labels)
        for one in motion.criteria
    ]
    whole = sum(one.points for one in findings) or 1
    return MotionFit(
        motion.id,
        fit=sum(one.points for one in findings if one.holds) / whole,
        open=sum(one.points for one in findings if one.holds is None) / whole,
        findings=findings,
    )


def _finding(text: str | None, asked: Criterion, labels: Labels) -> Finding:
    if text is None or not text.strip():
        return Finding(asked.id, None, asked.points)
    seen = _shown(text.strip())
    match asked.asks:
        case Asks.YES:
            plain = plain_label(text)
            holds = True if plain in YES else False if plain in NO else None
        case Asks.AT_LEAST | Asks.AT_MOST:
            number = parse_count(text)
            holds = None
            if number is not None:
                is_least = asked.asks is Asks.AT_LEAST
                holds = number >= asked.number if is_least else number <= asked.number
        case Asks.ONE_OF:
            names = {name for label in split_labels(text) for name in _names_of(label, labels)}
            holds = not names.isdisjoint(plain_label(word) for word in asked.words)
        case Asks.MENTIONS:
            return _mentioned([text], asked)
    return Finding(asked.id, holds, asked.points, seen if holds is not None else "")


def _shown(text: str) -> str:
    """The text as a report may show it: short, and without personal data."""
    return mask_personal(text).text[:LONGEST_SEEN]


def _mentioned(texts: Sequence[str], asked: Criterion) -> Finding:
    """Whether any of the words stands in any of the texts: the most frequent, and in how many."""
    told = [text for text in texts if text.strip()]
    if not told:
        return Finding(asked.id, None, asked.points)
    counts = {
        word: sum(1 for text in told if _pattern_of(word).search(text)) for word in asked.words
    }
    word = max(counts, key=lambda one: counts[one])
    if not counts[word]:
        return Finding(asked.id, False, asked.points)
    seen = word if len(told) == 1 else f"{word} ×{counts[word]}"
    return Finding(asked.id, True, asked.points, seen)


@cache
def _pattern_of(word: str) -> re.Pattern[str]:
    plain = re.escape(unicodedata.normalize("NFKC", word))
    if word.isascii():
        plain = rf"(?<![a-z]){plain}(?:s|es)?(?![a-z])"
    return re.compile(plain, re.IGNORECASE)


def _names_of(label: str, labels: Labels) -> set[str]:
    names = {plain_label(label)}
    kind = parse_kind(label)
    vertical = labels.vertical_of(label)
    if kind is not None:
        names.add(plain_label(kind.value))
    if vertical is not None:
        names.add(plain_label(vertical.id))
    return names


def _texts(table: Any, name: str) -> list[str | None]:
    return [None if one is None else str(one) for one in table.column(name).to_pylist()]
