"""The features as one table in the shape that strategy papers print them.

Columns: feature, label_ko, label_en, net_mrr_<unit>_<currency>, share, growth_since_<month>,
launched; a last row `total`. Amounts are exact, so the rows add up to the total; shares and growth
have four decimal places. Growth is empty for what had nothing at the baseline.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from dangol.insight.revenue.figures import FeatureRow, RevenueReport

UNITS: Mapping[str, int] = {"1": 1, "1k": 10**3, "10k": 10**4, "1m": 10**6, "100m": 10**8}
"""How many major units an amount is counted in: 10k is 만, 100m is 억."""
PLACES = 4
OTHER = "other"
TOTAL = "total"


class Label(Struct, frozen=True):
    """What a feature is called."""

    ko: str = ""
    en: str = ""
    ja: str = ""


_OWN_LABELS = {OTHER: Label("기타", "other", "その他"), TOTAL: Label("합계", "total", "合計")}


class FeatureTable(Struct, frozen=True):
    """Rows of texts beneath the names of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def feature_table(
    report: RevenueReport,
    *,
    unit: str = "1",
    top: int | None = None,
    labels: Mapping[str, Label] | None = None,
) -> FeatureTable:
    """The table; with `top`, the features after so many are one row `other`.

    Laws: the amounts of the rows add up to that of the total, exactly.
    """
    labels = labels or {}
    kept, rest = _divide(report.features, top)
    scale = UNITS[unit]
    rows = [
        (
            one.feature,
            *_names(labels, one.feature, one.feature),
            _amount(one.net_mrr, report.exponent, scale),
            _ratio(one.share),
            _ratio(one.growth),
            "" if one.launched is None else f"{one.launched:%Y-%m}",
        )
        for one in kept
    ]
    if rest:
        minor = sum(one.net_mrr for one in rest)
        share = minor / report.net_mrr if report.net_mrr > 0 else None
        amount = _amount(minor, report.exponent, scale)
        rows.append((OTHER, *_names(labels, OTHER, OTHER), amount, _ratio(share), "", ""))
    whole = _amount(report.net_mrr, report.exponent, scale)
    share = 1.0 if report.net_mrr > 0 else None
    rows.append(
        (TOTAL, *_names(labels, TOTAL, TOTAL), whole, _ratio(share), _ratio(report.growth), "")
    )
    parts = ["net_mrr", *([unit] if unit != "1" else []), report.currency.lower()]
    columns = (
        "feature",
        "label_ko",
        "label_en",
        "_".join(part for part in parts if part),
        "share",
        f"growth_since_{report.baseline:%Y_%m}",
        "launched",
    )
    return FeatureTable(columns, tuple(rows))


def _divide(
    features: Sequence[FeatureRow], top: int | None
) -> tuple[Sequence[FeatureRow], Sequence[FeatureRow]]:
    if top is None or len(features) <= top:
        return features, ()
    kept = [one for one in features[:top] if one.feature != OTHER]
    return kept, [one for one in features if one not in kept]


def _names(labels: Mapping[str, Label], feature: str, default: str) -> tuple[str, str]:
    label = labels.get(feature) or _OWN_LABELS.get(feature) or Label()
    return label.ko or default, label.en or default


def _amount(minor: int, exponent: int, scale: int) -> str:
    exact = Decimal(minor) / (10**exponent * scale)
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.{PLACES}f}"
