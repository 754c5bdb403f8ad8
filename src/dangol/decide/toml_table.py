"""Reading a TOML table strictly: every fault is noted with its line, and reading goes on.

A `Table` hands out checked values by key and remembers what it was asked for; `close` then says
which keys nobody knows and which are missing. A value that cannot be used is noted and replaced by
a harmless one, so that one reading finds all faults. Look at the faults before the values.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar, cast

from dangol.decide.durations import parse_duration_us, render_duration, suggest_duration
from dangol.decide.toml_faults import (
    UNSEEN,
    Faults,
    kind_of,
    listed,
    nearest,
    render_path,
    shown_as,
)
from dangol.decide.toml_lines import Path

Word = TypeVar("Word", bound=str)

_ABSENT = object()


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
            self.note(key, f"must be a number, but is {kind_of(value)}", hint)
            return example
        is_low_enough = value < most if is_below_most else value <= most
        is_high_enough = value > 0 if is_over_0 else value >= 0
        if not (is_low_enough and is_high_enough):
            least = "over 0" if is_over_0 else "at least 0"
            highest = f"below {most:g}" if is_below_most else f"at most {most:g}"
            self.note(key, f"must be {least} and {highest}, but is {shown_as(value)}", hint)
            return example
        return float(value)

    def number(
        self, key: str, example: float, *, least: float, most: float, default: float | None = None
    ) -> float:
        """A number from `least` to `most`, or the default where the key is left out."""
        value = self._take(key, f"add {key} = {example:g}" if default is None else None)
        if value is _ABSENT:
            return example if default is None else default
        hint = f"write a number from {least:g} to {most:g}, such as {key} = {example:g}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.note(key, f"must be a number, but is {kind_of(value)}", hint)
            return example
        if not least <= value <= most:
            bound = f"at least {least:g}" if value < least else f"at most {most:g}"
            self.note(key, f"must be {bound}, but is {shown_as(value)}", hint)
            return example
        return float(value)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false."""
        value = self._take(key, f"add {key} = true" if default is None else None)
        if isinstance(value, bool):
            return value
        if value is not _ABSENT:
            problem = f"must be true or false, but is {kind_of(value)}"
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
                meant = nearest(key, list(missing)) or nearest(key, self.asked)
                hint = f"did you mean {meant}?" if meant else f"it can be {listed(self.asked)}"
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
            self.note(key, f"must be a list, but is {kind_of(value)}", f"write {example}")
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
        self.faults.note(path, f"must be a table, but is {kind_of(value)}", hint)
        return None

    def _checked_text(
        self, path: Path, value: object, example: str, longest: int, shape: re.Pattern[str] | None
    ) -> str:
        hint = f'write it in quotes, such as "{example}"'
        if not isinstance(value, str):
            problem = f"must be a text, but is {kind_of(value)}"
        elif not value.strip():
            problem = "must not be blank"
        elif unseen := UNSEEN.search(value):
            problem = f"holds the invisible character {shown_as(unseen[0])}"
            hint = "type the text again without it"
        elif len(value) > longest:
            problem = f"must have at most {longest} characters, but has {len(value)}"
            hint = "make it shorter"
        elif shape and not shape.fullmatch(value):
            problem = f"must be small letters, digits and single hyphens, but is {shown_as(value)}"
        else:
            return value
        self.faults.note(path, problem, hint)
        return example

    def _checked_word(self, path: Path, value: object, allowed: Sequence[Word]) -> Word | None:
        if isinstance(value, str) and value in allowed:
            return allowed[list[str](allowed).index(value)]
        meant = nearest(value, allowed) if isinstance(value, str) else None
        hint = f"did you mean {meant}?" if meant else f"it can be {listed(allowed)}"
        shown = shown_as(value) if isinstance(value, str) else kind_of(value)
        self.faults.note(path, f"must be one of the known words, but is {shown}", hint)
        return None

    def _checked_whole(self, key: str, value: object, low: int, high: int) -> int:
        hint = f"write a whole number from {low} to {high}, such as {key} = {max(low, 1)}"
        if isinstance(value, bool) or not isinstance(value, int):
            self.note(key, f"must be a whole number, but is {kind_of(value)}", hint)
            return low
        if not low <= value <= high:
            bound = f"at least {low}" if value < low else f"at most {high}"
            self.note(key, f"must be {bound}, but is {shown_as(value)}", hint)
            return low
        return value

    def _checked_duration_us(
        self, key: str, value: object, example: str, low_us: int, high_us: int
    ) -> int:
        duration_us = parse_duration_us(value) if isinstance(value, str) else None
        shown = shown_as(value) if isinstance(value, str) else kind_of(value)
        if duration_us is None:
            hint = suggest_duration(str(value) if isinstance(value, str | int) else "", example)
            self.note(key, f"must be a time in words, but is {shown}", hint)
            return high_us
        if not low_us <= duration_us <= high_us:
            bounds = f"from {render_duration(low_us)} to {render_duration(high_us)}"
            self.note(key, f"must be {bounds}, but is {shown}", f'write for example "{example}"')
            return high_us
        return duration_us
