"""Which playbooks a command decides by: `--playbooks`, else DANGOL_PLAYBOOKS, else the recipes."""

import os
from pathlib import Path
from typing import Annotated

import typer

from dangol.decide.playbook import Playbook
from dangol.engine.playbooks import read_playbooks
from dangol.server.settings import read_settings

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
