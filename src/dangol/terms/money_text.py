"""Amounts of money as people and feeds write them; what is not money says why."""

import math
import re
from decimal import Decimal
from enum import StrEnum

import msgspec

from dangol.terms.currencies import COMMA_DECIMALS, EXPONENTS, LAKHS, MARKS, exponent_of
from dangol.terms.money import MAX_MINOR, Money, UncountableError, decimal_minor, minor_of


class NotMoneyReason(StrEnum):
    """Why something is no amount of money. Each is said to the person who sent it."""

    EMPTY = "empty"
    """Nothing stands where an amount should."""
    NOT_A_NUMBER = "not_a_number"
    """It does not read as one amount, with or without a currency."""
    NOT_FINITE = "not_finite"
    """NaN or infinity."""
    TOO_LARGE = "too_large"
    """More than 2**53 minor units."""
    UNKNOWN_CURRENCY = "unknown_currency"
    """Three letters stand beside it that ISO 4217 does not list."""
    TWO_CURRENCIES = "two_currencies"
    """The signs before and after it name different currencies."""
    AMBIGUOUS = "ambiguous"
    """The mark before the last three digits may divide thousands or decimals."""


_SENTENCES = {
    NotMoneyReason.EMPTY: "the amount is empty",
    NotMoneyReason.NOT_A_NUMBER: "it does not read as one amount of money",
    NotMoneyReason.NOT_FINITE: "it is not a finite number",
    NotMoneyReason.TOO_LARGE: "the amount is too large",
    NotMoneyReason.UNKNOWN_CURRENCY: "its currency is unknown",
    NotMoneyReason.TWO_CURRENCIES: "it names two currencies",
    NotMoneyReason.AMBIGUOUS: "it can be read as thousands or as decimals",
}


class NotMoney(msgspec.Struct, frozen=True):
    """A value that is no amount of money, with the reason."""

    reason: NotMoneyReason
    seen: str = ""
    """The beginning of what was given."""

    def __str__(self) -> str:
        sentence = _SENTENCES[self.reason]
        return f"{sentence}: {self.seen!r}" if self.seen else sentence


_WIDTHS: dict[int, str] = (
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys((0x00A0, 0x2007, 0x2009, 0x202F, 0x3000), " ")
    | {0xFFE1: "£", 0xFFE5: "¥", 0xFFE6: "₩", 0xFE69: "$", 0x2212: "-", 0x2013: "-"}
    | {0x2019: "'", 0x2018: "'", 0x066C: ",", 0x066B: "."}
)
_AMOUNT = re.compile(
    r"(?P<early>[-+]?) ?(?P<before>[^\W\d_]{0,4}[^\w\s.,'+-]?) ?(?P<late>[-+]?) ?"
    r"(?P<number>[0-9][0-9.,' ]*|[.,][0-9]+)"
    r"(?P<after>[^\W\d_]{0,4}[^\w\s.,'+-]?)"
)
_LONGEST = 64


def parse_money(value: object, currency: str) -> Money | NotMoney:
    """The amount that a number or a text in any of the usual ways of writing stands for.

    A bare number is in `currency`; a currency written beside it wins, and a sign that many
    currencies share ($, ¥, kr) means `currency` if it can. Where a text could be a thousand
    times another, it is refused and not guessed. Rounding is half-even to minor units.

    Laws: `parse_money(render_money(m, language), m.currency) == m` up to 2**53 minor units;
    nothing given as `value` raises.
    Raises: UnknownCurrencyError for `currency` alone.
    """
    exponent = exponent_of(currency)
    match value:
        case bool() | None:
            reason = NotMoneyReason.EMPTY if value is None else NotMoneyReason.NOT_A_NUMBER
            return NotMoney(reason)
        case int() | float():
            try:
                return Money(minor_of(value, exponent), currency)
            except UncountableError:
                finite = isinstance(value, int) or math.isfinite(value)
                return NotMoney(NotMoneyReason.TOO_LARGE if finite else NotMoneyReason.NOT_FINITE)
        case Decimal():
            return _of_decimal(value, currency, "")
        case str():
            return _of_text(value, currency)
        case _:
            return NotMoney(NotMoneyReason.NOT_A_NUMBER)


