"""Everybody who goes through the demo: the shop's shoppers and the company's buyers."""

from collections.abc import Iterable

from dangol.sim.buyers import BUYERS
from dangol.sim.shoppers import SHOPPERS, Role
from dangol.terms.languages import Language


def full_cast(languages: Iterable[Language] = tuple(Language)) -> tuple[Role, ...]:
    """Everybody, in each of the languages."""
    scripts = [(*one, False) for one in SHOPPERS] + [(*one, True) for one in BUYERS]
    return tuple(
        Role(script.__name__, language, script, is_held, is_buyer, playbook)
        for language in languages
        for script, playbook, is_held, is_buyer in scripts
    )
