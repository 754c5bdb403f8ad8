"""The features as the papers print them; and a printed table against its own rounding."""

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.insight.revenue.ledger import LedgerColumns, build_ledger
from dangol.insight.revenue.printed import PrintedTableError, check_printed
from dangol.insight.revenue.report import make_report
from dangol.insight.revenue.sifting import LedgerOptions
from dangol.insight.revenue.table import Label, feature_table

COLUMNS = LedgerColumns("account", "feature", "month", "amount")

PRINTED = [
    ("mu", "5.5", "0.221"),
    ("wf", "5.3", "0.213"),
    ("opseat", "4.9", "0.197"),
    ("alf", "3.4", "0.136"),
    ("mkt", "2.4", "0.098"),
    ("sns", "1.1", "0.043"),
    ("xms", "0.9", "0.038"),
    ("other", "1.3", "0.054"),
    ("total", "25", "1.0"),
]
"""Net MRR of February 2026 in 100 million KRW, as printed in a strategy paper."""


def report_of(rows, currency="KRW"):
    names = ("account", "feature", "month", "amount")
    held = map(list, zip(*rows, strict=True))
    table = pa.table(dict(zip(names, held, strict=True)))
    return make_report(build_ledger(table, COLUMNS, LedgerOptions(currency=currency)))


def test_a_ledger_gives_the_table_of_the_paper_in_the_same_shape():
    now = {feature: round(float(amount) * 1e8) for feature, amount, _ in PRINTED[:-1]}
    then = {"mu": 216_535_433, "wf": 460_869_565, "mkt": 272_727_273}
    rows = [("a", feature, "2024-01", str(amount)) for feature, amount in then.items()]
    rows += [("a", feature, "2026-02", str(amount)) for feature, amount in now.items()]
    rows += [("a", "alf", "2024-11", "1")]

    table = feature_table(
        report_of(rows), unit="100m", labels={"mkt": Label("마케팅", "marketing")}
    )
    by_feature = {row[0]: row for row in table.rows}

    assert table.columns == (
        *("feature", "label_ko", "label_en", "net_mrr_100m_krw", "share"),
        *("growth_since_2024_01", "launched"),
    )
    assert by_feature["mu"] == ("mu", "mu", "mu", "5.5", "0.2218", "1.5400", "")
    assert by_feature["mkt"][1:6] == ("마케팅", "marketing", "2.4", "0.0968", "-0.1200")
    assert by_feature["alf"][5:] == ("", "2024-11")
    assert by_feature["total"][3:5] == ("24.8", "1.0000")


@given(
    amounts=st.lists(st.integers(-(10**6), 10**12), min_size=1, max_size=12),
    top=st.none() | st.integers(1, 12),
    unit=st.sampled_from(["1", "1k", "10k", "1m", "100m"]),
    currency=st.sampled_from(["KRW", "USD"]),
)
def test_the_rows_add_up_to_the_total_whatever_is_folded_into_other(amounts, top, unit, currency):
    rows = [("a", f"f{place}", "2026-02", str(amount)) for place, amount in enumerate(amounts)]

    *parts, total = feature_table(report_of(rows, currency), unit=unit, top=top).rows

    assert total[0] == "total"
    assert sum(Decimal(row[3]) for row in parts) == Decimal(total[3])
    assert top is None or len(parts) <= top + 1


def test_the_papers_rows_add_up_to_24_8_where_25_is_printed_inside_rounding():
    found = check_printed(PRINTED)
    marketing = next(row for row in found.rows if row.feature == "mkt")

    assert (found.rows_sum, found.total, found.difference) == ("24.8", "25", "-0.2")
    assert (found.allowed, found.sum_agrees) == ("0.90", True)
    assert marketing.share == "0.098"
    assert marketing.share_of_total == pytest.approx(0.096)
    assert marketing.share_of_sum == pytest.approx(2.4 / 24.8)
    assert (marketing.least, marketing.most) == pytest.approx((2.35 / 25.5, 2.45 / 24.5))
    assert marketing.agrees
    assert found.shares_sum == "1.000"
    assert found.agrees


def test_what_is_outside_its_rounding_is_said():
    rows = [("a", "5.5", "22%"), ("b", "4.0", "40.2%"), ("Total", "10.0", "100%")]

    found = check_printed(rows)

    assert [row.agrees for row in found.rows] == [False, True]
    assert not found.sum_agrees  # 9.5, and rounding allows 0.15
    assert not found.agrees


def test_shares_in_per_cent_are_read_with_and_without_their_sign():
    amounts = [("a", "50"), ("b", "49.5"), ("c", "０．５"), ("합계", "100.0")]
    plain = [
        (*one, share) for one, share in zip(amounts, ("50", "49.5", "0.5", "100"), strict=True)
    ]

    assert check_printed(plain).agrees
    assert not check_printed([*plain[:2], ("c", "0.5", "1.5"), plain[3]]).agrees


def test_a_second_total_is_refused_with_its_row():
    with pytest.raises(PrintedTableError, match=r"row 3 \(Total\) is a second total"):
        check_printed([("a", "1", None), ("합계", "1", None), ("Total", "2", None)])


def test_a_table_without_a_total_or_with_words_for_amounts_is_refused():
    with pytest.raises(PrintedTableError, match="no total"):
        check_printed([("a", "1", None)])
    with pytest.raises(PrintedTableError, match="row 1"):
        check_printed([("a", "much", None), ("total", "1", None)])
