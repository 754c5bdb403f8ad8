"""What changed from one month to the next: new, expansion, contraction, churn, reactivation.

A series is what one account pays for one feature (or for all of them). From its amount before and
after it follows what a change is:

    before    after
    none      some     new, or reactivation if it has paid before
    some      none     churn
    some      more     expansion
    some      less     contraction

"Some" is more than nought: a series below nought (credits only) counts as none, and what changes
below nought is expansion or contraction by its direction. Every change has exactly one kind, so
the five add up to the change in MRR, in each month and feature, to the minor unit.
"""

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import numpy as np

from dangol.insight.revenue.columns import Flags, Ints
from dangol.insight.revenue.ledger import Ledger, summed

PIECE_ROWS = 1 << 19


class Kind(IntEnum):
    """What a change is."""

    NEW = 0
    EXPANSION = 1
    CONTRACTION = 2
    CHURN = 3
    REACTIVATION = 4


@dataclass(frozen=True, eq=False)
class Series:
    """Amounts other than 0 of several series, sorted by series and month."""

    series: Ints
    month: Ints
    minor: Ints
    months: int


@dataclass(frozen=True, eq=False)
class _Changes:
    """Every change of every series between two months that follow each other."""

    series: Ints
    month: Ints
    """In which the change shows; the first month has none."""
    minor: Ints
    """After less before."""
    kind: Ints


def by_feature(ledger: Ledger) -> Series:
    """A series for each account and feature: `account * features + feature`."""
    series = ledger.account * len(ledger.features) + ledger.feature
    return Series(series, ledger.month, ledger.minor, ledger.months)


def by_account(ledger: Ledger) -> Series:
    """A series for each account, all features together."""
    keys = ledger.account * ledger.months + ledger.month
    keys, sums = summed(keys, ledger.minor, len(ledger.accounts) * ledger.months)
    series, month = np.divmod(keys, ledger.months)
    return Series(series, month, sums, ledger.months)


def movements_of(given: Series, group_count: int) -> Ints:
    """What each kind of change adds up to. Shape: group × month × kind.

    A series' group is the remainder of its number by `group_count`: its feature, or the one group
    of all. Worked off in pieces that end where a series does: long arrays cost more than their
    length.
    """
    size, kinds = len(given.series), len(Kind)
    wanted = given.series[np.arange(PIECE_ROWS, size, PIECE_ROWS)]
    ends = [*np.unique(np.searchsorted(given.series, wanted)).tolist(), size]
    table = np.zeros(group_count * given.months * kinds, dtype=np.int64)
    for begin, end in pairwise([0, *ends]):
        found = _changes(given, begin, end)
        group = found.series % group_count
        cells = (group * given.months + found.month) * kinds + found.kind
        np.add.at(table, cells, found.minor)
    return table.reshape(group_count, given.months, kinds)


def _changes(given: Series, begin: int, end: int) -> _Changes:
    """Every change of the series between those rows, with its kind."""
    piece = slice(begin, end)
    series, month, minor = given.series[piece], given.month[piece], given.minor[piece]
    size = len(series)
    is_first = np.ones(size, dtype=np.bool_)
    is_first[1:] = series[1:] != series[:-1]
    follows = np.zeros(size, dtype=np.bool_)
    follows[1:] = ~is_first[1:] & (month[1:] == month[:-1] + 1)
    before = np.zeros(size, dtype=np.int64)
    before[1:][follows[1:]] = minor[:-1][follows[1:]]
    paid = _paid_before(minor > 0, is_first)
    arrives = month > 0  # the first month is where the record opens: nothing is known before
    # An amount that is not followed by one in the next month falls to nought there.
    is_followed = np.zeros(size, dtype=np.bool_)
    is_followed[:-1] = follows[1:]
    falls = ~is_followed & (month < given.months - 1)
    changed = np.concatenate([series[arrives], series[falls]])
    when = np.concatenate([month[arrives], month[falls] + 1])
    old = np.concatenate([before[arrives], minor[falls]])
    new = np.concatenate([minor[arrives], np.zeros(int(falls.sum()), dtype=np.int64)])
    had = np.concatenate([paid[arrives], np.ones(int(falls.sum()), dtype=np.bool_)])
    moved = new != old
    changed, when, old, new, had = (part[moved] for part in (changed, when, old, new, had))
    return _Changes(changed, when, new - old, _kinds(old, new, had))


def _kinds(old: Ints, new: Ints, had: Flags) -> Ints:
    kinds = np.where(new > old, np.int64(Kind.EXPANSION), np.int64(Kind.CONTRACTION))
    kinds[(old > 0) & (new <= 0)] = Kind.CHURN
    kinds[(old <= 0) & (new > 0)] = Kind.NEW
    kinds[(old <= 0) & (new > 0) & had] = Kind.REACTIVATION
    return kinds


def _paid_before(is_paid: Flags, is_first: Flags) -> Flags:
    """Whether the series was above nought in any earlier month."""
    if is_paid.all():
        return ~is_first
    total = np.cumsum(is_paid) - is_paid
    starts = np.flatnonzero(is_first)
    lengths = np.diff(np.append(starts, len(is_first)))
    paid: Flags = total > np.repeat(total[starts], lengths)
    return paid


def totals(series: Series, group_count: int) -> Ints:
    """MRR. Shape: group × month."""
    table = np.zeros(group_count * series.months, dtype=np.int64)
    np.add.at(table, _cells(series, group_count), series.minor)
    return table.reshape(group_count, series.months)


def paying(series: Series, group_count: int) -> Ints:
    """How many series are above nought. Shape: group × month."""
    places = _cells(series, group_count)[series.minor > 0]
    counts = np.bincount(places, minlength=group_count * series.months)
    return counts.reshape(group_count, series.months).astype(np.int64)


def _cells(series: Series, group_count: int) -> Ints:
    cells = series.series % group_count
    cells *= series.months
    cells += series.month
    return cells
