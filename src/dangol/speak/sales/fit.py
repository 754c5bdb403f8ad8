"""Who fits, as the company's own file says, with reasons in words."""

import msgspec


class Fit(msgspec.Struct, frozen=True, omit_defaults=True):
    """The rules by which a buyer is judged."""
