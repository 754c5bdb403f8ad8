"""What the market's TOML files have in common: refusal with lines, and texts in three languages."""

from collections.abc import Callable
from typing import TypeVar

from dangol.decide.playbook import Texts
from dangol.decide.toml_document import Limits, UnreadableTomlError, parse_document
from dangol.decide.toml_faults import Fault
from dangol.decide.toml_table import Table
from dangol.terms.errors import InputError

LIMITS = Limits(262_144, "split it, or leave out what is not used", "two levels are enough")
LONGEST_TEXT = 600

Read = TypeVar("Read")


class MarketFileError(InputError):
    """A TOML file of the market cannot be used; `faults` says everything that is wrong in it."""

    code = "market.file_unusable"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        hints = [f"{fault.file}:{fault.line}: {fault.hint}" for fault in faults]
        super().__init__(
            "\n".join(str(fault) for fault in faults),
            hint=faults[0].hint if len(faults) == 1 else "\n".join(hints),
        )
        self.faults = faults


def read_toml(text: str | bytes, file: str, read: Callable[[Table], Read]) -> Read:
    """What `read` makes of the document, if it noted no fault.

    Raises: MarketFileError (`market.file_unusable`) with every fault in the order of the lines.
    """
    try:
        root = parse_document(text, file, LIMITS)
    except UnreadableTomlError as error:
        raise MarketFileError((error.fault,)) from error
    made = read(root)
    if root.faults.found:
        raise MarketFileError(tuple(sorted(root.faults.found, key=lambda fault: fault.line)))
    return made


def words_at(table: Table, key: str, example: str) -> Texts:
    """A text, either one for all languages or a table of `ko`, `ja` and `en`."""
    if isinstance((table.value or {}).get(key), dict):
        inner = table.table(key, ("ko", "ja", "en"))
        ko, ja, en = (
            inner.text(name, example, longest=LONGEST_TEXT) for name in ("ko", "ja", "en")
        )
        inner.close()
        return Texts(ko=ko, ja=ja, en=en)
    text = table.text(key, example, longest=LONGEST_TEXT)
    return Texts(ko=text, ja=text, en=text)


def words_or_none(table: Table, key: str, example: str) -> Texts | None:
    """As `words_at`, or None where the key is left out."""
    if key not in (table.value or {}):
        table.asked.append(key)
        return None
    return words_at(table, key, example)
