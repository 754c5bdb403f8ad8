"""Rows of account, feature, month and amount become one exact sum for each of the three.

Rows are sifted first (`sifting.py`); what counts is added up in whole minor units.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from dangol.insight.revenue.columns import (
    NO_DAY,
    Codes,
    Ints,
    codes_of,
    first_of,
    month_number,
    months_of,
)
from dangol.insight.revenue.sifting import LedgerError, LedgerOptions, Named, Sifted, Sort

MOST_CELLS = 1 << 62
MOST_MONTHS = 1200
"""A record that spans more than a century has a slip in a month."""
DENSE_AT_LEAST = 1 << 20


@dataclass(frozen=True, eq=False)
class Ledger:
    """One exact amount for each account, feature and month that has any; sorted in that order."""

    accounts: tuple[str, ...]
    features: tuple[str, ...]
    first_month: int
    """Counted from 1970-01; the arrays below count from it."""
    months: int
    currency: str
    account: Ints
    feature: Ints
    month: Ints
    minor: Ints
    """Never 0."""
    rows: int
    """That were read."""
    counted: int
    """That are in the figures."""
    rounded: int
    named: tuple[Named, ...]
    empty_months: tuple[date, ...]
    """Months between the first and the last in which no row stands."""


@dataclass(frozen=True)
class LedgerColumns:
    """Which column holds what."""

    account: str
    feature: str
    month: str
    amount: str
    currency: str | None = None
    row_id: str | None = None
    """Rows that are alike but have ids of their own are not repeated."""


def build_ledger(
    table: Any,
    columns: LedgerColumns,
    options: LedgerOptions | None = None,
    *,
    until: date | None = None,
) -> Ledger:
    """The ledger of a `pyarrow.Table` with a row an amount.

    Laws: the ledger's sum is the sum of the counted rows; the order of the rows does not matter.
    Raises: LedgerError (`revenue.no_ledger`), MixedLedgerError (`revenue.mixed_currencies`).
    """
    options = options or LedgerOptions()
    months, unread = months_of(table[columns.month])
    sifted = Sifted(table, columns, options)
    sifted.set_aside(Sort.NO_MONTH, (months == NO_DAY) | unread)
    if until is not None:
        sifted.set_aside(Sort.LATER, months > month_number(until))
    same_id = codes_of(table[columns.row_id]).codes if columns.row_id else None
    kept = sifted.finish((months,), same_id)
    months = months if kept is None else months[kept]
    return add_up(sifted, months, slice(None) if kept is None else kept)


def add_up(sifted: Sifted, months: Ints, pick: Ints | slice) -> Ledger:
    """The sums. `pick` is the row that each month belongs to: one row may have many."""
    account, accounts = _in_use(sifted.account, pick)
    feature, feature_names = _in_use(sifted.feature, pick)
    minor = sifted.amounts.minor[pick]
    if float(np.abs(minor.astype(np.float64)).sum()) > MOST_CELLS:
        raise LedgerError("the amounts add up to too much", hint="check the amounts' column")
    first, last = int(months.min()), int(months.max())
    count = last - first + 1
    if count > MOST_MONTHS:
        raise LedgerError(
            f"the months reach from {first_of(first):%Y-%m} to {first_of(last):%Y-%m},"
            " which is more than a hundred years",
            hint="one of them has a slip: mend it, or leave later ones out with --until",
        )
    features = len(feature_names)
    if len(accounts) * features * count > MOST_CELLS:
        raise LedgerError("too many accounts, features and months", hint="choose a feature")
    keys = account * features  # then in place: the arrays are long
    keys += feature
    keys *= count
    keys += months
    keys -= first
    keys, sums = summed(keys, minor, len(accounts) * features * count)
    pair, month = np.divmod(keys, count)
    by_account, by_feature = np.divmod(pair, features)
    seen = np.bincount(months - first, minlength=count) > 0
    return Ledger(
        accounts,
        feature_names,
        first,
        count,
        sifted.amounts.currency,
        by_account,
        by_feature,
        month,
        sums,
        sifted.rows,
        int(sifted.kept.sum()),
        sifted.amounts.rounded,
        tuple(sifted.named),
        tuple(first_of(first + int(place)) for place in np.flatnonzero(~seen)),
    )


def _in_use(coded: Codes, pick: Ints | slice) -> tuple[Ints, tuple[str, ...]]:
    """The picked rows' codes, and their values: those that no counted row has are none of it."""
    codes = coded.codes[pick]
    is_used = np.bincount(codes, minlength=len(coded.values)) > 0
    if is_used.all():
        return codes, coded.values
    place = np.cumsum(is_used) - 1
    return place[codes], tuple(
        value for value, used in zip(coded.values, is_used.tolist(), strict=True) if used
    )


def summed(keys: Ints, values: Ints, span: int) -> tuple[Ints, Ints]:
    """The distinct keys whose values do not add up to 0, in order, with what they add up to."""
    if span <= max(DENSE_AT_LEAST, 4 * len(keys)):
        cells = np.zeros(span, dtype=np.int64)
        np.add.at(cells, keys, values)
        found = np.flatnonzero(cells)
        return found, cells[found]
    order = np.argsort(keys)
    ordered = keys[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=ordered[0] - 1))
    sums: Ints = np.add.reduceat(values[order], starts)
    found = sums != 0
    return ordered[starts][found], sums[found]
