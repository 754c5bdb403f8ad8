"""The demo's playbooks are the recipes, but for their patience and their holdout."""

import msgspec

from dangol.decide.playbook import Playbook
from dangol.decide.playbook_file import parse_playbooks
from dangol.decide.recipes import read_recipes
from dangol.listen.signals import SignalSettings
from dangol.sim.playbooks import HOLDOUT_RATIO, SETTINGS, demo_playbook_texts
from dangol.terms.instants import SECOND_US


def test_they_are_the_recipes_with_shorter_times_and_a_smaller_holdout() -> None:
    usual, wanted = SignalSettings(), list[Playbook]()
    for motion, times in SETTINGS.items():
        fields = {f"{name}_us": seconds * SECOND_US for name, seconds in times.items()}
        assert all(getattr(usual, name) > shorter for name, shorter in fields.items())
        wanted += [
            msgspec.structs.replace(
                recipe,
                holdout_ratio=HOLDOUT_RATIO,
                trigger=msgspec.structs.replace(
                    recipe.trigger,
                    settings=msgspec.structs.replace(recipe.trigger.settings, **fields),
                ),
            )
            for recipe in read_recipes(motion)
        ]
    assert list(parse_playbooks(demo_playbook_texts())) == wanted
    assert {one.motion for one in wanted} == {"shop", "sales"}
