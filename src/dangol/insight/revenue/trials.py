"""Which of the recipes would put a theme to the test: speak to half, hold out half, compare.

A theme and churn that go together prove nothing of each other. A recipe that answers what the
theme is about, with its holdout, does.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

TestMotion: TypeAlias = Literal["shop", "sales"]


class Trial(Struct, frozen=True):
    """The test of a theme."""

    playbook: str
    motion: TestMotion
    command: str
    """Rehearses it on past events, and says how many days until it is proven."""


_RECIPES: Mapping[str, tuple[TestMotion, tuple[str, ...]]] = {
    "trial-check-in": (
        "sales",
        (
            *("setup_complex", "onboarding", "usability", "value_unproven", "knowledge_base"),
            *("vendor_support", "short_handed", "service_first", "leaving", "ai_quality"),
        ),
    ),
    "pricing-interest": ("sales", ("cost", "contract_billing")),
    "deep-reading": (
        "sales",
        (
            *("evaluating", "integration", "migration", "security", "automation"),
            *("crm_marketing", "reporting", "permissions", "multilingual", "messengers"),
            "customer_data",
        ),
    ),
    "consultation-booking": ("sales", ("booking", "phone")),
    "demo-form-help": ("sales", ("lead_capture",)),
    "cart-rescue": ("shop", ("cart_reminder", "price")),
    "welcome-back": ("shop", ("win_back", "repeat")),
    "size-doubt": ("shop", ("size",)),
    "checkout-help": (
        "shop",
        ("payment", "delivery_fee", "delivery_time", "account", "returns", "refund"),
    ),
    "coupon-trouble": ("shop", ("coupon",)),
    "out-of-stock-alert": ("shop", ("stock",)),
    "comparing": ("shop", ("quality", "material", "picture", "colour", "style", "usage")),
}
_BY_THEME: Mapping[str, tuple[str, TestMotion]] = {
    theme: (name, motion) for name, (motion, themes) in _RECIPES.items() for theme in themes
}


def trial_of(theme: str) -> Trial | None:
    """The recipe that speaks to what the theme is about, if any does."""
    found = _BY_THEME.get(theme)
    if found is None:
        return None
    name, motion = found
    return Trial(name, motion, f"dangol rehearse events.jsonl --motion {motion}")
