"""A ledger of any writing becomes exact sums; what cannot be counted is named and never lost."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from dangol.insight.revenue.columns import UnknownZoneError
from dangol.insight.revenue.ledger import LedgerColumns, build_ledger
from dangol.insight.revenue.report import BaselineError, make_report
from dangol.insight.revenue.sifting import LedgerError, LedgerOptions, MixedLedgerError, Sort

COLUMNS = LedgerColumns("account", "feature", "month", "amount")


def ledger_of(rows, columns=COLUMNS, **options):
    names = ("account", "feature", "month", "amount", "currency")[: len(rows[0])]
    held = list(zip(*rows, strict=True))
    table = pa.table(dict(zip(names, map(list, held), strict=True)))
    return build_ledger(table, columns, LedgerOptions(**options))


def named(ledger):
    return {one.sort: (one.is_counted, one.rows, one.minor, one.first_rows) for one in ledger.named}


@pytest.mark.parametrize(
    "written",
    [
        *("2026-02", "2026-02-28", "2026/2", "2026.02.01", "202602", "2026년 2월", "2026年2月28日"),
        *("Feb 2026", "February 2026", "2026-02-01 00:00:00", "2026-02-01T09:30:00Z", "20260215"),
        *("２０２６年２月", "２０２６－０２", "2026. 2. 15.", "2026년 2월 15일", "2026-02 10:00"),
    ],
)
def test_a_month_is_read_however_it_is_written(written):
    assert make_report(ledger_of([("a", "mkt", written, "1")])).last_month == date(2026, 2, 1)


@pytest.mark.parametrize(
    "written",
    [
        *("", "soon", "2026-13", "13/02/2026", "2026", "0000-01", "20261", None),
        *("2026-123", "2026011", "9999-12", "2026-02-30"),
    ],
)
def test_a_month_that_cannot_be_read_is_set_aside_and_named(written):
    ledger = ledger_of([("a", "mkt", "2026-02", "1"), ("a", "mkt", written, "2.50")])

    assert named(ledger) == {Sort.NO_MONTH: (False, 1, 250, (1,))}


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        (["0.10", "1234.56"], [10, 123456]),
        (["$0.10", "$1,234.56"], [10, 123456]),
        ([0.1, 1234.565], [10, 123456]),
        ([Decimal("0.10"), Decimal("1234.56")], [10, 123456]),
        ([1, 12], [100, 1200]),
    ],
)
def test_amounts_are_exact_in_minor_units_whatever_their_type(written, minor):
    rows = [("a", "x", "2026-01", written[0]), ("b", "x", "2026-01", written[1])]

    ledger = ledger_of(rows, currency="USD")

    assert ledger.minor.tolist() == minor


def test_a_moment_belongs_to_the_month_that_its_own_clock_shows():
    eve = datetime(2026, 1, 31, 16, 0, tzinfo=UTC)  # in Seoul it is February
    moments = {
        zone: pa.array([eve], pa.timestamp("us", zone))
        for zone in ("Asia/Seoul", "UTC", "Asia/Nowhere")
    }

    def month_in(zone):
        table = pa.table(
            {"account": ["a"], "feature": ["x"], "month": moments[zone], "amount": [1]}
        )
        return make_report(build_ledger(table, COLUMNS)).last_month

    assert month_in("Asia/Seoul") == date(2026, 2, 1)
    assert month_in("UTC") == date(2026, 1, 1)
    with pytest.raises(UnknownZoneError, match="Asia/Nowhere"):
        month_in("Asia/Nowhere")


@pytest.mark.parametrize(
    "word",
    [
        *(
            "합계",
            "합 계",
            "총계",
            "소계",
            "계",
            "합계:",
            "[합계]",
            "가나상사 소계",
            "合計",
            "小計",
            "総計",
        ),
        *("Total", "SUM", "Grand total", "Sub-total", "Subtotal", "Ｔｏｔａｌ"),
    ],
)
def test_a_total_among_the_rows_is_no_account_and_no_feature(word):
    rows = [("가나상사", "x", "2026-01", "100"), ("다라물산", "y", "2026-01", "50")]

    for total in ((word, "", "2026-01", "150"), ("가나상사", word, "2026-01", "150")):
        ledger = ledger_of([*rows, total], currency="KRW")

        assert ledger.minor.tolist() == [100, 50]
        assert named(ledger) == {Sort.TOTAL: (False, 1, 150, (2,))}


def test_names_with_a_totals_word_in_them_are_names():
    names = (
        "Total Wine",
        "Sumo",
        "전체 상품",
        "All",
        "설계",
        "시계",
        "합계산업",
        "計画社",
        "Summary",
    )

    ledger = ledger_of([(name, name, "2026-01", "1") for name in names], currency="KRW")

    assert len(ledger.accounts) == len(names)


def test_a_ledger_without_features_may_call_them_all_total():
    rows = [("a", "total", "2026-01", "1"), ("b", "total", "2026-01", "2")]

    assert ledger_of(rows, currency="KRW").minor.tolist() == [1, 2]


def test_won_and_yen_have_no_minor_unit_and_signs_are_read():
    assert ledger_of([("a", "x", "2026-01", "1,200원")]).minor.tolist() == [1200]
    assert ledger_of([("a", "x", "2026-01", "¥1,200")]).currency == "JPY"
    assert ledger_of([("a", "x", "2026-01", "\\1,200")]).currency == "JPY"  # as Shift_JIS has it
    assert ledger_of([("a", "x", "2026-01", "1200.4")], currency="JPY").rounded == 1


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("1.2E+8", 12_000_000_000),
        ("1e5", 10_000_000),
        ("5.5511151231257827E-17", 0),
        ("△300", -30_000),
        ("▲ 1,200", -120_000),
        ("(45.50)", -4_550),
        ("（５００）", -50_000),
        ("１２，０００", 1_200_000),
    ],
)
def test_amounts_are_read_as_spreadsheets_and_books_write_them(written, minor):
    # The second row keeps the column from being one of plain numbers.
    ledger = ledger_of([("a", "x", "2026-01", written), ("b", "x", "2026-01", "1,000")])

    assert int(ledger.minor.sum()) == minor + 100_000
    assert ledger.currency == ""  # none of them names one


@pytest.mark.parametrize("written", ["△-3", "(-3)", "((3))", "△", "()", "1e999", "3e", "1만"])
def test_an_amount_that_may_mean_two_things_is_set_aside(written):
    ledger = ledger_of([("a", "x", "2026-01", written), ("b", "x", "2026-01", "1,000")])

    assert named(ledger) == {Sort.NO_AMOUNT: (False, 1, None, (0,))}


def test_an_account_or_feature_of_which_no_row_is_counted_is_not_in_the_ledger():
    rows = [
        ("a", "mkt", "2026-01", "1", "USD"),
        ("b", "ai", "2026-01", "90000", "KRW"),
        ("c", "chat", "soon", "3", "USD"),
    ]

    ledger = ledger_of(
        rows, LedgerColumns("account", "feature", "month", "amount", "currency"), currency="USD"
    )

    assert (ledger.accounts, ledger.features) == (("a",), ("mkt",))
    assert [one.feature for one in make_report(ledger).features] == ["mkt"]


def test_a_slip_in_a_year_is_told_and_not_drawn_out_over_a_thousand_years():
    with pytest.raises(LedgerError, match="from 1025-02 to 2026-02") as fault:
        ledger_of([("a", "x", "2026-02", "1"), ("a", "x", "1025-02", "1")])

    assert "--until" in fault.value.hint


def test_ten_times_ten_cents_are_a_dollar():
    ledger = ledger_of([("a", "x", "2026-01", 0.1)] * 10, currency="USD")

    assert ledger.minor.tolist() == [100]


def test_negative_and_repeated_rows_are_named_and_counted_unless_declined():
    rows = [
        ("a", "x", "2026-01", "10"),
        ("a", "x", "2026-01", "10"),
        ("a", "x", "2026-01", "7"),
        ("b", "x", "2026-01", "-3"),
        ("c", "x", "2026-01", "5"),
    ]

    both = ledger_of(rows)
    neither = ledger_of(rows, count_negative=False, count_doubled=False)

    assert named(both) == {
        Sort.NEGATIVE: (True, 1, -300, (3,)),
        Sort.DOUBLED: (True, 1, 1000, (1,)),
    }
    assert int(both.minor.sum()) == 2900
    assert named(neither) == {
        Sort.NEGATIVE: (False, 1, -300, (3,)),
        Sort.DOUBLED: (False, 1, 1000, (1,)),
    }
    assert int(neither.minor.sum()) == 2200


def test_rows_that_are_alike_but_have_ids_of_their_own_are_not_repeated():
    table = pa.table(
        {
            "id": ["1", "2", "2"],
            "account": ["a"] * 3,
            "feature": ["x"] * 3,
            "month": ["2026-01"] * 3,
            "amount": ["5"] * 3,
        }
    )
    columns = LedgerColumns("account", "feature", "month", "amount", row_id="id")

    assert named(build_ledger(table, columns)) == {Sort.DOUBLED: (True, 1, 500, (2,))}


def test_rows_without_account_or_amount_are_set_aside_and_without_feature_kept():
    rows = [
        ("a", None, "2026-01", "1"),
        (None, "x", "2026-01", "2"),
        (" ", "x", "2026-01", "3"),
        ("b", "x", "2026-01", "plenty"),
        ("b", "x", "2026-01", None),
    ]

    ledger = ledger_of(rows)

    assert named(ledger) == {
        Sort.NO_ACCOUNT: (False, 2, 500, (1, 2)),
        Sort.NO_AMOUNT: (False, 2, None, (3, 4)),
    }
    assert ledger.features[-1] == "(none)"
    assert ledger.minor.tolist() == [100]


CURRENCY = LedgerColumns("account", "feature", "month", "amount", currency="currency")
MIXED = [
    ("a", "x", "2026-01", "10", "USD"),
    ("b", "x", "2026-01", "1000", "krw"),
    ("c", "x", "2026-01", "1", "USD"),
    ("d", "x", "2026-01", "1", "points"),
]


def test_two_currencies_are_never_added_silently():
    with pytest.raises(MixedLedgerError) as fault:
        ledger_of(MIXED, CURRENCY)

    assert fault.value.message == (
        "the ledger holds KRW (1 rows), USD (2 rows), which cannot be added"
    )
    assert "--currency KRW or USD" in fault.value.hint


def test_a_chosen_currency_is_reported_and_the_others_are_named():
    dollars = ledger_of(MIXED, CURRENCY, currency="USD")
    won = ledger_of(MIXED, CURRENCY, currency="KRW")

    assert dollars.minor.tolist() == [1000, 100]
    assert won.minor.tolist() == [1000]
    assert [(one.sort, one.currency, one.rows) for one in dollars.named] == [
        (Sort.NO_CURRENCY, "", 1),
        (Sort.OTHER_CURRENCY, "KRW", 1),
    ]


def test_signs_of_two_currencies_beside_the_amounts_are_never_added_silently():
    rows = [("a", "x", "2026-01", "$10"), ("b", "x", "2026-01", "₩1,000")]

    with pytest.raises(MixedLedgerError):
        ledger_of(rows)
    assert ledger_of(rows, currency="KRW").minor.tolist() == [1000]


def test_a_ledger_of_nothing_is_an_error_that_says_why():
    with pytest.raises(LedgerError, match="1 with no amount that can be read"):
        ledger_of([("a", "x", "2026-01", "free")])
    with pytest.raises(BaselineError, match="no month 2024-01"):
        make_report(ledger_of([("a", "x", "2026-01", "1")]), baseline=date(2024, 1, 1))


def test_a_month_in_which_no_row_stands_is_named():
    rows = [("a", "x", "2026-01", "1"), ("a", "x", "2026-03", "1")]

    assert ledger_of(rows).empty_months == (date(2026, 2, 1),)
