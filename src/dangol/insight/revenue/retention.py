"""How much of the revenue of a year ago is still there, and how few accounts it hangs on.

Over a window that ends in month t, of the accounts that paid in month t − window:

    net retention    what they pay in t, over what they paid then
    gross retention  the same, where none counts with more than it paid then

Accounts whose amount was nought or below then are not among them; credits count as they are.
Net can be over 100%; gross cannot, and is never above net.
"""

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from dangol.insight.revenue.columns import Ints
from dangol.insight.revenue.movements import Series

HHI_WHOLE = 10_000
"""The index of a revenue that is one account's."""
LARGEST = (1, 5, 10)


class Retention(Struct, frozen=True):
    """Of one month, over the window that ends in it."""

    month: int
    """Counted from the ledger's first."""
    then_minor: int
    now_minor: int
    kept_minor: int
    accounts: int
    """That paid then."""
    accounts_kept: int
    """Of those, that pay now."""

    @property
    def net(self) -> float:
        """Net retention as a ratio."""
        return self.now_minor / self.then_minor

    @property
    def gross(self) -> float:
        """Gross retention as a ratio."""
        return self.kept_minor / self.then_minor


class Concentration(Struct, frozen=True):
    """How a month's revenue is divided among accounts above nought."""

    accounts: int
    largest: tuple[tuple[int, float], ...]
    """How many of the largest, and their share."""
    hhi: float
    """Herfindahl-Hirschman index: squared shares in percent, added up; 10,000 is one account."""


def retention_of(series: Series, window: int) -> Iterator[Retention]:
    """One for every month that has a month `window` before it with paying series."""
    counts = np.bincount(series.month, minlength=series.months)
    starts = np.concatenate([[0], np.cumsum(counts)])
    by_month = np.argsort(series.month.astype(np.int16), kind="stable")
    for month in range(window, series.months):
        then_rows = by_month[starts[month - window] : starts[month - window + 1]]
        now_rows = by_month[starts[month] : starts[month + 1]]
        found = _compare(series, then_rows, now_rows, month)
        if found is not None:
            yield found


def _compare(series: Series, then_rows: Ints, now_rows: Ints, month: int) -> Retention | None:
    then_rows = then_rows[series.minor[then_rows] > 0]
    if not len(then_rows):
        return None
    # Rows of a month stand in the order of their series, so that a search finds each.
    then, now = series.series[then_rows], series.series[now_rows]
    place = np.searchsorted(now, then).clip(max=max(len(now) - 1, 0))
    paid = series.minor[then_rows]
    pays = np.zeros(len(then), dtype=np.int64)
    if len(now):
        is_there = now[place] == then
        pays[is_there] = series.minor[now_rows][place][is_there]
    return Retention(
        month,
        int(paid.sum()),
        int(pays.sum()),
        int(np.minimum(pays, paid).sum()),
        len(then),
        int((pays > 0).sum()),
    )


def concentration_of(amounts: Ints) -> Concentration | None:
    """Of what each account pays in a month; None where none is above nought."""
    above = np.sort(amounts[amounts > 0])[::-1]
    if not len(above):
        return None
    total = float(above.sum())
    shares = above / total
    largest = tuple((count, float(above[:count].sum() / total)) for count in LARGEST)
    return Concentration(len(above), largest, float(HHI_WHOLE * (shares**2).sum()))
