"""The error tree, split by who can act on it.

    DangolError
    ├── InputError      the file, event or argument at hand: its author can mend it
    ├── SettingError    a setting or a command: the operator can mend it
    └── RecordError     the record itself: the operator, with a backup at hand

An expected refusal (a quarantined event, a silence) is a value and not in this tree.
"""

from typing import ClassVar


class DangolError(Exception):
    """One thing went wrong. `code` is permanent; the message is built from the fields alone."""

    code: ClassVar[str] = "dangol.error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Say what is wrong in the reader's words, and in `hint` what to do next."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(DangolError):
    """What was given cannot be used."""

    code = "input.unusable"
    exit_code = 2


class SettingError(DangolError):
    """How Dangol is set up cannot work."""

    code = "setting.unusable"
    exit_code = 3


class RecordError(DangolError):
    """The record could not be read or written."""

    code = "record.unusable"
    exit_code = 4
