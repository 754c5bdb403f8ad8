"""The recipes that come with Dangol: playbooks that a shop can run as they are."""

from functools import cache
from importlib.resources import files

from dangol.decide.playbook import Playbook
from dangol.decide.playbook_file import parse_playbooks

RECIPES = (
    "cart-rescue",
    "checkout-help",
    "size-doubt",
    "comparing",
    "search-dead-end",
    "coupon-trouble",
    "welcome-back",
    "out-of-stock-alert",
)
"""Their names, in the order in which a merchant meets them."""


def read_recipe_texts() -> dict[str, str]:
    """The TOML text of every recipe by its file name, for copying into a shop's own folder."""
    return {
        f"{name}.toml": (files(__name__) / f"{name}.toml").read_text(encoding="utf-8")
        for name in RECIPES
    }


@cache
def read_recipes() -> tuple[Playbook, ...]:
    """Every recipe, in the order of `RECIPES`."""
    return parse_playbooks(read_recipe_texts())
