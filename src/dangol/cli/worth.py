"""What an order is worth to a shop: a live workspace and a rehearsal are told it alike."""

from dangol.terms.currencies import exponent_of
from dangol.terms.errors import InputError
from dangol.terms.money import minor_of

AVERAGE_ORDER_HELP = "What an order is worth where no cart says it."
USUAL_ORDERS_HELP = "50000 KRW, 5000 JPY, 50 else"
USUAL_ORDERS = {"KRW": 50_000.0, "JPY": 5_000.0}
USUAL_ORDER = 50.0
"""Of other currencies. Units: major."""


class ImpossibleOptionError(InputError):
    """An option that the others, or the world, do not allow."""

    code = "input.option_impossible"


def average_order_minor(currency: str, given: float | None) -> int:
    """The order that was given, else the usual one of the currency. Units: `given` is major.

    Raises: UnknownCurrencyError, InputError (an amount that is none, or too large).
    """
    exponent = exponent_of(currency)
    average_order = USUAL_ORDERS.get(currency, USUAL_ORDER) if given is None else given
    minor = minor_of(average_order, exponent) if average_order > 0 else 0
    if minor <= 0:
        raise ImpossibleOptionError(
            f"an average order of {average_order:g} {currency} is none",
            hint="give --average-order more than 0, or leave it out",
        )
    return minor
