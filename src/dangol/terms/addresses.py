"""What e-mail addresses and telephone numbers are, wherever they are read."""

DOTTED_DOMAINS = frozenset(("docomo.ne.jp", "ezweb.ne.jp", "au.com"))
"""Japanese carriers that gave out addresses with dots in a row, or before the @, until 2009."""

PHONE_SIGNS = "-‐‑‒–—―−ー.・·/_~()"
"""What people write between the digits of a number, in half width; ー is what a Japanese keyboard
gives for a dash."""


def takes_dots(domain: str) -> bool:
    """Whether an address of that domain may have dots in a row, and before the @."""
    return domain.lower() in DOTTED_DOMAINS