def _of_decimal(value: Decimal, currency: str, seen: str) -> Money | NotMoney:
    if not value.is_finite():
        return NotMoney(NotMoneyReason.NOT_FINITE, seen)
    if value and value.adjusted() > 16:
        return NotMoney(NotMoneyReason.TOO_LARGE, seen)
    if value.adjusted() < -20:
        return Money(0, currency)
    minor = decimal_minor(value, EXPONENTS[currency])
    if abs(minor) > MAX_MINOR:
        return NotMoney(NotMoneyReason.TOO_LARGE, seen)
    return Money(minor, currency)


def _of_text(text: str, currency: str) -> Money | NotMoney:
    seen = text[:40]
    if len(text) > _LONGEST:
        return NotMoney(NotMoneyReason.NOT_A_NUMBER, seen)
    plain = " ".join(text.translate(_WIDTHS).split())
    if not plain:
        return NotMoney(NotMoneyReason.EMPTY)
    if plain.lstrip("+-").casefold() in ("nan", "inf", "infinity"):
        return NotMoney(NotMoneyReason.NOT_FINITE, seen)
    found = _AMOUNT.fullmatch(plain)
    if found is None or (found["early"] and found["late"]):
        return NotMoney(NotMoneyReason.NOT_A_NUMBER, seen)
    marks = [mark for mark in (found["before"], found["after"]) if mark]
    named = _named_currency(marks, currency)
    if isinstance(named, NotMoneyReason):
        return NotMoney(named, seen)
    digits = _plain_decimal(found["number"].strip(), named, is_marked=bool(marks))
    if isinstance(digits, NotMoneyReason):
        return NotMoney(digits, seen)
    sign = "-" if "-" in (found["early"], found["late"]) else ""
    return _of_decimal(Decimal(sign + digits), named, seen)


def _named_currency(marks: list[str], currency: str) -> str | NotMoneyReason:
    """The currency that all marks allow: the expected one if it is among them."""
    allowed: list[str] | None = None
    for mark in marks:
        word = mark.upper()
        meant = MARKS.get(word) or ([word] if word in EXPONENTS else None)
        if meant is None:
            is_code = len(word) == 3 and word.isascii() and word.isalpha()
            return NotMoneyReason.UNKNOWN_CURRENCY if is_code else NotMoneyReason.NOT_A_NUMBER
        allowed = meant if allowed is None else [code for code in allowed if code in meant]
    if allowed is None or currency in allowed:
        return currency
    return allowed[0] if allowed else NotMoneyReason.TWO_CURRENCIES


def _plain_decimal(number: str, currency: str, *, is_marked: bool) -> str | NotMoneyReason:
    """The number with a point for decimals and nothing between thousands."""
    if number.isdigit():
        return number
    point, comma = number.rfind("."), number.rfind(",")
    if point >= 0 and comma >= 0:
        decimal_mark = "." if point > comma else ","
        if number.count(decimal_mark) > 1:
            return NotMoneyReason.NOT_A_NUMBER
        whole, _, part = number.rpartition(decimal_mark)
        return _joined(whole, part, currency)
    mark = "." if point >= 0 else ","
    if number.count(mark) != 1:
        return _joined(number, "", currency)
    whole, _, part = number.partition(mark)
    could_be_thousands = re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", number) is not None
    if not could_be_thousands:
        if mark == "," and EXPONENTS[currency] == 0:
            return NotMoneyReason.NOT_A_NUMBER  # 12,50 won is a slip, in either reading
        return _joined(whole, part, currency)
    match mark, EXPONENTS[currency]:
        case ",", 3 | 4:
            return NotMoneyReason.AMBIGUOUS
        case ",", _:
            return whole + part
        case _, 0:
            return whole + part if is_marked else NotMoneyReason.AMBIGUOUS
        case _, 2 if is_marked and currency in COMMA_DECIMALS:
            return whole + part
        case _:
            return f"{whole}.{part}"


def _joined(whole: str, part: str, currency: str) -> str | NotMoneyReason:
    """Whole and decimal part as one number, if the thousands stand where they should."""
    groups = re.split(r"[.,' ]", whole)
    marks = set(re.findall(r"[.,' ]", whole))
    inner = {2, 3} if currency in LAKHS else {3}
    in_order = len(groups) == 1 or (
        len(marks) == 1
        and 1 <= len(groups[0]) <= 3
        and len(groups[-1]) == 3
        and all(len(group) in inner for group in groups[1:-1])
    )
    if not in_order or (part and not part.isdigit()):
        return NotMoneyReason.NOT_A_NUMBER
    return f"{''.join(groups) or '0'}.{part or '0'}"
