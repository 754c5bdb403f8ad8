"""The movements add up to the change in MRR, to the minor unit, in every month and feature."""

from datetime import date
from itertools import product

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.insight.revenue.ledger import LedgerColumns, build_ledger
from dangol.insight.revenue.movements import PIECE_ROWS
from dangol.insight.revenue.report import make_report
from dangol.insight.revenue.sifting import LedgerOptions

COLUMNS = LedgerColumns("account", "feature", "month", "amount")
MOVES = ("new", "expansion", "contraction", "churn", "reactivation")


def report_of(rows, **options):
    table = pa.table(
        {
            "account": [row[0] for row in rows],
            "feature": [row[1] for row in rows],
            "month": [row[2] for row in rows],
            "amount": pa.array([row[3] for row in rows], pa.int64()),
        }
    )
    return make_report(build_ledger(table, COLUMNS, LedgerOptions(currency="KRW")), **options)


def moves_of(row):
    return {name: amount for name in MOVES if (amount := getattr(row, name))}


def series(*amounts, account="a", feature="x"):
    """One account's amounts from January on; beside a steady one, so that no month is empty."""
    return [
        (account, feature, f"2026-{place:02}", amount)
        for place, amount in enumerate(amounts, start=1)
        if amount is not None
    ] + [("steady", feature, f"2026-{place:02}", 1) for place in range(1, len(amounts) + 1)]


@pytest.mark.parametrize(
    ("amounts", "moves"),
    [
        ((None, 5), [{}, {"new": 5}]),
        ((5, 7), [{}, {"expansion": 2}]),
        ((5, 3), [{}, {"contraction": -2}]),
        ((5, None), [{}, {"churn": -5}]),
        ((5, 0), [{}, {"churn": -5}]),
        ((5, None, 4), [{}, {"churn": -5}, {"reactivation": 4}]),
        ((5, None, None, 4), [{}, {"churn": -5}, {}, {"reactivation": 4}]),
        ((None, -2, 3), [{}, {"contraction": -2}, {"new": 5}]),
        ((4, -1, None), [{}, {"churn": -5}, {"expansion": 1}]),
        ((5, 5), [{}, {}]),
    ],
)
def test_each_change_has_the_kind_that_its_amounts_say(amounts, moves):
    assert [moves_of(month) for month in report_of(series(*amounts)).months] == moves


def test_an_account_that_takes_a_second_feature_is_new_to_the_feature_and_expands_as_an_account():
    rows = [("a", "x", "2026-01", 5), ("a", "x", "2026-02", 5), ("a", "y", "2026-02", 3)]

    report = report_of(rows)

    assert moves_of(report.months[1]) == {"expansion": 3}
    assert {one.feature: moves_of(one) for one in report.feature_months if not one.is_opening} == {
        "x": {},
        "y": {"new": 3},
    }


ROWS = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.sampled_from("xyz"),
        st.sampled_from([f"{year}-{month:02}" for year, month in product((2025, 2026), (1, 2, 6))]),
        st.integers(-(10**6), 10**9),
    ),
    min_size=1,
    max_size=40,
)


@given(rows=ROWS)
def test_the_five_kinds_add_up_to_the_change_and_features_to_the_month(rows):
    report = report_of(rows)

    by_feature = {}
    for one in report.feature_months:
        by_feature.setdefault(one.feature, []).append(one)
    for months in [report.months, *by_feature.values()]:
        before = 0
        for place, month in enumerate(months):
            assert month.change == (month.mrr - before if place else 0)
            assert sum(getattr(month, name) for name in MOVES) == month.change
            assert month.new >= 0 <= month.expansion and month.reactivation >= 0
            assert month.contraction <= 0 >= month.churn
            before = month.mrr
    for place, month in enumerate(report.months):
        assert month.mrr == sum(months[place].mrr for months in by_feature.values())
        own = sum(row[3] for row in rows if row[2] == f"{month.month:%Y-%m}")
        assert month.mrr == own
    assert sum(one.net_mrr for one in report.features) == report.net_mrr == report.months[-1].mrr


@given(rows=ROWS, seed=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows, seed):
    shuffled = list(rows)
    seed.shuffle(shuffled)

    one, other = report_of(rows), report_of(shuffled)

    assert one.months == other.months
    assert one.feature_months == other.feature_months
    assert one.crossings == other.crossings


