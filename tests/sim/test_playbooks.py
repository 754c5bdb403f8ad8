"""The demo's playbooks are the recipes, but for their patience and their holdout."""

import msgspec

from dangol.decide.playbook_file import parse_playbooks
from dangol.decide.recipes import read_recipes
from dangol.listen.signals import SignalSettings
from dangol.sim.playbooks import (
    CART_IDLE_S,
    CHECKOUT_STALLED_S,
    HESITATION_S,
    HOLDOUT_RATIO,
    demo_playbook_texts,
)
from dangol.terms.instants import SECOND_US


def test_they_are_the_recipes_with_shorter_times_and_a_smaller_holdout() -> None:
    hurried = SignalSettings(
        hesitation_dwell_us=HESITATION_S * SECOND_US,
        cart_idle_us=CART_IDLE_S * SECOND_US,
        checkout_stalled_us=CHECKOUT_STALLED_S * SECOND_US,
    )
    wanted = tuple(
        msgspec.structs.replace(
            recipe,
            holdout_ratio=HOLDOUT_RATIO,
            trigger=msgspec.structs.replace(recipe.trigger, settings=hurried),
        )
        for recipe in read_recipes()
    )
    assert parse_playbooks(demo_playbook_texts()) == wanted
    assert hurried.hesitation_dwell_us < SignalSettings().hesitation_dwell_us
