"""Assignment: a salted hash, the same live, in rehearsal and in any database.

`draw` takes the first 64 bits of SHA-256 over salt, workspace, experiment and assignment key,
joined by NUL; the upper 53 of them, as a share of 2^53, are the number (all that a double holds).
SQL engines have SHA-256, so an auditor can recompute every arm without Python.
"""

from hashlib import sha256

GLOBAL_HOLDOUT = "global"
"""The experiment of people whom no playbook speaks to."""


def draw(salt: str, workspace_id: str, experiment: str, assignment_key: str) -> float:
    """A number in [0, 1) that is always the same for the same words.

    Laws: uniform over keys; independent over salts and experiments; stateless.
    """
    text = f"{salt}\0{workspace_id}\0{experiment}\0{assignment_key}"
    return (int.from_bytes(sha256(text.encode()).digest()[:8]) >> 11) * 2.0**-53


def is_held_out(
    salt: str, workspace_id: str, experiment: str, assignment_key: str, holdout_ratio: float
) -> bool:
    """Whether this key is kept aside in this experiment.

    Laws: sticky; raising the share only adds people to the held-out, it swaps nobody.
    """
    return draw(salt, workspace_id, experiment, assignment_key) < holdout_ratio
