"""A list of subscriptions with start and end becomes a ledger: active at the end of the month.

A subscription counts in a month if it has started by the month's last day and has not ended by
it. The day of the end is the first day without the subscription, unless it is said to be the
last day with it. What starts and ends between two month ends is in no month, and is counted.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from dangol.insight.revenue.columns import (
    ENDLESS_YEAR,
    NO_DAY,
    Ints,
    codes_of,
    days_of,
    month_number,
)
from dangol.insight.revenue.ledger import MOST_MONTHS, Ledger, add_up
from dangol.insight.revenue.sifting import LedgerError, LedgerOptions, Sifted, Sort

NEVER = np.iinfo(np.int64).max
_ENDLESS = (date(ENDLESS_YEAR, 1, 1) - date(1970, 1, 1)).days


@dataclass(frozen=True)
class SubscriptionColumns:
    """Which column holds what."""

    account: str
    feature: str
    start: str
    end: str | None
    amount: str
    """Per month."""
    currency: str | None = None
    row_id: str | None = None


@dataclass(frozen=True)
class Expanded:
    """A ledger made of subscriptions."""

    ledger: Ledger
    never_active: int
    """Subscriptions that were active at no month's end."""
    last_day: date
    """The last start or end in the list."""
    is_cut: bool
    """Whether the list goes on after `today`, and the ledger ends before it."""


def expand_subscriptions(
    table: Any,
    columns: SubscriptionColumns,
    options: LedgerOptions | None = None,
    *,
    until: date | None = None,
    end_is_last_day: bool = False,
    today: date | None = None,
) -> Expanded:
    """The ledger of a `pyarrow.Table` with a row a subscription.

    The last month is that of `until`, or else the last one whose end a start or an end reaches and
    that is over `today`, if that is given: contracts end in months of which nobody knows the rest.
    Raises: LedgerError (`revenue.no_ledger`), MixedLedgerError (`revenue.mixed_currencies`).
    """
    options = options or LedgerOptions()
    starts, unread_starts = days_of(table[columns.start])
    sifted = Sifted(table, columns, options)
    sifted.set_aside(Sort.NO_START, (starts == NO_DAY) | unread_starts)
    if columns.end is None:
        ends = np.full(len(starts), NEVER)
    else:
        ends, unread_ends = days_of(table[columns.end], is_endless_read=True)
        sifted.set_aside(Sort.NO_END, unread_ends)
        ends = np.where((ends == NO_DAY) | (ends >= _ENDLESS), NEVER, ends)
        sifted.set_aside(Sort.ENDS_EARLY, ends < starts)
    same_id = codes_of(table[columns.row_id]).codes if columns.row_id else None
    kept = sifted.finish((starts, ends), same_id)
    if kept is not None:
        starts, ends = starts[kept], ends[kept]
    last_day = int(max(starts.max(), ends[ends != NEVER].max(initial=starts.max())))
    if end_is_last_day:
        ends = np.where(ends == NEVER, NEVER, ends + 1)
    this_day = last_day if today is None else (today - date(1970, 1, 1)).days
    last = _last_month(min(last_day, this_day)) if until is None else month_number(until)
    row, months = _active_months(starts, ends, last)
    if not len(row):
        raise LedgerError(
            "no subscription is active at the end of a month", hint="check --start, --end, --until"
        )
    ledger = add_up(sifted, months, row if kept is None else kept[row])
    never = len(starts) - len(np.unique(row))
    is_cut = until is None and last < _last_month(last_day)
    return Expanded(ledger, never, np.datetime64(last_day, "D").astype(date), is_cut)


def _active_months(starts: Ints, ends: Ints, last: int) -> tuple[Ints, Ints]:
    """Each subscription's place, once for every month at whose end it is active; and the month."""
    first = _month_of(starts)  # active at that month's end, for it began on or before it
    # Gone at the end of the month of the end, which is after that day or on it.
    stop = np.where(ends == NEVER, last + 1, np.minimum(_month_of(ends), last + 1))
    counts = np.maximum(stop - first, 0)
    if counts.max(initial=0) > MOST_MONTHS:
        raise LedgerError(
            "a subscription lasts more than a hundred years", hint="check the dates of start"
        )
    row = np.repeat(np.arange(len(starts)), counts)
    within = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    return row, first[row] + within


def _month_of(days: Ints) -> Ints:
    safe = np.where(days == NEVER, 0, days)
    months: Ints = safe.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months


def _last_month(last_day: int) -> int:
    """The last month that is over on that day, or the day's own where none is."""
    day = np.datetime64(last_day, "D")
    month = int(day.astype("datetime64[M]").astype(np.int64))
    is_over = (day + 1).astype("datetime64[M]").astype(np.int64) > month
    return month if is_over else month - 1
