"""The playbooks that every command and the server decide by: a folder's, or the recipes.

Those of motion `sales` are on only where a workspace sells to businesses, which its set-up says; a
folder that holds no others is for nothing else, so its playbooks are on everywhere.
"""

from collections.abc import Sequence
from pathlib import Path

from dangol.decide.playbook import Playbook
from dangol.decide.playbook_file import parse_playbooks
from dangol.decide.recipes import read_recipes
from dangol.engine.files import UnreadableFileError
from dangol.terms.errors import SettingError


class NoPlaybooksError(SettingError):
    """A folder that holds no playbook."""

    code = "playbook.none_found"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} holds no playbook",
            hint="put *.toml files there, or leave --playbooks and DANGOL_PLAYBOOKS out",
        )


def playbooks_on(playbooks: Sequence[Playbook], *, is_selling: bool) -> tuple[Playbook, ...]:
    """Those of the playbooks that are on where a workspace sells to businesses, or does not."""
    is_for_all = is_selling or all(playbook.motion == "sales" for playbook in playbooks)
    return tuple(one for one in playbooks if is_for_all or one.motion != "sales")


def all_recipes() -> tuple[Playbook, ...]:
    """The recipes of both motions."""
    return (*read_recipes("shop"), *read_recipes("sales"))


def read_playbooks(folder: Path | None) -> tuple[Playbook, ...]:
    """The playbooks of a folder's TOML files by name, or the recipes of both motions.

    Raises: PlaybookError (file and line of every fault), NoPlaybooksError, UnreadableFileError.
    """
    if folder is None:
        return all_recipes()
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except OSError as fault:
        raise UnreadableFileError(folder, fault.strerror or str(fault)) from fault
    if not files:
        raise NoPlaybooksError(folder)
    return parse_playbooks({file.name: _read(file) for file in files})


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise UnreadableFileError(file, fault.strerror or str(fault)) from fault
