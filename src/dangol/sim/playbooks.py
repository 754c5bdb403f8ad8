"""The recipes with the patience of somebody who tries them out: seconds instead of minutes."""

from collections.abc import Mapping

from dangol.decide.playbook import Motion
from dangol.decide.recipes import read_recipe_texts

HOLDOUT_RATIO = 0.1
"""One visitor in ten is held out, so that whoever tries it out is hardly ever that one."""
HESITATION_S, CART_IDLE_S, CHECKOUT_STALLED_S = 20, 30, 30

FORM_LEFT_S, READING_S, TRIAL_STALLED_S = 20, 5, 60

SETTINGS: Mapping[Motion, Mapping[str, int]] = {
    "shop": {
        "hesitation_dwell": HESITATION_S,
        "cart_idle": CART_IDLE_S,
        "checkout_stalled": CHECKOUT_STALLED_S,
    },
    "sales": {
        "form_left": FORM_LEFT_S,
        "deep_dwell": READING_S,
        "trial_stalled": TRIAL_STALLED_S,
    },
}
"""The times of a trigger that are shorter. Units: seconds."""


def demo_playbook_texts() -> dict[str, str]:
    """The TOML text of every recipe by its file name, with short times and a small holdout."""
    return {
        name: _hurried(text, settings)
        for motion, settings in SETTINGS.items()
        for name, text in read_recipe_texts(motion).items()
    }


def _hurried(text: str, settings: Mapping[str, int]) -> str:
    times = [f'{name} = "{seconds} seconds"' for name, seconds in settings.items()]
    header = "[trigger.settings]"
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith(("# A shop with little traffic", "# A company with few visitors")):
            continue
        is_share = line.startswith("holdout_ratio = ")
        lines.append(f"holdout_ratio = {HOLDOUT_RATIO}" if is_share else line)
        if line == header:
            lines += times
        elif line.startswith("signals = [") and header not in text:
            lines += ["", header, *times]
    return "\n".join(lines) + "\n"
