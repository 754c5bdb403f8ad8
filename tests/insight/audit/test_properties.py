"""What holds of every table and every numeral: right totals give nothing, wrong ones are found."""

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.insight.audit.audit import audit_text
from dangol.insight.audit.interval import Interval, total_of
from dangol.insight.audit.reading.figures import read_figures

TOTALS = ("합계", "合計", "Total")
NAMES = ("가", "나", "다", "라", "마", "바", "사", "아")
COUNTS = st.lists(st.integers(1, 5_000), min_size=2, max_size=8)


def table_of(values: list[int], total: int, word: str) -> str:
    rows = [f"| {name} | {value:,} |" for name, value in zip(NAMES, values, strict=False)]
    return "\n".join(["| 이름 | 건수 |", "|---|---:|", *rows, f"| {word} | {total:,} |", ""])


@given(COUNTS, st.sampled_from(TOTALS))
def test_a_table_with_its_right_total_gives_nothing(values: list[int], word: str) -> None:
    assert audit_text(table_of(values, sum(values), word)).findings == ()


@given(
    st.lists(st.integers(400, 5_000), min_size=3, max_size=8),
    st.sampled_from(TOTALS),
    st.integers(20, 90),
)
def test_a_table_with_a_wrong_total_is_found(values: list[int], word: str, more: int) -> None:
    found = audit_text(table_of(values, sum(values) + more, word)).findings
    # A rate of the whole would lie among its parts; a sum of several does not.
    assert [(one.kind.value, one.line) for one in found] == [("total", len(values) + 3)]
    assert found[0].expected == f"{sum(values):,}"


@given(
    st.lists(
        st.tuples(st.integers(1, 9_999_999), st.sampled_from([1, 1_000])), min_size=2, max_size=8
    )
)
def test_rounded_parts_and_a_rounded_total_give_nothing(parts: list[tuple[int, int]]) -> None:
    exact = [Fraction(value * factor, 1_000_000) for value, factor in parts]
    rows = [f"| {name} | {float(one):.1f} |" for name, one in zip(NAMES, exact, strict=False)]
    text = "\n".join(
        ["| 이름 | 금액(억원) |", "|---|---:|", *rows, f"| 합계 | {float(sum(exact)):.1f} |"]
    )
    assert audit_text(text).findings == ()


@given(st.lists(st.integers(1, 4_000), min_size=2, max_size=8))
def test_shares_printed_from_their_parts_give_nothing(values: list[int]) -> None:
    whole = sum(values)
    rows = [
        f"| {name} | {value:,} | {value / whole * 100:.1f}% |"
        for name, value in zip(NAMES, values, strict=False)
    ]
    head = ["| 이름 | 건수 | 비중 |", "|---|---:|---:|"]
    assert audit_text("\n".join([*head, *rows, f"| 합계 | {whole:,} | 100% |"])).findings == ()


@given(st.integers(1, 9_999), st.integers(0, 9_999), st.integers(0, 9_999))
def test_numerals_with_large_units_are_read_as_they_are_written(
    top: int, middle: int, low: int
) -> None:
    value = top * 10**8 + middle * 10**4 + low
    for high, mid, unit in (("억", "만", "원"), ("億", "万", "円")):
        text = f"{top:,}{high}"
        text += f"{middle:,}{mid}" if middle else ""
        text += f"{low:,}" if low else ""
        (figure,) = read_figures(f"금액 {text}{unit}")
        assert figure.value == value
        assert figure.unit == {"원": "KRW", "円": "JPY"}[unit]


@given(st.integers(0, 99_999_999), st.integers(0, 3))
def test_plain_numerals_round_trip_in_every_width(number: int, places: int) -> None:
    value = number / 10**places
    text = f"{value:,.{places}f}"
    wide = text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    for said in (f"약속 {text}%", f"{wide}％", f"about it: {text}%"):
        (figure,) = read_figures(said)
        assert figure.value == pytest.approx(value)
        assert figure.step == pytest.approx(10**-places)
        assert figure.unit == "%"


@pytest.mark.parametrize("said", ["-1,204", "−1,204", "△1,204", "▲1,204"])
def test_every_minus_is_read(said: str) -> None:
    assert [one.value for one in read_figures(f"순증 {said}건")] == [-1204]


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0, 10)), min_size=1, max_size=9))
def test_a_sum_of_intervals_holds_every_sum_of_their_values(
    parts: list[tuple[float, float]],
) -> None:
    intervals = [Interval(middle - by, middle + by) for middle, by in parts]
    total = total_of(intervals)
    for pick in (0, 1):
        assert total.meets(Interval(*[sum(one[pick] for one in intervals)] * 2))


@settings(max_examples=60)
@given(st.text(alphabet="|-:\n #0123456789,.%~()억만원件円가나合計계 a*`>[]", max_size=600))
def test_nothing_that_is_written_breaks_the_auditor(text: str) -> None:
    audit_text(text)


def minutes(size: int) -> str:
    table = "| 이름 | 건수 | 비중 |\n|---|---:|---:|\n" + "| 가 | 12 | 3.0% |\n" * 40
    prose = "전화는 7월 421건에서 412건으로 2% 줄었고, 모든 채널이 3.4%를 넘었다.\n\n" * 20
    return (f"## 제목\n\n{table}| 합계 | 480 | 100% |\n\n{prose}") * size


@pytest.mark.parametrize(
    "hostile",
    [
        "1," * 200_000,
        "9" * 300_000,
        "| a " * 50_000 + "\n" + "|---" * 50_000 + "\n",
        "> " * 20_000 + "| a | 1 |",
        "- " * 5_000 + "3건",
        "| 계 | 1 |\n|---|---|\n" + "| 합계 | 2 |\n" * 20_000,
        "".join(f"| r{at} " for at in range(400))
        + "|\n"
        + "|---" * 400
        + "|\n"
        + ("| 3% " * 400 + "|\n") * 30,
        "12% " * 60_000,
        minutes(6),
    ],
    ids=["commas", "digits", "wide", "quotes", "nested", "totals", "shares", "percents", "long"],
)
def test_hostile_text_is_read_in_a_time_that_grows_with_its_length(hostile: str) -> None:
    began = time.process_time()
    audit_text(hostile)
    assert time.process_time() - began < 30  # minutes, were anything quadratic
