"""A ledger's file becomes the answer about it: which columns were taken, what was set aside, where.

A file with a month column is a ledger, one with a start is a list of subscriptions. Columns that
are not named are found by the names that exports give them, in three languages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct, structs

from dangol.engine.insight.known_names import ACCOUNT, plain_name
from dangol.engine.insight.reading import FileRows, columns_of, read_rows
from dangol.engine.insight.revenue_wide import hint_for_wide
from dangol.engine.tables import TableError
from dangol.insight.revenue.figures import RevenueReport
from dangol.insight.revenue.ledger import Ledger, LedgerColumns, build_ledger
from dangol.insight.revenue.report import RETENTION_MONTHS, make_report
from dangol.insight.revenue.sifting import LedgerOptions, Named
from dangol.insight.revenue.subscriptions import SubscriptionColumns, expand_subscriptions
from dangol.insight.revenue.table import Label
from dangol.terms.currencies import exponent_of

Form: TypeAlias = Literal["ledger", "subscriptions"]

USUAL: Mapping[str, Sequence[str]] = {
    "account": ACCOUNT,
    "feature": (
        *("feature", "product", "feature_name", "product_name"),
        *("기능", "상품", "제품", "機能", "製品", "商品"),
    ),
    "month": (
        *("month", "period", "year_month", "ym", "billing_month", "invoice_month"),
        *("월", "연월", "년월", "기준월", "청구월", "결제월", "매출월", "귀속월", "정산월"),
        *("月", "年月", "対象月", "請求月", "計上月", "売上月"),
    ),
    "amount": (
        *("amount", "mrr", "mrr_amount", "net_mrr", "revenue", "billed_amount", "invoice_amount"),
        *("금액", "매출", "매출액", "청구금액", "청구액", "결제금액", "월매출", "공급가액"),
        *("金額", "売上", "売上高", "請求金額", "請求額", "月額"),
    ),
    "start": ("start", "start_date", "started_at", "started_on", "시작일", "開始日"),
    "end": ("end", "end_date", "ended_at", "ended_on", "종료일", "終了日"),
    "currency": ("currency", "currency_code", "통화", "通貨"),
    "id": ("subscription_id", "invoice_id", "line_id", "row_id", "id", "번호", "番号"),
}
"""Names by which a column is found where no option names it; the earlier wins."""

_TAIL_CURRENCIES = ("krw", "jpy", "usd", "eur", "gbp", "cny", "sgd", "twd")


@dataclass(frozen=True)
class LedgerRequest:
    """How a file is to be read; None is found or left to the file."""

    account: str | None = None
    feature: str | None = None
    month: str | None = None
    amount: str | None = None
    start: str | None = None
    end: str | None = None
    currency_column: str | None = None
    id_column: str | None = None
    sheet: str | None = None
    currency: str | None = None
    until: date | None = None
    today: date | None = None
    """Of a list of subscriptions, months that are not over on this day are left out."""
    end_is_last_day: bool = False
    count_negative: bool = True
    count_doubled: bool = True


class NamedRows(Struct, frozen=True):
    """Rows of one kind, with the places of the first."""

    sort: str
    is_counted: bool
    rows: int
    minor: int | None
    currency: str
    places: tuple[str, ...]


class Read(Struct, frozen=True):
    """What was read, and how it was taken."""

    file: str
    form: Form
    columns: dict[str, str]
    """What each column was taken for."""
    rows: int
    counted: int
    rounded: int
    named: tuple[NamedRows, ...]
    never_active: int = 0
    """Subscriptions that no month's end saw."""
    last_day: date | None = None
    """The last start or end in a list of subscriptions."""
    end_is_last_day: bool = False
    is_cut: bool = False
    """Whether the list goes on after today: the report ends with the last month that is over."""


class RevenueAnswer(Struct, frozen=True):
    """The report, and what it was made of."""

    read: Read
    report: RevenueReport


def answer_revenue(
    path: Path,
    request: LedgerRequest,
    *,
    baseline: date | None = None,
    retention_months: int = RETENTION_MONTHS,
) -> RevenueAnswer:
    """The report on a ledger's file.

    Raises: TableError, LedgerError, MixedLedgerError, BaselineError, UnknownCurrencyError.
    """
    read, ledger = read_ledger(path, request)
    return RevenueAnswer(
        read, make_report(ledger, baseline=baseline, retention_months=retention_months)
    )


