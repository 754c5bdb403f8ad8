"""Money is exact, never mixes currencies, and refuses what it cannot read without guessing."""

from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.terms.currencies import EXPONENTS, UnknownCurrencyError, exponent_of
from dangol.terms.languages import Language
from dangol.terms.money import (
    MAX_MINOR,
    MixedCurrenciesError,
    Money,
    UncountableError,
    minor_of,
    render_money,
)
from dangol.terms.money_text import NotMoney, NotMoneyReason, parse_money

currencies = st.sampled_from(sorted(EXPONENTS))
amounts = st.integers(-MAX_MINOR, MAX_MINOR)


@pytest.mark.parametrize(
    ("text", "expected", "money"),
    [
        ("₩12,000", "KRW", Money(12_000, "KRW")),
        ("12,000원", "KRW", Money(12_000, "KRW")),
        ("￦12,000", "USD", Money(12_000, "KRW")),
        ("12000", "KRW", Money(12_000, "KRW")),
        ("12000.00", "KRW", Money(12_000, "KRW")),
        ("39000 KRW", "USD", Money(39_000, "KRW")),
        ("₩ 1,234,000 원", "KRW", Money(1_234_000, "KRW")),
        ("¥1,980", "JPY", Money(1_980, "JPY")),
        ("1,980円", "KRW", Money(1_980, "JPY")),
        ("￥１，９８０", "JPY", Money(1_980, "JPY")),
        ("１，９８０円", "JPY", Money(1_980, "JPY")),
        ("¥1,980", "CNY", Money(198_000, "CNY")),
        ("$1,234.50", "USD", Money(123_450, "USD")),
        ("$1,234.50", "CAD", Money(123_450, "CAD")),
        ("$12", "KRW", Money(1_200, "USD")),
        ("US$12.5", "CAD", Money(1_250, "USD")),
        ("$12 CAD", "USD", Money(1_200, "CAD")),
        ("USD 12.5", "USD", Money(1_250, "USD")),
        ("usd12.5", "USD", Money(1_250, "USD")),
        ("1.234,50 €", "EUR", Money(123_450, "EUR")),
        ("1.234 €", "EUR", Money(123_400, "EUR")),
        ("1 234,50 €", "EUR", Money(123_450, "EUR")),
        ("1’234.50 CHF", "CHF", Money(123_450, "CHF")),
        ("12,50", "EUR", Money(1_250, "EUR")),
        ("1,234", "USD", Money(123_400, "USD")),
        ("19.990", "USD", Money(1_999, "USD")),
        ("0.345", "KWD", Money(345, "KWD")),
        ("1.234", "KWD", Money(1_234, "KWD")),
        ("12.000 ₫", "VND", Money(12_000, "VND")),
        ("₹12,34,567.80", "INR", Money(123_456_780, "INR")),
        ("-5", "USD", Money(-500, "USD")),
        ("-$5", "USD", Money(-500, "USD")),
        ("$-5", "USD", Money(-500, "USD")),
        ("−5", "JPY", Money(-5, "JPY")),
        (".5", "USD", Money(50, "USD")),
        ("0.125", "USD", Money(12, "USD")),
        ("0.375", "USD", Money(38, "USD")),
    ],
)
def test_an_amount_is_read_as_shops_write_it(text: str, expected: str, money: Money) -> None:
    assert parse_money(text, expected) == money


@pytest.mark.parametrize(
    ("value", "expected", "reason"),
    [
        ("", "KRW", NotMoneyReason.EMPTY),
        ("  ", "KRW", NotMoneyReason.EMPTY),
        (None, "KRW", NotMoneyReason.EMPTY),
        ("문의", "KRW", NotMoneyReason.NOT_A_NUMBER),
        ("時価", "JPY", NotMoneyReason.NOT_A_NUMBER),
        ("from $12", "USD", NotMoneyReason.NOT_A_NUMBER),
        ("12 - 15", "USD", NotMoneyReason.NOT_A_NUMBER),
        ("1,2,3", "USD", NotMoneyReason.NOT_A_NUMBER),
        ("1.9 8", "USD", NotMoneyReason.NOT_A_NUMBER),
        ("1,9'8", "USD", NotMoneyReason.NOT_A_NUMBER),
        ("1,23,456", "KRW", NotMoneyReason.NOT_A_NUMBER),
        ("12,50원", "KRW", NotMoneyReason.NOT_A_NUMBER),
        ("1.2.3,4,5", "USD", NotMoneyReason.NOT_A_NUMBER),
        ("3만원", "KRW", NotMoneyReason.NOT_A_NUMBER),
        ("１万円", "JPY", NotMoneyReason.NOT_A_NUMBER),
        ("1e5", "USD", NotMoneyReason.NOT_A_NUMBER),
        ("--5", "USD", NotMoneyReason.NOT_A_NUMBER),
        ("5²", "USD", NotMoneyReason.NOT_A_NUMBER),
        (True, "USD", NotMoneyReason.NOT_A_NUMBER),
        ([], "USD", NotMoneyReason.NOT_A_NUMBER),
        ("9" * 65, "USD", NotMoneyReason.NOT_A_NUMBER),
        ("NaN", "USD", NotMoneyReason.NOT_FINITE),
        (float("nan"), "USD", NotMoneyReason.NOT_FINITE),
        (float("-inf"), "USD", NotMoneyReason.NOT_FINITE),
        (Decimal("sNaN"), "USD", NotMoneyReason.NOT_FINITE),
        (1e300, "USD", NotMoneyReason.TOO_LARGE),
        pytest.param(10**5000, "USD", NotMoneyReason.TOO_LARGE, id="5,000 digits"),
        (2**53 + 1, "KRW", NotMoneyReason.TOO_LARGE),
        (Decimal("1e999999"), "USD", NotMoneyReason.TOO_LARGE),
        ("9" * 64, "USD", NotMoneyReason.TOO_LARGE),
        ("12 ABC", "USD", NotMoneyReason.UNKNOWN_CURRENCY),
        ("$12 EUR", "USD", NotMoneyReason.TWO_CURRENCIES),
        ("12.000", "KRW", NotMoneyReason.AMBIGUOUS),
        ("1,234", "KWD", NotMoneyReason.AMBIGUOUS),
    ],
)
def test_what_is_no_amount_is_refused_with_its_reason(
    value: object, expected: str, reason: NotMoneyReason
) -> None:
    found = parse_money(value, expected)
    assert isinstance(found, NotMoney)
    assert found.reason is reason
    assert str(found)


