"""What e-mail addresses and telephone numbers are, wherever they are read."""

DOTTED_DOMAINS = frozenset(("docomo.ne.jp", "ezweb.ne.jp", "au.com"))
"""Japanese carriers that gave out addresses with dots in a row, or before the @, until 2009."""

PHONE_SIGNS = "-‐‑‒–—―−ー\u1173一─.・·/_~*|()"
"""What people write between the digits of a number, in half width; ー, 一 and ㅡ (folded, U+1173)
look like the dash that was meant."""


def takes_dots(domain: str) -> bool:
    """Whether an address of that domain may have dots in a row, and before the @."""
    return domain.lower() in DOTTED_DOMAINS
