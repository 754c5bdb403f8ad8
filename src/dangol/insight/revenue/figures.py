"""The figures of a report on revenue: what its JSON, its tables and its page are made of."""

from datetime import date

from msgspec import Struct


class MonthRow(Struct, frozen=True):
    """A month's revenue, and what changed since the month before. Money in minor units."""

    month: date
    mrr: int
    is_opening: bool
    """The ledger's first month: nothing is known before it, so nothing has changed."""
    change: int
    new: int
    expansion: int
    contraction: int
    churn: int
    reactivation: int
    accounts: int
    """Above nought."""


class FeatureMonth(MonthRow, frozen=True):
    """The same of one feature."""

    feature: str = ""


class Kept(Struct, frozen=True):
    """Retention over the window that ends in a month."""

    month: date
    net: float
    gross: float
    then_minor: int
    accounts_then: int
    accounts_kept: int


class FeatureRow(Struct, frozen=True):
    """A feature in the last month. Money in minor units."""

    feature: str
    net_mrr: int
    share: float | None
    """Of the last month's sum; None where that is not above nought."""
    baseline_mrr: int
    growth: float | None
    """Since the baseline; None where it had nothing then."""
    is_new: bool
    """It has something now and had nothing at the baseline."""
    first_month: date | None
    """In which it was first above nought."""
    launched: date | None
    """The same, where the ledger reaches back far enough to tell."""
    accounts: int
    change: int
    """Since the month before."""
    retention: Kept | None
    best_month: date
    best_mrr: int


class Crossing(Struct, frozen=True):
    """One feature passes another."""

    month: date
    feature: str
    passed: str
    months_since_launch: int | None
    """None where the launch is not known."""
    feature_mrr: int
    passed_mrr: int
    is_lasting: bool
    """Ahead in every month since."""


class Standing(Struct, frozen=True):
    """How the last month's revenue is divided among accounts."""

    accounts: int
    largest_1: float
    largest_5: float
    largest_10: float
    hhi: float
    """0 to 10,000 (one account)."""


class RevenueReport(Struct, frozen=True):
    """Money is in minor units of `currency`, which has `exponent` decimal places."""

    rows: int
    counted: int
    rounded: int
    """Rows written finer than the minor unit, rounded half-even."""
    currency: str
    exponent: int
    first_month: date
    baseline: date
    last_month: date
    accounts: int
    """In the whole ledger."""
    empty_months: tuple[date, ...]
    baseline_mrr: int
    net_mrr: int
    growth: float | None
    features: tuple[FeatureRow, ...]
    """The largest first."""
    crossings: tuple[Crossing, ...]
    compared: int
    """Features among which crossings were looked for."""
    months: tuple[MonthRow, ...]
    """By account, all features together."""
    feature_months: tuple[FeatureMonth, ...]
    """By account and feature."""
    retention_months: int
    retention: tuple[Kept, ...]
    monthly_retention: tuple[Kept, ...]
    """Over windows of one month."""
    concentration: Standing | None
