"""Which playbooks a command decides by: `--playbooks`, else DANGOL_PLAYBOOKS, else the recipes."""

import os
from pathlib import Path
from typing import Annotated

import typer

from dangol.decide.playbook import Motion, Playbook
from dangol.engine.playbooks import read_playbooks
from dangol.server.settings import read_settings
from dangol.terms.errors import SettingError


class NoneOfMotionError(SettingError):
    """A folder without a playbook for what was to be rehearsed."""

    code = "playbook.none_of_motion"

    def __init__(self, folder: Path | None, motion: str | None) -> None:
        super().__init__(
            f"{folder} holds no playbook whose motion is {motion}",
            hint="leave --motion out, or name another folder with --playbooks",
        )


PlaybooksOption = Annotated[
    Path | None,
    typer.Option(
        "--playbooks",
        help="A folder of playbooks; else DANGOL_PLAYBOOKS.",
        metavar="DIR",
        show_default="eight recipes",
    ),
]


def chosen_playbooks(folder: Path | None) -> tuple[Playbook, ...]:
    """The playbooks of the folder that was named, else of the environment's, else the recipes.

    Raises: PlaybookError, NoPlaybooksError, UnreadableFileError, BadSettingError.
    """
    return read_playbooks(folder or read_settings(os.environ).playbooks)


def rehearsed_playbooks(folder: Path | None, motion: Motion | None) -> tuple[Playbook, ...]:
    """Those of the chosen playbooks that a rehearsal goes through: of the motion that was named,
    else all of a folder, or the recipes of a shop.

    Raises: PlaybookError, NoPlaybooksError, UnreadableFileError, BadSettingError.
    """
    folder = folder or read_settings(os.environ).playbooks
    motion = motion or (None if folder else "shop")
    playbooks = tuple(one for one in read_playbooks(folder) if motion in (None, one.motion))
    if not playbooks:
        raise NoneOfMotionError(folder, motion)
    return playbooks
