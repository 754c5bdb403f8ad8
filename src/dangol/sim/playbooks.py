"""The recipes with the patience of somebody who tries them out: seconds instead of minutes."""

from dangol.decide.recipes import read_recipe_texts

HOLDOUT_RATIO = 0.1
"""One visitor in ten is held out, so that whoever tries it out is hardly ever that one."""
HESITATION_S, CART_IDLE_S, CHECKOUT_STALLED_S = 20, 30, 30

_SETTINGS = f"""
[trigger.settings]
hesitation_dwell = "{HESITATION_S} seconds"
cart_idle = "{CART_IDLE_S} seconds"
checkout_stalled = "{CHECKOUT_STALLED_S} seconds"
"""


def demo_playbook_texts() -> dict[str, str]:
    """The TOML text of every recipe by its file name, with short times and a small holdout."""
    return {name: _hurried(text) for name, text in read_recipe_texts().items()}


def _hurried(text: str) -> str:
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("# A shop with little traffic"):
            continue
        is_share = line.startswith("holdout_ratio = ")
        lines.append(f"holdout_ratio = {HOLDOUT_RATIO}" if is_share else line)
        if line.startswith("signals = ["):
            lines += _SETTINGS.rstrip().split("\n")
    return "\n".join(lines) + "\n"
