"""Money is a whole number of minor units with its currency."""

import math
from decimal import ROUND_HALF_EVEN, Context, Decimal

import msgspec

from dangol.terms.currencies import EXPONENTS, UnknownCurrencyError
from dangol.terms.errors import InputError
from dangol.terms.languages import Language

MAX_MINOR = 2**53
"""Beyond this a JSON reader that knows only doubles would change the amount."""


class MixedCurrenciesError(InputError):
    """Two amounts of different currencies were to be added or compared."""

    code = "money.mixed_currencies"

    def __init__(self, one: str, other: str) -> None:
        super().__init__(
            f"{one} and {other} cannot be added or compared",
            hint="convert both to one report currency at a dated rate first",
        )


class UncountableError(InputError):
    """A number that no amount of minor units can hold."""

    code = "money.uncountable"

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"the amount is {problem}",
            hint="use parse_money where the number may be anything",
        )


class Money(msgspec.Struct, frozen=True):
    """An exact amount.

    Laws: addition is associative and commutative with `Money(0, currency)` as its nought;
    currencies never mix.
    Raises: UnknownCurrencyError; MixedCurrenciesError from `+`, `-` and comparisons.
    """

    minor: int
    """Whole minor units: won, yen, cents."""
    currency: str
    """ISO 4217 code."""

    def __post_init__(self) -> None:
        if self.currency not in EXPONENTS:
            raise UnknownCurrencyError(self.currency)

    def _minor_of(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise MixedCurrenciesError(self.currency, other.currency)
        return other.minor

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._minor_of(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._minor_of(other), self.currency)

    def __mul__(self, count: int) -> "Money":
        return Money(self.minor * count, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._minor_of(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._minor_of(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._minor_of(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._minor_of(other)


_SCALES = tuple(10**places for places in range(5))
_EXACT = Context(prec=400, rounding=ROUND_HALF_EVEN)
_UNIT = Decimal(1)
_SAFE = 2.0**40


def minor_of(value: float, exponent: int) -> int:
    """Minor units of a number of major units, half-even on the number as it is written.

    0.145 is taken as 0.145 and not as the double below it, so 0.145 USD is 14 cents and 0.155 is
    16. For hot loops: nothing is allocated for ordinary amounts.

    Raises: UncountableError (`money.uncountable`) for NaN, infinities and over 2**53 minor units.
    """
    if isinstance(value, int):
        minor = value * _SCALES[exponent]
    else:
        scaled = value * _SCALES[exponent]
        if -_SAFE < scaled < _SAFE:
            minor = round(scaled)
            # Only near a tie can the double's own error move the result to the other side.
            if abs(scaled - minor) > 0.499:
                minor = decimal_minor(Decimal(repr(value)), exponent)
        elif not math.isfinite(value):
            raise UncountableError("not a finite number")
        elif abs(scaled) > 2 * MAX_MINOR:
            raise UncountableError("too large")
        else:
            minor = decimal_minor(Decimal(repr(value)), exponent)
    if not -MAX_MINOR <= minor <= MAX_MINOR:
        raise UncountableError("too large")
    return minor


def decimal_minor(value: Decimal, exponent: int) -> int:
    """Minor units of an exact number of major units, half-even."""
    return int(value.scaleb(exponent, _EXACT).quantize(_UNIT, context=_EXACT))


_SIGNS = {"KRW": "₩", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}


def render_money(money: Money, language: Language) -> str:
    """The amount as a shop writes it: 12,000원 in Korean, ₩12,000 elsewhere; ¥1,980; $1,234.50.

    A currency without a sign of its own is named by its code: CAD 12.50.
    """
    exponent = EXPONENTS[money.currency]
    whole, part = divmod(abs(money.minor), _SCALES[exponent])
    amount = f"{whole:,}.{part:0{exponent}d}" if exponent else f"{whole:,}"
    minus = "-" if money.minor < 0 else ""
    if money.currency == "KRW" and language is Language.KO:
        return f"{minus}{amount}원"
    sign = _SIGNS.get(money.currency) or f"{money.currency} "
    return f"{minus}{sign}{amount}"
