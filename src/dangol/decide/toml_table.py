"""Reading a TOML table strictly: every fault is noted with its line, and reading goes on.

A `Table` hands out checked values by key and remembers what it was asked for; `close` then says
which keys nobody knows and which are missing. A value that cannot be used is noted and replaced by
a harmless one, so that one reading finds all faults. Look at the faults before the values.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TypeVar, cast

from msgspec import Struct

from dangol.decide.durations import parse_duration_us, render_duration, suggest_duration
from dangol.decide.toml_lines import Path

Word = TypeVar("Word", bound=str)

_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_ABSENT = object()
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


class Table:
    """One table of a file; `None` stands for one that is not there and has no faults of its own."""

    def __init__(self, value: dict[str, object] | None, path: Path, faults: Faults) -> None:
        self.value = value
        self.path = path
        self.faults = faults
        self.asked: list[str] = []
        self.missing: dict[str, str] = {}
        self.unsound: set[str] = set()

    def note(self, key: str, problem: str, hint: str) -> None:
        """Keep a fault at a key of this table."""
        self.unsound.add(key)
        self.faults.note((*self.path, key), problem, hint)

    def are_sound(self, *keys: str) -> bool:
        """Whether the values read at these keys are the file's own, and so may be compared."""
        return not any(key in self.unsound or key in self.missing for key in keys)

    def text(
        self, key: str, example: str, *, longest: int, shape: re.Pattern[str] | None = None
    ) -> str:
        """A text that shows something and has at most `longest` characters."""
        value = self._take(key, f'add {key} = "{example}"')
        if value is _ABSENT:
            return example
        return self._checked_text((*self.path, key), value, example, longest, shape)

    def texts(self, key: str, example: str, *, most: int, longest: int) -> tuple[str, ...]:
        """A list of texts; left out, it is empty."""
        items = self._items(key, f'{key} = ["{example}"]', 0, most, is_needed=False)
        return tuple(self._checked_text(path, item, example, longest, None) for path, item in items)

    def word(self, key: str, allowed: Sequence[Word], default: Word | None = None) -> Word:
        """One of the allowed words."""
        value = self._take(key, None if default else f'add {key} = "{allowed[0]}"')
        if value is _ABSENT:
            return default or allowed[0]
        return self._checked_word((*self.path, key), value, allowed) or allowed[0]

    def words(self, key: str, allowed: Sequence[Word], *, is_needed: bool) -> tuple[Word, ...]:
        """A list of different allowed words, with one at least where it is needed."""
        chosen: list[Word] = []
        example = f'{key} = ["{allowed[0]}"]'
        for path, item in self._items(key, example, int(is_needed), 100, is_needed=is_needed):
            word = self._checked_word(path, item, allowed)
            if word is not None and word in chosen:
                self.faults.note(path, f"says {word} a second time", "take one of the two away")
            elif word is not None:
                chosen.append(word)
        return tuple(chosen)

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number from low to high."""
        value = self._take(key, f"add {key} = {low}")
        return low if value is _ABSENT else self._checked_whole(key, value, low, high)

    def whole_or(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number from low to high, or the default where the key is left out."""
        value = self._take(key, None)
        return default if value is _ABSENT else self._checked_whole(key, value, low, high)

    def whole_or_none(self, key: str, low: int, high: int) -> int | None:
        """A whole number from low to high, or None where the key is left out."""
        value = self._take(key, None)
        return None if value is _ABSENT else self._checked_whole(key, value, low, high)

    def ratio(
        self,
        key: str,
        example: float,
        *,
        is_over_0: bool = False,
        most: float = 1.0,
        is_below_most: bool = False,
    ) -> float:
        """A number from 0 (or over it) to `most` (or below it)."""
        value = self._take(key, f"add {key} = {example}")
        if value is _ABSENT:
            return example
        hint = f"a share is written as a part of 1: 5% is 0.05; for example {key} = {example}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.note(key, f"must be a number, but is {_kind(value)}", hint)
            return example
        is_low_enough = value < most if is_below_most else value <= most
        is_high_enough = value > 0 if is_over_0 else value >= 0
        if not (is_low_enough and is_high_enough):
            least = "over 0" if is_over_0 else "at least 0"
            highest = f"below {most:g}" if is_below_most else f"at most {most:g}"
            self.note(key, f"must be {least} and {highest}, but is {_shown(value)}", hint)
            return example
        return float(value)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false."""
        value = self._take(key, f"add {key} = true" if default is None else None)
        if isinstance(value, bool):
            return value
        if value is not _ABSENT:
            problem = f"must be true or false, but is {_kind(value)}"
            self.note(key, problem, f"write {key} = true or {key} = false, without quotes")
        return bool(default)

    def duration_us(self, key: str, example: str, low_us: int, high_us: int) -> int:
        """A time such as "24 hours", in microseconds."""
        value = self._take(key, f'add {key} = "{example}"')
        if value is _ABSENT:
            return high_us
        return self._checked_duration_us(key, value, example, low_us, high_us)

    def duration_us_or(self, key: str, default_us: int, low_us: int, high_us: int) -> int:
        """A time such as "24 hours", in microseconds, or the default where the key is left out."""
        value = self._take(key, None)
        if value is _ABSENT:
            return default_us
        return self._checked_duration_us(key, value, render_duration(default_us), low_us, high_us)

    def table(self, key: str, keys: Iterable[str], *, is_needed: bool = True) -> "Table":
        """The table at a key, which holds those keys."""
        path = (*self.path, key)
        hint = f"add [{render_path(path)}] on a line of its own and under it {', '.join(keys)}"
        value = self._take(key, hint if is_needed else None)
        if value is _ABSENT:
            return Table(None, path, self.faults)
        return Table(self._checked_table(path, value), path, self.faults)

    def tables(self, key: str, keys: Iterable[str], *, fewest: int, most: int) -> list["Table"]:
        """The tables of a list of tables, each of which holds those keys."""
        path = (*self.path, key)
        name = ".".join(str(part) for part in path if isinstance(part, str))
        example = f"[[{name}]] on a line of its own and under it {', '.join(keys)}"
        items = self._items(key, example, fewest, most, is_needed=True)
        return [Table(self._checked_table(at, item), at, self.faults) for at, item in items]

    def close(self) -> None:
        """Note every key that was not asked for, and every needed key that is not there."""
        missing = dict(self.missing)
        for key in self.value or {}:
            if key not in self.asked:
                meant = _nearest(key, list(missing)) or _nearest(key, self.asked)
                hint = f"did you mean {meant}?" if meant else f"it can be {_listed(self.asked)}"
                if meant in missing:
                    hint = f"did you mean {meant}, which is missing?"
                    del missing[meant]
                self.note(key, "is not a key that is known here", hint)
        for key, hint in missing.items():
            self.note(key, "is missing", hint)

    def _take(self, key: str, hint_if_missing: str | None) -> object:
        self.asked.append(key)
        if self.value is None:
            return _ABSENT
        if key not in self.value and hint_if_missing is not None:
            self.missing[key] = hint_if_missing
        return self.value.get(key, _ABSENT)

    def _items(
        self, key: str, example: str, fewest: int, most: int, *, is_needed: bool
    ) -> list[tuple[Path, object]]:
        value = self._take(key, f"add {example}" if is_needed else None)
        if value is _ABSENT:
            return []
        if not isinstance(value, list):
            self.note(key, f"must be a list, but is {_kind(value)}", f"write {example}")
            return []
        items = cast("list[object]", value)
        if not fewest <= len(items) <= most:
            bound = f"at least {fewest}" if len(items) < fewest else f"at most {most}"
            self.note(key, f"must hold {bound}, but holds {len(items)}", f"write {example}")
        return [((*self.path, key, at), item) for at, item in enumerate(items[:most])]

    def _checked_table(self, path: Path, value: object) -> dict[str, object] | None:
        if isinstance(value, dict):
            return cast("dict[str, object]", value)
        hint = "keys that belong together stand under a line such as [caps]"
        self.faults.note(path, f"must be a table, but is {_kind(value)}", hint)
        return None

    def _checked_text(
        self, path: Path, value: object, example: str, longest: int, shape: re.Pattern[str] | None
    ) -> str:
        hint = f'write it in quotes, such as "{example}"'
        if not isinstance(value, str):
            problem = f"must be a text, but is {_kind(value)}"
        elif not value.strip():
            problem = "must not be blank"
        elif unseen := _UNSEEN.search(value):
            problem = f"holds the invisible character {_shown(unseen[0])}"
            hint = "type the text again without it"
        elif len(value) > longest:
            problem = f"must have at most {longest} characters, but has {len(value)}"
            hint = "make it shorter"
        elif shape and not shape.fullmatch(value):
            problem = f"must be small letters, digits and single hyphens, but is {_shown(value)}"
        else:
            return value
        self.faults.note(path, problem, hint)
        return example

    def _checked_word(self, path: Path, value: object, allowed: Sequence[Word]) -> Word | None:
        if isinstance(value, str) and value in allowed:
            return allowed[list[str](allowed).index(value)]
        meant = _nearest(value, allowed) if isinstance(value, str) else None
        hint = f"did you mean {meant}?" if meant else f"it can be {_listed(allowed)}"
        shown = _shown(value) if isinstance(value, str) else _kind(value)
        self.faults.note(path, f"must be one of the known words, but is {shown}", hint)
        return None

    def _checked_whole(self, key: str, value: object, low: int, high: int) -> int:
        hint = f"write a whole number from {low} to {high}, such as {key} = {max(low, 1)}"
        if isinstance(value, bool) or not isinstance(value, int):
            self.note(key, f"must be a whole number, but is {_kind(value)}", hint)
            return low
        if not low <= value <= high:
            bound = f"at least {low}" if value < low else f"at most {high}"
            self.note(key, f"must be {bound}, but is {_shown(value)}", hint)
            return low
        return value

    def _checked_duration_us(
        self, key: str, value: object, example: str, low_us: int, high_us: int
    ) -> int:
        duration_us = parse_duration_us(value) if isinstance(value, str) else None
        shown = _shown(value) if isinstance(value, str) else _kind(value)
        if duration_us is None:
            hint = suggest_duration(str(value) if isinstance(value, str | int) else "", example)
            self.note(key, f"must be a time in words, but is {shown}", hint)
            return high_us
        if not low_us <= duration_us <= high_us:
            bounds = f"from {render_duration(low_us)} to {render_duration(high_us)}"
            self.note(key, f"must be {bounds}, but is {shown}", f'write for example "{example}"')
            return high_us
        return duration_us


def render_path(path: Path) -> str:
    """The path as a reader names it: `openings[0].text.ko`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + (part if _BARE_KEY.fullmatch(part) else repr(part))
    return text if len(text) <= 100 else text[:97] + "..."


def _nearest(word: str, known: Sequence[str]) -> str | None:
    return next(iter(get_close_matches(word[:100], known, n=1)), None)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + " or " + words[-1] if len(words) > 1 else words[0]


def _shown(value: str | float) -> str:
    if isinstance(value, int) and abs(value) > _MOST_SHOWN:
        return "one of very many digits"  # Python refuses to write out the longest of them
    shown = ascii(value) if isinstance(value, str) and _UNSEEN.search(value) else repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _kind(value: object) -> str:
    """What a value is, in the words of somebody who has not read the specification of TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {_shown(value)}"
    if isinstance(value, str):
        return f"the text {_shown(value)}"
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, list) else "a date or time"
