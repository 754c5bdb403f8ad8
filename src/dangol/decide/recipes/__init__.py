"""The recipes that come with Dangol: playbooks that can run as they are."""

from functools import cache
from importlib.resources import files

from dangol.decide.playbook import Motion, Playbook
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
"""A shop's, by their names, in the order in which a merchant meets them."""
SALES_RECIPES = (
    "pricing-interest",
    "account-surge",
    "demo-form-help",
    "trial-check-in",
    "deep-reading",
    "consultation-booking",
)
"""Those of a company that sells to businesses, or without a cart."""


def read_recipe_texts(motion: Motion = "shop") -> dict[str, str]:
    """The TOML text of every recipe by its file name, for copying into a folder of one's own."""
    return {
        f"{name}.toml": (files(__name__) / f"{name}.toml").read_text(encoding="utf-8")
        for name in (RECIPES if motion == "shop" else SALES_RECIPES)
    }


@cache
def read_recipes(motion: Motion = "shop") -> tuple[Playbook, ...]:
    """Every recipe of the motion, in the order of its names."""
    return parse_playbooks(read_recipe_texts(motion))
