"""Everybody who goes through the demo: the shop's shoppers and the company's buyers."""

from collections.abc import Iterable

from dangol.sim.buyers import BUYERS
from dangol.sim.shoppers import SHOPPERS, Role
from dangol.terms.languages import Language


def full_cast(languages: Iterable[Language] = tuple(Language)) -> tuple[Role, ...]:
    """Everybody, in each of the languages."""
    scripts = [(script, is_held, False) for script, is_held in SHOPPERS]
    scripts += [(script, is_held, True) for script, is_held in BUYERS]
    return tuple(
        Role(script.__name__, language, script, is_held, is_buyer)
        for language in languages
        for script, is_held, is_buyer in scripts
    )
