"""The patterns of `patterns.toml`, compiled."""

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, NamedTuple


class Pattern:
    """A pattern that is compiled when it is first needed: all together take half a second."""

    def __init__(self, read: Callable[[], list[str]]) -> None:
        self._read = read
        _MADE.append(self)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self.text)

    @property
    def text(self) -> str:
        """As it is written, with its fragments in their places."""
        return _whole("|".join(self._read()))

    def search(self, text: str) -> re.Match[str] | None:
        """The first place."""
        return self.compiled.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """The beginning."""
        return self.compiled.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The whole."""
        return self.compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every place."""
        return self.compiled.finditer(text)


_MADE: list[Pattern] = []


class Words(NamedTuple):
    """Words for one kind of time to come."""

    pattern: re.Pattern[str]
    read: str
    """The name of what they mean."""
    is_bare: bool
    """They say a time only where one was asked for."""


def pattern(reader: str, name: str) -> Pattern:
    """The pattern of that name, for that reader."""
    return Pattern(lambda: _table()[reader][name])


def alternatives(reader: str, name: str) -> tuple[re.Pattern[str], ...]:
    """The alternatives of that name, each a pattern of its own."""
    return tuple(re.compile(_whole(one)) for one in _table()[reader][name])


@cache
def calendar_words() -> tuple[Words, ...]:
    """The words for times to come, in the order in which they are tried."""
    return tuple(
        Words(re.compile(_whole("|".join(one["words"]))), one["read"], one.get("is_bare", False))
        for one in _table()["calendar"]
    )


def compile_patterns() -> None:
    """Nothing is left to be compiled when the first text comes."""
    calendar_words()
    for one in _MADE:
        _ = one.compiled


@cache
def _table() -> dict[str, Any]:
    text = files(__package__ or "").joinpath("patterns.toml").read_text("utf-8")
    return tomllib.loads(text)


def _whole(text: str) -> str:
    """The pattern with its fragments, and theirs."""
    while "«" in text:
        text = re.sub("«([a-z_]+)»", lambda one: _table()["fragments"][one[1]], text)
    return text