@given(rows=ROWS)
def test_gross_retention_is_never_above_one_nor_above_net(rows):
    report = report_of(rows, retention_months=3)

    for kept in (*report.retention, *report.monthly_retention):
        assert kept.gross <= min(1, kept.net)
        assert kept.accounts_kept <= kept.accounts_then


def test_retention_is_of_those_who_paid_at_the_beginning_of_the_window():
    rows = [("a", "x", "2025-02", 100), ("b", "x", "2025-02", 100), ("c", "x", "2025-02", 100)]
    rows += [("a", "x", "2026-02", 150), ("b", "x", "2026-02", 40), ("new", "x", "2026-02", 999)]

    (kept,) = report_of(rows).retention

    assert (kept.month, kept.accounts_then, kept.accounts_kept) == (date(2026, 2, 1), 3, 2)
    assert kept.net == (150 + 40) / 300
    assert kept.gross == (100 + 40) / 300


def test_growth_is_since_the_baseline_and_what_had_nothing_then_is_new():
    rows = [("a", "mu", "2024-01", 100), ("a", "mu", "2026-02", 254)]
    rows += [("a", "alf", "2024-11", 10), ("a", "alf", "2026-02", 34), ("a", "old", "2023-12", 5)]

    report = report_of(rows, baseline=date(2024, 1, 1))
    features = {one.feature: one for one in report.features}

    assert features["mu"].growth == 1.54
    assert (features["alf"].growth, features["alf"].is_new) == (None, True)
    assert features["alf"].launched == date(2024, 11, 1)
    assert features["mu"].launched == date(2024, 1, 1)
    assert (features["old"].first_month, features["old"].launched) == (date(2023, 12, 1), None)
    assert not features["old"].is_new


def test_a_crossing_says_who_passed_whom_when_and_how_long_after_its_launch():
    amounts = {
        "mkt": [24, 24, 24, 24, 24],
        "alf": [None, 10, 20, 30, 34],
        "sns": [None, 30, 20, 30, 10],
    }
    rows = [
        ("a", feature, f"2026-{place:02}", amount)
        for feature, held in amounts.items()
        for place, amount in enumerate(held, start=1)
        if amount is not None
    ]

    found = {
        (one.feature, one.passed, one.month.month, one.months_since_launch, one.is_lasting)
        for one in report_of(rows).crossings
    }

    assert found == {
        ("sns", "mkt", 2, 0, False),
        ("mkt", "sns", 3, None, False),
        ("sns", "mkt", 4, 2, False),
        ("mkt", "sns", 5, None, True),
        ("alf", "mkt", 4, 2, True),
        ("alf", "sns", 5, 3, True),
    }


def test_concentration_of_one_account_is_whole_and_of_four_equal_ones_a_quarter():
    one = report_of([("a", "x", "2026-01", 7), ("a", "y", "2026-01", 3)]).concentration
    four = report_of([(name, "x", "2026-01", 5) for name in "abcd"]).concentration

    assert (one.accounts, one.largest_1, one.hhi) == (1, 1.0, 10_000)
    assert (four.largest_1, four.largest_5, four.hhi) == (0.25, 1.0, 2_500)
    assert report_of([("a", "x", "2026-01", -1)]).concentration is None


def test_a_ledger_longer_than_a_piece_adds_up_as_a_short_one_does():
    import numpy as np

    chance = np.random.default_rng(5)
    size = PIECE_ROWS + 100_000
    cells = np.unique(chance.integers(0, 40_000 * 24, size * 2))
    account, month = np.divmod(cells, 24)
    names = [f"{2024 + place // 12}-{place % 12 + 1:02}" for place in range(24)]
    table = pa.table(
        {
            "account": pa.array(account).cast(pa.string()),
            "feature": pa.array(np.where(account % 3, "x", "y").tolist()),
            "month": pa.DictionaryArray.from_arrays(pa.array(month), names),
            "amount": pa.array(chance.integers(1, 1_000, len(cells))),
        }
    )

    report = make_report(build_ledger(table, COLUMNS, LedgerOptions(currency="KRW")))

    assert report.counted > PIECE_ROWS
    for one in (*report.months, *report.feature_months):
        assert sum(getattr(one, name) for name in MOVES) == one.change
    # Each series is one account's, so that both levels must say the same.
    for place, one in enumerate(report.months):
        parts = [at for at in report.feature_months if at.month == one.month]
        for name in (*MOVES, "mrr"):
            assert sum(getattr(at, name) for at in parts) == getattr(one, name), place
