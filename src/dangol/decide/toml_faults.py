"""What is wrong in a TOML file, by its line, and how a value is named to who wrote it."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from msgspec import Struct

from dangol.decide.toml_lines import Path

UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Characters that no text of a playbook may hold."""
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_MOST_SHOWN = 10**18


class Fault(Struct, frozen=True):
    """One thing that is wrong in a file, in plain words."""

    file: str
    line: int
    """Counted from 1."""
    key: str
    """Where in the document, as `openings[0].text.ko`; empty where the whole file is meant."""
    problem: str
    hint: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: "
        return place + (f"{self.key} {self.problem}" if self.key else self.problem)


class Faults:
    """The faults of one file, and the lines to name them by."""

    def __init__(self, file: str, lines: dict[Path, int]) -> None:
        self.file = file
        self.lines = lines
        self.found: list[Fault] = []

    def note(self, path: Path, problem: str, hint: str) -> None:
        """Keep a fault at that path; a path not in the text has the line of what should hold it."""
        known = path
        while known not in self.lines and known:
            known = known[:-1]
        line = self.lines.get(known, 1)
        self.found.append(Fault(self.file, line, render_path(path), problem, hint))


def render_path(path: Path) -> str:
    """The path as a reader names it: `openings[0].text.ko`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + (part if _BARE_KEY.fullmatch(part) else repr(part))
    return text if len(text) <= 100 else text[:97] + "..."


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that was probably meant."""
    return next(iter(get_close_matches(word[:100], known, n=1)), None)


def listed(words: Sequence[str]) -> str:
    """The words as a sentence lists them: a, b or c."""
    return ", ".join(words[:-1]) + " or " + words[-1] if len(words) > 1 else words[0]


def shown_as(value: str | float) -> str:
    """The value as it was written, short, with what cannot be seen made visible."""
    if isinstance(value, int) and abs(value) > _MOST_SHOWN:
        return "one of very many digits"  # Python refuses to write out the longest of them
    shown = ascii(value) if isinstance(value, str) and UNSEEN.search(value) else repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def kind_of(value: object) -> str:
    """What a value is, in the words of somebody who has not read the specification of TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {shown_as(value)}"
    if isinstance(value, str):
        return f"the text {shown_as(value)}"
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, list) else "a date or time"