def test_numbers_are_major_units() -> None:
    assert parse_money(19.99, "USD") == Money(1999, "USD")
    assert parse_money(39000, "KRW") == Money(39000, "KRW")
    assert parse_money(Decimal("0.0005"), "KWD") == Money(0, "KWD")
    assert parse_money(Decimal("1e-999999"), "USD") == Money(0, "USD")


def test_the_minor_units_are_those_of_iso_4217() -> None:
    assert [exponent_of(code) for code in ("KRW", "JPY", "VND", "USD", "KWD", "CLF")] == [
        *(0, 0, 0, 2, 3, 4)
    ]


@pytest.mark.parametrize("code", ["", "krw", "WON", "XXX", "KRW "])
def test_an_unknown_currency_is_refused_wherever_it_is_given(code: str) -> None:
    for attempt in (lambda: Money(1, code), lambda: parse_money("1", code)):
        with pytest.raises(UnknownCurrencyError) as refusal:
            attempt()
        assert refusal.value.code == "money.unknown_currency"
        assert refusal.value.hint


@pytest.mark.parametrize("deed", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_currencies_do_not_mix(deed: str) -> None:
    with pytest.raises(MixedCurrenciesError) as refusal:
        getattr(Money(1, "KRW"), deed)(Money(1, "JPY"))
    assert refusal.value.code == "money.mixed_currencies"


@pytest.mark.parametrize(
    ("money", "korean", "japanese", "english"),
    [
        (Money(12_000, "KRW"), "12,000원", "₩12,000", "₩12,000"),
        (Money(1_980, "JPY"), "¥1,980", "¥1,980", "¥1,980"),
        (Money(123_450, "USD"), "$1,234.50", "$1,234.50", "$1,234.50"),
        (Money(-1_250, "CAD"), "-CAD 12.50", "-CAD 12.50", "-CAD 12.50"),
        (Money(5, "KWD"), "KWD 0.005", "KWD 0.005", "KWD 0.005"),
    ],
)
def test_an_amount_is_written_for_its_reader(
    money: Money, korean: str, japanese: str, english: str
) -> None:
    assert [render_money(money, language) for language in Language] == [korean, japanese, english]


@given(amounts, currencies, st.sampled_from(Language))
def test_what_is_written_reads_back_the_same(minor: int, code: str, language: Language) -> None:
    money = Money(minor, code)
    assert parse_money(render_money(money, language), code) == money


@given(amounts, amounts, amounts, currencies)
def test_addition_keeps_its_laws(a: int, b: int, c: int, code: str) -> None:
    one, two, three = Money(a, code), Money(b, code), Money(c, code)
    assert one + two == two + one
    assert (one + two) + three == one + (two + three)
    assert one + Money(0, code) == one
    assert one - one == Money(0, code)
    assert one + -two == one - two
    assert one * 3 == one + one + one
    assert (one < two) == (a < b)


hostile_texts = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="0123456789.,' -+₩¥$€원円KRWUSDe０１，．", max_size=24),
    st.lists(st.sampled_from([*"1.,' -$원", "12", "123", "000", "USD"]), max_size=7).map("".join),
)


@settings(max_examples=1_000)
@given(st.one_of(hostile_texts, st.floats(), st.integers(), st.decimals(), st.binary()), currencies)
def test_nothing_given_as_an_amount_raises(value: object, code: str) -> None:
    found = parse_money(value, code)
    assert isinstance(found, NotMoney) or abs(found.minor) <= MAX_MINOR


@given(
    st.one_of(
        st.floats(-9e13, 9e13),
        st.integers(-(10**9), 10**9).map(lambda thousandths: thousandths / 1000),
        st.integers(-(10**9), 10**9).map(lambda ten_thousandths: ten_thousandths / 10000),
    ),
    st.sampled_from([0, 2]),
)
def test_the_fast_path_rounds_as_the_written_number_does(value: float, exponent: int) -> None:
    written = Decimal(repr(value)).scaleb(exponent)
    assert minor_of(value, exponent) == int(written.to_integral_value(ROUND_HALF_EVEN))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e300, -1e16, 10**400])
def test_the_fast_path_refuses_what_cannot_be_counted(value: float) -> None:
    with pytest.raises(UncountableError) as refusal:
        minor_of(value, 2)
    assert refusal.value.code == "money.uncountable"
