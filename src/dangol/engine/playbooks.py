"""The playbooks that every command and the server decide by: a folder's, or the recipes."""

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


def read_playbooks(folder: Path | None) -> tuple[Playbook, ...]:
    """The playbooks of a folder's TOML files by name, or the recipes that come with Dangol.

    Raises: PlaybookError (file and line of every fault), NoPlaybooksError, UnreadableFileError.
    """
    if folder is None:
        return read_recipes()
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
