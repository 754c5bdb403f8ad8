"""A list of subscriptions is active at the end of a month; the sums are those of plain SQL."""

from datetime import date, timedelta

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.engine.insight.reading import read_rows
from dangol.insight.revenue.report import make_report
from dangol.insight.revenue.sifting import LedgerError, Sort
from dangol.insight.revenue.subscriptions import SubscriptionColumns, expand_subscriptions

COLUMNS = SubscriptionColumns("account", "plan", "start", "end", "mrr")


def expanded(*rows, **options):
    names = ("account", "plan", "start", "end", "mrr")
    columns = zip(*rows, strict=True)
    table = pa.table(dict(zip(names, map(list, columns), strict=True)))
    return expand_subscriptions(table, COLUMNS, **options)


def months_of(found):
    return [
        (f"{month.month:%Y-%m}", month.mrr // 100) for month in make_report(found.ledger).months
    ]


OTHER = ("z", "p", "2026-01-01", "2026-06-30", "1")


@pytest.mark.parametrize(
    ("start", "end", "active"),
    [
        ("2026-02-01", "2026-03-31", ["2026-02"]),
        ("2026-02-28", "2026-03-30", ["2026-02"]),
        ("2026-02-28", "2026-04-01", ["2026-02", "2026-03"]),
        ("2026-02-10", "2026-02-20", []),
        ("2026-05-31", "", ["2026-05", "2026-06"]),
    ],
)
def test_a_subscription_counts_in_the_months_at_whose_end_it_is_active(start, end, active):
    found = expanded(OTHER, ("a", "p", start, end, "10"))

    assert [month for month, mrr in months_of(found) if mrr >= 10] == active
    assert found.never_active == (not active)


def test_an_end_that_is_the_last_day_counts_that_day():
    row = ("a", "p", "2026-02-10", "2026-03-31", "10")

    assert months_of(expanded(OTHER, row))[2] == ("2026-03", 1)
    assert months_of(expanded(OTHER, row, end_is_last_day=True))[2] == ("2026-03", 11)


def test_the_last_month_is_the_last_whose_end_is_known_unless_another_is_asked_for():
    row = ("a", "p", "2026-01-05", "", "10"), ("b", "p", "2026-03-15", "", "5")

    assert months_of(expanded(*row)) == [("2026-01", 10), ("2026-02", 10)]
    assert months_of(expanded(*row, until=date(2026, 3, 1)))[-1] == ("2026-03", 15)


def test_a_contract_that_ends_in_the_future_does_not_draw_the_report_out():
    rows = (
        ("a", "p", "2026-01-05", "2027-01-05", "10"),
        ("b", "p", "2026-02-05", "2099-12-31", "5"),
    )

    found = expanded(*rows, today=date(2026, 4, 30))

    assert months_of(found)[0] == ("2026-01", 10)
    assert months_of(found)[-1] == ("2026-04", 15)
    assert found.is_cut
    assert found.last_day == date(2099, 12, 31)
    assert months_of(expanded(*rows, today=date(2026, 4, 29)))[-1] == ("2026-03", 15)
    later = expanded(*rows, today=date(2026, 4, 30), until=date(2027, 1, 1))
    assert (months_of(later)[-1], later.is_cut) == (("2027-01", 5), False)


@pytest.mark.parametrize("end", ["9999-12-31", "9999-01-01 00:00:00", "９９９９年１２月３１日"])
def test_the_year_9999_means_that_there_is_no_end(end):
    found = expanded(OTHER, ("a", "p", "2026-02-10", end, "10"))

    assert months_of(found)[-1] == ("2026-06", 10)
    assert found.last_day == date(2026, 6, 30)
    assert found.ledger.named == ()


@pytest.mark.parametrize(
    ("start", "end", "active"),
    [
        ("2024-02-29", "2025-02-28", 12),
        ("2024-01-31", "2024-02-29", 1),
        ("2024-01-31", "2024-01-31", 0),
        ("2024-02-29", "2024-03-01", 1),
    ],
)
def test_leap_days_and_last_days_begin_and_end_where_they_stand(start, end, active):
    found = expanded(("a", "p", start, end, "10"), ("z", "p", "2024-01-01", "2025-06-30", "1"))

    assert [mrr for _, mrr in months_of(found)].count(11) == active


def test_dates_that_are_none_or_run_backwards_are_named():
    found = expanded(
        OTHER,
        ("a", "p", "", "", "1"),
        ("b", "p", "soon", "", "1"),
        ("c", "p", "2026-01-01", "later", "1"),
        ("d", "p", "2026-03-01", "2026-02-01", "1"),
    )

    assert {one.sort: one.first_rows for one in found.ledger.named} == {
        Sort.NO_START: (1, 2),
        Sort.NO_END: (3,),
        Sort.ENDS_EARLY: (4,),
    }


INDEPENDENT = """
with month_ends as (
    select last_day(m::date) as month_end
    from generate_series(date '2023-01-01', date '2024-12-01', interval 1 month) as s(m)
), mrr as (
    select date_trunc('month', month_end)::date as month, account_id, plan_tier as feature,
           sum(mrr_amount)::bigint as amount
    from month_ends
    join read_csv('{file}') on start_date <= month_end
     and (end_date is null or end_date > month_end)
    group by all having amount <> 0
)
"""
MOVED = """, keys as (
    select distinct account_id, {feature} as feature from mrr
), grid as (
    select month_start::date as month, account_id, feature
    from keys, generate_series(date '2023-01-01', date '2024-12-01', interval 1 month)
        as s(month_start)
), filled as (
    select g.month, g.account_id, g.feature,
           coalesce((select sum(amount) from mrr m where m.month = g.month
                     and m.account_id = g.account_id and m.{match}), 0)::bigint as now
    from grid g
), paired as (
    select *, lag(now) over series as before,
           coalesce(max(now) over (series rows between unbounded preceding and 1 preceding), 0)
               as most
    from filled
    window series as (partition by account_id, feature order by month)
)
select feature, month, sum(now)::bigint,
       sum(case when before = 0 and most = 0 then now else 0 end)::bigint,
       sum(case when before > 0 and now > before then now - before else 0 end)::bigint,
       sum(case when now > 0 and now < before then now - before else 0 end)::bigint,
       sum(case when before > 0 and now = 0 then -before else 0 end)::bigint,
       sum(case when before = 0 and most > 0 then now else 0 end)::bigint,
       count(*) filter (now > 0)
from paired group by all order by all
"""


@pytest.fixture(scope="module")
def ravenstack(data_dir):
    path = data_dir / "saas_ravenstack" / "ravenstack_subscriptions.csv"
    columns = SubscriptionColumns(
        "account_id", "plan_tier", "start_date", "end_date", "mrr_amount", None, "subscription_id"
    )
    found = expand_subscriptions(read_rows(path).table, columns)
    return path, make_report(found.ledger), found


def fields_of(row):
    moves = (row.new, row.expansion, row.contraction, row.churn, row.reactivation)
    return (row.month, row.mrr, *moves, row.accounts)


def in_cents(row):
    return (row[0], *(100 * amount for amount in row[1:-1]), row[-1])


@pytest.mark.data
def test_every_month_and_movement_of_a_real_list_is_that_of_plain_sql_to_the_cent(ravenstack):
    path, report, _ = ravenstack
    start = INDEPENDENT.format(file=path)

    by_feature = duckdb.sql(
        start + MOVED.format(feature="feature", match="feature = g.feature")
    ).fetchall()
    by_account = duckdb.sql(
        start + MOVED.format(feature="'all'", match="account_id = g.account_id")
    ).fetchall()

    assert sorted((one.feature, *fields_of(one)) for one in report.feature_months) == [
        (row[0], *in_cents(row[1:])) for row in by_feature
    ]
    assert [fields_of(one) for one in report.months] == [in_cents(row[1:]) for row in by_account]
    assert report.net_mrr == 1_015_960_800
    assert len(by_feature) == 72


@pytest.mark.data
def test_retention_and_concentration_of_a_real_list_are_those_of_plain_sql(ravenstack):
    path, report, _ = ravenstack

    ((net, gross, accounts, hhi, largest),) = duckdb.sql(
        INDEPENDENT.format(file=path)
        + """, whole as (select month, account_id, sum(amount) a from mrr group by all),
        old as (from whole where month = date '2023-12-01'),
        new as (from whole where month = date '2024-12-01'),
        both_ends as (
            select old.a as o, coalesce(new.a, 0) as n from old left join new using (account_id)
        )
        select (select sum(n) / sum(o) from both_ends),
               (select sum(least(n, o)) / sum(o) from both_ends),
               (select count(*) from both_ends),
               (select 10000 * sum(power(a / (select sum(a) from new), 2)) from new),
               (select max(a) / sum(a) from new)"""
    ).fetchall()
    kept = report.retention[-1]

    assert kept.month == date(2024, 12, 1)
    assert (kept.net, kept.gross) == (pytest.approx(net), pytest.approx(gross))
    assert kept.accounts_then == accounts
    assert report.concentration.hhi == pytest.approx(hhi)
    assert report.concentration.largest_1 == pytest.approx(largest)


@pytest.mark.data
def test_subscriptions_that_no_months_end_saw_are_counted(ravenstack):
    path, _, found = ravenstack

    ((never,),) = duckdb.sql(
        f"""select count(*) from read_csv('{path}')
        where start_date > date '2024-12-31' or end_date <= last_day(start_date)"""
    ).fetchall()

    assert found.never_active == never == 152


DAYS = st.dates(date(2025, 1, 1), date(2026, 2, 28))


@given(
    rows=st.lists(
        st.tuples(st.sampled_from("abc"), DAYS, st.none() | DAYS, st.integers(0, 500)),
        min_size=1,
        max_size=15,
    )
)
def test_each_months_sum_is_that_of_counting_by_hand(rows):
    given_rows = [
        (account, "p", start.isoformat(), end.isoformat() if end else "", str(amount))
        for account, start, end, amount in rows
    ]
    until = date(2026, 3, 1)
    month_ends = [date(2025 + n // 12, n % 12 + 1, 1) - timedelta(days=1) for n in range(1, 15)]
    by_hand = [
        sum(
            amount
            for _, start, end, amount in rows
            if start <= day and (end is None or (start <= end and day < end))
        )
        for day in [*month_ends, date(2026, 3, 31)]
    ]
    try:
        found = make_report(expanded(*given_rows, until=until).ledger)
    except LedgerError:
        assert not any(by_hand)
        return

    told = {(month.month.year, month.month.month): month.mrr // 100 for month in found.months}
    days = [*month_ends, date(2026, 3, 31)]
    assert [told.get((day.year, day.month), 0) for day in days] == by_hand


@pytest.mark.data
def test_crossings_and_repeated_rows_of_a_real_list_are_those_of_plain_sql(ravenstack):
    path, _, _ = ravenstack
    columns = SubscriptionColumns(
        "account_id", "billing_frequency", "start_date", "end_date", "mrr_amount"
    )
    found = expand_subscriptions(read_rows(path).table, columns)

    crossings = duckdb.sql(
        INDEPENDENT.format(file=path).replace("plan_tier", "billing_frequency")
        + """, wide as (
            select month, sum(amount) filter (feature = 'monthly') as monthly,
                   sum(amount) filter (feature = 'annual') as annual
            from mrr group by month
        ), turned as (
            select *, lag(monthly - annual) over (order by month) as before from wide
        )
        select month, case when monthly > annual then 'monthly' else 'annual' end,
               (100 * greatest(monthly, annual))::bigint, (100 * least(monthly, annual))::bigint
        from turned where sign(before) * sign(monthly - annual) < 0 order by month"""
    ).fetchall()
    ((repeated,),) = duckdb.sql(
        f"""select sum(n - 1)::bigint from (
            select count(*) as n from read_csv('{path}')
            group by account_id, billing_frequency, start_date, end_date, mrr_amount)"""
    ).fetchall()

    assert [
        (one.month, one.feature, one.feature_mrr, one.passed_mrr)
        for one in make_report(found.ledger).crossings
    ] == crossings
    assert len(crossings) == 3
    assert [(one.sort, one.is_counted, one.rows) for one in found.ledger.named] == [
        (Sort.DOUBLED, True, repeated)
    ]
