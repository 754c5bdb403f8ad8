"""Customers are counted exactly, and what was printed stands beside what the counts say."""

from importlib.resources import files

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.insight.market.fit import (
    AimsError,
    fit_of,
    friendly_distance,
    parse_aims,
    total_variation,
)
from dangol.insight.market.labels import Kind, parse_kind, parse_labels
from dangol.insight.market.market_file import MarketFileError
from dangol.insight.market.mix import Columns, MixError, mix_of, parse_count, parse_share

EXAMPLES = files("dangol.insight.market") / "examples"
LABELS = parse_labels((EXAMPLES / "verticals.toml").read_bytes(), "verticals.toml")
CUSTOMERS = pa.table(
    {
        "kind": ["B2C", "B2B", "mixed"],
        "vertical": ["commerce; travel; rental", "제조", "교육; 헬스케어"],
        "customers": ["1264", "239", "200"],
        "share": ["0.72", "0.14", "0.11"],
    }
)
TARGETS = pa.table(
    {
        "vertical": ["패션/의류", "교육", "F&B", "뷰티", "home goods", "旅行", "B2B/SaaS", "total"],
        "new": ["106", "97", "68", "67", "59", "33", "24", "468"],
        "kind": ["B2C", "mixed", "B2C", "B2C", "B2C", "B2C", "B2B", None],
    }
)
OF_CUSTOMERS = Columns("kind", "vertical", "customers", "share")
OF_TARGETS = Columns("kind", "vertical", "new", None)


def test_printed_shares_stand_beside_those_of_the_counts() -> None:
    mix = mix_of(CUSTOMERS, OF_CUSTOMERS, LABELS)
    rows = {one.id: (round(one.share * 100, 1), one.printed_share) for one in mix.by_kind}
    assert rows == {"b2c": (74.2, "0.72"), "b2b": (14.0, "0.14"), "mixed": (11.7, "0.11")}
    assert mix.printed_shares_sum == "0.97"
    assert mix.total == 1703
    assert [one.is_within_rounding for one in mix.by_kind] == [False, True, False]


def test_a_total_row_is_compared_and_never_counted() -> None:
    mix = mix_of(TARGETS, OF_TARGETS, LABELS)
    assert (mix.total, mix.printed_total, mix.missing) == (454, 468, 14)
    b2b = next(one for one in mix.by_kind if one.id == "b2b")
    assert b2b.count == 24
    assert b2b.share == pytest.approx(24 / 454)
    assert (b2b.share_low, b2b.share_high) == pytest.approx((24 / 468, 38 / 468))
    assert f"{b2b.share_low:.1%}" == "5.1%"


def test_shares_without_a_sign_are_per_cent_where_one_is_over_1() -> None:
    columns = Columns("kind", None, "n", "share")
    table = pa.table(
        {"kind": ["b2c", "b2b"], "n": ["995", "5"], "share": ["99.5", "0.5"]},
    )
    mix = mix_of(table, columns, LABELS)
    assert [one.printed_share for one in mix.by_kind] == ["99.5%", "0.5%"]
    assert [one.is_within_rounding for one in mix.by_kind] == [True, True]
    assert mix.printed_shares_sum == "1.000"


def test_of_several_totals_the_largest_is_the_whole_and_the_others_are_named() -> None:
    table = pa.table(
        {"v": ["fashion", "합계", "beauty", "소계", "총계"], "n": ["10", "10", "20", "20", "31"]}
    )
    mix = mix_of(table, Columns(None, "v", "n", None), LABELS)
    assert (mix.total, mix.printed_total, mix.missing) == (30, 31, 1)
    assert [(one.row, one.reason.value) for one in mix.left_out] == [
        (2, "another_total"),
        (4, "subtotal"),
    ]


def test_several_labels_of_one_vertical_are_one() -> None:
    labels = ["패션/의류", "Fashion / Apparel", "의류", "ファッション", "fashion", "Ｆａｓｈｉｏｎ"]
    mix = mix_of(pa.table({"v": labels}), Columns(None, "v", None, None), LABELS)
    assert [(one.id, one.count) for one in mix.by_vertical] == [("fashion", 6)]
    assert [(one.id, one.count) for one in mix.by_kind] == [("b2c", 6)]
    assert mix.kind_from_labels == 6


def test_a_label_that_nobody_claims_stays_and_is_named() -> None:
    table = pa.table({"v": ["Fashion", "zeppelins"], "k": ["b2b", None]})
    mix = mix_of(table, Columns("k", "v", None, None), LABELS)
    assert mix.unmapped == ["zeppelins"]
    assert [one.id for one in mix.by_vertical] == ["fashion", "zeppelins"]
    assert {one.id: one.count for one in mix.by_kind} == {"b2b": 1, "unknown": 1}
    assert mix.conflicts == ["fashion"]