def read_ledger(path: Path, request: LedgerRequest) -> tuple[Read, Ledger]:
    """The ledger in a file, and what became of its rows.

    Raises: TableError, LedgerError, MixedLedgerError, UnknownCurrencyError.
    """
    if request.currency is not None:
        exponent_of(request.currency)
    names = columns_of(path, sheet=request.sheet)
    chosen = _choose(path, names, request)
    coded = [chosen[name] for name in ("account", "feature", "month", "currency") if name in chosen]
    rows = read_rows(path, sheet=request.sheet, columns=sorted(set(chosen.values())), encoded=coded)
    options = LedgerOptions(
        request.currency or _currency_in_name(chosen),
        count_negative=request.count_negative,
        count_doubled=request.count_doubled,
    )
    if "month" in chosen:
        ledger = build_ledger(
            rows.table,
            LedgerColumns(
                chosen["account"],
                chosen["feature"],
                chosen["month"],
                chosen["amount"],
                chosen.get("currency"),
                chosen.get("id"),
            ),
            options,
            until=request.until,
        )
        return _read_of(rows, "ledger", chosen, ledger), ledger
    found = expand_subscriptions(
        rows.table,
        SubscriptionColumns(
            chosen["account"],
            chosen["feature"],
            chosen["start"],
            chosen.get("end"),
            chosen["amount"],
            chosen.get("currency"),
            chosen.get("id"),
        ),
        options,
        until=request.until,
        end_is_last_day=request.end_is_last_day,
        today=request.today,
    )
    read = _read_of(rows, "subscriptions", chosen, found.ledger)
    told = structs.replace(
        read,
        never_active=found.never_active,
        last_day=found.last_day,
        end_is_last_day=request.end_is_last_day,
        is_cut=found.is_cut,
    )
    return told, found.ledger


def read_labels(path: Path) -> dict[str, Label]:
    """What features are called: a file of feature, label_ko, label_en, label_ja.

    Raises: TableError.
    """
    rows = read_rows(path)
    rows.require("feature")
    return {
        row["feature"]: Label(
            row.get("label_ko") or "", row.get("label_en") or "", row.get("label_ja") or ""
        )
        for row in rows.table.to_pylist()
        if row["feature"]
    }


def _read_of(rows: FileRows, form: Form, chosen: dict[str, str], ledger: Ledger) -> Read:
    return Read(
        rows.path.name,
        form,
        chosen,
        ledger.rows,
        ledger.counted,
        ledger.rounded,
        tuple(_placed(rows, ledger.named)),
    )


def _placed(rows: FileRows, named: Sequence[Named]) -> Iterable[NamedRows]:
    places = rows.places_of(row for one in named for row in one.first_rows)
    for one in named:
        first = tuple(str(places[row]) for row in one.first_rows)
        yield NamedRows(one.sort, one.is_counted, one.rows, one.minor, one.currency, first)


def _choose(path: Path, names: Sequence[str], request: LedgerRequest) -> dict[str, str]:
    """Which column is taken for what."""
    given = {
        "account": request.account,
        "feature": request.feature,
        "month": request.month,
        "amount": request.amount,
        "start": request.start,
        "end": request.end,
        "currency": request.currency_column,
        "id": request.id_column,
    }
    for meaning, name in given.items():
        if name is not None and name not in names:
            raise TableError(
                f"{path.name} has no column “{name}”",
                hint=f"its columns are {', '.join(names)}; choose with {_option_of(meaning)}",
            )
    found = {
        meaning: name
        for meaning in USUAL
        if (name := given[meaning] or _usual(meaning, names)) is not None
    }
    if given["start"] is not None or ("month" not in found and "start" in found):
        found.pop("month", None)
        needed = ("account", "feature", "start", "amount")
    else:
        found.pop("start", None)
        found.pop("end", None)
        needed = ("account", "feature", "month", "amount")
    missing = next((meaning for meaning in needed if meaning not in found), None)
    if missing is not None:
        wide = None if {"month", "start"} & found.keys() else hint_for_wide(path, names)
        raise TableError(
            f"{path.name} has no column that is known to hold the {missing}",
            hint=wide or f"name it with {_option_of(missing)}; its columns are {', '.join(names)}",
        )
    return found


def _option_of(meaning: str) -> str:
    return {"currency": "--currency-column", "id": "--id-column"}.get(meaning, f"--{meaning}")


def _usual(meaning: str, names: Sequence[str]) -> str | None:
    by_name = {plain_name(name): name for name in names}
    usual = list(USUAL[meaning])
    if meaning == "amount":  # such as mrr_usd
        usual += [f"{name}_{tail}" for name in usual for tail in _TAIL_CURRENCIES]
    return next((by_name[one] for name in usual if (one := plain_name(name)) in by_name), None)


def _currency_in_name(chosen: Mapping[str, str]) -> str | None:
    """The currency that the amount's column is named by, where no column holds it."""
    if "currency" in chosen:
        return None
    tail = chosen["amount"].casefold().rpartition("_")[2]
    return tail.upper() if tail in _TAIL_CURRENCIES else None
