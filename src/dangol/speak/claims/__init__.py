"""What a text states: amounts, shares, days, spans, stock, gifts, promises, codes and addresses.

The text is first made plain; then each kind is read in turn, what is surest first, and no words
are read twice. All three languages are read in any text, since a reply may mix them.
"""

from functools import lru_cache

from dangol.speak.claims.amounts import (
    parse_money_claims,
    parse_number_claims,
    parse_percent_claims,
)
from dangol.speak.claims.claim import Claim, Form, Taken
from dangol.speak.claims.dates import parse_date_claims
from dangol.speak.claims.plain import plain
from dangol.speak.claims.spacing import close_up, find_spelled_out
from dangol.speak.claims.things import parse_code_claims, parse_link_claims, parse_stock_claims
from dangol.speak.claims.times import parse_duration_claims, parse_time_claims
from dangol.speak.claims.words import parse_free_claims, parse_promise_claims

__all__ = [
    "Claim",
    "Form",
    "close_up",
    "find_spelled_out",
    "parse_claims",
    "parse_plain_claims",
    "plain",
]


def parse_claims(text: str) -> tuple[Claim, ...]:
    """Everything that a text states, in its order; spans count in `plain(text)`."""
    return parse_plain_claims(plain(text))


@lru_cache(maxsize=2048)
def parse_plain_claims(text: str) -> tuple[Claim, ...]:
    """The same of a text that is plain already; what is said again is not read again."""
    lower = text.lower()
    if len(lower) != len(text):  # a letter whose small form is two: nothing is lost without it
        text = lower
    taken = Taken()
    claims = [
        *parse_link_claims(lower, text, taken),
        *parse_code_claims(text, taken),
        *parse_promise_claims(lower, taken),
        *parse_stock_claims(lower, taken),
        *parse_money_claims(lower, taken),
        *parse_percent_claims(lower, taken),
        *parse_date_claims(lower, taken),
        *parse_time_claims(lower, taken),
        *parse_duration_claims(lower, taken),
        *parse_free_claims(lower, text, taken),
        *parse_number_claims(lower, taken),
    ]
    return tuple(sorted(claims, key=lambda claim: claim.span))
