"""A column of amounts in whole minor units; what cannot be read is marked, not guessed."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from typing import Any

import numpy as np

from dangol.insight.revenue.columns import Flags, Ints, floats_of, ints_of
from dangol.terms.currencies import EXPONENTS
from dangol.terms.money import MAX_MINOR, UncountableError, minor_of
from dangol.terms.money_text import NotMoney, parse_money

NO_CURRENCY = ""
"""Of a ledger that names none: amounts are counted in hundredths and shown as plain numbers."""
NO_CURRENCY_EXPONENT = 2
_STAND_IN = "USD"
"""By whose habits an amount of no currency is read: it has hundredths, too."""

_BARE = re.compile(r"[-+]?[0-9][0-9.,' ]*")
_POWER = re.compile(r"[-+]?[0-9]{1,17}(?:\.[0-9]{1,17})?[eE][-+]?[0-9]{1,3}")
"""As spreadsheets and JSON write amounts that are very large or very small: 1.2E+8."""
_LESS = re.compile(r"[△▲] ?(?P<marked>[^-+△▲].*)|[(（] ?(?P<held>[^-+△▲()（）]+)[)）]")
"""As books write amounts below nought: △300, (300)."""


@dataclass(frozen=True, eq=False)
class Amounts:
    """A column of amounts in minor units."""

    minor: Ints
    """0 where the amount could not be read."""
    unread: Flags
    foreign: dict[str, Flags]
    """Rows in which another currency than the expected one is written, by that currency."""
    currency: str
    rounded: int
    """Rows that were written finer than the minor unit; rounded half-even."""


def exponent_for(currency: str) -> int:
    """Decimal places of the currency's minor unit."""
    return EXPONENTS[currency] if currency else NO_CURRENCY_EXPONENT


def amounts_of(column: Any, currency: str | None) -> Amounts:
    """The column in minor units of the currency, or of the one that the amounts name.

    Raises: UnknownCurrencyError.
    """
    pa: Any = import_module("pyarrow")
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if currency is None:
        currency = _named_in(column) if _is_text(column) else NO_CURRENCY
    exponent = exponent_for(currency)
    exact = _exact(column, exponent)
    if exact is not None:
        minor, unread = exact
        return Amounts(minor, unread, {}, currency, 0)
    if pa.types.is_floating(column.type):
        return _of_floats(column, currency)
    return _of_values(column, currency)


def _is_text(column: Any) -> bool:
    types: Any = import_module("pyarrow").types
    return types.is_string(column.type) or types.is_large_string(column.type)


def _named_in(column: Any) -> str:
    """The one currency that marks beside the amounts name; none where they name none or several."""
    if _exact(column, NO_CURRENCY_EXPONENT) is not None:
        return NO_CURRENCY
    texts = (_usual_amount(text) for text in column.unique().to_pylist() if text is not None)
    named = {
        amount.currency
        for text in texts
        if not _is_bare(text) and not isinstance(amount := parse_money(text, _STAND_IN), NotMoney)
    }
    return min(named) if named else NO_CURRENCY


def _exact(column: Any, exponent: int) -> tuple[Ints, Flags] | None:
    """The amounts, if Arrow can read every one without loss."""
    pa: Any = import_module("pyarrow")
    compute: Any = import_module("pyarrow.compute")
    if not (_is_text(column) or pa.types.is_integer(column.type) or _is_decimal(column)):
        return None
    try:
        fixed = column.cast(pa.decimal128(18, exponent))
    except pa.ArrowInvalid:
        return None
    pieces = [_low_words(chunk) for chunk in fixed.chunks]
    minor: Ints = np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.int64)
    unread = ints_of(compute.is_null(column)) == 1
    minor[unread] = 0
    return None if np.abs(minor).max(initial=0) > MAX_MINOR else (minor, unread)


def _is_decimal(column: Any) -> bool:
    return bool(import_module("pyarrow").types.is_decimal(column.type))


def _low_words(chunk: Any) -> Ints:
    """The low 64 bits of each 128-bit decimal: the whole of it, with at most 18 digits."""
    words = np.frombuffer(chunk.buffers()[1], dtype="<i8")
    return words[2 * chunk.offset : 2 * (chunk.offset + len(chunk)) : 2].copy()


def _of_floats(column: Any, currency: str) -> Amounts:
    """Half-even on the number as it is written: only near a tie is it looked at one by one."""
    exponent = exponent_for(currency)
    numbers = floats_of(column)
    scaled = numbers * 10**exponent
    unread: Flags = ~np.isfinite(numbers) | (np.abs(np.nan_to_num(scaled)) > MAX_MINOR)
    scaled[unread] = 0
    minor = np.rint(scaled).astype(np.int64)
    for row in np.flatnonzero(np.abs(scaled - minor) > 0.499).tolist():
        minor[row] = minor_of(float(numbers[row]), exponent)
    is_rough = np.abs(scaled - minor) > 1e-6 + 1e-12 * np.abs(scaled)
    return Amounts(minor, unread, {}, currency, int(is_rough.sum()))


def _of_values(column: Any, currency: str) -> Amounts:
    """Each distinct value read by itself."""
    compute: Any = import_module("pyarrow.compute")
    whole = compute.dictionary_encode(column).unify_dictionaries().combine_chunks()
    values: Sequence[Any] = whole.dictionary.to_pylist()
    read = [_read_one(value, currency) for value in values]
    indices = ints_of(whole.indices, -1)
    foreign = sorted({named for _, named, _ in read if named and named != currency})
    minors = np.array([minor or 0 for minor, _, _ in read] + [0], dtype=np.int64)
    unread = np.array([minor is None for minor, _, _ in read] + [True], dtype=np.bool_)
    rough = np.array([is_rough for _, _, is_rough in read] + [False], dtype=np.bool_)
    others = {
        code: np.array([named == code for _, named, _ in read] + [False], dtype=np.bool_)[indices]
        for code in foreign
    }
    return Amounts(minors[indices], unread[indices], others, currency, int(rough[indices].sum()))


def _read_one(value: Any, currency: str) -> tuple[int | None, str, bool]:
    """Minor units, the currency that is meant, and whether it was written finer than that."""
    if isinstance(value, str):
        value = _usual_amount(value)
    try:
        money = parse_money(value, currency or _STAND_IN)
    except UncountableError:
        return None, "", False
    if isinstance(money, NotMoney):
        return None, "", False
    named = NO_CURRENCY if _is_bare(value) and not currency else money.currency
    return money.minor, named, _is_fine(value, exponent_for(named))


def _is_bare(value: Any) -> bool:
    """Whether the amount has no currency beside it."""
    if not isinstance(value, str):
        return True
    return _BARE.fullmatch(unicodedata.normalize("NFKC", value).strip()) is not None


def _usual_amount(text: str) -> str | Decimal:
    """The amount as `parse_money` reads it, where books and spreadsheets have ways of their own."""
    plain = text.strip().replace("\\", "¥")  # where Shift_JIS has its yen sign
    if _POWER.fullmatch(plain):
        return Decimal(plain)
    found = _LESS.fullmatch(plain)
    return plain if found is None else f"-{(found['marked'] or found['held']).strip()}"


def _is_fine(value: Any, exponent: int) -> bool:
    """Whether an amount has digits other than 0 below the minor unit."""
    if isinstance(value, Decimal):
        places = value.normalize().as_tuple().exponent
        return isinstance(places, int) and places < -exponent
    text = str(value).strip()
    _, mark, part = text.rpartition(".")
    return bool(mark) and part.isdigit() and bool(part[exponent:].strip("0"))
