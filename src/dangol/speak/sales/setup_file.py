"""How every file of a set-up is read: as TOML, with all its faults by line, or not at all."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from dangol.decide.toml_document import Limits, UnreadableTomlError, parse_document
from dangol.decide.toml_faults import Fault
from dangol.decide.toml_table import Table
from dangol.terms.errors import InputError

MOST_CHARACTERS = 262_144
LIMITS = Limits(MOST_CHARACTERS, "make it shorter", "three levels are enough here")

_T = TypeVar("_T")


class SetupError(InputError):
    """One or more files of a set-up cannot be used; `faults` says everything wrong in them."""

    code = "sales.unusable_setup"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        hints = [f"{fault.file}:{fault.line}: {fault.hint}" for fault in self.faults]
        super().__init__(
            "\n".join(str(fault) for fault in self.faults),
            hint=self.faults[0].hint if len(hints) == 1 else "\n".join(hints),
        )


def parse_setup(text: str | bytes, file: str, read: Callable[[Table], _T]) -> _T:
    """What `read` makes of the document; it notes faults on the table and closes it.

    Raises: SetupError (`sales.unusable_setup`) with every fault, in the order of their lines.
    """
    try:
        root = parse_document(text, file, LIMITS)
    except UnreadableTomlError as error:
        raise SetupError((error.fault,)) from error
    made = read(root)
    if root.faults.found:
        raise SetupError(sorted(root.faults.found, key=lambda fault: fault.line))
    return made