def test_a_row_without_a_readable_count_is_left_out_with_its_reason() -> None:
    table = pa.table({"k": ["b2b", "b2c", "b2c"], "n": ["12", "many", None]})
    mix = mix_of(table, Columns("k", None, "n", None))
    assert [(one.row, one.reason.value, one.value) for one in mix.left_out] == [
        (2, "count_unreadable", "many"),
        (3, "count_missing", ""),
    ]
    with pytest.raises(MixError):
        mix_of(table.slice(1), Columns("k", None, "n", None))


def test_a_subtotal_is_not_counted_twice() -> None:
    table = pa.table({"k": ["b2c", "b2c", "소계", "total"], "n": ["3", "4", "7", "7"]})
    mix = mix_of(table, Columns("k", None, "n", None))
    assert (mix.total, mix.printed_total, mix.missing) == (7, 7, 0)
    assert [one.reason.value for one in mix.left_out] == ["subtotal"]


def test_personal_data_in_a_label_are_masked() -> None:
    table = pa.table({"v": ["mina@shop.example", "010-1234-5678"]})
    mix = mix_of(table, Columns(None, "v", None, None), LABELS)
    said = str(mix)
    assert "mina" not in said
    assert "1234" not in said


CELLS = st.none() | st.text(max_size=12) | st.sampled_from(["b2c", "혼합", "12", "total", "9" * 99])


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=12))
def test_hostile_tables_are_counted_or_refused_and_the_parts_add_up(
    rows: list[tuple[str | None, str | None, str | None, str | None]],
) -> None:
    names = ("kind", "vertical", "n", "share")
    columns = {
        name: pa.array(list(held), pa.string())
        for name, held in zip(names, zip(*rows, strict=True), strict=True)
    }
    try:
        mix = mix_of(pa.table(columns), Columns(*names), LABELS)
    except MixError:
        return
    assert sum(one.count for one in mix.by_kind) == mix.total
    assert sum(one.count for one in mix.by_vertical) == mix.total
    assert sum(one.share for one in mix.by_kind) == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "count"),
    [("1,264", 1264), ("~1264", 1264), ("12.0", 12), ("약 24곳", 24), ("-3", None), ("1.5", None)],
)
def test_a_count_is_read_as_people_write_it(text: str, count: int | None) -> None:
    assert parse_count(text) == count


def test_a_printed_share_knows_its_rounding() -> None:
    assert [str(one) for one in parse_share("72%") or ()] == ["0.72", "0.005"]
    assert [str(one) for one in parse_share("0.098") or ()] == ["0.098", "0.0005"]
    assert parse_share("most") is None


@pytest.mark.parametrize(("text", "kind"), [("혼합", "mixed"), ("Ｂ２Ｂ", "b2b"), ("法人", "b2b")])
def test_a_kind_is_understood_in_three_languages(text: str, kind: str) -> None:
    assert parse_kind(text) == kind


def test_two_verticals_cannot_claim_one_label() -> None:
    text = """
[[vertical]]
id = "a"
name = "A"
labels = ["shoes"]

[[vertical]]
id = "b"
name = "B"
labels = ["Shoes"]
"""
    with pytest.raises(MarketFileError) as caught:
        parse_labels(text, "mine.toml")
    assert "mine.toml:10: vertical[1].labels claims the label 'Shoes'" in caught.value.message


def test_the_index_of_the_example_is_what_its_definition_says() -> None:
    fit = fit_of(
        mix_of(CUSTOMERS, OF_CUSTOMERS, LABELS),
        mix_of(TARGETS, OF_TARGETS, LABELS),
        parse_aims("b2b"),
    )
    customers, targets, between = fit.distances
    assert customers.index == pytest.approx(1 - 239 / 1703)
    assert customers.index_if_mixed_fits == pytest.approx(1264 / 1703)
    assert (customers.low, customers.high) == pytest.approx((customers.index, customers.index))
    assert targets.index == pytest.approx(1 - 24 / 454)
    assert (targets.low, targets.high) == pytest.approx((1 - 38 / 468, 1 - 24 / 468))
    assert between.low <= between.index <= between.high


@pytest.mark.parametrize("text", ["", "b2b=0.7", "b2b,b2c", "b2d", "b2b=2,b2c=-1", "b2b=x"])
def test_aims_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(AimsError):
        parse_aims(text)


SHARES = (
    st.lists(st.integers(0, 50), min_size=4, max_size=4)
    .filter(any)
    .map(lambda counts: {k: n / sum(counts) for k, n in zip(Kind, counts, strict=True)})
)


@given(SHARES, SHARES, SHARES)
def test_the_index_is_a_distance(
    a: dict[str, float], b: dict[str, float], c: dict[str, float]
) -> None:
    assert total_variation(a, a) == 0
    assert total_variation(a, b) == total_variation(b, a)
    assert 0 <= total_variation(a, b) <= 1 + 1e-12
    assert total_variation(a, c) <= total_variation(a, b) + total_variation(b, c) + 1e-12
    assert 0 <= friendly_distance(a, b) <= total_variation(a, b) + 1e-12
