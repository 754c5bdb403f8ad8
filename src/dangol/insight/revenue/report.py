"""The whole answer about a ledger, as one value: JSON, tables and page are made of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from dangol.insight.revenue.amounts import exponent_for
from dangol.insight.revenue.columns import Ints, first_of, month_number
from dangol.insight.revenue.crossings import compared_of, crossings_of, launches_of
from dangol.insight.revenue.figures import (
    Crossing,
    FeatureMonth,
    FeatureRow,
    Kept,
    MonthRow,
    RevenueReport,
    Standing,
)
from dangol.insight.revenue.ledger import Ledger
from dangol.insight.revenue.movements import (
    Kind,
    Series,
    by_account,
    by_feature,
    movements_of,
    paying,
    totals,
)
from dangol.insight.revenue.retention import (
    Concentration,
    Retention,
    concentration_of,
    retention_of,
)
from dangol.terms.errors import InputError

RETENTION_MONTHS = 12


class BaselineError(InputError):
    """A baseline that the ledger does not reach."""

    code = "revenue.no_baseline"

    def __init__(self, baseline: date, first: date, last: date) -> None:
        super().__init__(
            f"the ledger has no month {baseline:%Y-%m}",
            hint=f"its months are {first:%Y-%m} to {last:%Y-%m}",
        )


def make_report(
    ledger: Ledger, *, baseline: date | None = None, retention_months: int = RETENTION_MONTHS
) -> RevenueReport:
    """All that a ledger says, at its last month and since its baseline (its first month, if none).

    Laws: in each month, and in each month of each feature, new + expansion + contraction + churn +
    reactivation = change = MRR less the MRR of the month before; features add up to the months.
    Raises: BaselineError (`revenue.no_baseline`).
    """
    first = ledger.first_month
    last = ledger.months - 1
    base = 0 if baseline is None else month_number(baseline) - first
    if baseline is not None and not 0 <= base <= last:
        raise BaselineError(baseline, first_of(first), first_of(first + last))
    features, accounts = by_feature(ledger), by_account(ledger)
    count = len(ledger.features)
    mrr, users = totals(features, count), paying(features, count)
    moved = movements_of(features, count)
    compared = compared_of(mrr)
    now = accounts.minor[accounts.month == last]
    order = sorted(
        range(len(ledger.features)), key=lambda one: (-int(mrr[one, last]), ledger.features[one])
    )
    sums = _Sums(ledger, mrr, users, launches_of(mrr))
    kept = _last_kept(features, retention_months, sums)
    return RevenueReport(
        rows=ledger.rows,
        counted=ledger.counted,
        rounded=ledger.rounded,
        currency=ledger.currency,
        exponent=exponent_for(ledger.currency),
        first_month=first_of(first),
        baseline=first_of(first + base),
        last_month=first_of(first + last),
        accounts=len(np.unique(accounts.series)),
        empty_months=ledger.empty_months,
        baseline_mrr=int(mrr[:, base].sum()),
        net_mrr=int(mrr[:, last].sum()),
        growth=_growth(int(mrr[:, base].sum()), int(mrr[:, last].sum())),
        features=tuple(_feature_row(sums, one, base, kept.get(one)) for one in order),
        crossings=tuple(
            Crossing(
                first_of(first + at.month),
                ledger.features[at.feature],
                ledger.features[at.passed],
                at.months_since_launch,
                at.feature_minor,
                at.passed_minor,
                at.is_lasting,
            )
            for at in crossings_of(mrr, sums.launched, compared)
        ),
        compared=len(compared),
        months=tuple(_month_rows(accounts, first)),
        feature_months=tuple(
            FeatureMonth(
                *_month_fields(first, place, mrr[one], moved[one], users[one]),
                feature=ledger.features[one],
            )
            for one in order
            for place in range(ledger.months)
        ),
        retention_months=retention_months,
        retention=_kept(retention_of(accounts, retention_months), first),
        monthly_retention=_kept(retention_of(accounts, 1), first),
        concentration=_standing(concentration_of(now)),
    )


@dataclass(frozen=True, eq=False)
class _Sums:
    """What each feature adds up to. Shape: feature × month; `launched` feature."""

    ledger: Ledger
    mrr: Ints
    users: Ints
    launched: Ints


def _feature_row(sums: _Sums, one: int, base: int, kept: Kept | None) -> FeatureRow:
    ledger, mrr, users, launched = sums.ledger, sums.mrr, sums.users, sums.launched
    last = ledger.months - 1
    own, total = mrr[one], int(mrr[:, last].sum())
    above = np.flatnonzero(own > 0)
    best = int(own.argmax())
    first = ledger.first_month
    return FeatureRow(
        feature=ledger.features[one],
        net_mrr=int(own[last]),
        share=int(own[last]) / total if total > 0 else None,
        baseline_mrr=int(own[base]),
        growth=_growth(int(own[base]), int(own[last])),
        is_new=bool(own[base] <= 0 < own[last]),
        first_month=first_of(first + int(above[0])) if len(above) else None,
        launched=first_of(first + int(launched[one])) if launched[one] >= 0 else None,
        accounts=int(users[one, last]),
        change=int(own[last] - own[last - 1]) if last else 0,
        retention=kept,
        best_month=first_of(first + best),
        best_mrr=int(own[best]),
    )


def _last_kept(series: Series, window: int, sums: _Sums) -> dict[int, Kept]:
    """Retention of each feature over the window that ends in the last month."""
    last, count, first = series.months - 1, len(sums.ledger.features), sums.ledger.first_month
    if last < window:
        return {}
    rows = np.flatnonzero((series.month == last) | (series.month == last - window))
    feature = series.series[rows] % count
    rows = rows[np.argsort(feature, kind="stable")]
    ends = np.cumsum(np.bincount(feature, minlength=count))
    kept: dict[int, Kept] = {}
    for one, own in enumerate(np.split(rows, ends[:-1])):
        # Two months are left: the one before and the last one.
        month = np.where(series.month[own] == last, 1, 0)
        pair = Series(series.series[own], month, series.minor[own], 2)
        for found in retention_of(pair, 1):
            (kept[one],) = _kept([found], first + last - 1)
    return kept


def _month_rows(series: Series, first: int) -> Sequence[MonthRow]:
    """All series together."""
    mrr, users = totals(series, 1)[0], paying(series, 1)[0]
    moved = movements_of(series, 1)[0]
    return [
        MonthRow(*_month_fields(first, place, mrr, moved, users)) for place in range(series.months)
    ]


def _month_fields(
    first: int, place: int, mrr: Ints, moved: Ints, users: Ints
) -> tuple[date, int, bool, int, int, int, int, int, int, int]:
    change = int(mrr[place] - mrr[place - 1]) if place else 0
    kinds = moved[place].tolist()
    return (
        first_of(first + place),
        int(mrr[place]),
        place == 0,
        change,
        kinds[Kind.NEW],
        kinds[Kind.EXPANSION],
        kinds[Kind.CONTRACTION],
        kinds[Kind.CHURN],
        kinds[Kind.REACTIVATION],
        int(users[place]),
    )


def _kept(found: Iterable[Retention], first: int) -> tuple[Kept, ...]:
    return tuple(
        Kept(
            first_of(first + one.month),
            one.net,
            one.gross,
            one.then_minor,
            one.accounts,
            one.accounts_kept,
        )
        for one in found
    )


def _standing(found: Concentration | None) -> Standing | None:
    if found is None:
        return None
    shares = dict(found.largest)
    return Standing(found.accounts, shares[1], shares[5], shares[10], found.hhi)


def _growth(before: int, after: int) -> float | None:
    return (after - before) / before if before > 0 else None
